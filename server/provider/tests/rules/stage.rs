//! What the tests of rules share: an exchange, and an app that answers by path.

use std::collections::BTreeMap;

use centralita_provider::exchange::{Answer, Failure, Outcome, Request};
use centralita_provider::transcript::{Purpose, Webhook};
use centralita_provider::{Exchange, Number, Script, Settings, Transcript};

/// The number that tests call.
pub const NUMBER: &str = "+18005550000";
/// Who calls it.
pub const CALLER: &str = "+15550100";
/// Where the app is.
pub const APP: &str = "http://app.test";

/// Answers by path, each path with one document or several in turn.
#[derive(Default)]
pub struct App {
    pages: BTreeMap<String, Vec<Outcome>>,
    /// Every request that came: path and form.
    pub asked: Vec<(String, String)>,
}

impl App {
    pub fn new() -> App {
        App::default()
    }

    /// A path whose answers come one after the other; the last one stays.
    pub fn page(mut self, path: &str, body: &str) -> App {
        let document = Outcome::Answered(Answer::twiml(&format!("<Response>{body}</Response>")));
        self.pages.entry(path.to_owned()).or_default().push(document);
        self
    }

    pub fn answers(mut self, path: &str, answer: Answer) -> App {
        self.pages.entry(path.to_owned()).or_default().push(Outcome::Answered(answer));
        self
    }

    pub fn fails(mut self, path: &str, failure: Failure) -> App {
        self.pages.entry(path.to_owned()).or_default().push(Outcome::Failed(failure));
        self
    }

    pub fn answer(&mut self, request: &Request) -> Outcome {
        let path = request.url.trim_start_matches(APP);
        let path = path.split('?').next().unwrap_or_default().to_owned();
        self.asked.push((path.clone(), request.body.clone()));
        match self.pages.get_mut(&path) {
            Some(answers) if answers.len() > 1 => answers.remove(0),
            Some(answers) => answers.first().cloned().expect("a page has an answer"),
            None if path.starts_with("/status") => Outcome::Answered(Answer::status(204)),
            None => Outcome::Answered(Answer::status(404)),
        }
    }

    pub fn times_asked(&self, path: &str) -> usize {
        self.asked.iter().filter(|(own, _)| own == path).count()
    }
}

/// An exchange with one number that asks the app at `/` and tells it at `/status`.
pub fn exchange() -> Exchange {
    exchange_with(Settings::seeded(7))
}

pub fn exchange_with(settings: Settings) -> Exchange {
    let mut exchange = Exchange::new(settings);
    let number = Number::voice(NUMBER, &format!("{APP}/"));
    exchange.set_number(number.status_callback(&format!("{APP}/status")));
    exchange
}

/// One call from beginning to end.
pub fn call(app: &mut App, script: Script) -> Transcript {
    let mut exchange = exchange();
    call_in(&mut exchange, app, script)
}

pub fn call_in(exchange: &mut Exchange, app: &mut App, script: Script) -> Transcript {
    let id = exchange.dial_in(CALLER, NUMBER, script);
    exchange.play(|request| app.answer(request));
    assert!(exchange.is_settled(id), "the call is still open:\n{}", exchange.call(id).transcript);
    exchange.call(id).transcript.clone()
}

/// The webhook that went to this path last.
pub fn last<'a>(transcript: &'a Transcript, path: &str) -> &'a Webhook {
    let all = asked(transcript, path);
    all.last().copied().unwrap_or_else(|| panic!("nobody asked {path}:\n{transcript}"))
}

/// The webhooks that went to this path.
pub fn asked<'a>(transcript: &'a Transcript, path: &str) -> Vec<&'a Webhook> {
    let to = |webhook: &&Webhook| {
        let own = webhook.url.trim_start_matches(APP);
        own.split('?').next() == Some(path)
    };
    transcript.webhooks().into_iter().filter(to).collect()
}

/// The values of one parameter in all webhooks for a purpose, in their order.
pub fn values(transcript: &Transcript, purpose: Purpose, name: &str) -> Vec<String> {
    let of = |webhook: &&Webhook| webhook.form.get(name).map(str::to_owned);
    transcript.webhooks_for(purpose).iter().filter_map(of).collect()
}

/// Whether a fault with these words was written down.
pub fn has_fault(transcript: &Transcript, words: &str) -> bool {
    transcript.faults().iter().any(|fault| fault.words.contains(words))
}

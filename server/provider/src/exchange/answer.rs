//! What comes back from whoever was asked.

use super::Exchange;
use super::web::{Owner, RequestId};
use crate::fault::Fault;
use crate::transcript::{Entry, Webhook};

/// An answer as it came over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// What it says its body is; empty where it says nothing.
    pub content_type: String,
    /// Where it points to; empty where it points nowhere.
    pub location: String,
    /// The cookies it sets, as `name=value`.
    pub cookies: Vec<String>,
    /// Its body.
    pub body: String,
}

impl Answer {
    /// A document, as most answers are.
    pub fn twiml(body: &str) -> Answer {
        Answer {
            status: 200,
            content_type: "text/xml".to_owned(),
            body: body.to_owned(),
            ..Answer::default()
        }
    }

    /// A status and nothing else.
    pub fn status(status: u16) -> Answer {
        Answer { status, ..Answer::default() }
    }
}

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nobody took the connection.
    Connect(String),
    /// It took longer than the limit.
    Late,
    /// The connection broke, or what came was no answer.
    Broken(String),
    /// The answer was lost on purpose.
    Lost,
}

/// What came of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer.
    Answered(Answer),
    /// None.
    Failed(Failure),
}

/// Whether a document only has its caller wait and ask again.
fn waits(document: &str) -> bool {
    let Ok(document) = roxmltree::Document::parse(document) else { return false };
    let mut verbs = document.root_element().children().filter(roxmltree::Node::is_element);
    let last = verbs.next_back().map(|verb| verb.tag_name().name());
    last == Some("Redirect")
        && verbs.all(|verb| ["Pause", "Play"].contains(&verb.tag_name().name()))
}

impl Exchange {
    /// Gives back what came of a request, and how many microseconds of the wall clock that took. It
    /// takes effect when the time of the run has come so far.
    pub fn answer(&mut self, id: RequestId, outcome: Outcome, took_micros: u64) {
        let Some(one) = self.outstanding.get_mut(&id) else { return };
        one.outcome = Some((outcome, took_micros));
        if one.is_due {
            self.take_answer(id);
        }
    }

    pub(crate) fn has_outcome(&self, id: RequestId) -> bool {
        self.outstanding.get(&id).is_none_or(|one| one.outcome.is_some())
    }

    pub(crate) fn answer_is_due(&mut self, id: RequestId) {
        let Some(one) = self.outstanding.get_mut(&id) else { return };
        one.is_due = true;
        if one.outcome.is_some() {
            self.take_answer(id);
        }
    }

    fn take_answer(&mut self, id: RequestId) {
        let Some(mut one) = self.outstanding.remove(&id) else { return };
        let Some((outcome, took_micros)) = one.outcome.take() else { return };
        let status = match &outcome {
            Outcome::Answered(answer) => Some(answer.status),
            Outcome::Failed(_) => None,
        };
        let webhook = Webhook {
            purpose: one.purpose,
            method: one.request.method.clone(),
            url: one.request.url.clone(),
            form: one.form.clone(),
            token: one.token.clone(),
            attempt: one.attempt,
            sent_at_millis: one.sent_at_millis,
            took_micros,
            status,
        };
        self.write(one.owner, Entry::Webhook(webhook));
        if outcome == Outcome::Failed(Failure::Lost) {
            // Whoever lost an answer asks again, without a word about it.
            self.ask_again(one);
            return;
        }
        if let Outcome::Answered(answer) = &outcome {
            self.compare(&one.token, one.owner, one.purpose.is_question(), answer);
        }
        if one.is_repeat {
            return;
        }
        if one.should_retry(&outcome) {
            one.retries_left -= 1;
            self.ask_again(one);
            return;
        }
        match one.owner {
            Owner::Call(call) if one.purpose.is_question() => {
                self.document_came(call, id, &one, outcome);
            }
            Owner::Message(index) if one.purpose.is_question() => {
                self.message_was_answered(index, &one, outcome);
            }
            owner => self.callback_was_answered(owner, &one.request.url, &outcome),
        }
    }

    /// A repeat with the same token has to get the same answer.
    fn compare(&mut self, token: &str, owner: Owner, is_question: bool, answer: &Answer) {
        // What failed may be answered otherwise when it is asked again.
        if !is_question || answer.status >= 400 {
            return;
        }
        let said = (answer.status, answer.body.clone());
        match self.answered.get(token) {
            None => {
                self.answered.insert(token.to_owned(), said);
            }
            // Who waits is told where the call stands, and that changes.
            Some((_, first)) if waits(first) || waits(&said.1) => {}
            Some(first) if *first != said => {
                let words = format!(
                    "a request and its repeat with the token {token} got two answers: {first:?} and {said:?}"
                );
                self.write(owner, Entry::Fault(Fault::wrong(words)));
            }
            Some(_) => {}
        }
    }

    fn callback_was_answered(&mut self, owner: Owner, url: &str, outcome: &Outcome) {
        let words = match outcome {
            Outcome::Answered(answer) if (200..400).contains(&answer.status) => return,
            Outcome::Answered(answer) => format!("{url} answers {} to a callback", answer.status),
            Outcome::Failed(failure) => format!("{url} takes no callback: {failure:?}"),
        };
        self.write(owner, Entry::Fault(Fault::coded(11200, words)));
    }
}

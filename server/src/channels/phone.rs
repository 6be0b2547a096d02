//! The phone page's words: documents as JSON that a page plays with the browser's own voice.
//!
//! The page does what a provider does: it speaks, plays, listens and asks. Its links stand below
//! [`BASE`].

use centralita_engine::exec::{Dial, DialTarget, Play, PlaySource, Prompt, Say};
use serde_json::{Value, json};

use crate::channels::twiml::render::plain;
use crate::line::document::{Document, Link, Verb};

/// The connection of the phone page.
pub const CONNECTION: &str = "phone";

/// Where the page's links stand.
pub const BASE: &str = "/phone";

/// A document in the page's words.
pub fn render(document: &Document) -> Value {
    let verbs: Vec<Value> = document.verbs.iter().map(verb).collect();
    json!({ "verbs": verbs })
}

fn link(link: &Link) -> String {
    format!("{BASE}{}", link.0)
}

fn verb(verb: &Verb) -> Value {
    match verb {
        Verb::Say(words) => say(words),
        Verb::Play(sound) => play(sound),
        Verb::Pause(secs) => json!({ "verb": "pause", "seconds": secs }),
        Verb::Hold(secs) => json!({ "verb": "hold", "seconds": secs }),
        Verb::Gather { gather, next } => {
            let prompt = gather.prompt.as_ref().map(|prompt| match prompt {
                Prompt::Say(words) => say(words),
                Prompt::Play(sound) => play(sound),
            });
            let speech = gather.speech.as_ref().map(|speech| {
                json!({ "language": speech.language.as_str(), "hints": speech.hints.as_str() })
            });
            json!({
                "verb": "gather",
                "prompt": prompt,
                "seconds": gather.timeout.0,
                "finish": gather.finish_on_key.as_str(),
                "digits": gather.digits,
                "speech": speech,
                "sensitive": gather.sensitive,
                "next": link(next),
            })
        }
        Verb::Record { record, next, .. } => json!({
            "verb": "record",
            "upload": upload(next),
            "seconds": record.timeout.0,
            "longest": record.max_length.0,
            "finish": record.finish_on_key.as_str(),
            "beep": record.beep,
            "next": link(next),
        }),
        Verb::Dial { dial: to, next } => dial(to, next),
        Verb::Conference { name, next, .. } => json!({
            "verb": "conference",
            "name": name.as_str(),
            "next": next.as_ref().map(link),
        }),
        Verb::Redirect(to) => json!({ "verb": "redirect", "next": link(to) }),
        Verb::Pay { next, .. } => json!({ "verb": "pay", "next": link(next) }),
        Verb::VirtualAgent { next, .. } => json!({ "verb": "agent", "next": link(next) }),
        Verb::Relay { next, .. } => json!({ "verb": "relay", "next": link(next) }),
        Verb::RedirectAway { url, .. } => json!({ "verb": "away", "url": url.as_str() }),
        Verb::Stream(_) => json!({ "verb": "nothing" }),
        Verb::HangUp | Verb::Reject => json!({ "verb": "hang-up" }),
    }
}

/// Where the page brings what it has recorded: beside where it says so.
fn upload(next: &Link) -> String {
    let effect = next.0.rsplit_once('/').map_or(next.0.as_str(), |(effect, _)| effect);
    format!("{BASE}{effect}/recording")
}

fn dial(dial: &Dial, next: &Link) -> Value {
    let (kind, to) = match &dial.to {
        DialTarget::Numbers(numbers) => {
            ("number", numbers.iter().map(ToString::to_string).collect())
        }
        DialTarget::Client(identity) => ("client", vec![identity.to_string()]),
        // Its password is for whoever dials.
        DialTarget::Sip { uri, .. } => ("sip", vec![uri.to_string()]),
        DialTarget::Sim(id) => ("sim", vec![id.to_string()]),
        DialTarget::Conference(name) => ("conference", vec![name.to_string()]),
        _ => ("number", Vec::new()),
    };
    json!({
        "verb": "dial",
        "kind": kind,
        "to": to,
        "shown": dial.caller_id.as_str(),
        "seconds": dial.timeout.0,
        "longest": dial.time_limit.map(|limit| limit.0),
        "recorded": dial.record,
        "next": link(next),
    })
}

fn say(words: &Say) -> Value {
    json!({
        "verb": "say",
        "text": plain(&words.text),
        "language": words.language.as_str(),
        "times": words.times,
    })
}

fn play(sound: &Play) -> Value {
    match &sound.source {
        PlaySource::Url(url) => {
            json!({ "verb": "play", "url": url.as_str(), "times": sound.times })
        }
        PlaySource::Tones(tones) => json!({ "verb": "tones", "tones": tones.as_str() }),
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::Secs;
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_page_is_told_words_without_markup_and_whom_a_call_reaches_without_passwords() {
        let words =
            "Hello<break time=\"1s\"/>and <emphasis>welcome</emphasis>, 3 < 4 <img onerror=x>";
        let say = Say { text: words.into(), times: 1, ..Say::default() };
        let dial = Dial {
            to: DialTarget::Sip {
                uri: "sip:desk@example.com".into(),
                username: "u".into(),
                password: "secret".into(),
            },
            caller_id: "+15550199".into(),
            record: false,
            timeout: Secs(20),
            time_limit: None,
        };
        let next = Link("/call/FN1/3/dialled".into());
        let page = render(&Document::of([Verb::Say(say), Verb::Dial { dial, next }]));
        expect![[r#"
            {
              "verbs": [
                {
                  "language": "",
                  "text": "Hello and welcome, 3 < 4 <img onerror=x>",
                  "times": 1,
                  "verb": "say"
                },
                {
                  "kind": "sip",
                  "longest": null,
                  "next": "/phone/call/FN1/3/dialled",
                  "recorded": false,
                  "seconds": 20,
                  "shown": "+15550199",
                  "to": [
                    "sip:desk@example.com"
                  ],
                  "verb": "dial"
                }
              ]
            }"#]]
        .assert_eq(&serde_json::to_string_pretty(&page).unwrap());
    }

    #[test]
    fn a_recording_is_brought_beside_where_it_is_told_of() {
        assert_eq!(upload(&Link("/call/FN1/3/recorded".into())), "/phone/call/FN1/3/recording");
    }
}

//! The phone page's words: documents as JSON that a page plays with the browser's own voice.
//!
//! The page does what a provider does: it speaks, plays, listens and asks. Its links stand below
//! [`BASE`].

use centralita_engine::exec::{Play, PlaySource, Prompt, Say};
use serde_json::{Value, json};

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
            "seconds": record.timeout.0,
            "longest": record.max_length.0,
            "finish": record.finish_on_key.as_str(),
            "beep": record.beep,
            "next": link(next),
        }),
        Verb::Dial { next, .. } => json!({ "verb": "dial", "next": link(next) }),
        Verb::Conference { name, next, .. } => json!({
            "verb": "conference",
            "name": name.as_str(),
            "next": next.as_ref().map(link),
        }),
        Verb::Redirect(to) => json!({ "verb": "redirect", "next": link(to) }),
        Verb::Pay { next, .. } => json!({ "verb": "pay", "next": link(next) }),
        Verb::VirtualAgent { next, .. } | Verb::Relay { next, .. } => {
            json!({ "verb": "agent", "next": link(next) })
        }
        Verb::RedirectAway { url, .. } => json!({ "verb": "away", "url": url.as_str() }),
        Verb::Stream(_) => json!({ "verb": "nothing" }),
        Verb::HangUp | Verb::Reject => json!({ "verb": "hang-up" }),
    }
}

fn say(words: &Say) -> Value {
    json!({
        "verb": "say",
        "text": words.text.as_str(),
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

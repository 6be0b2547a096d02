//! The answers a person gives in place of the world.

use centralita_engine::exec::{Action, CallOutcome, DialOutcome, HttpFailure, HttpReply};
use centralita_engine::scenario::Waiting;
use centralita_engine::{Map, Text, Value};

use crate::words::{Language, Talk};

/// An answer that waits for the flow to ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Queued {
    /// To a request or a function.
    Reply(Result<HttpReply, HttpFailure>),
    /// To a call to somebody else.
    Dialled(DialOutcome),
    /// To a call to the contact.
    Placed(CallOutcome),
    /// Of another service.
    Served(Text, Map),
}

/// Understands what the person answers to what the flow waits for.
///
/// # Errors
/// A sentence for the person.
pub fn answer(text: &str, waiting: &Waiting<'_>, language: Language) -> Result<Queued, String> {
    match waiting {
        Waiting::Dial(_) => dial(text, language).map(Queued::Dialled),
        Waiting::Other(Action::Http(_) | Action::CallFunction(_)) => {
            reply(text, language).map(Queued::Reply)
        }
        Waiting::Other(Action::PlaceCall(_)) => Ok(Queued::Placed(match text {
            "busy" => CallOutcome::Busy,
            "no-answer" => CallOutcome::NoAnswer,
            "failed" => CallOutcome::Failed,
            "machine" => CallOutcome::Answered(Some("machine_start".into())),
            "human" | "answered" => CallOutcome::Answered(Some("human".into())),
            _ => return Err(language.fill(Talk::NotAnOutcome, &[("text", &text)])),
        })),
        Waiting::Other(
            Action::Pay(_)
            | Action::VirtualAgent(_)
            | Action::Relay(_)
            | Action::Bot(_)
            | Action::Conversation(_),
        ) => {
            let (outcome, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
            let params = match Value::from_json(rest.trim()) {
                Ok(Value::Map(map)) => (*map).clone(),
                _ => Map::new(),
            };
            Ok(Queued::Served(outcome.into(), params))
        }
        _ => Err(language.say(Talk::NotNow).to_owned()),
    }
}

fn dial(text: &str, language: Language) -> Result<DialOutcome, String> {
    let (status, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if !["busy", "no-answer", "failed", "canceled", "completed", "answered"].contains(&status) {
        return Err(language.fill(Talk::NotAnOutcome, &[("text", &text)]));
    }
    let talks = matches!(status, "completed" | "answered");
    let duration_secs = match rest.trim() {
        "" if talks => 60,
        "" => 0,
        length => super::typed::length(length, language)?,
    };
    Ok(DialOutcome {
        status: status.into(),
        duration_secs,
        sid: "CA-other".into(),
        recording_url: None,
    })
}

fn reply(text: &str, language: Language) -> Result<Result<HttpReply, HttpFailure>, String> {
    match text {
        "timeout" => return Ok(Err(HttpFailure::TimedOut)),
        "fail" => {
            return Ok(Err(HttpFailure::Unreachable("no route to the other side".into())));
        }
        _ => {}
    }
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let (status, body) = match first.parse::<u16>() {
        Ok(status) => (status, rest.trim()),
        // A body alone is the answer of somebody in a hurry.
        Err(_) if text.starts_with(['{', '[']) => (200, text),
        Err(_) => return Err(language.fill(Talk::NotAnAnswer, &[("text", &text)])),
    };
    let body = if body.is_empty() { "{}" } else { body };
    let (content_type, body) = match Value::from_json(body) {
        Ok(value) => ("application/json", value.to_json()),
        Err(_) => ("text/plain; charset=utf-8", body.to_owned()),
    };
    Ok(Ok(HttpReply {
        status,
        content_type: content_type.into(),
        body: body.into(),
        headers: Map::new(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_status_and_a_body() {
        let read = |text: &str| {
            reply(text, Language::En).map(|reply| {
                reply.map(|reply| {
                    (reply.status, reply.body.to_string(), reply.content_type.to_string())
                })
            })
        };
        assert_eq!(
            read("200 {\"a\": 1}"),
            Ok(Ok((200, "{\"a\":1}".into(), "application/json".into())))
        );
        assert_eq!(
            read("404 not here"),
            Ok(Ok((404, "not here".into(), "text/plain; charset=utf-8".into())))
        );
        assert_eq!(
            read("{\"a\": 1}"),
            Ok(Ok((200, "{\"a\":1}".into(), "application/json".into())))
        );
        assert_eq!(read("timeout"), Ok(Err(HttpFailure::TimedOut)));
        assert_eq!(
            read("what"),
            Err("\"what\" is no answer. Write a status first, like 200, then the body.".into())
        );
    }
}

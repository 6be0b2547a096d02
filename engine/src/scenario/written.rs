//! Writing sentences: what was done and noticed in a conversation, as scenarios say it.
//!
//! Whoever keeps a conversation as a scenario, in a terminal or on a screen, takes the words from here.

use crate::exec::{Dial, DialOutcome, DialTarget, HttpFailure, HttpReply, Names, TaskTarget};
use crate::scenario::sentence::Begin;
use crate::scenario::transcript::Said;
use crate::value::{Text, Value};

/// A text in quotation marks, as sentences have it.
pub fn quoted(text: &str) -> String {
    Value::text(text).to_json()
}

/// How a conversation begins: the contact `from` reaches us at `to`, or at the usual address when that
/// is empty.
pub fn begins(how: &Begin, from: &str, to: &str) -> String {
    let ours = if to.is_empty() { String::new() } else { format!(" to {to}") };
    match how {
        Begin::Call => format!("call from {from}{ours}"),
        Begin::Message(body) => format!("message {} from {from}{ours}", quoted(body)),
        Begin::Chat(body) => format!("chat {} from {from}{ours}", quoted(body)),
        Begin::Request(parameters) => {
            let ours = if to.is_empty() { String::new() } else { format!(" from {to}") };
            let with = if parameters.is_empty() {
                String::new()
            } else {
                format!(" with {}", Value::from(parameters.clone()).to_json())
            };
            format!("request to {from}{ours}{with}")
        }
    }
}

/// What a scenario says of an answer: `once answers 200 with {}`.
pub fn reply_sentence(reply: &Result<HttpReply, HttpFailure>) -> String {
    match reply {
        Ok(reply) => match Value::from_json(&reply.body) {
            Ok(value) if reply.content_type.contains("json") => {
                format!("once answers {} with {}", reply.status, value.to_json())
            }
            _ => format!(
                "once answers {} with text {}",
                reply.status,
                Value::text(reply.body.clone()).to_json()
            ),
        },
        Err(HttpFailure::TimedOut) => "times out".into(),
        Err(_) => "fails".into(),
    }
}

/// The name by which a scenario speaks of the function at `url`.
pub fn function_name(url: &str) -> &str {
    url.split(['?', '#'])
        .next()
        .unwrap_or("")
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or("")
}

/// What a scenario says of a call to somebody else: `the call to +15550123 is busy`.
pub fn dial_sentence(dial: &Dial, outcome: &DialOutcome) -> String {
    let whom = match &dial.to {
        DialTarget::Numbers(numbers) => numbers.first().cloned().unwrap_or_default(),
        DialTarget::Client(name) | DialTarget::Sim(name) | DialTarget::Conference(name) => {
            name.clone()
        }
        DialTarget::Sip { uri, .. } => uri.clone(),
    };
    let whom = Value::text(whom).to_json();
    let after = match outcome.duration_secs {
        0 => String::new(),
        secs => format!(" after {secs}s"),
    };
    format!("the call to {whom} is {}{after}", outcome.status)
}

/// The sentence that asserts what was noticed, when it is worth one. With a router, in which queue a
/// task is stays open: that can change in a turn.
pub fn noticed(said: &Said, names: &Names, is_routed: bool) -> Option<String> {
    Some(match said {
        Said::Heard(text) if text.is_empty() => return None,
        Said::Heard(text) => format!("hears {}", quoted(beginning(text))),
        Said::Played(source) => format!("hears the audio {}", quoted(source)),
        Said::Got { body, .. } => format!("gets {}", quoted(beginning(body))),
        Said::Dialled(whom) => format!("dials {}", quoted(whom)),
        Said::Requested { method, url, .. } if !url.contains(char::is_whitespace) => {
            format!("asks {method} {url}")
        }
        Said::Called { url, .. } => {
            let name = function_name(url);
            if name.is_empty() {
                return None;
            }
            format!("calls function {name}")
        }
        Said::Tasked(task) => {
            let target: &Text = match &task.to {
                TaskTarget::Queue(name) => names.queue(name),
                TaskTarget::Plan(name) => names.plan(name),
            };
            match &task.to {
                // In which queue it is, is for the router to say, and can change in a turn.
                TaskTarget::Queue(_) if is_routed => return None,
                TaskTarget::Plan(_) if is_routed => format!("task in plan {}", quoted(target)),
                _ => format!("task in queue {}", quoted(target)),
            }
        }
        _ => return None,
    })
}

/// The first words of a long prompt: what comes after may hold figures that change.
fn beginning(text: &str) -> &str {
    const ENOUGH: usize = 60;
    let line = text.lines().next().unwrap_or("");
    match line.char_indices().nth(ENOUGH) {
        None => line,
        Some((end, _)) => match line[..end].rfind(' ') {
            Some(blank) => &line[..blank],
            None => &line[..end],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Map;

    fn json(body: &str) -> Result<HttpReply, HttpFailure> {
        Ok(HttpReply {
            status: 200,
            content_type: "application/json".into(),
            body: body.into(),
            headers: Map::new(),
        })
    }

    #[test]
    fn answers_are_told_as_scenarios_tell_them() {
        assert_eq!(reply_sentence(&json("{}")), "once answers 200 with {}");
        assert_eq!(reply_sentence(&Err(HttpFailure::TimedOut)), "times out");
        let plain = HttpReply {
            status: 404,
            content_type: "text/plain".into(),
            body: "no \"such\" thing".into(),
            headers: Map::new(),
        };
        assert_eq!(reply_sentence(&Ok(plain)), r#"once answers 404 with text "no \"such\" thing""#);
        assert_eq!(function_name("https://x.example/lookup?a=b"), "lookup");
    }

    #[test]
    fn long_prompts_are_asserted_by_their_first_words() {
        assert_eq!(beginning("Hello"), "Hello");
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen";
        assert_eq!(beginning(long), "one two three four five six seven eight nine ten eleven");
    }
}

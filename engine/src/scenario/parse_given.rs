//! Reading sentences about what is given.

use crate::exec::{CallOutcome, DialOutcome, HttpFailure, HttpReply};
use crate::scenario::router::StaffIs;
use crate::scenario::sentence::Sentence;
use crate::scenario::services::Stub;
use crate::scenario::words::{Parsed, Words};
use crate::value::{Map, Text};

/// `given …`, after its first word.
pub(super) fn given(words: &mut Words<'_>) -> Parsed<Sentence> {
    words.skip_blanks();
    if words.rest.starts_with('`') {
        let path = words.path()?;
        if !words.eat("is") {
            return words.fault("Write \"given `NAME` is VALUE\".");
        }
        return Ok(Sentence::Known(path, words.json()?));
    }
    if words.eat("the time is") {
        return Ok(Sentence::Time(words.quoted("a date and a time of day")?));
    }
    if words.eat("the seed is") {
        let number = words.word("a number")?;
        return match number.parse() {
            Ok(seed) => Ok(Sentence::Seed(seed)),
            Err(_) => words.fault(format!("\"{number}\" is no whole number.")),
        };
    }
    if words.eat("function") {
        let name = words.word("the function's name")?;
        let reply = reply(words)?;
        return Ok(Sentence::FunctionAnswers(stub("", name, reply)));
    }
    if words.eat("the call to") {
        let whom = words.text_or_word("who is called")?;
        if !words.eat("is") {
            return words.fault("Write \"given the call to +15550123 is busy\".");
        }
        return Ok(Sentence::DialIs(whom, dial(words)?));
    }
    if words.eat("the flow") {
        let name = words.text_or_word("the flow's name")?;
        if !words.eat("is missing") {
            return words.fault("Write \"given the flow NAME is missing\".");
        }
        return Ok(Sentence::FlowMissing(name));
    }
    if words.eat("the contact is") {
        let how = words.word("busy, no-answer, failed, human or a machine's word")?;
        return Ok(Sentence::PlacedIs(match how {
            "busy" => CallOutcome::Busy,
            "no-answer" => CallOutcome::NoAnswer,
            "failed" | "unreachable" => CallOutcome::Failed,
            by => CallOutcome::Answered(Some(by.into())),
        }));
    }
    if words.eat("messages fail") {
        return Ok(Sentence::MessagesFail);
    }
    if words.eat("tasks fail") {
        let why = if words.eat("with") { words.quoted("the reason")? } else { "queue-full".into() };
        return Ok(Sentence::TasksFail(why));
    }
    for service in ["pay", "virtual-agent", "relay", "bot", "conversation", "record-call"] {
        if words.eat(service) {
            if !words.eat("answers") {
                return words.fault(format!("Write \"given {service} answers \\\"success\\\"\"."));
            }
            let outcome = words.quoted("the service's word")?;
            return Ok(Sentence::ServiceIs(service.into(), outcome, words.with_map()?));
        }
    }
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] {
        if words.eat(method) {
            let url = words.word("the address")?;
            let reply = reply(words)?;
            return Ok(Sentence::Answers(stub(method, url, reply)));
        }
    }
    if words.eat("the queue") {
        let queue = words.text_or_word("the queue's name")?;
        if words.eat("is open") {
            return Ok(Sentence::Staff(StaffIs::QueueOpen(queue)));
        }
        if words.eat("is closed") {
            let for_everybody = words.eat("for everybody");
            return Ok(Sentence::Staff(StaffIs::QueueClosed { queue, for_everybody }));
        }
        return words.fault(format!(
            "Write \"given the queue {queue} is closed\", \"… is closed for everybody\" or \"… is open\"."
        ));
    }
    if words.eat("nobody works") {
        return Ok(Sentence::Staff(StaffIs::NobodyWorks));
    }
    if let Some(staff) = staff(words)? {
        return Ok(Sentence::Staff(staff));
    }
    words.fault(
        "Nothing of this kind can be given. Write, for example: given `contact.tier` is \"gold\", given the time is \"2026-11-23 09:30\", given GET https://crm.example/* answers 200.",
    )
}

/// `Ana is on "Break"`, `Ana is busy`, `Ana is free`; none when nobody is said to be anything.
fn staff(words: &mut Words<'_>) -> Parsed<Option<StaffIs>> {
    let before = words.rest;
    let Ok(who) = words.text_or_word("who it is") else { return Ok(None) };
    if !words.eat("is") {
        words.rest = before;
        return Ok(None);
    }
    Ok(Some(if words.eat("on") {
        StaffIs::On(who, words.text_or_word("what they do")?)
    } else if words.eat("busy") {
        StaffIs::Busy(who)
    } else if words.eat("free") {
        StaffIs::Free(who)
    } else {
        return words.fault(format!(
            "Write \"given {who} is on \"Break\"\", \"given {who} is busy\" or \"given {who} is free\"."
        ));
    }))
}

fn stub(method: &str, url: &str, (reply, once): (Result<HttpReply, HttpFailure>, bool)) -> Stub {
    Stub { method: method.into(), url: url.into(), reply, once, used: false }
}

fn reply(words: &mut Words<'_>) -> Parsed<(Result<HttpReply, HttpFailure>, bool)> {
    if words.eat("times out") {
        return Ok((Err(HttpFailure::TimedOut), false));
    }
    if words.eat("fails") {
        return Ok((Err(HttpFailure::Unreachable("no route to the other side".into())), false));
    }
    let once = words.eat("once");
    if !words.eat("answers") {
        return words
            .fault("Write \"answers 200\", \"answers 200 with {…}\", \"times out\" or \"fails\".");
    }
    let number = words.word("a status code")?;
    let Ok(status) = number.parse::<u16>() else {
        return words.fault(format!("\"{number}\" is no status code, like 200 or 404."));
    };
    let (content_type, body) = if words.eat("with text") {
        ("text/plain; charset=utf-8", words.quoted("the text of the answer")?)
    } else if words.eat("with") {
        ("application/json", Text::from(words.json()?.to_json()))
    } else {
        ("application/json", Text::from("{}"))
    };
    Ok((
        Ok(HttpReply { status, content_type: content_type.into(), body, headers: Map::new() }),
        once,
    ))
}

fn dial(words: &mut Words<'_>) -> Parsed<DialOutcome> {
    let status = words.word("busy, no-answer, failed, canceled or completed")?;
    if !["busy", "no-answer", "failed", "canceled", "completed", "answered"].contains(&status) {
        return words.fault("A call is busy, no-answer, failed, canceled, answered or completed.");
    }
    let talks = matches!(status, "completed" | "answered");
    let duration_secs = if words.eat("after") || words.eat("for") {
        words.secs()?
    } else if talks {
        60
    } else {
        0
    };
    Ok(DialOutcome {
        status: status.into(),
        duration_secs,
        sid: "CA-other".into(),
        recording_url: None,
    })
}

//! Conducting: a script's run inside a turn of an execution.
//!
//! What the script decided is done here through the same [`Turning`] that widgets in Rust have, so a
//! script can do no more than they can.

use centralita_engine::exec::{
    Action, Awaits, CallState, Event, Failure, HttpFailure, HttpReply, Turning,
};
use centralita_engine::{Map, Secs, Text, Value};

use crate::script::CompiledScript;
use crate::script::decision::{Decision, plain};
use crate::script::running::{Entry, Returned, Surroundings};

/// What a run comes to.
#[derive(Debug, PartialEq)]
pub(crate) enum Conducted {
    /// Leave by the exit with this event.
    Exit(Text, Map),
    /// The script is done and named no exit.
    Done(Value),
    /// An answer has to come first.
    Wait,
    /// The script wants to speak, and the caller is gone.
    Left,
}

/// Runs a script and does what it decided.
pub(crate) fn conduct(
    script: &CompiledScript,
    entry: &Entry<'_>,
    properties: &Map,
    secrets: &[Text],
    turn: &mut Turning<'_>,
) -> Result<Conducted, Failure> {
    let calls = &script.scan.calls;
    let needs_chance = calls.contains("random") || calls.contains("pick");
    let seed = if needs_chance { turn.random_below(u64::MAX) } else { 0 };
    let around = Surroundings {
        context: turn.context(),
        properties,
        kept: turn.kept(),
        now: turn.now(),
        zone: turn.zone(),
        seed,
        secrets,
    };
    let ran = script.run(entry, &around).map_err(|error| Failure {
        message: format!("Line {}, column {}: {}", error.line, error.column, error.message).into(),
        span: Some(error.span),
    })?;
    for (key, value) in ran.sets {
        turn.set_variable(key, value);
    }
    for note in ran.notes {
        turn.note(note);
    }
    for warning in ran.warnings {
        turn.warn(warning);
    }
    if let Some(kept) = ran.keep {
        turn.keep(kept);
    }
    let decision = match ran.result {
        Returned::Value(value) => return Ok(Conducted::Done(value)),
        Returned::Decision(decision) => decision,
    };
    match decision {
        Decision::Exit { name, outputs } => return Ok(Conducted::Exit(name, outputs)),
        Decision::Request(mut request) => {
            let limits = turn.limits();
            request.max_bytes = limits.http_bytes;
            request.timeout = match request.timeout {
                Secs(0) => limits.http_timeout,
                wanted => wanted.min(limits.http_timeout),
            };
            turn.ask(Action::Http(request));
        }
        Decision::Wait(secs) => {
            turn.set_timer(secs);
        }
        Decision::Say(_) | Decision::Gather(_) if turn.call() == CallState::Gone => {
            return Ok(Conducted::Left);
        }
        Decision::Say(_) | Decision::Gather(_) if turn.call() == CallState::None => {
            return Err(Failure::new(format!(
                "The script of {} speaks to a caller, and this execution has no telephone call. Place a call first.",
                turn.widget()
            )));
        }
        Decision::Say(say) => {
            answer(turn);
            turn.ask(Action::Say(*say));
        }
        Decision::Gather(mut gather) => {
            answer(turn);
            gather.sensitive |= turn.is_sensitive();
            turn.ask(Action::Gather(gather));
        }
    }
    Ok(Conducted::Wait)
}

/// Speaking answers a call that rings.
fn answer(turn: &mut Turning<'_>) {
    if turn.call() == CallState::Ringing {
        turn.call_is_live();
    }
}

/// Stores what an exit or the end of a script gives.
pub(crate) fn store(turn: &mut Turning<'_>, outputs: &Map) {
    if !outputs.is_empty() {
        turn.store_params(outputs);
    }
}

/// A script's last value as variables: the entries of a map, or anything else as `value`.
pub(crate) fn outputs_of(value: Value) -> Map {
    match value {
        Value::Null => Map::new(),
        Value::Map(map) => std::sync::Arc::unwrap_or_clone(map),
        other => [("value", other)].into_iter().collect(),
    }
}

/// The function that takes an event, and what it gets; none for events no script asks for.
pub(crate) fn entry_of(event: &Event) -> Option<Entry<'static>> {
    Some(match event {
        Event::Replied { reply, .. } => Entry::Function("replied", vec![reply_value(reply)]),
        Event::TimerFired { .. } => Entry::Function("fired", Vec::new()),
        Event::Played { .. } => Entry::Function("played", Vec::new()),
        Event::Keys { keys, params, .. } => {
            Entry::Function("heard", vec![heard_value("keys", keys, "", "", params)])
        }
        Event::Speech { text, confidence, params, .. } => {
            Entry::Function("heard", vec![heard_value("speech", "", text, confidence, params)])
        }
        Event::Silence { params, .. } => {
            Entry::Function("heard", vec![heard_value("silence", "", "", "", params)])
        }
        _ => return None,
    })
}

/// What a script does when the caller hangs up while it waits.
pub(crate) enum WhenLeft {
    /// It has a function for that, which says what becomes of it.
    Run(Entry<'static>),
    /// It asked another system, which needs no caller.
    Wait,
    /// There is nothing left to do.
    Left,
}

/// Decides what a script does when the caller hangs up.
pub(crate) fn when_left(script: &CompiledScript, turn: &mut Turning<'_>) -> WhenLeft {
    if script.defines("left") {
        // What the function asks for is the only question then, as always.
        turn.stop_waiting();
        return WhenLeft::Run(Entry::Function("left", Vec::new()));
    }
    if turn.is_waiting_for(Awaits::Replied) { WhenLeft::Wait } else { WhenLeft::Left }
}

/// What `heard` is given.
pub(crate) fn heard_value(
    how: &str,
    keys: &str,
    speech: &str,
    confidence: &str,
    params: &Map,
) -> Value {
    let mut answer = Map::with_capacity(5);
    answer.insert("how", how);
    answer.insert("keys", keys);
    answer.insert("speech", speech);
    answer.insert("confidence", confidence.parse::<f64>().ok());
    answer.insert("params", params.clone());
    Value::from(answer)
}

/// What `replied` is given.
pub(crate) fn reply_value(reply: &Result<HttpReply, HttpFailure>) -> Value {
    let mut map = Map::with_capacity(6);
    match reply {
        Ok(reply) => {
            map.insert("ok", (200..300).contains(&reply.status));
            map.insert("status", i64::from(reply.status));
            map.insert("body", reply.body.clone());
            map.insert("json", Value::from_json(&reply.body).unwrap_or_default());
            map.insert("content_type", reply.content_type.clone());
            map.insert("headers", reply.headers.clone());
        }
        Err(failure) => {
            map.insert("ok", false);
            map.insert("status", 0_i64);
            map.insert("error", failure.sentence());
        }
    }
    Value::from(map)
}

/// A scalar as text, for messages.
pub(crate) fn shown(value: &Value) -> Text {
    plain(value)
}

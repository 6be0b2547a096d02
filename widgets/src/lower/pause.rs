//! A wait for Studio: on a call silence is played, one key stroke of a second's pause for each second.
//!
//! Elsewhere Studio cannot wait without a message to the contact, so nothing is made there.

use centralita_engine::Value;
use centralita_engine::flow::{Flow, Node, Widget};

use super::Outcome;
use super::making::{change_kind, clear, is_read, next, set, wire, wires};
use super::standing::Standings;

/// The longest silence a caller takes for a pause, in seconds.
const LONGEST_SECONDS: f64 = 60.0;

pub(super) fn lower(flow: &Flow, widget: &Widget, standings: &Standings) -> Outcome {
    if is_read(flow, widget) {
        return Err("Other widgets read until when it waited. Do without that.".into());
    }
    let until = widget.property("until").and_then(Node::text_of);
    if until.is_some_and(|until| !until.trim().is_empty()) {
        return Err(
            "Studio cannot wait for a time of day. End the flow here, and have a program begin another one at that time.".into(),
        );
    }
    let standing = standings.at(&widget.name);
    if standing.writers || !standing.callers {
        return Err(
            "Studio waits only on a call. End the flow here, and have a program begin another one when the time is up.".into(),
        );
    }
    let seconds = widget.property("seconds").and_then(Node::number_of);
    let Some(seconds) = seconds.filter(|seconds| seconds.fract() == 0.0 && *seconds >= 1.0) else {
        return Err("How long it waits is not written as a number. Write whole seconds.".into());
    };
    if seconds > LONGEST_SECONDS {
        return Err(
            "More than a minute of silence is too long for a caller. Put the caller into a queue with music.".into(),
        );
    }
    let mut edits = vec![
        change_kind(widget, "say-play"),
        set(widget, "digits", Value::text("W".repeat(seconds as usize))),
    ];
    let gone = ["seconds", "until", "time_zone"].into_iter();
    edits.extend(
        gone.filter(|name| widget.property(name).is_some()).map(|name| clear(widget, name)),
    );
    edits.extend(wires(widget, vec![wire("audioComplete", next(widget, "done"))]));
    let what = match standing.gone {
        false => "a silence on the call",
        true => "a silence on the call; for a caller who has hung up already the flow ends here",
    };
    Ok((edits, what.into()))
}

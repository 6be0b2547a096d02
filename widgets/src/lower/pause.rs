//! A wait for Studio: on a call silence is played, one key stroke of a second's pause for each second.
//!
//! Elsewhere Studio cannot wait without a message to the contact, so nothing is made there.

use centralita_engine::Value;
use centralita_engine::check::Sentence;
use centralita_engine::flow::{Flow, Node, Widget};

use super::Outcome;
use super::making::{change_kind, clear, is_read, next, set, wire, wires};
use super::standing::Standings;

/// The longest silence a caller takes for a pause, in seconds.
const LONGEST_SECONDS: f64 = 60.0;

pub(super) fn lower(flow: &Flow, widget: &Widget, standings: &Standings) -> Outcome {
    if is_read(flow, widget) {
        return Err(Sentence::new(
            "Other widgets read until when it waited. Do without that.",
            "Otros widgets leen hasta cuándo esperó. Prescinda de ello.",
        ));
    }
    let until = widget.property("until").and_then(Node::text_of);
    if until.is_some_and(|until| !until.trim().is_empty()) {
        return Err(Sentence::new(
            "Studio cannot wait for a time of day. End the flow here, and have a program begin another one at that time.",
            "Studio no puede esperar a una hora del día. Termine aquí el flujo y que un programa empiece otro a esa hora.",
        ));
    }
    let standing = standings.at(&widget.name);
    if standing.writers || !standing.callers {
        return Err(Sentence::new(
            "Studio waits only on a call. End the flow here, and have a program begin another one when the time is up.",
            "Studio solo espera en una llamada. Termine aquí el flujo y que un programa empiece otro cuando pase el tiempo.",
        ));
    }
    let seconds = widget.property("seconds").and_then(Node::number_of);
    let Some(seconds) = seconds.filter(|seconds| seconds.fract() == 0.0 && *seconds >= 1.0) else {
        return Err(Sentence::new(
            "How long it waits is not written as a number. Write whole seconds.",
            "Cuánto espera no está escrito como número. Escriba segundos enteros.",
        ));
    };
    if seconds > LONGEST_SECONDS {
        return Err(Sentence::new(
            "More than a minute of silence is too long for a caller. Put the caller into a queue with music.",
            "Más de un minuto de silencio es demasiado para quien llama. Póngalo en una cola con música.",
        ));
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
        false => Sentence::new("a silence on the call", "un silencio en la llamada"),
        true => Sentence::new(
            "a silence on the call; for a caller who has hung up already the flow ends here",
            "un silencio en la llamada; para quien ya ha colgado el flujo termina aquí",
        ),
    };
    Ok((edits, what))
}

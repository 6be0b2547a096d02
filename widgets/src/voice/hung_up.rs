//! Hung up: what a call still owes when the caller is gone.
//!
//! The news that the caller hung up often comes before the last news of what was going on in the
//! call: the recording, how the connected call ended, what was paid. Widgets whose flow goes on
//! after a hang-up wait a little for it.

use centralita_engine::exec::{Event, Turning};
use centralita_engine::{Map, Secs, Value};

/// How long the last news of a call may take after the caller hung up.
const LATE: Secs = Secs(10);

/// Under which name the parameters of the hang-up are kept.
const KEPT: &str = "hung_up";

/// The caller hung up: keeps the parameters of that, and waits for what is still to come.
pub(crate) fn wait_for_the_rest(event: &Event, turn: &mut Turning<'_>) {
    let params = event.params().cloned().unwrap_or_default();
    turn.keep([(KEPT, params)].into_iter().collect::<Map>());
    turn.set_timer(LATE);
}

/// Whether the caller has hung up during this visit; the parameters of that are stored then, for
/// later news to be stored over them.
pub(crate) fn is_before(turn: &mut Turning<'_>) -> bool {
    let Some(kept) = turn.kept().as_map() else { return false };
    // States of earlier releases keep the parameters themselves.
    let params = kept.get(KEPT).and_then(Value::as_map).unwrap_or(kept).clone();
    turn.store_params(&params);
    true
}

/// Notes that the rest did not come; `what` says what is missing.
pub(crate) fn nothing_came(what: &str, turn: &mut Turning<'_>) {
    turn.warn(format!("The caller hung up, and {what} came within {} seconds.", LATE.0));
}

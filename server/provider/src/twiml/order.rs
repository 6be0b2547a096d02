//! What is wrong with the order of verbs: what never runs, and what ends otherwise than it seems.

use super::Element;
use super::check::Place;
use crate::fault::Fault;

/// Judges verbs by those before and after them.
pub(crate) fn check_order(verbs: &[Element], place: Place, faults: &mut Vec<Fault>) {
    let mut ended_by: Option<String> = None;
    for (index, verb) in verbs.iter().enumerate() {
        if let Some(end) = &ended_by {
            faults.push(Fault::wrong(format!("<{}> never runs: it stands after {end}", verb.name)));
            break;
        }
        if verb.name == "Reject" && index > 0 {
            faults.push(Fault::wrong("<Reject> has to be the first verb"));
        }
        let last = index + 1 == verbs.len();
        let has_action = verb.filled("action").is_some();
        match verb.name.as_str() {
            "Gather"
                if last && !verb.says("actionOnEmptyResult", false) && place == Place::Call =>
            {
                faults.push(Fault::trap(
                    "nothing stands after <Gather>: a caller who gives no input is hung up on",
                ));
            }
            "Record" if !has_action => {
                faults.push(Fault::trap(
                    "<Record> has no action: it comes back to its own address, again and again",
                ));
            }
            "Gather" if !has_action => {
                faults
                    .push(Fault::trap("<Gather> has no action: it comes back to its own address"));
            }
            _ => {}
        }
        ended_by = match verb.name.as_str() {
            "Redirect" | "Hangup" | "Reject" | "Leave" => Some(format!("<{}>", verb.name)),
            "Dial" | "Enqueue" | "Connect" | "Pay" if has_action => {
                Some(format!("<{}> with an action", verb.name))
            }
            // What stands after <Record> runs at providers that ask nobody about a silent recording.
            _ => None,
        };
    }
    if place == Place::Call && verbs.iter().any(|verb| verb.name == "Leave") {
        faults.push(Fault::wrong("<Leave> stands outside a queue"));
    }
}

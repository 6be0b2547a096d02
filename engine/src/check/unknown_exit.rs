//! A wire starts from an exit that the widget's type does not have.
//!
//! The wire is kept, but nothing ever takes it: a caller goes by the exits the type has. It happens
//! in files written by hand, and when a widget's type was changed. Studio refuses to publish it.
//!
//! **Mend it** by moving the wire to the exit that was meant, or by removing it.
//!
//! ```json
//! { "name": "voicemail", "type": "record-voicemail", "transitions": [ { "event": "recordingError" } ] }
//! ```

use super::subject::Subject;
use super::words::or_list;
use super::{Code, Place, Report, mend};

pub(super) const CODE: Code = Code("unknown_exit");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in &subject.widgets {
        let Some(known) = &one.known else { continue };
        for (place, transition) in one.widget.transitions.iter().enumerate() {
            let event = &transition.event;
            let taken = known.exits.iter().any(|exit| exit.transition == Some(place));
            // A wire that leads nowhere and that nobody takes does no harm.
            if taken || event.is_empty() || transition.next.is_none() {
                continue;
            }
            let (name, next) = (&one.widget.name, transition.next.as_deref().unwrap_or_default());
            let place_of_wire = Place::transition(one.widget, place);
            if known.spec.exit(event).is_some() {
                let message = format!(
                    "{name} leads on \"{event}\" to {next}, but an earlier wire has the same exit and is always taken. Remove one of them."
                );
                report.warning(
                    CODE,
                    place_of_wire,
                    message,
                    Some(mend::remove_wire(one.widget, place)),
                );
                continue;
            }
            let exits: Vec<String> =
                known.spec.exits.iter().map(|exit| format!("\"{}\"", exit.event)).collect();
            let message = format!(
                "{name} leads on \"{event}\" to {next}, but no widget of its type ({}) leaves by that exit. It has {}.",
                known.spec.label,
                or_list(&exits)
            );
            report.warning(
                CODE,
                place_of_wire,
                message,
                Some(mend::remove_wire(one.widget, place)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::in_call;

    #[test]
    fn a_wire_that_nothing_takes_is_told() {
        expect![[r#"
            warning unknown_exit hello #1: hello leads on "audioComplete" to hello, but an earlier wire has the same exit and is always taken. Remove one of them.
                fix: Remove this exit
            warning unknown_exit hello #2: hello leads on "done" to bye, but no widget of its type (say) leaves by that exit. It has "audioComplete".
                fix: Remove this exit
        "#]].assert_eq(&in_call(&[
            r#"{"name":"hello","type":"say","transitions":[{"event":"audioComplete","next":"bye"},{"event":"audioComplete","next":"hello"},{"event":"done","next":"bye"},{"event":"other"}]}"#,
            r#"{"name":"bye","type":"say","transitions":[]}"#,
        ]));
    }
}

//! A wire starts from an exit that the widget's type does not have.
//!
//! The wire is kept, but nothing ever takes it: a caller goes by the exits the type has. It happens
//! in files written by hand, and when a widget's type was changed. Studio refuses to publish it. It is
//! an error when nothing else leads on from the trigger, since nobody gets into such a flow. Two wires
//! from one exit are told of too: the first is always taken, whatever conditions stand on it.
//!
//! **Mend it** by moving the wire to the exit that was meant, or by removing it.
//!
//! ```json
//! { "name": "voicemail", "type": "record-voicemail", "transitions": [ { "event": "recordingError" } ] }
//! ```

use super::subject::Subject;
use super::words::{nearest, or_list, or_list_es};
use super::{Code, Place, Report, Sentence, mend};
use crate::declare::ExitOf;

pub(super) const CODE: Code = Code("unknown_exit");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in &subject.widgets {
        let Some(known) = &one.known else { continue };
        let connected = |exit: &ExitOf| one.is_connected(subject.flow, exit.transition);
        let nobody_gets_in = known.spec.starts && !known.exits.iter().any(connected);
        for (place, transition) in one.widget.transitions.iter().enumerate() {
            let event = &transition.event;
            let taken = known.exits.iter().any(|exit| exit.transition == Some(place));
            // A wire that leads nowhere and that nobody takes does no harm.
            let Some(next) = transition.next.as_ref().filter(|_| !taken && !event.is_empty())
            else {
                continue;
            };
            let name = &one.widget.name;
            let label = &known.spec.label;
            let earlier = one.widget.transitions[..place].iter().find(|wire| wire.event == *event);
            let mut fix = Some(mend::remove_wire(one.widget, place));
            let message = match earlier {
                // Whoever wrote conditions wants both wires: taking one away mends nothing.
                Some(earlier) if !earlier.conditions.is_empty() => {
                    fix = None;
                    let (first, first_es) = match &earlier.next {
                        Some(first) => {
                            (format!("the wire to {first}"), format!("la conexión a {first}"))
                        }
                        None => ("an earlier wire".into(), "una conexión anterior".into()),
                    };
                    let es = format!(
                        "{name} lleva por \"{event}\" a {next}, pero siempre se toma {first_es}: los widgets de su tipo ({label}) no miran condiciones. Lleve \"{event}\" a un widget que divida y elija ahí."
                    );
                    let en = format!(
                        "{name} leads on \"{event}\" to {next}, but {first} is always taken: widgets of its type ({label}) do not look at conditions. Lead \"{event}\" to a split, and choose there."
                    );
                    Sentence::new(en, es)
                }
                _ if known.spec.exit(event).is_some() => Sentence::new(
                    format!(
                        "{name} leads on \"{event}\" to {next}, but an earlier wire has the same exit and is always taken. Remove one of them."
                    ),
                    format!(
                        "{name} lleva por \"{event}\" a {next}, pero una conexión anterior tiene la misma salida y siempre se toma. Quite una de las dos."
                    ),
                ),
                _ => {
                    let exits = || known.spec.exits.iter().map(|exit| exit.event.as_str());
                    let meant =
                        meant(event, exits).filter(|meant| one.widget.transition(meant).is_none());
                    let (advice, advice_es) = match meant {
                        Some(meant) => {
                            fix = mend::rename_exit(one.widget, place, meant);
                            (
                                format!("Did you mean \"{meant}\"?"),
                                format!("¿Quiso decir \"{meant}\"?"),
                            )
                        }
                        None => {
                            let exits: Vec<String> =
                                exits().map(|exit| format!("\"{exit}\"")).collect();
                            (
                                format!("It has {}.", or_list(&exits)),
                                format!("Tiene {}.", or_list_es(&exits)),
                            )
                        }
                    };
                    let so = if nobody_gets_in { ", so nobody gets into this flow" } else { "" };
                    let so_es =
                        if nobody_gets_in { ", así que nadie entra en este flujo" } else { "" };
                    Sentence::new(
                        format!(
                            "{name} leads on \"{event}\" to {next}, but no widget of its type ({label}) leaves by that exit{so}. {advice}"
                        ),
                        format!(
                            "{name} lleva por \"{event}\" a {next}, pero ningún widget de su tipo ({label}) sale por ahí{so_es}. {advice_es}"
                        ),
                    )
                }
            };
            let at = Place::transition(one.widget, place);
            match nobody_gets_in {
                true => report.error(CODE, at, message, fix),
                false => report.warning(CODE, at, message, fix),
            }
        }
    }
}

/// The exit that was most likely meant: nearly the same, or the only one that begins like it.
fn meant<'e, I: Iterator<Item = &'e str>>(event: &str, exits: impl Fn() -> I) -> Option<&'e str> {
    let mut alike = exits().filter(|exit| exit.starts_with(event) || event.starts_with(exit));
    let alike = alike.next().filter(|_| alike.next().is_none());
    nearest(event, exits()).or(alike)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::{call_flow, in_call, mended, problems};

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

    #[test]
    fn the_exit_that_was_meant_is_named() {
        let states = [
            r#"{"name":"call","type":"http","transitions":[{"event":"fail","next":"bye"}]}"#,
            r#"{"name":"bye","type":"say","transitions":[]}"#,
        ];
        expect![[r#"
            error missing_property call url: call has no "url" (url), without which it cannot work. Fill it in.
            warning unknown_exit call #0: call leads on "fail" to bye, but no widget of its type (http) leaves by that exit. Did you mean "failed"?
                fix: Call it failed
            warning unreachable_widget bye: Nothing leads to bye. Lead an exit to it, or remove it.
                fix: Remove bye
        "#]].assert_eq(&in_call(&states));
        expect![[r#"
            error missing_property call url: call has no "url" (url), without which it cannot work. Fill it in.
        "#]].assert_eq(&mended(&call_flow(&states)));
    }

    #[test]
    fn a_trigger_without_any_exit_of_its_type_lets_nobody_in() {
        expect![[r#"
            error unknown_exit T #0: T leads on "incoming" to bye, but no widget of its type (start) leaves by that exit, so nobody gets into this flow. It has "incomingMessage", "incomingCall", "incomingRequest" or "incomingParent".
                fix: Remove this exit
        "#]].assert_eq(&problems(
            r#"{"initial_state":"T","states":[{"name":"T","type":"start","transitions":[{"event":"incoming","next":"bye"}]},{"name":"bye","type":"say","transitions":[],"properties":{"say":"Bye"}}]}"#,
        ));
    }

    #[test]
    fn conditions_that_nobody_looks_at_are_told() {
        expect![[r#"
            warning unknown_exit hello #1: hello leads on "audioComplete" to hello, but the wire to bye is always taken: widgets of its type (say) do not look at conditions. Lead "audioComplete" to a split, and choose there.
        "#]].assert_eq(&in_call(&[
            r#"{"name":"hello","type":"say","transitions":[{"event":"audioComplete","conditions":[{"type":"equal_to","arguments":["1"],"value":"1"}],"next":"bye"},{"event":"audioComplete","next":"hello"}]}"#,
            r#"{"name":"bye","type":"say","transitions":[]}"#,
        ]));
    }
}

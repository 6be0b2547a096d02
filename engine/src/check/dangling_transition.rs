//! An exit leads to a widget that is not there.
//!
//! A caller who takes the exit is cut off with an error. Studio refuses to publish such a flow. It
//! happens when a widget is deleted or renamed by hand in the file.
//!
//! **Mend it** by leading the exit to a widget that exists, or by disconnecting it, which ends the
//! call there.
//!
//! ```json
//! { "event": "keypress", "next": "splt_menu" }
//! ```

use super::subject::Subject;
use super::words::nearest;
use super::{Code, Place, Report, Sentence, mend};

pub(super) const CODE: Code = Code("dangling_transition");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in &subject.widgets {
        for (place, transition) in one.widget.transitions.iter().enumerate() {
            let Some(next) = &transition.next else { continue };
            if subject.flow.index_of(next).is_some() {
                continue;
            }
            let names = subject.flow.widgets().iter().map(|widget| widget.name.as_str());
            let meant = nearest(next, names);
            let (advice, advice_es, fix) = match meant {
                Some(meant) => (
                    format!("Did you mean {meant}?"),
                    format!("¿Quiso decir {meant}?"),
                    mend::connect(one.widget, place, meant),
                ),
                None => (
                    "Lead it to another widget, or disconnect it to end the call there.".into(),
                    "Llévela a otro widget, o desconéctela para terminar ahí la llamada.".into(),
                    mend::disconnect(one.widget, place),
                ),
            };
            let message = format!(
                "{} leads on \"{}\" to {next}, which is not in this flow. {advice}",
                one.widget.name, transition.event
            );
            let spanish = format!(
                "{} lleva por \"{}\" a {next}, que no está en este flujo. {advice_es}",
                one.widget.name, transition.event
            );
            let message = Sentence::new(message, spanish);
            report.error(CODE, Place::transition(one.widget, place), message, Some(fix));
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::{call_flow, in_call, mended};

    #[test]
    fn a_wire_to_nobody_is_told_and_led_to_the_likely_one() {
        let near = [
            r#"{"name":"hello","type":"say","transitions":[{"event":"audioComplete","next":"goodby"}]}"#,
            r#"{"name":"goodbye","type":"say","transitions":[{"event":"audioComplete"}]}"#,
        ];
        expect![[r#"
            error dangling_transition hello #0: hello leads on "audioComplete" to goodby, which is not in this flow. Did you mean goodbye?
                fix: Connect to goodbye
            warning unreachable_widget goodbye: Nothing leads to goodbye. Lead an exit to it, or remove it.
                fix: Remove goodbye
        "#]].assert_eq(&in_call(&near));
        expect![[""]].assert_eq(&mended(&call_flow(&near)));
        let far = [
            r#"{"name":"hello","type":"say","transitions":[{"event":"audioComplete","next":"x"}]}"#,
        ];
        expect![[r#"
            error dangling_transition hello #0: hello leads on "audioComplete" to x, which is not in this flow. Lead it to another widget, or disconnect it to end the call there.
                fix: End the call there
        "#]].assert_eq(&in_call(&far));
        expect![[""]].assert_eq(&mended(&call_flow(&far)));
    }
}

//! A widget runs another flow that cannot be found.
//!
//! The caller takes the failure exit, or is cut off; it is the same, and only a warning, with a flow that
//! nobody has published yet. A flow is found by the names that the project
//! gives to the vendor's ids, then by the name of its file, then by its id on the server. The name
//! must stand there as it is: Studio takes no template in this place, and neither do we.
//!
//! **Mend it** by choosing a flow that exists, or by adding the id to `centralita.toml`.
//!
//! ```json
//! { "flow_sid": "FW00000000000000000000000000000000", "flow_revision": "LatestPublished" }
//! ```

use super::subject::Subject;
use super::words::nearest;
use super::{Code, Place, Report, Sentence, mend};
use crate::value::Value;

pub(super) const CODE: Code = Code("unknown_flow");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in &subject.widgets {
        let Some(field) = one.spec().and_then(|spec| spec.opens_flow.as_ref()) else { continue };
        let Some(node) = one.widget.property(field) else { continue };
        let Some(text) = node.text_of() else { continue };
        let (name, wanted) = (&one.widget.name, text.trim());
        if wanted.is_empty() {
            continue;
        }
        let place = Place::field(subject.flow, one.widget, field);
        if wanted.contains("{{") || wanted.contains("{%") {
            let message = format!(
                "{name} takes the flow it runs from a template, which is not rendered here. Write the flow's name or id, and split before it when there are several."
            );
            let spanish = format!(
                "{name} toma el flujo que ejecuta de una plantilla, que aquí no se resuelve. Escriba el nombre o el id del flujo y, si hay varios, divida antes."
            );
            report.error(CODE, place, Sentence::new(message, spanish), None);
            continue;
        }
        // A placeholder of a deployment is filled in before the flow is used.
        if wanted.contains("${") {
            continue;
        }
        let Some(flows) = &subject.settings.flows else { continue };
        if flows.contains(wanted) {
            if subject.settings.drafts.contains(wanted) {
                let message = format!(
                    "{name} runs the flow {wanted}, which nobody has published yet. Until somebody does, only who tries this draft hears it, and callers go on as if it had failed."
                );
                let spanish = format!(
                    "{name} ejecuta el flujo {wanted}, que nadie ha publicado todavía. Hasta entonces solo lo oye quien prueba este borrador, y quien llama sigue como si hubiera fallado."
                );
                report.warning(CODE, place, Sentence::new(message, spanish), None);
            }
            continue;
        }
        let meant = nearest(wanted, flows.iter().map(|flow| flow.as_str()));
        let advice = match meant {
            Some(meant) => format!("Did you mean {meant}?"),
            None => "Choose one that exists, or say in centralita.toml which flow is meant.".into(),
        };
        let message = format!("{name} runs the flow {wanted}, which cannot be found. {advice}");
        let advice = match meant {
            Some(meant) => format!("¿Quiso decir {meant}?"),
            None => "Elija uno que exista, o indique en centralita.toml cuál es.".into(),
        };
        let spanish = format!("{name} ejecuta el flujo {wanted}, que no se encuentra. {advice}");
        let message = Sentence::new(message, spanish);
        let fix = meant.map(|meant| {
            mend::set(
                one.widget,
                field,
                Value::text(meant),
                Sentence::new(format!("Run {meant}"), format!("Ejecutar {meant}")),
            )
        });
        report.error(CODE, place, message, fix);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::CheckSettings;
    use crate::check::testing::{call_flow, problems, problems_with};

    #[test]
    fn a_flow_that_is_not_there_is_told_when_it_is_known_which_are() {
        let flow = |sid: &str| {
            call_flow(&[&format!(
                r#"{{"name":"survey","type":"sub","transitions":[{{"event":"completed"}},{{"event":"failed"}}],"properties":{{"flow_sid":"{sid}"}}}}"#
            )])
        };
        let flows = ["feedback".into()].into_iter().collect();
        let settings = CheckSettings { flows: Some(flows), ..CheckSettings::default() };
        expect![[""]].assert_eq(&problems(&flow("feedbak")));
        expect![[r#"
            error unknown_flow survey flow_sid: survey runs the flow feedbak, which cannot be found. Did you mean feedback?
                fix: Run feedback
        "#]].assert_eq(&problems_with(&flow("feedbak"), &settings));
        expect![[""]].assert_eq(&problems_with(&flow("feedback"), &settings));
        let settings = CheckSettings { drafts: ["feedback".into()].into(), ..settings };
        expect![[r#"
            warning unknown_flow survey flow_sid: survey runs the flow feedback, which nobody has published yet. Until somebody does, only who tries this draft hears it, and callers go on as if it had failed.
        "#]].assert_eq(&problems_with(&flow("feedback"), &settings));
        expect![[r#"
            error unknown_flow survey flow_sid: survey takes the flow it runs from a template, which is not rendered here. Write the flow's name or id, and split before it when there are several.
        "#]].assert_eq(&problems(&flow("{{flow.data.next}}")));
    }
}

//! A widget hands over to a queue or a routing plan that nobody here knows.
//!
//! The hand-over fails, and the caller takes the failure exit. It is told where a project says who
//! takes tasks: the queues are those of the crew, the plans those of `centralita.toml`, and ids of
//! exported flows are what `[names.queues]` and `[names.plans]` make of them.
//!
//! **Mend it** by naming a queue or plan that exists, or by adding it to the crew or the project.
//!
//! ```json
//! { "queue_name": "Suport", "priority": 0 }
//! ```

use super::subject::Subject;
use super::words::nearest;
use super::{Code, Place, Report, Sentence, mend};
use crate::declare::{FieldKind, JsonAs};
use crate::value::Value;

pub(super) const CODE: Code = Code("unknown_queue");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    let Some(known) = &subject.settings.queues else { return };
    for one in &subject.widgets {
        let Some(spec) = one.spec() else { continue };
        let fields = spec
            .fields
            .iter()
            .filter(|field| field.kind == FieldKind::Queue && field.json != JsonAs::Transitions);
        for field in fields {
            let mut names = std::iter::once(&field.name).chain(&field.aliases);
            let found = names
                .find_map(|name| Some((name, one.widget.property(name)?.text_of()?.into_owned())));
            let Some((field, text)) = found else { continue };
            let wanted = text.trim();
            // What is filled in later may be anything.
            let is_open = ["{{", "{%", "${"].iter().any(|sign| wanted.contains(sign));
            let is_known = known.iter().any(|name| name.to_lowercase() == wanted.to_lowercase());
            if wanted.is_empty() || is_open || is_known {
                continue;
            }
            let name = &one.widget.name;
            let meant = nearest(wanted, known.iter().map(|queue| queue.as_str()));
            let (advice, spanish_advice) = match meant {
                Some(meant) => (format!("Did you mean {meant}?"), format!("¿Quiso decir {meant}?")),
                None => (
                    "Name one that exists, or add it to the crew or to centralita.toml.".into(),
                    "Indique otro, o añádalo al equipo o a centralita.toml.".into(),
                ),
            };
            let message = Sentence::new(
                format!(
                    "{name} hands over to {wanted}, which is neither a queue nor a plan of this project. {advice}"
                ),
                format!(
                    "{name} entrega a {wanted}, que no es ni una cola ni un plan de este proyecto. {spanish_advice}"
                ),
            );
            let fix = meant.map(|meant| {
                let label =
                    Sentence::new(format!("Hand over to {meant}"), format!("Entregar a {meant}"));
                mend::set(one.widget, field, Value::text(meant), label)
            });
            report.warning(CODE, Place::field(subject.flow, one.widget, field), message, fix);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::CheckSettings;
    use crate::check::testing::{call_flow, problems_with};

    #[test]
    fn a_queue_that_is_not_there_is_told_when_it_is_known_which_are() {
        let flow = |queue: &str| {
            call_flow(&[&format!(
                r#"{{"name":"wait","type":"queue","transitions":[{{"event":"callComplete"}},{{"event":"failedToEnqueue"}}],"properties":{{"queue_name":"{queue}"}}}}"#
            )])
        };
        let queues = ["Support".into(), "Leads".into()].into_iter().collect();
        let settings = CheckSettings { queues: Some(queues), ..CheckSettings::default() };
        let told = |queue: &str, settings: &CheckSettings| {
            let all = problems_with(&flow(queue), settings);
            let ours = all.lines().filter(|line| {
                line.contains("unknown_queue") || line.trim_start().starts_with("fix: Hand")
            });
            ours.map(|line| format!("{line}\n")).collect::<String>()
        };
        expect![[""]].assert_eq(&told("Suport", &CheckSettings::default()));
        expect![[r#"
            warning unknown_queue wait queue_name: wait hands over to Suport, which is neither a queue nor a plan of this project. Did you mean Support?
                fix: Hand over to Support
        "#]]
        .assert_eq(&told("Suport", &settings));
        expect![[r#"
            warning unknown_queue wait queue_name: wait hands over to Night shift, which is neither a queue nor a plan of this project. Name one that exists, or add it to the crew or to centralita.toml.
        "#]]
        .assert_eq(&told("Night shift", &settings));
        for well in ["support", "{{trigger.call.From}}", ""] {
            expect![[""]].assert_eq(&told(well, &settings));
        }
    }
}

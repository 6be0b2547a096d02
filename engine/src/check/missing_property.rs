//! A widget lacks a setting without which it cannot work.
//!
//! A message without a sender, an HTTP request without an address, a split without a text to
//! compare: a caller who gets there takes the failure exit, or is cut off. Studio does not publish
//! such a flow.
//!
//! **Mend it** by filling in the setting.
//!
//! ```json
//! { "name": "lookup", "type": "make-http-request", "properties": { "method": "GET" } }
//! ```

use super::subject::Subject;
use super::{Code, Place, Report, Sentence, mend};
use crate::declare::{FieldKind, JsonAs};
use crate::flow::JsonKind;

pub(super) const CODE: Code = Code("missing_property");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in &subject.widgets {
        let Some(spec) = one.spec() else { continue };
        for field in &spec.fields {
            if !field.required || field.json == JsonAs::Transitions {
                continue;
            }
            let found = std::iter::once(&field.name)
                .chain(&field.aliases)
                .filter_map(|name| one.widget.property(name))
                .any(|node| match node.kind() {
                    JsonKind::Null => false,
                    JsonKind::Text => node.as_str().is_some_and(|text| !text.trim().is_empty()),
                    JsonKind::List | JsonKind::Map => !node.is_empty(),
                    _ => true,
                });
            if found {
                continue;
            }
            // A split without a text of its own tests the argument of each condition.
            if spec.fields.iter().any(|field| field.kind == FieldKind::Conditions)
                && tests_arguments(one.widget)
            {
                continue;
            }
            let (name, label) = (&one.widget.name, &field.label);
            let message = format!(
                "{name} has no \"{}\" ({}), without which it cannot work. Fill it in.",
                field.name, label
            );
            let spanish = format!(
                "A {name} le falta \"{}\" ({}), sin lo cual no puede funcionar. Rellénelo.",
                field.name, label
            );
            let message = Sentence::new(message, spanish);
            let fix = (!field.default.is_null()).then(|| {
                let value = field.default.to_json();
                let label =
                    Sentence::new(format!("Set it to {value}"), format!("Ponerlo a {value}"));
                mend::set(one.widget, &field.name, field.default.clone(), label)
            });
            report.error(CODE, Place::field(subject.flow, one.widget, &field.name), message, fix);
        }
    }
}

fn tests_arguments(widget: &crate::flow::Widget) -> bool {
    let mut conditions =
        widget.transitions.iter().flat_map(|transition| &transition.conditions).peekable();
    conditions.peek().is_some()
        && conditions.all(|condition| {
            condition.arguments.first().is_some_and(|argument| !argument.trim().is_empty())
        })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::in_call;

    #[test]
    fn an_empty_setting_counts_as_missing() {
        expect![[r#"
            error missing_property lookup url: lookup has no "url" (url), without which it cannot work. Fill it in.
            error missing_property route input: route has no "input" (input), without which it cannot work. Fill it in.
        "#]].assert_eq(&in_call(&[
            r#"{"name":"lookup","type":"http","transitions":[{"event":"success","next":"route"},{"event":"failed","next":"route"}],"properties":{"url":" "}}"#,
            r#"{"name":"route","type":"split","transitions":[{"event":"noMatch","next":"again"}]}"#,
            r#"{"name":"again","type":"split","transitions":[{"event":"noMatch"},{"event":"match","conditions":[{"type":"equal_to","value":"1","arguments":["{{contact.tier}}"]}]}]}"#,
        ]));
    }
}

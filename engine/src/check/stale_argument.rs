//! A condition keeps another text than its split compares.
//!
//! Studio writes the text that a split compares twice: once as the split's `input`, and again into
//! each condition. After copying and pasting the two can differ. The `input` is what counts, so
//! callers are sent by it; but whoever reads the condition, and some tools, see the other text.
//!
//! **Mend it** by bringing the conditions in line, after making sure that the `input` is the text that
//! was meant.
//!
//! ```json
//! { "input": "{{widgets.menu.Digits}}" }
//! { "arguments": ["{{widgets.old_menu.Digits}}"], "type": "equal_to", "value": "1" }
//! ```

use super::subject::{Examined, Subject};
use super::{Code, Fix, Place, Report, Sentence};
use crate::declare::FieldKind;
use crate::flow::{Edit, Label, NewCondition};
use crate::value::Text;

pub(super) const CODE: Code = Code("stale_argument");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    for one in &subject.widgets {
        let Some((input, _)) = tested(one) else { continue };
        let stale: Vec<(usize, &Text)> = one
            .widget
            .transitions
            .iter()
            .enumerate()
            .flat_map(|(place, transition)| {
                let arguments = transition
                    .conditions
                    .iter()
                    .filter_map(|condition| condition.arguments.first());
                arguments.map(move |argument| (place, argument))
            })
            .filter(|(_, argument)| {
                !argument.trim().is_empty() && squeezed(argument) != squeezed(&input)
            })
            .collect();
        let Some(&(first, argument)) = stale.first() else { continue };
        let conditions = match stale.len() {
            1 => "a condition of it still holds".to_owned(),
            several => format!("{several} conditions of it still hold"),
        };
        let message = format!(
            "{} compares {input}, while {conditions} {argument}. Make sure that {input} is meant, and bring the conditions in line.",
            one.widget.name
        );
        let conditions = match stale.len() {
            1 => "una de sus condiciones todavía tiene".to_owned(),
            several => format!("{several} de sus condiciones todavía tienen"),
        };
        let spanish = format!(
            "{} compara {input}, mientras que {conditions} {argument}. Asegúrese de que se trata de {input} e iguale las condiciones.",
            one.widget.name
        );
        let message = Sentence::new(message, spanish);
        let fix = in_line(one, &input, stale.iter().map(|(place, _)| *place));
        report.warning(CODE, Place::transition(one.widget, first), message, Some(fix));
    }
}

/// The text that a split compares, and the name of the property that holds it.
pub(super) fn tested(one: &Examined<'_>) -> Option<(Text, Text)> {
    let spec = one.spec()?;
    spec.fields.iter().find(|field| field.kind == FieldKind::Conditions)?;
    let field =
        spec.fields.iter().find(|field| field.templated && field.kind != FieldKind::Conditions)?;
    let text: Text = one.widget.property(&field.name)?.text_of()?.into();
    (!text.trim().is_empty()).then_some((text, field.name.clone()))
}

/// The text without any white space: `{{ a }}` is `{{a}}`.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn in_line(one: &Examined<'_>, input: &Text, places: impl Iterator<Item = usize>) -> Fix {
    let mut edits = Vec::new();
    let mut last = None;
    for place in places {
        if last.replace(place) == Some(place) {
            continue;
        }
        let conditions = one.widget.transitions[place].conditions.iter().map(|condition| {
            NewCondition { arguments: vec![input.clone()], ..NewCondition::from(condition) }
        });
        edits.push(Edit::SetConditions {
            widget: one.widget.name.clone(),
            transition: place,
            conditions: conditions.collect(),
        });
    }
    let label = Sentence::new("Bring the conditions in line", "Igualar las condiciones");
    let edit = Edit::All(edits, Label::Named(label.en().into()));
    Fix { label, edit, takes_away: false }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::{call_flow, in_call, mended};

    #[test]
    fn arguments_that_differ_from_the_input_are_brought_in_line() {
        let states = [r#"{"name":"route","type":"split","transitions":[{"event":"noMatch"},
                {"event":"match","conditions":[{"type":"equal_to","value":"1","arguments":["{{ contact.tier }}"]}]},
                {"event":"match","conditions":[{"type":"equal_to","value":"2","arguments":["{{contact.level}}"]}]}],
                "properties":{"input":"{{contact.tier}}"}}"#];
        expect![[r#"
            warning stale_argument route #2: route compares {{contact.tier}}, while a condition of it still holds {{contact.level}}. Make sure that {{contact.tier}} is meant, and bring the conditions in line.
                fix: Bring the conditions in line
        "#]].assert_eq(&in_call(&states));
        expect![[""]].assert_eq(&mended(&call_flow(&states)));
    }
}

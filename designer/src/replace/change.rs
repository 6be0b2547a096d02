//! The change that replaces what was found: one for a flow, however many places it has.

use centralita_engine::flow::{Edit, Label, NewCondition};
use centralita_engine::{Flow, Value, WidgetName};

use super::texts::Part;
use super::{Place, Spot};
use crate::text::Texts;

/// A text with other letters at its places, which stand in order.
pub fn replaced(text: &str, places: &[&Place], with: &str) -> String {
    let mut after = String::with_capacity(text.len());
    let mut from = 0;
    for place in places {
        after.push_str(text.get(from..place.range.start).unwrap_or_default());
        after.push_str(with);
        from = place.range.end;
    }
    after.push_str(text.get(from..).unwrap_or_default());
    after
}

/// The change of a flow that replaces all of these places; none when there are none.
pub fn replacing(
    flow: &Flow,
    places: &[&Place],
    wanted: &str,
    with: &str,
    texts: &Texts,
) -> Option<Edit> {
    let mut edits = Vec::new();
    let mut conditions: Vec<(WidgetName, usize, Vec<NewCondition>)> = Vec::new();
    for group in places.chunk_by(|one, other| one.spot == other.spot) {
        let first = group.first()?;
        let text = replaced(&first.text, group, with);
        match &first.spot {
            Spot::Property { widget, path, is_number } => {
                let value = value(&text, *is_number);
                edits.push(Edit::SetProperty { widget: widget.clone(), path: path.clone(), value });
            }
            Spot::Condition { widget, transition, condition, part } => {
                let known = conditions
                    .iter()
                    .position(|(name, number, _)| (name, number) == (widget, transition));
                let place = match known {
                    Some(place) => place,
                    None => {
                        let wire = flow.widget(widget.as_str())?.transitions.get(*transition)?;
                        let now = wire.conditions.iter().map(NewCondition::from).collect();
                        conditions.push((widget.clone(), *transition, now));
                        conditions.len() - 1
                    }
                };
                let one = conditions[place].2.get_mut(*condition)?;
                match part {
                    Part::Label => one.friendly_name = text.into(),
                    Part::Value => one.value = text.into(),
                    Part::Argument(number) => *one.arguments.get_mut(*number)? = text.into(),
                }
            }
            Spot::Description => edits.push(Edit::SetDescription(text.into())),
            Spot::Note(number) => edits.push(own("notes", *number, "text", text)),
            Spot::Frame(number) => edits.push(own("groups", *number, "title", text)),
        }
    }
    for (widget, transition, conditions) in conditions {
        edits.push(Edit::SetConditions { widget, transition, conditions });
    }
    let things = [("wanted", wanted.into()), ("with", with.into()), ("count", places.len().into())];
    let label = texts.fill("change-replace", &things);
    (!edits.is_empty()).then(|| Edit::All(edits, Label::Named(label.into())))
}

fn own(list: &str, number: usize, key: &str, text: String) -> Edit {
    Edit::SetOwn {
        path: vec![list.into(), number.into(), key.into()],
        value: Some(Value::text(text)),
    }
}

/// A number stays one when it still is one.
fn value(text: &str, is_number: bool) -> Value {
    match (is_number, text.parse::<i64>(), text.parse::<f64>()) {
        (true, Ok(whole), _) => Value::Int(whole),
        (true, _, Ok(number)) => Value::number(number),
        _ => Value::text(text),
    }
}

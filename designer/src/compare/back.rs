//! The change that takes a difference back, where one change of the flow can.

use centralita_engine::flow::{
    Change, ChangeKind, Edit, Label, NewCondition, NewTransition, OWN_KEY, PathStep, Position,
    Transition, Widget, clipboard_text,
};
use centralita_engine::{Flow, Value, WidgetName};

use super::Comparison;
use crate::text::Texts;

/// The change that takes a difference back; none where it takes more than that.
pub fn take_back(
    comparison: &Comparison,
    flow: &Flow,
    place: usize,
    texts: &Texts,
) -> Option<Edit> {
    let change = comparison.changes().get(place)?;
    let edits = edits(comparison, flow, change)?;
    let sentence = texts.told(&change.sentence);
    let label = texts.fill("change-take-back", &[("what", sentence.trim_end_matches('.').into())]);
    Some(Edit::All(edits, Label::Named(label.into())))
}

fn edits(comparison: &Comparison, flow: &Flow, change: &Change) -> Option<Vec<Edit>> {
    let name = || change.widget.clone();
    Some(match change.kind {
        ChangeKind::Added => vec![Edit::RemoveWidgets(vec![name()?])],
        ChangeKind::Removed => brought_back(comparison, flow, &name()?)?,
        ChangeKind::Renamed => {
            let to = WidgetName::new(change.before.as_ref()?.as_text()?);
            vec![Edit::RenameWidget { from: name()?, to }]
        }
        ChangeKind::Kind => {
            let kind = change.before.as_ref()?.as_text()?.into();
            vec![Edit::ChangeKind { widget: name()?, kind }]
        }
        ChangeKind::Property => vec![property(flow, change)?],
        ChangeKind::Moved => {
            let (x, y) = (change.before.as_ref()?.get("x")?, change.before.as_ref()?.get("y")?);
            vec![Edit::MoveWidgets(vec![(name()?, Position::new(number(x)?, number(y)?))])]
        }
        ChangeKind::Start => {
            vec![Edit::SetInitial(WidgetName::new(change.before.as_ref()?.as_text()?))]
        }
        ChangeKind::Setting => vec![setting(change)?],
        ChangeKind::Connection => {
            let (widget, transition) = (name()?, wire(flow, change)?);
            match change.before.as_ref().and_then(Value::as_text) {
                Some(to) => {
                    let to = WidgetName::new(to);
                    // Where it led to may be gone, and comes back with it.
                    let mut edits = match flow.widget(to.as_str()) {
                        Some(_) => Vec::new(),
                        None => brought_back(comparison, flow, &to)?,
                    };
                    edits.push(Edit::Connect { widget, transition, to });
                    edits
                }
                None => vec![Edit::Disconnect { widget, transition }],
            }
        }
        ChangeKind::ExitAdded => {
            vec![Edit::RemoveTransition { widget: name()?, transition: wire(flow, change)? }]
        }
        ChangeKind::ExitRemoved => {
            let old = comparison.with.widget(comparison.old_name(&name()?).as_str())?;
            let next = change.before.as_ref().and_then(Value::as_text).map(WidgetName::new);
            let event = change.field.as_deref()?;
            let was = old.transitions.iter().find(|one| {
                &*one.event == event && one.next.as_ref().map(|to| comparison.new_name(to)) == next
            })?;
            let transition = NewTransition {
                event: was.event.clone(),
                next: next.filter(|to| flow.widget(to.as_str()).is_some()),
                conditions: was.conditions.iter().map(NewCondition::from).collect(),
            };
            vec![Edit::AddTransition { widget: name()?, at: usize::MAX, transition }]
        }
        ChangeKind::Condition => vec![conditions(comparison, flow, &name()?)?],
        _ => return None,
    })
}

fn number(value: &Value) -> Option<f64> {
    value.to_json().parse().ok()
}

/// The wire of the flow of which a difference tells: by its exit and where it leads.
fn wire(flow: &Flow, change: &Change) -> Option<usize> {
    let widget = flow.widget(change.widget.as_ref()?.as_str())?;
    let next = change.after.as_ref().and_then(Value::as_text);
    let event = change.field.as_deref()?;
    widget.transitions.iter().position(|wire| {
        &*wire.event == event && wire.next.as_ref().map(|next| next.as_str()) == next
    })
}

/// A widget that is gone comes back where it was, with its wires and those that led to it.
fn brought_back(comparison: &Comparison, flow: &Flow, name: &WidgetName) -> Option<Vec<Edit>> {
    let old = comparison.with.widget(comparison.old_name(name).as_str())?;
    let text = clipboard_text(&comparison.with, std::slice::from_ref(&old.name));
    if Flow::read(&text).widgets().is_empty() {
        // A flow has one start, which nobody can put in.
        return None;
    }
    let mut edits = vec![Edit::Paste { text: text.into(), at: old.position }];
    // Its own wires lead to what is called otherwise now.
    for (transition, was) in old.transitions.iter().enumerate() {
        let Some(next) = &was.next else { continue };
        let now = comparison.new_name(next);
        if now != *next && flow.widget(now.as_str()).is_some() {
            edits.push(Edit::Connect { widget: old.name.clone(), transition, to: now });
        }
    }
    for widget in comparison.with.widgets().iter().filter(|widget| widget.name != old.name) {
        let Some(now) = flow.widget(comparison.new_name(&widget.name).as_str()) else { continue };
        for was in widget.transitions.iter().filter(|wire| wire.next.as_ref() == Some(&old.name)) {
            let loose = now.transitions.iter().position(|wire| {
                wire.next.is_none() && wire.event == was.event && same_conditions(wire, was)
            });
            if let Some(transition) = loose {
                let widget = now.name.clone();
                edits.push(Edit::Connect { widget, transition, to: old.name.clone() });
            }
        }
    }
    Some(edits)
}

fn same_conditions(one: &Transition, other: &Transition) -> bool {
    let plain = |wire: &Transition| -> Vec<NewCondition> {
        wire.conditions.iter().map(NewCondition::from).collect()
    };
    plain(one) == plain(other)
}

/// A property gets the value that it had.
fn property(flow: &Flow, change: &Change) -> Option<Edit> {
    let widget = flow.widget(change.widget.as_ref()?.as_str())?;
    let path = steps(change.field.as_deref()?)?;
    let now = found(widget, &path);
    if now.as_ref() != change.after.as_ref() && change.after.is_some() {
        // It stands elsewhere than among the settings.
        return None;
    }
    let name = widget.name.clone();
    Some(match &change.before {
        Some(value) => Edit::SetProperty { widget: name, path, value: value.clone() },
        None => Edit::ClearProperty { widget: name, path },
    })
}

fn found(widget: &Widget, path: &[PathStep]) -> Option<Value> {
    let mut node = widget.properties().node()?;
    for step in path {
        node = match step {
            PathStep::Key(key) => node.get(key)?,
            PathStep::Index(place) => node.items().nth(*place)?,
        };
    }
    Some(node.to_value())
}

/// The steps of a place as differences tell it: `parameters[0].value`.
fn steps(field: &str) -> Option<Vec<PathStep>> {
    let mut steps = Vec::new();
    for part in field.split('.') {
        let (key, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
        if key.is_empty() {
            return None;
        }
        steps.push(PathStep::Key(key.into()));
        while let Some(inner) = rest.strip_prefix('[') {
            let (number, after) = inner.split_once(']')?;
            steps.push(PathStep::Index(number.parse().ok()?));
            rest = after;
        }
        if !rest.is_empty() {
            return None;
        }
    }
    Some(steps)
}

/// A setting of the flow gets the value that it had.
fn setting(change: &Change) -> Option<Edit> {
    let field = change.field.as_deref()?;
    if field == "description" {
        let text = change.before.as_ref().and_then(Value::as_text).unwrap_or_default();
        return Some(Edit::SetDescription(text.into()));
    }
    let own = field.strip_prefix(OWN_KEY)?.strip_prefix('.')?;
    Some(Edit::SetOwn { path: steps(own)?, value: change.before.clone() })
}

/// The conditions of the one wire of a widget that has others now.
fn conditions(comparison: &Comparison, flow: &Flow, name: &WidgetName) -> Option<Edit> {
    let old = comparison.with.widget(comparison.old_name(name).as_str())?;
    let now = flow.widget(name.as_str())?;
    if old.transitions.len() != now.transitions.len() {
        return None;
    }
    let pairs = old.transitions.iter().zip(&now.transitions).enumerate();
    let mut others = pairs.filter(|(_, (was, is))| !same_conditions(was, is));
    let (transition, (was, is)) = others.next()?;
    if others.next().is_some() || was.event != is.event {
        return None;
    }
    let conditions = was.conditions.iter().map(NewCondition::from).collect();
    Some(Edit::SetConditions { widget: name.clone(), transition, conditions })
}

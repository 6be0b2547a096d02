//! What lowering is made of: names that are free, and edits of kinds, properties and wires.

use std::collections::BTreeSet;

use centralita_engine::flow::{
    Edit, Flow, JsonKind, NewCondition, NewTransition, NewWidget, Node, PathStep, Position, Widget,
    WidgetName,
};
use centralita_engine::template::{Dialect, Template};
use centralita_engine::{Map, Value};

/// The rows of names and values in a property.
pub(super) fn rows(widget: &Widget, property: &str) -> Vec<(String, String)> {
    let Some(node) = widget.property(property) else { return Vec::new() };
    let text = |node: Node<'_>| node.text_of().map(|text| text.into_owned());
    match node.kind() {
        JsonKind::Map => node
            .members()
            .filter_map(|(key, value)| Some((key.text.into_owned(), text(value)?)))
            .collect(),
        _ => node
            .items()
            .filter_map(|row| Some((text(row.get("key")?)?, text(row.get("value")?)?)))
            .collect(),
    }
}

/// Whether a template somewhere in the flow may read what the widget stored.
pub(super) fn is_read(flow: &Flow, widget: &Widget) -> bool {
    let text = flow.document().text();
    is_mentioned(text, &format!("widgets.{}", widget.name))
        || text.contains(&format!("[\\\"{}", widget.name))
}

/// Whether `path` stands in the text, with nothing more behind its last name.
pub(super) fn is_mentioned(text: &str, path: &str) -> bool {
    text.match_indices(path).any(|(at, found)| {
        !text[at + found.len()..]
            .starts_with(|next: char| next.is_alphanumeric() || next == '_' || next == '-')
    })
}

pub(super) fn is_template(node: Node<'_>) -> bool {
    node.text_of()
        .is_some_and(|text| Template::parse(text.as_ref(), Dialect::Studio).as_literal().is_none())
}

/// The names that are taken, by widgets there are and by those being made.
pub(super) struct Names(BTreeSet<String>);

impl Names {
    pub fn of(flow: &Flow) -> Names {
        Names(flow.widgets().iter().map(|widget| widget.name.to_string()).collect())
    }

    /// A name like the wanted one that nobody has, which is taken from now on.
    pub fn free(&mut self, wanted: &str) -> String {
        let is_plain = |c: &char| c.is_alphanumeric() || *c == '_' || *c == '-';
        let wanted: String = wanted.chars().map(|c| if is_plain(&c) { c } else { '_' }).collect();
        let mut name = wanted.clone();
        let mut number = 2_usize;
        while !self.0.insert(name.clone()) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        name
    }
}

pub(super) fn next(widget: &Widget, event: &str) -> Option<WidgetName> {
    widget.transition(event).and_then(|transition| transition.next.clone())
}

pub(super) fn beside(widget: &Widget, across: f64, down: f64) -> Option<Position> {
    widget.position.map(|place| Position::new(place.x + across, place.y + down))
}

pub(super) fn change_kind(widget: &Widget, kind: &str) -> Edit {
    Edit::ChangeKind { widget: widget.name.clone(), kind: kind.into() }
}

pub(super) fn set(widget: &Widget, property: &str, value: Value) -> Edit {
    let path = vec![PathStep::from(property)];
    Edit::SetProperty { widget: widget.name.clone(), path, value }
}

pub(super) fn clear(widget: &Widget, property: &str) -> Edit {
    Edit::ClearProperty { widget: widget.name.clone(), path: vec![PathStep::from(property)] }
}

pub(super) fn wire(event: &str, next: Option<WidgetName>) -> NewTransition {
    NewTransition { event: event.into(), next, conditions: Vec::new() }
}

pub(super) fn branch(
    input: &str,
    operator: &str,
    value: &str,
    next: Option<WidgetName>,
) -> NewTransition {
    let condition = NewCondition {
        friendly_name: format!("If value {operator} {value}").into(),
        arguments: vec![input.into()],
        operator: operator.into(),
        value: value.into(),
    };
    NewTransition { event: "match".into(), next, conditions: vec![condition] }
}

/// A new split below a widget.
pub(super) fn add_split(
    widget: &Widget,
    name: &str,
    input: &str,
    other: Option<WidgetName>,
    branches: Vec<(&str, String, Option<WidgetName>)>,
) -> Edit {
    let mut transitions = vec![wire("noMatch", other)];
    for (operator, value, next) in branches {
        transitions.push(branch(input, operator, &value, next));
    }
    let properties: Map = [("input", input)].into_iter().collect();
    Edit::AddWidget(NewWidget {
        name: name.into(),
        kind: "split-based-on".into(),
        transitions,
        properties: properties.into(),
        position: beside(widget, 0.0, 250.0),
    })
}

/// The edits that give a widget other wires than it has.
pub(super) fn wires(widget: &Widget, transitions: Vec<NewTransition>) -> Vec<Edit> {
    let name = || widget.name.clone();
    let old = (0..widget.transitions.len()).rev();
    let mut edits: Vec<Edit> =
        old.map(|transition| Edit::RemoveTransition { widget: name(), transition }).collect();
    for (at, transition) in transitions.into_iter().enumerate() {
        edits.push(Edit::AddTransition { widget: name(), at, transition });
    }
    edits
}

//! What a control has at hand, and what it gives back.

use centralita_engine::declare::{Field, FieldKind, JsonAs, Spec};
use centralita_engine::flow::{Edit, JsonKind, Node, PathStep};
use centralita_engine::{Text, Value, Widget, WidgetName};
use egui::{Id, Response};

use crate::command::Command;
use crate::model::Model;

/// A control that is being shown: the property it edits, and what has been done through it.
pub struct Control<'a> {
    /// What the editor knows.
    pub model: &'a Model,
    /// Whose property it is; of several widgets the first.
    pub widget: &'a Widget,
    /// The type of the widget.
    pub spec: &'a Spec,
    /// The property's declaration.
    pub field: &'a Field,
    /// What the file holds; none when it holds nothing.
    pub node: Option<Node<'a>>,
    /// The control's own number.
    pub id: Id,
    /// The label that stands above it.
    pub label: Option<Id>,
    /// Whether several widgets have different values.
    pub is_mixed: bool,
    /// What was done.
    pub done: Option<Change>,
    /// What is about to be done once the field is left.
    pub draft: Option<Change>,
    /// What was chosen that is no change of the flow by itself.
    pub command: Option<Command>,
    /// What there is to say under it.
    pub notes: Vec<Note>,
}

/// Something to say under a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// What was typed cannot be used; why, and what to do.
    Wrong(String),
    /// What a text with variables will be.
    Preview {
        /// The text.
        text: String,
        /// Whether the values are those of a simulated call rather than examples.
        is_simulated: bool,
    },
}

/// A change of one property, before it is said of which widget.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A value is set, at a place below the property.
    Set(Vec<PathStep>, Value),
    /// A value is taken away.
    Clear(Vec<PathStep>),
    /// An item of a list gets another place.
    Move(Vec<PathStep>, usize, usize),
    /// Something that is not in the properties.
    Other(Edit),
}

impl Change {
    /// Sets the whole property; nothing takes it away.
    pub fn whole(value: Value) -> Change {
        if value.is_null() { Change::Clear(Vec::new()) } else { Change::Set(Vec::new(), value) }
    }

    /// The edit that makes the change in a widget that calls the property `key`.
    pub fn edit(&self, widget: &WidgetName, key: &Text) -> Edit {
        let full = |below: &[PathStep]| {
            let mut path = vec![PathStep::Key(key.clone())];
            path.extend_from_slice(below);
            path
        };
        let widget = widget.clone();
        match self {
            Change::Set(path, value) => {
                Edit::SetProperty { widget, path: full(path), value: value.clone() }
            }
            Change::Clear(path) => Edit::ClearProperty { widget, path: full(path) },
            Change::Move(path, from, to) => {
                Edit::MoveItem { widget, path: full(path), from: *from, to: *to }
            }
            Change::Other(edit) => edit.clone(),
        }
    }
}

impl Control<'_> {
    /// What the file holds, as a text.
    pub fn text(&self) -> String {
        self.node.and_then(|node| node.text_of()).map(|text| text.into_owned()).unwrap_or_default()
    }

    /// What an absent value means, as people read it; in place of it, that values differ.
    pub fn hint(&self) -> String {
        if self.is_mixed {
            return self.model.texts.say("inspector-mixed").to_owned();
        }
        shown(&self.field.default)
    }

    /// A text as the file holds it: in the kind of JSON that stands there already, or the declared one.
    pub fn written(&self, typed: &str) -> Value {
        if typed.is_empty() {
            return Value::Null;
        }
        let number = || typed.trim().parse::<i64>().ok().map(Value::Int);
        let kind = self.node.filter(|node| !node.is_null()).map(Node::kind);
        let value = match (kind, self.field.json) {
            (Some(JsonKind::Number), _) | (None, JsonAs::Number) => number(),
            (Some(JsonKind::Bool), _) | (None, JsonAs::Bool) => match typed.trim() {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                _ => None,
            },
            _ => None,
        };
        value.unwrap_or_else(|| Value::text(typed))
    }

    /// Names a part of the control for those who do not see it: by its label when it is the whole
    /// control, else by words of its own.
    pub fn named(&self, response: Response, part: Option<&str>) -> Response {
        match (part, self.label) {
            (None, Some(label)) => response.labelled_by(label),
            (None, None) => response.accessible_name(self.field.label.as_str()),
            (Some(part), _) => response.accessible_name(format!("{}: {part}", self.field.label)),
        }
    }
}

/// A value as people read it.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.to_string(),
        other => other.to_json(),
    }
}

/// Whether the text holds variables or tags, so that only a call knows what it will be.
pub fn is_open(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// Whether a value is of another shape than its control could show. It is shown as JSON then, so
/// that nothing of it is lost.
pub fn is_odd(field: &Field, node: Node<'_>) -> bool {
    if node.is_null() {
        return false;
    }
    match &field.kind {
        FieldKind::KeyValues => match node.kind() {
            JsonKind::Map => node.members().any(|(_, value)| value.text_of().is_none()),
            JsonKind::List => node.items().any(|row| {
                let reads = |name: &str| {
                    row.get(name).is_none_or(|part| part.is_null() || part.text_of().is_some())
                };
                row.kind() != JsonKind::Map || !reads("key") || !reads("value")
            }),
            _ => true,
        },
        FieldKind::List => match node.kind() {
            JsonKind::List => node.items().any(|item| item.text_of().is_none()),
            _ => true,
        },
        FieldKind::Hours => super::field::hours_are_odd(node),
        // A secret is not shown, whatever shape it has.
        FieldKind::Json | FieldKind::Secret => false,
        _ => node.text_of().is_none(),
    }
}

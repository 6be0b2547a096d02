//! The views of one widget: its wires, its conditions, its place and its properties.

use std::fmt;

use super::json::{Json, Key, Node};
use super::names::{ExitName, KindName, WidgetName};
use crate::{Span, Text};

/// One box of a flow, as the file has it.
#[derive(Clone)]
pub struct Widget {
    /// Its name; unique unless the flow has a fault that says otherwise.
    pub name: WidgetName,
    /// Its kind as written: the catalogue resolves other spellings.
    pub kind: KindName,
    /// Its wires in the order of the file; a wire's place here is its identity.
    pub transitions: Vec<Transition>,
    /// Where its box stands on the canvas.
    pub position: Option<Position>,
    /// The id that old exports give to widgets.
    pub sid: Option<Text>,
    /// Where it stands in the document.
    pub span: Span,
    pub(super) document: Json,
    pub(super) node: u32,
    /// 0 when there is no map of properties, since a root is never that.
    pub(super) properties: u32,
}

impl Widget {
    /// The widget's whole JSON.
    pub fn node(&self) -> Node<'_> {
        self.document.node(self.node)
    }

    /// Its settings, `offset` included.
    pub fn properties(&self) -> Properties<'_> {
        Properties(self.properties_node())
    }

    /// The property called `name`, as written; `null` counts as there.
    pub fn property(&self, name: &str) -> Option<Node<'_>> {
        self.properties_node()?.get(name)
    }

    fn properties_node(&self) -> Option<Node<'_>> {
        (self.properties != 0).then(|| self.document.node(self.properties))
    }

    /// The first wire of the exit `event`.
    pub fn transition(&self, event: &str) -> Option<&Transition> {
        self.transitions.iter().find(|transition| transition.event == *event)
    }
}

impl PartialEq for Widget {
    /// Equal when the JSON is, byte for byte.
    fn eq(&self, other: &Widget) -> bool {
        self.name == other.name && self.node().raw() == other.node().raw()
    }
}

impl fmt::Debug for Widget {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Widget")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("transitions", &self.transitions)
            .finish_non_exhaustive()
    }
}

/// The settings of a widget, in the order of the file.
#[derive(Clone, Copy)]
pub struct Properties<'a>(Option<Node<'a>>);

impl<'a> Properties<'a> {
    /// The property called `name`.
    pub fn get(self, name: &str) -> Option<Node<'a>> {
        self.0?.get(name)
    }

    /// All of them, names and values.
    pub fn members(self) -> impl Iterator<Item = (Key<'a>, Node<'a>)> {
        self.0.into_iter().flat_map(Node::members)
    }

    /// The map itself, when there is one.
    pub fn node(self) -> Option<Node<'a>> {
        self.0
    }
}

/// One wire, connected or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    /// The exit it starts from.
    pub event: ExitName,
    /// The widget it leads to. None when nothing is connected; the name may be one nobody has.
    pub next: Option<WidgetName>,
    /// What must hold for it to be taken; only wires called `match` have any.
    pub conditions: Vec<Condition>,
    /// Where it stands in the document.
    pub span: Span,
    /// Its place in the document's index, for [`Json::node`](super::json::Json::node).
    pub node: u32,
}

/// One condition of a wire of a split.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The label the author gave it.
    pub friendly_name: Text,
    /// The templates to be tested; in practice one.
    pub arguments: Vec<Text>,
    /// The operator as written, such as `equal_to`; empty when there is none.
    pub operator: Text,
    /// What to compare with.
    pub value: Text,
    /// Where the condition stands in the document.
    pub span: Span,
    /// Where its value stands, with quotes; the whole condition when it has none.
    pub value_span: Span,
    /// Where its first argument stands, with quotes; the whole condition when it has none.
    pub argument_span: Span,
}

/// Where a box stands on the canvas; x grows to the right and y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Position {
    /// Across.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Position {
    /// The position at `x` across and `y` down.
    pub fn new(x: f64, y: f64) -> Position {
        Position { x, y }
    }
}

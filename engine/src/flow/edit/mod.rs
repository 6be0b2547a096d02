//! Every change a person can make to a flow, as a value.
//!
//! [`Edit::apply`] gives a new [`Flow`] and leaves the old one as it is, so undoing is keeping the
//! old one. An edit is worked out as cuts in the text: what it does not name keeps its exact bytes.
//!
//! Deliberately not here: whether an edit is a good idea (the checks say so afterwards), and what
//! properties a kind has (whoever builds the edit asks the catalogue).

mod apply;
mod label;
mod modernize;
mod paste;
mod place;
mod spanish;

pub(super) use apply::add_state_after;
pub use label::Label;
pub use modernize::Spellings;
pub use paste::clipboard_text;

use super::json::{Json, Patch, splice_text, splices_inside};
use super::names::{BadName, ExitName, KindName, WidgetName};
use super::rename::Rewriting;
use super::widget::{Condition, Position};
use super::{Flow, Node};
use crate::{Text, Value};

/// A change to a flow.
///
/// ```
/// use centralita_engine::flow::{Edit, Flow};
/// let flow = Flow::read(r#"{"states": [{"name": "T", "type": "trigger", "transitions": [{"event": "incomingCall"}]}]}"#);
/// let edit = Edit::Connect { widget: "T".into(), transition: 0, to: "T".into() };
/// assert_eq!(edit.label().to_string(), "Connect T to T");
/// assert!(edit.apply(&flow).unwrap().text().contains(r#"{"event": "incomingCall", "next": "T"}"#));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Edit {
    /// Puts a new widget into the flow.
    AddWidget(NewWidget),
    /// Takes widgets out, with every wire that leads to them and what our own data says of them.
    RemoveWidgets(Vec<WidgetName>),
    /// Gives a widget another name, everywhere it is mentioned.
    RenameWidget {
        /// The name it has.
        from: WidgetName,
        /// The name it gets.
        to: WidgetName,
    },
    /// Gives the widget at a place in [`Flow::widgets`] another name and changes nothing else.
    ///
    /// For widgets without a name of their own: those that share one, and those that have none.
    NameWidget {
        /// Its place.
        index: usize,
        /// The name it gets.
        name: WidgetName,
    },
    /// Makes a widget one of another kind; properties and wires stay.
    ChangeKind {
        /// Which widget.
        widget: WidgetName,
        /// The kind it gets.
        kind: KindName,
    },
    /// Sets a property, or a value inside one.
    SetProperty {
        /// Whose property.
        widget: WidgetName,
        /// Where in the properties; maps and list items on the way are made when missing.
        path: Vec<PathStep>,
        /// What it becomes.
        value: Value,
    },
    /// Takes a property, or a value inside one, away.
    ClearProperty {
        /// Whose property.
        widget: WidgetName,
        /// Where in the properties.
        path: Vec<PathStep>,
    },
    /// Moves an item of a list inside a property.
    MoveItem {
        /// Whose property.
        widget: WidgetName,
        /// Where the list is in the properties.
        path: Vec<PathStep>,
        /// The place of the item.
        from: usize,
        /// The place it gets.
        to: usize,
    },
    /// Leads a wire to a widget.
    Connect {
        /// From which widget.
        widget: WidgetName,
        /// The place of the wire in [`Widget::transitions`](super::Widget::transitions).
        transition: usize,
        /// To which widget.
        to: WidgetName,
    },
    /// Leads a wire nowhere.
    Disconnect {
        /// From which widget.
        widget: WidgetName,
        /// The place of the wire.
        transition: usize,
    },
    /// Gives a widget a new wire.
    AddTransition {
        /// Which widget.
        widget: WidgetName,
        /// The place it gets; the end when there are fewer.
        at: usize,
        /// The wire.
        transition: NewTransition,
    },
    /// Takes a wire away.
    RemoveTransition {
        /// From which widget.
        widget: WidgetName,
        /// The place of the wire.
        transition: usize,
    },
    /// Gives a wire another place among those of its widget.
    MoveTransition {
        /// Which widget.
        widget: WidgetName,
        /// The place of the wire.
        from: usize,
        /// The place it gets.
        to: usize,
    },
    /// Sets the conditions of a wire.
    SetConditions {
        /// Which widget.
        widget: WidgetName,
        /// The place of the wire.
        transition: usize,
        /// The conditions it gets.
        conditions: Vec<NewCondition>,
    },
    /// Puts boxes elsewhere on the canvas.
    MoveWidgets(Vec<(WidgetName, Position)>),
    /// Sets the flow's description.
    SetDescription(Text),
    /// Chooses the widget in which executions begin.
    SetInitial(WidgetName),
    /// Says whether one caller may have several calls in the flow at once.
    SetConcurrentCalls(bool),
    /// Sets or takes away something of our own data.
    SetOwn {
        /// Where under the key `centralita`; empty means all of it.
        path: Vec<PathStep>,
        /// What it becomes; none takes it away.
        value: Option<Value>,
    },
    /// Copies widgets beside themselves.
    Duplicate {
        /// Which widgets.
        widgets: Vec<WidgetName>,
        /// How far from the originals.
        by: Position,
    },
    /// Puts in widgets that somebody copied: a JSON text of one state, of several, or of a flow.
    Paste {
        /// The JSON text.
        text: Text,
        /// Where the leftmost and topmost of them goes.
        at: Option<Position>,
    },
    /// Writes today's names and format where the file has older or other ones.
    Modernize(Spellings),
    /// Several edits as one, each made on what the one before left.
    All(Vec<Edit>, Label),
}

/// One step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// To the member of a map.
    Key(Text),
    /// To the item of a list, counted from 0.
    Index(usize),
}

impl From<&str> for PathStep {
    fn from(key: &str) -> PathStep {
        PathStep::Key(key.into())
    }
}

impl From<usize> for PathStep {
    fn from(index: usize) -> PathStep {
        PathStep::Index(index)
    }
}

/// A widget to be put in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewWidget {
    /// Its name, which nobody else may have.
    pub name: WidgetName,
    /// Its kind.
    pub kind: KindName,
    /// Its wires.
    pub transitions: Vec<NewTransition>,
    /// Its settings without `offset`; a map.
    pub properties: Value,
    /// Where its box goes.
    pub position: Option<Position>,
}

/// A wire to be put in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewTransition {
    /// The exit.
    pub event: ExitName,
    /// Where it leads.
    pub next: Option<WidgetName>,
    /// What must hold.
    pub conditions: Vec<NewCondition>,
}

/// A condition to be set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewCondition {
    /// The label.
    pub friendly_name: Text,
    /// The templates to test.
    pub arguments: Vec<Text>,
    /// The operator, such as `equal_to`.
    pub operator: Text,
    /// What to compare with.
    pub value: Text,
}

impl From<&Condition> for NewCondition {
    fn from(condition: &Condition) -> NewCondition {
        NewCondition {
            friendly_name: condition.friendly_name.clone(),
            arguments: condition.arguments.clone(),
            operator: condition.operator.clone(),
            value: condition.value.clone(),
        }
    }
}

/// Why an edit could not be made; the flow is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The file holds no flow.
    #[error("This file holds no flow to edit. Start a new one, or open another file.")]
    NotAFlow,
    /// Nobody has that name.
    #[error("There is no widget called {0} in this flow.")]
    NoSuchWidget(WidgetName),
    /// Somebody has that name.
    #[error("Another widget is called {0}. Choose another name.")]
    NameTaken(WidgetName),
    /// The name cannot be mentioned in templates.
    #[error("{0}")]
    BadName(#[from] BadName),
    /// The widget has fewer wires than that.
    #[error("{widget} has {count} ways out, and this change is about number {number}.", number = transition + 1)]
    NoSuchTransition {
        /// Which widget.
        widget: WidgetName,
        /// The place asked for.
        transition: usize,
        /// How many there are.
        count: usize,
    },
    /// The way to a value leads through something that is no map or list.
    #[error(
        "{place} cannot be set: \"{step}\" on the way there is something else than a list or map that has it."
    )]
    NoSuchPlace {
        /// The whole way, in words.
        place: String,
        /// The step that cannot be taken.
        step: String,
    },
    /// Executions begin in the widget, so it cannot go.
    #[error("{0} is where the flow begins and cannot be removed. Choose another start first.")]
    IsStart(WidgetName),
    /// The text is nothing that can be pasted.
    #[error("There is no widget in what was copied. Copy widgets, or the JSON of a flow.")]
    NothingToPaste,
    /// The file has the old format, in which the change cannot be written.
    #[error(
        "This file has the old export format, in which this change cannot be written. Convert it first."
    )]
    OldFormat,
}

impl Edit {
    /// The flow with this change made.
    ///
    /// # Errors
    /// Says why the change cannot be made; `flow` itself never changes.
    pub fn apply(&self, flow: &Flow) -> Result<Flow, Refused> {
        self.apply_with(flow, &Rewriting::default())
    }

    /// Like [`Edit::apply`], with the ways in which mentions inside templates and scripts are renamed.
    ///
    /// # Errors
    /// As [`Edit::apply`].
    pub fn apply_with(&self, flow: &Flow, rewriting: &Rewriting<'_>) -> Result<Flow, Refused> {
        if let Edit::All(edits, _) = self {
            let mut result = flow.clone();
            for edit in edits {
                result = edit.apply_with(&result, rewriting)?;
            }
            return Ok(result);
        }
        let mut patch = Patch::new(flow.document());
        apply::apply(self, flow, &mut patch, rewriting)?;
        Ok(flow.patched(&patch))
    }

    /// What the change is called in the list of things to undo.
    pub fn label(&self) -> Label {
        Label::of(self)
    }

    /// Whether the change can only be written in today's format, so that an old file must be
    /// converted first.
    pub fn needs_modern(&self) -> bool {
        match self {
            Edit::AddWidget(_) | Edit::Duplicate { .. } | Edit::Paste { .. } => true,
            Edit::SetInitial(_) | Edit::SetConcurrentCalls(_) => true,
            Edit::All(edits, _) => {
                // Once a conversion is in the list, what follows finds today's format.
                let old = edits.iter().take_while(|edit| !matches!(edit, Edit::Modernize(_)));
                old.into_iter().any(Edit::needs_modern)
            }
            _ => false,
        }
    }
}

impl Flow {
    /// The flow whose document has been changed by `patch`.
    pub(super) fn patched(&self, patch: &Patch<'_>) -> Flow {
        if patch.is_empty() {
            return self.clone();
        }
        let splices = patch.splices();
        match self.nested_in() {
            Some(node) => Flow::read(&splice_text(self.text(), &splices_inside(node, &splices))),
            None => Flow::read(&splice_text(self.text(), &splices)),
        }
    }

    /// The text value of the file in which the definition stands, when it stands in one.
    fn nested_in(&self) -> Option<Node<'_>> {
        self.0.nested.map(|index| self.0.outer.node(index))
    }
}

/// `value` as it is written: whole numbers without a fraction.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 {
        Value::Int(value as i64)
    } else {
        Value::number(value)
    }
}

/// A map of an offset.
fn offset(position: Position) -> Value {
    Value::map([("x".into(), number(position.x)), ("y".into(), number(position.y))])
}

/// A text as JSON.
fn text(text: &str) -> Json {
    Json::from_value(&Value::text(text))
}

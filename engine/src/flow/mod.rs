//! The document a person draws: its text, kept exactly, and typed views of it.
//!
//! A [`Flow`] is read from text and never fails to be; what had to be repaired or could not be
//! understood is listed in [`Flow::faults`]. It never changes: an edit makes new text and reads
//! that, so that writing an unedited flow gives the same bytes, undoing is going back to an older
//! value, and nothing that this program does not know is ever lost.
//!
//! Deliberately not here: what kinds of widget there are and which properties they have (the
//! catalogue knows), whether the flow makes sense (the checks say), and where files are (shells do).

pub mod json;
pub mod merge;
pub mod names;

pub mod diff;
pub mod edit;
pub mod rename;

mod fault;
mod fmt;
mod graph;
mod locate;
mod own;
mod pair;
mod read;
mod script_names;
mod shape;
mod tidy;
mod widget;

use std::fmt::{Debug, Formatter};
use std::sync::Arc;

pub use diff::{Change, ChangeKind, Comparing, Concern, diff, diff_with};
pub use edit::{
    Edit, Label, NewCondition, NewTransition, NewWidget, PathStep, Refused, Spellings,
    clipboard_text,
};
pub use fault::{ReadFault, ReadFaultKind};
pub use graph::{FlowGraph, Wire};
pub use json::{Json, JsonKind, Node};
pub use merge::{Conflict, Merged, merge, merge_with};
pub use names::{BadName, ExitName, KindName, WidgetName};
pub use own::{Frame, Note, Own, SetAside};
pub use shape::{Resource, Shape, StatesShape, Wrapper};
pub use tidy::{Size, tidy};
pub use widget::{Condition, Position, Properties, Transition, Widget};

use crate::Text;

/// The key of the flow's own data that Studio does not know: time zone, groups, notes and the like.
pub const OWN_KEY: &str = "centralita";

/// A flow: immutable, cheap to clone, equal when the texts are.
///
/// ```
/// use centralita_engine::flow::Flow;
/// let text = r#"{"states":[{"name":"Trigger","type":"trigger","transitions":
///     [{"event":"incomingCall","next":"hello"}]},{"name":"hello","type":"say-play",
///     "properties":{"say":"Hello"}}],"initial_state":"Trigger"}"#;
/// let flow = Flow::read(text);
/// assert_eq!(flow.text(), text);
/// assert_eq!(flow.widget("hello").unwrap().property("say").unwrap().as_str().unwrap(), "Hello");
/// assert_eq!(flow.widgets()[flow.initial().unwrap()].transitions[0].next.as_deref(), Some("hello"));
/// ```
#[derive(Clone)]
pub struct Flow(Arc<Read>);

/// Everything that reading found; made in `read.rs`.
struct Read {
    /// The file.
    outer: Json,
    /// The text in which the definition stands: the file, or the text inside it.
    document: Json,
    /// The text value in `outer` that holds `document`, when it is nested.
    nested: Option<u32>,
    definition: u32,
    states: Option<u32>,
    shape: Shape,
    widgets: Vec<Widget>,
    /// Places in `widgets`, sorted by name, equal names in document order.
    by_name: Vec<u32>,
    initial: Option<usize>,
    initial_name: Option<WidgetName>,
    description: Option<Text>,
    allow_concurrent_calls: Option<bool>,
    own: Own,
    faults: Vec<ReadFault>,
}

impl Flow {
    /// Reads a flow. Whatever the text is, there is a flow afterwards, if only an empty one.
    pub fn read(text: &str) -> Flow {
        Flow(Arc::new(read::read(Json::parse(text))))
    }

    /// Reads a flow from bytes; what is not UTF-8 is read as the sign for a lost character.
    ///
    /// Such bytes would not survive being written back, so the flow has a fault that says so.
    pub fn read_bytes(bytes: &[u8]) -> Flow {
        match std::str::from_utf8(bytes) {
            Ok(text) => Flow::read(text),
            Err(error) => {
                let mut read = read::read(Json::parse(String::from_utf8_lossy(bytes).as_ref()));
                read.faults.insert(0, ReadFault::not_utf8(error.valid_up_to()));
                Flow(Arc::new(read))
            }
        }
    }

    /// The text, exactly as it was read.
    pub fn text(&self) -> &str {
        self.0.outer.text()
    }

    /// What was repaired or could not be understood, in no order of importance.
    pub fn faults(&self) -> &[ReadFault] {
        &self.0.faults
    }

    /// The widgets in the order of the file.
    pub fn widgets(&self) -> &[Widget] {
        &self.0.widgets
    }

    /// The widget called `name`; of several the first.
    pub fn widget(&self, name: &str) -> Option<&Widget> {
        self.index_of(name).map(|index| &self.0.widgets[index])
    }

    /// The place in [`Flow::widgets`] of the widget called `name`; of several the first.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        let widgets = &self.0.widgets;
        let by_name = &self.0.by_name;
        let at = by_name.partition_point(|&index| *widgets[index as usize].name < *name);
        let index = *by_name.get(at)? as usize;
        (widgets[index].name == *name).then_some(index)
    }

    /// The place of the widget in which executions begin.
    pub fn initial(&self) -> Option<usize> {
        self.0.initial
    }

    /// The name the file gives as the start, or the name of the widget that was taken for it.
    pub fn initial_name(&self) -> Option<&WidgetName> {
        self.0.initial_name.as_ref()
    }

    /// The flow's description.
    pub fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Whether one caller may have several calls in this flow at once, when the file says.
    pub fn allow_concurrent_calls(&self) -> Option<bool> {
        self.0.allow_concurrent_calls
    }

    /// In which of its many forms the file has the flow.
    pub fn shape(&self) -> &Shape {
        &self.0.shape
    }

    /// The data that Studio does not know: time zone, languages, groups, notes, warnings set aside.
    pub fn own(&self) -> &Own {
        &self.0.own
    }

    /// The JSON text in which the definition stands: the file itself, or the text inside it.
    ///
    /// Spans of widgets, transitions and properties are places in this text.
    pub fn document(&self) -> &Json {
        &self.0.document
    }

    /// The whole file as JSON; the same as [`Flow::document`] unless the definition is a text in it.
    pub fn file(&self) -> &Json {
        &self.0.outer
    }

    /// The map with `states` in it.
    pub fn definition(&self) -> Node<'_> {
        self.0.document.node(self.0.definition)
    }
}

impl PartialEq for Flow {
    fn eq(&self, other: &Flow) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.text() == other.text()
    }
}

impl Eq for Flow {}

impl Debug for Flow {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Flow")
            .field("description", &self.description())
            .field("widgets", &self.widgets().len())
            .field("bytes", &self.text().len())
            .finish_non_exhaustive()
    }
}

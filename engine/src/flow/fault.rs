//! What reading a flow had to repair or could not understand.

use super::names::WidgetName;
use crate::Span;

/// Something about a flow's file that a person should know before trusting what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFault {
    /// What kind of thing it is.
    pub kind: ReadFaultKind,
    /// Where it stands in [`Flow::document`](super::Flow::document), when it stands anywhere.
    pub span: Option<Span>,
    /// The widget it concerns.
    pub widget: Option<WidgetName>,
    /// What is wrong, how it was read and what to do, in a sentence.
    pub message: String,
}

/// The kinds of [`ReadFault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ReadFaultKind {
    /// The file has the old format of Studio's exports. Nothing is lost; a note, not a fault.
    Legacy,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// Text that is no JSON.
    NotJson,
    /// No map that could be a flow was found.
    NotAFlow,
    /// There is no list of widgets.
    NoStates,
    /// A list or map has another kind of JSON than expected.
    WrongKind,
    /// An entry of the list of widgets is no widget.
    NotAWidget,
    /// A widget without a name.
    NoName,
    /// A widget with the name of an earlier one.
    DuplicateName,
    /// A widget without a type.
    NoKind,
    /// A transition without an event.
    NoEvent,
    /// The file does not say, or says wrongly, where executions begin.
    NoInitial,
}

impl ReadFaultKind {
    /// Whether this is only worth knowing and nothing is wrong.
    pub fn is_note(self) -> bool {
        self == ReadFaultKind::Legacy
    }

    /// A short stable code, as in `duplicate_name`.
    pub fn code(self) -> &'static str {
        match self {
            ReadFaultKind::Legacy => "old_format",
            ReadFaultKind::NotUtf8 => "not_utf8",
            ReadFaultKind::NotJson => "not_json",
            ReadFaultKind::NotAFlow => "not_a_flow",
            ReadFaultKind::NoStates => "no_widgets",
            ReadFaultKind::WrongKind => "wrong_json_kind",
            ReadFaultKind::NotAWidget => "not_a_widget",
            ReadFaultKind::NoName => "no_name",
            ReadFaultKind::DuplicateName => "duplicate_name",
            ReadFaultKind::NoKind => "no_kind",
            ReadFaultKind::NoEvent => "no_event",
            ReadFaultKind::NoInitial => "no_start",
        }
    }
}

impl ReadFault {
    pub(super) fn new(
        kind: ReadFaultKind,
        span: Option<Span>,
        widget: Option<&WidgetName>,
        message: impl Into<String>,
    ) -> ReadFault {
        ReadFault { kind, span, widget: widget.cloned(), message: message.into() }
    }

    pub(super) fn not_utf8(at: usize) -> ReadFault {
        ReadFault::new(
            ReadFaultKind::NotUtf8,
            None,
            None,
            format!(
                "The file is not UTF-8 text from byte {at} on; characters are lost there. Save it as UTF-8."
            ),
        )
    }

    /// The sentence with its line and column in `document` before it, when it has a place.
    pub fn with_place(&self, document: &str) -> String {
        match self.span {
            Some(span) => {
                let (line, column) = span.line_and_column(document);
                format!("line {line}, column {column}: {}", self.message)
            }
            None => self.message.clone(),
        }
    }
}

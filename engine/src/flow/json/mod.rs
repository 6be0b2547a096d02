//! JSON kept as it was written: exact text, a flat index of it, and views.
//!
//! [`Json::parse`] never fails. What is not JSON (a comment, a trailing comma, a text without its
//! closing quote) is read the way its author most likely meant it and listed in [`Json::faults`];
//! the text itself is never changed. Changes are made with a [`Patch`], which cuts new text into
//! the old and leaves every byte it was not asked about alone.
//!
//! Deliberately not here: typed reading by derive (a flow file must open even when half of it has
//! the wrong kinds), and writing from a tree (that is [`Value::to_json`](crate::Value::to_json)).

mod canonical;
mod node;
mod patch;
mod read;
mod scan;
mod style;

use crate::check::Sentence;
use std::fmt;
use std::sync::Arc;

pub use canonical::canonical;
pub use node::{Items, JsonKind, Key, Members, Node};
pub(in crate::flow) use patch::splices_inside;
pub use patch::{Patch, Splice, splice_text};
pub use style::{Style, push_escaped};

use crate::{Span, Value};

/// How deep lists and maps may stand inside each other; what is deeper is kept as text and reads as nothing.
pub const MAX_DEPTH: usize = 200;

/// The longest text that is read, in bytes; a longer one is kept and reads as nothing.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The most values that are read from one text; reading stops there.
pub const MAX_VALUES: usize = 1 << 21;

/// The most faults that are listed for one text; the rest is repaired in silence.
pub const MAX_FAULTS: usize = 200;

/// A JSON text with an index of every value in it; a clone costs a reference count.
///
/// ```
/// use centralita_engine::flow::json::Json;
/// let json = Json::parse("{ \"say\": 'Hi', // greeting\n }");
/// assert_eq!(json.root().get("say").unwrap().as_str().unwrap(), "Hi");
/// assert_eq!(json.faults().len(), 3);
/// ```
#[derive(Clone)]
pub struct Json(Arc<Parsed>);

struct Parsed {
    text: Arc<str>,
    entries: Vec<Entry>,
    faults: Vec<JsonFault>,
}

/// One value in the flat index: children follow their container, `next` is the first value after it.
#[derive(Clone, Copy)]
struct Entry {
    start: u32,
    end: u32,
    next: u32,
    parent: u32,
    /// Members or items of a container.
    children: u32,
    /// The key with its quotes, when this value is a member of a map.
    key_start: u32,
    key_end: u32,
    kind: JsonKind,
    /// Whether the text has escapes, so that its value is not simply the bytes between the quotes.
    escaped: bool,
    key_escaped: bool,
    /// Whether a container has its closing bracket.
    closed: bool,
}

/// Something in a text that is not JSON, and how it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonFault {
    /// Where it stands.
    pub span: Span,
    /// What is wrong and how it was read, in a sentence that an author can act on.
    pub message: Sentence,
}

impl JsonFault {
    /// The sentence with the place before it, as in `line 3, column 9: ...`.
    pub fn with_place(&self, text: &str) -> String {
        let (line, column) = self.span.line_and_column(text);
        format!("line {line}, column {column}: {}", self.message)
    }
}

impl Json {
    /// Reads `text`. Whatever it is, there is a tree afterwards, if only `null`.
    pub fn parse(text: impl Into<Arc<str>>) -> Json {
        let text: Arc<str> = text.into();
        let (entries, faults) = read::read(&text);
        Json(Arc::new(Parsed { text, entries, faults }))
    }

    /// A text made of `value`, compact.
    pub fn from_value(value: &Value) -> Json {
        Json::parse(value.to_json())
    }

    /// What was not JSON and how it was taken, in the order of the text.
    pub fn faults(&self) -> &[JsonFault] {
        &self.0.faults
    }

    /// The text, exactly as it was given.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The text as a shared string, without a copy.
    pub fn shared_text(&self) -> Arc<str> {
        self.0.text.clone()
    }

    /// The value that the whole text is.
    pub fn root(&self) -> Node<'_> {
        Node { json: self, index: 0 }
    }

    /// The value at a place in the index, as [`Node::index`] gave it; the root when there is none.
    pub fn node(&self, index: u32) -> Node<'_> {
        let index = if (index as usize) < self.0.entries.len() { index } else { 0 };
        Node { json: self, index }
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.0.entries.len()
    }

    /// Never true: every text is at least one value.
    pub fn is_empty(&self) -> bool {
        self.0.entries.is_empty()
    }

    fn entry(&self, index: u32) -> &Entry {
        &self.0.entries[index as usize]
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Json) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.text == other.0.text
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Json").field(&self.text()).finish()
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Json {
        Json::from_value(&value)
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Json {
        Json::from_value(value)
    }
}

impl From<Node<'_>> for Json {
    fn from(node: Node<'_>) -> Json {
        Json::parse(node.raw())
    }
}

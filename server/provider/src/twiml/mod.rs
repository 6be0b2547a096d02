//! TwiML as a provider reads it: a tree of elements, and what is wrong with it.

mod check;
mod order;
mod shapes;
mod value;

use std::collections::BTreeMap;

use roxmltree::{Node, ParsingOptions};
use thiserror::Error;

pub use check::{Place, check};

use crate::fault::Fault;

/// The longest document that is read, in bytes.
pub const LONGEST_DOCUMENT_BYTES: usize = 1 << 20;
/// How deep elements may stand in one another; the deepest the protocol knows are marks inside the
/// text of a prompt.
pub const DEEPEST_ELEMENT: usize = 12;
/// How many elements and texts a document may have.
pub const MOST_NODES: u32 = 10_000;

/// One element: a verb, a noun inside it, or a mark inside text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name, as it was written.
    pub name: String,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
    /// The elements inside it, in their order.
    pub children: Vec<Element>,
    /// All text inside it, that of the elements inside included, without white space at the ends.
    pub text: String,
    /// Whether text stands directly in it, not only in elements inside.
    pub has_own_text: bool,
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The value of an attribute, or nothing if it is empty.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.attribute(name).filter(|value| !value.is_empty())
    }

    /// An attribute that says yes or no; `default` where it is absent.
    pub fn says(&self, name: &str, default: bool) -> bool {
        self.attribute(name).map_or(default, |value| value.eq_ignore_ascii_case("true"))
    }

    /// An attribute that is a whole number; `default` where it is absent or says something else.
    pub fn number(&self, name: &str, default: u64) -> u64 {
        self.attribute(name).and_then(|value| value.trim().parse().ok()).unwrap_or(default)
    }
}

/// A document: what stands inside `<Response>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The verbs, in their order.
    pub verbs: Vec<Element>,
}

/// Why a text is no document at all: the call goes to its fallback, as with the vendor's error 12100.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NotTwiml {
    /// Longer than [`LONGEST_DOCUMENT_BYTES`].
    #[error("the document has {0} bytes, more than {LONGEST_DOCUMENT_BYTES}")]
    TooLong(usize),
    /// No well-formed XML.
    #[error("the document is not well-formed XML: {0}")]
    NotXml(String),
    /// The outermost element is another one.
    #[error("the outermost element is <{0}>, it has to be <Response>")]
    NoResponse(String),
    /// Elements stand deeper in one another than the protocol knows.
    #[error("elements stand more than {DEEPEST_ELEMENT} deep in one another")]
    TooDeep,
}

impl NotTwiml {
    /// The same as a fault with the vendor's number.
    pub fn fault(&self) -> Fault {
        Fault::coded(12100, self.to_string())
    }
}

impl Document {
    /// Reads a document; an empty text is one without verbs.
    pub fn read(text: &str) -> Result<Document, NotTwiml> {
        if text.len() > LONGEST_DOCUMENT_BYTES {
            return Err(NotTwiml::TooLong(text.len()));
        }
        if text.trim().is_empty() {
            return Ok(Document::default());
        }
        refuse_depth(text)?;
        let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
        let tree = roxmltree::Document::parse_with_options(text, options)
            .map_err(|error| NotTwiml::NotXml(error.to_string()))?;
        let root = tree.root_element();
        if root.tag_name().name() != "Response" {
            return Err(NotTwiml::NoResponse(root.tag_name().name().to_owned()));
        }
        let whole = element(root, 0)?;
        let mut verbs = whole.children;
        if whole.has_own_text {
            // Kept as a nameless element, so that the check can name the stray text.
            verbs.push(Element { text: whole.text, has_own_text: true, ..Element::default() });
        }
        Ok(Document { verbs })
    }
}

/// Counts how deep tags stand in one another before a parser sees them, since a parser may call
/// itself for each. It counts generously: marks in comments and texts count too.
fn refuse_depth(text: &str) -> Result<(), NotTwiml> {
    let mut depth = 0_usize;
    let mut bytes = text.bytes().peekable();
    let mut last = b' ';
    while let Some(byte) = bytes.next() {
        match (byte, bytes.peek()) {
            (b'<', Some(b'/')) => depth = depth.saturating_sub(1),
            (b'<', Some(b'?' | b'!')) => {}
            (b'<', _) => depth += 1,
            (b'>', _) if last == b'/' => depth = depth.saturating_sub(1),
            _ => {}
        }
        last = byte;
        if depth > 200 {
            return Err(NotTwiml::TooDeep);
        }
    }
    Ok(())
}

fn element(node: Node<'_, '_>, depth: usize) -> Result<Element, NotTwiml> {
    if depth > DEEPEST_ELEMENT {
        return Err(NotTwiml::TooDeep);
    }
    let mut made = Element {
        name: node.tag_name().name().to_owned(),
        attributes: node
            .attributes()
            .map(|attribute| (attribute.name().to_owned(), attribute.value().to_owned()))
            .collect(),
        ..Element::default()
    };
    let mut text = String::new();
    for inner in node.children() {
        if inner.is_element() {
            let child = element(inner, depth + 1)?;
            text.push_str(&child.text);
            made.children.push(child);
        } else if let Some(words) = inner.text().filter(|_| inner.is_text()) {
            made.has_own_text |= !words.trim().is_empty();
            text.push_str(words);
        }
    }
    made.text = text.trim().to_owned();
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_with_its_attributes_and_words() {
        let read = Document::read("<Response><Say loop=\"2\">A &amp; <p>b</p></Say></Response>");
        let document = read.expect("it is well-formed");
        let say = document.verbs.first().expect("it has a verb");
        assert_eq!((say.name.as_str(), say.text.as_str()), ("Say", "A & b"));
        assert_eq!(say.number("loop", 1), 2);
    }

    #[test]
    fn nothing_is_a_document_without_verbs() {
        assert_eq!(Document::read(" \n"), Ok(Document::default()));
        assert_eq!(Document::read("<Response/>"), Ok(Document::default()));
    }

    #[test]
    fn what_is_no_document_says_why() {
        for (text, why) in [
            ("<Response>", "not well-formed"),
            ("<response/>", "the outermost element is <response>"),
            ("<!DOCTYPE a><Response/>", "not well-formed"),
            ("Please hold", "not well-formed"),
        ] {
            let error = Document::read(text).expect_err(text).to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
        let deep = format!("<Response>{}{}</Response>", "<p>".repeat(13), "</p>".repeat(13));
        assert_eq!(Document::read(&deep), Err(NotTwiml::TooDeep));
        let deeper = "<Response>".repeat(100_000);
        assert_eq!(Document::read(&deeper), Err(NotTwiml::TooDeep));
    }
}

//! Writing XML: only what the provider has, and only what XML may hold.

use std::borrow::Cow;

use centralita_engine::Text;
use quick_xml::Writer;
use quick_xml::escape::escape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;

use crate::channels::twiml::Profile;

/// Names and values of an element, in order.
#[derive(Debug, Default)]
pub struct Attributes(Vec<(Cow<'static, str>, String)>);

/// What can be the value of an attribute.
pub trait AttributeValue {
    /// As it is written, before escaping.
    fn written(&self) -> String;
}

impl AttributeValue for &str {
    fn written(&self) -> String {
        (*self).to_owned()
    }
}

impl AttributeValue for String {
    fn written(&self) -> String {
        self.clone()
    }
}

impl AttributeValue for &Text {
    fn written(&self) -> String {
        self.to_string()
    }
}

impl AttributeValue for u32 {
    fn written(&self) -> String {
        self.to_string()
    }
}

impl AttributeValue for bool {
    fn written(&self) -> String {
        self.to_string()
    }
}

impl Attributes {
    /// With one more.
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl AttributeValue) -> Self {
        self.0.push((name.into(), value.written()));
        self
    }

    /// With one more, unless its value is empty.
    pub fn with_some(self, name: &'static str, value: &str) -> Self {
        if value.trim().is_empty() { self } else { self.with(name, value) }
    }
}

/// A document that is being written.
pub struct Xml<'p> {
    profile: &'p Profile,
    out: Writer<Vec<u8>>,
}

impl<'p> Xml<'p> {
    pub fn new(profile: &'p Profile) -> Xml<'p> {
        let mut xml = Xml { profile, out: Writer::new(Vec::with_capacity(512)) };
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// Opens an element, with those of the attributes that the provider has.
    pub fn open(&mut self, name: &str, attributes: Attributes) {
        let start = self.start(name, attributes);
        self.put(Event::Start(start));
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: Attributes) {
        let start = self.start(name, attributes);
        self.put(Event::Empty(start));
    }

    /// An element with text in it.
    pub fn leaf(&mut self, name: &str, attributes: Attributes, text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close(name);
    }

    pub fn close(&mut self, name: &str) {
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// Text, with what is markup in XML written as what it is in text.
    pub fn text(&mut self, text: &str) {
        let allowed = allowed(text);
        self.put(Event::Text(BytesText::new(&allowed)));
    }

    /// Opens an element that no profile lists, with exactly these attributes.
    pub fn open_raw(&mut self, name: &str, attributes: &[(&str, String)], is_empty: bool) {
        let mut start = BytesStart::new(name);
        for (name, value) in attributes {
            push(&mut start, name, value);
        }
        self.put(if is_empty { Event::Empty(start) } else { Event::Start(start) });
    }

    pub fn into_text(self) -> String {
        // Only text was written.
        String::from_utf8(self.out.into_inner()).unwrap_or_default()
    }

    fn start<'n>(&self, name: &'n str, attributes: Attributes) -> BytesStart<'n> {
        let mut start = BytesStart::new(name);
        for (attribute, value) in attributes.0 {
            if let Some(theirs) = self.profile.attribute(name, &attribute) {
                push(&mut start, theirs, &value);
            }
        }
        start
    }

    fn put(&mut self, event: Event<'_>) {
        // Writing into memory cannot fail.
        let _ = self.out.write_event(event);
    }
}

/// Adds an attribute whose value comes back as it is, line ends and tabs included.
fn push(start: &mut BytesStart<'_>, name: &str, value: &str) {
    let allowed = allowed(value);
    let mut escaped = escape(&*allowed);
    if escaped.contains(['\t', '\n', '\r']) {
        let written = escaped.replace('\t', "&#9;").replace('\n', "&#10;").replace('\r', "&#13;");
        escaped = written.into();
    }
    start.push_attribute(Attribute {
        key: QName(name.as_bytes()),
        value: Cow::Borrowed(escaped.as_bytes()),
    });
}

/// The text without the characters that XML cannot hold at all, such as most control characters.
pub fn allowed(text: &str) -> Cow<'_, str> {
    let is_allowed = |character: char| matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(is_allowed) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|character| is_allowed(*character)).collect())
    }
}

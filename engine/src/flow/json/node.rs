//! One value of a [`Json`] text, to be looked at.

use std::borrow::Cow;

use super::{Entry, Json};
use crate::{Map, Span, Text, Value};

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// `null`, or something that could not be understood.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A text in quotes.
    Text,
    /// `[...]`.
    List,
    /// `{...}`.
    Map,
}

impl JsonKind {
    /// The kind in a word an author knows.
    pub fn word(self) -> &'static str {
        match self {
            JsonKind::Null => "nothing",
            JsonKind::Bool => "true or false",
            JsonKind::Number => "a number",
            JsonKind::Text => "a text",
            JsonKind::List => "a list",
            JsonKind::Map => "a map",
        }
    }

    /// The same in Spanish.
    pub fn word_es(self) -> &'static str {
        match self {
            JsonKind::Null => "nada",
            JsonKind::Bool => "true o false",
            JsonKind::Number => "un número",
            JsonKind::Text => "un texto",
            JsonKind::List => "una lista",
            JsonKind::Map => "un mapa",
        }
    }
}

/// One value in a [`Json`]; two words, copied freely.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub(super) json: &'a Json,
    pub(super) index: u32,
}

/// The key of a member of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// The key without quotes and escapes.
    pub text: Cow<'a, str>,
    /// Where it stands, with its quotes.
    pub span: Span,
}

impl<'a> Node<'a> {
    fn entry(self) -> &'a Entry {
        self.json.entry(self.index)
    }

    /// The document this value is part of.
    pub fn json(self) -> &'a Json {
        self.json
    }

    /// What it is.
    pub fn kind(self) -> JsonKind {
        self.entry().kind
    }

    /// Its place in the document's index, for [`Json::node`].
    pub fn index(self) -> u32 {
        self.index
    }

    /// Where it stands in the text.
    pub fn span(self) -> Span {
        let entry = self.entry();
        Span { start: entry.start, end: entry.end }
    }

    /// Its text, exactly as written.
    pub fn raw(self) -> &'a str {
        self.span().of(self.json.text())
    }

    /// How many members or items it has; 0 for what is not a container.
    pub fn len(self) -> usize {
        self.entry().children as usize
    }

    /// Whether it has no members or items.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == JsonKind::Null
    }

    /// The list or map it stands in.
    pub fn parent(self) -> Option<Node<'a>> {
        (self.index != 0).then(|| Node { json: self.json, index: self.entry().parent })
    }

    /// Its key, when it is a member of a map.
    pub fn key(self) -> Option<Key<'a>> {
        let entry = self.entry();
        if entry.key_end == 0 {
            return None;
        }
        let span = Span { start: entry.key_start, end: entry.key_end };
        Some(Key { text: unquoted(span.of(self.json.text()), entry.key_escaped), span })
    }

    /// The bytes of its key between the quotes, when it is a member of a map.
    pub(super) fn raw_key(self) -> Option<&'a str> {
        let entry = self.entry();
        let span = Span { start: entry.key_start, end: entry.key_end };
        (entry.key_end != 0).then(|| bare(span.of(self.json.text())))
    }

    /// Whether a container has its closing bracket.
    pub(super) fn is_closed(self) -> bool {
        self.entry().closed
    }

    /// Where the closing bracket of a container stands, or would stand.
    pub(super) fn inner_end(self) -> u32 {
        let entry = self.entry();
        if entry.closed { entry.end - 1 } else { entry.end }
    }

    /// The member called `key` of a map; of several with that name the last, as JSON readers do.
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        if self.kind() != JsonKind::Map {
            return None;
        }
        self.children().filter(|child| child.has_key(key)).last()
    }

    /// The first of several spellings of a key that is there and not `null`.
    pub fn get_any(self, keys: &[&str]) -> Option<Node<'a>> {
        keys.iter().find_map(|key| self.get(key).filter(|node| !node.is_null()))
    }

    fn has_key(self, key: &str) -> bool {
        let entry = self.entry();
        let raw = Span { start: entry.key_start, end: entry.key_end }.of(self.json.text());
        if entry.key_escaped { unquoted(raw, true) == key } else { bare(raw) == key }
    }

    /// The item at `index`, counted from 0, of a list.
    pub fn at(self, index: usize) -> Option<Node<'a>> {
        self.items().nth(index)
    }

    /// The items of a list, in order; none of anything else.
    pub fn items(self) -> Items<'a> {
        if self.kind() == JsonKind::List { self.children() } else { self.nothing() }
    }

    /// The members of a map in order, repeated keys included; none of anything else.
    pub fn members(self) -> Members<'a> {
        Members(if self.kind() == JsonKind::Map { self.children() } else { self.nothing() })
    }

    /// The values inside a list or map, whichever it is.
    pub fn children(self) -> Items<'a> {
        if self.is_empty() {
            return self.nothing();
        }
        Items { json: self.json, index: self.index + 1, end: self.entry().next }
    }

    /// This value and every value inside it, in the order of the text.
    pub fn all_inside(self) -> impl Iterator<Item = Node<'a>> {
        (self.index..self.next_index()).map(move |index| Node { json: self.json, index })
    }

    fn nothing(self) -> Items<'a> {
        Items { json: self.json, index: 0, end: 0 }
    }

    /// One past the last place of the index that is inside this value.
    pub(super) fn next_index(self) -> u32 {
        self.entry().next
    }

    /// The text without quotes and escapes, when it is a text.
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        let entry = self.entry();
        (entry.kind == JsonKind::Text).then(|| unquoted(self.raw(), entry.escaped))
    }

    /// Whether it is a text that reads `text`.
    pub fn is_text(self, text: &str) -> bool {
        self.as_str().is_some_and(|own| own == text)
    }

    /// True or false, when it is one of them.
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == JsonKind::Bool).then(|| self.raw().starts_with(['t', 'T']))
    }

    /// The number, when it is a whole one that fits.
    pub fn as_i64(self) -> Option<i64> {
        if self.kind() != JsonKind::Number {
            return None;
        }
        self.raw().parse().ok().or_else(|| whole(self.as_f64()?))
    }

    /// The number, when it is one that is finite.
    pub fn as_f64(self) -> Option<f64> {
        if self.kind() != JsonKind::Number {
            return None;
        }
        self.raw().parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// A text, number or boolean as text: what a template sees where the file has the wrong kind.
    pub fn text_of(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            JsonKind::Text => self.as_str(),
            JsonKind::Number | JsonKind::Bool => Some(Cow::Borrowed(self.raw())),
            JsonKind::Null | JsonKind::List | JsonKind::Map => None,
        }
    }

    /// A number, also where it is written as text, as in `"3600"`.
    pub fn number_of(self) -> Option<f64> {
        match self.kind() {
            JsonKind::Number => self.as_f64(),
            JsonKind::Text => {
                let text = self.as_str()?;
                let text = text.trim();
                let numeric = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
                if numeric { text.parse().ok().filter(|n: &f64| n.is_finite()) } else { None }
            }
            _ => None,
        }
    }

    /// True or false, also where it is written as text, as in `"true"`.
    pub fn bool_of(self) -> Option<bool> {
        match self.kind() {
            JsonKind::Bool => self.as_bool(),
            JsonKind::Text => match self.as_str()?.trim() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value as the engine holds values.
    pub fn to_value(self) -> Value {
        // Each pass closes the containers that end before this value, so that depth costs no stack.
        let mut open: Vec<(Node<'a>, Building)> = Vec::new();
        let mut index = self.index;
        loop {
            let node = Node { json: self.json, index };
            let mut done = match node.kind() {
                JsonKind::List if !node.is_empty() => {
                    open.push((node, Building::List(Vec::with_capacity(node.len().min(4096)))));
                    index += 1;
                    continue;
                }
                JsonKind::Map if !node.is_empty() => {
                    open.push((node, Building::Map(Vec::with_capacity(node.len().min(4096)))));
                    index += 1;
                    continue;
                }
                _ => node.scalar_value(),
            };
            let mut finished = node;
            index = node.next_index();
            loop {
                let Some((container, building)) = open.last_mut() else { return done };
                match building {
                    Building::List(items) => items.push(done),
                    Building::Map(entries) => {
                        if let Some(key) = finished.key() {
                            entries.push((Text::from(key.text), done));
                        }
                    }
                }
                if container.next_index() > index {
                    break;
                }
                finished = *container;
                done = match open.pop() {
                    Some((_, Building::List(items))) => Value::list(items),
                    Some((_, Building::Map(entries))) => Value::from(Map::from_entries(entries)),
                    None => Value::Null,
                };
            }
        }
    }

    fn scalar_value(self) -> Value {
        match self.kind() {
            JsonKind::Null => Value::Null,
            JsonKind::Bool => Value::Bool(self.as_bool() == Some(true)),
            JsonKind::Number => match self.raw().parse::<i64>() {
                Ok(whole) => Value::Int(whole),
                Err(_) => self.as_f64().map_or(Value::Null, Value::number),
            },
            JsonKind::Text => self.as_str().map_or(Value::Null, Value::text),
            JsonKind::List => Value::list([]),
            JsonKind::Map => Value::from(Map::new()),
        }
    }
}

enum Building {
    List(Vec<Value>),
    Map(Vec<(Text, Value)>),
}

fn whole(number: f64) -> Option<i64> {
    let fits = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    fits.then_some(number as i64)
}

/// The values inside a container, in order.
#[derive(Clone)]
pub struct Items<'a> {
    json: &'a Json,
    index: u32,
    end: u32,
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if self.index >= self.end {
            return None;
        }
        let node = Node { json: self.json, index: self.index };
        self.index = node.next_index();
        Some(node)
    }
}

/// The members of a map, in order.
#[derive(Clone)]
pub struct Members<'a>(Items<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = (Key<'a>, Node<'a>);

    fn next(&mut self) -> Option<(Key<'a>, Node<'a>)> {
        let node = self.0.next()?;
        let key = node.key().unwrap_or(Key { text: Cow::Borrowed(""), span: Span::default() });
        Some((key, node))
    }
}

/// The bytes between the quotes, or the whole of a key that was written without any.
fn bare(raw: &str) -> &str {
    let Some(quote @ (b'"' | b'\'')) = raw.as_bytes().first().copied() else { return raw };
    let inner = &raw[1..];
    inner.strip_suffix(quote as char).unwrap_or(inner)
}

/// A text without its quotes and escapes. What is no escape stands for itself.
pub(super) fn unquoted(raw: &str, escaped: bool) -> Cow<'_, str> {
    if !escaped {
        return Cow::Borrowed(bare(raw));
    }
    let mut out = String::with_capacity(raw.len());
    unescape(raw, |_, decoded| out.push_str(decoded));
    Cow::Owned(out)
}

/// Walks a raw text with its quotes, handing over each run or escape as its place and its meaning.
pub(super) fn unescape(raw: &str, mut take: impl FnMut(std::ops::Range<usize>, &str)) {
    let bytes = raw.as_bytes();
    let quote = match bytes.first() {
        Some(quote @ (b'"' | b'\'')) => *quote,
        _ => 0,
    };
    let mut at = usize::from(quote != 0);
    let mut run = at;
    let mut buffer = [0_u8; 4];
    while at < bytes.len() {
        if bytes[at] == quote && quote != 0 {
            break;
        }
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        if run < at {
            take(run..at, &raw[run..at]);
        }
        let (decoded, length) = escape_at(raw, at);
        match decoded {
            Some(decoded) => take(at..at + length, decoded.encode_utf8(&mut buffer)),
            // Half a pair, or an escape nobody knows: without its backslash, or the sign for "lost".
            None if bytes.get(at + 1) == Some(&b'u') && length > 2 => {
                take(at..at + length, "\u{fffd}")
            }
            None => take(at..at + length, &raw[at + 1..at + length]),
        }
        at += length;
        run = at;
    }
    if run < at {
        take(run..at, &raw[run..at]);
    }
}

/// The character that the escape at `at` stands for, and how many bytes it takes.
pub(super) fn escape_at(raw: &str, at: usize) -> (Option<char>, usize) {
    let bytes = raw.as_bytes();
    let simple = match bytes.get(at + 1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'\'') => '\'',
        Some(b'u') => {
            let Some(first) = hex4(bytes, at + 2) else { return (None, 2) };
            if let Some(character) = char::from_u32(first) {
                return (Some(character), 6);
            }
            let is_pair =
                (0xd800..0xdc00).contains(&first) && bytes.get(at + 6..at + 8) == Some(b"\\u");
            if let (true, Some(second @ 0xdc00..0xe000)) = (is_pair, hex4(bytes, at + 8)) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return (char::from_u32(code), 12);
            }
            return (None, 6);
        }
        Some(_) => {
            let width = raw[at + 1..].chars().next().map_or(0, char::len_utf8);
            return (None, 1 + width);
        }
        None => return (None, 1),
    };
    (Some(simple), 2)
}

fn hex4(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 4)?;
    let mut code = 0;
    for digit in digits {
        code = code * 16 + (*digit as char).to_digit(16)?;
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_out_as_written() {
        let json =
            Json::parse(r#"{"a":[1,2.5,{"b":null}],"t":"x\n\u00e9\ud83d\ude00","e":{},"l":[]}"#);
        assert!(json.faults().is_empty());
        assert_eq!(
            json.root().to_value().to_json(),
            r#"{"a":[1,2.5,{"b":null}],"t":"x\né😀","e":{},"l":[]}"#
        );
        assert_eq!(json.root().get("a").and_then(|a| a.at(1)).and_then(Node::as_f64), Some(2.5));
        assert_eq!(
            json.root().get("a").and_then(|a| a.at(2)).map(Node::raw),
            Some(r#"{"b":null}"#)
        );
    }

    #[test]
    fn the_last_of_two_equal_keys_wins() {
        let json = Json::parse(r#"{"a":1,"\u0061":2}"#);
        assert_eq!(json.root().get("a").and_then(Node::as_i64), Some(2));
        assert_eq!(json.faults().len(), 1);
    }

    #[test]
    fn wrong_kinds_still_read() {
        let json = Json::parse(r#"["3600", 3600, "true", true, " 5 ", "nan", "inf", 1e3]"#);
        let numbers: Vec<_> = json.root().items().map(Node::number_of).collect();
        assert_eq!(
            numbers,
            [Some(3600.0), Some(3600.0), None, None, Some(5.0), None, None, Some(1000.0)]
        );
        assert_eq!(json.root().at(2).and_then(Node::bool_of), Some(true));
        assert_eq!(json.root().at(1).and_then(Node::text_of).as_deref(), Some("3600"));
        assert_eq!(json.root().at(7).and_then(Node::as_i64), Some(1000));
    }

    #[test]
    fn half_a_surrogate_pair_is_marked_as_lost() {
        let json = Json::parse(r#"["\ud83d!", "\q", "\u12"]"#);
        let texts: Vec<_> = json.root().items().filter_map(Node::as_str).collect();
        assert_eq!(texts, ["\u{fffd}!", "q", "u12"]);
        assert_eq!(json.faults().len(), 3);
    }
}

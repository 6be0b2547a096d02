//! JSON with places: what a plan is read from.
//!
//! A small reader of its own, because a problem in a plan is told with its line and column, which
//! serde does not keep.

use crate::problem::Problem;
use crate::sentence::{Sentence, sentence};
use crate::span::Span;

/// Lists and objects deeper than this are not read.
const DEEPEST: usize = 64;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub value: Json,
    pub span: Span,
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Flag(bool),
    /// A number, whose text stands at the node's place.
    Number,
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key of an object and its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

impl Node {
    /// The value under the first key of this name.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// The entries of an object; none of anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Json::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The words for what this is.
    pub fn what(&self) -> Sentence {
        match self.value {
            Json::Null => sentence!("null", "null"),
            Json::Flag(_) => sentence!("true or false", "true o false"),
            Json::Number => sentence!("a number", "un número"),
            Json::Text(_) => sentence!("a text", "un texto"),
            Json::List(_) => sentence!("a list", "una lista"),
            Json::Map(_) => sentence!("an object", "un objeto"),
        }
    }
}

/// A part of the text of JSON that means something by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Open,
    Close,
    Comma,
    Colon,
    /// A text, a number or a word.
    Scalar,
}

/// Reads a JSON document.
pub(super) fn read(text: &str) -> Result<Node, Problem> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0 };
    let node = reader.value(0)?;
    reader.blank();
    if reader.at < text.len() {
        return Err(reader.fault(sentence!(
            "The document ends before this. Remove what follows, or put it inside.",
            "El documento acaba antes de esto. Quite lo que sigue o póngalo dentro."
        )));
    }
    Ok(node)
}

/// The pieces of a JSON document that has been read, without the blanks between them.
pub(super) fn pieces(text: &str) -> Vec<(Piece, Span)> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0 };
    let mut pieces = Vec::new();
    loop {
        reader.blank();
        let start = reader.at;
        let Some(byte) = reader.peek() else { return pieces };
        let piece = match byte {
            b'{' | b'[' => Piece::Open,
            b'}' | b']' => Piece::Close,
            b',' => Piece::Comma,
            b':' => Piece::Colon,
            _ => Piece::Scalar,
        };
        match (piece, byte) {
            (Piece::Scalar, b'"') => {
                let _ = reader.quoted();
                reader.at = reader.at.max(start + 1);
            }
            (Piece::Scalar, _) => {
                while reader.peek().is_some_and(|byte| !b" \t\r\n{}[],:\"".contains(&byte)) {
                    reader.at += 1;
                }
            }
            _ => reader.at += 1,
        }
        pieces.push((piece, Span::new(start, reader.at)));
    }
}

/// Where in `literal`, a JSON text with its quotes, the byte `decoded` of what it says stands.
pub(super) fn place_in_literal(literal: &str, decoded: usize) -> usize {
    let mut said = 0;
    let mut at = 1;
    while said < decoded && at < literal.len() {
        let rest = &literal[at..];
        let (length, worth) = match escape(rest) {
            Some((character, length)) => (length, character.len_utf8()),
            None => {
                let length = rest.chars().next().map_or(1, char::len_utf8);
                (length, length)
            }
        };
        at += length;
        said += worth;
    }
    at.min(literal.len())
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        if self.at == 0 && self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn fault(&self, message: Sentence) -> Problem {
        let end = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Problem::error("syntax", Span::new(self.at, self.at + end), message)
    }

    fn value(&mut self, depth: usize) -> Result<Node, Problem> {
        self.blank();
        let start = self.at;
        let value = match self.peek() {
            None => {
                return Err(self.fault(sentence!(
                    "The text ends where a value is wanted. Add it.",
                    "El texto acaba donde hace falta un valor. Añádalo."
                )));
            }
            Some(b'{' | b'[') if depth >= DEEPEST => {
                return Err(self.fault(
                    sentence!("Objects and lists stand too deep inside each other here. No plan needs that.", "Aquí hay demasiados objetos y listas unos dentro de otros. Ningún plan lo necesita."),
                ));
            }
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Json::Text(self.quoted()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(_) => self.word()?,
        };
        Ok(Node { value, span: Span::new(start, self.at) })
    }

    fn map(&mut self, depth: usize) -> Result<Json, Problem> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut comma = self.at;
        self.at += 1;
        self.blank();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Map(entries));
        }
        loop {
            self.blank();
            let start = self.at;
            if !entries.is_empty() && self.peek() == Some(b'}') {
                return Err(one_comma_too_many(comma));
            }
            if self.peek() != Some(b'"') {
                return Err(self.fault(sentence!(
                    "A key in double quotes is wanted here.",
                    "Aquí hace falta una clave entre comillas dobles."
                )));
            }
            let key = self.quoted()?;
            let key_span = Span::new(start, self.at);
            self.blank();
            if self.peek() != Some(b':') {
                return Err(self.fault(sentence!(
                    "A colon is wanted here, between the key and its value.",
                    "Aquí hacen falta dos puntos, entre la clave y su valor."
                )));
            }
            self.at += 1;
            let node = self.value(depth + 1)?;
            entries.push(Entry { key, key_span, node });
            self.blank();
            match self.peek() {
                Some(b',') => {
                    comma = self.at;
                    self.at += 1;
                }
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Json::Map(entries));
                }
                _ => {
                    return Err(self.fault(sentence!(
                        "A comma or } is wanted here.",
                        "Aquí hace falta una coma o una }."
                    )));
                }
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, Problem> {
        let mut items = Vec::new();
        self.at += 1;
        self.blank();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blank();
            match self.peek() {
                Some(b',') => {
                    let comma = self.at;
                    self.at += 1;
                    self.blank();
                    if self.peek() == Some(b']') {
                        return Err(one_comma_too_many(comma));
                    }
                }
                Some(b']') => {
                    self.at += 1;
                    return Ok(Json::List(items));
                }
                _ => {
                    return Err(self.fault(sentence!(
                        "A comma or ] is wanted here.",
                        "Aquí hace falta una coma o un ]."
                    )));
                }
            }
        }
    }

    fn quoted(&mut self) -> Result<String, Problem> {
        let start = self.at;
        let mut value = String::new();
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let plain = rest
                .bytes()
                .position(|byte| byte == b'"' || byte == b'\\' || byte < 0x20)
                .unwrap_or(rest.len());
            value.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(value);
                }
                Some(b'\\') => match escape(&self.text[self.at..]) {
                    Some((character, length)) => {
                        value.push(character);
                        self.at += length;
                    }
                    None => {
                        return Err(self.fault(sentence!(
                            "JSON has no such escape. Write \\\\ for a backslash.",
                            "JSON no tiene ese escape. Escriba \\\\ para una barra invertida."
                        )));
                    }
                },
                Some(b'\n' | b'\r') => {
                    let message = sentence!(
                        "This text does not end on its line. Most likely its closing quotation mark is missing; if it is to have a line break, write \\n.",
                        "Este texto no acaba en su línea. Lo más probable es que falten las comillas de cierre; si ha de tener un salto de línea, escriba \\n."
                    );
                    return Err(Problem::error("syntax", Span::new(start, self.at), message));
                }
                Some(_) => {
                    return Err(self.fault(sentence!(
                        "A tab or another control character stands in this text as it is. Write \\t for a tab.",
                        "En este texto hay un tabulador u otro carácter de control tal cual. Escriba \\t para un tabulador."
                    )));
                }
                None => {
                    let span = Span::new(start, start + 1);
                    let message = sentence!(
                        "This text is never closed. Add the closing quote.",
                        "Este texto no se cierra nunca. Añada las comillas de cierre."
                    );
                    return Err(Problem::error("syntax", span, message));
                }
            }
        }
    }

    fn number(&mut self) -> Result<Json, Problem> {
        let start = self.at;
        while self.peek().is_some_and(|byte| b"+-.eE0123456789".contains(&byte)) {
            self.at += 1;
        }
        match serde_json::from_str::<serde_json::Number>(&self.text[start..self.at]) {
            Ok(_) => Ok(Json::Number),
            Err(_) => {
                self.at = start;
                Err(self.fault(sentence!(
                    "This is not a number as JSON writes it.",
                    "Esto no es un número como los escribe JSON."
                )))
            }
        }
    }

    fn word(&mut self) -> Result<Json, Problem> {
        for (word, value) in
            [("true", Json::Flag(true)), ("false", Json::Flag(false)), ("null", Json::Null)]
        {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.fault(sentence!(
            "This is no value that JSON knows. A text stands in double quotes.",
            "Esto no es un valor que JSON conozca. Un texto va entre comillas dobles."
        )))
    }
}

/// The fault of a comma after which nothing comes.
fn one_comma_too_many(comma: usize) -> Problem {
    let message = sentence!(
        "This comma is one too many: nothing comes after it. Remove it.",
        "Esta coma sobra: detrás no viene nada. Quítela."
    );
    Problem::error("syntax", Span::new(comma, comma + 1), message)
}

/// The character that an escape at the start of `text` means, and the escape's length.
fn escape(text: &str) -> Option<(char, usize)> {
    let code = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(digits, 16).ok()
    };
    let rest = text.strip_prefix('\\')?;
    let character = match rest.bytes().next()? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let first = code(text)?;
            if let Some(character) = char::from_u32(first) {
                return Some((character, 6));
            }
            let pair = text.get(6..).and_then(code).filter(|low| (0xdc00..0xe000).contains(low));
            return match pair {
                Some(low) if first < 0xdc00 => {
                    let joined = 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00);
                    Some((char::from_u32(joined)?, 12))
                }
                // Half of a pair is no character.
                _ => Some((char::REPLACEMENT_CHARACTER, 6)),
            };
        }
        _ => return None,
    };
    Some((character, 2))
}

//! The lenient reader: bytes to a flat index, in one pass, without recursion and without failing.

use super::node::unquoted;
use super::scan::is_json_number;
use super::{Entry, JsonFault, JsonKind, MAX_BYTES, MAX_DEPTH, MAX_FAULTS, MAX_VALUES};
use crate::Span;
use crate::check::Sentence;
use crate::sentence;

/// Reads `text` into an index of at least one value, and what was not JSON about it.
pub(super) fn read(text: &str) -> (Vec<Entry>, Vec<JsonFault>) {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        entries: Vec::with_capacity((text.len() / 24).clamp(1, 1 << 16)),
        faults: Vec::new(),
        open: Vec::new(),
        expect: Expect::First,
        keys: Vec::new(),
    };
    reader.run();
    (reader.entries, reader.faults)
}

pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    entries: Vec<Entry>,
    faults: Vec<JsonFault>,
    /// The containers that are open, outermost first.
    open: Vec<u32>,
    expect: Expect,
    /// Room to compare the keys of one map in, kept between maps.
    keys: Vec<u32>,
}

/// What may come next inside the innermost open container.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// The first value, or the end.
    First,
    /// A value: a comma has just been read.
    Value,
    /// A comma, or the end.
    Comma,
}

/// The key of the member about to be read, with its quotes.
#[derive(Clone, Copy, Default)]
struct KeySpan {
    start: usize,
    end: usize,
    escaped: bool,
}

impl Reader<'_> {
    fn run(&mut self) {
        if self.bytes.len() > MAX_BYTES {
            self.fault(
                0..0,
                sentence!(
                    "This file has {} MiB and at most {} are read. Split it into several flows.",
                    "Este archivo tiene {} MiB y como mucho se leen {}. Divídalo en varios flujos.",
                    self.bytes.len() >> 20,
                    MAX_BYTES >> 20
                ),
            );
            self.at = self.bytes.len();
        } else if self.text.starts_with('\u{feff}') {
            self.fault(
                0..3,
                Sentence::new(
                    "The file starts with a byte order mark, which is ignored. Save it as plain UTF-8.",
                    "El archivo empieza con una marca de orden de bytes, que se ignora. Guárdelo como UTF-8 sin más.",
                ),
            );
            self.at = 3;
        }
        self.skip_blank();
        match self.peek() {
            None if self.faults.is_empty() => {
                self.fault(0..0, Sentence::new("The file is empty.", "El archivo está vacío."))
            }
            None => {}
            Some(_) => self.value(KeySpan::default()),
        }
        while let Some(&container) = self.open.last() {
            let read_to = self.at;
            self.skip_blank();
            self.inside(container, read_to);
        }
        self.skip_blank();
        if self.entries.is_empty() {
            self.push(JsonKind::Null, self.at, self.at, KeySpan::default());
        } else if self.at < self.bytes.len() {
            self.fault(
                self.at..self.bytes.len(),
                Sentence::new(
                    "There is more text after the end of the JSON, which is ignored. Remove it.",
                    "Hay más texto tras el final del JSON, que se ignora. Quítelo.",
                ),
            );
        }
    }

    /// One value, comma or closing bracket inside `container`, of which all up to `read_to` was read.
    fn inside(&mut self, container: u32, read_to: usize) {
        let kind = self.entries[container as usize].kind;
        let Some(byte) = self.peek() else {
            let start = self.entries[container as usize].start as usize;
            let bracket = if kind == JsonKind::Map { '}' } else { ']' };
            if self.entries.len() < MAX_VALUES {
                self.fault(
                    start..start + 1,
                    sentence!(
                        "This is never closed; it is taken to end with the file. Add a {bracket}.", "Esto no se cierra nunca; se toma como que acaba con el archivo. Añada {bracket}."
                    ),
                );
            }
            self.close(read_to, false);
            return;
        };
        match byte {
            b',' => {
                if self.expect != Expect::Comma {
                    self.fault(
                        self.at..self.at + 1,
                        Sentence::new(
                            "There is a comma too many here. Remove it.",
                            "Aquí sobra una coma. Quítela.",
                        ),
                    );
                }
                self.at += 1;
                self.expect = Expect::Value;
            }
            b']' | b'}' => self.close_bracket(byte, read_to),
            _ => {
                if self.expect == Expect::Comma {
                    self.fault(
                        self.at..self.at,
                        Sentence::new(
                            "A comma is missing before this.",
                            "Falta una coma antes de esto.",
                        ),
                    );
                }
                if kind == JsonKind::Map { self.member() } else { self.value(KeySpan::default()) }
            }
        }
    }

    fn close_bracket(&mut self, byte: u8, read_to: usize) {
        let wanted = if byte == b'}' { JsonKind::Map } else { JsonKind::List };
        let at = self.at;
        self.at += 1;
        if !self.open.iter().any(|&open| self.entries[open as usize].kind == wanted) {
            self.fault(
                at..at + 1,
                Sentence::new(
                    "This bracket closes nothing and is ignored. Remove it.",
                    "Este paréntesis no cierra nada y se ignora. Quítelo.",
                ),
            );
            return;
        }
        if self.expect == Expect::Value {
            self.fault(at..at + 1, Sentence::new(
                "There is a comma before this bracket, which JSON does not allow. Remove the comma.",
                "Hay una coma antes de este cierre, lo que JSON no permite. Quite la coma.",
            ));
        }
        while let Some(&open) = self.open.last() {
            if self.entries[open as usize].kind == wanted {
                self.close(at + 1, true);
                return;
            }
            let start = self.entries[open as usize].start as usize;
            self.fault(
                start..start + 1,
                Sentence::new(
                    "This is closed by the wrong kind of bracket.",
                    "Esto se cierra con el signo equivocado.",
                ),
            );
            self.close(read_to, false);
        }
    }

    /// Ends the innermost container at `end`, `closed` by its own bracket or by what went wrong.
    fn close(&mut self, end: usize, closed: bool) {
        let Some(container) = self.open.pop() else { return };
        let next = self.entries.len() as u32;
        let entry = &mut self.entries[container as usize];
        entry.end = end as u32;
        entry.next = next;
        entry.closed = closed;
        if entry.kind == JsonKind::Map && entry.children > 1 {
            self.find_repeated_keys(container);
        }
        self.expect = Expect::Comma;
    }

    /// A key, a colon and a value.
    fn member(&mut self) {
        let start = self.at;
        let mut key = KeySpan { start, end: start, escaped: false };
        match self.bytes[start] {
            quote @ (b'"' | b'\'') => {
                key.escaped = self.string(quote);
                key.end = self.at;
            }
            b':' | b'{' | b'[' => self.fault(
                start..start,
                Sentence::new(
                    "A name is missing before this value.",
                    "Falta un nombre antes de este valor.",
                ),
            ),
            _ => {
                self.token();
                key.end = self.at;
                if key.end == start {
                    self.skip_character();
                    return;
                }
                self.fault(
                    start..key.end,
                    Sentence::new(
                        "A name needs double quotes around it.",
                        "Un nombre va entre comillas dobles.",
                    ),
                );
            }
        }
        let faults = self.faults.len();
        self.skip_blank();
        let has_colon = matches!(self.peek(), Some(b':' | b'='));
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(b'=') => {
                self.fault(
                    self.at..self.at + 1,
                    Sentence::new(
                        "There is an = where JSON has a colon.",
                        "Hay un = donde JSON lleva dos puntos.",
                    ),
                );
                self.at += 1;
            }
            _ => self.fault(
                key.start..key.end,
                Sentence::new(
                    "A colon is missing after this name.",
                    "Faltan los dos puntos tras este nombre.",
                ),
            ),
        }
        let after_colon = if has_colon { self.at } else { key.end };
        self.skip_blank();
        match self.peek() {
            None | Some(b',' | b']' | b'}') => {
                // The blanks are read again as those before what comes next.
                self.at = after_colon;
                self.faults.truncate(faults);
                self.fault(
                    key.start..key.end,
                    Sentence::new(
                        "The value is missing after this name; it is read as null.",
                        "Falta el valor tras este nombre; se lee como null.",
                    ),
                );
                self.push(JsonKind::Null, after_colon, after_colon, key);
                self.expect = Expect::Comma;
            }
            Some(_) => self.value(key),
        }
    }

    /// A value of any kind; a container is only opened.
    fn value(&mut self, key: KeySpan) {
        let start = self.at;
        match self.bytes[start] {
            bracket @ (b'{' | b'[') => {
                if self.open.len() >= MAX_DEPTH {
                    self.skip_deep();
                    self.fault(
                        start..start + 1,
                        sentence!(
                            "Values stand more than {MAX_DEPTH} deep inside each other here; what is deeper is kept but not read.",
                            "Aquí los valores están unos dentro de otros a más de {MAX_DEPTH} niveles; lo más profundo se conserva pero no se lee.",
                        ),
                    );
                    self.push(JsonKind::Null, start, self.at, key);
                    self.expect = Expect::Comma;
                    return;
                }
                let kind = if bracket == b'{' { JsonKind::Map } else { JsonKind::List };
                self.at += 1;
                if let Some(index) = self.push(kind, start, start + 1, key) {
                    self.open.push(index);
                    self.expect = Expect::First;
                }
                return;
            }
            quote @ (b'"' | b'\'') => {
                let escaped = self.string(quote);
                if let Some(index) = self.push(JsonKind::Text, start, self.at, key) {
                    self.entries[index as usize].escaped = escaped;
                }
            }
            _ => {
                self.token();
                if self.at == start {
                    self.skip_character();
                    if self.open.is_empty() || key.end > 0 {
                        self.push(JsonKind::Null, start, self.at, key);
                        self.expect = Expect::Comma;
                    }
                    return;
                }
                let kind = self.kind_of_token(start);
                self.push(kind, start, self.at, key);
            }
        }
        self.expect = Expect::Comma;
    }

    fn kind_of_token(&mut self, start: usize) -> JsonKind {
        let token = &self.text[start..self.at];
        match token {
            "true" | "false" => return JsonKind::Bool,
            "null" => return JsonKind::Null,
            _ if is_json_number(token) => return JsonKind::Number,
            _ => {}
        }
        let (kind, message) = match token {
            "True" | "TRUE" | "False" | "FALSE" => (
                JsonKind::Bool,
                Sentence::new(
                    "Write true or false in small letters.",
                    "Escriba true o false en minúsculas.",
                ),
            ),
            "undefined" | "None" | "nil" | "NULL" | "Null" | "NaN" | "Infinity" | "-Infinity" => (
                JsonKind::Null,
                Sentence::new(
                    "JSON has no such word; it is read as null.",
                    "JSON no tiene esa palabra; se lee como null.",
                ),
            ),
            _ if token
                .starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
                && token.parse::<f64>().is_ok() =>
            {
                (
                    JsonKind::Number,
                    Sentence::new(
                        "JSON does not write numbers this way. Write it with plain digits.",
                        "JSON no escribe así los números. Escríbalo solo con cifras.",
                    ),
                )
            }
            _ => (
                JsonKind::Text,
                Sentence::new(
                    "A text needs double quotes around it.",
                    "Un texto va entre comillas dobles.",
                ),
            ),
        };
        self.fault(start..self.at, message);
        kind
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Adds a value to the index; none when the index is full, and then reading stops.
    fn push(&mut self, kind: JsonKind, start: usize, end: usize, key: KeySpan) -> Option<u32> {
        if self.entries.len() >= MAX_VALUES {
            if self.at < self.bytes.len() {
                self.fault(start..start, sentence!(
                    "The file holds more than {MAX_VALUES} values; what comes after is kept but not read.",
                    "El archivo tiene más de {MAX_VALUES} valores; lo que sigue se conserva pero no se lee.",
                ));
            }
            self.at = self.bytes.len();
            return None;
        }
        let index = self.entries.len() as u32;
        let parent = self.open.last().copied().unwrap_or(0);
        if let (Some(_), Some(container)) =
            (self.open.last(), self.entries.get_mut(parent as usize))
        {
            container.children += 1;
        }
        self.entries.push(Entry {
            start: start as u32,
            end: end as u32,
            next: index + 1,
            parent,
            children: 0,
            key_start: key.start as u32,
            key_end: key.end as u32,
            kind,
            escaped: false,
            key_escaped: key.escaped,
            closed: false,
        });
        Some(index)
    }

    fn key_text(&self, index: u32) -> &str {
        let entry = &self.entries[index as usize];
        &self.text[entry.key_start as usize..entry.key_end as usize]
    }

    fn find_repeated_keys(&mut self, container: u32) {
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        let (mut index, end) = (container + 1, self.entries[container as usize].next);
        let mut escaped = false;
        while index < end {
            keys.push(index);
            let entry = &self.entries[index as usize];
            escaped |= entry.key_escaped;
            index = entry.next;
        }
        let mut repeated = Vec::new();
        if keys.len() <= 12 && !escaped {
            for (position, &later) in keys.iter().enumerate().skip(1) {
                let text = self.key_text(later);
                if keys[..position].iter().any(|&earlier| self.key_text(earlier) == text) {
                    repeated.push(later);
                }
            }
        } else {
            let mut sorted: Vec<_> = keys
                .iter()
                .map(|&key| {
                    (unquoted(self.key_text(key), self.entries[key as usize].key_escaped), key)
                })
                .collect();
            sorted.sort();
            repeated.extend(
                sorted.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].1),
            );
            repeated.sort_unstable();
        }
        for later in repeated {
            let entry = self.entries[later as usize];
            let key = unquoted(self.key_text(later), entry.key_escaped).into_owned();
            self.fault(
                entry.key_start as usize..entry.key_end as usize,
                sentence!(
                    "\"{key}\" stands twice in the same map. The last one counts; remove the others.",
                    "\"{key}\" aparece dos veces en el mismo mapa. Cuenta la última; quite las demás.",
                ),
            );
        }
        self.keys = keys;
    }

    pub(super) fn fault(&mut self, range: std::ops::Range<usize>, message: Sentence) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(JsonFault { span: Span::new(range.start, range.end), message });
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::Json;

    fn check(text: &str, expected: Expect) {
        let json = Json::parse(text);
        let mut shown = json.root().to_value().to_json();
        for fault in json.faults() {
            shown.push('\n');
            shown.push_str(&fault.with_place(text));
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn comments_and_commas_too_many_are_read_over() {
        check(
            "{ // one\n \"a\": [1, /* two */ 2,], # three\n}",
            expect![[r#"
            {"a":[1,2]}
            line 1, column 3: There is a comment here, which JSON does not know. It is kept and not read; most other programs refuse the file until it is removed.
            line 2, column 11: There is a comment here, which JSON does not know. It is kept and not read; most other programs refuse the file until it is removed.
            line 2, column 23: There is a comma before this bracket, which JSON does not allow. Remove the comma.
            line 2, column 26: There is a comment here, which JSON does not know. It is kept and not read; most other programs refuse the file until it is removed.
            line 3, column 1: There is a comma before this bracket, which JSON does not allow. Remove the comma."#]],
        );
    }

    #[test]
    fn javascript_is_read_as_it_was_meant() {
        check(
            "{name: 'it\\'s', next: undefined, n: .5, x: -01, y: True, z: ${ttl}, w: menu}",
            expect![[r#"
            {"name":"it's","next":null,"n":0.5,"x":-1,"y":true,"z":"${ttl}","w":"menu"}
            line 1, column 2: A name needs double quotes around it.
            line 1, column 8: This text has single quotes. JSON wants double ones.
            line 1, column 17: A name needs double quotes around it.
            line 1, column 23: JSON has no such word; it is read as null.
            line 1, column 34: A name needs double quotes around it.
            line 1, column 37: JSON does not write numbers this way. Write it with plain digits.
            line 1, column 41: A name needs double quotes around it.
            line 1, column 44: JSON does not write numbers this way. Write it with plain digits.
            line 1, column 49: A name needs double quotes around it.
            line 1, column 52: Write true or false in small letters.
            line 1, column 58: A name needs double quotes around it.
            line 1, column 61: A text needs double quotes around it.
            line 1, column 69: A name needs double quotes around it.
            line 1, column 72: A text needs double quotes around it."#]],
        );
    }

    #[test]
    fn what_is_cut_off_keeps_what_came_before() {
        check(
            "{\"a\": [1, {\"b\": \"x",
            expect![[r#"
            {"a":[1,{"b":"x"}]}
            line 1, column 17: This text is never closed; it is taken to end with the file. Add the closing quote.
            line 1, column 11: This is never closed; it is taken to end with the file. Add a }.
            line 1, column 7: This is never closed; it is taken to end with the file. Add a ].
            line 1, column 1: This is never closed; it is taken to end with the file. Add a }."#]],
        );
    }

    #[test]
    fn missing_pieces_and_wrong_brackets_are_named() {
        check(
            "{\"a\" 1 \"b\":, \"c\": [2}, ) \"d\"",
            expect![[r#"
            {"a":1,"b":null,"c":[2]}
            line 1, column 2: A colon is missing after this name.
            line 1, column 8: A comma is missing before this.
            line 1, column 8: The value is missing after this name; it is read as null.
            line 1, column 19: This is closed by the wrong kind of bracket.
            line 1, column 22: There is more text after the end of the JSON, which is ignored. Remove it."#]],
        );
    }

    #[test]
    fn nothing_and_nonsense_are_null() {
        check(
            "",
            expect![[r#"
            null
            line 1, column 1: The file is empty."#]],
        );
        check(
            "\u{feff} )",
            expect![[r#"
            null
            line 1, column 1: The file starts with a byte order mark, which is ignored. Save it as plain UTF-8.
            line 1, column 3: This means nothing here and is ignored. Remove it."#]],
        );
    }

    #[test]
    fn bombs_are_bounded() {
        for text in [
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "]".repeat(100_000),
            "[\"\\".repeat(50_000),
            "{{[:,".repeat(20_000),
        ] {
            let json = Json::parse(text.as_str());
            assert!(json.faults().len() <= super::MAX_FAULTS);
            let _ = json.root().to_value();
        }
    }

    #[test]
    fn repeated_keys_are_found_in_small_and_large_maps() {
        let many: Vec<String> = (0..40).map(|key| format!("\"k{}\":{key}", key % 39)).collect();
        let json = Json::parse(format!("{{{}}}", many.join(",")));
        assert_eq!(json.faults().len(), 1);
        assert!(json.faults()[0].message.starts_with("\"k0\" stands twice"));
    }
}

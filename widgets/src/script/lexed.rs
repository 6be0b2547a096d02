//! A script in parts, so that an editor can give each its colour.
//!
//! Any text has parts, however broken it is, and together they are the text. Rhai's own lexer is not
//! asked: it tells where a token begins but not where it ends, knows neither front matter nor the
//! variables of a flow, and is open to others only behind a feature whose shape may change.

use std::ops::Range;

use super::front_matter;
use super::source::ROOTS;

/// What a part of a script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lexeme {
    /// Signs, names and white space.
    Plain,
    /// A word of the language.
    Word,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// A comment.
    Comment,
    /// A variable of the flow, or a property of the widget.
    Variable,
    /// A function that is called.
    Call,
    /// A name in the front matter.
    Key,
}

const WORDS: [&str; 24] = [
    "let", "const", "if", "else", "while", "loop", "for", "in", "fn", "return", "true", "false",
    "switch", "break", "continue", "throw", "try", "catch", "do", "until", "this", "private", "is",
    "as",
];

/// The parts of a script, front matter included, without gaps.
pub fn lexed(source: &str) -> Vec<(Range<usize>, Lexeme)> {
    let mut lexer = Lexer { source, at: 0, holes: Vec::new(), before: "", parts: Vec::new() };
    if let Some(inside) = front_matter::inside(source) {
        lexer.push(inside.start, Lexeme::Comment);
        lexer.front_matter(inside.end);
        let close =
            source.get(inside.end..).and_then(|rest| rest.find("*/")).map_or(0, |at| at + 2);
        lexer.push(inside.end + close, Lexeme::Comment);
    }
    lexer.script();
    lexer.parts
}

struct Lexer<'s> {
    source: &'s str,
    at: usize,
    /// For each hole of a text that is open: how many braces are open in it.
    holes: Vec<usize>,
    /// The word or sign before, white space and comments aside.
    before: &'s str,
    parts: Vec<(Range<usize>, Lexeme)>,
}

impl<'s> Lexer<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    /// Ends a part at `end`, which is moved to the end of a letter.
    fn push(&mut self, end: usize, lexeme: Lexeme) {
        let mut end = end.min(self.source.len());
        while !self.source.is_char_boundary(end) {
            end += 1;
        }
        if end <= self.at {
            return;
        }
        match self.parts.last_mut() {
            Some((last, known)) if *known == lexeme => last.end = end,
            _ => self.parts.push((self.at..end, lexeme)),
        }
        self.at = end;
    }

    fn front_matter(&mut self, end: usize) {
        let mut is_value = false;
        while self.at < end {
            let rest = self.source.get(self.at..end).unwrap_or_default();
            let first = rest.chars().next().unwrap_or(' ');
            let (length, lexeme) = match first {
                '\n' => {
                    is_value = false;
                    (1, Lexeme::Plain)
                }
                '#' => (rest.find('\n').unwrap_or(rest.len()), Lexeme::Comment),
                '=' => {
                    is_value = true;
                    (1, Lexeme::Plain)
                }
                '"' if rest.starts_with("\"\"\"") => {
                    let end = rest.get(3..).and_then(|rest| rest.find("\"\"\""));
                    (end.map_or(rest.len(), |at| at + 6), Lexeme::Text)
                }
                '"' | '\'' => (quoted(rest, first), Lexeme::Text),
                '[' if !is_value => (rest.find(['\n', '#']).unwrap_or(rest.len()), Lexeme::Key),
                _ if first.is_alphanumeric() => {
                    let length = word(rest);
                    let is_word = matches!(rest.get(..length), Some("true" | "false"));
                    let lexeme = match is_value {
                        false => Lexeme::Key,
                        true if is_word => Lexeme::Word,
                        true if first.is_ascii_digit() => Lexeme::Number,
                        // Names in a table inside a line.
                        true => Lexeme::Key,
                    };
                    (length, lexeme)
                }
                _ => (first.len_utf8(), Lexeme::Plain),
            };
            self.push((self.at + length.max(1)).min(end), lexeme);
        }
    }

    fn script(&mut self) {
        while self.at < self.source.len() {
            let rest = self.rest();
            let first = rest.chars().next().unwrap_or(' ');
            let bytes = rest.as_bytes();
            if rest.starts_with("//") {
                self.push(self.at + rest.find('\n').unwrap_or(rest.len()), Lexeme::Comment);
            } else if rest.starts_with("/*") {
                self.push(self.at + comment(rest), Lexeme::Comment);
            } else if matches!(first, '"' | '\'') {
                self.sign(quoted(rest, first), Lexeme::Text);
            } else if first == '#' && is_raw_text(bytes) {
                self.sign(raw(rest), Lexeme::Text);
            } else if first == '`' {
                self.push(self.at + 1, Lexeme::Text);
                self.interpolated();
            } else if first == '{' {
                if let Some(open) = self.holes.last_mut() {
                    *open += 1;
                }
                self.sign(1, Lexeme::Plain);
            } else if first == '}' {
                let is_over = self.holes.last_mut().is_some_and(|open| {
                    *open = open.saturating_sub(1);
                    *open == 0
                });
                if is_over {
                    self.holes.pop();
                    self.push(self.at + 1, Lexeme::Text);
                    self.interpolated();
                } else {
                    self.sign(1, Lexeme::Plain);
                }
            } else if first.is_ascii_digit() {
                let length = rest
                    .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                    .unwrap_or(rest.len());
                self.sign(length, Lexeme::Number);
            } else if first.is_alphabetic() || first == '_' {
                self.word();
            } else if first.is_whitespace() {
                self.push(self.at + first.len_utf8(), Lexeme::Plain);
            } else if rest.starts_with("..") || rest.starts_with("?.") {
                self.sign(2, Lexeme::Plain);
            } else {
                self.sign(first.len_utf8(), Lexeme::Plain);
            }
        }
    }

    fn sign(&mut self, length: usize, lexeme: Lexeme) {
        let start = self.at;
        self.push(start + length, lexeme);
        self.before = self.source.get(start..self.at).unwrap_or_default();
    }

    /// A text between back quotes, up to its end or the next hole in it.
    fn interpolated(&mut self) {
        let rest = self.rest();
        let mut skipped = 0;
        while let Some(at) = rest.get(skipped..).and_then(|rest| rest.find(['`', '$'])) {
            let found = rest.get(skipped + at..).unwrap_or_default();
            if found.starts_with("``") || (found.starts_with('$') && !found.starts_with("${")) {
                skipped += at + if found.starts_with("``") { 2 } else { 1 };
                continue;
            }
            if found.starts_with('`') {
                self.push(self.at + skipped + at + 1, Lexeme::Text);
                self.before = "\"";
            } else {
                self.push(self.at + skipped + at + 2, Lexeme::Text);
                self.holes.push(1);
                self.before = "{";
            }
            return;
        }
        self.push(self.source.len(), Lexeme::Text);
    }

    fn word(&mut self) {
        let (start, rest) = (self.at, self.rest());
        let length = word(rest);
        let name = rest.get(..length).unwrap_or_default();
        let after = rest.get(length..).unwrap_or_default().trim_start();
        let is_called = after.starts_with('(');
        let is_member = matches!(self.before, "." | "?.");
        let is_key = after.starts_with(':') && !after.starts_with("::");
        if ROOTS.contains(&name) && !is_called && !is_member && !is_key && self.before != "fn" {
            let mut end = length;
            while let Some(next) = rest.get(end..).and_then(|rest| rest.strip_prefix('.')) {
                let long = word(next);
                let is_called = next.get(long..).unwrap_or_default().trim_start().starts_with('(');
                if long == 0 || next.starts_with(|first: char| first.is_ascii_digit()) || is_called
                {
                    break;
                }
                end += 1 + long;
            }
            self.push(start + end, Lexeme::Variable);
            self.before = name;
            return;
        }
        let lexeme = if WORDS.contains(&name) && !is_member {
            Lexeme::Word
        } else if is_called || self.before == "fn" {
            Lexeme::Call
        } else {
            Lexeme::Plain
        };
        self.push(start + length, lexeme);
        self.before = name;
    }
}

fn word(rest: &str) -> usize {
    rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len())
}

/// A quoted text from here on: how long it is, its quotes included. It ends with its line.
fn quoted(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        if is_escaped {
            is_escaped = false;
        } else if letter == '\\' {
            is_escaped = true;
        } else if letter == quote {
            return at + letter.len_utf8();
        } else if letter == '\n' {
            return at;
        }
    }
    rest.len()
}

/// Comments may stand inside comments.
fn comment(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let (mut end, mut open) = (2, 1);
    while open > 0 && end < bytes.len() {
        let here = bytes.get(end..).unwrap_or_default();
        if here.starts_with(b"*/") {
            open -= 1;
            end += 2;
        } else if here.starts_with(b"/*") {
            open += 1;
            end += 2;
        } else {
            end += 1;
        }
    }
    end
}

/// `#"`, `##"` and so on begin a text in which nothing is special.
fn is_raw_text(rest: &[u8]) -> bool {
    let hashes = rest.iter().take_while(|&&byte| byte == b'#').count();
    rest.get(hashes) == Some(&b'"')
}

fn raw(rest: &str) -> usize {
    let hashes = rest.bytes().take_while(|&byte| byte == b'#').count();
    let close = format!("\"{}", "#".repeat(hashes));
    let body = rest.get(hashes + 1..).unwrap_or_default();
    body.find(&close).map_or(rest.len(), |at| hashes + 1 + at + close.len())
}

#[cfg(test)]
mod tests {
    use centralita_engine::declare::Script;

    use super::*;
    use crate::script::{CompiledScript, SHIPPED};

    fn shown(source: &str) -> Vec<(&str, Lexeme)> {
        lexed(source)
            .into_iter()
            .map(|(range, lexeme)| (source[range].trim(), lexeme))
            .filter(|(text, lexeme)| !text.is_empty() && *lexeme != Lexeme::Plain)
            .collect()
    }

    #[test]
    fn words_texts_variables_and_calls_are_told_apart() {
        assert_eq!(
            shown("let x = int(flow.variables.n) + 2; // é\nif x { `a ${set(\"k\", x)} b` }"),
            [
                ("let", Lexeme::Word),
                ("int", Lexeme::Call),
                ("flow.variables.n", Lexeme::Variable),
                ("2", Lexeme::Number),
                ("// é", Lexeme::Comment),
                ("if", Lexeme::Word),
                ("`a ${", Lexeme::Text),
                ("set", Lexeme::Call),
                ("\"k\"", Lexeme::Text),
                ("} b`", Lexeme::Text),
            ]
        );
    }

    #[test]
    fn front_matter_has_names_texts_and_numbers() {
        assert_eq!(
            shown("/*---\napi = 1\n[field.name] # who\nlabel = \"Na\"\n---*/\nnow()"),
            [
                ("/*---", Lexeme::Comment),
                ("api", Lexeme::Key),
                ("1", Lexeme::Number),
                ("[field.name]", Lexeme::Key),
                ("# who", Lexeme::Comment),
                ("label", Lexeme::Key),
                ("\"Na\"", Lexeme::Text),
                ("---*/", Lexeme::Comment),
                ("now", Lexeme::Call),
            ]
        );
    }

    #[test]
    fn the_parts_of_any_text_make_the_text() {
        let mut all: Vec<&str> = SHIPPED.iter().map(|(_, source)| *source).collect();
        all.extend([
            "",
            "\"",
            "`",
            "`${",
            "`${`${1}`}`",
            "/*---\nñ = ",
            "/*---\n\"\"\"é---*/",
            "/* /* é",
            "'\\",
            "#\"é",
            "flow.",
            "flow.é",
            "}",
            "{{}}",
            "\u{a0}é",
            "`$é``${{}}`",
        ]);
        for source in all {
            // Every beginning of it too: that is what stands there while somebody writes.
            for end in (0..=source.len()).filter(|end| source.is_char_boundary(*end)) {
                let text = &source[..end];
                let mut at = 0;
                for (range, _) in lexed(text) {
                    assert_eq!(range.start, at, "{text:?}");
                    at = range.end;
                }
                assert_eq!(at, text.len(), "{text:?}");
            }
        }
    }

    #[test]
    fn what_is_coloured_as_a_variable_is_what_the_script_reads() {
        for (file, source) in SHIPPED {
            let script = CompiledScript::compile(file, &front_matter::blank(source));
            let read: Vec<_> = script.scan.mentions.iter().map(|(_, span)| span.range()).collect();
            let coloured: Vec<_> = lexed(source)
                .into_iter()
                .filter(|(_, lexeme)| *lexeme == Lexeme::Variable)
                .map(|(range, _)| range)
                .collect();
            assert_eq!(coloured, read, "{file}");
            assert!(Script::faults(&script).is_empty());
        }
    }
}

//! An expression's words.

use std::sync::Arc;

use super::tree::{Constant, Operator, Path, Segment};
use crate::sentence::{Sentence, sentence};
use crate::span::Span;

/// A word of an expression, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub word: Word,
    pub span: Span,
}

/// What a word is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Constant(Constant),
    Key(Path),
    Operator(Operator),
    And,
    Or,
    Not,
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
    /// Something that is no word, and the sentence that says so.
    Nothing(Sentence),
}

/// Cuts a text into its words.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, bytes: text.as_bytes(), at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.token() {
        tokens.push(token);
    }
    tokens
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Lexer<'_> {
    fn character(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn token(&mut self) -> Option<Token> {
        while let Some(blank) = self.character().filter(|c| c.is_whitespace() || *c == '\u{feff}') {
            self.at += blank.len_utf8();
        }
        let start = self.at;
        let first = self.character()?;
        let word = match first {
            '(' => self.sign(1, Word::Open),
            ')' => self.sign(1, Word::Close),
            '[' => self.sign(1, Word::OpenList),
            ']' => self.sign(1, Word::CloseList),
            ',' => self.sign(1, Word::Comma),
            '\'' | '"' => self.quoted(first),
            '=' | '!' | '<' | '>' => self.comparison(),
            '-' if self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) => self.number(),
            '0'..='9' => self.number(),
            c if is_key_start(c) => self.key(),
            c => {
                self.at += c.len_utf8();
                Word::Nothing(sentence!(
                    "\"{}\" means nothing in an expression. Remove it, or put it into quotes.",
                    "\"{}\" no significa nada en una expresión. Quítelo o póngalo entre comillas.";
                    c
                ))
            }
        };
        Some(Token { word, span: Span::new(start, self.at) })
    }

    fn sign(&mut self, length: usize, word: Word) -> Word {
        self.at += length;
        word
    }

    fn comparison(&mut self) -> Word {
        let two = self.bytes.get(self.at..self.at + 2).unwrap_or_default();
        // `level >-5` compares with a negative number; `skills >-'x'` asks whether a list holds.
        let number_follows = self.bytes.get(self.at + 2).is_some_and(u8::is_ascii_digit);
        let (length, operator) = match (two, self.bytes[self.at]) {
            (b"==", _) => (2, Operator::Equal),
            (b"!=", _) => (2, Operator::Unequal),
            (b">=", _) => (2, Operator::AtLeast),
            (b"<=", _) => (2, Operator::AtMost),
            (b">-", _) if !number_follows => (2, Operator::Has),
            (b"<-", _) if !number_follows => (2, Operator::In),
            (_, b'=') => (1, Operator::Equal),
            (_, b'>') => (1, Operator::Greater),
            (_, b'<') => (1, Operator::Less),
            _ => {
                self.at += 1;
                return Word::Nothing(sentence!(
                    "\"!\" alone means nothing here. Write != to compare, or NOT (…).",
                    "\"!\" solo no significa nada aquí. Escriba != para comparar, o NOT (…).",
                ));
            }
        };
        self.at += length;
        Word::Operator(operator)
    }

    fn quoted(&mut self, quote: char) -> Word {
        let mut value = String::new();
        let mut characters = self.text[self.at..].char_indices().skip(1);
        while let Some((offset, character)) = characters.next() {
            match character {
                '\\' => {
                    // An unknown escape is the character itself; a backslash at the end is one.
                    value.push(characters.next().map_or('\\', |(_, escaped)| escaped));
                }
                c if c == quote => {
                    self.at += offset + 1;
                    return Word::Constant(Constant::Text(Arc::from(value)));
                }
                c => value.push(c),
            }
        }
        self.at = self.text.len();
        Word::Nothing(sentence!(
            "This text is never closed. Add {} at its end.",
            "Este texto no se cierra nunca. Añada {} al final.";
            quote
        ))
    }

    fn number(&mut self) -> Word {
        let start = self.at;
        self.at += 1;
        let digits = |lexer: &mut Self| {
            while lexer.bytes.get(lexer.at).is_some_and(u8::is_ascii_digit) {
                lexer.at += 1;
            }
        };
        digits(self);
        if self.bytes.get(self.at) == Some(&b'.')
            && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit)
        {
            self.at += 1;
            digits(self);
        }
        if self.character().is_some_and(is_key_part) {
            while let Some(part) = self.character().filter(|c| is_key_part(*c)) {
                self.at += part.len_utf8();
            }
            let written = &self.text[start..self.at];
            return Word::Nothing(sentence!(
                "{} is neither a number nor a name. Put it into quotes if it is a text.",
                "{} no es ni un número ni un nombre. Si es un texto, póngalo entre comillas.";
                written
            ));
        }
        match self.text[start..self.at].parse() {
            Ok(number) if f64::is_finite(number) => Word::Constant(Constant::Number(number)),
            _ => Word::Nothing(sentence!(
                "This number is too large. Put it into quotes.",
                "Este número es demasiado grande. Póngalo entre comillas.",
            )),
        }
    }

    fn key(&mut self) -> Word {
        let start = self.at;
        let mut segments = vec![Segment::Name(self.name().into())];
        if let Some(word) = keyword(&self.text[start..self.at])
            && self.bytes.get(self.at) != Some(&b'.')
        {
            return word;
        }
        loop {
            match self.bytes.get(self.at) {
                Some(b'.') => {
                    self.at += 1;
                    let name: Arc<str> = self.name().into();
                    if name.is_empty() {
                        let written = &self.text[start..self.at];
                        return Word::Nothing(sentence!(
                            "{} ends in a dot. Write what follows, or remove the dot.",
                            "{} acaba en un punto. Escriba lo que sigue o quite el punto.";
                            written
                        ));
                    }
                    segments.push(Segment::Name(name));
                }
                Some(b'[') => {
                    let rest = &self.text[self.at + 1..];
                    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                    let index = rest[..digits].parse::<u32>();
                    let (Ok(index), Some(b']')) = (index, rest.as_bytes().get(digits)) else {
                        self.at += 1;
                        let written = &self.text[start..self.at];
                        return Word::Nothing(sentence!(
                            "After {} a place in the list is wanted, from 0, and then ].",
                            "Después de {} hace falta un lugar de la lista, desde 0, y luego ].";
                            written
                        ));
                    };
                    self.at += digits + 2;
                    segments.push(Segment::Index(index));
                }
                Some(b'-') if self.text[self.at + 1..].starts_with(is_key_part) => {
                    return self.hyphenated(start);
                }
                _ => return Word::Key(Path(segments)),
            }
        }
    }

    fn name(&mut self) -> &str {
        let start = self.at;
        while let Some(part) = self.character().filter(|c| is_key_part(*c)) {
            self.at += part.len_utf8();
        }
        &self.text[start..self.at]
    }

    fn hyphenated(&mut self, start: usize) -> Word {
        while let Some(part) =
            self.character().filter(|c| is_key_part(*c) || matches!(c, '-' | '.'))
        {
            self.at += part.len_utf8();
        }
        let written = &self.text[start..self.at];
        let better = written.replace('-', "_");
        Word::Nothing(sentence!(
            "{} has a hyphen, and names with hyphens cannot be asked for. Call the attribute {}, there and here.",
            "{} tiene un guion, y no se puede preguntar por nombres con guiones. Llame al atributo {}, allí y aquí.";
            written,
            better
        ))
    }
}

fn is_key_start(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '$')
}

fn is_key_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// Whether a text can be a name in an expression.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(is_key_start) && text.chars().all(is_key_part) && keyword(text).is_none()
}

fn keyword(text: &str) -> Option<Word> {
    const WORDS: [(&str, Word); 9] = [
        ("AND", Word::And),
        ("OR", Word::Or),
        ("NOT", Word::Not),
        ("CONTAINS", Word::Operator(Operator::Contains)),
        ("HAS", Word::Operator(Operator::Has)),
        ("IN", Word::Operator(Operator::In)),
        ("true", Word::Constant(Constant::Flag(true))),
        ("false", Word::Constant(Constant::Flag(false))),
        ("null", Word::Constant(Constant::Null)),
    ];
    WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, word)| word.clone())
}

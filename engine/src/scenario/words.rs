//! Words: taking a sentence apart, with the place at which it goes wrong.

use crate::value::{Map, Text, Value};

/// Why a sentence is not understood, and where.
pub(super) struct Fault {
    /// Characters into the sentence.
    pub at: usize,
    /// What is wrong and what to write instead.
    pub message: Text,
}

/// What was read, or why not.
pub(super) type Parsed<T> = Result<T, Fault>;

/// What is left of a sentence.
pub(super) struct Words<'t> {
    whole: &'t str,
    /// The words that nobody has taken.
    pub rest: &'t str,
}

impl<'t> Words<'t> {
    /// All words of a sentence.
    pub fn new(text: &'t str) -> Words<'t> {
        Words { whole: text, rest: text }
    }

    /// Refuses the sentence at this place.
    pub fn fault<T>(&self, message: impl Into<Text>) -> Parsed<T> {
        let eaten = self.whole.len() - self.rest.len();
        Err(Fault { at: self.whole[..eaten].chars().count(), message: message.into() })
    }

    /// Goes on to the next word.
    pub fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes these words if they come next.
    pub fn eat(&mut self, words: &str) -> bool {
        self.skip_blanks();
        match self.rest.strip_prefix(words) {
            Some(rest)
                if rest.is_empty() || !rest.starts_with(|next: char| next.is_alphanumeric()) =>
            {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Whether nothing is left.
    pub fn at_end(&mut self) -> bool {
        self.skip_blanks();
        self.rest.is_empty()
    }

    /// The next word.
    pub fn word(&mut self, what: &str) -> Parsed<&'t str> {
        self.skip_blanks();
        let end = self.rest.find(char::is_whitespace).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return self.fault(format!("Here {what} is missing."));
        }
        self.rest = rest;
        Ok(word)
    }

    /// Text in quotation marks; `\"` stands for a quotation mark inside.
    pub fn quoted(&mut self, what: &str) -> Parsed<Text> {
        self.skip_blanks();
        let Some(inside) = self.rest.strip_prefix('"') else {
            return self.fault(format!("Here {what} is missing. Write it in quotation marks."));
        };
        let mut escaped = false;
        for (at, letter) in inside.char_indices() {
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    let literal = &self.rest[..at + 2];
                    let text = match serde_json::from_str::<String>(literal) {
                        Ok(text) => text,
                        Err(_) => inside[..at].replace("\\\"", "\""),
                    };
                    self.rest = &inside[at + 1..];
                    return Ok(text.into());
                }
                _ => {}
            }
        }
        self.fault("The quotation mark that opens here is never closed.")
    }

    /// Text in quotation marks, or a word.
    pub fn text_or_word(&mut self, what: &str) -> Parsed<Text> {
        self.skip_blanks();
        if self.rest.starts_with('"') { self.quoted(what) } else { self.word(what).map(Text::from) }
    }

    /// The name of a variable between backticks.
    pub fn path(&mut self) -> Parsed<Text> {
        self.skip_blanks();
        let Some(inside) = self.rest.strip_prefix('`') else {
            return self.fault(
                "Here the name of a variable is missing. Write it like `flow.variables.n`.",
            );
        };
        let Some(end) = inside.find('`') else {
            return self.fault("The ` that opens here is never closed.");
        };
        self.rest = &inside[end + 1..];
        Ok(inside[..end].into())
    }

    /// The rest of the sentence as JSON.
    pub fn json(&mut self) -> Parsed<Value> {
        self.skip_blanks();
        match Value::from_json(self.rest) {
            Ok(value) => {
                self.rest = "";
                Ok(value)
            }
            Err(error) => {
                self.fault(format!("Here JSON is needed ({error}). Write text in quotation marks."))
            }
        }
    }

    /// The rest of the sentence as named values.
    pub fn map(&mut self) -> Parsed<Map> {
        match self.json()? {
            Value::Map(map) => Ok(std::sync::Arc::unwrap_or_clone(map)),
            _ => self.fault("Here named values are needed, like {\"name\": \"Ana\"}."),
        }
    }

    /// Named values behind `with`, when there are any.
    pub fn with_map(&mut self) -> Parsed<Map> {
        if self.eat("with") { self.map() } else { Ok(Map::new()) }
    }

    /// A length of time.
    pub fn secs(&mut self) -> Parsed<u32> {
        let word = self.word("a number of seconds, like 30s")?;
        let (digits, factor) = match word.strip_suffix('s') {
            Some(digits) => (digits, 1),
            None => match word.strip_suffix('m') {
                Some(digits) => (digits, 60),
                None => match word.strip_suffix('h') {
                    Some(digits) => (digits, 3600),
                    None => (word, 1),
                },
            },
        };
        match digits.parse::<u32>() {
            Ok(number) => Ok(number.saturating_mul(factor)),
            Err(_) => {
                self.fault(format!("\"{word}\" is no length of time. Write it like 30s, 5m or 2h."))
            }
        }
    }
}

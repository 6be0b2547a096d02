//! The reader's eyes: texts, words, numbers, blanks and comments.

use super::node::escape_at;
use super::read::Reader;
use crate::check::Sentence;

impl Reader<'_> {
    /// Reads on over a word or number without quotes.
    pub(super) fn token(&mut self) {
        if self.bytes[self.at..].starts_with(b"${") {
            let rest = &self.bytes[self.at..];
            let line = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
            if let Some(end) = rest[..line].iter().position(|&byte| byte == b'}') {
                self.at += end + 1;
            }
        }
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte.is_ascii_whitespace() || b",:=[]{}\"'/#()".contains(&byte) {
                break;
            }
            self.at += 1;
        }
    }

    /// Steps over one character that means nothing here.
    pub(super) fn skip_character(&mut self) {
        let start = self.at;
        self.at += self.text[start..].chars().next().map_or(1, char::len_utf8);
        self.fault(
            start..self.at,
            Sentence::new(
                "This means nothing here and is ignored. Remove it.",
                "Esto no significa nada aquí y se ignora. Quítelo.",
            ),
        );
    }

    /// Reads a text up to and with its closing quote. True when it has escapes.
    pub(super) fn string(&mut self, quote: u8) -> bool {
        let start = self.at;
        let mut escaped = false;
        let mut control_seen = false;
        self.at += 1;
        loop {
            self.at += plain_text(&self.bytes[self.at..], quote);
            let Some(&byte) = self.bytes.get(self.at) else {
                self.fault(start..start + 1, Sentence::new(
                    "This text is never closed; it is taken to end with the file. Add the closing quote.",
                    "Este texto no se cierra nunca; se toma como que acaba con el archivo. Añada las comillas de cierre.",
                ));
                return escaped;
            };
            if byte == quote {
                self.at += 1;
                break;
            }
            if byte == b'\\' {
                escaped = true;
                self.escape(quote);
                continue;
            }
            if byte < 0x20 && !control_seen {
                control_seen = true;
                self.fault(self.at..self.at + 1, Sentence::new(
                    "A line break, tab or control character stands in this text as it is. Write \\n, \\t or \\u00XX.",
                    "En este texto hay tal cual un salto de línea, un tabulador o un carácter de control. Escriba \\n, \\t o \\u00XX.",
                ));
            }
            self.at += 1;
        }
        if quote == b'\'' {
            self.fault(
                start..self.at,
                Sentence::new(
                    "This text has single quotes. JSON wants double ones.",
                    "Este texto lleva comillas simples. JSON las quiere dobles.",
                ),
            );
        }
        escaped
    }

    fn escape(&mut self, quote: u8) {
        let (character, length) = escape_at(self.text, self.at);
        let end = (self.at + length).min(self.bytes.len());
        let single = character == Some('\'') && quote == b'"';
        if character.is_none() || single {
            let message = if length == 6 {
                Sentence::new(
                    "This is half of a character that takes two escapes; it is read as the sign for a lost character.",
                    "Esto es la mitad de un carácter que necesita dos escapes; se lee como el signo de un carácter perdido.",
                )
            } else {
                Sentence::new(
                    "JSON has no such escape; the backslash is ignored. Write \\\\ for a backslash.",
                    "JSON no tiene ese escape; la barra inversa se ignora. Escriba \\\\ para una barra inversa.",
                )
            };
            self.fault(self.at..end, message);
        }
        self.at = end;
    }

    /// Steps over a container that stands too deep, minding texts and brackets.
    pub(super) fn skip_deep(&mut self) {
        let mut depth = 0_usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                }
                b'"' => {
                    while let Some(&byte) = self.bytes.get(self.at) {
                        self.at += if byte == b'\\' { 2 } else { 1 };
                        if byte == b'"' {
                            break;
                        }
                    }
                    self.at = self.at.min(self.bytes.len());
                    while !self.text.is_char_boundary(self.at) {
                        self.at += 1;
                    }
                }
                _ => {}
            }
        }
    }

    /// Steps over white space and comments.
    pub(super) fn skip_blank(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' => {
                    self.at += 1;
                    // Indentation is most of many files.
                    while let Some(EIGHT_BLANKS) = self.bytes.get(self.at..self.at + 8) {
                        self.at += 8;
                    }
                }
                b'/' | b'#' => {
                    let start = self.at;
                    if !self.comment(byte) {
                        return;
                    }
                    self.fault(start..self.at, Sentence::new(
                        "There is a comment here, which JSON does not know. It is kept and not read; most other programs refuse the file until it is removed.",
                        "Aquí hay un comentario, que JSON no conoce. Se conserva y no se lee; casi todos los demás programas rechazan el archivo hasta que se quite.",
                    ));
                }
                0x0b | 0x0c => self.at += 1,
                _ if byte >= 0x80 => {
                    let Some(blank) = self.text[self.at..]
                        .chars()
                        .next()
                        .filter(|c| c.is_whitespace() || *c == '\u{feff}')
                    else {
                        return;
                    };
                    let end = self.at + blank.len_utf8();
                    self.fault(self.at..end, Sentence::new(
                        "There is an unusual blank here, which JSON does not know. Write an ordinary space.",
                        "Aquí hay un espacio poco común, que JSON no conoce. Escriba un espacio normal.",
                    ));
                    self.at = end;
                }
                _ => return,
            }
        }
    }

    /// Steps over a comment, if one starts here.
    fn comment(&mut self, byte: u8) -> bool {
        let rest = &self.bytes[self.at..];
        let length = match (byte, rest.get(1)) {
            (b'#', _) | (_, Some(b'/')) => rest.iter().position(|&byte| byte == b'\n'),
            (_, Some(b'*')) => {
                rest[2..].windows(2).position(|pair| pair == b"*/").map(|end| end + 4)
            }
            _ => return false,
        };
        self.at += length.unwrap_or(rest.len());
        true
    }
}

/// As many blanks as are stepped over at once.
const EIGHT_BLANKS: &[u8] = b"        ";

/// How many bytes from the front are neither the quote nor a backslash nor a control character.
///
/// Looks at eight bytes at a time. In each test the lowest byte found is a true one: a subtraction
/// only borrows from bytes above one that is found.
fn plain_text(bytes: &[u8], quote: u8) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES * 0x80;
    let mut at = 0;
    while let Some(Ok(chunk)) = bytes.get(at..at + 8).map(<[u8; 8]>::try_from) {
        let word = u64::from_le_bytes(chunk);
        let zero = |word: u64| word.wrapping_sub(ONES) & !word;
        let quotes = zero(word ^ (ONES * u64::from(quote)));
        let backslashes = zero(word ^ (ONES * u64::from(b'\\')));
        let controls = word.wrapping_sub(ONES * 0x20) & !word;
        let found = (quotes | backslashes | controls) & HIGH;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let ends = |byte: &u8| *byte == quote || *byte == b'\\' || *byte < 0x20;
    at + bytes[at..].iter().position(ends).unwrap_or(bytes.len() - at)
}

/// Whether `token` is a number exactly as the JSON grammar has it.
pub(super) fn is_json_number(token: &str) -> bool {
    let bytes = token.as_bytes();
    let digits =
        |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    let whole = digits(at);
    if whole == 0 || (whole > 1 && bytes[at] == b'0') {
        return false;
    }
    at += whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if fraction == 0 {
            return false;
        }
        at += 1 + fraction;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        let exponent = digits(at);
        if exponent == 0 {
            return false;
        }
        at += exponent;
    }
    at == bytes.len()
}

//! Reading a script's source: which variables it reads, and where.
//!
//! `flow.variables.digit` is three look-ups to Rhai. Here each such path is found once, when the
//! script is compiled, and replaced by one name of the same length, so that every place in the
//! source stays where the author wrote it. The same reading tells the checks what a script mentions.

use std::collections::BTreeSet;

use centralita_engine::{Span, Text};

/// The names under which scripts find variables.
pub(crate) const ROOTS: [&str; 5] = ["flow", "widgets", "trigger", "contact", "properties"];

/// Functions that make a decision, with the function that takes the answer.
const ASKING: [(&str, &str); 4] =
    [("request", "replied"), ("wait", "fired"), ("say", "played"), ("gather", "heard")];

/// What a source says before it is compiled.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Scan {
    /// The source with every path replaced by one name.
    pub text: String,
    /// The paths that are read, each once.
    pub paths: Vec<Vec<Text>>,
    /// Each place where a path stands.
    pub mentions: Vec<(usize, Span)>,
    /// Flow variables set under a name that stands in the source.
    pub sets: Vec<(Text, Span)>,
    /// Exits taken under a name that stands in the source.
    pub exits: Vec<(Text, Span)>,
    /// Names that are called.
    pub calls: BTreeSet<Text>,
    /// Functions that are defined, each with its place.
    pub functions: Vec<(Text, Span)>,
    /// Names of secrets that stand in the source.
    pub secrets: BTreeSet<Text>,
    /// What is wrong already.
    pub faults: Vec<(Span, Text)>,
}

impl Scan {
    /// Whether the function called `name` is defined.
    pub fn defines(&self, name: &str) -> bool {
        self.functions.iter().any(|(function, _)| function == name)
    }

    /// Whether a visit may end the turn.
    pub fn asks(&self) -> bool {
        ASKING.iter().any(|(call, _)| self.calls.contains(*call))
    }

    /// Whether a caller hears something.
    pub fn speaks(&self) -> bool {
        self.calls.contains("say") || self.calls.contains("gather")
    }

    /// Questions without a function that takes the answer.
    pub fn unanswered(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        ASKING
            .into_iter()
            .filter(|(call, answer)| self.calls.contains(*call) && !self.defines(answer))
    }
}

/// The place in the list of paths that a replaced name means.
#[inline]
pub(crate) fn slot(name: &str) -> Option<usize> {
    let bytes = name.as_bytes();
    if bytes.len() < 4 || bytes[0] != b'_' || bytes[1] != b'V' {
        return None;
    }
    Some(usize::from(digit(bytes[2])?) * 36 + usize::from(digit(bytes[3])?))
}

#[inline]
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'z' => Some(byte - b'a' + 10),
        _ => None,
    }
}

const MOST_PATHS: usize = 36 * 36;

/// What the reader is inside of.
enum Inside {
    /// Code between braces of an interpolated text; counts the open braces.
    Hole(u32),
    /// An interpolated text.
    Interpolated,
}

struct Reader<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    inside: Vec<Inside>,
    /// The word or sign before the current one.
    before: &'a str,
    scan: Scan,
}

/// Reads a source.
pub(crate) fn scan(source: &str) -> Scan {
    let mut reader = Reader {
        source,
        bytes: source.as_bytes(),
        at: 0,
        inside: Vec::new(),
        before: "",
        scan: Scan { text: String::with_capacity(source.len()), ..Scan::default() },
    };
    reader.read();
    reader.secrets();
    reader.scan
}

impl<'a> Reader<'a> {
    fn read(&mut self) {
        while self.at < self.bytes.len() {
            if matches!(self.inside.last(), Some(Inside::Interpolated)) {
                self.interpolated();
                continue;
            }
            let rest = &self.bytes[self.at..];
            match rest[0] {
                b'/' if rest.starts_with(b"//") => {
                    let end = self.find(self.at, b'\n');
                    self.copy(end);
                }
                b'/' if rest.starts_with(b"/*") => self.comment(),
                b'"' => self.quoted(b'"'),
                b'\'' => self.quoted(b'\''),
                b'#' if is_raw_text(rest) => self.raw(),
                b'`' => {
                    self.inside.push(Inside::Interpolated);
                    self.sign(1);
                }
                b'{' => {
                    if let Some(Inside::Hole(open)) = self.inside.last_mut() {
                        *open += 1;
                    }
                    self.sign(1);
                }
                b'}' => {
                    if let Some(Inside::Hole(open)) = self.inside.last_mut() {
                        *open -= 1;
                        if *open == 0 {
                            self.inside.pop();
                        }
                    }
                    self.sign(1);
                }
                b'?' if rest.starts_with(b"?.") => self.sign(2),
                b'.' if rest.starts_with(b"..") => self.sign(2),
                b'|' if rest.starts_with(b"||") => self.sign(2),
                byte if byte.is_ascii_digit() => {
                    let end = self.word_end(self.at);
                    self.copy(end);
                    self.before = "0";
                }
                byte if is_word(byte) => self.word(),
                byte if byte.is_ascii_whitespace() => self.copy(self.at + 1),
                _ => {
                    let width = self.source[self.at..].chars().next().map_or(1, char::len_utf8);
                    self.sign(width);
                }
            }
        }
    }

    /// Copies the source as it is, up to `end`.
    fn copy(&mut self, end: usize) {
        let end = end.min(self.bytes.len());
        self.scan.text.push_str(&self.source[self.at..end]);
        self.at = end;
    }

    fn sign(&mut self, width: usize) {
        let start = self.at;
        self.copy(start + width);
        self.before = &self.source[start..self.at];
    }

    fn find(&self, from: usize, byte: u8) -> usize {
        self.bytes[from..]
            .iter()
            .position(|&found| found == byte)
            .map_or(self.bytes.len(), |at| from + at)
    }

    fn word_end(&self, from: usize) -> usize {
        from + self.bytes[from..].iter().take_while(|&&byte| is_word(byte)).count()
    }

    /// Comments may stand inside comments.
    fn comment(&mut self) {
        let mut end = self.at + 2;
        let mut open = 1;
        while open > 0 && end < self.bytes.len() {
            if self.bytes[end..].starts_with(b"*/") {
                open -= 1;
                end += 2;
            } else if self.bytes[end..].starts_with(b"/*") {
                open += 1;
                end += 2;
            } else {
                end += 1;
            }
        }
        self.copy(end);
    }

    fn quoted(&mut self, quote: u8) {
        let mut end = self.at + 1;
        while end < self.bytes.len() && self.bytes[end] != quote {
            end += if self.bytes[end] == b'\\' { 2 } else { 1 };
        }
        self.copy_to_boundary(end + 1);
        self.before = "\"";
    }

    fn copy_to_boundary(&mut self, end: usize) {
        let mut end = end.min(self.bytes.len());
        while !self.source.is_char_boundary(end) {
            end += 1;
        }
        self.copy(end);
    }

    fn raw(&mut self) {
        let hashes = self.bytes[self.at..].iter().take_while(|&&byte| byte == b'#').count();
        let mut close = String::from("\"");
        close.extend(std::iter::repeat_n('#', hashes));
        let body = self.at + hashes + 1;
        let end =
            self.source[body..].find(&close).map_or(self.bytes.len(), |at| body + at + close.len());
        self.copy(end);
        self.before = "\"";
    }

    fn interpolated(&mut self) {
        let mut end = self.at;
        while end < self.bytes.len() {
            if self.bytes[end] == b'`' {
                if self.bytes[end..].starts_with(b"``") {
                    end += 2;
                    continue;
                }
                self.copy(end + 1);
                self.inside.pop();
                self.before = "\"";
                return;
            }
            if self.bytes[end..].starts_with(b"${") {
                self.copy(end + 2);
                self.inside.push(Inside::Hole(1));
                self.before = "{";
                return;
            }
            end += 1;
        }
        self.copy(end);
    }

    /// The next byte that is not white space, from `from` on.
    fn next_sign(&self, from: usize) -> (&'a [u8], usize) {
        let skipped =
            self.bytes[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        (&self.bytes[from + skipped..], from + skipped)
    }

    fn word(&mut self) {
        let start = self.at;
        let end = self.word_end(start);
        let word = &self.source[start..end];
        let span = Span::new(start, end);
        let (next, next_at) = self.next_sign(end);
        let is_called = next.first() == Some(&b'(');
        if word.starts_with("_V") {
            self.scan.faults.push((span, format!("\"{word}\" is a name that the house uses itself. Choose one that does not begin with _V.").into()));
        }
        if self.before == "fn" {
            self.scan.functions.push((word.into(), span));
        } else if is_called {
            self.scan.calls.insert(word.into());
            if let Some(literal) = self.literal_argument(next_at + 1) {
                match word {
                    "set" => self.scan.sets.push(literal),
                    "exit" => self.scan.exits.push(literal),
                    _ => {}
                }
            }
        }
        let is_member = matches!(self.before, "." | "?." | "fn");
        let is_key = next.first() == Some(&b':') && next.get(1) != Some(&b':');
        if ROOTS.contains(&word) && !is_called && !is_member && !is_key {
            let is_parameter = self.before == "|" && matches!(next.first(), Some(b'|' | b','));
            if is_parameter || matches!(self.before, "let" | "const" | "for") {
                let message = format!(
                    "\"{word}\" is where scripts find variables. Choose another name here."
                );
                self.scan.faults.push((span, message.into()));
            }
            self.path(start, word);
            return;
        }
        self.copy(end);
        self.before = word;
    }

    fn path(&mut self, start: usize, root: &'a str) {
        let mut segments: Vec<Text> = vec![root.into()];
        let mut end = start + root.len();
        while self.bytes.get(end) == Some(&b'.')
            && self.bytes.get(end + 1).is_some_and(|&byte| is_word(byte) && !byte.is_ascii_digit())
        {
            let segment_end = self.word_end(end + 1);
            if self.next_sign(segment_end).0.first() == Some(&b'(') {
                break;
            }
            segments.push(self.source[end + 1..segment_end].into());
            end = segment_end;
        }
        let span = Span::new(start, end);
        let (next, _) = self.next_sign(end);
        if is_assignment(next) {
            let name = segments.last().cloned().unwrap_or_default();
            self.scan.faults.push((span, format!("Variables are not assigned to. Write set(\"{name}\", value) to set flow.variables.{name}.").into()));
        }
        let slot = match self.scan.paths.iter().position(|path| *path == segments) {
            Some(slot) => slot,
            None if self.scan.paths.len() < MOST_PATHS => {
                self.scan.paths.push(segments);
                self.scan.paths.len() - 1
            }
            None => {
                self.scan.faults.push((
                    span,
                    format!(
                        "The script reads more than {MOST_PATHS} different variables. Split it."
                    )
                    .into(),
                ));
                0
            }
        };
        self.scan.mentions.push((slot, span));
        const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        let text = &mut self.scan.text;
        text.push_str("_V");
        text.push(char::from(DIGITS[slot / 36 % 36]));
        text.push(char::from(DIGITS[slot % 36]));
        text.extend(std::iter::repeat_n('_', end - start - 4));
        self.at = end;
        self.before = root;
    }

    /// The text in quotes that begins at `from`, white space aside, when it is a plain one.
    fn literal_argument(&self, from: usize) -> Option<(Text, Span)> {
        let (rest, start) = self.next_sign(from);
        if rest.first() != Some(&b'"') {
            return None;
        }
        let length = rest[1..].iter().position(|&byte| byte == b'"' || byte == b'\\')?;
        if rest[1 + length] == b'\\' {
            return None;
        }
        let span = Span::new(start + 1, start + 1 + length);
        Some((span.of(self.source).into(), span))
    }

    fn secrets(&mut self) {
        self.scan.secrets.extend(secrets_in(self.source).map(Text::from));
    }
}

/// The names of secrets that a text refers to.
pub(crate) fn secrets_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("{{").filter_map(|(at, _)| {
        let rest = text[at + 2..].trim_start().strip_prefix("secrets.")?;
        let length = rest.bytes().take_while(|&byte| is_word(byte)).count();
        Some(&rest[..length])
    })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// `#"`, `##"` and so on begin a text in which nothing is special.
fn is_raw_text(rest: &[u8]) -> bool {
    let hashes = rest.iter().take_while(|&&byte| byte == b'#').count();
    rest.get(hashes) == Some(&b'"')
}

fn is_assignment(next: &[u8]) -> bool {
    match next {
        [b'=', b'=' | b'>', ..] => false,
        [b'=', ..] => true,
        [b'+' | b'-' | b'*' | b'/' | b'%' | b'^' | b'&' | b'|', b'=', ..] => true,
        [b'*', b'*', b'=', ..] | [b'<', b'<', b'=', ..] | [b'>', b'>', b'=', ..] => true,
        [b'?', b'?', b'=', ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn check(source: &str, expected: expect_test::Expect) {
        let scan = scan(source);
        let mut told = scan.text.clone();
        for (slot, span) in &scan.mentions {
            told.push_str(&format!("\nreads {} at {}", scan.paths[*slot].join("."), span.start));
        }
        for (name, _) in &scan.sets {
            told.push_str(&format!("\nsets {name}"));
        }
        for (span, fault) in &scan.faults {
            told.push_str(&format!("\nfault at {}: {fault}", span.start));
        }
        assert_eq!(scan.text.len(), source.len());
        expected.assert_eq(&told);
    }

    #[test]
    fn paths_become_one_name_of_the_same_length() {
        check(
            r#"set("priority", int(flow.variables.digit) * 10 + flow.variables.digit.len())"#,
            expect![[r#"
                set("priority", int(_V00________________) * 10 + _V00________________.len())
                reads flow.variables.digit at 20
                reads flow.variables.digit at 49
                sets priority"#]],
        );
    }

    #[test]
    fn texts_comments_keys_and_members_are_no_variables() {
        check(
            "let a = \"flow.x\"; /* flow /* flow */ */ #{ flow: 1, b: a.flow } // widgets\n `${ #{x: flow.y} } flow`",
            expect![[r#"
                let a = "flow.x"; /* flow /* flow */ */ #{ flow: 1, b: a.flow } // widgets
                 `${ #{x: _V00__} } flow`
                reads flow.y at 85"#]],
        );
    }

    #[test]
    fn either_of_two_variables_may_be_asked_for() {
        check(
            "flow.a || flow.b | flow.c; |flow| 1",
            expect![[r#"
            _V00__ || _V01__ | _V02__; |_V03| 1
            reads flow.a at 0
            reads flow.b at 10
            reads flow.c at 19
            reads flow at 28
            fault at 28: "flow" is where scripts find variables. Choose another name here."#]],
        );
    }

    #[test]
    fn assigning_to_a_variable_and_taking_its_name_are_faults() {
        check(
            "flow.variables.x = 1; let contact = 2; if flow.a == 1 {}",
            expect![[r#"
                _V00____________ = 1; let _V01___ = 2; if _V02__ == 1 {}
                reads flow.variables.x at 0
                reads contact at 26
                reads flow.a at 42
                fault at 0: Variables are not assigned to. Write set("x", value) to set flow.variables.x.
                fault at 26: "contact" is where scripts find variables. Choose another name here.
                fault at 26: Variables are not assigned to. Write set("contact", value) to set flow.variables.contact."#]],
        );
    }
}

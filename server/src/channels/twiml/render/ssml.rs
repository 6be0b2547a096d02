//! SSML in words: which tags pass, and how long texts are divided.
//!
//! The text was made from a template, so any part of it may be a stranger's words. A tag passes when its
//! name and all its attributes are known and it is closed in its order; every other `<` is a sign to be
//! spoken. So no text can make an element of the provider's, and none can break the document.

use super::xml::allowed;
use quick_xml::escape::unescape;

/// The elements that pass, and their attributes.
const KNOWN: [(&str, &[&str]); 15] = [
    ("break", &["strength", "time"]),
    ("emphasis", &["level"]),
    ("lang", &["xml:lang"]),
    ("p", &["xml:lang"]),
    ("phoneme", &["alphabet", "ph"]),
    ("prosody", &["volume", "rate", "pitch"]),
    ("s", &["xml:lang"]),
    ("say-as", &["interpret-as", "format", "role"]),
    ("sub", &["alias"]),
    ("w", &["role"]),
    ("amazon:auto-breaths", &["volume", "frequency", "duration"]),
    ("amazon:breath", &["volume", "duration"]),
    ("amazon:domain", &["name"]),
    ("amazon:effect", &["name", "vocal-tract-length", "phonation"]),
    ("amazon:emotion", &["name", "intensity"]),
];

/// What a provider puts around the words itself; as a tag of an author it says nothing and goes.
const SPEAK: &str = "speak";
/// What `amazon:` stands for; a document that uses it has to say so.
const AMAZON: &str = "http://www.w3.org/2001/10/synthesis/amazon";
/// Longest tag as it is written; what is longer is text.
const LONGEST_TAG: usize = 256;
/// How many elements may stand inside each other; what is deeper is text.
const DEEPEST: usize = 8;

/// A part of words to be spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// The beginning of an element.
    Open(Tag),
    /// An element without words.
    Empty(Tag),
    /// The end of an element.
    Close(&'static str),
}

/// An element's name and attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: &'static str,
    /// Its attributes.
    pub attributes: Vec<(&'static str, String)>,
}

impl Tag {
    fn length(&self) -> usize {
        let attributes = self.attributes.iter();
        let length = |(name, value): &(&str, String)| name.len() + written(value) + 4;
        self.name.len() + 3 + attributes.map(length).sum::<usize>()
    }
}

impl Piece {
    /// How many characters it has as it is written.
    pub fn length(&self) -> usize {
        match self {
            Piece::Text(text) => written(text),
            Piece::Open(tag) | Piece::Empty(tag) => tag.length(),
            Piece::Close(name) => name.len() + 3,
        }
    }
}

/// How many characters a text has as it is written, each sign of markup as what stands for it.
fn written(text: &str) -> usize {
    let length = |sign: char| match sign {
        '<' | '>' => 4,
        '&' => 5,
        '\'' | '"' => 6,
        _ => 1,
    };
    text.chars().map(length).sum()
}

/// Reads words: which of its tags pass, and what is text.
pub fn read(text: &str) -> Vec<Piece> {
    let text = allowed(text);
    let mut found: Vec<Found<'_>> = Vec::new();
    // Places in `found` of what is open, and how many of each name.
    let mut open: Vec<usize> = Vec::new();
    let mut rest = &*text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        found.push(Found { raw: before, tag: None });
        match tag(from) {
            Some((tag, length)) => {
                let (raw, after) = from.split_at(length);
                rest = after;
                let tag = settle(tag, &mut open, &mut found);
                found.push(Found { raw, tag });
            }
            None => {
                found.push(Found { raw: &from[..1], tag: None });
                rest = &from[1..];
            }
        }
    }
    found.push(Found { raw: rest, tag: None });
    for at in open {
        found[at].tag = None;
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for Found { raw, tag } in found {
        match tag {
            Some(Mark::Nothing) => {}
            Some(Mark::Is(piece)) => pieces.push(piece),
            None if raw.is_empty() => {}
            None => match pieces.last_mut() {
                Some(Piece::Text(before)) => before.push_str(raw),
                _ => pieces.push(Piece::Text(raw.to_owned())),
            },
        }
    }
    pieces
}

/// A run of characters, and the tag that it is.
struct Found<'t> {
    raw: &'t str,
    tag: Option<Mark>,
}

/// A tag that passes.
enum Mark {
    /// And is left out.
    Nothing,
    /// And stays.
    Is(Piece),
}

/// Whether a tag passes where it stands: an end does when its beginning is open, and what was opened
/// since and not closed is text then. A beginning does for the time being.
fn settle(tag: Piece, open: &mut Vec<usize>, found: &mut [Found<'_>]) -> Option<Mark> {
    match tag {
        Piece::Open(tag) if tag.name == SPEAK => Some(Mark::Nothing),
        Piece::Close(SPEAK) => Some(Mark::Nothing),
        Piece::Empty(tag) if tag.name == SPEAK => Some(Mark::Nothing),
        Piece::Open(_) if open.len() == DEEPEST => None,
        Piece::Open(tag) => {
            open.push(found.len());
            Some(Mark::Is(Piece::Open(tag)))
        }
        Piece::Close(name) => {
            let is_its_beginning = |at: &usize| matches!(&found[*at].tag, Some(Mark::Is(Piece::Open(tag))) if tag.name == name);
            let beginning = open.iter().rposition(is_its_beginning)?;
            for at in open.drain(beginning..).skip(1) {
                found[at].tag = None;
            }
            Some(Mark::Is(Piece::Close(name)))
        }
        other => Some(Mark::Is(other)),
    }
}

/// The tag at the beginning of a text, and how many bytes it has; none when it is no known one.
fn tag(text: &str) -> Option<(Piece, usize)> {
    let inside = text.strip_prefix('<')?;
    let (is_end, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let name_end =
        inside.find(|sign: char| !sign.is_ascii_alphabetic() && sign != ':' && sign != '-')?;
    let (name, mut rest) = inside.split_at(name_end);
    let known = KNOWN.iter().find(|(known, _)| *known == name);
    let (name, may_have): (&'static str, &[&str]) = match known {
        Some((name, attributes)) => (name, attributes),
        None if name == SPEAK => (SPEAK, &[]),
        None => return None,
    };
    let mut attributes: Vec<(&'static str, String)> = Vec::new();
    let piece = loop {
        let spaced = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let has_space = spaced.len() < rest.len();
        rest = spaced;
        if let Some(after) = rest.strip_prefix('>') {
            rest = after;
            break if is_end { Piece::Close(name) } else { Piece::Open(Tag { name, attributes }) };
        }
        if let Some(after) = rest.strip_prefix("/>").filter(|_| !is_end) {
            rest = after;
            break Piece::Empty(Tag { name, attributes });
        }
        if is_end || !has_space {
            return None;
        }
        let (attribute, value, after) = attribute(rest)?;
        rest = after;
        if name == SPEAK {
            continue;
        }
        let known = may_have.iter().find(|known| **known == attribute)?;
        if attributes.iter().any(|(had, _)| had == known) {
            return None;
        }
        attributes.push((known, value));
    };
    let piece = match piece {
        Piece::Open(tag) => Piece::Open(with_prefix(tag)),
        Piece::Empty(tag) => Piece::Empty(with_prefix(tag)),
        other => other,
    };
    (piece.length() <= LONGEST_TAG).then(|| (piece, text.len() - rest.len()))
}

/// An element of Amazon's says whose it is: without that, what it stands in is no XML with namespaces.
fn with_prefix(mut tag: Tag) -> Tag {
    if tag.name.starts_with("amazon:") {
        tag.attributes.insert(0, ("xmlns:amazon", AMAZON.to_owned()));
    }
    tag
}

/// The attribute at the beginning of a text: its name, its value, and what follows.
fn attribute(text: &str) -> Option<(&str, String, &str)> {
    let space = [' ', '\t', '\n', '\r'];
    let name_end =
        text.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != ':' && sign != '-')?;
    let (name, rest) = text.split_at(name_end);
    let rest = rest.trim_start_matches(space).strip_prefix('=')?.trim_start_matches(space);
    let quote = rest.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
    let rest = &rest[1..];
    let value_end = rest.find([quote, '<'])?;
    let (value, rest) = rest.split_at(value_end);
    let rest = rest.strip_prefix(quote)?;
    let value = unescape(value).ok()?;
    Some((name, allowed(&value).into_owned(), rest)).filter(|_| !name.is_empty())
}

/// What is heard of words, without any markup: what can be read where nothing speaks.
pub fn plain(text: &str) -> String {
    let mut heard = String::new();
    for piece in words(read(text)) {
        if let Piece::Text(text) = piece {
            heard.push_str(&text);
        }
    }
    let words: Vec<&str> = heard.split_whitespace().collect();
    words.join(" ")
}

/// The words alone.
pub fn words(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut all = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => all.push_str(&text),
            // What made a pause keeps words apart.
            Piece::Empty(_) => all.push(' '),
            Piece::Open(_) | Piece::Close(_) => {}
        }
    }
    vec![Piece::Text(all)]
}

/// Divides words into parts of at most `most` characters, at the ends of sentences where there are any.
/// Elements that are open at such a place are closed before it and opened again behind it. Nothing to
/// be heard gives no part.
pub fn split(pieces: Vec<Piece>, most: usize) -> Vec<Vec<Piece>> {
    let is_heard = |piece: &Piece| match piece {
        Piece::Text(text) => !text.trim().is_empty(),
        Piece::Empty(_) => true,
        Piece::Open(_) | Piece::Close(_) => false,
    };
    if !pieces.iter().any(is_heard) {
        return Vec::new();
    }
    let mut parts = Parts { most: most.max(LONGEST_TAG * (DEEPEST + 2) + 200), ..Parts::default() };
    for piece in pieces {
        match piece {
            Piece::Text(text) => parts.text(&text),
            Piece::Open(tag) => {
                let end = tag.name.len() + 3;
                parts.make_room(tag.length() + end);
                parts.put(Piece::Open(tag.clone()));
                parts.open.push(tag);
                parts.ends += end;
            }
            Piece::Empty(tag) => {
                parts.make_room(tag.length());
                parts.put(Piece::Empty(tag));
            }
            Piece::Close(name) => {
                parts.open.pop();
                parts.ends = parts.ends.saturating_sub(name.len() + 3);
                parts.put(Piece::Close(name));
            }
        }
    }
    parts.done.push(parts.part);
    parts.done
}

#[derive(Default)]
struct Parts {
    most: usize,
    done: Vec<Vec<Piece>>,
    part: Vec<Piece>,
    /// Characters of the part so far.
    size: usize,
    /// What is open now.
    open: Vec<Tag>,
    /// Characters of the ends of what is open.
    ends: usize,
}

impl Parts {
    fn put(&mut self, piece: Piece) {
        self.size += piece.length();
        self.part.push(piece);
    }

    fn room(&self) -> usize {
        self.most.saturating_sub(self.size + self.ends)
    }

    fn make_room(&mut self, length: usize) {
        if self.room() < length {
            self.next();
        }
    }

    /// Ends the part, and begins the next with what is open.
    fn next(&mut self) {
        for tag in self.open.iter().rev() {
            self.part.push(Piece::Close(tag.name));
        }
        self.done.push(std::mem::take(&mut self.part));
        self.size = 0;
        for tag in self.open.clone() {
            self.put(Piece::Open(tag));
        }
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        while written(rest) > self.room() {
            let (cut, is_good) = place_to_cut(rest, self.room());
            // Better a new part than a cut through a word, as long as that gives more room.
            if !is_good && self.part.len() > self.open.len() {
                self.next();
                continue;
            }
            let (now, later) = rest.split_at(cut);
            self.put(Piece::Text(now.to_owned()));
            self.next();
            rest = later.trim_start();
        }
        if !rest.is_empty() {
            self.put(Piece::Text(rest.to_owned()));
        }
    }
}

/// Where a text is cut that is longer than there is room for: behind the last sentence that fits, else
/// behind the last word, else, which is not good, in the middle of one.
fn place_to_cut(text: &str, room: usize) -> (usize, bool) {
    let (mut sentence, mut word, mut anywhere) = (0, 0, 0);
    let mut size = 0;
    let mut ends_sentence = false;
    for (at, sign) in text.char_indices() {
        if sign.is_whitespace() {
            word = at;
            if ends_sentence {
                sentence = at;
            }
        }
        let mut buffer = [0; 4];
        size += written(sign.encode_utf8(&mut buffer));
        if size > room {
            break;
        }
        anywhere = at + sign.len_utf8();
        // In scripts without spaces a sentence ends with its sign.
        if matches!(sign, '。' | '！' | '？') {
            sentence = anywhere;
        }
        let goes_on = ends_sentence && matches!(sign, '"' | '\'' | ')' | '”' | '’' | '»');
        ends_sentence = goes_on || matches!(sign, '.' | '!' | '?' | '…' | ';' | ':');
    }
    match (sentence, word) {
        (0, 0) => (anywhere, false),
        (0, word) => (word, true),
        (sentence, _) => (sentence, true),
    }
}

#[cfg(test)]
mod tests;

//! Cutting a template into literal text, `{{ outputs }}` and `{% tags %}`, or the lines of a
//! `{% liquid %}` tag into tags.

use crate::Span;

/// One piece of a template.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Chunk {
    /// Literal text, with the white space that dashes take away already gone.
    Text(Span),
    /// `{{ … }}`.
    Output { whole: Span, markup: Span },
    /// `{% … %}`, or a line of a `liquid` tag.
    Tag(Tag),
    /// `{{` or `{%` that is never closed; the rest of the source is lost.
    Open { whole: Span, output: bool },
}

/// A tag: its name and what follows the name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tag {
    pub whole: Span,
    pub name: Span,
    pub markup: Span,
}

/// Where tags come from.
pub(super) enum Feed<'s> {
    Template(Pieces<'s>),
    Lines(Lines<'s>),
}

impl Feed<'_> {
    /// The next piece.
    pub fn next(&mut self) -> Option<Chunk> {
        match self {
            Feed::Template(pieces) => pieces.next(),
            Feed::Lines(lines) => lines.next(),
        }
    }

    /// Moves past the next `{% end %}`, taking everything before it as it is written; None when it
    /// never comes. In a `liquid` tag the end stands on a line of its own.
    pub fn skip_to(&mut self, end: &str) -> Option<Span> {
        match self {
            Feed::Template(pieces) => pieces.skip_to(end),
            Feed::Lines(lines) => lines.skip_to(end),
        }
    }
}

/// The pieces of a template, from the front.
pub(super) struct Pieces<'s> {
    source: &'s str,
    position: usize,
    /// Whether the piece before ended with a dash, which takes the white space that follows.
    trim: bool,
}

impl<'s> Pieces<'s> {
    pub fn new(source: &'s str) -> Pieces<'s> {
        Pieces { source, position: 0, trim: false }
    }

    fn next(&mut self) -> Option<Chunk> {
        loop {
            let rest = self.source.get(self.position..).filter(|rest| !rest.is_empty())?;
            match next_opening(rest) {
                Some(0) => return Some(self.braces()),
                found => {
                    let length = found.unwrap_or(rest.len());
                    let end = self.position + length;
                    let mut span = Span::new(self.position, end);
                    if self.trim {
                        span = trim_start(self.source, span);
                    }
                    if self.source.as_bytes().get(end + 2) == Some(&b'-') {
                        span = trim_end(self.source, span);
                    }
                    self.position = end;
                    self.trim = false;
                    if span.start < span.end {
                        return Some(Chunk::Text(span));
                    }
                }
            }
        }
    }

    /// The `{{ … }}` or `{% … %}` at the position.
    fn braces(&mut self) -> Chunk {
        let start = self.position;
        let output = self.source.as_bytes().get(start + 1) == Some(&b'{');
        let closing = if output { "}}" } else { "%}" };
        let after = &self.source[start + 2..];
        let Some(length) = after.find(closing) else {
            self.position = self.source.len();
            return Chunk::Open { whole: Span::new(start, self.source.len()), output };
        };
        let mut inner = Span::new(start + 2, start + 2 + length);
        let mut text = &after[..length];
        if let Some(rest) = text.strip_prefix('-') {
            text = rest;
            inner.start += 1;
        }
        self.trim = text.ends_with('-');
        if self.trim {
            inner.end -= 1;
        }
        let markup = trim_end(self.source, trim_start(self.source, inner));
        self.position = start + 2 + length + 2;
        let whole = Span::new(start, self.position);
        if output {
            Chunk::Output { whole, markup }
        } else {
            Chunk::Tag(tag(self.source, whole, markup))
        }
    }

    /// Moves past the next `{% end %}`; see [`Feed::skip_to`].
    pub fn skip_to(&mut self, end: &str) -> Option<Span> {
        let from = self.position;
        let mut at = from;
        loop {
            let start = at + self.source.get(at..)?.find("{%")?;
            let inner = &self.source[start + 2..];
            let body = inner.strip_prefix('-').unwrap_or(inner).trim_start();
            if let Some(after) = body.strip_prefix(end) {
                let after = after.trim_start();
                let closed = after.strip_prefix('-').unwrap_or(after);
                if let Some(rest) = closed.strip_prefix("%}") {
                    self.trim = after.starts_with('-');
                    self.position = self.source.len() - rest.len();
                    let mut skipped = Span::new(from, start);
                    if inner.starts_with('-') {
                        skipped = trim_end(self.source, skipped);
                    }
                    return Some(skipped);
                }
            }
            at = start + 2;
        }
    }

    /// Whether the white space that follows is to be taken away, and forgets it: what follows is raw.
    pub fn take_trim(&mut self) -> bool {
        std::mem::take(&mut self.trim)
    }
}

/// The lines of a `liquid` tag, each of them a tag without braces.
pub(super) struct Lines<'s> {
    source: &'s str,
    position: usize,
    end: usize,
}

impl<'s> Lines<'s> {
    pub fn new(source: &'s str, span: Span) -> Lines<'s> {
        Lines { source, position: span.start as usize, end: span.end as usize }
    }

    fn next(&mut self) -> Option<Chunk> {
        loop {
            let span = self.next_line()?;
            let line = trim_end(self.source, trim_start(self.source, span));
            if line.start < line.end {
                return Some(Chunk::Tag(tag(self.source, line, line)));
            }
        }
    }

    fn next_line(&mut self) -> Option<Span> {
        let rest = self.source.get(self.position..self.end).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').unwrap_or(rest.len());
        let span = Span::new(self.position, self.position + length);
        self.position = (self.position + length + 1).min(self.end);
        Some(span)
    }

    fn skip_to(&mut self, end: &str) -> Option<Span> {
        let from = self.position;
        loop {
            let start = self.position;
            let line = self.next_line()?;
            if line.of(self.source).split_whitespace().next() == Some(end) {
                return Some(Span::new(from, start));
            }
        }
    }
}

/// The first `{{` or `{%` in `text`.
pub(super) fn next_opening(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|&byte| byte == b'{') {
        let at = from + at;
        if matches!(bytes.get(at + 1), Some(b'{' | b'%')) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Cuts the markup of a tag into its name and the rest.
fn tag(source: &str, whole: Span, markup: Span) -> Tag {
    let text = markup.of(source);
    let length = if text.starts_with('#') {
        1
    } else {
        text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len())
    };
    let name = Span { start: markup.start, end: markup.start + length as u32 };
    let rest = trim_start(source, Span { start: name.end, end: markup.end });
    Tag { whole, name, markup: rest }
}

fn trim_start(source: &str, span: Span) -> Span {
    let text = span.of(source);
    Span { start: span.start + (text.len() - text.trim_start().len()) as u32, end: span.end }
}

fn trim_end(source: &str, span: Span) -> Span {
    let text = span.of(source);
    Span { start: span.start, end: span.end - (text.len() - text.trim_end().len()) as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(source: &str) -> Vec<String> {
        let mut pieces = Pieces::new(source);
        let mut seen = Vec::new();
        while let Some(chunk) = pieces.next() {
            seen.push(match chunk {
                Chunk::Text(span) => format!("text {:?}", span.of(source)),
                Chunk::Output { markup, .. } => format!("output {:?}", markup.of(source)),
                Chunk::Tag(tag) => {
                    format!("tag {:?} {:?}", tag.name.of(source), tag.markup.of(source))
                }
                Chunk::Open { whole, .. } => format!("open {:?}", whole.of(source)),
            });
        }
        seen
    }

    #[test]
    fn dashes_take_the_white_space_beside_them() {
        assert_eq!(
            pieces("a {%- if x -%} b {{- y -}} c {{ z }} d"),
            [
                "text \"a\"",
                "tag \"if\" \"x\"",
                "text \"b\"",
                "output \"y\"",
                "text \"c \"",
                "output \"z\"",
                "text \" d\""
            ]
        );
    }

    #[test]
    fn single_braces_are_text_and_an_open_brace_takes_the_rest() {
        assert_eq!(pieces("{a} {{ b"), ["text \"{a} \"", "open \"{{ b\""]);
        assert_eq!(pieces("{%-%}{{-}}"), ["tag \"\" \"\"", "output \"\""]);
    }
}

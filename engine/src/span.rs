//! Where in a text something stands.
//!
//! A [`Span`] is bytes; people want lines and columns. One is counted from the front of the text by
//! [`Span::line_and_column`]; whoever asks for many places of one text makes [`Lines`] of it first.

use serde::{Deserialize, Serialize};

/// A run of bytes in a text: from `start` up to and not including `end`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets; offsets beyond 4 GiB are cut there.
    pub fn new(start: usize, end: usize) -> Span {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: cut(start), end: cut(end) }
    }

    /// The bytes as a range, to slice with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The slice of `text` that this span covers; empty when it does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// The same span, `by` bytes further on.
    #[must_use]
    pub fn shifted(self, by: u32) -> Span {
        Span { start: self.start.saturating_add(by), end: self.end.saturating_add(by) }
    }

    /// Line and column of the start in `text`, both counted from 1; the column counts characters.
    pub fn line_and_column(self, text: &str) -> (usize, usize) {
        let before = &text.as_bytes()[..(self.start as usize).min(text.len())];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
        (line, column)
    }
}

/// How many bytes of a text are between two places that [`Lines`] remembers.
const STRIDE: usize = 1024;

/// The lines of a text, read once, so that each place in it is found by looking at a few bytes.
///
/// A text of one line of two megabytes is as cheap to ask as one of many short lines.
///
/// ```
/// use centralita_engine::span::{Lines, Span};
/// let lines = Lines::of("one\ntwo");
/// assert_eq!(lines.line_and_column(Span::new(5, 6)), (2, 2));
/// assert_eq!(lines.line(Span::new(5, 6)), Span::new(4, 7));
/// ```
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t str,
    /// Where each line begins, in ascending order; never empty.
    starts: Vec<u32>,
    /// How many characters of its line stand before every [`STRIDE`]th byte.
    columns: Vec<u32>,
}

impl<'t> Lines<'t> {
    /// Reads `text`.
    pub fn of(text: &'t str) -> Lines<'t> {
        let mut starts = vec![0];
        let mut columns = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut column = 0;
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            if at % STRIDE == 0 {
                columns.push(column);
            }
            if byte == b'\n' {
                column = 0;
                starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            } else {
                column += u32::from(begins_character(byte));
            }
        }
        Lines { text, starts, columns }
    }

    /// The text that was read.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The line and column at which `span` begins, as [`Span::line_and_column`] counts them.
    pub fn line_and_column(&self, span: Span) -> (usize, usize) {
        let at = (span.start as usize).min(self.text.len());
        let index = self.index(at);
        let line_start = self.starts[index] as usize;
        // What is remembered counts for this line only from its beginning on.
        let block = at / STRIDE;
        let (from, before) = match self.columns.get(block) {
            Some(&column) if block * STRIDE > line_start => (block * STRIDE, column as usize),
            _ => (line_start, 0),
        };
        let bytes = &self.text.as_bytes()[from..at];
        let more = bytes.iter().filter(|&&byte| begins_character(byte)).count();
        (index + 1, before + more + 1)
    }

    /// The line in which `span` begins, without the break at its end.
    pub fn line(&self, span: Span) -> Span {
        let index = self.index((span.start as usize).min(self.text.len()));
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| *next as usize - 1);
        Span::new(self.starts[index] as usize, end)
    }

    /// The place in `starts` of the line that holds byte `at`; the first line begins at 0, so there
    /// always is one.
    fn index(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= at).saturating_sub(1)
    }
}

/// Whether a byte of UTF-8 is the first of its character.
fn begins_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_read_once_gives_the_same_places_as_counting_from_the_front() {
        let long = "é".repeat(3000);
        for text in
            ["", "\n", "a\néé!\r\nb", &long, &format!("{long}\n{long}x\n\n{}", "ab\n".repeat(900))]
        {
            let lines = Lines::of(text);
            for at in 0..text.len() + 3 {
                let span = Span::new(at, at);
                assert_eq!(lines.line_and_column(span), span.line_and_column(text), "byte {at}");
                let line = lines.line(span);
                assert!(!line.of(text).contains('\n'));
                assert!((line.start..=line.end).contains(&(at.min(text.len()) as u32)));
            }
        }
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "a\néé!";
        assert_eq!(Span::new(6, 7).line_and_column(text), (2, 3));
        assert_eq!(Span::new(6, 7).of(text), "!");
        assert_eq!(Span::new(600, 700).of(text), "");
    }
}

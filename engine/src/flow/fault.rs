//! What reading a flow had to repair or could not understand.

use std::collections::BTreeMap;

use super::names::WidgetName;
use crate::check::Sentence;
use crate::{Lines, Span, sentence};

/// Something about a flow's file that a person should know before trusting what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFault {
    /// What kind of thing it is.
    pub kind: ReadFaultKind,
    /// Where it stands in [`Flow::document`](super::Flow::document), when it stands anywhere.
    pub span: Option<Span>,
    /// The widget it concerns.
    pub widget: Option<WidgetName>,
    /// What is wrong, how it was read and what to do, in a sentence.
    pub message: Sentence,
}

/// The kinds of [`ReadFault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ReadFaultKind {
    /// The file has the old format of Studio's exports. Nothing is lost; a note, not a fault.
    Legacy,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// Text that is no JSON.
    NotJson,
    /// No map that could be a flow was found.
    NotAFlow,
    /// There is no list of widgets.
    NoStates,
    /// A list or map has another kind of JSON than expected.
    WrongKind,
    /// An entry of the list of widgets is no widget.
    NotAWidget,
    /// A widget without a name.
    NoName,
    /// A widget with the name of an earlier one.
    DuplicateName,
    /// A widget without a type.
    NoKind,
    /// A transition without an event.
    NoEvent,
    /// The file does not say, or says wrongly, where executions begin.
    NoInitial,
}

impl ReadFaultKind {
    /// Whether this is only worth knowing and nothing is wrong.
    pub fn is_note(self) -> bool {
        self == ReadFaultKind::Legacy
    }

    /// A short stable code, as in `duplicate_name`.
    pub fn code(self) -> &'static str {
        match self {
            ReadFaultKind::Legacy => "old_format",
            ReadFaultKind::NotUtf8 => "not_utf8",
            ReadFaultKind::NotJson => "not_json",
            ReadFaultKind::NotAFlow => "not_a_flow",
            ReadFaultKind::NoStates => "no_widgets",
            ReadFaultKind::WrongKind => "wrong_json_kind",
            ReadFaultKind::NotAWidget => "not_a_widget",
            ReadFaultKind::NoName => "no_name",
            ReadFaultKind::DuplicateName => "duplicate_name",
            ReadFaultKind::NoKind => "no_kind",
            ReadFaultKind::NoEvent => "no_event",
            ReadFaultKind::NoInitial => "no_start",
        }
    }
}

impl ReadFault {
    pub(super) fn new(
        kind: ReadFaultKind,
        span: Option<Span>,
        widget: Option<&WidgetName>,
        message: Sentence,
    ) -> ReadFault {
        ReadFault { kind, span, widget: widget.cloned(), message }
    }

    pub(super) fn not_utf8(at: usize) -> ReadFault {
        ReadFault::new(
            ReadFaultKind::NotUtf8,
            None,
            None,
            sentence!(
                "The file is not UTF-8 text from byte {at} on; characters are lost there. Save it as UTF-8.",
                "El archivo no es texto UTF-8 desde el byte {at}; ahí se pierden caracteres. Guárdelo como UTF-8."
            ),
        )
    }

    /// The faults with those that say the same of several places told once: at the first of them,
    /// with the lines in `document` where the others are.
    pub fn told_once<'f>(
        faults: impl IntoIterator<Item = &'f ReadFault>,
        document: &Lines<'_>,
    ) -> Vec<ReadFault> {
        let mut gathered: Vec<(ReadFault, Vec<usize>)> = Vec::new();
        let mut places: BTreeMap<(ReadFaultKind, &str), usize> = BTreeMap::new();
        for fault in faults {
            if let (Some(&place), Some(span)) =
                (places.get(&(fault.kind, fault.message.en())), fault.span)
            {
                // `places` only holds places in `gathered`, which never shrinks.
                gathered[place].1.push(document.line_and_column(span).0);
            } else {
                places.insert((fault.kind, fault.message.en()), gathered.len());
                gathered.push((fault.clone(), Vec::new()));
            }
        }
        gathered
            .into_iter()
            .map(|(mut fault, mut lines)| {
                lines.dedup();
                if !lines.is_empty() {
                    fault.message = fault.message.then(&the_same_on(&lines));
                }
                fault
            })
            .collect()
    }

    /// The sentence with its line and column in `document` before it, when it has a place.
    pub fn with_place(&self, document: &Lines<'_>) -> String {
        match self.span {
            Some(span) => {
                let (line, column) = document.line_and_column(span);
                format!("line {line}, column {column}: {}", self.message)
            }
            None => self.message.en().to_owned(),
        }
    }
}

/// How many lines are named before the rest is only counted.
const LINES_NAMED: usize = 5;

fn the_same_on(lines: &[usize]) -> Sentence {
    let (named, rest) = lines.split_at(lines.len().min(LINES_NAMED));
    let named: Vec<String> = named.iter().map(usize::to_string).collect();
    match (named.as_slice(), rest.len()) {
        ([one], 0) => sentence!(" The same on line {one}.", " Lo mismo en la línea {one}."),
        ([first @ .., last], 0) => sentence!(
            " The same on lines {} and {last}.",
            " Lo mismo en las líneas {} y {last}.",
            first.join(", ")
        ),
        (all, more) => sentence!(
            " The same on lines {} and {more} more.",
            " Lo mismo en las líneas {} y {more} más.",
            all.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn what_is_the_same_in_many_places_is_told_once() {
        let text = "a\n".repeat(9);
        let document = Lines::of(&text);
        let fault = |line: usize, message: &str| {
            let span = Some(Span::new(line * 2 - 2, line * 2 - 1));
            ReadFault::new(ReadFaultKind::NotJson, span, None, message.into())
        };
        let told = |lines: &[usize]| {
            let mut faults: Vec<ReadFault> =
                lines.iter().map(|line| fault(*line, "A comment.")).collect();
            faults.insert(1, fault(4, "A comma."));
            let told = ReadFault::told_once(&faults, &document);
            told.iter().map(|fault| fault.with_place(&document) + "\n").collect::<String>()
        };
        expect![[r#"
            line 1, column 1: A comment.
            line 4, column 1: A comma.
        "#]]
        .assert_eq(&told(&[1]));
        expect![[r#"
            line 1, column 1: A comment. The same on lines 2 and 3.
            line 4, column 1: A comma.
        "#]]
        .assert_eq(&told(&[1, 2, 2, 3]));
        expect![[r#"
            line 1, column 1: A comment. The same on lines 2, 3, 5, 6, 7 and 2 more.
            line 4, column 1: A comma.
        "#]]
        .assert_eq(&told(&[1, 2, 3, 5, 6, 7, 8, 9]));
    }
}

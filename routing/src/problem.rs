//! Problems: what is wrong with an expression or a plan, where, and what to do.

use std::fmt;

use serde::Serialize;

use crate::sentence::{Sentence, sentence};
use crate::span::Span;

/// Something wrong with an expression or a plan. It is data: nothing stops because of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What kind of problem, e.g. `never_matches`.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where in the text that was read.
    pub span: Span,
    /// What is wrong and what to do, in a sentence.
    pub message: Sentence,
}

/// The name of a kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Code(pub &'static str);

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It works, but hardly as meant.
    Warning,
    /// Something in it cannot work.
    Error,
}

impl Problem {
    /// A problem because of which something cannot work.
    pub(crate) fn error(code: &'static str, span: Span, message: Sentence) -> Problem {
        Problem { code: Code(code), severity: Severity::Error, span, message }
    }

    /// A problem of something that works, but hardly as meant.
    pub(crate) fn warning(code: &'static str, span: Span, message: Sentence) -> Problem {
        Problem { code: Code(code), severity: Severity::Warning, span, message }
    }

    /// The problem with its line and column in `text`, the text that was read.
    pub fn told(&self, text: &str) -> Sentence {
        let (line, column) = self.span.line_and_column(text);
        sentence!("line {}, column {}: {}", "línea {}, columna {}: {}"; line, column, self.message)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

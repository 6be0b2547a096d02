//! What is wrong with a script, in the words of its author.

use std::fmt;

use centralita_engine::{Span, Text};
use rhai::{EvalAltResult, ParseErrorType, Position};

use crate::script::spanish::SENTENCES;

/// Something wrong with a script: when it is compiled, or while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The file, or the widget whose script it is.
    pub file: Text,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// Where in the source.
    pub span: Span,
    /// What is wrong and what to do, in a sentence.
    pub message: Text,
}

impl ScriptError {
    /// An error at `span` of `source`.
    pub fn new(file: &str, source: &str, span: Span, message: impl Into<Text>) -> ScriptError {
        let (line, column) = span.line_and_column(source);
        ScriptError { file: file.into(), line, column, span, message: message.into() }
    }

    /// What is wrong, in the languages of the house.
    pub fn told(&self) -> centralita_engine::check::Sentence {
        centralita_engine::check::Sentence::told(&self.message, SENTENCES)
    }
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}, column {}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for ScriptError {}

/// The bytes at a position: the word there, or one character.
pub(crate) fn span_at(source: &str, position: Position) -> Span {
    let Some(line) = position.line() else { return Span::new(0, 0) };
    let start: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = source.get(start..).unwrap_or("");
    let column = position.position().unwrap_or(1).saturating_sub(1);
    let at = rest.char_indices().nth(column).map_or(rest.trim_end().len(), |(at, _)| at);
    let word: usize = rest
        .get(at..)
        .unwrap_or("")
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count();
    let one = rest.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::new(start + at, start + at + word.max(one))
}

/// What a parser's complaint means.
pub(crate) fn parse_message(kind: &ParseErrorType) -> Text {
    let plain = kind.to_string();
    if let Some(word) =
        plain.strip_suffix("' is disabled").and_then(|rest| rest.rsplit('\'').next())
    {
        let instead = match word {
            "print" | "debug" => "Use note(text) to leave a note in the step.",
            _ => "A script cannot do that here.",
        };
        return format!("\"{word}\" is not a word that scripts may use. {instead}").into();
    }
    match kind {
        ParseErrorType::Reserved(word) => {
            format!("\"{word}\" is not a word that scripts may use. Choose another name.").into()
        }
        ParseErrorType::ExprTooDeep => {
            "The expressions are nested too deep. Put a part of them into a function.".into()
        }
        ParseErrorType::UnexpectedEOF => {
            "The script ends in the middle of something. Close what is open: ), ], } or a text."
                .into()
        }
        ParseErrorType::MissingToken(token, what) => {
            format!("A \"{token}\" is missing here {what}.").into()
        }
        other => format!("This cannot be understood: {other}. Mend it here.").into(),
    }
}

/// What an evaluation's complaint means, and where it is.
pub(crate) fn run_message(error: &EvalAltResult, operations: u64) -> (Text, Position) {
    use EvalAltResult as Error;
    let mut error = error;
    // The innermost call is where the author has to look.
    while let Error::ErrorInFunctionCall(_, _, inner, _) = error {
        error = inner;
    }
    let message = match error {
        Error::ErrorTerminated(..) | Error::ErrorTooManyOperations(_) => format!(
            "The script does more than is allowed ({operations} operations) and was stopped. Look for a loop that does not end, or work on less data."
        ),
        Error::ErrorStackOverflow(_) => {
            "Functions call each other too deep. Look for a function that calls itself without end."
                .to_owned()
        }
        Error::ErrorDataTooLarge(what, _) => {
            format!("{what} grows larger than is allowed here. Keep less at one time.")
        }
        Error::ErrorFunctionNotFound(signature, _) => {
            let signature = plain_kinds(signature);
            format!("There is no function {signature}. Check its name and what it is given.")
        }
        Error::ErrorVariableNotFound(name, _) => format!(
            "There is nothing called \"{name}\". Write `let {name} = ...` first, or read a variable of the flow as flow.variables.{name}."
        ),
        Error::ErrorRuntime(value, _) => match value.read_lock::<rhai::ImmutableString>() {
            Some(text) => text.to_string(),
            None => format!("{value}"),
        },
        Error::ErrorMismatchDataType(wanted, found, _) => {
            let (wanted, found) = (plain_kinds(wanted), plain_kinds(found));
            format!("A {wanted} is needed here, and a {found} is given.")
        }
        Error::ErrorDataRace(what, _) => format!(
            "The function given to {} uses the very list it goes through. Copy the list first: let copy = list;.",
            what.rsplit('\'').nth(1).unwrap_or("this")
        ),
        Error::ErrorArithmetic(what, _) => format!("{what}."),
        other => {
            let mut plain = other.clone_sentence();
            if !plain.ends_with('.') {
                plain.push('.');
            }
            plain
        }
    };
    (message.into(), error.position())
}

/// Rhai's names of kinds in the words that authors know.
fn plain_kinds(text: &str) -> String {
    [
        ("i64", "number"),
        ("f64", "number"),
        ("&str | ImmutableString | String", "text"),
        ("string", "text"),
        ("bool", "true or false"),
        ("array", "list"),
        ("()", "nothing"),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (name, plain)| text.replace(name, plain))
}

trait Sentence {
    fn clone_sentence(&self) -> String;
}

impl Sentence for EvalAltResult {
    /// Rhai's own words without the position that it appends.
    fn clone_sentence(&self) -> String {
        let full = self.to_string();
        match full.rfind(" (line ") {
            Some(at) => full[..at].to_owned(),
            None => full,
        }
    }
}

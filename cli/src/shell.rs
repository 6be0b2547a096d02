//! The shell around a command: its output, its language, and what it has found.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{IsTerminal, Stderr, Stdout, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Effects, Style};
use serde::Serialize;

use crate::arguments::Arguments;
use crate::trouble::Trouble;
use crate::words::{Language, Report};

/// What a heading looks like.
pub const HEADING: Style = Style::new().effects(Effects::BOLD);
/// What stands beside the matter looks like.
pub const DIM: Style = Style::new().effects(Effects::DIMMED);
/// What a person typed looks like.
pub const TYPED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
/// What is heard or read by the contact is marked like this.
pub const HEARD: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
/// What is well looks like.
pub const GOOD: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
/// What deserves a look looks like.
pub const WARNING: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
/// What is wrong looks like.
pub const ERROR: Style =
    Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))).effects(Effects::BOLD);

/// `text` in `style`; a stream that takes no colours leaves the style out.
pub fn painted(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// `text` without what would command the terminal instead of being read in it.
///
/// What a flow says and what a contact types is shown here, and neither may move the cursor, rename
/// the window or turn the line around. Our own styles stay; every other control character is shown
/// as its picture, a character that changes the direction as the sign for a lost one.
fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_command) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_command) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let style = style_length(rest);
        if style > 0 {
            out.push_str(&rest[..style]);
            rest = &rest[style..];
            continue;
        }
        let mut letters = rest.chars();
        match letters.next() {
            Some('\r') if letters.as_str().starts_with('\n') => out.push('\r'),
            Some(letter) => out.push(picture(letter)),
            None => {}
        }
        rest = letters.as_str();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether a terminal would obey `letter` rather than show it.
fn is_command(letter: char) -> bool {
    (letter.is_control() && !matches!(letter, '\n' | '\t'))
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// How a control character looks.
fn picture(letter: char) -> char {
    match u32::from(letter) {
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// The length of the style that `text` begins with, such as `ESC [ 1 m`; 0 when it does not.
fn style_length(text: &str) -> usize {
    let Some(inside) = text.strip_prefix("\u{1b}[") else { return 0 };
    match inside.find(|letter: char| !letter.is_ascii_digit() && letter != ';') {
        Some(end) if inside[end..].starts_with('m') => end + 3,
        _ => 0,
    }
}

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All is well.
    Well,
    /// Something was found.
    Findings,
}

impl Verdict {
    /// Findings if `found`.
    pub fn findings_if(found: bool) -> Verdict {
        if found { Verdict::Findings } else { Verdict::Well }
    }
}

/// How a command says what it found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON document, as its schema describes it.
    Json,
}

/// The output of a command, its language, and whether a person sits in front of it.
pub struct Shell {
    out: AutoStream<Stdout>,
    error: AutoStream<Stderr>,
    /// The language of everything this command says.
    pub language: Language,
    /// How many columns there are.
    pub width: usize,
    progress: bool,
}

/// Lines longer than this are tiring to read.
const WIDEST: usize = 100;

impl Shell {
    /// The shell that the arguments and the terminal ask for.
    pub fn new(arguments: &Arguments) -> Shell {
        if arguments.no_color {
            ColorChoice::Never.write_global();
        }
        let width = match terminal_size::terminal_size() {
            Some((width, _)) if std::io::stdout().is_terminal() => usize::from(width.0),
            _ => 80,
        };
        Shell {
            out: AutoStream::auto(std::io::stdout()),
            error: AutoStream::auto(std::io::stderr()),
            language: Language::chosen(arguments.lang),
            width: width.clamp(40, WIDEST),
            progress: std::io::stderr().is_terminal(),
        }
    }

    /// Writes a line for people; what in it would command the terminal is shown instead.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn line(&mut self, line: impl Display) -> Result<(), Trouble> {
        writeln!(self.out, "{}", safe(&line.to_string()))?;
        Ok(())
    }

    /// Writes a document as it is.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn text(&mut self, text: impl Display) -> Result<(), Trouble> {
        write!(self.out, "{text}")?;
        Ok(())
    }

    /// Shows what was written so far.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn flush(&mut self) -> Result<(), Trouble> {
        self.out.flush()?;
        Ok(())
    }

    /// Writes `report` as JSON.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn json(&mut self, report: &impl Serialize) -> Result<(), Trouble> {
        let json = serde_json::to_string_pretty(report)
            .map_err(|error| Trouble::Output(std::io::Error::other(error)))?;
        // A document for programs: every character in it is kept.
        writeln!(self.out, "{json}")?;
        Ok(())
    }

    /// Says on the error stream what stopped the command.
    pub fn complain(&mut self, trouble: &Trouble) {
        let label = painted(ERROR, self.language.say(Report::Error));
        // When even the error stream is closed there is nobody left to tell.
        let sentence = trouble.sentence(self.language);
        let _ = writeln!(self.error, "{label}: {}", safe(&sentence));
    }

    /// Says something on the error stream that does not stop the command.
    pub fn remark(&mut self, text: impl Display) {
        let _ = writeln!(self.error, "{}", safe(&text.to_string()));
    }

    /// Says how far long work has come, where a person can see it and nothing else is written.
    pub fn progress(&mut self, done: usize, all: usize, what: impl Display) {
        if self.progress {
            let _ = write!(self.error, "\r\x1b[K{done}/{all} {}", safe(&what.to_string()));
            let _ = self.error.flush();
        }
    }

    /// Takes the progress away.
    pub fn progress_is_over(&mut self) {
        if self.progress {
            let _ = write!(self.error, "\r\x1b[K");
            let _ = self.error.flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_caller_types_does_not_command_the_terminal() {
        assert_eq!(safe("\u{1b}]0;pwned\u{7}\u{1b}[2J hi"), "␛]0;pwned␇␛[2J hi");
        assert_eq!(safe("\u{9b}2J\u{202e}abc\u{7f}\r!"), "\u{fffd}2J\u{fffd}abc␡␍!");
        assert_eq!(safe("\u{1b}[1;3"), "␛[1;3");
    }

    #[test]
    fn styles_lines_and_every_script_are_shown_as_they_are() {
        let shown = format!("{}\tأهلا 日本 🙂\r\nnext", painted(ERROR, "error"));
        assert_eq!(safe(&shown), shown);
    }
}

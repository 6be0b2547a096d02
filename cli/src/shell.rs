//! The shell around a command: its output, its language, and what it has found.

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

    /// Writes a line.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn line(&mut self, line: impl Display) -> Result<(), Trouble> {
        writeln!(self.out, "{line}")?;
        Ok(())
    }

    /// Writes text as it is.
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
        self.line(json)
    }

    /// Says on the error stream what stopped the command.
    pub fn complain(&mut self, trouble: &Trouble) {
        let label = painted(ERROR, self.language.say(Report::Error));
        // When even the error stream is closed there is nobody left to tell.
        let _ = writeln!(self.error, "{label}: {}", trouble.sentence(self.language));
    }

    /// Says something on the error stream that does not stop the command.
    pub fn remark(&mut self, text: impl Display) {
        let _ = writeln!(self.error, "{text}");
    }

    /// Says how far long work has come, where a person can see it and nothing else is written.
    pub fn progress(&mut self, done: usize, all: usize, what: impl Display) {
        if self.progress {
            let _ = write!(self.error, "\r\x1b[K{done}/{all} {what}");
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

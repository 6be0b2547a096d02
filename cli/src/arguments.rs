//! What a person types behind `centralita`, and the help for it in their language.

use clap::{CommandFactory, FromArgMatches, Parser};

use crate::command::Command;
use crate::words::{self, Language};

/// Try, check, test and change contact flows.
///
/// A flow is the JSON that Twilio Studio exports, or one drawn here. Every command takes files or
/// folders; it ends with 0 when all is well, 1 when it found something, and 2 when it was called in
/// a way that makes no sense.
#[derive(Debug, Parser)]
#[command(name = "centralita", version, propagate_version = true)]
pub struct Arguments {
    /// The language of what is said: en or es. Otherwise that of LC_ALL or LANG.
    #[arg(long, global = true, value_name = "LANGUAGE", hide_possible_values = true)]
    pub lang: Option<Language>,
    /// No colours.
    #[arg(long, global = true)]
    pub no_color: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The whole command line, as help and completions know it, in `language`.
pub fn command_line(language: Language) -> clap::Command {
    words::translated(Arguments::command(), language)
}

/// Reads the command line; help and refusals are in the language that was asked for.
pub fn read() -> Result<Arguments, clap::Error> {
    let typed: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let language = Language::chosen(asked_language(&typed));
    let matches = command_line(language).try_get_matches_from(&typed)?;
    Arguments::from_arg_matches(&matches)
}

/// The language among the arguments, which the help needs before they are understood.
fn asked_language(typed: &[std::ffi::OsString]) -> Option<Language> {
    let mut arguments = typed.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = arguments.next() {
        let named = match argument.strip_prefix("--lang=") {
            Some(named) => Some(named),
            None if argument == "--lang" => arguments.next(),
            None => None,
        };
        match named {
            Some("en") => return Some(Language::En),
            Some("es") => return Some(Language::Es),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_makes_sense_in_both_languages() {
        command_line(Language::En).debug_assert();
        command_line(Language::Es).debug_assert();
    }

    #[test]
    fn the_language_is_found_before_the_rest_is_read() {
        let typed =
            |words: &str| -> Vec<std::ffi::OsString> { words.split(' ').map(Into::into).collect() };
        assert_eq!(asked_language(&typed("c try --lang es")), Some(Language::Es));
        assert_eq!(asked_language(&typed("c --lang=en try")), Some(Language::En));
        assert_eq!(asked_language(&typed("c try")), None);
    }
}

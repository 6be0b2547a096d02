//! `centralita keys`: the keys by which the server's data is sealed.

use crate::configuration::{Configuration, Flags};
use crate::keys;
use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;
use crate::words::Report;

/// Show which keys seal the server's data, or put a new one first.
///
/// The server makes the first key itself. After a new one, start every server of the installation anew with
/// this file: settings are sealed by it then, calls and messages as they go on. The older keys stay until
/// nothing is left that they have sealed.
#[derive(Debug, clap::Args)]
pub struct Keys {
    #[command(flatten)]
    flags: Flags,
    /// Put a new key before the others.
    #[arg(long)]
    add: bool,
}

impl Keys {
    /// Shows them.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let path = Configuration::read(&self.flags)?.keys();
        let keyring = if self.add { keys::add(&path)? } else { keys::read(&path)? };
        for (index, name) in keyring.names().iter().enumerate() {
            let report = if index == 0 { Report::KeySeals } else { Report::KeyOpens };
            shell.line(shell.language.fill(report, &[("key", name)]))?;
        }
        if self.add {
            shell.line(shell.language.say(Report::KeyAdded))?;
        }
        Ok(Verdict::Well)
    }
}

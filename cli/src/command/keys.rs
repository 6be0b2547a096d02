//! `centralita keys`: the keys by which the server's data is sealed.

use std::path::PathBuf;

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
    /// The file with settings; else `centralita-server.toml` in this folder, when it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of the data.
    #[arg(long, value_name = "FOLDER")]
    data: Option<String>,
    /// The file of the keys; else `keys` in the data folder.
    #[arg(long, value_name = "FILE")]
    keys: Option<String>,
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
        let flags = Flags::of_keys(self.config.clone(), self.data.clone(), self.keys.clone());
        let path = Configuration::read(&flags)?.keys();
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

//! `centralita config`: how the server is set up here.

use crate::configuration::{Configuration, Flags, SETTINGS};
use crate::shell::{DIM, HEADING, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::Language;

/// Show how the server is set up: each setting, its value, where that comes from, and what it is.
///
/// A file sets what the environment does not, and the environment what no flag does. The flags are those of
/// `serve`.
#[derive(Debug, clap::Args)]
pub struct Config {
    #[command(flatten)]
    flags: Flags,
}

impl Config {
    /// Shows it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let language = shell.language;
        let configuration = Configuration::read(&self.flags)?;
        for (held, setting) in configuration.held.iter().zip(&SETTINGS) {
            let source = held.source.told(language);
            let value = held.shown();
            let value = if value.is_empty() { "–" } else { &value };
            let head = painted(HEADING, held.name);
            let about = match language {
                Language::En => setting.about.0,
                Language::Es => setting.about.1,
            };
            shell.line(format!("{head} = {value}  {}", painted(DIM, format!("({source})"))))?;
            shell.line(format!("    {about} --{}, {}", held.name, setting.variable))?;
        }
        Ok(Verdict::Well)
    }
}

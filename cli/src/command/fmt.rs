//! `centralita fmt`: canonical white space, and nothing else changed.

use std::path::PathBuf;

use crate::command::change::{Changing, Paths};
use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;

/// Give flows the white space of an export; nothing else changes.
#[derive(Debug, clap::Args)]
pub struct Fmt {
    #[command(flatten)]
    paths: Paths,
    /// Only tell which files would change; ends with 1 when there are any.
    #[arg(long)]
    check: bool,
}

impl Fmt {
    /// Formats the flows.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let changing = Changing { paths: &self.paths, only_tell: self.check };
        changing.run(shell, |_, flow, _: &PathBuf| Ok(flow.formatted()))
    }
}

//! `centralita migrate`: older formats and names give way to today's.

use std::path::PathBuf;

use centralita_engine::flow::Edit;

use crate::command::change::{Changing, Paths};
use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;

/// Write today's format and names where flows have older ones.
///
/// Files of the old export format, other names of widget types and properties: nothing is lost and
/// every value that needs no new name keeps its text.
#[derive(Debug, clap::Args)]
pub struct Migrate {
    #[command(flatten)]
    paths: Paths,
    /// Only tell which files would change; ends with 1 when there are any.
    #[arg(long)]
    check: bool,
}

impl Migrate {
    /// Migrates the flows.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let changing = Changing { paths: &self.paths, only_tell: self.check };
        changing.run(shell, |project, flow, _: &PathBuf| {
            Edit::Modernize(project.catalogue.spellings()).apply(flow).map_err(|why| why.told())
        })
    }
}

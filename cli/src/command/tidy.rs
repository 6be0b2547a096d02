//! `centralita tidy`: a clean place on the canvas for every box.

use std::path::PathBuf;

use centralita_engine::declare::Catalogue;
use centralita_engine::flow::{Edit, Size, Widget, tidy};

use crate::command::change::{Changing, Paths};
use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;

/// Give every box a clean place on the canvas.
#[derive(Debug, clap::Args)]
pub struct Tidy {
    #[command(flatten)]
    paths: Paths,
    /// Only tell which files would change; ends with 1 when there are any.
    #[arg(long)]
    check: bool,
}

impl Tidy {
    /// Tidies the flows.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let changing = Changing { paths: &self.paths, only_tell: self.check };
        changing.run(shell, |project, flow, _: &PathBuf| {
            let places = tidy(flow, |widget| size(&project.catalogue, widget));
            Edit::MoveWidgets(places).apply(flow).map_err(|why| why.told())
        })
    }
}

/// The size of a widget's box: its heading, a line of text, and a row of exits.
fn size(catalogue: &Catalogue, widget: &Widget) -> Size {
    let exits = catalogue
        .spec(widget.kind.as_str())
        .map_or(widget.transitions.len(), |spec| spec.exits_of(widget).len());
    // Exits stand beside each other; many need a wider box.
    let width = (exits as f64 * 90.0).clamp(260.0, 900.0);
    Size { width, height: 130.0 }
}

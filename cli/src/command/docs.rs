//! `centralita docs`: the reference page of a widget type, from its declaration.

use std::path::{Path, PathBuf};

use crate::files;
use crate::fitting::table;
use crate::project::Project;
use crate::shell::{DIM, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::Report;

/// Show the reference page of a widget type, or list all of them.
#[derive(Debug, clap::Args)]
pub struct Docs {
    /// The type as flows name it, such as say-play; without one all types are listed.
    #[arg(value_name = "WIDGET")]
    widget: Option<String>,
    /// Write a page of every type.
    #[arg(long, requires = "out", conflicts_with = "widget")]
    all: bool,
    /// The folder for the pages.
    #[arg(long, value_name = "FOLDER", requires = "all")]
    out: Option<PathBuf>,
}

impl Docs {
    /// Shows or writes the pages. The types of a project around the current folder are there too.
    ///
    /// # Errors
    /// When there is no such type, or a page cannot be written.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let language = shell.language;
        let project = Project::around(Path::new("."), language)?;
        let catalogue = centralita_widgets::words::in_language(&project.catalogue, language.tag());
        if let Some(folder) = &self.out {
            std::fs::create_dir_all(folder).map_err(|error| Trouble::writing(folder, error))?;
            for spec in catalogue.specs() {
                files::write(
                    &folder.join(format!("{}.md", spec.kind)),
                    &spec.page_in(language.tag()),
                )?;
            }
            let count = catalogue.specs().len();
            let folder = folder.display();
            shell.line(language.fill(Report::Pages, &[("count", &count), ("folder", &folder)]))?;
            return Ok(Verdict::Well);
        }
        match &self.widget {
            Some(kind) => match catalogue.spec(kind) {
                Some(spec) => shell.text(spec.page_in(language.tag()))?,
                None => {
                    return Err(Trouble::Misuse(
                        language.fill(Report::NoSuchWidget, &[("kind", kind)]),
                    ));
                }
            },
            None => {
                let rows: Vec<(String, String)> = catalogue
                    .specs()
                    .map(|spec| (spec.kind.to_string(), spec.summary().to_owned()))
                    .collect();
                for line in table(&rows, shell.width) {
                    shell.line(line)?;
                }
                shell.line(painted(DIM, language.say(Report::PageOfOne)))?;
            }
        }
        Ok(Verdict::Well)
    }
}

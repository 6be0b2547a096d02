//! `centralita export`: a flow as Studio can import it, with a report of what it cannot.

use std::path::PathBuf;

use centralita_engine::WidgetName;
use centralita_engine::check::Sentence;
use centralita_engine::flow::Refused;
use centralita_widgets::lower::for_studio;
use schemars::JsonSchema;
use serde::Serialize;

use crate::files;
use crate::project::Project;
use crate::shell::{DIM, Format, GOOD, Shell, Verdict, WARNING, painted};
use crate::trouble::Trouble;
use crate::words::Report;

/// Write a flow as Studio can import it.
///
/// Widgets of our own become Studio's where that is possible; the others are listed by name, and the
/// command ends with 1. The flow goes to the output, the report to the error stream, unless a file
/// is named.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The flow.
    #[arg(value_name = "FLOW")]
    flow: PathBuf,
    /// Where the exported flow goes.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to report.
    #[arg(long, value_name = "FORMAT", default_value = "human", requires = "output")]
    format: Format,
}

/// What `export --format json` says.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Exported {
    /// The file that was written.
    pub path: String,
    /// The widgets that became others.
    pub done: Vec<ExportedWidget>,
    /// The widgets that Studio will not know.
    pub left: Vec<ExportedWidget>,
}

/// One widget.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExportedWidget {
    /// Its name.
    pub widget: String,
    /// What it became, or why it stays and what to do.
    pub what: String,
}

impl Export {
    /// Exports the flow.
    ///
    /// # Errors
    /// When a file cannot be read or written, or holds no flow.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let language = shell.language;
        let project = Project::around(&self.flow, language)?;
        let flow = files::read_flow(&self.flow)?;
        let refused = |why: Refused| {
            let why = why.told();
            Trouble::Misuse(format!("{}: {}", self.flow.display(), language.of(&why)))
        };
        let lowered = for_studio(&flow, &project.catalogue).map_err(refused)?;
        let list = |widgets: &[(WidgetName, Sentence)]| {
            widgets
                .iter()
                .map(|(widget, what)| ExportedWidget {
                    widget: widget.to_string(),
                    what: what.to_string(),
                })
                .collect::<Vec<_>>()
        };
        let (done, left) = (list(&lowered.done), list(&lowered.left));
        let verdict = Verdict::findings_if(!left.is_empty());
        match &self.output {
            None => shell.text(lowered.flow.text())?,
            Some(path) => files::write(path, lowered.flow.text())?,
        }
        if self.format == Format::Json {
            let path = self.output.as_ref().map_or_else(String::new, |path| files::shown(path));
            shell.json(&Exported { path, done, left })?;
            return Ok(verdict);
        }
        for (widget, what) in &lowered.done {
            shell.remark(painted(DIM, format!("{widget}: {}", language.of(what))));
        }
        for (widget, why) in &lowered.left {
            let label = painted(WARNING, language.say(Report::Warning));
            shell.remark(format!("{label}: {widget}: {}", language.of(why)));
        }
        if let Some(path) = &self.output {
            let said = language.fill(Report::Saved, &[("path", &files::shown(path))]);
            shell.remark(painted(GOOD, said));
        }
        Ok(verdict)
    }
}

//! `centralita merge`: what two people made of the same flow, brought together.

use std::path::PathBuf;

use centralita_engine::flow::merge_with;
use schemars::JsonSchema;
use serde::Serialize;

use crate::files;
use crate::project::Project;
use crate::shell::{Format, Shell, Verdict, WARNING, painted};
use crate::spellings::{is_script, rewriting};
use crate::trouble::Trouble;
use crate::words::Report;

/// Bring together what two people made of the same flow, by meaning.
///
/// The result is written to OURS, as git wants it from a merge driver, and always opens. Where both
/// changed the same thing differently ours stays, the conflict is told, and the command ends with 1.
#[derive(Debug, clap::Args)]
pub struct Merge {
    /// The flow before either change (git: %O).
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// Our flow, which becomes the result (git: %A).
    #[arg(value_name = "OURS")]
    ours: PathBuf,
    /// Their flow (git: %B).
    #[arg(value_name = "THEIRS")]
    theirs: PathBuf,
    /// What the file is called, for what is told (git: %P).
    #[arg(value_name = "NAME")]
    name: Option<PathBuf>,
    /// Write the result here and leave OURS as it is.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to tell conflicts.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// What `merge --format json` says.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MergedFlows {
    /// The file that was written.
    pub path: String,
    /// Where both changed the same thing differently; ours stays there.
    pub conflicts: Vec<MergeConflict>,
}

/// A thing that both changed differently.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MergeConflict {
    /// The widget; none means the flow as a whole.
    pub widget: Option<String>,
    /// What it is about; empty for the widget as a whole.
    pub field: String,
    /// The conflict and how it was settled, in a sentence.
    pub sentence: String,
}

impl Merge {
    /// Merges the flows.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let named = self.name.as_ref().unwrap_or(&self.ours);
        let project = Project::around(named, shell.language)?;
        let [base, ours, theirs] = [
            files::read_flow_to_write(&self.base, shell.language)?,
            files::read_flow_to_write(&self.ours, shell.language)?,
            files::read_flow_to_write(&self.theirs, shell.language)?,
        ];
        let catalogue = &project.catalogue;
        let scripts = |widget: &_, property: &str| is_script(catalogue, widget, property);
        let merged =
            merge_with(&base, &ours, &theirs, &catalogue.spellings(), &rewriting(&scripts));
        let path = self.output.as_ref().unwrap_or(&self.ours);
        files::write(path, merged.flow.text())?;
        match self.format {
            Format::Json => shell.json(&MergedFlows {
                path: path.display().to_string(),
                conflicts: merged
                    .conflicts
                    .iter()
                    .map(|conflict| MergeConflict {
                        widget: conflict.widget.as_ref().map(ToString::to_string),
                        field: conflict.field.to_string(),
                        sentence: conflict.sentence.en().to_owned(),
                    })
                    .collect(),
            })?,
            Format::Human => {
                let label = painted(WARNING, shell.language.say(Report::Conflict));
                for conflict in &merged.conflicts {
                    // Git shows the error stream of its drivers and keeps the other for itself.
                    let sentence = shell.language.of(&conflict.sentence);
                    let line = format!("{}: {label}: {sentence}", named.display());
                    shell.remark(line);
                }
            }
        }
        Ok(Verdict::findings_if(!merged.conflicts.is_empty()))
    }
}

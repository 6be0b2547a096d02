//! What the commands that change flow files have in common: which files, and how they are written.

use std::path::PathBuf;

use centralita_engine::Flow;
use centralita_engine::check::Sentence;
use schemars::JsonSchema;
use serde::Serialize;

use crate::files;
use crate::project::{Project, Projects};
use crate::shell::{ERROR, Format, GOOD, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::Report;

/// Which flows to change.
#[derive(Debug, clap::Args)]
pub struct Paths {
    /// Flows, or folders with flows.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Look into folders in folders.
    #[arg(short, long)]
    recursive: bool,
    /// How to say what was done.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// What `fmt`, `migrate` and `tidy` say with `--format json`.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct ChangedFiles {
    /// The flows, in the order of their paths.
    pub flows: Vec<ChangedFile>,
    /// How many changed, or would.
    pub changed: usize,
    /// How many could not be changed.
    pub refused: usize,
}

/// One flow.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedFile {
    /// Its file.
    pub path: String,
    /// Whether it changed, or would.
    pub changed: bool,
    /// Why it could not be changed.
    pub refused: Option<String>,
}

/// A change to the flows of some paths.
pub struct Changing<'a> {
    /// Which flows.
    pub paths: &'a Paths,
    /// Only tell which would change.
    pub only_tell: bool,
}

impl Changing<'_> {
    /// Makes the change in every flow; a flow that refuses it stays as it is.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn run(
        &self,
        shell: &mut Shell,
        change: impl Fn(&Project, &Flow, &PathBuf) -> Result<Flow, Sentence>,
    ) -> Result<Verdict, Trouble> {
        let paths = files::flows(&self.paths.paths, self.paths.recursive, shell.language)?;
        let mut projects = Projects::default();
        let mut all = ChangedFiles::default();
        for path in &paths {
            let project = projects.around(path, shell.language)?;
            let flow = files::read_flow(path)?;
            let mut file =
                ChangedFile { path: path.display().to_string(), changed: false, refused: None };
            match self.changed(&project, &flow, path, &change) {
                Err(why) => {
                    if self.paths.format == Format::Human {
                        let label = painted(ERROR, shell.language.say(Report::Error));
                        shell.line(format!(
                            "{}: {label}: {}",
                            file.path,
                            shell.language.of(&why)
                        ))?;
                    }
                    file.refused = Some(why.en().to_owned());
                    all.refused += 1;
                }
                Ok(changed) if changed == flow => {}
                Ok(changed) => {
                    file.changed = true;
                    all.changed += 1;
                    if !self.only_tell {
                        files::write(path, changed.text())?;
                    }
                    if self.paths.format == Format::Human {
                        let report =
                            if self.only_tell { Report::WouldChange } else { Report::Changed };
                        let said = shell.language.fill(report, &[("path", &file.path)]);
                        shell.line(painted(GOOD, said))?;
                    }
                }
            }
            all.flows.push(file);
        }
        let findings = all.refused > 0 || (self.only_tell && all.changed > 0);
        match self.paths.format {
            Format::Json => shell.json(&all)?,
            Format::Human => {
                let report = if self.only_tell { Report::WouldCount } else { Report::ChangedCount };
                let said = shell
                    .language
                    .fill(report, &[("flows", &all.flows.len()), ("changed", &all.changed)]);
                shell.line(said)?;
            }
        }
        Ok(Verdict::findings_if(findings))
    }

    fn changed(
        &self,
        project: &Project,
        flow: &Flow,
        path: &PathBuf,
        change: &impl Fn(&Project, &Flow, &PathBuf) -> Result<Flow, Sentence>,
    ) -> Result<Flow, Sentence> {
        use centralita_engine::flow::ReadFaultKind as Kind;
        // Bytes that were lost in reading must not be lost on the disk as well.
        match flow.faults().iter().find(|fault| fault.kind == Kind::NotUtf8) {
            Some(fault) => Err(fault.message.clone()),
            None => change(project, flow, path),
        }
    }
}

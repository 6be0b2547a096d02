//! `centralita diff`: what changed between two flows, by meaning.

use std::path::{Path, PathBuf};

use centralita_engine::Flow;
use centralita_engine::flow::{Change, Comparing, Concern, diff_with};
use schemars::JsonSchema;
use serde::Serialize;

use crate::files;
use crate::fitting::wrapped;
use crate::project::Project;
use crate::shell::{DIM, Format, HEADING, Shell, Verdict, painted};
use crate::spellings::{is_script, is_wording, rewriting};
use crate::trouble::Trouble;
use crate::words::Report;

/// Tell what changed between two flows, in words, by meaning.
///
/// The order of widgets and keys, indentation and other spellings are no changes. Ends with 1 when
/// something changed.
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// The flow before and the flow after.
    #[arg(value_name = "FLOW", num_args = 2, required_unless_present = "git")]
    flows: Vec<PathBuf>,
    /// As git calls it: PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE. Always ends with 0.
    #[arg(long, num_args = 1..=9, value_name = "GIT", conflicts_with = "flows", allow_hyphen_values = true)]
    git: Option<Vec<PathBuf>>,
    /// Leave out what only moved on the canvas.
    #[arg(long)]
    no_layout: bool,
    /// How to say what changed.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// What `diff --format json` says.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Differences {
    /// The file before.
    pub before: String,
    /// The file after.
    pub after: String,
    /// What changed.
    pub changes: Vec<Difference>,
}

/// One difference.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Difference {
    /// What kind of difference it is, such as `added` or `connection`.
    pub kind: String,
    /// `behaviour`, `wording` or `layout`.
    pub concern: String,
    /// The widget; none means the flow as a whole.
    pub widget: Option<String>,
    /// The property, exit or setting.
    pub field: Option<String>,
    /// What was there.
    pub before: Option<serde_json::Value>,
    /// What is there.
    pub after: Option<serde_json::Value>,
    /// The difference in a sentence.
    pub sentence: String,
}

impl Diff {
    /// Compares the flows.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        if let Some(called) = &self.git {
            return self.run_for_git(called, shell);
        }
        let [before, after] = self.flows.as_slice() else {
            return Err(Trouble::Misuse(shell.language.say(Report::TwoFlows).to_owned()));
        };
        let flows = (files::read_flow(before)?, files::read_flow(after)?);
        let changes = self.changes(&flows.0, &flows.1, after, shell)?;
        match self.format {
            Format::Json => shell.json(&differences(before, after, &changes))?,
            Format::Human => show(&changes, shell)?,
        }
        Ok(Verdict::findings_if(!changes.is_empty()))
    }

    fn run_for_git(&self, called: &[PathBuf], shell: &mut Shell) -> Result<Verdict, Trouble> {
        let (Some(path), Some(old), Some(new)) = (called.first(), called.get(1), called.get(4))
        else {
            return Err(Trouble::Misuse(shell.language.say(Report::GitCallsIt).to_owned()));
        };
        // A file that is new or gone is compared with nothing.
        let read = |path: &Path| {
            if path == Path::new("/dev/null") || path == Path::new("nul") {
                Ok(Flow::read("{}"))
            } else {
                files::read_flow(path)
            }
        };
        let changes = self.changes(&read(old)?, &read(new)?, path, shell)?;
        shell.line(painted(HEADING, path.display()))?;
        show(&changes, shell)?;
        shell.line("")?;
        Ok(Verdict::Well)
    }

    fn changes(
        &self,
        before: &Flow,
        after: &Flow,
        path: &Path,
        shell: &Shell,
    ) -> Result<Vec<Change>, Trouble> {
        let project = Project::around(path, shell.language)?;
        let catalogue = &project.catalogue;
        let scripts = |widget: &_, property: &str| is_script(catalogue, widget, property);
        let comparing = Comparing {
            spellings: &catalogue.spellings(),
            is_wording: &|widget, property| is_wording(catalogue, widget, property),
            rewriting: rewriting(&scripts),
        };
        let mut changes = diff_with(before, after, &comparing);
        if self.no_layout {
            changes.retain(|change| change.concern != Concern::Layout);
        }
        Ok(changes)
    }
}

fn differences(before: &Path, after: &Path, changes: &[Change]) -> Differences {
    let json = |value: &centralita_engine::Value| serde_json::to_value(value).unwrap_or_default();
    let word = |value: serde_json::Result<serde_json::Value>| match value {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    };
    Differences {
        before: before.display().to_string(),
        after: after.display().to_string(),
        changes: changes
            .iter()
            .map(|change| Difference {
                kind: word(serde_json::to_value(change.kind)),
                concern: word(serde_json::to_value(change.concern)),
                widget: change.widget.as_ref().map(ToString::to_string),
                field: change.field.as_ref().map(ToString::to_string),
                before: change.before.as_ref().map(json),
                after: change.after.as_ref().map(json),
                sentence: change.sentence.en().to_owned(),
            })
            .collect(),
    }
}

/// The changes under the headings of what they concern, what callers meet first.
fn show(changes: &[Change], shell: &mut Shell) -> Result<(), Trouble> {
    let language = shell.language;
    if changes.is_empty() {
        return shell.line(painted(DIM, language.say(Report::NoDifference)));
    }
    let headings = [
        (Concern::Behaviour, Report::ConcernBehaviour),
        (Concern::Wording, Report::ConcernWording),
        (Concern::Layout, Report::ConcernLayout),
    ];
    for (concern, heading) in headings {
        let mut of_it = changes.iter().filter(|change| change.concern == concern).peekable();
        if of_it.peek().is_none() {
            continue;
        }
        shell.line(painted(HEADING, language.say(heading)))?;
        for change in of_it {
            for (index, line) in
                wrapped(language.of(&change.sentence), shell.width.saturating_sub(4))
                    .into_iter()
                    .enumerate()
            {
                shell.line(format!("  {}{line}", if index == 0 { "" } else { "  " }))?;
            }
        }
    }
    Ok(())
}

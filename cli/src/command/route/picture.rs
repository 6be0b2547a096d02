//! `centralita route picture`: a plan as a picture.

use std::path::PathBuf;

use centralita_routing::picture::Picture as Drawn;
use centralita_routing::plan::Plan;

use super::sent::Sent;
use super::{crew_beside, crew_of};
use crate::files;
use crate::plans::{name_of, read_crew};
use crate::shell::{GOOD, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::Report;

/// Draw a plan as a picture (SVG), and where a task is in it.
///
/// Filters stand from the top, with a card for each target: its queue, for whom it is and how long, and
/// where tasks go from it. With a crew it shows who fits, and marks what the check finds. With --task
/// it shows the way of a task, who was asked, who was not and why, and what happens next.
#[derive(Debug, clap::Args)]
pub struct Picture {
    /// The plan.
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// The people and their queues; otherwise crew.toml beside the plan, if there is one.
    #[arg(long, value_name = "FILE")]
    crew: Option<PathBuf>,
    /// A task whose way is shown: what is known of it, as a JSON object or a file with one.
    #[arg(long, value_name = "JSON")]
    task: Option<String>,
    /// What kind of work the task is; otherwise the first channel of the crew.
    #[arg(long, value_name = "NAME", requires = "task")]
    channel: Option<String>,
    /// When the task comes, by the clock of the crew's calendars: "2026-11-23 20:30", or just a date
    /// for its midnight; otherwise now.
    #[arg(long, value_name = "TIME", requires = "task")]
    at: Option<String>,
    /// Nobody answers an offer: how many seconds pass before the picture.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, requires = "task")]
    after: u32,
    /// Where the picture goes; otherwise to the output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Picture {
    /// Draws.
    ///
    /// # Errors
    /// When a file cannot be read or written, or is not what it has to be.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let text = files::read_text(&self.plan)?;
        let crew = match (&self.task, self.crew.clone().or_else(|| crew_beside(&self.plan))) {
            (_, Some(crew)) => Some(read_crew(&crew, shell.language)?),
            (None, None) => None,
            // A task needs people.
            (Some(_), None) => Some(read_crew(&crew_of(None, &self.plan, shell)?, shell.language)?),
        };
        let why = match (&self.task, &crew) {
            (Some(task), Some(crew)) => {
                let channel = self.channel.as_deref();
                let path = &self.plan;
                Sent {
                    path,
                    text: &text,
                    crew,
                    task,
                    channel,
                    at: self.at.as_deref(),
                    after: self.after,
                }
                .why(shell)?
            }
            _ => None,
        };
        let drawn = Drawn {
            plan: &Plan::read(&text),
            name: &name_of(&self.plan),
            crew: crew.as_ref(),
            why: why.as_ref(),
            language: shell.language.for_routes(),
        };
        let svg = drawn.svg();
        match &self.output {
            None => shell.text(svg)?,
            Some(path) => {
                files::write(path, &svg)?;
                let said = shell.language.fill(Report::Saved, &[("path", &path.display())]);
                shell.line(painted(GOOD, said))?;
            }
        }
        Ok(Verdict::Well)
    }
}

//! `centralita route explain`: who gets a task, and why.

use std::path::PathBuf;

use super::sent::Sent;
use super::{Meant, crew_of};
use crate::files;
use crate::plans::read_crew;
use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;

/// Tell who gets a task, and why.
///
/// The task goes through the plan with the crew as its file says. Told are the filter and the target
/// it is in, every worker of the queue with what keeps him or her from it, and what happens next.
#[derive(Debug, clap::Args)]
pub struct Explain {
    #[command(flatten)]
    meant: Meant,
    /// The people and their queues; otherwise crew.toml beside the plan.
    #[arg(long, value_name = "FILE")]
    crew: Option<PathBuf>,
    /// What is known of the task: a JSON object, or a file with one.
    #[arg(long, value_name = "JSON")]
    task: String,
    /// What kind of work it is; otherwise the first channel of the crew.
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
    /// When the task comes, by the clock of the crew's calendars: "2026-11-23 20:30", or just a date
    /// for its midnight; otherwise now.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Nobody answers an offer: how many seconds pass before the answer.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    after: u32,
}

impl Explain {
    /// Explains.
    ///
    /// # Errors
    /// When a file cannot be read, or is not what it has to be.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let path = &self.meant.file(shell)?;
        let crew = read_crew(&crew_of(self.crew.as_ref(), path, shell)?, shell.language)?;
        let text = files::read_text(path)?;
        let channel = self.channel.as_deref();
        let sent = Sent {
            path,
            text: &text,
            crew: &crew,
            task: &self.task,
            channel,
            at: self.at.as_deref(),
            after: self.after,
        };
        let why = sent.why(shell)?;
        if let Some(when) = sent.when(shell)? {
            shell.line(when)?;
        }
        if let Some(why) = why {
            shell.text(why.told(shell.language.for_routes()))?;
        }
        Ok(Verdict::Well)
    }
}

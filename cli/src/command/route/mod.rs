//! `centralita route`: plans that say who gets which task.

mod check;
mod explain;
mod fmt;
mod handed_over;
mod picture;
mod sent;
mod simulate;

pub use check::CheckedPlans;

use std::path::{Path, PathBuf};

use crate::files;
use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;
use crate::words::Routing;

/// Check, explain, draw, simulate and lay out routing plans.
///
/// A plan is the JSON of a workflow as Twilio TaskRouter exports it: which tasks go to which queue,
/// for whom, for how long, and what then. A crew is a TOML file with the people and their queues.
#[derive(Debug, clap::Args)]
pub struct Route {
    /// What to do.
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Check(check::Check),
    Explain(explain::Explain),
    Picture(picture::Picture),
    Simulate(simulate::Simulate),
    Fmt(fmt::Fmt),
}

impl Route {
    /// Does it.
    ///
    /// # Errors
    /// When a file cannot be read or written, or is not what it has to be.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        match &self.command {
            Command::Check(command) => command.run(shell),
            Command::Explain(command) => command.run(shell),
            Command::Picture(command) => command.run(shell),
            Command::Simulate(command) => command.run(shell),
            Command::Fmt(command) => command.run(shell),
        }
    }
}

/// Which plan is meant.
#[derive(Debug, clap::Args)]
struct Meant {
    /// The plan, or a folder with one.
    #[arg(value_name = "PLAN", required_unless_present = "plan", conflicts_with = "plan")]
    path: Option<PathBuf>,
    /// The same, by its name.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
}

impl Meant {
    /// The plan's file.
    ///
    /// # Errors
    /// When it is a folder with no plan, or with several.
    fn file(&self, shell: &Shell) -> Result<PathBuf, Trouble> {
        let named = self.path.as_ref().or(self.plan.as_ref()).cloned().unwrap_or_default();
        if !named.is_dir() {
            return Ok(named);
        }
        let paths = std::slice::from_ref(&named);
        let mut found = files::plans(paths, false, shell.language)?;
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only),
            (last, _) => {
                let all = found.iter().chain(&last).map(|path| path.display().to_string());
                let plans = all.collect::<Vec<_>>().join(", ");
                let said: [(&str, &dyn std::fmt::Display); 2] =
                    [("path", &named.display()), ("plans", &plans)];
                Err(Trouble::Misuse(shell.language.fill(Routing::SeveralPlans, &said)))
            }
        }
    }
}

/// The crew beside a plan: `crew.toml` in its folder.
fn crew_beside(plan: &Path) -> Option<PathBuf> {
    let beside = plan.with_file_name("crew.toml");
    beside.is_file().then_some(beside)
}

/// The crew that is asked for, or the one beside the plan.
///
/// # Errors
/// When there is neither.
fn crew_of(asked: Option<&PathBuf>, plan: &Path, shell: &Shell) -> Result<PathBuf, Trouble> {
    asked.cloned().or_else(|| crew_beside(plan)).ok_or_else(|| {
        Trouble::Misuse(shell.language.fill(Routing::CrewMissing, &[("path", &plan.display())]))
    })
}

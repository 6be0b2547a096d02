//! The subcommands, one a file: its flags, its work, its tests. Their order is that of the help.

mod change;
mod check;
mod completions;
mod config;
mod diff;
mod docs;
mod doctor;
mod exercise;
mod export;
mod fmt;
mod keys;
mod load;
mod merge;
mod migrate;
mod r#move;
mod new;
mod route;
mod schema;
mod serve;
mod test;
mod tidy;
mod r#try;

use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(name = "try")]
    Try(r#try::Try),
    Check(check::Check),
    Test(test::Test),
    Exercise(exercise::Exercise),
    Diff(diff::Diff),
    Merge(merge::Merge),
    Fmt(fmt::Fmt),
    Migrate(migrate::Migrate),
    Tidy(tidy::Tidy),
    Export(export::Export),
    New(new::New),
    Serve(serve::Serve),
    Load(load::Load),
    Config(config::Config),
    Doctor(doctor::Doctor),
    Keys(keys::Keys),
    Move(r#move::Move),
    Route(route::Route),
    Docs(docs::Docs),
    Schema(schema::ShowSchema),
    Completions(completions::Completions),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// When the work cannot be done; findings are no error.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        match self {
            Command::Try(command) => command.run(shell),
            Command::Check(command) => command.run(shell),
            Command::Test(command) => command.run(shell),
            Command::Exercise(command) => command.run(shell),
            Command::Diff(command) => command.run(shell),
            Command::Merge(command) => command.run(shell),
            Command::Fmt(command) => command.run(shell),
            Command::Migrate(command) => command.run(shell),
            Command::Tidy(command) => command.run(shell),
            Command::Export(command) => command.run(shell),
            Command::New(command) => command.run(shell),
            Command::Serve(command) => command.run(shell),
            Command::Load(command) => command.run(shell),
            Command::Config(command) => command.run(shell),
            Command::Doctor(command) => command.run(shell),
            Command::Keys(command) => command.run(shell),
            Command::Move(command) => command.run(shell),
            Command::Route(command) => command.run(shell),
            Command::Docs(command) => command.run(shell),
            Command::Schema(command) => command.run(shell),
            Command::Completions(command) => command.run(shell),
        }
    }
}

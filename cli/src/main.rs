//! The command `centralita`: try, check, test and change flows in the terminal.
//!
//! Each subcommand is one file under [`command`]: its flags, its work, its tests. Everything that
//! knows about flows is in the crates below; here are files, the terminal, the clock and the words
//! that people read. Nothing here decides what a flow means.

mod arguments;
mod clock;
mod command;
mod configuration;
mod conversation;
mod excerpt;
mod files;
mod fitting;
mod keys;
mod load;
mod plans;
mod project;
mod shell;
mod spellings;
mod traces;
mod trouble;
mod words;

use std::process::ExitCode;

use crate::shell::{Shell, Verdict};
use crate::trouble::Trouble;

/// A server allocates and frees small things on every thread: a tenth more calls are answered with this.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match arguments::read() {
        Ok(arguments) => arguments,
        Err(refused) => {
            let code = if refused.use_stderr() { 2 } else { 0 };
            // A reader that closed the pipe has read enough.
            let _ = refused.print();
            return ExitCode::from(code);
        }
    };
    let mut shell = Shell::new(&arguments);
    match arguments.command.run(&mut shell) {
        Ok(Verdict::Well) => ExitCode::SUCCESS,
        Ok(Verdict::Findings) => ExitCode::from(1),
        Err(Trouble::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(trouble) => {
            shell.complain(&trouble);
            ExitCode::from(2)
        }
    }
}

//! Accepting what tests found instead of what they expected.

use std::process::Command;

use anyhow::Result;

use crate::{docs, shell};

pub fn run(filter: &str) -> Result<()> {
    docs::write()?;
    let mut cargo = shell::cargo();
    cargo
        .args(["test", "--workspace", "--quiet"])
        .env("UPDATE_EXPECT", "1")
        .env("TRYBUILD", "overwrite");
    if !filter.is_empty() {
        cargo.arg(filter);
    }
    // A test that still fails is shown below as what did not change.
    let tested = shell::run("tests, with new expectations", &mut cargo);
    shell::run(
        "what changed",
        Command::new("git").args(["--no-pager", "diff", "--stat"]).current_dir(shell::root()),
    )?;
    println!("\nRead the whole change with `git diff` before you commit it.");
    tested
}

//! Planted bugs: tests that never fail prove nothing, so each bug of a list is planted in a copy of the tree,
//! and the tests that it breaks have to notice.

mod bugs;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::shell;
use bugs::{BUGS, Bug};

/// How long tests may take. Tests that hang do not say what is wrong: that is not noticed.
const PATIENCE_SECS: &str = "300";

/// What came of a bug.
enum Came {
    /// By a test that says so.
    Noticed,
    Unnoticed,
    Hung,
    NotCompiled(String),
    /// The tests ended otherwise, such as by a crash.
    Broke(String),
}

/// Plants those bugs whose description or file has `filter` in it.
pub fn run(filter: &str) -> Result<()> {
    let ground = Ground { tree: shell::target().join("planted/tree") };
    ground.lay_out()?;
    let chosen: Vec<&Bug> =
        BUGS.iter().filter(|bug| bug.what.contains(filter) || bug.file.contains(filter)).collect();
    if chosen.is_empty() {
        bail!("No planted bug has {filter:?} in its description or file.");
    }
    let mut unnoticed = Vec::new();
    let mut sound: Vec<(&str, &[&str])> = Vec::new();
    for bug in &chosen {
        // Tests that fail anyway notice nothing.
        if !sound.contains(&(bug.package, bug.tests)) {
            match ground.tests(bug)? {
                Came::Unnoticed => sound.push((bug.package, bug.tests)),
                Came::Hung => bail!(
                    "{} {} takes longer than {PATIENCE_SECS} seconds without any bug.",
                    bug.package,
                    bug.tests.join(" ")
                ),
                Came::NotCompiled(why) | Came::Broke(why) => bail!("{why}"),
                Came::Noticed => {
                    bail!("{} {} fails without any bug.", bug.package, bug.tests.join(" "))
                }
            }
        }
        let came = ground.with(bug, || ground.tests(bug))?;
        let verdict = match &came {
            Came::Noticed => "noticed",
            Came::Hung => "NOT NOTICED: THE TESTS HANG",
            Came::Unnoticed => "NOT NOTICED",
            Came::NotCompiled(_) => "DOES NOT COMPILE",
            Came::Broke(_) => "NOT NOTICED: THE TESTS BREAK",
        };
        println!("{verdict}: {} ({} {})", bug.what, bug.package, bug.tests.join(" "));
        if let Came::NotCompiled(why) | Came::Broke(why) = &came {
            println!("{why}");
        }
        if !matches!(came, Came::Noticed) {
            unnoticed.push(bug.what);
        }
    }
    println!("{} of {} planted bugs were noticed.", chosen.len() - unnoticed.len(), chosen.len());
    if !unnoticed.is_empty() {
        bail!("Nobody noticed: {}", unnoticed.join("; "));
    }
    Ok(())
}

/// The copy of the tree in which bugs are planted.
struct Ground {
    tree: PathBuf,
}

impl Ground {
    /// Copies what git knows and takes away what it knows no more. What has not changed stays untouched, so that
    /// little is built anew.
    fn lay_out(&self) -> Result<()> {
        let listed =
            Command::new("git").args(["ls-files", "-z"]).current_dir(shell::root()).output();
        let listed = listed.context("git cannot be run, and the list of files comes from it")?;
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let known: BTreeSet<PathBuf> =
            listed.split_terminator('\0').map(|name| self.tree.join(name)).collect();
        sweep(&self.tree, &known)?;
        for name in listed.split_terminator('\0') {
            let from = shell::root().join(name);
            // A file that was taken away and not committed yet.
            let Ok(text) = std::fs::read(&from) else { continue };
            let to = self.tree.join(name);
            if std::fs::read(&to).is_ok_and(|there| there == text) {
                continue;
            }
            let folder = to.parent().unwrap_or(&self.tree);
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
            std::fs::write(&to, text).with_context(|| to.display().to_string())?;
        }
        Ok(())
    }

    /// Does something while the bug is there.
    fn with<T>(&self, bug: &Bug, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let path = self.tree.join(bug.file);
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        std::fs::write(&path, planted(bug, &text)?)?;
        let done = work();
        std::fs::write(&path, text)?;
        done
    }

    fn tests(&self, bug: &Bug) -> Result<Came> {
        let build = self.cargo(bug, &[]).arg("--no-run").stderr(Stdio::piped()).output()?;
        if !build.status.success() {
            return Ok(Came::NotCompiled(String::from_utf8_lossy(&build.stderr).into_owned()));
        }
        let done = self.cargo(bug, &["timeout", PATIENCE_SECS]).output()?;
        let told = String::from_utf8_lossy(&done.stdout).into_owned();
        Ok(match done.status.code() {
            Some(0) => Came::Unnoticed,
            Some(124) => Came::Hung,
            _ if told.contains("test result: FAILED") => Came::Noticed,
            _ => Came::Broke(format!("{told}{}", String::from_utf8_lossy(&done.stderr))),
        })
    }

    fn cargo(&self, bug: &Bug, before: &[&str]) -> Command {
        let cargo = shell::cargo().get_program().to_owned();
        let mut command = match before {
            [program, arguments @ ..] => {
                let mut command = Command::new(program);
                command.args(arguments).arg(cargo);
                command
            }
            [] => Command::new(cargo),
        };
        command
            .current_dir(&self.tree)
            .args(["test", "--quiet", "--package", bug.package])
            .args(bug.tests)
            .env("CARGO_TARGET_DIR", shell::target().join("planted/build"))
            .env("CARGO_INCREMENTAL", "0");
        command
    }
}

/// Takes away what is in a folder and not among what is `known`.
fn sweep(folder: &Path, known: &BTreeSet<PathBuf>) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            sweep(&path, known)?;
        } else if !known.contains(&path) {
            std::fs::remove_file(&path).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}

/// The text with the bug in it.
fn planted(bug: &Bug, text: &str) -> Result<String> {
    let mut text = text.to_owned();
    for (before, after) in bug.changes {
        let count = text.matches(before).count();
        if count != 1 {
            bail!(
                "The bug {:?} has no place any more: {} has {count} times what it replaces. \
                 Change its entry in {}.",
                bug.what,
                bug.file,
                Path::new("xtask/src/planted/bugs.rs").display()
            );
        }
        text = text.replace(before, after);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planted_bug_has_its_place_in_the_tree_of_today() {
        assert!(BUGS.len() >= 10);
        for bug in BUGS {
            let text = std::fs::read_to_string(shell::root().join(bug.file)).unwrap();
            let with = planted(bug, &text).unwrap();
            assert_ne!(with, text, "{}", bug.what);
        }
    }
}

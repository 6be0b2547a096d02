//! `centralita route fmt`: canonical white space of plans, and nothing else changed.

use std::path::PathBuf;

use crate::files;
use crate::shell::{GOOD, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::{Report, Routing};

/// Give plans one entry a line; nothing but white space changes.
#[derive(Debug, clap::Args)]
pub struct Fmt {
    /// Plans, or folders with plans.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Look into folders in folders.
    #[arg(short, long)]
    recursive: bool,
    /// Only tell which files would change; ends with 1 when there are any.
    #[arg(long)]
    check: bool,
}

impl Fmt {
    /// Formats the plans.
    ///
    /// # Errors
    /// When a file cannot be read or written, or is no JSON.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let paths = files::plans(&self.paths, self.recursive, shell.language)?;
        let mut findings = 0;
        for path in &paths {
            let shown = path.display();
            let text = files::read_text(path)?;
            let done = match centralita_routing::plan::fmt(&text) {
                Ok(done) => done,
                Err(problem) => {
                    let told = problem.told(&text);
                    let told = shell.language.routed(&told);
                    let said = [("path", &shown as &dyn std::fmt::Display), ("problem", &told)];
                    shell.line(shell.language.fill(Routing::NotJson, &said))?;
                    findings += 1;
                    continue;
                }
            };
            if done == text {
                continue;
            }
            let report = if self.check { Report::WouldChange } else { Report::Changed };
            if self.check {
                findings += 1;
            } else {
                files::write(path, &done)?;
            }
            shell.line(painted(GOOD, shell.language.fill(report, &[("path", &shown)])))?;
        }
        Ok(Verdict::findings_if(findings > 0))
    }
}

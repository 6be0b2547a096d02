//! `centralita doctor`: looks after the database in a data folder.

use std::path::{Path, PathBuf};

use centralita_server::store::sqlite::{backup, check};

use crate::shell::{GOOD, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::{Language, Report};

/// Look after the database of a data folder: is it sound? Also copies it, and brings a copy back.
///
/// It may be in use meanwhile, but for bringing a copy back.
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// The folder of the data.
    #[arg(long, value_name = "FOLDER", default_value = "centralita-data")]
    data: PathBuf,
    /// Write a copy of the database, as it is at one moment, to this file.
    #[arg(long, value_name = "FILE")]
    backup: Option<PathBuf>,
    /// Bring the copy in this file back, into a data folder that has no database.
    #[arg(long, value_name = "FILE", conflicts_with = "backup")]
    restore: Option<PathBuf>,
}

impl Doctor {
    /// Looks, copies or brings back.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let file = self.data.join("centralita.db");
        match (&self.backup, &self.restore) {
            (Some(to), _) => copy(shell, &file, to),
            (None, Some(from)) => self.bring_back(shell, from, &file),
            (None, None) => sound(shell, &file),
        }
    }

    fn bring_back(&self, shell: &mut Shell, from: &Path, file: &Path) -> Result<Verdict, Trouble> {
        if file.exists() {
            let path = file.display();
            return Err(Trouble::Misuse(shell.language.fill(Report::Exists, &[("path", &path)])));
        }
        if sound(shell, from)? != Verdict::Well {
            return Ok(Verdict::Findings);
        }
        std::fs::create_dir_all(&self.data).map_err(|error| Trouble::writing(&self.data, error))?;
        copy(shell, from, file)
    }
}

fn copy(shell: &mut Shell, from: &Path, to: &Path) -> Result<Verdict, Trouble> {
    is_there(from)?;
    backup(from, to).map_err(|error| Trouble::Misuse(error.to_string()))?;
    let path = to.display();
    shell.line(painted(GOOD, shell.language.fill(Report::Saved, &[("path", &path)])))?;
    Ok(Verdict::Well)
}

fn sound(shell: &mut Shell, file: &Path) -> Result<Verdict, Trouble> {
    is_there(file)?;
    let faults = check(file).map_err(|error| Trouble::Misuse(error.to_string()))?;
    for fault in &faults {
        shell.line(fault)?;
    }
    if faults.is_empty() {
        let path = file.display();
        shell.line(painted(
            GOOD,
            match shell.language {
                Language::En => format!("{path} is sound."),
                Language::Es => format!("{path} está en orden."),
            },
        ))?;
    }
    Ok(Verdict::findings_if(!faults.is_empty()))
}

/// A file that is not there would be made by looking into it.
fn is_there(file: &Path) -> Result<(), Trouble> {
    match std::fs::metadata(file) {
        Ok(_) => Ok(()),
        Err(error) => Err(Trouble::reading(file, error)),
    }
}

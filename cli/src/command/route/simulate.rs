//! `centralita route simulate`: how a day would go.

use std::path::PathBuf;

use centralita_routing::simulate::{Day, ENGLISH, SPANISH, simulate};
use centralita_routing::workspace::NewPlan;
use centralita_routing::{Sentence, Text};

use super::{Meant, crew_of};
use crate::files;
use crate::plans::{name_of, read_crew};
use crate::shell::{Format, Shell, Verdict};
use crate::trouble::Trouble;
use crate::words::Language;

/// Simulate a day: who comes, who waits how long, who gives up.
///
/// A day is a TOML file: who calls how often, how patient they are, how long they talk, and who works
/// when. Callers come by chance, and the plan and the crew do with them what they would do with real
/// ones. The same seed gives the same day.
#[derive(Debug, clap::Args)]
pub struct Simulate {
    #[command(flatten)]
    meant: Meant,
    /// The people and their queues; otherwise crew.toml beside the plan.
    #[arg(long, value_name = "FILE")]
    crew: Option<PathBuf>,
    /// The day; otherwise day.toml beside the plan.
    #[arg(long, value_name = "FILE")]
    day: Option<PathBuf>,
    /// The number from which all chance comes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How to say what came of it.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

impl Simulate {
    /// Simulates.
    ///
    /// # Errors
    /// When a file cannot be read, or is not what it has to be.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let file = &self.meant.file(shell)?;
        let language = shell.language;
        let crew = read_crew(&crew_of(self.crew.as_ref(), file, shell)?, language)?;
        let path = self.day.clone().unwrap_or_else(|| file.with_file_name("day.toml"));
        let told = |error: &Sentence| language.routed(error).to_owned();
        let day = Day::read(&files::read_text(&path)?).map_err(|error| {
            Trouble::Misuse(format!("{}: {}", path.display(), told(&error.sentence())))
        })?;
        let name = Text::from(name_of(file));
        let plan = NewPlan {
            id: name.as_ref().into(),
            name,
            configuration: files::read_text(file)?.into(),
            reservation_seconds: None,
        };
        let report = simulate(&crew, &[plan], &day, self.seed)
            .map_err(|error| Trouble::Misuse(told(&error.sentence())))?;
        match self.format {
            Format::Json => shell.json(&report)?,
            Format::Human => {
                let words = match shell.language {
                    Language::En => &ENGLISH,
                    Language::Es => &SPANISH,
                };
                shell.text(report.table(words))?;
            }
        }
        Ok(Verdict::Well)
    }
}

//! `centralita move`: everything from one database to another.

use std::path::{Path, PathBuf};

use centralita_server::store::moving::{MoveError, Place, Report as Moved, move_all, reopen};

use crate::clock;
use crate::configuration::{Configuration, Flags};
use crate::shell::{GOOD, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::Report;

/// Move everything from one database to another, live calls and messages included: from the file of a data
/// folder to PostgreSQL, or back.
///
/// Stop every server first; callers and contacts are answered again from the new place. What is sealed stays
/// sealed: the same file of keys goes on, and recordings stay where they are. The old database stays as it
/// was, and no server begins on it any more. A move that was killed is done again by the same words.
#[derive(Debug, clap::Args)]
pub struct Move {
    /// The file with settings; else `centralita-server.toml` in this folder, when it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// From where: a data folder, or `postgres://…`; else where the settings say that everything is kept.
    #[arg(long, value_name = "PLACE", env = "CENTRALITA_MOVE_FROM", hide_env = true)]
    from: Option<String>,
    /// To where: a data folder, or `postgres://…`. There must be nothing in it.
    #[arg(
        long,
        value_name = "PLACE",
        env = "CENTRALITA_MOVE_TO",
        hide_env = true,
        required_unless_present = "reopen"
    )]
    to: Option<String>,
    /// Let servers begin again on a database that was moved away. One that was not filled to its end is
    /// emptied.
    #[arg(long, value_name = "PLACE")]
    reopen: Option<String>,
}

impl Move {
    /// Moves it, or opens a database again.
    ///
    /// # Errors
    /// When a server uses one of them, the target is not empty, or one of them cannot be used.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Trouble::Output)?;
        let refused = |error: MoveError| Trouble::Misuse(error.to_string());
        if let Some(again) = &self.reopen {
            let place = place(again);
            let is_emptied = runtime.block_on(reopen(&place)).map_err(refused)?;
            let report = if is_emptied { Report::Emptied } else { Report::Reopened };
            let shown = place.shown();
            shell.line(painted(GOOD, shell.language.fill(report, &[("place", &shown)])))?;
            return Ok(Verdict::Well);
        }
        let from = match &self.from {
            Some(from) => place(from),
            None => self.usual()?,
        };
        let to = place(self.to.as_deref().unwrap_or_default());
        let moved = runtime.block_on(move_all(&from, &to, clock::now(), &mut |_| {}));
        let moved = moved.map_err(refused)?;
        told(shell, &moved, &from, &to)?;
        Ok(Verdict::Well)
    }

    /// Where the settings say that everything is kept.
    fn usual(&self) -> Result<Place, Trouble> {
        let flags = Flags::of_keys(self.config.clone(), None, None);
        let configuration = Configuration::read(&flags)?;
        Ok(match configuration.database() {
            Some(database) => place(&database),
            None => in_folder(&configuration.data()),
        })
    }
}

fn told(shell: &mut Shell, moved: &Moved, from: &Place, to: &Place) -> Result<(), Trouble> {
    for (table, (rows, digest)) in &moved.tables {
        let short: String = digest.chars().take(16).collect();
        shell.line(format!("{:>10} {:16} {short}", rows, table.name()))?;
    }
    let (from, to) = (from.shown(), to.shown());
    let words: [(&str, &dyn std::fmt::Display); 2] = [("from", &from), ("to", &to)];
    shell.line(painted(GOOD, shell.language.fill(Report::MovedAway, &words)))?;
    Ok(())
}

fn place(named: &str) -> Place {
    match named.starts_with("postgres://") || named.starts_with("postgresql://") {
        true => Place::Postgres(named.to_owned()),
        false => in_folder(Path::new(named)),
    }
}

fn in_folder(folder: &Path) -> Place {
    Place::File(folder.join("centralita.db"))
}

//! Moving everything from one database to another, live executions included, while no server runs.
//!
//! Rows are taken as they stand, a page at a time: what is sealed stays sealed, and the same file of keys
//! goes on. The order of what is made durable is what makes it safe to be killed at any moment:
//!
//! 1. the target is marked as being filled, so that no server begins on it;
//! 2. everything is written there in one transaction, read back and compared;
//! 3. the source is marked as moved away;
//! 4. the target's mark is taken off.
//!
//! Until 3 a server may go on at the source, and the same move begins anew. From 3 to 4 no server begins
//! on either, and the same move comes to its end. At no moment would servers begin on both.
//!
//! What is not here: recordings and the file of keys, which are files and stay where they are.

mod mark;
mod rows;

use std::collections::BTreeMap;
use std::path::PathBuf;

use centralita_engine::Time;
use sha2::{Digest, Sha256};

pub use mark::Moved;
pub(super) use mark::{Mark, Part};
pub use rows::Table;
pub(super) use rows::{Row, Tally, Value};

use super::StoreError;
use super::postgres::{ConnectError, PostgresEnd};
use super::sqlite::{OpenError, SqliteEnd};

/// Where everything stands, or shall stand.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A database file.
    File(PathBuf),
    /// The address of a PostgreSQL database.
    Postgres(String),
}

impl Place {
    /// Its name for people, without user, password and options.
    pub fn shown(&self) -> String {
        match self {
            Place::File(path) => {
                std::path::absolute(path).unwrap_or_else(|_| path.clone()).display().to_string()
            }
            Place::Postgres(url) => {
                let address = url.split('?').next().unwrap_or_default();
                let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
                let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
                format!("{scheme}://{place}")
            }
        }
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}

/// Why nothing was moved. The source is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MoveError {
    /// The file cannot be opened.
    #[error(transparent)]
    File(#[from] OpenError),
    /// The database cannot be reached.
    #[error(transparent)]
    Database(#[from] ConnectError),
    /// One of the databases could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is nothing to be moved.
    #[error("There is no database at {0}, so that nothing can be moved from there.")]
    NoSource(String),
    /// It would be moved to where it is.
    #[error("{0} is moved to itself. Name another place.")]
    SamePlace(String),
    /// A server uses it.
    #[error("A server uses {0}. Stop every server on it first; callers wait for the new place.")]
    InUse(String),
    /// Something stands at the target already.
    #[error(
        "{0} is not empty, and nothing is ever mixed. Name an empty database, or give the old one \
         another name first."
    )]
    NotEmpty(String),
    /// It has a part in another move.
    #[error("Nothing can be moved from or to {place}: {why}.")]
    Marked {
        /// The database.
        place: String,
        /// Its part.
        why: Moved,
    },
    /// It has no part in a move.
    #[error("{0} is open already: it has no part in a move.")]
    NotMarked(String),
    /// Fewer or more rows than there are were read.
    #[error(
        "{place} is damaged: {read} rows of the table {table} hang together, and there are {there}. \
         Look at it by `centralita doctor`, or bring a backup back."
    )]
    Damaged {
        /// The database.
        place: String,
        /// The table.
        table: &'static str,
        /// How many were read.
        read: u64,
        /// How many there are.
        there: u64,
    },
    /// What was read back is not what was written.
    #[error(
        "What was written to the table {table} of {place} is read back as something else. Nothing \
         was moved; the source is as it was."
    )]
    Differs {
        /// The target.
        place: String,
        /// The table.
        table: &'static str,
    },
}

/// How far a move is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// So many rows of a table were written.
    Written {
        /// The table.
        table: Table,
        /// How many, with those before.
        rows: u64,
    },
    /// All rows of a table were read back and are the same.
    Compared {
        /// The table.
        table: Table,
    },
    /// Everything is at the target, durably; the source still counts.
    Filled,
    /// The source is marked as moved away.
    Left,
}

/// What was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many rows of each table, with a digest of them.
    pub tables: BTreeMap<Table, (u64, String)>,
    /// Whether an earlier move was only brought to its end.
    pub was_filled: bool,
}

/// One end of a move: a database that nobody else uses.
#[async_trait::async_trait]
pub(super) trait End: Send {
    /// Its mark.
    async fn mark(&mut self) -> Result<Option<Mark>, MoveError>;

    /// Sets or takes off its mark; within a transaction when there is one, else durably at once.
    async fn set_mark(&mut self, mark: Option<&Mark>) -> Result<(), MoveError>;

    /// Whether a server uses it.
    async fn is_in_use(&mut self) -> Result<bool, MoveError>;

    /// Whether nothing stands in it.
    async fn is_empty(&mut self) -> Result<bool, MoveError>;

    /// Begins a transaction in which everything is as it is at one moment, and nobody else writes.
    async fn begin(&mut self) -> Result<(), MoveError>;

    /// Makes what the transaction has done durable.
    async fn commit(&mut self) -> Result<(), MoveError>;

    /// Takes everything away.
    async fn clear(&mut self) -> Result<(), MoveError>;

    /// How many rows a table has, whether or not they hang together.
    async fn count(&mut self, table: Table) -> Result<u64, MoveError>;

    /// Goes to the beginning of a table.
    async fn read(&mut self, table: Table) -> Result<(), MoveError>;

    /// The next rows of the table; none when there are no more. Lines of a journal come in order.
    async fn page(&mut self, table: Table) -> Result<Vec<Row>, MoveError>;

    /// Writes rows.
    async fn write(&mut self, table: Table, rows: Vec<Row>) -> Result<(), MoveError>;

    /// Everything was written.
    async fn written(&mut self) -> Result<(), MoveError>;
}

async fn open(place: &Place, shall_be_there: bool) -> Result<Box<dyn End>, MoveError> {
    Ok(match place {
        Place::File(path) if shall_be_there && !path.exists() => {
            return Err(MoveError::NoSource(place.shown()));
        }
        Place::File(path) => Box::new(SqliteEnd::open(path)?),
        Place::Postgres(url) => Box::new(PostgresEnd::connect(url).await?),
    })
}

/// Moves everything from one database to another, and tells how far it is. Called again after it was
/// killed, it begins anew or comes to its end.
///
/// # Errors
/// When a server uses one of them, the target is not empty, or one of them cannot. The source is as it was
/// then, and servers may go on there.
pub async fn move_all(
    from: &Place,
    to: &Place,
    now: Time,
    watch: &mut (dyn FnMut(Stage) + Send),
) -> Result<Report, MoveError> {
    if from.shown() == to.shown() {
        return Err(MoveError::SamePlace(from.shown()));
    }
    let mut source = open(from, true).await?;
    let mut target = open(to, false).await?;
    let marked = |place: &Place, mark: Mark| {
        Err(MoveError::Marked { place: place.shown(), why: mark.into() })
    };
    match (source.mark().await?, target.mark().await?) {
        (Some(gone), Some(full)) if gone.part == Part::Away && full.id == gone.id => {
            return finish(&mut *source, &mut *target, (from, to), watch).await;
        }
        (Some(mark), _) => return marked(from, mark),
        (None, Some(mark)) if mark.part == Part::Away => return marked(to, mark),
        (None, Some(_)) => {}
        (None, None) if target.is_empty().await? => {}
        (None, None) => return Err(MoveError::NotEmpty(to.shown())),
    }
    unused(&mut *source, from).await?;
    unused(&mut *target, to).await?;
    let id = id_of(from, to, now);
    let coming = Mark { id: id.clone(), part: Part::Coming, other: from.shown(), at: now };
    target.set_mark(Some(&coming)).await?;
    source.begin().await?;
    target.begin().await?;
    // Whoever begins from now on finds the mark, or waits for it.
    unused(&mut *source, from).await?;
    unused(&mut *target, to).await?;
    target.clear().await?;
    let mut tallies = BTreeMap::new();
    for table in Table::ALL {
        let mut tally = Tally::default();
        source.read(table).await?;
        loop {
            let rows = source.page(table).await?;
            if rows.is_empty() {
                break;
            }
            tally.take(table, &rows);
            target.write(table, rows).await?;
            watch(Stage::Written { table, rows: tally.rows });
        }
        whole(&mut *source, from, table, &tally).await?;
        tallies.insert(table, tally);
    }
    target.written().await?;
    for (table, tally) in &tallies {
        let back = tally_of(&mut *target, to, *table).await?;
        if back != *tally {
            return Err(MoveError::Differs { place: to.shown(), table: table.name() });
        }
        watch(Stage::Compared { table: *table });
    }
    target.commit().await?;
    watch(Stage::Filled);
    let away = Mark { id, part: Part::Away, other: to.shown(), at: now };
    source.set_mark(Some(&away)).await?;
    source.commit().await?;
    watch(Stage::Left);
    target.set_mark(None).await?;
    Ok(report(&tallies, false))
}

/// Brings a move to its end that was killed after the source was marked.
async fn finish(
    source: &mut dyn End,
    target: &mut dyn End,
    (from, to): (&Place, &Place),
    watch: &mut (dyn FnMut(Stage) + Send),
) -> Result<Report, MoveError> {
    let mut tallies = BTreeMap::new();
    source.begin().await?;
    target.begin().await?;
    for table in Table::ALL {
        let tally = tally_of(source, from, table).await?;
        if tally_of(target, to, table).await? != tally {
            return Err(MoveError::Differs { place: to.shown(), table: table.name() });
        }
        watch(Stage::Compared { table });
        tallies.insert(table, tally);
    }
    target.set_mark(None).await?;
    target.commit().await?;
    source.commit().await?;
    Ok(report(&tallies, true))
}

/// Lets servers begin again on a database that has a part in a move. One that was being filled is emptied:
/// what stands there stands at the source as well. Says whether it was.
///
/// # Errors
/// When it has no part in a move, or a server uses it.
pub async fn reopen(place: &Place) -> Result<bool, MoveError> {
    let mut end = open(place, true).await?;
    let Some(mark) = end.mark().await? else {
        return Err(MoveError::NotMarked(place.shown()));
    };
    unused(&mut *end, place).await?;
    end.begin().await?;
    let is_emptied = mark.part == Part::Coming;
    if is_emptied {
        end.clear().await?;
    }
    end.set_mark(None).await?;
    end.commit().await?;
    Ok(is_emptied)
}

async fn unused(end: &mut dyn End, place: &Place) -> Result<(), MoveError> {
    match end.is_in_use().await? {
        true => Err(MoveError::InUse(place.shown())),
        false => Ok(()),
    }
}

/// Looks through a table.
async fn tally_of(end: &mut dyn End, place: &Place, table: Table) -> Result<Tally, MoveError> {
    let mut tally = Tally::default();
    end.read(table).await?;
    loop {
        let rows = end.page(table).await?;
        if rows.is_empty() {
            break;
        }
        tally.take(table, &rows);
    }
    whole(end, place, table, &tally).await?;
    Ok(tally)
}

/// Whether everything that stands in a table was read.
async fn whole(
    end: &mut dyn End,
    place: &Place,
    table: Table,
    tally: &Tally,
) -> Result<(), MoveError> {
    let there = end.count(table).await?;
    if there == tally.rows {
        return Ok(());
    }
    let (place, table, read) = (place.shown(), table.name(), tally.rows);
    Err(MoveError::Damaged { place, table, read, there })
}

fn report(tallies: &BTreeMap<Table, Tally>, was_filled: bool) -> Report {
    let told = |(table, tally): (&Table, &Tally)| (*table, (tally.rows, tally.digest()));
    Report { tables: tallies.iter().map(told).collect(), was_filled }
}

/// What this move is known by.
fn id_of(from: &Place, to: &Place, now: Time) -> String {
    let text = format!("{} {} {} {}", from.shown(), to.shown(), now.0, std::process::id());
    Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_without_its_password() {
        let shown = |url: &str| Place::Postgres(url.to_owned()).shown();
        assert_eq!(shown("postgres://me:s@crt@db:5432/c?password=x"), "postgres://db:5432/c");
        assert_eq!(shown("postgresql://db/c"), "postgresql://db/c");
        assert_eq!(format!("{:?}", Place::Postgres("postgres://a:b@c/d".into())), "postgres://c/d");
    }
}

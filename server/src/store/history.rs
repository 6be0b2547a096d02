//! The history of a database: which migrations it went through, and whether they are ours.
//!
//! Migrations are numbered from 1, never edited once released, and each is recorded with a checksum of
//! its text. A database whose record is not the beginning of our list is not touched.

/// One numbered step from one schema to the next.
pub(super) struct Migration {
    /// Counted from 1.
    pub number: u32,
    /// What its file is called after the number.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

impl Migration {
    /// 64 bits of its text; line ends do not count. It finds accidents, not attacks.
    pub fn checksum(&self) -> String {
        let bytes = self.sql.bytes().filter(|byte| *byte != b'\r');
        let sum = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{sum:016x}")
    }
}

/// A migration as the database remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Applied {
    pub number: u32,
    pub name: String,
    pub checksum: String,
}

/// Why a database's history is not the one this release knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// It went through a migration that this release does not have.
    #[error(
        "The database was written by a later release of Centralita (its schema has step {number}, \
         {name:?}). Start that release, or restore a backup from before."
    )]
    Later {
        /// The step.
        number: u32,
        /// What it is called there.
        name: String,
    },
    /// A migration was edited after it had been applied.
    #[error(
        "Step {number} of the database's schema ({name:?}) is not the one this release has. It was \
         written by a build that was never released: use that build, or restore a backup."
    )]
    Changed {
        /// The step.
        number: u32,
        /// What it is called here.
        name: String,
    },
    /// A migration in the middle is not recorded.
    #[error(
        "The database's schema has steps after {number}, but not {number} itself. Its record was \
         tampered with: restore a backup."
    )]
    Missing {
        /// The step.
        number: u32,
    },
    /// There is something in the database, but no record of ours.
    #[error(
        "The database holds something else than Centralita's data. Name another place for \
         Centralita's own."
    )]
    Foreign,
}

/// The migrations that are still to be done, when what was done is the beginning of `known`.
pub(super) fn outstanding<'a>(
    known: &'a [Migration],
    applied: &[Applied],
) -> Result<&'a [Migration], HistoryError> {
    for (index, done) in applied.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        if done.number != number {
            return Err(HistoryError::Missing { number });
        }
        let Some(ours) = known.get(index) else {
            return Err(HistoryError::Later { number, name: done.name.clone() });
        };
        if ours.checksum() != done.checksum {
            return Err(HistoryError::Changed { number, name: ours.name.to_owned() });
        }
    }
    Ok(known.get(applied.len()..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [Migration; 2] = [
        Migration { number: 1, name: "first", sql: "CREATE TABLE a;\n" },
        Migration { number: 2, name: "second", sql: "CREATE TABLE b;" },
    ];

    fn applied(migration: &Migration) -> Applied {
        Applied {
            number: migration.number,
            name: migration.name.to_owned(),
            checksum: migration.checksum(),
        }
    }

    fn left(applied: &[Applied]) -> Result<Vec<u32>, HistoryError> {
        let left = outstanding(&KNOWN, applied)?;
        Ok(left.iter().map(|migration| migration.number).collect())
    }

    #[test]
    fn what_was_not_done_yet_is_done() {
        let [first, second] = [applied(&KNOWN[0]), applied(&KNOWN[1])];
        assert_eq!(left(&[]), Ok(vec![1, 2]));
        assert_eq!(left(std::slice::from_ref(&first)), Ok(vec![2]));
        assert_eq!(left(&[first, second]), Ok(vec![]));
    }

    #[test]
    fn a_history_that_is_not_ours_is_refused() {
        let [first, second] = [applied(&KNOWN[0]), applied(&KNOWN[1])];
        let later = Applied { number: 3, name: "third".to_owned(), checksum: String::new() };
        let edited = Applied { checksum: "0".to_owned(), ..first.clone() };
        assert_eq!(
            left(&[first.clone(), second.clone(), later]),
            Err(HistoryError::Later { number: 3, name: "third".to_owned() })
        );
        assert_eq!(
            left(&[edited, second.clone()]),
            Err(HistoryError::Changed { number: 1, name: "first".to_owned() })
        );
        assert_eq!(left(&[second]), Err(HistoryError::Missing { number: 1 }));
    }

    #[test]
    fn line_ends_do_not_change_a_checksum() {
        let windows = Migration { sql: "CREATE TABLE a;\r\n", ..KNOWN[0] };
        assert_eq!(windows.checksum(), KNOWN[0].checksum());
        assert_ne!(KNOWN[0].checksum(), KNOWN[1].checksum());
    }
}

//! What went wrong in PostgreSQL, in the store's words.

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;

use crate::store::StoreError;
use crate::store::history::HistoryError;
use crate::store::moving::Moved;

/// Why a database could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The address cannot be understood.
    #[error(
        "The database's address cannot be read: {0}. Write postgres://user@host/database?sslmode=\
         require, say."
    )]
    Address(String),
    /// It went through other migrations than ours.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// It acknowledges what is not on the disk.
    #[error(
        "The database acknowledges before it has written: synchronous_commit is off. Set it to on, \
         for this database at least."
    )]
    Hasty,
    /// It has a part in a move to another one.
    #[error("No server begins on this database: {0}.")]
    Moved(Moved),
    /// It could not be reached, or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a piece of work did not succeed, before it is known whether to try again.
#[derive(Debug)]
pub(super) enum Failure {
    /// No connection could be had.
    Pool(PoolError),
    /// The database, or the connection to it.
    Database(tokio_postgres::Error),
}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Failure {
        match error {
            PoolError::Backend(error) => Failure::Database(error),
            other => Failure::Pool(other),
        }
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Failure {
        Failure::Database(error)
    }
}

impl Failure {
    fn state(&self) -> Option<&SqlState> {
        match self {
            Failure::Pool(_) => None,
            Failure::Database(error) => error.code(),
        }
    }

    /// Whether somebody else was in the way, and nothing happened.
    pub(super) fn is_collision(&self) -> bool {
        self.state().is_some_and(|state| {
            [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(state)
        })
    }

    /// Whether something has a name already that must be unique; nothing happened.
    pub(super) fn is_taken(&self) -> bool {
        self.state() == Some(&SqlState::UNIQUE_VIOLATION)
    }

    /// Whether the connection is gone, so that another may do better.
    pub(super) fn is_gone(&self) -> bool {
        match self {
            Failure::Pool(_) => false,
            Failure::Database(error) => error.is_closed() || error.code().is_some_and(is_shutdown),
        }
    }
}

fn is_shutdown(state: &SqlState) -> bool {
    [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::IDLE_SESSION_TIMEOUT,
    ]
    .contains(state)
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> StoreError {
        let error = match failure {
            Failure::Pool(error) => return StoreError::Unreachable(error.to_string()),
            Failure::Database(error) => error,
        };
        let text = match error.as_db_error() {
            Some(said) => format!("{} ({})", said.message(), said.code().code()),
            None => whole(&error),
        };
        let Some(state) = error.code() else {
            // The driver has no kinds of errors, but says what it was doing.
            return match error.to_string() {
                said if said.starts_with("error deserializing") => StoreError::Damaged(text),
                said if said.starts_with("error serializing") => StoreError::Other(text),
                _ => StoreError::Unreachable(text),
            };
        };
        match state.code() {
            "53100" => StoreError::Full(text),
            "53300" | "25006" => StoreError::Unreachable(text),
            "XX001" | "XX002" => StoreError::Damaged(text),
            code if code.starts_with("08") || code.starts_with("57P") => {
                StoreError::Unreachable(text)
            }
            _ => StoreError::Other(text),
        }
    }
}

/// The error with what caused it.
fn whole(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(because) = cause {
        text = format!("{text}: {because}");
        cause = because.source();
    }
    text
}

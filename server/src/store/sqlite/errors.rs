//! What went wrong in SQLite, in the store's words.

use rusqlite::ErrorCode;

use crate::store::StoreError;
use crate::store::history::HistoryError;
use crate::store::moving::Moved;

/// Why a database file could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process has it open, and two would write over each other.
    #[error("{path} is in use by another process. Stop that one first.")]
    InUse {
        /// The file.
        path: String,
    },
    /// The file or its folder cannot be read or written.
    #[error("{path} cannot be opened: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// It went through other migrations than ours.
    #[error("{path}: {source}")]
    History {
        /// The file.
        path: String,
        /// How they differ.
        source: HistoryError,
    },
    /// It has a part in a move to another database.
    #[error("No server begins on {path}: {why}.")]
    Moved {
        /// The file.
        path: String,
        /// Its part.
        why: Moved,
    },
    /// SQLite could not.
    #[error("{path}: {source}")]
    Store {
        /// The file.
        path: String,
        /// Why.
        source: StoreError,
    },
}

/// Extended codes of an I/O error that only says that the shared memory beside the log could not
/// grow: nothing was written then, and there is no room.
const NO_ROOM_FOR_SHARED_MEMORY: [i32; 2] =
    [rusqlite::ffi::SQLITE_IOERR_SHMSIZE, rusqlite::ffi::SQLITE_IOERR_SHMMAP];

/// Extended codes of an I/O error while reading: nothing that was to be written is in doubt.
const WHILE_READING: [i32; 3] = [
    rusqlite::ffi::SQLITE_IOERR_READ,
    rusqlite::ffi::SQLITE_IOERR_SHORT_READ,
    rusqlite::ffi::SQLITE_IOERR_CORRUPTFS,
];

pub(super) fn in_our_words(error: rusqlite::Error) -> StoreError {
    let text = error.to_string();
    match error {
        rusqlite::Error::SqliteFailure(code, _) => match code.code {
            ErrorCode::DiskFull => StoreError::Full(text),
            ErrorCode::SystemIoFailure
                if NO_ROOM_FOR_SHARED_MEMORY.contains(&code.extended_code) =>
            {
                StoreError::Full(text)
            }
            ErrorCode::SystemIoFailure if WHILE_READING.contains(&code.extended_code) => {
                StoreError::Damaged(text)
            }
            ErrorCode::SystemIoFailure => StoreError::Stopped(text),
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged(text),
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Unreachable(text),
            _ => StoreError::Other(text),
        },
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::Utf8Error(..) => StoreError::Damaged(text),
        _ => StoreError::Other(text),
    }
}

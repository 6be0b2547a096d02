//! What stops a command: misuse, and files that cannot be read or written.

use std::io;
use std::path::{Path, PathBuf};

use crate::words::{Language, Report};

/// Why a command could not do its work. What is wrong with a flow is no trouble but a finding.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The command was called in a way that makes no sense; the sentence says what to do.
    #[error("{0}")]
    Misuse(String),
    /// The crew of a project cannot be worked with; a line for each thing that is wrong, with its place.
    #[error("{0}")]
    Crew(String),
    /// A file could not be read.
    #[error("{path} cannot be read: {error}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file that should be text is none.
    #[error("{path} is not UTF-8 text on line {line}")]
    NotText {
        /// The file.
        path: PathBuf,
        /// The first line, counted from 1, with bytes that are no text.
        line: usize,
    },
    /// A file could not be written.
    #[error("{path} cannot be written: {error}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The output could not be written.
    #[error("The output cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl Trouble {
    /// `path` could not be read.
    pub fn reading(path: &Path, error: io::Error) -> Trouble {
        Trouble::Read { path: path.to_owned(), error }
    }

    /// `path` could not be written.
    pub fn writing(path: &Path, error: io::Error) -> Trouble {
        Trouble::Write { path: path.to_owned(), error }
    }

    /// The sentence for a person.
    pub fn sentence(&self, language: Language) -> String {
        let (path, error, writing) = match self {
            Trouble::Misuse(sentence) | Trouble::Crew(sentence) => return sentence.clone(),
            Trouble::NotText { path, line } => {
                return language
                    .fill(Report::NotText, &[("path", &path.display()), ("line", line)]);
            }
            Trouble::Read { path, error } => (path.display().to_string(), error, false),
            Trouble::Write { path, error } => (path.display().to_string(), error, true),
            Trouble::Output(error) => (language.say(Report::TheOutput).to_owned(), error, true),
        };
        let report = match (error.kind(), writing) {
            (io::ErrorKind::NotFound, false) => Report::FileMissing,
            (io::ErrorKind::NotFound, true) => Report::FolderMissing,
            (io::ErrorKind::PermissionDenied, false) => Report::MayNotRead,
            (io::ErrorKind::PermissionDenied, true) => Report::MayNotWrite,
            (io::ErrorKind::ReadOnlyFilesystem, _) => Report::ReadOnly,
            (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded, _) => Report::DiskFull,
            (io::ErrorKind::IsADirectory, false) => Report::IsAFolder,
            (io::ErrorKind::InvalidInput, false) => Report::NoOrdinaryFile,
            (io::ErrorKind::FileTooLarge, false) => Report::FileTooLarge,
            (_, false) => Report::CannotRead,
            (_, true) => Report::CannotWrite,
        };
        language.fill(report, &[("path", &path), ("error", error)])
    }
}

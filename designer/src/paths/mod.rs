//! Asking for a file by its path, in a window of our own: where the desktop has no dialog for files,
//! and for whoever would rather type.
//!
//! | module | holds |
//! |---|---|
//! | [`typed`] | from what was typed to a path |
//! | [`act`] | what the commands about it do |
//!
//! Deliberately not here: files. The shell lists folders and looks at paths.

pub mod act;
pub mod typed;

use std::path::{Path, PathBuf};

pub use act::{Act, ask, end, escaped, heard, open_typed, save_typed, with_path};

use crate::request::Request;

/// Where files of this person go, and how they are asked for. A shell without folders, such as a page
/// of a browser, has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The folder that `~` means.
    pub home: PathBuf,
    /// Where a flow goes that has no folder yet.
    pub documents: PathBuf,
    /// Whether the system has a dialog that asks for files.
    pub has_dialogs: bool,
}

/// Something in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Whether it is a file; folders come first.
    pub is_file: bool,
    /// Its name.
    pub name: String,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum There {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Nothing; its folder is there.
    Nothing,
    /// Nothing, and its folder is not there either.
    NoFolder,
}

/// A file is being asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// What is done with the file: one of the requests that ask for one.
    pub purpose: Request,
    /// What was typed.
    pub typed: String,
    /// Against which folder a path without one is read.
    pub base: PathBuf,
    /// The folder that is listed.
    pub folder: PathBuf,
    /// What is in it, or why that is not known; nothing until the shell has told.
    pub entries: Option<Result<Vec<Entry>, String>>,
    /// The line of the list that is chosen.
    pub chosen: Option<usize>,
    /// The path that is being looked at, before anything is done with it.
    pub looking: Option<PathBuf>,
    /// The file that would be replaced, when that is the question.
    pub replaces: Option<PathBuf>,
    /// What is wrong with what was typed, in words.
    pub wrong: Option<String>,
    /// Whether the shell was asked to read or write the file.
    pub is_sent: bool,
    /// Whether the name without its ending is to be selected in the field.
    pub selects_name: bool,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The folder above.
    Above,
    /// Something in the folder.
    Entry(Entry),
}

impl Asking {
    /// Whether a file is to be written, not read.
    pub fn saves(&self) -> bool {
        !matches!(self.purpose, Request::AskForFile | Request::AskForFileToCompare)
    }

    /// How files end that can be meant, without the dot.
    pub fn ending(&self) -> &str {
        match &self.purpose {
            Request::AskWhereToWrite { name, .. }
            | Request::SaveCopy { name, .. }
            | Request::SavePicture { name, .. } => name.rsplit('.').next().unwrap_or("json"),
            _ => "json",
        }
    }

    /// The lines of the list: what fits what is being typed, at most so many.
    pub fn lines(&self, most: usize) -> Vec<Line> {
        let above = self.folder.parent().map(|_| Line::Above);
        let all = self.entries.iter().flatten().flatten();
        // Whoever opens types what they look for; whoever saves wants to see what is there.
        let (_, name) = typed::halves(&self.typed);
        let wanted = if self.saves() { String::new() } else { name.to_lowercase() };
        let fits = |entry: &&Entry| entry.name.to_lowercase().contains(&wanted);
        let entries = all.filter(fits).take(most).cloned().map(Line::Entry);
        above.into_iter().chain(entries).collect()
    }

    /// The path of a line.
    pub fn path_of(&self, line: &Line) -> PathBuf {
        match line {
            Line::Above => self.folder.parent().unwrap_or(&self.folder).to_owned(),
            Line::Entry(entry) => self.folder.join(&entry.name),
        }
    }
}

/// The name of a folder as people read it.
pub fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

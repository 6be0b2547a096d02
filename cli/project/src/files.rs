//! Where the texts of a project come from.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;

/// Gives the texts of a project's files. Paths are those of the project's folder with what its file
/// names put after.
pub trait Files {
    /// Why a file cannot be read.
    type Error;

    /// The text of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    fn text(&self, path: &Path) -> Result<String, Self::Error>;

    /// Whether there is such a file.
    fn has_file(&self, path: &Path) -> bool;

    /// Whether there is such a folder.
    fn has_folder(&self, path: &Path) -> bool;

    /// The files in a folder, in no order; not those in folders inside.
    ///
    /// # Errors
    /// When it cannot be looked into.
    fn files_in(&self, folder: &Path) -> Result<Vec<PathBuf>, Self::Error>;
}

/// Texts that somebody has read already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(pub BTreeMap<PathBuf, String>);

impl Files for Texts {
    type Error = Infallible;

    fn text(&self, path: &Path) -> Result<String, Infallible> {
        Ok(self.0.get(path).cloned().unwrap_or_default())
    }

    fn has_file(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }

    fn has_folder(&self, path: &Path) -> bool {
        self.0.keys().any(|file| file.parent() == Some(path))
    }

    fn files_in(&self, folder: &Path) -> Result<Vec<PathBuf>, Infallible> {
        Ok(self.0.keys().filter(|file| file.parent() == Some(folder)).cloned().collect())
    }
}

/// Whether the JSON object in a file has the key `other` at its top and not the key `wanted`. Of what
/// cannot be read nothing is known; whoever wants it says what is wrong with it.
pub fn is_only(bytes: &[u8], other: &str, wanted: &str) -> bool {
    let quoted = format!("\"{other}\"");
    // Most files do not even have the word, and need not be read as JSON.
    if !bytes.windows(quoted.len()).any(|part| part == quoted.as_bytes()) {
        return false;
    }
    let read: Result<BTreeMap<String, IgnoredAny>, _> = serde_json::from_slice(bytes);
    read.is_ok_and(|object| object.contains_key(other) && !object.contains_key(wanted))
}

/// The key by which the JSON of a flow is known.
pub const FLOW: &str = "states";

/// The key by which the JSON of a routing plan is known.
pub const PLAN: &str = "task_routing";

/// A file's name without its ending.
pub fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

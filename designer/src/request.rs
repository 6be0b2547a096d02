//! What the editor asks of the shell around it: files, the clipboard, the clock. The editor itself
//! touches none of them.

use std::path::PathBuf;

/// Something the shell does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Asks the person for a file, and reads it.
    AskForFile,
    /// Reads a file.
    Read(PathBuf),
    /// Writes a text into a file.
    Write { path: PathBuf, text: String, serial: u64 },
    /// Asks the person for a file, and writes a text into it.
    AskWhereToWrite { name: String, text: String, serial: u64 },
    /// Reads flows that stand beside a file, by their names; tells too which are not there.
    ReadFlows { beside: PathBuf, names: Vec<String> },
    /// Reads a file of scenarios, if there is one.
    ReadScenarios(PathBuf),
    /// Writes a file of scenarios, and tells what it holds then.
    WriteScenarios { path: PathBuf, text: String },
    /// Puts a text on the clipboard.
    Copy(String),
    /// Looks at the clock, for the next conversation.
    LookAtClock,
}

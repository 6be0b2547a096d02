//! What the editor asks of the shell around it: files, the clipboard, the clock. The editor itself
//! touches none of them.

use std::path::PathBuf;

use crate::keeping::Kept;

/// Something the shell does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Asks the person for a file, and reads it.
    AskForFile,
    /// Reads a file.
    Read(PathBuf),
    /// Writes a text into a file, when it still says what it said: `over` is the fingerprint of that.
    Write { path: PathBuf, text: String, serial: u64, over: Option<u64> },
    /// Asks the person for a file, and writes a text into it.
    AskWhereToWrite { name: String, text: String, serial: u64 },
    /// Asks the person for a file, and writes a text into it that is no state of the open flow.
    SaveCopy { name: String, text: String },
    /// Asks the person for a file, and writes an SVG into it as PNG, so many dots for each of its units.
    SavePicture { name: String, svg: String, scale: u8 },
    /// Keeps a copy of what nobody saved yet.
    KeepCopy(Kept),
    /// Throws the copy of a key away.
    DropCopy(String),
    /// Keeps what people prefer.
    KeepPrefs(String),
    /// Gives what is on the clipboard, as the system's own key for it does.
    Paste,
    /// Closes the window.
    Quit,
    /// Reads flows that stand beside a file, by their names; tells too which are not there.
    ReadFlows { beside: PathBuf, names: Vec<String> },
    /// Looks around a flow's file: for the project it is in, and for the flows beside it.
    ReadProject(PathBuf),
    /// Reads a file of scenarios, if there is one.
    ReadScenarios(PathBuf),
    /// Writes a file of scenarios, and tells what it holds then.
    WriteScenarios { path: PathBuf, text: String },
    /// Puts a text on the clipboard.
    Copy(String),
    /// Looks at the clock, for the next conversation.
    LookAtClock,
}

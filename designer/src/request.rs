//! What the editor asks of the shell around it: files, the clipboard, the clock. The editor itself
//! touches none of them.

use std::path::PathBuf;

use crate::keeping::Kept;
use crate::revisions::{Revision, Why};
use crate::server::Ask;

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
    /// Writes a text into a file that is no state of the open flow.
    WriteCopy { path: PathBuf, text: String },
    /// Writes an SVG into a file as PNG, so many dots for each of its units.
    WritePicture { path: PathBuf, svg: String, scale: u8 },
    /// Lists a folder: its folders, and its files that end so (without the dot).
    ListFolder { folder: PathBuf, ending: String },
    /// Looks what stands at a path.
    LookAtPath(PathBuf),
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
    /// Reads the scripts beside a flow and those of this person, and goes on looking at them: whenever
    /// they change, what the folders hold then is told.
    LookForScripts { beside: Option<PathBuf> },
    /// Writes a script. One that is new must not be there yet; any other must still say what it said:
    /// `over` is the fingerprint of that.
    WriteScript { path: PathBuf, text: String, over: Option<u64> },
    /// Says a text aloud instead of whatever is being said; `language` is a tag such as `es-ES`. A
    /// shell that cannot answers with [`CannotSpeak`](crate::command::Command::CannotSpeak).
    Speak { text: String, language: String },
    /// Says nothing more.
    Hush,
    /// Puts a text on the clipboard.
    Copy(String),
    /// Asks the person for a file to compare with, and reads it.
    AskForFileToCompare,
    /// Reads a file to compare with, under a name.
    ReadToCompare { path: PathBuf, name: String },
    /// Lists the revisions of a file.
    ListRevisions(PathBuf),
    /// Reads a revision of a file.
    ReadRevision { path: PathBuf, key: String, why: Why },
    /// Keeps a text as a revision of a file; key, time and person are the shell's to fill in.
    KeepRevision { path: PathBuf, text: String, revision: Revision },
    /// Reads all flows of the folder of a file.
    ReadFolder { beside: PathBuf },
    /// Writes a text into a file that is not open, when it still says what it said; keeps a revision
    /// of what it said before, and one of what it says then.
    Rewrite { path: PathBuf, before: String, over: u64, text: String },
    /// Tells other windows which files are open in this one.
    TellOpen(Vec<PathBuf>),
    /// Asks the server, and tells what it answered with
    /// [`Answered`](crate::server::Act::Answered).
    Ask(Ask),
    /// Goes to a page of the server, or opens it beside this one.
    Visit { page: String, is_beside: bool },
    /// Looks at the clock, for the next conversation.
    LookAtClock,
}

//! Every command: its name, its key, when it can be done. Menus, the finder and the page of keys read
//! one table.

mod chapter;
mod keymap;
mod preference;
mod table;

pub use chapter::Chapter;
pub use keymap::{Keymap, pressed};
pub use preference::{AsSystem, Hint, Preference, SCALES, scale_by};
pub use table::{Entry, Scope, TABLE, entry, shown};

use std::path::PathBuf;

use centralita_engine::check::Problem;
use centralita_engine::flow::Edit;
use centralita_engine::{KindName, Text, WidgetName};
use centralita_widgets::script::Back;
use egui::Pos2;

use crate::compare;
use crate::focus::Wanted;
use crate::keeping::Kept;
use crate::layout::Part;
use crate::model::{Bottom, Left, Selection};
use crate::simulator::{Act, Opening};
use crate::surroundings::Found;
use crate::text::Language;
use crate::theme::Theme;
use crate::{calls, paths, replace, revisions, server, tabs};

/// Something to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Begins an empty flow.
    New,
    /// Asks for a file and opens it.
    Open,
    /// Opens a flow that was read: its name, its file and its text.
    Opened { name: String, path: Option<PathBuf>, text: String },
    /// Opens a file by its path.
    OpenPath(PathBuf),
    /// A file that was opened is open in another window too.
    OpenElsewhere(String),
    /// Opens a flow that was looked through before: with a change, if one was decided on.
    TakeIn { name: String, path: Option<PathBuf>, text: String, edit: Option<Box<Edit>> },
    /// A file was dropped on the window.
    Dropped(PathBuf),
    /// Asks for a file, to open it or to put it into the open flow.
    ImportInto,
    /// Tells what was understood of the open flow's file, and what was not.
    ImportReport,
    /// Opens the file that waits for a decision.
    TakeInAsNew,
    /// Puts the file that waits for a decision into the open flow.
    TakeInHere,
    /// Writes today's format and names where the file has older ones.
    Modernize,
    /// Tells what Studio would get of the open flow.
    ExportForStudio,
    /// Saves what Studio gets.
    SaveForStudio,
    /// A copy was written into a file.
    CopySaved(PathBuf),
    /// Makes a picture of the flow, or of what is selected.
    Picture { kind: Picture, is_of_selection: bool },
    /// Writes the flow down in sentences.
    Describe(Paper),
    /// Closes the flow at hand.
    Close,
    /// Writes the flow into its file.
    Save,
    /// Asks for a file and writes the flow into it.
    SaveAs,
    /// The flow has been written into a file, in the state of a serial number.
    Saved { path: PathBuf, serial: u64 },
    /// Saves, and then does what was asked.
    SaveFirst,
    /// Nobody chose a file: nothing was saved.
    NotSaved,
    /// The file has changed since it was read; this is what it says now.
    Conflict { path: PathBuf, theirs: String, serial: u64 },
    /// Writes the file though somebody else changed it.
    KeepMine,
    /// Takes what the file says now; it can be undone.
    TakeTheirs,
    /// Compares with what the file says now.
    CompareTheirs,
    /// Copies were found that nobody saved.
    FoundCopies(Vec<Kept>),
    /// Opens a copy that nobody saved.
    Restore(String),
    /// Closes the window.
    Quit,
    /// Saves what nobody saved yet, one after the other, and closes the window.
    QuitSaving,
    /// Whether single letters are keys of the canvas.
    LetterKeys(bool),
    /// Something outside could not be done.
    Failed(String),
    /// Undoes the last change.
    Undo,
    /// Makes the last undone change again.
    Redo,
    /// Copies what is selected and takes it out.
    Cut,
    /// Copies what is selected.
    Copy,
    /// Puts in what was copied.
    Paste { text: String, at: Option<Pos2> },
    /// Copies what is selected beside itself.
    Duplicate,
    /// Takes out what is selected.
    Delete,
    /// Takes out what is selected and joins what it stood between.
    DeleteAndJoin,
    /// Selects every widget.
    SelectAll,
    /// Selects nothing, or steps back out of what is open.
    StepBack,
    /// Selects something.
    Select(Selection),
    /// Selects everything that leads to what is selected.
    SelectUpstream,
    /// Selects everything to which what is selected leads.
    SelectDownstream,
    /// Goes to the nearest widget in a direction.
    Go(Direction),
    /// Moves what is selected.
    Nudge { direction: Direction, by: f32 },
    /// Changes the flow.
    Change(Edit),
    /// Begins to rename the selected widget in its box.
    Rename,
    /// Ends renaming.
    RenameTo { widget: WidgetName, name: String },
    /// Adds a widget of a kind, to which an exit leads when one is named.
    Add { kind: KindName, at: Pos2, from: Option<(WidgetName, usize)> },
    /// Adds a widget of a kind onto the wire that leaves an exit.
    AddOnto { kind: KindName, at: Pos2, from: WidgetName, chip: usize },
    /// Asks for the reason to set a warning aside.
    AskSetAside(Box<Problem>),
    /// Sets a warning about a widget aside, with a reason.
    SetAside { widget: WidgetName, code: String, reason: String },
    /// Lets a warning that was set aside count again.
    BringBack { widget: WidgetName, code: String },
    /// Opens the list from which an exit is connected: first the exits, then the widgets.
    Connect,
    /// Leads an exit to a widget.
    ConnectTo { widget: WidgetName, chip: usize, to: WidgetName },
    /// Leads the exit at hand nowhere.
    Disconnect,
    /// Takes an exit of the selected widget at hand.
    TakeExit { widget: WidgetName, chip: usize },
    /// Takes the next or the previous exit of the selected widget at hand.
    StepExit { is_next: bool },
    /// Goes where the exit at hand leads.
    FollowExit,
    /// Goes back to where one came from.
    FollowBack,
    /// Selects the nearest widget in a direction too.
    Extend(Direction),
    /// Asks for what was copied, to put it in.
    AskPaste { keeps_wires: bool },
    /// Mends the problem at hand.
    TakeFix,
    /// Draws a frame around what is selected.
    Group,
    /// Takes the frames around what is selected away.
    Ungroup,
    /// Writes a note beside what is selected, or goes on writing the one that is there.
    Note,
    /// Begins to write in a note or in a frame's title.
    Write(Own),
    /// Ends that.
    Written { what: Own, text: String },
    /// Shows or hides the small picture of everything.
    Minimap,
    /// Sends the keys to a part of the window.
    Focus(Wanted),
    /// Sends the keys to the first field of the selected widget.
    EditFields,
    /// Shows what can be done with what is selected.
    Menu,
    /// Shows or hides a column of a narrow window.
    Drawer(Part),
    /// Opens the list from which a widget is added.
    QuickAdd { at: Option<Pos2>, from: Option<(WidgetName, usize)> },
    /// Lays out what is selected, or everything.
    Tidy,
    /// Shows everything.
    Fit,
    /// Shows what is selected.
    FitSelection,
    /// Comes closer.
    ZoomIn,
    /// Goes farther.
    ZoomOut,
    /// Shows things at their own size.
    ZoomActual,
    /// Opens the window in which anything is found or done.
    Find,
    /// Shows a problem where it is.
    ShowProblem(Box<Problem>),
    /// Goes to the next problem.
    NextProblem,
    /// Goes to the problem before.
    PreviousProblem,
    /// Shows or hides a part below the canvas.
    Toggle(Bottom),
    /// Chooses what stands left of the canvas.
    Left(Left),
    /// Begins a conversation with the flow, or begins it again.
    Simulate,
    /// Ends the conversation.
    EndSimulation,
    /// Looks at the turn before.
    StepTurnBack,
    /// Looks at the turn after; after a breakpoint, goes on by one step.
    StepTurnForward,
    /// Looks at a turn, counted from 0.
    LookAtTurn(usize),
    /// Shows another way on which the conversation went.
    ShowBranch(usize),
    /// Takes what comes out now for what shall come out.
    AcceptDifference,
    /// Does something in the conversation.
    Act(Box<Act>),
    /// Begins a conversation as an opening says.
    Begin(Box<Opening>),
    /// Lets the conversation go at its true pace, or no longer.
    PlayInRealTime,
    /// Says prompts aloud in the simulator, or no longer.
    SpeakPrompts,
    /// Says a text aloud.
    Speak { text: String, language: String },
    /// Nothing can be said aloud on this machine.
    CannotSpeak,
    /// Goes on after a breakpoint, or comes back to the present.
    GoOn,
    /// Lets time pass until something happens by itself.
    SkipAhead,
    /// Lets conversations stop at the selected widgets, or no longer.
    Breakpoint,
    /// Asks what shall be known, to start at the selected widget.
    StartHere,
    /// Shows the widget of a line of the transcript.
    ShowVisit { widget: Text, depth: u32 },
    /// Shows the flow at a depth, while the call is in a sub-flow.
    ShowDepth(usize),
    /// Puts the transcript on the clipboard.
    CopyTranscript,
    /// Asks under which title to keep the conversation as a scenario.
    KeepScenario,
    /// Keeps the conversation as a scenario.
    WriteScenario(String),
    /// The flow's scenarios were read; none when there is no such file.
    ScenariosRead(Option<String>),
    /// Runs the flow's scenarios.
    RunChecks,
    /// Marks the exits that no scenario takes, or does not.
    ShowCoverage(bool),
    /// Lets virtual callers in.
    LetCallersIn,
    /// Draws how many callers took each wire, or does not.
    ShowCallers(bool),
    /// Flows beside the file were read: names and texts, and the names of those that are not there.
    FlowsRead { found: Vec<(String, String)>, missing: Vec<String> },
    /// The folders of scripts hold this now; what could not be read stands in `unread`, with why.
    ScriptsRead {
        folders: Vec<PathBuf>,
        files: Vec<(PathBuf, String)>,
        unread: Vec<(PathBuf, String)>,
    },
    /// Opens a script to be written.
    OpenScript(ScriptOf),
    /// Asks for the name of a new scripted widget.
    NewScript,
    /// Makes a scripted widget of a name.
    MakeScript(String),
    /// Makes one of one's own from the script that is shown.
    CopyScript,
    /// Writes the script into its file.
    SaveScript,
    /// A script has been written into its file.
    ScriptWritten { path: PathBuf, text: String },
    /// The script's file has changed since it was read; this is what it says now.
    ScriptConflict { path: PathBuf, theirs: String },
    /// Takes what the script's file says now.
    TakeTheirScript,
    /// Writes the script's file though somebody else changed it.
    KeepMyScript,
    /// Leaves the part in which scripts are written; what nobody saved stays there.
    CloseScript,
    /// Runs the script that is written, with what it is given.
    TryScript,
    /// Gives it what it asked for.
    AnswerScript(Box<Back>),
    /// Runs the tests in its own file.
    TestScript,
    /// Goes to something that is wrong with it.
    ShowFault(usize),
    /// Goes to a line of it, counted from 1.
    GoToLine(usize),
    /// Saves every script that nobody saved.
    SaveScripts,
    /// Throws away what nobody saved of scripts, and closes the window.
    DropScripts,
    /// The shell has looked around the flow's file.
    ProjectRead(Found),
    /// Opens the page of keys.
    Keys,
    /// Chooses the look.
    Theme(Theme),
    /// Chooses the language.
    Language(Language),
    /// Something about several open flows.
    Tab(tabs::Act),
    /// Something about comparing.
    Compare(compare::Act),
    /// Something about finding and replacing.
    Replace(replace::Act),
    /// Something about revisions.
    Revision(revisions::Act),
    /// Something about asking for a path.
    Path(paths::Act),
    /// Something about the server.
    Server(server::Act),
    /// Something about the calls that the open flow answered.
    Calls(calls::Act),
    /// Changes what a person prefers.
    Prefer(Preference),
    /// Asks whether a copy that nobody saved may be thrown away.
    AskDropCopy(String),
    /// Throws a copy away that nobody saved.
    DropCopy(String),
    /// Throws the changes away and does what was asked.
    Discard,
    /// Leaves everything as it is.
    KeepEditing,
}

/// Which script is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptOf {
    /// The one of the selected widget.
    Selected,
    /// The one that makes a kind.
    Kind(KindName),
    /// A file.
    File(PathBuf),
}

/// A kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Lines and letters, sharp at any size.
    Svg,
    /// Dots, twice as many as on a screen.
    Png,
}

/// A kind of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// A page for browsers and printers.
    Page,
    /// Markdown.
    Markdown,
}

/// Something of our own on the canvas in which people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// The note of this number.
    Note(usize),
    /// The title of the frame of this number.
    Frame(usize),
}

/// A direction on the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
}

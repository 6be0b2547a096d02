//! Every command: its name, its key, when it can be done. Menus, the finder and the page of keys read
//! this one table.

use std::path::PathBuf;

use centralita_engine::check::Problem;
use centralita_engine::flow::Edit;
use centralita_engine::{KindName, Text, WidgetName};
use egui::{Key, KeyboardShortcut, Modifiers, Pos2};

use crate::focus::Wanted;
use crate::keeping::Kept;
use crate::layout::Part;
use crate::model::{Bottom, Left, Model, Selection};
use crate::simulator::{Act, Opening};
use crate::text::Language;
use crate::theme::{Icon, Theme};

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
    /// Goes back to the gallery.
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
    /// Copies were found that nobody saved.
    FoundCopies(Vec<Kept>),
    /// Opens a copy that nobody saved.
    Restore(String),
    /// Closes the window.
    Quit,
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
    /// Opens the page of keys.
    Keys,
    /// Chooses the look.
    Theme(Theme),
    /// Chooses the language.
    Language(Language),
    /// Throws the changes away and does what was asked.
    Discard,
    /// Leaves everything as it is.
    KeepEditing,
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

/// Where a key means a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere, also while one writes.
    Everywhere,
    /// While nothing is being written.
    Canvas,
}

/// A command in the table.
pub struct Entry {
    /// Its name among the texts, without `command-`; also its name in settings.
    pub name: &'static str,
    /// Its icon.
    pub icon: Option<Icon>,
    /// Its keys, the first being the one that is shown.
    pub keys: &'static [KeyboardShortcut],
    /// Where they mean it.
    pub scope: Scope,
    /// Whether it can be done now.
    pub when: fn(&Model) -> bool,
    /// The command.
    pub make: fn() -> Command,
}

const fn key(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}
const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}
const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}
const fn ctrl_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}

fn always(_: &Model) -> bool {
    true
}
fn is_open(model: &Model) -> bool {
    model.editor.is_some()
}
fn has_widgets(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| !editor.selection.widgets.is_empty())
}
fn has_selection(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| !editor.selection.is_empty())
}
fn has_one(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| editor.selection.only().is_some())
}
fn can_undo(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| !editor.history.done().is_empty())
}
fn can_redo(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| !editor.history.undone().is_empty())
}
fn has_problems(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| !editor.problems.is_empty())
}
fn has_exit(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| editor.exit_at_hand().is_some())
}
fn has_fix(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| crate::walk::problem_with_fix(editor).is_some())
}
fn has_frame(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| {
        let chosen = &editor.selection.widgets;
        let frames = &editor.flow().own().groups;
        frames.iter().any(|frame| frame.widgets.iter().any(|one| chosen.contains(one)))
    })
}
fn letters_are_on(model: &Model) -> bool {
    model.prefs.has_letter_keys
}
fn letters_are_off(model: &Model) -> bool {
    !model.prefs.has_letter_keys
}
fn is_narrow(model: &Model) -> bool {
    model.editor.is_some() && model.is_narrow
}
fn simulates(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| editor.session.is_some())
}

macro_rules! table {
    ($($name:literal $(($icon:ident))? [$($key:expr),*] $scope:ident $when:ident => $make:expr;)*) => {
        &[$(Entry {
            name: $name,
            icon: table!(@icon $($icon)?),
            keys: &[$($key),*],
            scope: Scope::$scope,
            when: $when,
            make: || $make,
        },)*]
    };
    (@icon $icon:ident) => { Some(Icon::$icon) };
    (@icon) => { None };
}

/// Every command that needs nothing but itself.
pub const TABLE: &[Entry] = table! {
    "new" (FilePlus) [] Everywhere always => Command::New;
    "open" (FolderOpen) [ctrl(Key::O)] Everywhere always => Command::Open;
    "save" (Save) [ctrl(Key::S)] Everywhere is_open => Command::Save;
    "save-as" [ctrl_shift(Key::S)] Everywhere is_open => Command::SaveAs;
    "close" (House) [] Everywhere is_open => Command::Close;
    "undo" (Undo2) [ctrl(Key::Z)] Canvas can_undo => Command::Undo;
    "redo" (Redo2) [ctrl_shift(Key::Z), ctrl(Key::Y)] Canvas can_redo => Command::Redo;
    "find" (Search) [ctrl(Key::P)] Everywhere always => Command::Find;
    "quick-add" (Plus) [key(Key::A), key(Key::Insert)] Canvas is_open => Command::QuickAdd { at: None, from: None };
    "connect" (Cable) [key(Key::C)] Canvas has_one => Command::Connect;
    "disconnect" (Unplug) [] Canvas has_exit => Command::Disconnect;
    "edit-fields" [key(Key::Enter)] Canvas has_one => Command::EditFields;
    "menu" [shift(Key::F10)] Canvas is_open => Command::Menu;
    "cut" (Scissors) [ctrl(Key::X)] Canvas has_widgets => Command::Cut;
    "copy" (Copy) [ctrl(Key::C)] Canvas has_widgets => Command::Copy;
    "paste" (ClipboardPaste) [ctrl(Key::V)] Canvas is_open => Command::AskPaste { keeps_wires: false };
    "paste-with-wires" [ctrl_shift(Key::V)] Canvas is_open => Command::AskPaste { keeps_wires: true };
    "duplicate" [ctrl(Key::D)] Canvas has_widgets => Command::Duplicate;
    "delete" (Trash2) [key(Key::Delete), ctrl(Key::Backspace)] Canvas has_selection => Command::Delete;
    "delete-and-join" [shift(Key::Delete)] Canvas has_widgets => Command::DeleteAndJoin;
    "select-all" [ctrl(Key::A)] Canvas is_open => Command::SelectAll;
    "select-upstream" [key(Key::U)] Canvas has_widgets => Command::SelectUpstream;
    "select-downstream" [key(Key::I)] Canvas has_widgets => Command::SelectDownstream;
    "rename" (PencilLine) [key(Key::F2)] Canvas has_one => Command::Rename;
    "go-up" [key(Key::ArrowUp)] Canvas is_open => Command::Go(Direction::Up);
    "go-down" [key(Key::ArrowDown)] Canvas is_open => Command::Go(Direction::Down);
    "go-left" [key(Key::ArrowLeft)] Canvas is_open => Command::Go(Direction::Left);
    "go-right" [key(Key::ArrowRight)] Canvas is_open => Command::Go(Direction::Right);
    "extend-up" [shift(Key::ArrowUp)] Canvas has_widgets => Command::Extend(Direction::Up);
    "extend-down" [shift(Key::ArrowDown)] Canvas has_widgets => Command::Extend(Direction::Down);
    "extend-left" [shift(Key::ArrowLeft)] Canvas has_widgets => Command::Extend(Direction::Left);
    "extend-right" [shift(Key::ArrowRight)] Canvas has_widgets => Command::Extend(Direction::Right);
    "follow-exit" [alt(Key::ArrowDown)] Canvas has_one => Command::FollowExit;
    "follow-back" [alt(Key::ArrowUp)] Canvas has_one => Command::FollowBack;
    "previous-exit" [alt(Key::ArrowLeft)] Canvas has_one => Command::StepExit { is_next: false };
    "next-exit" [alt(Key::ArrowRight)] Canvas has_one => Command::StepExit { is_next: true };
    "move-up" [ctrl(Key::ArrowUp)] Canvas has_widgets => Command::Nudge { direction: Direction::Up, by: 10.0 };
    "move-down" [ctrl(Key::ArrowDown)] Canvas has_widgets => Command::Nudge { direction: Direction::Down, by: 10.0 };
    "move-left" [ctrl(Key::ArrowLeft)] Canvas has_widgets => Command::Nudge { direction: Direction::Left, by: 10.0 };
    "move-right" [ctrl(Key::ArrowRight)] Canvas has_widgets => Command::Nudge { direction: Direction::Right, by: 10.0 };
    "move-far-up" [ctrl_shift(Key::ArrowUp)] Canvas has_widgets => Command::Nudge { direction: Direction::Up, by: 100.0 };
    "move-far-down" [ctrl_shift(Key::ArrowDown)] Canvas has_widgets => Command::Nudge { direction: Direction::Down, by: 100.0 };
    "move-far-left" [ctrl_shift(Key::ArrowLeft)] Canvas has_widgets => Command::Nudge { direction: Direction::Left, by: 100.0 };
    "move-far-right" [ctrl_shift(Key::ArrowRight)] Canvas has_widgets => Command::Nudge { direction: Direction::Right, by: 100.0 };
    "group" (Group) [key(Key::G)] Canvas has_widgets => Command::Group;
    "ungroup" (Ungroup) [shift(Key::G)] Canvas has_frame => Command::Ungroup;
    "note" (StickyNote) [key(Key::N)] Canvas is_open => Command::Note;
    "tidy" (LayoutDashboard) [key(Key::T)] Canvas is_open => Command::Tidy;
    "fit" (Maximize) [key(Key::Home)] Canvas is_open => Command::Fit;
    "fit-selection" [key(Key::Z)] Canvas has_widgets => Command::FitSelection;
    "zoom-in" (ZoomIn) [key(Key::Plus), key(Key::Equals), key(Key::PageUp)] Canvas is_open => Command::ZoomIn;
    "zoom-out" (ZoomOut) [key(Key::Minus), key(Key::PageDown)] Canvas is_open => Command::ZoomOut;
    "zoom-actual" [key(Key::Num1)] Canvas is_open => Command::ZoomActual;
    "next-problem" [key(Key::F8)] Everywhere has_problems => Command::NextProblem;
    "previous-problem" [shift(Key::F8)] Everywhere has_problems => Command::PreviousProblem;
    "take-fix" (Wrench) [ctrl(Key::Enter)] Canvas has_fix => Command::TakeFix;
    "problems" (ListChecks) [key(Key::P)] Canvas is_open => Command::Toggle(Bottom::Problems);
    "history" (History) [key(Key::H)] Canvas is_open => Command::Toggle(Bottom::History);
    "palette" (Shapes) [] Canvas is_open => Command::Left(Left::Palette);
    "outline" (ListTree) [key(Key::O)] Canvas is_open => Command::Left(Left::Outline);
    "minimap" (Map) [key(Key::M)] Canvas is_open => Command::Minimap;
    "next-part" [key(Key::F6)] Everywhere is_open => Command::Focus(Wanted::Next);
    "previous-part" [shift(Key::F6)] Everywhere is_open => Command::Focus(Wanted::Previous);
    "drawer-left" (PanelLeft) [] Everywhere is_narrow => Command::Drawer(Part::Left);
    "drawer-right" (PanelRight) [] Everywhere is_narrow => Command::Drawer(Part::Right);
    "simulate" (Play) [key(Key::R)] Canvas is_open => Command::Simulate;
    "end-simulation" (X) [] Canvas simulates => Command::EndSimulation;
    "turn-back" [key(Key::J)] Canvas simulates => Command::StepTurnBack;
    "go-on" (StepForward) [key(Key::K)] Canvas simulates => Command::GoOn;
    "turn-forward" [key(Key::L)] Canvas simulates => Command::StepTurnForward;
    "skip-ahead" (FastForward) [] Canvas simulates => Command::SkipAhead;
    "breakpoint" (CircleDot) [key(Key::B)] Canvas has_widgets => Command::Breakpoint;
    "start-here" (Play) [shift(Key::R)] Canvas has_one => Command::StartHere;
    "copy-transcript" (Copy) [] Canvas simulates => Command::CopyTranscript;
    "keep-scenario" (BookmarkPlus) [] Canvas simulates => Command::KeepScenario;
    "run-scenarios" (ListChecks) [] Canvas is_open => Command::RunChecks;
    "callers" (Users) [] Canvas is_open => Command::LetCallersIn;
    "keys" (Keyboard) [key(Key::F1), key(Key::Questionmark)] Canvas always => Command::Keys;
    "quit" [ctrl(Key::Q)] Everywhere always => Command::Quit;
    "letter-keys-on" [] Everywhere letters_are_off => Command::LetterKeys(true);
    "letter-keys-off" [] Everywhere letters_are_on => Command::LetterKeys(false);
    "theme-light" (Sun) [] Everywhere always => Command::Theme(Theme::Light);
    "theme-dark" (Moon) [] Everywhere always => Command::Theme(Theme::Dark);
    "theme-system" (SunMoon) [] Everywhere always => Command::Theme(Theme::System);
    "language-en" (Languages) [] Everywhere always => Command::Language(Language::En);
    "language-es" (Languages) [] Everywhere always => Command::Language(Language::Es);
};

/// A chapter of the page of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chapter {
    /// Files and the window's flow.
    File,
    /// What changes the flow.
    Edit,
    /// What selects.
    Select,
    /// What gets about.
    Walk,
    /// What is looked at.
    Look,
    /// What checks and tries.
    Check,
    /// Everything else.
    Window,
}

impl Chapter {
    /// All chapters, in the order of the page.
    pub const ALL: [Chapter; 7] = [
        Chapter::Edit,
        Chapter::Walk,
        Chapter::Select,
        Chapter::Look,
        Chapter::Check,
        Chapter::File,
        Chapter::Window,
    ];

    /// Its name among the texts, without `keys-group-`.
    pub fn name(self) -> &'static str {
        match self {
            Chapter::File => "file",
            Chapter::Edit => "edit",
            Chapter::Select => "select",
            Chapter::Walk => "walk",
            Chapter::Look => "look",
            Chapter::Check => "check",
            Chapter::Window => "window",
        }
    }

    /// The chapter to which a command belongs.
    pub fn of(entry: &Entry) -> Chapter {
        match (entry.make)() {
            Command::New
            | Command::Open
            | Command::Save
            | Command::SaveAs
            | Command::Close
            | Command::Quit => Chapter::File,
            Command::SelectAll
            | Command::SelectUpstream
            | Command::SelectDownstream
            | Command::Extend(_) => Chapter::Select,
            Command::Go(_)
            | Command::StepExit { .. }
            | Command::FollowExit
            | Command::FollowBack
            | Command::Find
            | Command::Focus(_)
            | Command::EditFields => Chapter::Walk,
            Command::Fit
            | Command::FitSelection
            | Command::ZoomIn
            | Command::ZoomOut
            | Command::ZoomActual
            | Command::Minimap
            | Command::Toggle(_)
            | Command::Left(_) => Chapter::Look,
            Command::NextProblem
            | Command::PreviousProblem
            | Command::TakeFix
            | Command::Simulate
            | Command::EndSimulation
            | Command::StepTurnBack
            | Command::StepTurnForward => Chapter::Check,
            Command::Keys
            | Command::Menu
            | Command::Drawer(_)
            | Command::LetterKeys(_)
            | Command::Theme(_)
            | Command::Language(_) => Chapter::Window,
            _ => Chapter::Edit,
        }
    }
}

/// The entry of a name.
pub fn entry(name: &str) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.name == name)
}

/// A key as people of this system write it.
pub fn shown(shortcut: &KeyboardShortcut, is_mac: bool) -> String {
    shortcut.format(&egui::ModifierNames::NAMES, is_mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_name_or_a_key() {
        for (place, one) in TABLE.iter().enumerate() {
            let texts = crate::text::Texts::new(Language::En);
            assert!(!texts.of("command", one.name).is_empty(), "{} has no name", one.name);
            for other in &TABLE[place + 1..] {
                assert_ne!(one.name, other.name);
                for key in one.keys {
                    assert!(
                        !other.keys.contains(key),
                        "{} and {} share a key",
                        one.name,
                        other.name
                    );
                }
            }
        }
    }

    #[test]
    fn plain_backspace_never_deletes() {
        for entry in TABLE {
            assert!(!entry.keys.contains(&key(Key::Backspace)), "{}", entry.name);
        }
    }
}

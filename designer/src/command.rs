//! Every command: its name, its key, when it can be done. Menus, the finder and the page of keys read
//! this one table.

use std::path::PathBuf;

use centralita_engine::check::Problem;
use centralita_engine::flow::Edit;
use centralita_engine::{KindName, Text, WidgetName};
use egui::{Key, KeyboardShortcut, Modifiers, Pos2};

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
    "cut" (Scissors) [] Canvas has_widgets => Command::Cut;
    "copy" (Copy) [] Canvas has_widgets => Command::Copy;
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
    "move-up" [ctrl(Key::ArrowUp)] Canvas has_widgets => Command::Nudge { direction: Direction::Up, by: 10.0 };
    "move-down" [ctrl(Key::ArrowDown)] Canvas has_widgets => Command::Nudge { direction: Direction::Down, by: 10.0 };
    "move-left" [ctrl(Key::ArrowLeft)] Canvas has_widgets => Command::Nudge { direction: Direction::Left, by: 10.0 };
    "move-right" [ctrl(Key::ArrowRight)] Canvas has_widgets => Command::Nudge { direction: Direction::Right, by: 10.0 };
    "tidy" (LayoutDashboard) [key(Key::T)] Canvas is_open => Command::Tidy;
    "fit" (Maximize) [key(Key::Home)] Canvas is_open => Command::Fit;
    "fit-selection" [key(Key::Z)] Canvas has_widgets => Command::FitSelection;
    "zoom-in" (ZoomIn) [key(Key::Plus), key(Key::Equals)] Canvas is_open => Command::ZoomIn;
    "zoom-out" (ZoomOut) [key(Key::Minus)] Canvas is_open => Command::ZoomOut;
    "zoom-actual" [key(Key::Num1)] Canvas is_open => Command::ZoomActual;
    "next-problem" [key(Key::F8)] Everywhere has_problems => Command::NextProblem;
    "previous-problem" [shift(Key::F8)] Everywhere has_problems => Command::PreviousProblem;
    "problems" (ListChecks) [key(Key::P)] Canvas is_open => Command::Toggle(Bottom::Problems);
    "history" (History) [key(Key::H)] Canvas is_open => Command::Toggle(Bottom::History);
    "palette" (Shapes) [] Canvas is_open => Command::Left(Left::Palette);
    "outline" (ListTree) [key(Key::O)] Canvas is_open => Command::Left(Left::Outline);
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
    "theme-light" (Sun) [] Everywhere always => Command::Theme(Theme::Light);
    "theme-dark" (Moon) [] Everywhere always => Command::Theme(Theme::Dark);
    "theme-system" (SunMoon) [] Everywhere always => Command::Theme(Theme::System);
    "language-en" (Languages) [] Everywhere always => Command::Language(Language::En);
    "language-es" (Languages) [] Everywhere always => Command::Language(Language::Es);
};

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

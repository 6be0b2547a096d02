//! The one table of commands.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::{AsSystem, Chapter, Command, Direction, Paper, Picture, Preference, SCALES, ScriptOf};
use crate::compare;
use crate::focus::Wanted;
use crate::layout::Part;
use crate::model::{Bottom, Left, Model};
use crate::text::Language;
use crate::theme::{Icon, Theme};
use crate::{paths, replace, revisions, server, tabs};

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
    /// The chapter of the page of keys in which it stands.
    pub chapter: Chapter,
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
fn answers(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| editor.server.is_some())
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
        || crate::scripts::work::has_faults(model)
}
fn has_script(model: &Model) -> bool {
    crate::scripts::work::script_at_hand(model).is_some()
}
fn writes_script(model: &Model) -> bool {
    model.bottom == Some(Bottom::Script) && model.scripts.desk.is_some()
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
fn wheel_zooms(model: &Model) -> bool {
    model.prefs.wheel_zooms
}
fn wheel_scrolls(model: &Model) -> bool {
    !model.prefs.wheel_zooms
}
fn has_contrast(model: &Model) -> bool {
    model.has_contrast()
}
fn has_no_contrast(model: &Model) -> bool {
    !model.has_contrast()
}
fn is_still(model: &Model) -> bool {
    model.is_still()
}
fn moves(model: &Model) -> bool {
    !model.is_still()
}
fn has_folders(model: &Model) -> bool {
    model.places.is_some()
}
fn is_open_with_folders(model: &Model) -> bool {
    is_open(model) && has_folders(model)
}
fn is_narrow(model: &Model) -> bool {
    model.editor.is_some() && model.is_narrow
}
fn simulates(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| editor.session.is_some())
}

fn has_found(model: &Model) -> bool {
    model.search.as_ref().is_some_and(|search| !search.places.is_empty())
}
fn has_tabs(model: &Model) -> bool {
    model.has_tabs()
}
fn opens_flow(model: &Model) -> bool {
    tabs::subflow(model).is_some()
}
fn can_save_on_server(model: &Model) -> bool {
    model.editor.is_some() && model.server.is_there()
}
fn is_on_server(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| editor.server.is_some())
}
fn is_stranger(model: &Model) -> bool {
    model.server.link == server::Link::Stranger || model.server.trouble.is_some()
}
fn came_from(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| editor.came_from.is_some())
}
fn compares(model: &Model) -> bool {
    model.editor.as_ref().is_some_and(|editor| editor.comparison.is_some())
}
fn has_differences(model: &Model) -> bool {
    let comparison = model.editor.as_ref().and_then(|editor| editor.comparison.as_ref());
    comparison.is_some_and(|comparison| comparison.shown().next().is_some())
}
fn is_at_difference(model: &Model) -> bool {
    let editor = model.editor.as_ref();
    let comparison = editor.and_then(|editor| editor.comparison.as_ref());
    comparison.is_some_and(|comparison| comparison.at_hand().is_some())
}

macro_rules! table {
    ($($chapter:ident {
        $($name:literal $(($icon:ident))? [$($key:expr),*] $scope:ident $when:ident => $make:expr;)*
    })*) => {
        &[$($(Entry {
            name: $name,
            chapter: Chapter::$chapter,
            icon: table!(@icon $($icon)?),
            keys: &[$($key),*],
            scope: Scope::$scope,
            when: $when,
            make: || $make,
        },)*)*]
    };
    (@icon $icon:ident) => { Some(Icon::$icon) };
    (@icon) => { None };
}

/// Every command that needs nothing but itself.
pub const TABLE: &[Entry] = table! {
    File {
        "new" (FilePlus) [] Everywhere always => Command::New;
        "open" (FolderOpen) [ctrl(Key::O)] Everywhere always => Command::Open;
        "save" (Save) [ctrl(Key::S)] Everywhere is_open => Command::Save;
        "save-as" [] Everywhere is_open => Command::SaveAs;
        "open-typed" [] Everywhere has_folders => paths::Act::Open.into();
        "save-typed" [] Everywhere is_open_with_folders => paths::Act::SaveAs.into();
        "keep-revision" (BookmarkPlus) [ctrl(Key::K)] Everywhere is_open => revisions::Act::AskName.into();
        "publish" (CloudUpload) [ctrl_shift(Key::S)] Everywhere is_open => revisions::Act::AskPublish.into();
        "save-on-server" (CloudUpload) [] Everywhere can_save_on_server => server::Act::AskName.into();
        "call-it" (PhoneCall) [] Everywhere is_on_server => server::Act::Call.into();
        "log-in" (LogIn) [] Everywhere is_stranger => server::Act::LogIn.into();
        "import" (Import) [] Everywhere is_open => Command::ImportInto;
        "import-report" (FileSearch) [] Everywhere is_open => Command::ImportReport;
        "export-studio" (FileOutput) [] Everywhere is_open => Command::ExportForStudio;
        "describe" (Printer) [] Everywhere is_open => Command::Describe(Paper::Page);
        "describe-text" [] Everywhere is_open => Command::Describe(Paper::Markdown);
        "picture-svg" (Image) [] Everywhere is_open => Command::Picture { kind: Picture::Svg, is_of_selection: false };
        "picture-png" (Image) [] Everywhere is_open => Command::Picture { kind: Picture::Png, is_of_selection: false };
        "picture-selection-svg" [] Everywhere has_widgets => Command::Picture { kind: Picture::Svg, is_of_selection: true };
        "picture-selection-png" [] Everywhere has_widgets => Command::Picture { kind: Picture::Png, is_of_selection: true };
        "close" (X) [ctrl(Key::W)] Everywhere is_open => Command::Close;
        "gallery" (House) [] Everywhere is_open => tabs::Act::Gallery.into();
        "next-flow" [ctrl(Key::Tab)] Everywhere has_tabs => tabs::Act::Next.into();
        "previous-flow" [ctrl_shift(Key::Tab)] Everywhere has_tabs => tabs::Act::Previous.into();
        "quit" [ctrl(Key::Q)] Everywhere always => Command::Quit;
    }
    Edit {
        "undo" (Undo2) [ctrl(Key::Z)] Canvas can_undo => Command::Undo;
        "redo" (Redo2) [ctrl_shift(Key::Z), ctrl(Key::Y)] Canvas can_redo => Command::Redo;
        "quick-add" (Plus) [key(Key::A), key(Key::Insert)] Canvas is_open => Command::QuickAdd { at: None, from: None };
        "connect" (Cable) [key(Key::C)] Canvas has_one => Command::Connect;
        "disconnect" (Unplug) [] Canvas has_exit => Command::Disconnect;
        "cut" (Scissors) [ctrl(Key::X)] Canvas has_widgets => Command::Cut;
        "copy" (Copy) [ctrl(Key::C)] Canvas has_widgets => Command::Copy;
        "paste" (ClipboardPaste) [ctrl(Key::V)] Canvas is_open => Command::AskPaste { keeps_wires: false };
        "paste-with-wires" [ctrl_shift(Key::V)] Canvas is_open => Command::AskPaste { keeps_wires: true };
        "duplicate" [ctrl(Key::D)] Canvas has_widgets => Command::Duplicate;
        "delete" (Trash2) [key(Key::Delete), ctrl(Key::Backspace)] Canvas has_selection => Command::Delete;
        "delete-and-join" [shift(Key::Delete)] Canvas has_widgets => Command::DeleteAndJoin;
        "rename" (PencilLine) [key(Key::F2)] Canvas has_one => Command::Rename;
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
        "modernize" [] Canvas is_open => Command::Modernize;
        "tidy" (LayoutDashboard) [key(Key::T)] Canvas is_open => Command::Tidy;
    }
    Select {
        "select-all" [ctrl(Key::A)] Canvas is_open => Command::SelectAll;
        "select-upstream" [key(Key::U)] Canvas has_widgets => Command::SelectUpstream;
        "select-downstream" [key(Key::I)] Canvas has_widgets => Command::SelectDownstream;
        "extend-up" [shift(Key::ArrowUp)] Canvas has_widgets => Command::Extend(Direction::Up);
        "extend-down" [shift(Key::ArrowDown)] Canvas has_widgets => Command::Extend(Direction::Down);
        "extend-left" [shift(Key::ArrowLeft)] Canvas has_widgets => Command::Extend(Direction::Left);
        "extend-right" [shift(Key::ArrowRight)] Canvas has_widgets => Command::Extend(Direction::Right);
    }
    Walk {
        "find" (Search) [ctrl(Key::P)] Everywhere always => Command::Find;
        "find-text" (Replace) [ctrl(Key::F)] Everywhere is_open => replace::Act::Open.into();
        "next-found" [key(Key::F3)] Everywhere has_found => replace::Act::Next.into();
        "previous-found" [shift(Key::F3)] Everywhere has_found => replace::Act::Previous.into();
        "replace" [] Everywhere has_found => replace::Act::Replace.into();
        "edit-fields" [key(Key::Enter)] Canvas has_one => Command::EditFields;
        "go-up" [key(Key::ArrowUp)] Canvas is_open => Command::Go(Direction::Up);
        "go-down" [key(Key::ArrowDown)] Canvas is_open => Command::Go(Direction::Down);
        "go-left" [key(Key::ArrowLeft)] Canvas is_open => Command::Go(Direction::Left);
        "go-right" [key(Key::ArrowRight)] Canvas is_open => Command::Go(Direction::Right);
        "follow-exit" [alt(Key::ArrowDown)] Canvas has_one => Command::FollowExit;
        "follow-back" [alt(Key::ArrowUp)] Canvas has_one => Command::FollowBack;
        "previous-exit" [alt(Key::ArrowLeft)] Canvas has_one => Command::StepExit { is_next: false };
        "next-exit" [alt(Key::ArrowRight)] Canvas has_one => Command::StepExit { is_next: true };
        "open-subflow" (Workflow) [] Canvas opens_flow => tabs::Act::OpenSubflow.into();
        "back-to-flow" (CornerUpLeft) [] Canvas came_from => tabs::Act::Back.into();
        "next-part" [key(Key::F6)] Everywhere is_open => Command::Focus(Wanted::Next);
        "previous-part" [shift(Key::F6)] Everywhere is_open => Command::Focus(Wanted::Previous);
    }
    Look {
        "fit" (Maximize) [key(Key::Home)] Canvas is_open => Command::Fit;
        "fit-selection" [key(Key::Z)] Canvas has_widgets => Command::FitSelection;
        "zoom-in" (ZoomIn) [key(Key::Plus), key(Key::Equals), key(Key::PageUp)] Canvas is_open => Command::ZoomIn;
        "zoom-out" (ZoomOut) [key(Key::Minus), key(Key::PageDown)] Canvas is_open => Command::ZoomOut;
        "zoom-actual" [key(Key::Num1)] Canvas is_open => Command::ZoomActual;
        "problems" (ListChecks) [key(Key::P)] Canvas is_open => Command::Toggle(Bottom::Problems);
        "history" (History) [key(Key::H)] Canvas is_open => Command::Toggle(Bottom::History);
        "compare" (Diff) [key(Key::D)] Canvas is_open => Command::Toggle(Bottom::Compare);
        "next-difference" [key(Key::F7)] Everywhere has_differences => compare::Act::Next.into();
        "previous-difference" [shift(Key::F7)] Everywhere has_differences => compare::Act::Previous.into();
        "take-back" [] Canvas is_at_difference => compare::Act::TakeBackAtHand.into();
        "compare-beside" (Columns2) [] Canvas compares => compare::Act::Beside(true).into();
        "compare-over" [] Canvas compares => compare::Act::Beside(false).into();
        "end-compare" [] Canvas compares => compare::Act::End.into();
        "palette" (Shapes) [] Canvas is_open => Command::Left(Left::Palette);
        "outline" (ListTree) [key(Key::O)] Canvas is_open => Command::Left(Left::Outline);
        "minimap" (Map) [key(Key::M)] Canvas is_open => Command::Minimap;
    }
    Check {
        "next-problem" [key(Key::F8)] Everywhere has_problems => Command::NextProblem;
        "previous-problem" [shift(Key::F8)] Everywhere has_problems => Command::PreviousProblem;
        "take-fix" (Wrench) [ctrl(Key::Enter)] Canvas has_fix => Command::TakeFix;
        "simulate" (Play) [key(Key::R)] Canvas is_open => Command::Simulate;
        "end-simulation" (X) [] Canvas simulates => Command::EndSimulation;
        "turn-back" [key(Key::J)] Canvas simulates => Command::StepTurnBack;
        "go-on" (StepForward) [key(Key::K)] Canvas simulates => Command::GoOn;
        "turn-forward" [key(Key::L)] Canvas simulates => Command::StepTurnForward;
        "skip-ahead" (FastForward) [] Canvas simulates => Command::SkipAhead;
        "real-time" (Timer) [] Canvas simulates => Command::PlayInRealTime;
        "speak-prompts" (Volume2) [] Canvas simulates => Command::SpeakPrompts;
        "breakpoint" (CircleDot) [key(Key::B)] Canvas has_widgets => Command::Breakpoint;
        "start-here" (Play) [shift(Key::R)] Canvas has_one => Command::StartHere;
        "copy-transcript" (Copy) [] Canvas simulates => Command::CopyTranscript;
        "keep-scenario" (BookmarkPlus) [] Canvas simulates => Command::KeepScenario;
        "run-scenarios" (ListChecks) [] Canvas is_open => Command::RunChecks;
        "callers" (Users) [] Canvas is_open => Command::LetCallersIn;
        "calls" (PhoneCall) [] Canvas answers => Command::Toggle(Bottom::Calls);
    }
    Script {
        "new-script" (FilePlus) [] Everywhere is_open => Command::NewScript;
        "open-script" (Braces) [key(Key::E)] Canvas has_script => Command::OpenScript(ScriptOf::Selected);
        "script-part" (Braces) [] Everywhere is_open => Command::Toggle(Bottom::Script);
        "try-script" (Play) [key(Key::F5)] Everywhere writes_script => Command::TryScript;
        "test-script" (ListChecks) [shift(Key::F5)] Everywhere writes_script => Command::TestScript;
        "save-script" (Save) [] Everywhere writes_script => Command::SaveScript;
        "close-script" (X) [] Everywhere writes_script => Command::CloseScript;
    }
    Window {
        "menu" [shift(Key::F10)] Canvas is_open => Command::Menu;
        "drawer-left" (PanelLeft) [] Everywhere is_narrow => Command::Drawer(Part::Left);
        "drawer-right" (PanelRight) [] Everywhere is_narrow => Command::Drawer(Part::Right);
        "keys" (Keyboard) [key(Key::F1), key(Key::Questionmark)] Canvas always => Command::Keys;
        "settings" (Settings) [ctrl(Key::Comma)] Everywhere always => Command::Prefer(Preference::Settings);
        "scale-larger" (AArrowUp) [ctrl(Key::Plus), ctrl(Key::Equals)] Everywhere always => Command::Prefer(Preference::ScaleBy { is_larger: true });
        "scale-smaller" (AArrowDown) [ctrl(Key::Minus)] Everywhere always => Command::Prefer(Preference::ScaleBy { is_larger: false });
        "scale-usual" [ctrl(Key::Num0)] Everywhere always => Command::Prefer(Preference::Scale(SCALES[1]));
        "contrast-on" (Contrast) [] Everywhere has_no_contrast => Command::Prefer(Preference::Contrast(AsSystem::On));
        "contrast-off" (Contrast) [] Everywhere has_contrast => Command::Prefer(Preference::Contrast(AsSystem::Off));
        "stillness-on" [] Everywhere moves => Command::Prefer(Preference::Stillness(AsSystem::On));
        "stillness-off" [] Everywhere is_still => Command::Prefer(Preference::Stillness(AsSystem::Off));
        "wheel-zooms" (Mouse) [] Everywhere wheel_scrolls => Command::Prefer(Preference::WheelZooms(true));
        "wheel-scrolls" (Mouse) [] Everywhere wheel_zooms => Command::Prefer(Preference::WheelZooms(false));
        "hints-again" (Lightbulb) [] Everywhere always => Command::Prefer(Preference::HintsAgain);
        "letter-keys-on" [] Everywhere letters_are_off => Command::LetterKeys(true);
        "letter-keys-off" [] Everywhere letters_are_on => Command::LetterKeys(false);
        "theme-light" (Sun) [] Everywhere always => Command::Theme(Theme::Light);
        "theme-dark" (Moon) [] Everywhere always => Command::Theme(Theme::Dark);
        "theme-system" (SunMoon) [] Everywhere always => Command::Theme(Theme::System);
        "language-en" (Languages) [] Everywhere always => Command::Language(Language::En);
        "language-es" (Languages) [] Everywhere always => Command::Language(Language::Es);
    }
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

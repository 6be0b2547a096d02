//! Several open flows: none is lost, each has its own history, and one goes from one to the other.
#![allow(clippy::unwrap_used, missing_docs)]

mod desk;

use centralita_designer::command::Command;
use centralita_designer::keeping::Kept;
use centralita_designer::request::Request;
use centralita_designer::tabs::Act;
use centralita_engine::Time;
use desk::{Desk, WELCOME};
use egui::{Key, Modifiers};

fn other() -> String {
    WELCOME.replace("greeting", "hello")
}

fn two() -> Desk {
    let mut desk = Desk::of_file("menu", WELCOME);
    desk.opens("other", &other());
    desk
}

fn names(desk: &Desk) -> Vec<String> {
    desk.model().tabs().map(|editor| editor.name.clone()).collect()
}

#[test]
fn tabs_appear_with_the_second_flow_and_go_with_it() {
    let mut desk = Desk::of_file("menu", WELCOME);
    assert!(!desk.all_said().contains(&"Close menu".to_owned()));
    desk.opens("other", &other());
    assert_eq!(names(&desk), ["menu", "other"]);
    desk.says("Close menu");
    assert_eq!(desk.editor().name, "other", "what is opened is shown");
    desk.press("Close other");
    assert_eq!(names(&desk), ["menu"]);
    assert!(!desk.all_said().contains(&"Close menu".to_owned()));
}

#[test]
fn every_flow_keeps_its_own_history_selection_and_view() {
    let mut desk = two();
    desk.selects("hello");
    desk.does(Command::Delete);
    desk.selects("main_menu");
    let changed = desk.text();
    desk.keys(Modifiers::COMMAND, Key::Tab);
    assert_eq!(desk.editor().name, "menu");
    assert_eq!(desk.text(), WELCOME);
    assert!(desk.editor().selection.is_empty());
    desk.does(Command::Undo);
    assert_eq!(desk.text(), WELCOME, "there is nothing to undo here");
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Tab);
    assert_eq!(desk.text(), changed);
    assert!(desk.editor().selection.widgets.contains("main_menu"));
    desk.does(Command::Undo);
    assert_eq!(desk.text(), other());
}

#[test]
fn what_was_copied_in_one_flow_is_pasted_in_the_other() {
    let mut desk = two();
    desk.selects("hello");
    desk.does(Command::Copy);
    let copied = desk.asked().into_iter().find_map(|request| match request {
        Request::Copy(text) => Some(text),
        _ => None,
    });
    desk.does(Act::Show(0).into());
    desk.does(Command::Paste { text: copied.unwrap(), at: None });
    assert!(desk.editor().flow().widget("hello").is_some());
    desk.does(Act::Show(1).into());
    assert_eq!(desk.text(), other(), "the first flow is as it was");
}

#[test]
fn a_flow_that_is_open_already_is_gone_to() {
    let mut desk = two();
    desk.selects("hello");
    desk.does(Command::Delete);
    let changed = desk.text();
    desk.does(Act::Show(0).into());
    desk.asked();
    desk.does(Command::OpenPath("/flows/other.json".into()));
    assert!(!desk.asked().iter().any(|request| matches!(request, Request::Read(_))));
    assert_eq!(desk.text(), changed, "with its changes");
    desk.does(Act::Show(0).into());
    desk.opens("other", &other());
    assert_eq!(desk.text(), changed, "also when its file was chosen in a dialog");
    assert_eq!(names(&desk).len(), 2);
}

#[test]
fn closing_asks_about_the_flow_that_is_closed() {
    let mut desk = two();
    desk.selects("hello");
    desk.does(Command::Delete);
    desk.does(Act::Show(0).into());
    desk.press("Close other");
    assert_eq!(desk.editor().name, "other", "one sees about what is asked");
    assert!(desk.model().asked.is_some());
    desk.does(Command::Discard);
    assert_eq!(names(&desk), ["menu"]);
    desk.keys(Modifiers::COMMAND, Key::W);
    assert!(desk.model().editor.is_none(), "the gallery");
}

/// Answers requests to write as a shell would; gives the names of the files.
fn write(desk: &mut Desk) -> Vec<String> {
    let mut written = Vec::new();
    for request in desk.asked() {
        if let Request::Write { path, serial, .. } = request {
            written.push(path.file_name().unwrap().to_string_lossy().into_owned());
            desk.does(Command::Saved { path, serial });
        }
    }
    written
}

#[test]
fn closing_the_window_asks_about_all_that_nobody_saved() {
    let mut desk = two();
    desk.does(Command::Tidy);
    desk.does(Act::Show(0).into());
    desk.does(Command::Tidy);
    desk.does(Command::Quit);
    desk.says("These flows have changes that no file has: menu, other.");
    desk.does(Command::KeepEditing);
    desk.asked();
    desk.does(Command::Quit);
    desk.does(Command::SaveFirst);
    let mut written = write(&mut desk);
    assert!(!desk.model_mut().requests.contains(&Request::Quit), "one is still to be saved");
    written.extend(write(&mut desk));
    assert_eq!(written, ["menu.json", "other.json"]);
    assert!(desk.asked().contains(&Request::Quit));
    assert!(desk.model().unsaved().is_empty());
}

#[test]
fn a_file_that_is_not_written_stops_closing_the_window() {
    let mut desk = two();
    desk.does(Command::Tidy);
    desk.does(Act::Show(0).into());
    desk.does(Command::Tidy);
    desk.does(Command::Quit);
    desk.does(Command::SaveFirst);
    desk.asked();
    desk.does(Command::NotSaved);
    assert!(!desk.asked().contains(&Request::Quit));
    assert_eq!(desk.model().unsaved().len(), 2);
}

#[test]
fn throwing_everything_away_lets_all_copies_go() {
    let mut desk = two();
    desk.does(Command::Tidy);
    desk.does(Act::Show(0).into());
    desk.does(Command::Tidy);
    desk.does(Command::Quit);
    desk.asked();
    desk.does(Command::Discard);
    let asked = desk.asked();
    let dropped = asked.iter().filter(|request| matches!(request, Request::DropCopy(_))).count();
    assert_eq!(dropped, 2);
    assert!(asked.contains(&Request::Quit));
}

fn copies(desk: &mut Desk) -> Vec<Kept> {
    let asked = desk.asked().into_iter();
    let copies = asked.filter_map(|request| match request {
        Request::KeepCopy(copy) => Some(copy),
        _ => None,
    });
    copies.collect()
}

#[test]
fn every_flow_is_kept_within_a_second_and_all_come_back_after_a_crash() {
    let mut desk = Desk::new();
    for _ in 0..2 {
        // Two flows that nobody gave a name.
        desk.does(Command::New);
        desk.does(Command::Note);
        desk.types("A thought");
        desk.keys(Modifiers::COMMAND, Key::Enter);
    }
    desk.model_mut().model.now = Time(2_000_000);
    desk.settle();
    let kept = copies(&mut desk);
    let mut keys: Vec<&str> = kept.iter().map(|copy| copy.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 2, "each has a copy of its own: {kept:?}");
    let texts: Vec<String> =
        desk.model().tabs().map(|editor| editor.flow().text().to_owned()).collect();
    let mut desk = Desk::new();
    let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
    desk.does(Command::FoundCopies(kept.clone()));
    for key in keys {
        desk.does(Command::Restore(key));
    }
    let restored: Vec<String> =
        desk.model().tabs().map(|editor| editor.flow().text().to_owned()).collect();
    assert_eq!(restored, texts);
    assert_eq!(desk.model().unsaved().len(), 2);
}

#[test]
fn the_answer_of_a_file_reaches_the_flow_that_asked_for_it() {
    let mut desk = two();
    desk.does(Command::Tidy);
    desk.does(Command::Save);
    let asked = desk.asked().into_iter().find_map(|request| match request {
        Request::Write { path, serial, .. } => Some((path, serial)),
        _ => None,
    });
    let (path, serial) = asked.unwrap();
    // A browser answers later, when another flow is looked at.
    desk.does(Act::Show(0).into());
    desk.does(Command::Saved { path, serial });
    assert_eq!(desk.editor().name, "menu");
    assert_eq!(desk.editor().path.as_deref(), Some("/flows/menu.json".as_ref()));
    assert!(desk.model().unsaved().is_empty());
}

#[test]
fn the_gallery_hides_no_open_flow() {
    let mut desk = two();
    desk.does(Act::Gallery.into());
    assert!(desk.model().editor.is_none());
    assert_eq!(names(&desk).len(), 2);
    desk.says("Close menu");
    desk.does(Act::Show(0).into());
    assert_eq!(desk.editor().name, "menu");
}

#[test]
fn an_empty_flow_in_which_nothing_was_done_makes_room() {
    let mut desk = Desk::new();
    desk.does(Command::New);
    desk.opens("menu", WELCOME);
    assert_eq!(names(&desk), ["menu"]);
}

#[test]
fn the_flow_that_a_widget_runs_opens_in_a_tab_with_a_way_back() {
    let with_subflow = WELCOME.replace(r#""initial_state""#, r#""unused": 0, "initial_state""#);
    let mut desk = Desk::of_file("menu", &with_subflow);
    desk.does(Command::Add { kind: "run-subflow".into(), at: egui::pos2(0.0, 0.0), from: None });
    let name = desk.editor().selection.only().unwrap().clone();
    desk.does(Command::Change(centralita_engine::flow::Edit::SetProperty {
        widget: name.clone(),
        path: vec!["flow_sid".into()],
        value: "survey".into(),
    }));
    desk.asked();
    let number = desk.editor().flow().index_of(name.as_str()).unwrap();
    desk.model_mut().obey(centralita_designer::canvas::Wish::Open(number));
    let path: std::path::PathBuf = "/flows/survey.json".into();
    assert!(desk.asked().contains(&Request::Read(path.clone())));
    let text = other();
    desk.does(Command::Opened { name: "survey".into(), path: Some(path), text });
    desk.press("Back to the flow from which this one was opened");
    assert_eq!(desk.editor().name, "menu");
}

#[test]
fn open_files_are_told_and_kept_for_the_next_start() {
    let mut desk = two();
    desk.settle();
    let told = desk.asked().into_iter().rev().find_map(|request| match request {
        Request::TellOpen(paths) => Some(paths),
        _ => None,
    });
    assert_eq!(
        told.unwrap(),
        ["/flows/menu.json", "/flows/other.json"].map(std::path::PathBuf::from)
    );
    assert_eq!(desk.model().prefs.open, ["/flows/menu.json", "/flows/other.json"]);
    desk.does(Command::OpenElsewhere("other".into()));
    desk.says("other is open in another window too.");
}

#[test]
fn what_is_being_written_goes_to_the_flow_in_which_it_was_written() {
    let mut desk = two();
    desk.focuses("Description");
    desk.types("New words. ");
    desk.keys(Modifiers::COMMAND, Key::Tab);
    desk.settle();
    assert_eq!(desk.text(), WELCOME, "the other flow gets nothing of it");
    desk.keys(Modifiers::COMMAND, Key::Tab);
    assert!(desk.editor().flow().description().unwrap().contains("New words."));
}

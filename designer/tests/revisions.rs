//! What was done and what was kept: looked at, gone back to, brought back, named and published.
#![allow(clippy::unwrap_used, missing_docs)]

mod desk;

use centralita_designer::command::Command;
use centralita_designer::compare;
use centralita_designer::model::Bottom;
use centralita_designer::request::Request;
use centralita_designer::revisions::{Act, Previewed, Revision, Why};
use centralita_engine::flow::Edit;
use desk::{Desk, WELCOME};
use egui::{Key, Modifiers};

const PATH: &str = "/flows/menu.json";

fn revision(key: &str, name: &str) -> Revision {
    Revision {
        key: key.into(),
        at_millis: 1_000_000 - 3_600_000,
        name: name.into(),
        note: "as agreed".into(),
        person: "ana".into(),
        is_published: false,
    }
}

fn older() -> String {
    WELCOME.replace("greeting", "hello")
}

/// With a revision that was kept.
fn with_history() -> Desk {
    let mut desk = Desk::of_file("menu", WELCOME);
    desk.does(Command::Toggle(Bottom::History));
    assert!(desk.asked().contains(&Request::ListRevisions(PATH.into())));
    let list = vec![revision("7", "Before Easter")];
    desk.does(Act::Listed { path: PATH.into(), list }.into());
    desk
}

fn reads(desk: &mut Desk, why: Why) {
    let wanted = Request::ReadRevision { path: PATH.into(), key: "7".into(), why };
    assert!(desk.asked().contains(&wanted), "{why:?}");
    let (path, key, text) = (PATH.into(), "7".into(), older());
    desk.does(Act::Read { path, key, text, why }.into());
}

fn is_open_of(desk: &Desk) -> usize {
    desk.editor().history.done().len()
}

#[test]
fn one_press_goes_to_any_state_of_this_session() {
    let mut desk = Desk::with(WELCOME);
    let mut texts = vec![desk.text()];
    for words in ["One", "Two", "Three"] {
        desk.does(Command::Change(Edit::SetDescription(words.into())));
        texts.push(desk.text());
    }
    desk.does(Command::Toggle(Bottom::History));
    desk.press("As it was opened");
    assert_eq!(desk.text(), WELCOME);
    for (done, text) in texts.iter().enumerate() {
        desk.does(Act::GoTo(done).into());
        assert_eq!(desk.text(), *text);
        assert_eq!(is_open_of(&desk), done, "the list stays whole");
    }
    desk.does(Act::GoTo(1).into());
    desk.does(Command::Redo);
    assert_eq!(desk.text(), texts[2], "undo and redo go on from there");
    desk.does(Act::GoTo(99).into());
    assert_eq!(desk.text(), texts[3]);
}

#[test]
fn pointing_at_a_state_shows_it_and_changes_nothing() {
    let mut desk = Desk::with(WELCOME);
    desk.selects("greeting");
    desk.does(Command::Delete);
    let text = desk.text();
    desk.does(Command::Toggle(Bottom::History));
    desk.focuses("As it was opened");
    assert_eq!(desk.text(), text);
    let (what, comparison) = desk.editor().preview.as_ref().unwrap();
    assert_eq!(*what, Previewed::State(0));
    assert_eq!(comparison.with.text(), WELCOME);
    desk.says("Gone: greeting");
    desk.does(Command::Toggle(Bottom::History));
    assert!(desk.editor().preview.is_none(), "the list is closed");
    assert_eq!(desk.text(), text);
}

#[test]
fn a_revision_is_brought_back_as_a_change_that_can_be_undone() {
    let mut desk = with_history();
    desk.says("Before Easter, kept 1969-12-31 23:16 UTC. as agreed");
    desk.press("Bring back: Before Easter");
    reads(&mut desk, Why::BringBack);
    assert_eq!(desk.text(), older());
    assert_eq!(is_open_of(&desk), 1);
    let label = desk.editor().history.done()[0].label.to_string();
    assert_eq!(label, "Bring back Before Easter");
    desk.does(Command::Undo);
    assert_eq!(desk.text(), WELCOME);
    desk.press("Compare: Before Easter");
    assert!(desk.editor().comparison.is_some(), "what was read once is known");
    desk.does(compare::Act::End.into());
}

#[test]
fn a_revision_is_shown_while_the_keys_are_on_it() {
    let mut desk = with_history();
    desk.does(Act::Preview(Some(Previewed::Revision("7".into()))).into());
    reads(&mut desk, Why::Preview);
    assert_eq!(desk.text(), WELCOME);
    // Nothing points at it: the next frame shows the flow alone again.
    desk.settle();
    assert!(desk.editor().preview.is_none());
}

#[test]
fn the_flow_is_kept_under_a_name_that_one_gives_it() {
    let mut desk = with_history();
    desk.keys(Modifiers::COMMAND, Key::K);
    desk.types("After Easter");
    desk.key(Key::Enter);
    let asked = desk.asked();
    let kept = asked.iter().find_map(|request| match request {
        Request::KeepRevision { path, text, revision } => Some((path, text, revision)),
        _ => None,
    });
    let (path, text, named) = kept.unwrap();
    assert_eq!((path.to_str().unwrap(), text.as_str()), (PATH, WELCOME));
    assert_eq!(named.name, "After Easter");
    let revision = Revision { key: "8".into(), ..named.clone() };
    desk.does(Act::Kept { path: PATH.into(), revision }.into());
    desk.says("Kept as After Easter");
    assert_eq!(desk.editor().revisions.list.as_ref().unwrap().len(), 2);
    // Given up, nothing is kept.
    desk.keys(Modifiers::COMMAND, Key::K);
    desk.key(Key::Escape);
    assert!(desk.editor().revisions.naming.is_none());
    assert!(!desk.asked().iter().any(|request| matches!(request, Request::KeepRevision { .. })));
}

#[test]
fn where_nothing_can_be_kept_a_sentence_says_why() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Toggle(Bottom::History));
    desk.says("Revisions are kept beside the flow's file. Save the flow first.");
    desk.does(Act::AskName.into());
    assert!(desk.model().told.as_ref().unwrap().is_refusal);
    let mut desk = Desk::of_file("menu", WELCOME);
    desk.does(Command::Toggle(Bottom::History));
    desk.does(Act::Listed { path: PATH.into(), list: Vec::new() }.into());
    desk.says("A revision is kept each time the flow is saved");
}

fn publishes(desk: &mut Desk) {
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    assert!(desk.asked().contains(&Request::ListRevisions(PATH.into())));
    let published = Revision { is_published: true, ..revision("7", "") };
    desk.does(Act::Listed { path: PATH.into(), list: vec![published] }.into());
    reads(desk, Why::Publish);
}

#[test]
fn publishing_shows_what_changed_and_keeps_the_saved_state_with_its_note() {
    let mut desk = Desk::of_file("menu", WELCOME);
    desk.does(Command::Change(Edit::SetDescription("New".into())));
    publishes(&mut desk);
    desk.says("hello is called greeting now.");
    desk.says("No server is connected.");
    desk.types("Shorter menu");
    desk.press("Publish");
    // What is published is what the file says: it is written first.
    let write = desk.asked().into_iter().find_map(|request| match request {
        Request::Write { path, serial, .. } => Some((path, serial)),
        _ => None,
    });
    let (path, serial) = write.unwrap();
    desk.does(Command::Saved { path, serial });
    let kept = desk.asked().into_iter().find_map(|request| match request {
        Request::KeepRevision { revision, text, .. } => Some((revision, text)),
        _ => None,
    });
    let (revision, text) = kept.unwrap();
    assert!(revision.is_published);
    assert_eq!(revision.note, "Shorter menu");
    assert_eq!(text, desk.text());
    assert!(desk.editor().revisions.publishing.is_none());
}

#[test]
fn errors_stop_publishing_and_are_listed() {
    let text = WELCOME.replace(r#""next": "greeting""#, r#""next": "nobody""#);
    let mut desk = Desk::of_file("menu", &text);
    assert!(!desk.editor().problems.is_empty());
    publishes(&mut desk);
    desk.says("Errors stop publishing.");
    desk.asked();
    desk.does(Act::Publish("now".into()).into());
    assert!(desk.model().told.as_ref().unwrap().is_refusal);
    let asked = desk.asked();
    assert!(!asked.iter().any(|request| matches!(request, Request::KeepRevision { .. })));
}

#[test]
fn a_file_that_somebody_else_changed_is_not_published_over() {
    let mut desk = Desk::of_file("menu", WELCOME);
    desk.does(Command::Tidy);
    publishes(&mut desk);
    desk.does(Act::Publish("mine".into()).into());
    desk.asked();
    desk.does(Command::Conflict { path: PATH.into(), theirs: older(), serial: 1 });
    assert!(desk.model().asked.is_some());
    let asked = desk.asked();
    assert!(!asked.iter().any(|request| matches!(request, Request::KeepRevision { .. })));
}

//! Finding and replacing: in the flow at hand, in all flows of its folder, never inside a variable, and
//! no file is written unasked.
#![allow(clippy::unwrap_used, missing_docs)]

mod desk;

use centralita_designer::command::Command;
use centralita_designer::keeping::fingerprint;
use centralita_designer::replace::{Act, Sought, Wish};
use centralita_designer::request::Request;
use centralita_engine::Flow;
use centralita_engine::flow::Edit;
use desk::{Desk, WELCOME};
use egui::{Key, Modifiers};

fn wish(wanted: &str, with: &str) -> Wish {
    Wish { wanted: wanted.into(), with: with.into(), ..Wish::default() }
}

fn looks(desk: &mut Desk, wish: Wish) {
    desk.does(Act::Open.into());
    desk.does(Act::Wish(wish).into());
}

fn found(desk: &Desk) -> Vec<String> {
    let places = &desk.model().search.as_ref().unwrap().places;
    let whose = |place: &centralita_designer::replace::Place| {
        place.spot.widget().map(ToString::to_string).unwrap_or_default()
    };
    places.iter().map(whose).collect()
}

fn says_of(flow: &Flow, widget: &str) -> String {
    flow.widget(widget).unwrap().property("say").unwrap().text_of().unwrap().into_owned()
}

#[test]
fn everything_is_replaced_as_one_change_and_nothing_else_is_touched() {
    let mut desk = Desk::with(WELCOME);
    let count = WELCOME.matches("Acme").count();
    looks(&mut desk, wish("acme", "Globex"));
    assert_eq!(found(&desk).len(), count);
    desk.press(&format!("Replace {count} places"));
    assert_eq!(desk.text(), WELCOME.replace("Acme", "Globex"), "byte for byte");
    let history = &desk.editor().history;
    assert_eq!(history.done().len(), 1);
    let label = history.done()[0].label.to_string();
    assert_eq!(label, format!("Replace “acme” with “Globex” ({count})"));
    assert_eq!(found(&desk).len(), 0);
    desk.says("Found nowhere");
    desk.does(Command::Undo);
    assert_eq!(desk.text(), WELCOME);
    assert_eq!(found(&desk).len(), count, "what is found follows the flow");
}

#[test]
fn a_place_that_is_not_ticked_stays_as_it_is() {
    let mut desk = Desk::with(WELCOME);
    looks(&mut desk, wish("Acme", "Globex"));
    let greeting = desk.said_that("greeting · Words: ");
    let all = found(&desk).len();
    assert!(all > 1);
    let place = found(&desk).iter().position(|one| one == "greeting").unwrap();
    desk.does(Act::Spare { place, is_spared: true }.into());
    desk.does(Act::Replace.into());
    assert!(says_of(desk.editor().flow(), "greeting").contains("Acme"), "{greeting}");
    assert!(says_of(desk.editor().flow(), "say_goodbye").contains("Globex"));
}

#[test]
fn several_places_of_one_text_are_replaced_together() {
    let mut desk = Desk::with(WELCOME);
    looks(&mut desk, Wish { is_word: true, ..wish("press", "dial") });
    desk.does(Act::Replace.into());
    let menu = says_of(desk.editor().flow(), "main_menu");
    assert_eq!(menu.matches("dial ").count(), 5, "{menu}");
    assert_eq!(desk.editor().history.done().len(), 1);
}

#[test]
fn variables_are_not_torn_apart_unless_that_is_asked_for() {
    let mut desk = Desk::with(WELCOME);
    looks(&mut desk, Wish { is_case: true, ..wish("team", "group") });
    desk.does(Act::Replace.into());
    let text = desk.text();
    assert!(text.contains("{{flow.variables.team}}"), "{text}");
    assert!(text.contains("our sales group"));
    desk.does(Command::Undo);
    looks(&mut desk, Wish { is_case: true, in_variables: true, ..wish("team", "group") });
    desk.does(Act::Replace.into());
    assert!(desk.text().contains("{{flow.variables.group}}"));
}

#[test]
fn one_looks_in_one_sort_of_text() {
    let mut desk = Desk::with(WELCOME);
    let count = |desk: &mut Desk, sought: Sought, wanted: &str| {
        looks(desk, Wish { sought, ..wish(wanted, "x") });
        found(desk).len()
    };
    assert!(count(&mut desk, Sought::Voices, "Joanna") > 5);
    assert_eq!(count(&mut desk, Sought::Words, "Joanna"), 0);
    assert!(count(&mut desk, Sought::Languages, "en-US") > 5);
    assert!(count(&mut desk, Sought::Words, "Goodbye") >= 3);
    assert!(count(&mut desk, Sought::Addresses, "contact") == 0, "inside variables");
    assert!(count(&mut desk, Sought::Anything, "Reception") > 0, "conditions too");
}

#[test]
fn conditions_notes_and_numbers_are_replaced_in_their_own_way() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Note);
    desk.types("Ask Reception");
    desk.keys(Modifiers::COMMAND, Key::Enter);
    looks(&mut desk, Wish { is_case: true, ..wish("Reception", "Lobby") });
    desk.does(Act::Replace.into());
    let flow = desk.editor().flow();
    assert_eq!(flow.own().notes[0].text, "Ask Lobby");
    let split = flow.widget("route_choice").unwrap();
    assert!(split.transitions.iter().any(|wire| {
        wire.conditions.iter().any(|condition| condition.friendly_name == "Lobby")
    }));
    looks(&mut desk, wish("120", "90"));
    desk.does(Act::Replace.into());
    assert!(desk.text().contains(r#""max_length": 90"#), "a number stays one");
}

#[test]
fn places_are_walked_by_keys_marked_on_the_canvas_and_said() {
    let mut desk = Desk::with(WELCOME);
    desk.keys(Modifiers::COMMAND, Key::F);
    desk.types("Goodbye");
    let all = found(&desk);
    assert!(all.len() >= 3);
    desk.key(Key::F3);
    assert_eq!(desk.editor().selection.only().unwrap().to_string(), all[0]);
    let heard = desk.model().heard.clone();
    assert!(heard.contains("Goodbye"), "{heard}");
    desk.key(Key::F3);
    assert_eq!(desk.editor().selection.only().unwrap().to_string(), all[1]);
    desk.keys(Modifiers::SHIFT, Key::F3);
    assert_eq!(desk.editor().selection.only().unwrap().to_string(), all[0]);
    let marks = desk.model().search.as_ref().unwrap().found(desk.editor());
    assert_eq!(marks.iter().filter(|mark| **mark == Some(true)).count(), 1);
    assert_eq!(marks.iter().flatten().count(), all.len());
    let said = desk.all_said();
    assert!(said.iter().any(|said| said.ends_with(", found here")), "{said:#?}");
}

fn folder(desk: &mut Desk) -> String {
    let closed = WELCOME.replace("main_menu", "menu");
    assert!(desk.asked().contains(&Request::ReadFolder { beside: "/flows/menu.json".into() }));
    let files = vec![
        ("/flows/closed.json".into(), closed.clone()),
        ("/flows/menu.json".into(), WELCOME.to_owned()),
        ("/flows/package.json".into(), r#"{"name": "Acme"}"#.to_owned()),
    ];
    desk.does(Act::FolderRead(files).into());
    closed
}

#[test]
fn files_that_are_not_open_are_written_after_a_question_and_told() {
    let mut desk = Desk::of_file("menu", WELCOME);
    looks(&mut desk, Wish { in_folder: true, ..wish("Acme", "Globex") });
    let closed = folder(&mut desk);
    let count = WELCOME.matches("Acme").count();
    assert_eq!(found(&desk).len(), 2 * count, "no flow, nothing found: package.json");
    desk.does(Act::Replace.into());
    assert_eq!(desk.text(), WELCOME, "nothing is changed before the answer");
    desk.says("This file is changed on the disk: closed.");
    desk.does(Command::KeepEditing);
    assert_eq!(desk.text(), WELCOME);
    desk.does(Act::Replace.into());
    desk.press("Write them");
    assert_eq!(desk.text(), WELCOME.replace("Acme", "Globex"));
    let wanted = Request::Rewrite {
        path: "/flows/closed.json".into(),
        before: closed.clone(),
        over: fingerprint(&closed),
        text: closed.replace("Acme", "Globex"),
    };
    assert!(desk.asked().contains(&wanted));
    desk.does(Act::Written("/flows/closed.json".into()).into());
    desk.says("1 file was written.");
}

#[test]
fn a_file_that_somebody_else_changed_is_left_as_it_is() {
    let mut desk = Desk::of_file("menu", WELCOME);
    looks(&mut desk, Wish { in_folder: true, ..wish("Acme", "Globex") });
    folder(&mut desk);
    desk.does(Act::Replace.into());
    desk.does(Act::Confirmed.into());
    desk.asked();
    desk.does(Act::Changed("/flows/closed.json".into()).into());
    assert!(desk.model().told.as_ref().unwrap().text.contains("closed was changed"));
    assert!(desk.asked().iter().any(|one| matches!(one, Request::ReadFolder { .. })));
}

#[test]
fn other_open_flows_of_the_folder_are_changed_in_their_tabs() {
    let mut desk = Desk::of_file("menu", WELCOME);
    desk.opens("other", &WELCOME.replace("greeting", "hello"));
    desk.does(Command::Change(Edit::SetDescription("Not saved".into())));
    looks(&mut desk, Wish { in_folder: true, ..wish("Acme", "Globex") });
    desk.does(Act::Replace.into());
    assert_eq!(desk.editor().name, "other", "one stays where one was");
    let texts: Vec<String> =
        desk.model().tabs().map(|editor| editor.flow().text().to_owned()).collect();
    assert!(texts.iter().all(|text| !text.contains("Acme") && text.contains("Globex")));
    assert!(texts[1].contains("Not saved"));
    let counts: Vec<usize> =
        desk.model().tabs().map(|editor| editor.history.done().len()).collect();
    assert_eq!(counts, [1, 2]);
}

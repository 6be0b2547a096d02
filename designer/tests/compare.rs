//! Comparing by meaning: what is new, gone or otherwise, on the canvas, in sentences, for the ears,
//! and taken back one by one.
#![allow(clippy::unwrap_used, missing_docs)]

mod desk;

use centralita_designer::canvas::{Sign, Wish};
use centralita_designer::command::Command;
use centralita_designer::compare::{Act, Against, Comparison};
use centralita_designer::layout::Part;
use centralita_designer::model::Bottom;
use centralita_designer::request::Request;
use centralita_engine::flow::{ChangeKind, Edit, Position};
use desk::{Desk, WELCOME};
use egui::{Key, Modifiers};

/// The example with one widget gone, one new, one saying something else, one wire led elsewhere, one
/// box moved.
fn changed() -> Desk {
    let mut desk = Desk::with(WELCOME);
    let edits = [
        Edit::RemoveWidgets(vec!["greeting".into()]),
        Edit::SetProperty {
            widget: "main_menu".into(),
            path: vec!["timeout".into()],
            value: "8".into(),
        },
        Edit::Connect { widget: "Trigger".into(), transition: 1, to: "main_menu".into() },
        Edit::MoveWidgets(vec![("route_choice".into(), Position::new(1200.0, 900.0))]),
    ];
    for edit in edits {
        desk.does(Command::Change(edit));
    }
    desk.does(Command::Add { kind: "say-play".into(), at: egui::pos2(900.0, 0.0), from: None });
    desk.does(Act::Read { name: "last week".into(), text: WELCOME.into() }.into());
    desk
}

fn comparison(desk: &Desk) -> &Comparison {
    desk.editor().comparison.as_ref().unwrap()
}

fn place(desk: &Desk, kind: ChangeKind, widget: &str) -> usize {
    let found = comparison(desk).changes().iter().position(|change| {
        change.kind == kind && change.widget.as_ref().is_some_and(|name| name.as_str() == widget)
    });
    found.unwrap_or_else(|| panic!("{kind:?} {widget}: {:?}", comparison(desk).changes()))
}

#[test]
fn one_canvas_shows_what_is_new_what_is_gone_and_what_is_otherwise() {
    let desk = changed();
    let picture = comparison(&desk).overlay();
    let sign = |name: &str| {
        let number = picture.scene.boxes.iter().position(|shape| &*shape.name == name).unwrap();
        picture.boxes[number]
    };
    assert_eq!(sign("greeting"), Some(Sign::Removed));
    assert_eq!(sign("main_menu"), Some(Sign::Changed));
    assert_eq!(sign("route_choice"), None, "moves are hidden unless asked for");
    let new = desk.editor().flow().widgets().last().unwrap().name.clone();
    assert_eq!(sign(new.as_str()), Some(Sign::Added));
    // What is gone stands where it stood, and touches nobody.
    let (own, gone) = picture.scene.boxes.split_at(picture.own_boxes);
    assert_eq!(own.len(), desk.editor().flow().widgets().len());
    assert!(gone.iter().all(|gone| own.iter().all(|one| !one.rect.intersects(gone.rect))));
    // The wire that leads elsewhere is told as such, and where it led is still seen.
    let named = |number: usize| picture.scene.boxes[number].name.to_string();
    let wires: Vec<(String, String, Option<Sign>)> = picture
        .scene
        .wires
        .iter()
        .zip(&picture.wires)
        .map(|(wire, sign)| (named(wire.from), named(wire.to), *sign))
        .collect();
    let has = |from: &str, to: &str, sign| {
        assert!(wires.contains(&(from.into(), to.into(), Some(sign))), "{wires:?}");
    };
    has("Trigger", "main_menu", Sign::Changed);
    has("Trigger", "greeting", Sign::Removed);
    has("greeting", "main_menu", Sign::Removed);
}

#[test]
fn moves_are_counted_and_shown_when_asked_for() {
    let mut desk = changed();
    let (count, moves) = (comparison(&desk).shown().count(), comparison(&desk).moves());
    assert!(moves >= 1);
    desk.press("Boxes that only moved (1)");
    assert_eq!(comparison(&desk).shown().count(), count + moves);
    let picture = comparison(&desk).overlay();
    let number = picture.scene.find("route_choice").unwrap();
    assert_eq!(picture.boxes[number], Some(Sign::Changed));
}

#[test]
fn differences_are_walked_by_keys_and_each_is_said() {
    let mut desk = changed();
    desk.does(Command::Focus(centralita_designer::focus::Wanted::Part(Part::Canvas)));
    let count = comparison(&desk).shown().count();
    let mut heard = Vec::new();
    for _ in 0..count {
        desk.key(Key::F7);
        heard.push(desk.model().heard.clone());
    }
    heard.sort();
    heard.dedup();
    assert_eq!(heard.len(), count, "{heard:?}");
    desk.key(Key::F7);
    let first = comparison(&desk).at;
    desk.keys(Modifiers::SHIFT, Key::F7);
    assert_ne!(comparison(&desk).at, first);
    desk.key(Key::F7);
    assert_eq!(comparison(&desk).at, first, "the way back is the way");
    desk.says("Gone: greeting");
    desk.says("Changed: main_menu");
}

#[test]
fn the_inspector_shows_what_was_and_what_is() {
    let mut desk = changed();
    let at = place(&desk, ChangeKind::Property, "main_menu");
    desk.does(Act::Show(at).into());
    desk.says("Compared with last week");
    desk.says("was: 5");
    desk.says("is: 8");
    // A widget that is gone is shown too, though nothing of the flow is selected.
    let at = place(&desk, ChangeKind::Removed, "greeting");
    desk.does(Act::Show(at).into());
    assert!(desk.editor().selection.is_empty());
    desk.says("greeting is gone");
}

#[test]
fn every_difference_is_taken_back_as_one_change_with_a_name() {
    let mut desk = changed();
    let before = desk.text();
    let at = place(&desk, ChangeKind::Removed, "greeting");
    let sentence = comparison(&desk).changes()[at].sentence.en().to_owned();
    desk.press(&format!("Take back: {sentence}"));
    let greeting = desk.editor().flow().widget("greeting").unwrap();
    let old = comparison(&desk).with.widget("greeting").unwrap();
    assert_eq!(greeting.position, old.position);
    assert_eq!(greeting.transitions[0].next, old.transitions[0].next);
    let label = desk.editor().history.done().last().unwrap().label.to_string();
    assert!(label.starts_with("Take back: greeting is gone"), "{label}");
    desk.does(Command::Undo);
    assert_eq!(desk.text(), before);
    // One after the other, until nothing but places is left.
    for _ in 0..40 {
        let shown: Vec<usize> = comparison(&desk).shown().map(|(place, _)| place).collect();
        let Some(first) = shown.first() else { break };
        let count = desk.editor().history.done().len();
        let change = format!("{:?}", comparison(&desk).changes()[*first]);
        desk.does(Act::TakeBack(*first).into());
        assert_eq!(desk.editor().history.done().len(), count + 1, "{change}");
    }
    assert_eq!(comparison(&desk).shown().count(), 0, "{:?}", comparison(&desk).changes());
    desk.says("This flow does the same as last week.");
}

#[test]
fn old_values_names_and_exits_come_back() {
    let mut desk = Desk::with(WELCOME);
    let edits = [
        Edit::RenameWidget { from: "main_menu".into(), to: "menu".into() },
        Edit::RemoveTransition { widget: "menu".into(), transition: 2 },
        Edit::SetDescription("Another".into()),
        Edit::SetProperty {
            widget: "greeting".into(),
            path: vec!["say".into()],
            value: "Hi".into(),
        },
    ];
    for edit in edits {
        desk.does(Command::Change(edit));
    }
    desk.does(Act::Read { name: "before".into(), text: WELCOME.into() }.into());
    for _ in 0..10 {
        if comparison(&desk).changes().is_empty() {
            break;
        }
        desk.does(Act::TakeBack(0).into());
    }
    let left = comparison(&desk).changes();
    assert!(left.iter().all(|change| change.kind == ChangeKind::ExitOrder), "{left:?}");
}

#[test]
fn what_is_gone_can_be_looked_at_and_not_be_changed() {
    let mut desk = changed();
    let gone = comparison(&desk).overlay().own_boxes;
    let wish = centralita_designer::compare::sift(
        comparison(&desk).overlay(),
        vec![Wish::Move(vec![gone], egui::vec2(10.0, 0.0)), Wish::Connect(0, 0, gone)],
    );
    assert_eq!(wish, [], "nothing comes of it");
    // A screen reader presses it.
    let label = desk.said_that("Gone: greeting");
    desk.press(&label);
    assert_eq!(comparison(&desk).at, Some(place(&desk, ChangeKind::Removed, "greeting")));
}

#[test]
fn side_by_side_both_are_seen_through_one_view() {
    let mut desk = changed();
    desk.press("Side by side");
    assert!(comparison(&desk).is_beside);
    let half = desk.editor().canvas.screen.unwrap().width();
    let other = comparison(&desk).canvas.screen.unwrap();
    assert!((half - other.width()).abs() < 4.0);
    desk.does(Command::ZoomIn);
    assert_eq!(comparison(&desk).canvas.view, desk.editor().canvas.view);
    let label = desk.said_that("Gone: greeting");
    desk.press(&label);
    assert_eq!(comparison(&desk).at, Some(place(&desk, ChangeKind::Removed, "greeting")));
    desk.press("Done");
    assert!(desk.editor().comparison.is_none());
}

#[test]
fn one_chooses_with_what_to_compare_from_a_list() {
    let mut desk = Desk::with(WELCOME);
    let text = WELCOME.replace("greeting", "hello");
    desk.does(Command::Opened { name: "other".into(), path: None, text });
    desk.does(Command::Toggle(Bottom::Compare));
    desk.press("The open flow flow");
    let renamed = comparison(&desk).changes();
    assert!(renamed.iter().any(|change| change.kind == ChangeKind::Renamed), "{renamed:?}");
    desk.does(Act::End.into());
    desk.press("Another file…");
    assert!(desk.model_mut().requests.contains(&Request::AskForFileToCompare));
    let refused = Act::Read { name: "notes.json".into(), text: "no flow".into() };
    desk.does(refused.into());
    assert!(desk.editor().comparison.is_none());
    assert!(desk.model().told.as_ref().unwrap().text.contains("notes.json"));
    // Without a file there is nothing in it to compare with.
    desk.does(Act::With(Against::File).into());
    assert!(desk.model().told.as_ref().unwrap().is_refusal);
}

#[test]
fn a_comparison_follows_the_flow_while_it_is_edited() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Act::Read { name: "before".into(), text: WELCOME.into() }.into());
    assert_eq!(comparison(&desk).changes().len(), 0);
    desk.selects("main_menu");
    desk.does(Command::Delete);
    assert!(!comparison(&desk).changes().is_empty());
    desk.does(Command::Undo);
    assert_eq!(comparison(&desk).changes().len(), 0);
}

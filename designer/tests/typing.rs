//! What is just being typed in a field counts, though the field has not been left.
#![allow(clippy::unwrap_used, missing_docs)]

mod desk;

use centralita_designer::keeping::Kept;
use centralita_designer::request::Request;
use centralita_engine::Time;
use desk::Desk;
use egui::Key;

const WELCOME: &str = include_str!("../../flows/welcome_menu.json");

/// The copy that was kept since somebody asked last.
fn kept(desk: &mut Desk) -> Option<Kept> {
    desk.asked().into_iter().rev().find_map(|request| match request {
        Request::KeepCopy(copy) => Some(copy),
        _ => None,
    })
}

#[test]
fn it_is_kept_before_its_field_is_left() {
    let mut desk = Desk::with(WELCOME);
    desk.selects("greeting");
    desk.key(Key::Enter);
    desk.types("Good morning. ");
    assert!(!desk.text().contains("Good morning"), "the field has not been left");
    let now = desk.model().now.0;
    desk.model_mut().model.now = Time(now + 2_000);
    desk.settle();
    let copy = kept(&mut desk).unwrap();
    assert!(copy.text.contains("Good morning. "), "{}", copy.text);
    // Whoever types no further causes no further copies.
    desk.model_mut().model.now = Time(now + 9_000);
    desk.settle();
    assert_eq!(kept(&mut desk), None);
}

#[test]
fn it_is_heard_when_a_call_begins() {
    let mut desk = Desk::with(WELCOME);
    desk.selects("greeting");
    desk.key(Key::Enter);
    desk.types("Good morning. ");
    desk.press("Simulate");
    assert!(desk.editor().session.is_some());
    assert!(desk.text().contains("Good morning. "), "{}", desk.text());
    let said = desk.all_said();
    assert!(said.iter().any(|said| said.contains("calling Acme.Good morning.")), "{said:?}");
}

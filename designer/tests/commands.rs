//! Every command does what it says, is one thing to undo, and leaves a document that can be saved.
#![allow(clippy::unwrap_used, missing_docs)]

use centralita_designer::canvas::Wish;
use centralita_designer::command::{Command, Direction};
use centralita_designer::model::{Editor, Model, Prefs, Selection};
use centralita_designer::request::Request;
use centralita_designer::scene;
use centralita_designer::simulator::Act;
use centralita_designer::update::{obey, update};
use centralita_engine::flow::Edit;
use centralita_engine::{Flow, WidgetName};

const WELCOME: &str = include_str!("../../flows/welcome_menu.json");

struct Desk {
    model: Model,
    requests: Vec<Request>,
}

impl Desk {
    fn with(text: &str) -> Desk {
        let mut desk = Desk { model: Model::new(Prefs::default()), requests: Vec::new() };
        desk.does(Command::Opened { name: "flow".into(), path: None, text: text.into() });
        desk
    }

    fn empty() -> Desk {
        let mut desk = Desk { model: Model::new(Prefs::default()), requests: Vec::new() };
        desk.does(Command::New);
        desk
    }

    fn does(&mut self, command: Command) {
        update(&mut self.model, command, &mut self.requests);
    }

    fn wishes(&mut self, wish: Wish) {
        obey(&mut self.model, wish, &mut self.requests);
    }

    fn editor(&self) -> &Editor {
        self.model.editor.as_ref().unwrap()
    }

    fn flow(&self) -> &Flow {
        self.editor().flow()
    }

    fn selects(&mut self, names: &[&str]) {
        let names = names.iter().map(|name| WidgetName::new(*name));
        self.does(Command::Select(Selection::of_all(names)));
    }

    fn selected(&self) -> Vec<String> {
        self.editor().selection.widgets.iter().map(ToString::to_string).collect()
    }

    fn next(&self, widget: &str, event: &str) -> Option<String> {
        let widget = self.flow().widget(widget)?;
        widget.transition(event)?.next.as_ref().map(ToString::to_string)
    }

    fn at(&self, widget: &str) -> (f64, f64) {
        let place = self.flow().widget(widget).unwrap().position.unwrap();
        (place.x, place.y)
    }

    fn box_of(&self, widget: &str) -> usize {
        self.flow().index_of(widget).unwrap()
    }

    /// Does something that changes the flow; one undo has to bring back what was there, and one redo
    /// what came of it.
    fn is_one_change(&mut self, act: impl FnOnce(&mut Desk)) {
        let before = self.flow().text().to_owned();
        let selected = self.selected();
        let count = self.editor().history.done().len();
        act(self);
        let after = self.flow().text().to_owned();
        assert_ne!(before, after, "nothing was changed");
        assert_eq!(self.editor().history.done().len(), count + 1, "one change is one to undo");
        self.does(Command::Undo);
        assert_eq!(self.flow().text(), before);
        assert_eq!(self.selected(), selected, "the selection comes back too");
        self.does(Command::Redo);
        assert_eq!(self.flow().text(), after);
    }
}

#[test]
fn a_widget_is_deleted_with_its_wires_and_comes_back_with_them() {
    let mut desk = Desk::with(WELCOME);
    desk.selects(&["main_menu"]);
    desk.is_one_change(|desk| desk.does(Command::Delete));
    assert!(desk.flow().widget("main_menu").is_none());
    assert_eq!(desk.next("greeting", "audioComplete"), None);
    desk.does(Command::Undo);
    assert_eq!(desk.next("greeting", "audioComplete").as_deref(), Some("main_menu"));
}

#[test]
fn a_widget_that_goes_can_leave_its_neighbours_joined() {
    let mut desk = Desk::with(WELCOME);
    desk.selects(&["greeting"]);
    desk.is_one_change(|desk| desk.does(Command::DeleteAndJoin));
    assert_eq!(desk.next("Trigger", "incomingCall").as_deref(), Some("main_menu"));
}

#[test]
fn what_is_copied_is_pasted_with_the_wires_among_it() {
    let mut desk = Desk::with(WELCOME);
    desk.selects(&["greeting", "main_menu"]);
    desk.does(Command::Copy);
    let Some(Request::Copy(text)) = desk.requests.pop() else { panic!("nothing was copied") };
    let count = desk.flow().widgets().len();
    desk.is_one_change(|desk| desk.does(Command::Paste { text, at: None }));
    assert_eq!(desk.flow().widgets().len(), count + 2);
    assert_eq!(desk.selected().len(), 2, "what was pasted is selected");
    let copy = desk
        .flow()
        .widgets()
        .iter()
        .find(|one| one.name.as_str().contains("greeting") && one.name.as_str() != "greeting");
    let next = copy.unwrap().transition("audioComplete").unwrap().next.clone().unwrap();
    assert!(next.as_str().contains("main_menu") && next.as_str() != "main_menu", "{next}");
}

#[test]
fn renaming_follows_every_mention() {
    let mut desk = Desk::with(WELCOME);
    desk.selects(&["main_menu"]);
    desk.is_one_change(|desk| {
        desk.does(Command::RenameTo { widget: "main_menu".into(), name: "menu".into() });
    });
    assert_eq!(desk.next("greeting", "audioComplete").as_deref(), Some("menu"));
    assert!(!desk.flow().text().contains("widgets.main_menu."));
    assert_eq!(desk.selected(), ["menu"]);
}

#[test]
fn a_name_that_is_taken_is_refused_in_a_sentence() {
    let mut desk = Desk::with(WELCOME);
    let before = desk.flow().text().to_owned();
    desk.does(Command::RenameTo { widget: "main_menu".into(), name: "greeting".into() });
    assert_eq!(desk.flow().text(), before);
    let told = desk.model.told.clone().unwrap();
    assert!(told.is_refusal && told.text.contains("Another widget is called greeting"), "{told:?}");
}

#[test]
fn a_box_that_is_moved_moves_by_just_so_much() {
    let mut desk = Desk::with(WELCOME);
    let before = desk.at("main_menu");
    let number = desk.box_of("main_menu");
    desk.is_one_change(|desk| desk.wishes(Wish::Move(vec![number], egui::vec2(30.0, -20.0))));
    assert_eq!(desk.at("main_menu"), (before.0 + 30.0, before.1 - 20.0));
    desk.selects(&["main_menu"]);
    desk.is_one_change(|desk| {
        desk.does(Command::Nudge { direction: Direction::Left, by: 10.0 });
    });
    assert_eq!(desk.at("main_menu"), (before.0 + 20.0, before.1 - 20.0));
}

#[test]
fn a_box_that_is_dropped_on_a_wire_stands_in_it() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Add { kind: "say-play".into(), at: egui::pos2(900.0, 900.0), from: None });
    let new = desk.selected()[0].clone();
    let number = desk.box_of(&new);
    let (from, to) = (desk.box_of("greeting"), desk.box_of("main_menu"));
    let wire = desk.editor().scene().wires.iter().position(|one| one.from == from && one.to == to);
    desk.is_one_change(|desk| desk.wishes(Wish::Insert(number, wire.unwrap(), egui::Vec2::ZERO)));
    assert_eq!(desk.next("greeting", "audioComplete").as_deref(), Some(new.as_str()));
    assert_eq!(desk.next(&new, "audioComplete").as_deref(), Some("main_menu"));
}

#[test]
fn a_widget_that_is_added_from_an_exit_is_led_to_and_touches_nobody() {
    let mut desk = Desk::empty();
    desk.does(Command::Select(Selection::of("Trigger".into())));
    let calls = 1;
    desk.is_one_change(|desk| {
        desk.does(Command::Add {
            kind: "say-play".into(),
            at: egui::pos2(0.0, 0.0),
            from: Some(("Trigger".into(), calls)),
        });
    });
    let new = desk.selected()[0].clone();
    assert_eq!(desk.next("Trigger", "incomingCall").as_deref(), Some(new.as_str()));
    let boxes = &desk.editor().scene().boxes;
    assert!(!boxes[0].rect.intersects(boxes[1].rect));
}

#[test]
fn a_wire_is_led_elsewhere_and_taken_away() {
    let mut desk = Desk::with(WELCOME);
    let (from, to) = (desk.box_of("greeting"), desk.box_of("route_choice"));
    desk.is_one_change(|desk| desk.wishes(Wish::Connect(from, 0, to)));
    assert_eq!(desk.next("greeting", "audioComplete").as_deref(), Some("route_choice"));
    desk.is_one_change(|desk| desk.wishes(Wish::Disconnect(from, 0)));
    assert_eq!(desk.next("greeting", "audioComplete"), None);
}

#[test]
fn tidying_is_one_change_and_lets_no_box_touch_another() {
    let mut desk = Desk::with(WELCOME);
    desk.is_one_change(|desk| desk.does(Command::Tidy));
    let boxes = &desk.editor().scene().boxes;
    for (place, one) in boxes.iter().enumerate() {
        for other in &boxes[place + 1..] {
            assert!(!one.rect.intersects(other.rect), "{} and {}", one.name, other.name);
        }
    }
}

#[test]
fn the_fix_of_a_problem_is_a_change_like_any_other() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Change(Edit::Connect {
        widget: "greeting".into(),
        transition: 0,
        to: "nobody".into(),
    }));
    let fixable = desk.editor().problems.iter().find_map(|problem| problem.fix.clone());
    if let Some(fix) = fixable {
        desk.is_one_change(|desk| desk.does(Command::Change(fix.edit)));
    }
}

#[test]
fn todays_names_are_written_as_one_change() {
    let old = r#"{"states":[
        {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"ask"}],"properties":{}},
        {"name":"ask","type":"Gather","transitions":[],"properties":{"say":"Hi","num_digits":1}}
    ],"initial_state":"Trigger"}"#;
    let mut desk = Desk { model: Model::new(Prefs::default()), requests: Vec::new() };
    desk.does(Command::Opened { name: "old".into(), path: None, text: old.into() });
    desk.does(Command::TakeInAsNew);
    assert_eq!(desk.flow().text(), old);
    desk.is_one_change(|desk| desk.does(Command::Modernize));
    assert_eq!(desk.flow().widget("ask").unwrap().kind.as_str(), "gather-input-on-call");
}

#[test]
fn arrows_go_to_the_nearest_widget_that_way() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Go(Direction::Down));
    assert_eq!(desk.selected(), ["Trigger"], "with nothing selected one begins at the start");
    desk.does(Command::Go(Direction::Down));
    assert_eq!(desk.selected(), ["greeting"]);
    desk.does(Command::Go(Direction::Up));
    assert_eq!(desk.selected(), ["Trigger"]);
}

#[test]
fn everything_before_and_after_a_widget_can_be_selected() {
    let mut desk = Desk::with(WELCOME);
    desk.selects(&["greeting"]);
    desk.does(Command::SelectUpstream);
    assert_eq!(desk.selected(), ["Trigger", "greeting"]);
    desk.selects(&["main_menu"]);
    desk.does(Command::SelectDownstream);
    assert!(desk.selected().len() > 10);
}

#[test]
fn unsaved_changes_are_asked_about_and_never_lost_in_silence() {
    let mut desk = Desk::with(WELCOME);
    desk.selects(&["main_menu"]);
    desk.does(Command::Delete);
    desk.does(Command::Close);
    assert!(desk.model.asked.is_some());
    assert!(desk.flow().widget("greeting").is_some(), "nothing is lost yet");
    desk.does(Command::KeepEditing);
    assert!(desk.model.asked.is_none() && desk.flow().widget("greeting").is_some());
    desk.does(Command::New);
    assert_eq!(desk.flow().widgets().len(), 1);
    assert_eq!(desk.model.unsaved(), ["flow"], "it stays open beside the new one");
    desk.does(Command::Close);
    assert!(desk.model.asked.is_none(), "nothing was done to the new one");
    desk.does(Command::Close);
    desk.does(Command::Discard);
    assert!(desk.model.editor.is_none());
}

#[test]
fn a_flow_is_saved_only_when_its_file_has_this_very_state() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::SaveAs);
    let Some(Request::AskWhereToWrite { text, serial, .. }) = desk.requests.pop() else {
        panic!("nobody asks where to write");
    };
    assert_eq!(text, WELCOME, "an unedited file is written back identical");
    desk.does(Command::Saved { path: "/tmp/flow.json".into(), serial });
    assert!(!desk.editor().is_changed());
    desk.selects(&["greeting"]);
    desk.does(Command::Duplicate);
    assert!(desk.editor().is_changed());
    desk.does(Command::Undo);
    assert!(!desk.editor().is_changed(), "undoing comes back to what the file has");
}

#[test]
fn a_call_is_held_with_what_is_drawn() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Simulate);
    let session = |desk: &Desk| desk.editor().session.as_ref().unwrap().turns();
    assert_eq!(session(&desk), (1, 0));
    desk.does(Command::Act(Box::new(Act::Press("1".into()))));
    assert_eq!(session(&desk), (2, 1));
    desk.selects(&["greeting"]);
    desk.does(Command::Delete);
    let branch = desk.editor().session.as_ref().unwrap().branch();
    assert!(branch.differs.is_some(), "without a greeting it is another call");
}

#[test]
fn no_two_boxes_touch_that_stood_apart_as_imported_flows_do() {
    let desk = Desk::with(WELCOME);
    for widget in desk.flow().widgets() {
        let size = scene::size_of(widget, &desk.model.catalogue);
        assert!(size.x <= 260.0 && size.y <= 260.0, "{}: {size:?}", widget.name);
    }
}

//! What is added onto wires, taken out of frames, set aside, opened from a widget; and what hands and
//! keys do with it in the window.
#![allow(clippy::unwrap_used, missing_docs)]

use centralita_designer::App;
use centralita_designer::canvas::Wish;
use centralita_designer::command::Command;
use centralita_designer::model::{Prefs, Selection};
use centralita_designer::request::Request;
use centralita_designer::simulator::Act;
use centralita_engine::check::Severity;
use centralita_engine::{Time, WidgetName};
use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, TouchPhase, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

const WELCOME: &str = include_str!("../../flows/welcome_menu.json");
const SUPPORT: &str = include_str!("../../flows/support_queue.json");

struct Desk {
    harness: Harness<'static, App>,
}

impl Desk {
    fn with(text: &str) -> Desk {
        let mut app = App::new(Prefs::default());
        app.model.now = Time(1_000_000);
        let path = Some("/flows/flow.json".into());
        app.do_it(Command::Opened { name: "flow".into(), path, text: text.into() });
        let harness = Harness::builder()
            .with_size(vec2(1280.0, 820.0))
            .with_os(egui::os::OperatingSystem::Nix)
            .with_context_setup(App::prepare)
            .build_ui_state(|ui, app: &mut App| app.show(ui), app);
        let mut desk = Desk { harness };
        desk.settle();
        desk
    }

    fn settle(&mut self) {
        self.harness.run_steps(4);
    }

    fn app(&mut self) -> &mut App {
        self.harness.state_mut()
    }

    fn does(&mut self, command: Command) {
        self.app().do_it(command);
        self.settle();
    }

    fn editor(&self) -> &centralita_designer::model::Editor {
        self.harness.state().model.editor.as_ref().unwrap()
    }

    fn text(&self) -> String {
        self.editor().flow().text().to_owned()
    }

    fn next(&self, widget: &str, event: &str) -> Option<String> {
        let widget = self.editor().flow().widget(widget)?;
        widget.transition(event)?.next.as_ref().map(ToString::to_string)
    }

    fn on_screen(&self, place: Pos2) -> Pos2 {
        let canvas = &self.editor().canvas;
        canvas.view.screen_from_canvas(canvas.screen.unwrap(), place)
    }

    fn button(&mut self, pos: Pos2, pressed: bool) {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        self.event(Event::PointerButton { pos, button, pressed, modifiers });
    }

    fn event(&mut self, event: Event) {
        self.harness.event(event);
        self.harness.run_steps(1);
    }

    /// Does something that changes the flow: one undo brings back what was there, one redo what came.
    fn is_one_change(&mut self, act: impl FnOnce(&mut Desk)) {
        let before = self.text();
        let count = self.editor().history.done().len();
        act(self);
        let after = self.text();
        assert_ne!(before, after, "nothing was changed");
        assert_eq!(self.editor().history.done().len(), count + 1, "one change is one to undo");
        self.does(Command::Undo);
        assert_eq!(self.text(), before);
        self.does(Command::Redo);
        assert_eq!(self.text(), after);
    }
}

#[test]
fn a_kind_that_is_dropped_on_a_wire_goes_into_it_and_what_is_below_makes_room() {
    let mut desk = Desk::with(WELCOME);
    let at = |desk: &Desk, name: &str| desk.editor().flow().widget(name).unwrap().position.unwrap();
    let below = at(&desk, "main_menu").y;
    let greeting = desk.editor().flow().index_of("greeting").unwrap();
    let wire = desk.editor().scene().wires.iter().find(|wire| wire.from == greeting).unwrap();
    let (start, end) = (wire.route.points[0], *wire.route.points.last().unwrap());
    let middle = desk.on_screen(start + (end - start) / 2.0);
    desk.is_one_change(|desk| {
        let row = desk.harness.get_by_label("Say or play").rect().center();
        desk.event(Event::PointerMoved(row));
        let button = |pressed, pos| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        desk.event(button(true, row));
        for part in 1..=6 {
            desk.event(Event::PointerMoved(row + (middle - row) * (part as f32 / 6.0)));
        }
        desk.event(button(false, middle));
        desk.settle();
    });
    let added = desk.next("greeting", "audioComplete").unwrap();
    assert_ne!(added, "main_menu");
    assert_eq!(desk.next(&added, "audioComplete").as_deref(), Some("main_menu"));
    assert!(at(&desk, "main_menu").y > below, "what is below makes room");
}

#[test]
fn a_kind_is_added_onto_a_wire_without_a_pointer_too() {
    let mut desk = Desk::with(WELCOME);
    desk.is_one_change(|desk| {
        desk.does(Command::AddOnto {
            kind: "say-play".into(),
            at: pos2(0.0, 300.0),
            from: "greeting".into(),
            chip: 0,
        });
    });
    let added = desk.next("greeting", "audioComplete").unwrap();
    assert_eq!(desk.next(&added, "audioComplete").as_deref(), Some("main_menu"));
}

#[test]
fn a_widget_is_taken_out_of_its_frame_as_it_is_moved() {
    let mut desk = Desk::with(WELCOME);
    let names = ["greeting", "main_menu"].map(WidgetName::new);
    desk.does(Command::Select(Selection::of_all(names)));
    desk.does(Command::Group);
    let greeting = desk.editor().flow().index_of("greeting").unwrap();
    desk.is_one_change(|desk| {
        desk.app().obey(Wish::MoveOut(vec![greeting], vec2(600.0, 0.0)));
        desk.settle();
    });
    let groups = &desk.editor().flow().own().groups;
    assert_eq!(groups[0].widgets, [WidgetName::new("main_menu")]);
    let menu = desk.editor().flow().index_of("main_menu").unwrap();
    desk.app().obey(Wish::MoveOut(vec![menu], vec2(600.0, 0.0)));
    assert!(desk.editor().flow().own().groups.is_empty(), "a frame around nothing goes");
}

#[test]
fn a_warning_is_set_aside_with_a_reason_that_stands_in_the_file_and_counts_again() {
    let text = WELCOME.replace("\"next\": \"main_menu\"", "\"next\": \"greeting\"");
    let mut desk = Desk::with(&text);
    let warnings = |desk: &Desk| desk.editor().count(Severity::Warning);
    let before = warnings(&desk);
    let mut problems = desk.editor().problems.iter();
    let own = problems.find(|one| one.severity == Severity::Warning && one.place.widget.is_some());
    let problem = own.expect("a loop or something unreachable is warned of").clone();
    let widget = problem.place.widget.clone().unwrap();
    desk.does(Command::AskSetAside(Box::new(problem.clone())));
    desk.harness.get_by_label("Why it does not matter here").focus();
    desk.harness.event(Event::Text("The line is tested at night".into()));
    desk.settle();
    desk.is_one_change(|desk| {
        desk.harness.get_by_label("Set aside").click();
        desk.settle();
    });
    assert!(warnings(&desk) < before);
    assert!(desk.text().contains("The line is tested at night"));
    assert!(desk.harness.state().model.setting_aside.is_none());
    desk.is_one_change(|desk| {
        desk.does(Command::BringBack { widget, code: problem.code.0.into() });
    });
    assert_eq!(warnings(&desk), before);
}

#[test]
fn a_double_click_on_a_widget_that_runs_a_flow_opens_that_flow() {
    let mut desk = Desk::with(SUPPORT);
    let flow = desk.editor().flow().clone();
    let runs = flow.widgets().iter().position(|one| one.kind.as_str() == "run-subflow").unwrap();
    desk.app().obey(Wish::Open(runs));
    let read =
        |request: &Request| matches!(request, Request::Read(path) if path.starts_with("/flows"));
    assert!(desk.app().requests.iter().any(read), "{:?}", desk.app().requests);
    let other = flow.widgets().iter().position(|one| one.kind.as_str() != "run-subflow").unwrap();
    desk.app().obey(Wish::Open(other));
    assert!(desk.editor().renaming.is_some());
}

#[test]
fn when_nothing_is_in_sight_an_arrow_leads_back() {
    let mut desk = Desk::with(WELCOME);
    assert!(desk.harness.query_by_label("Back to the flow").is_none());
    desk.app().model.editor.as_mut().unwrap().canvas.view.middle = pos2(90_000.0, 40_000.0);
    desk.settle();
    desk.harness.get_by_label("Back to the flow").click();
    desk.settle();
    assert!(desk.harness.query_by_label("Back to the flow").is_none());
}

#[test]
fn the_first_turn_of_a_wheel_asks_what_it_shall_do_and_then_never_again() {
    let mut desk = Desk::with(WELCOME);
    let at = desk.editor().canvas.screen.unwrap().center();
    let turn = |desk: &mut Desk, unit| {
        desk.event(Event::PointerMoved(at));
        desk.event(Event::MouseWheel {
            unit,
            delta: vec2(0.0, 1.0),
            phase: TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
        desk.settle();
    };
    turn(&mut desk, MouseWheelUnit::Point);
    assert!(desk.harness.query_by_label("The wheel shall zoom").is_none(), "a pad is no wheel");
    turn(&mut desk, MouseWheelUnit::Line);
    desk.harness.get_by_label("The wheel shall zoom").click();
    desk.settle();
    assert!(desk.app().model.prefs.wheel_zooms && desk.app().model.prefs.knows_wheel);
    turn(&mut desk, MouseWheelUnit::Line);
    assert!(desk.harness.query_by_label("The wheel shall zoom").is_none());
}

#[test]
fn one_finger_pans_and_two_pinch_around_their_middle() {
    let mut desk = Desk::with(WELCOME);
    let screen = desk.editor().canvas.screen.unwrap();
    let finger = |id, phase, pos| Event::Touch {
        device_id: egui::TouchDeviceId(0),
        id: egui::TouchId(id),
        phase,
        pos,
        force: None,
    };
    let at = screen.center();
    let zoom = desk.editor().canvas.view.zoom;
    let (left, right) = (at - vec2(60.0, 0.0), at + vec2(60.0, 0.0));
    // The first finger is a pointer too.
    desk.event(Event::PointerMoved(left));
    desk.event(finger(1, TouchPhase::Start, left));
    desk.event(finger(2, TouchPhase::Start, right));
    for step in 1..=5 {
        let by = vec2(-8.0 * step as f32, 0.0);
        desk.harness.event(finger(1, TouchPhase::Move, left - by));
        desk.event(finger(2, TouchPhase::Move, right + by));
    }
    let now = desk.editor().canvas.view.zoom;
    assert!(now < zoom * 0.8, "fingers that come together zoom out: {zoom} {now}");
    desk.event(finger(1, TouchPhase::End, left));
    desk.event(finger(2, TouchPhase::End, right));
    assert!(desk.editor().canvas.gesture.is_idle());
}

#[test]
fn a_call_stops_behind_an_exit_and_the_exit_shows_it() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::TakeExit { widget: "greeting".into(), chip: 0 });
    desk.does(Command::Breakpoint);
    let greeting = desk.editor().flow().index_of("greeting").unwrap();
    let marks = centralita_designer::marks::Marks::of(desk.editor(), 0);
    assert_eq!(marks.of_box(desk.editor().scene(), greeting).stops, 1);
    desk.does(Command::Simulate);
    let session = desk.editor().session.as_ref().unwrap();
    assert_eq!(session.turn().stopped.as_ref().map(|name| name.as_str()), Some("greeting"));
    desk.does(Command::GoOn);
    let session = desk.editor().session.as_ref().unwrap();
    assert_eq!(session.turn().stopped, None);
    assert_eq!(session.world().execution.widget().unwrap().as_str(), "main_menu");
    // A widget that gets another name keeps it, and the same key takes it away.
    desk.does(Command::RenameTo { widget: "greeting".into(), name: "hello".into() });
    assert_eq!(desk.editor().trials.breakpoints.exits.len(), 1);
    desk.does(Command::TakeExit { widget: "hello".into(), chip: 0 });
    desk.does(Command::Breakpoint);
    assert!(desk.editor().trials.breakpoints.exits.is_empty());
}

#[test]
fn at_its_true_pace_silence_lasts_as_long_as_it_does_in_a_call() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Simulate);
    desk.does(Command::PlayInRealTime);
    let turns = |desk: &Desk| desk.editor().session.as_ref().unwrap().turns().0;
    let before = turns(&desk);
    desk.app().model.now = Time(1_001_000);
    desk.settle();
    assert_eq!(turns(&desk), before, "after a second nothing has happened");
    desk.app().model.now = Time(1_120_000);
    desk.settle();
    assert!(turns(&desk) > before, "after two minutes the menu has given up waiting");
    // Somebody who presses a key does it when it is pressed.
    desk.does(Command::Simulate);
    let began = desk.app().model.now;
    desk.does(Command::LookAtTurn(0));
    desk.app().model.now = Time(began.0 + 100);
    desk.does(Command::Act(Box::new(Act::Press("1".into()))));
    desk.does(Command::PlayInRealTime);
    assert!(desk.editor().session.as_ref().unwrap().hands.plays_since.is_none());
}

#[test]
fn prompts_are_spoken_when_somebody_asks_and_a_machine_without_a_voice_says_so_once() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Simulate);
    let speaks = |desk: &mut Desk| {
        let said: Vec<String> = desk
            .app()
            .requests
            .iter()
            .filter_map(|request| match request {
                Request::Speak { text, .. } => Some(text.clone()),
                _ => None,
            })
            .collect();
        desk.app().requests.clear();
        said
    };
    assert_eq!(speaks(&mut desk), Vec::<String>::new(), "nobody asked");
    desk.does(Command::SpeakPrompts);
    let said = speaks(&mut desk);
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("press 1"), "{said:?}");
    desk.does(Command::Act(Box::new(Act::Press("9".into()))));
    desk.settle();
    assert!(speaks(&mut desk).len() <= 1);
    desk.does(Command::CannotSpeak);
    assert!(desk.app().model.told.take().unwrap().is_refusal);
    desk.does(Command::CannotSpeak);
    assert!(desk.app().model.told.is_none(), "once is enough");
    assert!(desk.editor().session.as_ref().unwrap().hands.spoken.is_none());
}

#[test]
fn a_speech_field_says_what_a_caller_will_hear() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Select(Selection::of("greeting".into())));
    desk.harness.get_by_label("Say it aloud").click();
    desk.settle();
    let spoken = |request: &Request| matches!(request, Request::Speak { text, .. } if text.contains("thank you for calling"));
    assert!(desk.app().requests.iter().any(spoken), "{:?}", desk.app().requests.last());
}

#[test]
fn pointing_at_a_line_of_the_transcript_shows_its_box() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Simulate);
    let line = desk.harness.get_by_label_contains("→ enters main_menu").rect().center();
    desk.event(Event::PointerMoved(line));
    desk.settle();
    let menu = desk.editor().flow().index_of("main_menu").unwrap();
    let marks = centralita_designer::marks::Marks::of(desk.editor(), 0);
    assert!(marks.of_box(desk.editor().scene(), menu).is_pointed);
    desk.harness.key_press(Key::Escape);
}

#[test]
fn a_box_that_is_deleted_while_a_hand_drags_it_is_let_go_of() {
    let mut desk = Desk::with(WELCOME);
    let held = desk.editor().flow().widgets().last().unwrap().name.clone();
    let screen = desk.editor().canvas.screen.unwrap();
    let rect = desk.editor().scene().boxes.last().unwrap().rect;
    desk.app().model.editor.as_mut().unwrap().canvas.view.middle = rect.center();
    desk.settle();
    let at =
        desk.editor().canvas.view.screen_from_canvas(screen, rect.center_top() + vec2(0.0, 12.0));
    desk.event(Event::PointerMoved(at));
    desk.button(at, true);
    desk.event(Event::PointerMoved(at + vec2(40.0, 30.0)));
    desk.settle();
    assert!(!desk.editor().canvas.gesture.is_idle());
    desk.does(Command::Select(Selection::of(held.clone())));
    desk.does(Command::Delete);
    assert!(desk.editor().canvas.gesture.is_idle(), "there is nothing to drag any more");
    desk.button(at + vec2(40.0, 30.0), false);
    assert_eq!(desk.editor().history.done().len(), 1, "only the deletion was done");
}

#[test]
fn a_box_that_a_file_puts_at_the_end_of_the_world_is_drawn_and_looked_at_like_any_other() {
    for far in ["1e12", "-1e30", "16777216"] {
        let text = WELCOME.replacen("\"x\": 1280", &format!("\"x\": {far}"), 1);
        assert_ne!(text, WELCOME);
        let mut desk = Desk::with(&text);
        desk.does(Command::Fit);
        let name = desk.editor().flow().widgets()[0].name.clone();
        desk.does(Command::Select(Selection::of(name)));
        desk.does(Command::FitSelection);
        let canvas = &desk.editor().canvas;
        assert!(canvas.view.middle.is_finite(), "{far}: {:?}", canvas.view);
    }
}

#[test]
fn who_pans_away_from_everything_is_still_near() {
    let mut desk = Desk::with(WELCOME);
    desk.app().model.editor.as_mut().unwrap().canvas.view.middle = pos2(-3e8, 9e8);
    desk.settle();
    let view = desk.editor().canvas.view;
    assert!(view.middle.distance(Pos2::ZERO) < 20_000.0, "{view:?}");
}

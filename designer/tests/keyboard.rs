//! Everything by keyboard: each key of the table does its command, and a flow is made, tried and saved
//! without a pointer. No window is opened; what a screen reader would hear is what the tests look for.
#![allow(clippy::unwrap_used, missing_docs)]

use centralita_designer::App;
use centralita_designer::command::{Command, Entry, ScriptOf, TABLE, entry};
use centralita_designer::compare;
use centralita_designer::keeping::{Kept, fingerprint};
use centralita_designer::model::{Editor, Prefs, Selection};
use centralita_designer::replace;
use centralita_designer::request::Request;
use centralita_designer::walk;
use centralita_engine::{Time, WidgetName};
use egui::{Key, KeyboardShortcut, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

const WELCOME: &str = include_str!("../../flows/welcome_menu.json");

struct Desk {
    harness: Harness<'static, App>,
}

impl Desk {
    fn new() -> Desk {
        Desk::of(Prefs::default(), vec2(1280.0, 820.0))
    }

    fn of(prefs: Prefs, size: egui::Vec2) -> Desk {
        let mut app = App::new(prefs);
        app.model.now = Time(1_000_000);
        let harness = Harness::builder()
            .with_size(size)
            .with_os(egui::os::OperatingSystem::Nix)
            .with_context_setup(App::prepare)
            .build_ui_state(|ui, app: &mut App| app.show(ui), app);
        let mut desk = Desk { harness };
        desk.settle();
        desk
    }

    fn with(text: &str) -> Desk {
        let mut desk = Desk::new();
        desk.does(Command::Opened { name: "flow".into(), path: None, text: text.into() });
        desk
    }

    fn settle(&mut self) {
        self.harness.run_steps(3);
    }

    /// As after a start, without the cost of one.
    fn begins_anew(&mut self) {
        *self.app() = App::new(Prefs::default());
        self.app().model.now = Time(1_000_000);
        self.harness.ctx.memory_mut(egui::Memory::stop_text_input);
        self.settle();
    }

    fn app(&mut self) -> &mut App {
        self.harness.state_mut()
    }

    fn editor(&self) -> &Editor {
        self.harness.state().model.editor.as_ref().unwrap()
    }

    fn text(&self) -> String {
        self.editor().flow().text().to_owned()
    }

    fn names(&self) -> Vec<String> {
        self.editor().flow().widgets().iter().map(|one| one.name.to_string()).collect()
    }

    fn does(&mut self, command: Command) {
        self.app().do_it(command);
        self.settle();
    }

    fn selects(&mut self, name: &str) {
        self.does(Command::Select(Selection::of(WidgetName::new(name))));
    }

    fn key(&mut self, key: Key) {
        self.keys(Modifiers::NONE, key);
    }

    fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    fn types(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.into()));
        self.settle();
    }

    /// Answers what is asked as a shell would; gives the texts that were written into files.
    fn answers(&mut self) -> Vec<String> {
        let mut written = Vec::new();
        for request in std::mem::take(&mut self.app().requests) {
            match request {
                Request::Write { path, text, serial, .. } => {
                    written.push(text);
                    self.does(Command::Saved { path, serial });
                }
                Request::AskWhereToWrite { name, text, serial } => {
                    written.push(text);
                    self.does(Command::Saved { path: name.into(), serial });
                }
                _ => {}
            }
        }
        written
    }

    /// What a screen reader says of what has the keys.
    fn hears(&self) -> String {
        let all = self.harness.root();
        let focused = all.children_recursive().find(|node| node.is_focused());
        focused.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    }

    /// All of what a key could have changed.
    fn state(&self) -> String {
        let model = &self.harness.state().model;
        let editor = model.editor.as_ref();
        format!(
            "{:?}",
            (
                editor.map(|one| {
                    (
                        (one.flow().text(), &one.selection, &one.exit, &one.renaming, &one.writing),
                        one.session.as_ref().map(|session| session.turns()),
                        (one.canvas.view, one.asked_to_write, &one.trail),
                    )
                }),
                (&model.finder, &model.quick_add, &model.connecting, &model.menu),
                (model.left, model.bottom, model.has_minimap, model.shows_keys, model.drawer),
                (
                    &model.asked,
                    &self.harness.state().requests,
                    model.told.as_ref().map(|told| &told.text)
                ),
                editor.map(|one| (&one.name, one.comparison.as_ref().map(|all| all.at))),
                (&model.prefs, model.shows_settings),
                self.hears(),
            )
        )
    }
}

/// A state in which a command of the table can be done.
fn ready_for(entry: &Entry, desk: &mut Desk) {
    desk.begins_anew();
    desk.does(Command::Opened { name: "flow".into(), path: None, text: WELCOME.into() });
    desk.selects("main_menu");
    match entry.name {
        "undo" => desk.does(Command::Tidy),
        "redo" => {
            desk.does(Command::Tidy);
            desk.does(Command::Undo);
        }
        "ungroup" => {
            desk.does(Command::Group);
            desk.key(Key::Enter);
        }
        "next-flow" | "previous-flow" => {
            let text = WELCOME.replace("greeting", "hello");
            desk.does(Command::Opened { name: "other".into(), path: None, text });
        }
        "next-found" | "previous-found" => {
            desk.does(replace::Act::Open.into());
            let wish = replace::Wish { wanted: "Acme".into(), ..replace::Wish::default() };
            desk.does(replace::Act::Wish(wish).into());
        }
        "next-difference" | "previous-difference" => {
            let text = WELCOME.replace("thank you", "thanks");
            assert_ne!(text, WELCOME);
            desk.does(compare::Act::Read { name: "older".into(), text }.into());
        }
        "open-script" | "try-script" | "test-script" => {
            let kind = "script-pin_check";
            desk.does(Command::Add { kind: kind.into(), at: egui::Pos2::ZERO, from: None });
            if entry.name != "open-script" {
                desk.does(Command::OpenScript(ScriptOf::Kind(kind.into())));
            }
        }
        "turn-back" | "turn-forward" | "go-on" => desk.does(Command::Simulate),
        "next-problem" | "previous-problem" | "take-fix" => {
            let names = desk.names();
            desk.does(Command::Delete);
            let fixable = names.iter().any(|name| {
                let is_there = desk.names().contains(name);
                if is_there {
                    desk.selects(name);
                }
                is_there && walk::problem_with_fix(desk.editor()).is_some()
            });
            assert!(fixable, "no problem of the example can be mended");
        }
        _ => {}
    }
    desk.app().requests.clear();
    assert!((entry.when)(&desk.app().model), "{} cannot be done", entry.name);
}

fn press(desk: &mut Desk, key: &KeyboardShortcut) {
    desk.keys(key.modifiers, key.logical_key);
}

#[test]
fn every_key_of_the_table_does_its_command_and_undoing_brings_back_what_was_there() {
    let (mut desk, mut told) = (Desk::new(), Desk::new());
    for entry in TABLE {
        for key in entry.keys {
            ready_for(entry, &mut desk);
            let before = desk.text();
            let was_changed = desk.editor().history.done().len();
            press(&mut desk, key);
            ready_for(entry, &mut told);
            told.does((entry.make)());
            assert_eq!(desk.state(), told.state(), "{} by {key:?}", entry.name);
            let is_open = desk.app().model.editor.is_some();
            if is_open && desk.editor().history.done().len() > was_changed && entry.name != "redo" {
                desk.does(Command::Undo);
                assert_eq!(desk.text(), before, "{} cannot be undone", entry.name);
            }
        }
    }
}

#[test]
fn a_flow_is_made_mended_tried_and_saved_by_keys_alone() {
    let mut desk = Desk::new();
    desk.keys(Modifiers::COMMAND, Key::P);
    desk.types("New flow");
    desk.key(Key::Enter);
    assert_eq!(desk.names(), ["Trigger"]);
    // The start, and its exit for calls.
    desk.key(Key::ArrowDown);
    assert!(desk.hears().starts_with("Trigger, "), "{}", desk.hears());
    let exits = desk.editor().scene().boxes[0].chips.len();
    for _ in 0..exits {
        if desk.hears().contains("Call") {
            break;
        }
        desk.keys(Modifiers::ALT, Key::ArrowRight);
    }
    assert!(desk.hears().contains("Call"), "{}", desk.hears());
    for kind in ["Say", "Gather", "Connect call"] {
        desk.key(Key::A);
        desk.types(kind);
        desk.key(Key::Enter);
    }
    let names = desk.names();
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(desk.hears().starts_with(&names[3]), "{} has the keys", desk.hears());
    for name in &names[1..] {
        let is_led_to = desk.editor().flow().widgets().iter().any(|widget| {
            widget
                .transitions
                .iter()
                .any(|one| one.next.as_ref().is_some_and(|to| to.as_str() == name))
        });
        assert!(is_led_to, "nothing leads to {name}");
    }
    // The menu's silence goes back to the menu.
    desk.keys(Modifiers::ALT, Key::ArrowUp);
    assert!(desk.hears().contains(&names[2]), "{}", desk.hears());
    desk.key(Key::Escape);
    desk.key(Key::C);
    desk.harness.get_all_by_label_contains("Which exit").next().unwrap();
    desk.types("no input");
    desk.key(Key::Enter);
    desk.types(&names[2]);
    desk.key(Key::Enter);
    let heard = desk.harness.state().model.heard.clone();
    assert!(heard.starts_with("Connected ") && heard.ends_with(&names[2]), "{heard}");
    desk.harness.get_all_by_label(&heard).next().unwrap();
    // The problem of the first widget is that it says nothing: its field is one key away.
    let count = desk.editor().problems.len();
    desk.keys(Modifiers::SHIFT, Key::F8);
    for _ in 0..count {
        if desk.editor().selection.widgets.contains(names[1].as_str()) {
            break;
        }
        desk.key(Key::F8);
    }
    desk.key(Key::Enter);
    desk.types("Good morning.");
    desk.key(Key::Escape);
    assert!(desk.text().contains("Good morning."), "{}", desk.text());
    assert!(desk.editor().problems.len() < count, "{:?}", desk.editor().problems);
    assert!(desk.hears().starts_with(&names[1]), "the canvas has the keys: {}", desk.hears());
    desk.key(Key::R);
    assert!(desk.editor().session.is_some());
    desk.keys(Modifiers::COMMAND, Key::S);
    assert_eq!(desk.answers(), [desk.text()]);
    assert!(!desk.editor().is_changed());
}

#[test]
fn the_keys_go_from_part_to_part_in_the_order_of_the_eye() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Toggle(centralita_designer::model::Bottom::Problems));
    let mut heard = Vec::new();
    for _ in 0..6 {
        desk.key(Key::F6);
        heard.push(desk.hears());
    }
    let mut back = Vec::new();
    for _ in 0..6 {
        desk.keys(Modifiers::SHIFT, Key::F6);
        back.push(desk.hears());
    }
    assert_eq!(heard.iter().collect::<std::collections::BTreeSet<_>>().len(), 6, "{heard:?}");
    back.reverse();
    assert_eq!(back[1..], heard[..5], "the way back is the way");
}

#[test]
fn the_tab_key_walks_through_the_canvas_as_one_thing() {
    let mut desk = Desk::with(WELCOME);
    desk.selects("main_menu");
    desk.does(
        entry("next-part")
            .map(|_| {
                Command::Focus(centralita_designer::focus::Wanted::Part(
                    centralita_designer::layout::Part::Canvas,
                ))
            })
            .unwrap(),
    );
    assert!(desk.hears().starts_with("main_menu, "), "{}", desk.hears());
    desk.key(Key::Tab);
    assert!(!desk.hears().starts_with("main_menu, "));
    desk.keys(Modifiers::SHIFT, Key::Tab);
    assert!(desk.hears().starts_with("main_menu, "), "{}", desk.hears());
    desk.key(Key::ArrowDown);
    assert!(!desk.editor().selection.widgets.contains("main_menu"), "arrows walk the boxes");
}

#[test]
fn boxes_and_exits_are_said_in_whole_sentences() {
    let desk = Desk::with(WELCOME);
    let said: Vec<String> = desk
        .harness
        .root()
        .children_recursive()
        .filter_map(|node| node.accesskit_node().label())
        .filter(|label| label.starts_with("main_menu") || label.contains("of main_menu"))
        .collect();
    assert!(said.iter().any(|one| one.contains("3 exits")), "{said:?}");
    assert!(said.iter().any(|one| one.contains("leads to")), "{said:?}");
}

#[test]
fn frames_and_notes_are_made_and_written_by_keys() {
    let mut desk = Desk::with(WELCOME);
    desk.selects("main_menu");
    desk.keys(Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(desk.editor().selection.widgets.len(), 2);
    desk.key(Key::G);
    desk.keys(Modifiers::COMMAND, Key::A);
    desk.types("The menu");
    desk.key(Key::Enter);
    assert_eq!(desk.editor().flow().own().groups[0].title, "The menu");
    assert_eq!(desk.editor().flow().own().groups[0].widgets.len(), 2);
    desk.selects("main_menu");
    desk.key(Key::N);
    desk.types("Ask Ana");
    desk.keys(Modifiers::COMMAND, Key::Enter);
    assert_eq!(desk.editor().flow().own().notes[0].text, "Ask Ana");
    // Written empty, it goes.
    desk.key(Key::N);
    desk.keys(Modifiers::COMMAND, Key::A);
    desk.key(Key::Delete);
    desk.keys(Modifiers::COMMAND, Key::Enter);
    assert!(desk.editor().flow().own().notes.is_empty());
    desk.keys(Modifiers::SHIFT, Key::G);
    assert!(desk.editor().flow().own().groups.is_empty());
}

#[test]
fn a_menu_is_called_walked_and_left_by_keys() {
    let mut desk = Desk::with(WELCOME);
    desk.selects("main_menu");
    desk.keys(Modifiers::SHIFT, Key::F10);
    assert!(desk.hears().starts_with("Edit its settings"), "{}", desk.hears());
    desk.key(Key::ArrowDown);
    assert!(desk.hears().starts_with("Rename"), "{}", desk.hears());
    desk.key(Key::Escape);
    assert!(desk.harness.state().model.menu.is_none());
    assert!(desk.hears().starts_with("main_menu, "), "{}", desk.hears());
    desk.keys(Modifiers::SHIFT, Key::F10);
    desk.harness.get_by_label_contains("Delete and join").click_accesskit();
    desk.settle();
    assert!(!desk.names().contains(&"main_menu".to_owned()));
}

#[test]
fn what_was_cut_comes_back_with_the_wires_that_led_to_it() {
    let mut desk = Desk::with(WELCOME);
    desk.selects("main_menu");
    desk.keys(Modifiers::COMMAND, Key::X);
    let requests = std::mem::take(&mut desk.app().requests);
    let copied = requests.iter().find_map(|request| match request {
        Request::Copy(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(next(&desk, "greeting"), None);
    desk.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::V);
    assert!(desk.app().requests.contains(&Request::Paste));
    desk.harness.event(egui::Event::Paste(copied.unwrap()));
    desk.settle();
    assert_eq!(next(&desk, "greeting").as_deref(), Some("main_menu"));
    desk.keys(Modifiers::COMMAND, Key::Z);
    assert!(!desk.names().contains(&"main_menu".to_owned()), "one paste is one to undo");
}

fn next(desk: &Desk, widget: &str) -> Option<String> {
    let widget = desk.editor().flow().widget(widget)?;
    widget.transitions.first()?.next.as_ref().map(ToString::to_string)
}

fn kept(desk: &mut Desk) -> Option<Kept> {
    desk.app().requests.iter().rev().find_map(|request| match request {
        Request::KeepCopy(copy) => Some(copy.clone()),
        _ => None,
    })
}

#[test]
fn what_nobody_saved_is_kept_each_second_and_comes_back_after_a_crash() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Tidy);
    let copy = kept(&mut desk).unwrap();
    assert_eq!(copy.text, desk.text());
    // Within the same second nothing more is written; after it the latest state is.
    desk.app().requests.clear();
    desk.selects("main_menu");
    desk.does(Command::Delete);
    assert_eq!(kept(&mut desk), None);
    desk.app().model.now = Time(1_001_000);
    desk.settle();
    let copy = kept(&mut desk).unwrap();
    let text = desk.text();
    drop(desk);
    let mut desk = Desk::new();
    desk.app().model.now = Time(1_001_000 + 3 * 60_000);
    desk.does(Command::FoundCopies(vec![copy.clone()]));
    desk.does(Command::Restore(copy.key.clone()));
    assert_eq!(desk.text(), text);
    assert!(desk.editor().is_changed());
    desk.harness.get_by_label("Restored flow from 3 minutes ago");
    desk.keys(Modifiers::COMMAND, Key::S);
    desk.answers();
    desk.settle();
    assert!(desk.app().requests.contains(&Request::DropCopy(copy.key)));
}

#[test]
fn a_copy_of_a_file_is_put_over_the_file_and_undoing_takes_it_away() {
    let mut desk = Desk::new();
    let theirs = WELCOME.replace("greeting", "hello");
    let copy = Kept {
        key: "k".into(),
        name: "menu".into(),
        path: Some("menu.json".into()),
        at_millis: 0,
        over: Some(fingerprint(WELCOME)),
        text: theirs.clone(),
    };
    desk.does(Command::FoundCopies(vec![copy]));
    let path = Some("menu.json".into());
    desk.does(Command::Opened { name: "menu".into(), path, text: WELCOME.into() });
    assert_eq!(desk.text(), theirs);
    desk.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.text(), WELCOME);
}

#[test]
fn nobody_is_overwritten_in_silence() {
    let mut desk = Desk::new();
    let path = std::path::PathBuf::from("menu.json");
    desk.does(Command::Opened {
        name: "menu".into(),
        path: Some(path.clone()),
        text: WELCOME.into(),
    });
    desk.does(Command::Tidy);
    desk.keys(Modifiers::COMMAND, Key::S);
    let asked = desk.app().requests.iter().find_map(|request| match request {
        Request::Write { over, serial, .. } => Some((*over, *serial)),
        _ => None,
    });
    let (over, serial) = asked.unwrap();
    assert_eq!(over, Some(fingerprint(WELCOME)));
    let mine = desk.text();
    let theirs = WELCOME.replace("greeting", "hello");
    desk.app().requests.clear();
    desk.does(Command::Conflict { path, theirs: theirs.clone(), serial });
    desk.harness.get_by_label("Take theirs").click_accesskit();
    desk.settle();
    assert_eq!(desk.text(), theirs);
    assert!(!desk.editor().is_changed());
    desk.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.text(), mine, "mine is one undo away");
}

#[test]
fn closing_the_window_asks_about_what_nobody_saved() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Quit);
    assert!(desk.app().requests.contains(&Request::Quit), "nothing to lose");
    desk.does(Command::Tidy);
    desk.app().requests.clear();
    desk.does(Command::Quit);
    assert!(!desk.app().requests.contains(&Request::Quit));
    // The first answer has the keys: save, then close.
    desk.key(Key::Enter);
    assert_eq!(desk.answers().len(), 1);
    assert!(desk.app().requests.contains(&Request::Quit));
}

#[test]
fn preferences_and_sizes_are_kept_when_they_change() {
    let mut desk = Desk::with(WELCOME);
    desk.app().requests.clear();
    desk.app().model.prefs.sizes.right = 400.0;
    desk.settle();
    let kept = desk.app().requests.iter().find_map(|request| match request {
        Request::KeepPrefs(text) => Some(Prefs::read(text)),
        _ => None,
    });
    assert_eq!(kept.unwrap().sizes.right, 400.0);
}

#[test]
fn letters_can_be_switched_off_and_never_act_in_a_field() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::LetterKeys(false));
    desk.key(Key::R);
    assert!(desk.editor().session.is_none());
    desk.does(Command::LetterKeys(true));
    desk.harness.get_all_by_value("").next().unwrap().focus();
    desk.settle();
    desk.key(Key::R);
    assert!(desk.editor().session.is_none(), "one writes there");
    desk.key(Key::Escape);
    desk.key(Key::R);
    assert!(desk.editor().session.is_some());
}

#[test]
fn a_narrow_window_gives_its_columns_as_drawers() {
    let mut desk = Desk::of(Prefs::default(), vec2(640.0, 700.0));
    desk.does(Command::Opened { name: "flow".into(), path: None, text: WELCOME.into() });
    desk.selects("main_menu");
    assert!(desk.editor().canvas.screen.unwrap().width() > 600.0);
    desk.key(Key::O);
    assert!(desk.harness.state().model.drawer.is_some());
    desk.key(Key::Escape);
    desk.key(Key::Escape);
    assert!(desk.harness.state().model.drawer.is_none());
    assert_eq!(desk.editor().selection.widgets.len(), 1);
    desk.key(Key::Enter);
    assert!(desk.harness.state().model.drawer.is_some(), "{}", desk.hears());
}

//! Scripted widgets while one works: they come, change and go with their files, and they are written
//! and tried here.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::PathBuf;

use centralita_designer::App;
use centralita_designer::command::{Command, ScriptOf};
use centralita_designer::model::{Asked, Bottom, Model, Prefs, Selection};
use centralita_designer::request::Request;
use centralita_designer::update::update;
use centralita_widgets::script::{Back, Decision, new_widget};
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

const WELCOME: &str = include_str!("../../flows/welcome_menu.json");
const ASKS: &str = r##"/*---
label = "Look up"
help = "Looks somebody up."
[field.url]
label = "Address"
default = "https://example.com/"
[exit.found]
[exit.failed]
failure = true
---*/
note("tier " + flow.variables.tier);
return request(#{ url: properties.url });
fn replied(reply) { exit(if reply.ok { "found" } else { "failed" }, #{ status: reply.status }) }
"##;

struct Desk {
    model: Model,
    requests: Vec<Request>,
}

impl Desk {
    fn new() -> Desk {
        let mut desk = Desk { model: Model::new(Prefs::default()), requests: Vec::new() };
        desk.does(Command::Opened {
            name: "menu".into(),
            path: Some("/p/menu.json".into()),
            text: WELCOME.into(),
        });
        desk
    }

    fn does(&mut self, command: Command) {
        update(&mut self.model, command, &mut self.requests);
    }

    /// The folder holds these files now.
    fn holds(&mut self, files: &[(&str, &str)]) {
        let files = files.iter().map(|(name, text)| (path(name), (*text).to_owned())).collect();
        let folders = vec![PathBuf::from("/p/scripts"), PathBuf::from("/home/scripts")];
        self.does(Command::ScriptsRead { folders, files, unread: Vec::new() });
    }

    fn told(&self) -> &str {
        self.model.told.as_ref().map_or("", |told| told.text.as_str())
    }

    fn desk(&self) -> &centralita_designer::scripts::Desk {
        self.model.scripts.desk.as_ref().unwrap()
    }

    fn writes(&mut self, text: &str) {
        let desk = self.model.scripts.desk.as_mut().unwrap();
        desk.text = text.to_owned();
        desk.check();
    }
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(format!("/p/scripts/{name}"))
}

fn labelled(label: &str, field: &str) -> String {
    format!(
        "/*---\nlabel = \"{label}\"\nhelp = \"Does it.\"\n[field.{field}]\n---*/\nexit(\"next\")"
    )
}

#[test]
fn a_script_that_is_put_into_the_folder_can_be_used_with_its_form_at_once() {
    let mut desk = Desk::new();
    desk.holds(&[]);
    assert!(desk.model.catalogue.get("script-greet").is_none());
    desk.holds(&[("greet.rhai", &labelled("Greet", "name"))]);
    let spec = desk.model.catalogue.spec("script-greet").unwrap();
    assert_eq!(spec.group.name(), "script", "it stands under “Your own”");
    assert!(spec.field("name").is_some());
    assert_eq!(desk.told(), "Greet can be used now: it stands among the widgets");
    desk.does(Command::Add { kind: "script-greet".into(), at: egui::Pos2::ZERO, from: None });
    assert!(desk.model.editor.as_ref().unwrap().flow().widget("greet").is_some());
}

#[test]
fn a_script_that_changes_changes_its_form_its_exits_and_the_checks() {
    let mut desk = Desk::new();
    desk.holds(&[("greet.rhai", &labelled("Greet", "name"))]);
    desk.does(Command::Add { kind: "script-greet".into(), at: egui::Pos2::ZERO, from: None });
    let exits = |desk: &Desk| {
        let editor = desk.model.editor.as_ref().unwrap();
        let number = editor.flow().index_of("greet").unwrap();
        editor.scene().boxes[number].chips.len()
    };
    let problems = |desk: &Desk| {
        let editor = desk.model.editor.as_ref().unwrap();
        let own = editor.problems.iter();
        own.filter(|one| one.place.widget.as_ref().is_some_and(|name| name == "greet")).count()
    };
    let (exits_before, problems_before) = (exits(&desk), problems(&desk));
    let text = "/*---\nlabel = \"Hello\"\nhelp = \"Does it.\"\n[field.who]\nrequired = true\n[exit.next]\n[exit.busy]\n---*/\nexit(\"busy\")";
    desk.holds(&[("greet.rhai", text)]);
    assert!(desk.model.catalogue.spec("script-greet").unwrap().field("who").is_some());
    assert_eq!(exits(&desk), exits_before + 1);
    assert!(problems(&desk) > problems_before, "what is required now is missing");
}

#[test]
fn a_broken_script_is_told_with_its_line_and_the_last_good_one_stays_in_use() {
    let mut desk = Desk::new();
    desk.holds(&[("greet.rhai", &labelled("Greet", "name"))]);
    desk.holds(&[("greet.rhai", "/*---\nhelp = \"Does it.\"\n---*/\nlet x = ;")]);
    assert!(desk.model.catalogue.spec("script-greet").unwrap().field("name").is_some());
    let told = desk.model.told.clone().unwrap();
    assert!(told.is_refusal);
    assert!(told.text.starts_with("greet.rhai, line 4: "), "{}", told.text);
    assert!(told.text.ends_with("The last good one stays in use."), "{}", told.text);
    desk.holds(&[("greet.rhai", "nothing")]);
    desk.holds(&[("new.rhai", "/*---\nhelp = \"Does it.\"\n---*/\nlet x = ;")]);
    assert!(desk.told().ends_with("It cannot be used before that."), "{}", desk.told());
}

#[test]
fn a_script_that_goes_leaves_its_boxes_hatched_and_that_is_said() {
    let mut desk = Desk::new();
    desk.holds(&[("greet.rhai", &labelled("Greet", "name"))]);
    desk.does(Command::Add { kind: "script-greet".into(), at: egui::Pos2::ZERO, from: None });
    let before = desk.model.editor.as_ref().unwrap().flow().text().to_owned();
    desk.holds(&[]);
    let editor = desk.model.editor.as_ref().unwrap();
    let number = editor.flow().index_of("greet").unwrap();
    assert!(editor.scene().boxes[number].is_unknown);
    assert_eq!(editor.flow().text(), before, "nothing of it is lost");
    assert!(
        desk.told().starts_with("greet.rhai is gone. 1 widget of this flow"),
        "{}",
        desk.told()
    );
    desk.holds(&[("greet.rhai", &labelled("Greet", "name"))]);
    let editor = desk.model.editor.as_ref().unwrap();
    assert!(!editor.scene().boxes[number].is_unknown);
}

#[test]
fn of_two_scripts_with_one_kind_in_a_folder_the_later_is_told_so() {
    let mut desk = Desk::new();
    let same = "/*---\nkind = \"script-a\"\nhelp = \"Does it.\"\n---*/\n1";
    desk.holds(&[("a.rhai", same), ("b.rhai", same)]);
    assert!(desk.told().contains("b.rhai"), "{}", desk.told());
    assert!(desk.model.catalogue.get("script-a").is_some());
}

#[test]
fn a_new_scripted_widget_is_written_from_a_sound_beginning_and_opened() {
    let mut desk = Desk::new();
    desk.holds(&[]);
    desk.does(Command::NewScript);
    desk.does(Command::MakeScript("Not good".into()));
    assert!(desk.model.told.as_ref().unwrap().is_refusal);
    desk.does(Command::MakeScript("hello".into()));
    let Some(Request::WriteScript { path, text, over: None }) = desk.requests.pop() else {
        panic!("nothing is written")
    };
    assert_eq!(path, self::path("hello.rhai"));
    assert_eq!(text, new_widget("hello"));
    desk.does(Command::ScriptWritten { path, text });
    assert_eq!(desk.desk().file, "hello.rhai");
    assert_eq!(desk.model.bottom, Some(Bottom::Script));
    assert!(desk.model.scripts.naming.is_none());
}

#[test]
fn saving_writes_over_what_was_read_and_nothing_else() {
    let mut desk = Desk::new();
    let text = labelled("Greet", "name");
    desk.holds(&[("greet.rhai", &text)]);
    desk.does(Command::OpenScript(ScriptOf::Kind("script-greet".into())));
    desk.writes("mine");
    desk.does(Command::SaveScript);
    let Some(Request::WriteScript { over: Some(over), .. }) = desk.requests.pop() else { panic!() };
    assert_eq!(over, centralita_designer::keeping::fingerprint(&text));
    // Somebody else was faster.
    desk.does(Command::ScriptConflict { path: path("greet.rhai"), theirs: "theirs".into() });
    assert_eq!(desk.desk().text, "mine");
    desk.does(Command::KeepMyScript);
    let Some(Request::WriteScript { text, over: Some(over), .. }) = desk.requests.pop() else {
        panic!()
    };
    assert_eq!(
        (text.as_str(), over),
        ("mine", centralita_designer::keeping::fingerprint("theirs"))
    );
    desk.does(Command::ScriptConflict { path: path("greet.rhai"), theirs: "again".into() });
    desk.does(Command::TakeTheirScript);
    assert_eq!(desk.desk().text, "again");
    assert!(!desk.desk().is_changed());
}

#[test]
fn a_change_from_outside_is_taken_while_nothing_is_written_and_asked_about_else() {
    let mut desk = Desk::new();
    desk.holds(&[("greet.rhai", &labelled("Greet", "name"))]);
    desk.does(Command::OpenScript(ScriptOf::File(path("greet.rhai"))));
    desk.holds(&[("greet.rhai", &labelled("Hello", "name"))]);
    assert!(desk.desk().text.contains("Hello"));
    desk.writes("mine");
    desk.holds(&[("greet.rhai", &labelled("Salut", "name"))]);
    assert_eq!(desk.desk().text, "mine");
    assert!(desk.desk().theirs.as_ref().unwrap().contains("Salut"));
}

#[test]
fn what_nobody_saved_is_kept_aside_and_asked_about_before_the_window_closes() {
    let mut desk = Desk::new();
    desk.holds(&[("a.rhai", &labelled("A", "x")), ("b.rhai", &labelled("B", "x"))]);
    desk.does(Command::OpenScript(ScriptOf::File(path("a.rhai"))));
    desk.writes("changed");
    desk.does(Command::OpenScript(ScriptOf::File(path("b.rhai"))));
    assert_eq!(desk.desk().file, "b.rhai");
    desk.does(Command::Quit);
    assert_eq!(desk.model.asked, Some(Asked::Scripts));
    assert!(!desk.requests.contains(&Request::Quit));
    desk.does(Command::KeepEditing);
    desk.does(Command::OpenScript(ScriptOf::File(path("a.rhai"))));
    assert_eq!(desk.desk().text, "changed");
    desk.does(Command::Quit);
    desk.does(Command::DropScripts);
    assert!(desk.requests.contains(&Request::Quit));
}

#[test]
fn a_script_is_tried_with_its_fields_and_answered() {
    let mut desk = Desk::new();
    desk.holds(&[("ask.rhai", ASKS)]);
    desk.does(Command::OpenScript(ScriptOf::File(path("ask.rhai"))));
    let bench = &mut desk.model.scripts.desk.as_mut().unwrap().bench;
    assert_eq!(bench.fields["url"], "https://example.com/");
    *bench.variables.get_mut("flow.variables.tier").unwrap() = "gold".into();
    desk.does(Command::TryScript);
    let came = desk.desk().bench.came[0].as_ref().unwrap();
    assert_eq!(came.notes, ["tier gold"]);
    assert_eq!(desk.desk().bench.asks(), Some("request"));
    desk.does(Command::AnswerScript(Box::new(Back::Replied(404, "{}".into()))));
    let came = desk.desk().bench.came[1].as_ref().unwrap();
    let Decision::Exit { name, outputs } = &came.decision else { panic!() };
    assert_eq!(
        (name.as_str(), outputs.get("status").unwrap().to_json().as_str()),
        ("failed", "404")
    );
    // A new beginning passes its own tests.
    desk.writes(&new_widget("hello"));
    desk.does(Command::TestScript);
    let tests = desk.desk().bench.tests.as_ref().unwrap();
    assert!(tests.len() == 2 && tests.iter().all(|test| test.passed));
}

#[test]
fn a_script_of_the_house_is_read_and_copied_but_not_changed() {
    let mut desk = Desk::new();
    desk.holds(&[]);
    desk.does(Command::OpenScript(ScriptOf::Kind("script-pin_check".into())));
    assert_eq!(desk.desk().path, None);
    desk.does(Command::CopyScript);
    let Some(Request::WriteScript { path, .. }) = desk.requests.pop() else { panic!() };
    assert_eq!(path, self::path("pin_check.rhai"));
}

struct Screen {
    harness: Harness<'static, App>,
}

impl Screen {
    fn new(files: &[(&str, &str)]) -> Screen {
        let mut app = App::new(Prefs::default());
        app.do_it(Command::Opened {
            name: "menu".into(),
            path: Some("/p/menu.json".into()),
            text: WELCOME.into(),
        });
        let files = files.iter().map(|(name, text)| (path(name), (*text).to_owned())).collect();
        let folders = vec![PathBuf::from("/p/scripts")];
        app.do_it(Command::ScriptsRead { folders, files, unread: Vec::new() });
        let harness = Harness::builder()
            .with_size(egui::vec2(1280.0, 820.0))
            .with_os(egui::os::OperatingSystem::Nix)
            .with_context_setup(App::prepare)
            .build_ui_state(|ui, app: &mut App| app.show(ui), app);
        let mut screen = Screen { harness };
        screen.looks();
        screen
    }

    fn app(&mut self) -> &mut App {
        self.harness.state_mut()
    }

    fn desk(&self) -> &centralita_designer::scripts::Desk {
        self.harness.state().model.scripts.desk.as_ref().unwrap()
    }

    fn looks(&mut self) {
        self.harness.run_steps(6);
    }

    fn presses(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.looks();
    }

    fn types(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.into()));
        self.looks();
    }

    fn clicks(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.looks();
    }

    fn text(&self) -> String {
        self.desk().text.clone()
    }
}

#[test]
fn a_script_is_opened_written_tried_and_saved_by_keys_alone() {
    let mut screen = Screen::new(&[("ask.rhai", ASKS)]);
    screen.presses(Modifiers::COMMAND, Key::P);
    screen.types("Script ask");
    screen.presses(Modifiers::NONE, Key::Enter);
    let field = screen.harness.get_by_label("Script ask.rhai");
    assert!(field.accesskit_node().is_focused(), "the keys are where one writes");
    screen.types("// hello\n");
    assert!(screen.text().starts_with("// hello\n"));
    // It is not a front matter any more: that is said, and F8 goes there.
    assert!(!screen.desk().faults().is_empty());
    screen.presses(Modifiers::COMMAND, Key::Z);
    assert!(screen.text().starts_with("/*---"), "undoing stays within the field");
    screen.presses(Modifiers::NONE, Key::F5);
    screen.harness.get_by_label("Asks GET https://example.com/");
    screen.types("\n");
    screen.presses(Modifiers::COMMAND, Key::S);
    let app = screen.app();
    let wrote = |request: &Request| matches!(request, Request::WriteScript { .. });
    assert!(app.requests.iter().any(wrote), "{:?}", app.requests.last());
    assert!(!app.requests.iter().any(|request| matches!(request, Request::Write { .. })));
}

#[test]
fn faults_are_said_below_the_field_and_f8_goes_to_them() {
    let mut screen = Screen::new(&[("ask.rhai", ASKS)]);
    screen.app().do_it(Command::OpenScript(ScriptOf::File(path("ask.rhai"))));
    screen.looks();
    {
        let app = screen.app();
        let desk = app.model.scripts.desk.as_mut().unwrap();
        desk.text =
            ASKS.replace("\"found\" }", "\"fund\" }").replace("exit(if", "exit(\"gone\"); exit(if");
        desk.check();
    }
    screen.looks();
    screen.presses(Modifiers::NONE, Key::F8);
    let told = screen.app().model.heard.clone();
    assert!(told.contains("gone"), "{told}");
    assert!(screen.harness.query_by_label_contains("Line 13: There is no exit").is_some());
    screen.types("found");
    assert!(screen.text().contains("exit(\"found\"); exit(if"), "the wrong word was selected");
}

#[test]
fn a_widget_leads_to_its_script_from_the_form_and_the_palette() {
    let mut screen = Screen::new(&[("ask.rhai", ASKS)]);
    {
        let app = screen.app();
        app.do_it(Command::Add { kind: "script-ask".into(), at: egui::Pos2::ZERO, from: None });
        app.do_it(Command::Select(Selection::of("look_up".into())));
    }
    screen.looks();
    screen.clicks("Open its script");
    assert_eq!(screen.desk().file, "ask.rhai");
    screen.app().do_it(Command::CloseScript);
    screen.looks();
    screen.harness.get_by_label("Open the script of Look up").click_accesskit();
    screen.looks();
    assert!(screen.app().model.scripts.desk.is_some());
    // A step to the right, and a line that stands below the one before.
    screen.presses(Modifiers::COMMAND, Key::A);
    screen.types("if x {");
    screen.presses(Modifiers::NONE, Key::Enter);
    assert_eq!(screen.text(), "if x {\n    ");
    screen.presses(Modifiers::NONE, Key::Tab);
    assert_eq!(screen.text(), "if x {\n        ");
}

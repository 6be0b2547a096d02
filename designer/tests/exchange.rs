//! Files from elsewhere and for elsewhere: what is told before a flow is opened or sent to Studio, and
//! what becomes of it; pictures and descriptions.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::PathBuf;

use centralita_designer::App;
use centralita_designer::command::{Command, Paper, Picture};
use centralita_designer::exchange::Incoming;
use centralita_designer::model::{Model, Prefs, Selection};
use centralita_designer::request::Request;
use centralita_designer::text::Language;
use centralita_designer::update::update;
use centralita_engine::{Flow, WidgetName};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

const WELCOME: &str = include_str!("../../flows/welcome_menu.json");
const CITA: &str = include_str!("../../flows/cita_medica.json");
const HOURS: &str = include_str!("../../flows/business_hours.json");

/// An export with a type that nobody knows, a doubled name and an older name.
const ODD: &str = r#"{ "states": [
  { "name": "Trigger", "type": "trigger", "transitions": [{ "event": "incomingCall", "next": "ask" }], "properties": {} },
  { "name": "ask", "type": "Gather", "transitions": [{ "event": "keypress", "next": "bye" }],
    "properties": { "say": "Press a key & <wait>", "num_digits": 1, "offset": { "x": 0, "y": 200 } } },
  { "name": "bye", "type": "teleport", "transitions": [], "properties": { "odd": [1, { "kept": true }] } },
  { "name": "bye", "type": "teleport", "transitions": [], "properties": {} }
], "initial_state": "Trigger" }"#;

struct Desk {
    model: Model,
    requests: Vec<Request>,
}

impl Desk {
    fn new() -> Desk {
        Desk { model: Model::new(Prefs::default()), requests: Vec::new() }
    }

    fn with(text: &str) -> Desk {
        let mut desk = Desk::new();
        desk.opens("flow", text);
        desk
    }

    fn opens(&mut self, name: &str, text: &str) {
        let path = Some(PathBuf::from(format!("/flows/{name}.json")));
        self.does(Command::Opened { name: name.into(), path, text: text.into() });
    }

    fn does(&mut self, command: Command) {
        update(&mut self.model, command, &mut self.requests);
    }

    fn incoming(&self) -> &Incoming {
        self.model.exchange.incoming.as_ref().expect("the report is shown")
    }

    fn flow(&self) -> &Flow {
        self.model.editor.as_ref().unwrap().flow()
    }

    /// The text that the shell was asked to save, and under which name.
    fn saved(&mut self) -> (String, String) {
        match self.requests.pop() {
            Some(Request::SaveCopy { name, text }) => (name, text),
            other => panic!("nothing was saved: {other:?}"),
        }
    }
}

#[test]
fn a_flow_with_nothing_to_tell_opens_at_once() {
    let desk = Desk::with(WELCOME);
    assert!(desk.model.exchange.incoming.is_none());
    assert_eq!(desk.flow().text(), WELCOME);
}

#[test]
fn what_was_understood_and_what_was_not_is_told_before_a_file_is_opened() {
    let mut desk = Desk::with(ODD);
    assert!(desk.model.editor.is_none(), "nothing is opened yet");
    let report = desk.incoming().report.clone();
    assert_eq!((report.widgets, report.kinds, report.wires), (4, 2, 2));
    assert_eq!(report.unknown.len(), 1);
    assert_eq!(report.unknown[0].kind, "teleport");
    assert_eq!(report.unknown[0].widgets.len(), 2);
    assert_eq!(report.repairs.len(), 1, "{:?}", report.repairs);
    assert!(report.errors > 0);
    let names: Vec<(&str, &str)> =
        report.names.iter().map(|name| (name.written.as_str(), name.today.as_str())).collect();
    assert!(names.contains(&("Gather", "gather-input-on-call")), "{names:?}");
    assert!(names.contains(&("num_digits", "number_of_digits")), "{names:?}");
    desk.does(Command::TakeInAsNew);
    assert!(desk.model.exchange.incoming.is_none());
    assert_eq!(desk.flow().text(), ODD, "nothing is lost and nothing is changed unasked");
    assert!(!desk.model.editor.as_ref().unwrap().is_changed());
}

#[test]
fn a_report_that_is_closed_opens_nothing() {
    let mut desk = Desk::with(ODD);
    desk.does(Command::StepBack);
    assert!(desk.model.editor.is_none() && desk.model.exchange.incoming.is_none());
}

#[test]
fn a_file_that_was_open_before_is_not_explained_again() {
    let mut desk = Desk::with(ODD);
    desk.does(Command::TakeInAsNew);
    desk.does(Command::Close);
    desk.opens("flow", ODD);
    assert!(desk.model.exchange.incoming.is_none());
    assert_eq!(desk.flow().text(), ODD);
    desk.does(Command::ImportReport);
    assert_eq!(desk.incoming().report.unknown.len(), 1, "who wants to, sees it again");
}

#[test]
fn unknown_types_are_replaced_and_names_written_anew_as_one_change() {
    let mut desk = Desk::with(ODD);
    let incoming = desk.model.exchange.incoming.as_mut().unwrap();
    incoming.modernizes = true;
    incoming.replaced.insert("teleport".into(), "centralita-end".into());
    desk.does(Command::TakeInAsNew);
    assert_eq!(desk.flow().widget("bye").unwrap().kind.as_str(), "centralita-end");
    assert!(desk.flow().text().contains("\"number_of_digits\": 1"));
    assert!(desk.flow().text().contains("\"kept\": true"), "all that it held is still there");
    desk.does(Command::Undo);
    assert_eq!(desk.flow().text(), ODD);
}

#[test]
fn a_dropped_flow_can_go_into_the_open_one_under_names_of_its_own() {
    let mut desk = Desk::with(WELCOME);
    let count = desk.flow().widgets().len();
    desk.requests.clear();
    desk.does(Command::Dropped("/flows/other.json".into()));
    assert_eq!(desk.requests, [Request::Read("/flows/other.json".into())]);
    desk.opens("other", WELCOME);
    assert!(desk.model.exchange.incoming.is_some(), "there are two ways, so one is asked");
    desk.does(Command::TakeInHere);
    let added = count - 1;
    assert_eq!(desk.flow().widgets().len(), count + added, "the start stays one");
    let editor = desk.model.editor.as_ref().unwrap();
    assert_eq!(editor.selection.widgets.len(), added);
    assert_eq!(editor.name, "flow");
    let boxes = &editor.scene().boxes;
    for one in &boxes[count..] {
        assert!(boxes[..count].iter().all(|other| !other.rect.intersects(one.rect)));
    }
    let copy = desk.flow().widget("Copy_of_greeting").unwrap();
    let next = copy.transition("audioComplete").unwrap().next.clone().unwrap();
    assert_eq!(next.as_str(), "Copy_of_main_menu");
    desk.does(Command::Undo);
    assert_eq!(desk.flow().text(), WELCOME);
}

#[test]
fn a_flow_that_is_taken_in_as_new_stands_beside_the_one_with_unsaved_changes() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Select(Selection::of("greeting".into())));
    desk.does(Command::Delete);
    desk.does(Command::Dropped("/flows/odd.json".into()));
    desk.opens("odd", ODD);
    desk.does(Command::TakeInAsNew);
    assert_eq!(desk.flow().text(), ODD);
    assert!(desk.model.asked.is_none());
    let other = &desk.model.others[0];
    assert!(other.flow().widget("main_menu").is_some() && other.is_changed());
}

#[test]
fn an_export_for_studio_tells_what_studio_does_not_know() {
    let mut desk = Desk::with(HOURS);
    let before = desk.flow().text().to_owned();
    desk.does(Command::ExportForStudio);
    let outgoing = desk.model.exchange.outgoing.clone().unwrap();
    let named = outgoing.done.iter().chain(&outgoing.left).map(|(name, _)| name.as_str());
    assert!(named.clone().any(|name| name == "opening_hours"), "{:?}", named.collect::<Vec<_>>());
    assert!(!outgoing.text.contains("\"centralita\""), "our own data stays behind");
    desk.does(Command::SaveForStudio);
    let (name, text) = desk.saved();
    assert_eq!(name, "flow.studio.json");
    assert!(!Flow::read(&text).widgets().is_empty());
    assert_eq!(desk.flow().text(), before, "the flow itself stays as it is");
}

#[test]
fn a_flow_of_studios_own_is_exported_as_it_is() {
    let mut desk = Desk::with(
        r#"{"states":[{"name":"Trigger","type":"trigger","transitions":[],"properties":{}}],"initial_state":"Trigger"}"#,
    );
    desk.does(Command::ExportForStudio);
    let outgoing = desk.model.exchange.outgoing.clone().unwrap();
    assert!(outgoing.is_all_known());
    assert_eq!(outgoing.text, desk.flow().text());
}

#[test]
fn a_picture_shows_every_box_and_its_words_stay_words() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Picture { kind: Picture::Svg, is_of_selection: false });
    let (name, svg) = desk.saved();
    assert_eq!(name, "flow.svg");
    for widget in desk.flow().widgets() {
        let shown: String = widget.name.as_str().chars().take(12).collect();
        assert!(svg.contains(&shown), "{}", widget.name);
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "every place is a number");
    let wires = desk.model.editor.as_ref().unwrap().scene().wires.len();
    assert_eq!(svg.matches("fill=\"none\" stroke=\"#697789\"").count(), wires);
    desk.does(Command::Select(Selection::of_all(["greeting", "main_menu"].map(WidgetName::new))));
    desk.does(Command::Picture { kind: Picture::Svg, is_of_selection: true });
    let (_, part) = desk.saved();
    assert!(part.contains("main_menu") && !part.contains("route_choice"));
    desk.does(Command::Picture { kind: Picture::Png, is_of_selection: false });
    let Some(Request::SavePicture { name, svg: drawn, scale }) = desk.requests.pop() else {
        panic!("nothing is drawn");
    };
    assert_eq!((name.as_str(), scale), ("flow.png", 2));
    assert_eq!(drawn, svg);
}

#[test]
fn words_of_a_flow_cannot_break_its_picture_or_its_page() {
    let mut desk = Desk::with(ODD);
    desk.does(Command::TakeInAsNew);
    desk.does(Command::Picture { kind: Picture::Svg, is_of_selection: false });
    let (_, svg) = desk.saved();
    assert!(svg.contains("Press a key &amp; &lt;wait&gt;"), "{svg}");
    desk.does(Command::Describe(Paper::Page));
    let (_, page) = desk.saved();
    assert!(page.contains("Press a key &amp; &lt;wait&gt;") && !page.contains("<wait>"));
    assert!(page.contains("Nobody here knows what this step does"));
}

#[test]
fn a_description_tells_every_step_once_in_the_order_of_a_call() {
    let mut desk = Desk::with(WELCOME);
    desk.does(Command::Describe(Paper::Markdown));
    let (name, text) = desk.saved();
    assert_eq!(name, "flow.md");
    for widget in desk.flow().widgets() {
        let heading = format!(". {}: ", widget.name);
        assert_eq!(text.matches(&heading).count(), 1, "{}", widget.name);
    }
    assert!(text.contains("### 1. Trigger: "), "{text}");
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} is missing in {text}"));
    assert!(at(". greeting: ") < at(". main_menu: "));
    assert!(at(". main_menu: ") < at(". route_choice: "));
    assert!(text.contains("“Hello, and thank you for calling Acme.”"));
    assert!(text.contains("back to"), "a menu that repeats is told as a way back");
    assert!(text.contains("Digits from main\\_menu") || text.contains("Digits from main_menu"));
}

#[test]
fn a_description_speaks_the_language_of_the_interface() {
    let mut desk = Desk::with(CITA);
    desk.does(Command::Language(Language::Es));
    desk.requests.clear();
    desk.does(Command::Describe(Paper::Page));
    let (name, page) = desk.saved();
    assert_eq!(name, "flow.html");
    assert!(page.contains("<html lang=\"es\">"));
    for words in ["Paso a paso", "Índice", "vuelve a", "sigue con", "Lo que se pregunta"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("<svg xmlns="), "the picture stands on top");
    // Every link has its place.
    for link in page.split("href=\"#").skip(1) {
        let id = link.split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
}

fn harness(text: &'static str) -> Harness<'static, App> {
    let mut app = App::new(Prefs::default());
    let path = Some(PathBuf::from("/flows/odd.json"));
    app.do_it(Command::Opened { name: "odd".into(), path, text: text.into() });
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1200.0, 800.0))
        .with_context_setup(App::prepare)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    harness.run_steps(3);
    harness
}

#[test]
fn the_report_is_read_and_answered_by_its_labels() {
    let mut harness = harness(ODD);
    harness.get_by_label("What was understood");
    harness.get_by_label("1 type of widget is not known here");
    harness.get_by_label("Replace teleport");
    harness.get_by_label("Open").click();
    harness.run_steps(3);
    assert_eq!(harness.state().model.editor.as_ref().unwrap().flow().text(), ODD);
    assert!(harness.query_by_label("What was understood").is_none());
}

#[test]
fn the_export_is_read_and_answered_by_its_labels() {
    let mut harness = harness(HOURS);
    harness.state_mut().do_it(Command::ExportForStudio);
    harness.run_steps(3);
    harness.get_by_label("opening_hours");
    harness.get_by_label("Save the copy…").click();
    harness.run_steps(3);
    let requests = &harness.state().requests;
    assert!(requests.iter().any(|request| matches!(request, Request::SaveCopy { .. })));
}

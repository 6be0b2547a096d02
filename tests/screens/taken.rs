//! How each picture is taken.

use centralita_designer::command::{AsSystem, Command, ScriptOf};
use centralita_designer::keeping::{Kept, fingerprint};
use centralita_designer::layout::Part;
use centralita_designer::model::{Bottom, Left, Prefs, Selection};
use centralita_designer::paths::{self, Entry, Places, There};
use centralita_designer::simulator::{Act, Opening, Way};
use centralita_designer::text::Language;
use centralita_designer::theme::Theme;
use centralita_designer::{compare, replace, revisions};
use centralita_engine::WidgetName;
use centralita_engine::flow::{Edit, Position};
use centralita_engine::scenario::Waiting;
use centralita_screens::{NOW, Window};
use egui::{Key, Modifiers, pos2, vec2};

use crate::every_kind;
use crate::flows::{DRAWN, IDENTIFY, TRIAGE, TROUBLED, WELCOME, WELCOME_SCENARIOS};
use crate::linked;

/// A screen: its name, what it shows, and how one gets there.
pub struct Screen {
    pub name: &'static str,
    pub shows: &'static str,
    pub take: fn(Theme) -> Window,
}

macro_rules! screens {
    ($($name:literal, $shows:literal => $take:path;)*) => {
        &[$(Screen { name: $name, shows: $shows, take: $take }),*]
    };
}

pub const SCREENS: &[Screen] = screens! {
    "01_gallery", "the first start" => gallery;
    "02_empty_canvas", "what could come first" => empty_canvas;
    "03_welcome_menu", "a flow, nothing selected" => welcome_menu;
    "04_gather_input", "a widget with its form" => gather_input;
    "05_several", "several widgets, mixed fields" => several;
    "06_quick_add", "the list at the end of a wire that was dropped" => quick_add;
    "07_insert", "a box over a wire, about to be put in" => insert;
    "08_guides", "a box that is moved, with guides" => guides;
    "09_drawn", "a frame, a note, a wire back, a wire to itself" => drawn;
    "10_states", "every state of a box" => states;
    "11_fields", "a form with fields of every kind, filled in" => fields;
    "11_conditions", "conditions, filled in" => conditions;
    "12_wrong_fields", "fields of every kind, each with something wrong" => wrong_fields;
    "12_wrong_conditions", "conditions with something wrong" => wrong_conditions;
    "13_variables", "the variables that can be put in" => variables;
    "14_problems", "what is wrong, with fixes" => problems;
    "15_call", "a call in the middle" => call;
    "16_request", "a request that waits for its answer" => request;
    "17_branch", "a past turn and another way" => branch;
    "18_chat", "a conversation in writing" => chat;
    "19_compare", "a flow beside another" => compared;
    "20_publish", "what is told before publishing" => publish;
    "21_conflict", "somebody else changed the file" => conflict;
    "22_finder", "find or do anything" => finder;
    "23_keys", "the page of keys" => keys;
    "24_outline", "the flow as a list" => outline;
    "25_history", "what was done" => history;
    "26_import", "a file with a type that nobody knows" => import;
    "27_large_10", "a thousand widgets at 10 %" => large_far;
    "27_large_40", "a thousand widgets at 40 %" => large_middle;
    "27_large_100", "a thousand widgets at 100 %" => large_close;
    "28_narrow", "a narrow window" => narrow;
    "29_spanish", "Spanish, everything twice as large" => spanish;
    "30_scenarios", "the scenarios of a flow, and what they do not reach" => scenarios;
    "31_restored", "what nobody saved came back" => restored;
    "32_replace", "finding and replacing" => replaced;
    "33_script", "a script that is written" => script;
    "34_settings", "the settings, high contrast" => settings;
    "35_tabs", "several open flows" => tabs;
    "36_path", "a file asked for by its path, where one is there already" => path;
    "37_server", "the flows of a server" => linked::gallery;
    "38_login", "a server that does not know us" => linked::login;
    "39_offline", "a server that does not answer" => linked::offline;
    "40_published", "a flow that answers calls now" => linked::published;
    "41_server_conflict", "somebody else saved the flow meanwhile" => linked::conflict;
    "42_refused", "what a server finds wrong" => linked::refused;
    "43_server_history", "the revisions of a server" => linked::history;
};

fn gallery(look: Theme) -> Window {
    Window::new(look)
}

fn empty_canvas(look: Theme) -> Window {
    let mut window = Window::new(look);
    window.does(Command::New);
    window
}

/// The welcome menu as it is opened.
fn welcome_menu(look: Theme) -> Window {
    let mut window = Window::new(look);
    window.opens("welcome_menu", WELCOME);
    window
}

fn gather_input(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    window.selects("main_menu");
    window
}

fn several(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    let says: Vec<WidgetName> = window
        .editor()
        .flow()
        .widgets()
        .iter()
        .filter(|one| one.kind.as_str() == "say-play")
        .map(|one| one.name.clone())
        .take(3)
        .collect();
    window.does(Command::Select(Selection::of_all(says)));
    window.does(Command::Fit);
    window
}

fn drawn(look: Theme) -> Window {
    let mut window = Window::new(look);
    window.opens("drawn", DRAWN);
    window.does(Command::Fit);
    window
}

fn quick_add(look: Theme) -> Window {
    let mut window = drawn(look);
    let at = pos2(760.0, 420.0);
    window.does(Command::QuickAdd { at: Some(at), from: Some((WidgetName::new("hold"), 0)) });
    window
}

fn insert(look: Theme) -> Window {
    let mut window = drawn(look);
    let from = place(&mut window, "sorry");
    let to = place(&mut window, "which") + vec2(10.0, 150.0);
    let (from, to) = (window.on_screen(from), window.on_screen(to));
    window.drags(from, to);
    // Held for a while, so that it is meant.
    for _ in 0..30 {
        window.settle();
    }
    window
}

fn guides(look: Theme) -> Window {
    let mut window = drawn(look);
    let from = place(&mut window, "support");
    let to = from + vec2(42.0, -218.0);
    let (from, to) = (window.on_screen(from), window.on_screen(to));
    window.drags(from, to);
    window
}

/// The middle of a widget's head.
fn place(window: &mut Window, name: &str) -> egui::Pos2 {
    let scene = window.editor().scene();
    let found = scene.boxes.iter().find(|one| &*one.name == name).unwrap();
    found.rect.center_top() + vec2(0.0, 20.0)
}

fn states(look: Theme) -> Window {
    let mut window = Window::new(look);
    window.opens("troubled", TROUBLED);
    window.selects("greet");
    window.does(Command::Breakpoint);
    window.does(Command::Simulate);
    window.does(Command::Act(Box::new(Act::Press("1".into()))));
    window.selects("forgotten");
    window.does(Command::Fit);
    window
}

fn variables(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    let last = window.editor().flow().widgets().iter().rfind(|one| one.kind.as_str() == "say-play");
    let name = last.unwrap().name.to_string();
    window.selects(&name);
    window.does(Command::EditFields);
    window.presses(Modifiers::COMMAND, Key::End);
    window.writes(" {{");
    window
}

fn problems(look: Theme) -> Window {
    let mut window = Window::new(look);
    window.opens("troubled", TROUBLED);
    window.does(Command::Toggle(Bottom::Problems));
    window.does(Command::NextProblem);
    window
}

fn call(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    window.does(Command::Simulate);
    window.does(Command::Act(Box::new(Act::Press("2".into()))));
    window
}

fn request(look: Theme) -> Window {
    let mut window = Window::new(look);
    window.opens("identify_caller", IDENTIFY);
    window.does(Command::Simulate);
    for keys in ["123456#", "1", "1"] {
        let session = window.editor().session.as_ref().unwrap();
        if !matches!(session.waiting(), Waiting::Input(_)) {
            break;
        }
        window.does(Command::Act(Box::new(Act::Press(keys.into()))));
    }
    window
}

fn branch(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    window.does(Command::Simulate);
    window.does(Command::Act(Box::new(Act::Press("1".into()))));
    window.does(Command::StepTurnBack);
    window.does(Command::Act(Box::new(Act::Press("3".into()))));
    window.does(Command::StepTurnBack);
    window
}

fn chat(look: Theme) -> Window {
    let mut window = Window::new(look);
    window.opens("chat_triage", TRIAGE);
    let flow = window.editor().flow().clone();
    let opening = Opening { way: Way::Message, ..Opening::usual(&flow) };
    window.does(Command::Begin(Box::new(opening)));
    window.does(Command::Act(Box::new(Act::Write("1".into()))));
    window
}

fn conflict(look: Theme) -> Window {
    let mut window = gather_input(look);
    let (path, theirs) = ("/flows/welcome_menu.json".into(), DRAWN.to_owned());
    window.does(Command::Conflict { path, theirs, serial: 0 });
    window
}

fn path(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    window.app().model.places = Some(Places {
        home: "/home/ana".into(),
        documents: "/home/ana/Documents".into(),
        has_dialogs: false,
    });
    window.does(Command::SaveAs);
    let entry = |is_file, name: &str| Entry { is_file, name: name.into() };
    let entries = Ok(vec![
        entry(false, "clinics"),
        entry(false, "old flows"),
        entry(true, "front desk.json"),
        entry(true, "welcome_menu.json"),
    ]);
    let folder = "/home/ana/Documents".into();
    window.does(paths::Act::Listed { folder, entries }.into());
    window.does(paths::Act::Enter.into());
    let path = "/home/ana/Documents/welcome_menu.json".into();
    window.does(paths::Act::Looked { path, there: There::File }.into());
    window
}

fn finder(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    window.does(Command::Find);
    window.writes("sal");
    window
}

fn keys(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    window.does(Command::Keys);
    window
}

fn outline(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    window.does(Command::Left(Left::Outline));
    window
}

fn history(look: Theme) -> Window {
    let mut window = drawn(look);
    let rename =
        Edit::RenameWidget { from: WidgetName::new("sorry"), to: WidgetName::new("again") };
    window.does(Command::Change(rename));
    let to = vec![(WidgetName::new("support"), Position::new(660.0, 640.0))];
    window.does(Command::Change(Edit::MoveWidgets(to)));
    window.selects("hold");
    window.does(Command::Delete);
    window.does(Command::Undo);
    window.app().model.told = None;
    window.does(Command::Toggle(Bottom::History));
    window
}

fn large(look: Theme, zoom: f32) -> Window {
    let mut window = Window::new(look);
    window.opens("large", &centralita_screens::large(1_000));
    let editor = window.editor();
    let middle = editor.scene().bounds().unwrap().center();
    editor.canvas.view = centralita_designer::canvas::View { middle, zoom };
    window.settle();
    window
}

fn large_far(look: Theme) -> Window {
    large(look, 0.1)
}

fn large_middle(look: Theme) -> Window {
    large(look, 0.4)
}

fn large_close(look: Theme) -> Window {
    large(look, 1.0)
}

fn narrow(look: Theme) -> Window {
    let mut window = Window::of(look, Language::En, vec2(640.0, 800.0));
    window.opens("welcome_menu", WELCOME);
    window.selects("main_menu");
    window.does(Command::Drawer(Part::Right));
    window
}

fn spanish(look: Theme) -> Window {
    let prefs = Prefs { theme: look, language: Language::Es, scale: 200, ..Prefs::default() };
    let mut window = Window::with(prefs, vec2(1200.0, 800.0));
    window.opens("welcome_menu", WELCOME);
    window.selects("main_menu");
    window
}

fn scenarios(look: Theme) -> Window {
    let mut window = Window::new(look);
    let (path, text) = (Some("/flows/welcome_menu.json".into()), WELCOME.to_owned());
    window.does(Command::Opened { name: "welcome_menu".into(), path, text });
    window.app().model.told = None;
    window.does(Command::ScenariosRead(Some(WELCOME_SCENARIOS.to_owned())));
    window.does(Command::RunChecks);
    window.does(Command::ScenariosRead(Some(WELCOME_SCENARIOS.to_owned())));
    window.does(Command::ShowCoverage(true));
    window
}

fn restored(look: Theme) -> Window {
    let mut window = Window::with(Prefs { theme: look, ..Prefs::default() }, vec2(1200.0, 800.0));
    window.does(Command::FoundCopies(vec![Kept {
        key: "1".into(),
        name: "welcome_menu".into(),
        path: Some("/flows/welcome_menu.json".into()),
        at_millis: NOW.0 - 240_000,
        over: Some(fingerprint(WELCOME)),
        text: WELCOME.replace("\"timeout\": 5", "\"timeout\": 8"),
    }]));
    window.does(Command::Restore("1".into()));
    window
}

/// A form in a window high enough to show all of it.
/// The form of a widget, as high as it wants to be.
fn form(look: Theme, is_right: bool, widget: &str, high: f32) -> Window {
    let mut window = Window::of(look, Language::En, vec2(900.0, high));
    let script = "/flows/scripts/every_kind.rhai".into();
    window.does(Command::ScriptsRead {
        folders: vec!["/flows/scripts".into()],
        files: vec![(script, every_kind::script())],
        unread: Vec::new(),
    });
    window.opens("every_kind", &every_kind::flow(is_right));
    window.app().model.has_minimap = false;
    window.selects(widget);
    window
}

fn fields(look: Theme) -> Window {
    form(look, true, "every_kind", 3320.0)
}

fn wrong_fields(look: Theme) -> Window {
    form(look, false, "every_kind", 3600.0)
}

fn conditions(look: Theme) -> Window {
    form(look, true, "which", 800.0)
}

fn wrong_conditions(look: Theme) -> Window {
    form(look, false, "which", 800.0)
}

fn compared(look: Theme) -> Window {
    let mut window = drawn(look);
    let older = DRAWN
        .replace("Sales is being called.", "One moment.")
        .replace("\"support\"", "\"helpdesk\"")
        .replace(
            "\"next\": \"menu\"}], \"properties\": {\"offset\": {\"x\": -60",
            "\"next\": \"which\"}], \"properties\": {\"offset\": {\"x\": -60",
        );
    window.does(compare::Act::Read { name: "published on 3 June".into(), text: older }.into());
    window.does(Command::Fit);
    window
}

fn publish(look: Theme) -> Window {
    let mut window = scenarios(look);
    window.does(revisions::Act::AskPublish.into());
    window
}

fn import(look: Theme) -> Window {
    let mut window = Window::new(look);
    window.does(Command::Opened {
        name: "troubled".into(),
        path: Some("/flows/troubled.json".into()),
        text: TROUBLED.into(),
    });
    window
}

fn replaced(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    window.does(replace::Act::Open.into());
    let wish =
        replace::Wish { wanted: "Acme".into(), with: "Emca".into(), ..replace::Wish::default() };
    window.does(replace::Act::Wish(wish).into());
    window
}

fn script(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    window.does(Command::OpenScript(ScriptOf::Kind("script-pin_check".into())));
    window
}

fn settings(look: Theme) -> Window {
    let prefs = Prefs { theme: look, contrast: AsSystem::On, ..Prefs::default() };
    let mut window = Window::with(prefs, vec2(1200.0, 800.0));
    window.opens("welcome_menu", WELCOME);
    window.app().model.shows_settings = true;
    window.settle();
    window
}

fn tabs(look: Theme) -> Window {
    let mut window = welcome_menu(look);
    window.opens("identify_caller", IDENTIFY);
    window.selects("find_by_number");
    window.does(Command::Delete);
    window.app().model.told = None;
    window.settle();
    window
}

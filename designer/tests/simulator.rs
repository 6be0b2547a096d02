//! Trying a flow: conversations, going back, holding them again, scenarios and virtual callers, against
//! the model; and the telephone by what a screen reader hears of it.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;

use centralita_designer::App;
use centralita_designer::command::Command;
use centralita_designer::marks::Marks;
use centralita_designer::model::{Model, Prefs, Selection};
use centralita_designer::request::Request;
use centralita_designer::simulator::session::Difference;
use centralita_designer::simulator::{
    Act, Answer, Opening, Session, Side, TaskWord, Way, keeping, rows, variables,
};
use centralita_designer::text::Language;
use centralita_designer::update::update;
use centralita_engine::flow::{Edit, PathStep};
use centralita_engine::scenario::Waiting;
use centralita_engine::{Time, Value, WidgetName};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

const WELCOME: &str = include_str!("../../flows/welcome_menu.json");
const WELCOME_SCENARIOS: &str = include_str!("../../flows/welcome_menu.scenarios.md");
const CALLBACK: &str = include_str!("../../flows/callback.json");
const TRIAGE: &str = include_str!("../../flows/chat_triage.json");
const SUPPORT: &str = include_str!("../../flows/support_queue.json");
const IDENTIFY: &str = include_str!("../../flows/identify_caller.json");

/// A desk with a shell that has some files.
struct Desk {
    model: Model,
    requests: Vec<Request>,
    files: BTreeMap<String, String>,
}

impl Desk {
    fn with(name: &str, text: &str) -> Desk {
        let mut model = Model::new(Prefs::default());
        model.now = Time::parse("2026-11-23T09:30:00Z").unwrap();
        let mut desk = Desk { model, requests: Vec::new(), files: BTreeMap::new() };
        let path = format!("/flows/{name}.json");
        desk.does(Command::Opened {
            name: name.into(),
            path: Some(path.into()),
            text: text.into(),
        });
        desk
    }

    fn has(mut self, path: &str, text: &str) -> Desk {
        self.files.insert(path.into(), text.into());
        self
    }

    fn does(&mut self, command: Command) {
        update(&mut self.model, command, &mut self.requests);
        while let Some(request) = self.requests.pop() {
            let answer = match request {
                Request::ReadFlows { names, .. } => {
                    let (mut found, mut missing) = (Vec::new(), Vec::new());
                    for name in names {
                        match self.files.get(&format!("/flows/{name}.json")) {
                            Some(text) => found.push((name, text.clone())),
                            None => missing.push(name),
                        }
                    }
                    Command::FlowsRead { found, missing }
                }
                Request::ReadScenarios(path) => {
                    Command::ScenariosRead(self.files.get(path.to_str().unwrap()).cloned())
                }
                Request::WriteScenarios { path, text } => {
                    self.files.insert(path.to_str().unwrap().into(), text.clone());
                    Command::ScenariosRead(Some(text))
                }
                _ => continue,
            };
            update(&mut self.model, answer, &mut self.requests);
        }
    }

    fn act(&mut self, act: Act) {
        self.does(Command::Act(Box::new(act)));
    }

    fn presses(&mut self, keys: &str) {
        self.act(Act::Press(keys.into()));
    }

    fn session(&self) -> &Session {
        self.model.editor.as_ref().unwrap().session.as_ref().unwrap()
    }

    fn active(&self) -> String {
        self.session().active(0).map(|name| name.to_string()).unwrap_or_default()
    }

    fn lines(&self) -> Vec<String> {
        let rows = rows::rows(self.session(), &self.model.texts);
        rows.into_iter().map(|row| row.text).collect()
    }

    fn changes(&mut self, widget: &str, field: &str, value: &str) {
        self.does(Command::Change(Edit::SetProperty {
            widget: WidgetName::new(widget),
            path: vec![PathStep::from(field)],
            value: Value::text(value),
        }));
    }
}

#[test]
fn a_call_goes_on_by_keys_and_leaves_its_way_on_the_canvas() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::Simulate);
    assert_eq!(desk.active(), "main_menu");
    assert!(matches!(desk.session().waiting(), Waiting::Input(_)));
    desk.presses("1");
    let visited = desk.session().visited(0);
    assert!(visited["Trigger"] < visited["main_menu"]);
    assert!(visited["main_menu"] < visited["route_choice"]);
    let editor = desk.model.editor.as_ref().unwrap();
    let marks = Marks::of(editor, 0);
    let scene = editor.scene();
    let active = scene.find(&desk.active()).unwrap();
    assert!(marks.of_box(scene, active).is_active);
    let taken = (0..scene.wires.len()).filter(|wire| marks.is_taken(scene, *wire)).count();
    assert!(taken >= 3, "{taken}");
    assert!((0..scene.boxes.len()).any(|one| marks.of_box(scene, one).is_dim));
}

#[test]
fn lines_say_who_when_and_where_in_both_languages() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::Language(Language::Es));
    desk.does(Command::Simulate);
    desk.presses("1");
    let rows = rows::rows(desk.session(), &desk.model.texts);
    let pressed = rows.iter().find(|row| row.side == Side::Own).unwrap();
    assert_eq!(pressed.text, "pulsa 1");
    assert_eq!(pressed.widget.as_deref(), Some("main_menu"));
    assert_eq!(pressed.turn, 1);
    assert!(pressed.since_millis > 0, "{}", pressed.time());
    assert!(desk.lines().contains(&"entra en main_menu".to_owned()), "{:?}", desk.lines());
    desk.does(Command::Language(Language::En));
    assert!(desk.lines().contains(&"presses 1".to_owned()));
    let text = rows::plain(desk.session(), &desk.model.texts);
    assert!(text.contains("Contact: presses 1"), "{text}");
}

#[test]
fn going_on_from_the_past_makes_a_branch_and_the_old_one_stays() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::Simulate);
    desk.presses("1");
    let first = desk.lines();
    desk.does(Command::StepTurnBack);
    assert_eq!(desk.session().turns(), (2, 0));
    desk.act(Act::BeSilent);
    assert_eq!(desk.session().branches(), (2, 1));
    assert_ne!(desk.lines(), first);
    desk.does(Command::ShowBranch(0));
    desk.does(Command::StepTurnForward);
    assert_eq!(desk.lines(), first);
}

#[test]
fn an_edit_holds_the_same_call_again_and_says_where_it_differs_first() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::Simulate);
    desk.presses("1");
    desk.does(Command::Select(Selection::of(WidgetName::new("main_menu"))));
    desk.does(Command::Tidy);
    assert_eq!(desk.session().branch().differs, None, "places mean nothing");
    desk.changes("main_menu", "say", "Press one.");
    let differs: Difference = desk.session().branch().differs.clone().unwrap();
    assert_eq!(differs.turn, 0);
    assert_eq!(differs.now.unwrap().to_string(), "hears \"Press one.\"");
    assert_eq!(desk.session().turns().0, 2, "what was pressed is pressed again");
    desk.does(Command::Undo);
    assert_eq!(desk.session().branch().differs, None);
    desk.changes("main_menu", "say", "Press one.");
    desk.does(Command::AcceptDifference);
    assert_eq!(desk.session().branch().differs, None);
}

#[test]
fn a_breakpoint_stops_the_call_and_it_goes_on_from_there() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::Select(Selection::of(WidgetName::new("greeting"))));
    desk.does(Command::Breakpoint);
    desk.does(Command::Simulate);
    assert_eq!(desk.session().turn().stopped.as_ref().unwrap().as_str(), "greeting");
    assert_eq!(desk.active(), "greeting");
    desk.does(Command::GoOn);
    assert_eq!(desk.active(), "main_menu");
    assert_eq!(desk.session().turn().stopped, None);
}

#[test]
fn a_call_starts_at_a_widget_with_what_is_known_there() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::Select(Selection::of(WidgetName::new("main_menu"))));
    desk.does(Command::StartHere);
    let mut opening: Opening =
        desk.model.editor.as_ref().unwrap().trials.start_here.clone().unwrap();
    opening.known.push(("flow.variables.tier".into(), "gold".into()));
    desk.does(Command::Begin(Box::new(opening)));
    assert_eq!(desk.session().visited(0).keys().collect::<Vec<_>>(), ["main_menu"]);
    let known = desk.session().world().execution.variable("flow.variables.tier").cloned();
    assert_eq!(known, Some(Value::text("gold")));
    let kept = keeping::scenario(desk.session(), "Half a call");
    assert_eq!(kept, Err(keeping::NotKept::BeganElsewhere));
}

#[test]
fn time_passes_only_when_it_is_let() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::Simulate);
    let before = desk.session().world().now;
    desk.act(Act::Wait(1));
    assert_eq!(desk.session().world().now, before.after_millis(1000));
    assert_eq!(desk.session().turns().0, 2);
    desk.does(Command::SkipAhead);
    let last = desk.lines().pop().unwrap();
    assert!(desk.session().world().now > before.after_millis(1000), "{last}");
}

#[test]
fn an_opening_has_its_moment_in_the_time_zone_of_the_flow() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::Simulate);
    let opening = Opening { at: "2026-11-23 21:15".into(), ..Opening::default() };
    desk.does(Command::Begin(Box::new(opening)));
    let program = desk.session().program();
    let shown = centralita_designer::simulator::opening::clock(
        program,
        desk.session().began(),
        "%Y-%m-%d %H:%M",
    );
    assert_eq!(shown, "2026-11-23 21:15");
    let opening = Opening { at: "tomorrow".into(), ..Opening::default() };
    desk.does(Command::Begin(Box::new(opening)));
    let told = desk.model.told.clone().unwrap();
    assert!(told.is_refusal && told.text.contains("tomorrow"), "{}", told.text);
}

#[test]
fn a_variable_can_be_changed_and_the_call_goes_on_with_it() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::Simulate);
    desk.presses("1");
    desk.act(Act::Change { path: "flow.variables.tier".into(), value: Value::text("gold") });
    let session = desk.session();
    let before = session.turn_before().map(|turn| turn.world.execution.context());
    let changed: Vec<String> = variables::tree(session.world().execution.context(), before, "")
        .into_iter()
        .filter(|one| one.is_changed && !one.is_group)
        .map(|one| one.path)
        .collect();
    assert_eq!(changed, ["flow.variables.tier"]);
    assert_eq!(keeping::scenario(session, "Gold"), Err(keeping::NotKept::Beyond));
}

#[test]
fn a_request_waits_for_an_answer_that_can_be_remembered() {
    let mut desk =
        Desk::with("support_queue", SUPPORT).has("/flows/identify_caller.json", IDENTIFY);
    desk.does(Command::Simulate);
    let mut rounds = 0;
    while !matches!(desk.session().waiting(), Waiting::Other(_)) && rounds < 20 {
        match desk.session().waiting() {
            Waiting::Input(_) => desk.presses("1"),
            _ => break,
        }
        rounds += 1;
    }
    assert!(matches!(desk.session().waiting(), Waiting::Other(_)), "{:?}", desk.lines());
    assert_eq!(desk.session().depths().len(), 2, "it asks in the flow that is run");
    assert!(desk.session().flow_at(1).is_some());
    let asked = desk.session().world().transcript.entries.len();
    desk.act(Act::Answer {
        answer: Answer::reply(200, r#"{"name": "Ana", "tier": "gold"}"#),
        is_remembered: true,
    });
    assert!(desk.session().world().transcript.entries.len() > asked);
    assert_eq!(desk.session().turn().around.remembered.len(), 1);
    assert_eq!(desk.session().refused, None);
}

#[test]
fn a_flow_that_is_not_beside_the_file_is_said() {
    let mut desk = Desk::with("support_queue", SUPPORT);
    desk.does(Command::Simulate);
    assert_eq!(desk.session().missing, ["identify_caller"]);
}

#[test]
fn a_conversation_is_kept_as_a_scenario_that_holds() {
    let mut desk = Desk::with("welcome_menu", WELCOME)
        .has("/flows/welcome_menu.scenarios.md", WELCOME_SCENARIOS);
    desk.does(Command::Simulate);
    desk.presses("1");
    desk.act(Act::SkipAhead);
    desk.act(Act::HangUp);
    let written = keeping::scenario(desk.session(), "Once more").unwrap();
    assert!(written.contains("- presses 1\n"), "{written}");
    assert!(written.contains("- hangs up\n"), "{written}");
    desk.does(Command::KeepScenario);
    desk.does(Command::WriteScenario("Once more".into()));
    let file = &desk.files["/flows/welcome_menu.scenarios.md"];
    assert!(file.starts_with(WELCOME_SCENARIOS), "what was there stays as it was");
    assert!(file.contains("## Once more\n"));
    let checks = desk.model.editor.as_ref().unwrap().trials.checks.as_ref().unwrap();
    assert_eq!(checks.passed(), checks.results.len(), "{:?}", checks.results);
}

#[test]
fn a_task_shows_up_and_somebody_takes_it() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::Simulate);
    desk.presses("1");
    for _ in 0..4 {
        if matches!(desk.session().waiting(), Waiting::Task(_)) {
            break;
        }
        desk.act(Act::SkipAhead);
    }
    let Waiting::Task(task) = desk.session().waiting() else { panic!("{:?}", desk.lines()) };
    assert!(task.hand_over.attributes.get("skills").is_some());
    desk.act(Act::Task(TaskWord::Accepted));
    desk.act(Act::Task(TaskWord::Completed));
    assert_eq!(desk.session().refused, None);
}

#[test]
fn what_cannot_be_done_now_is_said_and_changes_nothing() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::Simulate);
    desk.act(Act::Task(TaskWord::Accepted));
    assert!(desk.session().refused.is_some());
    assert_eq!(desk.session().turns(), (1, 0));
}

#[test]
fn scenarios_run_and_mark_the_exits_that_none_takes() {
    let mut desk = Desk::with("welcome_menu", WELCOME)
        .has("/flows/welcome_menu.scenarios.md", WELCOME_SCENARIOS);
    desk.does(Command::RunChecks);
    let checks = desk.model.editor.as_ref().unwrap().trials.checks.clone().unwrap();
    assert!(!checks.results.is_empty());
    assert_eq!(checks.passed(), checks.results.len(), "{:?}", checks.results);
    desk.files.insert(
        "/flows/welcome_menu.scenarios.md".into(),
        "# Welcome\n## Wrong\n- call from +15550100\n- hears \"Nobody says this\"\n".into(),
    );
    desk.does(Command::RunChecks);
    let editor = desk.model.editor.as_ref().unwrap();
    let checks = editor.trials.checks.clone().unwrap();
    let (line, sentence, _) = checks.results[0].failed.clone().unwrap();
    assert_eq!((line, sentence.as_str()), (4, "hears \"Nobody says this\""));
    let marks = Marks::of(editor, 0);
    let scene = editor.scene();
    let menu = scene.find("main_menu").unwrap();
    assert_ne!(marks.of_box(scene, menu).untaken, 0);
}

#[test]
fn a_thousand_callers_leave_their_numbers_on_the_wires() {
    let mut desk = Desk::with("welcome_menu", WELCOME);
    desk.does(Command::LetCallersIn);
    let mut rounds = 0;
    while centralita_designer::trying::let_callers_in(&mut desk.model) {
        rounds += 1;
    }
    assert!(rounds > 10, "they come in rounds");
    let editor = desk.model.editor.as_ref().unwrap();
    let crowd = editor.trials.crowd.as_ref().unwrap();
    assert!(crowd.callers >= 1000);
    assert!(crowd.count("main_menu", 0) > 0);
    let marks = Marks::of(editor, 0);
    let most = (0..editor.scene().wires.len())
        .filter_map(|wire| marks.counted(editor.scene(), wire))
        .map(|(count, _)| count)
        .max();
    // The callers come on every way that the trigger names.
    assert!(most.unwrap() >= 150, "{most:?}");
    assert!(crowd.unreached().all(|exit| exit.reason.is_some()));
    desk.changes("main_menu", "say", "Press one.");
    assert!(desk.model.editor.as_ref().unwrap().trials.crowd.is_none(), "it was another flow");
}

#[test]
fn a_flow_that_takes_calls_and_messages_can_be_begun_by_either() {
    let mut desk = Desk::with("chat_triage", TRIAGE);
    desk.does(Command::Simulate);
    let ways = Way::of(desk.model.editor.as_ref().unwrap().flow());
    assert_eq!(ways, [Way::Call, Way::Message, Way::Chat]);
    let opening = Opening {
        way: Way::Message,
        message: "Where is my order?".into(),
        ..desk.session().opening().clone()
    };
    desk.does(Command::Begin(Box::new(opening)));
    assert!(!desk.session().is_call());
    assert!(matches!(desk.session().waiting(), Waiting::Message(_)), "{:?}", desk.lines());
    desk.act(Act::Write("1".into()));
    assert!(desk.lines().contains(&"1".to_owned()));
}

#[test]
fn every_sample_flow_can_be_called_and_silence_ends_it_somehow() {
    for text in [WELCOME, CALLBACK, SUPPORT, TRIAGE, IDENTIFY] {
        let mut desk = Desk::with("sample", text);
        desk.does(Command::Simulate);
        for _ in 0..30 {
            desk.does(Command::SkipAhead);
        }
        let rows = desk.lines();
        assert!(rows.len() > 2, "{rows:?}");
    }
}

fn harness() -> Harness<'static, App> {
    let mut app = App::new(Prefs::default());
    app.do_it(Command::Opened { name: "welcome_menu".into(), path: None, text: WELCOME.into() });
    app.do_it(Command::Simulate);
    let builder = Harness::builder().with_size(egui::vec2(1280.0, 820.0));
    let mut is_prepared = false;
    let mut harness = builder.build_ui_state(
        move |ui, app: &mut App| {
            // Fonts count from the frame after the one in which they are installed.
            if std::mem::replace(&mut is_prepared, true) {
                app.show(ui);
            } else {
                App::prepare(ui.ctx());
            }
        },
        app,
    );
    harness.run_steps(3);
    harness
}

#[test]
fn the_telephone_is_pressed_by_its_labels_and_by_keys() {
    let mut harness = harness();
    harness.state_mut().do_it(Command::Simulate);
    harness.run_steps(3);
    harness.get_by_label("Key 2").click();
    harness.run_steps(3);
    let turns = |harness: &Harness<'_, App>| {
        let editor = harness.state().model.editor.as_ref().unwrap();
        editor.session.as_ref().unwrap().turns()
    };
    assert_eq!(turns(&harness), (2, 1));
    harness.state_mut().do_it(Command::Simulate);
    harness.run_steps(3);
    let zoom = harness.state().model.editor.as_ref().unwrap().canvas.view.zoom;
    harness.key_press(egui::Key::Num1);
    harness.run_steps(3);
    assert_eq!(turns(&harness), (2, 1));
    let after = harness.state().model.editor.as_ref().unwrap().canvas.view.zoom;
    assert_eq!(zoom, after, "a key of the telephone is no command");
    harness.key_press(egui::Key::J);
    harness.run_steps(2);
    assert_eq!(turns(&harness), (2, 0));
}

#[test]
fn the_pages_of_the_simulator_are_reached_by_their_labels() {
    let mut harness = harness();
    harness.state_mut().do_it(Command::Simulate);
    harness.run_steps(2);
    harness.get_by_label("Variables").click();
    harness.run_steps(2);
    harness.get_by_label("Find a variable");
    harness.get_by_label("Simulator").click();
    harness.run_steps(2);
    harness.get_by_label("How it begins").click();
    harness.run_steps(2);
    harness.get_by_label("Caller");
    harness.get_by_label("Ring").click();
    harness.run_steps(2);
    harness.get_by_label("Key 1");
}

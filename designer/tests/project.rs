//! The project around a flow: the editor says of a flow what the command says of it.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};

use centralita_designer::command::Command;
use centralita_designer::model::{Model, Prefs};
use centralita_designer::request::Request;
use centralita_designer::simulator::{Act, Session, rows};
use centralita_designer::surroundings::Found;
use centralita_designer::text::Language;
use centralita_designer::update::update;
use centralita_engine::check::{Problem, check};
use centralita_engine::flow::{Edit, PathStep};
use centralita_engine::scenario::{Coverage, StaffIs, TaskAct, read_scenarios, run_scenario_with};
use centralita_engine::{Flow, Time, Value};
use centralita_project::{FILE, Project, Texts, answered, wanted};

fn flows() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../flows")
}

/// The flows of a folder, by name.
fn flows_in(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .filter(|path| path.file_name().unwrap() != "plan.json")
        .collect();
    found.sort();
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// What a shell finds around a flow.
fn look_around(path: &Path) -> Found {
    let folder = path.parent().unwrap();
    let mut found = Found { around: path.to_owned(), ..Found::default() };
    if folder.join(FILE).is_file() {
        let text = read(&folder.join(FILE));
        let (files, _) = wanted(folder, &text);
        let texts = files.into_iter().map(|file| (file.clone(), read(&file)));
        found.texts = Texts(texts.chain([(folder.join(FILE), text)]).collect());
        found.root = Some(folder.to_owned());
    }
    found.flows = flows_in(folder).iter().map(|path| stem(path)).collect();
    found
}

/// An editor with a shell that reads the disk.
struct Desk {
    model: Model,
    requests: Vec<Request>,
}

impl Desk {
    fn with(path: &Path) -> Desk {
        let mut model = Model::new(Prefs::default());
        model.now = Time::parse("2026-11-23T09:30:00Z").unwrap();
        let mut desk = Desk { model, requests: Vec::new() };
        let (name, text) = (stem(path), read(path));
        desk.does(Command::Opened { name, path: Some(path.to_owned()), text });
        desk
    }

    fn does(&mut self, command: Command) {
        update(&mut self.model, command, &mut self.requests);
        while !self.requests.is_empty() {
            let answer = match self.requests.remove(0) {
                Request::ReadProject(path) => Command::ProjectRead(look_around(&path)),
                Request::ReadFlows { beside, names } => {
                    let at = |name: &str| beside.with_file_name(format!("{name}.json"));
                    let (found, missing): (Vec<_>, Vec<_>) =
                        names.into_iter().partition(|name| at(name).is_file());
                    let found =
                        found.into_iter().map(|name| (name.clone(), read(&at(&name)))).collect();
                    Command::FlowsRead { found, missing }
                }
                Request::ReadScenarios(path) => {
                    Command::ScenariosRead(std::fs::read_to_string(path).ok())
                }
                _ => continue,
            };
            update(&mut self.model, answer, &mut self.requests);
        }
    }

    fn act(&mut self, act: Act) {
        self.does(Command::Act(Box::new(act)));
        assert_eq!(self.session().refused, None);
    }

    fn session(&self) -> &Session {
        self.model.editor.as_ref().unwrap().session.as_ref().unwrap()
    }

    fn lines(&self) -> Vec<String> {
        rows::rows(self.session(), &self.model.texts).into_iter().map(|row| row.text).collect()
    }

    fn problems(&self) -> &[Problem] {
        &self.model.editor.as_ref().unwrap().problems
    }
}

fn every_sample() -> Vec<PathBuf> {
    let plans = flows().join("plans");
    let folders = ["clinic", "sales_overflow", "support_desk"].map(|name| plans.join(name));
    let mut all = flows_in(&flows());
    all.extend(folders.iter().flat_map(|folder| flows_in(folder)));
    assert!(all.len() >= 15, "{all:?}");
    all
}

/// What the command reads around a flow.
fn of_command(path: &Path) -> Project {
    let found = look_around(path);
    let language = centralita_routing::Language::English;
    match &found.root {
        Some(root) => Project::read(root, &found.texts, language).map_err(|_| "unread").unwrap(),
        None => Project::none(),
    }
}

#[test]
fn scenarios_come_out_in_the_editor_as_they_do_in_the_terminal() {
    for path in every_sample() {
        let scenarios = path.with_file_name(format!("{}.scenarios.md", stem(&path)));
        let project = of_command(&path);
        let flow = Flow::read(&read(&path));
        let beside = look_around(&path).flows.into_iter().map(|name| {
            let flow = Flow::read(&read(&path.with_file_name(format!("{name}.json"))));
            (name, flow)
        });
        let (library, at) =
            project.library(&stem(&path), &flow, &project.catalogue, beside).unwrap();
        let functions = |call: &_, now| answered(&project.functions, call, now);
        let around = project.surroundings(&functions);
        let mut coverage = Coverage::default();
        let file = read_scenarios(&read(&scenarios));
        let expected: Vec<_> = file
            .scenarios
            .iter()
            .map(|scenario| {
                let report = run_scenario_with(&library, &at, scenario, &around);
                coverage.add(&at.name, &report.world.as_ref().unwrap().steps);
                let failed = report.failed.map(|failed| failed.message.to_string());
                (scenario.title.to_string(), failed)
            })
            .collect();
        let mut desk = Desk::with(&path);
        desk.does(Command::RunChecks);
        let checks = desk.model.editor.as_ref().unwrap().trials.checks.as_ref().unwrap();
        let results: Vec<_> = checks
            .results
            .iter()
            .map(|one| (one.title.clone(), one.failed.clone().map(|(_, _, message)| message)))
            .collect();
        assert_eq!(results, expected, "{}", path.display());
        assert!(results.iter().all(|(_, failed)| failed.is_none()), "{}", path.display());
        let taken = coverage.exits(&at.name, &flow, &project.catalogue);
        let taken = taken.iter().filter(|one| one.count > 0 && one.transition.is_some()).count();
        assert_eq!(checks.taken(), taken, "{}", path.display());
    }
}

#[test]
fn checks_in_the_editor_are_those_of_the_terminal() {
    for path in every_sample() {
        let found = look_around(&path);
        let project = of_command(&path);
        let beside = found.flows.iter().map(|name| name.as_str().into());
        let settings = centralita_project::known::check_settings(&project, beside);
        let expected = check(&Flow::read(&read(&path)), &project.catalogue, &settings);
        assert_eq!(Desk::with(&path).problems(), expected, "{}", path.display());
    }
}

#[test]
fn a_queue_that_the_project_does_not_have_is_a_problem() {
    let mut desk = Desk::with(&flows().join("plans/support_desk/support_line.json"));
    assert!(desk.problems().is_empty(), "{:?}", desk.problems());
    desk.does(Command::Change(Edit::SetProperty {
        widget: "to_support".into(),
        path: vec![PathStep::from("workflow_sid")],
        value: Value::text("Nobodys desk"),
    }));
    let codes: Vec<&str> = desk.problems().iter().map(|problem| problem.code.0).collect();
    assert_eq!(codes, ["unknown_queue"], "{:?}", desk.problems());
    let surroundings = &desk.model.editor.as_ref().unwrap().surroundings;
    assert_eq!(surroundings.targets(), ["Leads", "Support", "Support desk"]);
}

#[test]
fn a_task_is_offered_to_whom_the_router_chooses() {
    let mut desk = Desk::with(&flows().join("plans/support_desk/support_line.json"));
    desk.does(Command::Language(Language::Es));
    desk.does(Command::Simulate);
    desk.act(Act::Press("12345".into()));
    desk.act(Act::Press("1".into()));
    desk.act(Act::Answer {
        answer: centralita_designer::simulator::Answer::reply(200, "{}"),
        is_remembered: false,
    });
    let world = |desk: &Desk| desk.session().world().standing().unwrap();
    assert_eq!(world(&desk).asked, ["Ana"]);
    let lines = desk.lines();
    assert!(lines.iter().any(|line| line == "La tarea está reservada para Ana."), "{lines:?}");
    desk.act(Act::NobodyAccepts(20));
    assert_eq!(world(&desk).asked, ["Mei"]);
    desk.act(Act::Person { does: TaskAct::Refuse, who: "Mei".into() });
    assert_eq!(world(&desk).asked, ["Ana"]);
    desk.act(Act::Person { does: TaskAct::Accept, who: "Ana".into() });
    assert_eq!(world(&desk).has, ["Ana"]);
    // Back in time, everybody is at their desk again.
    desk.does(Command::LookAtTurn(3));
    assert_eq!(world(&desk).asked, ["Ana"]);
    desk.act(Act::Staff(StaffIs::NobodyWorks));
    assert_eq!(world(&desk).asked, [""; 0]);
    let why = desk.session().world().why_task().unwrap();
    assert!(!why.is_empty());
}

#[test]
fn a_talk_with_people_is_kept_as_a_scenario_that_comes_out_the_same() {
    let mut desk = Desk::with(&flows().join("plans/support_desk/support_line.json"));
    desk.does(Command::Simulate);
    desk.act(Act::Press("12345".into()));
    desk.act(Act::Press("1".into()));
    desk.act(Act::Answer {
        answer: centralita_designer::simulator::Answer::reply(200, "{}"),
        is_remembered: false,
    });
    desk.act(Act::NobodyAccepts(20));
    desk.act(Act::Person { does: TaskAct::Accept, who: "Mei".into() });
    desk.act(Act::Person { does: TaskAct::Complete, who: "Mei".into() });
    let kept = centralita_designer::simulator::keeping::scenario(desk.session(), "By Mei").unwrap();
    for line in ["nobody accepts for 20s", "accepted by Mei", "completed by Mei"] {
        assert!(kept.contains(&format!("- {line}\n")), "{kept}");
    }
}

#[test]
fn a_sub_flow_is_found_by_the_id_that_the_project_gives_it() {
    let parent = r#"{"states":[
        {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"ask"}],"properties":{}},
        {"name":"ask","type":"run-subflow","transitions":[],"properties":{"flow_sid":"FW1","parameters":[]}}
    ],"initial_state":"Trigger"}"#;
    let mut model = Model::new(Prefs::default());
    let mut requests = Vec::new();
    let path = PathBuf::from("/house/parent.json");
    update(
        &mut model,
        Command::Opened { name: "parent".into(), path: Some(path.clone()), text: parent.into() },
        &mut requests,
    );
    let text = "[names.flows]\nFW1 = \"child\"\n".to_owned();
    let found = Found {
        around: path,
        root: Some("/house".into()),
        texts: Texts([(PathBuf::from("/house").join(FILE), text)].into()),
        flows: vec!["child".into(), "parent".into()],
    };
    let codes = |model: &Model| -> Vec<&str> {
        model.editor.as_ref().unwrap().problems.iter().map(|problem| problem.code.0).collect()
    };
    update(&mut model, Command::ProjectRead(found.clone()), &mut requests);
    assert!(!codes(&model).contains(&"unknown_flow"), "{:?}", codes(&model));
    let alone = Found { flows: vec!["parent".into()], ..found.clone() };
    update(&mut model, Command::ProjectRead(alone), &mut requests);
    assert!(codes(&model).contains(&"unknown_flow"), "{:?}", codes(&model));
    update(&mut model, Command::ProjectRead(found), &mut requests);
    requests.clear();
    update(&mut model, Command::Simulate, &mut requests);
    let asked = requests.iter().find_map(|request| match request {
        Request::ReadFlows { names, .. } => Some(names.clone()),
        _ => None,
    });
    assert_eq!(asked, Some(vec!["child".to_owned()]));
}

#[test]
fn a_project_that_cannot_be_read_is_told_and_keeps_nobody_from_the_flow() {
    let path = flows().join("plans/support_desk/support_line.json");
    let mut desk = Desk::with(&path);
    let mut found = look_around(&path);
    let file = path.with_file_name(FILE);
    found.texts.0.insert(file, "time_zone = \"Mars\"\n".into());
    update(&mut desk.model, Command::ProjectRead(found), &mut desk.requests);
    let told = desk.model.told.clone().unwrap();
    assert!(told.is_refusal, "{told:?}");
    assert!(told.text.contains("centralita.toml, line 1, column 13: \"Mars\""), "{}", told.text);
    assert!(desk.model.editor.as_ref().unwrap().flow().widget("to_support").is_some());
}

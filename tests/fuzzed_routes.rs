//! What fuzzing feeds to the router's readers: conditions, plans and crews.

use centralita_routing::crew::Crew;
use centralita_routing::exercise::{Around, exercise};
use centralita_routing::expression::{Expression, Place, Subject, lint};
use centralita_routing::picture::Picture;
use centralita_routing::plan::{Plan, Surroundings, fmt};
use centralita_routing::workspace::{NewPlan, NewTask};
use centralita_routing::{Attributes, Input, Language, Secs, Time, Workspace};

const CREW: &str = r#"
    activity = [{ name = "Available", available = true }, { name = "Missed", available = false }]
    channel = [{ name = "voice" }]
    queue = [{ name = "Sales" }, { name = "Support", workers = "skills HAS 'support'" }]
    [[worker]]
    name = "Ana"
    activity = "Available"
    attributes = { skills = ["support"], level = 2, team = "blue" }
"#;

const TASK: &str = r#"{"topic": "support", "language": "es", "level": 2, "list": [1, "a"]}"#;

/// More filters or targets than these are not lived through, only read and drawn.
const MOST_LIVED: usize = 12;

fn crew() -> Crew {
    Crew::read(CREW).unwrap_or_default()
}

fn attributes() -> Attributes {
    Attributes::read(TASK).unwrap_or_default()
}

/// A condition: read, judged, asked, and written so that it reads back as the same.
pub fn expression(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let expression = Expression::read(&text);
    let (crew, task) = (crew(), attributes());
    let (tasks, workers) =
        (centralita_routing::expression::Vocabulary::of([&task]), crew.vocabulary());
    for place in [Place::Queue, Place::Filter, Place::Target, Place::Skip] {
        let program = expression.compile(place);
        for worker in &crew.workers {
            let mut subject = Subject::of_task(&task);
            subject.worker = Some(&worker.attributes);
            let holds = program.holds(&subject);
            assert!(!holds || expression.is_whole(), "what cannot be read holds for nobody");
        }
        let _ = lint(&expression, place, &tasks, &workers);
    }
    for problem in expression.problems() {
        let told = problem.told(&text);
        assert!(!told.of(Language::Spanish).is_empty(), "a problem is told");
    }
    if expression.is_whole() {
        let written = expression.canonical();
        let again = Expression::read(&written);
        assert_eq!(again.tree(), expression.tree(), "what is written reads back as the same");
    }
}

/// A plan: read, checked, laid out, drawn in both languages, and lived through when it is small.
pub fn plan(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let plan = Plan::read(&text);
    assert_eq!(plan.text(), text, "the text is kept");
    let crew = crew();
    let _ = plan.check(&Surroundings::default());
    for problem in crew.problems_of(&plan).iter().take(20) {
        assert!(!problem.told(&text).is_empty(), "a problem is told");
    }
    if let Ok(laid_out) = fmt(&text) {
        assert_eq!(fmt(&laid_out).as_deref(), Ok(&*laid_out), "what is laid out stays so");
    }
    for language in [Language::English, Language::Spanish] {
        let picture = Picture { plan: &plan, name: &text, crew: Some(&crew), why: None, language };
        assert!(picture.svg().ends_with("</svg>\n"), "a picture ends");
    }
    let targets: usize = plan.filters().iter().map(|filter| filter.targets.len()).sum();
    if !plan.is_usable() || plan.filters().len() > MOST_LIVED || targets > MOST_LIVED {
        return;
    }
    live(&plan, &crew, &text);
    if text.len() < 2_000 {
        let done = exercise(&plan, &Around { crew }, 1);
        assert_eq!(done.faults, Vec::new(), "nothing happens that never may");
    }
}

/// One task goes through the plan for a while, and is drawn on its way.
fn live(plan: &Plan, crew: &Crew, text: &str) {
    let mut workspace = Workspace::new();
    for input in crew.inputs() {
        let _ = workspace.handle(input, Time(0));
    }
    let new = NewPlan {
        id: "plan".into(),
        name: "plan".into(),
        configuration: text.into(),
        reservation_seconds: Some(Secs(5)),
    };
    let _ = workspace.handle(Input::DefinePlan { plan: new, re_evaluate: false }, Time(0));
    let task = NewTask {
        plan: Some("plan".into()),
        attributes: attributes(),
        channel: "voice".into(),
        priority: 0,
        timeout_seconds: Secs(3600),
        virtual_start: None,
        routing_target: None,
        ignore_capacity: None,
        not_before: None,
    };
    let _ = workspace.handle(Input::CreateTask(task), Time(0));
    let Some(task) = workspace.tasks().next().map(|task| task.id) else { return };
    for _ in 0..20 {
        if let Some(why) = workspace.why(task) {
            assert!(!why.told(Language::Spanish).is_empty(), "reasons are told");
            let picture = Picture { why: Some(&why), ..Picture::of(plan, "plan") };
            assert!(picture.svg().ends_with("</svg>\n"), "a picture ends");
        }
        let Some(due) = workspace.next_deadline() else { return };
        assert!(workspace.handle(Input::Tick, due).is_ok(), "time may always pass");
    }
}

/// A crew: read, checked, and set up.
pub fn crew_file(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let crew = match Crew::read(&text) {
        Ok(crew) => crew,
        Err(error) => {
            assert!(!error.message.of(Language::Spanish).is_empty(), "what is wrong is told");
            return;
        }
    };
    for problem in crew.check() {
        assert!(!problem.message.is_empty(), "a problem is told");
    }
    let mut workspace = Workspace::new();
    for input in crew.inputs().take(500) {
        let _ = workspace.handle(input, Time(0));
    }
}

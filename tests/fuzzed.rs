//! What fuzzing feeds with bytes: one function for each thing that strangers write.
//!
//! The targets under `fuzz/` run them with inputs that grow from what covers new code; the test
//! `fuzz_corpus` runs them with the inputs that are kept. None may panic or run away, whatever the
//! bytes are, and where a law is cheap to check it is checked.

use std::sync::LazyLock;

pub use crate::fuzzed_routes::{crew_file as crew, expression, plan};
use centralita_engine::check::{CheckSettings, check};
use centralita_engine::declare::Catalogue;
use centralita_engine::exec::{
    EffectId, Event, Execution, FlowRef, Journal, KeysEnded, Library, Seed, Settings, Trigger,
};
use centralita_engine::scenario::{read_scenarios, run_scenario};
use centralita_engine::template::{Dialect, Scope, Template};
use centralita_engine::{Flow, Map, Time, Value};
use centralita_widgets::lower::lower;
use centralita_widgets::script::{CompiledScript, Entry, Scripted, Surroundings, run_tests};

/// One kind of input: its name and what it is fed to.
pub struct Target {
    /// Its name: the file in `fuzz/fuzz_targets` and the folder in `fuzz/corpus`.
    pub name: &'static str,
    /// Takes any bytes.
    pub feed: fn(&[u8]),
}

/// Everything that strangers write.
pub const TARGETS: [Target; 10] = [
    Target { name: "flow", feed: flow },
    Target { name: "template", feed: template },
    Target { name: "condition", feed: condition },
    Target { name: "script", feed: script },
    Target { name: "stored_state", feed: stored_state },
    Target { name: "event", feed: event },
    Target { name: "scenario", feed: scenario },
    Target { name: "expression", feed: expression },
    Target { name: "plan", feed: plan },
    Target { name: "crew", feed: crew },
];

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(centralita_widgets::builtin);

const NOW: Time = Time(1_767_571_200_000);

/// A flow that listens, so that events have somewhere to go.
const MENU: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","transitions":[
        {"event":"incomingCall","next":"menu"},{"event":"incomingMessage","next":"menu"}]},
    {"name":"menu","type":"gather-input-on-call","properties":{"say":"Press 1."},
     "transitions":[{"event":"keypress","next":"bye"},{"event":"speech","next":"bye"},{"event":"timeout","next":"menu"}]},
    {"name":"bye","type":"say-play","properties":{"say":"Bye {{widgets.menu.Digits}}"},"transitions":[]}
],"initial_state":"Trigger"}"#;

static MENU_LIBRARY: LazyLock<Library> = LazyLock::new(|| library(&Flow::read(MENU)));

fn at() -> FlowRef {
    FlowRef::new("fuzzed", 1)
}

fn library(flow: &Flow) -> Library {
    let mut library = Library::new(Settings::default());
    // Only a flow without a start is refused, and then there is nothing to run.
    let _ = library.add(flow, at(), &CATALOGUE);
    library
}

fn call() -> Trigger {
    Trigger::Call { from: "+15550100".into(), to: "+15550199".into(), params: Map::new() }
}

/// Begins an execution and lets the usual things happen in it.
fn run(library: &Library) {
    let Ok(turn) = library.start(&at(), call(), Seed(1), NOW) else { return };
    let mut execution = turn.execution;
    for _ in 0..4 {
        let Some(answers) = execution.pending().next().map(|open| open.effect) else { return };
        let params = Map::new;
        let tries = [
            Event::Played { answers, params: params() },
            Event::Keys {
                answers,
                keys: "1".into(),
                ended_by: KeysEnded::Timeout,
                params: params(),
            },
            Event::Message {
                from: "ana".into(),
                body: "1".into(),
                media: Vec::new(),
                params: params(),
            },
            Event::TimerFired { answers },
            Event::Cancelled { reason: "Nobody has an answer.".into() },
        ];
        for event in tries {
            if let Ok(turn) = library.advance(&execution, event, NOW) {
                execution = turn.execution;
                break;
            }
        }
    }
}

/// A flow file: read, kept, checked, compiled and run, and exported for Studio.
pub fn flow(bytes: &[u8]) {
    let flow = Flow::read_bytes(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert_eq!(flow.text(), text, "an unedited flow is written back as it was read");
    }
    let _ = check(&flow, &CATALOGUE, &CheckSettings::default());
    run(&library(&flow));
    // What cannot be exported is refused; what can is a flow again.
    if let Ok(lowered) = lower(&flow) {
        run(&library(&lowered.flow));
    }
}

/// A template: parsed in both dialects, rendered, and with a widget renamed.
pub fn template(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let context = Value::from_json(
        r#"{"flow":{"variables":{"a":"1","list":[3,1,2],"map":{"x":"ñ"}}},"widgets":{"menu":{"Digits":"1"}}}"#,
    )
    .unwrap_or_default();
    let context = context.as_map().cloned().unwrap_or_default();
    let settings = Settings::default();
    let scope = Scope {
        context: &context,
        now: NOW,
        zone: &settings.time_zone,
        limits: &settings.limits.template,
    };
    for dialect in [Dialect::Studio, Dialect::Standard] {
        let template = Template::parse(source.as_ref(), dialect);
        let once = template.render(&scope, &mut Vec::new());
        assert_eq!(once, template.render(&scope, &mut Vec::new()), "rendering has no memory");
        let _ = template.with_widget_renamed("menu", "main_menu");
    }
}

/// A condition: operator, argument and value, one a line.
pub fn condition(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.splitn(3, '\n');
    let mut line = || Value::from(lines.next().unwrap_or(""));
    let (operator, argument, value) = (line(), line(), line());
    let flow = format!(
        r#"{{"states":[
            {{"name":"Trigger","type":"trigger","transitions":[{{"event":"incomingCall","next":"split"}}]}},
            {{"name":"split","type":"split-based-on","properties":{{"input":{argument}}},"transitions":[
                {{"event":"noMatch"}},
                {{"event":"match","conditions":[{{"friendly_name":"c","arguments":[{argument}],"type":{operator},"value":{value}}}]}}
            ]}}
        ],"initial_state":"Trigger"}}"#,
        argument = argument.to_json(),
        operator = operator.to_json(),
        value = value.to_json(),
    );
    run(&library(&Flow::read(&flow)));
}

/// A script: compiled and run as it stands, read as a widget type, and its tests run.
pub fn script(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let settings = Settings::default();
    let around = Surroundings {
        context: &Map::new(),
        properties: &Map::new(),
        kept: &Value::Null,
        now: NOW,
        zone: &settings.time_zone,
        seed: 1,
        secrets: &[],
    };
    let _ = CompiledScript::compile("fuzzed", &source).run(&Entry::Top, &around);
    if let Ok(scripted) = Scripted::read("fuzzed.rhai", &source) {
        let _ = run_tests(&scripted);
    }
}

/// Stored bytes: refused, or an execution that is stored again and goes on.
pub fn stored_state(bytes: &[u8]) {
    let Ok(execution) = Execution::from_stored(bytes) else { return };
    let again = Execution::from_stored(&execution.to_stored());
    assert!(again.is_ok(), "what opened is stored and opens again");
    for answers in execution.pending().map(|open| open.effect) {
        let event = Event::Silence { answers, params: Map::new() };
        let _ = MENU_LIBRARY.advance(&execution, event, NOW);
    }
}

/// An event or a journal as JSON: refused, or written as it was read.
pub fn event(bytes: &[u8]) {
    let _ = serde_json::from_slice::<Journal>(bytes);
    let Ok(event) = serde_json::from_slice::<Event>(bytes) else { return };
    let written = serde_json::to_vec(&event).unwrap_or_default();
    assert_eq!(serde_json::from_slice::<Event>(&written).ok().as_ref(), Some(&event));
    let Ok(turn) = MENU_LIBRARY.start(&at(), call(), Seed(1), NOW) else { return };
    if event.answers().is_none_or(|answers| answers == EffectId(1)) {
        let _ = MENU_LIBRARY.advance(&turn.execution, event, NOW);
    }
}

/// A file of scenarios: read, and each run.
pub fn scenario(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for scenario in read_scenarios(&text).scenarios.iter().take(8) {
        let _ = run_scenario(&MENU_LIBRARY, &at(), scenario);
    }
}

//! Export to Studio: what a collected answer becomes holds the same conversation.
//!
//! Random keys, words and silences go to our own widget and to what it is lowered to; what callers and
//! writers hear must be the same to the last word, and so must the answer. The inputs leave out what
//! the export names as different: the finish key alone, amounts in words, and texts that are numbers.

use std::sync::LazyLock;

use centralita_engine::Flow;
use centralita_engine::declare::Catalogue;
use centralita_engine::exec::{FlowRef, Library, Settings};
use centralita_engine::scenario::{Said, read_scenarios, run_scenario};
use centralita_tests::cases;
use centralita_widgets::builtin;
use centralita_widgets::lower::lower;
use proptest::prelude::*;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(builtin);

fn config(usual: u32) -> ProptestConfig {
    ProptestConfig { cases: cases(usual), failure_persistence: None, ..ProptestConfig::default() }
}

const ASKED: [&str; 14] = [
    r#""say":"Your number?","answer":"digits","min_length":2,"max_length":4,"attempts":3"#,
    r#""say":"Your number?","answer":"digits","min_length":2,"minimum":20,"maximum":3000,"attempts":2,"confirm":true"#,
    r#""say":"PIN?","answer":"digits","max_length":1,"attempts":1,"confirm":true"#,
    r#""say":"Sure?","answer":"yes_no","attempts":2,"silent_say":"Are you there?""#,
    r#""say":"Sure?","answer":"yes_no","attempts":2,"confirm":true,"language":"es-MX""#,
    r#""say":"How much?","answer":"amount","minimum":1,"maximum":50,"attempts":3,"confirm":true"#,
    r#""say":"¿Cuánto?","answer":"amount","attempts":2,"confirm":true,"language":"es-ES""#,
    r#""say":"Phone?","answer":"phone","country_code":"34","attempts":2,"confirm":true"#,
    r#""say":"Phone?","answer":"phone","attempts":2,"confirm":true,"invalid_say":"No, no.""#,
    r#""say":"Which?","answer":"choice","attempts":3,"choices":[{"value":"sales","keys":"1","words":"buy"},{"value":"help desk","keys":"2, 12","words":"not working, help"},{"value":"other","words":"else"}]"#,
    r#""say":"Which?","answer":"choice","attempts":2,"confirm":true,"choices":[{"value":"sales","keys":"1","words":"buy"},{"value":"help","keys":"2","words":"no"}]"#,
    r#""say":"Tell us.","answer":"text","min_length":3,"max_length":10,"attempts":2"#,
    r#""say":"Tell us.","answer":"text","attempts":2,"confirm":true,"confirm_say":"You said: {{value}}?""#,
    r#""say":"Which?","answer":"yes_no","attempts":3,"confirm":true,"language":"{{flow.data.l}}","texts":{"es":{"say":"¿Cuál?","silent_say":"¿Hola?"},"fr":{"say":"Lequel ?"}}"#,
];

const KEYS: [&str; 16] = [
    "1",
    "2",
    "3",
    "12",
    "25",
    "1234",
    "0034",
    "007",
    "12*50",
    "*5",
    "3*",
    "612345678",
    "00346123456",
    "0612345",
    "1*2*3",
    "99999",
];

const WORDS: [&str; 22] = [
    "yes",
    "No.",
    "sí, claro",
    "no, that is right",
    "Correct!",
    "one two",
    "twenty",
    "seven",
    "12.55",
    "12",
    "3,5",
    "$20",
    "sales",
    "I want to buy",
    "it is not working",
    "something else",
    "+34 612 345 678",
    "help, sales",
    "two",
    "hm",
    "a rather long story",
    "uno dos tres",
];

#[derive(Clone, Debug)]
enum Given {
    Keys(&'static str),
    Words(&'static str),
    Silence,
}

fn given() -> impl Strategy<Value = Given> {
    prop_oneof![
        3 => proptest::sample::select(KEYS.as_slice()).prop_map(Given::Keys),
        3 => proptest::sample::select(WORDS.as_slice()).prop_map(Given::Words),
        1 => Just(Given::Silence),
    ]
}

/// A flow that asks, and then tells which way it went and with what.
fn flow(asked: &str, begins: &str, tells: &str, with: &str) -> Flow {
    let tell = |name: &str, words: &str| {
        format!(
            r#"{{"name":"{name}","type":"{tells}","properties":{{"{with}":"{words}"}},"transitions":[]}}"#
        )
    };
    Flow::read(&format!(
        r#"{{"initial_state":"Trigger","states":[
        {{"name":"Trigger","type":"trigger","transitions":[{{"event":"{begins}","next":"asks"}}]}},
        {{"name":"asks","type":"centralita-collect","properties":{{{asked}}},"transitions":[
            {{"event":"collected","next":"good"}},{{"event":"invalid","next":"bad"}},{{"event":"silent","next":"none"}}]}},
        {},{},{}]}}"#,
        tell("good", "Answer {{widgets.asks.value}}, with {{widgets.asks.attempts}}."),
        tell("bad", "No answer."),
        tell("none", "Silence."),
    ))
}

/// What the contact hears and gets, and whether it came to an end.
fn told(flow: &Flow, scenario: &str) -> Vec<String> {
    let mut library = Library::new(Settings::default());
    let at = FlowRef::new("asking", 1);
    library.add(flow, at.clone(), &CATALOGUE).expect("the flow has a start");
    let file = read_scenarios(scenario);
    assert!(file.faults.is_empty(), "{:?}", file.faults);
    let report = run_scenario(&library, &at, &file.scenarios[0]);
    let world = report.world.expect("the scenario begins");
    let entries = world.transcript.entries.iter();
    entries
        .filter_map(|entry| match &entry.said {
            Said::Heard(words) => Some(words.to_string()),
            Said::Got { body, .. } => Some(body.to_string()),
            _ => None,
        })
        .collect()
}

/// What may stand in for a whole conversation: enough to end it, whatever is asked.
fn scenario(begins: &str, all: &[Given], writes: bool) -> String {
    let mut lines = format!("## One\n- {begins}\n");
    for given in all {
        lines.push_str(&match (given, writes) {
            (Given::Keys(keys), false) => format!("- presses {keys}#\n"),
            (Given::Words(words), false) => format!("- says \"{words}\"\n"),
            (Given::Silence, false) => "- is silent\n".into(),
            // With a star it would be an amount in two numbers.
            (Given::Keys(text) | Given::Words(text), true) => {
                format!("- writes \"{}\"\n", text.replace('*', ""))
            }
            (Given::Silence, true) => "- waits 2h\n".into(),
        });
    }
    lines
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn a_caller_is_asked_the_same(
        asked in proptest::sample::select(ASKED.as_slice()),
        all in proptest::collection::vec(given(), 1..9),
    ) {
        let flow = flow(asked, "incomingCall", "say-play", "say");
        let lowered = lower(&flow).expect("it is a flow");
        prop_assert_eq!(&lowered.left, &[]);
        let scenario = scenario("call from +15550100", &all, false);
        prop_assert_eq!(told(&flow, &scenario), told(&lowered.flow, &scenario), "{}", scenario);
    }

    #[test]
    fn somebody_who_writes_is_asked_the_same(
        asked in proptest::sample::select(ASKED.as_slice()),
        all in proptest::collection::vec(given(), 1..9),
    ) {
        let flow = flow(asked, "incomingMessage", "send-message", "body");
        let lowered = lower(&flow).expect("it is a flow");
        prop_assert_eq!(&lowered.left, &[]);
        let scenario = scenario("message \"Hello\" from +15550100", &all, true);
        prop_assert_eq!(told(&flow, &scenario), told(&lowered.flow, &scenario), "{}", scenario);
    }
}

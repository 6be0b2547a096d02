//! The promise about stored states: what an earlier version stored opens and goes on.
//!
//! `tests/fixtures/stored/v1-*.bin` were written by `STORE_STATES=1 cargo test -p centralita-tests
//! --test stored_state`, each with the JSON of the state beside it. Files of a version that is
//! released are never written again: a version's number rises, and new files come beside the old.

use std::path::PathBuf;

use centralita_engine::exec::{
    Event, Execution, FlowRef, KeysEnded, Library, STORED_VERSION, Seed, Settings, Trigger,
};
use centralita_engine::{Flow, Map, Time, Turn};
use centralita_tests::{files, read, root};
use centralita_widgets::builtin;

/// One flow with everything a state can hold: a sub-flow, a count, what a caller said, a task.
const OUTER: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","transitions":[
        {"event":"incomingCall","next":"greet"},{"event":"incomingMessage","next":"reply"}]},
    {"name":"greet","type":"say-play","properties":{"say":"Hello {{contact.channel.address}}"},
     "transitions":[{"event":"audioComplete","next":"menu"}]},
    {"name":"menu","type":"gather-input-on-call","properties":{"say":"Press 1.","number_of_digits":1,"timeout":5},
     "transitions":[{"event":"keypress","next":"note"},{"event":"speech","next":"note"},{"event":"timeout","next":"menu"}]},
    {"name":"note","type":"set-variables","properties":{"variables":[
        {"key":"digit","value":"{{widgets.menu.Digits}}"},
        {"key":"long","value":"{% for i in (1..15) %}line {{i}} of a text that is worth compressing; {% endfor %}"}]},
     "transitions":[{"event":"next","next":"again"}]},
    {"name":"again","type":"centralita-loop","properties":{"times":3},
     "transitions":[{"event":"again","next":"inner"},{"event":"done","next":"hand_over"}]},
    {"name":"inner","type":"run-subflow","properties":{"flow_sid":"inner","parameters":[{"key":"word","value":"yes"}]},
     "transitions":[{"event":"completed","next":"hand_over"},{"event":"failed"}]},
    {"name":"hand_over","type":"send-to-flex","properties":{"workflow":"support","channel":"voice",
        "attributes":"{\"digit\":\"{{flow.variables.digit}}\"}"},
     "transitions":[{"event":"callComplete"},{"event":"failedToEnqueue"},{"event":"callFailure"}]},
    {"name":"reply","type":"send-and-wait-for-reply","properties":{"from":"{{flow.channel.address}}","body":"Your name?","timeout":"3600"},
     "transitions":[{"event":"incomingMessage","next":"thanks"},{"event":"timeout"},{"event":"deliveryFailure"}]},
    {"name":"thanks","type":"send-message","properties":{"from":"{{flow.channel.address}}","to":"{{contact.channel.address}}","body":"Thanks {{widgets.reply.inbound.Body}}"},
     "transitions":[{"event":"sent"},{"event":"failed"}]}
],"initial_state":"Trigger"}"#;

const INNER: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingParent","next":"ask"}]},
    {"name":"ask","type":"gather-input-on-call","properties":{"say":"{{trigger.parent.parameters.word}}?"},
     "transitions":[{"event":"keypress"},{"event":"speech"},{"event":"timeout"}]}
],"initial_state":"Trigger"}"#;

const BEGIN: Time = Time(1_767_571_200_000);

fn library() -> Library {
    let mut library = Library::new(Settings::default());
    for (name, text) in [("outer", OUTER), ("inner", INNER)] {
        library
            .add(&Flow::read(text), FlowRef::new(name, 1), &builtin())
            .unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
    }
    library
}

fn folder() -> PathBuf {
    root().join("tests/fixtures/stored")
}

/// What the world usually answers to the oldest open wish of an execution.
fn usual_answer(execution: &Execution) -> Event {
    let open = execution.pending().next().expect("an execution that waits has asked");
    let (answers, params) = (open.effect, Map::new());
    let params_of = |pairs: &[(&str, &str)]| pairs.iter().copied().collect::<Map>();
    match format!("{:?}", open.awaits).as_str() {
        "Played" => Event::Played { answers, params },
        "Input" => {
            let params = params_of(&[("CallSid", "CA1")]);
            Event::Keys { answers, keys: "1".into(), ended_by: KeysEnded::Count, params }
        }
        "Sent" => Event::Sent { answers, accepted: true, params: params_of(&[("Sid", "SM1")]) },
        "TaskChanged" => Event::TaskChanged {
            answers,
            task: centralita_engine::exec::TaskState::Completed,
            params: params_of(&[("QueueResult", "bridged")]),
        },
        _ => Event::Message {
            from: "+15550100".into(),
            body: "Ana".into(),
            media: Vec::new(),
            params,
        },
    }
}

/// The states of a call and of a message at each of their waits, and at their end.
fn states() -> Vec<(String, Execution)> {
    let library = library();
    let (from, to) = ("+15550100", "+15550199");
    let call = Trigger::Call {
        from: from.into(),
        to: to.into(),
        params: [("CallSid", "CA1"), ("FromCity", "Madrid")].into_iter().collect(),
    };
    let message = Trigger::Message {
        from: from.into(),
        to: to.into(),
        body: "Hi".into(),
        params: Map::new(),
    };
    let mut states = Vec::new();
    for (name, trigger) in [("call", call), ("message", message)] {
        let mut now = BEGIN;
        let begun = library.start(&FlowRef::new("outer", 1), trigger, Seed(42), now);
        let mut turn: Turn = begun.expect("the flow is in the library");
        for number in 1..20 {
            states.push((format!("{name}-{number}"), turn.execution.clone()));
            if turn.execution.has_ended() {
                break;
            }
            now = now.after_millis(1000);
            let event = usual_answer(&turn.execution);
            let next = library.advance(&turn.execution, event.clone(), now);
            turn = next.unwrap_or_else(|rejected| panic!("{event:?}: {rejected}"));
        }
    }
    states
}

#[test]
fn states_of_every_version_open_and_go_on() {
    if std::env::var_os("STORE_STATES").is_some() {
        write();
    }
    let library = library();
    let stored = files(&folder(), ".bin");
    assert!(stored.len() >= 8, "the stored states are missing");
    let mut ended = 0;
    for path in stored {
        let bytes = std::fs::read(&path).expect("a fixture can be read");
        let mut execution = Execution::from_stored(&bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let json: Execution = serde_json::from_str(&read(&path.with_extension("json")))
            .unwrap_or_else(|error| panic!("{}: its JSON: {error}", path.display()));
        assert_eq!(execution, json, "{} opens as something else", path.display());
        let mut now = BEGIN.after_millis(60_000);
        for _ in 0..20 {
            if execution.has_ended() {
                break;
            }
            now = now.after_millis(1000);
            let event = usual_answer(&execution);
            let next = library.advance(&execution, event, now);
            execution =
                next.unwrap_or_else(|error| panic!("{}: {error}", path.display())).execution;
        }
        let ending = execution.ending().map(|ending| ending.kind.name());
        assert_eq!(ending, Some("completed"), "{} does not come to its end", path.display());
        ended += 1;
    }
    println!("{ended} stored states went on to their end");
}

#[test]
fn the_current_version_has_its_states_kept() {
    let prefix = format!("v{STORED_VERSION}-");
    let kept = files(&folder(), ".bin")
        .into_iter()
        .filter(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix))
        })
        .count();
    assert!(kept >= 8, "STORE_STATES=1 writes the states of version {STORED_VERSION}");
}

#[test]
fn states_of_a_later_version_are_refused_with_a_sentence() {
    let refused = Execution::from_stored(&[STORED_VERSION + 1, 0x80]).expect_err("it is too new");
    assert!(refused.to_string().contains("later"), "{refused}");
}

/// Writes the states of the current version; never over a file that is there.
fn write() {
    std::fs::create_dir_all(folder()).expect("the folder can be made");
    for (name, execution) in states() {
        let path = folder().join(format!("v{STORED_VERSION}-{name}.bin"));
        if path.exists() {
            continue;
        }
        let json = serde_json::to_string_pretty(&execution).expect("a state can be written");
        std::fs::write(&path, execution.to_stored()).expect("a fixture can be written");
        std::fs::write(path.with_extension("json"), json + "\n").expect("a fixture can be written");
    }
}

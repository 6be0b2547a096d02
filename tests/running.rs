//! What executions do that no single widget decides: limits, sub-flows, and being cut off.

use centralita_engine::exec::{
    Action, Effect, EndingKind, Event, Execution, FlowRef, LeaveReason, Library, Seed, Settings,
    TaskState, Trigger,
};
use centralita_engine::{Flow, Map, Time, Turn, Value};
use centralita_widgets::builtin;

const NOW: Time = Time(1_767_571_200_000);

/// A flow whose every trigger leads to the widget called `first`.
fn flow(first: &str, states: &str) -> String {
    let ways = ["incomingCall", "incomingMessage", "incomingRequest", "incomingParent"]
        .map(|event| format!(r#"{{"event":"{event}","next":"{first}"}}"#))
        .join(",");
    format!(
        r#"{{"states":[{{"name":"Trigger","type":"trigger","transitions":[{ways}]}},{states}],"initial_state":"Trigger"}}"#
    )
}

fn library(settings: Settings, flows: &[(&str, String)]) -> Library {
    let mut library = Library::new(settings);
    for (name, text) in flows {
        let added = library.add(&Flow::read(text), FlowRef::new(*name, 1), &builtin());
        assert!(added.is_ok(), "{name}");
    }
    library
}

fn call(params: Map) -> Trigger {
    Trigger::Call { from: "+15550100".into(), to: "+15550199".into(), params }
}

fn request() -> Trigger {
    Trigger::Request { from: "+15550199".into(), to: "+15550100".into(), parameters: Map::new() }
}

fn start(library: &Library, trigger: Trigger) -> Turn {
    library.start(&FlowRef::new("main", 1), trigger, Seed(1), NOW).expect("the flow is there")
}

fn tell(library: &Library, execution: &Execution, event: Event) -> Turn {
    library.advance(execution, event, NOW).unwrap_or_else(|rejected| panic!("{rejected}"))
}

fn actions(effects: &[Effect]) -> Vec<&'static str> {
    effects.iter().map(|effect| effect.action.name()).collect()
}

fn ending(execution: &Execution) -> Option<EndingKind> {
    execution.ending().map(|ending| ending.kind)
}

const SAY: &str = r#"{"name":"say","type":"say-play","properties":{"say":"Hi."},"transitions":[]}"#;

#[test]
fn what_a_program_hands_in_counts_against_the_limit_of_variables() {
    let set = r#"{"name":"set","type":"set-variables","properties":{"variables":[{"key":"a","value":"b"}]},
        "transitions":[{"event":"next","next":"say"}]}"#;
    let mut settings = Settings::default();
    settings.limits.context_bytes = 2000;
    let library = library(settings, &[("main", flow("set", &format!("{set},{SAY}")))]);
    let with = |length: usize| {
        let params = [("Huge", "x".repeat(length))].into_iter().collect();
        ending(&start(&library, call(params)).execution)
    };
    assert_eq!(with(100), None);
    assert_eq!(with(3000), Some(EndingKind::LimitReached));
}

#[test]
fn what_callers_answer_counts_against_the_limit_of_variables() {
    let mut settings = Settings::default();
    settings.limits.context_bytes = 2000;
    // Each answer replaces the variables of the widget but is filed under it as well.
    let ask = r#"{"name":"ask","type":"gather-input-on-call","properties":{"say":"Say something."},
        "transitions":[{"event":"speech","next":"say"}]}"#;
    let library = library(settings, &[("main", flow("ask", &format!("{ask},{SAY}")))]);
    let with = |length: usize| {
        let begun = start(&library, call(Map::new()));
        let answers = begun.effects[0].id;
        let text = "x".repeat(length).into();
        let said = Event::Speech { answers, text, confidence: "1".into(), params: Map::new() };
        ending(&tell(&library, &begun.execution, said).execution)
    };
    assert_eq!(with(500), None);
    // Once as a variable and once as an answer.
    assert_eq!(with(1000), Some(EndingKind::LimitReached));
}

#[test]
fn a_conversation_that_a_subflow_starts_is_the_one_the_flow_around_it_writes_to() {
    let outer = r#"{"name":"open","type":"run-subflow","properties":{"flow_sid":"inner","flow_revision":"LatestPublished"},
            "transitions":[{"event":"completed","next":"write"},{"event":"failed"}]},
        {"name":"write","type":"send-message","properties":{"body":"Hello","from":"{{flow.channel.address}}"},
            "transitions":[{"event":"sent"},{"event":"failed"}]}"#;
    let inner = r#"{"name":"start","type":"start-conversation","properties":{"conversation_service_sid":"IS1"},
            "transitions":[{"event":"created"},{"event":"failed"}]}"#;
    let flows = [("main", flow("open", outer)), ("inner", flow("start", inner))];
    let library = library(Settings::default(), &flows);
    let begun = start(&library, request());
    let params = Value::from_json(r#"{"conversation":{"sid":"CH1","chat_service_sid":"IS1"}}"#);
    let params = params.ok().and_then(|value| value.as_map().cloned()).unwrap_or_default();
    let answers = begun.effects[0].id;
    let served = Event::Served { answers, outcome: "created".into(), params };
    let turn = tell(&library, &begun.execution, served);
    let Some(Action::SendMessage(message)) = turn.effects.last().map(|effect| &effect.action)
    else {
        panic!("{:?}", turn.effects)
    };
    assert_eq!((message.service.as_str(), message.channel.as_str()), ("IS1", "CH1"));
    assert_eq!(turn.execution.frames.len(), 1);
}

#[test]
fn a_caller_whom_another_program_sends_on_is_taken_out_of_the_queue() {
    let queue = r#"{"name":"queue","type":"enqueue-call","properties":{"queue_name":"support"},
        "transitions":[{"event":"callComplete","next":"say"}]}"#;
    let inner = flow("queue", &format!("{queue},{SAY}"));
    let outer = r#"{"name":"inner","type":"run-subflow","properties":{"flow_sid":"inner","flow_revision":"1"},
        "transitions":[{"event":"completed"}]}"#;
    let flows = [("main", flow("inner", outer)), ("inner", inner)];
    let library = library(Settings::default(), &flows);
    let begun = start(&library, call(Map::new()));
    let task = begun.effects[0].id;
    let params = [("foo", "bar")].into_iter().collect();
    let returned = Event::Returned { name: "callComplete".into(), params };
    let turn = tell(&library, &begun.execution, returned);
    assert_eq!(actions(&turn.effects), ["cancel-task", "say"]);
    assert_eq!(turn.effects[0].action, Action::CancelTask { task });
    // What the router says of it afterwards is too late.
    let late = Event::TaskChanged { answers: task, task: TaskState::Completed, params: Map::new() };
    assert!(library.advance(&turn.execution, late, NOW).is_err());
}

#[test]
fn a_caller_who_hangs_up_after_too_long_is_not_hung_up_on() {
    let library = library(Settings::default(), &[("main", flow("say", SAY))]);
    let begun = start(&library, call(Map::new()));
    let left = Event::ContactLeft { reason: LeaveReason::HungUp, params: Map::new() };
    let late = NOW.after_millis(31 * 24 * 3600 * 1000);
    let turn = library.advance(&begun.execution, left, late).expect("the call was up");
    assert_eq!(ending(&turn.execution), Some(EndingKind::Expired));
    assert_eq!(actions(&turn.effects), [""; 0]);
}

#[test]
fn a_call_that_is_being_placed_is_not_left_ringing_for_nobody() {
    let place = r#"{"name":"place","type":"make-outgoing-call-v2","properties":{},
        "transitions":[{"event":"answered","next":"say"},{"event":"noAnswer","next":"set"}]}"#;
    let set = r#"{"name":"set","type":"set-variables","properties":{"variables":[{"key":"a","value":"b"}]},"transitions":[]}"#;
    let library =
        library(Settings::default(), &[("main", flow("place", &format!("{place},{set},{SAY}")))]);
    // Somebody else's program says that nobody answers.
    let begun = start(&library, request());
    let returned = Event::Returned { name: "noAnswer".into(), params: Map::new() };
    let turn = tell(&library, &begun.execution, returned);
    assert_eq!(actions(&turn.effects), ["hang-up"]);
    // A caller hangs up while we place another call.
    let begun = start(&library, call(Map::new()));
    let left = Event::ContactLeft { reason: LeaveReason::HungUp, params: Map::new() };
    let turn = tell(&library, &begun.execution, left);
    assert_eq!(actions(&turn.effects), ["hang-up"]);
    assert_eq!(ending(&turn.execution), Some(EndingKind::ContactLeft));
}

//! The promise about journals: a replay lives through what was lived through, or says where it does
//! not.

use centralita_engine::exec::{
    Diverged, Entry, Event, Execution, FlowRef, Input, Journal, Library, Seed, Settings, Trace,
    Trigger, context_after, replay,
};
use centralita_engine::{Flow, Map, Time};
use centralita_widgets::builtin;

const BEGIN: Time = Time(1_767_571_200_000);

const OUTER: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"inner"}]},
    {"name":"inner","type":"run-subflow","properties":{"flow_sid":"inner","flow_revision":"LatestPublished"},
     "transitions":[{"event":"completed","next":"bye"},{"event":"failed","next":"sorry"}]},
    {"name":"bye","type":"say-play","properties":{"say":"Bye."},"transitions":[{"event":"audioComplete"}]},
    {"name":"sorry","type":"say-play","properties":{"say":"Sorry."},"transitions":[{"event":"audioComplete"}]}
],"initial_state":"Trigger"}"#;

fn flow(words: &str) -> String {
    format!(
        r#"{{"states":[
            {{"name":"Trigger","type":"trigger","transitions":[
                {{"event":"incomingParent","next":"greet"}},{{"event":"incomingCall","next":"greet"}}]}},
            {{"name":"greet","type":"say-play","properties":{{"say":"{words}"}},
             "transitions":[{{"event":"audioComplete","next":"note"}}]}},
            {{"name":"note","type":"set-variables","properties":{{"variables":[{{"key":"words","value":"{words}"}}]}},
             "transitions":[{{"event":"next","next":"ask"}}]}},
            {{"name":"ask","type":"gather-input-on-call","properties":{{"say":"Press a key."}},
             "transitions":[{{"event":"keypress"}},{{"event":"timeout"}}]}}
        ],"initial_state":"Trigger"}}"#
    )
}

fn add(library: &mut Library, name: &str, revision: u32, text: &str) {
    let at = FlowRef::new(name, revision);
    assert!(library.add(&Flow::read(text), at, &builtin()).is_ok(), "{name}");
}

/// Lives through a call of the flow called `name`, answering whatever is asked for.
fn live(library: &Library, name: &str) -> (Execution, Vec<Entry>) {
    let at = library.newest(name).expect("the flow is there").clone();
    let trigger = Trigger::Call { from: "+1".into(), to: "+2".into(), params: Map::new() };
    let (mut journal, mut trace, mut now) = (Journal::default(), Trace::default(), BEGIN);
    let begun = library.start_into(&at, trigger.clone(), Seed(1), now, &mut trace);
    let mut execution = begun.expect("the flow is there");
    journal.record(now, Input::Start { flow: at, trigger, seed: Seed(1) }, &trace);
    journal.record_state(&execution);
    while !execution.has_ended() {
        now = now.after_millis(1000);
        let open = execution.pending().next().expect("it waits for something");
        let (answers, params) = (open.effect, Map::new());
        let event = match format!("{:?}", open.awaits).as_str() {
            "Played" => Event::Played { answers, params },
            _ => Event::Silence { answers, params },
        };
        trace.clear();
        let taken = library.advance_in_place(&mut execution, &event, now, &mut trace);
        taken.expect("it waits for this");
        journal.record(now, Input::Event(event), &trace);
        journal.record_state(&execution);
    }
    (execution, journal.entries)
}

#[test]
fn a_replay_runs_the_subflow_of_then_although_a_newer_one_is_published() {
    let mut library = Library::new(Settings::default());
    add(&mut library, "outer", 1, OUTER);
    add(&mut library, "inner", 1, &flow("Old words."));
    let (lived, journal) = live(&library, "outer");
    assert_eq!(journal[0].sub_flows, [Some(FlowRef::new("inner", 1))]);
    add(&mut library, "inner", 2, &flow("New words."));
    let again = replay(&library, &journal).expect("the old revision is still there");
    assert_eq!(again.to_stored(), lived.to_stored());
    // Who calls now gets the new one.
    let (_, now) = live(&library, "outer");
    assert_eq!(now[0].sub_flows, [Some(FlowRef::new("inner", 2))]);
    // Without the old one there is no replay, and the sentence says what is missing.
    library.remove("inner");
    add(&mut library, "inner", 2, &flow("New words."));
    let missing = replay(&library, &journal).expect_err("the old revision is gone").to_string();
    assert!(missing.contains("Entry 0") && missing.contains("inner (revision 1)"), "{missing}");
}

#[test]
fn a_replay_fails_to_find_the_subflow_that_was_not_there_then() {
    let mut library = Library::new(Settings::default());
    add(&mut library, "outer", 1, OUTER);
    let (lived, journal) = live(&library, "outer");
    assert_eq!(journal[0].sub_flows, [None]);
    add(&mut library, "inner", 1, &flow("Words."));
    let again = replay(&library, &journal).expect("it takes the same exit as then");
    assert_eq!(again.to_stored(), lived.to_stored());
}

#[test]
fn a_replay_says_which_turn_came_out_otherwise_and_what() {
    let library = |words: &str, event: &str| {
        let mut library = Library::new(Settings::default());
        add(&mut library, "shop", 1, &flow(words).replace("audioComplete", event));
        library
    };
    let (_, journal) = live(&library("Hello.", "audioComplete"), "shop");
    let told = |library: &Library, journal: &[Entry]| match replay(library, journal) {
        Ok(_) => "the same".to_owned(),
        Err(diverged) => diverged.to_string(),
    };
    assert_eq!(told(&library("Hello.", "audioComplete"), &journal), "the same");
    // As many steps and effects, other words.
    assert_eq!(
        told(&library("Good day.", "audioComplete"), &journal),
        "Entry 0 asks for something else than it did then. Now it comes to: #1 say"
    );
    // The same words, but another variable: only the state tells.
    let other = flow("Hello.").replace(r#""value":"Hello.""#, r#""value":"Bye.""#);
    let mut changed = Library::new(Settings::default());
    add(&mut changed, "shop", 1, &other);
    assert_eq!(
        told(&changed, &journal),
        "Entry 1 leaves another state than it did then. Now it comes to: ask"
    );
    // Another way.
    let renamed = flow("Hello.").replace(r#""name":"ask""#, r#""name":"asks""#);
    let mut changed = Library::new(Settings::default());
    add(&mut changed, "shop", 1, &renamed.replace(r#""next":"ask""#, r#""next":"asks""#));
    assert_eq!(
        told(&changed, &journal),
        "Entry 1 takes other steps than it did then. Now it comes to: greet by \"audioComplete\", note by \"next\", asks"
    );
    // Another number of steps.
    assert!(matches!(
        replay(&library("Hello.", "nothing"), &journal),
        Err(Diverged::Otherwise { entry: 1, .. })
    ));
}

#[test]
fn a_journal_of_a_release_without_digests_is_still_replayed() {
    let mut library = Library::new(Settings::default());
    add(&mut library, "shop", 1, &flow("Hello."));
    let (lived, journal) = live(&library, "shop");
    let mut json = serde_json::to_value(&journal).expect("a journal can be written");
    for entry in json.as_array_mut().expect("it is a list") {
        let entry = entry.as_object_mut().expect("of entries");
        assert!(entry.remove("digest").is_some());
        entry.remove("sub_flows");
    }
    let journal: Vec<Entry> = serde_json::from_value(json).expect("an old journal can be read");
    let again = replay(&library, &journal).expect("it comes out the same");
    assert_eq!(again.to_stored(), lived.to_stored());
}

#[test]
fn the_variables_after_each_step_are_seen_in_a_journal() {
    let mut library = Library::new(Settings::default());
    add(&mut library, "outer", 1, OUTER);
    add(&mut library, "inner", 1, &flow("Hello."));
    let (lived, journal) = live(&library, "outer");
    let steps: usize = journal.iter().map(|entry| entry.steps as usize).sum();
    let seen =
        |step: usize| context_after(&library, &journal, step).expect("it comes out the same");
    let words = |step: usize| {
        let context = seen(step).expect("there is such a step");
        let variables = context.get("flow").and_then(|flow| flow.get("variables"));
        variables
            .and_then(|all| all.get("words"))
            .and_then(|words| words.as_text().map(str::to_owned))
    };
    let noted: Vec<bool> = (0..steps).map(|step| words(step).is_some()).collect();
    // Trigger, inner begins, its trigger, greet waits, greet left, note, ask waits, ask left; then the
    // outer flow, which has variables of its own.
    assert_eq!(noted[..8], [false, false, false, false, false, true, true, true]);
    assert_eq!(seen(steps - 1).as_ref(), Some(lived.context()));
    assert_eq!(seen(steps), None);
}

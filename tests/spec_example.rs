//! The two-choice menu: a small flow as Studio exports it, which runs here step by step as it does there.

use centralita_engine::exec::{FlowRef, Library, Settings, Status};
use centralita_engine::scenario::{Report, World, read_scenarios, run_scenario};
use centralita_engine::{Flow, Value};
use centralita_tests::{read, root};
use centralita_widgets::builtin;

/// Plays one caller of the menu; panics when a sentence does not hold.
fn play(sentences: &[&str]) -> World {
    let at = FlowRef::new("two_choice_menu", 1);
    let flow = Flow::read(&read(&root().join("tests/fixtures/two_choice_menu.json")));
    let mut library = Library::new(Settings::default());
    library.add(&flow, at.clone(), &builtin()).expect("the menu has a start");
    let text = format!("## Caller\n\n- {}\n", sentences.join("\n- "));
    let file = read_scenarios(&text);
    assert!(file.faults.is_empty(), "{:?}", file.faults);
    let Report { failed, world, .. } = run_scenario(&library, &at, &file.scenarios[0]);
    let world = world.expect("the call begins");
    assert!(failed.is_none(), "{failed:?}\n{}", world.transcript);
    world
}

/// The events by which widgets were left, as a step log lists them, with the ending last.
fn log(world: &World) -> Vec<&str> {
    let exits = world.steps.iter().filter_map(|step| step.exit.as_ref());
    let ended = matches!(world.execution.status, Status::Ended(_)).then_some("ended");
    exits.map(|exit| exit.event.as_str()).chain(ended).collect()
}

#[test]
fn a_caller_who_presses_2_leaves_a_message_and_it_is_posted() {
    let world = play(&[
        "given POST https://example.com/voicemail answers 200 with {}",
        "call from +15550100",
        "hears \"Press 1 for sales, 2 for support.\"",
        "presses 2",
        "records 12s",
        "asks POST https://example.com/voicemail with body \"+15550100\"",
        "ends completed",
    ]);
    assert_eq!(
        log(&world),
        ["incomingCall", "next", "keypress", "match", "recordingComplete", "success", "ended"]
    );
    assert_eq!(world.execution.variable("flow.variables.n"), Some(&Value::Int(1)));
}

#[test]
fn a_caller_who_says_nothing_three_times_comes_to_the_voicemail() {
    let world = play(&[
        "given POST https://example.com/voicemail answers 200 with {}",
        "call from +15550100",
        "`flow.variables.n` is 1",
        "is silent",
        "`flow.variables.n` is 2",
        "is silent",
        "`flow.variables.n` is 3",
        "is silent",
        "leaves again by noMatch",
        "still waits in voicemail",
        "records 4s",
        "ends completed",
    ]);
    let round = ["next", "timeout", "match"];
    let rounds = [round, round, ["next", "timeout", "noMatch"]].concat();
    let rest = ["recordingComplete", "success", "ended"];
    assert_eq!(log(&world), [&["incomingCall"][..], &rounds, &rest].concat());
}

#[test]
fn seconds_of_silence_count_once_however_they_are_told() {
    let world = play(&[
        "given POST https://example.com/voicemail answers 200 with {}",
        "call from +15550100",
        "waits 3s",
        "waits 3s",
        "`flow.variables.n` is 2",
        "waits 8s",
        "`flow.variables.n` is 3",
        "still waits in menu",
        "waits 2s",
        "still waits in voicemail",
        "waits 5s",
        "ends completed",
    ]);
    assert_eq!(&log(&world)[10..], ["recordingComplete", "success", "ended"]);
}

#[test]
fn a_caller_who_hangs_up_while_recording_has_left_a_message_all_the_same() {
    let world = play(&[
        "given POST https://example.com/voicemail answers 200 with {}",
        "call from +15550100",
        "presses 2",
        "hangs up",
        "`widgets.voicemail.Digits` is \"hangup\"",
        "asks POST https://example.com/voicemail with body \"https://recordings.example/\"",
        "ends completed",
    ]);
    assert_eq!(
        log(&world),
        ["incomingCall", "next", "keypress", "match", "hangup", "success", "ended"]
    );
}

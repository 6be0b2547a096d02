//! Conferences of several calls.

use centralita_provider::transcript::Purpose;
use centralita_provider::{Exchange, Form, Script};

use crate::stage::{APP, App, CALLER, NUMBER, asked, exchange, last};

const SECOND: &str = "+18005550001";
const OTHER: &str = "+15550102";

/// Two numbers, each of which puts its caller into a conference of the same name.
fn two(first: &str, second: &str) -> (Exchange, App) {
    let mut exchange = exchange();
    let number = centralita_provider::Number::voice(SECOND, &format!("{APP}/second"));
    exchange.set_number(number);
    let room = |attributes: &str| {
        format!(r#"<Dial action="/left"><Conference {attributes}>room 1</Conference></Dial>"#)
    };
    let app = App::new()
        .page("/", &room(first))
        .page("/second", &room(second))
        .page("/left", "<Say>You have left.</Say>")
        .page("/music", "<Play>http://app.test/music.mp3</Play>");
    (exchange, app)
}

fn play(exchange: &mut Exchange, app: &mut App) {
    exchange.play(|request| app.answer(request));
    assert!(exchange.is_quiet());
}

#[test]
fn two_callers_of_a_conference_are_joined_and_told_when_it_ends() {
    let (mut exchange, mut app) = two(r#"endConferenceOnExit="true""#, "");
    let first =
        exchange.dial_in(CALLER, NUMBER, Script::new().joined().wait_millis(9_000).hang_up());
    let second = exchange.dial_in(OTHER, SECOND, Script::new().joined());
    play(&mut exchange, &mut app);
    assert_eq!(exchange.call(first).transcript.ended_by(), Some("caller"));
    let second = &exchange.call(second).transcript;
    assert!(second.has_heard("You have left."), "{second}");
    let form = &last(second, "/left").form;
    assert_eq!(form.get("DialCallStatus"), Some("answered"));
    assert_eq!(form.get("DialCallDuration"), Some("9"));
    assert!(exchange.rooms().iter().all(|room| room.has_ended));
}

#[test]
fn whoever_may_not_begin_a_conference_hears_its_music_until_somebody_else_does() {
    let waits = r#"startConferenceOnEnter="false" waitUrl="/music""#;
    let (mut exchange, mut app) = two(waits, "");
    let first = exchange.dial_in(CALLER, NUMBER, Script::new().joined().hang_up());
    exchange.play_until(10_000, |request| app.answer(request));
    let heard = exchange.call(first).transcript.heard().len();
    assert!(heard >= 2, "the music comes again and again");
    let second =
        exchange.dial_in(OTHER, SECOND, Script::new().joined().wait_millis(1_000).hang_up());
    play(&mut exchange, &mut app);
    assert_eq!(exchange.call(first).transcript.ended_by(), Some("caller"));
    assert_eq!(exchange.call(second).transcript.ended_by(), Some("caller"));
    assert_eq!(asked(&exchange.call(first).transcript, "/music")[0].purpose, Purpose::Wait);
}

#[test]
fn a_conference_goes_on_when_somebody_leaves_who_does_not_end_it() {
    let (mut exchange, mut app) = two("", "");
    let first =
        exchange.dial_in(CALLER, NUMBER, Script::new().joined().wait_millis(1_000).hang_up());
    let second =
        exchange.dial_in(OTHER, SECOND, Script::new().joined().wait_millis(60_000).hang_up());
    play(&mut exchange, &mut app);
    assert_eq!(exchange.call(first).transcript.ended_by(), Some("caller"));
    assert_eq!(exchange.call(second).transcript.ended_by(), Some("caller"));
}

#[test]
fn conference_events_are_told_to_who_asked() {
    let told = r#"statusCallback="/status/room" statusCallbackEvent="start end join leave mute""#;
    let (mut exchange, mut app) = two(told, "");
    exchange.dial_in(CALLER, NUMBER, Script::new().joined().wait_millis(9_000).hang_up());
    let second =
        exchange.dial_in(OTHER, SECOND, Script::new().joined().wait_millis(3_000).hang_up());
    exchange.play_until(2_000, |request| app.answer(request));
    let at = exchange.conference("room 1").expect("it has begun");
    let muted = exchange.update_participant(at, second, &Form::new().with("Muted", "true"));
    assert_eq!(muted, Ok(()));
    play(&mut exchange, &mut app);
    let mut events: Vec<(u64, String)> = exchange
        .calls()
        .flat_map(|call| call.transcript.webhooks_for(Purpose::Conference))
        .map(|webhook| {
            let form = &webhook.form;
            let number = form.get("SequenceNumber").and_then(|n| n.parse().ok()).unwrap_or(0);
            (number, form.get("StatusCallbackEvent").unwrap_or_default().to_owned())
        })
        .collect();
    events.sort();
    let names: Vec<&str> = events.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "participant-join",
            "participant-join",
            "conference-start",
            "participant-mute",
            "participant-leave",
            "participant-leave",
            "conference-end"
        ]
    );
}

#[test]
fn somebody_who_is_put_out_goes_on_with_the_action() {
    let (mut exchange, mut app) = two("", "");
    let first = exchange.dial_in(CALLER, NUMBER, Script::new().joined());
    exchange.dial_in(OTHER, SECOND, Script::new().joined().wait_millis(5_000).hang_up());
    exchange.play_until(2_000, |request| app.answer(request));
    let at = exchange.conference("room 1").expect("it has begun");
    assert_eq!(exchange.remove_participant(at, first), Ok(()));
    play(&mut exchange, &mut app);
    assert!(exchange.call(first).transcript.has_heard("You have left."));
}

#[test]
fn a_full_conference_lets_nobody_in() {
    let (mut exchange, mut app) = two("", r#"maxParticipants="1""#);
    exchange.dial_in(CALLER, NUMBER, Script::new().wait_millis(5_000).hang_up());
    exchange.play_until(1_000, |request| app.answer(request));
    let second = exchange.dial_in(OTHER, SECOND, Script::new());
    play(&mut exchange, &mut app);
    let form = &last(&exchange.call(second).transcript, "/left").form;
    assert_eq!(form.get("DialCallStatus"), Some("failed"));
}

#[test]
fn a_conference_that_is_recorded_says_where() {
    let record = r#"record="record-from-start" recordingStatusCallback="/status/rec" endConferenceOnExit="true""#;
    let (mut exchange, mut app) = two(record, "");
    exchange.dial_in(CALLER, NUMBER, Script::new().joined().wait_millis(3_000).hang_up());
    exchange.dial_in(OTHER, SECOND, Script::new());
    play(&mut exchange, &mut app);
    let told: usize = exchange
        .calls()
        .map(|call| call.transcript.webhooks_for(Purpose::RecordingStatus).len())
        .sum();
    assert_eq!(told, 1);
}

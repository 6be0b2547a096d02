//! Repeats, delays, lost answers and hang-ups at any moment, all from a seed.

use std::collections::BTreeMap;

use centralita_provider::exchange::{Answer, Outcome};
use centralita_provider::transcript::{Entry, Purpose};
use centralita_provider::{Exchange, Hostility, Script, Settings, Transcript};

use crate::stage::{App, CALLER, NUMBER, asked, exchange_with, has_fault};

fn app() -> App {
    App::new()
        .page("/", r#"<Gather action="/got" numDigits="1" actionOnEmptyResult="true"><Say>Choose.</Say></Gather>"#)
        .page("/got", r#"<Record action="/done" recordingStatusCallback="/status/rec" recordingStatusCallbackEvent="in-progress completed absent"/>"#)
        .page("/done", "<Say>Goodbye.</Say>")
}

fn hostile(seed: u64, hostility: Hostility) -> Exchange {
    exchange_with(Settings { hostility, ..Settings::seeded(seed) })
}

fn many(seed: u64, hostility: Hostility) -> Vec<Transcript> {
    let mut exchange = hostile(seed, hostility);
    let script = Script::new().press("1").speak("Call me back");
    for _ in 0..40 {
        exchange.dial_in(CALLER, NUMBER, script.clone());
    }
    let mut app = app();
    exchange.play(|request| app.answer(request));
    assert!(exchange.is_quiet());
    exchange.calls().map(|call| call.transcript.clone()).collect()
}

#[test]
fn a_run_is_the_same_for_the_same_seed_and_another_for_another() {
    assert_eq!(many(3, Hostility::full()), many(3, Hostility::full()));
    assert_ne!(many(3, Hostility::full()), many(4, Hostility::full()));
}

#[test]
fn each_webhook_comes_one_to_three_times_with_one_token() {
    let hostility =
        Hostility { hang_up_per_mille: 0, lost_answer_per_mille: 0, ..Hostility::full() };
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for transcript in many(5, hostility) {
        assert!(transcript.faults().is_empty(), "{transcript}");
        for webhook in transcript.webhooks() {
            *counts.entry(webhook.token.clone()).or_default() += 1;
        }
    }
    let has = |times: u32| counts.values().any(|count| *count == times);
    assert!(has(1) && has(2) && has(3));
    assert!(counts.values().all(|count| *count <= 3));
}

#[test]
fn callbacks_come_late_and_in_another_order() {
    let mut is_out_of_order = false;
    let mut comes_after_the_end = false;
    for transcript in many(6, Hostility::full()) {
        let ended = transcript
            .lines
            .iter()
            .find_map(|(at, entry)| matches!(entry, Entry::HungUp(_)).then_some(*at));
        let told = transcript.webhooks_for(Purpose::RecordingStatus);
        let statuses: Vec<&str> =
            told.iter().filter_map(|webhook| webhook.form.get("RecordingStatus")).collect();
        let first_end = statuses.iter().position(|status| *status == "completed");
        let last_begin = statuses.iter().rposition(|status| *status == "in-progress");
        is_out_of_order |=
            matches!((first_end, last_begin), (Some(end), Some(begin)) if end < begin);
        comes_after_the_end |=
            told.iter().any(|webhook| ended.is_some_and(|at| webhook.sent_at_millis > at));
    }
    assert!(is_out_of_order && comes_after_the_end);
}

#[test]
fn a_lost_answer_is_asked_for_again_with_the_same_token() {
    let hostility = Hostility { lost_answer_per_mille: 1000, ..Hostility::none() };
    let mut exchange = hostile(8, hostility);
    let id = exchange.dial_in(CALLER, NUMBER, Script::new().press("1"));
    let mut app = app();
    exchange.play(|request| match request.loss {
        centralita_provider::hostility::Loss::None => app.answer(request),
        _ => Outcome::Failed(centralita_provider::exchange::Failure::Lost),
    });
    let transcript = &exchange.call(id).transcript;
    assert_eq!(transcript.status(), "completed");
    let first = asked(transcript, "/");
    assert_eq!(first.iter().map(|webhook| webhook.status).collect::<Vec<_>>(), [None, Some(200)]);
    assert_eq!(first.first().map(|one| &one.token), first.last().map(|one| &one.token));
}

#[test]
fn a_repeat_that_is_answered_otherwise_is_a_fault() {
    let hostility = Hostility { most_repeats: 2, ..Hostility::none() };
    let mut found = 0;
    for seed in 0..10 {
        let mut exchange = hostile(seed, hostility.clone());
        let id = exchange.dial_in(CALLER, NUMBER, Script::new());
        let mut count = 0;
        exchange.play(|_| {
            count += 1;
            Outcome::Answered(Answer::twiml(&format!("<Response><Say>{count}</Say></Response>")))
        });
        found += usize::from(has_fault(&exchange.call(id).transcript, "got two answers"));
    }
    assert!(found > 3);
}

#[test]
fn callers_hang_up_at_any_moment() {
    let hostility = Hostility { hang_up_per_mille: 1000, ..Hostility::none() };
    let transcripts = many(9, hostility);
    let mut endings: BTreeMap<String, u32> = BTreeMap::new();
    for transcript in &transcripts {
        *endings.entry(transcript.ended_by().unwrap_or_default().to_owned()).or_default() += 1;
    }
    assert!(endings.get("caller").is_some_and(|count| *count > 3), "{endings:?}");
}

#[test]
fn parameters_that_nobody_described_are_sent_now_and_then() {
    let said = many(10, Hostility::full())
        .iter()
        .flat_map(Transcript::webhooks)
        .filter(|webhook| webhook.form.get("FutureParameter").is_some())
        .count();
    assert!(said > 5);
}

//! Whole conversations with a widget that collects.

use expect_test::{Expect, expect};

use crate::testing::Stage;

use super::Collect;

const KEYS_1234: &str = r#"{"event":"keys","keys":"1234","ended_by":"count"}"#;
const KEYS_12: &str = r#"{"event":"keys","keys":"12","ended_by":"finish-key"}"#;
const KEY_1: &str = r#"{"event":"keys","keys":"1","ended_by":"count"}"#;
const KEY_2: &str = r#"{"event":"keys","keys":"2","ended_by":"count"}"#;
const SILENCE: &str = r#"{"event":"silence"}"#;

fn check(stage: Stage, properties: &str, events: &[&str], expected: Expect) {
    expected.assert_eq(&stage.play::<Collect>(properties, events));
}

#[test]
fn keys_that_fit_are_collected() {
    check(
        Stage::call(),
        r#"{"say":"Your PIN?","min_length":4,"max_length":4}"#,
        &[KEYS_1234],
        expect![[r##"
            visits under_test
            asks #1 gather {"digits":4,"finish_on_key":"#","prompt":{"say":{"language":"en-US","text":"Your PIN?"}},"speech":{"language":"en-US","profanity_filter":false,"timeout":"auto"},"timeout":5}
            hears keys
            visits under_test
              leaves by collected
            asks #2 hang-up
            stores {"value":"1234","raw":"1234","how":"keys","attempts":1,"confirmed":false}
            ends completed
        "##]],
    );
}

#[test]
fn a_wrong_answer_is_asked_for_again_and_then_given_up() {
    check(
        Stage::call(),
        r#"{"say":"Your PIN?","min_length":4,"max_length":4,"attempts":2,"speech":false}"#,
        &[KEYS_12, r#"{"event":"speech","text":"one two","confidence":"0.7"}"#],
        expect![[r##"
            visits under_test
            asks #1 gather {"digits":4,"finish_on_key":"#","prompt":{"say":{"language":"en-US","text":"Your PIN?"}},"timeout":5}
            hears keys
            visits under_test
              notes: Attempt 1: It is too short.
            asks #2 gather {"digits":4,"finish_on_key":"#","prompt":{"say":{"language":"en-US","text":"Sorry, that does not work. Please enter 4 digits. Your PIN?"}},"timeout":5}
            hears speech
            visits under_test
              notes: Attempt 2: It is too short.
              leaves by invalid
            asks #3 hang-up
            stores {"raw":"one two","how":"speech","confidence":"0.7","attempts":2,"confirmed":false}
            ends completed
        "##]],
    );
}

#[test]
fn silence_all_along_leaves_by_silent_and_once_heard_by_invalid() {
    check(
        Stage::call(),
        r#"{"say":"Your PIN?","attempts":2,"silent_say":"Hello?","speech":"no"}"#,
        &[SILENCE, SILENCE],
        expect![[r##"
            visits under_test
            asks #1 gather {"finish_on_key":"#","prompt":{"say":{"language":"en-US","text":"Your PIN?"}},"timeout":5}
            hears silence
            visits under_test
            asks #2 gather {"finish_on_key":"#","prompt":{"say":{"language":"en-US","text":"Hello? Your PIN?"}},"timeout":5}
            hears silence
            visits under_test
              leaves by silent
            asks #3 hang-up
            stores {"attempts":2,"confirmed":false}
            ends completed
        "##]],
    );
    let told = Stage::call().play::<Collect>(
        r#"{"say":"Your PIN?","answer":"date","attempts":2}"#,
        &[KEYS_12, SILENCE],
    );
    assert!(told.contains("leaves by invalid"), "{told}");
}

#[test]
fn an_answer_is_read_back_and_confirmed_or_given_anew() {
    check(
        Stage::call(),
        r#"{"say":"Your number?","confirm":true,"speech":false}"#,
        &[KEYS_12, KEY_2, KEYS_1234, SILENCE, KEY_1],
        expect![[r##"
            visits under_test
            asks #1 gather {"finish_on_key":"#","prompt":{"say":{"language":"en-US","text":"Your number?"}},"timeout":5}
            hears keys
            visits under_test
            asks #2 gather {"digits":1,"finish_on_key":"#","prompt":{"say":{"language":"en-US","text":"You entered 1 2. Press 1 if that is right, or 2 to try again."}},"timeout":5}
            hears keys
            visits under_test
            asks #3 gather {"finish_on_key":"#","prompt":{"say":{"language":"en-US","text":"Your number?"}},"timeout":5}
            hears keys
            visits under_test
            asks #4 gather {"digits":1,"finish_on_key":"#","prompt":{"say":{"language":"en-US","text":"You entered 1 2 3 4. Press 1 if that is right, or 2 to try again."}},"timeout":5}
            hears silence
            visits under_test
            asks #5 gather {"digits":1,"finish_on_key":"#","prompt":{"say":{"language":"en-US","text":"Sorry, I did not get an answer. You entered 1 2 3 4. Press 1 if that is right, or 2 to try again."}},"timeout":5}
            hears keys
            visits under_test
              leaves by collected
            asks #6 hang-up
            stores {"value":"1234","raw":"1234","how":"keys","attempts":2,"confirmed":true}
            ends completed
        "##]],
    );
}

#[test]
fn what_is_never_confirmed_is_no_answer() {
    let told = Stage::call().play::<Collect>(
        r#"{"say":"Your number?","confirm":true,"attempts":1,"confirm_say":"{{value}}, {{flow.variables.name}}?"}"#,
        &[KEYS_12, KEYS_1234],
    );
    assert!(told.contains(r#""text":"1 2, ?""#), "{told}");
    assert!(told.contains("leaves by invalid"), "{told}");
    assert!(!told.contains(r#""value""#), "{told}");
}

#[test]
fn a_reply_to_a_message_is_an_answer() {
    check(
        Stage::message(),
        r#"{"say":"When were you born?","answer":"date","dates":"past","confirm":true,"label":"Born"}"#,
        &[
            r#"{"event":"message","from":"+15550100","body":"soon"}"#,
            r#"{"event":"message","from":"+15550100","body":"3 May 1980"}"#,
            r#"{"event":"message","from":"+15550100","body":"Yes"}"#,
        ],
        expect![[r#"
            visits under_test
            asks #1 send-message {"body":"When were you born?","from":"+15550199","to":"+15550100"}
            asks #2 await-message {"from":"+15550100"}
            asks #3 set-timer {"due":1700003600000}
            hears message
            visits under_test
              notes: Attempt 1: It is no date.
            asks #4 clear-timer {"timer":3}
            asks #5 send-message {"body":"Sorry, that does not work. Please write a date such as 2026-12-24. When were you born?","from":"+15550199","to":"+15550100"}
            asks #6 await-message {"from":"+15550100"}
            asks #7 set-timer {"due":1700003601000}
            hears message
            visits under_test
            asks #8 clear-timer {"timer":7}
            asks #9 send-message {"body":"I understood 3 May 1980. Reply yes if that is right, or no to try again.","from":"+15550199","to":"+15550100"}
            asks #10 await-message {"from":"+15550100"}
            asks #11 set-timer {"due":1700003602000}
            hears message
            visits under_test
              leaves by collected
            asks #12 clear-timer {"timer":11}
            stores {"value":"1980-05-03","raw":"3 May 1980","how":"message","attempts":2,"confirmed":true}
            ends completed
        "#]],
    );
}

#[test]
fn no_reply_and_a_message_that_cannot_be_sent_leave_by_silent() {
    check(
        Stage::message(),
        r#"{"say":"Your name?","answer":"text","attempts":1,"reply_timeout":60}"#,
        &[r#"{"event":"sent","accepted":true}"#, r#"{"event":"timer-fired"}"#],
        expect![[r#"
            visits under_test
            asks #1 send-message {"body":"Your name?","from":"+15550199","to":"+15550100"}
            asks #2 await-message {"from":"+15550100"}
            asks #3 set-timer {"due":1700000060000}
            hears sent
            visits under_test
            hears timer-fired
            visits under_test
              leaves by silent
            stores {"attempts":1,"confirmed":false}
            ends completed
        "#]],
    );
    let told = Stage::request().play::<Collect>(
        r#"{"say":"Your name?","answer":"text"}"#,
        &[r#"{"event":"sent","accepted":false}"#],
    );
    assert!(told.contains("leaves by silent"), "{told}");
}

#[test]
fn a_spanish_caller_is_spoken_to_in_spanish() {
    check(
        Stage::call().with_variable("language", "es-MX"),
        r#"{"say":"How much?","answer":"amount","confirm":true,"texts":{"es":{"say":"¿Cuánto?"}}}"#,
        &[
            r#"{"event":"keys","keys":"1*2*3","ended_by":"finish-key"}"#,
            r#"{"event":"keys","keys":"12*50","ended_by":"finish-key"}"#,
            r#"{"event":"speech","text":"Sí, claro","confidence":"0.9"}"#,
        ],
        expect![[r##"
            visits under_test
            asks #1 gather {"finish_on_key":"#","prompt":{"say":{"language":"es-MX","text":"¿Cuánto?"}},"speech":{"language":"es-MX","profanity_filter":false,"timeout":"auto"},"timeout":5}
            hears keys
            visits under_test
              notes: Attempt 1: It is no amount.
            asks #2 gather {"finish_on_key":"#","prompt":{"say":{"language":"es-MX","text":"Disculpe, eso no es válido. Marque un importe, con la tecla asterisco como coma decimal. ¿Cuánto?"}},"speech":{"language":"es-MX","profanity_filter":false,"timeout":"auto"},"timeout":5}
            hears keys
            visits under_test
            asks #3 gather {"digits":1,"finish_on_key":"#","prompt":{"say":{"language":"es-MX","text":"Ha indicado 12,50. Pulse 1 si es correcto, o 2 para repetir."}},"speech":{"hints":"sí, no, correcto, incorrecto","language":"es-MX","profanity_filter":false,"timeout":"auto"},"timeout":5}
            hears speech
            visits under_test
              leaves by collected
            asks #4 hang-up
            stores {"value":12.5,"raw":"12*50","how":"keys","attempts":2,"confirmed":true}
            ends completed
        "##]],
    );
}

#[test]
fn the_flows_first_language_counts_when_nothing_else_says_one() {
    let told = Stage::call()
        .with_own(r#"{"languages":["es-ES","en-GB"]}"#)
        .play::<Collect>(r#"{"say":"¿Sí o no?","answer":"yes_no"}"#, &[KEY_1]);
    assert!(told.contains(r#""language":"es-ES""#) && told.contains("sí, no"), "{told}");
    assert!(told.contains(r#""value":"yes""#), "{told}");
}

#[test]
fn a_choice_is_made_by_key_or_word() {
    let properties = r#"{"say":"Sales or support?","answer":"choice","choices":[{"value":"sales","keys":"1","words":"buy"},{"value":"support","keys":"2"}]}"#;
    let told = Stage::call().play::<Collect>(properties, &[KEY_2]);
    assert!(told.contains(r#""digits":1"#) && told.contains(r#""value":"support""#), "{told}");
    let told = Stage::call().play::<Collect>(
        properties,
        &[r#"{"event":"speech","text":"I want to buy","confidence":"0.5"}"#],
    );
    assert!(
        told.contains(r#""value":"sales""#) && told.contains(r#""confidence":"0.5""#),
        "{told}"
    );
}

#[test]
fn a_sensitive_answer_is_gathered_as_such() {
    let told = Stage::call()
        .play::<Collect>(r#"{"say":"Card?","sensitive":true,"check_digit":true}"#, &[KEYS_1234]);
    assert!(told.contains(r#""sensitive":true"#), "{told}");
    assert!(told.contains("notes: Attempt 1: The check digit is wrong."), "{told}");
}

#[test]
fn hanging_up_while_asked_ends_the_execution() {
    let told = Stage::call()
        .play::<Collect>(r#"{"say":"PIN?"}"#, &[r#"{"event":"contact-left","reason":"hung-up"}"#]);
    assert!(told.contains("ends contact-left"), "{told}");
}

#[test]
fn the_check_finds_rules_that_nobody_can_follow() {
    let told = Stage::call().problems::<Collect>(
        r##"{"say":"?","answer":"choice","min_length":5,"max_length":4,"check_digit":true,"confirm_say":"Right?","choices":[{"value":"a","keys":"1"},{"value":"b","keys":["1","#"]}],"texts":{"fr":{"confirm_say":"{{value}} ?"}}}"##,
    );
    expect![[r##"
        Warning bad_property at min_length: under_test wants at least 5 and at most 4, which nobody can give. Exchange the two.
        Warning bad_property at confirm_say: The confirmation of under_test does not read the answer back. Put {{value}} where it belongs.
        Warning bad_property at choices: under_test has two choices for the key 1; only the first is ever chosen. Give the other one another key.
        Warning bad_property at choices: under_test has a choice for the key "#", which cannot be pressed as an answer. Use digits, or *.
        Warning bad_property at check_digit: under_test asks for a check digit, which only digits have. Switch it off.
        Warning bad_property at texts: under_test has texts for "fr" without the question itself. Add "say".
    "##]].assert_eq(&told);
    expect![[r#"
        Error bad_property at answer: under_test asks for the kind of answer "number", which does not exist; anything is taken. Choose digits, date, amount, yes_no, phone, choice or text.
    "#]]
        .assert_eq(&Stage::call().problems::<Collect>(r#"{"say":"?","answer":"number"}"#));
    let fine = r#"{"say":"?","confirm_say":"{{value}}?","check_digit":true}"#;
    assert_eq!(Stage::call().problems::<Collect>(fine), "");
}

//! Questions: keys, speech, silence.

use centralita_provider::script::{Reply, Step};
use centralita_provider::transcript::{Entry, Purpose};
use centralita_provider::{Script, Transcript};

use crate::stage::{App, asked, call, has_fault, last, values};

fn ask(attributes: &str, script: Script) -> (Transcript, App) {
    let gather = format!(
        r#"<Gather action="/got" {attributes}><Say>Press one or say sales.</Say></Gather><Say>Nothing came.</Say>"#
    );
    let mut app = App::new().page("/", &gather).page("/got", "<Say>Thank you.</Say>");
    let transcript = call(&mut app, script);
    (transcript, app)
}

fn digits(attributes: &str, script: Script) -> Option<String> {
    let (transcript, _) = ask(attributes, script);
    let got = asked(&transcript, "/got");
    got.last().and_then(|webhook| webhook.form.get("Digits")).map(str::to_owned)
}

#[test]
fn keys_go_to_the_action_and_the_caller_hears_what_comes_next() {
    let (transcript, _) = ask("", Script::new().press("1#"));
    assert_eq!(last(&transcript, "/got").form.get("Digits"), Some("1"));
    assert_eq!(last(&transcript, "/got").form.get("FinishedOnKey"), Some("#"));
    assert_eq!(transcript.heard(), ["Press one or say sales.", "Thank you."]);
    assert_eq!(transcript.status(), "completed");
    assert!(transcript.faults().is_empty(), "{transcript}");
}

#[test]
fn a_gather_without_input_falls_through_to_the_next_verb() {
    let (transcript, _) = ask("", Script::new().silence());
    assert_eq!(transcript.heard(), ["Press one or say sales.", "Nothing came."]);
    assert!(asked(&transcript, "/got").is_empty());
}

#[test]
fn a_gather_without_input_and_without_a_following_verb_ends_the_call() {
    let mut app = App::new().page("/", r#"<Gather action="/got"><Say>Well?</Say></Gather>"#);
    let transcript = call(&mut app, Script::new());
    assert_eq!(transcript.ended_by(), Some("document"));
    assert!(has_fault(&transcript, "nothing stands after <Gather>"));
}

#[test]
fn action_on_empty_result_asks_with_empty_digits() {
    let (transcript, _) = ask(r#"actionOnEmptyResult="true""#, Script::new());
    assert_eq!(last(&transcript, "/got").form.get("Digits"), Some(""));
    assert_eq!(transcript.heard().last(), Some(&"Thank you."));
}

#[test]
fn the_finishing_key_is_not_part_of_digits() {
    assert_eq!(digits(r#"finishOnKey="*""#, Script::new().press("12*")).as_deref(), Some("12"));
}

#[test]
fn the_finishing_key_alone_is_no_input() {
    let (transcript, _) = ask("", Script::new().press("#"));
    assert!(asked(&transcript, "/got").is_empty());
    assert!(transcript.has_heard("Nothing came."));
}

#[test]
fn an_empty_finish_on_key_makes_every_key_part_of_digits() {
    assert_eq!(digits(r#"finishOnKey="""#, Script::new().press("1#*")).as_deref(), Some("1#*"));
    // Absent, the hash key finishes.
    assert_eq!(digits("", Script::new().press("1#*")).as_deref(), Some("1"));
}

#[test]
fn num_digits_ends_the_question_at_once() {
    let (transcript, _) = ask(r#"numDigits="2""#, Script::new().press("123"));
    assert_eq!(last(&transcript, "/got").form.get("Digits"), Some("12"));
    let sent = last(&transcript, "/got").sent_at_millis;
    let pressed = transcript
        .lines
        .iter()
        .find_map(|(at, entry)| matches!(entry, Entry::Pressed(_)).then_some(*at))
        .expect("keys were pressed");
    assert!(sent < pressed + 1_000, "it did not wait for more:\n{transcript}");
}

#[test]
fn leading_zeros_are_kept() {
    assert_eq!(digits(r#"numDigits="4""#, Script::new().press("0042")).as_deref(), Some("0042"));
}

#[test]
fn each_key_starts_the_time_out_again() {
    let slow = Script::new().press("1").wait_millis(4_000).press_now("2").wait_millis(4_000);
    assert_eq!(digits("", slow.clone().press_now("3")).as_deref(), Some("123"));
    // A pause longer than the time-out ends it.
    assert_eq!(digits(r#"timeout="3""#, slow).as_deref(), Some("1"));
}

#[test]
fn a_key_during_the_prompt_cuts_it() {
    let (transcript, _) = ask(r#"numDigits="1""#, Script::new().hear("press one").press_now("1"));
    assert!(transcript.lines.iter().any(|(_, entry)| *entry == Entry::Cut), "{transcript}");
    assert_eq!(last(&transcript, "/got").form.get("Digits"), Some("1"));
}

#[test]
fn a_time_out_of_zero_does_not_wait_after_the_prompt() {
    let (transcript, _) = ask(r#"timeout="0""#, Script::new().press("1"));
    assert!(asked(&transcript, "/got").is_empty());
}

#[test]
fn speech_goes_to_the_action_with_its_confidence() {
    let (transcript, _) = ask(r#"input="dtmf speech""#, Script::new().speak("Sales, please."));
    let form = &last(&transcript, "/got").form;
    assert_eq!(form.get("SpeechResult"), Some("Sales, please."));
    assert_eq!(form.get("Confidence"), Some("0.92"));
    assert_eq!(form.get("Digits"), None);
}

#[test]
fn confidence_may_be_missing() {
    let reply = Reply::Speak { words: "sales".to_owned(), confidence: None };
    let (transcript, _) = ask(r#"input="speech""#, Script::new().then(Step::Answer(reply)));
    assert_eq!(last(&transcript, "/got").form.get("SpeechResult"), Some("sales"));
    assert_eq!(last(&transcript, "/got").form.get("Confidence"), None);
}

#[test]
fn speech_is_not_heard_where_only_keys_are_taken() {
    let (transcript, _) = ask("", Script::new().speak("sales"));
    assert!(asked(&transcript, "/got").is_empty());
}

#[test]
fn keys_win_over_speech() {
    let both = Script::new()
        .hear("press")
        .then(Step::Now(Reply::Speak { words: "sales".to_owned(), confidence: None }));
    let (transcript, _) =
        ask(r#"input="dtmf speech" speechTimeout="5""#, both.wait_millis(500).press_now("2#"));
    let form = &last(&transcript, "/got").form;
    assert_eq!((form.get("Digits"), form.get("SpeechResult")), (Some("2"), None));
}

#[test]
fn without_barge_in_speech_during_the_prompt_is_not_heard() {
    let early = Script::new()
        .hear("press")
        .then(Step::Now(Reply::Speak { words: "sales".to_owned(), confidence: None }));
    let (transcript, _) = ask(r#"input="speech" bargeIn="false""#, early.clone());
    assert!(asked(&transcript, "/got").is_empty());
    let (transcript, _) = ask(r#"input="speech""#, early);
    assert_eq!(asked(&transcript, "/got").len(), 1);
}

#[test]
fn partial_results_are_told_in_their_order() {
    let attributes = r#"input="speech" partialResultCallback="/status/partial""#;
    let (transcript, _) = ask(attributes, Script::new().speak("I want to talk to sales"));
    let partial = values(&transcript, Purpose::PartialSpeech, "UnstableSpeechResult");
    assert_eq!(partial, ["I want to"]);
}

#[test]
fn hanging_up_during_a_gather_asks_no_action_and_only_the_status_tells() {
    let (transcript, _) = ask("", Script::new().hear("press").wait_millis(300).hang_up());
    assert!(asked(&transcript, "/got").is_empty());
    assert_eq!(transcript.ended_by(), Some("caller"));
    assert_eq!(values(&transcript, Purpose::CallStatus, "CallStatus"), ["completed"]);
}

#[test]
fn a_gather_without_action_asks_its_own_address() {
    let mut app = App::new()
        .page("/", r#"<Gather numDigits="1"/><Hangup/>"#)
        .page("/", "<Say>Again here.</Say>");
    let transcript = call(&mut app, Script::new().press("5"));
    assert_eq!(asked(&transcript, "/").len(), 2);
    assert_eq!(last(&transcript, "/").form.get("Digits"), Some("5"));
    assert!(has_fault(&transcript, "<Gather> has no action"));
}

#[test]
fn prompts_inside_loop_and_pause() {
    let inside = r#"<Gather action="/got" timeout="1"><Say loop="2">A</Say><Pause length="2"/><Play>http://app.test/b.mp3</Play></Gather><Hangup/>"#;
    let mut app = App::new().page("/", inside);
    let transcript = call(&mut app, Script::new());
    assert_eq!(transcript.heard(), ["A", "A", "http://app.test/b.mp3"]);
}

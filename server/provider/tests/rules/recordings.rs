//! Recordings: beeps, silences, keys, hang-ups, and who is told.

use centralita_provider::transcript::{Entry, Purpose};
use centralita_provider::{Script, Settings};

use crate::stage::{App, asked, call, call_in, exchange_with, has_fault, last, values};

fn voicemail(attributes: &str) -> App {
    let record = format!(r#"<Say>After the beep.</Say><Record action="/done" {attributes}/>"#);
    App::new().page("/", &record).page("/done", "<Say>Saved.</Say>").page("/status/text", "")
}

#[test]
fn a_message_is_recorded_after_the_beep_and_ends_by_silence() {
    let mut app = voicemail("");
    let transcript = call(&mut app, Script::new().speak("Please call me back"));
    let form = &last(&transcript, "/done").form;
    assert!(form.get("RecordingUrl").is_some_and(|url| url.contains("/Recordings/RE")));
    assert!(form.get("RecordingSid").is_some_and(|sid| sid.starts_with("RE")));
    assert_eq!(form.get("RecordingDuration"), Some("2"));
    assert_eq!(form.get("Digits"), None);
    assert!(transcript.lines.iter().any(|(_, entry)| *entry == Entry::Beep));
    assert!(transcript.has_heard("Saved."));
}

#[test]
fn any_key_ends_it_unless_the_document_names_some() {
    let talk = Script::new().speak("Hello there").press_now("5");
    let transcript = call(&mut voicemail(""), talk.clone());
    assert_eq!(last(&transcript, "/done").form.get("Digits"), Some("5"));
    let transcript = call(&mut voicemail(r##"finishOnKey="#""##), talk);
    assert_eq!(last(&transcript, "/done").form.get("Digits"), None);
}

#[test]
fn hanging_up_while_recording_tells_the_action_with_hangup() {
    let gone = Script::new().speak("Never mind").hang_up();
    let transcript = call(&mut voicemail(""), gone);
    let told = last(&transcript, "/done");
    assert_eq!(told.form.get("Digits"), Some("hangup"));
    assert_eq!(told.form.get("CallStatus"), Some("completed"));
    assert_eq!(told.purpose, Purpose::Farewell);
    assert!(!transcript.has_heard("Saved."));
}

#[test]
fn the_longest_time_ends_it() {
    let transcript = call(
        &mut voicemail(r#"maxLength="1" trim="do-not-trim""#),
        Script::new().speak("So long a message"),
    );
    assert_eq!(last(&transcript, "/done").form.get("RecordingDuration"), Some("1"));
}

#[test]
fn no_beep_where_none_is_wanted() {
    let transcript = call(&mut voicemail(r#"playBeep="false""#), Script::new());
    assert!(!transcript.lines.iter().any(|(_, entry)| *entry == Entry::Beep));
}

#[test]
fn nothing_after_record_runs_when_it_has_an_action() {
    let page = r#"<Record action="/done"/><Say>Never heard.</Say>"#;
    let mut app = App::new().page("/", page).page("/done", "<Hangup/>");
    let transcript = call(&mut app, Script::new().speak("Hello"));
    assert_eq!(asked(&transcript, "/done").len(), 1);
    assert!(!transcript.has_heard("Never heard."));
}

#[test]
fn a_silent_recording_asks_the_action_or_falls_through_as_the_provider_is_set() {
    let page = r#"<Record action="/done"/><Say>Nothing was said.</Say>"#;
    let mut app = App::new().page("/", page).page("/done", "");
    let transcript = call(&mut app, Script::new());
    assert_eq!(asked(&transcript, "/done").len(), 1);
    let settings = Settings { silent_recording_falls_through: true, ..Settings::seeded(7) };
    let transcript = call_in(&mut exchange_with(settings), &mut app, Script::new());
    assert!(transcript.has_heard("Nothing was said."));
}

#[test]
fn record_without_action_loops_on_the_same_address() {
    let mut app = App::new().page("/", r#"<Record timeout="1"/>"#);
    let transcript = call(&mut app, Script::new().patience_millis(30_000));
    assert!(app.times_asked("/") > 5);
    assert!(has_fault(&transcript, "<Record> has no action"));
    assert_eq!(transcript.ended_by(), Some("caller"));
}

#[test]
fn recording_callbacks_come_for_the_events_that_were_asked_for() {
    let events = r#"recordingStatusCallback="/status/rec" recordingStatusCallbackEvent="in-progress completed absent""#;
    let transcript = call(&mut voicemail(events), Script::new().speak("Hello"));
    let statuses = values(&transcript, Purpose::RecordingStatus, "RecordingStatus");
    assert_eq!(statuses, ["in-progress", "completed"]);
    let transcript = call(&mut voicemail(events), Script::new());
    let statuses = values(&transcript, Purpose::RecordingStatus, "RecordingStatus");
    assert_eq!(statuses, ["in-progress", "absent"]);
    let transcript = call(
        &mut voicemail(r#"recordingStatusCallback="/status/rec""#),
        Script::new().speak("Hello"),
    );
    let told = transcript.webhooks_for(Purpose::RecordingStatus);
    assert_eq!(told.len(), 1);
    for name in [
        "RecordingSid",
        "RecordingUrl",
        "RecordingDuration",
        "RecordingChannels",
        "RecordingStartTime",
        "RecordingSource",
        "AccountSid",
        "CallSid",
    ] {
        assert!(told.iter().all(|webhook| webhook.form.filled(name).is_some()), "{name}");
    }
}

#[test]
fn a_transcription_comes_later_to_its_own_address() {
    let mut app = voicemail(r#"transcribe="true" transcribeCallback="/status/text""#);
    let transcript = call(&mut app, Script::new().speak("Please call me back"));
    let told = transcript.webhooks_for(Purpose::Transcription);
    assert_eq!(told.len(), 1);
    let form = &told.first().expect("one was told").form;
    assert_eq!(form.get("TranscriptionText"), Some("Please call me back"));
    assert_eq!(form.get("TranscriptionStatus"), Some("completed"));
}

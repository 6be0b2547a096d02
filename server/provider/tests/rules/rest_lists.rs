//! Participants and recordings, by the provider's own web service.

use centralita_provider::{Form, Script};
use serde_json::Value;

use crate::rest::{ANN, answering, ask, json, text};
use crate::stage::{APP, App, CALLER, NUMBER, exchange, last};

#[test]
fn participants_are_added_listed_changed_and_removed() {
    let mut exchange = answering(Script::new());
    let id = exchange.dial_in(CALLER, NUMBER, Script::new());
    let mut app = App::new().page("/", "<Dial><Conference>room 1</Conference></Dial>");
    exchange.play_until(2_000, |request| app.answer(request));
    let list = json(&ask(&mut exchange, "GET", "Conferences.json", Form::new()));
    let room = text(list.pointer("/conferences/0").expect("there is one"), "sid");
    let path = format!("Conferences/{room}/Participants");
    let form = Form::new().with("From", NUMBER).with("To", ANN).with("Label", "worker");
    let added = ask(&mut exchange, "POST", &format!("{path}.json"), form);
    assert_eq!(added.status, 201);
    exchange.play_until(10_000, |request| app.answer(request));
    let list = json(&ask(&mut exchange, "GET", &format!("{path}.json"), Form::new()));
    assert_eq!(list.get("participants").and_then(Value::as_array).map(Vec::len), Some(2));
    let form = Form::new().with("Muted", "true").with("Hold", "true");
    let changed = json(&ask(&mut exchange, "POST", &format!("{path}/worker.json"), form));
    assert_eq!(changed.get("muted"), Some(&Value::Bool(true)));
    assert_eq!(changed.get("hold"), Some(&Value::Bool(true)));
    let sid = text(&changed, "call_sid");
    assert_eq!(
        ask(&mut exchange, "DELETE", &format!("{path}/{sid}.json"), Form::new()).status,
        204
    );
    assert_eq!(ask(&mut exchange, "GET", &format!("{path}/{sid}.json"), Form::new()).status, 404);
    let end = Form::new().with("Status", "completed");
    let ended = json(&ask(&mut exchange, "POST", &format!("Conferences/{room}.json"), end));
    assert_eq!(text(&ended, "status"), "completed");
    exchange.play(|request| app.answer(request));
    assert!(exchange.call(id).has_ended());
}

#[test]
fn recordings_can_be_listed_heard_and_deleted() {
    let mut exchange = exchange();
    let id = exchange.dial_in(CALLER, NUMBER, Script::new().wait_millis(9_000).hang_up());
    let mut app = App::new().page("/", "<Pause length=\"60\"/>");
    exchange.play_until(3_000, |request| app.answer(request));
    let call = exchange.call(id).sid.to_string();
    let form = Form::new().with("RecordingStatusCallback", format!("{APP}/status/rec"));
    let begun = ask(&mut exchange, "POST", &format!("Calls/{call}/Recordings.json"), form);
    assert_eq!(begun.status, 201);
    let sid = text(&json(&begun), "sid");
    exchange.play(|request| app.answer(request));
    let told = last(&exchange.call(id).transcript, "/status/rec").form.clone();
    assert_eq!(told.get("RecordingStatus"), Some("completed"));
    assert_eq!(told.get("RecordingDuration"), Some("6"));
    let sound = ask(&mut exchange, "GET", &format!("Recordings/{sid}.wav"), Form::new());
    assert_eq!((sound.status, sound.content_type), (200, "audio/x-wav"));
    assert_eq!(
        ask(&mut exchange, "DELETE", &format!("Recordings/{sid}.json"), Form::new()).status,
        204
    );
    assert_eq!(
        ask(&mut exchange, "GET", &format!("Recordings/{sid}.json"), Form::new()).status,
        404
    );
}

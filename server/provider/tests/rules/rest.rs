//! The provider's own web service: placing, changing, looking, refusing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use centralita_provider::rest::{RestAnswer, RestRequest, respond};
use centralita_provider::script::{Ring, Script};
use centralita_provider::transcript::Purpose;
use centralita_provider::{Exchange, Form, Peer};
use serde_json::Value;

use crate::stage::{APP, App, CALLER, NUMBER, asked, exchange, last, values};

/// Somebody who can be called.
pub const ANN: &str = "+15550111";

/// One request with the right password.
pub fn ask(exchange: &mut Exchange, method: &str, path: &str, form: Form) -> RestAnswer {
    let account = exchange.settings.account.to_string();
    let secret = STANDARD.encode(format!("{account}:{}", exchange.settings.token));
    let request = RestRequest {
        method: method.to_owned(),
        path: format!("/2010-04-01/Accounts/{account}/{path}"),
        form,
        authorization: format!("Basic {secret}"),
    };
    respond(exchange, &request)
}

/// The body of an answer.
pub fn json(answer: &RestAnswer) -> Value {
    serde_json::from_slice(&answer.body).expect("the answer is JSON")
}

/// A field of an answer that is a text.
pub fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn place(exchange: &mut Exchange, extra: &[(&str, &str)]) -> Value {
    let mut form = Form::new().with("To", ANN).with("From", NUMBER);
    for (name, value) in extra {
        form.add(*name, *value);
    }
    let answer = ask(exchange, "POST", "Calls.json", form);
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
    json(&answer)
}

/// An exchange in which Ann answers and does this.
pub fn answering(script: Script) -> Exchange {
    let mut exchange = exchange();
    exchange.set_peer(ANN, Peer::answers(script));
    exchange
}

const FIRST: (&str, &str) = ("Url", "http://app.test/placed");

#[test]
fn a_call_placed_by_rest_rings_and_asks_for_its_document_when_answered() {
    let mut exchange = answering(Script::new());
    let call = place(
        &mut exchange,
        &[
            FIRST,
            ("StatusCallback", "http://app.test/status"),
            ("StatusCallbackEvent", "initiated"),
            ("StatusCallbackEvent", "ringing"),
            ("StatusCallbackEvent", "answered"),
            ("StatusCallbackEvent", "completed"),
        ],
    );
    assert_eq!(text(&call, "status"), "queued");
    assert_eq!(text(&call, "direction"), "outbound-api");
    let mut app = App::new().page("/placed", "<Say>This is your reminder.</Say>");
    exchange.play(|request| app.answer(request));
    let placed = exchange.calls().next().expect("it was placed");
    assert_eq!(placed.transcript.heard(), ["This is your reminder."]);
    assert_eq!(
        values(&placed.transcript, Purpose::CallStatus, "CallStatus"),
        ["initiated", "ringing", "in-progress", "completed"]
    );
    assert_eq!(last(&placed.transcript, "/placed").form.get("CallStatus"), Some("in-progress"));
    let sid = placed.sid.to_string();
    let fetched = json(&ask(&mut exchange, "GET", &format!("Calls/{sid}.json"), Form::new()));
    assert_eq!(text(&fetched, "status"), "completed");
    assert_eq!(text(&fetched, "duration"), "2");
}

#[test]
fn machine_detection_says_who_answered() {
    let mut exchange = exchange();
    exchange.set_peer(ANN, Peer::answers(Script::new()).answered_by("machine_end_beep"));
    place(&mut exchange, &[FIRST, ("MachineDetection", "DetectMessageEnd")]);
    let mut app = App::new().page("/placed", "<Hangup/>");
    exchange.play(|request| app.answer(request));
    let transcript = &exchange.calls().next().expect("it was placed").transcript;
    assert_eq!(last(transcript, "/placed").form.get("AnsweredBy"), Some("machine_end_beep"));
}

#[test]
fn detection_may_tell_later_while_the_call_goes_on() {
    let mut exchange = answering(Script::new());
    place(
        &mut exchange,
        &[
            FIRST,
            ("MachineDetection", "Enable"),
            ("AsyncAmd", "true"),
            ("AsyncAmdStatusCallback", "http://app.test/status/amd"),
        ],
    );
    let mut app = App::new().page("/placed", "<Pause length=\"5\"/>");
    exchange.play(|request| app.answer(request));
    let transcript = &exchange.calls().next().expect("it was placed").transcript;
    assert_eq!(last(transcript, "/placed").form.get("AnsweredBy"), None);
    assert_eq!(last(transcript, "/status/amd").form.get("AnsweredBy"), Some("human"));
}

#[test]
fn a_live_call_is_sent_elsewhere_at_once() {
    let mut exchange = exchange();
    let id = exchange.dial_in(CALLER, NUMBER, Script::new());
    let mut app = App::new()
        .page("/", "<Say>Please wait.</Say><Pause length=\"600\"/>")
        .page("/now", "<Say>Somebody is there.</Say>");
    exchange.play_until(10_000, |request| app.answer(request));
    let sid = exchange.call(id).sid.to_string();
    let form = Form::new().with("Url", format!("{APP}/now"));
    let answer = ask(&mut exchange, "POST", &format!("Calls/{sid}.json"), form);
    assert_eq!(answer.status, 200);
    exchange.play(|request| app.answer(request));
    let transcript = &exchange.call(id).transcript;
    assert_eq!(transcript.heard(), ["Please wait.", "Somebody is there."]);
    assert!(last(transcript, "/now").sent_at_millis < 11_000);
}

#[test]
fn inline_twiml_runs_without_asking_and_its_addresses_have_to_be_absolute() {
    let mut exchange = exchange();
    let id = exchange.dial_in(CALLER, NUMBER, Script::new());
    let mut app = App::new().page("/", "<Pause length=\"600\"/>");
    exchange.play_until(5_000, |request| app.answer(request));
    let sid = exchange.call(id).sid.to_string();
    let twiml = r#"<Response><Say>Inline.</Say><Redirect>/relative</Redirect></Response>"#;
    let form = Form::new().with("Twiml", twiml);
    ask(&mut exchange, "POST", &format!("Calls/{sid}.json"), form);
    exchange.play(|request| app.answer(request));
    let transcript = &exchange.call(id).transcript;
    assert!(transcript.has_heard("Inline."));
    assert!(crate::stage::has_fault(transcript, "\"/relative\" is relative"));
    assert!(asked(transcript, "/relative").is_empty());
}

#[test]
fn a_call_is_ended_or_canceled_by_rest() {
    let mut exchange = exchange();
    let id = exchange.dial_in(CALLER, NUMBER, Script::new());
    let mut app = App::new().page("/", "<Pause length=\"600\"/>");
    exchange.play_until(5_000, |request| app.answer(request));
    let end = |status: &str| Form::new().with("Status", status);
    let path = format!("Calls/{}.json", exchange.call(id).sid);
    assert_eq!(ask(&mut exchange, "POST", &path, end("canceled")).status, 400);
    let ended = json(&ask(&mut exchange, "POST", &path, end("completed")));
    assert_eq!(text(&ended, "status"), "completed");
    assert_eq!(exchange.call(id).transcript.ended_by(), Some("rest"));
    let again = ask(&mut exchange, "POST", &path, end("completed"));
    assert_eq!((again.status, json(&again).get("code").cloned()), (400, Some(21220.into())));

    let placed = text(&place(&mut exchange, &[FIRST]), "sid");
    let path = format!("Calls/{placed}.json");
    let canceled = json(&ask(&mut exchange, "POST", &path, end("canceled")));
    assert_eq!(text(&canceled, "status"), "canceled");
}

#[test]
fn sending_a_dialling_call_elsewhere_lets_the_other_leg_go() {
    let mut exchange = answering(Script::new());
    let id = exchange.dial_in(CALLER, NUMBER, Script::new());
    let mut app = App::new()
        .page("/", r#"<Dial action="/dialled">+15550111</Dial>"#)
        .page("/now", "<Say>Elsewhere.</Say>");
    exchange.play_until(20_000, |request| app.answer(request));
    let path = format!("Calls/{}.json", exchange.call(id).sid);
    ask(&mut exchange, "POST", &path, Form::new().with("Url", format!("{APP}/now")));
    exchange.play(|request| app.answer(request));
    assert!(exchange.call(id).transcript.has_heard("Elsewhere."));
    assert!(asked(&exchange.call(id).transcript, "/dialled").is_empty());
    assert!(exchange.is_quiet());
}

#[test]
fn a_waiting_caller_and_a_rung_worker_are_brought_into_one_conference() {
    let mut exchange = exchange();
    let worker = Script::new().press("1").joined().wait_millis(3_000).hang_up();
    exchange.set_peer(ANN, Peer::of(Ring::Answers { after_millis: 3_000, script: worker }));
    let caller = exchange.dial_in(CALLER, NUMBER, Script::new().joined());
    let join = r#"<Dial action="/left"><Conference startConferenceOnEnter="true">task 1</Conference></Dial>"#;
    let mut app = App::new()
        .page("/", "<Play>http://app.test/music.mp3</Play><Redirect>/</Redirect>")
        .page(
            "/placed",
            r#"<Gather numDigits="1" action="/accepted"><Say>Press one.</Say></Gather>"#,
        )
        .page("/accepted", join)
        .page("/join", join)
        .page("/left", "<Hangup/>");
    exchange.play_until(4_000, |request| app.answer(request));
    place(&mut exchange, &[FIRST]);
    exchange.play_until(12_000, |request| app.answer(request));
    let path = format!("Calls/{}.json", exchange.call(caller).sid);
    ask(&mut exchange, "POST", &path, Form::new().with("Url", format!("{APP}/join")));
    exchange.play(|request| app.answer(request));
    let joined = exchange.rooms().iter().filter(|room| room.has_begun).count();
    assert_eq!(joined, 1);
    assert!(exchange.calls().all(|call| call.transcript.wrongs().is_empty()));
}

#[test]
fn what_is_wrong_with_a_request_is_said_with_the_vendors_numbers() {
    let mut exchange = exchange();
    let form = |pairs: &[(&str, &str)]| {
        pairs.iter().fold(Form::new(), |form, (name, value)| form.with(*name, *value))
    };
    for (fields, code) in [
        (vec![("From", NUMBER), FIRST], 21201),
        (vec![("To", ANN), FIRST], 21213),
        (vec![("To", ANN), ("From", "+15559999"), FIRST], 21210),
        (vec![("To", ANN), ("From", NUMBER)], 21205),
        (vec![("To", ANN), ("From", NUMBER), ("Url", "/relative")], 21205),
    ] {
        let answer = ask(&mut exchange, "POST", "Calls.json", form(&fields));
        let body = json(&answer);
        assert_eq!(answer.status, 400);
        assert_eq!(body.get("code"), Some(&code.into()), "{fields:?}");
        assert_eq!(body.get("status"), Some(&400.into()));
        assert!(!text(&body, "message").is_empty() && !text(&body, "more_info").is_empty());
    }
    for (fields, code) in [
        (vec![("From", NUMBER), ("Body", "x")], 21604),
        (vec![("To", ANN), ("Body", "x")], 21603),
        (vec![("To", ANN), ("From", NUMBER)], 21602),
    ] {
        let answer = ask(&mut exchange, "POST", "Messages.json", form(&fields));
        assert_eq!(json(&answer).get("code"), Some(&code.into()), "{fields:?}");
    }
}

#[test]
fn strangers_and_too_many_requests_are_refused() {
    let mut exchange = exchange();
    let request = RestRequest {
        method: "GET".to_owned(),
        path: format!("/2010-04-01/Accounts/{}/Calls.json", exchange.settings.account),
        ..RestRequest::default()
    };
    assert_eq!(respond(&mut exchange, &request).status, 401);
    exchange.throttled = 1;
    let refused = ask(&mut exchange, "GET", "Calls.json", Form::new());
    assert_eq!((refused.status, json(&refused).get("code").cloned()), (429, Some(20429.into())));
    assert_eq!(ask(&mut exchange, "GET", "Calls.json", Form::new()).status, 200);
    assert_eq!(ask(&mut exchange, "GET", "Unknown.json", Form::new()).status, 404);
}

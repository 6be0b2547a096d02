//! The phone page's side of a call, asked as the page asks, over a store in memory.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use centralita_server::flows::NewRevision;
use centralita_server::store::MemoryStore;
use centralita_server::{Server, Setup};
use serde_json::{Value, json};
use tower::ServiceExt;

const GREETS: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","properties":{},"transitions":[
        {"event":"incomingMessage"},{"event":"incomingCall","next":"ask"},{"event":"incomingRequest"}]},
    {"name":"ask","type":"gather-input-on-call",
     "transitions":[{"event":"keypress","next":"leave"},{"event":"speech"},{"event":"timeout"}],
     "properties":{"say":"Press a <emphasis>key</emphasis>","timeout":5,"loop":1}},
    {"name":"leave","type":"record-voicemail",
     "transitions":[{"event":"recordingComplete"},{"event":"noAudio"},{"event":"hangup"}],
     "properties":{"timeout":5,"max_length":60,"play_beep":"true"}}
],"initial_state":"Trigger"}"#;

const CALL: &str = "0123456789abcdef0123456789abcdef";

struct Desk(Server);

impl Desk {
    /// A server with the flow `FW1`, published or not.
    async fn with(publish: bool) -> Desk {
        let server = Server::open(Setup::over(Arc::new(MemoryStore::default()))).await.unwrap();
        let state = server.state();
        let new = NewRevision {
            flow: "FW1".into(),
            name: Some("greets".into()),
            definition: GREETS.into(),
            publish,
            message: String::new(),
            author: String::new(),
            over: None,
        };
        state.driver.flows.make(state.tenant, new, state.driver.clock.now()).await.unwrap();
        Desk(server)
    }

    async fn ask(&self, method: Method, path: &str, kind: &str, body: &str) -> (StatusCode, Value) {
        let request = Request::builder().method(method).uri(path).header("content-type", kind);
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.0.router().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    async fn begin(&self, call: &Value) -> (StatusCode, Value) {
        self.ask(Method::POST, "/phone/calls", "application/json", &call.to_string()).await
    }

    async fn tell(&self, link: &str, said: &str) -> (StatusCode, Value) {
        self.ask(Method::POST, link, "application/x-www-form-urlencoded", said).await
    }
}

#[tokio::test]
async fn a_call_whose_answer_got_lost_is_asked_again_and_is_one_call() {
    let desk = Desk::with(true).await;
    let begin = json!({ "flow": "FW1", "call": CALL, "from": "+15550100" });
    let (status, page) = desk.begin(&begin).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let ask = page["verbs"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&ask["verb"], &ask["prompt"]["text"]), (&json!("gather"), &json!("Press a key")));
    assert_eq!(desk.begin(&begin).await.1, page);
    let next = ask["next"].as_str().unwrap();
    let (_, recording) = desk.tell(next, "Digits=1").await;
    let record = recording["verbs"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(record["verb"], "record", "{recording}");
    assert_eq!(desk.tell(next, "Digits=1").await.1, recording);
    // A recording is taken while it is waited for, twice as once, and nowhere else.
    let upload = record["upload"].as_str().unwrap();
    let (status, kept) = desk.ask(Method::POST, upload, "audio/webm;codecs=opus", "sound").await;
    assert_eq!(status, StatusCode::OK, "{kept}");
    assert_eq!(desk.ask(Method::POST, upload, "audio/webm", "other").await.1, kept);
    let (status, _) = desk.ask(Method::POST, upload, "text/html", "<script>").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, over) = desk.tell(record["next"].as_str().unwrap(), "RecordingDuration=2").await;
    assert_eq!(status, StatusCode::OK, "{over}");
    let (status, _) = desk.ask(Method::POST, upload, "audio/webm", "late").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_is_read_of_a_recording_that_no_call_waits_for() {
    let desk = Desk::with(true).await;
    desk.begin(&json!({ "flow": "FW1", "call": CALL, "from": "+15550100" })).await;
    for (path, kind, expected) in [
        (format!("/phone/call/FN{CALL}/1/recording"), "audio/webm", StatusCode::NOT_FOUND),
        ("/phone/call/FN0/1/recording".into(), "audio/webm", StatusCode::NOT_FOUND),
        ("/phone/call/FN0/1/recording".into(), "text/html", StatusCode::BAD_REQUEST),
    ] {
        let was_read = Arc::new(AtomicBool::new(false));
        let reads = was_read.clone();
        let endless = futures_util::stream::repeat_with(move || {
            reads.store(true, Ordering::SeqCst);
            Ok::<_, std::io::Error>(vec![0; 1024])
        });
        let request = Request::post(&path).header("content-type", kind);
        let request = request.body(Body::from_stream(endless)).unwrap();
        let response = desk.0.router().oneshot(request).await.unwrap();
        assert_eq!(response.status(), expected, "{path}");
        assert!(!was_read.load(Ordering::SeqCst), "{path}");
    }
}

#[tokio::test]
async fn a_recording_without_end_is_refused_and_a_better_one_taken() {
    let desk = Desk::with(true).await;
    let (_, page) = desk.begin(&json!({ "flow": "FW1", "call": CALL })).await;
    let ask = page["verbs"].as_array().unwrap().last().unwrap();
    let (_, recording) = desk.tell(ask["next"].as_str().unwrap(), "Digits=1").await;
    let record = recording["verbs"].as_array().unwrap().last().unwrap();
    let upload = record["upload"].as_str().unwrap();
    let endless = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![0; 64 * 1024]));
    let request = Request::post(upload).header("content-type", "audio/webm");
    let request = request.body(Body::from_stream(endless)).unwrap();
    let response = desk.0.router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(desk.ask(Method::POST, upload, "audio/webm", "sound").await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_in_words() {
    let desk = Desk::with(true).await;
    for (call, expected) in [
        (json!({ "flow": "FWnone", "call": CALL }), StatusCode::NOT_FOUND),
        (json!({ "flow": "FW1", "call": "short" }), StatusCode::BAD_REQUEST),
        (json!({ "flow": "FW1", "call": "../../../../etc/passwd" }), StatusCode::BAD_REQUEST),
        (json!({ "flow": "FW1", "call": CALL, "from": "a\nb" }), StatusCode::BAD_REQUEST),
    ] {
        let (status, told) = desk.begin(&call).await;
        assert_eq!(status, expected, "{call}");
        assert!(told["message"].as_str().unwrap().ends_with('.'), "{told}");
    }
    let stranger = format!("/phone/call/FN{CALL}/1/gather");
    assert_eq!(desk.tell(&stranger, "Digits=1").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn strangers_neither_see_drafts_nor_call_them() {
    let desk = Desk::with(false).await;
    let (_, told) = desk.ask(Method::GET, "/phone/flows", "", "").await;
    assert_eq!(told["flows"], json!([]));
    let (status, _) = desk.begin(&json!({ "flow": "FW1", "call": CALL, "draft": true })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_page_runs_no_script_but_its_own_files() {
    let desk = Desk::with(true).await;
    let request = Request::get("/phone/").body(Body::empty()).unwrap();
    let response = desk.0.router().oneshot(request).await.unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let page = String::from_utf8(bytes.to_vec()).unwrap();
    for (place, _) in page.match_indices("<script") {
        let tag = page[place..].split('>').next().unwrap();
        assert!(tag.contains(" src=\"/"), "{tag}");
    }
    assert!(!page.contains(" style=") && !page.contains(" onclick="));
    // Every file that the page and its scripts name is there.
    for file in [
        "phone.css",
        "icon.svg",
        "phone.js",
        "call.js",
        "asking.js",
        "voice.js",
        "ears.js",
        "sounds.js",
        "recorder.js",
        "screen.js",
        "words.js",
    ] {
        let request = Request::get(format!("/phone/{file}")).body(Body::empty()).unwrap();
        let response = desk.0.router().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{file}");
    }
}

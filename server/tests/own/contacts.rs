//! Contacts: everything about one is shown, and forgotten.

use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use centralita_api::{AuditPage, ContactForgotten, ContactWhole, ExecutionPage};
use centralita_server::Setup;
use centralita_server::store::Store;
use centralita_server::store::sqlite::{SqliteSettings, SqliteStore};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::desk::{Asking, Desk};

const ANA: &str = "+15550100";
const LUIS: &str = "+15550101";

/// Records what the caller says, and remembers what is pressed.
const LEAVES: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","properties":{},"transitions":[{"event":"incomingCall","next":"leave"}]},
    {"name":"leave","type":"record-voicemail","properties":{"timeout":5,"max_length":60,"play_beep":"true"},
     "transitions":[{"event":"recordingComplete","next":"ask"},{"event":"noAudio","next":"ask"},{"event":"hangup"}]},
    {"name":"ask","type":"gather-input-on-call","properties":{"say":"Your number","timeout":5,"loop":1},
     "transitions":[{"event":"keypress"},{"event":"speech"},{"event":"timeout"}]}
],"initial_state":"Trigger"}"#;

/// Something that was said nowhere else.
const CANARY: &str = "86420975310";

struct Phone<'d> {
    desk: &'d Desk,
    flow: String,
}

impl Phone<'_> {
    async fn post(&self, path: &str, kind: &str, body: &str) -> Value {
        let at = path.find("/phone").expect("a path of the phone");
        let request = Request::post(&path[at..]).header("content-type", kind);
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.desk.server.router().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    /// A call: a recording is left, and when `to_its_end` a number is pressed. Where the recording is heard.
    async fn call(&self, from: &str, call: u32, to_its_end: bool) -> String {
        let begin = json!({ "flow": self.flow, "call": format!("{call:020}"), "from": from });
        let page = self.post("/phone/calls", "application/json", &begin.to_string()).await;
        let record = page["verbs"].as_array().unwrap().last().unwrap().clone();
        let upload = record["upload"].as_str().unwrap();
        let kept = self.post(upload, "audio/webm", "the voice of somebody").await;
        let form = "application/x-www-form-urlencoded";
        let next = record["next"].as_str().unwrap();
        let asked = self.post(next, form, "RecordingDuration=2").await;
        if to_its_end {
            let ask = asked["verbs"].as_array().unwrap().last().unwrap().clone();
            let keys = format!("Digits={CANARY}");
            self.post(ask["next"].as_str().unwrap(), form, &keys).await;
        }
        kept["url"].as_str().unwrap().to_owned()
    }

    async fn is_heard(&self, recording: &str) -> bool {
        let at = recording.find("/phone").expect("a path of the phone");
        let request = Request::get(&recording[at..]).body(Body::empty()).unwrap();
        self.desk.server.router().oneshot(request).await.unwrap().status() == StatusCode::OK
    }
}

async fn phone<'d>(desk: &'d Desk, me: &Asking) -> Phone<'d> {
    let flow = desk.flow(me, LEAVES).await;
    let live = desk.api(me, "POST", &format!("{flow}/publish"), json!({ "over": 1 })).await;
    assert_eq!(live.status, StatusCode::OK, "{}", live.text);
    Phone { desk, flow: flow.trim_start_matches("/flows/").to_owned() }
}

const AT_ANA: &str = "/contacts/%2B1%20555-0100";

#[tokio::test]
async fn everything_about_a_contact_is_shown_and_then_forgotten_and_nobody_elses() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let phone = phone(&desk, &me).await;
        let anas = phone.call(ANA, 1, true).await;
        let luis = phone.call(LUIS, 2, true).await;
        let shown: ContactWhole = desk.get(&me, AT_ANA).await;
        assert_eq!(shown.addresses[..2], ["+1 555-0100", ANA]);
        assert_eq!((shown.executions.len(), shown.is_partial), (1, false));
        assert_eq!(shown.executions[0].execution.contact, ANA);
        assert!(shown.executions[0].journal.iter().any(|one| one.entry.contains(CANARY)));
        assert_eq!(shown.recordings.join(" "), anas);

        let gone = desk.api(&me, "DELETE", AT_ANA, Value::Null).await;
        assert_eq!(gone.read::<ContactForgotten>(), ContactForgotten { forgotten: 1, live: 0 });
        assert!(!phone.is_heard(&anas).await);
        let shown: ContactWhole = desk.get(&me, AT_ANA).await;
        assert_eq!((shown.executions.len(), shown.recordings.len()), (0, 0));
        let left: ExecutionPage = desk.get(&me, "/executions").await;
        let left: Vec<&str> = left.executions.iter().map(|one| one.contact.as_str()).collect();
        assert_eq!(left, [LUIS]);
        assert!(phone.is_heard(&luis).await);

        // Who did it is known, and whom it was about only to who knows the number.
        let audit = desk.api(&me, "GET", "/audit", Value::Null).await;
        assert!(
            !audit.text.contains("5550100") && !audit.text.contains("555-0100"),
            "{}",
            audit.text
        );
        let audit: AuditPage = audit.read();
        let said: Vec<&str> = audit.entries.iter().map(|entry| entry.what.as_str()).collect();
        assert_eq!(said[..3], ["contact-shown", "contact-forgotten", "contact-shown"]);
        assert_eq!(audit.entries[0].thing, audit.entries[2].thing);
    }
}

#[tokio::test]
async fn who_still_talks_is_not_forgotten_before_the_end() {
    let desk = Desk::in_memory().await;
    let me = desk.admin().await;
    let phone = phone(&desk, &me).await;
    phone.call(ANA, 1, true).await;
    let recording = phone.call(ANA, 2, false).await;
    let forgotten =
        || async { desk.api(&me, "DELETE", AT_ANA, Value::Null).await.read::<ContactForgotten>() };
    assert_eq!(forgotten().await, ContactForgotten { forgotten: 1, live: 1 });
    assert!(phone.is_heard(&recording).await);
    let end = json!({ "flow": phone.flow });
    assert_eq!(desk.api(&me, "POST", "/executions/end", end).await.status, StatusCode::OK);
    assert_eq!(forgotten().await, ContactForgotten { forgotten: 1, live: 0 });
    assert!(!phone.is_heard(&recording).await);
    assert_eq!(forgotten().await, ContactForgotten { forgotten: 0, live: 0 });
}

#[tokio::test]
async fn nobody_is_refused_in_words() {
    let desk = Desk::in_memory().await;
    let me = desk.admin().await;
    for path in ["/contacts/%20", &format!("/contacts/{}", "1".repeat(300))] {
        for method in ["GET", "DELETE"] {
            assert_eq!(desk.api(&me, method, path, Value::Null).await.status, 400, "{path}");
        }
    }
}

/// How often something stands in the files of a folder.
fn found(folder: &Path, text: &str) -> usize {
    let files = std::fs::read_dir(folder).unwrap();
    let count = |file: std::io::Result<std::fs::DirEntry>| {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        bytes.windows(text.len()).filter(|some| *some == text.as_bytes()).count()
    };
    files.map(count).sum()
}

#[tokio::test]
async fn in_a_database_that_is_not_sealed_nothing_of_a_forgotten_contact_can_be_read() {
    for is_forgotten in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("centralita.db");
        let store: Arc<dyn Store> =
            Arc::new(SqliteStore::open(&file, &SqliteSettings::default()).unwrap());
        let desk = Desk::open(Setup::over(store)).await;
        let me = desk.admin().await;
        let phone = phone(&desk, &me).await;
        for call in 0..20 {
            phone.call(ANA, call, true).await;
        }
        if is_forgotten {
            let gone = desk.api(&me, "DELETE", AT_ANA, Value::Null).await;
            assert_eq!(gone.read::<ContactForgotten>().forgotten, 20);
        }
        drop(desk);
        assert_eq!(found(folder.path(), ANA) > 0, !is_forgotten, "the number");
        assert_eq!(found(folder.path(), CANARY) > 0, !is_forgotten, "what was pressed");
    }
}

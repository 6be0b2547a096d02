//! A server with an account, asked as a client library asks.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use centralita_server::server::FirstToken;
use centralita_server::store::{MemoryStore, Store};
use centralita_server::{Server, Setup};
use serde_json::Value;
use tower::ServiceExt;

use crate::description::judge;

/// Where the server says it is.
pub const PUBLIC: &str = "https://calls.example.com";

/// A flow that waits for a reply.
pub const WAITS: &str = r#"{"description":"Waits",  "states":[
    {"name":"Trigger","type":"trigger","properties":{},"transitions":[
        {"event":"incomingMessage"},{"event":"incomingCall"},{"event":"incomingRequest","next":"note"}]},
    {"name":"note","type":"set-variables","transitions":[{"event":"next","next":"ask"}],
     "properties":{"variables":[{"key":"who","value":"{{flow.data.name}}"}]}},
    {"name":"ask","type":"send-and-wait-for-reply",
     "transitions":[{"event":"incomingMessage"},{"event":"timeout"},{"event":"deliveryFailure"}],
     "properties":{"from":"{{flow.channel.address}}","body":"Hello {{flow.variables.who}}","timeout":"3600"}}
],"initial_state":"Trigger"}"#;

/// A flow that is over at once.
pub const PASSES: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","properties":{},"transitions":[{"event":"incomingRequest","next":"note"}]},
    {"name":"note","type":"set-variables","transitions":[{"event":"next"}],
     "properties":{"variables":[{"key":"who","value":"{{flow.data.name}}"}]}}
],"initial_state":"Trigger"}"#;

/// A flow that leads to a widget which is not there.
pub const BROKEN: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","properties":{},"transitions":[{"event":"incomingRequest","next":"note"}]},
    {"name":"note","type":"set-variables","transitions":[{"event":"next","next":"nobody"}],
     "properties":{"variables":[{"key":"who","value":"me"}]}}
],"initial_state":"Trigger"}"#;

/// A server and what opens it.
pub struct Desk {
    pub server: Server,
    pub credentials: FirstToken,
    judged: Mutex<BTreeSet<String>>,
}

/// An answer, read.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub text: String,
}

impl Answer {
    /// Its JSON; null when it says nothing.
    pub fn json(&self) -> Value {
        match self.text.is_empty() {
            true => Value::Null,
            false => {
                serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
            }
        }
    }
}

/// Opens a server over a store.
pub async fn open(store: &Arc<dyn Store>) -> Server {
    let setup = Setup { public: format!("{PUBLIC}/"), ..Setup::over(Arc::clone(store)) };
    Server::open(setup).await.unwrap()
}

/// A server with nothing in it but the account.
pub async fn desk() -> Desk {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let server = open(&store).await;
    let credentials = server.first_token().await.unwrap().expect("the first start");
    Desk { server, credentials, judged: Mutex::default() }
}

impl Desk {
    /// Asks with these credentials from this address.
    pub async fn ask_as(
        &self,
        who: Option<(&str, &str)>,
        from: &str,
        method: &str,
        path: &str,
        form: &[(&str, &str)],
    ) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/x-www-form-urlencoded")
            // Who asks chooses this; nothing may follow from it.
            .header("host", "evil.example.org")
            .extension(ConnectInfo(format!("{from}:4711").parse::<SocketAddr>().unwrap()));
        if let Some((name, secret)) = who {
            let said = BASE64_STANDARD.encode(format!("{name}:{secret}"));
            request = request.header("authorization", format!("Basic {said}"));
        }
        let request = request.body(Body::from(body)).unwrap();
        read(self.server.router().oneshot(request).await.unwrap()).await
    }

    /// Asks as the account.
    pub async fn ask(&self, method: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        let FirstToken { account, token } = &self.credentials;
        self.ask_as(Some((account, token)), "192.0.2.1", method, path, form).await
    }

    /// Asks for what has to be done, and holds the answer against the vendor's description.
    pub async fn done(&self, method: &str, path: &str, form: &[(&str, &str)]) -> Value {
        let answer = self.ask(method, path, form).await;
        assert!(answer.status.is_success(), "{method} {path}: {} {}", answer.status, answer.text);
        let body = answer.json();
        let bare = path.split_once('?').map_or(path, |(bare, _)| bare);
        if let Some(operation) = judge(method, bare, answer.status.as_u16(), &body) {
            self.judged.lock().unwrap().insert(operation);
        }
        body
    }

    /// Asks for what is refused, in the vendor's shape and with this status and number.
    pub async fn refused(
        &self,
        method: &str,
        path: &str,
        form: &[(&str, &str)],
        (status, code): (u16, u32),
    ) -> Value {
        let answer = self.ask(method, path, form).await;
        assert_refused(&answer, status, code);
        answer.json()
    }

    /// The operations of which answers were judged.
    pub fn judged(&self) -> BTreeSet<String> {
        self.judged.lock().unwrap().clone()
    }

    /// Makes a flow, and returns its path.
    pub async fn flow(&self, definition: &str, status: &str) -> String {
        let form = [("FriendlyName", "A flow"), ("Status", status), ("Definition", definition)];
        let made = self.done("POST", "/v2/Flows", &form).await;
        format!("/v2/Flows/{}", text(&made, "sid"))
    }

    /// Begins an execution, and returns its path.
    pub async fn begin(&self, flow: &str, to: &str) -> String {
        let form = [("To", to), ("From", "+15550199"), ("Parameters", r#"{"name":"Ana"}"#)];
        let made = self.done("POST", &format!("{flow}/Executions"), &form).await;
        format!("{flow}/Executions/{}", text(&made, "sid"))
    }
}

/// A refusal in the vendor's shape.
pub fn assert_refused(answer: &Answer, status: u16, code: u32) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    let body = answer.json();
    assert_eq!(
        (&body["status"], &body["code"]),
        (&Value::from(status), &Value::from(code)),
        "{body}"
    );
    assert!(!text(&body, "message").is_empty());
    assert_eq!(text(&body, "more_info"), format!("https://www.twilio.com/docs/errors/{code}"));
    let known = ["code", "details", "message", "more_info", "status"];
    assert!(body.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "{body}");
}

async fn read(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    Answer { status: parts.status, headers: parts.headers, text }
}

/// A text in an answer.
pub fn text(body: &Value, field: &str) -> String {
    body[field].as_str().unwrap_or_else(|| panic!("no {field} in {body}")).to_owned()
}

/// The path of an address of this server.
pub fn path_of(url: &Value) -> String {
    let url = url.as_str().unwrap_or_else(|| panic!("no address: {url}"));
    url.strip_prefix(PUBLIC).unwrap_or_else(|| panic!("not ours: {url}")).to_owned()
}

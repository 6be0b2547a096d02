//! A server, asked as a browser and as a program ask.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use centralita_server::store::sqlite::{SqliteSettings, SqliteStore};
use centralita_server::store::{Keyring, MemoryStore, SealedStore, Store};
use centralita_server::{Server, Setup};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::description::judge;

/// The password of everybody here.
pub const PASSWORD: &str = "correct horse battery";

/// A flow that can be published.
pub const FLOW: &str = r#"{"description":"One",  "states":[
    {"name":"Trigger","type":"trigger","properties":{},"transitions":[{"event":"incomingRequest","next":"note"}]},
    {"name":"note","type":"set-variables","transitions":[{"event":"next"}],
     "properties":{"variables":[{"key":"who","value":"me"}]}}
],"initial_state":"Trigger"}"#;

/// A flow that leads to a widget which is not there.
pub const BROKEN: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","properties":{},"transitions":[{"event":"incomingRequest","next":"nobody"}]}
],"initial_state":"Trigger"}"#;

/// A server.
pub struct Desk {
    pub server: Server,
    /// Where its data is, when it is in a file.
    _folder: Option<tempfile::TempDir>,
}

/// An answer, read.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// What it says, read as a type of the wire.
    pub fn read<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{} {}", self.status, self.text);
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The status and the fault's name.
    pub fn fault(&self) -> (u16, String) {
        let body: Value = serde_json::from_str(&self.text).unwrap_or_default();
        assert_eq!(body["status"], self.status.as_u16(), "{}", self.text);
        assert!(!body["message"].as_str().unwrap_or_default().is_empty(), "{}", self.text);
        (self.status.as_u16(), body["code"].as_str().unwrap_or_default().to_owned())
    }

    /// A header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The cookie that it sets, as it is sent back.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }
}

/// What a browser or a program sends along.
#[derive(Clone, Default)]
pub struct Asking {
    pub cookie: String,
    pub bearer: String,
    /// More headers, or others than usual.
    pub headers: Vec<(&'static str, String)>,
    /// Without the header that a change needs.
    pub has_no_guard: bool,
}

impl Asking {
    /// With a cookie.
    pub fn with_cookie(cookie: &str) -> Asking {
        Asking { cookie: cookie.into(), ..Asking::default() }
    }

    /// With another header.
    pub fn and(&self, name: &'static str, value: &str) -> Asking {
        let mut asking = self.clone();
        asking.headers.push((name, value.to_owned()));
        asking
    }
}

impl Desk {
    /// A server over this setup's store.
    pub async fn open(setup: Setup) -> Desk {
        Desk { server: Server::open(setup).await.unwrap(), _folder: None }
    }

    /// Servers over each store that needs nothing installed.
    pub async fn each() -> Vec<Desk> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("centralita.db");
        let file: Arc<dyn Store> =
            Arc::new(SqliteStore::open(&file, &SqliteSettings::default()).unwrap());
        let keys = Keyring::parse(&Keyring::new_line().unwrap()).unwrap();
        let file = Arc::new(SealedStore::over(file, keys));
        let memory: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let mut filed = Desk::open(Setup::over(file)).await;
        filed._folder = Some(folder);
        vec![Desk::open(Setup::over(memory)).await, filed]
    }

    /// A server in memory.
    pub async fn in_memory() -> Desk {
        Desk::open(Setup::over(Arc::new(MemoryStore::default()))).await
    }

    /// Asks.
    pub async fn ask(&self, asking: &Asking, method: &str, path: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:8080")
            .extension(ConnectInfo("192.0.2.1:4711".parse::<SocketAddr>().unwrap()));
        if !asking.has_no_guard {
            request = request.header("x-centralita", "1");
        }
        if !asking.cookie.is_empty() {
            request = request.header("cookie", format!("other=1; {}", asking.cookie));
        }
        if !asking.bearer.is_empty() {
            request = request.header("authorization", format!("Bearer {}", asking.bearer));
        }
        for (name, value) in &asking.headers {
            request = request.header(*name, value);
        }
        let response = self.server.router().oneshot(request.body(Body::from(body)).unwrap());
        let (parts, body) = response.await.unwrap().into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        judge(method, path, parts.status.as_u16(), &text);
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// Asks a resource of the API.
    pub async fn api(&self, asking: &Asking, method: &str, path: &str, body: Value) -> Answer {
        self.ask(asking, method, &format!("/api/v1{path}"), body).await
    }

    /// Reads what is there.
    pub async fn get<T: DeserializeOwned>(&self, asking: &Asking, path: &str) -> T {
        self.api(asking, "GET", path, Value::Null).await.read()
    }

    /// The word of the first link.
    pub async fn first_word(&self) -> String {
        let link = self.server.first_link().await.unwrap().expect("nobody has a password");
        link.split_once("once=").expect("a link has a word").1.to_owned()
    }

    /// Comes in by a word, and sets the password.
    pub async fn enter_by(&self, word: &str) -> Asking {
        let once = json!({ "once": word });
        let came = self.api(&Asking::default(), "POST", "/session/once", once).await;
        assert_eq!(came.status, StatusCode::OK, "{}", came.text);
        let asking = Asking::with_cookie(&came.cookie());
        let set = json!({ "password": PASSWORD });
        let set = self.api(&asking, "PUT", "/session/password", set).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.text);
        Asking::with_cookie(&set.cookie())
    }

    /// The first admin.
    pub async fn admin(&self) -> Asking {
        let word = self.first_word().await;
        self.enter_by(&word).await
    }

    /// Somebody with this role, who has the role's name.
    pub async fn somebody(&self, admin: &Asking, role: &str) -> Asking {
        let roles = json!({ "roles": [role] });
        let put = self.api(admin, "PUT", &format!("/users/{role}"), roles).await;
        assert_eq!(put.status, StatusCode::OK, "{}", put.text);
        let link = self.api(admin, "POST", &format!("/users/{role}/link"), Value::Null).await;
        let link: Value = link.read();
        let link = link["link"].as_str().unwrap();
        self.enter_by(link.split_once("once=").unwrap().1).await
    }

    /// Makes a flow, and returns its path.
    pub async fn flow(&self, asking: &Asking, definition: &str) -> String {
        let new = json!({ "name": "A flow", "definition": definition });
        let made = self.api(asking, "POST", "/flows", new).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let made: centralita_api::FlowWhole = made.read();
        format!("/flows/{}", made.flow.id)
    }
}

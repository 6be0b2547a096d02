//! A server with one inbox, and pages that write to it.

use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode};
use centralita_server::settings::Inbox;
use centralita_server::store::{MemoryStore, Store};
use centralita_server::{Server, Setup};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tower::ServiceExt;
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};

/// Where the site is on which the chat stands.
pub const SITE: &str = "https://www.example.com";

/// The inbox of the site.
pub const INBOX: &str = "8b1f7c52-3a64-4d8e-9a11-0c2f5de1a7b3";

/// Answers every message with "You said …", up to three of them.
const ECHO: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","properties":{},"transitions":[
        {"event":"incomingMessage"},{"event":"incomingCall"},
        {"event":"incomingConversationMessage","next":"first"},{"event":"incomingRequest"}]},
    {"name":"first","type":"send-and-wait-for-reply",
     "transitions":[{"event":"incomingMessage","next":"then"},{"event":"timeout"},{"event":"deliveryFailure"}],
     "properties":{"from":"{{flow.channel.address}}","body":"You began with {{trigger.conversation.Body}}","timeout":"3600",
        "service":"{{trigger.conversation.ChatServiceSid}}","channel":"{{trigger.conversation.ConversationSid}}"}},
    {"name":"then","type":"send-and-wait-for-reply",
     "transitions":[{"event":"incomingMessage","next":"then"},{"event":"timeout"},{"event":"deliveryFailure"}],
     "properties":{"from":"{{flow.channel.address}}","body":"You said {{widgets.first.inbound.Body}}{{widgets.then.inbound.Body}}","timeout":"3600",
        "service":"{{trigger.conversation.ChatServiceSid}}","channel":"{{trigger.conversation.ConversationSid}}"}}
],"initial_state":"Trigger"}"#;

/// Nothing we wait for takes so long: it hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server on this machine.
pub struct Desk {
    pub server: Server,
    pub address: SocketAddr,
    pub flow: String,
    runtime: Runtime,
    stop: watch::Sender<bool>,
}

impl Desk {
    /// A server over a new store.
    pub fn begin() -> Desk {
        Desk::over(Arc::new(MemoryStore::default()))
    }

    /// A server over a store.
    pub fn over(store: Arc<dyn Store>) -> Desk {
        let runtime = Runtime::new().unwrap();
        let (stop, stopped) = watch::channel(false);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("echo.json");
        std::fs::write(&file, ECHO).unwrap();
        let (server, address, flow) = runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let setup = Setup { public: format!("http://{address}"), ..Setup::over(store) };
            let server = Server::open(setup).await.unwrap();
            let flow = server.load(&file).await.unwrap().id;
            let inbox = Inbox {
                id: INBOX.into(),
                flow: flow.clone(),
                origins: vec![SITE.into()],
                ..Inbox::default()
            };
            if server.state().chats.inbox(INBOX).await.unwrap().is_none() {
                server.state().chats.set_up(&inbox, 0).await.unwrap();
            }
            let serving = server.clone();
            tokio::spawn(async move { serving.run(listener, stopped).await });
            (server, address, flow)
        });
        Desk { server, address, flow, runtime, stop }
    }

    /// Does something that takes time.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Asks by HTTP as a page of `origin`; says the status, the origin that may read it, and the answer.
    pub fn ask(
        &self,
        method: Method,
        path: &str,
        origin: Option<&str>,
        body: Option<&Value>,
    ) -> (StatusCode, Option<String>, Value) {
        let mut request = Request::builder().method(method).uri(format!("/chat/v1/{path}"));
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let request = request
            .header("host", self.address.to_string())
            .header("content-type", "application/json")
            .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 50_000))))
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
            .unwrap();
        self.wait(async {
            let response = self.server.router().oneshot(request).await.unwrap();
            let header = response.headers().get("access-control-allow-origin");
            let readable = header.map(|origin| origin.to_str().unwrap().to_owned());
            let status = response.status();
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (status, readable, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
        })
    }

    /// Begins a conversation from the site; says its token.
    pub fn session(&self) -> String {
        let path = format!("{INBOX}/sessions");
        let (status, _, told) = self.ask(Method::POST, &path, Some(SITE), Some(&json!({})));
        assert_eq!(status, StatusCode::CREATED, "{told}");
        told["token"].as_str().unwrap().to_owned()
    }

    /// A socket of a page of `origin`; none when it is refused.
    pub fn socket(&self, origin: &str) -> Option<Page> {
        let address = format!("ws://{}/chat/v1/{INBOX}/socket", self.address);
        let mut request = address.into_client_request().unwrap();
        request.headers_mut().insert("origin", origin.parse().unwrap());
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (socket, _) = tungstenite::client(request, stream).ok()?;
        Some(Page(socket))
    }

    /// A page of the site that has joined with a token and the last message it has.
    pub fn joined(&self, token: &str, last: u32) -> (Page, Value) {
        let mut page = self.socket(SITE).unwrap();
        page.send(&json!({ "type": "join", "token": token, "last": last }));
        let joined = page.next("joined");
        (page, joined)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}

/// One socket of a page.
pub struct Page(WebSocket<TcpStream>);

impl Page {
    /// Says a frame, as it is.
    pub fn raw(&mut self, text: String) -> bool {
        self.0.send(Message::text(text)).is_ok()
    }

    /// Says a frame.
    pub fn send(&mut self, frame: &Value) -> bool {
        self.raw(frame.to_string())
    }

    /// Says a message under an id.
    pub fn say(&mut self, id: &str, text: &str) -> bool {
        self.send(&json!({ "type": "message", "id": id, "text": text }))
    }

    /// The next frame; none when the server has closed the socket.
    pub fn told(&mut self) -> Option<Value> {
        loop {
            match self.0.read() {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next frame of a type, whatever comes before it.
    pub fn next(&mut self, kind: &str) -> Value {
        loop {
            let told = self.told().unwrap_or_else(|| panic!("closed before {kind:?} came"));
            if told["type"] == json!(kind) {
                return told;
            }
        }
    }

    /// The text of the next message that is not the contact's own.
    pub fn answer(&mut self) -> String {
        loop {
            let message = self.next("message");
            if message["author"] != json!("contact") {
                return message["text"].as_str().unwrap().to_owned();
            }
        }
    }
}

/// Texts of the messages in a frame, with their numbers.
pub fn texts(frame: &Value) -> Vec<String> {
    let messages = frame["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| format!("{} {}", message["id"], message["text"].as_str().unwrap()))
        .collect()
}

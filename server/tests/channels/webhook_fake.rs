//! A program at the other end of a JSON webhook.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use centralita_server::channels::webhook::signature::{SIGNATURE, sign, verify};
use centralita_server::clock::{Clock as _, WallClock};
use serde_json::{Value as Json, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::house::{House, next};

pub const KEY: &str = "a key of sixteen letters";

/// What came out of the server.
pub struct Posted {
    pub body: Json,
    pub idempotency_key: String,
    pub is_signed: bool,
}

pub struct Program {
    pub url: String,
    pub posted: UnboundedReceiver<Posted>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

#[derive(Clone)]
struct Shared {
    posted: UnboundedSender<Posted>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

pub fn now() -> i64 {
    WallClock::default().now().0 / 1_000
}

impl Program {
    pub async fn start() -> Program {
        let (sender, posted) = unbounded_channel();
        let answers = Arc::<Mutex<VecDeque<u16>>>::default();
        let shared = Shared { posted: sender, answers: Arc::clone(&answers) };
        let app = Router::new().route("/in", post(take)).with_state(shared);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Program { url, posted, answers }
    }

    /// The statuses of the next answers; then everything is taken.
    pub fn answers(&self, statuses: &[u16]) {
        self.answers.lock().unwrap().extend(statuses);
    }

    /// The next message that the server sends.
    pub async fn reads(&mut self) -> Json {
        let posted = next(&mut self.posted).await;
        assert!(posted.is_signed, "{}", posted.body);
        assert_eq!(posted.idempotency_key, posted.body["id"].as_str().unwrap());
        posted.body
    }
}

async fn take(
    State(shared): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let is_signed = verify(&[KEY.to_owned()], header(SIGNATURE).as_deref(), &body, now()).is_ok();
    let status = shared.answers.lock().unwrap().pop_front().unwrap_or(200);
    let body: Json = serde_json::from_slice(&body).unwrap();
    let idempotency_key = header("idempotency-key").unwrap_or_default();
    shared.posted.send(Posted { body, idempotency_key, is_signed }).unwrap();
    (StatusCode::from_u16(status).unwrap(), json!({ "id": "theirs-1" }).to_string())
}

/// An answer of the server.
pub struct Told {
    pub status: u16,
    pub body: String,
}

/// Posts a body with this signature.
pub async fn post_raw(url: String, signature: Option<String>, body: Vec<u8>) -> Told {
    let mut request = crate::house::client().post(url).body(body);
    if let Some(signature) = signature {
        request = request.header(SIGNATURE, signature);
    }
    let answer = request.send().await.unwrap();
    Told { status: answer.status().as_u16(), body: answer.text().await.unwrap() }
}

/// Posts a signed body to a place of the connection `shop`.
pub async fn post_to(house: &House, place: &str, body: &Json) -> Told {
    let body = body.to_string().into_bytes();
    let signature = sign(KEY, now(), &body);
    post_raw(format!("{}/channels/shop/{place}", house.base), Some(signature), body).await
}

/// A contact writes.
pub async fn write(house: &House, contact: &str, id: &str, text: &str) -> Told {
    let body = json!({ "id": id, "contact": contact, "text": text });
    post_to(house, "webhook", &body).await
}

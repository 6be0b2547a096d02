//! Telegram's Bot API in software, as its documentation describes it: `getUpdates`, `sendMessage`,
//! `sendPhoto`, `sendDocument`, and updates by webhook. It refuses what Telegram refuses.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::{Value as Json, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::house::{House, next};

pub const TOKEN: &str = "123456:AAbb-ccDD_ee";
pub const SECRET: &str = "the-webhook-secret";

/// What the bot said: to which chat, by which method, and the text or file.
pub type Said = (i64, String, String);

pub struct Telegram {
    pub url: String,
    pub said: UnboundedReceiver<Said>,
    pub world: World,
}

#[derive(Clone, Default)]
pub struct World {
    state: Arc<Mutex<Inner>>,
    news: Arc<Notify>,
}

#[derive(Default)]
struct Inner {
    updates: VecDeque<(i64, Json)>,
    last: i64,
    /// Which updates were handed out, in order, repeats included.
    handed_out: Vec<i64>,
    /// What the next `send...` answer with: a status and its body, or as they usually do.
    refusals: VecDeque<Option<(u16, Json)>>,
    blocked_by: BTreeSet<i64>,
    messages: i64,
    asking: usize,
    most_asking: usize,
}

impl World {
    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.state.lock().unwrap()
    }

    /// A person does something that is told to the bot.
    pub fn happens(&self, kind: &str, what: Json) -> Json {
        let mut inner = self.lock();
        inner.last += 1;
        let id = inner.last;
        let update = json!({ "update_id": id, kind: what });
        inner.updates.push_back((id, update.clone()));
        drop(inner);
        self.news.notify_waiters();
        update
    }

    /// A person writes to the bot.
    pub fn writes(&self, chat: i64, text: &str) -> Json {
        self.happens("message", message(chat, &json!({ "text": text })))
    }

    fn hand_out(&self, limit: usize) -> Vec<Json> {
        let mut inner = self.lock();
        let some: Vec<(i64, Json)> = inner.updates.iter().take(limit).cloned().collect();
        inner.handed_out.extend(some.iter().map(|(id, _)| *id));
        some.into_iter().map(|(_, update)| update).collect()
    }

    pub fn block(&self, chat: i64) {
        self.lock().blocked_by.insert(chat);
    }

    /// After so many more that work, one `send...` is refused.
    pub fn refuses(&self, after: usize, status: u16, body: Json) {
        let mut inner = self.lock();
        inner.refusals.extend((0..after).map(|_| None));
        inner.refusals.push_back(Some((status, body)));
    }

    pub fn handed_out(&self) -> Vec<i64> {
        self.lock().handed_out.clone()
    }

    pub fn most_asking(&self) -> usize {
        self.lock().most_asking
    }
}

/// A message of a person in a private chat.
pub fn message(chat: i64, more: &Json) -> Json {
    let mut message = json!({
        "message_id": 1, "date": 1_700_000_000, "chat": { "id": chat, "type": "private" },
        "from": { "id": chat, "is_bot": false, "first_name": "Ann", "language_code": "en" },
    });
    for (name, value) in more.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

impl Telegram {
    pub async fn start() -> Telegram {
        let (sender, said) = unbounded_channel();
        let world = World::default();
        let app = Router::new().route("/{bot}/{method}", post(asked));
        let app = app.with_state((world.clone(), sender));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Telegram { url, said, world }
    }

    /// What the bot says next.
    pub async fn reads(&mut self) -> Said {
        next(&mut self.said).await
    }
}

/// Telegram brings an update by webhook.
pub async fn bring(house: &House, secret: &str, update: &Json) -> u16 {
    let client = crate::house::client();
    let request = client
        .post(format!("{}/channels/bot/webhook", house.base))
        .header("x-telegram-bot-api-secret-token", secret)
        .header("content-type", "application/json")
        .body(update.to_string());
    request.send().await.unwrap().status().as_u16()
}

fn fails(status: u16, description: &str) -> (StatusCode, String) {
    let body = json!({ "ok": false, "error_code": status, "description": description });
    (StatusCode::from_u16(status).unwrap(), body.to_string())
}

fn works(result: Json) -> (StatusCode, String) {
    (StatusCode::OK, json!({ "ok": true, "result": result }).to_string())
}

async fn asked(
    State((world, said)): State<(World, UnboundedSender<Said>)>,
    Path((bot, method)): Path<(String, String)>,
    body: Bytes,
) -> (StatusCode, String) {
    if bot != format!("bot{TOKEN}") {
        return fails(401, "Unauthorized");
    }
    let asked: Json = serde_json::from_slice(&body).unwrap();
    match method.as_str() {
        "getUpdates" => updates(&world, &asked).await,
        "sendMessage" | "sendPhoto" | "sendDocument" => sends(&world, &said, &method, &asked),
        _ => fails(404, "Not Found"),
    }
}

struct Asking(World);

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.lock().asking -= 1;
    }
}

async fn updates(world: &World, asked: &Json) -> (StatusCode, String) {
    let asking = {
        let mut inner = world.lock();
        inner.asking += 1;
        inner.most_asking = inner.most_asking.max(inner.asking);
        Asking(world.clone())
    };
    if let Some(offset) = asked["offset"].as_i64() {
        world.lock().updates.retain(|(id, _)| *id >= offset);
    }
    let limit = asked["limit"].as_u64().unwrap_or(100);
    assert!((1..=100).contains(&limit));
    let seconds = asked["timeout"].as_u64().unwrap_or(0);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(seconds);
    loop {
        let news = world.news.notified();
        tokio::pin!(news);
        news.as_mut().enable();
        let some = world.hand_out(usize::try_from(limit).unwrap());
        if !some.is_empty() {
            drop(asking);
            return works(some.into());
        }
        if tokio::time::timeout_at(deadline, news).await.is_err() {
            return works(json!([]));
        }
    }
}

fn sends(
    world: &World,
    said: &UnboundedSender<Said>,
    method: &str,
    asked: &Json,
) -> (StatusCode, String) {
    let mut inner = world.lock();
    if let Some(Some((status, body))) = inner.refusals.pop_front() {
        return (StatusCode::from_u16(status).unwrap(), body.to_string());
    }
    let Some(chat) = asked["chat_id"].as_i64() else {
        return fails(400, "Bad Request: chat not found");
    };
    if inner.blocked_by.contains(&chat) {
        return fails(403, "Forbidden: bot was blocked by the user");
    }
    let what = match method {
        "sendPhoto" => &asked["photo"],
        "sendDocument" => &asked["document"],
        _ => &asked["text"],
    };
    let what = what.as_str().unwrap_or_default();
    if what.trim().is_empty() {
        return fails(400, "Bad Request: message text is empty");
    }
    if what.encode_utf16().count() > 4096 {
        return fails(400, "Bad Request: message is too long");
    }
    inner.messages += 1;
    said.send((chat, method.to_owned(), what.to_owned())).unwrap();
    works(json!({ "message_id": inner.messages, "chat": { "id": chat, "type": "private" } }))
}

//! Message channels are set up through the own API, and their secrets never come out of it.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use centralita_server::ids::TenantId;
use centralita_server::settings::{self, Connection, ConnectionKind};
use centralita_server::store::Store;
use centralita_server::{Server, Setup};
use serde_json::{Value as Json, json};
use tower::ServiceExt as _;

use crate::house::store;
use crate::telegram_fake::{SECRET, TOKEN};
use crate::webhook_fake::KEY;

struct Admin {
    server: Server,
    cookie: String,
}

impl Admin {
    async fn over(store: Arc<dyn Store>) -> Admin {
        let server = Server::open(Setup::over(store)).await.unwrap();
        let link = server.first_link().await.unwrap().unwrap();
        let word = link.split_once("once=").unwrap().1.to_owned();
        let mut admin = Admin { server, cookie: String::new() };
        let (_, _, cookie) = admin.ask("POST", "/session/once", &json!({ "once": word })).await;
        admin.cookie = cookie;
        let password = json!({ "password": "correct horse battery" });
        let (status, text, cookie) = admin.ask("PUT", "/session/password", &password).await;
        assert_eq!(status, StatusCode::OK, "{text}");
        if !cookie.is_empty() {
            admin.cookie = cookie;
        }
        admin
    }

    async fn ask(&self, method: &str, path: &str, body: &Json) -> (StatusCode, String, String) {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("host", "127.0.0.1:8080")
            .header("x-centralita", "1")
            .header("cookie", &self.cookie)
            .header("content-type", "application/json");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let answer = self.server.router().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = answer.status();
        let cookie = answer.headers().get("set-cookie").map_or("", |one| one.to_str().unwrap());
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap(), cookie)
    }

    async fn put(&self, id: &str, channel: Json) -> (StatusCode, String) {
        let body = json!({ "name": "One", "channel": channel });
        let (status, text, _) = self.ask("PUT", &format!("/connections/{id}"), &body).await;
        for secret in [TOKEN, SECRET, KEY] {
            assert!(!text.contains(secret), "{text}");
        }
        (status, text)
    }
}

#[tokio::test]
async fn a_channel_is_set_up_changed_and_shown_without_its_secrets() {
    let store = store();
    let admin = Admin::over(Arc::clone(&store)).await;
    let secrets = json!({ "token": [TOKEN], "webhook": [SECRET] });
    let channel =
        json!({ "channel": "telegram", "settings": { "receive": "webhook" }, "secrets": secrets });
    let (status, text) = admin.put("bot", channel).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    let shown: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(shown["kind"], "channel");
    assert_eq!(shown["channel"]["secrets"], json!({ "token": 1, "webhook": 1 }));
    let at = shown["channel"]["receives_at"].as_str().unwrap();
    assert!(at.ends_with("/channels/bot/"), "{at}");
    // Changed without its secrets, it keeps them; by an empty list one is taken away.
    let (status, text) =
        admin.put("bot", json!({ "channel": "telegram", "secrets": { "webhook": [] } })).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    let found = settings::read::<Connection>(&*store, TenantId::FIRST, "bot").await.unwrap();
    let ConnectionKind::Channel(account) = found.unwrap().0.kind else { panic!("a channel") };
    assert_eq!((account.secret("token"), account.secrets("webhook").len()), (TOKEN, 0));
    assert!(!format!("{account:?}").contains(TOKEN), "no log shows it");
    let (_, list, _) = admin.ask("GET", "/connections", &Json::Null).await;
    assert!(list.contains("\"telegram\"") && !list.contains(TOKEN), "{list}");
    // The secrets of a channel are none of another one's.
    let webhook = json!({ "channel": "webhook", "settings": { "url": "https://a.example/in" } });
    assert_eq!(admin.put("bot", webhook).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_channel_that_would_not_work_is_refused_in_words_without_its_secrets() {
    let admin = Admin::over(store()).await;
    let long = "x".repeat(2_001);
    let odd = [
        json!({ "channel": "carrier-pigeon" }),
        json!({ "channel": "telegram" }),
        json!({ "channel": "telegram", "secrets": { "token": ["not a token"] } }),
        json!({ "channel": "telegram", "secrets": { "token": [format!("{TOKEN}/../x")] } }),
        json!({ "channel": "telegram", "secrets": { "token": [TOKEN] }, "settings": { "api": "ftp://a" } }),
        json!({ "channel": "telegram", "secrets": { "token": [TOKEN] }, "settings": { "receive": "post" } }),
        json!({ "channel": "telegram", "secrets": { "token": [TOKEN] }, "settings": { "receive": "webhook" } }),
        json!({ "channel": "webhook", "settings": { "url": "https://a.example" } }),
        json!({ "channel": "webhook", "secrets": { "key": ["short"] } }),
        json!({ "channel": "webhook", "secrets": { "key": [KEY] }, "settings": { "url": "a.example" } }),
        json!({ "channel": "webhook", "secrets": { "key": [KEY, KEY, KEY, KEY, KEY] } }),
        json!({ "channel": "webhook", "secrets": { "key": [KEY] }, "settings": { "url": long } }),
    ];
    for channel in odd {
        let (status, text) = admin.put("one", channel.clone()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{channel}: {text}");
    }
    let both = json!({ "twiml": { "profile": "twilio", "account": "AC1", "tokens": ["a"] },
        "channel": { "channel": "webhook", "secrets": { "key": [KEY] } } });
    for body in [both, json!({ "name": "neither" })] {
        let (status, text, _) = admin.ask("PUT", "/connections/one", &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{text}");
    }
}

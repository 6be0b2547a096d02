//! A whole message channel in one file: "Pigeon", a made-up gateway for text messages that speaks forms.
//!
//! ```text
//! comes:  POST /channels/CONNECTION/message    Authorization: Bearer SECRET
//!         id=77&from=%2B15550100&text=Hello
//! leaves: POST URL/send                        Authorization: Bearer SECRET
//!         to=%2B15550100&text=Hi+there         answered with id=78
//! ```
//!
//! `cargo run --example channel` serves a flow behind it. The server keeps each message once, sends again
//! what Pigeon was too busy for, and keeps the secret out of its log; this file only knows the protocol.

use std::sync::Arc;

use centralita_engine::Map;
use centralita_server::channels::channel::{
    Answer, Arrived, Channel, Inbound, NotReceived, Received, Request, Sending,
};
use centralita_server::settings::ChannelAccount;
use centralita_server::store::MemoryStore;
use centralita_server::work::Failed;
use centralita_server::{Server, Setup, channels};
use form_urlencoded::{Serializer, parse};
use subtle::ConstantTimeEq as _;

/// Text messages by Pigeon. Setting: `url`. Secret: `key`.
pub struct Pigeon;

/// A text longer than this is sent in pieces, in characters.
const LONGEST: usize = 160;

impl Channel for Pigeon {
    fn word(&self) -> &'static str {
        "pigeon"
    }

    fn check(&self, account: &ChannelAccount) -> Result<(), String> {
        match (account.setting("url").starts_with("http"), account.secret("key").len()) {
            (true, 16..) => Ok(()),
            (true, _) => Err("Pigeon needs the secret key, of 16 characters or more.".into()),
            _ => Err("Pigeon needs the url of its gateway.".into()),
        }
    }

    fn receive(&self, arrived: &Arrived<'_>) -> Result<Received, NotReceived> {
        if (arrived.method, arrived.place) != ("POST", "message") {
            return Err(NotReceived::Nowhere);
        }
        let given = arrived.headers.get("authorization").unwrap_or_default();
        let is_theirs = |key: &String| {
            // In a time that tells nothing about the key.
            bool::from(format!("Bearer {key}").as_bytes().ct_eq(given.as_bytes()))
        };
        if !arrived.account.secrets("key").iter().any(is_theirs) {
            return Err(NotReceived::NotBelieved("the key is another one".into()));
        }
        let mut message = Inbound::default();
        for (name, value) in parse(arrived.body) {
            match &*name {
                "id" => message.id = (&*value).into(),
                "from" => message.from = (&*value).into(),
                "text" => message.body = (&*value).into(),
                // A flow finds whatever else is said as {{trigger.message.NAME}}.
                _ => drop(message.params.insert(&*name, &*value)),
            }
        }
        if message.body.is_empty() {
            return Err(NotReceived::Bad("A message needs its text.".into()));
        }
        Ok(Received { messages: vec![message], ..Received::default() })
    }

    fn send(&self, sending: &Sending<'_>) -> Result<Vec<Request>, Failed> {
        let message = sending.message;
        if !message.media_url.is_empty() {
            return Err(Failed::finally("Pigeon carries no files. Send a link in the text."));
        }
        let letters: Vec<char> = message.body.chars().collect();
        let requests = letters.chunks(LONGEST).map(|piece| {
            let text: String = piece.iter().collect();
            let mut form = Serializer::new(String::new());
            form.append_pair("to", &message.to).append_pair("text", &text);
            Request {
                method: "POST".into(),
                url: format!("{}/send", sending.account.setting("url")).into(),
                content_type: "application/x-www-form-urlencoded".into(),
                body: form.finish().into(),
                ..Request::default()
            }
            .with_header("Authorization", format!("Bearer {}", sending.account.secret("key")))
        });
        Ok(requests.collect())
    }

    fn sent(&self, answer: &Answer) -> Result<Map, Failed> {
        // 2xx is done, 429 and 5xx are tried again, everything else is told to the flow.
        answer.judged()?;
        let id = parse(answer.body.as_bytes()).find(|(name, _)| name == "id");
        Ok(Map::from_iter(id.map(|(_, id)| ("MessageSid", id.into_owned()))))
    }
}

#[tokio::main]
#[allow(dead_code, reason = "the test of this file starts its own server")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    let setup = Setup {
        channels: channels::builtin().with(Pigeon),
        ..Setup::over(Arc::new(MemoryStore::default()))
    };
    let server = Server::open(setup).await?;
    server.load("flows/chat_triage.json".as_ref()).await?;
    if let Some(link) = server.first_link().await? {
        println!("Set a connection up as docs/guide/channels.md says: {link}");
    }
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    server.run(listener, stopped).await;
    Ok(())
}

//! The JSON webhook: messages to and from any program, as JSON over HTTP, signed both ways.
//!
//! | | |
//! |---|---|
//! | a message of a contact | `POST /channels/CONNECTION/webhook`: [`Message`] |
//! | what became of one of ours | `POST /channels/CONNECTION/status`: [`Status`] |
//! | a message to a contact | `POST` to the connection's `url`: [`Outgoing`] |
//!
//! Settings: `url`, where messages for contacts are posted. Secrets: `key`, which signs both ways.

pub mod signature;

use centralita_engine::exec::Media;
use centralita_engine::{Map, Text, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::channels::channel::{
    Answer, Arrived, Channel, Delivery, Inbound, NotReceived, Received, Request, Sending,
};
use crate::settings::ChannelAccount;
use crate::work::Failed;

use signature::{SIGNATURE, sign, verify};

/// How deep attributes may be nested.
const DEEPEST: usize = 8;

/// The longest attributes of a message, in bytes as JSON.
const LONGEST_ATTRIBUTES: usize = 16 * 1024;

/// Messages as JSON.
#[derive(Clone, Copy, Debug)]
pub struct Webhook;

/// A message of a contact, as it comes.
#[derive(Clone, Debug, Deserialize)]
pub struct Message {
    /// Its id: the same when the same message is sent again, else no other has it.
    pub id: String,
    /// Who writes: an address by which answers find the contact, or more about the contact.
    pub contact: Contact,
    /// The text.
    #[serde(default)]
    pub text: String,
    /// Files that go with it.
    #[serde(default)]
    pub media: Vec<File>,
    /// Whatever else the flow may want to know: `{{trigger.message.Attributes.NAME}}`.
    #[serde(default)]
    pub attributes: serde_json::Map<String, Json>,
}

/// Who writes.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Contact {
    /// An address.
    Address(String),
    /// An address and more.
    Known {
        /// The address.
        id: String,
        /// What the contact is called.
        #[serde(default)]
        name: String,
        /// The contact's telephone number.
        #[serde(default)]
        phone: String,
        /// The contact's e-mail address.
        #[serde(default)]
        email: String,
    },
}

/// A file.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct File {
    /// Where it is, by `http` or `https`.
    pub url: String,
    /// Its media type, e.g. `image/png`.
    #[serde(default, rename = "type", skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

/// What became of a message of ours.
#[derive(Clone, Debug, Deserialize)]
pub struct Status {
    /// Which: as it said itself.
    pub reference: String,
    /// `sent`, `delivered`, `read`, `undelivered` or `failed`.
    pub status: String,
    /// Why it failed.
    #[serde(default)]
    pub error: String,
}

/// A message to a contact, as it leaves.
#[derive(Clone, Debug, Serialize)]
pub struct Outgoing<'a> {
    /// The same each time the same message is sent again; also the header `Idempotency-Key`.
    pub id: &'a str,
    /// The connection.
    pub connection: &'a str,
    /// The contact's address.
    pub contact: &'a str,
    /// Our address, as the flow says it.
    pub from: &'a str,
    /// The text.
    pub text: &'a str,
    /// Files that go with it.
    pub media: Vec<File>,
    /// What the flow says beside the text; `null` when it says nothing.
    pub attributes: Json,
    /// By what a [`Status`] names this message.
    pub reference: &'a str,
}

impl Channel for Webhook {
    fn word(&self) -> &'static str {
        "webhook"
    }

    fn check(&self, account: &ChannelAccount) -> Result<(), String> {
        let url = account.setting("url");
        let is_web = url.is_empty() || url.starts_with("https://") || url.starts_with("http://");
        if !is_web {
            return Err(
                "url begins with https:// or http://; empty means that nothing is sent.".into()
            );
        }
        let keys = account.secrets("key");
        match keys.is_empty() || keys.iter().any(|key| key.len() < SHORTEST_KEY) {
            true => Err(format!(
                "A webhook needs the secret key, of {SHORTEST_KEY} characters or more."
            )),
            false => Ok(()),
        }
    }

    fn receive(&self, arrived: &Arrived<'_>) -> Result<Received, NotReceived> {
        if !matches!(arrived.place, "webhook" | "status") || arrived.method != "POST" {
            return Err(NotReceived::Nowhere);
        }
        let signature = arrived.headers.get(SIGNATURE);
        verify(arrived.account.secrets("key"), signature, arrived.body, arrived.now.0 / 1_000)
            .map_err(NotReceived::NotBelieved)?;
        let bad = |error: serde_json::Error| {
            NotReceived::Bad(format!("The body is not what is expected here: {error}"))
        };
        let mut received = Received::default();
        match arrived.place {
            "webhook" => {
                let message: Message = serde_json::from_slice(arrived.body).map_err(bad)?;
                received.messages.push(inbound(message)?);
            }
            _ => {
                let status: Status = serde_json::from_slice(arrived.body).map_err(bad)?;
                received.deliveries.push(delivery(status)?);
            }
        }
        Ok(received)
    }

    fn send(&self, sending: &Sending<'_>) -> Result<Vec<Request>, Failed> {
        let url = sending.account.setting("url");
        if url.is_empty() {
            return Err(Failed::finally("This connection has no url to which messages are sent."));
        }
        let message = sending.message;
        let outgoing = Outgoing {
            id: sending.key,
            connection: sending.connection,
            contact: message.to.as_str(),
            from: message.from.as_str(),
            text: message.body.as_str(),
            media: match message.media_url.is_empty() {
                true => Vec::new(),
                false => vec![File { url: message.media_url.to_string(), kind: String::new() }],
            },
            attributes: serde_json::from_str(&message.attributes.to_json()).unwrap_or_default(),
            reference: sending.reference,
        };
        let body = serde_json::to_value(&outgoing)
            .map_err(|error| Failed::finally(format!("The message cannot be written: {error}")))?;
        let request = Request::post_json(url, &body);
        let key = sending.account.secret("key");
        let signed = sign(key, sending.now.0 / 1_000, request.body.as_bytes());
        Ok(vec![request.with_header(SIGNATURE, signed)])
    }

    fn sent(&self, answer: &Answer) -> Result<Map, Failed> {
        let mut params = answer.judged()?;
        let said: Json = serde_json::from_str(&answer.body).unwrap_or_default();
        if let Some(id) = said.get("id").and_then(Json::as_str) {
            params.insert("MessageSid", id);
        }
        Ok(params)
    }
}

/// The shortest key, in bytes: shorter ones are found by trying.
const SHORTEST_KEY: usize = 16;

fn inbound(message: Message) -> Result<Inbound, NotReceived> {
    let bad = |why: &str| Err(NotReceived::Bad(why.to_owned()));
    let (address, name, phone, email) = match message.contact {
        Contact::Address(address) => (address, String::new(), String::new(), String::new()),
        Contact::Known { id, name, phone, email } => (id, name, phone, email),
    };
    if message.text.is_empty() && message.media.is_empty() {
        return bad("A message has a text or media.");
    }
    let attributes = Json::Object(message.attributes).to_string();
    let attributes = match attributes.len() <= LONGEST_ATTRIBUTES {
        true => Value::from_json(&attributes).unwrap_or_default(),
        false => return bad("The attributes are longer than 16 KiB."),
    };
    if attributes.is_deeper_than(DEEPEST) {
        return bad("The attributes are nested deeper than 8.");
    }
    let mut params = Map::new();
    params.insert("Attributes", attributes);
    for (name, value) in [("ProfileName", name), ("ContactPhone", phone), ("ContactEmail", email)] {
        if !value.is_empty() {
            params.insert(name, value);
        }
    }
    let is_web = |file: &File| file.url.starts_with("https://") || file.url.starts_with("http://");
    if !message.media.iter().all(is_web) {
        return bad("The url of a file begins with https:// or http://.");
    }
    let media = message.media.into_iter();
    let media = media.map(|file| Media { url: file.url.into(), content_type: file.kind.into() });
    Ok(Inbound {
        id: message.id.into(),
        from: address.into(),
        body: message.text.into(),
        media: media.collect(),
        params,
        begins: None,
    })
}

fn delivery(status: Status) -> Result<Delivery, NotReceived> {
    const KNOWN: [&str; 5] = ["sent", "delivered", "read", "undelivered", "failed"];
    if !KNOWN.contains(&status.status.as_str()) {
        let known = KNOWN.join(", ");
        return Err(NotReceived::Bad(format!("A status is one of {known}.")));
    }
    let mut params = Map::new();
    if !status.error.is_empty() {
        params.insert("ErrorMessage", status.error);
    }
    Ok(Delivery { reference: status.reference.into(), status: Text::from(status.status), params })
}

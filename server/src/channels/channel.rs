//! A message channel: what one file says to bring a way of writing to contacts into this server.
//!
//! A channel is functions from values to values: it has no sockets, no clock and no store, and knows
//! nothing of flows. What comes in is handed to [`Channel::receive`]; who asks for news instead says how by
//! [`Channel::poll`] and [`Channel::polled`]. What a flow sends is made into requests by [`Channel::send`]
//! and their answers are judged by [`Channel::sent`]. The server does the rest: it keeps each message once
//! however often it comes, finds the contact's execution, sends by its outbox and repeats, asks nobody
//! whom the rules for outgoing requests close, and keeps secrets out of logs.
//!
//! `server/examples/channel.rs` is a whole one.

use std::collections::BTreeMap;
use std::sync::Arc;

use centralita_engine::exec::{Media, SendMessage, param};
use centralita_engine::{Map, Secs, Text, Time};

use crate::settings::ChannelAccount;
use crate::work::Failed;

/// The longest text of a message that is taken from a contact, in bytes. What is longer is cut.
pub const LONGEST_TEXT: usize = 16 * 1024;

/// The most files of a message that are taken from a contact.
pub const MOST_FILES: usize = 20;

/// The longest id of a message and the longest address of a contact, in bytes.
pub const LONGEST_NAME: usize = 255;

/// The most requests that one message of a flow may become.
pub const MOST_REQUESTS: usize = 32;

/// A way of writing to contacts.
pub trait Channel: Send + Sync + 'static {
    /// The word by which connections name it: small letters and `-`, e.g. `telegram`. It also begins our
    /// address, `WORD:CONNECTION`, to which a number gives its flow.
    fn word(&self) -> &'static str;

    /// Whether a connection can be set up like this.
    ///
    /// # Errors
    /// What is missing or wrong, in a sentence for whoever sets it up. It must not tell secrets.
    fn check(&self, account: &ChannelAccount) -> Result<(), String>;

    /// A request came to `/channels/CONNECTION/PLACE`: is it believed, and what does it say?
    ///
    /// # Errors
    /// When it is not believed, or makes no sense.
    fn receive(&self, arrived: &Arrived<'_>) -> Result<Received, NotReceived>;

    /// The requests that bring a message to its contact, in their order: one, unless a text has to be
    /// split. Each is sent when the one before has been answered.
    ///
    /// # Errors
    /// When it can never be sent.
    fn send(&self, sending: &Sending<'_>) -> Result<Vec<Request>, Failed>;

    /// What an answer to such a request says; `MessageSid` is the provider's id of the message.
    ///
    /// # Errors
    /// When the message was refused, for now or for good.
    fn sent(&self, answer: &Answer) -> Result<Map, Failed> {
        answer.judged()
    }

    /// Whether a message goes out again when nobody knows whether it arrived: the answer did not come. A
    /// message twice is a smaller harm than none; a channel for which that is not so says no.
    fn repeats_when_unsure(&self) -> bool {
        true
    }

    /// The request that asks the provider for news from `place` on, and waits for them up to `wait`; none
    /// when the provider comes by itself. The first place is empty.
    fn poll(&self, account: &ChannelAccount, place: &str, wait: Secs) -> Option<Request> {
        let _ = (account, place, wait);
        None
    }

    /// What the answer to [`Channel::poll`] says, and the place from which to ask on. That place is kept
    /// when all that it says is told.
    ///
    /// # Errors
    /// When the provider gave no news.
    fn polled(
        &self,
        account: &ChannelAccount,
        place: &str,
        answer: &Answer,
    ) -> Result<Polled, Failed> {
        let _ = (account, place, answer);
        Err(Failed::finally("This channel asks nobody for news."))
    }
}

/// A request that came.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<'a> {
    /// What its connection was set up with.
    pub account: &'a ChannelAccount,
    /// The last part of its path, e.g. `webhook`.
    pub place: &'a str,
    /// The method in capitals.
    pub method: &'a str,
    /// What stands behind `?`; empty when nothing does.
    pub query: &'a str,
    /// The headers.
    pub headers: &'a Headers,
    /// The body, of at most 64 KiB.
    pub body: &'a [u8],
    /// When it came.
    pub now: Time,
}

/// The headers of a request that came, by their names in small letters.
#[derive(Clone, Debug, Default)]
pub struct Headers(pub BTreeMap<String, String>);

impl Headers {
    /// A header by its name in small letters; none when it is not there, or is no text.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// What a request says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Received {
    /// What contacts write, in order.
    pub messages: Vec<Inbound>,
    /// What became of messages of ours.
    pub deliveries: Vec<Delivery>,
    /// The answer's body; empty means `{"accepted":N}`.
    pub answer: String,
}

/// News that were asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polled {
    /// What they say.
    pub received: Received,
    /// From where to ask on.
    pub place: String,
}

/// Why a request is not received. Its sentence is told to whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotReceived {
    /// Nobody can say that it comes from where it should: 403. Why is logged and not told.
    #[error("This request is not signed as this connection wants it.")]
    NotBelieved(String),
    /// It makes no sense: 400.
    #[error("{0}")]
    Bad(String),
    /// The channel has no such place: 404.
    #[error("There is nothing at this address.")]
    Nowhere,
}

/// What a contact writes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inbound {
    /// The provider's id of it: the same each time it comes, and no other message of the connection has
    /// it. At most [`LONGEST_NAME`] bytes.
    pub id: Text,
    /// The contact's address, to which answers go. At most [`LONGEST_NAME`] bytes.
    pub from: Text,
    /// The text.
    pub body: Text,
    /// The files that came with it.
    pub media: Vec<Media>,
    /// Whatever else a flow may want to know, by its name: `{{trigger.message.NAME}}`.
    pub params: Map,
    /// With this message the contact begins anew, whatever was going on: what was said about by what. Where
    /// there is a number `WORD:CONNECTION/THIS`, its flow begins, else the connection's own.
    pub begins: Option<Text>,
}

/// What became of a message of ours.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delivery {
    /// Which one: [`Sending::reference`].
    pub reference: Text,
    /// `sent`, `delivered`, `read`, `undelivered` or `failed`.
    pub status: Text,
    /// Whatever else is said, by its name, e.g. `ErrorMessage`.
    pub params: Map,
}

/// A message of a flow that is sent.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    /// The connection.
    pub connection: &'a str,
    /// What it was set up with.
    pub account: &'a ChannelAccount,
    /// The message.
    pub message: &'a SendMessage,
    /// The same each time the same message is tried again. Requests say it as `Idempotency-Key` by
    /// themselves, with `-2` and so on behind it for further requests of the same message.
    pub key: &'a str,
    /// By what the provider names the message when it says what became of it; empty when nobody asks.
    pub reference: &'a str,
    /// The moment of this attempt.
    pub now: Time,
}

/// A request to the provider. It follows no redirect, and nothing in it is a reference to a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: Text,
    /// The address. It may hold secrets: it stands in no log.
    pub url: Text,
    /// Headers by their names.
    pub headers: Vec<(Text, Text)>,
    /// The media type of the body.
    pub content_type: Text,
    /// The body.
    pub body: Text,
}

impl Request {
    /// A request that posts JSON.
    pub fn post_json(url: impl Into<Text>, body: &serde_json::Value) -> Request {
        Request {
            method: "POST".into(),
            url: url.into(),
            headers: Vec::new(),
            content_type: "application/json".into(),
            body: body.to_string().into(),
        }
    }

    /// With a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<Text>) -> Request {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// The answer to a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, by their names in small letters.
    pub headers: Map,
    /// The body, of at most 1 MiB.
    pub body: Text,
}

impl Answer {
    /// What most providers mean: 2xx is done; 408, 425, 429 and 5xx may work later, after as many seconds
    /// as `Retry-After` says; everything else never will.
    ///
    /// # Errors
    /// When it is not done.
    pub fn judged(&self) -> Result<Map, Failed> {
        if (200..300).contains(&self.status) {
            return Ok(Map::new());
        }
        let status = self.status;
        let after = param(&self.headers, "retry-after").and_then(|text| text.trim().parse().ok());
        let is_temporary = matches!(status, 408 | 425 | 429 | 500..=599);
        let code = status.to_string();
        let params = Map::from_iter([("ErrorCode", code.as_str())]);
        let why = format!("The other side answered with the status {status}.");
        Err(Failed { why, params, is_temporary, after: after.map(Secs) })
    }
}

/// The channels that a server knows, by their words.
#[derive(Clone, Default)]
pub struct Channels {
    by_word: BTreeMap<&'static str, Arc<dyn Channel>>,
}

impl std::fmt::Debug for Channels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.by_word.keys()).finish()
    }
}

impl Channels {
    /// With one more; it takes the place of one that has the same word.
    #[must_use]
    pub fn with(mut self, channel: impl Channel) -> Channels {
        self.by_word.insert(channel.word(), Arc::new(channel));
        self
    }

    /// The channel of a word.
    pub fn get(&self, word: &str) -> Option<&dyn Channel> {
        self.by_word.get(word).map(|channel| &**channel)
    }

    /// The words.
    pub fn words(&self) -> impl Iterator<Item = &'static str> {
        self.by_word.keys().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_done_or_may_be_later_or_never() {
        let answer = |status| Answer { status, ..Answer::default() };
        assert!(answer(204).judged().is_ok());
        for status in [408, 429, 500, 503] {
            assert!(answer(status).judged().unwrap_err().is_temporary, "{status}");
        }
        for status in [301, 400, 403, 404, 410] {
            assert!(!answer(status).judged().unwrap_err().is_temporary, "{status}");
        }
        let headers = Map::from_iter([("retry-after", "7")]);
        let busy = Answer { status: 429, headers, ..Answer::default() };
        assert_eq!(busy.judged().unwrap_err().after, Some(Secs(7)));
    }
}

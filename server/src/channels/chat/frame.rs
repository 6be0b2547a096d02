//! Frames: what a page and the server say to each other on a socket, as JSON.

use serde::{Deserialize, Serialize};

use crate::channels::chat::log::Message;

/// The longest text of a message, in characters.
pub const LONGEST_TEXT: usize = 4_000;

/// The longest frame that is read, in bytes: a text of four-byte characters, escaped, and its frame.
pub const LONGEST_FRAME: usize = 64 * 1024;

/// What a page says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum FromPage {
    /// The first frame: who it is, and the last message it has.
    Join {
        /// The token of its session.
        token: String,
        /// The number of the last message it has; 0 when it has none.
        #[serde(default)]
        last: u32,
    },
    /// The contact says something.
    Message {
        /// Chosen by the page, at random. Sent again with the same id it is the same message.
        id: String,
        /// The text.
        text: String,
    },
    /// The page wants older messages.
    History {
        /// Those before this one.
        before: u32,
    },
    /// The contact is writing.
    Typing,
    /// The contact has read as far as this message.
    Read {
        /// Its number.
        id: u32,
    },
    /// The page is there.
    Ping,
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ToPage {
    /// The page has joined. These messages it does not have.
    Joined {
        /// In order.
        messages: Vec<Message>,
        /// Whether there are older ones that can be asked for.
        more: bool,
    },
    /// Something was said.
    Message(Message),
    /// The contact's message is kept, and the flow was told.
    Sent {
        /// The page's id of it.
        client: String,
        /// Its number.
        id: u32,
    },
    /// Older messages, in order.
    History {
        /// The messages.
        messages: Vec<Message>,
        /// Whether there are still older ones.
        more: bool,
    },
    /// An answer is being made.
    Typing,
    /// Another page of the contact has read as far as this message.
    Read {
        /// Its number.
        id: u32,
    },
    /// Something is not done.
    Error {
        /// Why.
        code: Refusal,
        /// The page's id of the message that it is about.
        #[serde(skip_serializing_if = "Option::is_none")]
        client: Option<String>,
    },
    /// The server is there.
    Pong,
}

/// Why something is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The session is over, or never was: a new one has to begin.
    Expired,
    /// Too much at once: wait a little, then send it again.
    SlowDown,
    /// No frame that is known.
    Unreadable,
    /// A text without words.
    Empty,
    /// A text that is too long.
    TooLong,
    /// The conversation holds no more messages.
    Full,
    /// Too many pages of this conversation are open.
    TooMany,
    /// The server cannot now: send it again in a moment.
    Unavailable,
}

/// Whether an id of a page's message is one: 8 to 64 letters, digits, `-` and `_`.
pub fn is_message_id(id: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (8..=64).contains(&id.len()) && id.bytes().all(is_sign)
}

/// A text as it is kept: without signs that nobody can see, and without space around it.
///
/// # Errors
/// When nothing is left, or too much.
pub fn cleaned(text: &str) -> Result<String, Refusal> {
    let is_seen = |sign: &char| *sign == '\n' || *sign == '\t' || !sign.is_control();
    let text: String = text.replace("\r\n", "\n").chars().filter(is_seen).collect();
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::Empty),
        count if count > LONGEST_TEXT => Err(Refusal::TooLong),
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_without_what_nobody_sees() {
        assert_eq!(cleaned("  a\r\nb\u{0}\u{1b}[31m\t ").as_deref(), Ok("a\nb[31m"));
        assert_eq!(cleaned(" \u{7} \n"), Err(Refusal::Empty));
        assert_eq!(cleaned(&"é".repeat(4_000)).map(|text| text.len()), Ok(8_000));
        assert_eq!(cleaned(&"é".repeat(4_001)), Err(Refusal::TooLong));
    }

    #[test]
    fn frames_that_are_none_are_not_read() {
        for odd in [
            "",
            "{}",
            "[]",
            r#"{"type":"admin"}"#,
            r#"{"type":"join"}"#,
            r#"{"type":"read","id":-1}"#,
        ] {
            assert!(serde_json::from_str::<FromPage>(odd).is_err(), "{odd}");
        }
        let deep = format!(r#"{{"type":"ping","x":{}1{}}}"#, "[".repeat(5_000), "]".repeat(5_000));
        assert!(serde_json::from_str::<FromPage>(&deep).is_err());
    }
}

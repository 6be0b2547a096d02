//! Channels: the ways the world is reached, each knowing one protocol and nothing of flows.
//!
//! | module | is |
//! |---|---|
//! | [`twiml`] | calls and messages by Twilio and its relatives |
//! | [`phone`] | calls on this server's own page |
//! | [`chat`] | chats on people's pages |
//! | [`channel`] | what a message channel is: one file brings another one in |
//! | [`webhook`] | messages as JSON, to and from any program |
//! | [`telegram`] | messages of Telegram's bots |

pub mod channel;
pub mod chat;
pub mod outlet;
pub mod phone;
pub mod telegram;
pub mod twiml;
pub mod webhook;

pub use channel::{Channel, Channels};

/// The message channels of this house.
pub fn builtin() -> Channels {
    Channels::default().with(webhook::Webhook).with(telegram::Telegram)
}

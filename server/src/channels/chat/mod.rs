//! Chats on people's pages: conversations over one socket each, kept in a log, and by no third party.
//!
//! | module | holds |
//! |---|---|
//! | [`frame`] | what a page and the server say to each other |
//! | [`log`] | what was said, in the order the server gave it |
//! | [`conversation`] | who may take part in a conversation, and until when |
//! | [`allowance`] | how much who may say |
//! | [`origin`] | which pages may ask |
//! | [`choices`] | the answers a message offers |
//! | [`hub`] | which sockets of this process are open |
//!
//! What is not here: HTTP and sockets ([`crate::http`]), and which execution a message belongs to
//! ([`crate::chats`]).

pub mod allowance;
pub mod choices;
pub mod conversation;
pub mod frame;
pub mod hub;
pub mod log;
pub mod origin;

pub use conversation::Conversation;
pub use frame::{FromPage, ToPage};
pub use log::{Author, Log, Message};

/// The connection of all chats on people's pages.
pub const CONNECTION: &str = "chat";

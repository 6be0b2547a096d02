//! Channels: the ways the world is reached, each knowing one protocol and nothing of flows.

pub mod chat;
pub mod phone;
pub mod twiml;

//! Text messages and chats.

pub mod autopilot;
mod conversation;
mod outgoing;
pub mod resume_conversation;
pub mod send_and_wait;
pub mod send_message;
pub mod start_conversation;

pub use conversation::Conversation;
pub use outgoing::{MessageProperties, Outbound};

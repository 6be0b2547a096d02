//! Text messages and chats.

mod outgoing;
pub mod send_and_wait;
pub mod send_message;

pub use outgoing::Outbound;

//! Chats as pages have them: a real server over a store in memory, asked by HTTP and over sockets.

#![allow(clippy::unwrap_used, missing_docs)]

mod desk;
mod hostile;
mod resumed;
mod strangers;

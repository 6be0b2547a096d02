//! Message channels over real HTTP: a JSON webhook, Telegram in software, and a channel in one file.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../../examples/channel.rs"]
mod channel;
mod example;
mod hostile;
mod house;
mod samples;
mod settings;
mod telegram;
mod telegram_fake;
mod webhook;
mod webhook_fake;

//! Centralita's server: flows answer real calls and messages, and lose nothing.
//!
//! The engine is a function; this crate is everything around it that touches the world. The tour, from
//! the inside out:
//!
//! | module | holds |
//! |---|---|
//! | [`ids`] | the names of things, each a type |
//! | [`store`] | what outlives the process: one trait for memory, SQLite and PostgreSQL |
//! | [`mod@line`] | what stands between an execution and its contact, as a value |
//! | [`flows`] | which flows there are, and the library that runs them |
//! | [`driver`] | one event at a time: load, tell, commit, answer |
//! | [`calls`] | what a provider that holds a call asks and tells |
//! | [`chats`] | what contacts say on people's pages, and what flows answer there |
//! | [`messages`] | what contacts write to our numbers, and what became of what flows wrote |
//! | [`arrivals`] | what contacts write by message channels |
//! | [`recordings`] | where what callers leave is kept |
//! | [`egress`] | the one way by which strangers are asked |
//! | [`past`] | what an execution did, read from its journal |
//! | [`people`] | who can log in, and what they did |
//! | [`dialling`] | whom flows may call and write to |
//! | [`identity`] | by what calls and events are known |
//! | [`settings`] | numbers, connections and entries of flows |
//! | [`http`] | the server's face |
//! | [`server`] | all of it together |
//! | [`clock`] | the one place that looks at the wall |
//! | [`work`] | workers that do what turns asked for |
//! | [`channels`] | the ways the world is reached, one protocol each |

pub mod arrivals;
pub mod calls;
pub mod channels;
pub mod chats;
pub mod clock;
pub mod contacts;
pub mod dialling;
pub mod driver;
pub mod egress;
pub mod flows;
mod forgetting;
pub mod http;
pub mod identity;
pub mod ids;
pub mod line;
pub mod measures;
pub mod messages;
pub mod past;
pub mod people;
pub mod recordings;
pub mod router;
pub mod server;
mod serving;
pub mod settings;
mod spans;
pub mod store;
pub mod work;

pub use server::{Server, Setup};

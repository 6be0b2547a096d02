//! Centralita's server: flows answer real calls and messages, and lose nothing.
//!
//! The engine is a function; this crate is everything around it that touches the world. The tour, from
//! the inside out:
//!
//! | module | holds |
//! |---|---|
//! | [`ids`] | the names of things, each a type |
//! | [`store`] | what outlives the process: one trait for memory, SQLite and PostgreSQL |
//! | [`line`] | what stands between an execution and its contact, as a value |
//! | [`channels`] | the ways the world is reached, one protocol each |

pub mod channels;
pub mod ids;
pub mod line;
pub mod store;

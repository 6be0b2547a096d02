//! The server's own API: who comes in, who may do what, and what becomes of flows, over a store in memory
//! and one in a file. Every answer is held against the server's own description.
#![allow(clippy::unwrap_used, missing_docs)]

mod coming_in;
mod connections;
mod contacts;
mod description;
mod desk;
mod executions;
mod flows;
mod imports;
mod page;
mod roles;
mod scenarios;

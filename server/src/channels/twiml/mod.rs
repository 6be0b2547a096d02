//! The protocol of Twilio and its relatives: documents and callbacks over HTTP, calls by REST.
//!
//! The provider holds the call. It asks us what to do, we answer with a document, it tells us what
//! came of it. Four providers speak this with differences, and a [`Profile`] is the table of them:
//!
//! | module | turns |
//! |---|---|
//! | [`profile`] | a provider's name into what it has, lacks and calls otherwise |
//! | [`mod@lacks`] | a flow into sentences on what a provider cannot do of it |
//! | [`mod@render`] | a [`Document`](crate::line::document::Document) into the text a provider runs |
//! | [`signature`] | a request into whether the provider sent it |
//! | [`request`] | what a provider sends into values |
//! | [`outlet`] | work into such requests, for the workers |
//! | [`rest`] | wishes into requests to the provider, and its answers into values |
//!
//! All but [`rest::Client`] are functions without sockets or a clock. Which execution a request belongs
//! to, and which event it is, says [`crate::line`]; this module knows nothing of executions.

pub mod lacks;
pub mod outlet;
pub mod profile;
pub mod render;
pub mod request;
pub mod rest;
pub mod signature;

pub use lacks::lacks;
pub use profile::{Profile, Provider};
pub use render::render;

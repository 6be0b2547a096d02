//! A telephone provider in software: the other side of the wire, for tests and for load.
//!
//! It rings the numbers of whoever answers webhooks with TwiML, does what the documents say, lets
//! callers press keys, speak, keep silent and hang up, and writes down everything: what was heard,
//! every document, every webhook, every fault. It is written from the description of the protocol
//! alone and knows nothing of the server it judges.
//!
//! | module | holds |
//! |---|---|
//! | [`twiml`] | documents, read by a parser of somebody else, and the tables of what may stand in them |
//! | [`form`], [`signature`], [`sid`] | what the wire is made of |
//! | [`script`] | what callers, peers and texters do |
//! | [`exchange`] | the provider as a value: virtual time, no sockets; requests come out, answers go in |
//! | [`hostility`] | repeats, delays, lost answers, all from a seed |
//! | [`transcript`] | what is written down |
//! | [`rest`] | the provider's own web service, to place calls and send messages with |
//! | [`drive`] | the same over real HTTP: [`drive::Provider`], and load |
//!
//! Deliberately not here: sound. Words stand for speech, and take the time their length takes.

pub mod drive;
pub mod exchange;
pub mod fault;
pub mod form;
pub mod hostility;
pub mod profile;
pub mod rest;
pub mod script;
pub mod seed;
pub mod settings;
pub mod sid;
pub mod signature;
pub mod transcript;
pub mod twiml;

pub use drive::Provider;
pub use exchange::Exchange;
pub use fault::{Fault, Weight};
pub use form::Form;
pub use hostility::Hostility;
pub use profile::Profile;
pub use script::{ChatScript, ChatStep, Peer, Reply, Script, Step};
pub use settings::{Number, Settings};
pub use transcript::{Entry, Transcript};

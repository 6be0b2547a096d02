//! The rules of the protocol, one test each, without a network: the other side is a function.

mod conferences;
mod dialling;
mod documents;
mod gather;
mod hostile;
mod laws;
mod messages;
mod queues;
mod recordings;
mod requests;
pub mod rest;
mod rest_lists;
mod sessions;
mod stage;
mod vendor;

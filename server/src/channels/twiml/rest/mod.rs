//! REST: what we ask a provider to do, as requests, and its answers as values.
//!
//! Making a request and reading an answer are functions; [`Client`] is the one thing here that opens a
//! socket. A request that may have been done although no answer came is told apart from one that was
//! surely not ([`Failure::may_have_been_done`]), since nobody wants to be called twice.

mod account;
mod answer;
mod call;
mod client;
mod conference;
mod failure;
mod fields;
mod message;
mod recording;
mod studio;

pub use account::{Account, Authorization, Secret};
pub use answer::{Answer, read_answer};
pub use call::{CallFacts, NewCall, Update, create_call, fetch_call, update_call};
pub use client::{Client, Media};
pub use conference::{
    Participant, end_conference, find_conference, remove_participant, update_participant,
};
pub use failure::{Failure, FailureKind};
pub use message::{NewMessage, create_message};
pub use recording::{delete_recording, start_recording, stop_recording};
pub use studio::{MOST_FLOWS, Studio, StudioFlow, StudioRevision, Which};

use std::fmt;

use serde_json::Value as Json;

use crate::channels::twiml::request::Form;

/// A request to a provider.
#[derive(Clone, PartialEq)]
pub struct RestRequest {
    /// Its method.
    pub method: Method,
    /// Its whole address.
    pub url: String,
    /// What it says.
    pub content: Content,
    /// By whose right.
    pub authorization: Authorization,
}

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Asks.
    Get,
    /// Makes or changes.
    Post,
    /// Removes.
    Delete,
}

/// What a request says.
#[derive(Clone, PartialEq)]
pub enum Content {
    /// Nothing.
    Nothing,
    /// A form.
    Form(Form),
    /// JSON.
    Json(Json),
}

impl fmt::Debug for RestRequest {
    /// Says what is asked, and neither the secrets nor what may be somebody's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.method, self.url)
    }
}

impl fmt::Debug for Content {
    /// Says what shape it is; what it says is nobody's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Content::Nothing => "Nothing",
            Content::Form(_) => "Form(…)",
            Content::Json(_) => "Json(…)",
        })
    }
}

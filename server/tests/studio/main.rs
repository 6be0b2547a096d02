//! Studio's REST API, asked through the router without a socket: each resource, and each way to be refused.
//!
//! Where the vendor's own description of the API is at hand, every answer is held against it.
#![allow(clippy::unwrap_used, missing_docs)]

mod credentials;
mod description;
mod desk;
mod executions;
mod flows;
mod shapes;
mod steps;

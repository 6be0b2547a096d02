//! Other systems: web services and functions.

pub mod form;
pub mod http_request;
mod reply;
pub mod request;
pub mod run_function;
pub mod statuses;
pub mod web_address;

//! How a flow begins, and other flows it runs.

pub mod run_subflow;
pub mod trigger;
pub mod twiml_redirect;

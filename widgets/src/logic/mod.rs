//! Decisions, variables and time.

pub mod script;

//! How a flow begins, and other flows it runs.

pub mod trigger;

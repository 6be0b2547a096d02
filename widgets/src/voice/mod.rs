//! Telephone calls.

pub mod gather_input;

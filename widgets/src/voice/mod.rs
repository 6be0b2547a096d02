//! Telephone calls.

pub mod gather_input;
pub mod say_in_language;
pub mod say_play;

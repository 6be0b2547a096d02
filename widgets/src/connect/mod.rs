//! Other systems: web services and functions.

pub mod web_address;

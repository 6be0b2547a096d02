//! What several test files of the engine share: random flows, and the corpus of real ones.
#![allow(dead_code)]

pub mod corpus;
pub mod edits;
pub mod flows;

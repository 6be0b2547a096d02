//! Checks: what is wrong with a flow, as data.

mod problem;

pub use problem::{Code, Fix, Inside, Place, Problem, Severity};

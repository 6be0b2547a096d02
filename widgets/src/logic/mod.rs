//! Decisions, variables and time.

pub mod calendar;
pub mod condition;
pub mod end;
pub mod hours;
mod pattern;
pub mod repeat;
pub mod script;
pub mod set_variables;
pub mod split_based_on;
pub mod wait;
pub mod zone;

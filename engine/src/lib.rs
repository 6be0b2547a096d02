//! The sans-IO heart of Centralita.
//!
//! A flow is a document a person draws ([`flow`]); widget types say what they are ([`declare`]);
//! [`exec`] compiles a flow and runs it: a program, a state, an event and a time go in, and a new
//! state, steps and effects come out. [`check`] tells what is wrong with a flow, [`template`] renders
//! the texts in it.
//!
//! Nothing here reads a clock, a file, a socket, an environment variable or a random source, and
//! nothing performs what an execution asks for: that is the work of whoever embeds the engine.

// The derives name this crate as everybody else does.
#[allow(unused_extern_crates)]
extern crate self as centralita_engine;

pub mod check;
pub mod declare;
pub mod exec;
pub mod exercise;
pub mod flow;
pub mod scenario;
pub mod span;
pub mod template;
pub mod time;
pub mod value;

pub use exec::{Event, Execution, FlowRef, Library, Turn};
pub use flow::{ExitName, Flow, KindName, Widget, WidgetName};
pub use span::{Lines, Span};
pub use time::{Secs, Time};
pub use value::{Map, Text, Value};

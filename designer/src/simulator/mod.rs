//! Hearing a flow before callers do: the engine itself, with a played world around it.

mod session;

pub use session::{Row, Session};

//! The sans-IO heart of Centralita.
pub mod flow;
pub mod span;
pub mod template;
pub mod time;
pub mod value;

pub use flow::{ExitName, Flow, KindName, Widget, WidgetName};
pub use span::Span;
pub use time::{Secs, Time};
pub use value::{Map, Text, Value};

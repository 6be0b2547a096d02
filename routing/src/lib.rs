//! The task router of Centralita: the right person for every task.
//!
//! Tasks wait in queues; workers have attributes; plans say by which conditions a task finds its
//! worker. Plans are the vendor's workflow configurations, run as they are.
//!
//! Nothing here reads a clock, a file, a socket or a random source, and nothing here knows of flows.

pub mod attributes;
pub mod crew;
pub mod expression;
pub mod ids;
pub mod plan;
pub mod problem;
pub mod span;
pub mod statistics;
pub mod time;
pub mod why;
pub mod workspace;

pub use attributes::Attributes;
pub use ids::{ActivityId, ChannelId, PlanId, QueueId, ReservationId, TaskId, Text, WorkerId};
pub use problem::{Code, Problem, Severity};
pub use span::Span;
pub use time::{Secs, Time};
pub use why::Why;
pub use workspace::{Event, Fact, Input, Refused, Workspace};

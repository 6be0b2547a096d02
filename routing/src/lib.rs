//! The task router of Centralita: the right person for every task, by the vendor's own configurations.
//!
//! Tasks wait in queues; workers have attributes; a plan says by which conditions a task finds its
//! worker. The tour, in the order in which one meets things:
//!
//! | module | holds |
//! |---|---|
//! | [`crew`] | who works, at what, and where tasks wait: a file that people write |
//! | [`plan`] | by which rules a task finds its worker: the vendor's workflow JSON, kept as read |
//! | [`expression`] | the conditions in both |
//! | [`hours`] | when queues are open |
//! | [`workspace`] | the router: inputs and time in, facts and the next deadline out |
//! | [`why`] | why a task is where it is |
//! | [`picture`] | a plan as a picture, with the way of a task in it |
//! | [`language`] | the languages in which people are told all this |
//! | [`desk`] | a workspace at work for whoever embeds it, in the names that people use |
//! | [`statistics`] | how things are, and what happened |
//!
//! ```
//! use centralita_routing::crew::Crew;
//! use centralita_routing::workspace::{NewPlan, NewTask, TaskStatus};
//! use centralita_routing::{Attributes, Event, Input, Secs, Time, Workspace};
//!
//! let crew = Crew::read(r#"
//!     [[activity]]
//!     name = "Available"
//!     available = true
//!     [[channel]]
//!     name = "voice"
//!     [[queue]]
//!     name = "Support"
//!     workers = "skills HAS 'support'"
//!     [[worker]]
//!     name = "Ana"
//!     activity = "Available"
//!     attributes = { skills = ["support"], languages = ["es"] }
//! "#)?;
//! let mut workspace = Workspace::new();
//! for input in crew.inputs() {
//!     workspace.handle(input, Time(0))?;
//! }
//! let plan = NewPlan {
//!     id: "Calls".into(),
//!     name: "Calls".into(),
//!     configuration: r#"{"task_routing": {"filters": [{"expression": "topic == 'support'", "targets": [
//!         {"queue": "Support", "expression": "task.language IN worker.languages"}]}]}}"#.into(),
//!     reservation_seconds: Some(Secs(20)),
//! };
//! workspace.handle(Input::DefinePlan { plan, re_evaluate: false }, Time(0))?;
//!
//! let call = NewTask {
//!     plan: Some("Calls".into()),
//!     attributes: Attributes::read(r#"{"topic": "support", "language": "es"}"#)?,
//!     channel: "voice".into(),
//!     priority: 0,
//!     timeout_seconds: Secs(3600),
//!     virtual_start: None,
//!     routing_target: None,
//!     ignore_capacity: None,
//!     not_before: None,
//! };
//! let facts = workspace.handle(Input::CreateTask(call), Time(1_000))?;
//! let Some(Event::ReservationCreated { reservation, task, worker, until, .. }) =
//!     facts.last().map(|fact| &fact.event)
//! else {
//!     panic!("Ana is free");
//! };
//! assert_eq!((worker.as_str(), *until), ("Ana", Time(21_000)));
//! assert_eq!(workspace.next_deadline(), Some(*until));
//!
//! workspace.handle(Input::Accept { reservation: *reservation }, Time(4_000))?;
//! assert_eq!(workspace.task(*task).map(|task| task.status), Some(TaskStatus::Assigned));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Nothing here reads a clock, a file, a socket or a random source, nothing here knows of flows, and
//! nothing is performed: who rings the worker is whoever embeds this.

pub mod attributes;
pub mod crew;
pub mod desk;
pub mod exercise;
pub mod expression;
pub mod hours;
pub mod ids;
pub mod language;
pub mod picture;
pub mod plan;
pub mod problem;
pub mod sentence;
pub mod simulate;
pub mod span;
pub mod statistics;
pub mod time;
pub mod why;
pub mod workspace;

pub use attributes::Attributes;
pub use ids::{
    ActivityId, CalendarId, ChannelId, PlanId, QueueId, ReservationId, TaskId, Text, WorkerId,
};
pub use language::Language;
pub use problem::{Code, Problem, Severity};
pub use sentence::Sentence;
pub use span::Span;
pub use time::{Secs, Time};
pub use why::Why;
pub use workspace::{Event, Fact, Input, Refused, Workspace};

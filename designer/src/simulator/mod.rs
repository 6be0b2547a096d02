//! Hearing a flow before callers do: the engine itself, with a played world around it.
//!
//! | module | holds |
//! |---|---|
//! | [`opening`] | how a conversation begins |
//! | [`act`] | what a person does in it, as data |
//! | [`breakpoints`] | where it stops |
//! | [`around`] | who answers for the world |
//! | [`session`] | the conversation: its turns, its branches, and holding it again |
//! | [`hands`] | what stands in the simulator's fields |
//! | [`rows`] | the transcript |
//! | [`variables`] | the variables as a tree |
//! | [`keeping`] | the conversation as a scenario |
//! | [`checks`] | the scenarios of the flow |
//! | [`crowd`] | many virtual callers at once |
//!
//! Nothing here draws. Deliberately not here: real requests, real time, sound.

pub mod act;
pub mod around;
pub mod breakpoints;
pub mod checks;
pub mod crowd;
pub mod hands;
pub mod keeping;
pub mod opening;
pub mod rows;
pub mod session;
pub mod variables;

use std::collections::BTreeMap;

use centralita_engine::Flow;

use crate::followed::Followed;

pub use act::{Act, Answer, TaskWord};
pub use breakpoints::Breakpoints;
pub use checks::Checks;
pub use crowd::Crowd;
pub use hands::{Hands, Page};
pub use opening::{Opening, Way};
pub use rows::{Row, Side};
pub use session::Session;

/// Everything with which a flow is tried, apart from the conversation itself.
#[derive(Default)]
pub struct Trials {
    /// Where a conversation stops.
    pub breakpoints: Breakpoints,
    /// The flow's scenarios, once they were looked for.
    pub checks: Option<Checks>,
    /// Virtual callers, once they were let in.
    pub crowd: Option<Crowd>,
    /// The flows beside the file, by name.
    pub beside: BTreeMap<String, Flow>,
    /// The flows that are not there.
    pub missing: Vec<String>,
    /// The opening with which to start at a widget, while its form is open.
    pub start_here: Option<Opening>,
    /// The sub-flow on the canvas, while the call is in one.
    pub followed: Followed,
}

//! Projects: a folder with `centralita.toml`, and what it says about the flows in it.
//!
//! Without such a file a flow stands for itself, with the widget types that come with the house and
//! the flows beside it as sub-flows.
//!
//! | module | holds |
//! |---|---|
//! | [`written`] | what the file says |
//! | [`limits`] | the bounds of an execution that it may set |
//! | [`files`] | where the texts of a project come from |
//! | [`Project`] | what stands around a flow: widget types, settings, functions, people, plans |
//! | [`known`] | which flows and queues there are, for the checks |
//! | [`office`] | the join between flows and the router |
//!
//! The command and the editor read projects by this crate, so both say the same of a flow. Deliberately
//! not here: files. Whoever embeds it gives texts ([`files::Files`]).

pub mod files;
pub mod known;
pub mod limits;
pub mod office;
mod people;
mod project;
pub mod written;

pub use files::{Files, Texts};
pub use office::Staffed;
pub use project::{Fault, Project, Unread, answered};
pub use written::wanted;

/// The name of the file that makes a folder a project.
pub const FILE: &str = "centralita.toml";

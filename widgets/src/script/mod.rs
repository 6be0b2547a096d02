//! Scripts: widgets, functions and small pieces of logic written in Rhai.
//!
//! A [`CompiledScript`] is a source parsed once; [`CompiledScript::run`] runs it in
//! [`Surroundings`] and tells what came of it. A [`Scripted`] is a whole widget type made from one
//! file: its front matter becomes the same declaration as a widget in Rust has. A [`Pack`] is a
//! folder of such files, and [`LocalFunctions`] answer the functions that a flow calls.
//!
//! Nothing here reads a file: whoever does hands over names and sources.

pub(crate) mod api;
mod beginning;
mod compiled;
pub(crate) mod conducting;
mod decision;
mod error;
mod example;
mod front_matter;
mod function;
mod lexed;
mod pack;
mod running;
mod sandbox;
mod scripted;
mod shipped;
mod source;
mod spanish;
mod trial;
mod tried;

pub use api::API_VERSION;
pub use beginning::{can_be_named, new_widget};
pub use compiled::CompiledScript;
pub use decision::Decision;
pub use error::ScriptError;
pub use function::LocalFunctions;
pub use lexed::{Lexeme, lexed};
pub use pack::{Pack, PackInfo};
pub use running::{Entry, Ran, Returned, Surroundings};
pub use sandbox::{Sandbox, ScriptLimits};
pub use scripted::Scripted;
pub use shipped::{SHIPPED, shipped};
pub use trial::{TestReport, run_script_tests, run_tests};
pub use tried::{Back, Came, Tried};

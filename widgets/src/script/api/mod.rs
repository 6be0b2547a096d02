//! The functions that scripts may call: version 1 of the script API.
//!
//! The list is closed and small; the guide in `docs/guide/scripting.md` explains each with an
//! example. Within a version functions are added but never change what they do. Every function that
//! touches data pays for it from the script's budget before it does.
//!
//! Not here: regular expressions, trigonometry, files, sockets, sleeping and printing.

mod flow;
mod list;
mod number;
mod text;
pub(crate) mod time;
pub(crate) mod value;

use rhai::Engine;
use rhai::packages::{ArithmeticPackage, BasicFnPackage, LogicPackage, Package};

/// The version of the script API that this release has. A script may say `api = 1`.
pub const API_VERSION: i64 = 1;

/// Gives an empty engine everything that scripts may call.
pub(crate) fn register(engine: &mut Engine) {
    // Operators on numbers, and function pointers: each touches a few bytes.
    ArithmeticPackage::new().register_into_engine(engine);
    LogicPackage::new().register_into_engine(engine);
    BasicFnPackage::new().register_into_engine(engine);
    value::register(engine);
    text::register(engine);
    number::register(engine);
    list::register(engine);
    time::register(engine);
    flow::register(engine);
}

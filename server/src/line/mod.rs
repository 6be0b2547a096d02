//! Lines: what stands between an execution and the contact, as a value.
//!
//! Everything here is a function: a record and what came in go in; a new record, a document for the
//! provider and work to be done go out. It is stored, and answered, by the driver.

pub mod call;
pub mod document;
pub mod record;
pub mod session;
pub mod work;

//! People who take over.

pub mod enqueue_call;
mod queued_call;
mod task_attributes;

pub use queued_call::Queued;

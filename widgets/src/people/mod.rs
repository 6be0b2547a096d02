//! People who take over, and what they need to know.

pub mod collect;
pub mod connect_call;
pub mod create_task;
pub mod enqueue_call;
mod queued_call;
pub mod send_to_agent;
mod task_attributes;
mod task_target;

pub use queued_call::Queued;

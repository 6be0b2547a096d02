//! People who take over, and what they need to know.

pub mod collect;
pub mod connect_call;
pub mod create_task;
pub mod enqueue_call;
pub mod send_to_agent;

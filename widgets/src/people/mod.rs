//! People who take over, and what they need to know.

pub mod collect;
pub mod connect_call;

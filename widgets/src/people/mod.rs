//! people

pub mod connect_call;

//! The server's own API: who comes in, who may do what, and what becomes of flows, over a store in memory
//! and one in a file.

mod coming_in;
mod description;
mod desk;
mod executions;
mod flows;
mod page;
mod roles;

//! The provider over real HTTP, against small apps written by hand.

mod apps;
mod calls;
mod load;
mod network;

//! What `centralita load` needs besides the provider in software: a line to call, and the server's own word
//! for what it has kept.

mod api;
mod here;

pub use api::Api;
pub use here::Here;

/// A number that calls go to, and what its server believes a request by.
pub struct Line {
    /// The number.
    pub number: String,
    /// The connection it is reached by.
    pub connection: String,
    /// The secret that signs requests.
    pub secret: String,
}

/// Numbers of load lines begin like this; nobody has one.
pub const NUMBER: &str = "+1800555";

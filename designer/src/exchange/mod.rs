//! What comes from elsewhere and goes elsewhere: flows of Studio, pictures, descriptions.
//!
//! | module | holds |
//! |---|---|
//! | [`report`] | what was understood of a file, and what was not |
//! | [`incoming`] | a file that is being taken in |
//! | [`outgoing`] | a flow that is being written for Studio |
//! | [`work`] | what a command about these does |
//!
//! Nothing here draws, and nothing reads or writes files: the shell does.

pub mod incoming;
pub mod outgoing;
pub mod report;
pub mod work;

pub use incoming::Incoming;
pub use outgoing::Outgoing;
pub use report::Report;

/// What is being taken in or sent out.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    /// The file that waits for a decision.
    pub incoming: Option<Incoming>,
    /// Whether that is the open flow's own file, of which the report is only shown again.
    pub is_about_open: bool,
    /// Whether the next file that is read can also go into the open flow.
    pub offers_both: bool,
    /// What Studio would get of the open flow.
    pub outgoing: Option<Outgoing>,
}

impl Exchange {
    /// Whether a window of this is open.
    pub fn is_shown(&self) -> bool {
        self.incoming.is_some() || self.outgoing.is_some()
    }

    /// Closes what is open.
    pub fn close(&mut self) {
        *self = Exchange::default();
    }
}

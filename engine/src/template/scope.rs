//! What a template may see and how much it may do.

use crate::{Map, Time};

/// What a template is rendered against. It borrows everything and copies nothing.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The variables, by their first name: `trigger`, `contact`, `flow`, `widgets`.
    pub context: &'a Map,
    /// What `now` and `today` mean: the time of the turn.
    pub now: Time,
    /// Where the wall clock hangs that the `date` filter reads.
    pub zone: &'a jiff::tz::TimeZone,
    /// How much the template may do.
    pub limits: &'a TemplateLimits,
}

/// How much a template may do before it is stopped. Everything is counted, nothing is timed, so the
/// same template with the same variables stops at the same place everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateLimits {
    /// Bytes of a template with tags or outputs. A longer one is not parsed.
    pub source_bytes: usize,
    /// Tags inside tags, and brackets inside brackets. A deeper template is not parsed.
    pub depth: usize,
    /// Bytes that a template may print.
    pub output_bytes: usize,
    /// Turns of all loops of one rendering together.
    pub iterations: u64,
    /// Turns of one loop in [`Dialect::Studio`](super::Dialect::Studio), which stops there silently
    /// and leaves a warning.
    pub studio_iterations: u64,
    /// Bytes of one value made on the way: a captured text, the result of a filter.
    pub value_bytes: usize,
    /// Bytes that filters and comparisons of one rendering may read and write together.
    pub work_bytes: u64,
}

impl TemplateLimits {
    /// The limits a flow has unless somebody sets others.
    pub const DEFAULT: TemplateLimits = TemplateLimits {
        source_bytes: 16 * 1024,
        depth: 50,
        output_bytes: 16 * 1024,
        iterations: 10_000,
        studio_iterations: 15,
        value_bytes: 256 * 1024,
        work_bytes: 16 * 1024 * 1024,
    };
}

impl Default for TemplateLimits {
    fn default() -> TemplateLimits {
        TemplateLimits::DEFAULT
    }
}

/// A count of bytes in words: `16 KiB`.
pub(super) fn bytes_in_words(bytes: usize) -> String {
    if bytes >= 1024 && bytes.is_multiple_of(1024) {
        format!("{} KiB", bytes / 1024)
    } else {
        format!("{bytes} bytes")
    }
}

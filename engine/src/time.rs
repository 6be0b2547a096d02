//! Time as the engine knows it: a number that comes in with each event.
//!
//! The engine never reads a clock. [`Time`] counts milliseconds since 1970 in UTC; zones enter only
//! where a template or a calendar asks what a wall clock shows somewhere.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01 00:00:00 UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Time(pub i64);

/// A length of time in whole seconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Secs(pub u32);

impl Time {
    /// The moment `secs` later.
    #[must_use]
    pub fn after(self, secs: Secs) -> Time {
        Time(self.0.saturating_add(i64::from(secs.0) * 1000))
    }

    /// The moment `millis` milliseconds later.
    #[must_use]
    pub fn after_millis(self, millis: i64) -> Time {
        Time(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    pub fn millis_since(self, earlier: Time) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The same moment for the calendar; moments outside the calendar's range are moved to its edge.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }

    /// Reads `2026-11-22T10:30:00Z` and other RFC 3339 moments.
    pub fn parse(text: &str) -> Option<Time> {
        text.parse::<Timestamp>().ok().map(|timestamp| Time(timestamp.as_millisecond()))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.timestamp())
    }
}

impl fmt::Display for Secs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_back_as_written() {
        let time = Time::parse("2026-11-22T10:30:00Z").unwrap();
        assert_eq!(time.to_string(), "2026-11-22T10:30:00Z");
        assert_eq!(time.after(Secs(90)).to_string(), "2026-11-22T10:31:30Z");
        assert_eq!(Time(i64::MAX).timestamp(), Timestamp::MAX);
    }
}

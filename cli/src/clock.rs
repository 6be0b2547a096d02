//! The one place where this command looks at the clock.

use centralita_engine::Time;

/// The moment it is now.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the shell; the engine gets the time from here"
)]
pub fn now() -> Time {
    Time(jiff::Timestamp::now().as_millisecond())
}

/// A number that no run before had: what a conversation gets for chance unless a seed is given.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the shell; the engine gets its seed from here"
)]
pub fn seed() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_nanosecond() & i128::from(u64::MAX >> 1)).unwrap_or(1)
}

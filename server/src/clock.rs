//! The clock: the one place of the server that looks at the wall.

use centralita_engine::Time;

/// Tells what time it is.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Time;
}

/// The wall clock of the machine, which never goes back while the process lives: executions measure
/// from moments that are stored.
#[derive(Debug, Default)]
pub struct WallClock {
    latest: std::sync::atomic::AtomicI64,
}

impl Clock for WallClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the server looks at the clock")]
    fn now(&self) -> Time {
        let now = jiff::Timestamp::now().as_millisecond();
        let earlier = self.latest.fetch_max(now, std::sync::atomic::Ordering::Relaxed);
        Time(now.max(earlier))
    }
}

/// A clock that stands where it was put, for tests and simulations.
#[derive(Debug, Default)]
pub struct SetClock(std::sync::atomic::AtomicI64);

impl SetClock {
    /// A clock that shows `now`.
    pub fn at(now: Time) -> SetClock {
        SetClock(now.0.into())
    }

    /// Puts it to `now`.
    pub fn set(&self, now: Time) {
        self.0.store(now.0, std::sync::atomic::Ordering::Relaxed);
    }

    /// Moves it on.
    pub fn pass(&self, millis: i64) {
        self.0.fetch_add(millis, std::sync::atomic::Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Time {
        Time(self.0.load(std::sync::atomic::Ordering::Relaxed))
    }
}

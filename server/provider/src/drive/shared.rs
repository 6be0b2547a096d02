//! The exchange between its driver, its callers and its REST side.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::wire::Wire;
use crate::exchange::{Exchange, Next};

/// How virtual time passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// It jumps to whatever comes next, and stands still while an answer is missing. Against a
    /// server that does nothing by itself a run is the same each time.
    Jumps,
    /// It passes so many times faster than the wall clock: for servers that do things by themselves,
    /// such as ringing somebody while a caller hears music.
    TimesFaster(f64),
}

/// What the parts of a running provider share.
pub struct Shared {
    exchange: Mutex<Exchange>,
    /// Somebody changed the exchange: the driver looks again.
    changed: Notify,
    /// The driver moved the exchange: whoever waits for something looks again.
    moved: Notify,
    pace: Pace,
    began: Instant,
    wire: Wire,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("pace", &self.pace).finish_non_exhaustive()
    }
}

impl Shared {
    pub(super) fn new(exchange: Exchange, pace: Pace, wire: Wire) -> Shared {
        Shared {
            exchange: Mutex::new(exchange),
            changed: Notify::new(),
            moved: Notify::new(),
            pace,
            began: Instant::now(),
            wire,
        }
    }

    /// Does something with the exchange, at the time it is now.
    pub fn with<T>(&self, work: impl FnOnce(&mut Exchange) -> T) -> T {
        let result = {
            // A panic elsewhere is that task's failure; what it left is still worth looking at.
            let mut exchange = self.exchange.lock().unwrap_or_else(PoisonError::into_inner);
            if let Pace::TimesFaster(times) = self.pace {
                exchange.advance(self.virtual_millis(times));
            }
            work(&mut exchange)
        };
        self.changed.notify_one();
        self.moved.notify_waiters();
        result
    }

    fn virtual_millis(&self, times: f64) -> u64 {
        (self.began.elapsed().as_secs_f64() * 1000.0 * times) as u64
    }

    /// Waits until something is true of the exchange.
    pub(super) async fn until(&self, is_true: impl Fn(&Exchange) -> bool) {
        loop {
            let moved = self.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            {
                let exchange = self.exchange.lock().unwrap_or_else(PoisonError::into_inner);
                if is_true(&exchange) {
                    return;
                }
            }
            moved.await;
        }
    }

    /// Sends what is to be sent and lets time pass, for ever.
    pub(super) async fn drive(self: Arc<Shared>) {
        loop {
            let changed = self.changed.notified();
            let (requests, next) = {
                let mut exchange = self.exchange.lock().unwrap_or_else(PoisonError::into_inner);
                let mut requests = Vec::new();
                while let Some(request) = exchange.take_request() {
                    requests.push(request);
                }
                (requests, exchange.next())
            };
            for request in requests {
                let shared = Arc::clone(&self);
                tokio::spawn(async move {
                    let (outcome, took_micros) = shared.wire.send(&request).await;
                    shared.with(|exchange| exchange.answer(request.id, outcome, took_micros));
                });
            }
            match (self.pace, next) {
                (Pace::Jumps, Next::At(at_millis)) => {
                    self.with(|exchange| exchange.advance(at_millis));
                    tokio::task::yield_now().await;
                }
                (Pace::TimesFaster(times), Next::At(at_millis) | Next::Answer(at_millis))
                    if at_millis > self.virtual_millis(times) =>
                {
                    let seconds = at_millis as f64 / 1000.0 / times;
                    let due = self.began + Duration::from_secs_f64(seconds);
                    tokio::select! {
                        () = sleep_until(due) => {}
                        () = changed => {}
                    }
                }
                // Time does not wait for answers: whatever else is due happens.
                (Pace::TimesFaster(_), Next::At(_) | Next::Answer(_)) => self.with(|_| ()),
                _ => changed.await,
            }
        }
    }
}

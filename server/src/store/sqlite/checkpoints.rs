//! Checkpoints: what is in the write-ahead log goes into the database itself, while the writer goes on.
//!
//! A thread of its own does it a tenth of a second after a commit, so that no caller waits for it.
//! Under steady load it never catches up with the writer, and the log would grow without end; so
//! between two transactions the writer itself does the little that is left, once the log has reached
//! its mark, and begins the log anew.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use super::errors::in_our_words;
use crate::store::StoreError;

/// How long after a commit there is a checkpoint.
const PAUSE: Duration = Duration::from_millis(100);

/// Pages in the log at which the thread does not wait any longer: 8 MiB.
const PAGES_AT_ONCE: u32 = 1024;

/// Pages in the log at which the writer lends a hand: 40 MiB.
const PAGES_MARK: u32 = 5 * 1024;

/// Where a reader keeps the log from beginning anew, the writer tries again after so many pages.
const PAGES_BETWEEN: u32 = 512;

/// What the writer and the thread of checkpoints know of the log together.
#[derive(Default)]
pub(super) struct Log {
    /// How many pages are in it.
    pages: Arc<AtomicU32>,
    /// The number of pages at which the writer looks after it next.
    mark: AtomicU32,
    work: Mutex<Work>,
    changed: Condvar,
    /// Why nothing is written any more.
    stopped: OnceLock<String>,
}

#[derive(Default)]
struct Work {
    is_grown: bool,
    is_over: bool,
}

impl Log {
    pub(super) fn new() -> Log {
        Log { mark: PAGES_MARK.into(), ..Log::default() }
    }

    /// Refuses when something could not be written before.
    pub(super) fn is_sound(&self) -> Result<(), StoreError> {
        self.stopped.get().map_or(Ok(()), |why| Err(StoreError::Stopped(why.clone())))
    }

    /// Remembers an error after which nothing may be written.
    pub(super) fn note(&self, error: &StoreError) {
        if let StoreError::Stopped(why) = error {
            // The first one is the one that counts.
            let _ = self.stopped.set(why.clone());
        }
    }

    /// Hears from the writer's connection how long the log is.
    pub(super) fn listen_to(&self, db: &mut Connection) {
        let pages = self.pages.clone();
        let hook = move |_: &mut rusqlite::hooks::Wal, count: i32| {
            pages.store(count.unsigned_abs(), Ordering::Relaxed);
            Ok(())
        };
        // Without the hook the log is only looked after by the thread.
        let _ = db.wal_hook(Some(hook));
    }

    /// Called by the writer between two transactions.
    pub(super) fn keep_short(&self, db: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages >= self.mark.load(Ordering::Relaxed) {
            let left = checkpoint(db, "PASSIVE", self);
            let next = if left == 0 { PAGES_MARK } else { pages.saturating_add(PAGES_BETWEEN) };
            self.mark.store(next, Ordering::Relaxed);
        } else if pages < PAGES_MARK {
            self.mark.store(PAGES_MARK, Ordering::Relaxed);
        }
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        if !work.is_grown {
            work.is_grown = true;
            self.changed.notify_all();
        } else if pages >= PAGES_AT_ONCE {
            self.changed.notify_all();
        }
    }

    /// The last thing the writer does: the database stands for itself then, with an empty log.
    pub(super) fn finish(&self, db: &Connection) {
        if self.is_sound().is_ok() {
            checkpoint(db, "TRUNCATE", self);
        }
    }

    /// Ends the thread of checkpoints.
    pub(super) fn end(&self) {
        self.work.lock().unwrap_or_else(PoisonError::into_inner).is_over = true;
        self.changed.notify_all();
    }

    /// Waits until the log has grown, and then a little; false when there will be no more.
    fn is_to_be_done(&self) -> bool {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        while !work.is_grown && !work.is_over {
            work = self.changed.wait(work).unwrap_or_else(PoisonError::into_inner);
        }
        if !work.is_over && self.pages.load(Ordering::Relaxed) < PAGES_AT_ONCE {
            let waited = self.changed.wait_timeout_while(work, PAUSE, |work| {
                !work.is_over && self.pages.load(Ordering::Relaxed) < PAGES_AT_ONCE
            });
            work = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        work.is_grown = false;
        !work.is_over
    }
}

pub(super) fn start(db: Connection, log: Arc<Log>) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("store-checkpoints".to_owned()).spawn(move || {
        while log.is_to_be_done() && log.is_sound().is_ok() {
            checkpoint(&db, "PASSIVE", &log);
        }
    })
}

/// Moves what it can into the database; says how many pages stayed in the log only.
fn checkpoint(db: &Connection, how: &str, log: &Log) -> i64 {
    let done = db.query_row(&format!("PRAGMA wal_checkpoint({how})"), (), |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
    });
    match done.map_err(in_our_words) {
        // Somebody else is at it.
        Ok((1, ..)) => i64::MAX,
        Ok((_, pages, moved)) => pages - moved,
        // Without room in the database the log keeps everything. A failed sync ends all writing.
        Err(error) => {
            log.note(&error);
            i64::MAX
        }
    }
}

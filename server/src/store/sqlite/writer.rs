//! The one thread that writes, and commits what has come together in one transaction.
//!
//! A sync of the disk costs the same for one commit as for two hundred: whatever waits when a
//! transaction begins goes into it, and nothing is acknowledged before it is committed and synced.
//! A commit that is refused has written nothing, so that it spoils no other. What breaks in SQLite
//! itself takes the transaction back, and each of its commits is tried again alone.

use std::sync::Arc;
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::checkpoints::Log;
use super::errors::in_our_words;
use crate::store::StoreError;

/// At most so many commits in one transaction.
const MOST_AT_ONCE: usize = 256;

/// So many may wait; who comes then waits to be let in.
const MOST_WAITING: usize = 1024;

/// Something that is asked of the writer's connection, with whoever waits for the answer.
pub(super) trait Ask: Send {
    /// Does it, within a transaction of somebody else, and keeps the answer. May be called again after
    /// the transaction was taken back.
    fn run(&mut self, db: &Connection) -> rusqlite::Result<()>;

    /// Tells the answer, or why there is none.
    fn tell(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// An [`Ask`] made of a function, and of another that hears its answer when that is committed, before
/// anybody else.
pub(super) struct Question<T, F, H> {
    work: F,
    hears: H,
    answer: Option<T>,
    asker: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F, H> Question<T, F, H> {
    pub(super) fn new(
        work: F,
        hears: H,
    ) -> (Question<T, F, H>, oneshot::Receiver<Result<T, StoreError>>) {
        let (asker, answer) = oneshot::channel();
        (Question { work, hears, answer: None, asker }, answer)
    }
}

impl<T, F, H> Ask for Question<T, F, H>
where
    T: Send,
    F: Fn(&Connection) -> rusqlite::Result<T> + Send,
    H: FnOnce(&T) + Send,
{
    fn run(&mut self, db: &Connection) -> rusqlite::Result<()> {
        self.answer = Some((self.work)(db)?);
        Ok(())
    }

    fn tell(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Question { answer, asker, hears, .. } = *self;
        let answer = outcome.and_then(|()| {
            answer.ok_or_else(|| StoreError::Other("The question was not answered".to_owned()))
        });
        if let Ok(answer) = &answer {
            hears(answer);
        }
        // Who asked may have gone.
        let _ = asker.send(answer);
    }
}

/// What no answer means: the thread that would have given it is gone.
pub(super) fn nobody_answers<E>(_: E) -> StoreError {
    StoreError::Stopped("the thread of the database has ended".to_owned())
}

/// The way to the writer.
pub(super) struct Writer {
    asks: mpsc::Sender<Box<dyn Ask>>,
    thread: JoinHandle<()>,
}

impl Writer {
    pub(super) fn start(db: Connection, log: Arc<Log>) -> std::io::Result<Writer> {
        let (asks, waiting) = mpsc::channel(MOST_WAITING);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || write(db, waiting, &log))?;
        Ok(Writer { asks, thread })
    }

    pub(super) async fn ask<T, F, H>(&self, work: F, hears: H) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
        H: FnOnce(&T) + Send + 'static,
    {
        let (question, answer) = Question::new(work, hears);
        self.asks.send(Box::new(question)).await.map_err(nobody_answers)?;
        answer.await.map_err(nobody_answers)?
    }

    /// Waits until everything that was asked is done.
    pub(super) fn stop(self) {
        drop(self.asks);
        // A panic in there was told to whoever waited.
        let _ = self.thread.join();
    }
}

fn write(mut db: Connection, mut waiting: mpsc::Receiver<Box<dyn Ask>>, log: &Log) {
    log.listen_to(&mut db);
    let mut batch = Vec::with_capacity(MOST_AT_ONCE);
    while waiting.blocking_recv_many(&mut batch, MOST_AT_ONCE) > 0 {
        write_all(&db, &mut batch, log);
        log.keep_short(&db);
    }
    log.finish(&db);
}

fn write_all(db: &Connection, batch: &mut Vec<Box<dyn Ask>>, log: &Log) {
    let Err(error) = attempt(db, batch, log) else {
        batch.drain(..).for_each(|ask| ask.tell(Ok(())));
        return;
    };
    let is_everybodys = matches!(error, StoreError::Stopped(_) | StoreError::Full(_));
    if is_everybodys || batch.len() == 1 {
        batch.drain(..).for_each(|ask| ask.tell(Err(error.clone())));
        return;
    }
    for mut ask in batch.drain(..) {
        let outcome = attempt(db, std::slice::from_mut(&mut ask), log);
        ask.tell(outcome);
    }
}

/// One transaction. After a failed write or sync nothing is ever tried again: what the system then
/// keeps in its memory need not be what is on the disk.
fn attempt(db: &Connection, asks: &mut [Box<dyn Ask>], log: &Log) -> Result<(), StoreError> {
    log.is_sound()?;
    let done = transaction(db, asks).map_err(in_our_words);
    if done.is_err() && !db.is_autocommit() {
        // It may have been taken back already; if it cannot be, nothing more can be written.
        let _ = db.execute_batch("ROLLBACK");
    }
    done.inspect_err(|error| log.note(error))
}

fn transaction(db: &Connection, asks: &mut [Box<dyn Ask>]) -> rusqlite::Result<()> {
    db.prepare_cached("BEGIN IMMEDIATE")?.execute(())?;
    for ask in asks {
        ask.run(db)?;
    }
    db.prepare_cached("COMMIT")?.execute(())?;
    Ok(())
}

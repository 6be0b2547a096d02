//! A few threads that read, each with a connection of its own. In a write-ahead log readers never wait
//! for the writer, nor the writer for them.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::mpsc;

use super::errors::{OpenError, in_our_words};
use super::open::connect_reader;
use super::writer::{Ask, Question, nobody_answers};
use crate::store::StoreError;

/// So many may wait; who comes then waits to be let in.
const MOST_WAITING: usize = 1024;

/// The way to the readers.
pub(super) struct Readers {
    asks: mpsc::Sender<Box<dyn Ask>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    pub(super) fn start(path: &Path, count: usize) -> Result<Readers, OpenError> {
        let name = || path.display().to_string();
        let (asks, waiting) = mpsc::channel(MOST_WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        let mut threads = Vec::new();
        for _ in 0..count.max(1) {
            let db = connect_reader(path)
                .map_err(|error| OpenError::Store { path: name(), source: in_our_words(error) })?;
            let waiting = Arc::clone(&waiting);
            let thread = std::thread::Builder::new()
                .name("store-reader".to_owned())
                .spawn(move || read(&db, &waiting))
                .map_err(|source| OpenError::File { path: name(), source })?;
            threads.push(thread);
        }
        Ok(Readers { asks, threads })
    }

    pub(super) async fn ask<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let (question, answer) = Question::new(work, |_: &T| {});
        self.asks.send(Box::new(question)).await.map_err(nobody_answers)?;
        answer.await.map_err(nobody_answers)?
    }

    /// Waits until everything that was asked is done.
    pub(super) fn stop(self) {
        drop(self.asks);
        for thread in self.threads {
            // A panic in there was told to whoever waited.
            let _ = thread.join();
        }
    }
}

fn read(db: &Connection, waiting: &Mutex<mpsc::Receiver<Box<dyn Ask>>>) {
    loop {
        // One waits at the door, the others wait for it; whoever gets something leaves the door free.
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(mut ask) = next else { return };
        let outcome = ask.run(db).map_err(in_our_words);
        ask.tell(outcome);
    }
}

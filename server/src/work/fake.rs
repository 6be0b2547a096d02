//! A fake outlet: it writes down what it is asked, and fails or waits when it is told to.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use centralita_engine::Map;
use centralita_engine::exec::{PlaceCall, RecordCall, SendMessage};
use tokio::sync::Semaphore;

use super::outlet::{Asked, Failed, Outlet, RingWorker};
use crate::line::document::Link;

/// Something that an outlet was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// What, e.g. `send +15550100 Hello` or `hang-up CA1`.
    pub what: String,
    /// Under which idempotency key.
    pub key: String,
    /// Where it was to be told how it goes on.
    pub status: Option<Link>,
}

/// An outlet that does nothing and remembers everything, for tests and simulations.
pub struct FakeOutlet {
    state: Mutex<State>,
    gate: Semaphore,
}

#[derive(Default)]
struct State {
    happened: Vec<Happened>,
    answers: VecDeque<Result<Map, Failed>>,
}

impl Default for FakeOutlet {
    fn default() -> FakeOutlet {
        FakeOutlet { state: Mutex::default(), gate: Semaphore::new(Semaphore::MAX_PERMITS) }
    }
}

impl FakeOutlet {
    /// One that does not come back from anything before it is let go on ([`FakeOutlet::let_go`]).
    pub fn waiting() -> FakeOutlet {
        FakeOutlet { gate: Semaphore::new(0), ..FakeOutlet::default() }
    }

    /// Lets `count` more come back.
    pub fn let_go(&self, count: usize) {
        self.gate.add_permits(count);
    }

    /// The next answers, in their order; when there are none left, everything works.
    pub fn answers(&self, answers: impl IntoIterator<Item = Result<Map, Failed>>) {
        self.state().answers.extend(answers);
    }

    /// What it was asked so far.
    pub fn happened(&self) -> Vec<Happened> {
        self.state().happened.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn happen(&self, asked: &Asked<'_>, what: String) -> Result<Map, Failed> {
        let key = asked.idempotency_key.to_string();
        self.state().happened.push(Happened { what, key, status: asked.status.clone() });
        if let Ok(permit) = self.gate.acquire().await {
            permit.forget();
        }
        let answer = self.state().answers.pop_front();
        answer.unwrap_or_else(|| Ok(Map::new()))
    }
}

#[async_trait::async_trait]
impl Outlet for FakeOutlet {
    async fn send(&self, asked: &Asked<'_>, message: &SendMessage) -> Result<Map, Failed> {
        self.happen(asked, format!("send {} {}", message.to, message.body)).await
    }

    async fn place(&self, asked: &Asked<'_>, call: &PlaceCall) -> Result<Map, Failed> {
        self.happen(asked, format!("place {} {}", call.from, call.to)).await
    }

    async fn record_call(
        &self,
        asked: &Asked<'_>,
        call: &str,
        record: &RecordCall,
    ) -> Result<Map, Failed> {
        let what = if record.start { "start" } else { "stop" };
        self.happen(asked, format!("record {what} {call}")).await
    }

    async fn hang_up(&self, asked: &Asked<'_>, call: &str) -> Result<(), Failed> {
        self.happen(asked, format!("hang-up {call}")).await.map(|_| ())
    }

    async fn fetch(&self, asked: &Asked<'_>, call: &str, from: &Link) -> Result<(), Failed> {
        self.happen(asked, format!("fetch {call} {}", from.0)).await.map(|_| ())
    }

    async fn ask_after(&self, asked: &Asked<'_>, call: &str) -> Result<Option<Map>, Failed> {
        let answer = self.happen(asked, format!("ask after {call}")).await?;
        Ok(Some(answer).filter(|answer| !answer.is_empty()))
    }

    async fn ring(&self, asked: &Asked<'_>, worker: &RingWorker) -> Result<Map, Failed> {
        self.happen(asked, format!("ring {}", worker.to)).await
    }
}

//! Workers: what turns asked for is done, and what comes of it is told.
//!
//! Jobs are claimed for a while, done side by side, and settled in the commit that tells their outcome;
//! so each is done at least once and told once. A worker that is too slow, or dies, loses the claim, and
//! another server does the job again under the same idempotency key. What fails for now is put off, each
//! time for longer; what fails for good is told. A job that breaks its worker breaks nothing else.
//!
//! What is not here: tasks, which are the router's ([`crate::router`]), and what any provider's request
//! looks like ([`Outlet`]).

mod back_off;
mod connections;
mod fake;
mod outlet;
mod perform;
mod timers;
mod web;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use centralita_engine::Time;
use centralita_widgets::script::LocalFunctions;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

pub use fake::{FakeOutlet, Happened};
pub use outlet::{Asked, Failed, Outlet, Outlets, RingWorker};
pub use timers::pass_time;

use crate::driver::Driver;
use crate::egress::Egress;
use crate::ids::{JobId, NodeId};
use crate::line::work::topic;
use crate::store::{Claimed, Outcome, Settled};

/// What work is done with.
#[derive(Clone)]
pub struct Hands {
    /// Asks strangers.
    pub egress: Egress,
    /// Messages, calls, and what is done to calls.
    pub outlets: Outlets,
    /// The project's own functions, which come before those on the web.
    pub functions: Arc<LocalFunctions>,
}

/// How workers go about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Pace {
    /// How often it is looked for work that nobody has told of.
    pub poll: Duration,
    /// How long what is under way may take to end when the server stops.
    pub grace: Duration,
    /// How much longer than the longest request a job is held, in milliseconds.
    pub spare_millis: i64,
    /// How many HTTP requests and functions are under way at once.
    pub most_http: usize,
    /// How many jobs of each other topic are under way at once.
    pub most_others: usize,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            poll: Duration::from_millis(250),
            grace: Duration::from_secs(10),
            spare_millis: 30_000,
            most_http: 128,
            most_others: 32,
        }
    }
}

/// At most so many jobs are claimed at once.
const MOST_AT_ONCE: usize = 64;

/// The workers of one server.
pub struct Workers {
    shop: Arc<Shop>,
    pace: Pace,
    node: NodeId,
    lanes: Vec<Lane>,
    under_way: UnderWay,
}

/// What every job is done with.
struct Shop {
    driver: Arc<Driver>,
    hands: Hands,
}

/// The jobs of one topic that are under way at once.
struct Lane {
    topic: &'static str,
    places: Arc<Semaphore>,
}

/// Jobs that are being done.
type UnderWay = Arc<Mutex<BTreeMap<JobId, Claimed>>>;

/// A job's entry among those that are being done. One that is broken off stays there, so that it can be
/// given back.
struct Entry {
    under_way: UnderWay,
    id: JobId,
    _place: OwnedSemaphorePermit,
}

impl Entry {
    fn new(under_way: &UnderWay, job: &Claimed, place: OwnedSemaphorePermit) -> Entry {
        let mut doing = under_way.lock().unwrap_or_else(PoisonError::into_inner);
        doing.insert(job.id.clone(), job.clone());
        Entry { under_way: Arc::clone(under_way), id: job.id.clone(), _place: place }
    }

    fn end(self) {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

impl Workers {
    /// The workers of the server `node`.
    pub fn new(driver: Arc<Driver>, node: NodeId, hands: Hands, pace: Pace) -> Workers {
        let lane = |(topic, most): (&'static str, usize)| Lane {
            topic,
            places: Arc::new(Semaphore::new(most.max(1))),
        };
        let others = [topic::MESSAGE, topic::CALL, topic::SERVICE, topic::TELL];
        let mut lanes = vec![lane((topic::HTTP, pace.most_http))];
        lanes.extend(others.into_iter().map(|topic| lane((topic, pace.most_others))));
        let shop = Arc::new(Shop { driver, hands });
        Workers { shop, pace, node, lanes, under_way: UnderWay::default() }
    }

    /// Works, and has time pass in executions, until it shall stop. What is under way then may end;
    /// what does not end in time is given back, for another server.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let timers = pass_time(&self.shop.driver, self.pace.poll, stop.clone());
        tokio::join!(self.work(stop), timers);
    }

    async fn work(&self, mut stop: watch::Receiver<bool>) {
        let mut jobs = JoinSet::new();
        let changes = &self.shop.driver.changes;
        // Whatever is added from here on is heard of.
        let woken = changes.work();
        let nap = tokio::time::sleep(Duration::ZERO);
        tokio::pin!(woken, nap);
        // Whether there may be work that nobody here has claimed.
        let mut may_have_more = true;
        while !*stop.borrow() {
            if may_have_more {
                may_have_more = self.claim(&mut jobs).await;
                if may_have_more && self.lanes.iter().all(Lane::has_place) {
                    continue;
                }
                let pause = timers::nap(&self.shop.driver, self.pace.poll).await;
                nap.as_mut().reset(tokio::time::Instant::now() + pause);
            }
            tokio::select! {
                // A sender that is gone stops them as well.
                _ = stop.wait_for(|stop| *stop) => break,
                () = &mut woken => {
                    woken.set(changes.work());
                    may_have_more = true;
                }
                Some(_) = jobs.join_next(), if !jobs.is_empty() => {}
                () = &mut nap => may_have_more = true,
            }
        }
        self.close(jobs).await;
    }

    /// Claims as much as there are places for, and begins it; whether there may be more.
    async fn claim(&self, jobs: &mut JoinSet<()>) -> bool {
        let open: Vec<&Lane> = self.lanes.iter().filter(|lane| lane.has_place()).collect();
        let topics: Vec<&str> = open.iter().map(|lane| lane.topic).collect();
        // Whatever is claimed finds its place, although all should be of one topic.
        let places = open.iter().map(|lane| lane.places.available_permits()).min();
        let Some(most) = places.map(|places| places.min(MOST_AT_ONCE)) else { return true };
        let driver = &self.shop.driver;
        let now = driver.clock.now();
        let limit = u32::try_from(most).unwrap_or(u32::MAX);
        let claimed = driver.store.claim(self.node, &topics, now, self.until(now), limit).await;
        let claimed = match claimed {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(%error, "no work could be claimed");
                return false;
            }
        };
        let is_full = claimed.len() >= most;
        for job in claimed {
            self.begin(job, jobs);
        }
        is_full || open.len() < self.lanes.len()
    }

    fn begin(&self, job: Claimed, jobs: &mut JoinSet<()>) {
        let lane = self.lanes.iter().find(|lane| lane.topic == job.topic);
        let place = lane.and_then(|lane| Arc::clone(&lane.places).try_acquire_owned().ok());
        // Nothing else was claimed than there were places for; if it was, its claim runs out.
        let Some(place) = place else { return };
        let entry = Entry::new(&self.under_way, &job, place);
        let (shop, limit) = (Arc::clone(&self.shop), self.limit());
        jobs.spawn(async move {
            shop.attend(job, limit).await;
            entry.end();
        });
    }

    /// Until when a job is held that is claimed now.
    fn until(&self, now: Time) -> Time {
        let held = self.longest_millis().saturating_add(self.pace.spare_millis);
        now.after_millis(held)
    }

    /// How long a job may take: whoever does it knows before the claim runs out that it took too long.
    fn limit(&self) -> Duration {
        let limit = self.longest_millis().saturating_add(self.pace.spare_millis / 2);
        Duration::from_millis(limit.unsigned_abs())
    }

    fn longest_millis(&self) -> i64 {
        i64::from(self.shop.hands.egress.rules().longest.0) * 1_000
    }

    /// Lets what is under way end, and gives back what does not.
    async fn close(&self, mut jobs: JoinSet<()>) {
        let ended = async { while jobs.join_next().await.is_some() {} };
        if tokio::time::timeout(self.pace.grace, ended).await.is_ok() {
            return;
        }
        jobs.shutdown().await;
        let left = {
            let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *under_way)
        };
        for job in left.into_values() {
            tracing::info!(job = %job.id, "a job is left to another server");
            let due = self.shop.driver.clock.now();
            let outcome = Outcome::Again { due, why: "The server stopped.".into() };
            let settled = Settled { id: job.id, lease: job.lease, outcome };
            if let Err(error) = self.shop.driver.settle(settled).await {
                tracing::warn!(%error, "a job could not be given back; its claim runs out");
            }
        }
    }
}

impl Lane {
    fn has_place(&self) -> bool {
        self.places.available_permits() > 0
    }
}

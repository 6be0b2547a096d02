//! Load: many calls at many connections, and how fast each webhook was answered.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hdrhistogram::Histogram;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::alone::run_alone;
use super::compare::Seen;
use super::nodes::Nodes;
use super::wire::Wire;
use crate::exchange::Exchange;
use crate::fault::Fault;
use crate::script::{Peer, Script};
use crate::settings::{Number, Settings};
use crate::transcript::{Purpose, Transcript, Webhook};

/// The most faults that are kept; more are counted only.
const MOST_FAULTS: usize = 100;

/// What a load is made of.
#[derive(Clone, Debug)]
pub struct Load {
    /// How the provider of each call behaves; call N has the sid that its seed gives to N.
    pub settings: Settings,
    /// The number that is called.
    pub number: Number,
    /// Who can be called by documents.
    pub peers: Vec<(String, Peer)>,
    /// How many calls there are.
    pub calls: u64,
    /// How many are live at once; each has about one connection.
    pub connections: usize,
    /// The ordinal of the first call; runs that are not to meet each other's calls begin apart.
    pub first_ordinal: u64,
    /// What callers do; call N does what stands at N modulo their number.
    pub scripts: Vec<Script>,
    /// Whether everything that was acknowledged is kept.
    pub keeps_acknowledged: bool,
    /// Whether it is kept what was seen of each call.
    pub keeps_seen: bool,
    /// The servers behind the number's addresses, when there are several, or when one is asked again
    /// until it answers.
    pub nodes: Option<Nodes>,
}

impl Load {
    /// So many calls to a number at so many connections; each caller only listens.
    pub fn new(settings: Settings, number: Number, calls: u64, connections: usize) -> Load {
        Load {
            settings,
            number,
            peers: Vec::new(),
            calls,
            connections: connections.max(1),
            first_ordinal: 0,
            scripts: vec![Script::new()],
            keeps_acknowledged: true,
            keeps_seen: true,
            nodes: None,
        }
    }
}

/// One webhook that the other side took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// The call it was about.
    pub call: String,
    /// What it was for.
    pub purpose: Purpose,
    /// Its token; repeats have the same.
    pub token: String,
    /// What it said besides what every request of a call says.
    pub said: Vec<(String, String)>,
}

/// How fast the webhooks for one purpose were answered.
#[derive(Clone, Debug, PartialEq)]
pub struct PurposeFigures {
    /// How many were answered.
    pub count: u64,
    /// The time that half of them took at most, in microseconds.
    pub p50_micros: u64,
    /// The time that 95 of 100 took at most.
    pub p95_micros: u64,
    /// The time that 99 of 100 took at most.
    pub p99_micros: u64,
    /// The time that 999 of 1,000 took at most.
    pub p999_micros: u64,
    /// The longest time.
    pub most_micros: u64,
}

/// What came of a load.
#[derive(Clone, Debug, Default)]
pub struct LoadReport {
    /// How many calls were made.
    pub calls: u64,
    /// How many webhooks were sent, repeats included.
    pub webhooks: u64,
    /// How many of them were not acknowledged, by the status that came instead; 0 where none came.
    pub refused: BTreeMap<u16, u64>,
    /// How long it took, in seconds of the wall clock.
    pub seconds: f64,
    /// The figures for each purpose.
    pub purposes: BTreeMap<Purpose, PurposeFigures>,
    /// The figures over all.
    pub all: Option<PurposeFigures>,
    /// How many calls ended with each status.
    pub statuses: BTreeMap<String, u64>,
    /// How many faults there were.
    pub faults: u64,
    /// The first of them, with the call.
    pub first_faults: Vec<(String, Fault)>,
    /// Everything acknowledged, in no order.
    pub acknowledged: Vec<Acknowledged>,
    /// What was seen of each call, in no order.
    pub seen: Vec<Seen>,
}

impl LoadReport {
    /// Webhooks a second.
    pub fn rate(&self) -> f64 {
        self.a_second(self.webhooks)
    }

    /// Calls a second.
    pub fn call_rate(&self) -> f64 {
        self.a_second(self.calls)
    }

    /// How many webhooks were not acknowledged.
    pub fn refused(&self) -> u64 {
        self.refused.values().sum()
    }

    fn a_second(&self, count: u64) -> f64 {
        if self.seconds > 0.0 { count as f64 / self.seconds } else { 0.0 }
    }
}

impl fmt::Display for LoadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (calls, webhooks, seconds) = (self.calls, self.webhooks, self.seconds);
        let rate = self.rate();
        writeln!(f, "{calls} calls, {webhooks} webhooks in {seconds:.2} s: {rate:.0} a second")?;
        let mut line = |name: &str, figures: &PurposeFigures| {
            let PurposeFigures {
                count,
                p50_micros,
                p95_micros,
                p99_micros,
                p999_micros,
                most_micros,
            } = figures;
            writeln!(
                f,
                "{name:>20} {count:>9}   p50 {p50_micros} us, p95 {p95_micros} us, p99 {p99_micros} us, p99.9 {p999_micros} us, most {most_micros} us"
            )
        };
        for (purpose, figures) in &self.purposes {
            line(purpose.name(), figures)?;
        }
        if let Some(all) = &self.all {
            line("all", all)?;
        }
        for (status, count) in &self.statuses {
            writeln!(f, "{count} calls ended {status}")?;
        }
        writeln!(f, "{} faults", self.faults)?;
        for (call, fault) in &self.first_faults {
            writeln!(f, "  {call}: {fault}")?;
        }
        Ok(())
    }
}

/// Makes the calls and measures.
pub async fn load(plan: Load) -> LoadReport {
    let plan = Arc::new(plan);
    let next = Arc::new(AtomicU64::new(0));
    let tally = Arc::new(Mutex::new(Tally::default()));
    let wire = match &plan.nodes {
        None => Wire::new(),
        Some(nodes) => Wire::new().to(nodes.clone()),
    };
    let began = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..plan.connections.max(1) {
        let (plan, next, tally, wire) =
            (Arc::clone(&plan), Arc::clone(&next), Arc::clone(&tally), wire.clone());
        callers.spawn(async move {
            let mut own = Tally::default();
            loop {
                let ordinal = next.fetch_add(1, Ordering::Relaxed);
                if ordinal >= plan.calls {
                    break;
                }
                one_call(&plan, plan.first_ordinal + ordinal, &wire, &mut own).await;
            }
            tally.lock().unwrap_or_else(PoisonError::into_inner).join(own);
        });
    }
    while callers.join_next().await.is_some() {}
    let seconds = began.elapsed().as_secs_f64();
    let tally = std::mem::take(&mut *tally.lock().unwrap_or_else(PoisonError::into_inner));
    tally.report(seconds)
}

async fn one_call(plan: &Load, ordinal: u64, wire: &Wire, tally: &mut Tally) {
    let mut exchange = Exchange::new(plan.settings.clone());
    exchange.set_number(plan.number.clone());
    for (address, peer) in &plan.peers {
        exchange.set_peer(address, peer.clone());
    }
    let which = ordinal.checked_rem(plan.scripts.len() as u64).unwrap_or(0) as usize;
    let script = plan.scripts.get(which).cloned().unwrap_or_default();
    let from = format!("+1555{:07}", ordinal % 10_000_000);
    exchange.dial_in_as(ordinal, &from, &plan.number.address, script);
    run_alone(&mut exchange, wire).await;
    for call in exchange.calls() {
        tally.add(&call.transcript, plan);
    }
    tally.calls += 1;
}

/// Sums while a load runs; each caller has its own.
#[derive(Default)]
struct Tally {
    calls: u64,
    webhooks: u64,
    faults: u64,
    times: BTreeMap<Purpose, Histogram<u64>>,
    statuses: BTreeMap<String, u64>,
    first_faults: Vec<(String, Fault)>,
    acknowledged: Vec<Acknowledged>,
    refused: BTreeMap<u16, u64>,
    seen: Vec<Seen>,
}

impl Tally {
    fn add(&mut self, transcript: &Transcript, plan: &Load) {
        for webhook in transcript.webhooks() {
            self.webhooks += 1;
            if !webhook.is_acknowledged() {
                *self.refused.entry(webhook.status.unwrap_or(0)).or_default() += 1;
                continue;
            }
            let times = self.times.entry(webhook.purpose).or_insert_with(empty);
            // Microseconds beyond the histogram's range count as its last.
            times.saturating_record(webhook.took_micros);
            if plan.keeps_acknowledged {
                self.acknowledged.push(acknowledged(transcript, webhook));
            }
        }
        if plan.keeps_seen {
            self.seen.push(Seen::of(transcript));
        }
        *self.statuses.entry(transcript.status().to_owned()).or_default() += 1;
        for fault in transcript.faults() {
            self.faults += 1;
            if self.first_faults.len() < MOST_FAULTS {
                self.first_faults.push((transcript.sid.clone(), fault.clone()));
            }
        }
    }

    fn join(&mut self, other: Tally) {
        self.calls += other.calls;
        self.webhooks += other.webhooks;
        self.faults += other.faults;
        for (purpose, times) in other.times {
            // Both have the same bounds, so that nothing can be refused.
            let _ = self.times.entry(purpose).or_insert_with(empty).add(times);
        }
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        self.first_faults.extend(other.first_faults);
        self.first_faults.truncate(MOST_FAULTS);
        for (status, count) in other.refused {
            *self.refused.entry(status).or_default() += count;
        }
        self.acknowledged.extend(other.acknowledged);
        self.seen.extend(other.seen);
    }

    fn report(self, seconds: f64) -> LoadReport {
        let mut all = empty();
        for times in self.times.values() {
            let _ = all.add(times);
        }
        LoadReport {
            calls: self.calls,
            webhooks: self.webhooks,
            seconds,
            purposes: self
                .times
                .iter()
                .map(|(purpose, times)| (*purpose, figures(times)))
                .collect(),
            all: (!all.is_empty()).then(|| figures(&all)),
            statuses: self.statuses,
            faults: self.faults,
            first_faults: self.first_faults,
            acknowledged: self.acknowledged,
            refused: self.refused,
            seen: self.seen,
        }
    }
}

/// From a microsecond to a minute, three digits exact.
fn empty() -> Histogram<u64> {
    let fixed = Histogram::new_with_bounds(1, 60_000_000, 3);
    // The bounds are constants that the library allows.
    fixed.unwrap_or_else(|_| unreachable!("the bounds of the histogram are constants"))
}

fn figures(times: &Histogram<u64>) -> PurposeFigures {
    PurposeFigures {
        count: times.len(),
        p50_micros: times.value_at_quantile(0.5),
        p95_micros: times.value_at_quantile(0.95),
        p99_micros: times.value_at_quantile(0.99),
        p999_micros: times.value_at_quantile(0.999),
        most_micros: times.max(),
    }
}

fn acknowledged(transcript: &Transcript, webhook: &Webhook) -> Acknowledged {
    Acknowledged {
        call: transcript.sid.clone(),
        purpose: webhook.purpose,
        token: webhook.token.clone(),
        said: webhook.said().cloned().collect(),
    }
}

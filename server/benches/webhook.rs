//! How fast a webhook is answered, as ratios of one run: `cargo bench -p centralita-server --bench webhook`.
//!
//! A turn is what a provider waits for: a form comes in, its signature is checked, the engine goes on, what
//! follows is committed and synced, and a document goes out. Beside it runs the bare group-commit writer of
//! the bench `store`, which commits and does nothing else. Server, callers and disk share this machine.

#![allow(missing_docs)]
#![allow(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]

#[path = "store/bare.rs"]
#[allow(dead_code)]
mod bare;
#[path = "webhook/caller.rs"]
mod caller;
#[path = "webhook/serving.rs"]
mod serving;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use centralita_server::ids::TenantId;
use centralita_server::store::{Search, SqliteSettings, SqliteStore, Store};
use tokio::task::JoinSet;

use caller::{Call, Caller};
use serving::Serving;

/// As in the program that serves.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Executions that events of the bare writer come for.
pub const EXECUTIONS: u64 = 10_000;

/// Bytes of a state, as measured of a call that waits.
pub const STATE_BYTES: usize = 700;

/// Bytes of a journal's line.
pub const ENTRY_BYTES: usize = 200;

/// How long each loop runs.
const RUN: Duration = Duration::from_secs(3);

/// How often; the middle one counts.
const TIMES: usize = 3;

/// Keys that are pressed in one call.
const KEYS: u32 = 10;

/// How many calls are parked; `CENTRALITA_PARKED` says otherwise.
const PARKED: u64 = 100_000;

/// Something that takes events, one client after the other.
#[async_trait::async_trait]
pub trait Loop: Send + Sync + 'static {
    /// Takes the event that brings an execution to the version after this one.
    async fn event(&self, execution: u64, version: u64);
}

/// Bytes that do not compress.
pub fn bytes<const COUNT: usize>(seed: u64) -> Bytes {
    let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        mixed ^= mixed << 13;
        mixed ^= mixed >> 7;
        mixed ^= mixed << 17;
        mixed.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(COUNT).collect()
}

#[derive(Clone, Copy)]
struct Measured {
    a_second: f64,
    p50: Duration,
    p99: Duration,
}

impl Measured {
    fn of(mut took: Vec<Duration>, lasted: Duration) -> Measured {
        took.sort_unstable();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
        let a_second = took.len() as f64 / lasted.as_secs_f64();
        Measured { a_second, p50: at(0.5), p99: at(0.99) }
    }

    fn middle(mut all: Vec<Measured>) -> Measured {
        all.sort_by(|a, b| a.a_second.total_cmp(&b.a_second));
        all[all.len() / 2]
    }

    fn spread(&self) -> f64 {
        self.p99.as_secs_f64() / self.p50.as_secs_f64()
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (p50, p99) = (self.p50.as_micros(), self.p99.as_micros());
        write!(f, "{:>8.0}/s   p50 {p50:>6} us   p99 {p99:>6} us", self.a_second)
    }
}

/// Numbers of calls: each is made once.
static CALLS: AtomicU64 = AtomicU64::new(1);

fn next_call() -> Call {
    Call::numbered(CALLS.fetch_add(1, Ordering::Relaxed))
}

/// So many callers, each over a connection of its own.
async fn calls(address: &str, callers: u64) -> Measured {
    let began = Instant::now();
    let mut set = JoinSet::new();
    for _ in 0..callers {
        let address = address.to_owned();
        set.spawn(async move {
            let mut caller = Caller::connect(&address).await;
            while began.elapsed() < RUN {
                let mut call = next_call();
                for _ in 0..=KEYS {
                    caller.turn(&mut call).await;
                }
                caller.hang_up(call).await;
            }
            caller.took
        });
    }
    let took = set.join_all().await.concat();
    Measured::of(took, began.elapsed())
}

/// So many clients of the bare writer.
async fn writes(bare: &Arc<dyn Loop>, clients: u64, versions: &mut [u64]) -> Measured {
    let began = Instant::now();
    let mut set = JoinSet::new();
    let share = EXECUTIONS / clients;
    for client in 0..clients {
        let bare = bare.clone();
        let first = usize::try_from(client * share).expect("small");
        let mut own = versions[first..first + usize::try_from(share).expect("small")].to_vec();
        set.spawn(async move {
            let mut took = Vec::new();
            let mut at = client.wrapping_mul(7_919);
            while began.elapsed() < RUN {
                at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let chosen = usize::try_from((at >> 33) % share).expect("small");
                let start = Instant::now();
                bare.event((first + chosen) as u64, own[chosen]).await;
                took.push(start.elapsed());
                own[chosen] += 1;
            }
            (first, own, took)
        });
    }
    let mut all = Vec::new();
    while let Some(done) = set.join_next().await {
        let (first, own, took) = done.expect("a client");
        versions[first..first + own.len()].copy_from_slice(&own);
        all.extend(took);
    }
    Measured::of(all, began.elapsed())
}

/// What one write of a page and its sync cost here, as the middle of many.
fn sync_alone(folder: &Path) -> Duration {
    use std::io::Write;
    let mut file = std::fs::File::create(folder.join("sync")).expect("a file");
    let page = vec![7_u8; 8192];
    let mut took: Vec<Duration> = (0..2_000)
        .map(|_| {
            let start = Instant::now();
            file.write_all(&page).and_then(|()| file.sync_data()).expect("it is written");
            start.elapsed()
        })
        .collect();
    took.sort_unstable();
    took[took.len() / 2]
}

/// Taking turns with the bare writer, so that what else the machine does meets both.
async fn beside_the_bare_writer(folder: &Path) {
    let data = folder.join("beside");
    std::fs::create_dir(&data).expect("a folder");
    let serving = Serving::start(&data, &[]);
    let bare: Arc<dyn Loop> = Arc::new(bare::Sqlite::open(&folder.join("bare.sqlite")));
    let mut versions = vec![1; usize::try_from(EXECUTIONS).expect("small")];
    for callers in [1, 64] {
        calls(&serving.address, callers).await;
        let (mut turns, mut events, mut syncs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..TIMES {
            events.push(writes(&bare, callers, &mut versions).await);
            turns.push(calls(&serving.address, callers).await);
            syncs.push(sync_alone(folder));
        }
        let (turns, events) = (Measured::middle(turns), Measured::middle(events));
        syncs.sort_unstable();
        let sync = syncs[syncs.len() / 2];
        println!("\n{callers} at once, every commit synced");
        println!("  bare group commit  {events}");
        println!("  webhooks           {turns}");
        let of_bare = turns.a_second / events.a_second;
        println!("  webhooks are {of_bare:.2} of the bare writer (goal at 64: 0.5)");
        println!("  p99 is {:.1} times p50 (goal at 64: 4)", turns.spread());
        let of_sync = turns.p50.as_secs_f64() / sync.as_secs_f64();
        let micros = sync.as_micros();
        println!("  p50 is {of_sync:.1} syncs of {micros} us (goal at 1: 4)");
    }
}

/// Taking turns with Restate, which runs at this address with a virtual object `call` whose handler `turn`
/// reads its state and sets the text that it is given.
async fn beside_restate(folder: &Path, restate: &str) {
    let data = folder.join("restate");
    std::fs::create_dir(&data).expect("a folder");
    let serving = Serving::start(&data, &[]);
    let text = format!("{{\"text\":\"{}\"}}", "x".repeat(STATE_BYTES));
    for callers in [1, 64] {
        let (mut own, mut theirs) = (Vec::new(), Vec::new());
        calls(&serving.address, callers).await;
        for _ in 0..TIMES {
            own.push(calls(&serving.address, callers).await);
            theirs.push(kept(restate, callers, &text).await);
        }
        let (own, theirs) = (Measured::middle(own), Measured::middle(theirs));
        println!("\n{callers} at once, beside Restate");
        println!("  webhooks           {own}");
        println!("  Restate            {theirs}");
        let rate = own.a_second / theirs.a_second;
        let p50 = own.p50.as_secs_f64() / theirs.p50.as_secs_f64();
        println!("  {rate:.1} times its rate (goal at 64: 5), {p50:.2} of its p50 (goal: 0.3)");
    }
}

async fn kept(address: &str, callers: u64, text: &str) -> Measured {
    let began = Instant::now();
    let mut set = JoinSet::new();
    for _ in 0..callers {
        let (address, text) = (address.to_owned(), text.to_owned());
        set.spawn(async move {
            let mut caller = Caller::connect(&address).await;
            while began.elapsed() < RUN {
                let path = format!("/call/{}/turn", CALLS.fetch_add(1, Ordering::Relaxed));
                for _ in 0..=KEYS {
                    caller.keep(&path, &text).await;
                }
            }
            caller.took
        });
    }
    let took = set.join_all().await.concat();
    Measured::of(took, began.elapsed())
}

/// The same on a disk whose syncs take a millisecond more.
async fn on_a_slow_disk(folder: &Path) {
    let data = folder.join("slow");
    std::fs::create_dir(&data).expect("a folder");
    let log = folder.join("strace").display().to_string();
    let slow = "inject=fdatasync,fsync:delay_exit=1000";
    let through = ["strace", "-f", "--seccomp-bpf", "-o", &log, "-e", "trace=fdatasync,fsync"];
    let through = [&through[..], &["-e", slow]].concat();
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        return println!(
            "\nstrace makes the disk slow, and is not installed: apt-get install -y strace"
        );
    }
    let serving = Serving::start(&data, &through);
    let (mut alone, mut together) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        alone.push(calls(&serving.address, 1).await);
        together.push(calls(&serving.address, 64).await);
    }
    let (alone, together) = (Measured::middle(alone), Measured::middle(together));
    println!("\nwebhooks, every sync a millisecond longer");
    println!("  1 caller           {alone}");
    println!("  64 callers         {together}");
    println!("  64 do {:.1} times as many as 1 (goal: 20)", together.a_second / alone.a_second);
}

/// Calls that wait, and a server that is killed and comes back with all of them.
async fn parked(folder: &Path) {
    let count = std::env::var("CENTRALITA_PARKED").ok().and_then(|count| count.parse().ok());
    let count = count.unwrap_or(PARKED);
    let data = folder.join("parked");
    std::fs::create_dir(&data).expect("a folder");
    let serving = Serving::start(&data, &[]);
    calls(&serving.address, 64).await;
    let before = serving.memory_bytes("RssAnon");
    let mut set = JoinSet::new();
    let first = CALLS.fetch_add(count, Ordering::Relaxed);
    for own in 0..64 {
        let address = serving.address.clone();
        set.spawn(async move {
            let mut caller = Caller::connect(&address).await;
            let mut last = None;
            for number in (first..first + count).filter(|number| number % 64 == own) {
                let mut call = Call::numbered(number);
                caller.turn(&mut call).await;
                last = Some((number, call.next().to_owned()));
            }
            last
        });
    }
    let waiting = set.join_all().await.into_iter().flatten().next().expect("somebody called");
    let after = serving.memory_bytes("RssAnon");
    drop(serving);
    let began = Instant::now();
    let serving = Serving::start(&data, &[]);
    let mut caller = Caller::connect(&serving.address).await;
    let (number, next) = waiting;
    caller.turn(&mut Call::numbered(number).at(&next)).await;
    let lasted = began.elapsed();
    let all = serving.memory_bytes("VmRSS");
    drop((caller, serving));
    let file = data.join("centralita.db");
    let store = SqliteStore::open(&file, &SqliteSettings::default()).expect("it opens");
    let search = Search { live: Some(true), limit: 1_000, ..Search::default() };
    let some = store.search(TenantId::FIRST, &search).await.expect("the store answers");
    let states: usize = some.iter().map(|(_, stored)| stored.state.len()).sum();
    drop(store);
    let length = std::fs::metadata(&file).expect("it is there").len();
    println!("\n{count} calls wait at a menu");
    println!(
        "  state {} bytes, {} on the disk with its journal, the answer and all indexes (goal: 1,024)",
        states / some.len().max(1),
        length / count
    );
    let grown = after.saturating_sub(before) / count;
    println!("  {grown} bytes of memory for each (goal: 2,048)");
    println!(
        "  a server that was killed has answered one of them {} ms after its start (goal: 1,000)",
        lasted.as_millis()
    );
    println!("  and holds {} MB then (goal: 200)", all / 1_000_000);
}

fn main() {
    if let Ok(folder) = std::env::var(serving::CHILD) {
        return serving::be_the_child(&folder);
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let only = std::env::var("CENTRALITA_ONLY").unwrap_or_default();
    let wants = |name: &str| only.is_empty() || only == name;
    if wants("beside") {
        runtime.block_on(beside_the_bare_writer(folder.path()));
    }
    if wants("slow") {
        runtime.block_on(on_a_slow_disk(folder.path()));
    }
    if let Ok(restate) = std::env::var("CENTRALITA_RESTATE") {
        runtime.block_on(beside_restate(folder.path(), &restate));
    }
    if wants("parked") {
        runtime.block_on(parked(folder.path()));
    }
}

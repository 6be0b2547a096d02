//! How fast the stores are, as ratios to bare loops of the same run: `cargo bench -p centralita-server
//! --bench store`.
//!
//! The bare SQLite writer does what has to be done for an event and nothing else: read the execution,
//! rewrite it, add a line to a journal, in group commits with every one of them synced. The bare
//! PostgreSQL loop is one statement that does the same. Both know nothing of tenants, jobs, lists,
//! refusals and leases. Clients and database share this machine's cores.

#![allow(missing_docs)]
#![allow(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]

#[path = "store/bare.rs"]
mod bare;
#[path = "../tests/store/postgres_server.rs"]
mod postgres_server;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use centralita_engine::Time;
use centralita_engine::exec::FlowRef;
use centralita_server::ids::{DedupeKey, ExecutionKey, TenantId};
use centralita_server::store::{
    Commit, ExecutionWrite, Expect, JournalLine, NewExecution, SqliteSettings, SqliteStore, Store,
};
use postgres_server::PostgresServer;
use tokio::task::JoinSet;

/// Executions that events come for.
pub const EXECUTIONS: u64 = 10_000;

/// Bytes of a state, as measured of a call that waits.
pub const STATE_BYTES: usize = 700;

/// Bytes of a journal's line.
pub const ENTRY_BYTES: usize = 200;

/// How long each loop runs; each is run three times and the middle one counts.
const RUN: Duration = Duration::from_secs(3);

/// Something that takes events, one client after the other.
#[async_trait::async_trait]
pub trait Loop: Send + Sync + 'static {
    /// Takes the event that brings an execution to the version after this one.
    async fn event(&self, execution: u64, version: u64);
}

struct Ours(Arc<dyn Store>);

#[async_trait::async_trait]
impl Loop for Ours {
    async fn event(&self, execution: u64, version: u64) {
        let commit = Commit { execution: Some(write(execution, version)), ..Commit::default() };
        let committed = self.0.commit(commit).await.expect("the store answers");
        assert_eq!(committed, Ok(()));
    }
}

/// The driver's way: it reads before it writes.
struct OursWithReading(Arc<dyn Store>);

#[async_trait::async_trait]
impl Loop for OursWithReading {
    async fn event(&self, execution: u64, version: u64) {
        let stored = self.0.load(key(execution)).await.expect("the store answers");
        assert_eq!(stored.map(|stored| stored.version), Some(version));
        Ours(self.0.clone()).event(execution, version).await;
    }
}

fn key(execution: u64) -> ExecutionKey {
    // Ids are random bits.
    let id = u128::from(execution).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    ExecutionKey::new(TenantId::FIRST, id)
}

fn write(execution: u64, version: u64) -> ExecutionWrite {
    let expect = match version {
        0 => Expect::New(NewExecution {
            flow: FlowRef::new("welcome_menu", 3),
            contact: format!("+1555{execution:07}"),
            channel: "call".to_owned(),
            correlation: Some(format!("call:CA{:032x}", key(execution).id)),
            started: Time(i64::try_from(execution).expect("small")),
        }),
        version => Expect::Version(version),
    };
    ExecutionWrite {
        key: key(execution),
        expect,
        state: bytes::<STATE_BYTES>(version),
        due: Some(Time(i64::try_from(version * EXECUTIONS + execution).expect("small"))),
        ended: None,
        entry: (version > 0).then(|| JournalLine {
            key: DedupeKey(version),
            at: Time(0),
            entry: bytes::<ENTRY_BYTES>(version),
            reply: None,
        }),
        replies: Vec::new(),
    }
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

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (p50, p99) = (self.p50.as_micros(), self.p99.as_micros());
        write!(f, "{:>8.0}/s   p50 {p50:>6} us   p99 {p99:>6} us", self.a_second)
    }
}

/// Lets so many clients work on executions of their own, none waiting between two events.
async fn measure(of: Arc<dyn Loop>, clients: u64, versions: &mut [u64]) -> Measured {
    let began = Instant::now();
    let mut set = JoinSet::new();
    let share = EXECUTIONS / clients;
    for client in 0..clients {
        let of = of.clone();
        let first = client * share;
        let range =
            usize::try_from(first).expect("small")..usize::try_from(first + share).expect("small");
        let mut versions = versions[range].to_vec();
        set.spawn(async move {
            let mut took = Vec::new();
            let mut at = client.wrapping_mul(7_919);
            while began.elapsed() < RUN {
                at = at
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let chosen = usize::try_from((at >> 33) % share).expect("small");
                let start = Instant::now();
                of.event(first + chosen as u64, versions[chosen]).await;
                took.push(start.elapsed());
                versions[chosen] += 1;
            }
            (first, versions, took)
        });
    }
    let mut all = Vec::new();
    while let Some(done) = set.join_next().await {
        let (first, new, took) = done.expect("a client");
        let first = usize::try_from(first).expect("small");
        versions[first..first + new.len()].copy_from_slice(&new);
        all.extend(took);
    }
    let lasted = began.elapsed().as_secs_f64();
    all.sort_unstable();
    let at = |share: f64| all[((all.len() - 1) as f64 * share) as usize];
    Measured { a_second: all.len() as f64 / lasted, p50: at(0.5), p99: at(0.99) }
}

/// Takes turns, so that what else the machine does meets both, and tells the middle of three.
async fn compare(what: &str, clients: u64, loops: &[(&str, Arc<dyn Loop>)]) {
    println!("\n{what}, {clients} at once");
    let mut versions = vec![vec![1_u64; usize::try_from(EXECUTIONS).expect("small")]; loops.len()];
    let mut all: Vec<Vec<Measured>> = vec![Vec::new(); loops.len()];
    for _ in 0..3 {
        for (number, (_, of)) in loops.iter().enumerate() {
            let measured = measure(of.clone(), clients, &mut versions[number]).await;
            all[number].push(measured);
        }
    }
    let mut first = None;
    for ((name, _), mut measured) in loops.iter().zip(all) {
        measured.sort_by(|a, b| a.a_second.total_cmp(&b.a_second));
        let middle = measured[1];
        let first = *first.get_or_insert(middle.a_second);
        println!("  {name:<24} {middle}   {:.2} of the first", middle.a_second / first);
    }
}

/// Begins all executions, many at once.
async fn fill(store: &Arc<dyn Store>, executions: std::ops::Range<u64>) {
    let mut set = JoinSet::new();
    for client in 0..16 {
        let (store, executions) = (store.clone(), executions.clone());
        set.spawn(async move {
            for execution in executions.filter(|execution| execution % 16 == client) {
                Ours(store.clone()).event(execution, 0).await;
            }
        });
    }
    set.join_all().await;
}

/// What one write of a page and its sync cost here.
fn sync_alone(folder: &std::path::Path) {
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
    println!("one page written and synced: p50 {} us", took[1_000].as_micros());
}

async fn sqlite(folder: &std::path::Path) {
    for clients in [1, 64] {
        let bare: Arc<dyn Loop> =
            Arc::new(bare::Sqlite::open(&folder.join(format!("bare-{clients}.sqlite"))));
        let path = folder.join(format!("ours-{clients}.sqlite"));
        let store = SqliteStore::open(&path, &SqliteSettings::default()).expect("it opens");
        let ours: Arc<dyn Store> = Arc::new(store);
        fill(&ours, 0..EXECUTIONS).await;
        let loops = [("bare group commit", bare), ("ours", Arc::new(Ours(ours)) as _)];
        compare("SQLite, every commit synced", clients, &loops).await;
        let path = folder.join(format!("read-{clients}.sqlite"));
        let store = SqliteStore::open(&path, &SqliteSettings::default()).expect("it opens");
        let ours: Arc<dyn Store> = Arc::new(store);
        fill(&ours, 0..EXECUTIONS).await;
        let loops = [("ours, read and written", Arc::new(OursWithReading(ours)) as _)];
        compare("SQLite as the driver uses it", clients, &loops).await;
    }
    const PARKED: u64 = 50_000;
    let path = folder.join("parked.sqlite");
    let store = SqliteStore::open(&path, &SqliteSettings::default()).expect("it opens");
    let parked: Arc<dyn Store> = Arc::new(store);
    fill(&parked, 0..PARKED).await;
    drop(parked);
    let length = std::fs::metadata(&path).expect("it is there").len();
    println!("\nSQLite: {} bytes for each of {PARKED} parked executions", length / PARKED);
    let began = Instant::now();
    let store = SqliteStore::open(&path, &SqliteSettings::default()).expect("it opens");
    store.load(key(1)).await.expect("the store answers");
    println!("SQLite: opened with them, first answer after {} us", began.elapsed().as_micros());
}

async fn postgres() {
    let server = match PostgresServer::start(&["max_connections=60", "shared_buffers=256MB"]) {
        Ok(server) => server,
        Err(missing) => return println!("\n{missing}"),
    };
    let url = server.database("bare").await;
    server.database("ours").await;
    let bare: Arc<dyn Loop> = Arc::new(bare::Postgres::open(&url, 16).await);
    let ours: Arc<dyn Store> = Arc::new(server.store("ours", 16).await);
    fill(&ours, 0..EXECUTIONS).await;
    let ours: Arc<dyn Loop> = Arc::new(Ours(ours));
    compare("PostgreSQL", 16, &[("bare statement", bare), ("ours", ours)]).await;
}

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    sync_alone(folder.path());
    runtime.block_on(sqlite(folder.path()));
    runtime.block_on(postgres());
}

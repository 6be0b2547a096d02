//! Short ways to make what the cases commit, and to ask whether it went well.

use std::sync::Arc;

use bytes::Bytes;
use centralita_engine::Time;
use centralita_engine::exec::FlowRef;
use centralita_server::ids::{DedupeKey, ExecutionKey, JobId, LeaseId, NodeId, TenantId};
use centralita_server::store::{
    Claimed, Commit, DocumentWrite, ExecutionWrite, Expect, Fence, JournalLine, NewExecution,
    NewJob, Outcome, Refused, Revision, RoutingWrite, Search, Settled, Store, Stored, Written,
};

/// The store under test.
pub type TheStore = Arc<dyn Store>;

pub const TENANT: TenantId = TenantId::FIRST;
pub const OTHER_TENANT: TenantId = TenantId(2);
pub const NODE: NodeId = NodeId(0xfeed_0000_0000_0001);
pub const OTHER_NODE: NodeId = NodeId(2);
pub const DAY: i64 = 24 * 60 * 60 * 1000;

pub fn key(id: u128) -> ExecutionKey {
    ExecutionKey::new(TENANT, id)
}

pub fn bytes(text: impl AsRef<[u8]>) -> Bytes {
    Bytes::copy_from_slice(text.as_ref())
}

pub fn begun() -> NewExecution {
    NewExecution {
        flow: FlowRef::new("welcome", 3),
        contact: "+15550100".to_owned(),
        channel: "call".to_owned(),
        correlation: None,
        started: Time(1_000),
    }
}

pub fn with_correlation(correlation: &str) -> NewExecution {
    NewExecution { correlation: Some(correlation.to_owned()), ..begun() }
}

/// The first commit of an execution.
pub fn start_as(id: u128, begun: NewExecution) -> ExecutionWrite {
    ExecutionWrite {
        key: key(id),
        expect: Expect::New(begun),
        state: bytes("first state"),
        due: None,
        ended: None,
        entry: None,
        replies: Vec::new(),
    }
}

pub fn start(id: u128) -> ExecutionWrite {
    start_as(id, begun())
}

/// A later commit of an execution that has this version.
pub fn go_on(id: u128, version: u64) -> ExecutionWrite {
    ExecutionWrite {
        expect: Expect::Version(version),
        state: bytes(format!("state after {version}")),
        ..start(id)
    }
}

pub fn end(id: u128, version: u64, at: i64) -> ExecutionWrite {
    ExecutionWrite { ended: Some(Time(at)), ..go_on(id, version) }
}

pub fn line(event: u64, reply: Option<&str>) -> JournalLine {
    JournalLine {
        key: DedupeKey(event),
        at: Time(1_000 + i64::try_from(event % 1_000).expect("small")),
        entry: bytes(format!("entry of {event}")),
        reply: reply.map(bytes),
    }
}

pub fn with_line(write: ExecutionWrite, line: JournalLine) -> ExecutionWrite {
    ExecutionWrite { entry: Some(line), ..write }
}

pub fn of(write: ExecutionWrite) -> Commit {
    Commit { execution: Some(write), ..Commit::default() }
}

pub fn job_id(id: &str) -> JobId {
    JobId(id.to_owned())
}

/// A job of the topic `http`.
pub fn job(id: &str, due: i64) -> NewJob {
    NewJob {
        id: job_id(id),
        tenant: TENANT,
        topic: "http",
        execution: None,
        due: Time(due),
        payload: bytes(format!("do {id}")),
    }
}

pub fn of_jobs(jobs: impl IntoIterator<Item = NewJob>) -> Commit {
    Commit { jobs: jobs.into_iter().collect(), ..Commit::default() }
}

pub fn of_cancelled(id: &str) -> Commit {
    Commit { cancelled: vec![job_id(id)], ..Commit::default() }
}

pub fn settled(id: &str, lease: LeaseId, outcome: Outcome) -> Settled {
    Settled { id: job_id(id), lease, outcome }
}

pub fn of_settled(id: &str, lease: LeaseId, outcome: Outcome) -> Commit {
    Commit { settled: vec![settled(id, lease, outcome)], ..Commit::default() }
}

pub fn routing_lines(expect: u64, lines: &[&str]) -> RoutingWrite {
    let lines = lines.iter().map(|line| (Time(5), bytes(line))).collect();
    RoutingWrite { tenant: TENANT, expect, lines, snapshot: None }
}

pub fn of_routing(write: RoutingWrite) -> Commit {
    Commit { routing: Some(write), ..Commit::default() }
}

pub fn fence(epoch: u64) -> Fence {
    Fence { tenant: TENANT, name: "routing", epoch }
}

pub fn revision(flow: &str, number: u32, is_published: bool) -> Revision {
    Revision {
        flow: flow.to_owned(),
        number,
        is_published,
        definition: format!("{{ \"revision\": {number} }}\n"),
        message: format!("change {number}"),
        author: "ana".to_owned(),
        at: Time(i64::from(number)),
    }
}

pub fn document(id: &str, expect: u64, body: &str) -> DocumentWrite {
    DocumentWrite {
        tenant: TENANT,
        kind: "number",
        id: id.to_owned(),
        expect,
        unique: None,
        body: Some(body.to_owned()),
        at: Time(7),
    }
}

pub fn up_to(limit: u32) -> Search {
    Search { limit, ..Search::default() }
}

pub async fn commit(store: &TheStore, commit: Commit) {
    let committed = store.commit(commit).await.expect("the store answers");
    assert_eq!(committed, Ok(()));
}

/// Commits what has to be refused, and says why it was.
pub async fn refused(store: &TheStore, commit: Commit) -> Refused {
    let committed = store.commit(commit).await.expect("the store answers");
    committed.expect_err("it is refused")
}

pub async fn load(store: &TheStore, id: u128) -> Option<Stored> {
    store.load(key(id)).await.expect("the store answers")
}

pub async fn journal(store: &TheStore, id: u128) -> Vec<JournalLine> {
    store.journal(key(id), 0, 1_000).await.expect("the store answers")
}

pub async fn reply(store: &TheStore, id: u128, event: u64) -> Option<Option<Bytes>> {
    store.reply(key(id), DedupeKey(event)).await.expect("the store answers")
}

/// Claims jobs of the topic `http`.
pub async fn claim(store: &TheStore, now: i64, until: i64) -> Vec<Claimed> {
    claim_of(store, &["http"], now, until, 1_000).await
}

pub async fn claim_of(
    store: &TheStore,
    topics: &[&str],
    now: i64,
    until: i64,
    limit: u32,
) -> Vec<Claimed> {
    let claimed = store.claim(NODE, topics, Time(now), Time(until), limit).await;
    claimed.expect("the store answers")
}

/// Claims the only job there is.
pub async fn claim_one(store: &TheStore, now: i64, until: i64) -> Claimed {
    let mut claimed = claim(store, now, until).await;
    assert_eq!(claimed.len(), 1, "{claimed:?}");
    claimed.remove(0)
}

pub fn ids(claimed: &[Claimed]) -> Vec<&str> {
    claimed.iter().map(|job| job.id.0.as_str()).collect()
}

pub async fn claim_due(store: &TheStore, now: i64, again: i64) -> Vec<u128> {
    let due = store.claim_due(Time(now), Time(again), 1_000).await.expect("the store answers");
    due.into_iter().map(|key| key.id).collect()
}

pub async fn next_due(store: &TheStore) -> Option<i64> {
    store.next_due().await.expect("the store answers").map(|time| time.0)
}

pub async fn lead(store: &TheStore, node: NodeId, now: i64, until: i64) -> Option<u64> {
    let led = store.lead(TENANT, "routing", node, Time(now), Time(until)).await;
    led.expect("the store answers")
}

pub async fn search(store: &TheStore, search: &Search) -> Vec<u128> {
    let found = store.search(TENANT, search).await.expect("the store answers");
    found.into_iter().map(|(key, _)| key.id).collect()
}

pub async fn correlated(store: &TheStore, correlation: &str) -> Option<u128> {
    store.correlated(TENANT, correlation).await.expect("the store answers")
}

pub async fn routing_texts(store: &TheStore) -> (u64, Option<Bytes>, Vec<String>) {
    let (count, snapshot, lines) = store.routing(TENANT).await.expect("the store answers");
    let texts = lines.iter().map(|(_, line)| String::from_utf8_lossy(line).into_owned());
    (count, snapshot, texts.collect())
}

pub async fn write(store: &TheStore, write: DocumentWrite) -> Written {
    store.write_document(write).await.expect("the store answers")
}

pub async fn document_ids(store: &TheStore, after: &str, limit: u32) -> Vec<String> {
    let found = store.documents(TENANT, "number", after, limit).await.expect("the store answers");
    found.into_iter().map(|document| document.id).collect()
}

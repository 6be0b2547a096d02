//! What is moved is there as it was, and comes home the same.

use std::path::Path;
use std::sync::Arc;

use centralita_engine::Time;
use centralita_server::ids::ExecutionKey;
use centralita_server::store::moving::{Place, Report, Table};
use centralita_server::store::{
    Commit, DocumentWrite, ExecutionWrite, MemoryStore, NewExecution, NewJob, Outcome,
    RoutingWrite, SqliteSettings, SqliteStore, sqlite,
};

use crate::making::*;
use crate::postgres_server::PostgresServer;
use crate::{database, moved};

crate::cases![
    everything_is_moved_and_comes_home_the_same,
    an_empty_database_is_moved_as_well,
    what_was_stored_is_answered_the_same_at_the_new_place,
    leases_go_on_where_they_were,
];

pub fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, &SqliteSettings::default()).expect("it opens")
}

/// Something of every kind that a store can hold.
pub async fn fill(store: &TheStore) {
    // Journals of several executions between each other, one of them longer than a page.
    for id in 1..=40 {
        let new = NewExecution { started: Time(1_000 + id as i64), ..begun() };
        let first = line(1, Some("hello"));
        commit(store, of(with_line(start_as(id, new), first))).await;
    }
    for round in 2..=5_u64 {
        for id in 1..=40_u128 {
            let reply = (round % 2 == 0).then_some("yes");
            commit(store, of(with_line(go_on(id, round - 1), line(round, reply)))).await;
        }
    }
    for round in 6..=900 {
        commit(store, of(with_line(go_on(7, round - 1), line(round, None)))).await;
    }
    // Some ended, some with something due, one with neither line nor correlation, one with a correlation.
    for id in 30..=33 {
        commit(store, of(end(id, 5, 9_000))).await;
    }
    let due = ExecutionWrite { due: Some(Time(77_000)), ..go_on(20, 5) };
    commit(store, of(due)).await;
    commit(store, of(start(u128::MAX))).await;
    commit(store, of(start_as(100, with_correlation("message:\0odd\u{1}")))).await;
    let other = ExecutionWrite { key: ExecutionKey::new(OTHER_TENANT, 1), ..start(1) };
    commit(store, of(other)).await;
    // Work in every stage.
    let of_seven = NewJob { execution: Some(7), ..job("of seven", 10) };
    commit(store, of_jobs([of_seven])).await;
    let held = claim_one(store, 20, 600).await;
    commit(store, of_settled(&held.id.0, held.lease, Outcome::Done)).await;
    commit(store, of_jobs([job("broken", 10)])).await;
    let held = claim_one(store, 20, 600).await;
    let outcome = Outcome::GivenUp { why: "nobody answers".to_owned() };
    commit(store, of_settled("broken", held.lease, outcome)).await;
    commit(store, of_jobs([job("held", 10)])).await;
    claim_one(store, 20, 600_000).await;
    commit(store, of_jobs([job("again", 10)])).await;
    let held = claim_one(store, 20, 600).await;
    let outcome = Outcome::Again { due: Time(900_000), why: "busy".to_owned() };
    commit(store, of_settled("again", held.lease, outcome)).await;
    commit(store, of_jobs((0..600).map(|count| job(&format!("waits {count}"), 50_000)))).await;
    // A router with a snapshot and lines after it, another one without.
    for (tenant, snapshot) in [(TENANT, Some(bytes("snapshot"))), (OTHER_TENANT, None)] {
        let lines = vec![(Time(1), bytes("one")), (Time(2), bytes("two"))];
        let first = RoutingWrite { tenant, expect: 0, lines, snapshot };
        let lines = vec![(Time(3), bytes("three"))];
        let second = RoutingWrite { tenant, expect: 2, lines, snapshot: None };
        for routing in [first, second] {
            commit(store, Commit { routing: Some(routing), ..Commit::default() }).await;
        }
    }
    let led = store.lead(TENANT, "routing", NODE, Time(1), Time(9)).await.expect("it answers");
    assert_eq!(led, Some(1));
    let led = store.lead(TENANT, "routing", OTHER_NODE, Time(10), Time(90)).await;
    assert_eq!(led.expect("it answers"), Some(2));
    for number in 1..=20 {
        let revision = revision("welcome", number, number % 2 == 0);
        assert!(store.add_revision(TENANT, revision).await.expect("it answers"));
    }
    for number in 0..300 {
        let write = DocumentWrite {
            tenant: TENANT,
            kind: "number",
            id: format!("n{number}"),
            expect: 0,
            unique: (number % 3 == 0).then(|| format!("+1555{number}")),
            body: Some(format!("{{\"text\":\"\u{1}\0{number}\"}}")),
            at: Time(number),
        };
        store.write_document(write).await.expect("it answers");
    }
}

/// A file with something of every kind in it.
pub async fn filled(path: &Path) -> Place {
    let store: Arc<SqliteStore> = Arc::new(open(path));
    let shared: TheStore = store.clone();
    fill(&shared).await;
    drop(shared);
    assert!(Arc::into_inner(store).is_some(), "nobody uses it any more");
    Place::File(path.to_owned())
}

fn rows(report: &Report, table: Table) -> u64 {
    report.tables.get(&table).map_or(0, |(rows, _)| *rows)
}

async fn everything_is_moved_and_comes_home_the_same(server: &PostgresServer) {
    let folder = tempfile::tempdir().expect("a folder");
    let here = filled(&folder.path().join("first.db")).await;
    let (there, back) = (database(server).await, folder.path().join("home").join("second.db"));
    let away = moved(&here, &there).await.expect("it moves");
    assert_eq!(rows(&away, Table::Executions), 43);
    assert_eq!(rows(&away, Table::Journal), 40 * 5 + 895);
    assert_eq!((rows(&away, Table::Jobs), rows(&away, Table::Leaders)), (604, 1));
    assert_eq!((rows(&away, Table::Revisions), rows(&away, Table::Documents)), (20, 300));
    assert_eq!((rows(&away, Table::RouterLines), rows(&away, Table::RouterSnapshots)), (4, 1));
    let home = moved(&there, &Place::File(back.clone())).await.expect("it comes home");
    assert_eq!(home, away);
    assert_eq!(sqlite::check(&back).expect("it can be read"), [] as [String; 0]);
    // From one PostgreSQL to another as well, with a file between them.
    let next = database(server).await;
    assert_eq!(moved(&Place::File(back), &next).await.expect("it moves"), away);
    let last = database(server).await;
    assert_eq!(moved(&next, &last).await.expect("it moves"), away);
}

async fn an_empty_database_is_moved_as_well(server: &PostgresServer) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("empty.db");
    drop(open(&path));
    let there = database(server).await;
    let report = moved(&Place::File(path), &there).await.expect("it moves");
    assert_eq!(rows(&report, Table::Executions), 0);
    let Place::Postgres(url) = &there else { panic!("it is one") };
    let name = url.rsplit('/').next().expect("it has a name");
    let store: TheStore = Arc::new(server.store(name, 2).await);
    commit(&store, of_jobs([job("first", 1)])).await;
    assert_eq!(claim_one(&store, 10, 20).await.lease.0, 1, "leases begin at one");
}

async fn what_was_stored_is_answered_the_same_at_the_new_place(server: &PostgresServer) {
    let folder = tempfile::tempdir().expect("a folder");
    let here = filled(&folder.path().join("first.db")).await;
    let there = database(server).await;
    moved(&here, &there).await.expect("it moves");
    let Place::Postgres(url) = &there else { panic!("it is one") };
    let store: TheStore = Arc::new(server.store(url.rsplit('/').next().expect("named"), 4).await);
    let twin: TheStore = Arc::new(MemoryStore::new());
    fill(&twin).await;
    let everything = |store: TheStore| async move {
        let mut told = String::new();
        let found = store.search(TENANT, &up_to(1_000)).await.expect("it answers");
        for (key, stored) in found {
            let lines = store.journal(key, 0, 5_000).await.expect("it answers");
            told.push_str(&format!("{key} {stored:?} {lines:?}\n"));
        }
        for tenant in [TENANT, OTHER_TENANT] {
            told.push_str(&format!("{:?}\n", store.routing(tenant).await.expect("it answers")));
        }
        told.push_str(&format!("{:?}\n", store.given_up(TENANT, 10).await.expect("it answers")));
        told.push_str(&format!("{:?}\n", store.revisions(TENANT, "welcome").await));
        told.push_str(&format!("{:?}\n", store.documents(TENANT, "number", "", 1_000).await));
        told.push_str(&format!("{:?} {:?}\n", store.next_due().await, store.live().await));
        let correlated = store.correlated(TENANT, "message:\0odd\u{1}").await;
        told.push_str(&format!("{correlated:?}\n"));
        let mut jobs = claim(&store, 1_000_000, 2_000_000).await;
        jobs.sort_by(|one, other| one.id.cmp(&other.id));
        let jobs: Vec<_> = jobs.iter().map(|job| (&job.id, &job.payload, job.attempts)).collect();
        told.push_str(&format!("{jobs:?}\n"));
        // What was done within the last day is not done again.
        commit(&store, of_jobs([job("of seven", 10)])).await;
        told.push_str(&format!("{:?}\n", ids(&claim(&store, 20, 30).await)));
        told
    };
    let (moved, unmoved) = (everything(store).await, everything(twin).await);
    assert!(moved == unmoved, "{moved}\n\nis not\n\n{unmoved}");
}

async fn leases_go_on_where_they_were(server: &PostgresServer) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("first.db");
    {
        let store: TheStore = Arc::new(open(&path));
        commit(&store, of_jobs([job("one", 1)])).await;
        assert_eq!(claim_one(&store, 10, 20).await.lease.0, 1);
        commit(&store, of_jobs([job("two", 2)])).await;
    }
    let there = database(server).await;
    moved(&Place::File(path), &there).await.expect("it moves");
    let Place::Postgres(url) = &there else { panic!("it is one") };
    let store: TheStore = Arc::new(server.store(url.rsplit('/').next().expect("named"), 4).await);
    let held = claim(&store, 20, 30).await;
    let mut leases: Vec<u64> = held.iter().map(|one| one.lease.0).collect();
    leases.sort_unstable();
    assert_eq!(leases, [2, 3], "no lease is given out twice");
}

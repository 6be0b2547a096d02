//! Many at once: exactly one wins, and nothing gets lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use centralita_engine::Time;
use centralita_server::ids::NodeId;
use centralita_server::store::{
    Commit, Committed, DocumentWrite, NewJob, Outcome, Refused, Written,
};
use tokio::task::JoinSet;

use crate::making::*;

crate::cases![
    of_many_beginnings_one_wins,
    of_many_commits_of_one_version_one_wins,
    of_many_with_one_correlation_one_wins,
    of_many_settlers_of_one_claim_one_wins,
    of_many_routers_one_wins,
    of_many_who_want_to_lead_one_does,
    of_many_writers_of_a_document_one_wins,
    of_many_documents_with_one_unique_value_one_wins,
    of_many_revisions_with_one_number_one_wins,
    many_workers_never_hold_the_same_job,
    many_nodes_are_never_told_the_same_due_execution,
    commits_of_many_executions_are_all_taken,
    a_refused_commit_among_many_spoils_no_other,
    nobody_sees_half_a_commit,
    nobody_sees_less_of_an_execution_than_was_acknowledged,
    nobody_sees_less_of_a_document_than_was_acknowledged,
];

const MANY: u64 = 24;

async fn all_at_once(store: &TheStore, make: impl Fn(u64) -> Commit) -> Vec<Committed> {
    let mut set = JoinSet::new();
    for number in 0..MANY {
        let (store, commit) = (store.clone(), make(number));
        set.spawn(async move { store.commit(commit).await.expect("the store answers") });
    }
    set.join_all().await
}

fn wins(committed: &[Committed]) -> usize {
    committed.iter().filter(|committed| committed.is_ok()).count()
}

async fn of_many_beginnings_one_wins(store: TheStore) {
    let all = all_at_once(&store, |number| of(with_line(start(1), line(number, None)))).await;
    assert_eq!(wins(&all), 1);
    assert!(all.iter().all(|one| matches!(one, Ok(()) | Err(Refused::Stale))), "{all:?}");
    assert_eq!(journal(&store, 1).await.len(), 1);
}

async fn of_many_commits_of_one_version_one_wins(store: TheStore) {
    commit(&store, of(start(1))).await;
    for version in 1..6 {
        let make = |number| of(with_line(go_on(1, version), line(number, None)));
        let all = all_at_once(&store, make).await;
        assert_eq!(wins(&all), 1);
        assert!(all.iter().all(|one| matches!(one, Ok(()) | Err(Refused::Stale))), "{all:?}");
    }
    assert_eq!(journal(&store, 1).await.len(), 5);
    assert_eq!(load(&store, 1).await.map(|stored| stored.version), Some(6));
}

async fn of_many_with_one_correlation_one_wins(store: TheStore) {
    let make = |number| of(start_as(u128::from(number), with_correlation("sms:1")));
    let all = all_at_once(&store, make).await;
    assert_eq!(wins(&all), 1);
    let winner = correlated(&store, "sms:1").await.expect("one is live");
    let lost = Err(Refused::Correlated(key(winner)));
    assert!(all.iter().all(|one| one.is_ok() || *one == lost), "{all:?}");
    assert_eq!(store.live().await.expect("it answers"), 1);
}

async fn of_many_settlers_of_one_claim_one_wins(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let lease = claim_one(&store, 10, 20).await.lease;
    let make = |number: u64| Commit {
        jobs: vec![job(&format!("then {number}"), 30)],
        ..of_settled("a", lease, Outcome::Done)
    };
    let all = all_at_once(&store, make).await;
    assert_eq!(wins(&all), 1);
    assert_eq!(claim(&store, 100, 200).await.len(), 1);
}

async fn of_many_routers_one_wins(store: TheStore) {
    let all = all_at_once(&store, |_| of_routing(routing_lines(0, &["a", "b"]))).await;
    assert_eq!(wins(&all), 1);
    assert!(all.iter().all(|one| matches!(one, Ok(()) | Err(Refused::Stale))), "{all:?}");
    assert_eq!(routing_texts(&store).await.2, ["a", "b"]);
    let all = all_at_once(&store, |_| of_routing(routing_lines(2, &["c"]))).await;
    assert_eq!(wins(&all), 1);
}

async fn of_many_who_want_to_lead_one_does(store: TheStore) {
    for round in 0..5_i64 {
        let mut set = JoinSet::new();
        for number in 0..MANY {
            let store = store.clone();
            set.spawn(
                async move { lead(&store, NodeId(number), round * 100, round * 100 + 100).await },
            );
        }
        let epochs: Vec<u64> = set.join_all().await.into_iter().flatten().collect();
        assert_eq!(epochs.len(), 1, "{epochs:?}");
    }
}

async fn of_many_writers_of_a_document_one_wins(store: TheStore) {
    for version in 0..4 {
        let mut set = JoinSet::new();
        for _ in 0..MANY {
            let store = store.clone();
            set.spawn(async move { write(&store, document("n1", version, "{}")).await });
        }
        let all = set.join_all().await;
        let done = all.iter().filter(|one| **one == Written::Done(version + 1)).count();
        let stale = all.iter().filter(|one| **one == Written::Stale(version + 1)).count();
        assert_eq!((done, stale), (1, all.len() - 1), "{all:?}");
    }
}

async fn of_many_documents_with_one_unique_value_one_wins(store: TheStore) {
    let mut set = JoinSet::new();
    for number in 0..MANY {
        let store = store.clone();
        let new = DocumentWrite {
            unique: Some("+1".to_owned()),
            ..document(&format!("n{number}"), 0, "{}")
        };
        set.spawn(async move { write(&store, new).await });
    }
    let all = set.join_all().await;
    assert_eq!(all.iter().filter(|one| **one == Written::Done(1)).count(), 1, "{all:?}");
    let winner = document_ids(&store, "", 99).await;
    assert_eq!(winner.len(), 1);
    let lost = Written::Taken(winner[0].clone());
    assert_eq!(all.iter().filter(|one| **one == lost).count(), all.len() - 1, "{all:?}");
}

async fn of_many_revisions_with_one_number_one_wins(store: TheStore) {
    let mut set = JoinSet::new();
    for _ in 0..MANY {
        let store = store.clone();
        set.spawn(async move {
            store.add_revision(TENANT, revision("welcome", 1, true)).await.expect("it answers")
        });
    }
    assert_eq!(set.join_all().await.into_iter().filter(|is_added| *is_added).count(), 1);
}

async fn many_workers_never_hold_the_same_job(store: TheStore) {
    commit(&store, of_jobs((0..200).map(|n| job(&format!("job {n:03}"), n)))).await;
    let mut set = JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        set.spawn(async move {
            let mut held = Vec::new();
            loop {
                let claimed = claim_of(&store, &["http"], 1_000, 2_000, 7).await;
                if claimed.is_empty() {
                    return held;
                }
                held.extend(claimed.into_iter().map(|job| job.id));
                assert!(held.len() <= 200, "held again and again");
            }
        });
    }
    let mut held: Vec<_> = set.join_all().await.into_iter().flatten().collect();
    // A worker may go home while another holds a row it had to pass over.
    held.extend(claim(&store, 1_000, 2_000).await.into_iter().map(|job| job.id));
    held.sort();
    let count = held.len();
    held.dedup();
    assert_eq!((count, held.len()), (200, 200));
}

async fn many_nodes_are_never_told_the_same_due_execution(store: TheStore) {
    for id in 0..60 {
        let mut write = start(id);
        write.due = Some(Time(10));
        commit(&store, of(write)).await;
    }
    let mut set = JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        set.spawn(async move {
            let mut told = Vec::new();
            loop {
                let due = store.claim_due(Time(10), Time(100), 7).await.expect("it answers");
                if due.is_empty() {
                    return told;
                }
                told.extend(due.into_iter().map(|key| key.id));
                assert!(told.len() <= 60, "told again and again");
            }
        });
    }
    let mut told: Vec<u128> = set.join_all().await.into_iter().flatten().collect();
    told.extend(claim_due(&store, 10, 100).await);
    told.sort_unstable();
    assert_eq!(told, (0..60).collect::<Vec<u128>>());
}

async fn commits_of_many_executions_are_all_taken(store: TheStore) {
    let mut set = JoinSet::new();
    for id in 0..u128::from(MANY) {
        let store = store.clone();
        set.spawn(async move {
            commit(&store, of(with_line(start(id), line(0, None)))).await;
            for version in 1..20 {
                let own = NewJob { execution: Some(id), ..job(&format!("{id} {version}"), 5) };
                let write = with_line(go_on(id, version), line(version, Some("ok")));
                commit(&store, Commit { jobs: vec![own], ..of(write) }).await;
                let stored = load(&store, id).await.expect("it is there");
                assert_eq!(stored.version, version + 1, "what was committed is seen at once");
            }
        });
    }
    set.join_all().await;
    for id in 0..u128::from(MANY) {
        let keys: Vec<u64> = journal(&store, id).await.iter().map(|line| line.key.0).collect();
        assert_eq!(keys, (0..20).collect::<Vec<u64>>());
    }
    assert_eq!(claim(&store, 10, 20).await.len(), 1_000.min(19 * MANY as usize));
}

async fn a_refused_commit_among_many_spoils_no_other(store: TheStore) {
    commit(&store, of(start_as(1_000, with_correlation("sms:1")))).await;
    let all = all_at_once(&store, |number| match number % 4 {
        0 => of(go_on(1_000, 99)),
        1 => of(start_as(u128::from(number), with_correlation("sms:1"))),
        _ => of(with_line(start(u128::from(number)), line(number, None))),
    })
    .await;
    assert_eq!(wins(&all), 12);
    assert_eq!(store.live().await.expect("it answers"), 13);
    for id in (0..u128::from(MANY)).filter(|id| id % 4 > 1) {
        assert_eq!(journal(&store, id).await.len(), 1);
    }
}

async fn nobody_sees_half_a_commit(store: TheStore) {
    commit(&store, of(with_line(start(1), line(0, None)))).await;
    let writer = {
        let store = store.clone();
        tokio::spawn(async move {
            for version in 1..60 {
                commit(&store, of(with_line(go_on(1, version), line(version, None)))).await;
            }
        })
    };
    loop {
        let is_done = writer.is_finished();
        let before = journal(&store, 1).await.len() as u64;
        let stored = load(&store, 1).await.expect("it is there");
        let after = journal(&store, 1).await.len() as u64;
        assert!(before <= stored.version && stored.version <= after);
        assert_eq!(
            stored.state,
            match stored.version {
                1 => bytes("first state"),
                version => bytes(format!("state after {}", version - 1)),
            }
        );
        if is_done {
            break;
        }
    }
    writer.await.expect("every commit was taken");
}

async fn nobody_sees_less_of_an_execution_than_was_acknowledged(store: TheStore) {
    commit(&store, of(start(1))).await;
    let acknowledged = Arc::new(AtomicU64::new(1));
    let mut readers = JoinSet::new();
    for _ in 0..4 {
        let (store, acknowledged) = (store.clone(), Arc::clone(&acknowledged));
        readers.spawn(async move {
            let mut version = 0;
            while version < MANY {
                let least = acknowledged.load(Ordering::SeqCst);
                // One that nobody knows of comes between, so that nothing stays at hand for long.
                assert_eq!(load(&store, 2).await, None);
                version = load(&store, 1).await.expect("it is there").version;
                assert!(version >= least, "{version} was read after {least} was acknowledged");
            }
        });
    }
    for version in 1..MANY {
        let mut write = go_on(1, version);
        write.due = Some(Time(i64::try_from(version).expect("small")));
        commit(&store, of(write)).await;
        acknowledged.store(version + 1, Ordering::SeqCst);
        assert_eq!(claim_due(&store, 1_000, 5_000).await, [1]);
        let stored = load(&store, 1).await.expect("it is there");
        assert_eq!((stored.version, stored.due), (version + 1, Some(Time(5_000))));
        assert_eq!(stored.state, bytes(format!("state after {version}")));
    }
    readers.join_all().await;
}

async fn nobody_sees_less_of_a_document_than_was_acknowledged(store: TheStore) {
    let numbered = |version: u64| DocumentWrite {
        unique: Some(format!("+{}", version % 3)),
        ..document("n1", version, "{}")
    };
    write(&store, numbered(0)).await;
    let acknowledged = Arc::new(AtomicU64::new(1));
    let mut readers = JoinSet::new();
    for _ in 0..4 {
        let (store, acknowledged) = (store.clone(), Arc::clone(&acknowledged));
        readers.spawn(async move {
            let mut version = 0;
            while version < MANY {
                let least = acknowledged.load(Ordering::SeqCst);
                let found = store.document(TENANT, "number", "n1").await;
                version = found.expect("the store answers").expect("it is there").version;
                assert!(version >= least, "{version} was read after {least} was acknowledged");
            }
        });
    }
    for version in 1..MANY {
        assert_eq!(write(&store, numbered(version)).await, Written::Done(version + 1));
        acknowledged.store(version + 1, Ordering::SeqCst);
        for word in 0..3 {
            let found = store.document_by(TENANT, "number", &format!("+{word}")).await;
            let found = found.expect("the store answers").map(|document| document.version);
            assert_eq!(found, (word == version % 3).then_some(version + 1));
        }
    }
    readers.join_all().await;
}

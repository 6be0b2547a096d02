//! What is due by itself: executions and jobs.

use centralita_engine::Time;
use centralita_server::store::{ExecutionWrite, Outcome};

use crate::making::*;

crate::cases![
    nothing_is_due_in_an_empty_store,
    executions_are_due_the_longest_first,
    an_execution_is_due_at_its_moment_and_not_before,
    a_claimed_execution_is_put_off,
    an_execution_put_off_is_due_again,
    a_commit_sets_what_is_due_anew,
    a_commit_takes_away_what_was_put_off,
    putting_off_is_no_new_version,
    no_more_executions_are_due_than_asked_for,
    the_next_due_is_the_soonest_of_all,
    the_next_due_counts_leases,
    a_refused_commit_puts_nothing_off,
];

fn due(write: ExecutionWrite, at: i64) -> ExecutionWrite {
    ExecutionWrite { due: Some(Time(at)), ..write }
}

async fn nothing_is_due_in_an_empty_store(store: TheStore) {
    assert_eq!(next_due(&store).await, None);
    assert_eq!(claim_due(&store, i64::MAX, i64::MAX).await, [] as [u128; 0]);
}

async fn executions_are_due_the_longest_first(store: TheStore) {
    for (id, at) in [(1, 30), (2, 10), (3, 40), (4, 20)] {
        commit(&store, of(due(start(id), at))).await;
    }
    commit(&store, of(start(5))).await;
    assert_eq!(claim_due(&store, 35, 100).await, [2, 4, 1]);
}

async fn an_execution_is_due_at_its_moment_and_not_before(store: TheStore) {
    commit(&store, of(due(start(1), 10))).await;
    assert_eq!(claim_due(&store, 9, 100).await, [] as [u128; 0]);
    assert_eq!(claim_due(&store, 10, 100).await, [1]);
}

async fn a_claimed_execution_is_put_off(store: TheStore) {
    commit(&store, of(due(start(1), 10))).await;
    assert_eq!(claim_due(&store, 10, 100).await, [1]);
    assert_eq!(claim_due(&store, 99, 200).await, [] as [u128; 0]);
    assert_eq!(next_due(&store).await, Some(100));
}

async fn an_execution_put_off_is_due_again(store: TheStore) {
    commit(&store, of(due(start(1), 10))).await;
    for round in 1..5 {
        assert_eq!(claim_due(&store, 100 * round, 100 * (round + 1)).await, [1]);
    }
}

async fn a_commit_sets_what_is_due_anew(store: TheStore) {
    commit(&store, of(due(start(1), 10))).await;
    assert_eq!(claim_due(&store, 10, 100).await, [1]);
    commit(&store, of(due(go_on(1, 1), 50))).await;
    assert_eq!(next_due(&store).await, Some(50));
    assert_eq!(claim_due(&store, 50, 100).await, [1]);
}

async fn a_commit_takes_away_what_was_put_off(store: TheStore) {
    commit(&store, of(due(start(1), 10))).await;
    assert_eq!(claim_due(&store, 10, 100).await, [1]);
    commit(&store, of(end(1, 1, 20))).await;
    assert_eq!(claim_due(&store, 1_000, 2_000).await, [] as [u128; 0]);
}

async fn putting_off_is_no_new_version(store: TheStore) {
    commit(&store, of(due(start(1), 10))).await;
    claim_due(&store, 10, 100).await;
    assert_eq!(load(&store, 1).await.map(|stored| stored.version), Some(1));
    commit(&store, of(go_on(1, 1))).await;
}

async fn no_more_executions_are_due_than_asked_for(store: TheStore) {
    for id in 0..5 {
        commit(&store, of(due(start(id), i64::try_from(id).expect("small")))).await;
    }
    let mut told = Vec::new();
    for expected in [2, 2, 1, 0] {
        let due = store.claim_due(Time(100), Time(200), 2).await.expect("the store answers");
        assert_eq!(due.len(), expected);
        told.extend(due.into_iter().map(|key| key.id));
    }
    assert_eq!(told, [0, 1, 2, 3, 4]);
    assert_eq!(store.claim_due(Time(300), Time(400), 0).await.expect("it answers"), []);
}

async fn the_next_due_is_the_soonest_of_all(store: TheStore) {
    commit(&store, of(due(start(1), 50))).await;
    assert_eq!(next_due(&store).await, Some(50));
    commit(&store, of_jobs([job("a", 60)])).await;
    assert_eq!(next_due(&store).await, Some(50));
    commit(&store, of_jobs([job("b", 40)])).await;
    assert_eq!(next_due(&store).await, Some(40));
    commit(&store, of(due(start(2), -30))).await;
    assert_eq!(next_due(&store).await, Some(-30));
}

async fn the_next_due_counts_leases(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 70).await;
    assert_eq!(next_due(&store).await, Some(70), "somebody may have to take it over then");
    commit(&store, of_settled("a", held.lease, Outcome::Done)).await;
    assert_eq!(next_due(&store).await, None);
}

async fn a_refused_commit_puts_nothing_off(store: TheStore) {
    commit(&store, of(due(start(1), 10))).await;
    refused(&store, of(due(go_on(1, 9), 5_000))).await;
    assert_eq!(next_due(&store).await, Some(10));
}

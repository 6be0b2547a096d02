//! Executions: versions, what is known of them, and what later events find them by.

use centralita_engine::Time;
use centralita_server::store::{NewExecution, Refused, Stored};

use crate::making::*;

crate::cases![
    what_was_committed_is_loaded,
    an_execution_nobody_began_is_not_there,
    each_commit_adds_one_to_the_version,
    a_second_beginning_is_stale,
    an_old_version_is_stale,
    a_version_that_is_not_yet_there_is_stale,
    going_on_with_what_never_began_is_stale,
    what_is_due_is_what_the_last_commit_says,
    an_ended_execution_can_still_be_written_to,
    what_was_known_at_the_beginning_stays,
    a_correlation_finds_the_live_execution,
    a_correlation_finds_nothing_after_the_end,
    two_live_executions_never_have_the_same_correlation,
    an_ended_execution_frees_its_correlation,
    executions_without_correlation_are_never_in_each_others_way,
    an_execution_that_begins_and_ends_at_once_holds_no_correlation,
    an_execution_keeps_its_own_correlation,
    an_execution_that_ended_stays_so,
];

async fn what_was_committed_is_loaded(store: TheStore) {
    let mut write = start_as(1, with_correlation("call:CA1"));
    write.due = Some(Time(5_000));
    commit(&store, of(write)).await;
    let expected = Stored {
        version: 1,
        state: bytes("first state"),
        due: Some(Time(5_000)),
        ended: None,
        begun: with_correlation("call:CA1"),
    };
    assert_eq!(load(&store, 1).await, Some(expected));
}

async fn an_execution_nobody_began_is_not_there(store: TheStore) {
    assert_eq!(load(&store, 1).await, None);
    assert_eq!(journal(&store, 1).await, []);
    assert_eq!(reply(&store, 1, 5).await, None);
}

async fn each_commit_adds_one_to_the_version(store: TheStore) {
    commit(&store, of(start(1))).await;
    for version in 1..20 {
        commit(&store, of(go_on(1, version))).await;
        let stored = load(&store, 1).await.expect("it is there");
        assert_eq!(stored.version, version + 1);
        assert_eq!(stored.state, bytes(format!("state after {version}")));
    }
}

async fn a_second_beginning_is_stale(store: TheStore) {
    commit(&store, of(start(1))).await;
    assert_eq!(refused(&store, of(start(1))).await, Refused::Stale);
    commit(&store, of(end(1, 1, 9))).await;
    assert_eq!(refused(&store, of(start(1))).await, Refused::Stale, "also after the end");
}

async fn an_old_version_is_stale(store: TheStore) {
    commit(&store, of(start(1))).await;
    commit(&store, of(go_on(1, 1))).await;
    assert_eq!(refused(&store, of(go_on(1, 1))).await, Refused::Stale);
    assert_eq!(load(&store, 1).await.map(|stored| stored.version), Some(2));
}

async fn a_version_that_is_not_yet_there_is_stale(store: TheStore) {
    commit(&store, of(start(1))).await;
    for version in [0, 2, 1_000, u64::MAX] {
        assert_eq!(refused(&store, of(go_on(1, version))).await, Refused::Stale, "{version}");
    }
}

async fn going_on_with_what_never_began_is_stale(store: TheStore) {
    for version in [0, 1] {
        assert_eq!(refused(&store, of(go_on(1, version))).await, Refused::Stale);
    }
    assert_eq!(load(&store, 1).await, None);
}

async fn what_is_due_is_what_the_last_commit_says(store: TheStore) {
    commit(&store, of(start(1))).await;
    for (version, due) in [(1, Some(Time(70))), (2, Some(Time(60))), (3, None)] {
        let mut write = go_on(1, version);
        write.due = due;
        commit(&store, of(write)).await;
        assert_eq!(load(&store, 1).await.and_then(|stored| stored.due), due);
        assert_eq!(next_due(&store).await, due.map(|due| due.0));
    }
}

async fn an_ended_execution_can_still_be_written_to(store: TheStore) {
    commit(&store, of(start(1))).await;
    commit(&store, of(end(1, 1, 50))).await;
    commit(&store, of(with_line(go_on(1, 2), line(4, None)))).await;
    let stored = load(&store, 1).await.expect("it is there");
    assert_eq!((stored.version, stored.ended), (3, Some(Time(50))));
    assert_eq!(journal(&store, 1).await.len(), 1);
}

async fn what_was_known_at_the_beginning_stays(store: TheStore) {
    let begun = NewExecution { channel: "message".to_owned(), ..with_correlation("sms:7") };
    commit(&store, of(start_as(1, begun.clone()))).await;
    commit(&store, of(go_on(1, 1))).await;
    commit(&store, of(end(1, 2, 50))).await;
    assert_eq!(load(&store, 1).await.map(|stored| stored.begun), Some(begun));
}

async fn a_correlation_finds_the_live_execution(store: TheStore) {
    commit(&store, of(start_as(1, with_correlation("sms:1")))).await;
    commit(&store, of(start_as(u128::MAX, with_correlation("sms:2")))).await;
    assert_eq!(correlated(&store, "sms:1").await, Some(1));
    assert_eq!(correlated(&store, "sms:2").await, Some(u128::MAX));
    assert_eq!(correlated(&store, "sms:3").await, None);
    assert_eq!(correlated(&store, "").await, None);
    assert_eq!(correlated(&store, "SMS:1").await, None, "letter for letter");
}

async fn a_correlation_finds_nothing_after_the_end(store: TheStore) {
    commit(&store, of(start_as(1, with_correlation("sms:1")))).await;
    commit(&store, of(end(1, 1, 50))).await;
    assert_eq!(correlated(&store, "sms:1").await, None);
}

async fn two_live_executions_never_have_the_same_correlation(store: TheStore) {
    commit(&store, of(start_as(1, with_correlation("sms:1")))).await;
    let second = of(start_as(2, with_correlation("sms:1")));
    assert_eq!(refused(&store, second).await, Refused::Correlated(key(1)));
    assert_eq!(load(&store, 2).await, None);
    assert_eq!(correlated(&store, "sms:1").await, Some(1));
}

async fn an_ended_execution_frees_its_correlation(store: TheStore) {
    for id in 1..5 {
        commit(&store, of(start_as(id, with_correlation("sms:1")))).await;
        assert_eq!(correlated(&store, "sms:1").await, Some(id));
        commit(&store, of(end(id, 1, 50))).await;
    }
}

async fn executions_without_correlation_are_never_in_each_others_way(store: TheStore) {
    for id in 1..5 {
        commit(&store, of(start(id))).await;
    }
    assert_eq!(store.live().await.expect("the store answers"), 4);
}

async fn an_execution_that_begins_and_ends_at_once_holds_no_correlation(store: TheStore) {
    commit(&store, of(start_as(1, with_correlation("sms:1")))).await;
    let mut at_once = start_as(2, with_correlation("sms:1"));
    at_once.ended = Some(Time(5));
    commit(&store, of(at_once)).await;
    assert_eq!(correlated(&store, "sms:1").await, Some(1));
}

async fn an_execution_keeps_its_own_correlation(store: TheStore) {
    commit(&store, of(start_as(1, with_correlation("sms:1")))).await;
    commit(&store, of(go_on(1, 1))).await;
    assert_eq!(correlated(&store, "sms:1").await, Some(1));
}

async fn an_execution_that_ended_stays_so(store: TheStore) {
    commit(&store, of(start_as(1, with_correlation("sms:1")))).await;
    commit(&store, of(end(1, 1, 50))).await;
    commit(&store, of(start_as(2, with_correlation("sms:1")))).await;
    commit(&store, of(go_on(1, 2))).await;
    commit(&store, of(end(1, 3, 70))).await;
    let stored = load(&store, 1).await.expect("it is there");
    assert_eq!((stored.version, stored.ended), (4, Some(Time(50))));
    assert_eq!(correlated(&store, "sms:1").await, Some(2));
    assert_eq!(store.live().await.expect("it answers"), 1);
}

//! Journals of executions, and the replies in them.

use centralita_server::ids::DedupeKey;
use centralita_server::store::{ExecutionWrite, JournalLine};

use crate::making::*;

crate::cases![
    lines_stand_in_the_order_of_their_commits,
    a_journal_is_read_page_by_page,
    a_page_beyond_the_end_is_empty,
    a_commit_without_a_line_adds_none,
    a_reply_given_at_once_is_found,
    an_open_reply_is_told_from_no_event,
    an_open_reply_is_filled_later,
    the_first_reply_stays,
    a_reply_to_an_unknown_event_is_no_fault,
    replies_of_several_events_are_filled_at_once,
    a_reply_may_be_empty,
    a_reply_far_back_is_filled,
    journals_of_two_executions_never_mix,
    keys_of_events_use_all_their_bits,
];

async fn written(store: &TheStore, id: u128, count: u64) {
    commit(store, of(with_line(start(id), line(0, None)))).await;
    for event in 1..count {
        commit(store, of(with_line(go_on(id, event), line(event, None)))).await;
    }
}

async fn events(store: &TheStore, from: u64, limit: u32) -> Vec<u64> {
    let lines = store.journal(key(1), from, limit).await.expect("the store answers");
    lines.into_iter().map(|line| line.key.0).collect()
}

/// Fills replies of execution 1, which has this version.
fn fill(version: u64, replies: &[(u64, &str)]) -> ExecutionWrite {
    let replies = replies.iter().map(|(event, reply)| (DedupeKey(*event), bytes(reply)));
    ExecutionWrite { replies: replies.collect(), ..go_on(1, version) }
}

async fn lines_stand_in_the_order_of_their_commits(store: TheStore) {
    written(&store, 1, 12).await;
    let expected: Vec<JournalLine> = (0..12).map(|event| line(event, None)).collect();
    assert_eq!(journal(&store, 1).await, expected);
}

async fn a_journal_is_read_page_by_page(store: TheStore) {
    written(&store, 1, 7).await;
    assert_eq!(events(&store, 0, 3).await, [0, 1, 2]);
    assert_eq!(events(&store, 3, 3).await, [3, 4, 5]);
    assert_eq!(events(&store, 6, 3).await, [6]);
    assert_eq!(events(&store, 2, 1).await, [2]);
    assert_eq!(events(&store, 2, 0).await, [] as [u64; 0]);
}

async fn a_page_beyond_the_end_is_empty(store: TheStore) {
    written(&store, 1, 3).await;
    assert_eq!(events(&store, 3, 10).await, [] as [u64; 0]);
    assert_eq!(events(&store, u64::MAX, u32::MAX).await, [] as [u64; 0]);
    assert_eq!(events(&store, 0, u32::MAX).await, [0, 1, 2]);
}

async fn a_commit_without_a_line_adds_none(store: TheStore) {
    commit(&store, of(start(1))).await;
    commit(&store, of(with_line(go_on(1, 1), line(8, None)))).await;
    commit(&store, of(go_on(1, 2))).await;
    commit(&store, of(with_line(go_on(1, 3), line(9, None)))).await;
    assert_eq!(events(&store, 0, 10).await, [8, 9]);
}

async fn a_reply_given_at_once_is_found(store: TheStore) {
    commit(&store, of(with_line(start(1), line(5, Some("<Response/>"))))).await;
    assert_eq!(reply(&store, 1, 5).await, Some(Some(bytes("<Response/>"))));
    assert_eq!(journal(&store, 1).await, [line(5, Some("<Response/>"))]);
}

async fn an_open_reply_is_told_from_no_event(store: TheStore) {
    commit(&store, of(with_line(start(1), line(5, None)))).await;
    assert_eq!(reply(&store, 1, 5).await, Some(None));
    assert_eq!(reply(&store, 1, 6).await, None);
    assert_eq!(reply(&store, 2, 5).await, None);
}

async fn an_open_reply_is_filled_later(store: TheStore) {
    commit(&store, of(with_line(start(1), line(5, None)))).await;
    let write = with_line(fill(1, &[(5, "five")]), line(6, None));
    commit(&store, of(write)).await;
    assert_eq!(reply(&store, 1, 5).await, Some(Some(bytes("five"))));
    assert_eq!(journal(&store, 1).await, [line(5, Some("five")), line(6, None)]);
}

async fn the_first_reply_stays(store: TheStore) {
    commit(&store, of(with_line(start(1), line(5, Some("first"))))).await;
    commit(&store, of(fill(1, &[(5, "second")]))).await;
    assert_eq!(reply(&store, 1, 5).await, Some(Some(bytes("first"))));
    commit(&store, of(with_line(go_on(1, 2), line(6, None)))).await;
    commit(&store, of(fill(3, &[(6, "third"), (6, "fourth")]))).await;
    assert_eq!(reply(&store, 1, 6).await, Some(Some(bytes("third"))));
}

async fn a_reply_to_an_unknown_event_is_no_fault(store: TheStore) {
    commit(&store, of(start(1))).await;
    commit(&store, of(fill(1, &[(5, "five")]))).await;
    assert_eq!(reply(&store, 1, 5).await, None);
    assert_eq!(load(&store, 1).await.map(|stored| stored.version), Some(2));
}

async fn replies_of_several_events_are_filled_at_once(store: TheStore) {
    written(&store, 1, 4).await;
    commit(&store, of(fill(4, &[(3, "three"), (1, "one")]))).await;
    assert_eq!(reply(&store, 1, 0).await, Some(None));
    assert_eq!(reply(&store, 1, 1).await, Some(Some(bytes("one"))));
    assert_eq!(reply(&store, 1, 2).await, Some(None));
    assert_eq!(reply(&store, 1, 3).await, Some(Some(bytes("three"))));
}

async fn a_reply_may_be_empty(store: TheStore) {
    commit(&store, of(with_line(start(1), line(5, Some(""))))).await;
    assert_eq!(reply(&store, 1, 5).await, Some(Some(bytes(""))));
    commit(&store, of(fill(1, &[(5, "late")]))).await;
    assert_eq!(reply(&store, 1, 5).await, Some(Some(bytes(""))), "nothing is an answer too");
}

async fn a_reply_far_back_is_filled(store: TheStore) {
    written(&store, 1, 60).await;
    commit(&store, of(fill(60, &[(2, "late")]))).await;
    assert_eq!(reply(&store, 1, 2).await, Some(Some(bytes("late"))));
    assert_eq!(journal(&store, 1).await.len(), 60);
}

async fn journals_of_two_executions_never_mix(store: TheStore) {
    commit(&store, of(with_line(start(1), line(5, Some("one"))))).await;
    commit(&store, of(with_line(start(2), line(5, Some("two"))))).await;
    commit(&store, of(with_line(go_on(1, 1), line(6, None)))).await;
    commit(&store, of(with_line(go_on(2, 1), line(7, None)))).await;
    assert_eq!(journal(&store, 1).await, [line(5, Some("one")), line(6, None)]);
    assert_eq!(journal(&store, 2).await, [line(5, Some("two")), line(7, None)]);
    assert_eq!(reply(&store, 1, 7).await, None);
}

async fn keys_of_events_use_all_their_bits(store: TheStore) {
    commit(&store, of(with_line(start(1), line(u64::MAX, Some("most"))))).await;
    commit(&store, of(with_line(go_on(1, 1), line(1 << 63, Some("top"))))).await;
    assert_eq!(reply(&store, 1, u64::MAX).await, Some(Some(bytes("most"))));
    assert_eq!(reply(&store, 1, 1 << 63).await, Some(Some(bytes("top"))));
    assert_eq!(reply(&store, 1, u64::MAX >> 1).await, None);
    let keys: Vec<u64> = journal(&store, 1).await.iter().map(|line| line.key.0).collect();
    assert_eq!(keys, [u64::MAX, 1 << 63]);
}

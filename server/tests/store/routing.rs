//! The router's journal and its snapshots.

use centralita_engine::Time;
use centralita_server::store::{Refused, RoutingWrite};

use crate::making::*;

crate::cases![
    a_router_that_never_ran_has_nothing,
    lines_of_a_router_stand_in_order,
    a_line_of_a_router_keeps_its_moment_and_bytes,
    lines_are_counted_from_the_first,
    a_snapshot_stands_for_all_lines_before_it,
    lines_after_a_snapshot_stand_behind_it,
    a_later_snapshot_replaces_the_earlier,
    a_snapshot_without_lines_is_taken,
    a_snapshot_may_come_first,
    a_router_that_is_further_is_stale,
];

fn snapshot(expect: u64, lines: &[&str], state: &str) -> RoutingWrite {
    RoutingWrite { snapshot: Some(bytes(state)), ..routing_lines(expect, lines) }
}

async fn write(store: &TheStore, write: RoutingWrite) {
    commit(store, of_routing(write)).await;
}

fn texts(
    count: u64,
    snapshot: Option<&str>,
    lines: &[&str],
) -> (u64, Option<bytes::Bytes>, Vec<String>) {
    (count, snapshot.map(bytes), lines.iter().map(|&line| line.to_owned()).collect())
}

async fn a_router_that_never_ran_has_nothing(store: TheStore) {
    assert_eq!(routing_texts(&store).await, texts(0, None, &[]));
}

async fn lines_of_a_router_stand_in_order(store: TheStore) {
    write(&store, routing_lines(0, &["a", "b"])).await;
    write(&store, routing_lines(2, &["c"])).await;
    write(&store, routing_lines(3, &[])).await;
    write(&store, routing_lines(3, &["d", "e", "f"])).await;
    assert_eq!(routing_texts(&store).await, texts(0, None, &["a", "b", "c", "d", "e", "f"]));
}

async fn a_line_of_a_router_keeps_its_moment_and_bytes(store: TheStore) {
    let lines = vec![(Time(-5), bytes([0, 255, 0])), (Time(i64::MAX), bytes(""))];
    write(&store, RoutingWrite { lines: lines.clone(), ..routing_lines(0, &[]) }).await;
    let (_, _, kept) = store.routing(TENANT).await.expect("the store answers");
    assert_eq!(kept, lines);
}

async fn lines_are_counted_from_the_first(store: TheStore) {
    write(&store, routing_lines(0, &["a", "b"])).await;
    write(&store, snapshot(2, &["c"], "three")).await;
    write(&store, routing_lines(3, &["d"])).await;
    write(&store, routing_lines(4, &["e"])).await;
    assert_eq!(routing_texts(&store).await, texts(3, Some("three"), &["d", "e"]));
}

async fn a_snapshot_stands_for_all_lines_before_it(store: TheStore) {
    write(&store, snapshot(0, &["a", "b", "c"], "three")).await;
    assert_eq!(routing_texts(&store).await, texts(3, Some("three"), &[]));
}

async fn lines_after_a_snapshot_stand_behind_it(store: TheStore) {
    write(&store, snapshot(0, &["a"], "one")).await;
    write(&store, routing_lines(1, &["b"])).await;
    assert_eq!(routing_texts(&store).await, texts(1, Some("one"), &["b"]));
}

async fn a_later_snapshot_replaces_the_earlier(store: TheStore) {
    write(&store, snapshot(0, &["a"], "one")).await;
    write(&store, routing_lines(1, &["b"])).await;
    write(&store, snapshot(2, &["c"], "three")).await;
    assert_eq!(routing_texts(&store).await, texts(3, Some("three"), &[]));
}

async fn a_snapshot_without_lines_is_taken(store: TheStore) {
    write(&store, routing_lines(0, &["a", "b"])).await;
    write(&store, snapshot(2, &[], "two")).await;
    assert_eq!(routing_texts(&store).await, texts(2, Some("two"), &[]));
}

async fn a_snapshot_may_come_first(store: TheStore) {
    write(&store, snapshot(0, &[], "nothing yet")).await;
    assert_eq!(routing_texts(&store).await, texts(0, Some("nothing yet"), &[]));
    write(&store, routing_lines(0, &["a"])).await;
    assert_eq!(routing_texts(&store).await, texts(0, Some("nothing yet"), &["a"]));
}

async fn a_router_that_is_further_is_stale(store: TheStore) {
    write(&store, routing_lines(0, &["a", "b"])).await;
    for expect in [0, 1, 3, u64::MAX] {
        let late = of_routing(snapshot(expect, &["x"], "no"));
        assert_eq!(refused(&store, late).await, Refused::Stale, "{expect}");
    }
    assert_eq!(routing_texts(&store).await, texts(0, None, &["a", "b"]));
}

//! Who leads, and what happens to commits of who no longer does.

use centralita_engine::Time;
use centralita_server::store::{Commit, Fence, Refused};

use crate::making::*;

crate::cases![
    the_first_who_asks_leads,
    nobody_else_leads_meanwhile,
    who_leads_keeps_the_epoch,
    a_leadership_that_ran_out_is_taken_over,
    a_node_that_led_last_keeps_its_epoch,
    a_node_that_comes_back_later_gets_a_new_epoch,
    a_leader_steps_down,
    leaderships_of_two_names_are_two,
    a_commit_of_the_leader_is_taken,
    a_commit_of_a_former_leader_is_refused,
    a_commit_where_nobody_ever_led_is_refused,
    a_leadership_that_ran_out_holds_until_it_is_taken_over,
];

fn fenced(epoch: u64, id: u128) -> Commit {
    Commit { fence: Some(fence(epoch)), ..of(start(id)) }
}

async fn the_first_who_asks_leads(store: TheStore) {
    assert_eq!(lead(&store, NODE, 0, 100).await, Some(1));
}

async fn nobody_else_leads_meanwhile(store: TheStore) {
    lead(&store, NODE, 0, 100).await;
    assert_eq!(lead(&store, OTHER_NODE, 99, 200).await, None);
    assert_eq!(lead(&store, OTHER_NODE, 0, 200).await, None);
}

async fn who_leads_keeps_the_epoch(store: TheStore) {
    for now in 0..5 {
        assert_eq!(lead(&store, NODE, now * 50, now * 50 + 100).await, Some(1));
    }
    assert_eq!(lead(&store, OTHER_NODE, 299, 400).await, None, "it leads until 300");
}

async fn a_leadership_that_ran_out_is_taken_over(store: TheStore) {
    lead(&store, NODE, 0, 100).await;
    assert_eq!(lead(&store, OTHER_NODE, 100, 200).await, Some(2));
    assert_eq!(lead(&store, NODE, 150, 250).await, None);
}

async fn a_node_that_led_last_keeps_its_epoch(store: TheStore) {
    lead(&store, NODE, 0, 100).await;
    assert_eq!(lead(&store, NODE, 5_000, 6_000).await, Some(1), "nobody led in between");
}

async fn a_node_that_comes_back_later_gets_a_new_epoch(store: TheStore) {
    lead(&store, NODE, 0, 100).await;
    lead(&store, OTHER_NODE, 100, 200).await;
    assert_eq!(lead(&store, NODE, 200, 300).await, Some(3));
}

async fn a_leader_steps_down(store: TheStore) {
    lead(&store, NODE, 0, 1_000).await;
    assert_eq!(lead(&store, NODE, 50, 50).await, Some(1));
    assert_eq!(lead(&store, OTHER_NODE, 50, 150).await, Some(2));
}

async fn leaderships_of_two_names_are_two(store: TheStore) {
    lead(&store, NODE, 0, 100).await;
    let other = store.lead(TENANT, "sweeping", OTHER_NODE, Time(0), Time(100)).await;
    assert_eq!(other.expect("the store answers"), Some(1));
    lead(&store, NODE, 100, 200).await;
    let fence = Fence { name: "sweeping", ..fence(1) };
    commit(&store, Commit { fence: Some(fence), ..Commit::default() }).await;
}

async fn a_commit_of_the_leader_is_taken(store: TheStore) {
    let epoch = lead(&store, NODE, 0, 100).await.expect("nobody else leads");
    commit(&store, fenced(epoch, 1)).await;
    lead(&store, NODE, 90, 190).await;
    commit(&store, fenced(epoch, 2)).await;
}

async fn a_commit_of_a_former_leader_is_refused(store: TheStore) {
    let epoch = lead(&store, NODE, 0, 100).await.expect("nobody else leads");
    let next = lead(&store, OTHER_NODE, 100, 200).await.expect("nobody else leads");
    assert_eq!(refused(&store, fenced(epoch, 1)).await, Refused::NotLeading);
    assert_eq!(load(&store, 1).await, None);
    commit(&store, fenced(next, 1)).await;
}

async fn a_commit_where_nobody_ever_led_is_refused(store: TheStore) {
    for epoch in [0, 1, u64::MAX] {
        assert_eq!(refused(&store, fenced(epoch, 1)).await, Refused::NotLeading);
    }
}

async fn a_leadership_that_ran_out_holds_until_it_is_taken_over(store: TheStore) {
    let epoch = lead(&store, NODE, 0, 100).await.expect("nobody else leads");
    lead(&store, NODE, 1, 2).await;
    commit(&store, fenced(epoch, 1)).await;
}

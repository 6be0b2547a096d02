//! A commit is there whole or not at all.

use centralita_engine::Time;
use centralita_server::ids::{JobId, LeaseId};
use centralita_server::store::{Commit, Outcome, Refused, RoutingWrite};

use crate::making::*;

crate::cases![
    an_empty_commit_is_done,
    a_commit_is_there_whole,
    a_stale_execution_refuses_all_of_it,
    a_taken_correlation_refuses_all_of_it,
    a_lost_lease_refuses_all_of_it,
    a_router_that_went_on_refuses_all_of_it,
    lost_leadership_refuses_all_of_it,
    one_lost_lease_among_several_refuses_all_of_it,
    of_several_reasons_the_fence_is_told_first,
    of_several_reasons_the_execution_comes_before_the_lease,
    of_several_reasons_the_lease_comes_before_the_router,
    after_a_refusal_the_same_commit_mended_is_taken,
    a_job_named_in_all_three_ways_is_new_afterwards,
    a_job_settled_and_cancelled_at_once_stays_done,
];

async fn an_empty_commit_is_done(store: TheStore) {
    commit(&store, Commit::default()).await;
}

/// Execution 1 is live under `sms:1`; the job `held` is claimed and `waiting` is not; the router has a
/// line; this node leads. Returns a commit that changes all of that, and is taken.
async fn prepared(store: &TheStore) -> (Commit, LeaseId) {
    commit(store, of(start_as(1, with_correlation("sms:1")))).await;
    commit(store, of_jobs([job("held", 10)])).await;
    let lease = claim_one(store, 10, 1_000).await.lease;
    commit(store, of_jobs([job("waiting", 20)])).await;
    commit(store, of_routing(routing_lines(0, &["line 0"]))).await;
    let epoch = lead(store, NODE, 0, 1_000).await.expect("nobody else leads");
    let whole = Commit {
        execution: Some(with_line(go_on(1, 1), line(71, None))),
        jobs: vec![job("new", 30)],
        cancelled: vec![job_id("waiting")],
        settled: vec![settled("held", lease, Outcome::Done)],
        routing: Some(routing_lines(1, &["line 1"])),
        fence: Some(fence(epoch)),
    };
    (whole, lease)
}

/// Everything is as [`prepared`] left it.
async fn assert_untouched(store: &TheStore, lease: LeaseId) {
    assert_eq!(load(store, 1).await.map(|stored| stored.version), Some(1));
    assert_eq!(journal(store, 1).await, []);
    assert_eq!(load(store, 2).await, None);
    assert_eq!(routing_texts(store).await, (0, None, vec!["line 0".to_owned()]));
    assert_eq!(ids(&claim(store, 100, 200).await), ["waiting"]);
    commit(store, of_settled("held", lease, Outcome::Done)).await;
}

async fn a_commit_is_there_whole(store: TheStore) {
    let (whole, lease) = prepared(&store).await;
    commit(&store, whole).await;
    let stored = load(&store, 1).await.expect("it is there");
    assert_eq!((stored.version, stored.state), (2, bytes("state after 1")));
    assert_eq!(journal(&store, 1).await, [line(71, None)]);
    assert_eq!(routing_texts(&store).await.2, ["line 0", "line 1"]);
    assert_eq!(ids(&claim(&store, 100, 200).await), ["new"]);
    let again = of_settled("held", lease, Outcome::Done);
    assert_eq!(refused(&store, again).await, Refused::LeaseLost(job_id("held")));
}

async fn a_stale_execution_refuses_all_of_it(store: TheStore) {
    let (mut whole, lease) = prepared(&store).await;
    whole.execution = Some(with_line(go_on(1, 2), line(71, None)));
    assert_eq!(refused(&store, whole).await, Refused::Stale);
    assert_untouched(&store, lease).await;
}

async fn a_taken_correlation_refuses_all_of_it(store: TheStore) {
    let (mut whole, lease) = prepared(&store).await;
    whole.execution = Some(with_line(start_as(2, with_correlation("sms:1")), line(71, None)));
    assert_eq!(refused(&store, whole).await, Refused::Correlated(key(1)));
    assert_untouched(&store, lease).await;
}

async fn a_lost_lease_refuses_all_of_it(store: TheStore) {
    let (mut whole, lease) = prepared(&store).await;
    whole.settled = vec![settled("held", LeaseId(lease.0 + 1), Outcome::Done)];
    assert_eq!(refused(&store, whole).await, Refused::LeaseLost(job_id("held")));
    assert_untouched(&store, lease).await;
}

async fn a_router_that_went_on_refuses_all_of_it(store: TheStore) {
    let (mut whole, lease) = prepared(&store).await;
    whole.routing = Some(routing_lines(0, &["line 1"]));
    assert_eq!(refused(&store, whole).await, Refused::Stale);
    assert_untouched(&store, lease).await;
}

async fn lost_leadership_refuses_all_of_it(store: TheStore) {
    let (whole, lease) = prepared(&store).await;
    assert_eq!(lead(&store, OTHER_NODE, 1_000, 2_000).await, Some(2));
    assert_eq!(refused(&store, whole).await, Refused::NotLeading);
    assert_untouched(&store, lease).await;
}

async fn one_lost_lease_among_several_refuses_all_of_it(store: TheStore) {
    let (mut whole, lease) = prepared(&store).await;
    whole.settled.push(settled("waiting", LeaseId(1), Outcome::Done));
    assert_eq!(refused(&store, whole).await, Refused::LeaseLost(job_id("waiting")));
    assert_untouched(&store, lease).await;
}

async fn of_several_reasons_the_fence_is_told_first(store: TheStore) {
    let (mut whole, _) = prepared(&store).await;
    whole.fence = Some(fence(99));
    whole.execution = Some(go_on(1, 99));
    whole.settled.clear();
    assert_eq!(refused(&store, whole).await, Refused::NotLeading);
}

async fn of_several_reasons_the_execution_comes_before_the_lease(store: TheStore) {
    let (mut whole, _) = prepared(&store).await;
    whole.execution = Some(go_on(1, 99));
    whole.settled.push(settled("unknown", LeaseId(1), Outcome::Done));
    assert_eq!(refused(&store, whole).await, Refused::Stale);
}

async fn of_several_reasons_the_lease_comes_before_the_router(store: TheStore) {
    let (mut whole, _) = prepared(&store).await;
    whole.settled.push(settled("unknown", LeaseId(1), Outcome::Done));
    whole.routing = Some(RoutingWrite { expect: 99, ..routing_lines(0, &["line"]) });
    assert_eq!(refused(&store, whole).await, Refused::LeaseLost(job_id("unknown")));
}

async fn after_a_refusal_the_same_commit_mended_is_taken(store: TheStore) {
    let (mut whole, _) = prepared(&store).await;
    let right = whole.execution.replace(go_on(1, 7));
    assert_eq!(refused(&store, whole.clone()).await, Refused::Stale);
    whole.execution = right;
    commit(&store, whole).await;
    assert_eq!(load(&store, 1).await.map(|stored| stored.version), Some(2));
}

async fn a_job_named_in_all_three_ways_is_new_afterwards(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 20).await;
    let again = Outcome::Again { due: Time(30), why: "busy".to_owned() };
    let all = Commit {
        settled: vec![settled("a", held.lease, again)],
        cancelled: vec![JobId("a".to_owned())],
        jobs: vec![job("a", 40)],
        ..Commit::default()
    };
    commit(&store, all).await;
    assert_eq!(claim(&store, 39, 50).await, []);
    let new = claim_one(&store, 40, 50).await;
    assert_eq!(new.attempts, 0);
    assert_ne!(new.lease, held.lease);
}

async fn a_job_settled_and_cancelled_at_once_stays_done(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 20).await;
    let both =
        Commit { cancelled: vec![job_id("a")], ..of_settled("a", held.lease, Outcome::Done) };
    commit(&store, both).await;
    commit(&store, of_jobs([job("a", 10)])).await;
    assert_eq!(claim(&store, 100, 200).await, [], "a job that is done is not added again");
}

//! What is taken away, and what has to stay.

use centralita_engine::Time;
use centralita_server::store::{Commit, ExecutionWrite, NewJob, Outcome, Refused};

use crate::making::*;

crate::cases![
    ended_executions_are_forgotten_with_their_journals,
    live_executions_are_never_forgotten,
    an_execution_that_ended_at_the_moment_stays,
    the_longest_ended_are_forgotten_first,
    a_forgotten_execution_leaves_no_jobs,
    jobs_of_others_stay,
    a_forgotten_execution_is_no_longer_due,
    a_forgotten_id_may_begin_anew,
    those_that_go_on_stay_whoever_names_them,
    forgetting_nobody_changes_nothing,
    one_named_twice_is_forgotten_once,
    one_execution_that_ended_is_forgotten_and_no_other,
];

fn job_of(execution: u128, id: &str) -> NewJob {
    NewJob { execution: Some(execution), ..job(id, 10) }
}

async fn forget(store: &TheStore, before: i64, limit: u32) -> u64 {
    let ended = store.ended(Time(before), limit).await.expect("the store answers");
    store.forget(&ended).await.expect("the store answers")
}

/// An execution with two lines and a reply, that ended.
async fn ended(store: &TheStore, id: u128, at: i64) {
    commit(store, of(with_line(start(id), line(1, Some("hello"))))).await;
    commit(store, of(with_line(end(id, 1, at), line(2, None)))).await;
}

async fn ended_executions_are_forgotten_with_their_journals(store: TheStore) {
    ended(&store, 1, 50).await;
    ended(&store, 2, 70).await;
    assert_eq!(forget(&store, 60, 10).await, 1);
    assert_eq!(load(&store, 1).await, None);
    assert_eq!(journal(&store, 1).await, []);
    assert_eq!(reply(&store, 1, 1).await, None);
    assert_eq!(search(&store, &up_to(9)).await, [2]);
    assert_eq!(journal(&store, 2).await.len(), 2);
    assert_eq!(forget(&store, 60, 10).await, 0);
}

async fn live_executions_are_never_forgotten(store: TheStore) {
    commit(&store, of(start(1))).await;
    assert_eq!(forget(&store, i64::MAX, 10).await, 0);
    assert_eq!(store.live().await.expect("it answers"), 1);
}

async fn an_execution_that_ended_at_the_moment_stays(store: TheStore) {
    ended(&store, 1, 50).await;
    assert_eq!(forget(&store, 50, 10).await, 0);
    assert_eq!(forget(&store, 51, 10).await, 1);
}

async fn the_longest_ended_are_forgotten_first(store: TheStore) {
    for (id, at) in [(1, 30), (2, 10), (3, 40), (4, 20)] {
        ended(&store, id, at).await;
    }
    assert_eq!(forget(&store, 1_000, 0).await, 0);
    assert_eq!(forget(&store, 1_000, 3).await, 3);
    assert_eq!(search(&store, &up_to(9)).await, [3]);
    assert_eq!(forget(&store, 1_000, 3).await, 1);
}

async fn a_forgotten_execution_leaves_no_jobs(store: TheStore) {
    ended(&store, 1, 50).await;
    commit(&store, of_jobs([job_of(1, "done")])).await;
    let held = claim_one(&store, 10, 20).await;
    commit(&store, of_settled("done", held.lease, Outcome::Done)).await;
    commit(&store, of_jobs([job_of(1, "given up")])).await;
    let held = claim_one(&store, 10, 20).await;
    let outcome = Outcome::GivenUp { why: "no".to_owned() };
    commit(&store, of_settled("given up", held.lease, outcome)).await;
    commit(&store, of_jobs([job_of(1, "held")])).await;
    let held = claim_one(&store, 10, 1_000).await;
    commit(&store, of_jobs([job_of(1, "pending")])).await;

    assert_eq!(forget(&store, 60, 10).await, 1);
    assert_eq!(next_due(&store).await, None);
    assert_eq!(claim(&store, 5_000, 6_000).await, []);
    assert_eq!(store.given_up(TENANT, 9).await.expect("it answers"), []);
    let late = of_settled("held", held.lease, Outcome::Done);
    assert_eq!(refused(&store, late).await, Refused::LeaseLost(job_id("held")));
    commit(&store, of_jobs([job("done", 10)])).await;
    assert_eq!(ids(&claim(&store, 10, 20).await), ["done"], "nothing is remembered of it");
}

async fn jobs_of_others_stay(store: TheStore) {
    ended(&store, 1, 50).await;
    ended(&store, 2, 80).await;
    commit(&store, of_jobs([job_of(1, "one"), job_of(2, "two"), job("nobody's", 11)])).await;
    assert_eq!(forget(&store, 60, 10).await, 1);
    assert_eq!(ids(&claim(&store, 20, 30).await), ["two", "nobody's"]);
}

async fn a_forgotten_execution_is_no_longer_due(store: TheStore) {
    let write = ExecutionWrite { due: Some(Time(100)), ended: Some(Time(50)), ..start(1) };
    commit(&store, of(write)).await;
    assert_eq!(next_due(&store).await, Some(100));
    assert_eq!(forget(&store, 60, 10).await, 1);
    assert_eq!(next_due(&store).await, None);
    assert_eq!(claim_due(&store, 1_000, 2_000).await, [] as [u128; 0]);
}

async fn a_forgotten_id_may_begin_anew(store: TheStore) {
    ended(&store, 1, 50).await;
    assert_eq!(refused(&store, of(start(1))).await, Refused::Stale);
    assert_eq!(forget(&store, 60, 10).await, 1);
    commit(&store, of(with_line(start(1), line(9, None)))).await;
    assert_eq!(journal(&store, 1).await, [line(9, None)]);
    assert_eq!(load(&store, 1).await.map(|stored| stored.version), Some(1));
}

async fn those_that_go_on_stay_whoever_names_them(store: TheStore) {
    ended(&store, 1, 50).await;
    let live = Commit { jobs: vec![job_of(2, "two")], ..of(with_line(start(2), line(1, None))) };
    commit(&store, live).await;
    assert_eq!(store.forget(&[key(1), key(2), key(7)]).await.expect("it answers"), 1);
    assert_eq!(search(&store, &up_to(9)).await, [2]);
    assert_eq!(journal(&store, 2).await.len(), 1);
    assert_eq!(ids(&claim(&store, 100, 200).await), ["two"]);
}

async fn forgetting_nobody_changes_nothing(store: TheStore) {
    ended(&store, 1, 50).await;
    assert_eq!(store.forget(&[]).await.expect("it answers"), 0);
    assert_eq!(store.forget(&[key(7)]).await.expect("it answers"), 0);
    assert_eq!(search(&store, &up_to(9)).await, [1]);
}

async fn one_named_twice_is_forgotten_once(store: TheStore) {
    ended(&store, 1, 50).await;
    ended(&store, 2, 60).await;
    assert_eq!(store.forget(&[key(1), key(2), key(1)]).await.expect("it answers"), 2);
    assert_eq!(search(&store, &up_to(9)).await, [] as [u128; 0]);
}

async fn one_execution_that_ended_is_forgotten_and_no_other(store: TheStore) {
    ended(&store, 1, 50).await;
    ended(&store, 2, 60).await;
    commit(&store, of(with_line(start(3), line(1, None)))).await;
    commit(&store, of_jobs([job_of(1, "one"), job_of(2, "two")])).await;
    assert_eq!(store.forget(&[key(1)]).await.expect("it answers"), 1);
    assert_eq!(store.forget(&[key(1)]).await.expect("it answers"), 0);
    assert_eq!(store.forget(&[key(3)]).await.expect("it answers"), 0, "it goes on");
    assert_eq!(search(&store, &up_to(9)).await, [3, 2]);
    assert_eq!((journal(&store, 1).await.len(), journal(&store, 3).await.len()), (0, 1));
    assert_eq!(ids(&claim(&store, 100, 200).await), ["two"]);
}

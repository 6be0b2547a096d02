//! Jobs: claimed under a lease, settled, tried again, given up, cancelled.

use centralita_engine::Time;
use centralita_server::ids::LeaseId;
use centralita_server::store::{Claimed, Commit, NewJob, Outcome, Refused};

use crate::making::*;

crate::cases![
    a_claimed_job_says_all_that_was_committed,
    a_job_is_claimed_by_one_only,
    a_job_is_not_claimed_before_it_is_due,
    the_longest_due_is_claimed_first,
    a_claim_takes_no_more_than_its_limit,
    a_claim_takes_only_its_topics,
    the_longest_due_of_several_topics_come_first,
    a_topic_named_twice_gives_each_job_once,
    a_job_that_is_there_already_is_not_added_again,
    a_job_named_twice_in_one_commit_is_added_once,
    a_job_done_within_the_last_day_is_not_added_again,
    a_job_done_long_ago_is_forgotten,
    a_job_that_was_given_up_is_not_added_again,
    a_done_job_is_never_claimed_again,
    a_job_whose_lease_ran_out_is_claimed_again,
    a_lease_that_ran_out_still_settles_while_nobody_took_over,
    a_lease_that_was_taken_over_no_longer_settles,
    a_job_settled_once_cannot_be_settled_again,
    a_job_nobody_claimed_cannot_be_settled,
    a_job_tried_again_waits_until_then,
    a_job_tried_again_has_no_holder,
    attempts_are_counted,
    a_job_given_up_is_kept_with_its_reason,
    jobs_given_up_are_listed_newest_first,
    a_job_given_up_is_never_claimed_again,
    a_cancelled_job_is_gone,
    a_cancelled_job_is_gone_for_its_holder_too,
    a_cancelled_job_may_come_again,
    cancelling_what_is_not_there_is_no_fault,
    cancelling_what_is_done_forgets_nothing,
    cancelling_what_was_given_up_keeps_it,
    a_job_settled_twice_in_one_commit_refuses_it,
    settling_and_new_work_are_one_commit,
    two_claims_never_have_the_same_lease,
];

async fn a_claimed_job_says_all_that_was_committed(store: TheStore) {
    let new = NewJob { execution: Some(u128::MAX - 7), ..job("a", 10) };
    commit(&store, of_jobs([new])).await;
    let claimed = claim_one(&store, 10, 20).await;
    let expected = Claimed {
        id: job_id("a"),
        lease: claimed.lease,
        tenant: TENANT,
        topic: "http".to_owned(),
        execution: Some(u128::MAX - 7),
        payload: bytes("do a"),
        attempts: 0,
    };
    assert_eq!(claimed, expected);
}

async fn a_job_is_claimed_by_one_only(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    assert_eq!(ids(&claim(&store, 10, 20).await), ["a"]);
    assert_eq!(claim(&store, 19, 30).await, []);
}

async fn a_job_is_not_claimed_before_it_is_due(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    assert_eq!(claim(&store, 9, 20).await, []);
    assert_eq!(ids(&claim(&store, 10, 20).await), ["a"]);
}

async fn the_longest_due_is_claimed_first(store: TheStore) {
    commit(&store, of_jobs([job("c", 30), job("a", -10), job("d", 40), job("b", 20)])).await;
    assert_eq!(ids(&claim(&store, 35, 50).await), ["a", "b", "c"]);
}

async fn a_claim_takes_no_more_than_its_limit(store: TheStore) {
    commit(&store, of_jobs((0..9).map(|n| job(&format!("job {n}"), n)))).await;
    assert_eq!(claim_of(&store, &["http"], 100, 200, 0).await, []);
    let mut taken = Vec::new();
    for expected in [4, 4, 1, 0] {
        let claimed = claim_of(&store, &["http"], 100, 200, 4).await;
        assert_eq!(claimed.len(), expected);
        taken.extend(claimed.into_iter().map(|job| job.id.0));
    }
    let all: Vec<String> = (0..9).map(|n| format!("job {n}")).collect();
    assert_eq!(taken, all);
}

async fn a_claim_takes_only_its_topics(store: TheStore) {
    let sms = NewJob { topic: "sms", ..job("b", 10) };
    let smsx = NewJob { topic: "smsx", ..job("c", 10) };
    commit(&store, of_jobs([job("a", 10), sms, smsx])).await;
    assert_eq!(claim_of(&store, &[], 10, 20, 9).await, []);
    assert_eq!(claim_of(&store, &["mail", "SMS", ""], 10, 20, 9).await, []);
    assert_eq!(ids(&claim_of(&store, &["sms"], 10, 20, 9).await), ["b"]);
    assert_eq!(ids(&claim_of(&store, &["http"], 10, 20, 9).await), ["a"]);
}

async fn the_longest_due_of_several_topics_come_first(store: TheStore) {
    let sms = |id, due| NewJob { topic: "sms", ..job(id, due) };
    commit(&store, of_jobs([job("b", 2), sms("a", 1), job("d", 4), sms("c", 3)])).await;
    let claimed = claim_of(&store, &["http", "sms"], 10, 20, 3).await;
    assert_eq!(ids(&claimed), ["a", "b", "c"]);
    assert_eq!(claimed[0].topic, "sms");
    assert_eq!(ids(&claim_of(&store, &["http", "sms"], 10, 20, 3).await), ["d"]);
}

async fn a_topic_named_twice_gives_each_job_once(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    assert_eq!(ids(&claim_of(&store, &["http", "http"], 10, 20, 9).await), ["a"]);
}

async fn a_job_that_is_there_already_is_not_added_again(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    commit(&store, of_jobs([NewJob { payload: bytes("other"), ..job("a", 5) }])).await;
    assert_eq!(claim(&store, 9, 20).await, []);
    let claimed = claim_one(&store, 10, 20).await;
    assert_eq!(claimed.payload, bytes("do a"));
    commit(&store, of_jobs([job("a", 0)])).await;
    assert_eq!(claim(&store, 15, 20).await, [], "somebody holds it");
    commit(&store, of_settled("a", claimed.lease, Outcome::Done)).await;
}

async fn a_job_named_twice_in_one_commit_is_added_once(store: TheStore) {
    commit(&store, of_jobs([job("a", 10), job("a", 5), job("b", 1)])).await;
    assert_eq!(ids(&claim(&store, 100, 200).await), ["b", "a"]);
}

async fn a_job_done_within_the_last_day_is_not_added_again(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 20).await;
    commit(&store, of_settled("a", held.lease, Outcome::Done)).await;
    commit(&store, of_jobs([job("a", 10)])).await;
    assert_eq!(claim(&store, DAY, DAY + 10).await, []);
    commit(&store, of_jobs([job("a", 10)])).await;
    assert_eq!(claim(&store, DAY + 10, DAY + 20).await, []);
}

async fn a_job_done_long_ago_is_forgotten(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 20).await;
    commit(&store, of_settled("a", held.lease, Outcome::Done)).await;
    assert_eq!(claim(&store, 3 * DAY, 3 * DAY + 10).await, []);
    commit(&store, of_jobs([job("a", 10)])).await;
    assert_eq!(ids(&claim(&store, 3 * DAY, 3 * DAY + 10).await), ["a"]);
}

async fn a_job_that_was_given_up_is_not_added_again(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 20).await;
    let given_up = Outcome::GivenUp { why: "no such host".to_owned() };
    commit(&store, of_settled("a", held.lease, given_up)).await;
    commit(&store, of_jobs([job("a", 10)])).await;
    assert_eq!(claim(&store, 100, 200).await, []);
}

async fn a_done_job_is_never_claimed_again(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 20).await;
    commit(&store, of_settled("a", held.lease, Outcome::Done)).await;
    assert_eq!(claim(&store, 1_000, 2_000).await, []);
    assert_eq!(next_due(&store).await, None);
}

async fn a_job_whose_lease_ran_out_is_claimed_again(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let first = claim_one(&store, 10, 20).await;
    let second = claim_one(&store, 20, 30).await;
    assert_ne!(first.lease, second.lease);
    assert_eq!((first.attempts, second.attempts), (0, 1));
    assert_eq!(second.payload, first.payload);
}

async fn a_lease_that_ran_out_still_settles_while_nobody_took_over(store: TheStore) {
    commit(&store, of_jobs([job("a", 10), job("later", 1_000)])).await;
    let held = claim_one(&store, 10, 20).await;
    commit(&store, of_settled("a", held.lease, Outcome::Done)).await;
    assert_eq!(ids(&claim(&store, 1_000, 2_000).await), ["later"]);
}

async fn a_lease_that_was_taken_over_no_longer_settles(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let first = claim_one(&store, 10, 20).await;
    let second = claim_one(&store, 20, 30).await;
    for outcome in [
        Outcome::Done,
        Outcome::Again { due: Time(1), why: String::new() },
        Outcome::GivenUp { why: String::new() },
    ] {
        let late = of_settled("a", first.lease, outcome);
        assert_eq!(refused(&store, late).await, Refused::LeaseLost(job_id("a")));
    }
    commit(&store, of_settled("a", second.lease, Outcome::Done)).await;
}

async fn a_job_settled_once_cannot_be_settled_again(store: TheStore) {
    let outcomes = [
        Outcome::Done,
        Outcome::Again { due: Time(900), why: String::new() },
        Outcome::GivenUp { why: String::new() },
    ];
    for (name, outcome) in ["a", "b", "c"].into_iter().zip(outcomes) {
        commit(&store, of_jobs([job(name, 10)])).await;
        let held = claim_one(&store, 10, 800).await;
        commit(&store, of_settled(name, held.lease, outcome)).await;
        let again = of_settled(name, held.lease, Outcome::Done);
        assert_eq!(refused(&store, again).await, Refused::LeaseLost(job_id(name)));
    }
}

async fn a_job_nobody_claimed_cannot_be_settled(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    for lease in [0, 1, u64::MAX] {
        for name in ["a", "unknown"] {
            let early = of_settled(name, LeaseId(lease), Outcome::Done);
            assert_eq!(refused(&store, early).await, Refused::LeaseLost(job_id(name)));
        }
    }
    assert_eq!(ids(&claim(&store, 10, 20).await), ["a"]);
}

async fn a_job_tried_again_waits_until_then(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 20).await;
    let again = Outcome::Again { due: Time(500), why: "busy".to_owned() };
    commit(&store, of_settled("a", held.lease, again)).await;
    assert_eq!(next_due(&store).await, Some(500));
    assert_eq!(claim(&store, 499, 600).await, []);
    assert_eq!(claim_one(&store, 500, 600).await.payload, bytes("do a"));
}

async fn a_job_tried_again_has_no_holder(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 1_000).await;
    let again = Outcome::Again { due: Time(0), why: "busy".to_owned() };
    commit(&store, of_settled("a", held.lease, again)).await;
    assert_ne!(claim_one(&store, 11, 1_000).await.lease, held.lease);
}

async fn attempts_are_counted(store: TheStore) {
    commit(&store, of_jobs([job("a", 0)])).await;
    for attempts in 0..5 {
        let held = claim_one(&store, 10, 20).await;
        assert_eq!(held.attempts, attempts);
        let again = Outcome::Again { due: Time(0), why: "busy".to_owned() };
        commit(&store, of_settled("a", held.lease, again)).await;
    }
}

async fn given_up(store: &TheStore, limit: u32) -> Vec<(Claimed, String)> {
    store.given_up(TENANT, limit).await.expect("the store answers")
}

async fn give_up(store: &TheStore, name: &str, why: &str) -> Claimed {
    commit(store, of_jobs([job(name, 10)])).await;
    let held = claim_one(store, 10, 20).await;
    let outcome = Outcome::GivenUp { why: why.to_owned() };
    commit(store, of_settled(name, held.lease, outcome)).await;
    held
}

async fn a_job_given_up_is_kept_with_its_reason(store: TheStore) {
    let new = NewJob { execution: Some(4), ..job("a", 10) };
    commit(&store, of_jobs([new])).await;
    assert_eq!(given_up(&store, 9).await, []);
    claim_one(&store, 10, 20).await;
    let held = claim_one(&store, 20, 30).await;
    let outcome = Outcome::GivenUp { why: "no such host".to_owned() };
    commit(&store, of_settled("a", held.lease, outcome)).await;
    assert_eq!(given_up(&store, 9).await, [(held, "no such host".to_owned())]);
}

async fn jobs_given_up_are_listed_newest_first(store: TheStore) {
    for name in ["z", "a", "m"] {
        give_up(&store, name, name).await;
    }
    let names: Vec<String> = given_up(&store, 9).await.into_iter().map(|(_, why)| why).collect();
    assert_eq!(names, ["m", "a", "z"]);
    let names: Vec<String> = given_up(&store, 2).await.into_iter().map(|(_, why)| why).collect();
    assert_eq!(names, ["m", "a"]);
}

async fn a_job_given_up_is_never_claimed_again(store: TheStore) {
    give_up(&store, "a", "no").await;
    assert_eq!(claim(&store, 1_000, 2_000).await, []);
    assert_eq!(next_due(&store).await, None);
}

async fn a_cancelled_job_is_gone(store: TheStore) {
    commit(&store, of_jobs([job("a", 10), job("b", 10)])).await;
    commit(&store, of_cancelled("a")).await;
    assert_eq!(ids(&claim(&store, 100, 200).await), ["b"]);
}

async fn a_cancelled_job_is_gone_for_its_holder_too(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 20).await;
    commit(&store, of_cancelled("a")).await;
    let late = of_settled("a", held.lease, Outcome::Done);
    assert_eq!(refused(&store, late).await, Refused::LeaseLost(job_id("a")));
    assert_eq!(claim(&store, 100, 200).await, []);
}

async fn a_cancelled_job_may_come_again(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 20).await;
    commit(&store, of_cancelled("a")).await;
    commit(&store, of_jobs([job("a", 10)])).await;
    let new = claim_one(&store, 10, 20).await;
    let late = of_settled("a", held.lease, Outcome::Done);
    assert_eq!(refused(&store, late).await, Refused::LeaseLost(job_id("a")), "an old claim");
    commit(&store, of_settled("a", new.lease, Outcome::Done)).await;
}

async fn cancelling_what_is_not_there_is_no_fault(store: TheStore) {
    commit(&store, of_cancelled("never heard of")).await;
    let twice = Commit { cancelled: vec![job_id("a"), job_id("a")], ..Commit::default() };
    commit(&store, of_jobs([job("a", 10)])).await;
    commit(&store, twice).await;
    assert_eq!(next_due(&store).await, None);
}

async fn cancelling_what_is_done_forgets_nothing(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 20).await;
    commit(&store, of_settled("a", held.lease, Outcome::Done)).await;
    commit(&store, of_cancelled("a")).await;
    commit(&store, of_jobs([job("a", 10)])).await;
    assert_eq!(claim(&store, 100, 200).await, []);
}

async fn cancelling_what_was_given_up_keeps_it(store: TheStore) {
    give_up(&store, "a", "no").await;
    commit(&store, of_cancelled("a")).await;
    assert_eq!(given_up(&store, 9).await.len(), 1);
}

async fn a_job_settled_twice_in_one_commit_refuses_it(store: TheStore) {
    commit(&store, of_jobs([job("a", 10)])).await;
    let held = claim_one(&store, 10, 20).await;
    let twice = Commit {
        settled: vec![
            settled("a", held.lease, Outcome::Done),
            settled("a", held.lease, Outcome::GivenUp { why: String::new() }),
        ],
        ..Commit::default()
    };
    assert_eq!(refused(&store, twice).await, Refused::LeaseLost(job_id("a")));
    commit(&store, of_settled("a", held.lease, Outcome::Done)).await;
}

async fn settling_and_new_work_are_one_commit(store: TheStore) {
    commit(&store, of(start(1))).await;
    commit(&store, of_jobs([job("a", 10), job("b", 11)])).await;
    let held = claim(&store, 20, 30).await;
    let commit_of_outcome = Commit {
        execution: Some(with_line(go_on(1, 1), line(5, None))),
        settled: vec![
            settled("a", held[0].lease, Outcome::Done),
            settled("b", held[1].lease, Outcome::Again { due: Time(50), why: String::new() }),
        ],
        jobs: vec![job("c", 40)],
        ..Commit::default()
    };
    commit(&store, commit_of_outcome).await;
    assert_eq!(ids(&claim(&store, 100, 200).await), ["c", "b"]);
}

async fn two_claims_never_have_the_same_lease(store: TheStore) {
    commit(&store, of_jobs((0..20).map(|n| job(&format!("job {n}"), n)))).await;
    let mut leases = Vec::new();
    for round in 0..5 {
        let now = 1_000 * (round + 1);
        leases.extend(claim(&store, now, now + 10).await.iter().map(|job| job.lease));
    }
    assert_eq!(leases.len(), 100);
    leases.sort();
    leases.dedup();
    assert_eq!(leases.len(), 100);
}

//! Claims: lost, given back, and kept by whoever holds them.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use centralita_engine::exec::{RecordCall, SendMessage};
use centralita_engine::{Map, Time};
use centralita_server::ids::{JobId, NodeId, TenantId};
use centralita_server::line::work::{Work, topic};
use centralita_server::store::{Commit, NewJob};
use centralita_server::work::{Asked, Failed, FakeOutlet, Hands, Outlet};

use crate::faulty::Faulty;
use crate::{House, flow, message, outlets, passes, until};

#[tokio::test(start_paused = true)]
async fn the_outcome_of_a_worker_that_was_too_slow_is_told_by_nobody() {
    let slow = Arc::new(FakeOutlet::waiting());
    slow.answers([Err(Failed::finally("It went wrong, too late."))]);
    let house = House::with_outlet(&message(), &slow).await;
    let key = house.begins(1).await;
    let first = house.works(1);
    until(|| slow.happened().len() == 1).await;
    // The first server is stopping, and is not awake for longer than its claim lasts.
    first.stop.send(true).unwrap();
    house.clock.skip(91_000);
    let quick = Arc::new(FakeOutlet::default());
    let second = house.works_with(2, Hands { outlets: outlets(&quick), ..house.hands.clone() });
    assert_eq!(house.ends(key).await, "Trigger it good");
    slow.let_go(1);
    first.task.await.unwrap();
    second.stops().await;
    assert_eq!(slow.happened(), quick.happened(), "under the same key");
    assert_eq!(house.times_told(key, "sent").await, 1);
    assert_eq!(house.ends(key).await, "Trigger it good");
}

#[tokio::test(start_paused = true)]
async fn work_that_never_ends_is_broken_off_before_its_claim_runs_out_and_tried_again() {
    let stuck = Arc::new(FakeOutlet::waiting());
    let house = House::with_outlet(&message(), &stuck).await;
    let begun = house.driver.clock.now();
    let key = house.begins(1).await;
    let running = house.works(1);
    until(|| stuck.happened().len() == 2).await;
    let waited = house.driver.clock.now().millis_since(begun);
    assert!((75_000..77_000).contains(&waited), "{waited}");
    stuck.let_go(1);
    assert_eq!(house.ends(key).await, "Trigger it good");
    assert_eq!(house.times_told(key, "sent").await, 1);
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_message_that_was_sent_by_a_server_that_died_is_sent_again_under_the_same_key() {
    let slow = Arc::new(FakeOutlet::waiting());
    let house = House::with_outlet(&message(), &slow).await;
    let key = house.begins(1).await;
    let first = house.works(1);
    until(|| slow.happened().len() == 1).await;
    // It is done, and the server dies before that is settled.
    first.task.abort();
    assert!(first.task.await.unwrap_err().is_cancelled());
    assert!(!house.record(key).await.execution.has_ended());
    let begun = house.driver.clock.now();
    let quick = Arc::new(FakeOutlet::default());
    let second = house.works_with(2, Hands { outlets: outlets(&quick), ..house.hands.clone() });
    assert_eq!(house.ends(key).await, "Trigger it good");
    let waited = house.driver.clock.now().millis_since(begun);
    assert!((80_000..100_000).contains(&waited), "as long as the claim: {waited}");
    second.stops().await;
    assert_eq!(slow.happened(), quick.happened());
    assert_eq!(house.times_told(key, "sent").await, 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_under_way_ends_before_the_server_does() {
    let slow = Arc::new(FakeOutlet::waiting());
    let house = House::with_outlet(&message(), &slow).await;
    let key = house.begins(1).await;
    let running = house.works(1);
    until(|| slow.happened().len() == 1).await;
    running.stop.send(true).unwrap();
    passes(Duration::from_secs(5)).await;
    // Nothing is begun any more.
    house.begins(2).await;
    slow.let_go(1);
    running.task.await.unwrap();
    assert_eq!(house.ends(key).await, "Trigger it good");
    assert_eq!(slow.happened().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_end_in_time_is_left_to_another_server_at_once() {
    let slow = Arc::new(FakeOutlet::waiting());
    let house = House::with_outlet(&message(), &slow).await;
    let key = house.begins(1).await;
    let running = house.works(1);
    until(|| slow.happened().len() == 1).await;
    running.stops().await;
    let begun = house.driver.clock.now();
    let quick = Arc::new(FakeOutlet::default());
    let second = house.works_with(2, Hands { outlets: outlets(&quick), ..house.hands.clone() });
    assert_eq!(house.ends(key).await, "Trigger it good");
    assert!(house.driver.clock.now().millis_since(begun) < 1_000);
    second.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_store_that_loses_every_third_commit_loses_no_outcome_and_takes_none_twice() {
    for seed in 0..5 {
        let store = Arc::new(Faulty::new(seed, 170_000));
        let outlet = Arc::new(FakeOutlet::default());
        let mut house = House::over(store.clone(), &message()).await;
        house.hands.outlets = outlets(&outlet);
        let mut keys = Vec::new();
        for number in 1..=40 {
            keys.push(house.begins(number).await);
        }
        let running = house.works(1);
        for key in &keys {
            assert_eq!(house.ends(*key).await, "Trigger it good", "seed {seed}");
            assert_eq!(house.times_told(*key, "sent").await, 1, "seed {seed}");
        }
        running.stops().await;
        assert!(store.lost.load(Ordering::Relaxed) > 20, "seed {seed}: nothing was lost");
    }
}

/// An outlet that breaks whoever asks it to send to one address.
struct Broken(FakeOutlet);

#[async_trait::async_trait]
impl Outlet for Broken {
    async fn send(&self, asked: &Asked<'_>, message: &SendMessage) -> Result<Map, Failed> {
        let _ = self.0.send(asked, message).await;
        assert_ne!(asked.execution.map(|key| key.id), Some(1), "this one breaks its worker");
        Ok(Map::new())
    }

    async fn record_call(&self, _: &Asked<'_>, _: &str, _: &RecordCall) -> Result<Map, Failed> {
        Ok(Map::new())
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_that_breaks_its_worker_stops_no_other_and_is_told_as_failed_in_the_end() {
    let broken = Arc::new(Broken(FakeOutlet::default()));
    let house = House::with_outlet(&message(), &broken).await;
    let poisoned = house.begins(1).await;
    let running = house.works(1);
    for other in 2..50 {
        let key = house.begins(other).await;
        assert_eq!(house.ends(key).await, "Trigger it good");
    }
    assert_eq!(house.ends(poisoned).await, "Trigger it bad");
    running.stops().await;
    let tried =
        broken.0.happened().iter().filter(|it| it.key.starts_with(&poisoned.to_string())).count();
    assert_eq!(tried, 20);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_nobody_can_read_is_kept_for_whoever_looks() {
    let house = House::with(&message()).await;
    let job = NewJob {
        id: JobId("odd".into()),
        tenant: TenantId::FIRST,
        topic: topic::CALL,
        execution: None,
        due: house.driver.clock.now(),
        payload: Bytes::from_static(b"of a later release"),
    };
    house.driver.add_work(vec![job]).await.unwrap();
    let running = house.works(1);
    let mut given_up = Vec::new();
    while given_up.is_empty() {
        passes(Duration::from_secs(60)).await;
        given_up = house.driver.store.given_up(TenantId::FIRST, 10).await.unwrap();
    }
    assert!(given_up[0].1.starts_with("The job cannot be read"), "{}", given_up[0].1);
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn not_more_is_under_way_than_fits_and_one_topic_does_not_hold_up_another() {
    let slow = Arc::new(FakeOutlet::waiting());
    let mut house = House::with_outlet(&message(), &slow).await;
    house.pace.most_others = 8;
    let running = house.works(1);
    let mut keys = Vec::new();
    for number in 1..=100 {
        keys.push(house.begins(number).await);
    }
    until(|| slow.happened().len() == 8).await;
    passes(Duration::from_secs(5)).await;
    assert_eq!(slow.happened().len(), 8);
    // A call is ended although no message can be sent.
    let hang_up = Work::HangUp { connection: "phone".into(), call: "CA1".into() };
    house.adds("hang-up", None, &hang_up).await;
    until(|| slow.happened().iter().any(|it| it.what == "hang-up CA1")).await;
    slow.let_go(101);
    for key in keys {
        assert_eq!(house.ends(key).await, "Trigger it good");
    }
    assert_eq!(slow.happened().len(), 101, "each once");
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn work_is_begun_when_it_is_told_of_and_found_when_it_is_not() {
    let quick = Arc::new(FakeOutlet::default());
    let house = House::with_outlet(&message(), &quick).await;
    let running = house.works(1);
    passes(Duration::from_secs(1)).await;
    let begun = house.driver.clock.now();
    let key = house.begins(1).await;
    house.ends(key).await;
    let waited = house.driver.clock.now().millis_since(begun);
    assert!(waited <= 10, "{waited}");
    // Another server adds work: nobody here is told.
    let work = Work::HangUp { connection: "phone".into(), call: "CA9".into() };
    let job = NewJob {
        id: JobId("theirs".into()),
        tenant: TenantId::FIRST,
        topic: work.topic(),
        execution: None,
        due: house.driver.clock.now(),
        payload: Bytes::from(work.to_stored()),
    };
    let commit = Commit { jobs: vec![job], ..Default::default() };
    house.driver.store.commit(commit).await.unwrap().unwrap();
    let begun = house.driver.clock.now();
    until(|| quick.happened().iter().any(|it| it.what == "hang-up CA9")).await;
    let waited = house.driver.clock.now().millis_since(begun);
    assert!(waited <= 260, "{waited}");
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn time_passes_in_executions_by_itself() {
    let house = House::with(&flow("centralita-wait", "over", &[], r#"{"seconds":61}"#)).await;
    let running = house.works(1);
    let begun = house.driver.clock.now();
    let key = house.begins(1).await;
    house.ends(key).await;
    let waited = house.driver.clock.now().millis_since(begun);
    assert!((61_000..=61_300).contains(&waited), "{waited}");
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn workers_stop_when_nobody_can_tell_them_to_any_more() {
    let house = House::with(&message()).await;
    let running = house.works(1);
    passes(Duration::from_secs(1)).await;
    drop(running.stop);
    running.task.await.unwrap();
    // What is there is still there.
    house.begins(1).await;
    let until = Time(i64::MAX);
    let store = &house.driver.store;
    let left = store.claim(NodeId(9), &[topic::MESSAGE], house.driver.clock.now(), until, 10).await;
    assert_eq!(left.unwrap().len(), 1);
}

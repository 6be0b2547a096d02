//! What is asked of connections, and who is told what came of it.

use std::sync::Arc;
use std::time::Duration;

use centralita_engine::exec::EffectId;
use centralita_engine::exec::{Event, LeaveReason, RecordCall};
use centralita_engine::{Map, Secs, Text};
use centralita_routing::ReservationId;
use centralita_server::driver::{Driver, Event as Taken};
use centralita_server::ids::{ExecutionKey, NodeId, TenantId};
use centralita_server::line::document::Link;
use centralita_server::line::work::{Work, topic};
use centralita_server::router::office::{Answer, Line};
use centralita_server::work::{Failed, FakeOutlet};

use crate::{House, flow, message, passes, until};

#[tokio::test(start_paused = true)]
async fn a_message_is_sent_and_its_flow_hears_what_the_provider_says() {
    let outlet = Arc::new(FakeOutlet::default());
    outlet.answers([Ok(Map::from_iter([("MessageSid", "SM1")]))]);
    let house = House::with_outlet(&message(), &outlet).await;
    let running = house.works(1);
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it good");
    let sent = &outlet.happened()[0];
    assert_eq!(sent.what, "send +15550100 Hello.");
    assert_eq!(sent.key, format!("{key}:1"));
    assert_eq!(sent.status, Some(Link(format!("/message/{key}/1/status"))));
    assert!(format!("{:?}", house.journal(key).await).contains("SM1"));
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_busy_provider_is_asked_again_each_time_later_and_a_refusal_is_told_at_once() {
    let outlet = Arc::new(FakeOutlet::default());
    let busy = |after| Err(Failed { after, ..Failed::for_now("Too many requests.") });
    outlet.answers([busy(None), busy(None), busy(Some(Secs(20))), Ok(Map::new())]);
    let house = House::with_outlet(&message(), &outlet).await;
    let running = house.works(1);
    let begun = house.driver.clock.now();
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it good");
    let waited = house.driver.clock.now().millis_since(begun);
    // At least 0.5, 1 and 20 seconds, and at most half as much more.
    assert!((21_500..33_500).contains(&waited), "{waited}");
    let happened = outlet.happened();
    assert_eq!(happened.len(), 4);
    assert!(happened.iter().all(|it| it == &happened[0]), "the same each time");
    let params = Map::from_iter([("ErrorCode", "21610")]);
    outlet.answers([Err(Failed { params, ..Failed::finally("They opted out.") })]);
    let begun = house.driver.clock.now();
    let key = house.begins(2).await;
    assert_eq!(house.ends(key).await, "Trigger it bad");
    assert!(house.driver.clock.now().millis_since(begun) <= 10);
    let told = format!("{:?}", house.journal(key).await);
    assert!(told.contains("21610") && told.contains("They opted out."), "{told}");
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_stays_busy_is_not_asked_for_ever() {
    let outlet = Arc::new(FakeOutlet::default());
    outlet.answers((0..100).map(|_| Err(Failed::for_now("Too many requests."))));
    let house = House::with_outlet(&message(), &outlet).await;
    let running = house.works(1);
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it bad");
    assert_eq!(outlet.happened().len(), 8);
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_not_there_fails_in_words() {
    let house = House::with(&message()).await;
    let running = house.works(1);
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it bad");
    let told = format!("{:?}", house.journal(key).await);
    assert!(told.contains("Nothing here serves connections such as phone"), "{told}");
    let hang_up = Work::HangUp { connection: "gone".into(), call: "CA1".into() };
    house.adds("hang-up", None, &hang_up).await;
    let store = Arc::clone(&house.driver.store);
    let mut given_up = Vec::new();
    while given_up.is_empty() {
        passes(Duration::from_millis(100)).await;
        given_up = store.given_up(TenantId::FIRST, 10).await.unwrap();
    }
    assert!(given_up[0].1.starts_with("There is no connection gone."), "{}", given_up[0].1);
    running.stops().await;
}

const CALL: &str = r#"{"from":"+15550199","to":"{{contact.channel.address}}","timeout":30}"#;

fn outgoing() -> String {
    flow("make-outgoing-call-v2", "answered", &["busy", "noAnswer", "failed"], CALL)
}

#[tokio::test(start_paused = true)]
async fn a_call_is_placed_and_its_id_is_known_before_anybody_answers() {
    let outlet = Arc::new(FakeOutlet::default());
    outlet.answers([Ok(Map::from_iter([("CallSid", "CA7")]))]);
    let house = House::with_outlet(&outgoing(), &outlet).await;
    let running = house.works(1);
    let key = house.begins(1).await;
    let mut watch = house.driver.changes.watch(key);
    while house.record(key).await.line.call.is_empty() {
        watch.changed().await;
    }
    assert_eq!(house.record(key).await.line.call, "CA7");
    let placed = &outlet.happened()[0];
    assert_eq!(placed.what, "place +15550199 +15550100");
    assert_eq!(placed.status, Some(Link(format!("/call/{key}/status"))));
    outlet.answers([Err(Failed::finally("No such number."))]);
    let key = house.begins(2).await;
    assert_eq!(house.ends(key).await, "Trigger it bad");
    running.stops().await;
}

async fn cancel(driver: &Driver, key: ExecutionKey) {
    let event = Taken {
        key,
        known_by: None,
        connection: None,
        begins: None,
        settles: None,
        renders: None,
        tells: &|session, _| {
            let _ = session.tell(Event::Cancelled { reason: "Enough.".into() });
            session.leave(LeaveReason::HungUp, Map::new());
        },
    };
    driver.take(&event).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nothing_is_begun_for_a_flow_that_has_ended_and_its_calls_are_ended_all_the_same() {
    let outlet = Arc::new(FakeOutlet::default());
    let house = House::with_outlet(&outgoing(), &outlet).await;
    let key = house.begins(1).await;
    let effect = EffectId(1);
    cancel(&house.driver, key).await;
    // The work of another server that did not know yet.
    let connection: Text = "phone".into();
    let record = RecordCall { start: true, settings: Map::new() };
    for (id, work) in [
        (
            "record",
            Work::RecordCall { effect, connection: connection.clone(), call: "CA1".into(), record },
        ),
        ("http", Work::Http { effect, request: Default::default() }),
        ("hang-up", Work::HangUp { connection, call: "CA1".into() }),
    ] {
        house.adds(id, Some(key), &work).await;
    }
    let running = house.works(1);
    until(|| !outlet.happened().is_empty()).await;
    running.stops().await;
    let what: Vec<String> = outlet.happened().into_iter().map(|it| it.what).collect();
    assert_eq!(what, ["hang-up CA1"]);
    let store = &house.driver.store;
    let topics = [topic::CALL, topic::HTTP];
    let later = house.driver.clock.now().after_millis(1_000_000);
    let left = store.claim(NodeId(9), &topics, later, later, 10).await.unwrap();
    assert_eq!(left.len(), 0, "all of it is settled");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_nobody_offers_leaves_by_its_failure() {
    let house =
        House::with(&flow("send-to-auto-pilot", "sessionEnded", &["failure", "timeout"], "{}"))
            .await;
    let running = house.works(1);
    let key = house.begins(1).await;
    assert_eq!(house.ends(key).await, "Trigger it bad");
    assert_eq!(house.times_told(key, "served").await, 1);
    running.stops().await;
}

/// What the router is told, by the jobs for it.
async fn routed(house: &House) -> Vec<Line> {
    let mut lines = Vec::new();
    while lines.is_empty() {
        passes(Duration::from_millis(100)).await;
        let now = house.driver.clock.now();
        let claimed =
            house.driver.store.claim(NodeId(7), &[topic::TASK], now, now, 10).await.unwrap();
        for job in claimed {
            match Work::from_stored(&job.payload) {
                Ok(Work::Route { line }) => lines.push(*line),
                other => panic!("{other:?}"),
            }
            let settled = centralita_server::store::Settled {
                id: job.id,
                lease: job.lease,
                outcome: centralita_server::store::Outcome::Done,
            };
            assert!(house.driver.settle(settled).await.unwrap());
        }
    }
    lines
}

#[tokio::test(start_paused = true)]
async fn a_workers_telephone_rings_and_the_router_hears_of_it() {
    let outlet = Arc::new(FakeOutlet::default());
    let house = House::with_outlet(&message(), &outlet).await;
    let running = house.works(1);
    let ring = |number| Work::Ring {
        reservation: ReservationId(number),
        connection: "phone".into(),
        to: "+15550111".into(),
        from: "+15550199".into(),
        briefing: "A call.".into(),
        timeout: Secs(20),
        answers: "/worker/x/1/5/answer".into(),
        status: "/worker/x/1/5/status".into(),
    };
    outlet.answers([Ok(Map::from_iter([("CallSid", "CA5")]))]);
    house.adds("ring", None, &ring(5)).await;
    let rings = Line::Rings { reservation: ReservationId(5), call: "CA5".into() };
    assert_eq!(routed(&house).await, [rings]);
    outlet.answers([Err(Failed::finally("No such number."))]);
    house.adds("ring again", None, &ring(6)).await;
    let answer = Line::Answers { reservation: ReservationId(6), answer: Answer::Unreachable };
    assert_eq!(routed(&house).await, [answer]);
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_neighbour_tells_an_execution_what_it_has_for_it() {
    let house = House::with(&outgoing()).await;
    let key = house.begins(1).await;
    let event = Event::Cancelled { reason: "By the router.".into() };
    house.adds("tell", Some(key), &Work::Tell { event, meeting: None }).await;
    let running = house.works(1);
    house.ends(key).await;
    assert_eq!(house.times_told(key, "cancelled").await, 1);
    running.stops().await;
}

//! Calls that are over without anybody having said so.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use centralita_engine::Map;
use centralita_engine::exec::EffectId;
use centralita_server::calls::{Asks, Calls, Incoming};
use centralita_server::identity::{Identity, params};
use centralita_server::ids::{ExecutionKey, TenantId};
use centralita_server::line::call::Point;
use centralita_server::work::{Failed, FakeOutlet, Outlets};

use crate::{House, passes};

const MENU: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"menu"}],"properties":{}},
    {"name":"menu","type":"gather-input-on-call","transitions":[{"event":"keypress","next":"menu"},{"event":"timeout","next":"menu"},{"event":"speech"}],
     "properties":{"say":"Press a key.","timeout":5,"number_of_digits":1}}
]}"#;

const MINUTE: Duration = Duration::from_secs(60);

/// A call that waits for a key.
async fn rings(house: &House) -> (Calls, ExecutionKey) {
    let calls = Calls::new(Arc::clone(&house.driver), Identity::new([1; 32]));
    let incoming = Incoming {
        tenant: TenantId::FIRST,
        connection: "phone".into(),
        flow: "FW1".into(),
        call: "CA1".into(),
        from: "+15550100".into(),
        to: "+15550199".into(),
        params: params([("CallSid", "CA1")]),
        token: None,
    };
    calls.incoming(&incoming, &|_| Bytes::new()).await.unwrap();
    let key = calls.key(TenantId::FIRST, "phone", "CA1");
    (calls, key)
}

async fn presses(calls: &Calls, effect: u32) {
    let asks = Asks {
        connection: "phone".into(),
        key: calls.key(TenantId::FIRST, "phone", "CA1"),
        effect: EffectId(effect),
        point: Point::Input,
        params: params([("CallSid", "CA1"), ("Digits", "1")]),
        token: Some(effect.to_string()),
    };
    calls.asks(&asks, &|_| Bytes::new()).await.unwrap();
}

fn status(word: &str) -> Result<Map, Failed> {
    Ok(Map::from_iter([("CallSid", "CA1"), ("CallStatus", word)]))
}

#[tokio::test(start_paused = true)]
async fn a_caller_whose_hang_up_nobody_heard_of_is_found_out() {
    let outlet = Arc::new(FakeOutlet::default());
    outlet.answers([status("completed")]);
    let house = House::with_outlet(MENU, &outlet).await;
    let running = house.works(1);
    let (_, key) = rings(&house).await;
    passes(14 * MINUTE).await;
    assert_eq!(outlet.happened(), [], "nobody is asked about a call that was just heard of");
    passes(2 * MINUTE).await;
    assert_eq!(outlet.happened()[0].what, "ask after CA1");
    assert_eq!(house.ends(key).await, "Trigger menu");
    passes(60 * MINUTE).await;
    assert_eq!(outlet.happened().len(), 1, "what is over is left alone");
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_call_that_goes_on_is_asked_after_again_and_nothing_happens_to_it() {
    let outlet = Arc::new(FakeOutlet::default());
    let busy = || Err(Failed::for_now("Too many requests."));
    outlet.answers([status("in-progress"), busy(), busy(), status("in-progress")]);
    let house = House::with_outlet(MENU, &outlet).await;
    let running = house.works(1);
    let (calls, key) = rings(&house).await;
    passes(61 * MINUTE).await;
    assert_eq!(outlet.happened().len(), 4, "each quarter of an hour");
    let record = house.record(key).await;
    assert!(!record.execution.has_ended());
    assert_eq!(house.journal(key).await.len(), 1, "nobody was told anything");
    // Whoever speaks is not asked after.
    for _ in 0..8 {
        passes(5 * MINUTE).await;
        let open = house.record(key).await.line.open;
        presses(&calls, open[0].id.0).await;
    }
    assert_eq!(outlet.happened().len(), 4);
    running.stops().await;
}

#[tokio::test(start_paused = true)]
async fn a_silent_call_of_which_nobody_can_say_anything_is_let_go_after_some_hours() {
    // The page in a browser that held it was closed, or its connection was taken away.
    let fake = Arc::new(FakeOutlet::default());
    for outlets in [crate::outlets(&fake), Outlets::default()] {
        let mut house = House::with(MENU).await;
        house.hands.outlets = outlets;
        let running = house.works(1);
        let (_, key) = rings(&house).await;
        passes(230 * MINUTE).await;
        assert!(!house.record(key).await.execution.has_ended());
        passes(30 * MINUTE).await;
        assert!(house.record(key).await.execution.has_ended());
        running.stops().await;
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_happens_before_its_time_because_something_else_was_due() {
    let away = r#"{"initial_state":"Trigger","states":[
        {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"away"}],"properties":{}},
        {"name":"away","type":"add-twiml-redirect","transitions":[{"event":"return"},{"event":"timeout"},{"event":"fail"}],
         "properties":{"url":"https://example.com/other","method":"POST","timeout":"7200"}}
    ]}"#;
    let outlet = Arc::new(FakeOutlet::default());
    outlet.answers((0..100).map(|_| status("in-progress")));
    let house = House::with_outlet(away, &outlet).await;
    let running = house.works(1);
    let (_, key) = rings(&house).await;
    passes(110 * MINUTE).await;
    assert_eq!(outlet.happened().len(), 7);
    assert!(!house.record(key).await.execution.has_ended(), "two hours are not over");
    passes(11 * MINUTE).await;
    assert!(house.record(key).await.execution.has_ended());
    running.stops().await;
}

//! Calls through the driver, as a provider makes them, over a store in memory.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use bytes::Bytes;
use centralita_engine::exec::{EffectId, Event, HttpReply, Settings};
use centralita_engine::{Map, Time};
use centralita_server::calls::{Asks, Calls, Incoming};
use centralita_server::clock::SetClock;
use centralita_server::driver::Driver;
use centralita_server::flows::Flows;
use centralita_server::identity::{Identity, params};
use centralita_server::ids::{NodeId, TenantId};
use centralita_server::line::call::Point;
use centralita_server::line::document::{Document, Link, Verb};
use centralita_server::line::session::Told;
use centralita_server::line::work::topic;
use centralita_server::store::MemoryStore;
use centralita_server::store::{Revision, Store};

struct Desk {
    calls: Calls,
    driver: Arc<Driver>,
    clock: Arc<SetClock>,
}

fn words(document: &Document) -> Bytes {
    let mut words = String::new();
    for verb in &document.verbs {
        let line = match verb {
            Verb::Say(say) => format!("say {}", say.text),
            Verb::Gather { gather, next: Link(next) } => {
                let prompt = match &gather.prompt {
                    Some(centralita_engine::exec::Prompt::Say(say)) => say.text.to_string(),
                    _ => String::new(),
                };
                let point = next.rsplit_once("FN").map_or("", |(_, rest)| &rest[33..]);
                format!("ask {prompt} -> {point}")
            }
            Verb::Redirect(Link(next)) => {
                format!("redirect {}", next.rsplit_once("FN").map_or("", |(_, rest)| &rest[33..]))
            }
            Verb::Hold(secs) => format!("hold {secs}"),
            Verb::HangUp => "hang up".into(),
            other => format!("{other:?}"),
        };
        words.push_str(&line);
        words.push('\n');
    }
    Bytes::from(words)
}

async fn desk(flow: &str) -> Desk {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let clock = Arc::new(SetClock::at(Time(1_000_000)));
    let flows = Flows::new(Arc::clone(&store), centralita_widgets::builtin(), Settings::default());
    let revision = Revision {
        flow: "FW1".into(),
        number: 1,
        is_published: true,
        definition: flow.to_owned(),
        message: String::new(),
        author: String::new(),
        at: Time(0),
    };
    assert!(store.add_revision(TenantId::FIRST, revision).await.unwrap());
    let shared: Arc<dyn centralita_server::clock::Clock> = clock.clone();
    let driver = Arc::new(Driver::new(store, Arc::new(flows), shared));
    let calls = Calls::new(Arc::clone(&driver), Identity::new([1; 32]));
    Desk { calls, driver, clock }
}

impl Desk {
    async fn rings(&self) -> String {
        let call = Incoming {
            tenant: TenantId::FIRST,
            connection: "main".into(),
            flow: "FW1".into(),
            call: "CA1".into(),
            from: "+15550100".into(),
            to: "+15550199".into(),
            params: params([("CallSid", "CA1"), ("From", "+15550100"), ("To", "+15550199")]),
            token: None,
        };
        text(self.calls.incoming(&call, &words).await.unwrap())
    }

    async fn asks(&self, effect: u32, point: Point, said: &[(&str, &str)]) -> String {
        let asks = Asks {
            connection: "main".into(),
            key: self.calls.key(TenantId::FIRST, "main", "CA1"),
            effect: EffectId(effect),
            point,
            params: params(said.iter().copied()),
            token: None,
        };
        text(self.calls.asks(&asks, &words).await.unwrap())
    }

    async fn ends(&self, said: &[(&str, &str)]) -> String {
        let key = self.calls.key(TenantId::FIRST, "main", "CA1");
        self.calls.status("main", key, &params(said.iter().copied())).await.unwrap();
        self.ending().await
    }

    async fn ending(&self) -> String {
        let key = self.calls.key(TenantId::FIRST, "main", "CA1");
        let stored = self.driver.store.load(key).await.unwrap().unwrap();
        let record = centralita_server::line::record::Record::from_stored(&stored.state).unwrap();
        assert_eq!(stored.ended.is_some(), record.execution.has_ended());
        record.execution.ending().map_or("waits".into(), |ending| ending.kind.name().into())
    }
}

fn text(bytes: Bytes) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const MENU: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"hello"}],"properties":{}},
    {"name":"hello","type":"say-play","transitions":[{"event":"audioComplete","next":"menu"}],"properties":{"say":"Hello."}},
    {"name":"menu","type":"gather-input-on-call","transitions":[{"event":"keypress","next":"keep"},{"event":"speech","next":"keep"},{"event":"timeout","next":"menu"}],
     "properties":{"say":"Press 1.","timeout":5,"number_of_digits":1}},
    {"name":"keep","type":"set-variables","transitions":[{"event":"next","next":"bye"}],"properties":{"variables":[{"key":"chosen","value":"{{widgets.menu.Digits}}"}]}},
    {"name":"bye","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"You pressed {{flow.variables.chosen}}."}}
]}"#;

#[tokio::test]
async fn a_caller_hears_greeting_and_question_in_one_document_and_is_answered() {
    let desk = desk(MENU).await;
    assert_eq!(desk.rings().await, "say Hello.\nask Press 1. -> 2/input\n");
    let answered = desk.asks(2, Point::Input, &[("Digits", "7")]).await;
    assert_eq!(answered, "say You pressed 7.\nredirect 3/heard\n");
    assert_eq!(desk.ending().await, "waits");
    assert_eq!(desk.asks(3, Point::Heard, &[]).await, "hang up\n");
    assert_eq!(desk.ending().await, "completed");
}

#[tokio::test]
async fn a_request_that_comes_twice_is_answered_with_the_same_words_and_taken_once() {
    let desk = desk(MENU).await;
    let first = desk.rings().await;
    assert_eq!(desk.rings().await, first);
    let answered = desk.asks(2, Point::Input, &[("Digits", "7")]).await;
    assert_eq!(desk.asks(2, Point::Input, &[("Digits", "7")]).await, answered);
    assert_eq!(desk.rings().await, first, "also a late repetition of the first");
    // Another answer to the same question comes too late: the call is told where it stands.
    assert_eq!(desk.asks(2, Point::Input, &[("Digits", "8")]).await, answered);
    let key = desk.calls.key(TenantId::FIRST, "main", "CA1");
    let journal = desk.driver.store.journal(key, 0, 100).await.unwrap();
    let told = journal.iter().map(|line| Told::from_stored(&line.entry).unwrap().entries.len());
    // The start with its prompt, the keys; of the late answer only the reply is kept.
    assert_eq!(told.collect::<Vec<_>>(), [2, 1, 0]);
}

#[tokio::test]
async fn a_caller_who_hangs_up_ends_the_call_once_and_an_older_word_does_not_bring_it_back() {
    let desk = desk(MENU).await;
    desk.rings().await;
    assert_eq!(
        desk.ends(&[("CallStatus", "completed"), ("SequenceNumber", "3")]).await,
        "contact-left"
    );
    assert_eq!(
        desk.ends(&[("CallStatus", "in-progress"), ("SequenceNumber", "2")]).await,
        "contact-left"
    );
    assert_eq!(desk.asks(2, Point::Input, &[("Digits", "7")]).await, "hang up\n");
}

#[tokio::test]
async fn an_execution_that_nobody_ends_is_ended_when_it_is_too_old() {
    let desk = desk(MENU).await;
    desk.rings().await;
    assert_eq!(desk.driver.pass_time().await.unwrap(), 0);
    desk.clock.pass(30 * 24 * 3_600_000 + 1_000);
    assert_eq!(desk.driver.pass_time().await.unwrap(), 1);
    assert_eq!(desk.ending().await, "expired");
    assert_eq!(desk.driver.pass_time().await.unwrap(), 0);
}

#[tokio::test]
async fn a_call_of_a_flow_that_is_not_live_is_refused_in_words() {
    let desk = desk(MENU).await;
    let call = Incoming {
        tenant: TenantId::FIRST,
        connection: "main".into(),
        flow: "FW2".into(),
        call: "CA1".into(),
        from: "+1".into(),
        to: "+2".into(),
        params: Map::new(),
        token: None,
    };
    let error = desk.calls.incoming(&call, &words).await.unwrap_err();
    assert_eq!(error.to_string(), "There is no flow FW2 here that is live. Publish it first.");
}

const ASKS_ELSEWHERE: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"menu"}],"properties":{}},
    {"name":"menu","type":"gather-input-on-call","transitions":[{"event":"keypress","next":"look"},{"event":"speech"},{"event":"timeout"}],
     "properties":{"say":"Press 1.","timeout":5,"number_of_digits":1}},
    {"name":"look","type":"make-http-request","transitions":[{"event":"success","next":"bye"},{"event":"failed"}],
     "properties":{"method":"GET","url":"https://crm.example.com/","content_type":"application/json"}},
    {"name":"bye","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"Found."}}
]}"#;

#[tokio::test(start_paused = true)]
async fn a_caller_who_waited_and_whose_answer_was_lost_is_told_the_same_when_the_provider_asks_again()
 {
    let desk = desk(ASKS_ELSEWHERE).await;
    desk.rings().await;
    let hold = desk.asks(1, Point::Input, &[("Digits", "1")]).await;
    assert!(hold.ends_with("redirect 0/waiting\n"), "{hold}");
    let waits = [("Token", "of this visit")];
    let found = async {
        // Virtual time, which jumps here as soon as the call waits.
        tokio::time::advance(std::time::Duration::from_millis(500)).await;
        let (now, far) = (Time(2_000_000), Time(3_000_000));
        let store = &desk.driver.store;
        let jobs = store.claim(NodeId(1), &[topic::HTTP], now, far, 10).await.unwrap();
        let reply = HttpReply {
            status: 200,
            content_type: "application/json".into(),
            body: "{}".into(),
            headers: Map::new(),
        };
        let event = Event::Replied { answers: EffectId(2), reply: Ok(reply) };
        assert!(desk.driver.tell_outcome(&jobs[0], event).await.unwrap());
    };
    let (told, ()) = tokio::join!(desk.asks(0, Point::Waiting, &waits), found);
    assert_eq!(told, "say Found.\nredirect 3/heard\n");
    assert_eq!(desk.asks(3, Point::Heard, &[]).await, "hang up\n");
    assert_eq!(desk.asks(0, Point::Waiting, &waits).await, told);
}

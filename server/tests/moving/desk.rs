//! A switchboard over some store: calls and messages that wait in the middle of a flow, timers, jobs.

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
use centralita_server::line::document::Document;
use centralita_server::line::work::{Work, topic};
use centralita_server::messages::{Messages, Written};
use centralita_server::store::{Claimed, Revision, Search, Store};

/// Asks for a key, asks elsewhere, and says what came of it.
const CALLS: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"menu"}],"properties":{}},
    {"name":"menu","type":"gather-input-on-call","transitions":[{"event":"keypress","next":"look"},{"event":"speech"},{"event":"timeout","next":"menu"}],
     "properties":{"say":"Press a key.","timeout":5,"number_of_digits":1}},
    {"name":"look","type":"make-http-request","transitions":[{"event":"success","next":"more"},{"event":"failed"}],
     "properties":{"method":"GET","url":"https://crm.example.com/{{widgets.menu.Digits}}","content_type":"application/json"}},
    {"name":"more","type":"gather-input-on-call","transitions":[{"event":"keypress","next":"bye"},{"event":"speech"},{"event":"timeout","next":"bye"}],
     "properties":{"say":"{{widgets.look.parsed.name}}, anything else?","timeout":5,"number_of_digits":1}},
    {"name":"bye","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"You pressed {{widgets.menu.Digits}} and {{widgets.more.Digits}}."}}
]}"#;

/// Asks by message, with a time-out, and answers.
const MESSAGES: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingMessage","next":"ask"}],"properties":{}},
    {"name":"ask","type":"send-and-wait-for-reply","transitions":[{"event":"incomingMessage","next":"thanks"},{"event":"timeout","next":"late"},{"event":"deliveryFailure"}],
     "properties":{"body":"What is your name?","timeout":"3600"}},
    {"name":"thanks","type":"send-message","transitions":[{"event":"sent"},{"event":"failed"}],"properties":{"body":"Thank you, {{widgets.ask.inbound.Body}}."}},
    {"name":"late","type":"send-message","transitions":[{"event":"sent"},{"event":"failed"}],"properties":{"body":"Another time, then."}}
]}"#;

/// When everything begins.
const BEGIN: i64 = 1_700_000_000_000;

pub struct Desk {
    calls: Calls,
    messages: Messages,
    driver: Arc<Driver>,
    clock: Arc<SetClock>,
    said: Vec<String>,
}

fn words(document: &Document) -> Bytes {
    Bytes::from(format!("{document:?}"))
}

impl Desk {
    /// A switchboard over a store that has its flows already, or gets them now.
    pub async fn over(store: Arc<dyn Store>, at: i64) -> Desk {
        for (flow, definition) in [("FW1", CALLS), ("FW2", MESSAGES)] {
            let revision = Revision {
                flow: flow.into(),
                number: 1,
                is_published: true,
                definition: definition.to_owned(),
                message: String::new(),
                author: String::new(),
                at: Time(0),
            };
            // It is there already the second time.
            store.add_revision(TenantId::FIRST, revision).await.expect("it answers");
        }
        let flows =
            Flows::new(Arc::clone(&store), centralita_widgets::builtin(), Settings::default());
        let clock = Arc::new(SetClock::at(Time(BEGIN + at)));
        let driver = Arc::new(Driver::new(store, Arc::new(flows), clock.clone()));
        let identity = Identity::new([9; 32]);
        let calls = Calls::new(Arc::clone(&driver), identity.clone())
            .with_patience(std::time::Duration::ZERO);
        let messages = Messages::new(Arc::clone(&driver), identity, TenantId::FIRST);
        Desk { calls, messages, driver, clock, said: Vec::new() }
    }

    fn note(&mut self, who: &str, what: impl std::fmt::Debug) {
        self.said.push(format!("{who}: {what:?}"));
    }

    pub async fn rings(&mut self, caller: u32) {
        let (call, from) = (format!("CA{caller}"), format!("+1555{caller:04}"));
        let incoming = Incoming {
            tenant: TenantId::FIRST,
            connection: "main".into(),
            flow: "FW1".into(),
            call: call.as_str().into(),
            from: from.as_str().into(),
            to: "+15550199".into(),
            params: params([("CallSid", call.as_str()), ("From", &from), ("To", "+15550199")]),
            token: None,
        };
        let answer = self.calls.incoming(&incoming, &words).await.expect("it is taken");
        self.note(&call, answer);
    }

    pub async fn asks(&mut self, caller: u32, effect: u32, point: Point, said: &[(&str, &str)]) {
        let call = format!("CA{caller}");
        let asks = Asks {
            connection: "main".into(),
            key: self.calls.key(TenantId::FIRST, "main", &call),
            effect: EffectId(effect),
            point,
            params: params(said.iter().copied()),
            token: None,
        };
        let answer = self.calls.asks(&asks, &words).await.expect("it is taken");
        self.note(&call, answer);
    }

    pub async fn leaves(&mut self, caller: u32) {
        let key = self.calls.key(TenantId::FIRST, "main", &format!("CA{caller}"));
        let said = params([("CallStatus", "completed"), ("SequenceNumber", "3")]);
        self.calls.status("main", key, &said).await.expect("it is taken");
    }

    pub async fn writes(&mut self, contact: u32, count: u32, body: &str) {
        let from = format!("+1666{contact:04}");
        let sid = format!("SM{contact}-{count}");
        let written = Written {
            connection: "main".into(),
            flow: "FW2".into(),
            sid: sid.as_str().into(),
            from: from.as_str().into(),
            to: "+15550199".into(),
            body: body.into(),
            media: Vec::new(),
            params: params([("From", from.as_str()), ("Body", body), ("MessageSid", &sid)]),
        };
        let heard = self.messages.came(&written).await.expect("it is taken");
        self.note(&from, heard);
    }

    pub fn pass(&self, millis: i64) {
        self.clock.pass(millis);
    }

    pub async fn timers(&mut self) {
        let told = self.driver.pass_time().await.expect("it answers");
        self.note("timers", told);
    }

    /// Takes up to so many jobs, as a worker does.
    pub async fn claims(&mut self, limit: u32) -> Vec<Claimed> {
        use centralita_server::clock::Clock as _;
        let (now, topics) = (self.clock.now(), [topic::HTTP, topic::MESSAGE]);
        let until = Time(now.0 + 90_000);
        let claimed = self.driver.store.claim(NodeId(1), &topics, now, until, limit).await;
        let mut jobs = claimed.expect("it answers");
        // Those that are due at the same moment come in any order.
        jobs.sort_by(|one, other| one.id.cmp(&other.id));
        for job in &jobs {
            let work = Work::from_stored(&job.payload);
            self.note("does", (&job.id, job.attempts, work));
        }
        jobs
    }

    /// Does jobs, and tells what came of them.
    pub async fn does(&mut self, jobs: Vec<Claimed>) {
        for job in jobs {
            let event = match Work::from_stored(&job.payload) {
                Ok(Work::Http { effect, .. }) => Event::Replied {
                    answers: effect,
                    reply: Ok(HttpReply {
                        status: 200,
                        content_type: "application/json".into(),
                        body: r#"{"name":"Ada"}"#.into(),
                        headers: Map::new(),
                    }),
                },
                Ok(Work::Send { effect, .. }) => Event::Sent {
                    answers: effect,
                    accepted: true,
                    params: params([("Sid", job.id.0.as_str())]),
                },
                other => panic!("nobody asked for {other:?}"),
            };
            let told = self.driver.tell_outcome(&job, event).await.expect("it is taken");
            self.note(&job.id.0, told);
        }
    }

    /// What was said, and everything that is stored of executions.
    pub async fn told(self) -> Vec<String> {
        let Desk { driver, mut said, .. } = self;
        let all = Search { limit: 1_000, ..Search::default() };
        let mut found = driver.store.search(TenantId::FIRST, &all).await.expect("it answers");
        found.sort_by_key(|(key, _)| *key);
        for (key, stored) in found {
            let lines = driver.store.journal(key, 0, 1_000).await.expect("it answers");
            said.push(format!("{key} {stored:?} {lines:?}"));
        }
        let given_up = driver.store.given_up(TenantId::FIRST, 100).await.expect("it answers");
        said.push(format!("{given_up:?}"));
        said
    }
}

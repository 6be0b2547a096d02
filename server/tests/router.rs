//! The router at work: a call becomes a task, a worker is rung, accepts, and meets the caller.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use bytes::Bytes;
use centralita_engine::exec::{EffectId, Settings};
use centralita_engine::{Map, Time};
use centralita_routing::ReservationId;
use centralita_routing::crew::Crew;
use centralita_server::calls::{Asks, Calls, Incoming};
use centralita_server::clock::SetClock;
use centralita_server::driver::Driver;
use centralita_server::flows::Flows;
use centralita_server::identity::{Identity, params};
use centralita_server::ids::{NodeId, TenantId};
use centralita_server::line::call::Point;
use centralita_server::line::document::{Document, Verb};
use centralita_server::line::record::Record;
use centralita_server::line::work::{Work, topic};
use centralita_server::router::office::{Answer, Line};
use centralita_server::router::{Router, Staff, answer};
use centralita_server::store::{MemoryStore, NewJob, Revision, Store};

const FLOW: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"ask"}],"properties":{}},
    {"name":"ask","type":"centralita-collect","transitions":[{"event":"collected","next":"queue"},{"event":"invalid","next":"queue"},{"event":"silent","next":"queue"}],
     "properties":{"say":"Your account number?","answer":"digits","min_length":3,"max_length":3,"attempts":1,"label":"Account"}},
    {"name":"queue","type":"enqueue-call","transitions":[{"event":"callComplete","next":"bye"},{"event":"failedToEnqueue","next":"sorry"},{"event":"callFailure","next":"sorry"}],
     "properties":{"queue_name":"Support"}},
    {"name":"bye","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"Goodbye."}},
    {"name":"sorry","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"Nobody is there."}}
]}"#;

const CREW: &str = r#"
    [settings]
    reservation_seconds = 20
    [[activity]]
    name = "Available"
    available = true
    [[channel]]
    name = "voice"
    [[queue]]
    name = "Support"
    [[worker]]
    id = "ana"
    name = "Ana"
    activity = "Available"
    attributes = { contact_uri = "+15550111" }
    [[worker]]
    id = "luis"
    name = "Luis"
    activity = "Available"
    attributes = { contact_uri = "sip:luis@example.com" }
"#;

struct House {
    store: Arc<dyn Store>,
    clock: Arc<SetClock>,
    driver: Arc<Driver>,
    calls: Calls,
    router: Router,
}

fn words(document: &Document) -> Bytes {
    let words: Vec<String> = document
        .verbs
        .iter()
        .map(|verb| match verb {
            Verb::Say(say) => say.text.to_string(),
            Verb::Hold(_) => "music".into(),
            Verb::Conference { name, .. } => {
                format!(
                    "meets in {}",
                    if name.starts_with("task-FN") { "the task's room" } else { name }
                )
            }
            Verb::Gather { .. } => "listens".into(),
            Verb::Redirect(_) => "asks again".into(),
            Verb::HangUp => "hangs up".into(),
            other => format!("{other:?}"),
        })
        .collect();
    Bytes::from(words.join(", "))
}

async fn house() -> House {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let flows = Flows::new(Arc::clone(&store), centralita_widgets::builtin(), Settings::default());
    let revision = Revision {
        flow: "FW1".into(),
        number: 1,
        is_published: true,
        definition: FLOW.to_owned(),
        message: String::new(),
        author: String::new(),
        at: Time(0),
    };
    assert!(store.add_revision(TenantId::FIRST, revision).await.unwrap());
    let clock = Arc::new(SetClock::at(Time(1_000_000)));
    let shared: Arc<dyn centralita_server::clock::Clock> = clock.clone();
    let driver = Arc::new(Driver::new(Arc::clone(&store), Arc::new(flows), shared));
    let calls = Calls::new(Arc::clone(&driver), Identity::new([1; 32]));
    let router = new_router(&driver, 1);
    House { store, clock, driver, calls, router }
}

fn new_router(driver: &Arc<Driver>, node: u64) -> Router {
    let staff = Staff { crew: Crew::read(CREW).unwrap(), plans: Vec::new() };
    Router::new(Arc::clone(driver), TenantId::FIRST, NodeId(node), Some(staff))
}

impl House {
    /// Everybody who works does what there is to do; what a telephone network would have to do is told.
    async fn settles(&mut self) -> Vec<String> {
        let mut outside = Vec::new();
        loop {
            let mut any = self.router.turn().await.unwrap();
            let now = Time(self.clock_now());
            let until = Time(now.0 + 10_000);
            let topics = [topic::TELL, topic::CALL];
            for job in self.store.claim(NodeId(9), &topics, now, until, 100).await.unwrap() {
                any = true;
                match Work::from_stored(&job.payload).unwrap() {
                    Work::Tell { event, meeting } => {
                        assert!(self.driver.deliver(&job, &event, meeting.as_ref()).await.unwrap());
                        continue;
                    }
                    Work::Ring { to, briefing, .. } => {
                        outside.push(format!("rings {to}: {briefing}"))
                    }
                    Work::Fetch { call, .. } => outside.push(format!("fetches {call}")),
                    Work::HangUp { call, .. } => outside.push(format!("hangs up {call}")),
                    other => outside.push(format!("{other:?}")),
                }
                let settled = centralita_server::store::Settled {
                    id: job.id,
                    lease: job.lease,
                    outcome: centralita_server::store::Outcome::Done,
                };
                assert!(self.driver.settle(settled).await.unwrap());
            }
            if !any {
                return outside;
            }
        }
    }

    fn clock_now(&self) -> i64 {
        centralita_server::clock::Clock::now(&*self.clock).0
    }

    async fn rings(&self) -> String {
        self.rings_as("CA1").await
    }

    async fn rings_as(&self, call: &str) -> String {
        let call = Incoming {
            tenant: TenantId::FIRST,
            connection: "main".into(),
            flow: "FW1".into(),
            call: call.into(),
            from: "+15550100".into(),
            to: "+15550199".into(),
            params: params([("CallSid", call), ("From", "+15550100"), ("To", "+15550199")]),
            token: None,
        };
        text(self.calls.incoming(&call, &words).await.unwrap())
    }

    async fn asks(&self, effect: u32, point: Point, said: &[(&str, &str)]) -> String {
        self.asks_as("CA1", effect, point, said).await
    }

    async fn asks_as(
        &self,
        call: &str,
        effect: u32,
        point: Point,
        said: &[(&str, &str)],
    ) -> String {
        let asks = Asks {
            connection: "main".into(),
            key: self.calls.key(TenantId::FIRST, "main", call),
            effect: EffectId(effect),
            point,
            params: params(said.iter().copied()),
            token: None,
        };
        text(self.calls.asks(&asks, &words).await.unwrap())
    }

    async fn says(&self, jobs: Vec<NewJob>) {
        self.driver.add_work(jobs).await.unwrap();
    }

    async fn worker(&self, reservation: u64, what: Answer) {
        let now = Time(self.clock_now());
        self.says(vec![answer(TenantId::FIRST, ReservationId(reservation), what, now)]).await;
    }

    async fn variable(&self, path: &str) -> String {
        let key = self.calls.key(TenantId::FIRST, "main", "CA1");
        let stored = self.store.load(key).await.unwrap().unwrap();
        let record = Record::from_stored(&stored.state).unwrap();
        record.execution.variable(path).map(|value| value.to_json()).unwrap_or_default()
    }
}

fn text(bytes: Bytes) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn in_queue() -> House {
    let mut house = house().await;
    assert_eq!(house.rings().await, "listens");
    assert_eq!(house.asks(1, Point::Input, &[("Digits", "123")]).await, "music, asks again");
    assert_eq!(house.settles().await, ["rings +15550111: +15550100. Account: 123."]);
    house
}

#[tokio::test]
async fn a_caller_waits_in_music_and_meets_the_worker_who_accepts() {
    let mut house = in_queue().await;
    assert_eq!(house.asks(2, Point::Waiting, &[]).await, "music, asks again");
    house.worker(1, Answer::Accept).await;
    assert_eq!(house.settles().await, ["fetches CA1"]);
    assert_eq!(house.asks(2, Point::Waiting, &[("n", "2")]).await, "meets in the task's room");
    house.clock.pass(60_000);
    assert_eq!(house.asks(2, Point::Parted, &[]).await, "Goodbye., asks again");
    assert_eq!(house.variable("widgets.queue.QueueResult").await, "\"bridged\"");
    assert_eq!(house.variable("widgets.queue.WorkerName").await, "\"Ana\"");
    assert_eq!(house.settles().await, [""; 0]);
    let office = house.router.office().unwrap();
    let task = office.desk().workspace().tasks().next().unwrap();
    assert_eq!(task.status.word(), "wrapping");
}

#[tokio::test]
async fn who_does_not_answer_is_followed_by_the_next_and_rung_no_longer() {
    let mut house = in_queue().await;
    let rings = Line::Rings { reservation: ReservationId(1), call: "CA77".into() };
    let now = Time(house.clock_now());
    let job = NewJob {
        id: centralita_server::ids::JobId("rung".into()),
        tenant: TenantId::FIRST,
        topic: topic::TASK,
        execution: None,
        due: now,
        payload: Bytes::from(Work::Route { line: Box::new(rings) }.to_stored()),
    };
    house.says(vec![job]).await;
    assert_eq!(house.settles().await, [""; 0]);
    house.clock.pass(20_000);
    let followed = house.settles().await;
    assert_eq!(followed, ["hangs up CA77", "rings sip:luis@example.com: +15550100. Account: 123."]);
    // The first accepts a moment too late: the task is not theirs, the second still rings.
    house.worker(1, Answer::Accept).await;
    assert_eq!(house.settles().await, [""; 0]);
    assert_eq!(house.asks(2, Point::Waiting, &[]).await, "music, asks again");
}

#[tokio::test]
async fn a_caller_who_hangs_up_in_the_queue_takes_the_task_back() {
    let mut house = in_queue().await;
    let key = house.calls.key(TenantId::FIRST, "main", "CA1");
    house.calls.status("main", key, &params([("CallStatus", "completed")])).await.unwrap();
    assert_eq!(house.settles().await, [""; 0]);
    let office = house.router.office().unwrap();
    let task = office.desk().workspace().tasks().next().unwrap();
    assert_eq!(task.status.word(), "canceled");
}

#[tokio::test]
async fn a_queue_that_nobody_knows_lets_the_flow_say_so() {
    let mut house = house().await;
    // Before anybody leads, the task waits as a job.
    house.rings().await;
    house.asks(1, Point::Input, &[("Digits", "123")]).await;
    let staff = Staff {
        crew: Crew::read(&CREW.replace("\"Support\"", "\"Sales\"")).unwrap(),
        plans: Vec::new(),
    };
    house.router = Router::new(Arc::clone(&house.driver), TenantId::FIRST, NodeId(1), Some(staff));
    assert_eq!(house.settles().await, [""; 0]);
    assert_eq!(house.asks(2, Point::Waiting, &[]).await, "Nobody is there., asks again");
}

#[tokio::test]
async fn another_server_leads_on_where_the_first_one_stopped() {
    let mut house = in_queue().await;
    let mut second = new_router(&house.driver, 2);
    assert!(!second.turn().await.unwrap(), "the first still leads");
    house.clock.pass(15_000);
    assert!(!second.turn().await.unwrap());
    let made = second.office().expect("it leads now").desk().workspace().clone();
    assert_eq!(made.tasks().count(), 1);
    // The first finds that it leads no longer, and writes nothing.
    house.worker(1, Answer::Accept).await;
    house.router.turn().await.unwrap();
    assert!(house.router.office().is_none());
    house.router = second;
    assert_eq!(house.settles().await, ["fetches CA1"]);
    let _ = Map::new();
}

const DAY: i64 = 24 * 3_600_000;

impl House {
    /// Whether the router's journal begins with a rest, and how many lines follow.
    async fn journal(&self) -> (bool, usize) {
        let (_, rest, lines) = self.store.routing(TenantId::FIRST).await.unwrap();
        (rest.is_some(), lines.len())
    }

    fn workers(&self) -> Vec<String> {
        let workspace = self.router.office().unwrap().desk().workspace();
        let mut names: Vec<String> = workspace.workers().map(|one| one.name.to_string()).collect();
        names.sort();
        names
    }

    fn with_crew(&mut self, crew: &str) {
        let staff = Staff { crew: Crew::read(crew).unwrap(), plans: Vec::new() };
        let driver = Arc::clone(&self.driver);
        self.router = Router::new(driver, TenantId::FIRST, NodeId(1), Some(staff));
    }
}

#[tokio::test]
async fn what_was_handed_over_goes_from_the_routers_journal_when_nothing_is_under_way() {
    let mut house = in_queue().await;
    house.clock.pass(2 * DAY);
    // The caller has hung up long ago, and only then it is over.
    let key = house.calls.key(TenantId::FIRST, "main", "CA1");
    let (rested, lines) = house.journal().await;
    assert!(!rested && lines > 1, "{lines}");
    house.calls.status("main", key, &params([("CallStatus", "completed")])).await.unwrap();
    house.settles().await;
    assert_eq!(house.journal().await, (true, 0));
    // Who comes to lead goes on from there, and no id is given twice.
    house.clock.pass(60_000);
    house.router = new_router(&house.driver, 2);
    assert_eq!(house.rings_as("CA2").await, "listens");
    house.asks_as("CA2", 1, Point::Input, &[("Digits", "123")]).await;
    assert_eq!(house.settles().await, ["rings +15550111: +15550100. Account: 123."]);
    let workspace = house.router.office().unwrap().desk().workspace();
    let tasks: Vec<u64> = workspace.tasks().map(|task| task.id.0).collect();
    let offers: Vec<u64> = workspace.reservations().map(|offer| offer.id.0).collect();
    assert_eq!((tasks, offers.len()), (vec![2], 1));
    assert!(offers[0] > 1, "{offers:?}");
    house.worker(offers[0], Answer::Accept).await;
    assert_eq!(house.settles().await, ["fetches CA2"]);
}

#[tokio::test]
async fn a_worker_who_is_not_in_the_file_any_more_is_rung_no_more() {
    let mut house = house().await;
    house.settles().await;
    assert_eq!(house.workers(), ["Ana", "Luis"]);
    let (ana, luis) = (CREW.find("[[worker]]").unwrap(), CREW.rfind("[[worker]]").unwrap());
    let only_luis = format!("{}{}", &CREW[..ana], &CREW[luis..]).replace("\"Luis\"", "\"Luis M.\"");
    house.with_crew(&only_luis);
    house.rings().await;
    house.asks(1, Point::Input, &[("Digits", "123")]).await;
    assert_eq!(house.settles().await, ["rings sip:luis@example.com: +15550100. Account: 123."]);
    assert_eq!(house.workers(), ["Luis M."]);
}

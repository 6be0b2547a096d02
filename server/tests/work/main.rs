//! Workers over a store in memory: jobs are done at least once and told once, whatever happens.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../simulation/chance.rs"]
#[expect(dead_code, reason = "the simulation uses all of it")]
mod chance;
mod connections;
#[path = "../simulation/faulty.rs"]
mod faulty;
mod leases;
mod silent;
mod web;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use centralita_engine::Time;
use centralita_engine::exec::{FlowRef, Input, Settings, Trigger};
use centralita_server::clock::Clock;
use centralita_server::driver::{Begins, Driver, Event};
use centralita_server::egress::{Egress, EgressRules, Lookup, NoSecrets};
use centralita_server::flows::Flows;
use centralita_server::ids::{ExecutionKey, JobId, NodeId, TenantId};
use centralita_server::line::record::{Line, Record};
use centralita_server::line::session::{Start, Told};
use centralita_server::line::work::Work;
use centralita_server::store::{MemoryStore, NewExecution, NewJob, Revision, Store};
use centralita_server::work::{Hands, Outlet, Outlets, Pace, Workers};
use centralita_widgets::script::LocalFunctions;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, advance, sleep};

/// A clock that goes with tokio's, so that paused time passes for everybody, and that can be put on.
pub struct TokioClock(Instant, AtomicI64);

impl TokioClock {
    /// Time passes that no process of this machine was awake for.
    pub fn skip(&self, millis: i64) {
        self.1.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for TokioClock {
    fn now(&self) -> Time {
        let awake = i64::try_from(self.0.elapsed().as_millis()).unwrap();
        Time(1_000_000_000 + awake + self.1.load(Ordering::Relaxed))
    }
}

/// Nobody has a name here.
struct Nameless;

#[async_trait::async_trait]
impl Lookup for Nameless {
    async fn addresses(&self, _: &str) -> std::io::Result<Vec<std::net::IpAddr>> {
        Err(std::io::Error::other("nobody has a name here"))
    }
}

/// Everything that runs a flow, and the work that it asks for.
pub struct House {
    /// Runs the flow.
    pub driver: Arc<Driver>,
    /// What time it is there.
    pub clock: Arc<TokioClock>,
    /// What work is done with.
    pub hands: Hands,
    /// How workers go about it.
    pub pace: Pace,
}

/// Workers that run, and how to stop them.
pub struct Running {
    /// Stops them.
    pub stop: watch::Sender<bool>,
    /// Ends when they have.
    pub task: JoinHandle<()>,
}

impl House {
    /// A house with one flow.
    pub async fn with(flow: &str) -> House {
        House::over(Arc::new(MemoryStore::default()), flow).await
    }

    /// A house over this store.
    pub async fn over(store: Arc<dyn Store>, flow: &str) -> House {
        let flows =
            Flows::new(Arc::clone(&store), centralita_widgets::builtin(), Settings::default());
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
        let clock = Arc::new(TokioClock(Instant::now(), AtomicI64::new(0)));
        let driver = Arc::new(Driver::new(store, Arc::new(flows), clock.clone()));
        let hands = Hands {
            egress: egress(EgressRules::default()),
            outlets: Outlets::default(),
            functions: Arc::new(LocalFunctions::new()),
        };
        House { driver, clock, hands, pace: Pace::default() }
    }

    /// The same, with an outlet for the phone.
    pub async fn with_outlet(flow: &str, outlet: &Arc<impl Outlet>) -> House {
        let mut house = House::with(flow).await;
        house.hands.outlets = outlets(outlet);
        house
    }

    /// Workers of the server `node` begin.
    pub fn works(&self, node: u64) -> Running {
        self.works_with(node, self.hands.clone())
    }

    /// Workers of the server `node` begin, with these hands.
    pub fn works_with(&self, node: u64, hands: Hands) -> Running {
        let (stop, stopped) = watch::channel(false);
        let driver = Arc::clone(&self.driver);
        let workers = Workers::new(driver, NodeId(node), hands, self.pace.clone());
        Running { stop, task: tokio::spawn(workers.run(stopped)) }
    }

    /// An execution begins, asked for by a program.
    pub async fn begins(&self, number: u128) -> ExecutionKey {
        let key = ExecutionKey::new(TenantId::FIRST, number);
        let flow: FlowRef = self.driver.flows.live(TenantId::FIRST, "FW1").await.unwrap();
        let started = self.driver.clock.now();
        let trigger = Trigger::Request {
            from: "+15550199".into(),
            to: "+15550100".into(),
            parameters: Default::default(),
        };
        let line = Line { connection: "phone".into(), ..Line::default() };
        let listed = NewExecution {
            flow: flow.clone(),
            contact: "+15550100".into(),
            channel: "request".into(),
            correlation: None,
            started,
        };
        let event = Event {
            key,
            known_by: None,
            connection: None,
            begins: Some(Begins { start: Start { flow, trigger, line }, listed }),
            settles: None,
            renders: None,
            tells: &|_, _| {},
        };
        // A store may lose what it is told; whoever asks for an execution asks again.
        while self.driver.take(&event).await.is_err() {}
        key
    }

    /// Work that belongs to no turn.
    pub async fn adds(&self, id: &str, execution: Option<ExecutionKey>, work: &Work) {
        let job = NewJob {
            id: JobId(id.into()),
            tenant: TenantId::FIRST,
            topic: work.topic(),
            execution: execution.map(|key| key.id),
            due: self.driver.clock.now(),
            payload: Bytes::from(work.to_stored()),
        };
        self.driver.add_work(vec![job]).await.unwrap();
    }

    /// An execution as it is now.
    pub async fn record(&self, key: ExecutionKey) -> Record {
        let stored = self.driver.store.load(key).await.unwrap().unwrap();
        Record::from_stored(&stored.state).unwrap()
    }

    /// Waits until an execution has ended, and says which widgets it went through.
    pub async fn ends(&self, key: ExecutionKey) -> String {
        let mut watch = self.driver.changes.watch(key);
        let begun = Instant::now();
        while !self.record(key).await.execution.has_ended() {
            assert!(begun.elapsed() < LONGEST, "it never ends: {:?}", self.journal(key).await);
            // Nobody is told of a commit whose answer got lost.
            let _ = tokio::time::timeout(Duration::from_secs(1), watch.changed()).await;
        }
        let mut way: Vec<String> = Vec::new();
        for told in self.journal(key).await {
            // A widget that waits is entered once and stepped into again.
            for step in told.steps {
                let name = step.widget.to_string();
                if way.last() != Some(&name) {
                    way.push(name);
                }
            }
        }
        way.join(" ")
    }

    /// What it was told, and what came of it.
    pub async fn journal(&self, key: ExecutionKey) -> Vec<Told> {
        let lines = self.driver.store.journal(key, 0, 1000).await.unwrap();
        lines.iter().map(|line| Told::from_stored(&line.entry).unwrap()).collect()
    }

    /// How many events of this name an execution was told.
    pub async fn times_told(&self, key: ExecutionKey, name: &str) -> usize {
        let told = self.journal(key).await;
        let entries = told.iter().flat_map(|told| &told.entries);
        let inputs = entries.map(|entry| &entry.input);
        inputs.filter(|input| matches!(input, Input::Event(event) if event.name() == name)).count()
    }
}

impl Running {
    /// Stops, and waits until everything has ended.
    pub async fn stops(self) {
        self.stop.send(true).unwrap();
        self.task.await.unwrap();
    }
}

/// This outlet, for the phone.
pub fn outlets(outlet: &Arc<impl Outlet>) -> Outlets {
    let outlet: Arc<dyn Outlet> = outlet.clone();
    Outlets::default().with("phone", outlet)
}

/// A client under these rules, in a world without names.
pub fn egress(rules: EgressRules) -> Egress {
    Egress::with_lookup(rules, Arc::new(NoSecrets), Arc::new(Nameless)).unwrap()
}

/// How long is waited for something in virtual time: longer than any timer here.
const LONGEST: Duration = Duration::from_secs(2 * 3_600);

/// How long is looked for something every few milliseconds.
const LONG: Duration = Duration::from_secs(300);

/// Waits until something holds.
pub async fn until(mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < LONG, "what is waited for never comes");
        passes(Duration::from_millis(10)).await;
    }
}

/// Lets virtual time pass: it jumps ahead as soon as everybody waits, so that nobody sleeps.
pub async fn passes(time: Duration) {
    // Panics where time is not paused, which is where a test would wait for real.
    advance(Duration::ZERO).await;
    sleep(time).await;
}

/// A flow of one widget that is left by `good` or by anything else.
pub fn flow(widget: &str, good: &str, bad: &[&str], properties: &str) -> String {
    let mut exits = format!(r#"{{"event":"{good}","next":"good"}}"#);
    for exit in bad {
        exits.push_str(&format!(r#",{{"event":"{exit}","next":"bad"}}"#));
    }
    format!(
        r#"{{"initial_state":"Trigger","states":[
        {{"name":"Trigger","type":"trigger","transitions":[{{"event":"incomingRequest","next":"it"}},{{"event":"incomingCall","next":"it"}}],"properties":{{}}}},
        {{"name":"it","type":"{widget}","transitions":[{exits}],"properties":{properties}}},
        {{"name":"good","type":"set-variables","transitions":[{{"event":"next"}}],"properties":{{"variables":[]}}}},
        {{"name":"bad","type":"set-variables","transitions":[{{"event":"next"}}],"properties":{{"variables":[]}}}}
        ]}}"#
    )
}

/// A flow that sends a message.
pub fn message() -> String {
    flow("send-message", "sent", &["failed"], r#"{"body":"Hello."}"#)
}

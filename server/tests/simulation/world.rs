//! The world of the simulation: callers, their provider, and another server that is asked over HTTP.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use centralita_engine::exec::{EffectId, Event, HttpReply, Journal, Settings, replay};
use centralita_engine::{Map, Time};
use centralita_server::calls::{Asks, Calls, Incoming};
use centralita_server::clock::{Clock, SetClock};
use centralita_server::driver::{Driver, DriverError};
use centralita_server::flows::Flows;
use centralita_server::identity::{Identity, params};
use centralita_server::ids::{ExecutionKey, NodeId, TenantId};
use centralita_server::line::call::Point;
use centralita_server::line::document::{Document, Link, Verb};
use centralita_server::line::record::Record;
use centralita_server::line::session::{Session, Told};
use centralita_server::line::work::{Work, topic};
use centralita_server::store::{Claimed, Revision, Store};

use crate::chance::{Chance, mixed};
use crate::faulty::Faulty;

/// The flow; each revision of it says its number wherever it speaks.
const FLOW: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"hello"}],"properties":{}},
    {"name":"hello","type":"say-play","transitions":[{"event":"audioComplete","next":"menu"}],"properties":{"say":"Hello of REVISION."}},
    {"name":"menu","type":"gather-input-on-call","transitions":[{"event":"keypress","next":"count"},{"event":"speech","next":"count"},{"event":"timeout","next":"count"}],
     "properties":{"say":"Press a key of REVISION.","timeout":5,"number_of_digits":1}},
    {"name":"count","type":"set-variables","transitions":[{"event":"next","next":"look"}],"properties":{"variables":[{"key":"chosen","value":"{{widgets.menu.Digits}}"}]}},
    {"name":"look","type":"make-http-request","transitions":[{"event":"success","next":"route"},{"event":"failed","next":"sorry"}],
     "properties":{"method":"GET","url":"https://crm.example.com/{{flow.variables.chosen}}","content_type":"application/json"}},
    {"name":"route","type":"split-based-on","transitions":[{"event":"noMatch","next":"bye"},{"event":"match","next":"menu","conditions":[{"friendly_name":"again","arguments":["{{widgets.look.parsed.again}}"],"type":"equal_to","value":"yes"}]}],
     "properties":{"input":"{{widgets.look.parsed.again}}"}},
    {"name":"sorry","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"Sorry of REVISION."}},
    {"name":"bye","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"You chose {{flow.variables.chosen}} of REVISION."}}
]}"#;

/// What happens at a moment.
enum Happening {
    /// The provider asks for a caller, with a request it may have made before.
    Asks(u64, Request),
    /// The provider asks again although it was answered.
    Repeats(u64, Request),
    /// The provider tells that the call is over.
    Leaves(u64),
    /// The caller is gone, and nobody is told.
    Vanishes(u64),
    /// Somebody works on jobs.
    Works,
    /// What was asked over HTTP is answered.
    Replies(Box<Claimed>, EffectId),
    /// What is due by itself happens.
    Passes,
    /// Somebody publishes a revision of the flow.
    Publishes,
    /// Somebody sets the clock of the server.
    ClockJumps(i64),
}

/// How often something is due by itself, as long as there is a caller.
const PASSES_MILLIS: i64 = 60_000;

/// How long whoever claims a job has it.
const LEASE_MILLIS: i64 = 5_000;

/// A request of the provider, the same each time it is made.
#[derive(Clone)]
enum Request {
    Rings,
    Answers { link: String, said: Vec<(&'static str, String)> },
}

#[derive(Default)]
struct Caller {
    /// What was answered to which request.
    answered: BTreeMap<String, Bytes>,
    is_over: bool,
    hung_up: bool,
}

/// What was seen.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    pub ended: u64,
    pub repeated: u64,
    pub hung_up: u64,
    pub vanished: u64,
    pub revisions: u32,
    pub lost_commits: u64,
    pub redone: u64,
    pub events: u64,
    pub digest: u64,
}

pub struct World {
    seed: u64,
    chance: Chance,
    clock: Arc<SetClock>,
    store: Arc<Faulty>,
    driver: Arc<Driver>,
    calls: Calls,
    callers: BTreeMap<u64, Caller>,
    agenda: BTreeMap<(i64, u64), Happening>,
    next: u64,
    now: i64,
    repeated: u64,
    vanished: u64,
    redone: u64,
    revisions: u32,
    performed: BTreeMap<String, u64>,
}

/// A revision of the flow.
fn revision(number: u32) -> Revision {
    Revision {
        flow: "FW1".into(),
        number,
        is_published: true,
        definition: FLOW.replace("REVISION", &number.to_string()),
        message: String::new(),
        author: String::new(),
        at: Time(0),
    }
}

fn words(document: &Document) -> Bytes {
    let mut words = String::new();
    for verb in &document.verbs {
        match verb {
            Verb::Say(say) => words.push_str(&format!("say {}\n", say.text)),
            Verb::Gather { next: Link(next), .. } => words.push_str(&format!("gather {next}\n")),
            Verb::Redirect(Link(next)) => words.push_str(&format!("redirect {next}\n")),
            Verb::HangUp => words.push_str("over\n"),
            Verb::Pause(_) => {}
            other => panic!("the flow shows nothing like {other:?}"),
        }
    }
    Bytes::from(words)
}

impl World {
    pub async fn new(seed: u64, lost_of_a_million: u64) -> World {
        let store = Arc::new(Faulty::new(mixed(seed), lost_of_a_million));
        let shared: Arc<dyn Store> = store.clone();
        assert!(shared.add_revision(TenantId::FIRST, revision(1)).await.unwrap());
        let flows =
            Flows::new(Arc::clone(&shared), centralita_widgets::builtin(), Settings::default());
        let clock = Arc::new(SetClock::at(Time(1_700_000_000_000)));
        let driver = Arc::new(Driver::new(shared, Arc::new(flows), clock.clone()));
        // Nobody works while a request waits: this world does one thing at a time.
        let calls = Calls::new(Arc::clone(&driver), Identity::new([3; 32]))
            .with_patience(std::time::Duration::ZERO);
        World {
            seed,
            chance: Chance(mixed(seed ^ 0xabcd)),
            clock,
            store,
            driver,
            calls,
            callers: BTreeMap::new(),
            agenda: BTreeMap::new(),
            next: 0,
            now: 0,
            repeated: 0,
            vanished: 0,
            redone: 0,
            revisions: 1,
            performed: BTreeMap::new(),
        }
    }

    fn happens_in(&mut self, millis: i64, what: Happening) {
        self.next += 1;
        self.agenda.insert((self.now + millis, self.next), what);
    }

    pub fn arrives(&mut self, caller: u64, at: i64) {
        self.callers.insert(caller, Caller::default());
        self.next += 1;
        self.agenda.insert((at, self.next), Happening::Asks(caller, Request::Rings));
        if self.chance.happens(50) {
            let later = at + i64::try_from(self.chance.below(15_000)).unwrap();
            self.next += 1;
            let vanishes = self.chance.happens(100);
            let leaves = if vanishes { Happening::Vanishes } else { Happening::Leaves };
            self.agenda.insert((later, self.next), leaves(caller));
        }
    }

    /// What happens to the server while these callers are there.
    pub fn turns(&mut self, until: i64) {
        // Revisions come all the time, and now and then somebody sets the clock on or back.
        for at in (0..until).step_by(5_000).skip(1) {
            self.next += 1;
            self.agenda.insert((at, self.next), Happening::Publishes);
        }
        for (at, jump) in [(until / 3, 24 * 3_600_000), (until / 2, -600_000)] {
            self.next += 1;
            self.agenda.insert((at, self.next), Happening::ClockJumps(jump));
        }
        self.happens_in(PASSES_MILLIS, Happening::Passes);
    }

    /// Lets everything happen, in order.
    pub async fn runs(&mut self) {
        while let Some(((at, _), what)) = self.agenda.pop_first() {
            self.clock.pass(at - self.now);
            self.now = at;
            match what {
                Happening::Asks(caller, request) => self.asks(caller, request, false).await,
                Happening::Repeats(caller, request) => self.asks(caller, request, true).await,
                Happening::Leaves(caller) => self.leaves(caller).await,
                Happening::Vanishes(caller) => {
                    let left = self.callers.get_mut(&caller).unwrap();
                    self.vanished += u64::from(!left.is_over);
                    left.is_over = true;
                }
                Happening::Works => self.works().await,
                Happening::Replies(job, effect) => self.replies(&job, effect).await,
                Happening::Passes => self.passes().await,
                Happening::Publishes => self.publishes().await,
                Happening::ClockJumps(millis) => self.clock.pass(millis),
            }
        }
    }

    async fn asks(&mut self, caller: u64, request: Request, is_repeated: bool) {
        let over = self.callers[&caller].is_over;
        if over && !is_repeated {
            return;
        }
        let token = token(caller, &request);
        let answer = self.sends(caller, &request, &token).await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(DriverError::Store(_)) => {
                // The provider asks again with the same token.
                self.happens_in(200, Happening::Asks(caller, request));
                return;
            }
            Err(error) => panic!("seed {}: caller {caller}: {error}", self.seed),
        };
        let known = self.callers[&caller].answered.get(&token);
        // Who is asked to wait may hear more the next time.
        if let Some(known) = known.filter(|known| !known.ends_with(b"/waiting\n")) {
            assert_eq!(*known, answer, "seed {}: caller {caller}, {token}", self.seed);
        }
        let is_new = known.is_none();
        if self.chance.happens(10) {
            // The answer is lost on its way, and the request made again; what it said still counts.
            self.happens_in(500, Happening::Asks(caller, request));
            return;
        }
        let reply = answer.clone();
        self.callers.get_mut(&caller).unwrap().answered.insert(token, answer);
        if self.chance.happens(50) {
            self.repeated += 1;
            let later = i64::try_from(self.chance.below(2_000)).unwrap();
            self.happens_in(later, Happening::Repeats(caller, request));
        }
        if is_new && !is_repeated {
            self.obeys(caller, std::str::from_utf8(&reply).unwrap());
        }
        self.happens_in(20, Happening::Works);
    }

    /// The provider does what the document says, as long as the caller is there.
    fn obeys(&mut self, caller: u64, document: &str) {
        let Some(last) = document.lines().last() else { return };
        let millis = i64::try_from(300 + self.chance.below(4_000)).unwrap();
        let next = match last.split_once(' ') {
            Some(("gather", link)) => {
                let said = match self.chance.below(10) {
                    0 => Vec::new(),
                    1 => vec![("SpeechResult", "three".to_owned()), ("Confidence", "0.9".into())],
                    key => vec![("Digits", key.to_string())],
                };
                Request::Answers { link: link.to_owned(), said }
            }
            Some(("redirect", link)) => {
                // Each visit is a request of its own.
                let visit = self.next.to_string();
                Request::Answers { link: link.to_owned(), said: vec![("visit", visit)] }
            }
            _ => {
                self.callers.get_mut(&caller).unwrap().is_over = true;
                self.happens_in(100, Happening::Leaves(caller));
                return;
            }
        };
        self.happens_in(millis, Happening::Asks(caller, next));
    }

    async fn sends(
        &self,
        caller: u64,
        request: &Request,
        token: &str,
    ) -> Result<Bytes, DriverError> {
        let call = format!("CA{caller}");
        match request {
            Request::Rings => {
                let incoming = Incoming {
                    tenant: TenantId::FIRST,
                    connection: "main".into(),
                    flow: "FW1".into(),
                    call: call.as_str().into(),
                    from: format!("+1555{caller}").into(),
                    to: "+15550199".into(),
                    params: params([("CallSid", call.as_str())]),
                    token: Some(token.to_owned()),
                };
                self.calls.incoming(&incoming, &words).await
            }
            Request::Answers { link, said } => {
                let parts: Vec<&str> = link.split('/').collect();
                let [_, _, execution, effect, point] = parts[..] else {
                    panic!("a link leads nowhere: {link}");
                };
                let asks = Asks {
                    connection: "main".into(),
                    key: ExecutionKey::parse(TenantId::FIRST, execution).unwrap(),
                    effect: EffectId(effect.parse().unwrap()),
                    point: Point::from_word(point).unwrap(),
                    params: params(said.iter().map(|(name, value)| (*name, &**value))),
                    token: Some(token.to_owned()),
                };
                self.calls.asks(&asks, &words).await
            }
        }
    }

    async fn leaves(&mut self, caller: u64) {
        let key = self.calls.key(TenantId::FIRST, "main", &format!("CA{caller}"));
        let left = &mut *self.callers.get_mut(&caller).unwrap();
        left.hung_up |= !left.is_over;
        left.is_over = true;
        let params = params([("CallStatus", "completed"), ("SequenceNumber", "9")]);
        if self.calls.status("main", key, &params).await.is_err() {
            self.happens_in(500, Happening::Leaves(caller));
        } else if self.chance.happens(50) {
            self.happens_in(900, Happening::Leaves(caller));
        }
        self.happens_in(20, Happening::Works);
    }

    /// Somebody does what there is to do, and sometimes dies over it.
    async fn works(&mut self) {
        let now = self.clock.now();
        let until = now.after_millis(LEASE_MILLIS);
        let topics = [topic::HTTP, topic::CALL];
        let claimed = self.store.claim(NodeId(1), &topics, now, until, 50).await.unwrap();
        for job in claimed {
            match Work::from_stored(&job.payload) {
                Ok(Work::Http { effect, .. }) => {
                    let times = self.performed.entry(job.id.to_string()).or_default();
                    *times += 1;
                    self.redone += u64::from(*times > 1);
                    if self.chance.happens(20) {
                        // It dies after it has asked: the claim runs out, and somebody asks again.
                        self.happens_in(LEASE_MILLIS + 100, Happening::Works);
                        continue;
                    }
                    // Some take longer than the claim lasts: two ask then, and one of them is heard.
                    let slowest = if self.chance.happens(50) { 12_000 } else { 500 };
                    let takes = i64::try_from(20 + self.chance.below(slowest)).unwrap();
                    self.happens_in(takes, Happening::Replies(Box::new(job), effect));
                    if takes > LEASE_MILLIS {
                        self.happens_in(LEASE_MILLIS + 100, Happening::Works);
                    }
                }
                Ok(Work::AskAfter { call, .. }) => {
                    let caller: u64 = call.trim_start_matches("CA").parse().unwrap();
                    let is_over = self.callers[&caller].is_over;
                    let status = if is_over { "completed" } else { "in-progress" };
                    let params = params([("CallStatus", status)]);
                    let tells = |session: &mut Session<'_>| session.hear_status(status, &params);
                    if self.driver.tell_outcome_with(&job, &tells).await.is_err() {
                        self.happens_in(LEASE_MILLIS + 100, Happening::Works);
                    }
                }
                other => panic!("nobody asks for {other:?}"),
            }
        }
    }

    /// What was asked over HTTP is answered.
    async fn replies(&mut self, job: &Claimed, effect: EffectId) {
        let again = if self.chance.happens(300) { "yes" } else { "no" };
        let reply = HttpReply {
            status: 200,
            content_type: "application/json".into(),
            body: format!(r#"{{"again":"{again}"}}"#).into(),
            headers: Map::new(),
        };
        let event = Event::Replied { answers: effect, reply: Ok(reply) };
        if self.driver.tell_outcome(job, event).await.is_err() {
            self.happens_in(LEASE_MILLIS + 100, Happening::Works);
        }
    }

    /// What is due by itself happens; with it, callers are found out who are gone.
    async fn passes(&mut self) {
        while self.driver.pass_time().await.unwrap() > 0 {}
        self.works().await;
        if self.store.live().await.unwrap() > 0 {
            self.happens_in(PASSES_MILLIS, Happening::Passes);
        }
    }

    /// Somebody publishes the next revision; who is in the flow stays on theirs.
    async fn publishes(&mut self) {
        self.revisions += 1;
        let next = revision(self.revisions);
        assert!(self.store.add_revision(TenantId::FIRST, next).await.unwrap());
        self.driver.flows.look_again().await.unwrap();
    }

    /// Looks at everything that is stored.
    pub async fn judges(&self) -> Seen {
        let library = self.driver.flows.library(TenantId::FIRST);
        let (mut ended, mut events, mut digest) = (0, 0, 0_u64);
        for (caller, seen) in &self.callers {
            let key = self.calls.key(TenantId::FIRST, "main", &format!("CA{caller}"));
            let stored = self.store.load(key).await.unwrap();
            let stored =
                stored.unwrap_or_else(|| panic!("seed {}: caller {caller} is lost", self.seed));
            let record = Record::from_stored(&stored.state).unwrap();
            ended += u64::from(record.execution.has_ended());
            assert!(
                record.execution.has_ended(),
                "seed {}: caller {caller} waits in {:?}",
                self.seed,
                record.execution.widget()
            );
            let lines = self.store.journal(key, 0, 10_000).await.unwrap();
            let mut journal = Journal::default();
            let mut keys = std::collections::BTreeSet::new();
            let mut told = Vec::new();
            for line in lines {
                assert!(keys.insert(line.key), "seed {}: an event is told twice", self.seed);
                journal.entries.extend(Told::from_stored(&line.entry).unwrap().entries);
                told.extend(line.reply);
            }
            // What was told is what happened, and nothing else.
            let again = replay(&library, &journal.entries).unwrap();
            assert_eq!(again, record.execution, "seed {}: caller {caller}", self.seed);
            // Whatever a provider was answered is what was kept for it, but for the place where a call
            // stands, which is told as often as one asks.
            let telling = seen.answered.values().filter(|reply| reply.starts_with(b"say"));
            let own = format!("of {}.", stored.begun.flow.revision);
            for reply in telling {
                assert!(told.contains(reply), "seed {}: caller {caller}: {reply:?}", self.seed);
                let words = std::str::from_utf8(reply).unwrap();
                let said = words.lines().filter(|line| line.starts_with("say"));
                for line in said {
                    assert!(line.ends_with(&own), "seed {}: caller {caller}: {line}", self.seed);
                }
            }
            events += journal.entries.len() as u64;
            digest = mixed(digest ^ events);
            for byte in stored.state.iter() {
                digest = mixed(digest ^ u64::from(*byte));
            }
        }
        Seen {
            ended,
            repeated: self.repeated,
            vanished: self.vanished,
            revisions: self.revisions,
            hung_up: self.callers.values().filter(|caller| caller.hung_up).count() as u64,
            lost_commits: self.store.lost.load(Ordering::Relaxed),
            redone: self.redone,
            events,
            digest,
        }
    }
}

/// By which the provider knows a request again.
fn token(caller: u64, request: &Request) -> String {
    match request {
        Request::Rings => format!("{caller} rings"),
        Request::Answers { link, said } => format!("{caller} {link} {said:?}"),
    }
}

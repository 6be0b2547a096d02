//! Real flows over real HTTP: every flow of the folder that `CENTRALITA_CORPUS` names is called and written
//! to by the provider in software, and goes the way that the engine goes alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use centralita_engine::exec::{
    Awaits, CallFunction, CreateTask, Dial, DialOutcome, FlowRef, Gather, HttpFailure, HttpReply,
    HttpRequest, Input, Library, Service, TaskState, Trigger,
};
use centralita_engine::scenario::{Services, Waiting, World};
use centralita_engine::{Flow, Map, Text, Time};
use centralita_provider::drive::Pace;
use centralita_provider::seed::Seed;
use centralita_provider::{ChatScript, Reply, Script, Step, Transcript};
use centralita_server::egress::EgressRules;
use centralita_server::flows::Flows;
use centralita_server::ids::{ExecutionKey, TenantId};
use centralita_server::line::record::Record;
use centralita_server::line::session::Told;
use centralita_server::store::Search;

use centralita_server::flows::NewRevision;
use centralita_server::server::flow_id;
use centralita_server::settings::{self, FlowEntry};

use serde_json::Value;

use crate::{House, NUMBER, house_asking, samples};

/// How many contacts each flow has at most, who are those of so many that see most of it; and how often
/// each answers.
const CONTACTS: usize = 6;
const TRIED: u64 = 300;
const ANSWERS: usize = 12;

/// The longest call, in the time of the provider.
const LONGEST_MILLIS: u64 = 1_200_000;

/// The flows to judge by; none when the folder is not there.
fn real_flows() -> Vec<PathBuf> {
    let folder =
        std::env::var_os("CENTRALITA_CORPUS").map(|folder| Path::new(&folder).join("studio"));
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else {
        println!("CENTRALITA_CORPUS names no folder, so nothing was judged by real flows here.");
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "json")).collect();
    paths.sort();
    paths
}

/// A world in which nobody answers but the caller: what else a flow asks for ends the comparison.
struct NobodyElse;

impl Services for NobodyElse {
    fn http(&mut self, _: &HttpRequest) -> Option<Result<HttpReply, HttpFailure>> {
        Some(Err(HttpFailure::Unreachable("nobody may be asked".into())))
    }

    fn function(&mut self, _: &CallFunction) -> Option<Result<HttpReply, HttpFailure>> {
        Some(Err(HttpFailure::Unreachable("nobody may be asked".into())))
    }

    fn dial(&mut self, _: &Dial) -> Option<DialOutcome> {
        None
    }

    fn task(&mut self, _: &CreateTask) -> Option<(TaskState, Map)> {
        None
    }

    fn serve(&mut self, _: &str, _: Option<&Service>) -> Option<(Text, Map)> {
        None
    }
}

/// A way through a flow.
#[derive(Debug)]
struct Way {
    /// The widgets. One that is stepped into again and again stands there once: how often the provider tells
    /// that a message was queued, sent and delivered says nothing about the way.
    widgets: Vec<String>,
    /// Whether it came to an end by itself.
    has_ended: bool,
}

impl Way {
    fn of(widgets: impl Iterator<Item = String>, has_ended: bool) -> Way {
        let mut widgets: Vec<String> = widgets.collect();
        widgets.dedup();
        Way { widgets, has_ended }
    }
}

/// What a contact does when a flow listens.
#[derive(Clone, Debug)]
enum Does {
    /// On a call: presses, speaks, says nothing.
    Calls(Vec<Step>),
    /// Writes this, and then nothing more.
    Writes(Vec<String>),
}

impl Does {
    fn by_seed(seed: u64, is_call: bool, keys: &[String], words: &[String]) -> Does {
        let mut seed = Seed::new(seed);
        let mut one_of = |all: &[String]| {
            let last = all.len() as u64 - 1;
            all[seed.between(0, last) as usize].clone()
        };
        let kinds: Vec<String> =
            ["key", "key", "key", "words", "nothing"].map(str::to_owned).into();
        let mut answer = || match one_of(&kinds).as_str() {
            "key" => Some(Reply::Press(one_of(keys))),
            "words" => Some(Reply::Speak { words: one_of(words), confidence: Some("0.92".into()) }),
            _ => None,
        };
        if is_call {
            let step = |answer: Option<Reply>| answer.map_or(Step::Silence, Step::Answer);
            return Does::Calls((0..ANSWERS).map(|_| step(answer())).collect());
        }
        let written = |answer: Option<Reply>| match answer {
            Some(Reply::Press(said) | Reply::Speak { words: said, .. }) => said,
            None => "I do not know".to_owned(),
        };
        Does::Writes((0..ANSWERS).map(|_| written(answer())).collect())
    }
}

/// What a flow listens for: keys, and words.
fn listened_for(text: &str) -> (Vec<String>, Vec<String>) {
    fn values(json: &Value, found: &mut BTreeSet<String>) {
        match json {
            Value::Object(fields) => {
                if let Some(Value::String(value)) = fields.get("value") {
                    found.extend(value.split(',').map(|part| part.trim().to_owned()));
                }
                fields.values().for_each(|field| values(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| values(item, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    values(&serde_json::from_str(text).unwrap(), &mut found);
    let is_said = |one: &String| (1..30).contains(&one.len()) && !one.contains(['{', '<', '\\']);
    let is_key = |one: &String| one.chars().all(|key| key.is_ascii_digit());
    let (mut keys, mut words): (Vec<_>, Vec<_>) =
        found.into_iter().filter(is_said).partition(is_key);
    keys.extend(["1".to_owned(), "12345".to_owned()]);
    words.extend(["yes".to_owned(), "Ana".to_owned()]);
    (keys, words)
}

/// Contacts who see as much of a flow as a few can, as the engine alone goes with them.
fn contacts(library: &Library, flow: &FlowRef, text: &str, is_call: bool) -> Vec<Does> {
    let (keys, words) = listened_for(text);
    let (from, to) = (Text::from("+15550100"), Text::from(NUMBER));
    let trigger = match is_call {
        true => Trigger::Call { from, to, params: Map::new() },
        false => Trigger::Message { from, to, body: "Hello".into(), params: Map::new() },
    };
    let mut seen = BTreeSet::new();
    let mut chosen = Vec::new();
    for seed in 0..TRIED {
        let does = Does::by_seed(seed, is_call, &keys, &words);
        let start = Input::Start {
            flow: flow.clone(),
            trigger: trigger.clone(),
            seed: centralita_engine::exec::Seed(1),
        };
        let (way, done) = alone(library, &(Time(1_767_600_000_000), start), &does);
        let before = seen.len();
        seen.extend(way.widgets);
        if seen.len() > before {
            chosen.push(if is_call { Does::Calls(done) } else { does });
        }
        if chosen.len() == CONTACTS {
            break;
        }
    }
    chosen
}

/// The way that the engine goes alone with somebody who does the same, and what a caller has done.
fn alone(library: &Library, start: &(Time, Input), does: &Does) -> (Way, Vec<Step>) {
    let (at, Input::Start { flow, trigger, seed }) = start else { panic!("{start:?}") };
    let mut world = World::start(library, flow, trigger.clone(), *seed, *at).unwrap();
    let mut done = Vec::new();
    for turn in 0.. {
        world.settle(library, &mut NobodyElse);
        let told = match (world.waiting(), does) {
            (Waiting::Input(gather), Does::Calls(steps)) => {
                let step = fits(steps.get(turn), gather);
                done.push(step.clone());
                match step {
                    Step::Answer(Reply::Press(keys)) => world.press(library, &keys),
                    Step::Answer(Reply::Speak { words, confidence }) => {
                        world.say(library, &words, confidence.as_deref().unwrap_or_default())
                    }
                    _ => world.be_silent(library),
                }
            }
            (Waiting::Message(_), Does::Writes(words)) => match words.get(turn) {
                Some(words) => world.write(library, words),
                None => break,
            },
            _ => break,
        };
        told.unwrap();
    }
    let widgets = world.steps.iter().map(|step| step.widget.to_string());
    (Way::of(widgets, world.execution.has_ended()), done)
}

/// What fits a question: no more keys than it takes, for the others are heard by the next one; and words only
/// where somebody listens to words.
fn fits(step: Option<&Step>, gather: &Gather) -> Step {
    match step {
        Some(Step::Answer(Reply::Press(keys))) => {
            let most = gather.digits.map_or(keys.len(), |most| most as usize);
            Step::Answer(Reply::Press(keys.chars().take(most).collect()))
        }
        Some(step @ Step::Answer(Reply::Speak { .. })) if gather.speech.is_some() => step.clone(),
        _ => Step::Silence,
    }
}

impl House {
    /// The last execution of this contact, as soon as no work is under way for it.
    async fn at_rest(&self, contact: &str) -> Option<(ExecutionKey, Record)> {
        let search = Search { contact: Some(contact.into()), limit: 1, ..Search::default() };
        let found = self.store.search(TenantId::FIRST, &search).await.unwrap();
        let (key, _) = found.into_iter().next()?;
        loop {
            let mut watch = self.server.state().driver.changes.watch(key);
            let stored = self.store.load(key).await.unwrap().unwrap();
            let record = Record::from_stored(&stored.state).unwrap();
            let is_under_way =
                |awaits| matches!(awaits, Awaits::Replied | Awaits::Sent | Awaits::Served);
            let mut pending = record.execution.pending();
            if record.execution.has_ended() || !pending.any(|it| is_under_way(it.awaits)) {
                drop(pending);
                return Some((key, record));
            }
            watch.changed().await;
        }
    }

    /// How the execution began that this contact had last, and the way it went.
    async fn way_of(&self, contact: &str) -> Option<((Time, Input), Way)> {
        let (key, record) = self.at_rest(contact).await?;
        let lines = self.store.journal(key, 0, 10_000).await.unwrap();
        let told: Vec<Told> =
            lines.iter().map(|line| Told::from_stored(&line.entry).unwrap()).collect();
        let first = told.iter().flat_map(|told| &told.entries).next().unwrap();
        let start = (first.at, first.input.clone());
        let steps = told.iter().flat_map(|told| &told.steps);
        let widgets = steps.map(|step| step.widget.to_string());
        Some((start, Way::of(widgets, record.execution.has_ended())))
    }

    async fn library(&self, flow: &FlowRef) -> Arc<Library> {
        let catalogue = centralita_widgets::builtin();
        let flows = Flows::new(Arc::clone(&self.store), catalogue, Default::default());
        flows.library_with(TenantId::FIRST, flow, None).await.unwrap()
    }
}

/// What is wrong with a call or chat, in words.
fn wrongs(transcript: &Transcript) -> Vec<String> {
    let mut wrongs: Vec<String> =
        transcript.wrongs().iter().map(|wrong| format!("{wrong:?}")).collect();
    let refused = transcript.webhooks().into_iter().filter(|webhook| !webhook.is_acknowledged());
    wrongs.extend(refused.map(|webhook| format!("{} gave {:?}", webhook.url, webhook.status)));
    wrongs
}

/// How the two ways differ; none when they do not.
fn differs(wire: &Way, alone: &Way, was_ended_by_caller: bool) -> Option<String> {
    let common = wire.widgets.iter().zip(&alone.widgets).take_while(|(one, other)| one == other);
    let common = common.count();
    let is_right = match (alone.has_ended, was_ended_by_caller) {
        // Whoever lost patience has heard a part of it.
        (_, true) if common == wire.widgets.len() => true,
        (true, _) => {
            common == wire.widgets.len() && common == alone.widgets.len() && wire.has_ended
        }
        (false, _) => common == alone.widgets.len(),
    };
    (!is_right).then(|| format!("on the wire {wire:?}, alone {alone:?}, alike {common}"))
}

/// What came of all flows.
#[derive(Default)]
struct Found {
    flows: u32,
    drafts: u32,
    contacts: u32,
    widgets: usize,
    reached: usize,
    of: usize,
    ended: u32,
    faults: Vec<String>,
}

impl Found {
    fn hears(&mut self, who: &str, said: &Transcript) {
        self.faults.extend(wrongs(said).iter().map(|wrong| format!("{who}: {wrong}\n{said}")));
    }

    fn compares(&mut self, who: &str, wire: &Way, alone: &Way, left: bool, said: &Transcript) {
        self.contacts += 1;
        self.widgets += alone.widgets.len();
        self.ended += u32::from(alone.has_ended);
        if let Some(difference) = differs(wire, alone, left) {
            self.faults.push(format!("{who}: {difference}\n{said}"));
        }
    }

    /// One flow is done: these widgets of it were reached.
    fn reaches(&mut self, text: &str, reached: &BTreeSet<String>) {
        self.flows += 1;
        self.of += Flow::read(text).widgets().len();
        self.reached += reached.len();
    }

    fn judges(self) {
        let Found { flows, drafts, contacts, widgets, reached, of, ended, faults } = self;
        println!(
            "{flows} flows, {drafts} of them only drafts; {contacts} contacts, {ended} to the end"
        );
        println!(
            "{reached} of {of} widgets were reached, {widgets} on all ways; {} faults",
            faults.len()
        );
        assert!(faults.is_empty(), "{}", faults.join("\n\n"));
        assert!(ended > 0 && widgets > 100);
    }
}

/// A house whose flows may ask nobody, and are told so at once.
async fn house_alone() -> House {
    let mut rules = EgressRules::default();
    rules.only = vec!["nobody.invalid".parse().unwrap()];
    house_asking(rules, Pace::Jumps).await
}

impl House {
    /// The number answers with this flow; a flow that cannot be published is tried as a draft by these
    /// contacts. Whether it is only a draft.
    async fn answers_or_tries(&self, path: &Path, contacts: &[String]) -> (FlowRef, bool) {
        let why = match self.server.load(path).await {
            Ok(entry) => {
                self.answers_with_flow(entry.id.clone()).await;
                return (FlowRef::new(entry.id, entry.newest), false);
            }
            Err(why) => why,
        };
        println!("{why}");
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let new = NewRevision {
            flow: flow_id(&name),
            name: Some(name),
            definition: std::fs::read_to_string(path).unwrap(),
            publish: false,
            message: String::new(),
            author: String::new(),
            over: None,
        };
        let flows = &self.server.state().driver.flows;
        let entry = flows.make(TenantId::FIRST, new, Time(0)).await.unwrap();
        let tenant = TenantId::FIRST;
        let (mut entry, version) =
            settings::read::<FlowEntry>(&*self.store, tenant, &entry.id).await.unwrap().unwrap();
        entry.test_users = contacts.to_vec();
        settings::write(&*self.store, tenant, &entry, version, Time(0)).await.unwrap();
        self.answers_with_flow(entry.id.clone()).await;
        (FlowRef::new(entry.id, entry.newest), true)
    }

    /// Somebody writes, one message after the other, as long as the flow waits for one.
    async fn is_written_to(
        &self,
        from: &str,
        words: Vec<String>,
        who: &str,
        found: &mut Found,
    ) -> (Transcript, Does) {
        let mut said = self.provider.chat(from, NUMBER, ChatScript::new().write("Hello")).await;
        found.hears(who, &said);
        let mut written = Vec::new();
        for words in words {
            let Some((_, record)) = self.at_rest(from).await else { break };
            // What is written while nobody waits for it is not heard, or begins another execution.
            if !record.execution.pending().any(|pending| pending.awaits == Awaits::Message) {
                break;
            }
            said = self.provider.chat(from, NUMBER, ChatScript::new().write(&words)).await;
            found.hears(who, &said);
            written.push(words);
        }
        (said, Does::Writes(written))
    }
}

/// Every flow, with who reaches it.
async fn all_flows(house: &House, found: &mut Found, is_call: bool) {
    for (number, path) in real_flows().into_iter().chain(samples()).enumerate() {
        let text = std::fs::read_to_string(&path).unwrap();
        let addresses: Vec<String> =
            (0..CONTACTS).map(|one| format!("+1555{number:03}{one:04}")).collect();
        let (flow, is_draft) = house.answers_or_tries(&path, &addresses).await;
        found.drafts += u32::from(is_draft);
        let library = house.library(&flow).await;
        let mut reached = BTreeSet::new();
        let contacts = contacts(&library, &flow, &text, is_call);
        for (from, does) in addresses.iter().zip(contacts) {
            let who = format!("{}, {from}", path.display());
            let (said, does) = match does {
                Does::Calls(steps) => {
                    let mut script = Script::new().patience_millis(LONGEST_MILLIS);
                    script.steps = steps.clone();
                    let said = house.provider.call_from(from, NUMBER, script).await;
                    found.hears(&who, &said);
                    (said, Does::Calls(steps))
                }
                Does::Writes(words) => house.is_written_to(from, words, &who, found).await,
            };
            let Some((start, wire)) = house.way_of(from).await else {
                found.faults.push(format!("{who}: nothing began\n{said}"));
                continue;
            };
            let (alone, _) = alone(&library, &start, &does);
            let who = format!("{who} {does:?}");
            found.compares(&who, &wire, &alone, said.ended_by() == Some("caller"), &said);
            reached.extend(wire.widgets);
        }
        found.reaches(&text, &reached);
    }
    house.provider.settled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_real_flow_is_called_and_goes_the_way_that_the_engine_goes_alone() {
    let house = house_alone().await;
    let mut found = Found::default();
    all_flows(&house, &mut found, true).await;
    found.judges();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_real_flow_is_written_to_and_goes_the_way_that_the_engine_goes_alone() {
    let house = house_alone().await;
    let mut found = Found::default();
    all_flows(&house, &mut found, false).await;
    found.judges();
}

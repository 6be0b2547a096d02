//! Real flows over real HTTP: every flow of the folder that `CENTRALITA_CORPUS` names is called and written
//! to by the provider in software, and goes the way that the engine goes alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use centralita_engine::exec::{
    Awaits, CallFunction, CreateTask, Dial, DialOutcome, HttpFailure, HttpReply, HttpRequest,
    Input, Library, Service, TaskState,
};
use centralita_engine::scenario::{Services, Waiting, World};
use centralita_engine::{Flow, Map, Text, Time};
use centralita_provider::drive::Pace;
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

use crate::{House, NUMBER, house_asking, samples};

/// How many callers each flow has, and how often each answers.
const CALLERS: u64 = 4;
const ANSWERS: u32 = 12;

/// What contacts write.
const WORDS: [[&str; 4]; 2] = [["Hello", "1", "yes", "Ana"], ["Hi", "2", "no", "12345"]];

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
enum Does<'s> {
    /// On a call: presses, speaks, says nothing.
    Calls(std::slice::Iter<'s, Step>),
    /// Writes this, and then nothing more.
    Writes(std::slice::Iter<'s, &'static str>),
}

/// The way that the engine goes alone with somebody who does the same.
fn alone(library: &Library, start: &(Time, Input), mut does: Does<'_>) -> Way {
    let (at, Input::Start { flow, trigger, seed }) = start else { panic!("{start:?}") };
    let mut world = World::start(library, flow, trigger.clone(), *seed, *at).unwrap();
    loop {
        world.settle(library, &mut NobodyElse);
        let told = match (world.waiting(), &mut does) {
            (Waiting::Input(_), Does::Calls(steps)) => match steps.next() {
                Some(Step::Answer(Reply::Press(keys))) => world.press(library, keys),
                Some(Step::Answer(Reply::Speak { words, confidence })) => {
                    world.say(library, words, confidence.as_deref().unwrap_or_default())
                }
                _ => world.be_silent(library),
            },
            (Waiting::Message(_), Does::Writes(words)) => match words.next() {
                Some(words) => world.write(library, words),
                None => break,
            },
            _ => break,
        };
        told.unwrap();
    }
    let widgets = world.steps.iter().map(|step| step.widget.to_string());
    Way::of(widgets, world.execution.has_ended())
}

impl House {
    /// The last execution of this contact, as soon as no work is under way for it.
    async fn at_rest(&self, contact: &str) -> Option<(ExecutionKey, Record)> {
        let search = Search { contact: Some(contact.into()), limit: 1, ..Search::default() };
        let found = self.store.search(TenantId::FIRST, &search).await.unwrap();
        let (key, _) = found.into_iter().next()?;
        loop {
            let watch = self.server.state().driver.changes.watch(key);
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

    async fn library(&self, start: &(Time, Input)) -> Arc<Library> {
        let Input::Start { flow, .. } = &start.1 else { panic!("{start:?}") };
        let catalogue = centralita_widgets::builtin();
        let flows = Flows::new(Arc::clone(&self.store), catalogue, Default::default());
        flows.library_with(TenantId::FIRST, flow, None).await.unwrap()
    }
}

/// The keys that a flow listens for, or a few.
fn keys_of(text: &str) -> String {
    let quoted = text.split('"').filter(|part| part.len() == 1);
    let keys: BTreeSet<&str> =
        quoted.filter(|part| part.chars().all(|letter| letter.is_ascii_digit())).collect();
    if keys.is_empty() { "12".to_owned() } else { keys.into_iter().collect() }
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
    async fn answers_or_tries(&self, path: &Path, contacts: &[String]) -> bool {
        let Err(why) = self.server.load(path).await else {
            self.answers_with(path).await;
            return false;
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
        self.answers_with_flow(entry.id).await;
        true
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_real_flow_is_called_and_goes_the_way_that_the_engine_goes_alone() {
    let house = house_alone().await;
    let mut found = Found::default();
    for path in real_flows().into_iter().chain(samples()) {
        let text = std::fs::read_to_string(&path).unwrap();
        let callers: Vec<String> =
            (0..CALLERS).map(|caller| format!("+1555{:03}{caller:04}", found.flows)).collect();
        found.drafts += u32::from(house.answers_or_tries(&path, &callers).await);
        let mut reached = BTreeSet::new();
        for (seed, from) in callers.iter().enumerate() {
            let script = Script::by_seed(seed as u64, &keys_of(&text), ANSWERS);
            let steps = script.steps.clone();
            let script = script.patience_millis(LONGEST_MILLIS);
            let said = house.provider.call_from(from, NUMBER, script).await;
            let who = format!("{}, caller {seed}", path.display());
            found
                .faults
                .extend(wrongs(&said).iter().map(|wrong| format!("{who}: {wrong}\n{said}")));
            let Some((start, wire)) = house.way_of(from).await else {
                found.faults.push(format!("{who}: nothing began\n{said}"));
                continue;
            };
            let library = house.library(&start).await;
            let alone = alone(&library, &start, Does::Calls(steps.iter()));
            found.compares(&who, &wire, &alone, said.ended_by() == Some("caller"), &said);
            reached.extend(wire.widgets);
        }
        found.reaches(&text, &reached);
    }
    house.provider.settled().await;
    found.judges();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_real_flow_is_written_to_and_goes_the_way_that_the_engine_goes_alone() {
    let house = house_alone().await;
    let mut found = Found::default();
    for path in real_flows().into_iter().chain(samples()) {
        let contacts: Vec<String> =
            (0..WORDS.len()).map(|one| format!("+1666{:03}{one:04}", found.flows)).collect();
        found.drafts += u32::from(house.answers_or_tries(&path, &contacts).await);
        let text = std::fs::read_to_string(&path).unwrap();
        let mut reached = BTreeSet::new();
        for (words, from) in WORDS.iter().zip(&contacts) {
            let who = format!("{}, who writes {words:?}", path.display());
            let mut written = 0;
            let (said, start, wire) = loop {
                let script = ChatScript::new().write(words[written]);
                let said = house.provider.chat(from, NUMBER, script).await;
                written += 1;
                found
                    .faults
                    .extend(wrongs(&said).iter().map(|wrong| format!("{who}: {wrong}\n{said}")));
                let Some((start, wire)) = house.way_of(from).await else {
                    panic!("{who}: nothing began\n{said}");
                };
                if wire.has_ended || written == words.len() {
                    break (said, start, wire);
                }
            };
            let library = house.library(&start).await;
            let alone = alone(&library, &start, Does::Writes(words[1..written].iter()));
            found.compares(&who, &wire, &alone, false, &said);
            reached.extend(wire.widgets);
        }
        found.reaches(&text, &reached);
    }
    found.judges();
}

//! Exercising: many virtual callers drive a flow, to see that every way through it works.
//!
//! The callers press, speak, stay silent, write and hang up; requests are answered, refused or time
//! out; agents take tasks or do not. What they say is drawn from what the flow itself listens for,
//! and everything follows from a seed, so a finding can be repeated.
//!
//! An exit that nobody reached is listed with the reason. An exit without a reason is a fault, as
//! are an execution that is stuck and a replay that comes out otherwise.

mod caller;
mod hints;
mod people;
mod plant;
mod reasons;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;

use crate::declare::{Catalogue, Channel};
use crate::exec::{CallState, EndingKind, FlowRef, Library, NoteKind, replay};
use crate::flow::{ExitName, Flow, WidgetName};
use crate::scenario::{Coverage, Office, World};
use crate::value::Text;

use caller::Caller;
use hints::Hints;
pub use reasons::Reason;

/// How much to exercise.
#[derive(Clone, Debug)]
pub struct Effort {
    /// How many callers there are at least.
    pub callers: u32,
    /// How many callers there are at most, while exits are still unreached.
    pub most_callers: u32,
    /// The seed from which everything follows.
    pub seed: u64,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { callers: 200, most_callers: 5000, seed: 1 }
    }
}

/// What came of exercising one flow.
#[derive(Clone, Debug, Serialize)]
pub struct Exercised {
    /// How many widgets the flow has.
    pub widgets: usize,
    /// Every exit that is drawn, in the order of the file.
    pub exits: Vec<ExitReport>,
    /// What went wrong in our own house.
    pub faults: Vec<Text>,
    /// How many executions ended in which way.
    pub endings: BTreeMap<&'static str, u32>,
    /// Why executions failed, and how many; the flow's author should know.
    pub failures: BTreeMap<Text, u32>,
    /// Why widgets could not do their work, by widget.
    #[serde(skip)]
    pub(crate) troubles: BTreeMap<WidgetName, BTreeSet<Text>>,
    /// The channels on which executions came to each widget.
    #[serde(skip)]
    pub(crate) channels: BTreeMap<WidgetName, BTreeSet<Channel>>,
    /// In which widgets callers hung up or were cut off.
    pub gave_up: BTreeMap<WidgetName, u32>,
    /// How many callers there were.
    pub callers: u32,
}

/// One exit, and how it fared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExitReport {
    /// The widget.
    pub widget: WidgetName,
    /// The event's name.
    pub event: ExitName,
    /// Its place in the widget's transitions.
    pub transition: usize,
    /// How often it was taken.
    pub count: u64,
    /// Why nobody took it, when nobody did and a reason is known.
    pub reason: Option<Reason>,
}

impl Exercised {
    /// How many exits were reached.
    pub fn reached(&self) -> usize {
        self.exits.iter().filter(|exit| exit.count > 0).count()
    }
}

/// Exercises the flow that the library has at `at`. Sub-flows it runs must be in the library too.
pub fn exercise(
    library: &Library,
    at: &FlowRef,
    flow: &Flow,
    catalogue: &Catalogue,
    effort: &Effort,
) -> Exercised {
    exercise_with(library, at, flow, catalogue, effort, None)
}

/// As [`exercise`], with people and plans by which tasks find somebody. What becomes of a task is up
/// to them then: they accept, refuse, miss, or are all away.
pub fn exercise_with(
    library: &Library,
    at: &FlowRef,
    flow: &Flow,
    catalogue: &Catalogue,
    effort: &Effort,
    office: Option<&dyn Office>,
) -> Exercised {
    let hints = Hints::of(flow, catalogue);
    let mut coverage = Coverage::default();
    let mut done = Exercised {
        widgets: flow.widgets().len(),
        exits: Vec::new(),
        faults: Vec::new(),
        endings: BTreeMap::new(),
        failures: BTreeMap::new(),
        troubles: BTreeMap::new(),
        channels: BTreeMap::new(),
        gave_up: BTreeMap::new(),
        callers: 0,
    };
    let parent = parent_of(library, at, flow, catalogue);
    let mut kept = Kept::new(flow);
    let mut goals = Goals::default();
    while done.callers < effort.most_callers {
        let mut goal = None;
        if done.callers >= effort.callers {
            if goals.are_old(done.callers) {
                done.exits = reasons::explain(
                    flow,
                    catalogue,
                    &coverage.exits(&at.name, flow, catalogue),
                    &done,
                );
                if !goals.set(&done, effort) {
                    break;
                }
            }
            goal = goals.next(done.callers);
        }
        let number = done.callers;
        done.callers += 1;
        let mut caller = Caller::new(&hints, effort.seed, number);
        if number.is_multiple_of(2) && goal.is_some() {
            caller = caller.of_bad_luck();
        }
        let (library, root) = match &parent {
            Some((with_parent, parent)) if goal.is_none() && caller.comes_from_parent() => {
                (with_parent, parent)
            }
            _ => (library, at),
        };
        // Some begin afresh: on which day a call began can decide where it leads.
        let goal = goal.filter(|_| !number.is_multiple_of(4));
        let from_kept = goal.and_then(|goal| kept.nearest_to(&goal, number));
        let from_kept = from_kept.or_else(|| {
            caller.begin(library, root, office, &mut done).map(|world| (world, root != at))
        });
        let Some((mut world, from_parent)) = from_kept else { continue };
        let library = match &parent {
            Some((with_parent, _)) if from_parent => with_parent,
            _ => library,
        };
        caller.live_through(library, &mut world, &mut done, &mut |world| {
            kept.keep(world, from_parent);
        });
        let world = world;
        if from_parent {
            let inner: Vec<_> = world
                .steps
                .iter()
                .filter(|step| step.flow.as_deref() == Some(at.name.as_str()))
                .cloned()
                .collect();
            coverage.add(&at.name, &inner);
        } else {
            coverage.add(&at.name, &world.steps);
        }
        let mut channel = world.execution.channel;
        if world.execution.call != CallState::None {
            channel = Channel::Call;
        }
        for step in world.steps.iter().filter(|step| step.depth == 0) {
            done.channels.entry(step.widget.clone()).or_default().insert(channel);
            for note in step.notes.iter().filter(|note| note.kind == NoteKind::Failure) {
                done.troubles.entry(step.widget.clone()).or_default().insert(note.message.clone());
            }
        }
        match replay(library, &world.journal.entries) {
            Ok(again) if again.to_stored() == world.execution.to_stored() => {}
            Ok(_) => done.faults.push(
                format!("Caller {number}: the replay of the journal gives another state.").into(),
            ),
            Err(diverged) => done.faults.push(format!("Caller {number}: {diverged}").into()),
        }
        if let Some(ending) = world.execution.ending() {
            *done.endings.entry(ending.kind.name()).or_default() += 1;
            match ending.kind {
                EndingKind::Failed => *done.failures.entry(ending.reason.clone()).or_default() += 1,
                EndingKind::ContactLeft => {
                    if let Some(widget) = world.execution.widget() {
                        *done.gave_up.entry(widget.clone()).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
        if done.faults.len() >= 20 {
            break;
        }
    }
    let seen = coverage.exits(&at.name, flow, catalogue);
    done.exits = reasons::explain(flow, catalogue, &seen, &done);
    for exit in done.exits.iter().filter(|exit| exit.count == 0 && exit.reason.is_none()) {
        done.faults.push(
            format!(
                "Nobody reached {} on \"{}\" (transition {}), and no reason is known.",
                exit.widget, exit.event, exit.transition
            )
            .into(),
        );
    }
    done
}

/// The widgets with exits that nobody took yet, at which later callers aim.
#[derive(Default)]
struct Goals {
    widgets: Vec<WidgetName>,
    /// The caller from whom on the list is made anew.
    until: u32,
    /// How many exits had been reached when the list was made.
    reached: usize,
    /// How many lists in a row brought nothing new.
    fruitless: u32,
}

/// Lists that may bring nothing new while an exit has no reason.
const PATIENCE_WITHOUT_REASON: u32 = 12;

/// Lists that may bring nothing new while every exit has a reason.
const PATIENCE_WITH_REASONS: u32 = 2;

impl Goals {
    fn are_old(&self, caller: u32) -> bool {
        caller >= self.until
    }

    /// Makes the list anew; whether there is anything left to aim at.
    fn set(&mut self, done: &Exercised, effort: &Effort) -> bool {
        let reached = done.reached();
        self.fruitless = if reached > self.reached { 0 } else { self.fruitless + 1 };
        self.reached = reached;
        let open = || done.exits.iter().filter(|exit| exit.count == 0);
        let aim = |wanted: &dyn Fn(&ExitReport) -> bool| -> Vec<WidgetName> {
            open().filter(|exit| wanted(exit)).map(|exit| exit.widget.clone()).collect()
        };
        let without_reason = aim(&|exit| exit.reason.is_none());
        let patience = if without_reason.is_empty() {
            self.widgets = aim(&|exit| !matches!(exit.reason, Some(Reason::Unsatisfiable { .. })));
            PATIENCE_WITH_REASONS
        } else {
            self.widgets = without_reason;
            PATIENCE_WITHOUT_REASON
        };
        let round = u32::try_from(self.widgets.len())
            .unwrap_or(u32::MAX)
            .saturating_mul(3)
            .max(effort.callers / 4);
        self.until = done.callers.saturating_add(round);
        !self.widgets.is_empty() && self.fruitless < patience
    }

    fn next(&self, caller: u32) -> Option<WidgetName> {
        self.widgets.get(caller as usize % self.widgets.len().max(1)).cloned()
    }
}

/// Worlds at their waits, from which later callers set out for exits that nobody took; each with
/// whether its caller came in through another flow.
struct Kept {
    worlds: BTreeMap<WidgetName, Vec<(World, bool)>>,
    /// For each widget, the widgets with a wire to it.
    before: BTreeMap<WidgetName, BTreeSet<WidgetName>>,
}

/// Worlds kept for each widget: a few, since how one came there can decide where one can go.
const KEPT_PER_WIDGET: usize = 6;

impl Kept {
    fn new(flow: &Flow) -> Kept {
        let mut before: BTreeMap<WidgetName, BTreeSet<WidgetName>> = BTreeMap::new();
        for widget in flow.widgets() {
            for next in widget.transitions.iter().filter_map(|transition| transition.next.as_ref())
            {
                before.entry(next.clone()).or_default().insert(widget.name.clone());
            }
        }
        Kept { worlds: BTreeMap::new(), before }
    }

    fn keep(&mut self, world: &World, from_parent: bool) {
        // Inside a sub-flow the widget's name means another widget.
        if world.execution.frames.len() != 1 + usize::from(from_parent)
            || world.journal.entries.len() > 60
        {
            return;
        }
        let Some(widget) = world.execution.widget() else { return };
        let worlds = self.worlds.entry(widget.clone()).or_default();
        if worlds.len() < KEPT_PER_WIDGET {
            worlds.push((world.clone(), from_parent));
        }
    }

    /// A world that waits in the goal, or as few wires before it as possible.
    fn nearest_to(&self, goal: &WidgetName, number: u32) -> Option<(World, bool)> {
        let mut open = VecDeque::from([goal]);
        let mut seen = BTreeSet::new();
        let mut found: Vec<&Vec<(World, bool)>> = Vec::new();
        while let Some(at) = open.pop_front() {
            if !seen.insert(at) {
                continue;
            }
            if let Some(worlds) = self.worlds.get(at) {
                found.push(worlds);
                // The nearest is not always early enough: what decides may have been said before.
                if found.len() == 3 {
                    break;
                }
            }
            open.extend(self.before.get(at).into_iter().flatten());
        }
        let worlds = found.get(number as usize % found.len().max(1))?;
        worlds.get(number as usize / 3 % worlds.len().max(1)).cloned()
    }
}

/// A library with a flow that does nothing but run this one, so that flows made to be run by others
/// are exercised as such.
fn parent_of(
    library: &Library,
    at: &FlowRef,
    flow: &Flow,
    catalogue: &Catalogue,
) -> Option<(Library, FlowRef)> {
    let start = flow.widgets().get(flow.initial()?)?;
    start.transition("incomingParent")?;
    let runner = catalogue.specs().find(|spec| spec.opens_flow.is_some())?;
    let property = runner.opens_flow.clone()?;
    let starts = catalogue.specs().find(|spec| spec.starts)?;
    let mut text = String::from(r#"{"states":[{"name":"Trigger","type":""#);
    text.push_str(starts.kind.as_str());
    text.push_str(r#"","transitions":["#);
    for (index, exit) in starts.exits.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&format!(r#"{{"event":"{}","next":"run"}}"#, exit.event));
    }
    let name = crate::value::Value::Text(at.name.clone()).to_json();
    text.push_str(&format!(
        r#"],"properties":{{}}}},{{"name":"run","type":"{}","transitions":[],"properties":{{"{property}":{name},"flow_revision":"{}","parameters":{}}}}}],"initial_state":"Trigger"}}"#,
        runner.kind,
        at.revision,
        hints::parent_parameters(flow, catalogue),
    ));
    let parent = FlowRef::new(format!("{}'s parent", at.name), 1);
    let mut with_parent = library.clone();
    with_parent.add(&Flow::read(&text), parent.clone(), catalogue).ok()?;
    Some((with_parent, parent))
}

//! The library: compiled flows, and the two functions that run them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::check::Problem;
use crate::declare::{Catalogue, Channel};
use crate::exec::program::Shared;
use crate::exec::run::{Move, Run, bytes_of};
use crate::exec::{
    Awaits, CallState, Effect, EffectId, EndingKind, Event, Execution, ExecutionId, FlowRef,
    FlowWanted, Frame, Limits, Pending, Program, Seed, Status, Step, TaskState, Trace, Trigger,
};
use crate::flow::Flow;
use crate::time::Time;
use crate::value::{Map, Text, Value};

/// Compiled flows, by name and revision, with the settings under which they run.
///
/// A library is read by many executions at once; add flows first, then share it behind an `Arc`, or
/// clone it to publish a new revision: clones share the compiled flows.
#[derive(Clone, Default)]
pub struct Library {
    pub(crate) programs: BTreeMap<FlowRef, Shared>,
    pub(crate) settings: Settings,
    standings: BTreeMap<Text, Standing>,
}

/// Which revisions of a flow are meant when no number is given.
///
/// Of a flow without one, the newest revision that the library has is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The revision that is live; none while none was published.
    pub live: Option<u32>,
    /// The newest revision, live or not.
    pub newest: Option<u32>,
}

/// The settings under which flows run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Bounds of one execution.
    pub limits: Limits,
    /// The time zone of flows that name none.
    pub time_zone: TimeZone,
    /// What the vendor's ids in flow files mean here.
    pub names: Names,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { limits: Limits::default(), time_zone: TimeZone::UTC, names: Names::default() }
    }
}

/// What the vendor's ids in flow files mean here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Flows by id (`FW…`).
    #[serde(default)]
    pub flows: BTreeMap<Text, Text>,
    /// Routing plans by id (`WW…`).
    #[serde(default)]
    pub plans: BTreeMap<Text, Text>,
    /// Queues by id (`WQ…`).
    #[serde(default)]
    pub queues: BTreeMap<Text, Text>,
    /// Task channels by id (`TC…`).
    #[serde(default)]
    pub channels: BTreeMap<Text, Text>,
}

impl Names {
    /// The plan that `id` means; an id nobody mapped stands for itself.
    pub fn plan<'a>(&'a self, id: &'a Text) -> &'a Text {
        self.plans.get(id).unwrap_or(id)
    }

    /// The queue that `id` means; an id nobody mapped stands for itself.
    pub fn queue<'a>(&'a self, id: &'a Text) -> &'a Text {
        self.queues.get(id).unwrap_or(id)
    }

    /// The task channel that `id` means; an id nobody mapped stands for itself.
    pub fn channel<'a>(&'a self, id: &'a Text) -> &'a Text {
        self.channels.get(id).unwrap_or(id)
    }
}

/// The whole answer of a turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The new state.
    pub execution: Execution,
    /// The steps taken, in order.
    pub steps: Vec<Step>,
    /// What is asked of the world, in order.
    pub effects: Vec<Effect>,
    /// See [`Trace::sub_flows`].
    pub sub_flows: Vec<Option<FlowRef>>,
}

impl Turn {
    fn of(execution: Execution, trace: Trace) -> Turn {
        let Trace { steps, effects, sub_flows, watched: _ } = trace;
        Turn { execution, steps, effects, sub_flows }
    }
}

/// Why an event or a start was refused. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejected {
    /// The library has no such flow.
    #[error("There is no flow {0} here.")]
    UnknownFlow(FlowRef),
    /// The execution is over.
    #[error("The execution has ended; nothing can happen in it any more.")]
    Ended,
    /// Nobody waits for an answer to this effect: it was answered, or given up.
    #[error("Nobody waits for an answer to effect {0}; it came late or twice.")]
    NotWaitingFor(EffectId),
    /// The event does not answer what the effect asked for.
    #[error("Effect {effect} waits for {awaits:?}, which \"{event}\" does not answer.")]
    WrongKind {
        /// The effect.
        effect: EffectId,
        /// What can answer it.
        awaits: Awaits,
        /// The event that came.
        event: &'static str,
    },
    /// Lists and maps stand inside each other deeper than an execution can hold.
    #[error("The values of \"{0}\" stand more than {deepest} deep inside each other. Send less of them, or as text.", deepest = Value::DEEPEST)]
    TooDeep(&'static str),
    /// The widget where the execution waits cannot take such an event.
    #[error("The widget where the execution waits cannot take \"{0}\" now.")]
    Unexpected(&'static str),
}

impl Library {
    /// An empty library with these settings.
    pub fn new(settings: Settings) -> Library {
        Library { programs: BTreeMap::new(), settings, standings: BTreeMap::new() }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Compiles `flow` and keeps it under `at`.
    ///
    /// # Errors
    /// Only when the flow has no widget to begin with; everything else that is wrong is for the
    /// checks, and ends an execution where it is met.
    pub fn add(
        &mut self,
        flow: &Flow,
        at: FlowRef,
        catalogue: &Catalogue,
    ) -> Result<(), Vec<Problem>> {
        let program = Program::compile(
            flow,
            at.clone(),
            catalogue,
            &self.settings.time_zone,
            &self.settings.limits,
        )?;
        self.programs.insert(at, Arc::new(program));
        Ok(())
    }

    /// Forgets every revision of the flow called `name`.
    pub fn remove(&mut self, name: &str) {
        self.programs.retain(|at, _| at.name != name);
    }

    /// The compiled flow at `at`.
    pub fn program(&self, at: &FlowRef) -> Option<&Program> {
        self.programs.get(at).map(|program| &**program)
    }

    /// All flows, by name and revision.
    pub fn flows(&self) -> impl Iterator<Item = &FlowRef> {
        self.programs.keys()
    }

    /// The newest revision of the flow called `name`.
    pub fn newest(&self, name: &str) -> Option<&FlowRef> {
        let from = FlowRef::new(name, 0);
        let to = FlowRef::new(name, u32::MAX);
        self.programs.range(from..=to).next_back().map(|(at, _)| at)
    }

    /// Which revisions of the flow called `name` are meant when no number is given, if that was said.
    pub fn standing(&self, name: &str) -> Option<Standing> {
        self.standings.get(name).copied()
    }

    /// Says which revisions of the flow called `name` are meant when no number is given.
    pub fn set_standing(&mut self, name: impl Into<Text>, standing: Standing) {
        self.standings.insert(name.into(), standing);
    }

    /// Says which flow the vendor's id, or another name, means here; none for what means nothing any more.
    pub fn set_name(&mut self, id: impl Into<Text>, flow: Option<Text>) {
        match flow {
            Some(flow) => self.settings.names.flows.insert(id.into(), flow),
            None => self.settings.names.flows.remove(&id.into()),
        };
    }

    /// Whether `at` is a revision that nobody has published: it is newer than the one that is live.
    pub fn is_draft(&self, at: &FlowRef) -> bool {
        let standing = self.standings.get(&at.name);
        standing.is_some_and(|standing| standing.live.is_none_or(|live| at.revision > live))
    }

    /// Begins an execution.
    ///
    /// # Errors
    /// When the library does not have the flow.
    pub fn start(
        &self,
        flow: &FlowRef,
        trigger: Trigger,
        seed: Seed,
        now: Time,
    ) -> Result<Turn, Rejected> {
        let mut trace = Trace::default();
        let execution = self.start_into(flow, trigger, seed, now, &mut trace)?;
        Ok(Turn::of(execution, trace))
    }

    /// Tells an execution what happened.
    ///
    /// # Errors
    /// When the event is late, repeated, or nothing the execution waits for; nothing has changed then.
    pub fn advance(
        &self,
        execution: &Execution,
        event: Event,
        now: Time,
    ) -> Result<Turn, Rejected> {
        let answered = self.admit(execution, &event)?;
        let mut execution = execution.clone();
        let mut trace = Trace::default();
        self.take(&mut execution, &event, answered, now, &mut trace, &[]);
        Ok(Turn::of(execution, trace))
    }

    /// As [`Library::start`], with steps and effects added to a trace that is used again.
    ///
    /// # Errors
    /// As [`Library::start`].
    pub fn start_into(
        &self,
        flow: &FlowRef,
        trigger: Trigger,
        seed: Seed,
        now: Time,
        trace: &mut Trace,
    ) -> Result<Execution, Rejected> {
        self.start_again(flow, trigger, seed, now, trace, &[])
    }

    /// As [`Library::start_into`], with what sub-flows were resolved to before.
    pub(crate) fn start_again(
        &self,
        flow: &FlowRef,
        trigger: Trigger,
        seed: Seed,
        now: Time,
        trace: &mut Trace,
        resolved: &[Option<FlowRef>],
    ) -> Result<Execution, Rejected> {
        let program = self.programs.get(flow).ok_or_else(|| Rejected::UnknownFlow(flow.clone()))?;
        let id = ExecutionId::from_seed(seed);
        let channel = trigger.channel();
        let context = trigger.context(&id, flow);
        if context.values().any(|value| value.is_deeper_than(Value::DEEPEST)) {
            context.into_iter().for_each(|(_, value)| value.dismantle());
            return Err(Rejected::TooDeep("trigger"));
        }
        let bytes = bytes_of(&context);
        let start = &program.nodes[program.start];
        let frame = Frame {
            flow: flow.clone(),
            widget: start.name.clone(),
            entered: now,
            step: 0,
            context,
            local: Value::Null,
            in_a_row: 0,
        };
        let mut execution = Execution {
            id,
            status: Status::Waiting,
            frames: vec![frame],
            channel,
            call: if channel == Channel::Call { CallState::Ringing } else { CallState::None },
            placed: Map::new(),
            started: now,
            collected: Vec::new(),
            path: VecDeque::new(),
            pending: Vec::new(),
            next_effect: 1,
            random: (seed.0 as u64) ^ ((seed.0 >> 64) as u64),
            steps: 0,
            bytes,
        };
        Run::new(self, &mut execution, now, trace, resolved).go(Move::Enter(program.start));
        Ok(execution)
    }

    /// As [`Library::advance`], changing the execution in place. A refused event changes nothing.
    ///
    /// # Errors
    /// As [`Library::advance`].
    pub fn advance_in_place(
        &self,
        execution: &mut Execution,
        event: &Event,
        now: Time,
        trace: &mut Trace,
    ) -> Result<(), Rejected> {
        self.advance_again(execution, event, now, trace, &[])
    }

    /// As [`Library::advance_in_place`], with what sub-flows were resolved to before.
    pub(crate) fn advance_again(
        &self,
        execution: &mut Execution,
        event: &Event,
        now: Time,
        trace: &mut Trace,
        resolved: &[Option<FlowRef>],
    ) -> Result<(), Rejected> {
        let answered = self.admit(execution, event)?;
        self.take(execution, event, answered, now, trace, resolved);
        Ok(())
    }

    /// Decides whether the event can be taken, without touching anything; returns the place of the
    /// effect that it answers.
    fn admit(&self, execution: &Execution, event: &Event) -> Result<Option<usize>, Rejected> {
        if execution.has_ended() {
            return Err(Rejected::Ended);
        }
        if let Some(frame) = execution.frames.last()
            && !self.programs.contains_key(&frame.flow)
        {
            return Err(Rejected::UnknownFlow(frame.flow.clone()));
        }
        let mut params = event.params().into_iter().flat_map(Map::values);
        if params.any(|value| value.is_deeper_than(Value::DEEPEST)) {
            return Err(Rejected::TooDeep(event.name()));
        }
        match event {
            Event::Cancelled { .. } => Ok(None),
            Event::ContactLeft { .. } => match execution.call {
                CallState::Ringing | CallState::Live => Ok(None),
                CallState::None | CallState::Gone => Err(Rejected::Unexpected(event.name())),
            },
            Event::Message { .. } => execution
                .pending
                .iter()
                .position(|pending| pending.awaits == Awaits::Message)
                .map(Some)
                .ok_or(Rejected::Unexpected(event.name())),
            Event::Returned { name, .. } => {
                let known = self.current(execution).is_some_and(|(program, place)| {
                    program.nodes[place].ways.iter().any(|way| way.event.as_str() == name.as_str())
                });
                if known { Ok(None) } else { Err(Rejected::Unexpected(event.name())) }
            }
            _ => {
                let Some(answers) = event.answers() else {
                    return Err(Rejected::Unexpected(event.name()));
                };
                let place = execution
                    .pending
                    .iter()
                    .position(|pending| pending.effect == answers)
                    .ok_or(Rejected::NotWaitingFor(answers))?;
                let awaits = execution.pending[place].awaits;
                if !answers_what(event, awaits) {
                    return Err(Rejected::WrongKind {
                        effect: answers,
                        awaits,
                        event: event.name(),
                    });
                }
                Ok(Some(place))
            }
        }
    }

    fn current(&self, execution: &Execution) -> Option<(&Program, usize)> {
        let frame = execution.frames.last()?;
        let program = self.programs.get(&frame.flow)?;
        Some((program, program.index_of(&frame.widget)?))
    }

    fn take(
        &self,
        execution: &mut Execution,
        event: &Event,
        answered: Option<usize>,
        now: Time,
        trace: &mut Trace,
        resolved: &[Option<FlowRef>],
    ) {
        if let Some(place) = answered {
            settle(&mut execution.pending, place, event);
        }
        if let Event::ContactLeft { .. } = event {
            execution.call = CallState::Gone;
        }
        let age = now.millis_since(execution.started) / 1000;
        let limit = self.settings.limits.age;
        let mut run = Run::new(self, execution, now, trace, resolved);
        if age > i64::from(limit.0) {
            run.end(
                EndingKind::Expired,
                format!("The execution is older than {} days.", limit.0 / 86_400).into(),
            );
        } else if let Event::Cancelled { reason } = event {
            run.end(EndingKind::Cancelled, reason.clone());
        } else {
            run.event(event);
        }
    }

    /// The flow that is meant inside an execution with the outermost frame `outer`: only who tries a draft
    /// reaches others.
    pub(crate) fn resolve(&self, wanted: &FlowWanted, outer: Option<&Frame>) -> Option<FlowRef> {
        let name = self.settings.names.flows.get(&wanted.flow).unwrap_or(&wanted.flow);
        let number = match (wanted.number(), self.standings.get(name)) {
            (Some(number), _) => number,
            (None, None) => return self.newest(name).cloned(),
            (None, Some(standing)) => {
                let tries = outer.is_some_and(|outer| self.is_draft(&outer.flow));
                let newest = standing.newest.filter(|_| tries);
                match wanted.is_draft() {
                    true => newest.or(standing.live),
                    // Who tries two drafts of which one runs the other hears both.
                    false => standing.live.or(newest),
                }?
            }
        };
        let at = FlowRef::new(name.clone(), number);
        self.programs.contains_key(&at).then_some(at)
    }

    /// The flow that a sub-flow's name or id and revision mean here to who tries no draft.
    pub fn find(&self, flow: &str, revision: &str) -> Option<FlowRef> {
        self.resolve(&FlowWanted { flow: flow.into(), revision: revision.into() }, None)
    }
}

fn answers_what(event: &Event, awaits: Awaits) -> bool {
    matches!(
        (event, awaits),
        (Event::Keys { .. } | Event::Speech { .. } | Event::Silence { .. }, Awaits::Input)
            | (Event::Played { .. }, Awaits::Played)
            | (Event::Recorded { .. }, Awaits::Recorded)
            | (Event::Dialled { .. }, Awaits::Dialled)
            | (Event::CallPlaced { .. }, Awaits::CallPlaced)
            | (Event::Replied { .. }, Awaits::Replied)
            | (Event::Sent { .. }, Awaits::Sent)
            | (Event::Delivery { .. }, Awaits::Delivery)
            | (Event::TaskChanged { .. }, Awaits::TaskChanged)
            | (Event::Served { .. }, Awaits::Served)
            | (Event::TimerFired { .. }, Awaits::Timer)
    )
}

/// Takes the answered effect off the list, or notes what else may come for it.
fn settle(pending: &mut Vec<Pending>, place: usize, event: &Event) {
    match event {
        Event::Sent { accepted: true, .. } => pending[place].awaits = Awaits::Delivery,
        Event::TaskChanged {
            task: TaskState::Created | TaskState::Reserved | TaskState::Accepted,
            ..
        }
        | Event::Delivery { .. } => {}
        _ => {
            pending.remove(place);
        }
    }
}

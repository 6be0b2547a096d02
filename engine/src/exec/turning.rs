//! Turning: what a widget may touch during a turn.

use jiff::tz::TimeZone;

use crate::declare::{Channel, Exits, Outputs};
use crate::exec::handover::{Collected, How, words};
use crate::exec::program::{Node, Program, Target};
use crate::exec::run::bytes_of;
use crate::exec::{
    Action, Awaits, CallState, Effect, EffectId, Ending, EndingKind, Execution, FlowRef, Frame,
    Library, Limits, Names, Note, NoteKind, Pending, Step,
};
use crate::flow::{Flow, WidgetName};
use crate::span::Span;
use crate::template::{Fault, Scope};
use crate::time::Time;
use crate::value::{Map, Text, Value};

/// What a widget decides at the end of a visit or an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Next<E> {
    /// Leave by this exit.
    Exit(E),
    /// Stay until the world answers what was asked for.
    Wait,
    /// End the whole execution; a live call is hung up.
    End(EndingKind, Text),
    /// The caller is gone and there is nothing left to do.
    Left,
    /// Run another flow; the widget goes on when it has ended.
    SubFlow(SubFlow),
}

impl<E> Next<E> {
    /// The same decision with the exit named differently.
    #[inline]
    pub fn map<F>(self, name: impl FnOnce(E) -> F) -> Next<F> {
        match self {
            Next::Exit(exit) => Next::Exit(name(exit)),
            Next::Wait => Next::Wait,
            Next::End(kind, reason) => Next::End(kind, reason),
            Next::Left => Next::Left,
            Next::SubFlow(sub_flow) => Next::SubFlow(sub_flow),
        }
    }
}

/// A flow as a widget names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowWanted {
    /// The flow's name, or an id that the project maps to one.
    pub flow: Text,
    /// A revision's number; [`FlowWanted::DRAFT`] or [`FlowWanted::NEWEST`] for the newest, which only who
    /// tries a draft reaches; any other word, as `LatestPublished`, for the one that is live.
    pub revision: Text,
}

impl FlowWanted {
    /// The newest revision, as flow files say it.
    pub const DRAFT: &'static str = "LatestDraft";
    /// The newest revision, as the provider's REST says it.
    pub const NEWEST: &'static str = "LatestRevision";

    /// The revision's number, when it is given as one.
    pub fn number(&self) -> Option<u32> {
        self.revision.trim().parse().ok()
    }

    /// Whether the newest revision is meant, live or not.
    pub fn is_draft(&self) -> bool {
        [FlowWanted::DRAFT, FlowWanted::NEWEST].contains(&self.revision.trim())
    }
}

/// A flow to run inside another.
#[derive(Clone, Debug, PartialEq)]
pub struct SubFlow {
    /// Which flow.
    pub wanted: FlowWanted,
    /// What it finds under `trigger.parent.parameters`.
    pub parameters: Map,
}

/// What a widget's visit or event comes to.
pub type Outcome<E> = Result<Next<E>, Failure>;

/// Why a widget cannot do its work.
///
/// The widget's failure exit is taken when it has one; else the execution ends. The sentence stands
/// in the step either way.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The sentence.
    pub message: Text,
    /// Where in a template or script.
    pub span: Option<Span>,
}

impl Failure {
    /// A failure with this sentence.
    pub fn new(message: impl Into<Text>) -> Failure {
        Failure { message: message.into(), span: None }
    }
}

/// What a turn brings forth besides the new state.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The steps taken, in order.
    pub steps: Vec<Step>,
    /// What is asked of the world, in order.
    pub effects: Vec<Effect>,
    /// The flow and revision that each sub-flow turned out to be when it was begun, in order; none
    /// where there was no such flow. "The newest" is another one tomorrow, so a journal keeps this.
    pub sub_flows: Vec<Option<FlowRef>>,
    /// The step after which somebody wants to see the variables; none in everyday life.
    pub(crate) watched: Option<Box<Watched>>,
}

impl Trace {
    /// Forgets everything but keeps the room for the next turn.
    pub fn clear(&mut self) {
        self.steps.clear();
        self.effects.clear();
        self.sub_flows.clear();
    }
}

/// The variables as they were after one step, once a trace has come to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watched {
    /// The step's place in the trace, counted from 0.
    pub place: usize,
    /// The variables of the flow in which the step was taken.
    pub context: Option<Map>,
}

/// What a widget may touch during a turn: its variables, the time, chance, and wishes to the world.
pub struct Turning<'t> {
    pub(crate) library: &'t Library,
    pub(crate) program: &'t Program,
    pub(crate) node: &'t Node,
    pub(crate) execution: &'t mut Execution,
    pub(crate) effects: &'t mut Vec<Effect>,
    pub(crate) now: Time,
    pub(crate) visit: &'t mut Visit,
    /// What the patterns of this turn have taken so far.
    pub(crate) pattern_steps: &'t mut u32,
}

/// What one visit to a widget collects until the widget is left.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visit {
    pub(crate) notes: Vec<Note>,
    pub(crate) outputs: Map,
    pub(crate) stored: bool,
    pub(crate) warnings: Vec<Fault>,
}

impl<'t> Turning<'t> {
    /// The moment of the event.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The time zone of the flow.
    pub fn zone(&self) -> &'t TimeZone {
        &self.program.zone
    }

    /// The limits in force.
    pub fn limits(&self) -> &'t Limits {
        &self.library.settings.limits
    }

    /// What the vendor's ids in flow files mean here.
    pub fn names(&self) -> &'t Names {
        &self.library.settings.names
    }

    /// The flow that is running.
    pub fn flow(&self) -> &'t Flow {
        &self.program.flow
    }

    /// The widget's name.
    pub fn widget(&self) -> &'t WidgetName {
        &self.node.name
    }

    /// Whether a wire leads on from this way out of the widget.
    pub fn is_connected(&self, exit: impl Exits) -> bool {
        let way = self.node.ways.get(usize::from(exit.id()));
        way.is_some_and(|way| !matches!(way.next, Target::End))
    }

    /// What began the execution.
    pub fn channel(&self) -> Channel {
        self.execution.channel
    }

    /// Whether the current flow runs inside another.
    pub fn is_sub_flow(&self) -> bool {
        self.execution.frames.len() > 1
    }

    /// The state of the call.
    pub fn call(&self) -> CallState {
        self.execution.call
    }

    /// The execution's name.
    pub fn execution_id(&self) -> &str {
        &self.execution.id.0
    }

    /// All variables.
    pub fn context(&self) -> &Map {
        self.execution.context()
    }

    /// The value at `path`, e.g. `widgets.menu.Digits`.
    pub fn variable(&self, path: &str) -> Option<&Value> {
        self.execution.variable(path)
    }

    /// The value at `path` as text; nothing is the empty text.
    pub fn variable_text(&self, path: &str) -> Text {
        match self.variable(path) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Null) | None => Text::default(),
            Some(other) => other.to_json().into(),
        }
    }

    /// A random number below `bound`, from the execution's own seed; 0 when `bound` is 0.
    pub fn random_below(&mut self, bound: u64) -> u64 {
        let random = next_random(&mut self.execution.random);
        if bound == 0 { 0 } else { random % bound }
    }

    /// Asks the world for something; the answer comes as an event that names the id.
    pub fn ask(&mut self, action: Action) -> EffectId {
        let id = EffectId(self.execution.next_effect);
        self.execution.next_effect = self.execution.next_effect.saturating_add(1);
        if let Some(awaits) = action.awaits() {
            self.execution.pending.push(Pending { effect: id, awaits });
        }
        if self.node.speaks && self.execution.call == CallState::Ringing {
            self.execution.call = CallState::Live;
        }
        if let Action::ClearTimer { timer } = action {
            self.execution.pending.retain(|pending| pending.effect != timer);
        }
        self.effects.push(Effect { id, action });
        id
    }

    /// Whether an answer of this kind is still to come.
    pub fn is_waiting_for(&self, awaits: Awaits) -> bool {
        self.execution.pending.iter().any(|pending| pending.awaits == awaits)
    }

    /// Waits no longer for what was asked for so far; timers are taken back.
    pub fn stop_waiting(&mut self) {
        for Pending { effect, awaits } in std::mem::take(&mut self.execution.pending) {
            if awaits == Awaits::Timer {
                self.ask(Action::ClearTimer { timer: effect });
            }
        }
    }

    /// Sets a timer that fires `secs` from now.
    pub fn set_timer(&mut self, secs: crate::time::Secs) -> EffectId {
        let due = self.now.after(secs);
        self.ask(Action::SetTimer { due })
    }

    /// Puts variables under `widgets.NAME`, to be seen once the widget is left.
    pub fn store(&mut self, outputs: impl Outputs) {
        self.visit.stored = true;
        outputs.store(&mut self.visit.outputs);
    }

    /// Puts every raw parameter of an event under `widgets.NAME`.
    pub fn store_params(&mut self, params: &Map) {
        self.visit.stored = true;
        for (key, value) in params.iter() {
            self.visit.outputs.insert(key.clone(), value.clone());
        }
    }

    /// Puts every value of a map under `widgets.NAME`.
    pub fn store_map(&mut self, values: Map) {
        self.visit.stored = true;
        if self.visit.outputs.is_empty() {
            self.visit.outputs = values;
        } else {
            self.visit.outputs.extend(values);
        }
    }

    /// Puts one value under `widgets.NAME`.
    pub fn store_value(&mut self, key: impl Into<Text>, value: impl Into<Value>) {
        self.visit.stored = true;
        self.visit.outputs.insert(key, value);
    }

    /// What the widget stored on an earlier visit.
    pub fn stored_before(&self) -> Option<&Map> {
        self.context().get("widgets")?.get(self.node.name.as_str())?.as_map()
    }

    /// Sets `flow.variables.KEY`, at once.
    pub fn set_variable(&mut self, key: impl Into<Text>, value: impl Into<Value>) {
        let value = value.into();
        self.execution.bytes =
            self.execution.bytes.saturating_add(u32::try_from(value.size()).unwrap_or(u32::MAX));
        if let Some(frame) = self.execution.frames.last_mut() {
            frame.context.map_mut("flow").map_mut("variables").insert(key, value);
        }
    }

    /// Sets `flow.channel`, for widgets that make the channel. The flows around this one have the
    /// same contact, so it is theirs too.
    pub fn set_channel(&mut self, channel: &Map) {
        for frame in &mut self.execution.frames {
            self.execution.bytes = self.execution.bytes.saturating_add(bytes_of(channel));
            let into = frame.context.map_mut("flow").map_mut("channel");
            for (key, value) in channel.iter() {
                into.insert(key.clone(), value.clone());
            }
        }
    }

    /// From now on there is a live call.
    pub fn call_is_live(&mut self) {
        self.execution.call = CallState::Live;
    }

    /// A call that the flow placed was answered: it is the live call from now on. `params` is what
    /// the provider says of it; a hand-over needs that for the control of the call.
    pub fn placed_call_is_live(&mut self, params: &Map) {
        self.execution.call = CallState::Live;
        self.execution.placed = params.clone();
        self.execution.bytes = self.execution.bytes.saturating_add(bytes_of(params));
    }

    /// The call is over: nothing can be said on it any more.
    pub fn call_is_gone(&mut self) {
        self.execution.call = CallState::Gone;
    }

    /// What the widget kept for itself on this visit.
    pub fn kept(&self) -> &Value {
        self.execution.frames.last().map_or(&Value::Null, |frame| &frame.local)
    }

    /// Keeps something for the rest of this visit.
    pub fn keep(&mut self, value: impl Into<Value>) {
        if let Some(frame) = self.execution.frames.last_mut() {
            frame.local = value.into();
        }
    }

    /// Notes something good to know in the step.
    pub fn note(&mut self, message: impl Into<Text>) {
        self.visit.notes.push(Note { kind: NoteKind::Info, message: message.into(), span: None });
    }

    /// Notes that something is not as the author probably meant it; the same only once a visit.
    pub fn warn(&mut self, message: impl Into<Text>) {
        let note = Note { kind: NoteKind::Warning, message: message.into(), span: None };
        if !self.visit.notes.contains(&note) {
            self.visit.notes.push(note);
        }
    }

    /// Counts what matching a pattern took.
    ///
    /// # Errors
    /// When the patterns of this turn have taken more than [`Limits::pattern_steps_per_turn`].
    pub fn spend_on_patterns(&mut self, steps: u32) -> Result<(), Failure> {
        *self.pattern_steps = self.pattern_steps.saturating_add(steps);
        let most = self.limits().pattern_steps_per_turn;
        if *self.pattern_steps <= most {
            return Ok(());
        }
        Err(Failure::new(format!(
            "The patterns before {} need more than {most} steps together in one turn, so nothing more is compared. Write them without repetitions inside repetitions, or compare with fewer.",
            self.widget()
        )))
    }

    /// Whether what this widget hears may not be shown or logged in clear.
    pub fn is_sensitive(&self) -> bool {
        self.program.flow.own().is_sensitive(self.node.name.as_str())
    }

    /// What the answer to this widget is called on the agent's screen.
    pub fn label(&self) -> Text {
        let name = self.node.name.as_str();
        self.program.flow.own().label(name).map_or_else(|| words(name), Text::from)
    }

    /// Files an answer of the contact for the agent; an earlier answer to the same widget is
    /// replaced and counts as an attempt.
    pub fn collect(&mut self, value: impl Into<Value>, how: How, confidence: Option<Text>) {
        let label = self.label();
        let secret = self.is_sensitive();
        self.file(Collected {
            step: self.node.name.clone(),
            label,
            value: value.into(),
            how,
            confidence,
            attempts: 1,
            secret,
        });
    }

    /// Notes that the contact was asked and gave no answer, which counts as an attempt.
    pub fn collect_nothing(&mut self, attempts: u32) {
        let label = self.label();
        let secret = self.is_sensitive();
        let step = self.node.name.clone();
        let collected = &mut self.execution.collected;
        match collected.iter_mut().find(|earlier| earlier.step == step) {
            Some(earlier) => earlier.attempts = earlier.attempts.saturating_add(attempts),
            None => {
                let (value, how, confidence) = (Value::Null, How::Flow, None);
                self.file(Collected { step, label, value, how, confidence, attempts, secret });
            }
        }
    }

    /// Files an answer as it is; an earlier answer to the same widget is replaced.
    pub fn file(&mut self, mut answer: Collected) {
        let size = u32::try_from(answer.size()).unwrap_or(u32::MAX);
        self.execution.bytes = self.execution.bytes.saturating_add(size);
        let collected = &mut self.execution.collected;
        match collected.iter_mut().find(|earlier| earlier.step == answer.step) {
            Some(earlier) => {
                answer.attempts = answer.attempts.saturating_add(earlier.attempts);
                *earlier = answer;
            }
            None => collected.push(answer),
        }
    }

    /// The frame of the current flow.
    pub fn frame(&self) -> Option<&Frame> {
        self.execution.frames.last()
    }

    /// An ending of this execution at this moment.
    pub fn ending(&self, kind: EndingKind, reason: impl Into<Text>) -> Ending {
        Ending { kind, reason: reason.into(), at: self.now }
    }

    /// A scope for templates over the current variables.
    pub fn scope(&self) -> Scope<'_> {
        self.program.scope(self.execution.context(), self.now)
    }
}

/// SplitMix64: small, well known, and the same on every platform.
pub(crate) fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

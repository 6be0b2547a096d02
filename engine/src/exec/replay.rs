//! Journals: what an execution was told, and the proof that its state follows from it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::exec::digest::{Digest, of_state};
use crate::exec::{Event, Execution, FlowRef, Library, Rejected, Seed, Trace, Trigger, Watched};
use crate::time::Time;
use crate::value::{Map, Text};

/// Everything an execution was told, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Journal {
    /// The entries; the first is the start.
    pub entries: Vec<Entry>,
}

/// One thing an execution was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// When.
    pub at: Time,
    /// What.
    pub input: Input,
    /// How many steps it brought about; a replay that takes another number has diverged.
    pub steps: u32,
    /// How many effects it brought about.
    pub effects: u32,
    /// What the sub-flows that it began turned out to be, in order; see [`Trace::sub_flows`]. A
    /// replay begins the same ones, whatever has been published since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_flows: Vec<Option<FlowRef>>,
    /// What came of it, in a few bytes; a replay that comes to another has diverged. Entries of
    /// releases that kept none have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

/// What an execution can be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// It begins.
    Start {
        /// In which flow.
        flow: FlowRef,
        /// What began it.
        trigger: Trigger,
        /// The chance it gets.
        seed: Seed,
    },
    /// Something happened.
    Event(Event),
}

impl Journal {
    /// Notes what was told and what came of it.
    pub fn record(&mut self, at: Time, input: Input, trace: &Trace) {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        self.entries.push(Entry {
            at,
            input,
            steps: count(trace.steps.len()),
            effects: count(trace.effects.len()),
            sub_flows: trace.sub_flows.clone(),
            digest: Some(Digest::of(&trace.steps, &trace.effects)),
        });
    }

    /// Adds the sum of the state that the last entry left, for journals that shall also prove what
    /// was in the variables. It costs about as much as writing the state down.
    pub fn record_state(&mut self, execution: &Execution) {
        if let Some(Entry { digest: Some(digest), .. }) = self.entries.last_mut() {
            digest.state = Some(of_state(execution));
        }
    }
}

/// Why a replay did not come out as the original.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Diverged {
    /// The journal does not begin with a start.
    #[error("The journal does not begin with the start of an execution.")]
    NoStart,
    /// An entry was refused.
    #[error("Entry {entry} was taken then and is refused now: {rejected}")]
    Refused {
        /// The entry, counted from 0.
        entry: usize,
        /// Why.
        rejected: Rejected,
    },
    /// An entry brought about another number of steps or effects.
    #[error("Entry {entry} brought about {then:?} steps and effects then and {now:?} now.")]
    Otherwise {
        /// The entry, counted from 0.
        entry: usize,
        /// Steps and effects of the original.
        then: (u32, u32),
        /// Steps and effects of the replay.
        now: (u32, u32),
    },
    /// An entry brought about as many steps and effects, but not the same.
    #[error("Entry {entry} {what}. Now it comes to: {now}")]
    Differs {
        /// The entry, counted from 0.
        entry: usize,
        /// What is not the same.
        what: Differing,
        /// The ways that the replay takes, what it asks for, or the widget where it is.
        now: Text,
    },
}

/// What of a turn came out otherwise in a replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Differing {
    /// The widgets visited, or the ways taken.
    Steps,
    /// What was asked of the world.
    Effects,
    /// The state that was left, variables included.
    State,
}

impl fmt::Display for Differing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Differing::Steps => "takes other steps than it did then",
            Differing::Effects => "asks for something else than it did then",
            Differing::State => "leaves another state than it did then",
        })
    }
}

/// Runs a journal again. The same library and journal give the same execution, byte for byte.
///
/// # Errors
/// When the library does not behave as it did when the journal was written.
pub fn replay(library: &Library, journal: &[Entry]) -> Result<Execution, Diverged> {
    run_again(library, journal, None).map(|(execution, _)| execution)
}

/// The variables as they were after a step: those of the flow in which the step was taken. Steps are
/// counted from 0 through the whole journal; none when there are not so many.
///
/// # Errors
/// As [`replay`].
pub fn context_after(
    library: &Library,
    journal: &[Entry],
    step: usize,
) -> Result<Option<Map>, Diverged> {
    let mut before = 0;
    for (place, entry) in journal.iter().enumerate() {
        let after = before + entry.steps as usize;
        if step < after {
            let watched = Watched { place: step - before, context: None };
            return run_again(library, &journal[..=place], Some(watched))
                .map(|(_, context)| context);
        }
        before = after;
    }
    Ok(None)
}

/// Runs a journal again; what is watched is a step of its last entry.
fn run_again(
    library: &Library,
    journal: &[Entry],
    watched: Option<Watched>,
) -> Result<(Execution, Option<Map>), Diverged> {
    let Some((first, rest)) = journal.split_first() else { return Err(Diverged::NoStart) };
    let Input::Start { flow, trigger, seed } = &first.input else { return Err(Diverged::NoStart) };
    let mut watched = watched.map(Box::new);
    let mut trace = Trace::default();
    let refused = |entry| move |rejected| Diverged::Refused { entry, rejected };
    are_here(library, first).map_err(refused(0))?;
    if rest.is_empty() {
        trace.watched = watched.take();
    }
    let mut execution = library
        .start_again(flow, trigger.clone(), *seed, first.at, &mut trace, &first.sub_flows)
        .map_err(refused(0))?;
    compare(0, first, &trace, &execution)?;
    for (place, entry) in rest.iter().enumerate() {
        let place = place + 1;
        let Input::Event(event) = &entry.input else { return Err(Diverged::NoStart) };
        trace.clear();
        if place == rest.len() {
            trace.watched = watched.take();
        }
        are_here(library, entry).map_err(refused(place))?;
        library
            .advance_again(&mut execution, event, entry.at, &mut trace, &entry.sub_flows)
            .map_err(refused(place))?;
        compare(place, entry, &trace, &execution)?;
    }
    Ok((execution, trace.watched.and_then(|watched| watched.context)))
}

/// Whether the library still has the sub-flows that an entry began.
fn are_here(library: &Library, entry: &Entry) -> Result<(), Rejected> {
    let mut begun = entry.sub_flows.iter().flatten();
    match begun.find(|at| library.program(at).is_none()) {
        Some(missing) => Err(Rejected::UnknownFlow(missing.clone())),
        None => Ok(()),
    }
}

fn compare(
    place: usize,
    entry: &Entry,
    trace: &Trace,
    execution: &Execution,
) -> Result<(), Diverged> {
    let now = (
        u32::try_from(trace.steps.len()).unwrap_or(u32::MAX),
        u32::try_from(trace.effects.len()).unwrap_or(u32::MAX),
    );
    let then = (entry.steps, entry.effects);
    if now != then {
        return Err(Diverged::Otherwise { entry: place, then, now });
    }
    let Some(then) = &entry.digest else { return Ok(()) };
    let now = Digest::of(&trace.steps, &trace.effects);
    let differs =
        |what, now: String| Err(Diverged::Differs { entry: place, what, now: now.into() });
    if now.steps != then.steps {
        let steps = trace.steps.iter().map(|step| match &step.exit {
            Some(exit) => format!("{} by \"{}\"", step.widget, exit.event),
            None => step.widget.to_string(),
        });
        return differs(Differing::Steps, steps.collect::<Vec<_>>().join(", "));
    }
    // What was asked for and what variables hold may be nobody's business who reads a log, so only
    // the names are told.
    if now.effects != then.effects {
        let effects =
            trace.effects.iter().map(|effect| format!("#{} {}", effect.id, effect.action.name()));
        return differs(Differing::Effects, effects.collect::<Vec<_>>().join(", "));
    }
    if let Some(then) = then.state
        && then != of_state(execution)
    {
        let at = execution.widget().map(|widget| widget.to_string()).unwrap_or_default();
        return differs(Differing::State, at);
    }
    Ok(())
}

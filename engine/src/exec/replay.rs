//! Journals: what an execution was told, and the proof that its state follows from it.

use serde::{Deserialize, Serialize};

use crate::exec::{Event, Execution, FlowRef, Library, Rejected, Seed, Trace, Trigger};
use crate::time::Time;

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
        });
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
}

/// Runs a journal again. The same library and journal give the same execution, byte for byte.
///
/// # Errors
/// When the library does not behave as it did when the journal was written.
pub fn replay(library: &Library, journal: &[Entry]) -> Result<Execution, Diverged> {
    let Some((first, rest)) = journal.split_first() else { return Err(Diverged::NoStart) };
    let Input::Start { flow, trigger, seed } = &first.input else { return Err(Diverged::NoStart) };
    let mut trace = Trace::default();
    let mut execution = library
        .start_into(flow, trigger.clone(), *seed, first.at, &mut trace)
        .map_err(|rejected| Diverged::Refused { entry: 0, rejected })?;
    compare(0, first, &trace)?;
    for (place, entry) in rest.iter().enumerate() {
        let Input::Event(event) = &entry.input else { return Err(Diverged::NoStart) };
        trace.clear();
        library
            .advance_in_place(&mut execution, event, entry.at, &mut trace)
            .map_err(|rejected| Diverged::Refused { entry: place + 1, rejected })?;
        compare(place + 1, entry, &trace)?;
    }
    Ok(execution)
}

fn compare(place: usize, entry: &Entry, trace: &Trace) -> Result<(), Diverged> {
    let now = (
        u32::try_from(trace.steps.len()).unwrap_or(u32::MAX),
        u32::try_from(trace.effects.len()).unwrap_or(u32::MAX),
    );
    let then = (entry.steps, entry.effects);
    if now == then { Ok(()) } else { Err(Diverged::Otherwise { entry: place, then, now }) }
}

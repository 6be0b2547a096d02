//! What happens in a run, and to whom.

use crate::ids::{ActivityId, Text, WorkerId};
use crate::simulate::duty::Roster;
use crate::simulate::tally::Hands;
use crate::simulate::window::Passing;

/// Something that happens at a moment, unless something else has come before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// Somebody of this kind comes.
    Come(usize),
    /// The caller of this task begins to wait, having not been answered at once.
    Wait(u64),
    /// The caller of this task loses patience.
    GiveUp(u64),
    /// The worker answers this offer.
    Answer(u64),
    /// The conversation of this reservation is over.
    HangUp(u64),
    /// The after-work of this reservation is over.
    Finish(u64),
    /// This worker begins or ends a shift or a break.
    Change(usize),
    /// This worker is back after a missed offer.
    Return(usize),
}

/// A caller.
pub(super) struct Calling {
    pub kind: usize,
    pub came: i64,
    /// The queue in which the caller is, and since when.
    pub queue: Option<(usize, i64)>,
    pub patience: Option<i64>,
    pub handling: i64,
    pub after_work: i64,
    pub is_over: bool,
}

impl Passing for Calling {
    fn is_over(&self) -> bool {
        self.is_over
    }
}

/// A reservation.
pub(super) struct Held {
    pub task: u64,
    pub worker: usize,
    pub after_work: i64,
    pub stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Offered,
    InHand,
    Over,
}

impl Passing for Held {
    fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }
}

/// A worker.
pub(super) struct Person {
    pub id: WorkerId,
    pub name: Text,
    /// What the worker is doing when no shift says otherwise.
    pub home: ActivityId,
    pub roster: Option<Roster>,
    pub hands: Hands,
}

//! What happens by itself when time passes.

use std::collections::BTreeSet;

use super::{Event, ReservationStatus, TaskStatus, Workspace, reasons};
use crate::ids::{ReservationId, TaskId};
use crate::time::Time;

/// An offer ends unanswered.
pub(super) const OFFER: u8 = 0;
/// After-work ends by itself.
pub(super) const WRAP_UP: u8 = 1;
/// A task has found nobody in its time to live.
pub(super) const LIFE: u8 = 2;
/// A calendar opens or closes its queues.
pub(super) const HOURS: u8 = 3;
/// A closing by hand ends.
pub(super) const HAND: u8 = 4;
/// The moment promised for a task has come.
pub(super) const PROMISE: u8 = 5;
/// A step's limit is over.
pub(super) const STEP: u8 = 6;
/// A task has stayed assigned too long, or has ended long ago.
pub(super) const REMOVAL: u8 = 7;

/// How many kinds there are.
const KINDS: usize = 8;

/// A deadline: when, of what kind, and whose.
pub(super) type Deadline = (Time, u8, u64);

/// What is due when. Each kind stands by itself: most deadlines of a kind lie equally far ahead, so
/// that new ones come last among their own.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Deadlines {
    by_kind: [BTreeSet<(Time, u64)>; KINDS],
    /// The one that comes first.
    first: Option<Deadline>,
}

impl Deadlines {
    /// Remembers a deadline.
    pub fn insert(&mut self, (at, kind, id): Deadline) {
        self.by_kind[usize::from(kind)].insert((at, id));
        if self.first.is_none_or(|first| (at, kind, id) < first) {
            self.first = Some((at, kind, id));
        }
    }

    /// Forgets a deadline.
    pub fn remove(&mut self, (at, kind, id): &Deadline) {
        self.by_kind[usize::from(*kind)].remove(&(*at, *id));
        if self.first == Some((*at, *kind, *id)) {
            let kinds = (0..).zip(&self.by_kind);
            let firsts =
                kinds.filter_map(|(kind, own)| own.first().map(|(at, id)| (*at, kind, *id)));
            self.first = firsts.min();
        }
    }

    /// Whether a deadline is still to come.
    pub fn contains(&self, (at, kind, id): &Deadline) -> bool {
        self.by_kind[usize::from(*kind)].contains(&(*at, *id))
    }

    /// The one that comes first; at the same moment in order of kind, then of id.
    pub fn first(&self) -> Option<Deadline> {
        self.first
    }
}

impl Workspace {
    /// Lets time pass up to a moment.
    pub(super) fn pass_time(&mut self, until: Time) {
        while let Some((at, kind, id)) = self.deadlines.first() {
            if at > until {
                return;
            }
            self.deadlines.remove(&(at, kind, id));
            // A deadline that was long past when it was set fires now, not in the past.
            self.now = at.max(self.now);
            match kind {
                OFFER => self.miss(ReservationId(id)),
                WRAP_UP => self.complete_reservation(ReservationId(id)),
                LIFE => self.give_up_task(TaskId(id)),
                // Slots are small numbers.
                HOURS => self.turn_calendar(id as u32),
                HAND => self.end_by_hand(id as u32),
                PROMISE => self.keep_promise(TaskId(id)),
                STEP => self.try_again(TaskId(id)),
                _ => self.remove_by_system(TaskId(id)),
            }
            self.settle();
        }
    }

    fn give_up_task(&mut self, id: TaskId) {
        self.end_task(id, TaskStatus::Canceled, reasons::TIME_TO_LIVE.into());
    }

    /// Has a waiting task looked at, which then finds that its step is over.
    fn try_again(&mut self, id: TaskId) {
        let search = self.tasks.get(&id).and_then(|task| task.search.as_ref());
        if let Some((_, key)) = search.and_then(|search| search.place) {
            self.pool.attempts.insert(key);
        }
    }

    fn remove_by_system(&mut self, id: TaskId) {
        self.cancel_open_reservations(id);
        self.forget_task(id);
        self.tell(Event::TaskSystemDeleted { task: id });
    }

    /// Takes back everything of a task that a worker has open.
    pub(super) fn cancel_open_reservations(&mut self, id: TaskId) {
        for reservation in self.open_reservations(id) {
            self.close(reservation, ReservationStatus::Canceled);
        }
    }
}

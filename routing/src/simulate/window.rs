//! Things counted upwards of which the old ones are forgotten.

use std::collections::VecDeque;

/// Something that is over at some time.
pub(super) trait Passing {
    /// Whether nobody will ask for it again.
    fn is_over(&self) -> bool;
}

/// Things numbered from 1 upwards, of which only those are kept that are not over, and what came
/// after the first of these.
pub(super) struct Window<T> {
    first: u64,
    things: VecDeque<T>,
}

impl<T: Passing> Window<T> {
    pub fn new() -> Window<T> {
        Window { first: 1, things: VecDeque::new() }
    }

    /// Adds the next one.
    pub fn push(&mut self, thing: T) {
        while self.things.front().is_some_and(Passing::is_over) {
            self.things.pop_front();
            self.first += 1;
        }
        self.things.push_back(thing);
    }

    /// The one of a number, if it is still kept.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        let place = number.checked_sub(self.first)?;
        self.things.get_mut(usize::try_from(place).ok()?)
    }
}

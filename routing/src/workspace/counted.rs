//! Things that are counted upwards: found at once by their number, however many there are.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::ops::Index;

use crate::ids::{ReservationId, TaskId};

/// So many numbers have a chunk in common.
const CHUNK: u64 = 64;

/// An id that is counted upwards.
pub(crate) trait Counting: Copy {
    fn number(self) -> u64;
    fn of(number: u64) -> Self;
}

impl Counting for TaskId {
    fn number(self) -> u64 {
        self.0
    }
    fn of(number: u64) -> TaskId {
        TaskId(number)
    }
}

impl Counting for ReservationId {
    fn number(self) -> u64 {
        self.0
    }
    fn of(number: u64) -> ReservationId {
        ReservationId(number)
    }
}

/// Things by their ids. Most of those that are kept are among the latest, so the directory covers the
/// numbers from the oldest on, and a chunk of which nothing is left takes one pointer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Counted<K, T> {
    /// Which chunk the first of the directory is.
    first: u64,
    chunks: VecDeque<Option<Box<Chunk<T>>>>,
    ids: PhantomData<K>,
}

#[derive(Clone, Debug, PartialEq)]
struct Chunk<T> {
    used: u32,
    things: [Option<Box<T>>; CHUNK as usize],
}

impl<K, T> Default for Counted<K, T> {
    fn default() -> Counted<K, T> {
        Counted { first: 0, chunks: VecDeque::new(), ids: PhantomData }
    }
}

impl<K: Counting, T> Counted<K, T> {
    /// The thing of this id.
    #[inline]
    pub fn get(&self, id: &K) -> Option<&T> {
        let (chunk, place) = self.place(*id)?;
        self.chunks.get(chunk)?.as_ref()?.things[place].as_deref()
    }

    /// The thing of this id, to change it.
    #[inline]
    pub fn get_mut(&mut self, id: &K) -> Option<&mut T> {
        let (chunk, place) = self.place(*id)?;
        self.chunks.get_mut(chunk)?.as_mut()?.things[place].as_deref_mut()
    }

    /// Keeps a thing under an id that is newer than all others, or was given before.
    pub fn insert(&mut self, id: K, thing: T) {
        let chunk = id.number() / CHUNK;
        if self.chunks.is_empty() {
            self.first = chunk;
        }
        while self.first > chunk {
            self.chunks.push_front(None);
            self.first -= 1;
        }
        while self.first + self.chunks.len() as u64 <= chunk {
            self.chunks.push_back(None);
        }
        let Some((chunk, place)) = self.place(id) else { return };
        let Some(chunk) = self.chunks.get_mut(chunk) else { return };
        let chunk = chunk.get_or_insert_with(|| {
            Box::new(Chunk { used: 0, things: [const { None }; CHUNK as usize] })
        });
        if chunk.things[place].replace(Box::new(thing)).is_none() {
            chunk.used += 1;
        }
    }

    /// Lets a thing go.
    pub fn remove(&mut self, id: &K) -> Option<T> {
        let (number, place) = self.place(*id)?;
        let slot = self.chunks.get_mut(number)?;
        let chunk = slot.as_mut()?;
        let thing = chunk.things[place].take()?;
        chunk.used -= 1;
        if chunk.used == 0 {
            *slot = None;
            while let Some(None) = self.chunks.front() {
                self.chunks.pop_front();
                self.first += 1;
            }
        }
        Some(*thing)
    }

    /// All things and their ids, in the order in which they were counted.
    pub fn iter(&self) -> impl Iterator<Item = (K, &T)> {
        let chunks = self.chunks.iter().enumerate();
        chunks.filter_map(|(number, chunk)| Some((number, chunk.as_ref()?))).flat_map(
            |(number, chunk)| {
                let start = (self.first + number as u64) * CHUNK;
                let things = chunk.things.iter().enumerate();
                things.filter_map(move |(place, thing)| {
                    Some((K::of(start + place as u64), thing.as_deref()?))
                })
            },
        )
    }

    /// Where in the directory an id is, and where in its chunk.
    #[inline]
    fn place(&self, id: K) -> Option<(usize, usize)> {
        let chunk = (id.number() / CHUNK).checked_sub(self.first)?;
        Some((chunk as usize, (id.number() % CHUNK) as usize))
    }
}

/// Those who hold the id of something that is kept as long as they are may index with it.
impl<K: Counting, T> Index<&K> for Counted<K, T> {
    type Output = T;

    #[inline]
    fn index(&self, id: &K) -> &T {
        self.get(id).expect("what is referred to is not taken away")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_found_by_its_number_and_in_order() {
        let mut things: Counted<TaskId, u64> = Counted::default();
        for number in [1, 63, 64, 65, 1000] {
            things.insert(TaskId(number), number * 2);
        }
        assert_eq!(things.get(&TaskId(64)), Some(&128));
        assert_eq!(things.get(&TaskId(66)), None);
        assert_eq!(things.get(&TaskId(u64::MAX)), None);
        assert_eq!((things.remove(&TaskId(1)), things.remove(&TaskId(1))), (Some(2), None));
        assert_eq!(things.remove(&TaskId(63)), Some(126));
        let kept: Vec<u64> = things.iter().map(|(id, _)| id.0).collect();
        assert_eq!(kept, [64, 65, 1000]);
        things.insert(TaskId(2), 4);
        assert_eq!((things[&TaskId(2)], things[&TaskId(1000)]), (4, 2000));
    }

    #[test]
    fn nothing_stays_of_what_has_gone() {
        let mut things: Counted<ReservationId, char> = Counted::default();
        for number in 1..1000 {
            things.insert(ReservationId(number), 'a');
            assert_eq!(things.remove(&ReservationId(number)), Some('a'));
        }
        assert!(things.chunks.is_empty() && things.iter().next().is_none());
    }
}

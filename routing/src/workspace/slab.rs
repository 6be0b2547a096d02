//! Things without names under small numbers, which are given again when a thing has gone.

/// Things under small numbers. Whoever keeps a number keeps the thing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Slab<T> {
    things: Vec<Option<T>>,
    vacant: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Slab<T> {
        Slab { things: Vec::new(), vacant: Vec::new() }
    }
}

impl<T> Slab<T> {
    /// Keeps a thing.
    pub fn add(&mut self, thing: T) -> u32 {
        if let Some(number) = self.vacant.pop()
            && let Some(place) = self.things.get_mut(number as usize)
        {
            *place = Some(thing);
            return number;
        }
        self.things.push(Some(thing));
        self.things.len() as u32 - 1
    }

    /// Lets a thing go.
    pub fn remove(&mut self, number: u32) -> Option<T> {
        let thing = self.things.get_mut(number as usize)?.take()?;
        self.vacant.push(number);
        Some(thing)
    }

    /// The thing under a number.
    #[inline]
    pub fn get(&self, number: u32) -> Option<&T> {
        self.things.get(number as usize)?.as_ref()
    }

    /// The thing under a number, to change it.
    #[inline]
    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.things.get_mut(number as usize)?.as_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_given_again_when_its_thing_has_gone() {
        let mut slab = Slab::default();
        assert_eq!((slab.add('a'), slab.add('b')), (0, 1));
        assert_eq!(slab.remove(0), Some('a'));
        assert!(slab.get(0).is_none() && slab.remove(0).is_none());
        assert_eq!(slab.add('c'), 0);
        assert_eq!((slab.get(0), slab.get(1)), (Some(&'c'), Some(&'b')));
    }
}

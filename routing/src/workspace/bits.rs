//! Sets of small numbers, one bit each.

/// A set of slots, of which many are in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// Puts a number in or takes it out, and tells whether it was in before.
    pub fn set(&mut self, number: u32, is_in: bool) -> bool {
        let (word, bit) = (number as usize / 64, 1_u64 << (number % 64));
        if word >= self.0.len() {
            if !is_in {
                return false;
            }
            self.0.resize(word + 1, 0);
        }
        let was_in = self.0[word] & bit != 0;
        if is_in {
            self.0[word] |= bit;
        } else {
            self.0[word] &= !bit;
        }
        was_in
    }

    /// Whether a number is in.
    #[inline]
    pub fn has(&self, number: u32) -> bool {
        self.word(number / 64) & (1 << (number % 64)) != 0
    }

    #[inline]
    fn word(&self, place: u32) -> u64 {
        self.0.get(place as usize).copied().unwrap_or(0)
    }
}

/// A set of slots, of which few are in: what it takes grows with what is in it. The words that are
/// not empty, by their places.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sparse(Vec<(u32, u64)>);

impl Sparse {
    /// Puts a number in or takes it out, and tells whether it was in before.
    pub fn set(&mut self, number: u32, is_in: bool) -> bool {
        let (place, bit) = (number / 64, 1_u64 << (number % 64));
        match self.0.binary_search_by_key(&place, |(place, _)| *place) {
            Err(at) => {
                if is_in {
                    self.0.insert(at, (place, bit));
                }
                false
            }
            Ok(at) => {
                let word = &mut self.0[at].1;
                let was_in = *word & bit != 0;
                *word = if is_in { *word | bit } else { *word & !bit };
                if *word == 0 {
                    self.0.remove(at);
                }
                was_in
            }
        }
    }

    /// Whether a number is in.
    #[inline]
    pub fn has(&self, number: u32) -> bool {
        match self.0.binary_search_by_key(&(number / 64), |(place, _)| *place) {
            Ok(at) => self.0[at].1 & (1 << (number % 64)) != 0,
            Err(_) => false,
        }
    }

    /// The numbers in it, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().flat_map(|(place, word)| ones(*place, *word))
    }

    /// The numbers that are both here and there, ascending.
    pub fn common<'a>(&'a self, other: &'a Bits) -> impl Iterator<Item = u32> + 'a {
        self.0.iter().flat_map(|(place, word)| ones(*place, word & other.word(*place)))
    }

    /// How many numbers are both here and there.
    pub fn count_common(&self, other: &Bits) -> usize {
        self.0.iter().map(|(place, word)| (word & other.word(*place)).count_ones() as usize).sum()
    }
}

fn ones(place: u32, mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        if word == 0 {
            return None;
        }
        let bit = word.trailing_zeros();
        word &= word - 1;
        Some(place * 64 + bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_in_until_taken_out() {
        let (mut many, mut few) = (Bits::default(), Sparse::default());
        for number in [200, 0, 63, 64] {
            assert!(!many.set(number + 1, true));
            assert!(!few.set(number, true));
        }
        assert!(few.set(200, true) && many.set(1, true) && !many.set(200, true));
        assert!(few.has(64) && !few.has(65) && !few.has(9999));
        assert!(many.has(65) && !many.has(66) && !many.has(9999));
        assert_eq!(few.iter().collect::<Vec<_>>(), [0, 63, 64, 200]);
        assert_eq!(few.common(&many).collect::<Vec<_>>(), [64, 200]);
        assert_eq!(few.count_common(&many), 2);
        assert!(few.set(64, false) && !few.has(64) && !few.set(64, false));
        assert!(few.set(200, false) && few.iter().eq([0, 63]));
        assert!(many.set(64, false) && !many.has(64) && !many.set(9999, false));
    }
}

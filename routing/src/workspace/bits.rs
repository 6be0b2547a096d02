//! Sets of small numbers, one bit each.

/// A set of slots.
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
    pub fn has(&self, number: u32) -> bool {
        let word = self.0.get(number as usize / 64).copied().unwrap_or(0);
        word & (1 << (number % 64)) != 0
    }

    /// The numbers in it, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().enumerate().flat_map(|(place, word)| ones(place, *word))
    }

    /// The numbers that are both here and there, ascending.
    pub fn common<'a>(&'a self, other: &'a Bits) -> impl Iterator<Item = u32> + 'a {
        let words = self.0.iter().zip(&other.0).enumerate();
        words.flat_map(|(place, (one, other))| ones(place, one & other))
    }
}

fn ones(place: usize, mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        if word == 0 {
            return None;
        }
        let bit = word.trailing_zeros();
        word &= word - 1;
        // Slots are counted in 32 bits.
        Some(place as u32 * 64 + bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_in_until_taken_out() {
        let (mut one, mut other) = (Bits::default(), Bits::default());
        for number in [0, 63, 64, 200] {
            assert!(!one.set(number, true));
            other.set(number + 1, true);
        }
        other.set(200, true);
        assert!(one.has(64) && !one.has(65) && !one.has(9999));
        assert_eq!(one.iter().collect::<Vec<_>>(), [0, 63, 64, 200]);
        assert_eq!(one.common(&other).collect::<Vec<_>>(), [64, 200]);
        assert!(one.set(64, false) && !one.has(64));
    }
}

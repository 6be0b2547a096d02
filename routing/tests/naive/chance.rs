//! Chance that can be repeated: a seed gives the same numbers for ever.

/// A source of numbers (splitmix64).
#[derive(Clone, Debug)]
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `most`.
    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A text with something left out, doubled or put in.
    pub fn spoilt(&mut self, text: &str) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        for _ in 0..1 + self.below(2) {
            let at = self.below(letters.len());
            match self.below(4) {
                0 if !letters.is_empty() => {
                    letters.remove(at);
                }
                1 if !letters.is_empty() => letters.insert(at, letters[at]),
                _ => {
                    let all: Vec<char> = " ()[]'\"=<>!-,.\\0a_$é\t".chars().collect();
                    letters.insert(at, *self.one_of(&all));
                }
            }
        }
        letters.into_iter().collect()
    }

    /// Some of them, in their order.
    pub fn some_of<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        all.iter().filter(|_| self.next() & 1 == 0).cloned().collect()
    }
}

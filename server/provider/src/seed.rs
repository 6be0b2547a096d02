//! Numbers that look random and come from a seed, so that each run can be run again.

/// A small generator (SplitMix64): the same seed gives the same numbers on every machine.
#[derive(Clone, Debug)]
pub struct Seed {
    state: u64,
}

impl Seed {
    /// A generator for this seed.
    pub fn new(seed: u64) -> Seed {
        Seed { state: seed }
    }

    /// A generator for one thing among many, whatever happens to the others: the number depends on
    /// the parts alone, never on who was asked first.
    pub fn of(parts: &[u64]) -> Seed {
        let mut seed = Seed::new(0x6365_6e74_7261_6c69);
        for part in parts {
            seed.state ^= *part;
            seed.state = seed.number();
        }
        seed
    }

    /// The next 64 bits.
    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` up to and with `high`; `low` where the two are the wrong way round.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        let span = high.saturating_sub(low).saturating_add(1);
        low.saturating_add(self.number() % span)
    }

    /// True in about `per_mille` of 1,000 cases.
    pub fn chance(&mut self, per_mille: u16) -> bool {
        self.number() % 1000 < u64::from(per_mille)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_give_the_same_numbers_and_others_give_others() {
        assert_eq!(Seed::of(&[1, 2]).number(), Seed::of(&[1, 2]).number());
        assert_ne!(Seed::of(&[1, 2]).number(), Seed::of(&[2, 1]).number());
        assert!((0..1000).map(|n| Seed::of(&[n]).between(3, 5)).all(|n| (3..=5).contains(&n)));
    }
}

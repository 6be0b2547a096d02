//! What a network does to webhooks: repeats, delays, other orders, lost answers. All from a seed.

use crate::seed::Seed;

/// How hostile the way between provider and server is; chances count in thousandths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hostility {
    /// How many times more a webhook comes, at most; each with the same token.
    pub most_repeats: u8,
    /// The longest time a repeat comes after the first, in milliseconds of the call.
    pub longest_repeat_delay_millis: u64,
    /// The longest time a callback that nobody waits for is kept back: this is how they change order.
    pub longest_callback_delay_millis: u64,
    /// How often an answer is lost: the connection is dropped after the request was sent.
    pub lost_answer_per_mille: u16,
    /// How often parameters are added that nobody described.
    pub unknown_parameter_per_mille: u16,
    /// How often a caller hangs up at any moment of the first minute.
    pub hang_up_per_mille: u16,
}

impl Hostility {
    /// A network that does nothing of the kind.
    pub fn none() -> Hostility {
        Hostility::default()
    }

    /// Everything at once: up to three copies, callbacks up to half a minute late, one answer in
    /// twenty lost, one caller in five gone at any moment.
    pub fn full() -> Hostility {
        Hostility {
            most_repeats: 2,
            longest_repeat_delay_millis: 20_000,
            longest_callback_delay_millis: 30_000,
            lost_answer_per_mille: 50,
            unknown_parameter_per_mille: 100,
            hang_up_per_mille: 200,
        }
    }

    /// What happens to one webhook, by the seed, whose call it is and which of it.
    pub(crate) fn fate(&self, seed: u64, call: u64, webhook: u64, is_callback: bool) -> Fate {
        let mut numbers = Seed::of(&[seed, 0x66_61_74_65, call, webhook]);
        let repeats = numbers.between(0, u64::from(self.most_repeats));
        let repeats_after_millis =
            (0..repeats).map(|_| numbers.between(0, self.longest_repeat_delay_millis)).collect();
        let held_millis =
            if is_callback { numbers.between(0, self.longest_callback_delay_millis) } else { 0 };
        let loss = match numbers.chance(self.lost_answer_per_mille) {
            false => Loss::None,
            true if numbers.chance(500) => Loss::AtOnce,
            true => Loss::AfterFirstByte,
        };
        let has_unknown_parameter = numbers.chance(self.unknown_parameter_per_mille);
        Fate { repeats_after_millis, held_millis, loss, has_unknown_parameter }
    }

    /// When the caller of a call hangs up whatever its script says, in milliseconds.
    pub(crate) fn hang_up_millis(&self, seed: u64, call: u64) -> Option<u64> {
        let mut numbers = Seed::of(&[seed, 0x68_61_6e_67, call]);
        numbers.chance(self.hang_up_per_mille).then(|| numbers.between(0, 60_000))
    }
}

/// When a connection is dropped whose answer is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// It is not.
    None,
    /// As soon as the request is sent.
    AtOnce,
    /// When the answer begins to come.
    AfterFirstByte,
}

/// What happens to one webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fate {
    /// When it comes again, counted from its first answer.
    pub repeats_after_millis: Vec<u64>,
    /// How long it is kept back before it is sent at all.
    pub held_millis: u64,
    /// Whether its first answer is lost.
    pub loss: Loss,
    /// Whether it carries a parameter nobody described.
    pub has_unknown_parameter: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fate_of_a_webhook_hangs_on_the_seed_alone() {
        let full = Hostility::full();
        let fates = |seed| (0..50).map(|n| full.fate(seed, 3, n, true)).collect::<Vec<_>>();
        assert_eq!(fates(1), fates(1));
        assert_ne!(fates(1), fates(2));
        let calm = Hostility::none().fate(1, 2, 3, true);
        assert_eq!((calm.repeats_after_millis.len(), calm.held_millis), (0, 0));
        assert_eq!(calm.loss, Loss::None);
    }

    #[test]
    fn every_kind_of_fate_is_met() {
        let full = Hostility::full();
        let fates: Vec<Fate> = (0..2000).map(|n| full.fate(7, 1, n, true)).collect();
        for count in 0..=2 {
            assert!(fates.iter().any(|fate| fate.repeats_after_millis.len() == count));
        }
        for loss in [Loss::None, Loss::AtOnce, Loss::AfterFirstByte] {
            assert!(fates.iter().any(|fate| fate.loss == loss));
        }
        assert!(fates.iter().all(|fate| fate.held_millis <= 30_000));
    }
}

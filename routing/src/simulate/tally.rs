//! Counting: callers by queue and kind, and what workers did with their time.

use super::End;
use super::report::Figures;
use crate::time::Secs;

/// What is counted of some callers.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    offered: u64,
    moved_on: u64,
    abandoned: u64,
    short_abandoned: u64,
    turned_away: u64,
    found_closed: u64,
    /// Who gave up or was turned away after the threshold.
    lost_later: u64,
    /// How long each of those waited who were answered, in milliseconds.
    waits: Vec<u32>,
}

/// Which waits are long and which are short.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thresholds {
    pub service_level: Secs,
    pub short_abandon: Secs,
}

impl Count {
    pub fn offer(&mut self) {
        self.offered += 1;
    }

    pub fn move_on(&mut self) {
        self.moved_on += 1;
    }

    /// Somebody's waiting, of this length, is over.
    pub fn end(&mut self, how: End, waited_millis: i64, thresholds: Thresholds) {
        let is_late = waited_millis > thresholds.service_level.millis();
        match how {
            End::Answered => self.waits.push(u32::try_from(waited_millis).unwrap_or(u32::MAX)),
            End::Abandoned => {
                self.abandoned += 1;
                let is_short = waited_millis <= thresholds.short_abandon.millis();
                self.short_abandoned += u64::from(is_short);
                self.lost_later += u64::from(is_late);
            }
            // The service level is of opening hours; who was waiting already counts as lost.
            End::FoundClosed => {
                self.found_closed += 1;
                self.lost_later += u64::from(is_late);
            }
            End::TurnedAway => {
                self.turned_away += 1;
                self.lost_later += u64::from(is_late);
            }
        }
    }

    /// The figures; the waits are sorted for it.
    pub fn figures(&mut self, thresholds: Thresholds) -> Figures {
        self.waits.sort_unstable();
        let answered = self.waits.len() as u64;
        let most = thresholds.service_level.millis();
        let within = self.waits.partition_point(|wait| i64::from(*wait) <= most) as u64;
        let total: u64 = self.waits.iter().map(|wait| u64::from(*wait)).sum();
        let over = answered + self.moved_on + self.abandoned + self.turned_away + self.found_closed;
        Figures {
            offered: self.offered,
            answered,
            answered_in_time: within,
            abandoned: self.abandoned,
            short_abandoned: self.short_abandoned,
            turned_away: self.turned_away,
            found_closed: self.found_closed,
            moved_on: self.moved_on,
            still_waiting: self.offered.saturating_sub(over),
            service_level: share(within, answered + self.lost_later),
            abandoned_share: share(self.abandoned, self.offered),
            wait_mean_millis: (total + answered / 2).checked_div(answered),
            wait_median_millis: self.at_share(50),
            wait_ninetieth_millis: self.at_share(90),
            wait_longest_millis: self.waits.last().copied().map(u64::from),
        }
    }

    /// The wait that so many of a hundred did not exceed.
    fn at_share(&self, hundredths: usize) -> Option<u64> {
        let place = (self.waits.len() * hundredths).div_ceil(100).checked_sub(1)?;
        self.waits.get(place).copied().map(u64::from)
    }
}

/// One number as a share of another, to the millionth, so that it reads well; none of nothing.
pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 1e6).round() / 1e6)
}

/// What a worker does with the time.
#[derive(Clone, Debug, Default)]
pub(super) struct Hands {
    pub answered: u64,
    pub missed: u64,
    pub is_available: bool,
    /// Conversations and after-work in hand.
    open: u32,
    /// Until when the time is counted.
    at: i64,
    pub busy_millis: i64,
    pub staffed_millis: i64,
}

impl Hands {
    /// From a moment on time counts.
    pub fn new(is_available: bool, from: i64) -> Hands {
        Hands { is_available, at: from, ..Hands::default() }
    }

    /// Counts the time up to a moment; before the first that counts, nothing.
    pub fn count(&mut self, now: i64) {
        let passed = (now - self.at).max(0);
        self.at = self.at.max(now);
        if self.open > 0 {
            self.busy_millis += passed;
        }
        // Who ends a conversation after the shift is at work until then.
        if self.open > 0 || self.is_available {
            self.staffed_millis += passed;
        }
    }

    pub fn take(&mut self, now: i64) {
        self.count(now);
        self.open += 1;
    }

    pub fn release(&mut self, now: i64) {
        self.count(now);
        self.open = self.open.saturating_sub(1);
    }
}

/// A queue as it fills and empties.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub count: Count,
    waiting: u32,
    /// The most that waited at once, since it counts.
    pub longest: u32,
}

impl Line {
    pub fn enter(&mut self, counts: bool) {
        self.waiting += 1;
        self.look(counts);
    }

    pub fn leave(&mut self, counts: bool) {
        self.look(counts);
        self.waiting = self.waiting.saturating_sub(1);
    }

    fn look(&mut self, counts: bool) {
        if counts {
            self.longest = self.longest.max(self.waiting);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_told_as_mean_median_ninetieth_and_longest() {
        let thresholds = Thresholds { service_level: Secs(20), short_abandon: Secs(5) };
        let mut count = Count::default();
        for second in 1..=10 {
            count.offer();
            count.end(End::Answered, second * 3000, thresholds);
        }
        for waited in [1000, 6000, 21_000] {
            count.offer();
            count.end(End::Abandoned, waited, thresholds);
        }
        count.offer();
        let figures = count.figures(thresholds);
        assert_eq!((figures.offered, figures.answered, figures.still_waiting), (14, 10, 1));
        assert_eq!((figures.abandoned, figures.short_abandoned), (3, 1));
        assert_eq!(
            (figures.wait_mean_millis, figures.wait_median_millis),
            (Some(16_500), Some(15_000))
        );
        assert_eq!(figures.wait_ninetieth_millis, Some(27_000));
        assert_eq!(figures.wait_longest_millis, Some(30_000));
        assert_eq!(figures.service_level, Some(0.545_455));
        let nothing = Count::default().figures(thresholds);
        assert_eq!((nothing.wait_mean_millis, nothing.service_level), (None, None));
    }

    #[test]
    fn work_after_the_shift_is_work() {
        let mut hands = Hands::new(true, 1000);
        hands.take(500);
        hands.count(2000);
        hands.is_available = false;
        hands.release(5000);
        hands.count(9000);
        assert_eq!((hands.busy_millis, hands.staffed_millis), (4000, 4000));
    }
}

//! Back-off: how long work waits before it is tried again.

use centralita_engine::Secs;

use crate::ids::JobId;

/// The pause before the second attempt, in milliseconds; each further one is twice as long.
const FIRST_MILLIS: i64 = 500;

/// The longest pause, in milliseconds.
const LONGEST_MILLIS: i64 = 60_000;

/// The longest that who says how long to wait is believed, in milliseconds.
const LONGEST_TOLD_MILLIS: i64 = 900_000;

/// How long a job waits that was tried `attempts` times before this one, in milliseconds: at least as
/// long as `after` says, and by up to a half longer than it must, so that what failed together does not
/// come back together. The same job waits the same time wherever it is asked.
pub(super) fn pause_millis(job: &JobId, attempts: u32, after: Option<Secs>) -> i64 {
    let doubled = FIRST_MILLIS.checked_shl(attempts.min(20)).unwrap_or(LONGEST_MILLIS);
    let told = after.map_or(0, |after| i64::from(after.0) * 1_000);
    let pause = doubled.min(LONGEST_MILLIS).max(told.min(LONGEST_TOLD_MILLIS));
    pause + pause.min(LONGEST_MILLIS) / 2 * i64::from(spread(job, attempts)) / 1_000
}

/// A number from 0 to 999 that is different for different jobs.
fn spread(job: &JobId, attempts: u32) -> u16 {
    // FNV-1a, and one more round so that its low bits depend on all others.
    let bytes = job.0.bytes().chain(attempts.to_be_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    u16::try_from(mixed % 1_000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pauses_grow_by_twice_and_stay_within_a_minute_and_a_half(name: String, attempts in 0_u32..100) {
            let job = JobId(name);
            let pause = pause_millis(&job, attempts, None);
            let least = (500 << attempts.min(20)).min(LONGEST_MILLIS);
            prop_assert!(pause >= least && pause <= least + least / 2, "{}", pause);
            prop_assert_eq!(pause, pause_millis(&job, attempts, None));
        }

        #[test]
        fn who_says_how_long_to_wait_is_believed_up_to_a_quarter_of_an_hour(secs in 0_u32..2_000) {
            let pause = pause_millis(&JobId("a".into()), 0, Some(Secs(secs)));
            let told = i64::from(secs.min(900)) * 1_000;
            prop_assert!(pause >= told && pause <= told.max(500) + 30_000);
        }
    }

    #[test]
    fn jobs_that_failed_together_come_back_apart() {
        let pauses: std::collections::BTreeSet<i64> =
            (0..100).map(|n| pause_millis(&JobId(format!("FN{n}:1")), 3, None)).collect();
        assert!(pauses.len() > 80, "{}", pauses.len());
    }
}

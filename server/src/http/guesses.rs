//! Guesses: whoever names a wrong password again and again is not listened to for a while.
//!
//! What is counted is a name at an address, so that a stranger behind the same proxy locks out nobody
//! whose name he does not know. Addresses come from the connection, never from a header.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use centralita_engine::Time;

/// How many wrong guesses are answered before the others have to wait.
const MOST: u32 = 20;

/// How long they are counted together, in milliseconds, and so how long one waits at most.
const COUNTED_MILLIS: i64 = 60_000;

/// How many names at addresses are kept in mind.
const KEPT: usize = 10_000;

/// The longest name that is kept in mind; longer ones are nobody's.
const LONGEST_NAME: usize = 64;

/// Counts wrong guesses.
#[derive(Debug, Default)]
pub struct Guesses {
    wrong: Mutex<BTreeMap<(IpAddr, String), Wrong>>,
}

#[derive(Clone, Copy, Debug)]
struct Wrong {
    times: u32,
    since: Time,
}

impl Guesses {
    /// Whether a guess is looked at; else in how many seconds one is.
    ///
    /// # Errors
    /// With the seconds to wait, when there were too many wrong ones.
    pub fn may_try(&self, address: IpAddr, name: &str, now: Time) -> Result<(), u32> {
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(wrong) = wrong.get(&who(address, name)) else { return Ok(()) };
        let left = COUNTED_MILLIS - now.millis_since(wrong.since);
        if wrong.times < MOST || left <= 0 {
            return Ok(());
        }
        Err(u32::try_from(left / 1000 + 1).unwrap_or(u32::MAX))
    }

    /// A guess was wrong.
    pub fn was_wrong(&self, address: IpAddr, name: &str, now: Time) {
        let mut all = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let is_counted = |wrong: &Wrong| now.millis_since(wrong.since) < COUNTED_MILLIS;
        let who = who(address, name);
        if let Some(wrong) = all.get_mut(&who).filter(|wrong| is_counted(wrong)) {
            wrong.times = wrong.times.saturating_add(1);
            return;
        }
        if all.len() >= KEPT {
            all.retain(|_, wrong| is_counted(wrong));
        }
        if all.len() >= KEPT {
            all.pop_first();
        }
        all.insert(who, Wrong { times: 1, since: now });
    }

    /// The last guess was right after all, and counts no more.
    pub fn was_right(&self, address: IpAddr, name: &str) {
        let mut all = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wrong) = all.get_mut(&who(address, name)) {
            wrong.times = wrong.times.saturating_sub(1);
        }
    }
}

/// A guesser: of a version 6 address only the half that a line is given, since its owner can choose the
/// other freely.
fn who(address: IpAddr, name: &str) -> (IpAddr, String) {
    let address = match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    };
    let name = if name.len() > LONGEST_NAME { "" } else { name };
    (address, name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn who_guesses_wrong_too_often_waits_and_others_do_not() {
        let (guesses, here) = (Guesses::default(), address("192.0.2.1"));
        for _ in 0..MOST {
            assert_eq!(guesses.may_try(here, "AC1", Time(0)), Ok(()));
            guesses.was_wrong(here, "AC1", Time(0));
        }
        assert_eq!(guesses.may_try(here, "AC1", Time(1_000)), Err(60));
        assert_eq!(guesses.may_try(here, "AC2", Time(1_000)), Ok(()));
        assert_eq!(guesses.may_try(address("192.0.2.2"), "AC1", Time(1_000)), Ok(()));
        assert_eq!(guesses.may_try(here, "AC1", Time(COUNTED_MILLIS)), Ok(()));
    }

    #[test]
    fn who_guesses_right_is_not_counted() {
        let (guesses, here) = (Guesses::default(), address("192.0.2.1"));
        for _ in 0..2 * MOST {
            assert_eq!(guesses.may_try(here, "ana", Time(0)), Ok(()));
            guesses.was_wrong(here, "ana", Time(0));
            guesses.was_right(here, "ana");
        }
    }

    #[test]
    fn one_line_is_one_guesser_however_many_addresses_it_has() {
        let guesses = Guesses::default();
        for last in 0..MOST {
            guesses.was_wrong(address(&format!("2001:db8::{last:x}")), "AC1", Time(0));
        }
        assert!(guesses.may_try(address("2001:db8::ffff"), "AC1", Time(0)).is_err());
        assert!(guesses.may_try(address("2001:db8:1::1"), "AC1", Time(0)).is_ok());
    }

    #[test]
    fn no_more_guessers_are_kept_in_mind_than_there_is_room_for() {
        let (guesses, here) = (Guesses::default(), address("192.0.2.1"));
        for number in 0..KEPT + 10 {
            guesses.was_wrong(here, &format!("AC{number}"), Time(0));
        }
        guesses.was_wrong(here, &"x".repeat(1_000_000), Time(0));
        let kept = guesses.wrong.lock().unwrap();
        assert_eq!(kept.len(), KEPT);
        assert!(kept.keys().all(|(_, name)| name.len() <= LONGEST_NAME));
    }
}

//! Allowances: how much who may say, so that one visitor cannot take the place of all others.
//!
//! An allowance is spent at once or little by little, and comes back with time. Only those who have
//! spent something are remembered, and only so many.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use centralita_engine::Time;

/// So much at once, and so much more in each minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// At once.
    pub most: u32,
    /// What comes back in a minute.
    pub per_minute: u32,
}

/// How much visitors of chats may do.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Allowances {
    /// Conversations that are begun from one address.
    pub sessions: Allowance,
    /// Messages in one conversation.
    pub messages: Allowance,
    /// Messages from one address, behind which a whole office may sit.
    pub messages_from_address: Allowance,
    /// Frames of any kind on one socket.
    pub frames: Allowance,
    /// Sockets of one conversation: its pages that are open.
    pub sockets: usize,
    /// Sockets from one address.
    pub sockets_from_address: usize,
}

impl Default for Allowances {
    fn default() -> Allowances {
        Allowances {
            sessions: Allowance { most: 20, per_minute: 20 },
            messages: Allowance { most: 12, per_minute: 40 },
            messages_from_address: Allowance { most: 120, per_minute: 400 },
            frames: Allowance { most: 80, per_minute: 240 },
            sockets: 10,
            sockets_from_address: 200,
        }
    }
}

/// What visitors have spent.
#[derive(Debug)]
pub struct Purses {
    allowance: Allowance,
    spent: Mutex<BTreeMap<String, Purse>>,
}

/// The most visitors that are remembered at once.
const MOST_REMEMBERED: usize = 20_000;

#[derive(Clone, Copy, Debug)]
struct Purse {
    /// What is left, in thousandths.
    left: u64,
    at: Time,
}

impl Purses {
    /// Nobody has spent anything.
    pub fn new(allowance: Allowance) -> Purses {
        Purses { allowance, spent: Mutex::default() }
    }

    /// Spends one for a visitor; false when nothing is left.
    pub fn spend(&self, who: &str, now: Time) -> bool {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.len() >= MOST_REMEMBERED && !spent.contains_key(who) {
            spent.retain(|_, purse| !is_full(self.allowance, *purse, now));
            // So many visitors at once are one visitor with many names.
            if spent.len() >= MOST_REMEMBERED {
                return false;
            }
        }
        let full = u64::from(self.allowance.most) * 1_000;
        let purse = spent.entry(who.to_owned()).or_insert(Purse { left: full, at: now });
        purse.refill(self.allowance, now);
        match purse.left.checked_sub(1_000) {
            Some(left) => {
                purse.left = left;
                true
            }
            None => false,
        }
    }
}

impl Purse {
    /// A new purse of one socket.
    fn refill(&mut self, allowance: Allowance, now: Time) {
        let millis = u64::try_from(now.0 - self.at.0).unwrap_or(0);
        let back = millis.saturating_mul(u64::from(allowance.per_minute)) / 60;
        if back > 0 {
            self.left = (self.left + back).min(u64::from(allowance.most) * 1_000);
            self.at = now;
        }
    }
}

fn is_full(allowance: Allowance, mut purse: Purse, now: Time) -> bool {
    purse.refill(allowance, now);
    purse.left >= u64::from(allowance.most) * 1_000
}

/// What a visitor is counted by: an IPv4 address, or the network of an IPv6 address, of which one house
/// has more than can be counted.
pub fn visitor(address: Option<IpAddr>) -> String {
    match address {
        None => "unknown".into(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(address) => address.to_string(),
            None => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_spent_all_waits_and_others_do_not() {
        let purses = Purses::new(Allowance { most: 2, per_minute: 60 });
        let now = Time(1_000_000);
        assert!(purses.spend("a", now) && purses.spend("a", now));
        assert!(!purses.spend("a", now));
        assert!(purses.spend("b", now));
        assert!(!purses.spend("a", now.after_millis(999)));
        assert!(purses.spend("a", now.after_millis(1_000)));
        assert!(!purses.spend("a", now.after_millis(1_000)));
    }

    #[test]
    fn many_names_do_not_fill_the_memory() {
        let purses = Purses::new(Allowance { most: 1, per_minute: 60 });
        let now = Time(0);
        let taken = (0..30_000).filter(|name| purses.spend(&name.to_string(), now)).count();
        assert_eq!(taken, MOST_REMEMBERED);
        // When time has passed there is room again.
        assert!(purses.spend("new", now.after_millis(60_000)));
        assert_eq!(purses.spent.lock().unwrap().len(), 1);
    }

    #[test]
    fn a_house_with_an_ipv6_network_is_one_visitor() {
        let one = visitor(Some("2001:db8:1:2::7".parse().unwrap()));
        assert_eq!(one, visitor(Some("2001:db8:1:2:ffff::1".parse().unwrap())));
        assert_ne!(one, visitor(Some("2001:db8:1:3::7".parse().unwrap())));
        assert_eq!(visitor(Some("::ffff:192.0.2.1".parse().unwrap())), "192.0.2.1");
    }
}

//! The hub: which sockets of this process are open, and what they are told between looks at the log.
//!
//! Hints only: what was said is in the log, where sockets of other servers find it a moment later.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::broadcast;

/// What open sockets are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// There is something new in the log.
    News,
    /// An answer is being made.
    Typing,
    /// The contact is writing.
    ContactTypes,
    /// A page of the contact has read as far as this message.
    Read(u32),
}

/// How many signals a socket may be behind; one that is further behind looks at the log.
const BEHIND: usize = 32;

/// The open sockets of this process.
#[derive(Clone, Debug, Default)]
pub struct Hub(Arc<Mutex<Sockets>>);

#[derive(Debug, Default)]
struct Sockets {
    conversations: BTreeMap<String, (usize, broadcast::Sender<Signal>)>,
    visitors: BTreeMap<String, usize>,
}

/// A socket's place in the hub. Dropped, it is left.
#[derive(Debug)]
pub struct Place {
    hub: Hub,
    conversation: String,
    visitor: String,
    /// What the socket is told.
    pub signals: broadcast::Receiver<Signal>,
}

impl Hub {
    /// Takes a place for a socket; none when the conversation or the visitor has too many.
    pub fn enter(
        &self,
        conversation: &str,
        visitor: &str,
        most_of_conversation: usize,
        most_of_visitor: usize,
    ) -> Option<Place> {
        let mut sockets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_visitor = sockets.visitors.get(visitor).copied().unwrap_or(0);
        let of_conversation = sockets.conversations.get(conversation).map_or(0, |there| there.0);
        if of_visitor >= most_of_visitor || of_conversation >= most_of_conversation {
            return None;
        }
        sockets.visitors.insert(visitor.to_owned(), of_visitor + 1);
        let (count, signals) = sockets
            .conversations
            .entry(conversation.to_owned())
            .or_insert_with(|| (0, broadcast::channel(BEHIND).0));
        *count += 1;
        let signals = signals.subscribe();
        Some(Place {
            hub: self.clone(),
            conversation: conversation.to_owned(),
            visitor: visitor.to_owned(),
            signals,
        })
    }

    /// Tells the open sockets of a conversation.
    pub fn tell(&self, conversation: &str, signal: Signal) {
        let sockets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, signals)) = sockets.conversations.get(conversation) {
            // Nobody need be there.
            let _ = signals.send(signal);
        }
    }

    /// How many sockets are open.
    pub fn open(&self) -> usize {
        let sockets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sockets.conversations.values().map(|(count, _)| count).sum()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut sockets = self.hub.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((count, _)) = sockets.conversations.get_mut(&self.conversation) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                sockets.conversations.remove(&self.conversation);
            }
        }
        if let Some(count) = sockets.visitors.get_mut(&self.visitor) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                sockets.visitors.remove(&self.visitor);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_and_a_visitor_have_only_so_many_sockets() {
        let hub = Hub::default();
        let first = hub.enter("CH1", "a", 2, 3).unwrap();
        let _second = hub.enter("CH1", "a", 2, 3).unwrap();
        assert!(hub.enter("CH1", "b", 2, 3).is_none());
        let _third = hub.enter("CH2", "a", 2, 3).unwrap();
        assert!(hub.enter("CH3", "a", 2, 3).is_none());
        drop(first);
        assert!(hub.enter("CH1", "b", 2, 3).is_some());
        assert_eq!(hub.open(), 2);
    }

    #[tokio::test]
    async fn the_sockets_of_a_conversation_hear_of_it_and_others_do_not() {
        let hub = Hub::default();
        let mut one = hub.enter("CH1", "a", 9, 9).unwrap();
        let mut other = hub.enter("CH2", "a", 9, 9).unwrap();
        hub.tell("CH1", Signal::News);
        assert_eq!(one.signals.recv().await, Ok(Signal::News));
        assert!(other.signals.try_recv().is_err());
    }
}

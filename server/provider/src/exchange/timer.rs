//! What happens later: a list by time, and by order where times are the same.

use std::collections::BTreeMap;

use super::Exchange;
use super::call::CallId;
use super::chat::ChatId;
use super::web::RequestId;

/// Something that is due at a time. The numbers called turns tell whether it still counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Timer {
    /// The activity of a call comes to its next point.
    Activity(CallId, u64),
    /// Whoever is rung reacts.
    Ring(CallId),
    /// Ringing has lasted long enough.
    RingLimit(CallId),
    /// Dialling has lasted long enough.
    DialLimit(CallId, u64),
    /// A bridge has lasted long enough.
    TalkLimit(CallId, u64),
    /// A routing workflow, only pretended, has found somebody.
    Workflow(CallId, u64),
    /// A key is pressed.
    Key(CallId, char),
    /// The person on the line goes on with the script.
    Person(CallId, u64),
    /// The person on the line has had enough.
    Patience(CallId),
    /// A request goes out that was kept back, or goes out once more.
    Send(RequestId),
    /// The answer of a request arrives.
    Arrive(RequestId),
    /// A message takes its next step.
    Message(usize),
    /// The person of a chat goes on.
    Chat(ChatId, u64),
}

/// Timers by time, then by the order in which they were set.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    due: BTreeMap<(u64, u64), Timer>,
    order: u64,
}

impl Timers {
    pub(crate) fn set(&mut self, at_millis: u64, timer: Timer) {
        self.order += 1;
        self.due.insert((at_millis, self.order), timer);
    }

    /// The time of the first timer, and the request whose answer it waits for.
    pub(crate) fn first(&self) -> Option<(u64, Option<RequestId>)> {
        self.due.first_key_value().map(|((at, _), timer)| match timer {
            Timer::Arrive(request) => (*at, Some(*request)),
            _ => (*at, None),
        })
    }

    pub(crate) fn take_due(&mut self, to_millis: u64) -> Option<(u64, Timer)> {
        let entry = self.due.first_entry().filter(|entry| entry.key().0 <= to_millis)?;
        let (at, _) = *entry.key();
        Some((at, entry.remove()))
    }

    /// Forgets what only a live call needs.
    pub(crate) fn forget(&mut self, call: CallId) {
        self.due.retain(|_, timer| match timer {
            Timer::Activity(id, _)
            | Timer::Ring(id)
            | Timer::RingLimit(id)
            | Timer::DialLimit(id, _)
            | Timer::TalkLimit(id, _)
            | Timer::Workflow(id, _)
            | Timer::Key(id, _)
            | Timer::Person(id, _)
            | Timer::Patience(id) => *id != call,
            _ => true,
        });
    }
}

impl Exchange {
    pub(crate) fn set_timer(&mut self, after_millis: u64, timer: Timer) {
        self.timers.set(self.now_millis.saturating_add(after_millis), timer);
    }

    pub(crate) fn fire(&mut self, timer: Timer) {
        match timer {
            Timer::Activity(id, turn) if self.calls[id].turn == turn => self.activity_is_due(id),
            Timer::Activity(..) => {}
            Timer::Ring(id) => self.peer_reacts(id),
            Timer::RingLimit(id) => self.ringing_is_over(id),
            Timer::DialLimit(id, turn) if self.calls[id].link_turn == turn => {
                self.dialling_is_over(id);
            }
            Timer::TalkLimit(id, turn) if self.calls[id].link_turn == turn => {
                self.part(id, "the time limit");
            }
            Timer::Workflow(id, turn) if self.calls[id].link_turn == turn => {
                self.leave_queue(id, "bridged");
            }
            Timer::DialLimit(..) | Timer::TalkLimit(..) | Timer::Workflow(..) => {}
            Timer::Key(id, key) => self.key_is_pressed(id, key),
            Timer::Person(id, turn) => self.person_wakes(id, turn),
            Timer::Patience(id) => self.hang_up(id),
            Timer::Send(request) => self.post(request),
            Timer::Arrive(request) => self.answer_is_due(request),
            Timer::Message(index) => self.message_moves(index),
            Timer::Chat(id, turn) => self.chat_wakes(id, turn),
        }
    }
}

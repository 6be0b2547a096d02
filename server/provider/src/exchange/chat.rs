//! People who write, by a script, and read what comes back.

use std::collections::VecDeque;

use super::Exchange;
use super::timer::Timer;
use super::web::Owner;
use crate::fault::Fault;
use crate::form::Form;
use crate::script::{ChatScript, ChatStep};
use crate::transcript::{Entry, Transcript, contains_words};

/// How long somebody waits for words that do not come, in milliseconds.
const PATIENCE_MILLIS: u64 = 300_000;
/// How long somebody takes to write.
const WRITES_MILLIS: u64 = 800;
/// The most messages one chat gets; two machines may answer each other for ever.
const MOST_MESSAGES: u32 = 500;

/// Which chat of an [`Exchange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChatId(pub(crate) usize);

/// Somebody who writes to one number.
#[derive(Debug)]
pub(crate) struct Chat {
    pub transcript: Transcript,
    from: String,
    to: String,
    steps: VecDeque<ChatStep>,
    unread: VecDeque<String>,
    got: u32,
    turn: u64,
    awaits_since: Option<u64>,
}

impl Exchange {
    /// Somebody writes to a number of the account, and reads, as the script says.
    pub fn chat(&mut self, from: &str, to: &str, script: ChatScript) -> ChatId {
        let id = ChatId(self.chats.len());
        let transcript =
            Transcript { from: from.to_owned(), to: to.to_owned(), ..Transcript::default() };
        self.chats.push(Chat {
            transcript,
            from: from.to_owned(),
            to: to.to_owned(),
            steps: script.steps.into(),
            unread: VecDeque::new(),
            got: 0,
            turn: 0,
            awaits_since: None,
        });
        self.chat_rests(id, 0);
        id
    }

    /// Everything about a chat.
    pub fn chat_transcript(&self, id: ChatId) -> Option<&Transcript> {
        self.chats.get(id.0).map(|chat| &chat.transcript)
    }

    /// Whether the script of a chat is over and none of its messages is still on its way.
    pub fn is_chat_settled(&self, id: ChatId) -> bool {
        let is_mine =
            |index: usize| self.messages.get(index).is_some_and(|one| one.chat == Some(id));
        self.chats.get(id.0).is_none_or(|chat| chat.steps.is_empty())
            && self.messages.iter().filter(|one| one.chat == Some(id)).all(|one| one.is_settled())
            && !self.outstanding.values().any(|one| match one.owner {
                Owner::Message(index) => is_mine(index),
                Owner::Call(_) => false,
            })
    }

    pub(crate) fn chat_between(&self, from: &str, to: &str) -> Option<ChatId> {
        // The latest: a person who begins again reads in the new chat.
        let at = self.chats.iter().rposition(|chat| {
            let is_service = to.starts_with("MG");
            chat.from == from && (chat.to == to || is_service)
        });
        at.map(ChatId)
    }

    fn chat_rests(&mut self, id: ChatId, millis: u64) {
        let Some(chat) = self.chats.get_mut(id.0) else { return };
        chat.turn += 1;
        let turn = chat.turn;
        self.set_timer(millis, Timer::Chat(id, turn));
    }

    /// A message came.
    pub(crate) fn chat_gets(&mut self, index: usize) {
        let Some(message) = self.messages.get(index) else { return };
        let body = message.body.clone();
        let id = message.chat;
        self.write(Owner::Message(index), Entry::Got(body.clone()));
        let Some((id, chat)) = id.and_then(|id| Some((id, self.chats.get_mut(id.0)?))) else {
            return;
        };
        chat.got += 1;
        if chat.got > MOST_MESSAGES {
            let fault = Fault::wrong(format!("more than {MOST_MESSAGES} messages in one chat"));
            chat.steps.clear();
            self.write(Owner::Message(index), Entry::Fault(fault));
            return;
        }
        if let Some(ChatStep::Echo(times)) = chat.steps.front_mut() {
            *times = times.saturating_sub(1);
            let is_over = *times == 0;
            if is_over {
                chat.steps.pop_front();
            }
            let (from, to) = (chat.from.clone(), chat.to.clone());
            self.message_in(&from, &to, &body, &[], &Form::new());
            self.chat_rests(id, if is_over { WRITES_MILLIS } else { PATIENCE_MILLIS });
            return;
        }
        chat.unread.push_back(body);
        if matches!(chat.steps.front(), Some(ChatStep::Await(_))) && chat.has_come() {
            self.chat_rests(id, 0);
        }
    }

    pub(crate) fn chat_wakes(&mut self, id: ChatId, turn: u64) {
        let Some(chat) = self.chats.get_mut(id.0).filter(|chat| chat.turn == turn) else { return };
        let (from, to) = (chat.from.clone(), chat.to.clone());
        let step = match chat.steps.front() {
            None => return,
            Some(ChatStep::Await(_)) => {
                self.chat_awaits(id);
                return;
            }
            Some(ChatStep::Echo(_)) if chat.awaits_since.take().is_none() => {
                chat.awaits_since = Some(self.now_millis);
                self.chat_rests(id, PATIENCE_MILLIS);
                return;
            }
            Some(_) => chat.steps.pop_front(),
        };
        match step {
            Some(ChatStep::Write(text)) => self.message_in(&from, &to, &text, &[], &Form::new()),
            Some(ChatStep::Send(text, media)) => {
                self.message_in(&from, &to, &text, &media, &Form::new());
            }
            Some(ChatStep::Tap(text, payload)) => {
                let extra = Form::new().with("ButtonText", &text).with("ButtonPayload", payload);
                self.message_in(&from, &to, &text, &[], &extra);
            }
            Some(ChatStep::Wait(millis)) => {
                self.chat_rests(id, millis);
                return;
            }
            Some(ChatStep::Echo(_)) => {}
            Some(ChatStep::Await(_)) | None => return,
        }
        self.chat_rests(id, WRITES_MILLIS);
    }

    /// The words that are awaited have come, or it is time to begin waiting, or to give up.
    fn chat_awaits(&mut self, id: ChatId) {
        let now_millis = self.now_millis;
        let Some(chat) = self.chats.get_mut(id.0) else { return };
        let Some(ChatStep::Await(words)) = chat.steps.front().cloned() else { return };
        if chat.has_come() {
            while chat.unread.pop_front().is_some_and(|text| !contains_words(&text, &words)) {}
            chat.steps.pop_front();
            chat.awaits_since = None;
            self.chat_rests(id, WRITES_MILLIS);
            return;
        }
        let waits_since = *chat.awaits_since.get_or_insert(now_millis);
        let waited = now_millis >= waits_since.saturating_add(PATIENCE_MILLIS);
        if waited {
            let fault = Fault::wrong(format!("no message with {words:?} came"));
            chat.transcript.add(now_millis, Entry::Fault(fault));
            chat.steps.clear();
            return;
        }
        self.chat_rests(id, PATIENCE_MILLIS);
    }
}

impl Chat {
    /// Whether the words that the next step waits for are among the unread messages.
    fn has_come(&self) -> bool {
        match self.steps.front() {
            Some(ChatStep::Await(words)) => {
                self.unread.iter().any(|text| contains_words(text, words))
            }
            _ => false,
        }
    }
}

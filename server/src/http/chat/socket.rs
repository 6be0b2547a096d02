//! One socket of a page, from its first frame to its last.
//!
//! What a page says is bounded: a frame's size, how many frames in how much time, how many messages wait
//! to be taken. Messages are taken one after the other, apart from the socket, so that a page that goes
//! away loses nothing it has said.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, close_code};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

use crate::channels::chat::allowance::Purses;
use crate::channels::chat::frame::{FromPage, Refusal, ToPage, cleaned, is_message_id};
use crate::channels::chat::hub::{Place, Signal};
use crate::channels::chat::log::NotKept;
use crate::channels::chat::{Conversation, Message};
use crate::chats::{ChatError, Chats};

/// How long a page may take to say who it is.
const JOIN_WITHIN: Duration = Duration::from_secs(10);

/// How long a page may be silent. Pages ping every twenty seconds.
const SILENT_FOR: Duration = Duration::from_secs(60);

/// How long a page may take to read what it is sent.
const SEND_WITHIN: Duration = Duration::from_secs(15);

/// How often it is looked whether another server has added to the log.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// How many messages may wait to be taken.
const WAITING: usize = 8;

/// How many messages a page gets at once.
const PAGE: u32 = 100;

/// How many frames in vain a page may send before it is sent away.
const MOST_IN_VAIN: u32 = 40;

/// Serves one socket until it closes.
pub(super) async fn serve(
    mut socket: WebSocket,
    chats: Chats,
    inbox: String,
    visitor: String,
    unnamed: Place,
) {
    let joined = match timeout(JOIN_WITHIN, join(&mut socket, &chats, &inbox)).await {
        Ok(joined) => joined,
        Err(_) => return close(socket, "Nothing was said.").await,
    };
    let (conversation, last) = match joined {
        Ok(Some(joined)) => joined,
        Ok(None) => return,
        Err(refusal) => {
            let _ = send(&mut socket, &ToPage::Error { code: refusal, client: None }).await;
            return close(socket, "This page cannot join.").await;
        }
    };
    let allowances = *chats.allowances();
    drop(unnamed);
    let place = chats.hub().enter(
        &conversation.id,
        &visitor,
        allowances.sockets,
        allowances.sockets_from_address,
    );
    let Some(place) = place else {
        let error = ToPage::Error { code: Refusal::TooMany, client: None };
        let _ = send(&mut socket, &error).await;
        return close(socket, "Too many pages are open.").await;
    };
    let frames = Purses::new(allowances.frames);
    let (says, taken) = take_apart(&chats, &conversation);
    let line = Line { socket, chats, conversation, visitor, last, says, frames, in_vain: 0 };
    line.run(place, taken).await;
}

/// Waits until the page says who it is; none when it went away.
async fn join(
    socket: &mut WebSocket,
    chats: &Chats,
    inbox: &str,
) -> Result<Option<(Conversation, u32)>, Refusal> {
    loop {
        let text = match socket.recv().await {
            Some(Ok(Frame::Text(text))) => text,
            Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => continue,
            Some(Ok(Frame::Binary(_))) => return Err(Refusal::Unreadable),
            Some(Ok(Frame::Close(_)) | Err(_)) | None => return Ok(None),
        };
        let Ok(FromPage::Join { token, last }) = serde_json::from_str(&text) else {
            return Err(Refusal::Unreadable);
        };
        return match chats.open(inbox, &token).await {
            Ok(Some(conversation)) => Ok(Some((conversation, last))),
            Ok(None) => Err(Refusal::Expired),
            Err(error) => {
                tracing::error!(%error, "a page could not join");
                Err(Refusal::Unavailable)
            }
        };
    }
}

/// A message of the page.
struct Said {
    id: String,
    text: String,
}

/// Takes what the page says, one message after the other.
fn take_apart(
    chats: &Chats,
    conversation: &Conversation,
) -> (mpsc::Sender<Said>, mpsc::Receiver<ToPage>) {
    let (says, mut said) = mpsc::channel::<Said>(WAITING);
    let (done, taken) = mpsc::channel(WAITING);
    let (chats, conversation) = (chats.clone(), conversation.clone());
    tokio::spawn(async move {
        while let Some(Said { id, text }) = said.recv().await {
            let told = match chats.says(&conversation, &id, &text).await {
                Ok(taken) => ToPage::Sent { client: id, id: taken.id },
                Err(error) => ToPage::Error { code: refusal(&error), client: Some(id) },
            };
            // The page may be gone; what it said is taken all the same.
            let _ = done.send(told).await;
        }
    });
    (says, taken)
}

fn refusal(error: &ChatError) -> Refusal {
    match error {
        ChatError::NotKept(NotKept::Full(_)) => Refusal::Full,
        error => {
            tracing::error!(%error, "a message of a contact could not be taken");
            Refusal::Unavailable
        }
    }
}

/// A socket whose page has joined.
struct Line {
    socket: WebSocket,
    chats: Chats,
    conversation: Conversation,
    visitor: String,
    /// The last message that the page has.
    last: u32,
    says: mpsc::Sender<Said>,
    frames: Purses,
    in_vain: u32,
}

/// The page is gone, or is sent away.
struct Gone;

impl Line {
    async fn run(mut self, mut place: Place, mut taken: mpsc::Receiver<ToPage>) {
        if self.greet().await.is_err() {
            return;
        }
        let mut heard = Instant::now();
        let mut look = Instant::now() + LOOK_AGAIN;
        loop {
            let went = tokio::select! {
                frame = self.socket.recv() => {
                    heard = Instant::now();
                    match frame {
                        Some(Ok(frame)) => self.hear(frame).await,
                        _ => Err(Gone),
                    }
                }
                signal = place.signals.recv() => match signal {
                    Ok(Signal::News) | Err(RecvError::Lagged(_)) => self.news().await,
                    Ok(Signal::Typing) => self.tell(&ToPage::Typing).await,
                    Ok(Signal::Read(id)) => self.tell(&ToPage::Read { id }).await,
                    Ok(Signal::ContactTypes) => Ok(()),
                    Err(RecvError::Closed) => Err(Gone),
                },
                // A page that is told that its message was taken, and is given the message after that,
                // takes it for another one.
                Some(told) = taken.recv() => match self.news().await {
                    Ok(()) => self.tell(&told).await,
                    Err(gone) => Err(gone),
                },
                () = sleep_until(look) => {
                    look = Instant::now() + LOOK_AGAIN;
                    self.news().await
                }
                () = sleep_until(heard + SILENT_FOR) => Err(Gone),
            };
            if went.is_err() {
                return close(self.socket, "Goodbye.").await;
            }
        }
    }

    /// What was said while the page was away.
    async fn greet(&mut self) -> Result<(), Gone> {
        let messages = self.read(None, PAGE).await?;
        let last = self.last;
        let missed: Vec<Message> =
            messages.into_iter().filter(|message| message.id > last).collect();
        let more = missed.first().is_some_and(|first| first.id > last.saturating_add(1));
        if let Some(newest) = missed.last() {
            self.last = newest.id;
        }
        self.tell(&ToPage::Joined { messages: missed, more }).await
    }

    async fn hear(&mut self, frame: Frame) -> Result<(), Gone> {
        let text = match frame {
            Frame::Text(text) => text,
            Frame::Ping(_) | Frame::Pong(_) => return Ok(()),
            Frame::Binary(_) => return self.refuse(Refusal::Unreadable, None).await,
            Frame::Close(_) => return Err(Gone),
        };
        if !self.frames.spend("this", self.chats.now()) {
            return self.refuse(Refusal::SlowDown, message_id(&text)).await;
        }
        match serde_json::from_str(&text) {
            Ok(FromPage::Message { id, text }) => self.say(id, &text).await,
            Ok(FromPage::History { before }) => self.history(before).await,
            Ok(FromPage::Typing) => {
                self.chats.hub().tell(&self.conversation.id, Signal::ContactTypes);
                Ok(())
            }
            Ok(FromPage::Read { id }) => {
                self.chats.hub().tell(&self.conversation.id, Signal::Read(id));
                Ok(())
            }
            Ok(FromPage::Ping) => self.tell(&ToPage::Pong).await,
            Ok(FromPage::Join { .. }) | Err(_) => self.refuse(Refusal::Unreadable, None).await,
        }
    }

    async fn say(&mut self, id: String, text: &str) -> Result<(), Gone> {
        if !is_message_id(&id) {
            return self.refuse(Refusal::Unreadable, None).await;
        }
        let text = match cleaned(text) {
            Ok(text) => text,
            Err(refusal) => return self.refuse(refusal, Some(id)).await,
        };
        if !self.chats.may_say(&self.conversation.id, &self.visitor) {
            return self.refuse(Refusal::SlowDown, Some(id)).await;
        }
        match self.says.try_send(Said { id, text }) {
            Ok(()) => Ok(()),
            Err(
                mpsc::error::TrySendError::Full(said) | mpsc::error::TrySendError::Closed(said),
            ) => self.refuse(Refusal::SlowDown, Some(said.id)).await,
        }
    }

    async fn history(&mut self, before: u32) -> Result<(), Gone> {
        let messages = self.read(Some(before), PAGE).await?;
        let more = messages.first().is_some_and(|first| first.id > 1);
        self.tell(&ToPage::History { messages, more }).await
    }

    /// What is new in the log since the page was told last, in order and without a gap.
    async fn news(&mut self) -> Result<(), Gone> {
        loop {
            // Mostly there is nothing, and that shall cost little.
            let newest = self.read(None, 1).await?;
            if newest.iter().all(|message| message.id <= self.last) {
                return Ok(());
            }
            let end = self.last.saturating_add(PAGE + 1);
            let last = self.last;
            for message in self.read(Some(end), PAGE).await? {
                if message.id > last {
                    self.last = message.id;
                    self.tell(&ToPage::Message(message)).await?;
                }
            }
            if self.last == last {
                // The log has lost its middle; the page is told the rest when it comes back.
                return Err(Gone);
            }
        }
    }

    async fn read(&mut self, before: Option<u32>, limit: u32) -> Result<Vec<Message>, Gone> {
        let messages = self.chats.log().page(&self.conversation.id, before, limit).await;
        // The page comes back, and is told then.
        messages.map_err(|error| {
            tracing::warn!(%error, "the log of a conversation cannot be read");
            Gone
        })
    }

    /// Who goes on in vain is sent away.
    async fn refuse(&mut self, code: Refusal, client: Option<String>) -> Result<(), Gone> {
        self.in_vain += 1;
        self.tell(&ToPage::Error { code, client }).await?;
        if self.in_vain >= MOST_IN_VAIN { Err(Gone) } else { Ok(()) }
    }

    async fn tell(&mut self, told: &ToPage) -> Result<(), Gone> {
        send(&mut self.socket, told).await
    }
}

/// The page's id of a message that is not even looked at; none when it has none.
fn message_id(text: &str) -> Option<String> {
    match serde_json::from_str(text) {
        Ok(FromPage::Message { id, .. }) if is_message_id(&id) => Some(id),
        _ => None,
    }
}

async fn send(socket: &mut WebSocket, told: &ToPage) -> Result<(), Gone> {
    let text = serde_json::to_string(told).map_err(|_| Gone)?;
    match timeout(SEND_WITHIN, socket.send(Frame::Text(text.into()))).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Gone),
    }
}

async fn close(mut socket: WebSocket, reason: &'static str) {
    let frame = CloseFrame { code: close_code::POLICY, reason: reason.into() };
    // It may be closed already.
    let _ = timeout(SEND_WITHIN, socket.send(Frame::Close(Some(frame)))).await;
}

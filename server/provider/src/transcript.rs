//! What is written down of a call or a chat: everything heard, done, asked and told, in its order.

use std::fmt;

use crate::fault::{Fault, Weight};
use crate::form::Form;

/// What a webhook is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Purpose {
    /// It asks what to do next.
    Instructions,
    /// It asks the address for emergencies what to do next.
    Fallback,
    /// It asks what a waiting caller hears.
    Wait,
    /// It asks what a called party hears before the join.
    Whisper,
    /// It tells how something ended whose call is over.
    Farewell,
    /// It tells how a call stands.
    CallStatus,
    /// It tells how a recording stands.
    RecordingStatus,
    /// It tells what was written down from a recording.
    Transcription,
    /// It tells what happens in a conference.
    Conference,
    /// It tells what a recogniser believes so far.
    PartialSpeech,
    /// It brings a message and asks for an answer.
    Message,
    /// It tells how a message stands.
    MessageStatus,
    /// It tells how answering-machine detection came out.
    MachineDetection,
    /// It tells how a session that is only pretended stands.
    Session,
}

impl Purpose {
    /// Whether somebody waits for its answer: those come in their order and are never kept back.
    pub fn is_question(self) -> bool {
        use Purpose::{Fallback, Instructions, Message, Wait, Whisper};
        matches!(self, Instructions | Fallback | Wait | Whisper | Message)
    }

    /// Its name, for tables.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Instructions => "instructions",
            Purpose::Fallback => "fallback",
            Purpose::Wait => "wait",
            Purpose::Whisper => "whisper",
            Purpose::Farewell => "farewell",
            Purpose::CallStatus => "call status",
            Purpose::RecordingStatus => "recording status",
            Purpose::Transcription => "transcription",
            Purpose::Conference => "conference",
            Purpose::PartialSpeech => "partial speech",
            Purpose::Message => "message",
            Purpose::MessageStatus => "message status",
            Purpose::MachineDetection => "machine detection",
            Purpose::Session => "session",
        }
    }
}

/// One request that was sent, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// What it is for.
    pub purpose: Purpose,
    /// `GET` or `POST`.
    pub method: String,
    /// Where it went, the query included.
    pub url: String,
    /// What it said.
    pub form: Form,
    /// The token it shares with its repeats.
    pub token: String,
    /// Which time it was sent, from 1.
    pub attempt: u32,
    /// When it was sent, in milliseconds of the run.
    pub sent_at_millis: u64,
    /// How long its answer took, in microseconds of the wall clock.
    pub took_micros: u64,
    /// The status of the answer; `None` where none came.
    pub status: Option<u16>,
}

impl Webhook {
    /// Whether the other side took it: an answer with a status of success came.
    pub fn is_acknowledged(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// One line of a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Entry {
    /// A prompt began: its words, or the address of what is played.
    Heard(String),
    /// The beep before a recording.
    Beep,
    /// A prompt was cut short.
    Cut,
    /// Keys were pressed.
    Pressed(String),
    /// Words were spoken.
    Spoke(String),
    /// Somebody hung up: `caller`, `document`, `provider`, `rest` or `peer`.
    HungUp(String),
    /// The call has this status now.
    Status(String),
    /// A document came.
    Document {
        /// From where; empty for one that came with a REST request.
        url: String,
        /// Its text.
        text: String,
    },
    /// A webhook was answered, or never was.
    Webhook(Webhook),
    /// It was joined with somebody: a call or a conference.
    Joined(String),
    /// It was parted from them.
    Parted(String),
    /// Something was wrong.
    Fault(Fault),
    /// The person wrote a message.
    Wrote(String),
    /// The person got a message.
    Got(String),
    /// Something else worth a line.
    Note(String),
}

/// Everything about one call or chat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The sid of the call; empty for a chat.
    pub sid: String,
    /// Who called or wrote.
    pub from: String,
    /// Whom.
    pub to: String,
    /// What happened and when, in milliseconds of the run.
    pub lines: Vec<(u64, Entry)>,
}

impl Transcript {
    /// Writes a line down.
    pub fn add(&mut self, at_millis: u64, entry: Entry) {
        self.lines.push((at_millis, entry));
    }

    /// The prompts, in their order.
    pub fn heard(&self) -> Vec<&str> {
        self.entries(|entry| match entry {
            Entry::Heard(words) => Some(words.as_str()),
            _ => None,
        })
    }

    /// Whether a prompt with these words was begun; capitals do not matter.
    pub fn has_heard(&self, words: &str) -> bool {
        self.heard().iter().any(|heard| contains_words(heard, words))
    }

    /// The faults, in their order.
    pub fn faults(&self) -> Vec<&Fault> {
        self.entries(|entry| match entry {
            Entry::Fault(fault) => Some(fault),
            _ => None,
        })
    }

    /// What is against the protocol, without what is only a trap.
    pub fn wrongs(&self) -> Vec<&Fault> {
        self.faults().into_iter().filter(|fault| fault.weight == Weight::Wrong).collect()
    }

    /// The webhooks, in the order of their answers, repeats included.
    pub fn webhooks(&self) -> Vec<&Webhook> {
        self.entries(|entry| match entry {
            Entry::Webhook(webhook) => Some(webhook),
            _ => None,
        })
    }

    /// The webhooks for one purpose.
    pub fn webhooks_for(&self, purpose: Purpose) -> Vec<&Webhook> {
        self.webhooks().into_iter().filter(|webhook| webhook.purpose == purpose).collect()
    }

    /// The texts of the documents, in their order.
    pub fn documents(&self) -> Vec<&str> {
        self.entries(|entry| match entry {
            Entry::Document { text, .. } => Some(text.as_str()),
            _ => None,
        })
    }

    /// The messages that came, in their order.
    pub fn got(&self) -> Vec<&str> {
        self.entries(|entry| match entry {
            Entry::Got(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The last status of the call; empty for a chat.
    pub fn status(&self) -> &str {
        let statuses = self.entries(|entry| match entry {
            Entry::Status(status) => Some(status.as_str()),
            _ => None,
        });
        statuses.last().copied().unwrap_or_default()
    }

    /// Who ended the call: `caller`, `document`, `provider`, `rest` or `peer`.
    pub fn ended_by(&self) -> Option<&str> {
        let ends = self.entries(|entry| match entry {
            Entry::HungUp(who) => Some(who.as_str()),
            _ => None,
        });
        ends.last().copied()
    }

    fn entries<'a, T: 'a>(&'a self, pick: impl Fn(&'a Entry) -> Option<T>) -> Vec<T> {
        self.lines.iter().filter_map(|(_, entry)| pick(entry)).collect()
    }
}

/// What stands in every request of a call and tells nothing about this one.
const USUAL: &[&str] = &[
    "AccountSid",
    "ApiVersion",
    "CallSid",
    "Direction",
    "From",
    "To",
    "Caller",
    "Called",
    "CallToken",
    "StirVerstat",
    "FutureParameter",
];

impl Webhook {
    /// What it says besides what every request of its call says, without what is empty.
    pub fn said(&self) -> impl Iterator<Item = &(String, String)> {
        self.form
            .pairs
            .iter()
            .filter(|(name, value)| !USUAL.contains(&name.as_str()) && !value.is_empty())
    }
}

/// Whether `words` stand in `text`, whatever the capitals.
pub(crate) fn contains_words(text: &str, words: &str) -> bool {
    text.to_lowercase().contains(&words.to_lowercase())
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {} -> {}", self.sid, self.from, self.to)?;
        for (at, entry) in &self.lines {
            write!(f, "{:>9.3}  ", *at as f64 / 1000.0)?;
            match entry {
                Entry::Heard(words) => writeln!(f, "hears: {words}")?,
                Entry::Beep => writeln!(f, "hears a beep")?,
                Entry::Cut => writeln!(f, "the prompt is cut short")?,
                Entry::Pressed(keys) => writeln!(f, "presses {keys}")?,
                Entry::Spoke(words) => writeln!(f, "says: {words}")?,
                Entry::HungUp(who) => writeln!(f, "hung up by {who}")?,
                Entry::Status(status) => writeln!(f, "is {status}")?,
                Entry::Document { url, text } => writeln!(f, "document of {url}: {text}")?,
                Entry::Webhook(webhook) => {
                    let (purpose, attempt) = (webhook.purpose.name(), webhook.attempt);
                    write!(f, "{purpose} {} {}", webhook.method, webhook.url)?;
                    for (name, value) in webhook.said() {
                        write!(f, " {name}={value}")?;
                    }
                    writeln!(f, " (attempt {attempt}): {:?}", webhook.status)?;
                }
                Entry::Joined(whom) => writeln!(f, "joined with {whom}")?,
                Entry::Parted(whom) => writeln!(f, "parted from {whom}")?,
                Entry::Fault(fault) => writeln!(f, "FAULT: {fault}")?,
                Entry::Wrote(text) => writeln!(f, "writes: {text}")?,
                Entry::Got(text) => writeln!(f, "gets: {text}")?,
                Entry::Note(text) => writeln!(f, "{text}")?,
            }
        }
        Ok(())
    }
}

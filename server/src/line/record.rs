//! Records: what the store keeps of one execution between two events.

use centralita_engine::exec::{Action, Effect, EffectId, Unreadable};
use centralita_engine::{Execution, Text, Time};
use serde::{Deserialize, Serialize};

use crate::ids::DedupeKey;

/// An execution with the line it has to its contact.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The execution.
    pub execution: Execution,
    /// The line.
    pub line: Line,
}

/// What stands between an execution and its contact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Which connection it uses: a provider's account, a chat, a bot.
    #[serde(rename = "c")]
    pub connection: Text,
    /// The provider's id of the call; empty when there is none.
    #[serde(rename = "i", default, skip_serializing_if = "Text::is_empty")]
    pub call: Text,
    /// What the world still owes an answer to and what has to be shown to it: everything but work that
    /// is under way as a job.
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Effect>,
    /// What was said already as far as the execution knows, and has still to be heard.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub script: Vec<Action>,
    /// Where the caller meets who accepted the task.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<Meeting>,
    /// The last word about the call's status: its number in the provider's order.
    #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
    pub status_sequence: Option<u32>,
    /// Until when the word of a recording is waited for, of a caller who has hung up.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub leaving: Option<Time>,
    /// When the caller was last heard of, to [`HEARD_WITHIN_MILLIS`]: a request about the call.
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<Time>,
    /// When the provider was last asked whether a silent call is still there.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub asked_after: Option<Time>,
    /// Events that were taken, oldest first.
    #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<DedupeKey>,
}

/// Where a caller meets a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// The task's effect.
    #[serde(rename = "e")]
    pub task: EffectId,
    /// The conference's name.
    #[serde(rename = "n")]
    pub conference: Text,
}

/// How exactly it is noted when a caller was last heard of.
const HEARD_WITHIN_MILLIS: i64 = 5 * 60_000;

/// How long a call may be silent before the provider is asked about it. A provider tells once that a
/// call is over, and nobody may have been there to hear it.
const SILENT_MILLIS: i64 = 15 * 60_000;

/// The version of the stored form that this release writes. Every earlier one is read.
const VERSION: u8 = 1;

/// Set in the first byte when what follows the execution is compressed.
const COMPRESSED: u8 = 0x80;

/// Lines shorter than this are not worth compressing.
const COMPRESS_FROM: usize = 160;

/// The longest line that is read: beyond it a stored length is a lie.
const LONGEST_LINE: usize = 16 * 1024 * 1024;

impl Record {
    /// The bytes to store: a version, the length of the line, the line, and the execution's own form.
    pub fn to_stored(&self) -> Vec<u8> {
        // Writing into memory cannot fail, and no type of a line refuses to be serialised.
        let mut line = rmp_serde::to_vec_named(&self.line).unwrap_or_default();
        let mut version = VERSION;
        if line.len() >= COMPRESS_FROM {
            let packed = lz4_flex::block::compress_prepend_size(&line);
            if packed.len() < line.len() {
                line = packed;
                version |= COMPRESSED;
            }
        }
        let mut bytes = Vec::with_capacity(line.len() + 512);
        bytes.push(version);
        bytes.extend_from_slice(&u32::try_from(line.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(&line);
        bytes.extend_from_slice(&self.execution.to_stored());
        bytes
    }

    /// Reads stored bytes.
    ///
    /// # Errors
    /// When they are damaged, or of a later release.
    pub fn from_stored(bytes: &[u8]) -> Result<Record, Unreadable> {
        let damaged = |what: &str| Unreadable::Damaged(what.to_owned());
        let (&version, rest) = bytes.split_first().ok_or(Unreadable::Empty)?;
        if version & !COMPRESSED != VERSION {
            return Err(Unreadable::TooNew(version & !COMPRESSED));
        }
        let (length, rest) =
            rest.split_first_chunk::<4>().ok_or_else(|| damaged("it ends early"))?;
        let length = u32::from_be_bytes(*length) as usize;
        let line = rest.get(..length).ok_or_else(|| damaged("its line ends early"))?;
        let unpacked;
        let line = if version & COMPRESSED == 0 {
            line
        } else {
            let (size, _) = lz4_flex::block::uncompressed_size(line)
                .map_err(|error| damaged(&error.to_string()))?;
            if size > LONGEST_LINE {
                return Err(damaged("its line claims to be longer than any is"));
            }
            unpacked = lz4_flex::block::decompress_size_prepended(line)
                .map_err(|error| damaged(&error.to_string()))?;
            &unpacked
        };
        let line = rmp_serde::from_slice(line).map_err(|error| damaged(&error.to_string()))?;
        Ok(Record { execution: Execution::from_stored(&rest[length..])?, line })
    }
}

impl Line {
    /// Something came from the caller's side. Not each moment is noted: what is due by it would have to
    /// be moved in the store with each request.
    pub fn hear(&mut self, now: Time) {
        let is_old = |heard: Time| now.millis_since(heard) >= HEARD_WITHIN_MILLIS;
        if !self.call.is_empty() && self.heard.is_none_or(is_old) {
            self.heard = Some(now);
        }
    }

    /// When it is time to ask whether a call of which nothing was heard is still there.
    pub fn silent_from(&self) -> Option<Time> {
        self.heard.max(self.asked_after).map(|last| last.after_millis(SILENT_MILLIS))
    }

    /// An open effect.
    pub fn effect(&self, id: EffectId) -> Option<&Action> {
        self.open.iter().find(|open| open.id == id).map(|open| &open.action)
    }

    /// When something is due by itself.
    pub fn due(&self) -> Option<Time> {
        let timers = self.open.iter().filter_map(|open| match open.action {
            Action::SetTimer { due } => Some(due),
            _ => None,
        });
        timers.chain(self.leaving).min()
    }
}

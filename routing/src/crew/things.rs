//! Activities, channels, queues and workers, as people define them.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::reading::CAPACITY;
use crate::attributes::Attributes;
use crate::crew::QueueOrder;
use crate::ids::{ActivityId, CalendarId, ChannelId, QueueId, Text, WorkerId};
use crate::time::Secs;

/// Something workers can be doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// Which activity; left empty, its name.
    #[serde(default)]
    pub id: ActivityId,
    /// What people call it.
    pub name: Text,
    /// Whether who does this is offered tasks. It can never be changed later.
    pub available: bool,
}

/// A kind of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Which channel; left empty, its name.
    #[serde(default)]
    pub id: ChannelId,
    /// Its unique name, as in `worker.channel.voice.assigned_tasks`.
    pub name: Text,
    /// Whether who waited longest is judged by tasks of this channel alone.
    #[serde(default)]
    pub optimized_routing: bool,
    /// After how many seconds after-work ends by itself; never, when left out.
    #[serde(default)]
    pub wrap_up_seconds: Option<Secs>,
    /// Whether its tasks wait for a closed queue to open, as callbacks, voicemail and e-mail do.
    /// Those of other channels, calls and chats, go past closed queues.
    #[serde(default)]
    pub waits_for_opening: bool,
}

/// Where tasks wait, and for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// Which queue; left empty, its name.
    #[serde(default)]
    pub id: QueueId,
    /// What people call it.
    pub name: Text,
    /// Who may take its tasks: an expression over workers' attributes. Everyone, when left out;
    /// nobody, when empty.
    #[serde(default = "everyone")]
    pub workers: Text,
    /// In which order its tasks are served.
    #[serde(default)]
    pub order: QueueOrder,
    /// To how many workers at once a task is offered: 1 to 50.
    #[serde(default = "one")]
    pub max_reserved_workers: u8,
    /// When it is open: the id or name of a calendar. Always, when left out.
    #[serde(default)]
    pub calendar: Option<CalendarId>,
    /// What becomes of those who wait when its hours end.
    #[serde(default)]
    pub at_closing: AtClosing,
}

/// What becomes of calls and chats that wait in a queue when it closes. Those that are being offered
/// at the moment are left in peace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AtClosing {
    /// Who waits already is still served; nobody new comes in.
    #[default]
    ServeWaiting,
    /// They leave the step as if skipped.
    MoveOn,
}

/// Somebody, or something, that does work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// Which worker; left empty, the name.
    #[serde(default)]
    pub id: WorkerId,
    /// The name, which no other worker may have, upper and lower case being the same.
    pub name: Text,
    /// What the worker is doing at first: the id or name of an activity.
    pub activity: ActivityId,
    /// How much of which channel at a time, by the channel's id or name: a number, or
    /// `{ capacity = 3, available = false }`. A channel that is not named has capacity 1.
    #[serde(default)]
    pub capacity: BTreeMap<ChannelId, WorkerChannel>,
    /// What is known of the worker.
    #[serde(default)]
    pub attributes: Attributes,
}

/// A worker's share in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "Share")]
pub struct WorkerChannel {
    /// How many tasks at a time: 0 to 50.
    pub capacity: u8,
    /// Whether tasks of this channel are offered at all.
    pub available: bool,
}

/// A worker's share as it is written: a number where that says everything.
#[derive(Serialize)]
#[serde(untagged)]
enum Share {
    Capacity(u8),
    Full { capacity: u8, available: bool },
}

/// A worker's share written in full.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FullShare {
    capacity: u8,
    #[serde(default = "yes")]
    available: bool,
}

impl<'de> Deserialize<'de> for WorkerChannel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<WorkerChannel, D::Error> {
        deserializer.deserialize_any(ReadShare)
    }
}

struct ReadShare;

impl<'de> Visitor<'de> for ReadShare {
    type Value = WorkerChannel;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(CAPACITY[0])
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<WorkerChannel, E> {
        let unfit = |_| E::invalid_value(Unexpected::Unsigned(number), &self);
        let capacity = u8::try_from(number).map_err(unfit)?;
        Ok(WorkerChannel { capacity, available: true })
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<WorkerChannel, E> {
        let unfit = |_| E::invalid_value(Unexpected::Signed(number), &self);
        let capacity = u8::try_from(number).map_err(unfit)?;
        Ok(WorkerChannel { capacity, available: true })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WorkerChannel, A::Error> {
        let FullShare { capacity, available } =
            FullShare::deserialize(MapAccessDeserializer::new(map))?;
        Ok(WorkerChannel { capacity, available })
    }
}

impl From<WorkerChannel> for Share {
    fn from(channel: WorkerChannel) -> Share {
        match channel {
            WorkerChannel { capacity, available: true } => Share::Capacity(capacity),
            WorkerChannel { capacity, available } => Share::Full { capacity, available },
        }
    }
}

fn everyone() -> Text {
    Text::from("1==1")
}

fn one() -> u8 {
    1
}

fn yes() -> bool {
    true
}

//! Finding what people name: workers, queues, plans, activities and channels.

use super::Desk;
use crate::crew::{Activity, Channel};
use crate::expression::nearest;
use crate::ids::{ActivityId, ChannelId, Text, WorkerId};
use crate::workspace::{Refused, TaskStatus};

/// Why something cannot be done at a desk.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotPossible {
    /// There is nothing of this name.
    #[error("There is no {kind} {name} here. {}", advice(.meant.as_deref(), .known))]
    Unknown {
        /// What kind of thing: `worker`, `queue`, `plan`, `activity` or `channel`.
        kind: &'static str,
        /// The name that was given.
        name: Text,
        /// What was most likely meant.
        meant: Option<Text>,
        /// What there is.
        known: Vec<Text>,
    },
    /// Nobody is being asked.
    #[error("The task is offered to nobody now; it is {status}.")]
    NobodyAsked {
        /// Where in its life the task is.
        status: TaskStatus,
    },
    /// Somebody else is being asked.
    #[error("The task is not offered to {worker}, but to {}.", all(.asked))]
    NotAsked {
        /// Who answered.
        worker: Text,
        /// Who is being asked.
        asked: Vec<Text>,
    },
    /// Nobody has the task.
    #[error("Nobody has the task; it is {status}.")]
    NobodyHasIt {
        /// Where in its life the task is.
        status: TaskStatus,
    },
    /// Somebody else has the task.
    #[error("The task is not with {worker}, but with {}.", all(.has))]
    DoesNotHaveIt {
        /// Who was to be done with it.
        worker: Text,
        /// Who has it.
        has: Vec<Text>,
    },
    /// The task is known no more, or never was.
    #[error("There is no such task any more.")]
    NoTask,
    /// The router refuses it.
    #[error(transparent)]
    Refused(#[from] Refused),
}

fn advice(meant: Option<&str>, known: &[Text]) -> String {
    match (meant, known) {
        (Some(meant), _) => format!("Did you mean {meant}?"),
        (None, []) => "Define it in the crew first.".to_owned(),
        (None, known) => format!("There are: {}.", known.join(", ")),
    }
}

fn all(names: &[Text]) -> String {
    names.join(" and ")
}

fn unknown<'a>(
    kind: &'static str,
    name: &str,
    known: impl Iterator<Item = &'a Text> + Clone,
) -> NotPossible {
    /// More names than these help nobody.
    const MOST: usize = 12;
    NotPossible::Unknown {
        kind,
        name: name.into(),
        meant: nearest(name, known.clone().map(AsRef::as_ref)).map(Text::from),
        known: known.take(MOST).cloned().collect(),
    }
}

/// Whether a thing of this id and name is meant.
fn is(id: &str, name: &str, wanted: &str) -> bool {
    let wanted = wanted.trim();
    id == wanted || name.to_lowercase() == wanted.to_lowercase()
}

type Named = (Text, Text);

fn named(kind: &'static str, all: &[Named], wanted: &str) -> Result<Named, NotPossible> {
    let found = all.iter().find(|(id, name)| is(id, name, wanted));
    found.cloned().ok_or_else(|| unknown(kind, wanted, all.iter().map(|(_, name)| name)))
}

pub(super) fn plan(plans: &[Named], wanted: &str) -> Result<Named, NotPossible> {
    named("plan", plans, wanted)
}

pub(super) fn queue(queues: &[Named], wanted: &str) -> Result<Named, NotPossible> {
    named("queue", queues, wanted)
}

/// The activity of this name, and whether it is an available one.
pub(super) fn activity(all: &[Activity], wanted: &str) -> Result<(ActivityId, bool), NotPossible> {
    let found = all.iter().find(|one| is(one.id.as_str(), &one.name, wanted));
    let found = found
        .ok_or_else(|| unknown("activity", wanted, all.iter().map(|activity| &activity.name)))?;
    let id = if found.id.as_str().is_empty() { &found.name } else { &found.id.0 };
    Ok((ActivityId(id.clone()), found.available))
}

/// What hand-overs and crews call writing; the first that a crew has is meant.
const WRITTEN: [&str; 8] =
    ["chat", "message", "messaging", "messages", "sms", "conversation", "whatsapp", "web"];

/// What hand-overs and crews call talking.
const SPOKEN: [&str; 4] = ["voice", "call", "calls", "phone"];

impl Desk {
    /// The crew's channel for what a hand-over calls its channel: the one of that name, else one for
    /// the same kind of talk, else the crew's `default`.
    pub(super) fn channel_for(&self, wanted: &str) -> Result<ChannelId, NotPossible> {
        let find = |name: &str| {
            let is_it = |one: &&Channel| is(one.id.as_str(), &one.name, name);
            self.channels.iter().find(is_it).map(|one| {
                let id = if one.id.as_str().is_empty() { &one.name } else { &one.id.0 };
                ChannelId(id.clone())
            })
        };
        let folded = wanted.trim().to_lowercase();
        let kinds: &[&str] = if WRITTEN.contains(&folded.as_str()) {
            &WRITTEN
        } else if SPOKEN.contains(&folded.as_str()) {
            &SPOKEN
        } else {
            &[]
        };
        find(wanted)
            .or_else(|| kinds.iter().find_map(|kind| find(kind)))
            .or_else(|| find("default"))
            .ok_or_else(|| unknown("channel", wanted, self.channels.iter().map(|one| &one.name)))
    }

    /// The name of a worker as the crew writes it, whatever the case or by the id.
    ///
    /// # Errors
    /// When there is no such worker.
    pub fn person(&self, name: &str) -> Result<Text, NotPossible> {
        self.worker(name).map(|(_, name)| name)
    }

    /// The worker of this name or id.
    pub(super) fn worker(&self, wanted: &str) -> Result<(WorkerId, Text), NotPossible> {
        let workers: Vec<(WorkerId, Text)> =
            self.workspace.workers().map(|worker| (worker.id, worker.name)).collect();
        let found = workers.iter().find(|(id, name)| is(id.as_str(), name, wanted));
        found
            .cloned()
            .ok_or_else(|| unknown("worker", wanted, workers.iter().map(|(_, name)| name)))
    }
}

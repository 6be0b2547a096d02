//! Finding what people name: workers, queues, plans, activities and channels.

use std::fmt;

use super::Desk;
use crate::crew::{Activity, Channel};
use crate::expression::nearest;
use crate::ids::{ActivityId, ChannelId, Text, WorkerId};
use crate::language::Language;
use crate::sentence::{Sentence, sentence};
use crate::workspace::{Kind, Refused, TaskStatus};

/// Why something cannot be done at a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotPossible {
    /// There is nothing of this name.
    Unknown {
        /// What kind of thing.
        kind: Kind,
        /// The name that was given.
        name: Text,
        /// What was most likely meant.
        meant: Option<Text>,
        /// What there is, or some of it.
        known: Vec<Text>,
    },
    /// Nobody is being asked.
    NobodyAsked {
        /// Where in its life the task is.
        status: TaskStatus,
    },
    /// Somebody else is being asked.
    NotAsked {
        /// Who answered.
        worker: Text,
        /// Who is being asked.
        asked: Vec<Text>,
    },
    /// Nobody has the task.
    NobodyHasIt {
        /// Where in its life the task is.
        status: TaskStatus,
    },
    /// Somebody else has the task.
    DoesNotHaveIt {
        /// Who was to be done with it.
        worker: Text,
        /// Who has it.
        has: Vec<Text>,
    },
    /// The task is known no more, or never was.
    NoTask,
    /// The router refuses it.
    Refused(Refused),
}

impl NotPossible {
    /// Why, and what to do, in a sentence.
    pub fn sentence(&self) -> Sentence {
        match self {
            NotPossible::Unknown { kind, name, meant, known } => {
                let (kind, advice) = (kind.to_string(), advice(meant.as_deref(), known));
                let there_is = match kind.as_str() {
                    "worker" => {
                        sentence!("There is no worker {} here.", "Aquí no hay nadie que se llame {}."; name)
                    }
                    "queue" => {
                        sentence!("There is no queue {} here.", "Aquí no hay ninguna cola {}."; name)
                    }
                    "plan" => {
                        sentence!("There is no plan {} here.", "Aquí no hay ningún plan {}."; name)
                    }
                    "activity" => {
                        sentence!("There is no activity {} here.", "Aquí no hay ninguna actividad {}."; name)
                    }
                    _ => {
                        sentence!("There is no channel {} here.", "Aquí no hay ningún canal {}."; name)
                    }
                };
                there_is.then(&advice)
            }
            NotPossible::NobodyAsked { status } => sentence!(
                "The task is offered to nobody now; it is {}.",
                "Ahora la tarea no se ofrece a nadie; está {}.";
                word(*status)
            ),
            NotPossible::NotAsked { worker, asked } => {
                let (en, es) = all(asked);
                Sentence::new(
                    format!("The task is not offered to {worker}, but to {en}."),
                    format!("La tarea no se ofrece a {worker}, sino a {es}."),
                )
            }
            NotPossible::NobodyHasIt { status } => sentence!(
                "Nobody has the task; it is {}.",
                "Nadie tiene la tarea; está {}.";
                word(*status)
            ),
            NotPossible::DoesNotHaveIt { worker, has } => {
                let (en, es) = all(has);
                Sentence::new(
                    format!("The task is not with {worker}, but with {en}."),
                    format!("La tarea no la tiene {worker}, sino {es}."),
                )
            }
            NotPossible::NoTask => {
                sentence!("There is no such task any more.", "Esa tarea ya no existe.")
            }
            NotPossible::Refused(refused) => refused.sentence(),
        }
    }
}

impl fmt::Display for NotPossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl std::error::Error for NotPossible {}

impl From<Refused> for NotPossible {
    fn from(refused: Refused) -> NotPossible {
        NotPossible::Refused(refused)
    }
}

fn advice(meant: Option<&str>, known: &[Text]) -> Sentence {
    match (meant, known) {
        (Some(meant), _) => sentence!("Did you mean {}?", "¿Quiso decir {}?"; meant),
        (None, []) => {
            sentence!("Define it in the crew first.", "Defínalo antes en el equipo.")
        }
        (None, known) => sentence!("There are: {}.", "Hay: {}."; known.join(", ")),
    }
}

fn word(status: TaskStatus) -> Sentence {
    let spanish = match status {
        TaskStatus::Pending => "pendiente",
        TaskStatus::Reserved => "ofrecida",
        TaskStatus::Assigned => "asignada",
        TaskStatus::Wrapping => "en trabajo posterior",
        TaskStatus::Completed => "completada",
        TaskStatus::Canceled => "cancelada",
    };
    Sentence::new(status.word(), spanish)
}

/// Names in a row, in English and Spanish.
fn all(names: &[Text]) -> (String, String) {
    (Language::English.list(names), Language::Spanish.list(names))
}

fn unknown<'a>(
    kind: Kind,
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

fn named(kind: Kind, all: &[Named], wanted: &str) -> Result<Named, NotPossible> {
    let found = all.iter().find(|(id, name)| is(id, name, wanted));
    found.cloned().ok_or_else(|| unknown(kind, wanted, all.iter().map(|(_, name)| name)))
}

pub(super) fn plan(plans: &[Named], wanted: &str) -> Result<Named, NotPossible> {
    named(Kind::Plan, plans, wanted)
}

pub(super) fn queue(queues: &[Named], wanted: &str) -> Result<Named, NotPossible> {
    named(Kind::Queue, queues, wanted)
}

/// The activity of this name, and whether it is an available one.
pub(super) fn activity(all: &[Activity], wanted: &str) -> Result<(ActivityId, bool), NotPossible> {
    let found = all.iter().find(|one| is(one.id.as_str(), &one.name, wanted));
    let found = found.ok_or_else(|| {
        unknown(Kind::Activity, wanted, all.iter().map(|activity| &activity.name))
    })?;
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
            .ok_or_else(|| {
                unknown(Kind::Channel, wanted, self.channels.iter().map(|one| &one.name))
            })
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
            .ok_or_else(|| unknown(Kind::Worker, wanted, workers.iter().map(|(_, name)| name)))
    }
}

//! What was kept of a flow beside its file: revisions with names and notes, looked at, compared and
//! brought back; and publishing, which is keeping one that callers shall meet.
//!
//! Deliberately not here: files. The shell lists, reads and writes revisions.

mod act;
mod publish;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) use act::with_text;
pub use act::{Act, Previewed, Why, act};
pub use publish::{Publishing, Refused, what_changed};

/// A state of a flow that was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Revision {
    /// Tells it from others of its flow.
    pub key: String,
    /// When it was kept, in milliseconds since 1970.
    pub at_millis: i64,
    /// The name that somebody gave it.
    pub name: String,
    /// What somebody noted.
    pub note: String,
    /// Who kept it, when that is known.
    pub person: String,
    /// Whether it was published.
    pub is_published: bool,
}

/// What is known of the revisions of an open flow.
#[derive(Clone, Debug, Default)]
pub struct Revisions {
    /// The revisions, the latest first; none while nobody asked.
    pub list: Option<Vec<Revision>>,
    /// The texts of those that were looked at, by their keys.
    pub texts: BTreeMap<String, String>,
    /// The name and the note of the revision that is being kept.
    pub naming: Option<(String, String)>,
    /// What is being published.
    pub publishing: Option<Publishing>,
}

impl Revisions {
    /// The revision of a key.
    pub fn find(&self, key: &str) -> Option<&Revision> {
        self.list.iter().flatten().find(|revision| revision.key == key)
    }

    /// The revision that was published last.
    pub fn published(&self) -> Option<&Revision> {
        self.list.iter().flatten().find(|revision| revision.is_published)
    }
}

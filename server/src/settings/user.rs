//! A user: somebody who can log in.

use centralita_api::Role;
use centralita_engine::Time;
use serde::{Deserialize, Serialize};

use crate::settings::{Kept, SecretDigest};

/// Somebody who can log in.
#[derive(Clone, Serialize, Deserialize)]
pub struct User {
    /// The name by which they do: lower-case letters, digits and `.`, `_`, `-`, `+`, `@`.
    pub name: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// What is kept of their password: a hash that is slow to make, in the format of the PHC; none before
    /// they have set one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The one-time link that stands open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<OnceWord>,
    /// Counted up whenever all their sessions end.
    #[serde(default)]
    pub epoch: u32,
    /// When they were made.
    pub created: Time,
}

/// The word of a one-time link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OnceWord {
    /// What is kept of it.
    pub word: SecretDigest,
    /// Until when it works.
    pub until: Time,
}

impl User {
    /// Somebody new.
    pub fn new(name: &str, roles: Vec<Role>, now: Time) -> User {
        User { name: name.into(), roles, password: None, once: None, epoch: 0, created: now }
    }

    /// Whether this is an admin who can come in.
    pub fn is_admin(&self) -> bool {
        self.roles.contains(&Role::Admin)
    }
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("User");
        shown.field("name", &self.name).field("roles", &self.roles).finish_non_exhaustive()
    }
}

impl Kept for User {
    const KIND: &'static str = "user";

    fn id(&self) -> &str {
        &self.name
    }
}

//! Sessions: who asks, and how one comes in.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Secret;

/// What somebody may do. One person can have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Looks at flows, numbers and executions.
    Viewer,
    /// Draws flows and saves drafts; may look at everything a viewer may.
    Author,
    /// Publishes flows, and rolls back; may do everything an author may.
    Publisher,
    /// Points numbers at flows, sets announcements, ends executions; may look at everything a viewer may.
    Operator,
    /// Takes tasks.
    Agent,
    /// Looks after those who take tasks; may look at everything a viewer may.
    Supervisor,
    /// May do everything, and says who may do what.
    Admin,
}

impl Role {
    /// All of them, from the least to the most.
    pub const ALL: [Role; 7] = [
        Role::Viewer,
        Role::Author,
        Role::Publisher,
        Role::Operator,
        Role::Agent,
        Role::Supervisor,
        Role::Admin,
    ];

    /// Its word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Author => "author",
            Role::Publisher => "publisher",
            Role::Operator => "operator",
            Role::Agent => "agent",
            Role::Supervisor => "supervisor",
            Role::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The server, and who it takes us for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// What the server calls itself: `Centralita`.
    pub server: String,
    /// Its release, e.g. `0.1.0`.
    pub version: String,
    /// Where the world reaches it, without a slash at the end.
    pub public: String,
    /// Who asks; none when nobody has said so yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Who>,
}

/// Somebody the server knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Who {
    /// The name by which one logs in, or what a key is called.
    pub name: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Whether they came by a one-time link and have to set a password.
    #[serde(default)]
    pub needs_password: bool,
}

impl Who {
    /// Whether they have this role, or are an admin.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role) || self.roles.contains(&Role::Admin)
    }

    /// Whether they may save drafts.
    pub fn may_draw(&self) -> bool {
        self.is(Role::Author) || self.is(Role::Publisher)
    }

    /// Whether they may publish.
    pub fn may_publish(&self) -> bool {
        self.is(Role::Publisher)
    }
}

/// A name and its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Login {
    /// The name.
    pub name: String,
    /// The password.
    pub password: Secret,
}

/// What stands behind `once=` in a one-time link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Once {
    /// The word of the link; it is good for one use.
    pub once: Secret,
}

/// A password to be set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewPassword {
    /// The one until now; none for who has none yet, or came by a one-time link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Secret>,
    /// The new one: 10 to 200 characters.
    pub password: Secret,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_one_word_here_and_on_the_wire() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{role}\""));
        }
    }
}

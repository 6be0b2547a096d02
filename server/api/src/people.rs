//! People and programs that the server knows, and what they did.

use serde::{Deserialize, Serialize};

use crate::{Role, Secret};

/// Everybody who can log in, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserPage {
    /// The people.
    pub users: Vec<User>,
}

/// Somebody who can log in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct User {
    /// The name by which they log in.
    pub name: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Whether they have set a password.
    pub has_password: bool,
    /// When they were made.
    pub created_millis: i64,
}

/// What somebody may do from now on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PutUser {
    /// The roles.
    pub roles: Vec<Role>,
}

/// A link by which somebody comes in once and sets a password. It is told once, here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OnceLink {
    /// The whole address.
    pub link: Secret,
    /// Until when it works.
    pub until_millis: i64,
}

/// All keys of programs, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyPage {
    /// The keys.
    pub keys: Vec<Key>,
}

/// A key of a program, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Key {
    /// Its id: `SK` and 32 hexadecimal digits.
    pub id: String,
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// What it may do. A key without roles works for Studio's REST API alone.
    pub roles: Vec<Role>,
    /// When it was made.
    pub created_millis: i64,
}

/// A key to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewKey {
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub roles: Vec<Role>,
}

/// A key that was made. Its secret is told once, here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewKeyMade {
    /// The key.
    pub key: Key,
    /// What stands behind `Bearer`: the id, a dot and the secret.
    pub bearer: Secret,
}

/// What people and programs did, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditPage {
    /// What they did.
    pub entries: Vec<AuditEntry>,
    /// What to ask for as `after` for the next page; none when this is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditEntry {
    /// When.
    pub at_millis: i64,
    /// Who; empty when nobody was known, as at a failed login.
    pub who: String,
    /// What, e.g. `flow-published`.
    pub what: String,
    /// To what: the id of a flow, the name of a person.
    #[serde(default)]
    pub thing: String,
    /// More about it, for people.
    #[serde(default)]
    pub detail: String,
    /// The address of whoever asked, when it was known.
    #[serde(default)]
    pub address: String,
}

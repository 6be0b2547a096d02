//! A session: somebody who has logged in at one browser.

use centralita_engine::Time;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::settings::Kept;

/// Somebody who has logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginSession {
    /// A digest of the cookie: who reads the store cannot log in by it.
    pub id: String,
    /// Who.
    pub user: String,
    /// The count of the user's epochs when it began; it is over when that has moved on.
    pub epoch: u32,
    /// Whether they came by a one-time link, and may set a password without naming the one before.
    #[serde(default)]
    pub by_link: bool,
    /// Until when it lasts.
    pub until: Time,
}

impl LoginSession {
    /// The id of the session that has this cookie.
    pub fn id_of(cookie: &str) -> String {
        Sha256::digest(cookie).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Kept for LoginSession {
    const KIND: &'static str = "session";

    fn id(&self) -> &str {
        &self.id
    }
}

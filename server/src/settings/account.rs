//! The account: the name and the tokens by which programs speak for the whole installation.

use centralita_engine::Time;
use serde::{Deserialize, Serialize};

use crate::settings::{Kept, SecretDigest};

/// What a program names and proves that uses the REST API as a client library does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id: `AC` and 32 hexadecimal digits.
    pub id: String,
    /// What is kept of its tokens, the newest first; older ones stand while they are rotated.
    pub tokens: Vec<SecretDigest>,
    /// When it was made.
    pub created: Time,
}

impl Account {
    /// Whether this is one of its tokens. Each is looked at, whatever came of the ones before.
    pub fn is_token(&self, token: &str) -> bool {
        self.tokens.iter().fold(false, |known, kept| kept.is_of(token) | known)
    }
}

impl Kept for Account {
    const KIND: &'static str = "account";

    fn id(&self) -> &str {
        &self.id
    }
}

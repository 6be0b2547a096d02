//! API keys: what a program proves that shall not know the account's own token.

use centralita_api::Role;
use centralita_engine::Time;
use serde::{Deserialize, Serialize};

use crate::settings::secret::{NoChance, random_digits};
use crate::settings::{Kept, SecretDigest};

/// A key to the REST API, which can be taken away without touching any other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Its id: `SK` and 32 hexadecimal digits.
    pub id: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What is kept of its secret.
    pub secret: SecretDigest,
    /// What it may do by the server's own API; nothing without any. Studio's REST API asks for no role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// When it was made.
    pub created: Time,
}

impl ApiKey {
    /// A new key, and its secret, which is nowhere else.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn make(name: &str, now: Time) -> Result<(ApiKey, String), NoChance> {
        let secret = random_digits()?;
        let key = ApiKey {
            id: format!("SK{}", random_digits()?),
            name: name.to_owned(),
            secret: SecretDigest::of(&secret),
            roles: Vec::new(),
            created: now,
        };
        Ok((key, secret))
    }
}

impl Kept for ApiKey {
    const KIND: &'static str = "api-key";

    fn id(&self) -> &str {
        &self.id
    }
}

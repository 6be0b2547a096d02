//! Secrets that somebody proves to know: shown once when they are made, kept as a digest.
//!
//! They are made here, from 128 bits of chance, so a plain digest is enough: there is nothing to guess
//! one by one. What people choose themselves needs a slow one.

use std::fmt;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The system gives no random numbers.
#[derive(Clone, Debug, thiserror::Error)]
#[error("The system gives no random numbers: {0}")]
pub struct NoChance(String);

/// What is kept of a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretDigest([u8; 32]);

impl SecretDigest {
    /// Of this secret.
    pub fn of(secret: &str) -> SecretDigest {
        SecretDigest(Sha256::digest(secret).into())
    }

    /// Whether it is of this secret, in a time that tells nothing about it.
    pub fn is_of(&self, secret: &str) -> bool {
        let other = SecretDigest::of(secret);
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for SecretDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigest(…)")
    }
}

/// Fills a buffer with the system's random numbers.
///
/// # Errors
/// When the system gives none.
pub fn fill_with_chance(bytes: &mut [u8]) -> Result<(), NoChance> {
    getrandom::fill(bytes).map_err(|error| NoChance(error.to_string()))
}

/// 32 hexadecimal digits that nobody can guess: secrets, and ids that come from nothing else.
///
/// # Errors
/// When the system gives no random numbers.
pub fn random_digits() -> Result<String, NoChance> {
    let mut bytes = [0; 16];
    fill_with_chance(&mut bytes)?;
    let mut digits = String::with_capacity(32);
    for byte in bytes {
        // Writing into a text cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_by_what_is_kept_of_it_and_no_other_is() {
        let (one, other) = (random_digits().unwrap(), random_digits().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 32);
        let kept = SecretDigest::of(&one);
        assert!(kept.is_of(&one));
        assert!(!kept.is_of(&other) && !kept.is_of(""));
        let written = serde_json::to_string(&kept).unwrap();
        assert!(!written.contains(&one));
        assert_eq!(serde_json::from_str::<SecretDigest>(&written).unwrap(), kept);
    }
}

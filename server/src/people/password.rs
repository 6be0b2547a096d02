//! Passwords: hashed slowly and with much memory, by a few at a time.

use std::sync::{Arc, OnceLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::people::PeopleError;
use crate::settings::fill_with_chance;

/// The fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 10;

/// The most characters of a password.
pub const LONGEST_PASSWORD: usize = 200;

/// How many are hashed at a time: each takes 19 MiB and a core for some hundredths of a second, and nobody
/// who guesses may take the whole machine.
const AT_A_TIME: usize = 2;

/// Hashes passwords.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Passwords {
        Passwords { turns: Arc::new(Semaphore::new(AT_A_TIME)) }
    }
}

impl Passwords {
    /// Whether a password can be set.
    ///
    /// # Errors
    /// When it is too short or too long.
    pub fn is_allowed(password: &str) -> Result<(), PeopleError> {
        match (SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&password.chars().count()) {
            true => Ok(()),
            false => Err(PeopleError::Length),
        }
    }

    /// The hash of a password, with a salt of its own.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub async fn hash(&self, password: &str) -> Result<String, PeopleError> {
        let password = password.to_owned();
        let hashed = self.in_turn(move || hashed(&password)).await;
        hashed.unwrap_or_else(|| Err(PeopleError::Hash("the server stops".into())))
    }

    /// Whether a password is the one that is kept. Where none is kept, it takes as long to say no.
    pub async fn is_right(&self, password: &str, kept: Option<String>) -> bool {
        if password.chars().count() > LONGEST_PASSWORD {
            return false;
        }
        let password = password.to_owned();
        self.in_turn(move || match kept {
            Some(kept) => is_of(&password, &kept),
            None => {
                is_of(&password, nobodys());
                false
            }
        })
        .await
        .unwrap_or(false)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        // The turns are never closed, and the work does not panic.
        let _turn = self.turns.acquire().await.ok()?;
        tokio::task::spawn_blocking(work).await.ok()
    }
}

fn hashed(password: &str) -> Result<String, PeopleError> {
    let mut salt = [0; 16];
    fill_with_chance(&mut salt)?;
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| PeopleError::Hash(error.to_string()))?;
    Ok(hash.to_string())
}

fn is_of(password: &str, kept: &str) -> bool {
    let Ok(kept) = PasswordHash::new(kept) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &kept).is_ok()
}

/// A hash that is nobody's.
fn nobodys() -> &'static str {
    static NOBODYS: OnceLock<String> = OnceLock::new();
    NOBODYS.get_or_init(|| hashed("nobody").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_no_other_is() {
        let passwords = Passwords::default();
        let kept = passwords.hash("correct horse battery").await.unwrap();
        assert!(kept.starts_with("$argon2id$") && !kept.contains("horse"), "{kept}");
        assert_ne!(kept, passwords.hash("correct horse battery").await.unwrap());
        assert!(passwords.is_right("correct horse battery", Some(kept.clone())).await);
        assert!(!passwords.is_right("correct horse", Some(kept.clone())).await);
        assert!(!passwords.is_right("", Some("no hash".into())).await);
        assert!(!passwords.is_right("nobody", None).await);
        assert!(!passwords.is_right(&"x".repeat(1_000_000), Some(kept)).await);
    }
}

//! Contacts: everything about one person, to be shown or forgotten.
//!
//! A person is known by an address. The same number may call and write by several channels, each of which writes
//! the address in its own way: all of them are looked for.

use std::collections::BTreeSet;

use centralita_engine::exec::EffectId;

use crate::arrivals::Arrivals;
use crate::forgetting::{ForgetError, Forgetting};
use crate::ids::{ExecutionKey, TenantId};
use crate::line::record::Record;
use crate::recordings::RecordingId;
use crate::settings::{self, Connection, SettingsError};
use crate::store::{Search, Store, StoreError, Stored};

/// How many executions are read or taken away at once.
const AT_ONCE: u32 = 100;

/// The words before a number by which channels say which they are.
const SCHEMES: [&str; 6] = ["whatsapp:", "rcs:", "sms:", "tel:", "messenger:", "client:"];

/// Why something about a contact could not be found or taken away.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContactError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The settings could not be read, or what is remembered of the contact not be taken away.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// An execution could not be taken away.
    #[error(transparent)]
    Forget(#[from] ForgetError),
}

/// What became of a contact that was to be forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// How many executions are gone.
    pub gone: u64,
    /// How many go on, and stay.
    pub live: u64,
}

/// The ways in which an address is written: as it was given, and a number also with and without what a channel
/// puts before it. A number has its sign; digits alone may be another person's name in some channel.
pub fn addresses(given: &str) -> Vec<String> {
    let given = given.trim();
    let bare = SCHEMES.iter().find_map(|scheme| given.strip_prefix(scheme)).unwrap_or(given);
    let mut all = vec![given.to_owned()];
    if let Some(number) = number(bare) {
        all.push(number.clone());
        all.extend(SCHEMES.iter().map(|scheme| format!("{scheme}{number}")));
    }
    let mut seen = BTreeSet::new();
    all.retain(|address| !address.is_empty() && seen.insert(address.clone()));
    all
}

/// A telephone number with its country as providers write it, read as people do.
fn number(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
    let is_part = |letter: char| letter.is_ascii_digit() || " -().\u{a0}/".contains(letter);
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    (rest.chars().all(is_part) && (5..=15).contains(&digits.len())).then(|| format!("+{digits}"))
}

/// The executions of a contact by one of its addresses, the newest first, at most so many; and whether there are
/// more.
///
/// # Errors
/// When the store cannot be asked.
pub(crate) async fn executions(
    store: &dyn Store,
    tenant: TenantId,
    address: &str,
    most: usize,
) -> Result<(Vec<(ExecutionKey, Stored)>, bool), StoreError> {
    let mut search =
        Search { contact: Some(address.to_owned()), limit: AT_ONCE, ..Search::default() };
    let mut all = Vec::new();
    loop {
        let found = store.search(tenant, &search).await?;
        let is_last = found.len() < AT_ONCE as usize;
        search.after = found.last().map(|(key, stored)| (stored.begun.started, key.id));
        all.extend(found);
        if all.len() > most {
            all.truncate(most);
            return Ok((all, true));
        }
        if is_last {
            return Ok((all, false));
        }
    }
}

impl Forgetting {
    /// What a contact recorded on the phone page in an execution, as far as it is still there.
    pub(crate) async fn recordings_of(
        &self,
        key: ExecutionKey,
        record: &Record,
    ) -> Result<Vec<RecordingId>, ForgetError> {
        let mut there = Vec::new();
        for effect in 1..=self.effects_of(Some(record)) {
            let id = self.identity.recording(key, EffectId(effect));
            if self.recordings.read(&id).await?.is_some() {
                there.push(id);
            }
        }
        Ok(there)
    }

    /// Takes everything about a contact away that is over.
    ///
    /// # Errors
    /// When something could not be taken away. What is gone by then is gone; asked again, the rest goes.
    pub(crate) async fn forget_contact(
        &self,
        tenant: TenantId,
        contact: &str,
    ) -> Result<Forgotten, ContactError> {
        let mut forgotten = Forgotten::default();
        let connections = settings::all::<Connection>(&*self.store, tenant).await?;
        for address in addresses(contact) {
            let over = Search {
                contact: Some(address.clone()),
                live: Some(false),
                limit: AT_ONCE,
                ..Search::default()
            };
            loop {
                let found = self.store.search(tenant, &over).await?;
                let keys: Vec<ExecutionKey> = found.iter().map(|(key, _)| *key).collect();
                let gone = self.forget(&keys).await?;
                forgotten.gone += gone;
                // Another server may be doing the same.
                if keys.len() < AT_ONCE as usize || gone == 0 {
                    break;
                }
            }
            let live = Search { live: Some(true), ..over };
            let live = self.store.search(tenant, &live).await?.len() as u64;
            forgotten.live += live;
            if live == 0 {
                for (connection, _) in &connections {
                    Arrivals::forget(&*self.store, tenant, &connection.id, &address).await?;
                }
            }
        }
        Ok(forgotten)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_looked_for_as_every_channel_writes_it() {
        let expected = [
            "+1 (555) 010-0100",
            "+15550100100",
            "whatsapp:+15550100100",
            "rcs:+15550100100",
            "sms:+15550100100",
            "tel:+15550100100",
            "messenger:+15550100100",
            "client:+15550100100",
        ];
        assert_eq!(addresses(" +1 (555) 010-0100 "), expected);
        for other in ["+15550100100", "whatsapp:+15550100100", "00 1 555 0100 100"] {
            let found = addresses(other);
            assert!(
                expected[1..].iter().all(|address| found.contains(&(*address).into())),
                "{other}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_looked_for_as_it_is() {
        assert_eq!(addresses("ana@example.org"), ["ana@example.org"]);
        assert_eq!(addresses("client:ana"), ["client:ana"]);
        assert_eq!(addresses("15550100100"), ["15550100100"], "somebody's id in a channel");
        assert_eq!(addresses("+12"), ["+12"]);
        assert_eq!(addresses("  "), [] as [&str; 0]);
    }
}

//! Settings: the small things of the control plane, each a document of the store.
//!
//! A flow's entry, a number and a connection are what a person sets up. Each is written against the
//! version that was read, so that two people at once do not overwrite each other unseen.

mod account;
mod api_key;
mod audit;
mod connection;
mod flow;
mod flow_secret;
mod inbox;
mod installation;
mod login;
mod number;
mod scenarios;
mod secret;
mod user;

pub use centralita_api::Role;
use centralita_engine::Time;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use account::Account;
pub use api_key::ApiKey;
pub use audit::Deed;
pub use connection::{ChannelAccount, Connection, ConnectionKind, RestRight, TwimlAccount};
pub use flow::FlowEntry;
pub use flow_secret::FlowSecret;
pub(crate) use inbox::uuid;
pub use inbox::{FormField, Inbox, InboxTexts, MOST_FIELDS};
pub use installation::Installation;
pub use login::LoginSession;
pub use number::{Announcement, Number};
pub use scenarios::FlowScenarios;
pub use secret::{NoChance, SecretDigest, fill_with_chance, random_digits};
pub use user::{OnceWord, User};

use crate::ids::TenantId;
use crate::store::{DocumentWrite, Store, StoreError, Written};

/// The kinds of documents in which secrets stand, or digests of them: what is sealed anew when there is a new
/// key.
pub const SECRET_KINDS: [&str; 7] = [
    Installation::KIND,
    Connection::KIND,
    FlowSecret::KIND,
    Account::KIND,
    ApiKey::KIND,
    User::KIND,
    LoginSession::KIND,
];

/// Something that is kept as a document.
pub trait Kept: Serialize + DeserializeOwned + Send {
    /// Its kind.
    const KIND: &'static str;

    /// What it is found by.
    fn id(&self) -> &str;

    /// What no other of its kind has.
    fn unique(&self) -> Option<String> {
        None
    }
}

/// Why a setting could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is stored is none of its kind.
    #[error("The {kind} {id} cannot be read: {why}")]
    Unreadable {
        /// The kind.
        kind: &'static str,
        /// Which.
        id: String,
        /// Why.
        why: String,
    },
    /// Somebody else has changed it meanwhile.
    #[error(
        "Somebody else has changed the {kind} {id} meanwhile. Look at it again, then change it."
    )]
    Changed {
        /// The kind.
        kind: &'static str,
        /// Which.
        id: String,
    },
    /// Another one has what only one can have.
    #[error("There is {kind} {other} with {unique} already.")]
    Taken {
        /// The kind.
        kind: &'static str,
        /// What only one can have.
        unique: String,
        /// Who has it.
        other: String,
    },
}

/// Reads one; none when there is none.
///
/// # Errors
/// When the store cannot, or it cannot be read.
pub async fn read<T: Kept>(
    store: &dyn Store,
    tenant: TenantId,
    id: &str,
) -> Result<Option<(T, u64)>, SettingsError> {
    let document = store.document(tenant, T::KIND, id).await?;
    document.map(|document| parsed(&document.id, &document.body, document.version)).transpose()
}

/// Finds one by what only it has.
///
/// # Errors
/// As [`read`].
pub async fn find<T: Kept>(
    store: &dyn Store,
    tenant: TenantId,
    unique: &str,
) -> Result<Option<(T, u64)>, SettingsError> {
    let document = store.document_by(tenant, T::KIND, unique).await?;
    document.map(|document| parsed(&document.id, &document.body, document.version)).transpose()
}

/// Reads all, in the order of their ids.
///
/// # Errors
/// As [`read`].
pub async fn all<T: Kept>(
    store: &dyn Store,
    tenant: TenantId,
) -> Result<Vec<(T, u64)>, SettingsError> {
    const PAGE: u32 = 500;
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let page = store.documents(tenant, T::KIND, &after, PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        for document in page {
            all.push(parsed(&document.id, &document.body, document.version)?);
            after = document.id;
        }
        if is_last {
            return Ok(all);
        }
    }
}

/// Writes one over the version that was read, 0 when it is new, and returns the new version.
///
/// # Errors
/// When somebody was faster, or another one has what only one can have.
pub async fn write<T: Kept>(
    store: &dyn Store,
    tenant: TenantId,
    it: &T,
    expect: u64,
    now: Time,
) -> Result<u64, SettingsError> {
    let body = serde_json::to_string(it).map_err(|error| unreadable::<T>(it.id(), &error))?;
    put::<T>(store, tenant, it.id(), it.unique(), Some(body), expect, now).await
}

/// Takes one away.
///
/// # Errors
/// When somebody has changed it meanwhile.
pub async fn remove<T: Kept>(
    store: &dyn Store,
    tenant: TenantId,
    id: &str,
    expect: u64,
    now: Time,
) -> Result<(), SettingsError> {
    put::<T>(store, tenant, id, None, None, expect, now).await.map(|_| ())
}

async fn put<T: Kept>(
    store: &dyn Store,
    tenant: TenantId,
    id: &str,
    unique: Option<String>,
    body: Option<String>,
    expect: u64,
    at: Time,
) -> Result<u64, SettingsError> {
    let kind = T::KIND;
    let write =
        DocumentWrite { tenant, kind, id: id.to_owned(), expect, unique: unique.clone(), body, at };
    match store.write_document(write).await? {
        Written::Done(version) => Ok(version),
        Written::Stale(_) => Err(SettingsError::Changed { kind, id: id.to_owned() }),
        Written::Taken(other) => {
            Err(SettingsError::Taken { kind, unique: unique.unwrap_or_default(), other })
        }
    }
}

fn parsed<T: Kept>(id: &str, body: &str, version: u64) -> Result<(T, u64), SettingsError> {
    let it = serde_json::from_str(body).map_err(|error| unreadable::<T>(id, &error))?;
    Ok((it, version))
}

fn unreadable<T: Kept>(id: &str, error: &serde_json::Error) -> SettingsError {
    SettingsError::Unreadable { kind: T::KIND, id: id.to_owned(), why: error.to_string() }
}

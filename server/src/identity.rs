//! Identity: by what calls, conversations and events are known.
//!
//! Ids are made from what the provider says and a secret of the installation: the same call has the same
//! execution on every node and after every crash, and nobody can guess the id of another's.

use centralita_engine::exec::EffectId;
use centralita_engine::{Map, Value};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::ids::{DedupeKey, ExecutionKey, TenantId};
use crate::recordings::RecordingId;

/// Makes ids. Its secret is made once for an installation and kept in the store.
#[derive(Clone)]
pub struct Identity {
    secret: [u8; 32],
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(…)")
    }
}

impl Identity {
    /// Makes ids by this secret.
    pub fn new(secret: [u8; 32]) -> Identity {
        Identity { secret }
    }

    /// The id of something of this tenant that a person or program knows by `prefix` and 32 hexadecimal
    /// digits, e.g. `FC` of a contact by its address. The same thing always has the same.
    pub fn sid(&self, prefix: &str, tenant: TenantId, thing: &str) -> String {
        // A name that no connection has, so that no call has the same id.
        let key = self.execution(tenant, &format!("sid:{prefix}"), thing);
        format!("{prefix}{:032x}", key.id)
    }

    /// What somebody records for an effect of an execution: the same for the same, and nobody can guess it.
    pub fn recording(&self, execution: ExecutionKey, effect: EffectId) -> RecordingId {
        let of = format!("{execution}/{effect}");
        RecordingId::new(self.execution(execution.tenant, "recording", &of).id)
    }

    /// The execution that begins with this thing of this connection, e.g. a call by its id.
    pub fn execution(&self, tenant: TenantId, connection: &str, thing: &str) -> ExecutionKey {
        // A key of any length is taken.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.secret) else {
            return ExecutionKey::new(tenant, 0);
        };
        for part in [&tenant.0.to_be_bytes()[..], connection.as_bytes(), thing.as_bytes()] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        let bytes = mac.finalize().into_bytes();
        let mut id = [0; 16];
        id.copy_from_slice(&bytes[..16]);
        ExecutionKey::new(tenant, u128::from_be_bytes(id))
    }
}

/// By what a later event finds the execution of one contact in a flow: a message, or a program that asks
/// for another one. There is one at a time for each pair of addresses.
pub fn pair(flow: &str, contact: &str, ours: &str) -> String {
    // The length tells where the first address ends, whatever is in it.
    format!("pair:{flow}:{}:{contact}:{ours}", contact.len())
}

/// What a request is known by: the provider's own token when it sends one, else what it says, whatever the
/// order.
pub fn known_by(token: Option<&str>, path: &str, params: &Map) -> DedupeKey {
    let mut digest = Sha256::new();
    match token {
        Some(token) => {
            digest.update(b"token\0");
            digest.update(token);
        }
        None => {
            digest.update(b"said\0");
            digest.update(path);
            let mut said: Vec<(&str, &str)> = params
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_text().unwrap_or_default()))
                .collect();
            said.sort_unstable();
            for (name, value) in said {
                digest.update([0]);
                digest.update(name);
                digest.update([0]);
                digest.update(value);
            }
        }
    }
    let bytes = digest.finalize();
    let mut key = [0; 8];
    key.copy_from_slice(&bytes[..8]);
    DedupeKey(u64::from_be_bytes(key))
}

/// The parameters of a request as the engine keeps them: a name that comes twice has its last value.
pub fn params<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Map {
    let mut map = Map::new();
    for (name, value) in pairs {
        map.insert(name, Value::from(value));
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_call_has_the_same_execution_and_no_other_has_it() {
        let identity = Identity::new([7; 32]);
        let one = identity.execution(TenantId::FIRST, "main", "CA1");
        assert_eq!(one, identity.execution(TenantId::FIRST, "main", "CA1"));
        let others = [
            identity.execution(TenantId::FIRST, "main", "CA2"),
            identity.execution(TenantId::FIRST, "mainC", "A1"),
            identity.execution(TenantId(2), "main", "CA1"),
            Identity::new([8; 32]).execution(TenantId::FIRST, "main", "CA1"),
        ];
        assert!(others.iter().all(|other| *other != one));
    }

    #[test]
    fn ids_of_things_are_steady_and_belong_to_one_thing() {
        let identity = Identity::new([7; 32]);
        let contact = identity.sid("FC", TenantId::FIRST, "+15550100");
        assert_eq!(contact, identity.sid("FC", TenantId::FIRST, "+15550100"));
        assert_eq!((contact.len(), &contact[..2]), (34, "FC"));
        assert_ne!(contact[2..], identity.sid("AC", TenantId::FIRST, "+15550100")[2..]);
        assert_ne!(contact, identity.sid("FC", TenantId(2), "+15550100"));
        assert_ne!(pair("FW1", "a:b", "c"), pair("FW1", "a", "b:c"));
    }

    #[test]
    fn a_request_is_known_again_in_any_order_and_by_its_token_alone() {
        let one = params([("Digits", "1"), ("CallSid", "CA1")]);
        let other = params([("CallSid", "CA1"), ("Digits", "1")]);
        assert_eq!(known_by(None, "/call", &one), known_by(None, "/call", &other));
        assert_ne!(known_by(None, "/call", &one), known_by(None, "/calls", &one));
        assert_ne!(
            known_by(None, "/call", &one),
            known_by(None, "/call", &params([("Digits", "1")]))
        );
        let empty = Map::new();
        assert_eq!(known_by(Some("t"), "/a", &one), known_by(Some("t"), "/b", &empty));
        assert_ne!(known_by(Some("t"), "/a", &one), known_by(Some("u"), "/a", &one));
    }
}

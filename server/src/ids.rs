//! Ids: every one a type of its own, so that the compiler tells them apart.

use std::fmt;

use centralita_engine::exec::{EffectId, ExecutionId};
use serde::{Deserialize, Serialize};

/// Whose data it is. Every row of the store has one; an installation begins with [`TenantId::FIRST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TenantId(pub u32);

impl TenantId {
    /// The tenant that every installation has.
    pub const FIRST: TenantId = TenantId(1);
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One execution of one tenant: what a row of the store is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExecutionKey {
    /// Whose it is.
    pub tenant: TenantId,
    /// The 128 bits of its id, which are also the seed it began with.
    pub id: u128,
}

impl ExecutionKey {
    /// The execution of `tenant` whose id has these bits.
    pub fn new(tenant: TenantId, id: u128) -> ExecutionKey {
        ExecutionKey { tenant, id }
    }

    /// Reads `FN` and 32 hexadecimal digits, as links, REST and the engine spell it.
    pub fn parse(tenant: TenantId, text: &str) -> Option<ExecutionKey> {
        let digits = text.strip_prefix("FN")?;
        let is_hex = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        is_hex
            .then(|| u128::from_str_radix(digits, 16).ok())
            .flatten()
            .map(|id| Self { tenant, id })
    }

    /// The id as the engine spells it.
    pub fn execution_id(&self) -> ExecutionId {
        ExecutionId(self.to_string().into())
    }
}

impl fmt::Display for ExecutionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FN{:032x}", self.id)
    }
}

/// What an event is known by, so that it is taken once however often it comes: 64 bits of a digest
/// of the provider's own token, or of what the request says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DedupeKey(pub u64);

/// A piece of work that is done outside a turn, and the idempotency key under which it is done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub String);

impl JobId {
    /// The work that an effect of an execution asks for.
    pub fn of_effect(execution: ExecutionKey, effect: EffectId) -> JobId {
        JobId(format!("{execution}:{effect}"))
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A server process. Two processes never have the same, also not one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub u64);

/// One claim of one job: a worker whose lease ran out and who comes back is told apart by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LeaseId(pub u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_execution_is_found_by_the_id_that_links_carry() {
        let key = ExecutionKey::new(TenantId::FIRST, 0xab);
        assert_eq!(ExecutionKey::parse(TenantId::FIRST, &key.to_string()), Some(key));
        for odd in [
            "",
            "FN",
            "FNab",
            "XX000000000000000000000000000000ab",
            "FN+00000000000000000000000000000ab",
        ] {
            assert_eq!(ExecutionKey::parse(TenantId::FIRST, odd), None, "{odd}");
        }
    }
}

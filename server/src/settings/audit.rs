//! The audit trail: what people and programs did to the installation.

use centralita_engine::Time;
use serde::{Deserialize, Serialize};

use crate::settings::Kept;

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Its id, which is smaller the later it was done: a list in the order of ids begins with the latest.
    pub id: String,
    /// When.
    pub at: Time,
    /// Who; empty when nobody was known.
    pub who: String,
    /// What, e.g. `flow-published`.
    pub what: String,
    /// To what.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub thing: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The address of whoever asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}

impl Deed {
    /// The id of something done at this moment; `chance` tells apart what was done at the same one.
    pub fn id_at(at: Time, chance: &str) -> String {
        format!("{:016x}-{chance}", i64::MAX - at.0.max(0))
    }
}

impl Kept for Deed {
    const KIND: &'static str = "audit";

    fn id(&self) -> &str {
        &self.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_later_comes_first() {
        let ids = [Time(1), Time(9), Time(1_700_000_000_000)].map(|at| Deed::id_at(at, "x"));
        assert!(ids[0] > ids[1] && ids[1] > ids[2], "{ids:?}");
    }
}

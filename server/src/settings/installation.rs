//! What an installation is made with once.

use serde::{Deserialize, Serialize};

use crate::settings::Kept;

/// What all servers of one installation share.
#[derive(Clone, Serialize, Deserialize)]
pub struct Installation {
    /// Its id; there is one.
    pub id: String,
    /// From this the ids of executions are made.
    pub secret: [u8; 32],
}

impl std::fmt::Debug for Installation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Installation").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Kept for Installation {
    const KIND: &'static str = "installation";

    fn id(&self) -> &str {
        &self.id
    }
}

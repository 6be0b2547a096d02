//! The secrets of flows that people have set on this server: read from the store, kept in memory, where a
//! request finds them without waiting.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::egress::Secrets;
use crate::ids::TenantId;
use crate::settings::{self, Connection, ConnectionKind, FlowSecret, SettingsError};
use crate::store::Store;

/// Secrets from the store; those that are not there may be elsewhere.
#[derive(Clone)]
pub struct Vault {
    held: Arc<RwLock<Held>>,
    elsewhere: Arc<dyn Secrets>,
    tenant: TenantId,
}

/// What is held in memory.
#[derive(Default)]
struct Held {
    values: BTreeMap<String, String>,
    account: Option<(String, String)>,
}

impl Vault {
    /// One that holds nothing yet.
    pub(crate) fn new(tenant: TenantId, elsewhere: Arc<dyn Secrets>) -> Vault {
        Vault { held: Arc::default(), elsewhere, tenant }
    }

    /// Reads what people have set, on whichever server of the installation.
    ///
    /// # Errors
    /// When the store cannot; what was held stays.
    pub(crate) async fn look_again(&self, store: &dyn Store) -> Result<(), SettingsError> {
        let all = settings::all::<FlowSecret>(store, self.tenant).await?;
        let values = all.into_iter().map(|(secret, _)| (secret.name, secret.value)).collect();
        let connections = settings::all::<Connection>(store, self.tenant).await?;
        // Flows from Studio ask the provider's own services as the account they came from.
        let account = connections.into_iter().find_map(|(connection, _)| match connection.kind {
            ConnectionKind::Twiml(account) if account.profile == "twilio" => {
                Some((account.account, account.tokens.into_iter().next()?))
            }
            _ => None,
        });
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Held { values, account };
        Ok(())
    }
}

impl Secrets for Vault {
    fn get(&self, tenant: TenantId, name: &str) -> Option<String> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let found = held.values.get(name).filter(|_| tenant == self.tenant).cloned();
        found.or_else(|| self.elsewhere.get(tenant, name))
    }

    fn account(&self, tenant: TenantId) -> Option<(String, String)> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let found = held.account.clone().filter(|_| tenant == self.tenant);
        found.or_else(|| self.elsewhere.account(tenant))
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_list().entries(held.values.keys()).finish()
    }
}

//! Flows: which there are, which of their revisions are live, and the library that runs them.
//!
//! A library is compiled once for each revision and shared. An execution stays on its revision, so a
//! library keeps a revision as long as the process lives.

mod bring;
mod inner;
mod publish;
mod rehearse;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use centralita_engine::check::{CheckSettings, Problem};
use centralita_engine::declare::Catalogue;
use centralita_engine::exec::{Settings, Standing};
use centralita_engine::{Flow, FlowRef, Library};

pub use bring::{Bring, Brought};
pub use publish::{NewRevision, NotMade};
pub use rehearse::{Rehearsal, Rehearsed};

use crate::ids::TenantId;
use crate::line::record::Record;
use crate::settings::{self, FlowEntry, SettingsError};
use crate::store::{Revision, Store, StoreError};

/// Why a flow cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FlowsError {
    /// There is no such flow, or it was never published.
    #[error("There is no flow {0} here that is live. Publish it first.")]
    NotThere(String),
    /// A revision that an execution runs is gone.
    #[error("{0} is gone, and an execution needs it.")]
    RevisionGone(FlowRef),
    /// It has no widget to begin with.
    #[error("{flow} cannot be run: {}", first(.problems))]
    NoStart {
        /// The flow.
        flow: FlowRef,
        /// What is wrong.
        problems: Vec<Problem>,
    },
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It could not be read which flows there are.
    #[error(transparent)]
    Settings(SettingsError),
}

impl From<SettingsError> for FlowsError {
    fn from(error: SettingsError) -> FlowsError {
        match error {
            SettingsError::Store(error) => FlowsError::Store(error),
            error => FlowsError::Settings(error),
        }
    }
}

fn first(problems: &[Problem]) -> String {
    problems.first().map_or_else(|| "it has no start".into(), |problem| problem.message.to_string())
}

/// The flows of all tenants.
pub struct Flows {
    store: Arc<dyn Store>,
    catalogue: Catalogue,
    settings: Settings,
    libraries: RwLock<BTreeMap<TenantId, Arc<Library>>>,
    live: RwLock<BTreeMap<(TenantId, String), u32>>,
    lists: inner::Lists,
}

impl Flows {
    /// No flow yet; each is read from the store when it is needed first.
    pub fn new(store: Arc<dyn Store>, catalogue: Catalogue, settings: Settings) -> Flows {
        Flows {
            store,
            catalogue,
            settings,
            libraries: RwLock::default(),
            live: RwLock::default(),
            lists: inner::Lists::default(),
        }
    }

    /// The widget types that flows here can use.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The settings under which flows here run.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The library of a tenant as it is now.
    pub fn library(&self, tenant: TenantId) -> Arc<Library> {
        let libraries = self.libraries.read().unwrap_or_else(PoisonError::into_inner);
        match libraries.get(&tenant) {
            Some(library) => Arc::clone(library),
            None => Arc::new(Library::new(self.settings.clone())),
        }
    }

    /// The revision of a flow that answers now.
    ///
    /// # Errors
    /// When it was never published, or the store cannot be asked.
    pub async fn live(&self, tenant: TenantId, flow: &str) -> Result<FlowRef, FlowsError> {
        let known = {
            let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
            live.get(&(tenant, flow.to_owned())).copied()
        };
        if let Some(revision) = known {
            return Ok(FlowRef::new(flow, revision));
        }
        let revision = self
            .store
            .published(tenant, flow)
            .await?
            .ok_or_else(|| FlowsError::NotThere(flow.to_owned()))?;
        let at = FlowRef::new(flow, revision.number);
        self.add(tenant, &at, &revision)?;
        self.set_live(tenant, flow, Some(revision.number));
        Ok(at)
    }

    /// The newest revision of a flow, live or not.
    ///
    /// # Errors
    /// When there is none, it cannot be run, or the store cannot be asked.
    pub async fn newest(&self, tenant: TenantId, flow: &str) -> Result<FlowRef, FlowsError> {
        let revision = self
            .store
            .revision(tenant, flow, None)
            .await?
            .ok_or_else(|| FlowsError::NotThere(flow.to_owned()))?;
        let at = FlowRef::new(flow, revision.number);
        self.add(tenant, &at, &revision)?;
        self.set_standing(tenant, flow, |standing| standing.newest = Some(revision.number));
        Ok(at)
    }

    /// The revision of a flow that a contact reaches: who tries its drafts the newest, everybody else the one
    /// that is live.
    ///
    /// # Errors
    /// As [`Flows::live`].
    pub async fn reached(
        &self,
        tenant: TenantId,
        flow: &str,
        contact: &str,
    ) -> Result<FlowRef, FlowsError> {
        // An entry that cannot be read keeps nobody from what is live.
        let entry = settings::read::<FlowEntry>(&*self.store, tenant, flow).await;
        match entry {
            Ok(Some((entry, _))) if entry.test_users.iter().any(|user| user == contact) => {
                Ok(FlowRef::new(flow, entry.newest))
            }
            _ => self.live(tenant, flow).await,
        }
    }

    /// Says which revision of a flow answers from now on; none for a flow that was taken away: it answers no
    /// more, and what runs goes on.
    pub fn set_live(&self, tenant: TenantId, flow: &str, revision: Option<u32>) {
        {
            let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
            let flow = (tenant, flow.to_owned());
            match revision {
                Some(revision) => live.insert(flow, revision),
                None => live.remove(&flow),
            };
        }
        self.set_standing(tenant, flow, |standing| standing.live = revision);
        self.lists.forget(tenant);
    }

    /// Asks the store again which revisions are live; other servers may have published.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn look_again(&self) -> Result<(), FlowsError> {
        let known: Vec<((TenantId, String), u32)> = {
            let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
            live.iter().map(|(flow, number)| (flow.clone(), *number)).collect()
        };
        for ((tenant, flow), number) in known {
            match self.store.published(tenant, &flow).await? {
                Some(revision) if revision.number != number => {
                    let at = FlowRef::new(flow.as_str(), revision.number);
                    self.add(tenant, &at, &revision)?;
                    self.set_live(tenant, &flow, Some(revision.number));
                }
                Some(_) => {}
                None => self.set_live(tenant, &flow, None),
            }
        }
        self.lists.forget_all();
        Ok(())
    }

    /// A library that has `flow`, every flow that the record is in, and those that they run inside.
    ///
    /// # Errors
    /// When a revision is gone, cannot be run, or the store cannot be asked.
    pub async fn library_with(
        &self,
        tenant: TenantId,
        flow: &FlowRef,
        record: Option<&Record>,
    ) -> Result<Arc<Library>, FlowsError> {
        let mut library = self.library(tenant);
        let inner = record.map_or(&[][..], |record| &record.execution.frames[..]);
        for at in std::iter::once(flow).chain(inner.iter().map(|frame| &frame.flow)) {
            if library.program(at).is_none() {
                let revision = self
                    .store
                    .revision(tenant, &at.name, Some(at.revision))
                    .await?
                    .ok_or_else(|| FlowsError::RevisionGone(at.clone()))?;
                library = self.add(tenant, at, &revision)?;
            }
        }
        let innermost = inner.last().map_or(flow, |frame| &frame.flow);
        let runs_none =
            |at: &FlowRef| library.program(at).is_none_or(|at| at.runs().next().is_none());
        if runs_none(innermost) && inner.iter().all(|frame| runs_none(&frame.flow)) {
            return Ok(library);
        }
        let frames: Vec<&FlowRef> = inner.iter().map(|frame| &frame.flow).collect();
        self.fetch_inner(tenant, flow, &frames).await?;
        Ok(self.library(tenant))
    }

    /// Compiles a revision and adds it to the tenant's library.
    ///
    /// # Errors
    /// When it has no start.
    pub fn add(
        &self,
        tenant: TenantId,
        at: &FlowRef,
        revision: &Revision,
    ) -> Result<Arc<Library>, FlowsError> {
        let flow = Flow::read(&revision.definition);
        let mut libraries = self.libraries.write().unwrap_or_else(PoisonError::into_inner);
        let library = libraries
            .entry(tenant)
            .or_insert_with(|| Arc::new(Library::new(self.settings.clone())));
        if library.program(at).is_none() {
            // Clones share the compiled flows; who runs by the old one goes on with it.
            let mut next = Library::clone(library);
            next.add(&flow, at.clone(), &self.catalogue)
                .map_err(|problems| FlowsError::NoStart { flow: at.clone(), problems })?;
            *library = Arc::new(next);
        }
        Ok(Arc::clone(library))
    }

    /// Whether a revision can be run at all.
    fn try_out(&self, at: &FlowRef, revision: &Revision) -> Result<(), FlowsError> {
        let flow = Flow::read(&revision.definition);
        Library::new(self.settings.clone())
            .add(&flow, at.clone(), &self.catalogue)
            .map_err(|problems| FlowsError::NoStart { flow: at.clone(), problems })
    }

    /// Changes the library of a tenant, for those who take it from now on.
    fn change(&self, tenant: TenantId, change: impl FnOnce(&mut Library)) {
        let mut libraries = self.libraries.write().unwrap_or_else(PoisonError::into_inner);
        let library = libraries
            .entry(tenant)
            .or_insert_with(|| Arc::new(Library::new(self.settings.clone())));
        let mut next = Library::clone(library);
        change(&mut next);
        *library = Arc::new(next);
    }

    fn set_standing(&self, tenant: TenantId, flow: &str, set: impl FnOnce(&mut Standing)) {
        let before = self.library(tenant).standing(flow);
        let mut standing = before.unwrap_or_default();
        set(&mut standing);
        // Clones are made of the whole library: only when something is new.
        if before != Some(standing) {
            self.change(tenant, |library| library.set_standing(flow, standing));
        }
    }

    /// What is wrong with a flow, by this server's widget types and the flows that it has; `itself` is the id
    /// and the name under which the flow is found, when it has them already.
    ///
    /// # Errors
    /// When it cannot be asked which flows there are.
    pub async fn check(
        &self,
        tenant: TenantId,
        flow: &Flow,
        itself: Option<[&str; 2]>,
    ) -> Result<Vec<Problem>, FlowsError> {
        let opens =
            |kind: &str| self.catalogue.spec(kind).is_some_and(|spec| spec.opens_flow.is_some());
        let mut settings = CheckSettings::default();
        if flow.widgets().iter().any(|widget| opens(widget.kind.as_str())) {
            let list = self.list(tenant).await?;
            let mut flows = list.names();
            flows.extend(self.settings.names.flows.keys().cloned());
            flows.extend(itself.into_iter().flatten().map(Into::into));
            settings.flows = Some(flows);
            settings.drafts = list.drafts();
        }
        Ok(centralita_engine::check::check(flow, &self.catalogue, &settings))
    }
}

//! Flows inside flows: found by id or by what people call them, and loaded before they are run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use centralita_engine::exec::FlowWanted;
use centralita_engine::{FlowRef, Text};

use crate::flows::{Flows, FlowsError};
use crate::ids::TenantId;
use crate::settings::{self, FlowEntry};
use crate::store::Store;

/// Which flows a tenant has.
#[derive(Debug, Default)]
pub(super) struct List {
    /// By id, whether it was ever published.
    flows: BTreeMap<Text, bool>,
    /// By name its id: of several flows with one name, that which was there first.
    ids: BTreeMap<Text, Text>,
}

impl List {
    async fn read(store: &dyn Store, tenant: TenantId) -> Result<List, FlowsError> {
        let mut entries: Vec<FlowEntry> = settings::all::<FlowEntry>(store, tenant)
            .await?
            .into_iter()
            .map(|(entry, _)| entry)
            .collect();
        entries.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        let mut list = List::default();
        for entry in entries {
            let id = Text::from(entry.id);
            list.flows.insert(id.clone(), entry.published.is_some());
            list.ids.entry(Text::from(entry.name)).or_insert(id);
        }
        Ok(list)
    }

    /// The flow that is called so; ids come before names.
    fn id(&self, called: &Text) -> Option<&Text> {
        let by_id = self.flows.get_key_value(called).map(|(id, _)| id);
        by_id.or_else(|| self.ids.get(called))
    }

    /// Everything by which a flow can be found.
    pub(super) fn names(&self) -> BTreeSet<Text> {
        self.flows.keys().chain(self.ids.keys()).cloned().collect()
    }

    /// Everything by which a flow can be found that nobody has published.
    pub(super) fn drafts(&self) -> BTreeSet<Text> {
        let is_draft = |called: &Text| {
            self.id(called)
                .and_then(|id| self.flows.get(id))
                .is_some_and(|is_published| !is_published)
        };
        self.names().into_iter().filter(is_draft).collect()
    }
}

/// The lists of all tenants, as they were when they were last read.
#[derive(Debug, Default)]
pub(super) struct Lists(RwLock<BTreeMap<TenantId, Arc<List>>>);

impl Lists {
    fn get(&self, tenant: TenantId) -> Option<Arc<List>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned()
    }

    /// The list is read anew when it is needed next.
    pub(super) fn forget(&self, tenant: TenantId) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }

    /// All lists are read anew when they are needed next.
    pub(super) fn forget_all(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Flows {
    pub(super) async fn list(&self, tenant: TenantId) -> Result<Arc<List>, FlowsError> {
        if let Some(list) = self.lists.get(tenant) {
            return Ok(list);
        }
        let list = Arc::new(List::read(&*self.store, tenant).await?);
        let mut lists = self.lists.0.write().unwrap_or_else(PoisonError::into_inner);
        lists.insert(tenant, Arc::clone(&list));
        Ok(list)
    }

    /// A flow's name was changed: who names it so finds it so.
    pub fn renamed(&self, tenant: TenantId) {
        self.lists.forget(tenant);
    }

    /// Loads the flows that an execution may enter in its next turn: those that its frames run inside, and
    /// those that these run. One that is not there, or cannot be run, is left out; the widget says so.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub(super) async fn fetch_inner(
        &self,
        tenant: TenantId,
        outer: &FlowRef,
        frames: &[&FlowRef],
    ) -> Result<(), FlowsError> {
        self.standing(tenant, &outer.name).await?;
        let tries = self.library(tenant).is_draft(outer);
        let mut done: BTreeSet<FlowRef> = BTreeSet::new();
        let mut ahead: Vec<FlowRef> = frames.iter().copied().chain([outer]).cloned().collect();
        while let Some(at) = ahead.pop() {
            if !done.insert(at.clone()) {
                continue;
            }
            let library = self.library(tenant);
            let Some(program) = library.program(&at) else { continue };
            for wanted in program.runs() {
                ahead.extend(self.fetch(tenant, wanted, tries).await?);
            }
        }
        Ok(())
    }

    /// Loads what a widget may mean by the flow that it names.
    pub(super) async fn fetch(
        &self,
        tenant: TenantId,
        wanted: &FlowWanted,
        tries: bool,
    ) -> Result<Vec<FlowRef>, FlowsError> {
        let id = self.named(tenant, &wanted.flow).await?;
        if let Some(number) = wanted.number() {
            let at = FlowRef::new(id.clone(), number);
            if self.library(tenant).program(&at).is_none() {
                let revision = self.store.revision(tenant, &id, Some(number)).await?;
                let Some(revision) = revision else { return Ok(Vec::new()) };
                left_out(self.add(tenant, &at, &revision))?;
            }
            return Ok(vec![at]);
        }
        let live = self.standing(tenant, &id).await?;
        let newest = match tries && (wanted.is_draft() || live.is_none()) {
            true => left_out(self.newest(tenant, &id).await)?,
            false => None,
        };
        Ok(live.into_iter().chain(newest).collect())
    }

    /// The revision of a flow that is live, noted for the engine even when there is none: any revision that
    /// somebody has tried would be taken for it else.
    async fn standing(&self, tenant: TenantId, flow: &str) -> Result<Option<FlowRef>, FlowsError> {
        let live = left_out(self.live(tenant, flow).await)?;
        if live.is_none() {
            self.set_standing(tenant, flow, |standing| standing.live = None);
        }
        Ok(live)
    }

    /// The id of the flow that is called so, noted for the engine.
    async fn named(&self, tenant: TenantId, called: &Text) -> Result<Text, FlowsError> {
        if let Some(id) = self.settings.names.flows.get(called) {
            return Ok(id.clone());
        }
        let is_live = {
            let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
            live.contains_key(&(tenant, called.to_string()))
        };
        let id = match is_live {
            true => called.clone(),
            false => self.list(tenant).await?.id(called).unwrap_or(called).clone(),
        };
        let library = self.library(tenant);
        let known = library.settings().names.flows.get(called);
        let meant = (id != *called).then(|| id.clone());
        if known != meant.as_ref() {
            self.change(tenant, |library| library.set_name(called.clone(), meant));
        }
        Ok(id)
    }
}

/// A flow that cannot be used is none; only that the store cannot be asked is told.
fn left_out<T>(found: Result<T, FlowsError>) -> Result<Option<T>, FlowsError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(FlowsError::NotThere(_) | FlowsError::RevisionGone(_) | FlowsError::NoStart { .. }) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

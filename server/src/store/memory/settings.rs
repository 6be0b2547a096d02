//! Revisions and documents in memory.

use std::ops::Bound;

use super::{Inner, most};
use crate::ids::TenantId;
use crate::store::{Document, DocumentWrite, Revision, Written};

impl Inner {
    pub(super) fn revisions_of(
        &self,
        tenant: TenantId,
        flow: &str,
    ) -> impl DoubleEndedIterator<Item = &Revision> {
        let flow = flow.to_owned();
        let all = (tenant, flow.clone(), u32::MIN)..=(tenant, flow, u32::MAX);
        self.revisions.range(all).map(|(_, revision)| revision)
    }

    pub(super) fn add_revision(&mut self, tenant: TenantId, revision: Revision) -> bool {
        let key = (tenant, revision.flow.clone(), revision.number);
        if self.revisions.contains_key(&key) {
            return false;
        }
        self.revisions.insert(key, revision);
        true
    }

    pub(super) fn forget_flow(&mut self, tenant: TenantId, flow: &str) -> u64 {
        let is_run = |number: u32| {
            self.executions.iter().any(|(key, kept)| {
                let running = &kept.stored.begun.flow;
                key.tenant == tenant
                    && kept.stored.ended.is_none()
                    && running.revision == number
                    && running.name.as_str() == flow
            })
        };
        let gone: Vec<u32> = self
            .revisions_of(tenant, flow)
            .map(|one| one.number)
            .filter(|one| !is_run(*one))
            .collect();
        for number in &gone {
            self.revisions.remove(&(tenant, flow.to_owned(), *number));
        }
        gone.len() as u64
    }

    pub(super) fn document_by(
        &self,
        tenant: TenantId,
        kind: &str,
        unique: &str,
    ) -> Option<Document> {
        let id = self.uniques.get(&(tenant, kind.to_owned(), unique.to_owned()))?;
        self.documents.get(&(tenant, kind.to_owned(), id.clone())).cloned()
    }

    pub(super) fn documents_after(
        &self,
        tenant: TenantId,
        kind: &str,
        after: &str,
        limit: u32,
    ) -> Vec<Document> {
        let first = Bound::Included((tenant, kind.to_owned(), after.to_owned()));
        self.documents
            .range((first, Bound::Unbounded))
            .take_while(|((of, named, _), _)| *of == tenant && named == kind)
            .filter(|((_, _, id), _)| id.as_str() > after)
            .take(most(limit))
            .map(|(_, document)| document.clone())
            .collect()
    }

    pub(super) fn write_document(&mut self, write: DocumentWrite) -> Written {
        let DocumentWrite { tenant, kind, id, expect, unique, body, at } = write;
        let key = (tenant, kind.to_owned(), id.clone());
        let here = self.documents.get(&key);
        let version = here.map_or(0, |document| document.version);
        if version != expect {
            return Written::Stale(version);
        }
        let old_unique = here.and_then(|document| document.unique.clone());
        let name_of = |unique: String| (tenant, kind.to_owned(), unique);
        if let (Some(unique), Some(_)) = (&unique, &body) {
            let holder = self.uniques.get(&name_of(unique.clone()));
            if let Some(holder) = holder.filter(|holder| **holder != id) {
                return Written::Taken(holder.clone());
            }
        }
        if let Some(old) = old_unique {
            self.uniques.remove(&name_of(old));
        }
        let Some(body) = body else {
            self.documents.remove(&key);
            return Written::Done(0);
        };
        if let Some(unique) = &unique {
            self.uniques.insert(name_of(unique.clone()), id.clone());
        }
        let version = version + 1;
        self.documents.insert(key, Document { id, version, unique, updated: at, body });
        Written::Done(version)
    }
}

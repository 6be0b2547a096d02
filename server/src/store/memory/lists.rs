//! Lists of executions in memory, and forgetting them.

use centralita_engine::Time;

use super::{Inner, most};
use crate::ids::{ExecutionKey, JobId, TenantId};
use crate::store::{Search, Stored};

impl Inner {
    pub(super) fn search(&self, tenant: TenantId, search: &Search) -> Vec<(ExecutionKey, Stored)> {
        let first = (tenant, search.from.unwrap_or(Time(i64::MIN)), u128::MIN);
        let mut until = (tenant, Time(i64::MAX), u128::MAX);
        let mut is_open = false;
        if let Some(before) = search.until {
            (until, is_open) = ((tenant, before, u128::MIN), true);
        }
        if let Some((started, id)) = search.after {
            let after = (tenant, started, id);
            if after < until {
                (until, is_open) = (after, true);
            }
        }
        if first > until {
            return Vec::new();
        }
        self.started
            .range(first..=until)
            .rev()
            .filter(|at| !(is_open && **at == until))
            .map(|&(tenant, _, id)| ExecutionKey::new(tenant, id))
            .filter_map(|key| Some((key, &self.executions.get(&key)?.stored)))
            .filter(|(_, stored)| is_wanted(stored, search))
            .take(most(search.limit()))
            .map(|(key, stored)| (key, stored.clone()))
            .collect()
    }

    pub(super) fn ended(&self, before: Time, limit: u32) -> Vec<ExecutionKey> {
        let ended = self.ended.iter().take_while(|(ended, _)| *ended < before);
        ended.take(most(limit)).map(|(_, key)| *key).collect()
    }

    pub(super) fn forget(&mut self, gone: &[ExecutionKey]) -> u64 {
        let mut count = 0;
        for key in gone {
            let found = self.executions.get(key);
            if found.is_none_or(|kept| kept.stored.ended.is_none()) {
                continue;
            }
            let Some(kept) = self.executions.remove(key) else { continue };
            count += 1;
            self.started.remove(&(key.tenant, kept.stored.begun.started, key.id));
            if let Some(due) = kept.stored.due {
                self.due.remove(&(due, *key));
            }
            if let Some(ended) = kept.stored.ended {
                self.ended.remove(&(ended, *key));
            }
            let first = (*key, JobId(String::new()));
            let jobs: Vec<JobId> = self
                .jobs_of
                .range(first..)
                .take_while(|(of, _)| of == key)
                .map(|(_, id)| id.clone())
                .collect();
            for id in &jobs {
                self.remove_job(id);
            }
        }
        count
    }
}

fn is_wanted(stored: &Stored, search: &Search) -> bool {
    let begun = &stored.begun;
    search.flow.as_ref().is_none_or(|flow| begun.flow.name.as_str() == flow)
        && search.contact.as_ref().is_none_or(|contact| begun.contact == *contact)
        && search.live.is_none_or(|live| stored.ended.is_none() == live)
}

//! The past of an execution: which widgets it came through, by which ways, and what it knew after each;
//! read from its journal.

use std::collections::BTreeMap;
use std::sync::Arc;

use centralita_engine::exec::{Diverged, Entry, Taken, context_after};
use centralita_engine::{FlowRef, Library, Map, Text, Time, WidgetName};

use crate::flows::{Flows, FlowsError};
use crate::ids::{ExecutionKey, TenantId};
use crate::line::session::Told;
use crate::store::{Store, StoreError};

/// How many lines of a journal are read at once.
const LINES_AT_ONCE: u32 = 500;

/// Why the past of an execution cannot be told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PastError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A line of the journal is damaged, or of a later release.
    #[error("Line {line} of the journal of {execution} cannot be read.")]
    Unreadable {
        /// The execution.
        execution: ExecutionKey,
        /// The line, counted from 0.
        line: usize,
    },
    /// A flow that it came through is not there any more.
    #[error(transparent)]
    Flows(#[from] FlowsError),
    /// It cannot be lived through again as it was.
    #[error(transparent)]
    Diverged(#[from] Diverged),
}

/// Everything an execution was told, and the steps it took.
#[derive(Clone, Debug, Default)]
pub struct Past {
    flow: Option<FlowRef>,
    lines: Vec<(Time, Told)>,
}

/// One visit to one widget.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Its number within the execution, counted from 1.
    pub number: u32,
    /// The visit to the widget that ran the sub-flow it is in.
    pub parent: Option<u32>,
    /// The flow and revision it is in.
    pub flow: FlowRef,
    /// The widget.
    pub widget: WidgetName,
    /// The way out; none while it waits, and when it was cut off.
    pub exit: Option<Taken>,
    /// When it was entered.
    pub entered: Time,
    /// When it was last heard of: when it was left, once it was.
    pub told: Time,
    /// The place of its last step among all steps of the execution, counted from 0.
    pub place: usize,
}

impl Past {
    /// Reads the journal of an execution.
    ///
    /// # Errors
    /// When the store cannot, or a line is damaged.
    pub async fn read(store: &dyn Store, execution: ExecutionKey) -> Result<Past, PastError> {
        let mut past = Past::default();
        loop {
            let from = past.lines.len();
            let lines = store.journal(execution, from as u64, LINES_AT_ONCE).await?;
            let is_last = lines.len() < LINES_AT_ONCE as usize;
            for line in lines {
                let place = past.lines.len();
                let told = Told::from_stored(&line.entry)
                    .ok_or(PastError::Unreadable { execution, line: place })?;
                past.lines.push((line.at, told));
            }
            if is_last {
                break;
            }
        }
        let begun = past.entries().next().map(|entry| &entry.input);
        if let Some(centralita_engine::exec::Input::Start { flow, .. }) = begun {
            past.flow = Some(flow.clone());
        }
        Ok(past)
    }

    /// What it was told, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.lines.iter().flat_map(|(_, told)| &told.entries)
    }

    /// Its journal: when something was told, and what.
    pub fn lines(&self) -> impl Iterator<Item = (Time, &Told)> {
        self.lines.iter().map(|(at, told)| (*at, told))
    }

    /// Its visits to widgets, in the order in which they were left; those that wait come last.
    pub fn visits(&self) -> Vec<Visit> {
        let Some(begun) = &self.flow else { return Vec::new() };
        let mut visits: BTreeMap<u32, Visit> = BTreeMap::new();
        // The last visit on each level of flows inside flows.
        let mut levels: Vec<u32> = Vec::new();
        // By name the revision in which a sub-flow ran last.
        let mut revisions: BTreeMap<&Text, u32> = BTreeMap::new();
        let mut place = 0;
        for (at, told) in &self.lines {
            for sub_flow in told.entries.iter().flat_map(|entry| &entry.sub_flows).flatten() {
                revisions.insert(&sub_flow.name, sub_flow.revision);
            }
            for step in &told.steps {
                let depth = step.depth as usize;
                let parent = depth.checked_sub(1).and_then(|outer| levels.get(outer)).copied();
                levels.truncate(depth);
                levels.push(step.number);
                let flow = match &step.flow {
                    None => begun.clone(),
                    Some(name) => {
                        FlowRef::new(name.clone(), revisions.get(name).copied().unwrap_or(0))
                    }
                };
                let visit = Visit {
                    number: step.number,
                    parent,
                    flow,
                    widget: step.widget.clone(),
                    exit: step.exit.clone(),
                    entered: step.entered,
                    told: *at,
                    place,
                };
                visits.insert(step.number, visit);
                place += 1;
            }
        }
        let mut visits: Vec<Visit> = visits.into_values().collect();
        visits.sort_by_key(|visit| visit.place);
        visits
    }

    /// A library with every flow that the execution came through and that is still there.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn library(
        &self,
        flows: &Flows,
        tenant: TenantId,
    ) -> Result<Arc<Library>, FlowsError> {
        let mut through: Vec<&FlowRef> = self.flow.iter().collect();
        for entry in self.entries() {
            through.extend(entry.sub_flows.iter().flatten());
        }
        for flow in through {
            match flows.library_with(tenant, flow, None).await {
                Ok(_) | Err(FlowsError::RevisionGone(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(flows.library(tenant))
    }

    /// The variables as they were after a visit: those of the flow it was in.
    ///
    /// # Errors
    /// When a flow is not there any more, or this release comes to something else by the same journal.
    pub fn context_after(&self, visit: &Visit, library: &Library) -> Result<Map, PastError> {
        let entries: Vec<Entry> = self.entries().cloned().collect();
        Ok(context_after(library, &entries, visit.place)?.unwrap_or_default())
    }
}

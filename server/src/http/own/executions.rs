//! Executions: listed, looked at with their journal, counted and ended.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State as Extract;
use axum::routing::{get, post};
use centralita_api::{
    Counts, End, Ended, ExecutionPage, ExecutionSummary, ExecutionWhole, WayCount,
};
use centralita_engine::Time;
use centralita_engine::exec::Event as Word;
use serde::Deserialize;

use crate::driver::{DriverError, Event};
use crate::http::State;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::{Asked, At};
use crate::http::own::{Asker, Refusal, Said, flows, masking};
use crate::ids::ExecutionKey;
use crate::line::record::Record;
use crate::past::Past;
use crate::store::{Search, Stored};

/// How many are on a page when nobody says, and at most.
const USUAL: u32 = 50;
const MOST: u32 = 500;

/// How many are ended by one request, and counted by one.
const MOST_ENDED: usize = 5_000;
const MOST_COUNTED: usize = 5_000;

/// How many are read from the store at once.
const AT_ONCE: u32 = 500;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/executions", May::LOOK, get(list))
            .about("Executions, the newest first.")
            .asks(&[
                ("flow", "Only this flow's."),
                ("contact", "Only this contact's."),
                ("live", "true: only those that go on; false: only those that ended."),
                ("from_millis", "Only those that began at this moment or later."),
                ("until_millis", "Only those that began before this moment."),
                ("after", "Where the page begins: the `next` of the one before."),
                ("limit", "At most so many: 1 to 500, 50 when nothing is said."),
            ])
            .gives::<ExecutionPage>(200),
        Operation::new("GET", "/executions/{execution}", May::LOOK, get(fetch))
            .about("An execution with its way through the flow and its journal, masked.")
            .gives::<ExecutionWhole>(200),
        Operation::new("POST", "/executions/end", May::OPERATE, post(end))
            .about("Ends executions: some, or all of a flow or a revision.")
            .takes::<End>()
            .gives::<Ended>(200),
        Operation::new("GET", "/flows/{flow}/counts", May::LOOK, get(counts))
            .about("How often each way out of each widget was taken.")
            .asks(&[
                ("revision", "Only executions on this revision."),
                ("from_millis", "Only those that began at this moment or later."),
                ("until_millis", "Only those that began before this moment."),
            ])
            .gives::<Counts>(200),
    ]
}

/// An execution as it stands in lists.
pub(super) fn summary(key: ExecutionKey, stored: &Stored) -> Result<ExecutionSummary, Refusal> {
    let record = Record::from_stored(&stored.state)
        .map_err(|why| Refusal::from(DriverError::Unreadable { key, why }))?;
    let begun = &stored.begun;
    let execution = &record.execution;
    Ok(ExecutionSummary {
        id: key.to_string(),
        flow: begun.flow.name.to_string(),
        revision: begun.flow.revision,
        contact: begun.contact.clone(),
        channel: begun.channel.clone(),
        started_millis: begun.started.0,
        ended_millis: stored.ended.map(|ended| ended.0),
        ending: execution.ending().map(|ending| ending.kind.name().to_owned()),
        at: execution.frames.iter().map(|frame| frame.widget.as_str().to_owned()).collect(),
    })
}

/// Which executions somebody wants.
#[derive(Deserialize)]
pub(super) struct Page {
    flow: Option<String>,
    contact: Option<String>,
    live: Option<bool>,
    from_millis: Option<i64>,
    until_millis: Option<i64>,
    after: Option<String>,
    limit: Option<u32>,
}

impl Page {
    /// What the store is asked for, `usual` at once when nothing is said.
    pub(super) fn search(self, usual: u32) -> Result<Search, Refusal> {
        Ok(Search {
            flow: self.flow.filter(|flow| !flow.is_empty()),
            contact: self.contact.filter(|contact| !contact.is_empty()),
            live: self.live,
            from: self.from_millis.map(Time),
            until: self.until_millis.map(Time),
            after: self
                .after
                .as_deref()
                .filter(|after| !after.is_empty())
                .map(after)
                .transpose()?,
            limit: self.limit.unwrap_or(usual).clamp(1, MOST),
        })
    }
}

/// Where a page ends, and the next one begins.
fn place(key: ExecutionKey, stored: &Stored) -> String {
    format!("{}-{:032x}", stored.begun.started.0, key.id)
}

fn after(text: &str) -> Result<(Time, u128), Refusal> {
    let read = text
        .rsplit_once('-')
        .and_then(|(at, id)| Some((Time(at.parse().ok()?), u128::from_str_radix(id, 16).ok()?)));
    read.ok_or_else(|| Refusal::bad("`after` is the `next` of a page, and nothing else."))
}

async fn list(
    Extract(state): Extract<State>,
    Asked(page): Asked<Page>,
) -> Result<Json<ExecutionPage>, Refusal> {
    let search = page.search(USUAL)?;
    let found = state.driver.store.search(state.tenant, &search).await?;
    let is_full = found.len() >= search.limit as usize;
    let next = found.last().filter(|_| is_full).map(|(key, stored)| place(*key, stored));
    let executions: Result<Vec<_>, _> =
        found.iter().map(|(key, stored)| summary(*key, stored)).collect();
    Ok(Json(ExecutionPage { executions: executions?, next }))
}

async fn fetch(
    Extract(state): Extract<State>,
    At(id): At<String>,
) -> Result<Json<ExecutionWhole>, Refusal> {
    let missing = || Refusal::not_found(format!("There is no execution {id} here."));
    let key = ExecutionKey::parse(state.tenant, &id).ok_or_else(missing)?;
    let stored = state.driver.store.load(key).await?.ok_or_else(missing)?;
    whole(&state, key, &stored).await.map(Json)
}

/// An execution with its way and its journal, masked.
pub(super) async fn whole(
    state: &State,
    key: ExecutionKey,
    stored: &Stored,
) -> Result<ExecutionWhole, Refusal> {
    let past = Past::read(&*state.driver.store, key).await?;
    let library = past.library(&state.driver.flows, state.tenant).await?;
    let visits = past.visits();
    let journal = masking::journal(&past, &visits, &library);
    let shown = |visit: crate::past::Visit| centralita_api::Visit {
        number: visit.number,
        parent: visit.parent,
        flow: visit.flow.name.to_string(),
        revision: visit.flow.revision,
        widget: visit.widget.as_str().to_owned(),
        event: visit.exit.as_ref().map(|exit| exit.event.as_str().to_owned()),
        transition: visit.exit.as_ref().and_then(|exit| exit.transition),
        next: visit.exit.and_then(|exit| exit.next).map(|next| next.as_str().to_owned()),
        entered_millis: visit.entered.0,
        told_millis: visit.told.0,
    };
    let visits = visits.into_iter().map(shown).collect();
    Ok(ExecutionWhole { execution: summary(key, stored)?, visits, journal })
}

/// Those that a search finds, a page at a time and at most so many; and whether there are more.
async fn all(
    state: &State,
    mut search: Search,
    most: usize,
) -> Result<(Vec<(ExecutionKey, u32)>, bool), Refusal> {
    let mut all = Vec::new();
    search.limit = AT_ONCE;
    loop {
        let found = state.driver.store.search(state.tenant, &search).await?;
        let is_last = found.len() < AT_ONCE as usize;
        search.after = found.last().map(|(key, stored)| (stored.begun.started, key.id));
        all.extend(found.iter().map(|(key, stored)| (*key, stored.begun.flow.revision)));
        if all.len() > most {
            all.truncate(most);
            return Ok((all, true));
        }
        if is_last {
            return Ok((all, false));
        }
    }
}

async fn end(
    Extract(state): Extract<State>,
    asker: Asker,
    Said(end): Said<End>,
) -> Result<Json<Ended>, Refusal> {
    let mut keys = Vec::new();
    for id in end.executions.iter().take(MOST_ENDED) {
        let key = ExecutionKey::parse(state.tenant, id);
        keys.push(
            key.ok_or_else(|| Refusal::not_found(format!("{id:.40} is no execution's id.")))?,
        );
    }
    let mut is_partial = end.executions.len() > MOST_ENDED;
    let detail = match &end.flow {
        None if keys.is_empty() => {
            return Err(Refusal::bad(
                "Say which: `executions`, or the `flow` whose all are to end.",
            ));
        }
        None => format!("{} by their ids", keys.len()),
        Some(flow) => {
            let live = Search { flow: Some(flow.clone()), live: Some(true), ..Search::default() };
            let (found, more) = all(&state, live, MOST_ENDED).await?;
            let is_meant = |revision: u32| end.revision.is_none_or(|meant| meant == revision);
            let of_flow = found.into_iter().filter(|(_, revision)| is_meant(*revision));
            keys.extend(of_flow.map(|(key, _)| key));
            is_partial |= more;
            match end.revision {
                None => "all".to_owned(),
                Some(revision) => format!("all on revision {revision}"),
            }
        }
    };
    let reason = format!("{} ended it.", asker.name());
    let mut done = Ended { ended: 0, left: u64::from(is_partial) };
    for key in keys {
        match end_one(&state, key, &reason).await {
            Ok(()) => done.ended += 1,
            Err(error) => {
                tracing::warn!(%error, execution = %key, "an execution could not be ended");
                done.left += 1;
            }
        }
    }
    asker.did(&state, "executions-ended", &end.flow.unwrap_or_default(), &detail).await;
    Ok(Json(done))
}

async fn end_one(state: &State, key: ExecutionKey, reason: &str) -> Result<(), DriverError> {
    let event = Event {
        key,
        known_by: None,
        connection: None,
        begins: None,
        settles: None,
        renders: None,
        tells: &|session, _| {
            if !session.execution().has_ended() {
                // Nothing refuses this one while the execution lives.
                let _ = session.tell(Word::Cancelled { reason: reason.into() });
            }
        },
    };
    state.driver.take(&event).await.map(|_| ())
}

#[derive(Deserialize)]
struct Counted {
    revision: Option<u32>,
    from_millis: Option<i64>,
    until_millis: Option<i64>,
}

async fn counts(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    Asked(counted): Asked<Counted>,
) -> Result<Json<Counts>, Refusal> {
    flows::entry(&state, &flow).await?;
    let search = Search {
        flow: Some(flow.clone()),
        from: counted.from_millis.map(Time),
        until: counted.until_millis.map(Time),
        ..Search::default()
    };
    let (found, is_partial) = all(&state, search, MOST_COUNTED).await?;
    let is_meant = |revision: u32| counted.revision.is_none_or(|meant| meant == revision);
    let mut ways: BTreeMap<(String, Option<u32>, String), u64> = BTreeMap::new();
    let mut executions = 0;
    for (key, revision) in found {
        if !is_meant(revision) {
            continue;
        }
        executions += 1;
        let past = Past::read(&*state.driver.store, key).await?;
        for visit in past.visits() {
            if *visit.flow.name != *flow || !is_meant(visit.flow.revision) {
                continue;
            }
            let (transition, event) = match &visit.exit {
                Some(exit) => (exit.transition, exit.event.as_str().to_owned()),
                None => (None, String::new()),
            };
            *ways.entry((visit.widget.as_str().to_owned(), transition, event)).or_default() += 1;
        }
    }
    let ways = ways.into_iter().map(|((widget, transition, event), times)| WayCount {
        widget,
        transition,
        event,
        times,
    });
    let ways = ways.collect();
    Ok(Json(Counts { flow, revision: counted.revision, executions, is_partial, ways }))
}

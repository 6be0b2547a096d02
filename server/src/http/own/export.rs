//! Executions carried out of here: all that a search finds, one to a line, however many there are.

use std::collections::VecDeque;
use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State as Extract;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use centralita_api::ExecutionWhole;
use futures_util::stream;

use crate::http::State;
use crate::http::own::executions::{self, Page};
use crate::http::own::operation::{Kind, May, Operation};
use crate::http::own::said::Asked;
use crate::http::own::{Asker, Refusal};
use crate::ids::ExecutionKey;
use crate::store::Search;

/// How many are found at once; what they said is read one by one, as fast as it is taken.
const AT_ONCE: u32 = 100;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/executions/export", May::LOOK, get(export))
            .about(
                "Executions with their ways and journals, masked, the newest first: a line of JSON each. What \
                 cannot be read breaks the answer off, so an answer that ends is whole.",
            )
            .asks(&[
                ("flow", "Only this flow's."),
                ("contact", "Only this contact's."),
                ("live", "true: only those that go on; false: only those that ended."),
                ("from_millis", "Only those that began at this moment or later."),
                ("until_millis", "Only those that began before this moment."),
            ])
            .lines::<ExecutionWhole>(),
    ]
}

/// What is still to be told.
struct Rest {
    state: State,
    search: Search,
    found: VecDeque<ExecutionKey>,
    is_last: bool,
}

impl Rest {
    /// The next execution; none behind the last.
    async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        loop {
            let Some(key) = self.found.pop_front() else {
                if self.is_last {
                    return Ok(None);
                }
                self.find().await?;
                continue;
            };
            // What was forgotten since it was found is passed over.
            let Some(stored) = self.state.driver.store.load(key).await? else { continue };
            let whole = executions::whole(&self.state, key, &stored).await?;
            // No type of the wire refuses to be written.
            let mut line = serde_json::to_vec(&whole).unwrap_or_default();
            line.push(b'\n');
            return Ok(Some(line.into()));
        }
    }

    async fn find(&mut self) -> Result<(), Refusal> {
        let found = self.state.driver.store.search(self.state.tenant, &self.search).await?;
        self.is_last = found.len() < self.search.limit as usize;
        let last = found.last().map(|(key, stored)| (stored.begun.started, key.id));
        self.search.after = last.or(self.search.after);
        self.found = found.into_iter().map(|(key, _)| key).collect();
        Ok(())
    }
}

async fn export(
    Extract(state): Extract<State>,
    asker: Asker,
    Asked(page): Asked<Page>,
) -> Result<Response, Refusal> {
    let search = Search { limit: AT_ONCE, ..page.search(AT_ONCE)? };
    let of = search.flow.clone().unwrap_or_default();
    let mut rest = Rest { state, search, found: VecDeque::new(), is_last: false };
    // What is wrong from the beginning is told as everywhere else.
    rest.find().await?;
    asker.did(&rest.state, "executions-exported", &of, "").await;
    let lines = stream::try_unfold(rest, |mut rest| async move {
        match rest.next().await {
            Ok(line) => Ok(line.map(|line| (line, rest))),
            Err(refusal) => {
                tracing::warn!(why = refusal.message(), "an export of executions was broken off");
                Err(io::Error::other("broken off"))
            }
        }
    });
    let headers = [
        (header::CONTENT_TYPE, Kind::Lines.media()),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"executions.ndjson\""),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}

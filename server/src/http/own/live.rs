//! What happens now: executions of this server, told as they change, by server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State as Extract;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use centralita_api::LiveChange;
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;

use crate::http::State;
use crate::http::own::Refusal;
use crate::http::own::executions::summary;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::Asked;
use crate::ids::ExecutionKey;

/// How long a stream lasts: whoever looks on asks anew, and proves anew that they may.
const LASTS: Duration = Duration::from_secs(10 * 60);

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/live", May::LOOK, get(watch))
            .about(
                "Executions as they change: server-sent events named execution, and one named lost when \
                 changes came faster than they were read.",
            )
            .asks(&[("flow", "Only this flow's.")])
            .streams::<LiveChange>(),
    ]
}

#[derive(Deserialize)]
struct Watched {
    flow: Option<String>,
}

async fn watch(
    Extract(state): Extract<State>,
    Asked(watched): Asked<Watched>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = state.driver.changes.all();
    let until = tokio::time::Instant::now() + LASTS;
    let flow = watched.flow.filter(|flow| !flow.is_empty());
    let events =
        stream::unfold((state, changes, flow), move |(state, mut changes, flow)| async move {
            loop {
                let told = match tokio::time::timeout_at(until, changes.recv()).await {
                    Err(_) | Ok(Err(RecvError::Closed)) => return None,
                    Ok(Err(RecvError::Lagged(_))) => Event::default().event("lost").data("{}"),
                    Ok(Ok(key)) => match told(&state, key, flow.as_deref()).await {
                        Ok(Some(told)) => told,
                        Ok(None) => continue,
                        Err(_) => Event::default().event("lost").data("{}"),
                    },
                };
                return Some((Ok(told), (state, changes, flow)));
            }
        });
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn told(
    state: &State,
    key: ExecutionKey,
    flow: Option<&str>,
) -> Result<Option<Event>, Refusal> {
    if key.tenant != state.tenant {
        return Ok(None);
    }
    let Some(stored) = state.driver.store.load(key).await? else { return Ok(None) };
    if flow.is_some_and(|flow| *stored.begun.flow.name != *flow) {
        return Ok(None);
    }
    let change = LiveChange { execution: summary(key, &stored)? };
    // No type of the wire refuses to be written.
    let text = serde_json::to_string(&change).unwrap_or_default();
    Ok(Some(Event::default().event("execution").data(text)))
}

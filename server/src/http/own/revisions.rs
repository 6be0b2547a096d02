//! Revisions of a flow: listed, read, and published anew.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use centralita_api::{FlowWhole, Publish, RevisionPage, RevisionSummary, RevisionWhole};

use crate::flows::NewRevision;
use crate::http::State;
use crate::http::own::flows::{base, entry, make, newest, note};
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::At;
use crate::http::own::{Asker, Refusal, Said};
use crate::store::Revision;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/flows/{flow}/revisions", May::LOOK, get(list))
            .about("All revisions of a flow, the newest first.")
            .gives::<RevisionPage>(200),
        Operation::new("GET", "/flows/{flow}/revisions/{revision}", May::LOOK, get(fetch))
            .about("A revision with its text: by its number, or newest, or published.")
            .gives::<RevisionWhole>(200),
        Operation::new(
            "POST",
            "/flows/{flow}/revisions/{revision}/publish",
            May::PUBLISH,
            post(publish),
        )
        .about("Rolls back: publishes the text of a revision anew.")
        .takes::<Publish>()
        .gives::<FlowWhole>(200),
    ]
}

/// A revision as it stands in lists.
pub(super) fn summary(revision: &Revision) -> RevisionSummary {
    RevisionSummary {
        number: revision.number,
        is_published: revision.is_published,
        note: revision.message.clone(),
        author: revision.author.clone(),
        at_millis: revision.at.0,
    }
}

/// A revision with its text.
pub(super) fn shown(revision: Revision) -> RevisionWhole {
    RevisionWhole { revision: summary(&revision), definition: revision.definition }
}

async fn named(state: &State, flow: &str, named: &str) -> Result<Revision, Refusal> {
    let store = &state.driver.store;
    let found = match named {
        "newest" => return newest(state, flow).await,
        "published" => store.published(state.tenant, flow).await?,
        number => match number.parse::<u32>() {
            Ok(number) => store.revision(state.tenant, flow, Some(number)).await?,
            Err(_) => None,
        },
    };
    found.ok_or_else(|| Refusal::not_found(format!("The flow {flow} has no revision {named}.")))
}

async fn list(
    Extract(state): Extract<State>,
    At(flow): At<String>,
) -> Result<Json<RevisionPage>, Refusal> {
    entry(&state, &flow).await?;
    let all = state.driver.store.revisions(state.tenant, &flow).await?;
    Ok(Json(RevisionPage { revisions: all.iter().map(summary).collect() }))
}

async fn fetch(
    Extract(state): Extract<State>,
    At((flow, revision)): At<(String, String)>,
) -> Result<Json<RevisionWhole>, Refusal> {
    entry(&state, &flow).await?;
    Ok(Json(shown(named(&state, &flow, &revision).await?)))
}

async fn publish(
    Extract(state): Extract<State>,
    At((flow, revision)): At<(String, String)>,
    asker: Asker,
    headers: HeaderMap,
    Said(said): Said<Publish>,
) -> Result<Response, Refusal> {
    let (over, otherwise) = base(said.over, &headers)?;
    entry(&state, &flow).await?;
    let old = named(&state, &flow, &revision).await?;
    let message = match said.note.is_empty() {
        true => format!("Revision {} again", old.number),
        false => note(said.note)?,
    };
    let new = NewRevision {
        flow: flow.clone(),
        name: None,
        definition: said.definition.unwrap_or(old.definition),
        publish: true,
        message,
        author: asker.name(),
        over: Some(over),
    };
    let published = make(&state, new, otherwise, StatusCode::OK).await?;
    asker.did(&state, "flow-published", &flow, &format!("revision {} again", old.number)).await;
    Ok(published)
}

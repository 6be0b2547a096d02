//! Revisions of a flow.

use axum::Json;
use axum::extract::State as Extract;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::http::State;
use crate::http::studio::definition::{Judged, shown};
use crate::http::studio::flows::{address, entry, said, status};
use crate::http::studio::{At, Fault, Fields, Paging, date};
use crate::settings::FlowEntry;
use crate::store::Revision;

/// A revision as it is answered.
#[derive(Serialize)]
struct Resource<'r> {
    sid: &'r str,
    account_sid: String,
    /// People have no ids of this kind here.
    author_sid: Option<&'r str>,
    friendly_name: &'r str,
    definition: Option<Box<RawValue>>,
    status: &'static str,
    revision: u32,
    commit_message: Option<&'r str>,
    valid: Option<bool>,
    errors: Option<Vec<Value>>,
    date_created: String,
    date_updated: String,
    url: String,
}

impl<'r> Resource<'r> {
    fn listed(state: &State, entry: &'r FlowEntry, revision: &'r Revision) -> Resource<'r> {
        Resource {
            sid: &entry.id,
            account_sid: state.account(),
            author_sid: None,
            friendly_name: &entry.name,
            definition: None,
            status: status(revision.is_published),
            revision: revision.number,
            commit_message: said(&revision.message),
            valid: None,
            errors: None,
            date_created: date(revision.at),
            date_updated: date(revision.at),
            url: format!("{}/Revisions/{}", address(state, &entry.id), revision.number),
        }
    }
}

pub(super) async fn list(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    fields: Fields,
) -> Result<Json<Value>, Fault> {
    let (entry, _) = entry(&state, &flow).await?;
    let list = format!("{}/Revisions", address(&state, &flow));
    let paging = Paging::read(&list, &fields, &[])?;
    let all = state.driver.store.revisions(state.tenant, &flow).await?;
    let show = |revision: &Revision| json!(Resource::listed(&state, &entry, revision));
    Ok(Json(paging.of_all("revisions", &all, show)))
}

pub(super) async fn fetch(
    Extract(state): Extract<State>,
    At((flow, named)): At<(String, String)>,
) -> Result<Response, Fault> {
    let (entry, _) = entry(&state, &flow).await?;
    let store = &state.driver.store;
    let revision = match named.as_str() {
        "LatestPublished" => store.published(state.tenant, &flow).await?,
        "LatestRevision" => store.revision(state.tenant, &flow, None).await?,
        number => {
            let number = number.parse::<u32>().map_err(|_| Fault::revision(number))?;
            store.revision(state.tenant, &flow, Some(number)).await?
        }
    };
    let revision =
        revision.ok_or_else(|| Fault::not_found(&format!("/v2/Flows/{flow}/Revisions/{named}")))?;
    let judged = Judged::of(&state, &revision.definition).await?;
    let resource = Resource {
        definition: shown(&revision.definition),
        valid: Some(judged.errors.is_empty()),
        errors: Some(judged.errors),
        ..Resource::listed(&state, &entry, &revision)
    };
    Ok(Json(resource).into_response())
}

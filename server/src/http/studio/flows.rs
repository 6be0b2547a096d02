//! Flows: made, listed, read, changed and taken away.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use centralita_engine::Flow;

use crate::flows::{NewRevision, NotMade};
use crate::http::State;
use crate::http::studio::definition::{Judged, received, shown};
use crate::http::studio::{Asker, At, Fault, Fields, Paging, date};
use crate::settings::{self, FlowEntry, random_digits};
use crate::store::Revision;

/// A flow as it is answered.
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
    warnings: Option<Vec<Value>>,
    webhook_url: String,
    date_created: String,
    date_updated: String,
    url: String,
    links: Value,
}

impl<'r> Resource<'r> {
    /// What a list shows of a flow.
    fn listed(state: &State, entry: &'r FlowEntry) -> Resource<'r> {
        let account_sid = state.account();
        let url = address(state, &entry.id);
        Resource {
            sid: &entry.id,
            author_sid: None,
            friendly_name: &entry.name,
            definition: None,
            status: status(entry.published == Some(entry.newest)),
            revision: entry.newest,
            commit_message: None,
            valid: None,
            errors: None,
            warnings: None,
            webhook_url: format!("{}/v1/Accounts/{account_sid}/Flows/{}", state.public, entry.id),
            date_created: date(entry.created),
            date_updated: date(entry.updated),
            links: json!({
                "test_users": format!("{url}/TestUsers"),
                "revisions": format!("{url}/Revisions"),
                "executions": format!("{url}/Executions"),
            }),
            url,
            account_sid,
        }
    }

    /// The whole flow, with its newest revision.
    async fn whole(
        state: &State,
        entry: &'r FlowEntry,
        newest: &'r Revision,
    ) -> Result<Resource<'r>, Fault> {
        let judged = Judged::of(state, &newest.definition).await?;
        Ok(Resource {
            definition: shown(&newest.definition),
            commit_message: said(&newest.message),
            valid: Some(judged.errors.is_empty()),
            errors: Some(judged.errors),
            warnings: Some(judged.warnings),
            ..Resource::listed(state, entry)
        })
    }
}

/// The word for a revision that was published, or only saved.
pub(super) fn status(is_published: bool) -> &'static str {
    if is_published { "published" } else { "draft" }
}

/// What was said, when anything was.
pub(super) fn said(message: &str) -> Option<&str> {
    Some(message).filter(|message| !message.is_empty())
}

/// The address of a flow.
pub(super) fn address(state: &State, flow: &str) -> String {
    format!("{}/v2/Flows/{flow}", state.public)
}

/// A flow's entry and its version.
pub(super) async fn entry(state: &State, flow: &str) -> Result<(FlowEntry, u64), Fault> {
    let found = settings::read::<FlowEntry>(&*state.driver.store, state.tenant, flow).await?;
    found.ok_or_else(|| Fault::not_found(&format!("/v2/Flows/{flow}")))
}

/// The newest revision of a flow that is there.
pub(super) async fn newest(state: &State, flow: &str) -> Result<Revision, Fault> {
    let newest = state.driver.store.revision(state.tenant, flow, None).await?;
    newest.ok_or_else(|| Fault::not_found(&format!("/v2/Flows/{flow}/Revisions/LatestRevision")))
}

/// Whether what is sent shall be published.
pub(super) fn is_published(fields: &Fields) -> Result<bool, Fault> {
    match fields.required("Status")? {
        "published" => Ok(true),
        "draft" => Ok(false),
        other => Err(Fault::parameter(format!("Status {other:?} is neither draft nor published"))),
    }
}

pub(super) async fn list(
    Extract(state): Extract<State>,
    fields: Fields,
) -> Result<Json<Value>, Fault> {
    let paging = Paging::read(&format!("{}/v2/Flows", state.public), &fields, &[])?;
    let mut all = settings::all::<FlowEntry>(&*state.driver.store, state.tenant).await?;
    all.sort_by(|(one, _), (other, _)| (other.created, &one.id).cmp(&(one.created, &other.id)));
    Ok(Json(paging.of_all("flows", &all, |(entry, _)| json!(Resource::listed(&state, entry)))))
}

pub(super) async fn fetch(
    Extract(state): Extract<State>,
    At(flow): At<String>,
) -> Result<Response, Fault> {
    let (entry, _) = entry(&state, &flow).await?;
    let newest = newest(&state, &flow).await?;
    Ok(Json(Resource::whole(&state, &entry, &newest).await?).into_response())
}

pub(super) async fn create(
    Extract(state): Extract<State>,
    asker: Asker,
    fields: Fields,
) -> Result<Response, Fault> {
    let name = fields.required("FriendlyName")?;
    let publish = is_published(&fields)?;
    let definition = received(fields.required("Definition")?)?;
    let flow = random_digits().map_err(|error| {
        tracing::error!(%error, "a flow could not be named");
        crate::http::HttpError::Unavailable
    })?;
    let new = NewRevision {
        flow: format!("FW{flow}"),
        name: Some(name.to_owned()),
        definition: definition.to_owned(),
        publish,
        message: fields.get("CommitMessage").unwrap_or_default().to_owned(),
        author: asker.0,
        over: None,
    };
    let made = make(&state, new).await?;
    Ok((StatusCode::CREATED, made).into_response())
}

pub(super) async fn update(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    asker: Asker,
    fields: Fields,
) -> Result<Response, Fault> {
    let publish = is_published(&fields)?;
    let (entry, _) = entry(&state, &flow).await?;
    let definition = match fields.get("Definition").filter(|text| !text.is_empty()) {
        Some(text) => received(text)?.to_owned(),
        None => newest(&state, &flow).await?.definition,
    };
    let new = NewRevision {
        flow,
        name: fields.get("FriendlyName").filter(|name| !name.is_empty()).map(str::to_owned),
        definition,
        publish,
        message: fields.get("CommitMessage").unwrap_or_default().to_owned(),
        author: asker.0,
        // Whoever writes meanwhile is not overwritten unseen.
        over: Some(entry.newest),
    };
    make(&state, new).await
}

/// Makes a revision, and answers with the flow as it is then.
async fn make(state: &State, new: NewRevision) -> Result<Response, Fault> {
    let (flows, now) = (&state.driver.flows, state.driver.clock.now());
    let (flow, definition) = (new.flow.clone(), new.definition.clone());
    match flows.make(state.tenant, new, now).await {
        Ok(entry) => {
            let newest = newest(state, &flow).await?;
            Ok(Json(Resource::whole(state, &entry, &newest).await?).into_response())
        }
        Err(NotMade::Problems(problems)) => {
            Err(Fault::definition(&Judged::by(&Flow::read(&definition), &problems).errors))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn delete(
    Extract(state): Extract<State>,
    At(flow): At<String>,
) -> Result<StatusCode, Fault> {
    let (entry, version) = entry(&state, &flow).await?;
    let (store, now) = (&state.driver.store, state.driver.clock.now());
    settings::remove::<FlowEntry>(&**store, state.tenant, &entry.id, version, now).await?;
    state.driver.flows.set_live(state.tenant, &flow, None);
    // Executions that are under way go on by their revision.
    store.forget_flow(state.tenant, &flow).await?;
    Ok(StatusCode::NO_CONTENT)
}

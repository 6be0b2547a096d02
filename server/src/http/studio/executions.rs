//! Executions of a flow: begun, listed, read, ended and forgotten.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use centralita_engine::exec::{Event as Said, Rejected, Trigger};
use centralita_engine::{FlowRef, Map, Text, Value as Held};
use serde_json::{Value, json};

use crate::driver::{Begins, DriverError, Event, Took};
use crate::flows::FlowsError;
use crate::http::studio::flows::{address, entry};
use crate::http::studio::{At, Fault, Fields, Paging, date};
use crate::http::{HttpError, State};
use crate::identity;
use crate::ids::ExecutionKey;
use crate::line::record::{Line, Record};
use crate::line::session::Start;
use crate::settings::{self, FlowEntry, Number, random_digits};
use crate::store::{NewExecution, Search, Stored};

/// Where the id of what began an execution stands in its variables.
const BEGUN_BY: [&str; 4] = [
    "trigger.call.CallSid",
    "trigger.message.MessageSid",
    "trigger.conversation.MessageSid",
    "trigger.conversation.ConversationSid",
];

/// The execution at a path, of that flow and no other.
pub(super) async fn found(
    state: &State,
    flow: &str,
    sid: &str,
) -> Result<(ExecutionKey, Stored), Fault> {
    let missing = || Fault::not_found(&format!("/v2/Flows/{flow}/Executions/{sid}"));
    entry(state, flow).await?;
    let key = ExecutionKey::parse(state.tenant, sid).ok_or_else(missing)?;
    let stored = state.driver.store.load(key).await?;
    let stored = stored.filter(|stored| stored.begun.flow.name == flow).ok_or_else(missing)?;
    Ok((key, stored))
}

/// What is stored of an execution, read.
pub(super) fn record(key: ExecutionKey, stored: &Stored) -> Result<Record, Fault> {
    Record::from_stored(&stored.state).map_err(|why| DriverError::Unreadable { key, why }.into())
}

/// The address of an execution.
pub(super) fn address_of(state: &State, flow: &str, key: ExecutionKey) -> String {
    format!("{}/Executions/{key}", address(state, flow))
}

/// An execution as it is answered.
fn shown(state: &State, key: ExecutionKey, stored: &Stored) -> Result<Value, Fault> {
    let record = record(key, stored)?;
    let begun_by = BEGUN_BY.iter().find_map(|path| {
        let first = record.execution.frames.first()?;
        let mut parts = path.split('.');
        let value = first.context.get(parts.next()?)?;
        let id = parts.try_fold(value, |value, part| value.get(part))?.as_text()?;
        Some(id.to_owned()).filter(|id| !id.is_empty())
    });
    let begun = &stored.begun;
    let url = address_of(state, &begun.flow.name, key);
    let sid = |prefix, thing: &str| state.identity.sid(prefix, state.tenant, thing);
    Ok(json!({
        "sid": key.to_string(),
        "account_sid": state.account(),
        "flow_sid": begun.flow.name,
        "contact_channel_address": begun.contact,
        "contact_sid": sid("FC", &begun.contact),
        "flow_version": begun.flow.revision,
        "context": {},
        "status": if stored.ended.is_some() { "ended" } else { "active" },
        "initiated_by": begun_by.unwrap_or_else(|| sid("RQ", &key.to_string())),
        "date_created": date(begun.started),
        "date_updated": stored.ended.map(date),
        "links": {
            "steps": format!("{url}/Steps"),
            "execution_context": format!("{url}/Context"),
        },
        "url": url,
    }))
}

pub(super) async fn list(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    fields: Fields,
) -> Result<Json<Value>, Fault> {
    entry(&state, &flow).await?;
    let list = format!("{}/Executions", address(&state, &flow));
    let filters = ["status", "Status", "DateCreatedFrom", "DateCreatedTo"];
    let paging = Paging::read(&list, &fields, &filters)?;
    let status = fields.get("status").or_else(|| fields.get("Status"));
    let live = match status.filter(|status| !status.is_empty()) {
        None => None,
        Some("active") => Some(true),
        Some("ended") => Some(false),
        Some(other) => {
            let fault = format!("Status {other:?} is neither active nor ended");
            return Err(Fault::parameter(fault));
        }
    };
    // One more tells whether there is a next page. A store gives at most a thousand.
    let size = paging.size().min(999);
    let search = Search {
        flow: Some(flow),
        contact: None,
        live,
        from: fields.moment("DateCreatedFrom")?,
        until: fields.moment("DateCreatedTo")?,
        after: paging.after()?,
        limit: u32::try_from(size + 1).unwrap_or(u32::MAX),
    };
    let found = state.driver.store.search(state.tenant, &search).await?;
    let page = &found[..size.min(found.len())];
    let last = page.last().filter(|_| found.len() > size);
    let last = last.map(|(key, stored)| (stored.begun.started, key.id));
    let shown: Result<Vec<Value>, Fault> =
        page.iter().map(|(key, stored)| shown(&state, *key, stored)).collect();
    Ok(Json(paging.of_page("executions", shown?, last)))
}

pub(super) async fn fetch(
    Extract(state): Extract<State>,
    At((flow, sid)): At<(String, String)>,
) -> Result<Json<Value>, Fault> {
    let (key, stored) = found(&state, &flow, &sid).await?;
    Ok(Json(shown(&state, key, &stored)?))
}

pub(super) async fn create(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let (entry, _) = entry(&state, &flow).await?;
    let (to, from) = (fields.required("To")?, fields.required("From")?);
    let parameters = parameters(fields.get("Parameters").unwrap_or_default())?;
    let revision = revision(&state, &entry, to).await?;
    let connection = connection(&state, &flow, from).await?;
    let key = random_key(&state)?;
    let trigger = Trigger::Request { from: from.into(), to: to.into(), parameters };
    let line = Line { connection, ..Line::default() };
    let listed = NewExecution {
        flow: revision.clone(),
        contact: to.to_owned(),
        channel: "request".to_owned(),
        correlation: Some(identity::pair(&flow, to, from)),
        started: state.driver.clock.now(),
    };
    let event = Event {
        key,
        known_by: None,
        connection: None,
        begins: Some(Begins { start: Start { flow: revision, trigger, line }, listed }),
        settles: None,
        renders: None,
        tells: &|_, _| {},
    };
    match state.driver.take(&event).await {
        Ok(Took::Correlated(other)) => return Err(Fault::active(&other.to_string())),
        Ok(_) => {}
        Err(DriverError::NotBegun(why @ Rejected::TooDeep(_))) => {
            return Err(Fault::parameter(format!("Parameters cannot be taken: {why}")));
        }
        Err(error) => return Err(error.into()),
    }
    let (key, stored) = found(&state, &flow, &key.to_string()).await?;
    Ok((StatusCode::CREATED, Json(shown(&state, key, &stored)?)).into_response())
}

/// Reads what the flow finds under `flow.data`.
fn parameters(text: &str) -> Result<Map, Fault> {
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    let wrong = |why: &str| Fault::parameter(format!("Parameters is no JSON object: {why}"));
    let value = Held::from_json(text).map_err(|error| wrong(&error.to_string()))?;
    value.as_map().cloned().ok_or_else(|| wrong(value.kind()))
}

/// The revision that a contact reaches: test users the newest, others the one that is live.
async fn revision(state: &State, entry: &FlowEntry, contact: &str) -> Result<FlowRef, Fault> {
    if entry.test_users.iter().any(|user| user == contact) {
        return Ok(FlowRef::new(entry.id.as_str(), entry.newest));
    }
    match state.driver.flows.live(state.tenant, &entry.id).await {
        Err(FlowsError::NotThere(_)) => Err(Fault::parameter(format!(
            "Flow {} has no published revision. Publish it first",
            entry.id
        ))),
        live => Ok(live?),
    }
}

/// The connection of our own address: where calls and messages of the execution go. Of several that have
/// the address, the one whose number leads to the flow.
async fn connection(state: &State, flow: &str, ours: &str) -> Result<Text, Fault> {
    let numbers = settings::all::<Number>(&*state.driver.store, state.tenant).await?;
    let here = || numbers.iter().map(|(number, _)| number).filter(|number| number.address == ours);
    let number = here().find(|number| number.flow == flow).or_else(|| here().next());
    Ok(number.map_or_else(Text::default, |number| number.connection.as_str().into()))
}

/// The id of an execution that nothing from outside begins twice.
fn random_key(state: &State) -> Result<ExecutionKey, Fault> {
    let digits = random_digits().map_err(|error| {
        tracing::error!(%error, "an execution could not be named");
        HttpError::Unavailable
    })?;
    let id = u128::from_str_radix(&digits, 16).map_err(|_| HttpError::Broken)?;
    Ok(ExecutionKey::new(state.tenant, id))
}

/// Ends an execution, unless it has ended.
async fn end(state: &State, key: ExecutionKey, reason: &str) -> Result<(), Fault> {
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
                let _ = session.tell(Said::Cancelled { reason: reason.into() });
            }
        },
    };
    state.driver.take(&event).await?;
    Ok(())
}

pub(super) async fn update(
    Extract(state): Extract<State>,
    At((flow, sid)): At<(String, String)>,
    fields: Fields,
) -> Result<Json<Value>, Fault> {
    let (key, _) = found(&state, &flow, &sid).await?;
    match fields.required("Status")? {
        "ended" => end(&state, key, "It was ended by the REST API.").await?,
        other => {
            let fault = format!("Status {other:?} cannot be set; an Execution can be ended only");
            return Err(Fault::parameter(fault));
        }
    }
    let (key, stored) = found(&state, &flow, &sid).await?;
    Ok(Json(shown(&state, key, &stored)?))
}

pub(super) async fn delete(
    Extract(state): Extract<State>,
    At((flow, sid)): At<(String, String)>,
) -> Result<StatusCode, Fault> {
    let (key, _) = found(&state, &flow, &sid).await?;
    end(&state, key, "It was deleted by the REST API.").await?;
    state.forgetting().forget(&[key]).await?;
    Ok(StatusCode::NO_CONTENT)
}

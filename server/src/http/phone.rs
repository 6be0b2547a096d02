//! The phone in the browser: a page on which anyone who may see it calls a flow.

use axum::extract::{Form, Path, State as Extract};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use centralita_engine::Text;
use centralita_engine::exec::EffectId;
use serde::Deserialize;
use serde_json::json;

use crate::calls::{Asks, Incoming};
use crate::channels::phone::{self, BASE, CONNECTION};
use crate::http::{HttpError, State};
use crate::identity;
use crate::ids::ExecutionKey;
use crate::line::call::Point;
use crate::line::document::Document;
use crate::settings::{self, FlowEntry};

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/phone/flows", get(flows))
        .route("/phone/calls", post(begin))
        .route("/phone/call/{execution}/status", post(status))
        .route("/phone/call/{execution}/{effect}/{point}", post(ask))
}

/// The flows that can be called.
async fn flows(Extract(state): Extract<State>) -> Result<Response, HttpError> {
    let all = settings::all::<FlowEntry>(&*state.driver.store, state.tenant).await?;
    let live: Vec<_> = all
        .into_iter()
        .filter(|(flow, _)| flow.published.is_some())
        .map(|(flow, _)| json!({ "id": flow.id, "name": flow.name }))
        .collect();
    Ok(Json(json!({ "flows": live })).into_response())
}

/// A call that a page begins.
#[derive(Deserialize)]
struct Begin {
    flow: String,
    /// Chosen by the page, at random: the call is found by it again when the answer gets lost.
    call: String,
    #[serde(default)]
    from: String,
}

async fn begin(
    Extract(state): Extract<State>,
    Json(begin): Json<Begin>,
) -> Result<Response, HttpError> {
    let is_random = begin.call.len() >= 16 && begin.call.len() <= 64;
    if !is_random || !begin.call.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(HttpError::Bad(
            "A call needs an id of 16 to 64 letters and digits, chosen at random.".into(),
        ));
    }
    let call = format!("CA{}", begin.call);
    let from = if begin.from.is_empty() { "client:browser".to_owned() } else { begin.from };
    let to = format!("client:{}", begin.flow);
    let params = identity::params([
        ("CallSid", call.as_str()),
        ("From", &from),
        ("To", &to),
        ("CallStatus", "ringing"),
        ("Direction", "inbound"),
        ("ApiVersion", "2010-04-01"),
    ]);
    let incoming = Incoming {
        tenant: state.tenant,
        connection: CONNECTION.into(),
        flow: begin.flow,
        call: call.as_str().into(),
        from: from.into(),
        to: to.into(),
        params,
        token: None,
    };
    let key = state.calls.key(state.tenant, CONNECTION, &call);
    let renders = move |document: &Document| {
        let mut page = phone::render(document);
        page["status"] = json!(format!("{BASE}/call/{key}/status"));
        Bytes::from(page.to_string())
    };
    answer(state.calls.incoming(&incoming, &renders).await?)
}

async fn ask(
    Extract(state): Extract<State>,
    Path((execution, effect, point)): Path<(String, u32, String)>,
    Form(said): Form<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let (key, point) = (key(&state, &execution)?, Point::from_word(&point));
    let point =
        point.ok_or_else(|| HttpError::NotFound("There is no such place in a call.".into()))?;
    let asks = Asks {
        connection: Text::from(CONNECTION),
        key,
        effect: EffectId(effect),
        point,
        params: identity::params(said.iter().map(|(name, value)| (&**name, &**value))),
        token: None,
    };
    let renders = |document: &Document| Bytes::from(phone::render(document).to_string());
    answer(state.calls.asks(&asks, &renders).await?)
}

async fn status(
    Extract(state): Extract<State>,
    Path(execution): Path<String>,
    Form(said): Form<Vec<(String, String)>>,
) -> Result<StatusCode, HttpError> {
    let params = identity::params(said.iter().map(|(name, value)| (&**name, &**value)));
    state.calls.status(CONNECTION, key(&state, &execution)?, &params).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn key(state: &State, execution: &str) -> Result<ExecutionKey, HttpError> {
    ExecutionKey::parse(state.tenant, execution)
        .ok_or_else(|| HttpError::NotFound("There is no such call.".into()))
}

fn answer(body: Bytes) -> Result<Response, HttpError> {
    if body.is_empty() {
        return Err(HttpError::NotFound("There is no such call.".into()));
    }
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, body).into_response())
}

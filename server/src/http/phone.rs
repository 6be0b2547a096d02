//! The phone in the browser: a page on which anyone who may see it calls a flow.

use axum::extract::{Form, Path, State as Extract};
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use centralita_engine::Text;
use centralita_engine::exec::EffectId;
use serde::Deserialize;
use serde_json::json;

use crate::calls::{Asks, Incoming};
use crate::channels::phone::{self, BASE, CONNECTION};
use crate::http::own::asker;
use crate::http::{HttpError, State, pages};
use crate::identity;
use crate::ids::ExecutionKey;
use crate::line::call::Point;
use crate::line::document::Document;
use crate::settings::{self, FlowEntry, Number};

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/phone", get(|| async { Redirect::permanent("/phone/") }))
        .route("/phone/", get(|| async { pages::html(include_str!("../../web/phone/index.html")) }))
        .route("/phone/{file}", get(file))
        .route("/phone/flows", get(flows))
        .route("/phone/calls", post(begin))
        .route("/phone/call/{execution}/status", post(status))
        .route("/phone/call/{execution}/{effect}/{point}", post(ask))
}

/// What the page is made of beside itself.
async fn file(Path(name): Path<String>) -> Result<Response, HttpError> {
    Ok(match name.as_str() {
        "phone.css" => pages::style(include_str!("../../web/phone/phone.css")),
        "icon.svg" => pages::picture(include_str!("../../web/phone/icon.svg")),
        "phone.js" => pages::script(include_str!("../../web/phone/phone.js")),
        "call.js" => pages::script(include_str!("../../web/phone/call.js")),
        "asking.js" => pages::script(include_str!("../../web/phone/asking.js")),
        "voice.js" => pages::script(include_str!("../../web/phone/voice.js")),
        "ears.js" => pages::script(include_str!("../../web/phone/ears.js")),
        "sounds.js" => pages::script(include_str!("../../web/phone/sounds.js")),
        "recorder.js" => pages::script(include_str!("../../web/phone/recorder.js")),
        "screen.js" => pages::script(include_str!("../../web/phone/screen.js")),
        "words.js" => pages::script(include_str!("../../web/phone/words.js")),
        _ => return Err(HttpError::NotFound(format!("The phone page has no file {name:?}."))),
    })
}

/// Whether somebody asks who has logged in: strangers call what is published, and see nothing else.
async fn is_known(state: &State, headers: &HeaderMap, extensions: &Extensions) -> bool {
    let asker = asker(state, headers, extensions).await;
    asker.is_ok_and(|asker| asker.who().is_some_and(|who| !who.needs_password))
}

/// The flows that can be called, and the inbox in which they can be chatted with.
async fn flows(
    Extract(state): Extract<State>,
    headers: HeaderMap,
    extensions: Extensions,
) -> Result<Response, HttpError> {
    let is_known = is_known(&state, &headers, &extensions).await;
    let all = settings::all::<FlowEntry>(&*state.driver.store, state.tenant).await?;
    let all = all.into_iter().map(|(flow, _)| flow);
    let mut flows: Vec<FlowEntry> =
        all.filter(|flow| is_known || flow.published.is_some()).collect();
    flows.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    let numbers = settings::all::<Number>(&*state.driver.store, state.tenant).await?;
    let flows: Vec<_> = flows
        .into_iter()
        .map(|flow| {
            let here = numbers.iter().filter(|(number, _)| number.flow == flow.id);
            let numbers: Vec<&str> = here.map(|(number, _)| number.address.as_str()).collect();
            json!({
                "id": flow.id,
                "name": flow.name,
                "published": flow.published,
                "newest": if is_known { Some(flow.newest) } else { flow.published },
                "numbers": numbers,
            })
        })
        .collect();
    let inbox = state.chats.own_inbox().id;
    Ok(Json(json!({ "flows": flows, "inbox": inbox })).into_response())
}

/// A call that a page begins.
#[derive(Deserialize)]
struct Begin {
    flow: String,
    /// Chosen by the page, at random: the call is found by it again when the answer gets lost.
    call: String,
    #[serde(default)]
    from: String,
    /// Whether the newest revision is called, published or not.
    #[serde(default)]
    draft: bool,
    /// By which exit the call comes back from another program; none when it begins.
    #[serde(default)]
    returns: Option<String>,
}

/// The longest address of a caller, in characters.
const LONGEST_ADDRESS: usize = 100;

async fn begin(
    Extract(state): Extract<State>,
    headers: HeaderMap,
    extensions: Extensions,
    Json(begin): Json<Begin>,
) -> Result<Response, HttpError> {
    let is_random = begin.call.len() >= 16 && begin.call.len() <= 64;
    if !is_random || !begin.call.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(HttpError::Bad(
            "A call needs an id of 16 to 64 letters and digits, chosen at random.".into(),
        ));
    }
    if begin.from.chars().count() > LONGEST_ADDRESS || begin.from.chars().any(char::is_control) {
        return Err(HttpError::Bad(format!(
            "A caller's address has at most {LONGEST_ADDRESS} signs that can be read."
        )));
    }
    let call = format!("CA{}", begin.call);
    let from = if begin.from.is_empty() { "client:browser".to_owned() } else { begin.from };
    let to = format!("client:{}", begin.flow);
    let mut params = identity::params([
        ("CallSid", call.as_str()),
        ("From", &from),
        ("To", &to),
        ("CallStatus", "ringing"),
        ("Direction", "inbound"),
        ("ApiVersion", "2010-04-01"),
    ]);
    if let Some(exit) = &begin.returns {
        params.insert("FlowEvent", exit.as_str());
    }
    if begin.draft && !is_known(&state, &headers, &extensions).await {
        return Err(HttpError::Forbidden(
            "Drafts are called by people who have logged in. Log in, or publish the flow.".into(),
        ));
    }
    let flow = match begin.draft {
        true => state.driver.flows.newest(state.tenant, &begin.flow).await?,
        false => state.driver.flows.live(state.tenant, &begin.flow).await?,
    };
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
    let id = call.clone();
    let renders = move |document: &Document| {
        let mut page = phone::render(document);
        page["call"] = json!(id);
        page["status"] = json!(format!("{BASE}/call/{key}/status"));
        Bytes::from(page.to_string())
    };
    answer(state.calls.incoming_on(&incoming, flow, &renders).await?)
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

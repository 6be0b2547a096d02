//! Chats on people's pages: the script that stands there, sessions, and the sockets.
//!
//! A page says where it is from with every request; an inbox answers its own pages and this server's.
//! Nothing is kept in the browser before somebody begins to write.

mod socket;

use axum::extract::{Path, Query, State as Extract, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use centralita_engine::Map;
use serde::Deserialize;
use serde_json::json;

use crate::channels::chat::frame::LONGEST_FRAME;
use crate::channels::chat::origin;
use crate::chats::Visit;
use crate::http::visitor::Visitor;
use crate::http::{HttpError, State, pages};
use crate::settings::Inbox;

/// The longest value of a field of the form before a conversation, in characters.
const LONGEST_VALUE: usize = 500;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/chat/chat.js", get(script))
        .route("/chat/demo", get(demo))
        .route(
            "/chat/demo.css",
            get(|| async { pages::style(include_str!("../../../web/chat/demo.css")) }),
        )
        .route("/chat/v1/{inbox}", get(about).options(preflight))
        .route("/chat/v1/{inbox}/sessions", post(begin).options(preflight))
        .route("/chat/v1/{inbox}/socket", get(join))
}

/// The script that stands on people's pages.
async fn script() -> Response {
    let mut response = pages::script(include_str!("../../../web/chat/chat.js"));
    let headers = response.headers_mut();
    // Everybody may load it; whether it is answered depends on the page.
    headers.insert(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=300"));
    response
}

/// Which chat a page of ours tries.
#[derive(Deserialize)]
struct Tries {
    inbox: Option<String>,
    flow: Option<String>,
}

/// A page to try a chat on, as it would stand on somebody's page.
async fn demo(Extract(state): Extract<State>, Query(tries): Query<Tries>) -> Response {
    // What comes from the address stands in the page: only signs that mean nothing there.
    let is_plain = |text: &String| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let inbox = tries.inbox.filter(is_plain).unwrap_or_else(|| state.chats.own_inbox().id);
    let flow = tries.flow.filter(is_plain).unwrap_or_default();
    let page = include_str!("../../../web/chat/demo.html");
    pages::html(page.replace("{inbox}", &inbox).replace("{flow}", &flow))
}

/// An inbox that the page which asks may use.
async fn allowed(
    state: &State,
    inbox: &str,
    headers: &HeaderMap,
) -> Result<(Inbox, String), HttpError> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let found = state.chats.inbox(inbox).await?;
    let inbox = found.ok_or_else(|| HttpError::NotFound("There is no such chat here.".into()))?;
    let (host, from) = (text(header::HOST), text(header::ORIGIN));
    if !origin::is_allowed(&inbox, &state.public, host, from) {
        tracing::info!(inbox = inbox.id, from, "a page asked that may not");
        return Err(HttpError::Forbidden("This page may not use this chat.".into()));
    }
    Ok((inbox, from.unwrap_or_default().to_owned()))
}

/// What a browser wants to know before it asks for a page of another site.
async fn preflight(
    Extract(state): Extract<State>,
    Path(inbox): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let (_, origin) = allowed(&state, &inbox, &headers).await?;
    let mut response = readable(StatusCode::NO_CONTENT.into_response(), &origin);
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// Lets the page read the answer.
fn readable(mut response: Response, origin: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(origin) = HeaderValue::from_str(origin) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What the chat looks like on the page.
async fn about(
    Extract(state): Extract<State>,
    Path(inbox): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    // A browser does not say whence it comes when a page reads from its own server.
    let is_own = text(header::HeaderName::from_static("sec-fetch-site")) == Some("same-origin");
    let (inbox, origin) = match (is_own, text(header::ORIGIN)) {
        (true, None) => {
            let found = state.chats.inbox(&inbox).await?;
            let none = || HttpError::NotFound("There is no such chat here.".into());
            (found.ok_or_else(none)?, String::new())
        }
        _ => allowed(&state, &inbox, &headers).await?,
    };
    let about = json!({ "texts": inbox.texts, "form": inbox.fields() });
    Ok(readable(Json(about).into_response(), &origin))
}

/// A conversation that a page begins.
#[derive(Deserialize)]
struct Begins {
    #[serde(default)]
    form: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    page: String,
    #[serde(default)]
    locale: String,
    /// The flow, for pages of this server alone.
    #[serde(default)]
    flow: String,
}

async fn begin(
    Extract(state): Extract<State>,
    Path(inbox): Path<String>,
    Visitor(visitor): Visitor,
    headers: HeaderMap,
    Json(begins): Json<Begins>,
) -> Result<Response, HttpError> {
    let (inbox, origin) = allowed(&state, &inbox, &headers).await?;
    match session(&state, &inbox, &visitor, begins).await {
        Ok(response) => Ok(readable(response, &origin)),
        // The page shall be able to read why.
        Err(error) => Ok(readable(error.into_response(), &origin)),
    }
}

async fn session(
    state: &State,
    inbox: &Inbox,
    visitor: &str,
    begins: Begins,
) -> Result<Response, HttpError> {
    let visit = Visit {
        form: filled(inbox, &begins.form)?,
        page: shortened(&begins.page, 1_000),
        locale: shortened(&begins.locale, 35),
    };
    if !state.chats.may_begin(visitor) {
        return Err(HttpError::TooMuch);
    }
    let flow = if inbox.flow.is_empty() { &begins.flow } else { &inbox.flow };
    let (conversation, token) = state.chats.begin(inbox, flow, visit).await?;
    let told = json!({
        "token": token,
        "conversation": conversation.id,
        "expires": conversation.expires.0,
    });
    Ok((StatusCode::CREATED, Json(told)).into_response())
}

/// What was filled in, of what was asked.
fn filled(
    inbox: &Inbox,
    form: &serde_json::Map<String, serde_json::Value>,
) -> Result<Map, HttpError> {
    let mut filled = Map::new();
    for field in inbox.fields() {
        let value = form.get(&field.name).and_then(serde_json::Value::as_str).unwrap_or_default();
        let value = value.trim();
        if value.chars().count() > LONGEST_VALUE {
            let (name, most) = (&field.name, LONGEST_VALUE);
            return Err(HttpError::Bad(format!("{name} has more than {most} signs.")));
        }
        if field.required && value.is_empty() {
            return Err(HttpError::Bad(format!("{} is missing.", field.name)));
        }
        if !value.is_empty() {
            filled.insert(field.name.as_str(), value);
        }
    }
    Ok(filled)
}

fn shortened(text: &str, most: usize) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(most).collect()
}

/// A page opens its socket.
async fn join(
    Extract(state): Extract<State>,
    Path(inbox): Path<String>,
    Visitor(visitor): Visitor,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, HttpError> {
    let (inbox, _) = allowed(&state, &inbox, &headers).await?;
    // Who has not said who it is counts as well.
    let most = state.chats.allowances().sockets_from_address;
    let unnamed = state.chats.hub().enter("", &visitor, usize::MAX, most);
    let unnamed = unnamed.ok_or(HttpError::TooMuch)?;
    let upgrade = upgrade.max_message_size(LONGEST_FRAME).max_frame_size(LONGEST_FRAME);
    Ok(upgrade
        .on_upgrade(move |socket| socket::serve(socket, state.chats, inbox.id, visitor, unnamed)))
}

//! Providers that hold calls: their webhooks, believed by their signature and answered in TwiML.
//!
//! Each connection has its own links, below `/line/` and its id, so that a request is measured by the
//! secret of the connection it came by and no other. Addresses are built from the configured public base,
//! never from what a request says.

use axum::Router;
use axum::body::Bytes as Body;
use axum::extract::{OriginalUri, Path, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use bytes::Bytes;
use centralita_engine::Text;
use centralita_engine::exec::{EffectId, Say};
use centralita_routing::ReservationId;

use crate::calls::{Asks, Incoming};
use crate::channels::twiml::outlet::worker_is_asked;
use crate::channels::twiml::profile::Profile;
use crate::channels::twiml::render::Site;
use crate::channels::twiml::request::{
    CallRequest, Form, IDEMPOTENCY_TOKEN, MessageRequest, Webhook,
};
use crate::channels::twiml::signature::{self, Signed, TELNYX_TIMESTAMP, TWILIO_SETTINGS};
use crate::channels::twiml::{Provider, render};
use crate::driver::DriverError;
use crate::http::{HttpError, State};
use crate::ids::ExecutionKey;
use crate::line::call::{Point, left};
use crate::line::document::{Document, Link, Verb};
use crate::messages::Written;
use crate::router::{self, office};
use crate::settings::{self, Connection, ConnectionKind, Number};

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/line/{connection}/call", any(incoming))
        .route("/line/{connection}/message", any(message))
        .route("/line/{connection}/message/{execution}/{effect}/status", post(message_status))
        .route("/line/{connection}/status", post(status_of_number))
        .route("/line/{connection}/call/{execution}/status", post(status))
        .route("/line/{connection}/call/{execution}/{effect}/recording", post(recording))
        .route("/line/{connection}/call/{execution}/{effect}/{point}", any(ask))
        .route("/line/{connection}/worker/{execution}/{effect}/{reservation}/{point}", any(worker))
}

/// A request of a provider that is believed.
struct Believed {
    connection: Text,
    profile: &'static Profile,
    form: Form,
    token: Option<String>,
    site: Site,
}

/// Reads a request and decides whether it is believed.
async fn believe(
    state: &State,
    connection: &str,
    uri: &axum::http::Uri,
    headers: &HeaderMap,
    body: &Body,
) -> Result<Believed, HttpError> {
    let unknown = || HttpError::NotFound(format!("There is no connection {connection:?} here."));
    let found = settings::read::<Connection>(&*state.driver.store, state.tenant, connection);
    let (connection, _) = found.await?.ok_or_else(unknown)?;
    let ConnectionKind::Twiml(account) = &connection.kind else { return Err(unknown()) };
    let profile = Provider::from_word(&account.profile).ok_or_else(unknown)?.profile();
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let path = uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
    let content_type = text(header::CONTENT_TYPE.as_str());
    let webhook = Webhook::read(path, content_type, text(IDEMPOTENCY_TOKEN), body)
        .map_err(|error| HttpError::Bad(error.to_string()))?;
    let url = format!("{}{path}", state.public);
    let signed = Signed {
        url: &url,
        body: match body.is_empty() && !webhook.is_form {
            true => signature::Body::Nothing,
            false => webhook.signed_body(body),
        },
        signature: text(profile.scheme.header()),
        timestamp: text(TELNYX_TIMESTAMP),
        settings: text(TWILIO_SETTINGS),
    };
    let keys: Vec<&str> = account.tokens.iter().map(String::as_str).collect();
    let now_seconds = u64::try_from(state.driver.clock.now().0 / 1000).unwrap_or(0);
    if let Err(why) = signature::verify(profile.scheme, &keys, &signed, now_seconds) {
        tracing::warn!(connection = connection.id, %why, "a request is not believed");
        return Err(HttpError::Forbidden("This request is not signed by the provider.".into()));
    }
    let form = webhook.parameters(profile);
    let site = Site::at(&format!("{}/line/{}", state.public, connection.id));
    let connection = connection.id.into();
    Ok(Believed { connection, profile, form, token: webhook.token, site })
}

impl Believed {
    fn words(&self, document: &Document) -> Bytes {
        let rendered = render(document, self.profile, &self.site);
        for lacking in rendered.lacking {
            tracing::warn!(connection = %self.connection, ?lacking, "the provider lacks this");
        }
        Bytes::from(rendered.text)
    }

    fn answer(&self, words: Bytes) -> Response {
        ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], words).into_response()
    }

    /// What a caller hears when nothing works here: no database is asked for it.
    fn sorry(&self, error: &DriverError) -> Response {
        tracing::error!(connection = %self.connection, %error, "a call could not be answered");
        let say = Say {
            text: "We are sorry, we cannot take your call right now. Please call again in a few minutes."
                .into(),
            ..Say::default()
        };
        self.answer(self.words(&Document::of([Verb::Say(Say { times: 1, ..say }), Verb::HangUp])))
    }
}

async fn incoming(
    Extract(state): Extract<State>,
    Path(connection): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, HttpError> {
    let asked = believe(&state, &connection, &uri, &headers, &body).await?;
    let call = CallRequest::read(&asked.form);
    let ours = if call.is_placed_by_us() { &call.from } else { &call.to };
    let address = format!("{}|{}", asked.connection, ours.text);
    let number = settings::find::<Number>(&*state.driver.store, state.tenant, &address).await?;
    let Some((number, _)) = number else {
        tracing::warn!(connection = %asked.connection, to = %ours.text, "nobody answers this number");
        return Ok(asked.answer(asked.words(&Document::of([Verb::Reject]))));
    };
    let now = state.driver.clock.now();
    if let Some(stands) = number.announcement_at(now).filter(|stands| !stands.goes_on) {
        let say = Say {
            text: stands.say.as_str().into(),
            language: stands.language.as_str().into(),
            times: 1,
            ..Say::default()
        };
        return Ok(asked.answer(asked.words(&Document::of([Verb::Say(say), Verb::HangUp]))));
    }
    let incoming = Incoming {
        tenant: state.tenant,
        connection: asked.connection.clone(),
        flow: number.flow,
        call: call.sid,
        from: call.from.text,
        to: call.to.text,
        params: call.params,
        token: asked.token.clone(),
    };
    let renders = |document: &Document| asked.words(document);
    Ok(match state.calls.incoming(&incoming, &renders).await {
        Ok(words) => asked.answer(words),
        Err(error) => asked.sorry(&error),
    })
}

async fn ask(
    Extract(state): Extract<State>,
    Path((connection, execution, effect, point)): Path<(String, String, u32, String)>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, HttpError> {
    let asked = believe(&state, &connection, &uri, &headers, &body).await?;
    let point = Point::from_word(&point)
        .ok_or_else(|| HttpError::NotFound("There is no such place in a call.".into()))?;
    let asks = Asks {
        connection: asked.connection.clone(),
        key: key(&state, &execution)?,
        effect: EffectId(effect),
        point,
        params: asked.form.params(),
        token: asked.token.clone(),
    };
    let renders = |document: &Document| asked.words(document);
    Ok(match state.calls.asks(&asks, &renders).await {
        Ok(words) => asked.answer(words),
        Err(error) => asked.sorry(&error),
    })
}

async fn status(
    Extract(state): Extract<State>,
    Path((connection, execution)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, HttpError> {
    let asked = believe(&state, &connection, &uri, &headers, &body).await?;
    let key = key(&state, &execution)?;
    state.calls.status(&asked.connection, key, &asked.form.params()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a call is that came in, as a number tells it: the call is known by the provider's id.
async fn status_of_number(
    Extract(state): Extract<State>,
    Path(connection): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, HttpError> {
    let asked = believe(&state, &connection, &uri, &headers, &body).await?;
    let call = asked.form.text("CallSid");
    let key = state.calls.key(state.tenant, &asked.connection, &call);
    state.calls.status(&asked.connection, key, &asked.form.params()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A message for a number of ours. What the flow says goes out by itself, so the answer says nothing.
async fn message(
    Extract(state): Extract<State>,
    Path(connection): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, HttpError> {
    let asked = believe(&state, &connection, &uri, &headers, &body).await?;
    let message = MessageRequest::read(&asked.form);
    if message.sid.is_empty() {
        return Err(HttpError::Bad("A message says MessageSid.".into()));
    }
    let address = format!("{}|{}", asked.connection, message.to.text);
    let number = settings::find::<Number>(&*state.driver.store, state.tenant, &address).await?;
    let nothing = asked.answer(asked.words(&Document::default()));
    let Some((number, _)) = number else {
        tracing::warn!(connection = %asked.connection, to = %message.to.text, "nobody reads this number");
        return Ok(nothing);
    };
    let written = Written {
        connection: asked.connection.clone(),
        flow: number.flow,
        sid: message.sid,
        from: message.from.text,
        to: message.to.text,
        body: message.body,
        media: message.media,
        params: message.params,
    };
    match state.messages.came(&written).await {
        Ok(_) => Ok(nothing),
        Err(error) => {
            // A provider asks again by this answer, and nothing is lost.
            tracing::error!(connection = %asked.connection, %error, "a message could not be told");
            Err(HttpError::Unavailable)
        }
    }
}

/// What became of a message that a flow asked for.
async fn message_status(
    Extract(state): Extract<State>,
    Path((connection, execution, effect)): Path<(String, String, u32)>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, HttpError> {
    let asked = believe(&state, &connection, &uri, &headers, &body).await?;
    let key = key(&state, &execution)?;
    let params = asked.form.params();
    state.messages.status(&asked.connection, key, EffectId(effect), &params).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The provider has the recording ready. The flow went on when it was made.
async fn recording(
    Extract(state): Extract<State>,
    Path((connection, execution, effect)): Path<(String, String, u32)>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, HttpError> {
    let asked = believe(&state, &connection, &uri, &headers, &body).await?;
    let status = asked.form.get("RecordingStatus").unwrap_or_default();
    tracing::info!(execution, effect, status, "a recording");
    Ok(StatusCode::NO_CONTENT)
}

/// A worker's telephone: what the key means that was pressed, and how the call is.
async fn worker(
    Extract(state): Extract<State>,
    Path((connection, execution, effect, reservation, point)): Path<(
        String,
        String,
        u32,
        u64,
        String,
    )>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, HttpError> {
    let asked = believe(&state, &connection, &uri, &headers, &body).await?;
    let key = key(&state, &execution)?;
    let reservation = ReservationId(reservation);
    let now = state.driver.clock.now();
    let says = |answer| router::answer(state.tenant, reservation, answer, now);
    let (jobs, document) = match (point.as_str(), asked.form.get("Digits").unwrap_or_default()) {
        ("asked", _) => {
            let next = Link(format!("/worker/{execution}/{effect}/{}/answer", reservation.0));
            let briefing = asked.form.get("briefing").unwrap_or_default();
            (Vec::new(), worker_is_asked(briefing, next))
        }
        ("answer", "1") => {
            let name = office::room(key.id, EffectId(effect));
            let next = Link(uri.path().replace("/answer", "/parted"));
            let next =
                next.0.split_once("/worker/").map(|(_, rest)| Link(format!("/worker/{rest}")));
            let room = Verb::Conference { name, starts: false, ends: true, next, status: None };
            (vec![says(office::Answer::Accept)], Document::of([room]))
        }
        ("answer", _) => (vec![says(office::Answer::Reject)], Document::of([Verb::HangUp])),
        ("parted", _) => (Vec::new(), Document::of([Verb::HangUp])),
        ("status", _) => {
            let status = asked.form.get("CallStatus").unwrap_or_default();
            let sid = asked.form.text("CallSid");
            let jobs = match left(status) {
                // One who talked has parted; whoever did not take it cannot be reached.
                Some(_) if status != "completed" => vec![says(office::Answer::Unreachable)],
                Some(_) => Vec::new(),
                None => vec![router::rings(state.tenant, reservation, sid, now)],
            };
            state.driver.add_work(jobs).await?;
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        _ => return Err(HttpError::NotFound("There is no such place in a call.".into())),
    };
    state.driver.add_work(jobs).await?;
    Ok(asked.answer(asked.words(&document)))
}

fn key(state: &State, execution: &str) -> Result<ExecutionKey, HttpError> {
    ExecutionKey::parse(state.tenant, execution)
        .ok_or_else(|| HttpError::NotFound("There is no such call.".into()))
}

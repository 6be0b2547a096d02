//! Recordings of the phone page: brought by the page, and heard by whoever has the address.

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State as Extract};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, body};
use centralita_engine::exec::{Action, EffectId};
use serde_json::json;

use crate::channels::phone::CONNECTION;
use crate::http::{HttpError, State};
use crate::ids::ExecutionKey;
use crate::line::record::Record;
use crate::recordings::{LARGEST, RecordingId, Sound};

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/phone/call/{execution}/{effect}/recording", post(bring))
        .route("/phone/recordings/{id}", get(hear))
        .layer(DefaultBodyLimit::max(LARGEST))
}

/// A page brings what it has recorded, as long as its call waits for it. Brought twice, it is one.
async fn bring(
    Extract(state): Extract<State>,
    Path((execution, effect)): Path<(String, u32)>,
    request: Request,
) -> Result<Response, HttpError> {
    let media_type =
        request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = media_type.and_then(Sound::from_media_type).ok_or_else(|| {
        HttpError::Bad("A recording is audio/webm, audio/ogg, audio/mp4 or audio/wav.".into())
    })?;
    let not_waited_for = || HttpError::NotFound("No call waits for this recording.".into());
    let key = ExecutionKey::parse(state.tenant, &execution).ok_or_else(not_waited_for)?;
    let stored = state.driver.store.load(key).await?.ok_or_else(not_waited_for)?;
    let record = Record::from_stored(&stored.state).map_err(|why| {
        tracing::error!(execution = %key, %why, "an execution cannot be read");
        HttpError::Broken
    })?;
    let is_waited_for = record.line.connection == CONNECTION
        && matches!(record.line.effect(EffectId(effect)), Some(Action::Record(_)));
    if !is_waited_for {
        return Err(not_waited_for());
    }
    // It is large: read only for who is waited for, and only so many at once.
    let _place = state.uploads.acquire().await.map_err(|_| HttpError::Broken)?;
    let sound = body::Bytes::from_request(request, &state).await;
    let sound = sound.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => HttpError::TooLarge(LARGEST),
        _ => HttpError::Bad("The recording did not come whole.".into()),
    })?;
    if sound.is_empty() {
        return Err(HttpError::Bad("There is nothing in this recording.".into()));
    }
    let id = state.identity.recording(key, EffectId(effect));
    state.recordings.keep(&id, kind, sound).await?;
    let url = format!("{}/phone/recordings/{}", state.public, id.as_str());
    Ok(Json(json!({ "url": url, "sid": id.as_str() })).into_response())
}

async fn hear(
    Extract(state): Extract<State>,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let not_there = || HttpError::NotFound("There is no such recording.".into());
    let id = RecordingId::parse(&id).ok_or_else(not_there)?;
    let (sound, bytes) = state.recordings.read(&id).await?.ok_or_else(not_there)?;
    let headers = [
        (header::CONTENT_TYPE, sound.media_type()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, bytes).into_response())
}

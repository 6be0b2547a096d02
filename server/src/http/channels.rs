//! Message channels: what providers bring by themselves, each connection below a path of its own.

use axum::Router;
use axum::body::Bytes as Body;
use axum::extract::{OriginalUri, Path, State as Extract};
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde_json::json;

use crate::arrivals::NotTold;
use crate::channels::channel::{Arrived, Headers, NotReceived};
use crate::http::{HttpError, State};
use crate::settings::{self, Connection, ConnectionKind};

pub(super) fn routes() -> Router<State> {
    Router::new().route("/channels/{connection}/{place}", any(arrived))
}

async fn arrived(
    Extract(state): Extract<State>,
    Path((connection, place)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
    method: Method,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, HttpError> {
    // Whether there is such a connection is told to nobody who cannot say so.
    let nowhere = || HttpError::NotFound("There is nothing at this address.".into());
    let found = settings::read::<Connection>(&*state.driver.store, state.tenant, &connection);
    let (connection, _) = found.await?.ok_or_else(nowhere)?;
    let ConnectionKind::Channel(account) = &connection.kind else { return Err(nowhere()) };
    let channel = state.channels.get(&account.channel).ok_or_else(nowhere)?;
    let named = headers.iter().filter_map(|(name, value)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    });
    let headers = Headers(named.collect());
    let arrived = Arrived {
        account,
        place: &place,
        method: method.as_str(),
        query: uri.query().unwrap_or_default(),
        headers: &headers,
        body: &body,
        now: state.driver.clock.now(),
    };
    let received = channel.receive(&arrived).map_err(|why| match &why {
        NotReceived::NotBelieved(reason) => {
            tracing::warn!(connection = connection.id, reason, "a request is not believed");
            HttpError::Forbidden(why.to_string())
        }
        NotReceived::Bad(_) => HttpError::Bad(why.to_string()),
        NotReceived::Nowhere => nowhere(),
    })?;
    let count = received.messages.len() + received.deliveries.len();
    let answer = received.answer.clone();
    state.arrivals.take(&connection.id, account, received).await.map_err(|error| {
        if let NotTold::Unfit(why) = &error {
            return HttpError::Bad(why.clone());
        }
        // Whoever sent it sends it again by this answer, and nothing is lost.
        tracing::error!(connection = connection.id, %error, "a message could not be told");
        match error.is_temporary() {
            true => HttpError::Unavailable,
            false => HttpError::Broken,
        }
    })?;
    Ok(match answer.is_empty() {
        true => axum::Json(json!({ "accepted": count })).into_response(),
        false => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], answer).into_response(),
    })
}

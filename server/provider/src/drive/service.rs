//! The web service around [`crate::rest::respond`].

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::shared::Shared;
use crate::form::Form;
use crate::rest::{RestAnswer, RestRequest, respond};

/// The longest body that is read, in bytes.
const LONGEST_BODY_BYTES: usize = 1 << 20;

/// The service, for a listener or for calls without one.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(answer).with_state(shared)
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST_BODY_BYTES).await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let mut form = Form::parse(parts.uri.query().unwrap_or_default());
    form.extend(&Form::parse(&String::from_utf8_lossy(&body)));
    let authorization = parts.headers.get(header::AUTHORIZATION);
    let request = RestRequest {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        form,
        authorization: authorization
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned(),
    };
    let RestAnswer { status, content_type, body } =
        shared.with(|exchange| respond(exchange, &request));
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn plain(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

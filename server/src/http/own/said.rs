//! What is said in the body of a request, and in its path and query.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use centralita_api::Code;
use serde::de::DeserializeOwned;

use crate::http::State;
use crate::http::own::Refusal;

/// A body of JSON.
pub(super) struct Said<T>(pub T);

impl<T: DeserializeOwned> FromRequest<State> for Said<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &State) -> Result<Said<T>, Refusal> {
        let bytes =
            Bytes::from_request(request, state).await.map_err(|rejection| {
                match rejection.status() {
                    status @ StatusCode::PAYLOAD_TOO_LARGE => {
                        Refusal::new(status, Code::TooLarge, "This is larger than 8 MiB.")
                    }
                    _ => Refusal::bad("The body could not be read to its end."),
                }
            })?;
        serde_json::from_slice(&bytes).map(Said).map_err(|error| {
            Refusal::bad(format!("The body is not what is expected here: {error}"))
        })
    }
}

/// The parameters in a path.
pub(super) struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<State> for At<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<At<T>, Refusal> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(at)) => Ok(At(at)),
            Err(_) => Err(Refusal::not_found("There is no such resource.")),
        }
    }
}

/// The parameters behind `?`.
pub(super) struct Asked<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<State> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Asked<T>, Refusal> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Asked(asked)),
            Err(error) => {
                Err(Refusal::bad(format!("What stands behind ? makes no sense: {error}")))
            }
        }
    }
}

//! Studio's REST API, version 2, as the vendor's client libraries speak it.
//!
//! Paths, fields, status numbers and the shapes of answers and errors are the vendor's, so that a program
//! which works with its client library works here with another base address and nothing else changed.
//! What we leave out of an answer is null, as the vendor's description allows. `docs/guide/rest.md` tells
//! what differs.

mod contexts;
mod credentials;
mod definition;
mod executions;
mod fault;
mod fields;
mod flows;
mod paging;
mod revisions;
mod steps;
mod test_users;
mod validate;

use axum::extract::{DefaultBodyLimit, OriginalUri};
use axum::routing::{get, post};
use axum::{Router, middleware};
use centralita_engine::Time;

use credentials::Asker;
use fault::Fault;
use fields::{At, Fields};
use paging::Paging;

use crate::http::State;

/// What is read of a request, in bytes: a definition of a megabyte, every letter of it escaped.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// The resources, with their own bound on what is read.
pub(super) fn routes(state: &State) -> Router<State> {
    let resources = Router::new()
        .route("/Flows", get(flows::list).post(flows::create))
        .route("/Flows/Validate", post(validate::validate))
        .route("/Flows/{flow}", get(flows::fetch).post(flows::update).delete(flows::delete))
        .route("/Flows/{flow}/Revisions", get(revisions::list))
        .route("/Flows/{flow}/Revisions/{revision}", get(revisions::fetch))
        .route("/Flows/{flow}/TestUsers", get(test_users::fetch).post(test_users::update))
        .route("/Flows/{flow}/Executions", get(executions::list).post(executions::create))
        .route(
            "/Flows/{flow}/Executions/{execution}",
            get(executions::fetch).post(executions::update).delete(executions::delete),
        )
        .route("/Flows/{flow}/Executions/{execution}/Context", get(contexts::of_execution))
        .route("/Flows/{flow}/Executions/{execution}/Steps", get(steps::list))
        .route("/Flows/{flow}/Executions/{execution}/Steps/{step}", get(steps::fetch))
        .route("/Flows/{flow}/Executions/{execution}/Steps/{step}/Context", get(contexts::of_step))
        .fallback(nowhere)
        .method_not_allowed_fallback(otherwise)
        .layer(middleware::from_fn_with_state(state.clone(), credentials::authenticate))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    Router::new().nest("/v2", resources)
}

async fn nowhere(OriginalUri(uri): OriginalUri) -> Fault {
    Fault::not_found(uri.path())
}

async fn otherwise(OriginalUri(uri): OriginalUri) -> Fault {
    Fault::method(uri.path())
}

/// A moment as the vendor writes it: in UTC, in whole seconds.
fn date(time: Time) -> String {
    time.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

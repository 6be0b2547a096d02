//! Health: whether the process lives, and whether it can work.

use axum::Router;
use axum::extract;
use axum::routing::get;

use crate::http::{HttpError, State};

pub(super) fn routes() -> Router<State> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready))
}

async fn ready(state: extract::State<State>) -> Result<&'static str, HttpError> {
    state.driver.store.ready().await?;
    Ok("ready\n")
}

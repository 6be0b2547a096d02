//! The page on which the API is tried: made in the browser of the description that programs read.

use axum::Router;
use axum::extract::Path;
use axum::response::{Redirect, Response};
use axum::routing::get;

use crate::http::{HttpError, State, pages};

pub(super) fn routes() -> Router<State> {
    let page = || async { pages::html(include_str!("../../web/api/index.html")) };
    Router::new()
        .route("/api", get(|| async { Redirect::permanent("/api/") }))
        .route("/api/", get(page))
        .route("/api/{file}", get(file))
}

async fn file(Path(name): Path<String>) -> Result<Response, HttpError> {
    Ok(match name.as_str() {
        "api.css" => pages::style(include_str!("../../web/api/api.css")),
        "api.js" => pages::script(include_str!("../../web/api/api.js")),
        "words.js" => pages::script(include_str!("../../web/api/words.js")),
        _ => return Err(HttpError::NotFound(format!("The page of the API has no file {name:?}."))),
    })
}

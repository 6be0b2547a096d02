//! The page of numbers: which flow answers where, by which account, and the secrets that flows name. All that
//! it does it asks of the API, as whoever has logged in.

use axum::Router;
use axum::extract::Path;
use axum::response::{Redirect, Response};
use axum::routing::get;

use crate::http::{HttpError, State, pages};

pub(super) fn routes() -> Router<State> {
    let page = || async { pages::html(include_str!("../../web/numbers/index.html")) };
    Router::new()
        .route("/numbers", get(|| async { Redirect::permanent("/numbers/") }))
        .route("/numbers/", get(page))
        .route("/numbers/{file}", get(file))
}

async fn file(Path(name): Path<String>) -> Result<Response, HttpError> {
    Ok(match name.as_str() {
        "numbers.css" => pages::style(include_str!("../../web/numbers/numbers.css")),
        "numbers.js" => pages::script(include_str!("../../web/numbers/numbers.js")),
        "words.js" => pages::script(include_str!("../../web/numbers/words.js")),
        _ => return Err(HttpError::NotFound(format!("The page of numbers has no file {name:?}."))),
    })
}

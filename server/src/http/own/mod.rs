//! The server's own API, under `/api/v1/`: what the editor speaks, and programs that want more than Studio's
//! REST API has. Its types are the crate `centralita-api`, its page is `docs/guide/api.md`.
//!
//! One table, [`operations`], says everything once: the path, who may, what goes in and comes out. The
//! router, the check of roles and the description for programs are made of it.

mod asker;
mod audit;
mod connections;
mod contacts;
mod executions;
mod export;
mod flows;
mod imports;
mod keys;
mod live;
mod masking;
mod numbers;
mod openapi;
mod operation;
mod refusal;
mod revisions;
mod said;
mod scenarios;
mod secrets;
mod session;
mod sessions;
mod users;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware;
use axum::routing::{delete, get, post, put};
use centralita_api as api;
use tower_http::set_header::SetResponseHeaderLayer;

pub(super) use asker::{Asker, By, asker, cookie_name, is_from_here};
pub use openapi::description;
pub(super) use refusal::Refusal;
pub(super) use session::{let_in, let_in_once, set_password};
pub(super) use sessions::entered_cookie;

use crate::http::State;
use crate::http::own::asker::authorise;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::Said;

/// The longest body, in bytes: a flow of several thousand widgets.
const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// Everything the API can be asked for.
fn operations() -> Vec<Operation> {
    let mut all = vec![
        Operation::new("GET", "/session", May::Anybody, get(session::fetch))
            .about("Who am I, and which server is this?")
            .gives::<api::Session>(200),
        Operation::new("POST", "/session", May::Anybody, post(session::login))
            .about("Logs in, and sets the cookie.")
            .takes::<api::Login>()
            .gives::<api::Session>(200),
        Operation::new("POST", "/session/once", May::Anybody, post(session::once))
            .about("Comes in by a one-time link, and sets the cookie.")
            .takes::<api::Once>()
            .gives::<api::Session>(200),
        Operation::new("DELETE", "/session", May::Anybody, delete(session::logout))
            .about("Logs out."),
        Operation::new("PUT", "/session/password", May::Known, put(session::password))
            .about("Sets one's password. All other sessions end.")
            .takes::<api::NewPassword>()
            .gives::<api::Session>(200),
    ];
    all.extend(flows::operations());
    all.extend(revisions::operations());
    all.extend(scenarios::operations());
    all.extend(executions::operations());
    all.extend(export::operations());
    all.extend(contacts::operations());
    all.extend(live::operations());
    all.extend(numbers::operations());
    all.extend(connections::operations());
    all.extend(imports::operations());
    all.extend(secrets::operations());
    all.extend(users::operations());
    all.extend(keys::operations());
    all.extend(audit::operations());
    all
}

/// The API's resources.
pub(super) fn routes(state: &State) -> Router<State> {
    let mut router = Router::new();
    for operation in operations() {
        // Strangers are read no more than a login takes.
        let largest = match operation.may {
            May::Anybody => super::LARGEST_BODY,
            _ => LARGEST_BODY,
        };
        let route = operation.route.layer(DefaultBodyLimit::max(largest));
        let guard = middleware::from_fn_with_state((state.clone(), operation.may), authorise);
        router = router.route(operation.path, route.route_layer(guard));
    }
    let description = || async { axum::Json(openapi::description()) };
    let router = router.route("/openapi.json", get(description));
    let no_store = HeaderValue::from_static("no-store");
    let router = router
        .fallback(|| async { Refusal::not_found("There is no such resource.") })
        .method_not_allowed_fallback(|| async { Refusal::method() })
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, no_store));
    Router::new().nest(api::BASE, router)
}

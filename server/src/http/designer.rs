//! The editor, as the page that `cargo xtask web` builds: handed out at `/`. Where there is none, `/` says
//! in words what is here.

use std::path::Path;

use axum::Router;
use axum::extract::{Request, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, get_service};
use tower_http::services::{ServeDir, ServeFile};

use crate::http::State;
use crate::http::language::Language;
use crate::http::login;

/// What the page may do: run itself and ask this server, and nothing else. The page says so too.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

pub(super) fn routes(state: &State) -> Router<State> {
    let Some(folder) = &state.designer else {
        return Router::new().route("/", get(instead));
    };
    let folder: &Path = folder;
    let index = ServeFile::new(folder.join("index.html")).precompressed_br().precompressed_gzip();
    let files = ServeDir::new(folder)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        // All of its files lie in one folder, beside each other.
        .route("/", get_service(index))
        .route("/{file}", get_service(files))
        .layer(middleware::from_fn(as_a_page))
}

/// Says what the page may do, and how long a browser may keep what it has loaded: what is asked for with the
/// name of its build behind `?` never changes.
async fn as_a_page(request: Request, next: Next) -> Response {
    let is_of_a_build = request.uri().query().is_some_and(|build| !build.is_empty());
    let mut response = next.run(request).await;
    let is_there = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let kept = match is_of_a_build && is_there {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    response
}

/// The page in the place of the editor.
async fn instead(Extract(state): Extract<State>, headers: HeaderMap) -> Response {
    let language = Language::of(&headers);
    let public = login::escaped(&state.public);
    let inner = match language {
        Language::English => format!(
            "<p>The server runs, at <code>{public}</code>. The editor is not here yet.</p>\n\
             <ul>\n<li><a href=\"/phone/\">The phone</a>: call a flow from this browser.</li>\n\
             <li><a href=\"/login\">Log in</a>.</li>\n</ul>\n\
             <p>For the editor run <code>cargo xtask up</code> in a clone, which builds it; or build it by \
             <code>cargo xtask web</code> and name its folder: <code>centralita serve --designer \
             target/web/page</code>.</p>"
        ),
        Language::Spanish => format!(
            "<p>El servidor funciona, en <code>{public}</code>. El editor aún no está aquí.</p>\n\
             <ul>\n<li><a href=\"/phone/\">El teléfono</a>: llame a un flujo desde este navegador.</li>\n\
             <li><a href=\"/login\">Entrar</a>.</li>\n</ul>\n\
             <p>Para tener el editor ejecute <code>cargo xtask up</code> en un clon, que lo construye; o \
             constrúyalo con <code>cargo xtask web</code> e indique su carpeta: <code>centralita serve \
             --designer target/web/page</code>.</p>"
        ),
    };
    login::page(language, StatusCode::OK, &inner, "")
}

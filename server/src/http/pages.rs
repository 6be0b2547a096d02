//! Pages that come with the server: compiled in, and fenced in by what browsers are told of them.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// What a browser may load for a page of ours: what this server gives, and sounds that flows play.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; media-src 'self' http: https: blob:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// A page.
pub(super) fn html(text: impl Into<String>) -> Response {
    let mut response = file(text.into(), "text/html; charset=utf-8");
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        header::HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("microphone=(self), camera=(), geolocation=()"),
    );
    response
}

/// A script.
pub(super) fn script(text: &'static str) -> Response {
    file(text.to_owned(), "text/javascript; charset=utf-8")
}

/// A style sheet.
pub(super) fn style(text: &'static str) -> Response {
    file(text.to_owned(), "text/css; charset=utf-8")
}

/// A picture.
pub(super) fn picture(text: &'static str) -> Response {
    file(text.to_owned(), "image/svg+xml")
}

fn file(text: String, kind: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // A page and its scripts are of one release: an old script is worse than a short wait.
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}

//! The cookie of a session.

use axum::http::HeaderValue;

use crate::http::State;
use crate::http::own::cookie_name;
use crate::people::{Entered, SESSION_MILLIS};

/// The cookie of somebody who has come in.
pub(in crate::http) fn entered_cookie(state: &State, entered: &Entered) -> HeaderValue {
    cookie(state, &entered.cookie, SESSION_MILLIS / 1000)
}

/// The cookie of somebody who has left.
pub(in crate::http) fn no_cookie(state: &State) -> HeaderValue {
    cookie(state, "", 0)
}

fn cookie(state: &State, value: &str, seconds: i64) -> HeaderValue {
    let secure = if state.public.starts_with("https://") { "; Secure" } else { "" };
    let name = cookie_name(state);
    let text =
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    // It is made of digits and letters.
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

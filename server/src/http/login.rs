//! The page by which people come in: a name and a password, or a one-time link and a password to choose.
//!
//! It needs no script. The link is only looked at while its page is shown, and taken when the form is sent:
//! who looks at links before people do, such as a mail program, uses up none.

use std::fmt::Write as _;

use axum::extract::{FromRequest, Query, Request, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use crate::http::State;
use crate::http::language::Language;
use crate::http::own::{
    Asker, Refusal, asker, entered_cookie, is_from_here, let_in, let_in_once, set_password,
};

const STYLE: &str = include_str!("login.css");

/// What such a page may do: show itself, and send its form here.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(super) fn routes() -> Router<State> {
    Router::new().route("/login", get(show).post(send)).route(
        "/login.css",
        get(|| async {
            let kind = (header::CONTENT_TYPE, "text/css; charset=utf-8");
            ([kind, (header::CACHE_CONTROL, "no-cache")], STYLE)
        }),
    )
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    once: String,
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    once: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

async fn show(
    Extract(state): Extract<State>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let language = Language::of(&headers);
    if asked.once.is_empty() {
        return Ok(page(language, StatusCode::OK, &form(language, ""), ""));
    }
    choose(&state, language, &asked.once, StatusCode::OK, "").await
}

/// The page on which somebody who came by a link chooses a password.
async fn choose(
    state: &State,
    language: Language,
    once: &str,
    status: StatusCode,
    wrong: &str,
) -> Result<Response, Refusal> {
    let now = state.driver.clock.now();
    match state.people.whose_word(once, now).await? {
        Some(user) => Ok(page(language, status, &chosen(language, once, &user.name), wrong)),
        None => {
            let gone = language.either(
                "This link was used already, or is too old. Ask for a new one. As long as nobody has set the first password, the server makes one whenever it starts.",
                "Este enlace ya se usó o caducó. Pida uno nuevo. Mientras nadie haya puesto la primera contraseña, el servidor crea uno cada vez que arranca.",
            );
            Ok(page(language, StatusCode::UNAUTHORIZED, &form(language, ""), gone))
        }
    }
}

async fn send(Extract(state): Extract<State>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let language = Language::of(&parts.headers);
    if !is_from_here(&state, &parts.headers) {
        return Err(Refusal::forbidden("This form was sent by another site's page."));
    }
    let asker = Asker { by: None, ..asker(&state, &HeaderMap::new(), &parts.extensions).await? };
    let request = Request::from_parts(parts, body);
    let sent = Form::<Sent>::from_request(request, &state);
    let Form(sent) = sent.await.map_err(|_| Refusal::bad("This is not what the form sends."))?;
    let entered = match sent.once.is_empty() {
        true => let_in(&state, &asker, &sent.name, &sent.password).await,
        false => first_time(&state, &asker, &sent).await,
    };
    match entered {
        Ok(entered) => {
            let cookie = entered_cookie(&state, &entered);
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
        }
        Err(refusal) if sent.once.is_empty() => {
            let wrong = language.either(
                refusal.message(),
                match refusal.status() {
                    StatusCode::TOO_MANY_REQUESTS => {
                        "Hubo demasiados intentos fallidos. Espere un minuto."
                    }
                    StatusCode::UNAUTHORIZED => "El nombre o la contraseña no es correcta.",
                    _ => refusal.message(),
                },
            );
            Ok(page(language, refusal.status(), &form(language, &sent.name), wrong))
        }
        Err(refusal) => {
            let status = refusal.status();
            choose(&state, language, &sent.once, status, refusal.message()).await
        }
    }
}

/// Takes a link and sets the password that was chosen. One that cannot be leaves the link as it is.
async fn first_time(
    state: &State,
    asker: &Asker,
    sent: &Sent,
) -> Result<crate::people::Entered, Refusal> {
    crate::people::Passwords::is_allowed(&sent.password)?;
    let entered = let_in_once(state, asker, &sent.once).await?;
    set_password(state, asker, &entered.user.name, &sent.password).await
}

fn form(language: Language, name: &str) -> String {
    format!(
        r#"<form method="post" action="/login">
<label for="name">{}</label>
<input id="name" name="name" value="{}" autocomplete="username" autocapitalize="none" required autofocus>
<label for="password">{}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>{}</button>
</form>"#,
        language.either("Name", "Nombre"),
        escaped(name),
        language.either("Password", "Contraseña"),
        language.either("Log in", "Entrar"),
    )
}

fn chosen(language: Language, once: &str, name: &str) -> String {
    let name = escaped(name);
    format!(
        r#"<p>{}</p>
<form method="post" action="/login">
<input type="hidden" name="once" value="{}">
<input type="hidden" name="name" value="{name}" autocomplete="username">
<label for="password">{}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="10" maxlength="200" required autofocus aria-describedby="rule">
<p id="rule">{}</p>
<button>{}</button>
</form>"#,
        match language {
            Language::English => format!("You come in as <b>{name}</b>."),
            Language::Spanish => format!("Usted entra como <b>{name}</b>."),
        },
        escaped(once),
        language.either("Choose a password", "Elija una contraseña"),
        language.either("10 characters or more.", "10 caracteres o más."),
        language.either("Come in", "Entrar"),
    )
}

/// A page with this in the middle.
pub(super) fn page(language: Language, status: StatusCode, inner: &str, wrong: &str) -> Response {
    let wrong = match wrong {
        "" => String::new(),
        wrong => format!("<p role=\"alert\">{}</p>\n", escaped(wrong)),
    };
    let page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Centralita</title>\n\
         <link rel=\"stylesheet\" href=\"/login.css\">\n</head>\n<body>\n<main>\n\
         <h1>Centralita</h1>\n{wrong}{inner}\n</main>\n</body>\n</html>\n",
        language.tag()
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept-Language"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // A browser that tells no site at all would not say either that the form was sent from here.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    (status, headers, page).into_response()
}

/// A text as it stands in a page.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' | '<' | '>' | '"' | '\'' => {
                // Writing into a text cannot fail.
                let _ = write!(escaped, "&#{};", u32::from(letter));
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}

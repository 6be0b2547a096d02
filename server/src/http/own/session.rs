//! The session: who am I, and how I come in and leave.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use centralita_api::{Login, NewPassword, Once, Session};

use crate::http::State;
use crate::http::own::sessions::{entered_cookie, no_cookie};
use crate::http::own::{Asker, By, Refusal, Said};
use crate::people::Entered;

/// What the server calls itself.
const SERVER: &str = "Centralita";

/// The name under which wrong one-time links are counted.
const LINKS: &str = "one-time link";

fn shown(state: &State, asker: &Asker) -> Session {
    Session {
        server: SERVER.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        public: state.public.to_string(),
        who: asker.who(),
    }
}

pub(super) async fn fetch(Extract(state): Extract<State>, asker: Asker) -> Json<Session> {
    Json(shown(&state, &asker))
}

/// The answer to somebody who has come in.
fn welcomed(state: &State, asker: &Asker, entered: Entered) -> Response {
    let cookie = entered_cookie(state, &entered);
    let Entered { user, session, .. } = entered;
    let by = By::Session {
        needs_password: session.by_link || user.password.is_none(),
        name: user.name,
        roles: user.roles,
        session,
    };
    let asker = Asker { by: Some(by), address: asker.address };
    ([(header::SET_COOKIE, cookie)], Json(shown(state, &asker))).into_response()
}

/// Lets somebody in by name and password, slowing down who guesses.
pub(in crate::http) async fn let_in(
    state: &State,
    asker: &Asker,
    name: &str,
    password: &str,
) -> Result<Entered, Refusal> {
    let (now, at) = (state.driver.clock.now(), asker.counted_at());
    let name = name.trim().to_lowercase();
    state.guesses.may_try(at, &name, now).map_err(Refusal::too_many)?;
    // Counted before it is looked at, so that many at once are counted too.
    state.guesses.was_wrong(at, &name, now);
    let Some(user) = state.people.prove(&name, password).await? else {
        if state.people.user(&name).await?.is_some() {
            asker.did_as(state, String::new(), "login-refused", &name, "").await;
        }
        return Err(Refusal::wrong_credentials("The name or the password is wrong."));
    };
    state.guesses.was_right(at, &name);
    let entered = state.people.enter(user, false, now).await?;
    asker.did_as(state, entered.user.name.clone(), "logged-in", "", "").await;
    Ok(entered)
}

pub(super) async fn login(
    Extract(state): Extract<State>,
    asker: Asker,
    Said(login): Said<Login>,
) -> Result<Response, Refusal> {
    let entered = let_in(&state, &asker, &login.name, &login.password.0).await?;
    Ok(welcomed(&state, &asker, entered))
}

/// Lets somebody in by a one-time link.
pub(in crate::http) async fn let_in_once(
    state: &State,
    asker: &Asker,
    word: &str,
) -> Result<Entered, Refusal> {
    let (now, at) = (state.driver.clock.now(), asker.counted_at());
    state.guesses.may_try(at, LINKS, now).map_err(Refusal::too_many)?;
    let Some(user) = state.people.take_word(word, now).await? else {
        state.guesses.was_wrong(at, LINKS, now);
        return Err(Refusal::wrong_credentials(
            "This link was used already, or is too old. Ask for a new one; the server makes one when it starts, as long as no admin has a password.",
        ));
    };
    let entered = state.people.enter(user, true, now).await?;
    asker.did_as(state, entered.user.name.clone(), "logged-in", "", "by a one-time link").await;
    Ok(entered)
}

pub(super) async fn once(
    Extract(state): Extract<State>,
    asker: Asker,
    Said(once): Said<Once>,
) -> Result<Response, Refusal> {
    let entered = let_in_once(&state, &asker, &once.once.0).await?;
    Ok(welcomed(&state, &asker, entered))
}

pub(super) async fn logout(
    Extract(state): Extract<State>,
    asker: Asker,
) -> Result<Response, Refusal> {
    if let Some(By::Session { session, .. }) = &asker.by {
        state.people.leave(&session.id, state.driver.clock.now()).await?;
        asker.did(&state, "logged-out", "", "").await;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, no_cookie(&state))]).into_response())
}

/// Sets a password, and begins the one session that goes on.
pub(in crate::http) async fn set_password(
    state: &State,
    asker: &Asker,
    name: &str,
    password: &str,
) -> Result<Entered, Refusal> {
    let now = state.driver.clock.now();
    let user = state.people.set_password(name, password, now).await?;
    let user = user.ok_or_else(Refusal::not_logged_in)?;
    let entered = state.people.enter(user, false, now).await?;
    asker.did_as(state, name.to_owned(), "password-set", name, "").await;
    Ok(entered)
}

pub(super) async fn password(
    Extract(state): Extract<State>,
    asker: Asker,
    Said(new): Said<NewPassword>,
) -> Result<Response, Refusal> {
    let Some(By::Session { name, needs_password, .. }) = &asker.by else {
        return Err(Refusal::forbidden("A key has no password. Log in with a name."));
    };
    if !needs_password {
        let (now, at) = (state.driver.clock.now(), asker.counted_at());
        state.guesses.may_try(at, name, now).map_err(Refusal::too_many)?;
        let current = new.current.as_ref().map_or("", |current| &current.0);
        if state.people.prove(name, current).await?.is_none() {
            state.guesses.was_wrong(at, name, now);
            return Err(Refusal::wrong_credentials("The password until now is another one."));
        }
    }
    let entered = set_password(&state, &asker, name, &new.password.0).await?;
    Ok(welcomed(&state, &asker, entered))
}

//! Credentials: who asks, by account and token or by a key and its secret.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State as Extract};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::http::State;
use crate::http::studio::Fault;
use crate::settings::{self, Account, ApiKey, SettingsError};

/// Who asks: the id of the account, or of a key.
#[derive(Clone, Debug)]
pub(super) struct Asker(pub String);

impl FromRequestParts<State> for Asker {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Asker, Fault> {
        // Every request comes through `authenticate`, which leaves it here.
        parts.extensions.get::<Asker>().cloned().ok_or_else(Fault::nobody)
    }
}

/// Lets those through who prove who they are.
pub(super) async fn authenticate(
    Extract(state): Extract<State>,
    mut request: Request,
    next: Next,
) -> Result<Response, Fault> {
    let (name, secret) = named(request.headers()).ok_or_else(Fault::nobody)?;
    // Whoever embeds the router without addresses counts wrong guesses himself.
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let address: Option<IpAddr> = connected.map(|ConnectInfo(address)| address.ip());
    let now = state.driver.clock.now();
    if let Some(address) = address {
        state.guesses.may_try(address, &name, now).map_err(Fault::too_many)?;
    }
    if !is_known(&state, &name, &secret).await? {
        if let Some(address) = address {
            state.guesses.was_wrong(address, &name, now);
        }
        return Err(Fault::nobody());
    }
    request.extensions_mut().insert(Asker(name));
    Ok(next.run(request).await)
}

/// The name and the secret in a request.
fn named(headers: &HeaderMap) -> Option<(String, String)> {
    let said = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = said.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (name, secret) = decoded.split_once(':')?;
    Some((name.to_owned(), secret.to_owned()))
}

async fn is_known(state: &State, name: &str, secret: &str) -> Result<bool, SettingsError> {
    let (store, tenant) = (&*state.driver.store, state.tenant);
    if name == state.account() {
        let account = settings::read::<Account>(store, tenant, name).await?;
        return Ok(account.is_some_and(|(account, _)| account.is_token(secret)));
    }
    if name.starts_with("SK")
        && let Some((key, _)) = settings::read::<ApiKey>(store, tenant, name).await?
    {
        return Ok(key.secret.is_of(secret));
    }
    Ok(false)
}

//! Connections: the ways to the world. Their secrets come in and never go out.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::routing::{delete, get, put};
use centralita_api::{Connection, ConnectionPage, PutConnection};

use crate::channels::twiml::profile::Provider;
use crate::http::State;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::At;
use crate::http::own::{Asker, Refusal, Said, numbers};
use crate::settings::{self, ConnectionKind, Number, TwimlAccount};

/// The most secrets of an account, which are rotated one by one.
const MOST_TOKENS: usize = 4;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/connections", May::OPERATE, get(list))
            .about("All connections, without their secrets.")
            .gives::<ConnectionPage>(200),
        Operation::new("PUT", "/connections/{connection}", May::ADMIN, put(set))
            .about("Makes or changes a connection.")
            .takes::<PutConnection>()
            .gives::<Connection>(200),
        Operation::new("DELETE", "/connections/{connection}", May::ADMIN, delete(remove))
            .about("Takes a connection away that no number needs."),
    ]
}

fn shown(connection: &settings::Connection, version: u64) -> Connection {
    let twiml = match &connection.kind {
        ConnectionKind::Twiml(account) => Some(account),
        _ => None,
    };
    Connection {
        id: connection.id.clone(),
        version,
        name: connection.name.clone(),
        kind: connection.kind.word().into(),
        profile: twiml.map(|account| account.profile.clone()),
        account: twiml.map(|account| account.account.clone()),
        secrets: twiml.map_or(0, |account| u32::try_from(account.tokens.len()).unwrap_or(u32::MAX)),
    }
}

async fn list(Extract(state): Extract<State>) -> Result<Json<ConnectionPage>, Refusal> {
    let all = settings::all::<settings::Connection>(&*state.driver.store, state.tenant).await?;
    let connections = all.iter().map(|(one, version)| shown(one, *version)).collect();
    Ok(Json(ConnectionPage { connections }))
}

async fn set(
    Extract(state): Extract<State>,
    At(named): At<String>,
    asker: Asker,
    Said(put): Said<PutConnection>,
) -> Result<Json<Connection>, Refusal> {
    let (store, tenant) = (&*state.driver.store, state.tenant);
    let id = numbers::id(named)?;
    if Provider::from_word(&put.twiml.profile).is_none() {
        return Err(Refusal::bad("A profile is twilio, signalwire, telnyx or somleng."));
    }
    if put.twiml.account.trim().is_empty() {
        return Err(Refusal::bad("A connection needs the account's id."));
    }
    let known = settings::read::<settings::Connection>(store, tenant, &id).await?;
    let version = known.as_ref().map_or(0, |(_, version)| *version);
    let kept = known.and_then(|(known, _)| match known.kind {
        ConnectionKind::Twiml(account) => Some(account.tokens),
        _ => None,
    });
    let tokens: Vec<String> = match put.twiml.tokens {
        Some(tokens) => tokens.into_iter().map(|token| token.0).collect(),
        None => kept.unwrap_or_default(),
    };
    if tokens.is_empty() || tokens.len() > MOST_TOKENS || tokens.iter().any(String::is_empty) {
        let most = MOST_TOKENS;
        return Err(Refusal::bad(format!(
            "An account has 1 to {most} secrets, none of them empty."
        )));
    }
    let kind = ConnectionKind::Twiml(TwimlAccount {
        profile: put.twiml.profile,
        account: put.twiml.account,
        tokens,
        api: put.twiml.api.filter(|api| !api.is_empty()),
    });
    let connection = settings::Connection { id: id.clone(), name: put.name, kind };
    let now = state.driver.clock.now();
    let version = settings::write(store, tenant, &connection, version, now).await?;
    asker.did(&state, "connection-set", &id, &connection.name).await;
    Ok(Json(shown(&connection, version)))
}

async fn remove(
    Extract(state): Extract<State>,
    At(id): At<String>,
    asker: Asker,
) -> Result<StatusCode, Refusal> {
    let (store, tenant, now) = (&*state.driver.store, state.tenant, state.driver.clock.now());
    let found = settings::read::<settings::Connection>(store, tenant, &id).await?;
    let (_, version) =
        found.ok_or_else(|| Refusal::not_found(format!("There is no connection {id} here.")))?;
    let numbers = settings::all::<Number>(store, tenant).await?;
    if let Some((number, _)) = numbers.iter().find(|(number, _)| number.connection == id) {
        let address = &number.address;
        return Err(Refusal::conflict(format!("The number {address} is reached by it.")));
    }
    settings::remove::<settings::Connection>(store, tenant, &id, version, now).await?;
    asker.did(&state, "connection-removed", &id, "").await;
    Ok(StatusCode::NO_CONTENT)
}

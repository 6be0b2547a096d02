//! Connections: the ways to the world. Their secrets come in and never go out.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::routing::{delete, get, put};
use std::collections::BTreeMap;

use centralita_api::{Channel, Connection, ConnectionPage, PutChannel, PutConnection, RestRight};

use crate::channels::twiml::profile::Provider;
use crate::http::State;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::At;
use crate::http::own::{Asker, Refusal, Said, numbers};
use crate::settings::{self, ChannelAccount, ConnectionKind, Number, TwimlAccount};

/// The most secrets of an account, which are rotated one by one.
const MOST_TOKENS: usize = 4;

/// The most settings, and names of secrets, of a message channel, and the longest of their texts in bytes.
const MOST_SETTINGS: usize = 32;
const LONGEST: usize = 2000;

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

fn shown(state: &State, connection: &settings::Connection, version: u64) -> Connection {
    let twiml = match &connection.kind {
        ConnectionKind::Twiml(account) => Some(account),
        _ => None,
    };
    let channel = match &connection.kind {
        ConnectionKind::Channel(account) => Some(Channel {
            channel: account.channel.clone(),
            settings: account.settings.clone(),
            secrets: account
                .secrets
                .iter()
                .map(|(name, secrets)| (name.clone(), count(secrets)))
                .collect(),
            receives_at: format!("{}/channels/{}/", state.public, connection.id),
        }),
        _ => None,
    };
    Connection {
        id: connection.id.clone(),
        version,
        name: connection.name.clone(),
        kind: connection.kind.word().into(),
        profile: twiml.map(|account| account.profile.clone()),
        account: twiml.map(|account| account.account.clone()),
        api: twiml.and_then(|account| account.api.clone()),
        rest: twiml.map(|account| RestRight {
            key: account.rest.key.clone(),
            application: account.rest.application.clone(),
            has_secret: !account.rest.secret.is_empty(),
        }),
        secrets: twiml.map_or(0, |account| count(&account.tokens)),
        channel,
    }
}

fn count(secrets: &[String]) -> u32 {
    u32::try_from(secrets.len()).unwrap_or(u32::MAX)
}

async fn list(Extract(state): Extract<State>) -> Result<Json<ConnectionPage>, Refusal> {
    let all = settings::all::<settings::Connection>(&*state.driver.store, state.tenant).await?;
    let connections = all.iter().map(|(one, version)| shown(&state, one, *version)).collect();
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
    let known = settings::read::<settings::Connection>(store, tenant, &id).await?;
    let version = known.as_ref().map_or(0, |(_, version)| *version);
    let known = known.map(|(known, _)| known.kind);
    let kind = match (put.twiml, put.channel) {
        (Some(twiml), None) => provider(twiml, known)?,
        (None, Some(channel)) => message_channel(&state, channel, known)?,
        _ => {
            return Err(Refusal::bad("A connection is either twiml or channel; name one of them."));
        }
    };
    let connection = settings::Connection { id: id.clone(), name: put.name, kind };
    let now = state.driver.clock.now();
    let version = settings::write(store, tenant, &connection, version, now).await?;
    asker.did(&state, "connection-set", &id, &connection.name).await;
    Ok(Json(shown(&state, &connection, version)))
}

fn provider(
    put: centralita_api::TwimlAccount,
    known: Option<ConnectionKind>,
) -> Result<ConnectionKind, Refusal> {
    if Provider::from_word(&put.profile).is_none() {
        return Err(Refusal::bad("A profile is twilio, signalwire, telnyx or somleng."));
    }
    if put.account.trim().is_empty() {
        return Err(Refusal::bad("A connection needs the account's id."));
    }
    let kept = match known {
        // The secrets of another provider are none of this one's.
        Some(ConnectionKind::Twiml(account)) if account.profile == put.profile => account,
        _ => TwimlAccount::default(),
    };
    let tokens: Vec<String> = match put.tokens {
        Some(tokens) => tokens.into_iter().map(|token| token.0).collect(),
        None => kept.tokens,
    };
    let rest = match put.rest {
        None => kept.rest,
        Some(put) => settings::RestRight {
            key: put.key.trim().to_owned(),
            secret: put.secret.map_or(kept.rest.secret, |secret| secret.0),
            application: put.application.trim().to_owned(),
        },
    };
    let is_fine = |text: &str| text.len() <= LONGEST;
    if ![&rest.key, &rest.secret, &rest.application].into_iter().all(|text| is_fine(text)) {
        return Err(Refusal::bad(format!("A key or an application has up to {LONGEST} bytes.")));
    }
    if tokens.is_empty() || tokens.len() > MOST_TOKENS || tokens.iter().any(String::is_empty) {
        let most = MOST_TOKENS;
        return Err(Refusal::bad(format!(
            "An account has 1 to {most} secrets, none of them empty."
        )));
    }
    Ok(ConnectionKind::Twiml(TwimlAccount {
        profile: put.profile,
        account: put.account,
        tokens,
        api: put.api.filter(|api| !api.is_empty()),
        rest,
    }))
}

fn message_channel(
    state: &State,
    put: PutChannel,
    known: Option<ConnectionKind>,
) -> Result<ConnectionKind, Refusal> {
    let Some(channel) = state.channels.get(&put.channel) else {
        let words: Vec<&str> = state.channels.words().collect();
        return Err(Refusal::bad(format!("A channel is one of {}.", words.join(", "))));
    };
    let is_fine = |text: &str| text.len() <= LONGEST;
    let settings_fit = put.settings.len() <= MOST_SETTINGS
        && put.settings.iter().all(|(name, text)| is_fine(name) && is_fine(text));
    let mut secrets: BTreeMap<String, Vec<String>> = match known {
        // The secrets of another channel are none of this one's.
        Some(ConnectionKind::Channel(account)) if account.channel == put.channel => account.secrets,
        _ => BTreeMap::new(),
    };
    for (name, new) in put.secrets {
        match new.is_empty() {
            true => secrets.remove(&name),
            false => secrets.insert(name, new.into_iter().map(|secret| secret.0).collect()),
        };
    }
    let secrets_fit = secrets.len() <= MOST_SETTINGS
        && secrets.iter().all(|(name, those)| {
            is_fine(name)
                && those.len() <= MOST_TOKENS
                && those.iter().all(|secret| !secret.is_empty() && is_fine(secret))
        });
    if !settings_fit || !secrets_fit {
        return Err(Refusal::bad(format!(
            "A channel has up to {MOST_SETTINGS} settings of up to {LONGEST} characters, and up to {MOST_TOKENS} secrets of a name, none of them empty."
        )));
    }
    let account = ChannelAccount { channel: put.channel, settings: put.settings, secrets };
    channel.check(&account).map_err(Refusal::bad)?;
    Ok(ConnectionKind::Channel(account))
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

//! Numbers: our addresses, and which flow answers there.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{delete, get, put};
use centralita_api::{Closed, Number, NumberPage, PutNumber};
use centralita_engine::Time;

use crate::http::State;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::At;
use crate::http::own::{Asker, Refusal, Said, flows};
use crate::settings::{self, Announcement, Connection};

/// The longest text of a number's fields, in bytes, and the longest announcement.
const LONGEST: usize = 200;
const LONGEST_ANNOUNCEMENT: usize = 4000;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/numbers", May::LOOK, get(list))
            .about("All numbers, and which flow answers there.")
            .gives::<NumberPage>(200),
        Operation::new("PUT", "/numbers/{number}", May::OPERATE, put(set))
            .about("Makes or changes a number; If-Match with its version guards against others.")
            .takes::<PutNumber>()
            .gives::<Number>(200),
        Operation::new("DELETE", "/numbers/{number}", May::OPERATE, delete(remove))
            .about("Takes a number away."),
    ]
}

fn shown(number: settings::Number, version: u64) -> Number {
    let closed = number.announcement.map(|closed| Closed {
        say: closed.say,
        language: closed.language,
        until_millis: closed.until.map(|until| until.0),
        goes_on: closed.goes_on,
    });
    let settings::Number { id, address, connection, flow, name, .. } = number;
    Number { id, version, number: PutNumber { address, connection, flow, name, closed } }
}

/// The id of a number or a connection: it stands in links.
pub(super) fn id(id: String) -> Result<String, Refusal> {
    let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    match (1..=64).contains(&id.len()) && id.bytes().all(is_fine) {
        true => Ok(id),
        false => Err(Refusal::bad("An id has 1 to 64 letters, digits and the signs - and _.")),
    }
}

/// The version over which something is changed; none when it does not matter which.
pub(super) fn version(headers: &HeaderMap) -> Result<Option<u64>, Refusal> {
    let Some(said) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let number = said.to_str().ok().and_then(|said| said.trim().trim_matches('"').parse().ok());
    number.map(Some).ok_or_else(|| Refusal::bad("If-Match is no version: write it like \"3\"."))
}

async fn list(Extract(state): Extract<State>) -> Result<Json<NumberPage>, Refusal> {
    let all = settings::all::<settings::Number>(&*state.driver.store, state.tenant).await?;
    let numbers = all.into_iter().map(|(number, version)| shown(number, version)).collect();
    Ok(Json(NumberPage { numbers }))
}

async fn set(
    Extract(state): Extract<State>,
    At(named): At<String>,
    asker: Asker,
    headers: HeaderMap,
    Said(put): Said<PutNumber>,
) -> Result<Json<Number>, Refusal> {
    let (store, tenant) = (&*state.driver.store, state.tenant);
    let id = id(named)?;
    for text in [&put.address, &put.connection, &put.flow, &put.name] {
        if text.len() > LONGEST {
            return Err(Refusal::bad(format!("{text:.40}… is longer than {LONGEST} characters.")));
        }
    }
    if put.address.trim().is_empty() {
        return Err(Refusal::bad("A number needs its address, like +15550100."));
    }
    if put.closed.as_ref().is_some_and(|closed| closed.say.len() > LONGEST_ANNOUNCEMENT) {
        let most = LONGEST_ANNOUNCEMENT;
        return Err(Refusal::bad(format!("An announcement has at most {most} characters.")));
    }
    flows::entry(&state, &put.flow).await?;
    if settings::read::<Connection>(store, tenant, &put.connection).await?.is_none() {
        let connection = &put.connection;
        return Err(Refusal::not_found(format!("There is no connection {connection} here.")));
    }
    let known = settings::read::<settings::Number>(store, tenant, &id).await?;
    let there = known.map_or(0, |(_, version)| version);
    let expect = version(&headers)?.unwrap_or(there);
    let announcement = put.closed.map(|closed| Announcement {
        say: closed.say,
        language: closed.language,
        until: closed.until_millis.map(Time),
        goes_on: closed.goes_on,
    });
    let PutNumber { address, connection, flow, name, .. } = put;
    let detail = format!("{address} to {flow}");
    let number = settings::Number { id: id.clone(), address, connection, flow, name, announcement };
    let now = state.driver.clock.now();
    let version = settings::write(store, tenant, &number, expect, now).await?;
    // Its country is called from now on; the other servers see it within a second.
    state.driver.dialling.look_again(store, tenant).await?;
    asker.did(&state, "number-set", &id, &detail).await;
    Ok(Json(shown(number, version)))
}

async fn remove(
    Extract(state): Extract<State>,
    At(id): At<String>,
    asker: Asker,
) -> Result<StatusCode, Refusal> {
    let (store, now) = (&*state.driver.store, state.driver.clock.now());
    let found = settings::read::<settings::Number>(store, state.tenant, &id).await?;
    let (number, version) =
        found.ok_or_else(|| Refusal::not_found(format!("There is no number {id} here.")))?;
    settings::remove::<settings::Number>(store, state.tenant, &id, version, now).await?;
    asker.did(&state, "number-removed", &id, &number.address).await;
    Ok(StatusCode::NO_CONTENT)
}

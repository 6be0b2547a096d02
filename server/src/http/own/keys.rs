//! Keys: what programs prove.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use centralita_api::{Key, KeyPage, NewKey, NewKeyMade, Secret};

use crate::http::State;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::At;
use crate::http::own::{Asker, Refusal, Said};
use crate::settings::{self, ApiKey};

/// The longest name of a key, in characters.
const LONGEST_NAME: usize = 200;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/keys", May::ADMIN, get(list))
            .about("Keys of programs, without their secrets.")
            .gives::<KeyPage>(200),
        Operation::new("POST", "/keys", May::ADMIN, post(make))
            .about("Makes a key. Its secret is told once, here.")
            .takes::<NewKey>()
            .gives::<NewKeyMade>(201),
        Operation::new("DELETE", "/keys/{key}", May::ADMIN, delete(remove))
            .about("Takes a key away."),
    ]
}

fn shown(key: &ApiKey) -> Key {
    Key {
        id: key.id.clone(),
        name: key.name.clone(),
        roles: key.roles.clone(),
        created_millis: key.created.0,
    }
}

async fn list(Extract(state): Extract<State>) -> Result<Json<KeyPage>, Refusal> {
    let all = settings::all::<ApiKey>(&*state.driver.store, state.tenant).await?;
    Ok(Json(KeyPage { keys: all.iter().map(|(key, _)| shown(key)).collect() }))
}

async fn make(
    Extract(state): Extract<State>,
    asker: Asker,
    Said(new): Said<NewKey>,
) -> Result<(StatusCode, Json<NewKeyMade>), Refusal> {
    if new.name.chars().count() > LONGEST_NAME {
        return Err(Refusal::bad(format!("A name has at most {LONGEST_NAME} characters.")));
    }
    let now = state.driver.clock.now();
    let (mut key, secret) = ApiKey::make(&new.name, now)?;
    key.roles = new.roles;
    settings::write(&*state.driver.store, state.tenant, &key, 0, now).await?;
    asker.did(&state, "key-made", &key.id, &key.name).await;
    let bearer = Secret(format!("{}.{secret}", key.id));
    Ok((StatusCode::CREATED, Json(NewKeyMade { key: shown(&key), bearer })))
}

async fn remove(
    Extract(state): Extract<State>,
    At(id): At<String>,
    asker: Asker,
) -> Result<StatusCode, Refusal> {
    let (store, now) = (&*state.driver.store, state.driver.clock.now());
    let found = settings::read::<ApiKey>(store, state.tenant, &id).await?;
    let (key, version) =
        found.ok_or_else(|| Refusal::not_found(format!("There is no key {id} here.")))?;
    settings::remove::<ApiKey>(store, state.tenant, &id, version, now).await?;
    asker.did(&state, "key-removed", &id, &key.name).await;
    Ok(StatusCode::NO_CONTENT)
}

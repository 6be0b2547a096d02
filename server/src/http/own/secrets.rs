//! Secrets that flows name. They come in and never go out.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::routing::{delete, get, put};
use centralita_api::{FlowSecret, FlowSecretPage, PutFlowSecret};

use crate::http::State;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::At;
use crate::http::own::{Asker, Refusal, Said};
use crate::settings;

/// The longest value, in bytes: a private key.
const LONGEST: usize = 8 * 1024;

/// The most there are.
const MOST: usize = 1000;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/secrets", May::ADMIN, get(list))
            .about("The names of all secrets that flows can name.")
            .gives::<FlowSecretPage>(200),
        Operation::new("PUT", "/secrets/{secret}", May::ADMIN, put(set))
            .about("Sets a secret, for every request that a flow makes from now on.")
            .takes::<PutFlowSecret>()
            .gives::<FlowSecret>(200),
        Operation::new("DELETE", "/secrets/{secret}", May::ADMIN, delete(remove))
            .about("Takes a secret away. Requests that name it fail from now on."),
    ]
}

fn shown(secret: &settings::FlowSecret) -> FlowSecret {
    FlowSecret { name: secret.name.clone(), updated_millis: secret.updated.0 }
}

async fn list(Extract(state): Extract<State>) -> Result<Json<FlowSecretPage>, Refusal> {
    let all = settings::all::<settings::FlowSecret>(&*state.driver.store, state.tenant).await?;
    Ok(Json(FlowSecretPage { secrets: all.iter().map(|(secret, _)| shown(secret)).collect() }))
}

async fn set(
    Extract(state): Extract<State>,
    At(name): At<String>,
    asker: Asker,
    Said(put): Said<PutFlowSecret>,
) -> Result<Json<FlowSecret>, Refusal> {
    let (store, tenant, now) = (&*state.driver.store, state.tenant, state.driver.clock.now());
    if !settings::FlowSecret::is_name(&name) {
        return Err(Refusal::bad(
            "A secret's name has 1 to 64 letters, digits and _, and begins with no digit.",
        ));
    }
    let value = put.value.0;
    if value.is_empty() || value.len() > LONGEST {
        return Err(Refusal::bad(format!("A secret has 1 to {LONGEST} bytes.")));
    }
    let all = settings::all::<settings::FlowSecret>(store, tenant).await?;
    let version = all.iter().find(|(one, _)| one.name == name).map_or(0, |(_, version)| *version);
    if version == 0 && all.len() >= MOST {
        return Err(Refusal::bad(format!(
            "There are {MOST} secrets already. Take one away first."
        )));
    }
    let secret = settings::FlowSecret { name, value, updated: now };
    settings::write(store, tenant, &secret, version, now).await?;
    asker.did(&state, "secret-set", &secret.name, "").await;
    state.vault.look_again(store).await?;
    Ok(Json(shown(&secret)))
}

async fn remove(
    Extract(state): Extract<State>,
    At(name): At<String>,
    asker: Asker,
) -> Result<StatusCode, Refusal> {
    let (store, tenant, now) = (&*state.driver.store, state.tenant, state.driver.clock.now());
    let found = settings::read::<settings::FlowSecret>(store, tenant, &name).await?;
    let (_, version) =
        found.ok_or_else(|| Refusal::not_found(format!("There is no secret {name} here.")))?;
    settings::remove::<settings::FlowSecret>(store, tenant, &name, version, now).await?;
    asker.did(&state, "secret-removed", &name, "").await;
    state.vault.look_again(store).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Test users of a flow: contacts who reach its newest draft.

use axum::Json;
use axum::extract::State as Extract;
use serde_json::{Value, json};

use crate::http::State;
use crate::http::studio::flows::{address, entry};
use crate::http::studio::{At, Fault, Fields};
use crate::settings::{self, FlowEntry};

/// The most test users that a flow has.
const MOST: usize = 1000;

fn shown(state: &State, entry: &FlowEntry) -> Json<Value> {
    Json(json!({
        "sid": entry.id,
        "test_users": entry.test_users,
        "url": format!("{}/TestUsers", address(state, &entry.id)),
    }))
}

pub(super) async fn fetch(
    Extract(state): Extract<State>,
    At(flow): At<String>,
) -> Result<Json<Value>, Fault> {
    let (entry, _) = entry(&state, &flow).await?;
    Ok(shown(&state, &entry))
}

/// Replaces them all; a client library sends nothing for an empty list.
pub(super) async fn update(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    fields: Fields,
) -> Result<Json<Value>, Fault> {
    let (mut entry, version) = entry(&state, &flow).await?;
    let named = fields.all("TestUsers").filter(|user| !user.is_empty());
    entry.test_users = named.map(str::to_owned).collect();
    if entry.test_users.len() > MOST {
        return Err(Fault::parameter(format!("A flow has at most {MOST} TestUsers")));
    }
    let now = state.driver.clock.now();
    settings::write(&*state.driver.store, state.tenant, &entry, version, now).await?;
    Ok(shown(&state, &entry))
}

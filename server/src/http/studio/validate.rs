//! Validation: what is wrong with a definition, without keeping it.

use axum::Json;
use axum::extract::State as Extract;
use serde_json::{Value, json};

use crate::http::State;
use crate::http::studio::definition::{Judged, received};
use crate::http::studio::flows::is_published;
use crate::http::studio::{Fault, Fields};

pub(super) async fn validate(
    Extract(state): Extract<State>,
    fields: Fields,
) -> Result<Json<Value>, Fault> {
    fields.required("FriendlyName")?;
    is_published(&fields)?;
    let definition = received(fields.required("Definition")?)?;
    Judged::of(&state, definition).await?.hold()?;
    Ok(Json(json!({ "valid": true })))
}

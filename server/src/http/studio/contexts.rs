//! Contexts: the variables of an execution, as they are now and as they were after a step.

use axum::Json;
use axum::extract::State as Extract;
use axum::response::{IntoResponse, Response};
use centralita_engine::{Map, Value as Held};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::http::State;
use crate::http::studio::executions::{address_of, found, record};
use crate::http::studio::steps::Steps;
use crate::http::studio::{At, Fault};

/// A context as it is answered.
#[derive(Serialize)]
struct Resource {
    account_sid: String,
    context: Option<Box<RawValue>>,
    flow_sid: String,
    execution_sid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    step_sid: Option<String>,
    url: String,
}

fn shown(context: Map) -> Option<Box<RawValue>> {
    // What the engine writes is JSON.
    RawValue::from_string(Held::from(context).to_json()).ok()
}

/// The variables of the flow that began; those of a sub-flow in it are in its steps.
pub(super) async fn of_execution(
    Extract(state): Extract<State>,
    At((flow, sid)): At<(String, String)>,
) -> Result<Response, Fault> {
    let (key, stored) = found(&state, &flow, &sid).await?;
    let frame = record(key, &stored)?.execution.frames.into_iter().next();
    let resource = Resource {
        account_sid: state.account(),
        context: shown(frame.map(|frame| frame.context).unwrap_or_default()),
        execution_sid: key.to_string(),
        step_sid: None,
        url: format!("{}/Context", address_of(&state, &flow, key)),
        flow_sid: flow,
    };
    Ok(Json(resource).into_response())
}

pub(super) async fn of_step(
    Extract(state): Extract<State>,
    At((flow, execution, sid)): At<(String, String, String)>,
) -> Result<Response, Fault> {
    let steps = Steps::of(&state, &flow, &execution).await?;
    let visit = steps.find(&state, &sid)?;
    let context = steps.past.context_after(visit, &steps.library)?;
    let resource = Resource {
        account_sid: state.account(),
        context: shown(context),
        execution_sid: steps.key.to_string(),
        url: format!("{}/Context", steps.address(&state, visit)),
        step_sid: Some(sid),
        flow_sid: flow,
    };
    Ok(Json(resource).into_response())
}

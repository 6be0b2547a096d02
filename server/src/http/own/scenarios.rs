//! Scenarios: kept with a flow, run, and asked before it is published.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use centralita_api::{
    FailedSentence, PutScenarios, RunScenarios, ScenarioResult, ScenarioRun, Scenarios,
};

use crate::flows::Rehearsed;
use crate::http::State;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::At;
use crate::http::own::{Asker, Refusal, Said, flows, numbers};
use crate::settings::{self, FlowScenarios};

/// The longest text, in bytes.
const LONGEST: usize = 512 * 1024;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/flows/{flow}/scenarios", May::LOOK, get(fetch))
            .about("The scenarios that are kept with a flow.")
            .gives::<Scenarios>(200),
        Operation::new("PUT", "/flows/{flow}/scenarios", May::DRAW, put(set))
            .about("Keeps scenarios with a flow; If-Match says over which version.")
            .takes::<PutScenarios>()
            .gives::<Scenarios>(200),
        Operation::new("POST", "/flows/{flow}/scenarios/run", May::LOOK, post(run))
            .about("Runs scenarios in a flow, by its newest revision or a text that is sent.")
            .takes::<RunScenarios>()
            .gives::<ScenarioRun>(200),
    ]
}

fn told(scenarios: Scenarios) -> Response {
    let tag = HeaderValue::from_str(&format!("\"{}\"", scenarios.version));
    match tag {
        Ok(tag) => ([(header::ETAG, tag)], Json(scenarios)).into_response(),
        // A number in quotation marks is a header's value.
        Err(_) => Json(scenarios).into_response(),
    }
}

async fn kept(state: &State, flow: &str) -> Result<Scenarios, Refusal> {
    let found = settings::read::<FlowScenarios>(&*state.driver.store, state.tenant, flow).await?;
    Ok(found
        .map_or_else(Scenarios::default, |(kept, version)| Scenarios { version, text: kept.text }))
}

async fn fetch(Extract(state): Extract<State>, At(flow): At<String>) -> Result<Response, Refusal> {
    flows::entry(&state, &flow).await?;
    Ok(told(kept(&state, &flow).await?))
}

async fn set(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    asker: Asker,
    headers: HeaderMap,
    Said(put): Said<PutScenarios>,
) -> Result<Response, Refusal> {
    flows::entry(&state, &flow).await?;
    if put.text.len() > LONGEST {
        return Err(Refusal::bad(format!("Scenarios have at most {LONGEST} bytes.")));
    }
    let there = kept(&state, &flow).await?;
    if there.text == put.text {
        return Ok(told(there));
    }
    let expect = numbers::version(&headers)?.unwrap_or(there.version);
    let (store, now) = (&*state.driver.store, state.driver.clock.now());
    let kept = FlowScenarios { flow: flow.clone(), text: put.text };
    let version = settings::write(store, state.tenant, &kept, expect, now).await?;
    asker.did(&state, "scenarios-kept", &flow, "").await;
    Ok(told(Scenarios { version, text: kept.text }))
}

async fn run(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    Said(wanted): Said<RunScenarios>,
) -> Result<Json<ScenarioRun>, Refusal> {
    flows::entry(&state, &flow).await?;
    let text = match wanted.text {
        Some(text) if text.len() > LONGEST => {
            return Err(Refusal::bad(format!("Scenarios have at most {LONGEST} bytes.")));
        }
        Some(text) => text,
        None => kept(&state, &flow).await?.text,
    };
    let definition = match wanted.definition {
        Some(definition) => definition,
        None => flows::newest(&state, &flow).await?.definition,
    };
    let (all, rehearsal) = (&state.driver.flows, &state.rehearsal);
    let done = all.rehearse(state.tenant, &flow, &definition, &text, rehearsal).await?;
    let results = results(&done);
    let failed = results.iter().filter(|one| one.failed.is_some()).count();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Json(ScenarioRun { passed: count(results.len() - failed), failed: count(failed), results }))
}

/// Refuses a text that does not do what the flow's scenarios say.
pub(super) async fn hold(state: &State, flow: &str, definition: &str) -> Result<(), Refusal> {
    let kept = kept(state, flow).await?;
    if kept.text.trim().is_empty() {
        return Ok(());
    }
    let (all, rehearsal) = (&state.driver.flows, &state.rehearsal);
    let done = match all.rehearse(state.tenant, flow, definition, &kept.text, rehearsal).await {
        Ok(done) => done,
        // What cannot be run is told by the check, with the place.
        Err(crate::flows::FlowsError::NoStart { .. }) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let failed: Vec<_> = results(&done).into_iter().filter(|one| one.failed.is_some()).collect();
    if failed.is_empty() { Ok(()) } else { Err(Refusal::scenarios(failed)) }
}

fn results(done: &Rehearsed) -> Vec<ScenarioResult> {
    let result = |(title, failed): &(centralita_engine::Text, Option<_>)| ScenarioResult {
        title: title.to_string(),
        failed: failed.as_ref().map(|failed: &centralita_engine::scenario::Failed| {
            FailedSentence {
                line: u32::try_from(failed.line).unwrap_or(u32::MAX),
                sentence: failed.sentence.to_string(),
                message: failed.message.to_string(),
            }
        }),
    };
    done.results.iter().map(result).collect()
}

//! Steps of an execution: the ways it took from widget to widget, the latest first.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State as Extract;
use centralita_engine::Library;
use serde_json::{Value, json};

use crate::http::State;
use crate::http::studio::executions::{address_of, found, record};
use crate::http::studio::{At, Fault, Fields, Paging, date};
use crate::ids::ExecutionKey;
use crate::past::{Past, Visit};

/// The name of a step whose widget could not go on.
const FAILED: &str = "failed";

/// What is known of the steps of an execution.
pub(super) struct Steps {
    pub key: ExecutionKey,
    pub past: Past,
    pub library: std::sync::Arc<Library>,
    flow: String,
    visits: Vec<Visit>,
    /// How the execution ended, and in which visits.
    cut_off: Option<(&'static str, BTreeSet<u32>)>,
}

impl Steps {
    /// Reads the steps of an execution. A visit that still goes on is no step yet.
    pub async fn of(state: &State, flow: &str, sid: &str) -> Result<Steps, Fault> {
        let (key, stored) = found(state, flow, sid).await?;
        let past = Past::read(&*state.driver.store, key).await?;
        let library = past.library(&state.driver.flows, state.tenant).await?;
        let execution = record(key, &stored)?.execution;
        let at: BTreeSet<u32> = execution.frames.iter().map(|frame| frame.step).collect();
        let ending = execution.ending();
        let mut visits = past.visits();
        visits.retain(|visit| {
            ending.is_some() || visit.exit.is_some() || !at.contains(&visit.number)
        });
        if let Some(ending) = ending {
            for visit in &mut visits {
                if visit.exit.is_none() && at.contains(&visit.number) {
                    visit.told = ending.at;
                }
            }
        }
        let cut_off = ending.map(|ending| (ending.kind.name(), at));
        Ok(Steps { key, past, library, flow: flow.to_owned(), visits, cut_off })
    }

    /// The step at a path.
    pub fn find(&self, state: &State, sid: &str) -> Result<&Visit, Fault> {
        let mut visits = self.visits.iter();
        visits.find(|visit| self.sid(state, visit.number) == sid).ok_or_else(|| {
            let (flow, key) = (&self.flow, self.key);
            Fault::not_found(&format!("/v2/Flows/{flow}/Executions/{key}/Steps/{sid}"))
        })
    }

    fn sid(&self, state: &State, number: u32) -> String {
        state.identity.sid("FT", state.tenant, &format!("{}:{number}", self.key))
    }

    /// The address of a step.
    pub fn address(&self, state: &State, visit: &Visit) -> String {
        let execution = address_of(state, &self.flow, self.key);
        format!("{execution}/Steps/{}", self.sid(state, visit.number))
    }

    /// The event by which a widget was left; for one that was cut off, how.
    fn name<'s>(&'s self, visit: &'s Visit) -> &'s str {
        match (&visit.exit, &self.cut_off) {
            (Some(exit), _) => exit.event.as_str(),
            (None, Some((how, at))) if at.contains(&visit.number) => how,
            (None, _) => FAILED,
        }
    }

    /// The type of a widget, as flows spell it today.
    fn kind(&self, state: &State, visit: &Visit) -> Option<String> {
        let flow = &self.library.program(&visit.flow)?.flow;
        let kind = &flow.widget(visit.widget.as_str())?.kind;
        let known = state.driver.flows.catalogue().spec(kind.as_str());
        Some(known.map_or(kind, |spec| &spec.kind).as_str().to_owned())
    }

    fn shown(&self, state: &State, visit: &Visit) -> Value {
        let next = visit.exit.as_ref().and_then(|exit| exit.next.as_ref());
        let url = self.address(state, visit);
        json!({
            "sid": self.sid(state, visit.number),
            "account_sid": state.account(),
            "flow_sid": self.flow,
            "execution_sid": self.key.to_string(),
            "parent_step_sid": visit.parent.map(|parent| self.sid(state, parent)),
            "name": self.name(visit),
            "context": {},
            "transitioned_from": visit.widget.as_str(),
            "transitioned_to": next.map_or("Ended", |next| next.as_str()),
            "type": self.kind(state, visit),
            "date_created": date(visit.entered),
            "date_updated": date(visit.told),
            "links": { "step_context": format!("{url}/Context") },
            "url": url,
        })
    }
}

pub(super) async fn list(
    Extract(state): Extract<State>,
    At((flow, sid)): At<(String, String)>,
    fields: Fields,
) -> Result<Json<Value>, Fault> {
    let steps = Steps::of(&state, &flow, &sid).await?;
    let list = format!("{}/Steps", address_of(&state, &flow, steps.key));
    let paging = Paging::read(&list, &fields, &[])?;
    let latest_first: Vec<&Visit> = steps.visits.iter().rev().collect();
    Ok(Json(paging.of_all("steps", &latest_first, |visit| steps.shown(&state, visit))))
}

pub(super) async fn fetch(
    Extract(state): Extract<State>,
    At((flow, execution, sid)): At<(String, String, String)>,
) -> Result<Json<Value>, Fault> {
    let steps = Steps::of(&state, &flow, &execution).await?;
    let visit = steps.find(&state, &sid)?;
    Ok(Json(steps.shown(&state, visit)))
}

//! Flows: made, listed, read, saved as drafts, published and taken away.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post, put};
use centralita_api::{
    Check, Code, FlowChange, FlowPage, FlowSummary, FlowWhole, NewFlow, Problem, Problems, Publish,
    SaveDraft, Severity,
};
use centralita_engine::Flow;
use centralita_engine::check::{self, Problem as Found};

use crate::flows::{NewRevision, NotMade};
use crate::http::State;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::At;
use crate::http::own::{Asker, Refusal, Said};
use crate::http::own::{revisions, scenarios};
use crate::settings::{self, FlowEntry, FlowScenarios, SettingsError, random_digits};
use crate::store::Revision;

/// The longest name of a flow, and the longest note, in characters.
const LONGEST_NAME: usize = 200;
const LONGEST_NOTE: usize = 2000;

/// The most contacts who reach a draft.
const MOST_TEST_USERS: usize = 100;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/flows", May::LOOK, get(list))
            .about("All flows, the one that was changed last first.")
            .gives::<FlowPage>(200),
        Operation::new("POST", "/flows", May::DRAW, post(create))
            .about("Makes a flow; its first revision is a draft.")
            .takes::<NewFlow>()
            .gives::<FlowWhole>(201),
        Operation::new("POST", "/flows/check", May::LOOK, post(judge))
            .about("Checks a text without saving it.")
            .takes::<Check>()
            .gives::<Problems>(200),
        Operation::new("GET", "/flows/{flow}", May::LOOK, get(fetch))
            .about("A flow with its newest revision: the draft if there is one.")
            .gives::<FlowWhole>(200),
        Operation::new("PATCH", "/flows/{flow}", May::DRAW, patch(change))
            .about("Renames a flow, or says who reaches its drafts.")
            .takes::<FlowChange>()
            .gives::<FlowSummary>(200),
        Operation::new("DELETE", "/flows/{flow}", May::PUBLISH, delete(remove))
            .about("Takes a flow away. What runs goes on."),
        Operation::new("PUT", "/flows/{flow}/draft", May::DRAW, put(save))
            .about("Saves a draft over the revision that the author knows.")
            .takes::<SaveDraft>()
            .gives::<FlowWhole>(200),
        Operation::new("POST", "/flows/{flow}/publish", May::PUBLISH, post(publish))
            .about("Publishes the text that is sent, or the newest revision's.")
            .takes::<Publish>()
            .gives::<FlowWhole>(200),
    ]
}

/// A flow as it stands in lists.
pub(super) fn summary(entry: &FlowEntry) -> FlowSummary {
    FlowSummary {
        id: entry.id.clone(),
        name: entry.name.clone(),
        newest: entry.newest,
        published: entry.published,
        test_users: entry.test_users.clone(),
        created_millis: entry.created.0,
        updated_millis: entry.updated.0,
        author: entry.author.clone(),
    }
}

/// What is wrong with a flow, as it is told.
pub(super) fn told(problems: &[Found]) -> Vec<Problem> {
    let told = |problem: &Found| Problem {
        code: problem.code.to_string(),
        severity: match problem.severity {
            check::Severity::Warning => Severity::Warning,
            check::Severity::Error => Severity::Error,
        },
        widget: problem.place.widget.as_ref().map(|name| name.as_str().to_owned()),
        field: problem.place.field.as_ref().map(|field| field.to_string()),
        transition: problem.place.transition.and_then(|place| u32::try_from(place).ok()),
        message: problem.message.en().to_owned(),
        message_es: problem.message.es().to_owned(),
    };
    problems.iter().map(told).collect()
}

/// A flow's entry, and its version.
pub(super) async fn entry(state: &State, flow: &str) -> Result<(FlowEntry, u64), Refusal> {
    let found = settings::read::<FlowEntry>(&*state.driver.store, state.tenant, flow).await?;
    found.ok_or_else(|| Refusal::not_found(format!("There is no flow {flow} here.")))
}

/// The newest revision of a flow.
pub(super) async fn newest(state: &State, flow: &str) -> Result<Revision, Refusal> {
    let newest = state.driver.store.revision(state.tenant, flow, None).await?;
    newest.ok_or_else(|| Refusal::not_found(format!("The flow {flow} has no revision.")))
}

/// The answer with a whole flow.
async fn whole(
    state: &State,
    status: StatusCode,
    entry: &FlowEntry,
    newest: Revision,
) -> Result<Response, Refusal> {
    let (flow, itself) = (Flow::read(&newest.definition), [&*entry.id, &*entry.name]);
    let problems = told(&state.driver.flows.check(state.tenant, &flow, Some(itself)).await?);
    let tag = HeaderValue::from_str(&format!("\"{}\"", newest.number));
    let whole = FlowWhole {
        flow: summary(entry),
        revision: revisions::summary(&newest),
        definition: newest.definition,
        problems,
    };
    // A number in quotation marks is a header's value.
    Ok(match tag {
        Ok(tag) => (status, [(header::ETAG, tag)], Json(whole)).into_response(),
        Err(_) => (status, Json(whole)).into_response(),
    })
}

/// Over which revision something is saved, and what is answered when it is not the newest any more.
pub(super) fn base(over: Option<u32>, headers: &HeaderMap) -> Result<(u32, StatusCode), Refusal> {
    if let Some(over) = over {
        return Ok((over, StatusCode::CONFLICT));
    }
    let Some(said) = headers.get(header::IF_MATCH) else {
        let message = "Say over which revision this is saved: `over` in the body, or If-Match.";
        return Err(Refusal::new(StatusCode::PRECONDITION_REQUIRED, Code::NoBase, message));
    };
    let number = said.to_str().ok().and_then(|said| {
        let said = said.trim();
        said.strip_prefix("W/").unwrap_or(said).trim_matches('"').parse::<u32>().ok()
    });
    let number = number.ok_or_else(|| Refusal::bad("If-Match is no ETag of a flow."))?;
    Ok((number, StatusCode::PRECONDITION_FAILED))
}

fn name(name: &str) -> Result<String, Refusal> {
    let name = name.trim();
    match (1..=LONGEST_NAME).contains(&name.chars().count()) {
        true => Ok(name.to_owned()),
        false => Err(Refusal::bad(format!("A name has 1 to {LONGEST_NAME} characters."))),
    }
}

pub(super) fn note(note: String) -> Result<String, Refusal> {
    match note.chars().count() <= LONGEST_NOTE {
        true => Ok(note),
        false => Err(Refusal::bad(format!("A note has at most {LONGEST_NOTE} characters."))),
    }
}

/// Makes a revision, and answers with the flow as it is then.
pub(super) async fn make(
    state: &State,
    new: NewRevision,
    otherwise: StatusCode,
    done: StatusCode,
) -> Result<Response, Refusal> {
    let (flows, now) = (&state.driver.flows, state.driver.clock.now());
    let flow = new.flow.clone();
    match flows.make(state.tenant, new, now).await {
        Ok(entry) => {
            let made = state.driver.store.revision(state.tenant, &flow, Some(entry.newest)).await?;
            let made = match made {
                Some(made) => made,
                None => newest(state, &flow).await?,
            };
            whole(state, done, &entry, made).await
        }
        Err(NotMade::Problems(problems)) => Err(Refusal::problems(told(&problems))),
        Err(NotMade::Newer(_)) | Err(NotMade::Settings(SettingsError::Changed { .. })) => {
            let theirs = newest(state, &flow).await?;
            Err(Refusal::newer(otherwise, revisions::shown(theirs)))
        }
        Err(NotMade::Settings(error)) => Err(error.into()),
        Err(NotMade::Flows(error)) => Err(error.into()),
    }
}

async fn list(Extract(state): Extract<State>) -> Result<Json<FlowPage>, Refusal> {
    let mut all = settings::all::<FlowEntry>(&*state.driver.store, state.tenant).await?;
    all.sort_by(|(one, _), (other, _)| (other.updated, &one.id).cmp(&(one.updated, &other.id)));
    Ok(Json(FlowPage { flows: all.iter().map(|(entry, _)| summary(entry)).collect() }))
}

async fn create(
    Extract(state): Extract<State>,
    asker: Asker,
    Said(new): Said<NewFlow>,
) -> Result<Response, Refusal> {
    let flow = format!("FW{}", random_digits()?);
    let name = name(&new.name)?;
    let revision = NewRevision {
        flow: flow.clone(),
        name: Some(name.clone()),
        definition: new.definition,
        publish: false,
        message: note(new.note)?,
        author: asker.name(),
        over: None,
    };
    let made = make(&state, revision, StatusCode::CONFLICT, StatusCode::CREATED).await?;
    asker.did(&state, "flow-made", &flow, &name).await;
    Ok(made)
}

async fn judge(
    Extract(state): Extract<State>,
    Said(check): Said<Check>,
) -> Result<Json<Problems>, Refusal> {
    let flow = Flow::read(&check.definition);
    let problems = state.driver.flows.check(state.tenant, &flow, None).await?;
    Ok(Json(Problems { problems: told(&problems) }))
}

async fn fetch(Extract(state): Extract<State>, At(flow): At<String>) -> Result<Response, Refusal> {
    let (entry, _) = entry(&state, &flow).await?;
    let newest = newest(&state, &flow).await?;
    whole(&state, StatusCode::OK, &entry, newest).await
}

async fn change(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    asker: Asker,
    Said(change): Said<FlowChange>,
) -> Result<Json<FlowSummary>, Refusal> {
    let (mut entry, version) = entry(&state, &flow).await?;
    if let Some(new) = change.name {
        entry.name = name(&new)?;
    }
    if let Some(users) = change.test_users {
        if users.len() > MOST_TEST_USERS || users.iter().any(|user| user.len() > LONGEST_NAME) {
            return Err(Refusal::bad(format!("At most {MOST_TEST_USERS} contacts reach a draft.")));
        }
        entry.test_users = users;
    }
    let now = state.driver.clock.now();
    settings::write(&*state.driver.store, state.tenant, &entry, version, now).await?;
    state.driver.flows.renamed(state.tenant);
    asker.did(&state, "flow-changed", &flow, &entry.name).await;
    Ok(Json(summary(&entry)))
}

async fn remove(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    asker: Asker,
) -> Result<StatusCode, Refusal> {
    let (entry, version) = entry(&state, &flow).await?;
    let (store, now) = (&state.driver.store, state.driver.clock.now());
    settings::remove::<FlowEntry>(&**store, state.tenant, &entry.id, version, now).await?;
    if let Some((kept, version)) =
        settings::read::<FlowScenarios>(&**store, state.tenant, &flow).await?
    {
        settings::remove::<FlowScenarios>(&**store, state.tenant, &kept.flow, version, now).await?;
    }
    state.driver.flows.set_live(state.tenant, &flow, None);
    // Executions that are under way go on by their revision.
    store.forget_flow(state.tenant, &flow).await?;
    asker.did(&state, "flow-removed", &flow, &entry.name).await;
    Ok(StatusCode::NO_CONTENT)
}

async fn save(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    asker: Asker,
    headers: HeaderMap,
    Said(draft): Said<SaveDraft>,
) -> Result<Response, Refusal> {
    let (over, otherwise) = base(draft.over, &headers)?;
    let (entry, _) = entry(&state, &flow).await?;
    let there = newest(&state, &flow).await?;
    // Said twice, as when an answer was lost, it is saved once.
    if there.definition == draft.definition {
        return whole(&state, StatusCode::OK, &entry, there).await;
    }
    let revision = NewRevision {
        flow: flow.clone(),
        name: None,
        definition: draft.definition,
        publish: false,
        message: note(draft.note)?,
        author: asker.name(),
        over: Some(over),
    };
    let saved = make(&state, revision, otherwise, StatusCode::OK).await?;
    asker.did(&state, "draft-saved", &flow, "").await;
    Ok(saved)
}

async fn publish(
    Extract(state): Extract<State>,
    At(flow): At<String>,
    asker: Asker,
    headers: HeaderMap,
    Said(said): Said<Publish>,
) -> Result<Response, Refusal> {
    let (over, otherwise) = base(said.over, &headers)?;
    entry(&state, &flow).await?;
    let definition = match said.definition {
        Some(definition) => definition,
        None => newest(&state, &flow).await?.definition,
    };
    if !said.despite_scenarios {
        scenarios::hold(&state, &flow, &definition).await?;
    }
    let revision = NewRevision {
        flow: flow.clone(),
        name: None,
        definition,
        publish: true,
        message: note(said.note)?,
        author: asker.name(),
        over: Some(over),
    };
    let published = make(&state, revision, otherwise, StatusCode::OK).await?;
    asker.did(&state, "flow-published", &flow, "").await;
    Ok(published)
}

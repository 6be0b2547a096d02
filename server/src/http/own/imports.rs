//! Imports: the flows of an account at a provider, listed and brought here.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::routing::{get, post};
use centralita_api::{
    Code, Import, ImportOutcome, Imported, ImportedFlow, TheirFlow, TheirFlowPage,
};

use crate::channels::twiml::Provider;
use crate::channels::twiml::rest::{Account, Client, Failure, FailureKind, Studio, Which};
use crate::flows::{Bring, Brought};
use crate::http::State;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::At;
use crate::http::own::{Asker, Refusal, Said};
use crate::settings::{self, Connection, ConnectionKind, FlowEntry};

/// How many flows one request brings.
const MOST_AT_ONCE: usize = 50;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/connections/{connection}/flows", May::ADMIN, get(list))
            .about("The flows that an account has at its provider.")
            .gives::<TheirFlowPage>(200),
        Operation::new("POST", "/connections/{connection}/import", May::ADMIN, post(import))
            .about("Brings flows here from an account at its provider; they keep their ids.")
            .takes::<Import>()
            .gives::<Imported>(200),
    ]
}

/// The Studio of a connection's account.
async fn studio(state: &State, id: &str) -> Result<Studio, Refusal> {
    let found = settings::read::<Connection>(&*state.driver.store, state.tenant, id).await?;
    let (connection, _) =
        found.ok_or_else(|| Refusal::not_found(format!("There is no connection {id} here.")))?;
    let account = match &connection.kind {
        ConnectionKind::Twiml(account) => Some(account),
        _ => None,
    };
    let provider = account.and_then(|account| Provider::from_word(&account.profile));
    let (Some(account), Some(Provider::Twilio)) = (account, provider) else {
        return Err(Refusal::conflict(
            "Only accounts at Twilio have flows of Studio. Bring others as files: open each in the editor.",
        ));
    };
    let account = Account::of(account).map_err(Refusal::conflict)?;
    let client = Client::new().map_err(|failure| refused(&failure))?;
    Ok(Studio::of(client, account))
}

fn why(failure: &Failure) -> String {
    match failure.kind {
        FailureKind::Unauthorized => {
            "The provider does not know the account by this token. Look at both.".into()
        }
        FailureKind::NotFound => "The provider has no such flow, or it was never saved.".into(),
        _ => failure.to_string(),
    }
}

fn refused(failure: &Failure) -> Refusal {
    Refusal::new(StatusCode::BAD_GATEWAY, Code::Elsewhere, why(failure))
}

async fn list(
    Extract(state): Extract<State>,
    At(connection): At<String>,
) -> Result<Json<TheirFlowPage>, Refusal> {
    let (flows, is_partial) =
        studio(&state, &connection).await?.flows().await.map_err(|failure| refused(&failure))?;
    let ours = settings::all::<FlowEntry>(&*state.driver.store, state.tenant).await?;
    let ours: BTreeSet<&str> = ours.iter().map(|(entry, _)| entry.id.as_str()).collect();
    let shown = |flow: crate::channels::twiml::rest::StudioFlow| TheirFlow {
        is_here: ours.contains(flow.sid.as_str()),
        is_published: flow.status == "published",
        revision: flow.revision,
        name: flow.friendly_name,
        id: flow.sid,
    };
    Ok(Json(TheirFlowPage { flows: flows.into_iter().map(shown).collect(), is_partial }))
}

async fn import(
    Extract(state): Extract<State>,
    At(connection): At<String>,
    asker: Asker,
    Said(import): Said<Import>,
) -> Result<Json<Imported>, Refusal> {
    if import.flows.is_empty() || import.flows.len() > MOST_AT_ONCE {
        return Err(Refusal::bad(format!("Name 1 to {MOST_AT_ONCE} flows.")));
    }
    let studio = studio(&state, &connection).await?;
    let mut imported = Imported::default();
    for id in &import.flows {
        let made = bring(&state, &studio, id, &asker, import.over).await;
        imported.flows.push(made.unwrap_or_else(|message| ImportedFlow {
            id: id.clone(),
            name: String::new(),
            outcome: ImportOutcome::Failed,
            errors: 0,
            message,
        }));
    }
    let is_new = |flow: &&ImportedFlow| {
        use ImportOutcome::{Changed, Draft, Published};
        matches!(flow.outcome, Published | Draft | Changed)
    };
    let count = imported.flows.iter().filter(is_new).count();
    asker.did(&state, "flows-imported", &connection, &format!("{count} flows")).await;
    Ok(Json(imported))
}

/// Brings one flow; or says why it could not be brought.
async fn bring(
    state: &State,
    studio: &Studio,
    id: &str,
    asker: &Asker,
    over: bool,
) -> Result<ImportedFlow, String> {
    let newest = studio.revision(id, Which::Newest).await.map_err(|failure| why(&failure))?;
    let newest = newest.ok_or_else(|| "The provider has no flow of this id.".to_owned())?;
    let published = match newest.status == "published" {
        true => Some(newest.definition.get().to_owned()),
        false => studio
            .revision(id, Which::Published)
            .await
            .map_err(|failure| why(&failure))?
            .map(|published| published.definition.get().to_owned()),
    };
    let flow = Bring {
        id: id.to_owned(),
        name: newest.friendly_name.clone(),
        published,
        newest: newest.definition.get().to_owned(),
        note: newest.commit_message.unwrap_or_default(),
        author: asker.name(),
        over,
    };
    let now = state.driver.clock.now();
    let (brought, errors) = state
        .driver
        .flows
        .bring(state.tenant, flow, now)
        .await
        .map_err(|error| error.to_string())?;
    let outcome = match brought {
        Brought::Published => ImportOutcome::Published,
        Brought::Draft => ImportOutcome::Draft,
        Brought::Changed => ImportOutcome::Changed,
        Brought::Same => ImportOutcome::Same,
        Brought::Kept => ImportOutcome::Kept,
    };
    let message = String::new();
    Ok(ImportedFlow { id: id.to_owned(), name: newest.friendly_name, outcome, errors, message })
}

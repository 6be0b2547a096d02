//! Contacts: everything about one, shown or forgotten.

use axum::Json;
use axum::extract::State as Extract;
use axum::routing::{delete, get};
use centralita_api::{ContactForgotten, ContactWhole};

use crate::contacts;
use crate::http::State;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::At;
use crate::http::own::{Asker, Refusal, executions};
use crate::line::record::Record;

/// How many executions one answer holds.
const MOST: usize = 1_000;

/// The longest address, in bytes.
const LONGEST: usize = 256;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/contacts/{contact}", May::ADMIN, get(fetch))
            .about("Everything that is kept about a contact, by a number or an address, masked.")
            .gives::<ContactWhole>(200),
        Operation::new("DELETE", "/contacts/{contact}", May::ADMIN, delete(forget))
            .about("Takes everything about a contact away that is over: journals, recordings, and what is found by them.")
            .gives::<ContactForgotten>(200),
    ]
}

fn wanted(contact: &str) -> Result<&str, Refusal> {
    match contact.trim() {
        "" => Err(Refusal::bad("Say whom: a number such as +15550100, or an address.")),
        long if long.len() > LONGEST => {
            Err(Refusal::bad(format!("An address has at most {LONGEST} bytes.")))
        }
        contact => Ok(contact),
    }
}

async fn fetch(
    Extract(state): Extract<State>,
    At(contact): At<String>,
    asker: Asker,
) -> Result<Json<ContactWhole>, Refusal> {
    let addresses = contacts::addresses(wanted(&contact)?);
    let forgetting = state.forgetting();
    let mut shown = ContactWhole {
        addresses: addresses.clone(),
        executions: Vec::new(),
        recordings: Vec::new(),
        is_partial: false,
    };
    for address in &addresses {
        let left = MOST - shown.executions.len();
        let store = &*state.driver.store;
        let (found, more) = contacts::executions(store, state.tenant, address, left).await?;
        shown.is_partial |= more;
        for (key, stored) in found {
            shown.executions.push(executions::whole(&state, key, &stored).await?);
            let Ok(record) = Record::from_stored(&stored.state) else { continue };
            let recordings = forgetting.recordings_of(key, &record).await?;
            let address = |id: &crate::recordings::RecordingId| {
                format!("{}/phone/recordings/{}", state.public, id.as_str())
            };
            shown.recordings.extend(recordings.iter().map(address));
        }
    }
    asker.did(&state, "contact-shown", &known_as(&state, &contact), "").await;
    Ok(Json(shown))
}

async fn forget(
    Extract(state): Extract<State>,
    At(contact): At<String>,
    asker: Asker,
) -> Result<Json<ContactForgotten>, Refusal> {
    let contact = wanted(&contact)?;
    let done = state.forgetting().forget_contact(state.tenant, contact).await?;
    let detail = format!("{} forgotten, {} go on", done.gone, done.live);
    asker.did(&state, "contact-forgotten", &known_as(&state, contact), &detail).await;
    Ok(Json(ContactForgotten { forgotten: done.gone, live: done.live }))
}

/// Whom the audit trail names: who was forgotten is not to be found there, but can be looked up by who knows the
/// address.
fn known_as(state: &State, contact: &str) -> String {
    let addresses = contacts::addresses(contact);
    let written = addresses.get(1).map_or(contact.trim(), String::as_str);
    state.identity.sid("FC", state.tenant, written)
}

//! The audit trail: who did what.

use axum::Json;
use axum::extract::State as Extract;
use axum::routing::get;
use centralita_api::{AuditEntry, AuditPage};
use serde::Deserialize;

use crate::http::State;
use crate::http::own::Refusal;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::Asked;
use crate::settings::Deed;

/// How many are on a page when nobody says, and at most.
const USUAL: u32 = 100;
const MOST: u32 = 500;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/audit", May::ADMIN, get(list))
            .about("Who did what, the latest first.")
            .asks(&[
                ("after", "Where the page begins: the `next` of the one before."),
                ("limit", "At most so many: 1 to 500, 100 when nothing is said."),
            ])
            .gives::<AuditPage>(200),
    ]
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    after: String,
    limit: Option<u32>,
}

fn shown(deed: Deed) -> AuditEntry {
    AuditEntry {
        at_millis: deed.at.0,
        who: deed.who,
        what: deed.what,
        thing: deed.thing,
        detail: deed.detail,
        address: deed.address,
    }
}

async fn list(
    Extract(state): Extract<State>,
    Asked(page): Asked<Page>,
) -> Result<Json<AuditPage>, Refusal> {
    let limit = page.limit.unwrap_or(USUAL).clamp(1, MOST);
    let deeds = state.people.deeds(&page.after, limit).await?;
    let is_full = deeds.len() >= limit as usize;
    let next = deeds.last().filter(|_| is_full).map(|last| last.id.clone());
    Ok(Json(AuditPage { entries: deeds.into_iter().map(shown).collect(), next }))
}

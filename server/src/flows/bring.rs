//! Flows brought from elsewhere: those of an account at a provider. They keep their ids, so that what names them
//! names them here, too.

use centralita_engine::check::Severity;
use centralita_engine::{Flow, Time};
use serde_json::Value;

use crate::flows::{Flows, NewRevision, NotMade};
use crate::ids::TenantId;
use crate::settings::{self, FlowEntry};
use crate::store::Revision;

/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// How the note of a revision begins that was brought.
const NOTE: &str = "Imported";

/// A flow to be brought here.
#[derive(Clone, Debug)]
pub struct Bring {
    /// Its id, there as here.
    pub id: String,
    /// What people call it there.
    pub name: String,
    /// What answers there, when anything does.
    pub published: Option<String>,
    /// The newest there, published or not.
    pub newest: String,
    /// What its author said of the newest.
    pub note: String,
    /// Who brings it.
    pub author: String,
    /// Whether it becomes the newest draft also over what was changed here.
    pub over: bool,
}

/// What became of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brought {
    /// It is new and answers.
    Published,
    /// It is new, as a draft.
    Draft,
    /// It was here; a draft of what it is there now was added.
    Changed,
    /// It was here as it is there.
    Same,
    /// It was changed here, and left alone.
    Kept,
}

impl Flows {
    /// Brings a flow, and says how many problems keep its newest revision from being published. What answers
    /// calls here is never changed by it: a flow that is here already gets a draft.
    ///
    /// # Errors
    /// When the store cannot, or somebody saves the same flow at this moment.
    pub async fn bring(
        &self,
        tenant: TenantId,
        flow: Bring,
        now: Time,
    ) -> Result<(Brought, u32), NotMade> {
        let (id, name, newest) = (flow.id.clone(), flow.name.clone(), flow.newest.clone());
        let known = settings::read::<FlowEntry>(&*self.store, tenant, &id).await?;
        let brought = match known {
            None => self.bring_new(tenant, flow, now).await?,
            Some((entry, _)) => self.bring_again(tenant, flow, &entry, now).await?,
        };
        let problems = self.check(tenant, &Flow::read(&newest), Some([&id, &name])).await?;
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        Ok((brought, u32::try_from(errors).unwrap_or(u32::MAX)))
    }

    async fn bring_new(
        &self,
        tenant: TenantId,
        flow: Bring,
        now: Time,
    ) -> Result<Brought, NotMade> {
        let (mut brought, mut over) = (Brought::Draft, 0);
        if let Some(published) = &flow.published {
            let live = revision(&flow, published, true, Some(over));
            match self.make(tenant, live, now).await {
                Ok(_) if same(published, &flow.newest) => return Ok(Brought::Published),
                Ok(entry) => (brought, over) = (Brought::Published, entry.newest),
                // What cannot answer here yet is a draft, to be mended.
                Err(NotMade::Problems(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.make(tenant, revision(&flow, &flow.newest, false, Some(over)), now).await?;
        Ok(brought)
    }

    async fn bring_again(
        &self,
        tenant: TenantId,
        flow: Bring,
        entry: &FlowEntry,
        now: Time,
    ) -> Result<Brought, NotMade> {
        let ours = self.store.revision(tenant, &flow.id, Some(entry.newest)).await;
        let ours = ours.map_err(settings::SettingsError::from)?;
        let is_same = |ours: &Revision| same(&ours.definition, &flow.newest);
        if ours.as_ref().is_some_and(is_same) {
            return Ok(Brought::Same);
        }
        if ours.is_some_and(|ours| !ours.message.starts_with(NOTE)) && !flow.over {
            return Ok(Brought::Kept);
        }
        let draft = NewRevision {
            // Whoever renamed it here meant it.
            name: None,
            ..revision(&flow, &flow.newest, false, Some(entry.newest))
        };
        self.make(tenant, draft, now).await?;
        Ok(Brought::Changed)
    }
}

fn revision(flow: &Bring, definition: &str, publish: bool, over: Option<u32>) -> NewRevision {
    let name = flow.name.trim().chars().take(LONGEST_NAME).collect::<String>();
    NewRevision {
        flow: flow.id.clone(),
        name: Some(name).filter(|name| !name.is_empty()),
        definition: definition.to_owned(),
        publish,
        message: match flow.note.trim() {
            "" => NOTE.to_owned(),
            note => format!("{NOTE}: {note}"),
        },
        author: flow.author.clone(),
        over,
    }
}

/// Whether two texts say the same flow, whatever their spaces.
fn same(one: &str, other: &str) -> bool {
    one == other
        || match (serde_json::from_str::<Value>(one), serde_json::from_str::<Value>(other)) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        }
}

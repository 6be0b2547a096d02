//! Publishing: a new revision of a flow, saved as a draft or live at once.

use centralita_engine::check::{Problem, Severity};
use centralita_engine::{Flow, FlowRef, Time};

use crate::flows::{Flows, FlowsError};
use crate::ids::TenantId;
use crate::settings::{self, FlowEntry, SettingsError};
use crate::store::Revision;

/// A revision to be made.
#[derive(Clone, Debug)]
pub struct NewRevision {
    /// The flow's id; one that is not there begins to be.
    pub flow: String,
    /// What people call the flow; none leaves its name.
    pub name: Option<String>,
    /// The flow's text.
    pub definition: String,
    /// Whether it is live from now on.
    pub publish: bool,
    /// What the author says of it.
    pub message: String,
    /// Who makes it.
    pub author: String,
    /// The newest revision that the author knows; a newer one refuses this. None asks for nothing.
    pub over: Option<u32>,
}

/// Why a revision was not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotMade {
    /// Something in the flow would not work. A draft may have such problems.
    #[error("The flow cannot be published: {}", told(.0))]
    Problems(Vec<Problem>),
    /// Somebody else has made a newer one meanwhile.
    #[error("Revision {0} was made meanwhile. Look at what changed, then save again.")]
    Newer(u32),
    /// The settings could not be read or written.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The flow cannot be used.
    #[error(transparent)]
    Flows(#[from] FlowsError),
}

fn told(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| problem.message.to_string()).collect::<Vec<_>>().join(" ")
}

impl Flows {
    /// Makes a revision, and returns the flow's entry with it.
    ///
    /// # Errors
    /// When it is to be published and would not work, or others were faster. Nothing is kept then.
    pub async fn make(
        &self,
        tenant: TenantId,
        new: NewRevision,
        now: Time,
    ) -> Result<FlowEntry, NotMade> {
        let flow = Flow::read(&new.definition);
        if new.publish {
            let name = new.name.as_deref().unwrap_or(&new.flow);
            let problems = self.check(tenant, &flow, Some([&new.flow, name])).await?;
            if problems.iter().any(|problem| problem.severity == Severity::Error) {
                return Err(NotMade::Problems(problems));
            }
        }
        let known = settings::read::<FlowEntry>(&*self.store, tenant, &new.flow).await?;
        let (mut entry, version) = known.unwrap_or_else(|| {
            let entry = FlowEntry {
                id: new.flow.clone(),
                name: new.name.clone().unwrap_or_else(|| new.flow.clone()),
                test_users: Vec::new(),
                created: now,
                updated: now,
                newest: 0,
                published: None,
                author: String::new(),
            };
            (entry, 0)
        });
        if new.over.is_some_and(|over| over != entry.newest) {
            return Err(NotMade::Newer(entry.newest));
        }
        // A revision can be there that its entry does not know: one that was made by a server that did not
        // live to say so, or one of a flow that was taken away and that somebody still runs.
        let author = new.author.clone();
        let there = self.store.revision(tenant, &new.flow, None).await.map_err(FlowsError::from)?;
        let number = there.map_or(0, |newest| newest.number).max(entry.newest) + 1;
        let revision = Revision {
            flow: new.flow.clone(),
            number,
            is_published: new.publish,
            definition: new.definition,
            message: new.message,
            author: new.author,
            at: now,
        };
        if new.publish {
            // One that cannot be run is found before anybody calls it.
            let at = FlowRef::new(new.flow.as_str(), number);
            self.try_out(&at, &revision)?;
        }
        if !self.store.add_revision(tenant, revision.clone()).await.map_err(FlowsError::from)? {
            return Err(NotMade::Newer(number));
        }
        entry.newest = number;
        entry.author = author;
        entry.updated = now;
        if let Some(name) = new.name {
            entry.name = name;
        }
        if new.publish {
            entry.published = Some(number);
        }
        settings::write(&*self.store, tenant, &entry, version, now).await?;
        self.lists.forget(tenant);
        if new.publish {
            self.add(tenant, &FlowRef::new(new.flow.as_str(), number), &revision)?;
            self.set_live(tenant, &new.flow, Some(number));
        }
        Ok(entry)
    }
}

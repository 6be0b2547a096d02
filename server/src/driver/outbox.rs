//! The outbox: work that turns asked for is done, at least once, and what comes of it is told.
//!
//! A job is claimed for a while. Its outcome is told in the very commit that settles the claim, so that an
//! outcome is told once even when the work was done twice. Who was too slow finds the claim gone, and
//! nothing of what came of it is told.

use centralita_engine::Text;
use centralita_engine::exec::Event as Said;

use crate::driver::{Driver, DriverError, Event, Took};
use crate::ids::ExecutionKey;
use crate::line::session::Session;
use crate::measures;
use crate::store::{Claimed, Commit, Outcome, Settled};

impl Driver {
    /// Tells an execution what came of a claimed job, and settles the claim. False when the claim was
    /// lost meanwhile.
    ///
    /// # Errors
    /// When the store cannot; the claim stays until it runs out.
    pub async fn tell_outcome(&self, job: &Claimed, said: Said) -> Result<bool, DriverError> {
        self.tell_outcome_with(job, &|session| {
            // One that nobody waits for any more is noted as refused, and settled all the same.
            let _ = session.tell(said.clone());
        })
        .await
    }

    /// As [`Driver::tell_outcome`], for more than one event.
    ///
    /// # Errors
    /// As [`Driver::tell_outcome`].
    pub async fn tell_outcome_with(
        &self,
        job: &Claimed,
        tells: &(dyn Fn(&mut Session<'_>) + Send + Sync),
    ) -> Result<bool, DriverError> {
        let settled = Settled { id: job.id.clone(), lease: job.lease, outcome: Outcome::Done };
        let Some(id) = job.execution else {
            return Ok(self.settle(settled).await?);
        };
        let event = Event {
            key: ExecutionKey::new(job.tenant, id),
            known_by: None,
            connection: None,
            begins: None,
            settles: Some(settled.clone()),
            renders: None,
            tells: &|session, _| tells(session),
        };
        match self.take(&event).await? {
            Took::LeaseLost(_) => Ok(false),
            // Its execution was forgotten: nobody is left to be told.
            Took::NotThere => Ok(self.settle(settled).await?),
            _ => Ok(true),
        }
    }

    /// Tells an execution what a neighbour, such as the router, has for it.
    ///
    /// # Errors
    /// As [`Driver::tell_outcome`].
    pub async fn deliver(
        &self,
        job: &Claimed,
        said: &Said,
        meeting: Option<&Text>,
    ) -> Result<bool, DriverError> {
        self.tell_outcome_with(job, &|session| {
            session.hear_of_task(said.clone(), meeting.cloned());
        })
        .await
    }

    /// Settles a claimed job without telling anybody. False when the claim was lost.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn settle(&self, settled: Settled) -> Result<bool, crate::store::StoreError> {
        let outcome = settled.outcome.clone();
        let commit = Commit { settled: vec![settled], ..Commit::default() };
        let is_settled = self.store.commit(commit).await?.is_ok();
        measures::work(&outcome, is_settled);
        Ok(is_settled)
    }
}

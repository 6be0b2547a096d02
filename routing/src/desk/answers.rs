//! Answers: what workers, callers and supervisors do with a task.

use super::{Desk, NotPossible, Standing};
use crate::ids::{ReservationId, TaskId, Text, WorkerId};
use crate::time::Time;
use crate::workspace::{Input, ReservationStatus};

impl Desk {
    /// A worker takes a task that is offered; without a name, the first who is asked.
    ///
    /// # Errors
    /// When the task is not offered to that worker, or to nobody.
    pub fn accept(
        &mut self,
        task: TaskId,
        who: Option<&str>,
        now: Time,
    ) -> Result<(), NotPossible> {
        self.pass(now);
        let reservation = self.offer(task, who)?;
        self.hand_in(Input::Accept { reservation }, now)
    }

    /// A worker refuses a task that is offered; without a name, the first who is asked.
    ///
    /// # Errors
    /// When the task is not offered to that worker, or to nobody.
    pub fn refuse(
        &mut self,
        task: TaskId,
        who: Option<&str>,
        now: Time,
    ) -> Result<(), NotPossible> {
        self.pass(now);
        let reservation = self.offer(task, who)?;
        self.hand_in(Input::Reject { reservation, activity: None }, now)
    }

    /// A worker is done with a task, after-work included; without a name, everybody who has it.
    ///
    /// # Errors
    /// When that worker does not have the task, or nobody does.
    pub fn complete(
        &mut self,
        task: TaskId,
        who: Option<&str>,
        now: Time,
    ) -> Result<(), NotPossible> {
        self.pass(now);
        let standing = self.known(task)?;
        let (status, has) = (standing.status, standing.has.clone());
        let worker = who.map(|who| self.worker(who)).transpose()?;
        let held: Vec<ReservationId> = self
            .reservations(task, worker.as_ref().map(|(id, _)| id))
            .filter(|(_, status)| {
                matches!(status, ReservationStatus::Accepted | ReservationStatus::Wrapping)
            })
            .map(|(id, _)| id)
            .collect();
        if held.is_empty() {
            return Err(match worker {
                Some((_, worker)) if !has.is_empty() => NotPossible::DoesNotHaveIt { worker, has },
                _ => NotPossible::NobodyHasIt { status },
            });
        }
        for reservation in held {
            self.hand_in(Input::CompleteReservation { reservation }, now)?;
        }
        Ok(())
    }

    /// The talk is over: whoever has the task has after-work from now on.
    ///
    /// # Errors
    /// When nobody has the task.
    pub fn talk_over(&mut self, task: TaskId, now: Time) -> Result<(), NotPossible> {
        self.hand_in(Input::WrapUpTask { task, reason: Text::from("") }, now)
    }

    /// A task that nobody has taken is given up.
    ///
    /// # Errors
    /// When somebody has it, or it is over.
    pub fn cancel(&mut self, task: TaskId, reason: &str, now: Time) -> Result<(), NotPossible> {
        self.hand_in(Input::CancelTask { task, reason: Text::from(reason) }, now)
    }

    fn known(&self, task: TaskId) -> Result<&Standing, NotPossible> {
        self.standing(task).ok_or(NotPossible::NoTask)
    }

    /// The offer of a task to this worker, or to the first who is asked.
    fn offer(&self, task: TaskId, who: Option<&str>) -> Result<ReservationId, NotPossible> {
        let standing = self.known(task)?;
        let worker = who.map(|who| self.worker(who)).transpose()?;
        let pending = self
            .reservations(task, worker.as_ref().map(|(id, _)| id))
            .find(|(_, status)| *status == ReservationStatus::Pending)
            .map(|(reservation, _)| reservation);
        if let Some(reservation) = pending {
            return Ok(reservation);
        }
        Err(match worker {
            Some((_, worker)) if !standing.asked.is_empty() => {
                NotPossible::NotAsked { worker, asked: standing.asked.clone() }
            }
            _ => NotPossible::NobodyAsked { status: standing.status },
        })
    }

    /// The reservations of a task, of this worker alone when one is named.
    fn reservations<'a>(
        &'a self,
        task: TaskId,
        worker: Option<&'a WorkerId>,
    ) -> impl Iterator<Item = (ReservationId, ReservationStatus)> + 'a {
        let all = self.workspace.task(task).map(|view| view.reservations).unwrap_or_default();
        let views = all.into_iter().filter_map(|id| self.workspace.reservation(id));
        views
            .filter(move |view| worker.is_none_or(|worker| *worker == view.worker))
            .map(|view| (view.id, view.status))
    }
}

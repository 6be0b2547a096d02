//! The life of a reservation: accepted, refused, missed, taken back, wrapped up, completed.

use super::table::unknown;
use super::things::{ReservationState, Route};
use super::{Event, Kind, Refused, ReservationStatus, TaskStatus, Workspace, deadlines, reasons};
use crate::crew::MissedOffer;
use crate::ids::{ActivityId, ReservationId, TaskId};
use crate::time::Secs;

/// A task may stay assigned so long.
const LONGEST_ASSIGNED: Secs = Secs(86_400);

impl Workspace {
    pub(crate) fn accept(&mut self, id: ReservationId) -> Result<(), Refused> {
        let (task, worker) = self.need_offer(id, "accepted")?;
        let rescinded: Vec<ReservationId> = match &self.tasks[&task].search {
            Some(search) => search.offers.iter().copied().filter(|offer| *offer != id).collect(),
            None => Vec::new(),
        };
        self.set_until(id, None);
        let now = self.now;
        let Some(reservation) = self.reservations.get_mut(&id) else { return Ok(()) };
        reservation.status = ReservationStatus::Accepted;
        let (channel, worker_id) = (reservation.channel, reservation.worker_id.clone());
        let state = &mut self.workers[worker];
        state.last_accepted = Some(now);
        state.misses = 0;
        if let Some(share) = state.shares.get_mut(channel as usize) {
            share.assigned += 1;
            share.last_accepted = Some(now);
        }
        self.touch(worker);
        self.tell(Event::ReservationAccepted { reservation: id, task, worker: worker_id });
        for other in rescinded {
            self.close(other, ReservationStatus::Rescinded);
        }
        self.end_search(task);
        let transfer = self.tasks.get_mut(&task).and_then(|task| task.transfer.take());
        match transfer {
            Some(transfer) => {
                self.wrap_up(transfer.from);
                self.tell(Event::TransferCompleted { task, reservation: id });
            }
            None => {
                self.set_status(task, TaskStatus::Assigned);
                self.set_removal(task, Some(now.after(LONGEST_ASSIGNED)));
            }
        }
        Ok(())
    }

    pub(crate) fn reject(
        &mut self,
        id: ReservationId,
        activity: Option<&ActivityId>,
    ) -> Result<(), Refused> {
        let (_, worker) = self.need_offer(id, "rejected")?;
        let activity = activity.map(|one| self.activities.need(one.as_str())).transpose()?;
        self.workers[worker].misses = 0;
        self.refuse(id, ReservationStatus::Rejected);
        if let Some(activity) = activity {
            self.set_activity(worker, activity);
        }
        Ok(())
    }

    pub(crate) fn cancel_offer(&mut self, id: ReservationId) -> Result<(), Refused> {
        self.need_offer(id, "canceled")?;
        self.refuse(id, ReservationStatus::Canceled);
        Ok(())
    }

    /// An offer has stayed unanswered.
    pub(crate) fn miss(&mut self, id: ReservationId) {
        let Some(reservation) = self.reservations.get(&id) else { return };
        let worker = reservation.worker;
        self.workers[worker].misses += 1;
        let misses = self.workers[worker].misses;
        self.refuse(id, ReservationStatus::Timeout);
        let MissedOffer::Move { activity, after } = &self.settings.missed_offer else { return };
        let Some(activity) = self.activities.find(activity.as_str()) else { return };
        let is_available = self.activities[self.workers[worker].activity].available;
        if misses >= *after && is_available {
            self.set_activity(worker, activity);
        }
    }

    /// Ends an offer that its worker did not take; with the last of a round the task waits again.
    pub(crate) fn refuse(&mut self, id: ReservationId, how: ReservationStatus) {
        let Some(reservation) = self.reservations.get(&id) else { return };
        let (task, worker) = (reservation.task, reservation.worker);
        self.close(id, how);
        let Some(state) = self.tasks.get_mut(&task) else { return };
        let is_transfer = state.transfer.is_some();
        let Some(search) = state.search.as_mut() else { return };
        state.refusers.insert(worker);
        let is_round_over = search.offers.is_empty();
        let is_for_one = matches!(search.route, Route::Worker(_));
        let is_too_often = search.rounds >= self.settings.most_rounds;
        if is_transfer {
            self.tell(Event::TransferAttemptFailed { task, reservation: id });
        }
        if !is_round_over {
            return;
        }
        if is_too_often || (is_transfer && is_for_one) {
            self.give_up(task, reasons::TOO_MANY_ROUNDS);
            return;
        }
        if !is_transfer {
            self.set_status(task, TaskStatus::Pending);
        }
        self.wait(task);
    }

    /// Ends a reservation in whatever way, and frees its worker.
    pub(crate) fn close(&mut self, id: ReservationId, how: ReservationStatus) {
        self.set_until(id, None);
        let Some(reservation) = self.reservations.get_mut(&id) else { return };
        let was_assigned = reservation.status == ReservationStatus::Accepted;
        reservation.status = how;
        let (task, worker, channel) = (reservation.task, reservation.worker, reservation.channel);
        let worker_id = reservation.worker_id.clone();
        if let Some(search) = self.tasks.get_mut(&task).and_then(|task| task.search.as_mut()) {
            search.offers.remove(&id);
        }
        // Who had the task already can be asked for it again, however free before.
        if self.tasks.get(&task).is_some_and(|task| task.transfer.is_some()) {
            self.pool.woken.insert(worker);
        }
        let state = &mut self.workers[worker];
        state.open.remove(&id);
        if let Some(share) = state.shares.get_mut(channel as usize) {
            share.open -= 1;
            share.assigned -= u32::from(was_assigned);
        }
        self.touch(worker);
        let (reservation, worker) = (id, worker_id);
        self.tell(match how {
            ReservationStatus::Rejected => Event::ReservationRejected { reservation, task, worker },
            ReservationStatus::Timeout => Event::ReservationTimedOut { reservation, task, worker },
            ReservationStatus::Rescinded => {
                Event::ReservationRescinded { reservation, task, worker }
            }
            ReservationStatus::Completed => {
                Event::ReservationCompleted { reservation, task, worker }
            }
            _ => Event::ReservationCanceled { reservation, task, worker },
        });
    }

    /// Lets an accepted reservation go to wrapping; any other stays as it is.
    pub(crate) fn wrap_up(&mut self, id: ReservationId) {
        let Some(reservation) = self.reservations.get_mut(&id) else { return };
        if reservation.status != ReservationStatus::Accepted {
            return;
        }
        reservation.status = ReservationStatus::Wrapping;
        let (task, worker, channel) = (reservation.task, reservation.worker, reservation.channel);
        let worker_id = reservation.worker_id.clone();
        if let Some(share) = self.workers[worker].shares.get_mut(channel as usize) {
            share.assigned -= 1;
        }
        let length = self.channels.get(channel).and_then(|channel| channel.wrap_up_seconds);
        self.set_until(id, length);
        self.touch(worker);
        self.tell(Event::ReservationWrapping { reservation: id, task, worker: worker_id });
    }

    pub(crate) fn wrap_up_reservation(&mut self, id: ReservationId) -> Result<(), Refused> {
        let reservation = self.need_reservation(id)?;
        let (status, task) = (reservation.status, reservation.task);
        if status != ReservationStatus::Accepted {
            let (wanted, what) = ("accepted", "wrapped up");
            return Err(Refused::ReservationIs { reservation: id, status, wanted, what });
        }
        self.wrap_up(id);
        self.follow_reservations(task, reasons::RESERVATIONS_ENDED);
        Ok(())
    }

    pub(crate) fn complete_by_input(&mut self, id: ReservationId) -> Result<(), Refused> {
        let status = self.need_reservation(id)?.status;
        if !matches!(status, ReservationStatus::Accepted | ReservationStatus::Wrapping) {
            let (wanted, what) = ("accepted or wrapping", "completed");
            return Err(Refused::ReservationIs { reservation: id, status, wanted, what });
        }
        self.complete_reservation(id);
        Ok(())
    }

    /// Ends a reservation as done, and its task with the last one.
    pub(crate) fn complete_reservation(&mut self, id: ReservationId) {
        let Some(task) = self.reservations.get(&id).map(|reservation| reservation.task) else {
            return;
        };
        self.close(id, ReservationStatus::Completed);
        self.follow_reservations(task, reasons::RESERVATIONS_ENDED);
    }

    /// Gives a task the status that its open reservations mean, unless a worker is looked for.
    pub(crate) fn follow_reservations(&mut self, id: TaskId, reason: &str) {
        let Some(task) = self.tasks.get(&id) else { return };
        if task.search.is_some() || task.status.is_over() {
            return;
        }
        let open: Vec<ReservationStatus> =
            self.open_reservations(id).iter().map(|id| self.reservations[id].status).collect();
        if open.contains(&ReservationStatus::Accepted) {
            return;
        }
        if open.is_empty() {
            self.end_task(id, TaskStatus::Completed, reason.into());
        } else if task.status == TaskStatus::Assigned {
            self.set_status(id, TaskStatus::Wrapping);
            self.set_removal(id, None);
            if let Some(task) = self.tasks.get_mut(&id) {
                task.reason = reason.into();
            }
            self.tell(Event::TaskWrapping { task: id, reason: reason.into() });
        }
    }

    /// The reservations of a task that occupy a worker.
    pub(crate) fn open_reservations(&self, id: TaskId) -> Vec<ReservationId> {
        let all = self.tasks.get(&id).map_or(&[][..], |task| &task.reservations);
        let is_open =
            |id: &&ReservationId| self.reservations.get(id).is_some_and(|one| one.status.is_open());
        all.iter().filter(is_open).copied().collect()
    }

    pub(crate) fn need_reservation(&self, id: ReservationId) -> Result<&ReservationState, Refused> {
        let found = self.reservations.get(&id);
        found.ok_or_else(|| unknown(Kind::Reservation, &id.to_string()))
    }

    /// The task and the worker of an offer that waits for its answer.
    fn need_offer(&self, id: ReservationId, what: &'static str) -> Result<(TaskId, u32), Refused> {
        let reservation = self.need_reservation(id)?;
        match reservation.status {
            ReservationStatus::Pending => Ok((reservation.task, reservation.worker)),
            status => {
                Err(Refused::ReservationIs { reservation: id, status, wanted: "pending", what })
            }
        }
    }

    /// Sets or clears when something happens to a reservation by itself.
    fn set_until(&mut self, id: ReservationId, length: Option<Secs>) {
        let Some(reservation) = self.reservations.get_mut(&id) else { return };
        let kind = match reservation.status {
            ReservationStatus::Pending => deadlines::OFFER,
            _ => deadlines::WRAP_UP,
        };
        if let Some(until) = reservation.until.take() {
            self.deadlines.remove(&(until, kind, id.0));
        }
        if let Some(length) = length {
            let until = self.now.after(length);
            reservation.until = Some(until);
            self.deadlines.insert((until, deadlines::WRAP_UP, id.0));
        }
    }
}

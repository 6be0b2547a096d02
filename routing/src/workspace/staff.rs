//! Workers: coming, going, being available, being able.

use super::define::in_use;
use super::tasks::{Target, check_attributes, in_range};
use super::things::{Share, WorkerState};
use super::{Event, Kind, Refused, ReservationStatus, Workspace};
use crate::attributes::Attributes;
use crate::crew::Worker;
use crate::ids::{ActivityId, ChannelId, ReservationId, TaskId, Text, WorkerId};
use crate::sentence::sentence;

/// No worker has more tasks of a channel at a time.
const MOST_CAPACITY: i64 = 50;

impl Workspace {
    pub(super) fn add_worker(&mut self, worker: Worker) -> Result<(), Refused> {
        let Worker { id, name, activity, capacity, attributes } = worker;
        let id = if id.0.is_empty() { WorkerId(name.clone()) } else { id };
        self.workers.may_be_called(&name, None)?;
        if self.workers.slot(id.as_str()).is_some() {
            return Err(Refused::NameTaken { kind: Kind::Worker, name: id.0 });
        }
        let activity = self.activities.need(activity.as_str())?;
        check_attributes(Some(&attributes))?;
        let mut shares = vec![Share::NEW; self.channels.len() as usize];
        for (channel, share) in &capacity {
            let channel = self.channels.need(channel.as_str())?;
            in_range("The capacity of a worker", share.capacity.into(), 0, MOST_CAPACITY)?;
            if let Some(known) = shares.get_mut(channel as usize) {
                (known.capacity, known.is_available) = (share.capacity, share.available);
            }
        }
        let slot = self.workers.add(WorkerState {
            id: id.clone(),
            name,
            known: self.columns.values(&attributes),
            attributes,
            activity,
            since: self.now,
            shares,
            last_accepted: None,
            misses: 0,
            open: Default::default(),
            queues: Default::default(),
        });
        self.tell(Event::WorkerCreated { worker: id });
        self.sort_new_worker(slot);
        self.know_workers_anew();
        Ok(())
    }

    pub(super) fn remove_worker(&mut self, id: &WorkerId) -> Result<(), Refused> {
        let slot = self.workers.need_id(id.as_str())?;
        if let Some(open) = self.workers[slot].open.first() {
            return Err(in_use(
                Kind::Worker,
                &id.0,
                sentence!("reservation {} is open", "la oferta {} está abierta"; open),
            ));
        }
        if let Some(task) = self.first_for_nobody_else(slot) {
            return Err(in_use(
                Kind::Worker,
                &id.0,
                sentence!("task {} waits for nobody else", "la tarea {} no espera a nadie más"; task),
            ));
        }
        if let Some(task) = self.promised_to(Target::Worker(slot)) {
            return Err(in_use(
                Kind::Worker,
                &id.0,
                sentence!("task {} is promised to nobody else", "la tarea {} no está prometida a nadie más"; task),
            ));
        }
        self.unsort_worker(slot);
        self.workers.remove(slot);
        self.tell(Event::WorkerDeleted { worker: id.clone() });
        self.know_workers_anew();
        Ok(())
    }

    pub(super) fn rename_worker(&mut self, id: &WorkerId, name: &Text) -> Result<(), Refused> {
        let slot = self.workers.need_id(id.as_str())?;
        self.workers.may_be_called(name, Some(slot))?;
        self.workers.change(slot, |worker| worker.name = name.clone());
        self.tell(Event::WorkerAttributesChanged { worker: id.clone() });
        self.sort_renamed_worker(slot);
        self.know_workers_anew();
        Ok(())
    }

    pub(super) fn set_worker_attributes(
        &mut self,
        id: &WorkerId,
        attributes: Attributes,
    ) -> Result<(), Refused> {
        let slot = self.workers.need_id(id.as_str())?;
        check_attributes(Some(&attributes))?;
        let known = self.columns.values(&attributes);
        let worker = &mut self.workers[slot];
        worker.known = known;
        let before = std::mem::replace(&mut worker.attributes, attributes);
        self.tell(Event::WorkerAttributesChanged { worker: id.clone() });
        self.sort_changed_worker(slot, &before);
        Ok(())
    }

    pub(super) fn set_worker_activity(
        &mut self,
        id: &WorkerId,
        activity: &ActivityId,
        reject_pending: bool,
    ) -> Result<(), Refused> {
        let slot = self.workers.need_id(id.as_str())?;
        let to = self.activities.need(activity.as_str())?;
        if reject_pending && self.activities[to].available {
            return Err(Refused::StaysAvailable(activity.clone()));
        }
        self.workers[slot].misses = 0;
        self.set_activity(slot, to);
        if reject_pending {
            let is_pending =
                |id: &&ReservationId| self.reservations[id].status == ReservationStatus::Pending;
            let pending: Vec<ReservationId> =
                self.workers[slot].open.iter().filter(is_pending).copied().collect();
            for reservation in pending {
                self.refuse(reservation, ReservationStatus::Rejected);
            }
        }
        Ok(())
    }

    /// Lets a worker do something else; nothing happens when it is the same.
    pub(super) fn set_activity(&mut self, worker: u32, activity: u32) {
        let now = self.now;
        let state = &mut self.workers[worker];
        state.misses = 0;
        if state.activity == activity {
            return;
        }
        let before = std::mem::replace(&mut state.activity, activity);
        let since = std::mem::replace(&mut state.since, now);
        let event = Event::WorkerActivityChanged {
            worker: state.id.clone(),
            previous: self.activities[before].id.clone(),
            activity: self.activities[activity].id.clone(),
            previous_millis: now.millis_since(since),
        };
        for queue in &state.queues {
            let queue = &mut self.queues[*queue];
            queue.count(before, false);
            queue.count(activity, true);
        }
        self.tell(event);
        self.touch(worker);
    }

    pub(super) fn set_capacity(
        &mut self,
        id: &WorkerId,
        channel: &ChannelId,
        capacity: Option<u8>,
        available: Option<bool>,
    ) -> Result<(), Refused> {
        let slot = self.workers.need_id(id.as_str())?;
        let number = self.channels.need(channel.as_str())?;
        let channel = self.channels[number].id.clone();
        if let Some(capacity) = capacity {
            in_range("The capacity of a worker", capacity.into(), 0, MOST_CAPACITY)?;
        }
        let Some(share) = self.workers[slot].shares.get_mut(number as usize) else { return Ok(()) };
        let before = *share;
        share.capacity = capacity.unwrap_or(before.capacity);
        share.is_available = available.unwrap_or(before.is_available);
        let after = *share;
        if before.capacity != after.capacity {
            self.tell(Event::WorkerCapacityChanged {
                worker: id.clone(),
                channel: channel.clone(),
                previous: before.capacity,
                capacity: after.capacity,
            });
        }
        if before.is_available != after.is_available {
            let (worker, available) = (id.clone(), after.is_available);
            self.tell(Event::WorkerChannelAvailabilityChanged { worker, channel, available });
        }
        self.touch(slot);
        Ok(())
    }

    /// The first of the tasks that wait for a worker because they were created for that one.
    fn first_for_nobody_else(&self, worker: u32) -> Option<TaskId> {
        let groups = self.pool.named.get(&worker)?.iter();
        let waiting = groups
            .filter_map(|group| self.pool.groups.get(*group))
            .filter(|group| group.key.queue.is_none())
            .flat_map(|group| &group.waiting);
        waiting.map(|key| key.task()).min()
    }

    /// Looks up anew whom waiting tasks know, since somebody came, went or changed name.
    fn know_workers_anew(&mut self) {
        let knowing: Vec<TaskId> = self.pool.knowing.iter().copied().collect();
        for id in knowing {
            self.place_anew(id);
        }
    }
}

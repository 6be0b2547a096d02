//! Staff: what workers are doing, apart from tasks of the desk.

use super::{Desk, NotPossible, names};
use crate::attributes::Attributes;
use crate::crew::Activity;
use crate::ids::{ActivityId, ChannelId, QueueId, TaskId, Text, WorkerId};
use crate::time::Time;
use crate::workspace::{Input, LONGEST_LIFE, NewTask, RoutingTarget, Waiting};

/// The activity of those who are sent away where a crew has none for it.
const AWAY: &str = "Offline";

impl Desk {
    /// A worker does something else. Who goes away refuses what is offered at that moment.
    ///
    /// # Errors
    /// When there is no such worker or activity.
    pub fn set_activity(
        &mut self,
        who: &str,
        activity: &str,
        now: Time,
    ) -> Result<(), NotPossible> {
        let (worker, _) = self.worker(who)?;
        let (activity, is_available) = self.activity(activity)?;
        let reject_pending = !is_available;
        self.hand_in(Input::SetWorkerActivity { worker, activity, reject_pending }, now)
    }

    /// Everybody goes away, into the first activity of the crew that is not available.
    ///
    /// # Errors
    /// None that a crew which could be set up can cause.
    pub fn send_all_away(&mut self, now: Time) -> Result<(), NotPossible> {
        if self.activities.iter().all(|one| one.available) {
            let activity =
                Activity { id: ActivityId::default(), name: AWAY.into(), available: false };
            self.hand_in(Input::DefineActivity(activity.clone()), now)?;
            self.activities.push(activity);
        }
        let away = self.activities.iter().find(|one| !one.available);
        let away = away.map_or_else(|| Text::from(AWAY), |one| one.name.clone());
        let names: Vec<Text> = self.workspace.workers().map(|worker| worker.name).collect();
        for name in names {
            self.set_activity(&name, &away, now)?;
        }
        Ok(())
    }

    /// A queue is closed by hand, until it is opened. Who waits in it goes on waiting, or, when it is
    /// closed for everybody, has to go on.
    ///
    /// # Errors
    /// When there is no such queue.
    pub fn close_queue(
        &mut self,
        name: &str,
        for_everybody: bool,
        now: Time,
    ) -> Result<(), NotPossible> {
        let (id, _) = names::queue(&self.queues, name)?;
        let waiting = if for_everybody { Waiting::MoveOn } else { Waiting::Stay };
        self.hand_in(Input::CloseQueue { queue: QueueId(id), waiting, until: None }, now)
    }

    /// A queue is opened by hand.
    ///
    /// # Errors
    /// When there is no such queue.
    pub fn open_queue(&mut self, name: &str, now: Time) -> Result<(), NotPossible> {
        let (id, _) = names::queue(&self.queues, name)?;
        self.hand_in(Input::OpenQueue { queue: QueueId(id) }, now)
    }

    /// A worker has as much work of every channel as fits, from elsewhere.
    ///
    /// # Errors
    /// When there is no such worker.
    pub fn occupy(&mut self, who: &str, now: Time) -> Result<(), NotPossible> {
        self.pass(now);
        let (worker, _) = self.worker(who)?;
        let shares = self.workspace.worker(&worker).map(|view| view.channels).unwrap_or_default();
        for share in shares {
            for _ in share.facets.open..share.facets.configured {
                self.pretend(&worker, &share.channel)?;
            }
        }
        Ok(())
    }

    fn pretend(&mut self, worker: &WorkerId, channel: &ChannelId) -> Result<(), NotPossible> {
        let new = NewTask {
            plan: None,
            attributes: Attributes::default(),
            channel: channel.clone(),
            priority: 0,
            timeout_seconds: LONGEST_LIFE,
            virtual_start: None,
            routing_target: Some(RoutingTarget::Worker(worker.clone())),
            ignore_capacity: Some(true),
            not_before: None,
        };
        let before = self.news.len();
        let task = self.hand_in_task(new, None)?;
        self.pretended.insert(task);
        self.accept(task, Some(worker.as_str()), self.now)?;
        // What was told before the task was known as one that does not count.
        let mut place = 0;
        self.news.retain(|news| {
            place += 1;
            place <= before || news.task != task
        });
        Ok(())
    }

    /// A worker is done with all work from elsewhere.
    ///
    /// # Errors
    /// When there is no such worker.
    pub fn relieve(&mut self, who: &str, now: Time) -> Result<(), NotPossible> {
        self.pass(now);
        let (_, name) = self.worker(who)?;
        let theirs: Vec<TaskId> = self
            .pretended
            .iter()
            .filter(|task| self.standing(**task).is_some_and(|one| one.has.contains(&name)))
            .copied()
            .collect();
        for task in theirs {
            self.complete(task, None, now)?;
        }
        Ok(())
    }
}

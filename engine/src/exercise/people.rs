//! The people at a router, as virtual callers meet them.

use crate::exec::{Library, Rejected, TaskState};
use crate::exercise::caller::Caller;
use crate::scenario::{Office, Router, StaffIs, TaskAct, World};
use crate::time::Time;
use crate::value::Map;

/// Longer than any task lives.
const FOR_EVER_MILLIS: i64 = 15 * 24 * 3600 * 1000;

impl Caller<'_> {
    /// A router with its people on a day of some kind: all as the crew says, nobody there, or some
    /// of them busy.
    pub(super) fn staffed(&mut self, office: &dyn Office, now: Time) -> Box<dyn Router> {
        let mut router = office.open(now);
        // What the router refuses leaves its people as they are, which is a day too.
        match self.below(4) {
            0 => {
                let _ = router.staff(&StaffIs::NobodyWorks, now);
            }
            1 => {
                for who in router.people() {
                    if self.percent(50) {
                        let _ = router.staff(&StaffIs::Busy(who), now);
                    }
                }
            }
            _ => {}
        }
        router
    }

    /// What people do about a task that somebody waits for.
    pub(super) fn task_at_the_router(
        &mut self,
        library: &Library,
        world: &mut World,
    ) -> Result<(), Rejected> {
        let Some(stands) = world.standing().filter(|stands| !stands.is_over) else {
            return world.change_task(library, TaskState::Cancelled, Map::new());
        };
        let on_call = world.execution.call == crate::exec::CallState::Live;
        let can_hang_up = on_call && self.percent(12);
        if can_hang_up {
            return world.hang_up(library);
        }
        // A router that breaks down is none that could be asked, so this stays pretence.
        if self.percent(6) {
            let broken = TaskState::Failed("system-error".into());
            return world.change_task(library, broken, Map::new());
        }
        let act = if !stands.has.is_empty() {
            TaskAct::Complete
        } else if stands.asked.is_empty() || self.percent(25) {
            // Nobody does anything: until something happens by itself, or for good.
            let due = world.next_of_router().filter(|_| self.percent(60));
            let millis = due.map_or(FOR_EVER_MILLIS, |due| due.millis_since(world.now).max(0));
            world.pass(library, self, millis);
            return Ok(());
        } else if self.percent(25) {
            TaskAct::Refuse
        } else {
            TaskAct::Accept
        };
        // Somebody who is asked can accept and refuse, and whoever has it can be done.
        let done = world.act_on_task(library, act, None);
        debug_assert!(done.is_ok(), "{done:?}");
        Ok(())
    }
}

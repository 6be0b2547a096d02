//! Tasks that stay when everybody has gone home: in a queue that closes, in a target that does not end.

use super::{AtClosing, Crew, Queue};
use crate::hours::Hours;
use crate::plan::{Plan, Target};
use crate::problem::Problem;
use crate::sentence::sentence;
use crate::span::Span;

impl Crew {
    /// A warning for each last target without a time-out whose queue closes and still serves who waits.
    pub(super) fn kept_overnight(&self, plan: &Plan, found: &mut Vec<Problem>) {
        // Tasks of channels that wait for the opening are meant to stay.
        if self.channels.iter().all(|channel| channel.waits_for_opening) {
            return;
        }
        let lasts = plan.filters().iter().filter_map(|filter| filter.targets.last());
        for target in lasts.chain(plan.default_target()) {
            let Some(queue) = self.queue_of(target) else { continue };
            let is_kept = target.timeout.is_none() && queue.at_closing == AtClosing::ServeWaiting;
            if !is_kept || !self.closes(queue) {
                continue;
            }
            let at = Span::new(target.span.start as usize, target.span.start as usize + 1);
            found.push(Problem::warning("kept_overnight", at, sentence!(
                "Who still waits here when queue {} closes is kept until it opens again: this target has no time-out, and the queue serves who waits. Write at_closing = \"move-on\" in the queue.",
                "Quien siga esperando aquí cuando cierre la cola {} se queda hasta que vuelva a abrir: este destino no tiene límite de tiempo y la cola atiende a quien espera. Escriba at_closing = \"move-on\" en la cola.";
                queue.name
            )));
        }
        found.sort_by_key(|problem| problem.span);
    }

    fn queue_of(&self, target: &Target) -> Option<&Queue> {
        let named = target.queue.as_deref()?;
        self.queues.iter().find(|queue| queue.id.as_str() == named || &*queue.name == named)
    }

    /// Whether the calendar of a queue closes it at all.
    fn closes(&self, queue: &Queue) -> bool {
        let Some(named) = &queue.calendar else { return false };
        let named = named.as_str();
        let calendar = self.calendars.iter().find(|calendar| {
            calendar.id.as_str() == named || calendar.name.eq_ignore_ascii_case(named)
        });
        calendar
            .is_some_and(|calendar| Hours::read(calendar).0.next_change(crate::Time(0)).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_who_waits_when_the_queue_closes_is_not_kept_overnight_unseen() {
        let codes = |at_closing: &str, hours: &str, timeout: &str| -> Vec<&str> {
            let crew = Crew::read(&format!(
                r#"
                [[channel]]
                name = "voice"
                [[calendar]]
                name = "Office"
                time_zone = "UTC"
                week = {{ {hours} }}
                [[queue]]
                name = "Sales"
                calendar = "Office"
                {at_closing}
                "#
            ))
            .unwrap();
            let plan = Plan::read(&format!(
                r#"{{"task_routing": {{"filters": [{{"targets": [{{"queue": "Sales"{timeout}}}]}}]}}}}"#
            ));
            crew.problems_of(&plan).iter().map(|problem| problem.code.0).collect()
        };
        let monday = "monday = '09:00-18:00'";
        assert_eq!(codes("", monday, ""), ["kept_overnight"]);
        assert_eq!(codes("at_closing = 'serve-waiting'", monday, ""), ["kept_overnight"]);
        assert!(codes("at_closing = 'move-on'", monday, "").is_empty());
        assert_eq!(codes("", monday, r#", "timeout": 60"#), ["last_timeout"]);
        let week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let always = week.map(|day| format!("{day} = '00:00-24:00'")).join(", ");
        assert!(codes("", &always, "").is_empty());
    }
}

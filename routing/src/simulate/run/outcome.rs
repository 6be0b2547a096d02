//! What came of a run.

use super::Run;
use super::things::Person;
use crate::simulate::Ended;
use crate::simulate::report::{KindReport, QueueReport, Report, WorkerReport};
use crate::simulate::tally::share;

impl<F: FnMut(&Ended)> Run<'_, F> {
    /// What came of it.
    pub fn report(mut self) -> Report {
        let thresholds = self.thresholds;
        for person in &mut self.people {
            person.hands.count(self.end);
        }
        let mut teams: Vec<(u32, i64, i64)> = vec![(0, 0, 0); self.lines.len()];
        for person in &self.people {
            let queues = self.workspace.worker(&person.id).map(|view| view.queues);
            for queue in queues.into_iter().flatten() {
                let line = self.line_of.get(&queue).copied();
                if let Some(team) = line.and_then(|line| teams.get_mut(line)) {
                    team.0 += 1;
                    team.1 += person.hands.busy_millis;
                    team.2 += person.hands.staffed_millis;
                }
            }
        }
        let kinds = self.day.callers.iter().zip(&mut self.kinds);
        let queues = self.lines.into_iter().zip(teams);
        let people = self.people.into_iter();
        Report {
            seed: self.seed,
            counted_seconds: (self.end - self.counts_from) as f64 / 1000.0,
            service_level_seconds: thresholds.service_level,
            short_abandon_seconds: thresholds.short_abandon,
            total: self.total.figures(thresholds),
            kinds: kinds
                .map(|(caller, (_, count))| KindReport {
                    name: caller.name.clone(),
                    figures: count.figures(thresholds),
                })
                .collect(),
            queues: queues
                .map(|((queue, name, mut line), (workers, busy, staffed))| QueueReport {
                    queue,
                    name,
                    figures: line.count.figures(thresholds),
                    longest_queue: line.longest,
                    workers,
                    occupancy: occupancy(busy, staffed),
                })
                .collect(),
            workers: people
                .map(|Person { id, name, hands, .. }| WorkerReport {
                    worker: id,
                    name,
                    answered: hands.answered,
                    missed: hands.missed,
                    at_work_millis: hands.staffed_millis,
                    busy_millis: hands.busy_millis,
                    occupancy: occupancy(hands.busy_millis, hands.staffed_millis),
                })
                .collect(),
        }
    }
}

fn occupancy(busy: i64, staffed: i64) -> Option<f64> {
    share(busy.unsigned_abs(), staffed.unsigned_abs())
}

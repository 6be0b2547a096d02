//! Plans made ready: expressions compiled, limits added up.

use crate::expression::{Place, Program};
use crate::ids::{PlanId, Text};
use crate::plan::{KnownWorker, Order, Plan, Target, Written};
use crate::time::Secs;

/// A plan made ready. Tasks stay with the one they began by when the plan changes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlanProgram {
    /// Tells it from every other, earlier ones of the same plan too.
    pub serial: u64,
    pub plan: PlanId,
    pub reservation: Option<Secs>,
    pub filters: Vec<FilterProgram>,
    pub default: Option<Step>,
}

/// A filter made ready.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FilterProgram {
    pub name: Option<Text>,
    pub test: Program,
    pub steps: Vec<Step>,
}

/// A target made ready.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    /// Which step of the plan, counted over all filters.
    pub number: u32,
    pub queue: Option<Text>,
    pub priority: Option<u32>,
    /// How long after entering the filter it is over.
    pub limit_millis: Option<i64>,
    /// None holds for everybody.
    pub condition: Option<Program>,
    pub condition_text: Text,
    pub order: Vec<Order>,
    pub skip: Option<Program>,
    pub known: Option<KnownWorker>,
}

impl PlanProgram {
    pub fn new(plan: &Plan, id: PlanId, reservation: Option<Secs>, serial: u64) -> PlanProgram {
        let mut number = 0;
        let mut next = || {
            number += 1;
            number - 1
        };
        let filters = plan.filters().iter().map(|filter| {
            let mut limit = 0_i64;
            let steps = filter.targets.iter().map(|target| {
                limit = limit.saturating_add(target.timeout.map_or(0, Secs::millis));
                let limit = target.timeout.map(|_| limit);
                Step::new(target, next(), limit)
            });
            FilterProgram {
                name: filter.name.clone(),
                test: program(filter.expression.as_ref(), Place::Filter)
                    .unwrap_or_else(Program::always),
                steps: steps.collect(),
            }
        });
        let filters = filters.collect();
        let default = plan.default_target().map(|target| Step::new(target, next(), None));
        PlanProgram { serial, plan: id, reservation, filters, default }
    }
}

impl Step {
    fn new(target: &Target, number: u32, limit_millis: Option<i64>) -> Step {
        let condition = program(target.expression.as_ref(), Place::Target);
        Step {
            number,
            queue: target.queue.clone(),
            priority: target.priority,
            limit_millis,
            condition: condition.filter(|condition| !condition.is_always()),
            condition_text: target
                .expression
                .as_ref()
                .map_or_else(|| Text::from(""), |written| written.expression.text().into()),
            order: target.order.clone(),
            skip: program(target.skip.as_ref(), Place::Skip),
            known: target.known_worker.clone(),
        }
    }
}

fn program(written: Option<&Written>, place: Place) -> Option<Program> {
    written.map(|written| written.expression.compile(place))
}

//! Plans made ready: expressions compiled, limits added up.

use std::collections::BTreeMap;

use crate::expression::{Path, Place, Program};
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
    /// What the filters ask of tasks.
    pub task_paths: Vec<Path>,
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
    /// The number of its queue's spelling.
    pub queue: Option<u32>,
    pub priority: Option<u32>,
    /// How long after entering the filter it is over.
    pub limit_millis: Option<i64>,
    /// None holds for everybody.
    pub condition: Option<Condition>,
    pub condition_text: Text,
    pub order: Vec<Order>,
    /// The numbers under which what it orders by is known of workers.
    pub order_numbers: Vec<u32>,
    pub skip: Option<Program>,
    pub known: Option<KnownWorker>,
}

/// The condition of a target made ready.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    /// The first step of the plan with this condition.
    pub number: u32,
    pub whole: Program,
    /// The part whose answer changes only with names and attributes.
    pub lasting: Program,
    /// The part whose answer changes with what workers are doing; none when nothing is asked of that.
    pub momentary: Option<Program>,
}

impl PlanProgram {
    /// Makes a plan ready; `refer` numbers the spellings of queues, and `known_as` what is asked of
    /// workers.
    pub fn new(
        plan: &Plan,
        id: PlanId,
        reservation: Option<Secs>,
        serial: u64,
        mut refer: impl FnMut(&Text) -> u32,
        known_as: &mut dyn FnMut(&Path) -> u32,
    ) -> PlanProgram {
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
                Step::new(target, next(), limit, &mut refer)
            });
            FilterProgram {
                name: filter.name.clone(),
                test: program(filter.expression.as_ref(), Place::Filter)
                    .unwrap_or_else(Program::always),
                steps: steps.collect(),
            }
        });
        let filters = filters.collect();
        let default =
            plan.default_target().map(|target| Step::new(target, next(), None, &mut refer));
        let task_paths = Vec::new();
        let mut program =
            PlanProgram { serial, plan: id, reservation, task_paths, filters, default };
        program.number(known_as);
        program
    }

    /// Gives conditions that say the same the same number, and numbers what is asked: attributes of
    /// tasks once for all filters, attributes of workers as they are known.
    fn number(&mut self, known_as: &mut dyn FnMut(&Path) -> u32) {
        for filter in &mut self.filters {
            filter.test.number_task_paths(&mut self.task_paths);
        }
        let mut known: BTreeMap<Text, u32> = BTreeMap::new();
        let steps = self.filters.iter_mut().flat_map(|filter| &mut filter.steps);
        for step in steps.chain(&mut self.default) {
            step.order_numbers = step.order.iter().map(|clause| known_as(&clause.path)).collect();
            let Some(condition) = &mut step.condition else { continue };
            let text = step.condition_text.clone();
            condition.number = *known.entry(text).or_insert(condition.number);
            condition.whole.number_worker_paths(known_as);
            condition.lasting.number_worker_paths(known_as);
            if let Some(momentary) = &mut condition.momentary {
                momentary.number_worker_paths(known_as);
            }
        }
    }
}

impl Step {
    fn new(
        target: &Target,
        number: u32,
        limit_millis: Option<i64>,
        refer: &mut impl FnMut(&Text) -> u32,
    ) -> Step {
        let whole = program(target.expression.as_ref(), Place::Target);
        let condition = whole.filter(|whole| !whole.is_always()).map(|whole| {
            let (lasting, momentary) = whole.parted();
            let momentary = Some(momentary).filter(|momentary| !momentary.is_always());
            Condition { number, whole, lasting, momentary }
        });
        Step {
            queue: target.queue.as_ref().map(refer),
            priority: target.priority,
            limit_millis,
            condition,
            condition_text: target
                .expression
                .as_ref()
                .map_or_else(|| Text::from(""), |written| written.expression.text().into()),
            order: target.order.clone(),
            order_numbers: Vec::new(),
            skip: program(target.skip.as_ref(), Place::Skip),
            known: target.known_worker.clone(),
        }
    }
}

fn program(written: Option<&Written>, place: Place) -> Option<Program> {
    written.map(|written| written.expression.compile(place))
}

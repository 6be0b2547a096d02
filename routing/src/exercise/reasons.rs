//! Why no task comes to a target.

use std::collections::BTreeSet;

use super::wish::{Wish, wishes};
use super::{Spot, Stage, Unreached, target};
use crate::expression::{Place, Subject};
use crate::plan::{Filter, Plan};

pub(super) fn unreached(
    plan: &Plan,
    stage: &Stage,
    reached: &BTreeSet<Spot>,
    spot: Spot,
) -> Unreached {
    let span = target(plan, spot).map_or_else(Default::default, |target| target.span);
    let (filter, reason) = match spot.0 {
        None => ("default filter".to_owned(), default_filter(plan)),
        Some(place) => {
            let filter = &plan.filters()[place as usize];
            (name(filter, place), of_filter(plan, stage, reached, filter, (place, spot.1)))
        }
    };
    Unreached { filter, target: spot.1 as usize + 1, span, reason }
}

fn name(filter: &Filter, place: u32) -> String {
    match &filter.name {
        Some(name) if !name.is_empty() => name.to_string(),
        _ => format!("{}", place + 1),
    }
}

fn default_filter(plan: &Plan) -> String {
    match takes_all(plan, plan.filters().len()) {
        Some(earlier) => format!("filter {earlier} takes every task"),
        None => "every task that was tried is for a filter".to_owned(),
    }
}

/// The name of a filter before `place` that takes every task and keeps it.
fn takes_all(plan: &Plan, place: usize) -> Option<String> {
    (0u32..).zip(plan.filters()).take(place).find_map(|(number, filter)| {
        let all = filter
            .expression
            .as_ref()
            .is_none_or(|written| written.expression.compile(Place::Filter).is_always());
        let keeps = filter.targets.iter().any(|target| {
            target.queue.is_some() && target.timeout.is_none() && target.skip.is_none()
        });
        (all && keeps).then(|| format!("\"{}\"", name(filter, number)))
    })
}

fn of_filter(
    plan: &Plan,
    stage: &Stage,
    reached: &BTreeSet<Spot>,
    filter: &Filter,
    (place, step): (u32, u32),
) -> String {
    if filter.targets[step as usize].queue.is_none() {
        return "no queue is named, here or before".to_owned();
    }
    if step > 0 && (0..step).any(|before| reached.contains(&(Some(place), before))) {
        let stays = filter.targets[..step as usize]
            .iter()
            .position(|target| target.timeout.is_none() && target.skip.is_none());
        return match stays {
            Some(before) => {
                format!(
                    "tasks stay in target {}, which has neither time-out nor skip_if",
                    before + 1
                )
            }
            None => {
                match filter.targets[..step as usize].iter().rposition(|one| one.skip.is_some()) {
                    Some(before) => format!("skip_if of target {} was never met", before + 1),
                    None => "every task found a worker before".to_owned(),
                }
            }
        };
    }
    let Some(written) = &filter.expression else {
        return takes_all(plan, place as usize).map_or_else(
            || "no task came this far".to_owned(),
            |by| format!("filter {by} takes every task"),
        );
    };
    if !written.expression.is_whole() {
        return "the filter's expression cannot be read, so it is for no task".to_owned();
    }
    if let Some(by) = takes_all(plan, place as usize) {
        return format!("filter {by} takes every task");
    }
    if wishes(&written.expression, Place::Filter, &Wish::default()).is_empty() {
        return "no task can be what the filter's expression asks for".to_owned();
    }
    let program = written.expression.compile(Place::Filter);
    let meets = stage.tasks.iter().any(|wish| program.holds(&Subject::of_task(&wish.task())));
    if meets {
        "every task that it is for is for an earlier filter too".to_owned()
    } else {
        "no task was found that the filter's expression is for".to_owned()
    }
}

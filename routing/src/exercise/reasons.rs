//! Why no task comes to a target.

use std::collections::BTreeSet;

use super::wish::{Wish, wishes};
use super::{Spot, Stage, Unreached, target};
use crate::expression::{Place, Subject};
use crate::plan::{Filter, Plan};
use crate::sentence::{Sentence, sentence};

pub(super) fn unreached(
    plan: &Plan,
    stage: &Stage,
    reached: &BTreeSet<Spot>,
    spot: Spot,
) -> Unreached {
    let span = target(plan, spot).map_or_else(Default::default, |target| target.span);
    let (filter, reason) = match spot.0 {
        None => (sentence!("default filter", "filtro por defecto"), default_filter(plan)),
        Some(place) => {
            let filter = &plan.filters()[place as usize];
            (
                Sentence::same(&name(filter, place)),
                of_filter(plan, stage, reached, filter, (place, spot.1)),
            )
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

fn default_filter(plan: &Plan) -> Sentence {
    match takes_all(plan, plan.filters().len()) {
        Some(earlier) => taken(&earlier),
        None => sentence!(
            "every task that was tried is for a filter",
            "todas las tareas que se probaron son para algún filtro",
        ),
    }
}

fn taken(by: &str) -> Sentence {
    sentence!("filter {} takes every task", "el filtro {} acepta todas las tareas"; by)
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
) -> Sentence {
    if filter.targets[step as usize].queue.is_none() {
        return sentence!(
            "no queue is named, here or before",
            "no se nombra ninguna cola, ni aquí ni antes",
        );
    }
    if step > 0 && (0..step).any(|before| reached.contains(&(Some(place), before))) {
        let stays = filter.targets[..step as usize]
            .iter()
            .position(|target| target.timeout.is_none() && target.skip.is_none());
        return match stays {
            Some(before) => sentence!(
                "tasks stay in target {}, which has neither time-out nor skip_if",
                "las tareas se quedan en el destino {}, que no tiene ni límite de tiempo ni skip_if";
                before + 1
            ),
            None => {
                match filter.targets[..step as usize].iter().rposition(|one| one.skip.is_some()) {
                    Some(before) => sentence!(
                        "skip_if of target {} was never met",
                        "el skip_if del destino {} no se cumplió nunca";
                        before + 1
                    ),
                    None => sentence!(
                        "every task found a worker before",
                        "todas las tareas encontraron antes a alguien",
                    ),
                }
            }
        };
    }
    let Some(written) = &filter.expression else {
        return takes_all(plan, place as usize).map_or_else(
            || sentence!("no task came this far", "ninguna tarea llegó hasta aquí"),
            |by| taken(&by),
        );
    };
    if !written.expression.is_whole() {
        return sentence!(
            "the filter's expression cannot be read, so it is for no task",
            "la expresión del filtro no se puede leer, así que no es para ninguna tarea",
        );
    }
    if let Some(by) = takes_all(plan, place as usize) {
        return taken(&by);
    }
    if wishes(&written.expression, Place::Filter, &Wish::default()).is_empty() {
        return sentence!(
            "no task can be what the filter's expression asks for",
            "ninguna tarea puede ser lo que pide la expresión del filtro",
        );
    }
    let program = written.expression.compile(Place::Filter);
    let meets = stage.tasks.iter().any(|wish| program.holds(&Subject::of_task(&wish.task())));
    if meets {
        sentence!(
            "every task that it is for is for an earlier filter too",
            "todas las tareas para las que es lo son también para un filtro anterior",
        )
    } else {
        sentence!(
            "no task was found that the filter's expression is for",
            "no se encontró ninguna tarea que cumpla la expresión del filtro",
        )
    }
}

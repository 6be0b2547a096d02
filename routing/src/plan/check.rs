//! What is wrong with a plan, given what stands around it.

use super::read::did_you_mean;
use super::{Plan, Target, Written};
use crate::expression::{Constant, Node, OperandKind, Place, Vocabulary, lint, nearest};
use crate::problem::Problem;
use crate::sentence::{Sentence, sentence};
use crate::span::Span;

/// What stands around a plan.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'a> {
    /// The ids and names of the queues that exist; empty means that nothing is known of them.
    pub queues: &'a [&'a str],
    /// The attributes of tasks that exist; empty means that nothing is known of them.
    pub tasks: Option<&'a Vocabulary>,
    /// The attributes of workers that exist; empty means that nothing is known of them.
    pub workers: Option<&'a Vocabulary>,
}

pub(super) fn check(plan: &Plan, surroundings: &Surroundings<'_>) -> Vec<Problem> {
    let nothing = Vocabulary::default();
    let mut checker = Checker {
        plan,
        queues: surroundings.queues,
        tasks: surroundings.tasks.unwrap_or(&nothing),
        workers: surroundings.workers.unwrap_or(&nothing),
        found: plan.problems.clone(),
    };
    let mut takes_all: Option<Sentence> = None;
    for (place, filter) in plan.filters.iter().enumerate() {
        let name = match &filter.name {
            Some(name) if !name.is_empty() => Sentence::same(&format!("\"{name}\"")),
            _ => sentence!("number {}", "número {}"; place + 1),
        };
        let head = Span::new(filter.span.start as usize, filter.span.start as usize + 1);
        if let Some(earlier) = &takes_all {
            let message = sentence!(
                "Filter {} is never reached: filter {} before it takes every task and keeps it. Move it up, or narrow the other.",
                "Nunca se llega al filtro {}: el filtro {} está antes, acepta todas las tareas y se las queda. Súbalo o restrinja el otro.";
                name,
                earlier
            );
            checker.found.push(Problem::warning("unreachable_filter", head, message));
        }
        if let Some(written) = &filter.expression {
            checker.lint(written, Place::Filter);
        }
        for (step, target) in filter.targets.iter().enumerate() {
            checker.target(target);
            let is_last = step + 1 == filter.targets.len();
            if !is_last && target.timeout.is_none() && target.skip.is_none() {
                let after = Span::new(target.span.start as usize, target.span.start as usize + 1);
                let message = sentence!(
                    "Tasks never leave this target of filter {}: it has neither a time-out nor skip_if, so what follows it is never tried. Add one of them, or remove the rest.",
                    "Las tareas no salen nunca de este destino del filtro {}: no tiene ni límite de tiempo ni skip_if, así que lo que sigue no se prueba nunca. Añada uno de los dos o quite el resto.";
                    name
                );
                checker.found.push(Problem::warning("unreachable_target", after, message));
                break;
            }
        }
        let is_for_all = filter
            .expression
            .as_ref()
            .is_none_or(|written| written.expression.compile(Place::Filter).is_always());
        let keeps = filter.targets.iter().any(|target| {
            target.queue.is_some() && target.timeout.is_none() && target.skip.is_none()
        });
        if is_for_all && keeps && takes_all.is_none() {
            takes_all = Some(name.clone());
        }
        let is_last = place + 1 == plan.filters.len();
        if let Some(last) = filter.targets.last()
            && last.timeout.is_some()
            && is_last
        {
            let at = Span::new(last.span.start as usize, last.span.start as usize + 1);
            let message = sentence!(
                "When the last target of filter {} times out there is nothing left, and the task is canceled, even with the caller on the line. Remove its time-out, or add a filter for what is left.",
                "Cuando acaba el tiempo del último destino del filtro {} no queda nada y la tarea se cancela, aunque quien llama siga en la línea. Quite su límite de tiempo o añada un filtro para lo que quede.";
                name
            );
            checker.found.push(Problem::warning("last_timeout", at, message));
        }
    }
    if let Some(target) = &plan.default {
        checker.target(target);
    }
    let mut found = checker.found;
    found.sort_by_key(|problem| problem.span);
    found.dedup();
    found
}

struct Checker<'a> {
    plan: &'a Plan,
    queues: &'a [&'a str],
    tasks: &'a Vocabulary,
    workers: &'a Vocabulary,
    found: Vec<Problem>,
}

impl Checker<'_> {
    fn target(&mut self, target: &Target) {
        if let (Some(queue), Some(span)) = (&target.queue, target.queue_span)
            && !self.queues.is_empty()
            && !self.queues.contains(&queue.as_ref())
        {
            let meant = nearest(queue, self.queues.iter().copied()).map_or_else(
                || sentence!("Define it, or name another.", "Defínala o nombre otra."),
                did_you_mean,
            );
            let message = sentence!(
                "There is no queue {}; targets without a queue are passed over. {}",
                "No hay ninguna cola {}; los destinos sin cola pasan de largo. {}";
                queue,
                meant
            );
            self.found.push(Problem::error("unknown_queue", span, message));
        }
        if let Some(written) = &target.expression {
            self.lint(written, Place::Target);
        }
        if let Some(written) = &target.skip {
            self.lint(written, Place::Skip);
            self.capacity(written);
        }
    }

    /// `workers.available == 0` does not mean that nobody is free.
    fn capacity(&mut self, written: &Written) {
        let mut asks = None;
        written.expression.tree().for_each_comparison(&mut |comparison| {
            let is_count = matches!(&comparison.left.kind, OperandKind::Key(path) if path.to_string() == "workers.available");
            let is_zero = matches!(&comparison.right.kind, OperandKind::Constant(Constant::Number(number)) if *number == 0.0);
            if is_count && is_zero {
                asks = Some(comparison.left.span.to(comparison.right.span));
            }
        });
        if let Some(part) = asks {
            let span = written.place(&self.plan.text, part);
            self.found.push(Problem::warning("busy_is_available", span, sentence!(
                "workers.available counts who is in an available activity, busy or not: this is not met when everybody is busy. To go on when nobody is free, write 1==1.",
                "workers.available cuenta a quienes están en una actividad disponible, ocupados o no: esto no se cumple cuando todo el mundo está ocupado. Para seguir cuando nadie esté libre, escriba 1==1.",
            )));
        }
    }

    fn lint(&mut self, written: &Written, place: Place) {
        if matches!(written.expression.tree(), Node::Empty) {
            return;
        }
        for problem in lint(&written.expression, place, self.tasks, self.workers) {
            let span = written.place(&self.plan.text, problem.span);
            self.found.push(Problem { span, ..problem });
        }
    }
}

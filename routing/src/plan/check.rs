//! What is wrong with a plan, given what stands around it.

use super::read::did_you_mean;
use super::{Filter, Plan, Target, Written};
use crate::expression::{
    Constant, Expression, Node, OperandKind, Operator, Path, Place, Vocabulary, lint, nearest,
};
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
    /// The ids and names of the activities that exist; empty means that nothing is known of them.
    pub activities: &'a [&'a str],
    /// The channels of which some worker takes several tasks at a time.
    pub several_at_a_time: &'a [&'a str],
}

pub(super) fn check(plan: &Plan, surroundings: &Surroundings<'_>) -> Vec<Problem> {
    let nothing = Vocabulary::default();
    let mut checker = Checker {
        plan,
        queues: surroundings.queues,
        tasks: surroundings.tasks.unwrap_or(&nothing),
        workers: surroundings.workers.unwrap_or(&nothing),
        activities: surroundings.activities,
        several_at_a_time: surroundings.several_at_a_time,
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
            checker.known_worker(filter, target);
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
        let later = plan.filters.get(place + 1..).unwrap_or_default();
        if let Some(last) = filter.targets.last()
            && last.timeout.is_some()
            && !later.iter().any(|one| is_surely_for_all_of(one, filter))
        {
            let at = Span::new(last.span.start as usize, last.span.start as usize + 1);
            let message = if later.is_empty() {
                sentence!(
                    "When the last target of filter {} times out there is nothing left, and the task is canceled, even with the caller on the line. Remove its time-out, or add a filter for what is left.",
                    "Cuando acaba el tiempo del último destino del filtro {} no queda nada y la tarea se cancela, aunque quien llama siga en la línea. Quite su límite de tiempo o añada un filtro para lo que quede.";
                    name
                )
            } else {
                sentence!(
                    "When the last target of filter {} times out, a task that no later filter is for is canceled, even with the caller on the line. Add a target without a time-out, or a later filter for all that comes here.",
                    "Cuando acaba el tiempo del último destino del filtro {}, la tarea para la que no haya ningún filtro posterior se cancela, aunque quien llama siga en la línea. Añada un destino sin límite de tiempo o, más abajo, un filtro para todo lo que llega aquí.";
                    name
                )
            };
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

/// Whether the filter `later` takes every task that `filter` takes.
fn is_surely_for_all_of(later: &Filter, filter: &Filter) -> bool {
    let Some(wide) = &later.expression else { return true };
    let is_implied = |narrow: &Written| narrow.expression.implies(&wide.expression);
    wide.expression.compile(Place::Filter).is_always()
        || filter.expression.as_ref().is_some_and(is_implied)
}

/// Whether an expression about tasks, or about tasks and workers, asks for an attribute of the task.
fn reads(expression: &Expression, wanted: &Path) -> bool {
    let mut found = false;
    expression.tree().for_each_comparison(&mut |comparison| {
        for operand in [&comparison.left, &comparison.right] {
            if let OperandKind::Key(path) = &operand.kind {
                found |= path == wanted || (path.first() == "task" && path.rest() == *wanted);
            }
        }
    });
    found
}

struct Checker<'a> {
    plan: &'a Plan,
    queues: &'a [&'a str],
    tasks: &'a Vocabulary,
    workers: &'a Vocabulary,
    activities: &'a [&'a str],
    several_at_a_time: &'a [&'a str],
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
            self.counted(written);
        }
    }

    /// A target for one worker alone, who may not be there or not be named.
    fn known_worker(&mut self, filter: &Filter, target: &Target) {
        let Some(known) = &target.known_worker else { return };
        let at = Span::new(target.span.start as usize, target.span.start as usize + 1);
        if target.skip.is_none() && target.timeout.is_none() {
            self.found.push(Problem::warning("known_worker_forever", at, sentence!(
                "This target is for one worker alone and has neither a time-out nor skip_if: while that worker is not free, tasks wait here until they die. Add one of them, and a target for everybody.",
                "Este destino es para una sola persona y no tiene ni límite de tiempo ni skip_if: mientras no esté libre, las tareas esperan aquí hasta que mueren. Añada uno de los dos, y un destino para todo el mundo.",
            )));
        } else if target.skip.is_none() && !known.path.0.is_empty() {
            let names = |written: &Written| reads(&written.expression, &known.path);
            if ![&filter.expression, &target.expression].into_iter().flatten().any(names) {
                self.found.push(Problem::warning("known_nobody", at, sentence!(
                    "When task.{0} names nobody, tasks wait this target out, and nobody is asked. Add skip_if \"1==1\", or ask for {0} != null in the filter.",
                    "Cuando task.{0} no nombra a nadie, las tareas esperan todo este destino sin que se le ofrezcan a nadie. Añada skip_if \"1==1\" o pida {0} != null en el filtro.";
                    known.path
                )));
            }
        }
        let asks_for_calls =
            |written: &Written| written.expression.text().contains("worker.channel.voice.");
        if self.several_at_a_time.contains(&"voice")
            && !target.expression.as_ref().is_some_and(asks_for_calls)
        {
            self.found.push(Problem::warning("rings_during_a_call", at, sentence!(
                "This target rings one worker alone, and somebody in the crew takes several calls at a time, so that it can ring during a call. Add worker.channel.voice.available_capacity_percentage == 100 to its expression.",
                "Este destino llama a una sola persona, y en el equipo hay quien atiende varias llamadas a la vez, así que puede sonar durante una llamada. Añada worker.channel.voice.available_capacity_percentage == 100 a su expresión.",
            )));
        }
    }

    /// `workers.available == 0` does not mean that nobody is free.
    fn capacity(&mut self, written: &Written) {
        let mut asks = None;
        written.expression.tree().for_each_comparison(&mut |comparison| {
            let is_count = |kind: &OperandKind| matches!(kind, OperandKind::Key(path) if path.to_string() == "workers.available");
            let is = |kind: &OperandKind, wanted: f64| matches!(kind, OperandKind::Constant(Constant::Number(number)) if *number == wanted);
            let (left, right) = (&comparison.left.kind, &comparison.right.kind);
            let asks_for_none = match comparison.operator {
                Operator::Equal => {
                    (is_count(left) && is(right, 0.0)) || (is(left, 0.0) && is_count(right))
                }
                Operator::AtMost => is_count(left) && is(right, 0.0),
                Operator::Less => is_count(left) && is(right, 1.0),
                Operator::AtLeast => is(left, 0.0) && is_count(right),
                Operator::Greater => is(left, 1.0) && is_count(right),
                _ => false,
            };
            if asks_for_none {
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

    /// What a skip counts has to be an activity, or those who are available or not.
    fn counted(&mut self, written: &Written) {
        const COUNTS: [&str; 2] = ["available", "unavailable"];
        let mut unknown = Vec::new();
        written.expression.tree().for_each_comparison(&mut |comparison| {
            for operand in [&comparison.left, &comparison.right] {
                if let OperandKind::Key(path) = &operand.kind
                    && path.first() == "workers"
                    && path.0.len() > 1
                {
                    unknown.push((path.rest().to_string(), operand.span));
                }
            }
        });
        let known = || COUNTS.into_iter().chain(self.activities.iter().copied());
        let is_known = |name: &str| {
            COUNTS.contains(&name)
                || self.activities.iter().any(|one| one.eq_ignore_ascii_case(name))
        };
        unknown.retain(|(name, _)| !is_known(name));
        for (name, part) in unknown {
            let meant = match nearest(&name, known()) {
                Some(meant) => sentence!(
                    "Did you mean workers.{}?",
                    "¿Quería decir workers.{}?";
                    meant
                ),
                // Without a crew it may well be an activity.
                None if self.activities.is_empty() => continue,
                None => sentence!(
                    "Write workers.available, workers.unavailable, or one of the activities: {}.",
                    "Escriba workers.available, workers.unavailable o una de las actividades: {}.";
                    self.activities.join(", ")
                ),
            };
            let message = sentence!(
                "There is no activity {0}, so that workers.{0} counts nobody and this is never met. {1}",
                "No hay ninguna actividad {0}, así que workers.{0} no cuenta a nadie y esto no se cumple nunca. {1}";
                name,
                meant
            );
            let span = written.place(&self.plan.text, part);
            self.found.push(Problem::warning("unknown_activity", span, message));
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

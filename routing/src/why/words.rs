//! The words in which reasons are told. All of them stand here.

use super::{Known, NextEvent, NextKind, RouteWhy, SearchWhy, Verdict, Why, WorkerWhy};
use crate::time::Time;
use crate::workspace::TaskStatus;

/// A language in which reasons are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    English,
}

/// More workers with one and the same reason are counted, not named.
const MOST_NAMES: usize = 5;

pub(super) fn told(why: &Why, language: Language) -> String {
    match language {
        Language::English => english(why),
    }
}

fn english(why: &Why) -> String {
    let mut said = vec![format!("Task {} is {}{}.", why.task, why.status, because(why))];
    if !why.holders.is_empty() {
        let names: Vec<&str> = why.holders.iter().map(|holder| holder.as_str()).collect();
        said.push(format!("It is with {}.", names.join(" and ")));
    }
    if let Some(search) = &why.search {
        if why.status == TaskStatus::Assigned {
            said.push("Another worker is looked for.".to_owned());
        }
        route(search, &mut said);
        workers(search, &mut said);
    }
    said.extend(why.next.iter().map(|next| after(why.at, next)));
    said.join("\n") + "\n"
}

fn because(why: &Why) -> String {
    if why.reason.is_empty() { String::new() } else { format!(" ({})", why.reason) }
}

fn route(search: &SearchWhy, said: &mut Vec<String>) {
    let queue = search.queue.as_ref().map_or("", |queue| queue.as_str());
    match &search.route {
        RouteWhy::Queue => said.push(format!("It goes to queue {queue}, without conditions.")),
        RouteWhy::Worker(worker) => said.push(format!("It is for {worker} and for nobody else.")),
        RouteWhy::Plan { plan, filters, filter, target, targets, condition, known } => {
            let passed: Vec<String> = filters
                .iter()
                .filter(|filter| !filter.matches)
                .map(|filter| format!("\"{}\"", filter.name))
                .collect();
            if !passed.is_empty() {
                said.push(format!("Plan {plan} has no use for it in {}.", passed.join(", ")));
            }
            let place = match filter.and_then(|filter| filters.get(filter as usize)) {
                Some(filter) => {
                    format!("filter \"{}\", target {} of {targets}", filter.name, target + 1)
                }
                None => "the default filter".to_owned(),
            };
            said.push(format!("It is in {place} of plan {plan}: queue {queue}."));
            if !condition.is_empty() {
                said.push(format!("The target is for workers with {condition}"));
            }
            match known {
                Known::Anybody => {}
                Known::Worker(worker) => said.push(format!("The target is for {worker} alone.")),
                Known::Nobody { attribute } => said.push(format!(
                    "The target is for the worker whom task.{attribute} names, and it names nobody; the task waits the target out."
                )),
            }
        }
    }
    if let Some(position) = search.position {
        said.push(format!("It is number {position} of those who wait there."));
    }
    if search.rounds > 0 {
        said.push(format!("It has been offered {}.", times(search.rounds)));
    }
}

fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

fn workers(search: &SearchWhy, said: &mut Vec<String>) {
    if search.workers.is_empty() {
        said.push("Nobody serves that queue.".to_owned());
    }
    // The same reasons together, in the order in which they come up.
    let mut reasons: Vec<(String, Vec<&WorkerWhy>)> = Vec::new();
    for worker in &search.workers {
        let reason = reason(worker);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, workers)) => workers.push(worker),
            None => reasons.push((reason, vec![worker])),
        }
    }
    for (reason, workers) in reasons {
        let names: Vec<&str> =
            workers.iter().take(MOST_NAMES).map(|worker| worker.name.as_ref()).collect();
        let more = workers.len().saturating_sub(MOST_NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        said.push(format!("{}{more}: {reason}.", names.join(", ")));
    }
}

fn reason(worker: &WorkerWhy) -> String {
    let refused = if worker.has_refused { ", and refused or missed it before" } else { "" };
    let reason = match &worker.verdict {
        Verdict::Asked { .. } => "asked".to_owned(),
        Verdict::NotTheKnownOne => "not the one it is for".to_owned(),
        Verdict::ConditionFails => "does not meet the target's condition".to_owned(),
        Verdict::Away(activity) => format!("{activity}, which is not available"),
        Verdict::ChannelOff => "takes no tasks of this channel".to_owned(),
        Verdict::Full { capacity: 0 } => "has no capacity for this channel".to_owned(),
        Verdict::Full { capacity } => format!("busy with all that fit, which is {capacity}"),
        Verdict::Busy => "busy, and one task at a time is the rule".to_owned(),
        Verdict::HasIt => "has this task already".to_owned(),
        Verdict::Spared => "could take it, and others were asked first".to_owned(),
    };
    reason + refused
}

fn after(now: Time, next: &NextEvent) -> String {
    let seconds = next.at.millis_since(now).max(0) / 1000;
    let what = match next.what {
        NextKind::OfferEnds => "the offer ends unanswered",
        NextKind::WrapUpEnds => "after-work ends by itself",
        NextKind::TaskDies => "the task is canceled, if nobody has taken it",
        NextKind::NextTarget => "it goes on to the next target",
        NextKind::FilterEnds => {
            "the last target ends: a later filter is tried, or the task is canceled"
        }
        NextKind::Removal => "the task is taken away",
    };
    format!("In {seconds} s {what}.")
}

//! Telling reasons in sentences. Which words they are of stands in `words.rs`.

use super::words::{Number, Words};
use super::{FilterWhy, Known, NextEvent, NextKind, RouteWhy, SearchWhy, Verdict, Why, WorkerWhy};
use crate::language::{Language, filled, quoted};
use crate::time::Time;
use crate::workspace::{Cause, TaskStatus, reasons};

/// More workers with one and the same reason are counted, not named.
const MOST_NAMES: usize = 5;

pub(super) fn told(why: &Why, language: Language) -> String {
    let mut teller = Teller { words: Words::of(language), language, said: Vec::new() };
    teller.why(why);
    teller.said.join("\n") + "\n"
}

/// What happens by itself, in a sentence.
pub(super) fn happens(next: &NextEvent, now: Time, language: Language) -> String {
    let words = Words::of(language);
    let what = match next.what {
        NextKind::OfferEnds => words.offer_ends,
        NextKind::WrapUpEnds => words.wrap_up_ends,
        NextKind::TaskDies => words.task_dies,
        NextKind::QueueOpens => words.queue_opens,
        NextKind::PromiseComes => words.promise_comes,
        NextKind::NextTarget => words.next_target,
        NextKind::FilterEnds => words.filter_ends,
        NextKind::Removal | NextKind::Forgotten => words.removal,
    };
    match next.at.millis_since(now).max(0) / 1000 {
        0 => filled(words.happens_now, &[("what", what)]),
        seconds if next.what == NextKind::Forgotten => {
            filled(words.record_kept, &[("length", &language.length(seconds))])
        }
        seconds => {
            let length = language.length(seconds);
            filled(words.happens_in, &[("length", &length), ("what", what)])
        }
    }
}

/// What keeps workers from a task who are all kept from it by the same, without a full stop.
pub(super) fn kept(workers: &[&WorkerWhy], language: Language) -> String {
    let words = Words::of(language);
    let mut names: Vec<String> =
        workers.iter().take(MOST_NAMES).map(|worker| worker.name.to_string()).collect();
    if workers.len() > MOST_NAMES {
        let count = (workers.len() - MOST_NAMES).to_string();
        names.push(filled(words.more_names, &[("count", &count)]));
    }
    let names = language.list(&names);
    workers.first().map_or_else(String::new, |one| reason(one, workers.len(), &names, words))
}

/// The workers who are kept from a task by the same, and what that is, in the order in which they
/// come up; without full stops.
pub(crate) fn grouped(workers: &[WorkerWhy], language: Language) -> Vec<(Vec<&WorkerWhy>, String)> {
    let mut groups: Vec<(String, Vec<&WorkerWhy>)> = Vec::new();
    for worker in workers {
        let key = reason(worker, 2, "", Words::of(language));
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(worker),
            None => groups.push((key, vec![worker])),
        }
    }
    let told = |group: Vec<_>| {
        let said = kept(&group, language);
        (group, said)
    };
    groups.into_iter().map(|(_, group)| told(group)).collect()
}

/// What the task is and who has it.
pub(super) fn headlines(why: &Why, language: Language) -> Vec<String> {
    let mut teller = Teller { words: Words::of(language), language, said: Vec::new() };
    teller.head(why);
    if why.search.is_none() {
        teller.said.extend(why.next.iter().map(|next| happens(next, why.at, language)));
    }
    teller.said
}

/// The word for a task's status.
fn status(status: TaskStatus, words: &Words) -> &'static str {
    let [pending, reserved, assigned, wrapping, completed, canceled] = words.statuses;
    match status {
        TaskStatus::Pending => pending,
        TaskStatus::Reserved => reserved,
        TaskStatus::Assigned => assigned,
        TaskStatus::Wrapping => wrapping,
        TaskStatus::Completed => completed,
        TaskStatus::Canceled => canceled,
    }
}

fn reason(worker: &WorkerWhy, count: usize, names: &str, words: &Words) -> String {
    let (number, what) = match &worker.verdict {
        Verdict::Asked { .. } => (words.asked, ("", String::new())),
        Verdict::NotTheKnownOne => (words.not_the_known_one, ("", String::new())),
        Verdict::ConditionFails => (words.condition_fails, ("", String::new())),
        Verdict::Away(activity) => (words.away, ("activity", quoted(&activity.name))),
        Verdict::ChannelOff => (words.channel_off, ("", String::new())),
        Verdict::Full { capacity: 0 } => (words.no_capacity, ("", String::new())),
        Verdict::Full { capacity } => (words.full, ("capacity", capacity.to_string())),
        Verdict::Busy => (words.busy, ("", String::new())),
        Verdict::HasIt => (words.has_it, ("", String::new())),
        Verdict::Later => (words.later, ("", String::new())),
        Verdict::Spared => (words.spared, ("", String::new())),
    };
    let refused = if worker.has_refused { pick(words.refused_before, count) } else { "" };
    filled(pick(number, count), &[("names", names), (what.0, &what.1)]) + refused
}

fn pick(number: Number, count: usize) -> &'static str {
    if count == 1 { number.one } else { number.many }
}

struct Teller {
    words: &'static Words,
    language: Language,
    said: Vec<String>,
}

impl Teller {
    fn say(&mut self, template: &str, values: &[(&str, &str)]) {
        self.said.push(filled(template, values));
    }

    /// What it is and who has it.
    fn head(&mut self, why: &Why) {
        let task = why.task.to_string();
        let status = status(why.status, self.words);
        // The vendor's words stay in data.
        let reason = reasons::told(&why.reason).map(|reason| reason.of(self.language).to_owned());
        let reason = reason.unwrap_or_else(|| quoted(&why.reason));
        let is = [("task", task.as_str()), ("status", status), ("reason", &reason)];
        let template =
            if why.reason.is_empty() { self.words.task_is } else { self.words.task_is_because };
        self.say(template, &is);
        let is_promised = |next: &NextEvent| next.what == NextKind::PromiseComes;
        if why.next.iter().any(is_promised) {
            self.say(self.words.promised, &[]);
        }
        if why.search.is_none() && !why.closed.is_empty() {
            self.say(self.words.none_open, &[]);
            self.closed(why);
        }
        if !why.holders.is_empty() {
            let names: Vec<&str> = why.holders.iter().map(|holder| holder.name.as_ref()).collect();
            self.say(self.words.holders, &[("names", &self.language.list(&names))]);
        }
    }

    fn why(&mut self, why: &Why) {
        self.head(why);
        if let Some(search) = &why.search {
            if why.status == TaskStatus::Assigned {
                self.say(self.words.another_looked_for, &[]);
            }
            self.search(search);
            self.closed(why);
            let its_queue = search.queue.as_ref().map(|queue| &queue.id);
            if search.is_asleep {
                self.say(self.words.asleep, &[]);
            } else if why.closed.iter().any(|one| Some(&one.queue.id) == its_queue) {
                self.say(self.words.still_served, &[]);
            }
            self.workers(&search.workers);
        }
        self.said.extend(why.next.iter().map(|next| happens(next, why.at, self.language)));
    }

    fn closed(&mut self, why: &Why) {
        for one in &why.closed {
            let queue = quoted(&one.queue.name);
            match (one.cause, &one.holiday) {
                (Cause::Hand, _) => self.say(self.words.closed_by_hand, &[("queue", &queue)]),
                (Cause::Hours, None) => self.say(self.words.closed_hours, &[("queue", &queue)]),
                (Cause::Hours, Some(holiday)) => {
                    let said = [("queue", queue.as_str()), ("holiday", holiday)];
                    self.say(self.words.closed_holiday, &said);
                }
            }
            match (&one.opens_there, one.opens, one.cause) {
                (Some(there), ..) => {
                    let day = self.words.days.get(there.weekday).copied().unwrap_or_default();
                    let said = [("day", day), ("date", &there.date), ("clock", &there.clock)];
                    self.say(self.words.opens_at, &said);
                }
                (None, Some(opens), _) => {
                    let length = self.language.length(opens.millis_since(why.at) / 1000);
                    self.say(self.words.opens_in, &[("length", &length)]);
                }
                (None, None, Cause::Hand) => self.say(self.words.opens_by_hand, &[]),
                (None, None, Cause::Hours) => self.say(self.words.opens_never, &[]),
            }
        }
    }

    fn search(&mut self, search: &SearchWhy) {
        let queue = search.queue.as_ref().map_or_else(String::new, |queue| quoted(&queue.name));
        match &search.route {
            RouteWhy::Queue => self.say(self.words.goes_to_queue, &[("queue", &queue)]),
            RouteWhy::Worker(worker) => {
                self.say(self.words.goes_to_worker, &[("worker", &worker.name)]);
            }
            RouteWhy::Plan { plan, filters, filter, target, targets, condition, known } => {
                let plan = quoted(&plan.name);
                let here = filter.map_or(filters.len(), |filter| filter as usize);
                let before = filters.get(..here).unwrap_or_default();
                self.filters(before, false, self.words.filters_not_for_it, &plan);
                self.filters(before, true, self.words.filters_behind, &plan);
                let place = [
                    ("filter", filters.get(here).map_or(String::new(), |one| quoted(&one.name))),
                    ("target", (target + 1).to_string()),
                    ("targets", targets.to_string()),
                    ("plan", plan),
                    ("queue", queue),
                ];
                let place = place.each_ref().map(|(name, value)| (*name, value.as_str()));
                let template = match filter {
                    Some(_) => self.words.in_target,
                    None => self.words.in_default_filter,
                };
                self.say(template, &place);
                if !condition.is_empty() {
                    self.say(self.words.condition, &[("condition", condition)]);
                }
                match known {
                    Known::Anybody => {}
                    Known::Worker(worker) => {
                        self.say(self.words.known_worker, &[("worker", &worker.name)]);
                    }
                    Known::Nobody { attribute } => {
                        self.say(self.words.known_nobody, &[("attribute", attribute)]);
                    }
                }
            }
        }
        match search.position {
            None => {}
            Some(1) => self.say(self.words.first_in_line, &[]),
            Some(more) => self.say(self.words.place_in_line, &[("position", &more.to_string())]),
        }
        let [once, twice, often] = self.words.offered;
        match search.rounds {
            0 => {}
            1 => self.say(once, &[]),
            2 => self.say(twice, &[]),
            more => self.say(often, &[("count", &more.to_string())]),
        }
    }

    fn filters(&mut self, before: &[FilterWhy], matching: bool, number: Number, plan: &str) {
        let names: Vec<String> = before
            .iter()
            .filter(|one| one.matches == matching)
            .map(|one| quoted(&one.name))
            .collect();
        if !names.is_empty() {
            let listed = self.language.list(&names);
            self.say(pick(number, names.len()), &[("names", &listed), ("plan", plan)]);
        }
    }

    fn workers(&mut self, workers: &[WorkerWhy]) {
        if workers.is_empty() {
            self.say(self.words.nobody_serves, &[]);
        }
        let sentences = grouped(workers, self.language).into_iter();
        self.said.extend(sentences.map(|(_, said)| said + "."));
    }
}

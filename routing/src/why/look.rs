//! Looking for the reasons.

use super::{
    ClosedWhy, FilterWhy, Known, Named, NextEvent, NextKind, RouteWhy, SearchWhy, Shown, Verdict,
    Why, WorkerWhy,
};
use crate::expression::Subject;
use crate::ids::{TaskId, Text, WorkerId};
use crate::workspace::{At, ReservationStatus, Route, Search, Step, TaskState, Workspace, reasons};

pub(super) fn why(workspace: &Workspace, id: TaskId) -> Option<Why> {
    let task = workspace.tasks.get(&id)?;
    let open = workspace.open_reservations(id);
    let open = open.iter().filter_map(|id| workspace.reservations.get(id));
    let holders = open.clone().filter(|one| one.status != ReservationStatus::Pending).map(|one| {
        let name = workspace.workers.find(one.worker_id.as_str());
        let name = name.map_or(&one.worker_id.0, |worker| &workspace.workers[worker].name);
        Named { id: one.worker_id.clone(), name: name.clone() }
    });
    let mut next: Vec<NextEvent> = open
        .clone()
        .filter_map(|one| {
            let what = match one.status {
                ReservationStatus::Pending => NextKind::OfferEnds,
                _ => NextKind::WrapUpEnds,
            };
            Some(NextEvent { at: one.until?, what })
        })
        .collect();
    if (task.search.is_some() && task.transfer.is_none()) || task.promise.is_some() {
        next.push(NextEvent { at: task.dies, what: NextKind::TaskDies });
    }
    if let Some(search) = &task.search
        && let Some(limit) = search.limit
        && search.place.is_some()
    {
        let is_last = match &search.route {
            Route::Plan { program, at: At::Target { filter, target, .. }, .. } => {
                let steps = program.filters.get(*filter as usize).map_or(0, |one| one.steps.len());
                *target as usize + 1 >= steps
            }
            _ => true,
        };
        let what = if is_last { NextKind::FilterEnds } else { NextKind::NextTarget };
        next.push(NextEvent { at: limit, what });
    }
    let sleeps_in = task.search.as_ref().filter(|search| search.asleep_since.is_some());
    if let Some(queue) = sleeps_in.and_then(|search| search.queue) {
        let opens = workspace.queue_view(queue).changes;
        next.extend(opens.map(|at| NextEvent { at, what: NextKind::QueueOpens }));
    }
    let promise = task.promise.map(|promise| promise.at);
    next.extend(promise.map(|at| NextEvent { at, what: NextKind::PromiseComes }));
    let removal = if task.status.is_over() { NextKind::Forgotten } else { NextKind::Removal };
    next.extend(task.removal.map(|at| NextEvent { at, what: removal }));
    next.sort();
    Some(Why {
        task: id,
        at: workspace.now,
        status: task.status,
        reason: task.reason.clone(),
        search: task.search.as_ref().map(|search| search_why(workspace, id, task, search)),
        closed: closed(workspace, task),
        holders: holders.collect(),
        next,
    })
}

/// The closed queues that have to do with a task.
fn closed(workspace: &Workspace, task: &TaskState) -> Vec<ClosedWhy> {
    let mut queues: Vec<u32> = Vec::new();
    let of_steps = |steps: &[Step], queues: &mut Vec<u32>| {
        queues.extend(steps.iter().filter_map(|step| workspace.queue_of(step)));
    };
    match &task.search {
        Some(search) => {
            if let Route::Plan { program, at: At::Target { filter, target, .. }, .. } =
                &search.route
                && let Some(filter) = program.filters.get(*filter as usize)
            {
                of_steps(filter.steps.get(..*target as usize).unwrap_or_default(), &mut queues);
            }
            queues.extend(search.queue);
        }
        None if &*task.reason == reasons::QUEUE_CLOSED => {
            let program = task.plan.and_then(|plan| workspace.plan_program(plan));
            let subject = Subject::of_task(&task.attributes);
            for filter in program.iter().flat_map(|program| &program.filters) {
                if filter.test.holds(&subject) {
                    of_steps(&filter.steps, &mut queues);
                }
            }
            if let Some(program) = program {
                of_steps(program.default.as_slice(), &mut queues);
            }
        }
        None => {}
    }
    let mut told: Vec<u32> = Vec::new();
    for queue in queues {
        if !workspace.queues[queue].hours.standing.is_open && !told.contains(&queue) {
            told.push(queue);
        }
    }
    told.into_iter().map(|queue| closed_why(workspace, queue)).collect()
}

fn closed_why(workspace: &Workspace, slot: u32) -> ClosedWhy {
    let view = workspace.queue_view(slot);
    let calendar = workspace.queues[slot].hours.calendar.map(|one| &workspace.calendars[one]);
    let opens_there = calendar.zip(view.changes).map(|(calendar, opens)| {
        let (weekday, shown) = calendar.hours.shown(opens);
        let (date, clock) = shown.split_once(' ').unwrap_or((&shown, ""));
        Shown { weekday, date: date.into(), clock: clock.into() }
    });
    ClosedWhy {
        queue: Named { id: view.id, name: view.name },
        cause: view.cause,
        holiday: view.holiday.filter(|name| !name.is_empty()),
        opens: view.changes,
        opens_there,
    }
}

fn search_why(workspace: &Workspace, id: TaskId, task: &TaskState, search: &Search) -> SearchWhy {
    let workers: Vec<u32> = match (&search.route, search.queue) {
        (Route::Worker(worker), _) => vec![*worker],
        (_, Some(queue)) => workspace.queues[queue].members.iter().collect(),
        (_, None) => Vec::new(),
    };
    SearchWhy {
        route: route_why(workspace, task, search),
        queue: search.queue.map(|queue| {
            let queue = &workspace.queues[queue];
            Named { id: queue.id.clone(), name: queue.name.clone() }
        }),
        is_asleep: search.asleep_since.is_some(),
        position: workspace.position(id),
        workers: workers
            .into_iter()
            .map(|worker| WorkerWhy {
                worker: workspace.workers[worker].id.clone(),
                name: workspace.workers[worker].name.clone(),
                verdict: verdict(workspace, id, task, search, worker),
                has_refused: task.refusers.contains(&worker),
            })
            .collect(),
        rounds: search.rounds,
    }
}

fn route_why(workspace: &Workspace, task: &TaskState, search: &Search) -> RouteWhy {
    let (program, at) = match &search.route {
        Route::Queue => return RouteWhy::Queue,
        Route::Worker(worker) => return RouteWhy::Worker(named(workspace, *worker)),
        Route::Plan { program, at, .. } => (program, *at),
    };
    let (filter, target) = match at {
        At::Target { filter, target, .. } => (Some(filter), target),
        At::Default => (None, 0),
    };
    let looked_at = filter.map_or(program.filters.len(), |filter| filter as usize + 1);
    let subject = Subject::of_task(&task.attributes);
    let filters = program.filters.iter().take(looked_at).enumerate().map(|(place, one)| {
        let number = || Text::from((place + 1).to_string());
        FilterWhy {
            name: one.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(number),
            matches: one.test.holds(&subject),
        }
    });
    let step = search.route.step();
    let known = match step.and_then(|step| step.known.as_ref()) {
        None => Known::Anybody,
        Some(known) => match workspace.known_worker(known, &task.attributes) {
            Some(worker) => Known::Worker(named(workspace, worker)),
            None => Known::Nobody { attribute: known.path.to_string().into() },
        },
    };
    // A plan that was taken away meanwhile is called by its id.
    let plan_name = workspace.plans.find(program.plan.as_str());
    let plan_name = plan_name.map_or(&program.plan.0, |plan| &workspace.plans[plan].name);
    RouteWhy::Plan {
        plan: Named { id: program.plan.clone(), name: plan_name.clone() },
        filters: filters.collect(),
        filter,
        target,
        targets: filter
            .and_then(|filter| program.filters.get(filter as usize))
            .map_or(1, |filter| filter.steps.len() as u32),
        condition: step.map_or_else(|| Text::from(""), |step| step.condition_text.clone()),
        known,
    }
}

fn named(workspace: &Workspace, worker: u32) -> Named<WorkerId> {
    let worker = &workspace.workers[worker];
    Named { id: worker.id.clone(), name: worker.name.clone() }
}

fn verdict(
    workspace: &Workspace,
    id: TaskId,
    task: &TaskState,
    search: &Search,
    number: u32,
) -> Verdict {
    let worker = &workspace.workers[number];
    for reservation in &worker.open {
        let Some(one) = workspace.reservations.get(reservation).filter(|one| one.task == id) else {
            continue;
        };
        return match one.status {
            ReservationStatus::Pending => {
                Verdict::Asked { reservation: *reservation, until: one.until }
            }
            _ => Verdict::HasIt,
        };
    }
    if let Some(step) = search.route.step() {
        if let Some(known) = &step.known
            && workspace.known_worker(known, &task.attributes) != Some(number)
        {
            return Verdict::NotTheKnownOne;
        }
        if !workspace.fits(step, &task.attributes, number) {
            return Verdict::ConditionFails;
        }
    }
    let activity = &workspace.activities[worker.activity];
    if !activity.available {
        let (id, name) = (activity.id.clone(), activity.name.clone());
        return Verdict::Away(Named { id, name });
    }
    match worker.shares.get(task.channel as usize) {
        Some(share) if !share.is_available => Verdict::ChannelOff,
        Some(share) if share.open >= u32::from(share.capacity) => {
            Verdict::Full { capacity: share.capacity.into() }
        }
        _ if !workspace.settings.multi_task && !worker.open.is_empty() => Verdict::Busy,
        _ if search.asleep_since.is_some() => Verdict::Later,
        _ => Verdict::Spared,
    }
}

impl Workspace {
    /// A waiting task's place among those who wait in its queue, from 1.
    pub fn position(&self, id: TaskId) -> Option<usize> {
        let search = self.tasks.get(&id)?.search.as_ref()?;
        let (_, key) = search.place?;
        let queue = search.queue?;
        let before =
            self.tasks.iter().filter_map(|(_, task)| task.search.as_ref()).filter(|other| {
                other.queue == Some(queue) && other.place.is_some_and(|(_, other)| other < key)
            });
        Some(before.count() + 1)
    }
}

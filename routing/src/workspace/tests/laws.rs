//! What holds whatever happens.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::groups::Whom;
use super::*;
use crate::crew::{AtClosing, MissedOffer, Queue, QueueOrder, Settings, Worker, WorkerChannel};
use crate::expression::Subject;

const PLAN: &str = r#""filters": [
    {"expression": "kind == 'ladder'", "targets": [
        {"queue": "Q1", "expression": "worker.level >= task.level", "skip_if": "1==1", "timeout": 5},
        {"queue": "Q2", "timeout": 7, "priority": 3, "order_by": "worker.level DESC"},
        {"queue": "Q3", "timeout": 20}]},
    {"expression": "kind == 'known'", "targets": [
        {"queue": "Q1", "known_worker_sid": "task.agent", "timeout": 6}, {"timeout": 30, "skip_if": "workers.available == 0"}]},
    {"expression": "kind == 'busy'", "targets": [
        {"queue": "Q3", "expression": "worker.channel.voice.assigned_tasks >= 1 OR worker.activity_name == 'Reserve'", "timeout": 15}, {}]},
    {"expression": "kind == 'ladder' AND level < 2", "targets": [{"queue": "Q2", "skip_if": "workers.Offline > 0"}]}],
    "default_filter": {"queue": "Q2", "expression": "worker.level != task.level"}"#;

/// Open every other minute of the day on which these stories play.
const HOURS: &str = r#"
    [[calendar]]
    name = "Minutes"
    time_zone = "UTC"
    week = { thursday = ["00:00-00:01", "00:02-00:03", "00:04-00:05", "00:06-24:00"] }
    [[channel]]
    name = "mail"
    waits_for_opening = true
"#;

/// A thing that happens, by numbers that are taken modulo what there is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Happening(u8, u8, u8, u8);

pub(super) fn happenings(most: usize) -> impl Strategy<Value = Vec<Happening>> {
    let one = any::<(u8, u8, u8, u8)>().prop_map(|(a, b, c, d)| Happening(a, b, c, d));
    prop::collection::vec(one, 1..most)
}

fn crew() -> String {
    let mut crew = "[settings]\nreservation_seconds = 4\nmost_rounds = 6\nended_task_seconds = 9\n"
        .to_owned()
        + HOURS
        + &queue("Q1", "workers = \"level >= 1\"\ncalendar = \"Minutes\"")
        + &queue(
            "Q2",
            "max_reserved_workers = 2\ncalendar = \"Minutes\"\nat_closing = \"move-on\"",
        )
        + &queue("Q3", "order = \"lifo\"");
    for number in 0..5 {
        let rest = format!(
            "capacity = {{ voice = {}, chat = 2 }}\nattributes = {{ level = {number} }}",
            1 + number % 2
        );
        crew += &worker(&format!("W{number}"), &rest);
    }
    crew
}

/// The input that a happening means in a workspace.
fn input(workspace: &Workspace, Happening(what, a, b, c): Happening) -> Input {
    let worker = WorkerId::from(format!("W{}", a % 6).as_str());
    let known: Vec<TaskId> = workspace.tasks.iter().map(|(id, _)| id).collect();
    let task_id = match known.len() {
        0 => TaskId(1),
        count => known[count - 1 - usize::from(a) % count.min(8)],
    };
    let newest = workspace.next_reservation;
    let open: Vec<ReservationId> = workspace
        .reservations
        .iter()
        .filter(|(_, one)| one.status.is_open())
        .map(|(id, _)| id)
        .collect();
    let reservation = match open.len() {
        0 => ReservationId(newest.max(1)),
        _ if c == 7 => ReservationId(1 + u64::from(a) % newest.max(1)),
        count => open[usize::from(a) % count],
    };
    let activities = ["Available", "Reserve", "Offline", "Missed"];
    let activity: ActivityId = activities[usize::from(b) % 4].into();
    let attributes = Attributes::read(&format!(
        r#"{{"kind": "{}", "level": {}, "agent": "W{}"}}"#,
        ["ladder", "known", "busy", "other"][usize::from(b) % 4],
        c % 5,
        c % 7
    ))
    .unwrap();
    let to = match b % 3 {
        0 => RoutingTarget::Worker(WorkerId::from(format!("W{}", c % 5).as_str())),
        1 => RoutingTarget::Queue(["Q1", "Q2", "Q3"][usize::from(c) % 3].into()),
        _ => RoutingTarget::Plan("Plan".into()),
    };
    let channel: ChannelId = ["chat", "mail", "voice", "voice", "mail"][usize::from(b) % 5].into();
    let reason = crate::ids::Text::from("x");
    match what % 44 {
        0..=11 => Input::CreateTask(NewTask {
            plan: Some("Plan".into()),
            attributes,
            channel,
            priority: u32::from(a % 3),
            timeout_seconds: Secs(u32::from(c % 50) + 1),
            virtual_start: (c % 9 == 0).then(|| Time(i64::from(b))),
            routing_target: (a % 6 == 0).then_some(to),
            ignore_capacity: (a % 4 == 0).then_some(b % 2 == 0),
            not_before: (c % 8 == 1).then(|| workspace.now.after_millis(i64::from(b) * 40)),
        }),
        12..=17 => Input::Accept { reservation },
        18 | 19 => Input::Reject { reservation, activity: (b % 3 == 0).then_some(activity) },
        20 => Input::CancelReservation { reservation },
        21 | 22 => Input::WrapUpReservation { reservation },
        23..=26 => Input::CompleteReservation { reservation },
        27 => Input::CancelTask { task: task_id, reason },
        28 => Input::WrapUpTask { task: task_id, reason },
        29 => Input::CompleteTask { task: task_id, reason },
        30 => match c % 4 {
            0 => Input::DeleteTask { task: task_id },
            1 => Input::CancelTransfer { task: task_id },
            _ => Input::UpdateTask {
                task: task_id,
                attributes: (b % 2 == 0).then_some(attributes),
                priority: (c % 2 == 0).then_some(u32::from(b)),
                virtual_start: None,
            },
        },
        31 | 32 => Input::Transfer {
            reservation,
            to,
            mode: TransferMode::Warm,
            attributes: (c % 2 == 0).then_some(attributes),
            priority: None,
        },
        33..=35 => Input::SetWorkerActivity { worker, activity, reject_pending: c % 2 == 0 },
        36 => Input::SetWorkerAttributes { worker, attributes },
        37 => Input::SetCapacity {
            worker,
            channel,
            capacity: (b % 2 == 0).then_some(c % 4),
            available: (c % 2 == 0).then_some(b % 3 != 0),
        },
        38 => match c % 3 {
            0 => Input::RemoveWorker(worker),
            1 => Input::AddWorker(Worker {
                name: worker.0.clone(),
                id: worker,
                activity,
                capacity: [(channel, WorkerChannel { capacity: b % 3, available: true })].into(),
                attributes,
            }),
            _ => Input::RenameWorker { worker, name: format!("w{}", b % 9).as_str().into() },
        },
        40 | 41 => Input::CloseQueue {
            queue: ["Q1", "Q2", "Q3"][usize::from(c) % 3].into(),
            waiting: if b % 2 == 0 { Waiting::Stay } else { Waiting::MoveOn },
            until: (a % 2 == 0).then(|| workspace.now.after_millis(i64::from(b) * 100)),
        },
        42 => {
            let queue = ["Q1", "Q2", "Q3"][usize::from(c) % 3].into();
            if b % 4 == 0 { Input::FollowHours { queue } } else { Input::OpenQueue { queue } }
        }
        43 => Input::CallBack(CallBack {
            task: task_id,
            channel,
            attributes: None,
            not_before: (b % 2 == 0).then(|| workspace.now.after_millis(i64::from(c) * 40)),
            timeout_seconds: Secs(u32::from(a % 50) + 1),
        }),
        _ => match c % 4 {
            0 => Input::SetSettings(Settings {
                queue_order: if a % 2 == 0 { QueueOrder::Lifo } else { QueueOrder::Fifo },
                multi_task: b % 3 != 0,
                missed_offer: if b % 2 == 0 {
                    MissedOffer::LeaveAvailable
                } else {
                    MissedOffer::default()
                },
                reservation_seconds: Secs(4),
                ..workspace.settings.clone()
            }),
            1 => Input::DefinePlan {
                plan: NewPlan {
                    id: "Plan".into(),
                    name: "Plan".into(),
                    configuration: format!(r#"{{"task_routing": {{{PLAN}}}}}"#).as_str().into(),
                    reservation_seconds: None,
                },
                re_evaluate: a % 2 == 0,
            },
            _ => Input::DefineQueue(Queue {
                id: "Q1".into(),
                name: "Q1".into(),
                workers: ["level >= 1", "1==1", "1==0", "level < 3"][usize::from(a) % 4].into(),
                order: if b % 2 == 0 { QueueOrder::Lifo } else { QueueOrder::Fifo },
                max_reserved_workers: 1 + c % 3,
                calendar: (a % 3 != 0).then(|| "Minutes".into()),
                at_closing: if c % 2 == 0 { AtClosing::MoveOn } else { AtClosing::ServeWaiting },
            }),
        },
    }
}

use crate::ids::{ActivityId, ChannelId, QueueId};

impl Workspace {
    /// Whether everything that is kept twice agrees, and nothing is left undone.
    pub(super) fn must_hold_together(&self) {
        assert!(
            self.told.is_empty() && self.pool.attempts.is_empty() && self.pool.woken.is_empty()
        );
        assert!(self.pool.looking.is_empty());
        for (slot, worker) in self.workers.iter() {
            for (channel, share) in worker.shares.iter().enumerate() {
                let of_channel = || {
                    let open = worker.open.iter().map(|id| &self.reservations[id]);
                    open.filter(|one| one.channel as usize == channel)
                };
                let accepted = of_channel().filter(|one| one.status == ReservationStatus::Accepted);
                assert_eq!(share.assigned as usize, accepted.count());
                assert_eq!(share.open as usize, of_channel().count());
                assert!(of_channel().all(|one| one.worker == slot && one.status.is_open()));
                let is_free = self.is_free(slot, channel as u32);
                assert_eq!(self.pool.free[channel].has(slot), is_free);
                let listed = is_free.then(|| self.idle_since(slot, channel as u32).0);
                assert_eq!(share.listed, listed);
                assert_eq!(
                    self.pool.free_by_idle[channel].iter().filter(|(_, one)| *one == slot).count(),
                    usize::from(is_free)
                );
            }
            for (queue, state) in self.queues.iter() {
                let serves = state.program.holds(&Subject::of_worker(&worker.attributes));
                assert_eq!(state.members.has(slot), serves);
                assert_eq!(worker.queues.contains(&queue), serves);
            }
        }
        let mut searches = std::collections::BTreeMap::new();
        for (id, task) in self.tasks.iter() {
            let open = self.open_reservations(id);
            assert!(!task.status.is_over() || open.is_empty(), "no reservation outlives its task");
            let pending: Vec<_> = open
                .iter()
                .filter(|id| self.reservations[id].status == ReservationStatus::Pending)
                .copied()
                .collect();
            let Some(search) = &task.search else {
                assert!(pending.is_empty());
                let is_found = !matches!(task.status, TaskStatus::Pending | TaskStatus::Reserved);
                assert!(is_found || task.promise.is_some(), "no task is lost");
                continue;
            };
            assert_eq!(search.offers.iter().copied().collect::<Vec<_>>(), pending);
            assert!(task.promise.is_none());
            let is_asleep = search.asleep_since.is_some();
            assert!(!is_asleep || pending.is_empty(), "a sleeping task is never offered");
            assert_eq!(search.place.is_none(), !pending.is_empty() || is_asleep);
            assert_eq!(
                task.status == TaskStatus::Reserved,
                !pending.is_empty() && task.transfer.is_none()
            );
            if let Some(queue) = search.queue {
                *searches.entry(queue).or_insert(0) += 1;
                let hours = &self.queues[queue].hours;
                assert_eq!(hours.sleepers.contains(&id), is_asleep);
                let is_patient = task.was_promised || self.channels[task.channel].waits_for_opening;
                let can_sleep = is_patient && task.transfer.is_none();
                assert!(!is_asleep || (can_sleep && !hours.standing.is_open));
                let is_awake_in_closed = search.place.is_some() && !hours.standing.is_open;
                assert!(
                    !(is_awake_in_closed && can_sleep),
                    "mail sleeps while its queue is closed"
                );
                assert!(!(is_awake_in_closed && hours.standing.clears), "nobody is left there");
            }
            let Some((group, key)) = search.place else { continue };
            assert_eq!(key, self.order_key(id, task, search));
            let group = self.group_key_of(group).unwrap();
            // Nobody waits for whom there is a worker, judged from the beginning.
            for (worker, _) in self.workers.iter() {
                assert!(!self.is_candidate(group, worker), "task {id} waits and {worker} is free");
                let step = search.route.step();
                let fits = step.is_none_or(|step| self.fits(step, &task.attributes, worker));
                let serves =
                    search.queue.is_none_or(|queue| self.queues[queue].members.has(worker));
                if group.whom == Whom::Anybody && !self.has_it_already(group, worker) {
                    assert!(
                        !(fits && serves && self.is_free(worker, task.channel)),
                        "task {id}, {worker}"
                    );
                }
            }
        }
        for (queue, state) in self.queues.iter() {
            assert_eq!(state.searches, searches.get(&queue).copied().unwrap_or(0));
            let is_asleep = |id: &TaskId| self.is_asleep(*id);
            assert!(state.hours.sleepers.iter().all(is_asleep));
            let mut doing = std::collections::BTreeMap::new();
            for worker in state.members.iter() {
                *doing.entry(self.workers[worker].activity).or_insert(0) += 1;
            }
            assert_eq!(state.doing, doing);
            self.classes_must_be_right(queue);
            let waiting = self.tasks.iter().filter_map(|(_, task)| task.search.as_ref()?.place);
            let groups: BTreeSet<u32> = waiting.map(|(group, _)| group).collect();
            let mut heads = BTreeSet::new();
            for number in groups {
                let group = self.pool.groups.get(number).unwrap();
                if group.key.queue == Some(queue) && group.key.whom == Whom::Anybody {
                    heads.insert((group.key.channel, *group.waiting.first().unwrap(), number));
                }
            }
            let kept = (0..).zip(&state.heads).flat_map(|(channel, heads)| {
                heads.iter().map(move |(key, group)| (channel, *key, *group))
            });
            assert!(kept.eq(heads), "every group is listed by its first task");
        }
        for (_, one) in self.reservations.iter().filter(|(_, one)| one.status.is_open()) {
            assert!(self.workers[one.worker].open.iter().any(|id| self.reservations[id] == *one));
        }
    }
}

impl Desk {
    /// Whether nobody was passed over: who was asked for a task just now could not have been asked
    /// for one that is served before it and still waits.
    fn must_keep_the_order(&self, facts: &[Fact]) {
        let workspace = &self.workspace;
        let has_moved = |id: TaskId| {
            facts.iter().any(|fact| match &fact.event {
                Event::TargetMatched { task, .. } => *task == id,
                _ => false,
            })
        };
        for fact in facts {
            let Event::ReservationCreated { task, worker, queue: Some(_), .. } = &fact.event else {
                continue;
            };
            let Some(served) = workspace.tasks.get(task) else { continue };
            let Some(search) = served.search.as_ref() else { continue };
            let Some(worker) = workspace.workers.slot(worker.as_str()) else { continue };
            let key = workspace.order_key(*task, served, search);
            for (id, waiting) in workspace.tasks.iter() {
                let Some(search) = &waiting.search else { continue };
                let Some((group, other)) = search.place.filter(|(_, other)| *other < key) else {
                    continue;
                };
                let group = workspace.group_key_of(group).unwrap();
                let changes = search
                    .route
                    .step()
                    .and_then(|step| step.condition.as_ref())
                    .is_some_and(|one| one.momentary.is_some());
                let is_for = group.whom == Whom::Anybody
                    && workspace.eligible(group).is_some_and(|(workers, _)| workers.has(worker))
                    && !workspace.has_it_already(group, worker);
                let same_channel = waiting.channel == served.channel;
                assert!(
                    !is_for || !same_channel || changes || has_moved(id),
                    "task {task} was served before task {id}: {other:?}"
                );
            }
        }
    }
}

/// Whether nobody new comes into a closed queue, and nobody is offered from it who sleeps there.
/// `closed` are the queues that were closed before these facts.
fn must_keep_the_doors_shut(
    workspace: &Workspace,
    facts: &[Fact],
    closed: &mut std::collections::BTreeSet<QueueId>,
) {
    let can_sleep = |id: &TaskId| {
        let task = workspace.tasks.get(id);
        // A task that is gone, or handed on, tells nothing.
        task.is_none_or(|task| {
            let is_mail = &*workspace.channels[task.channel].name == "mail";
            task.transfer.is_some() || task.was_promised || is_mail
        })
    };
    for fact in facts {
        match &fact.event {
            Event::QueueOpened { queue, .. } | Event::QueueDeleted { queue } => {
                closed.remove(queue);
            }
            Event::QueueClosed { queue, .. } => {
                closed.insert(queue.clone());
            }
            Event::QueueEntered { task, queue } if closed.contains(queue) => {
                assert!(can_sleep(task), "task {task} came into closed {queue}");
            }
            Event::ReservationCreated { task, queue: Some(queue), .. }
                if closed.contains(queue) =>
            {
                let is_gone = workspace.tasks.get(task).is_none();
                let is_handed_on =
                    workspace.tasks.get(task).is_some_and(|task| task.transfer.is_some());
                assert!(
                    !can_sleep(task) || is_gone || is_handed_on,
                    "task {task} was offered asleep"
                );
            }
            _ => {}
        }
    }
}

/// Plays happenings; gives what was handed in and what it led to.
fn play(desk: &mut Desk, happenings: &[Happening]) -> Vec<(Input, i64, String)> {
    let mut journal = Vec::new();
    let mut closed = Default::default();
    for happening in happenings {
        let Happening(what, .., d) = *happening;
        if what % 3 == 0 {
            desk.now += i64::from(d % 4);
        }
        let facts = desk.workspace.handle(Input::Tick, Time(desk.now * 1000)).unwrap();
        desk.workspace.must_hold_together();
        must_keep_the_doors_shut(&desk.workspace, &facts, &mut closed);
        let facts = facts.iter().map(|fact| told(fact) + "\n").collect();
        journal.push((Input::Tick, desk.now, facts));
        let input = input(&desk.workspace, *happening);
        let before = desk.workspace.clone();
        match desk.workspace.handle(input.clone(), Time(desk.now * 1000)) {
            Ok(facts) => {
                desk.workspace.must_hold_together();
                desk.must_keep_the_order(&facts);
                must_keep_the_doors_shut(&desk.workspace, &facts, &mut closed);
                let facts = facts.iter().map(|fact| told(fact) + "\n").collect();
                journal.push((input, desk.now, facts));
            }
            Err(_) => assert_eq!(desk.workspace, before, "a refused {input:?} left a trace"),
        }
    }
    journal
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn everything_holds_together_whatever_happens(all in happenings(120)) {
        let mut desk = Desk::new(&crew(), PLAN);
        let journal = play(&mut desk, &all);
        // The same inputs give the same facts and the same workspace.
        let mut again = Desk::new(&crew(), PLAN);
        for (input, now, facts) in journal {
            again.now = now;
            prop_assert_eq!(again.say(input), facts);
        }
        prop_assert_eq!(&again.workspace, &desk.workspace);
        // And every task ends: by its time to live, or with those who have it.
        while desk.workspace.tasks().next().is_some() {
            let open = desk.workspace.reservations().find(|one| {
                matches!(one.status, ReservationStatus::Accepted | ReservationStatus::Wrapping)
            });
            match (open, desk.workspace.next_deadline()) {
                (Some(open), _) => desk.complete(open.id.0),
                (None, Some(due)) => desk.at(due.0.div_euclid(1000) + 1),
                (None, None) => break,
            };
            desk.workspace.must_hold_together();
        }
        prop_assert_eq!(desk.workspace.tasks().count(), 0);
    }

    #[test]
    fn a_replay_is_the_workspace_again_and_finds_the_entry_that_was_tampered_with(
        all in happenings(60), at in any::<prop::sample::Index>()
    ) {
        let mut workspace = Workspace::new();
        let mut journal = Vec::new();
        let mut keep = |workspace: &mut Workspace, input: Input, now: i64| {
            if let Ok(facts) = workspace.handle(input.clone(), Time(now)) {
                journal.push(Entry::new(Time(now), input, &facts));
            }
        };
        let setup = format!("{}\n{BASE}", crew());
        for input in Crew::read(&setup).unwrap().inputs() {
            keep(&mut workspace, input, 0);
        }
        let configuration = format!(r#"{{"task_routing": {{{PLAN}}}}}"#).as_str().into();
        let plan = NewPlan { id: "Plan".into(), name: "Plan".into(), configuration, reservation_seconds: None };
        keep(&mut workspace, Input::DefinePlan { plan, re_evaluate: false }, 0);
        let mut now = 0;
        for happening in all {
            now += i64::from(happening.3 % 4) * 1000;
            keep(&mut workspace, Input::Tick, now);
            let input = input(&workspace, happening);
            keep(&mut workspace, input, now);
        }
        prop_assert_eq!(&Workspace::replay(&journal).unwrap(), &workspace);
        let place = at.index(journal.len());
        let then = journal[place].facts.map(|digest| Digest(digest.0 ^ 1)).unwrap();
        journal[place].facts = Some(then);
        let now = Digest(then.0 ^ 1);
        prop_assert_eq!(Workspace::replay(&journal), Err(Diverged::Otherwise { place, then, now }));
        // Nothing but the digest was other than it was.
        journal[place].facts = None;
        prop_assert_eq!(&Workspace::replay(&journal).unwrap(), &workspace);
    }

    #[test]
    fn nobody_has_more_than_fits(all in happenings(80)) {
        let mut desk = Desk::new(&crew(), PLAN);
        for happening in all {
            desk.now += i64::from(happening.3 % 3);
            desk.say(Input::Tick);
            let before: Vec<WorkerView> = desk.workspace.workers().collect();
            let made = desk.workspace.next_reservation;
            let input = input(&desk.workspace, happening);
            let ignores = |task: &NewTask| matches!(task.routing_target, Some(RoutingTarget::Worker(_)));
            if matches!(&input, Input::CreateTask(task) if ignores(task)) {
                continue;
            }
            let _ = desk.try_say(input);
            // Whoever was asked anew had room, and room is what is configured.
            for worker in desk.workspace.workers() {
                let asked_anew = worker.open.iter().any(|open| open.0 > made);
                for (place, channel) in worker.channels.iter().enumerate() {
                    let facets = channel.facets;
                    let had = before.iter().find(|one| one.id == worker.id).map_or(0, |one| one.channels[place].facets.open);
                    prop_assert!(!asked_anew || facets.open <= facets.configured.max(had));
                }
            }
        }
    }
}

//! A day on which tasks go through a plan.

use std::collections::{BTreeMap, BTreeSet};

use super::{AT_WORK, AWAY, CHANNEL, Spot, Stage};
use crate::ids::{ActivityId, ChannelId, PlanId, ReservationId, TaskId};
use crate::plan::Plan;
use crate::sentence::{Sentence, sentence};
use crate::time::{Secs, Time};
use crate::workspace::{
    Event, Fact, Input, NewPlan, NewTask, ReservationStatus, TaskStatus, Waiting, Workspace,
};

/// More ways to meet a filter than these are not tried.
pub(super) const MOST_OF_A_FILTER: usize = 12;

/// What kind of day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nobody is at work: tasks go from step to step by time and skips.
    Nobody,
    /// Everybody is there and accepts.
    Busy,
    /// Everybody is there; some offers are refused, some missed.
    Mixed,
    /// Everybody is there and has as much as fits from the beginning, since nobody ever finishes.
    Full,
    /// Queues go by their hours, and are closed by hand for a while.
    Hours,
}

pub(super) const DAYS: [Kind; 5] = [Kind::Nobody, Kind::Busy, Kind::Mixed, Kind::Full, Kind::Mixed];

/// What a day came to.
#[derive(Default)]
pub(super) struct Told {
    pub reached: BTreeSet<Spot>,
    pub tasks: usize,
    pub inputs: usize,
    pub faults: Vec<Sentence>,
}

/// When the day begins: 2026-01-05 08:00 UTC.
const BEGIN: i64 = 1_767_600_000_000;
/// How long tasks may wait.
const TIME_TO_LIVE: Secs = Secs(2 * 3600);
/// Ticks after the last task before something is taken to go on without end.
const MOST_TICKS: usize = 20_000;

struct Day<'s> {
    workspace: Workspace,
    /// Every input that was obeyed, to live the day a second time.
    journal: Vec<(Time, Input, Vec<Fact>)>,
    now: Time,
    chance: u64,
    kind: Kind,
    stage: &'s Stage,
    told: Told,
    offers: Vec<ReservationId>,
    held: Vec<ReservationId>,
    ended: BTreeSet<TaskId>,
}

pub(super) fn live(stage: &Stage, plan: &Plan, kind: Kind, seed: u64) -> Told {
    let mut day = Day {
        workspace: Workspace::new(),
        journal: Vec::new(),
        now: Time(BEGIN),
        chance: seed,
        kind,
        stage,
        told: Told::default(),
        offers: Vec::new(),
        held: Vec::new(),
        ended: BTreeSet::new(),
    };
    day.open(plan);
    day.work();
    day.close();
    day.live_again();
    day.told
}

impl Day<'_> {
    fn open(&mut self, plan: &Plan) {
        let crew = match &self.stage.hours {
            Some(hours) if self.kind == Kind::Hours => hours,
            _ => &self.stage.crew,
        };
        let inputs: Vec<Input> = crew.inputs().collect();
        for input in inputs {
            self.hand_in(input);
        }
        let name = "exercised".into();
        let plan = NewPlan {
            id: PlanId::default(),
            name,
            configuration: plan.text().into(),
            reservation_seconds: None,
        };
        self.hand_in(Input::DefinePlan { plan, re_evaluate: false });
        if self.kind == Kind::Nobody {
            let workers: Vec<_> = self.workspace.workers().map(|worker| worker.id).collect();
            for worker in workers {
                let activity = ActivityId::from(AWAY);
                self.hand_in(Input::SetWorkerActivity { worker, activity, reject_pending: false });
            }
        }
    }

    fn work(&mut self) {
        let rounds = if self.kind == Kind::Full { 4 } else { 1 };
        for _ in 0..rounds {
            for (number, wish) in self.stage.tasks.iter().enumerate() {
                if self.kind == Kind::Hours {
                    self.turn_keys(number, self.stage.tasks.len());
                }
                let task = NewTask {
                    plan: Some(PlanId::from("exercised")),
                    attributes: wish.task(),
                    channel: ChannelId::from(CHANNEL),
                    priority: 0,
                    timeout_seconds: TIME_TO_LIVE,
                    virtual_start: None,
                    routing_target: None,
                    ignore_capacity: None,
                    not_before: None,
                };
                self.told.tasks += 1;
                self.hand_in(Input::CreateTask(task));
                self.act();
                let pause = i64::try_from(self.below(4000)).unwrap_or(0);
                self.pass_to(Time(self.now.0 + pause));
            }
        }
        // Until everything has ended by itself or by somebody's doing.
        for _ in 0..MOST_TICKS {
            let Some(due) = self.workspace.next_deadline() else { return };
            // Calendars go on when everything else has ended.
            if self.workspace.tasks().next().is_none() {
                return;
            }
            self.pass_to(due);
            self.act();
        }
        self.fault(sentence!(
            "the day does not end: something is always due",
            "el día no acaba: siempre queda algo pendiente",
        ));
    }

    /// Closes all queues after a third of the tasks, and leaves them to their hours after two.
    fn turn_keys(&mut self, number: usize, of: usize) {
        let queues: Vec<_> = self.workspace.queues().map(|queue| queue.id).collect();
        for queue in queues {
            if number == of / 3 {
                let (waiting, until) = (Waiting::MoveOn, None);
                self.hand_in(Input::CloseQueue { queue, waiting, until });
            } else if number == of * 2 / 3 {
                self.hand_in(Input::FollowHours { queue });
            }
        }
    }

    /// What people do about what is offered to them and what they have.
    fn act(&mut self) {
        for offer in std::mem::take(&mut self.offers) {
            let roll = self.below(10);
            match self.kind {
                Kind::Mixed | Kind::Hours if roll < 3 => {
                    self.hand_in(Input::Reject { reservation: offer, activity: None });
                }
                // Missed: it ends by itself.
                Kind::Mixed | Kind::Hours if roll < 5 => {}
                _ => self.hand_in(Input::Accept { reservation: offer }),
            }
        }
        if self.kind == Kind::Full {
            return;
        }
        for reservation in std::mem::take(&mut self.held) {
            if self.below(3) > 0 {
                self.held.push(reservation);
                continue;
            }
            self.hand_in(Input::CompleteReservation { reservation });
        }
    }

    /// Whatever is still going on is ended by hand, and nothing may be left.
    fn close(&mut self) {
        let open: Vec<_> = self.workspace.tasks().map(|task| (task.id, task.status)).collect();
        for (task, status) in open {
            match status {
                TaskStatus::Assigned | TaskStatus::Wrapping => {
                    self.hand_in(Input::CompleteTask { task, reason: "the day is over".into() });
                }
                TaskStatus::Pending | TaskStatus::Reserved => {
                    self.fault(sentence!(
                        "a task outlives its time to live",
                        "una tarea vive más que su tiempo de vida",
                    ));
                }
                TaskStatus::Canceled | TaskStatus::Completed => {}
            }
        }
        for reservation in self.workspace.reservations() {
            if is_open(reservation.status) && self.ended.contains(&reservation.task) {
                self.told.faults.push(sentence!(
                    "a reservation outlives its task",
                    "una oferta vive más que su tarea",
                ));
            }
        }
        if self.ended.len() != self.told.tasks {
            let lost = self.told.tasks - self.ended.len().min(self.told.tasks);
            self.fault(sentence!("{} tasks never end", "tareas que no acaban nunca: {}"; lost));
        }
    }

    /// The same inputs have to tell the same facts once more.
    fn live_again(&mut self) {
        let mut again = Workspace::new();
        for (at, input, facts) in &self.journal {
            if again.handle(input.clone(), *at).as_ref() != Ok(facts) {
                self.told.faults.push(sentence!(
                    "the same inputs tell other facts when lived again",
                    "las mismas entradas dan otros hechos al repetirlas",
                ));
                return;
            }
        }
        if again != self.workspace {
            self.told.faults.push(sentence!(
                "the same inputs leave another workspace",
                "las mismas entradas dejan otro estado",
            ));
        }
    }

    fn pass_to(&mut self, to: Time) {
        while let Some(due) = self.workspace.next_deadline().filter(|due| *due <= to) {
            self.now = due.max(self.now);
            self.hand_in(Input::Tick);
            self.act();
        }
        self.now = to.max(self.now);
    }

    fn hand_in(&mut self, input: Input) {
        let name: &'static str = what(&input);
        match self.workspace.handle(input.clone(), self.now) {
            Ok(facts) => {
                self.told.inputs += 1;
                // What is noticed may lead to further inputs, which come after this one.
                let place = self.journal.len();
                self.journal.push((self.now, input, Vec::new()));
                for fact in &facts {
                    self.notice(&fact.event);
                }
                if let Some((_, _, told)) = self.journal.get_mut(place) {
                    *told = facts;
                }
                self.judge();
            }
            // Somebody else was faster, or the plan is such that a step cannot be taken.
            Err(refused) => {
                if matches!(name, "crew" | "plan" | "tick") {
                    self.fault(sentence!("{} is refused: {}", "se rechaza {}: {}"; name, refused.sentence()));
                } else if name == "task" {
                    self.told.tasks -= 1;
                }
            }
        }
    }

    fn notice(&mut self, event: &Event) {
        match event {
            Event::TargetMatched { filter, target, .. } => {
                self.told.reached.insert((*filter, *target));
            }
            Event::ReservationCreated { reservation, .. } => self.offers.push(*reservation),
            Event::ReservationAccepted { reservation, .. } => self.held.push(*reservation),
            Event::TaskCanceled { task, .. }
            | Event::TaskCompleted { task, .. }
            | Event::TaskDeleted { task }
            | Event::TaskSystemDeleted { task } => {
                self.ended.insert(*task);
            }
            // Whoever missed an offer comes back at once.
            Event::WorkerActivityChanged { worker, activity, .. }
                if matches!(self.kind, Kind::Mixed | Kind::Hours)
                    && activity.as_str() != AT_WORK =>
            {
                let (worker, activity) = (worker.clone(), ActivityId::from(AT_WORK));
                self.hand_in(Input::SetWorkerActivity { worker, activity, reject_pending: false });
            }
            _ => {}
        }
    }

    /// What has to hold after every input.
    fn judge(&mut self) {
        let mut open: BTreeMap<_, u32> = BTreeMap::new();
        for reservation in self.workspace.reservations() {
            if is_open(reservation.status) {
                *open.entry(reservation.worker).or_default() += 1;
            }
        }
        for (worker, count) in open {
            let Some(view) = self.workspace.worker(&worker) else {
                self.fault(sentence!(
                    "a reservation is with a worker who is not there",
                    "hay una oferta a alguien que no existe",
                ));
                continue;
            };
            let fits: u32 = view.channels.iter().map(|channel| channel.facets.configured).sum();
            if count > fits {
                self.fault(sentence!(
                    "a worker has more than fits",
                    "alguien tiene más de lo que le cabe"
                ));
            }
        }
    }

    fn fault(&mut self, what: Sentence) {
        if !self.told.faults.contains(&what) {
            self.told.faults.push(what);
        }
    }

    /// A number below `bound`, by the day's own seed.
    fn below(&mut self, bound: u64) -> u64 {
        // SplitMix64.
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.chance;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }
}

fn is_open(status: ReservationStatus) -> bool {
    matches!(
        status,
        ReservationStatus::Pending | ReservationStatus::Accepted | ReservationStatus::Wrapping
    )
}

fn what(input: &Input) -> &'static str {
    match input {
        Input::Tick => "tick",
        Input::DefinePlan { .. } => "plan",
        Input::CreateTask(_) => "task",
        Input::SetSettings(_)
        | Input::DefineActivity(_)
        | Input::DefineChannel(_)
        | Input::DefineCalendar(_)
        | Input::DefineQueue(_)
        | Input::AddWorker(_) => "crew",
        _ => "answer",
    }
}

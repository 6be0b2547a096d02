//! The office: the router of one tenant as a value, made by its journal's lines.
//!
//! A line goes in; what has to be done goes out as [`Wish`]es. The same lines make the same office, on
//! whichever server.

use std::collections::BTreeMap;

use centralita_engine::exec::{CreateTask, EffectId, Event, TaskState, TaskTarget};
use centralita_engine::{Map, Text, Time, Value};
use centralita_routing::crew::{Crew, Worker};
use centralita_routing::desk::{Became, Desk, DeskTarget, DeskTask, NotPossible};
use centralita_routing::workspace::{NewPlan, Numbered, ReservationStatus, TaskStatus};
use centralita_routing::{ActivityId, Attributes, Input, ReservationId, Secs, TaskId, WorkerId};
use serde::{Deserialize, Serialize};

/// One line of the router's journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Line {
    /// Time has passed.
    Time,
    /// The crew and the plans are these from now on.
    Defined {
        /// Whatever has to be told to the router for it.
        inputs: Vec<Input>,
        /// By which it is known that they are the same.
        digest: Vec<u8>,
    },
    /// An execution hands somebody over.
    Create {
        /// The execution's task.
        matter: Matter,
        /// What is handed over.
        task: Box<CreateTask>,
    },
    /// An execution takes its task back; who talks already has the talk ended.
    TakeBack {
        /// Of which execution.
        execution: u128,
        /// Which of its effects.
        effect: EffectId,
    },
    /// A worker's telephone rings.
    Rings {
        /// For which offer.
        reservation: ReservationId,
        /// The provider's id of the call.
        call: Text,
    },
    /// A worker answers an offer, or finishes a task.
    Answers {
        /// Which offer.
        reservation: ReservationId,
        /// How.
        answer: Answer,
    },
    /// Anything else that a router can be told.
    Input(Box<Input>),
}

/// What a worker does with an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Takes it.
    Accept,
    /// Refuses it.
    Reject,
    /// Cannot be reached.
    Unreachable,
    /// Has talked, and is done.
    Complete,
}

/// A task of an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// The execution.
    pub execution: u128,
    /// Its effect.
    pub effect: EffectId,
    /// By which connection the contact is reached.
    pub connection: Text,
    /// Since when it waits.
    pub since: Time,
}

/// What stays of an office in which nothing is under way: a journal begins anew with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rest {
    /// When.
    pub at: Time,
    /// Ids go on from here.
    numbered: Numbered,
    /// The crew and the plans.
    inputs: Vec<Input>,
    /// By which it is known that they are the same.
    defined: Vec<u8>,
    /// What workers are doing.
    doing: Vec<(WorkerId, ActivityId)>,
}

/// What is known of a matter while its task lives.
#[derive(Clone, Debug, PartialEq)]
struct Open {
    matter: Matter,
    /// What a worker is told before deciding.
    briefing: Text,
    /// Our own address, which a worker's telephone shows.
    ours: Text,
    caller_waits: bool,
    was_reserved: bool,
    taken: Option<Time>,
}

/// Something that has to be done.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Wish {
    /// An execution is told of its task.
    Tell {
        /// Which execution.
        execution: u128,
        /// What.
        event: Event,
        /// Where the caller meets whoever accepted.
        meeting: Option<Text>,
    },
    /// A worker's telephone shall ring.
    Ring {
        /// For which offer.
        reservation: ReservationId,
        /// Of which execution.
        execution: u128,
        /// Which of its effects.
        effect: EffectId,
        /// By which connection.
        connection: Text,
        /// The worker's address.
        to: Text,
        /// The address shown.
        from: Text,
        /// What the worker is told.
        briefing: Text,
        /// Until when the offer stands.
        until: Time,
    },
    /// A worker's telephone shall ring no longer, or the worker's call be ended.
    StopRinging {
        /// By which connection.
        connection: Text,
        /// The provider's id of the call.
        call: Text,
    },
}

/// The router of one tenant.
#[derive(Clone, Debug, Default)]
pub struct Office {
    desk: Desk,
    now: Time,
    open: BTreeMap<TaskId, Open>,
    legs: BTreeMap<ReservationId, (Text, Text)>,
    defined: Vec<u8>,
}

impl Office {
    /// The router itself, to look at.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The moment of the last line.
    pub fn now(&self) -> Time {
        self.now
    }

    /// When time has to pass by itself.
    pub fn next_deadline(&self) -> Option<Time> {
        self.desk.next_deadline().map(|due| Time(due.0))
    }

    /// The line that makes the office have this crew and these plans; none when it has them.
    pub fn defining(&self, crew: &Crew, plans: &[NewPlan]) -> Option<Line> {
        let known = self.desk.workspace();
        let has = |id: &str| known.workers().any(|worker| worker.id.as_str() == id);
        let mut inputs = Vec::new();
        let text = serde_json::to_vec(&(crew.inputs().collect::<Vec<_>>(), plans)).ok()?;
        let digest = {
            use sha2::Digest as _;
            sha2::Sha256::digest(&text).to_vec()
        };
        if digest == self.defined {
            return None;
        }
        for input in crew.inputs() {
            match input {
                // Who is there keeps what they do now; what is known of them is as the file says.
                Input::AddWorker(worker) if has(id_of(&worker).as_str()) => {
                    inputs.extend(known_as(&worker));
                }
                input => inputs.push(input),
            }
        }
        // Who is not in the file any more is offered nothing, and is gone when nothing is under way.
        let away = crew.activities.iter().find(|activity| !activity.available);
        for gone in known.workers() {
            if crew.workers.iter().any(|worker| id_of(worker) == gone.id) {
                continue;
            }
            if let Some(away) = away {
                let id =
                    if away.id.as_str().is_empty() { away.name.clone() } else { away.id.0.clone() };
                inputs.push(Input::SetWorkerActivity {
                    worker: gone.id.clone(),
                    activity: ActivityId(id),
                    reject_pending: true,
                });
            }
            inputs.push(Input::RemoveWorker(gone.id));
        }
        inputs.extend(
            plans.iter().cloned().map(|plan| Input::DefinePlan { plan, re_evaluate: false }),
        );
        Some(Line::Defined { inputs, digest })
    }

    /// Whether nothing is under way: no task, no offer, nobody who rings.
    pub fn is_quiet(&self) -> bool {
        let over = |status| matches!(status, TaskStatus::Completed | TaskStatus::Canceled);
        self.open.is_empty()
            && self.legs.is_empty()
            && self.desk.workspace().tasks().all(|task| over(task.status))
    }

    /// What stays of an office in which nothing is under way, with this crew and these plans; none while something
    /// is. Nothing of what was handed over is in it.
    pub fn at_rest(&self, crew: &Crew, plans: &[NewPlan]) -> Option<Rest> {
        if !self.is_quiet() {
            return None;
        }
        let known = self.desk.workspace();
        let plans = plans.iter().cloned();
        let inputs = crew
            .inputs()
            .chain(plans.map(|plan| Input::DefinePlan { plan, re_evaluate: false }))
            .collect();
        Some(Rest {
            at: self.now,
            numbered: known.numbered(),
            inputs,
            defined: self.defined.clone(),
            doing: known.workers().map(|worker| (worker.id, worker.activity)).collect(),
        })
    }

    /// The office that such a rest makes.
    pub fn from_rest(rest: &Rest) -> Office {
        let mut office = Office::default();
        office.desk.number_after(rest.numbered);
        let line = Line::Defined { inputs: rest.inputs.clone(), digest: rest.defined.clone() };
        // Definitions are refused one by one, and nothing else is in it.
        let _ = office.take(&line, rest.at);
        let now = centralita_routing::Time(rest.at.0);
        for (worker, activity) in rest.doing.clone() {
            // Somebody who is not in the crew any more is not there.
            let does = Input::SetWorkerActivity { worker, activity, reject_pending: false };
            let _ = office.desk.handle(does, now);
        }
        office.desk.take_news();
        office
    }

    /// Takes a line, and says what has to be done.
    ///
    /// # Errors
    /// When the router refuses it. Nothing has changed then, but for time that has passed.
    pub fn take(&mut self, line: &Line, at: Time) -> Result<Vec<Wish>, NotPossible> {
        self.now = self.now.max(at);
        let now = centralita_routing::Time(self.now.0);
        if self.desk.next_deadline().is_some_and(|due| due <= now) {
            self.desk.handle(Input::Tick, now)?;
        }
        match line {
            Line::Time => {}
            Line::Defined { inputs, digest } => {
                for input in inputs {
                    // What cannot be changed while tasks are under way stays as it was.
                    let _ = self.desk.handle(input.clone(), now);
                }
                self.defined = digest.clone();
            }
            Line::Create { matter, task } => return Ok(self.create(matter, task, now)),
            Line::TakeBack { execution, effect } => self.take_back(*execution, *effect, now),
            Line::Rings { reservation, call } => {
                let connection = self.connection_of(*reservation);
                if let Some(connection) = connection {
                    self.legs.insert(*reservation, (connection, call.clone()));
                }
            }
            Line::Answers { reservation, answer } => {
                let reservation = *reservation;
                self.desk.handle(
                    match answer {
                        Answer::Accept => Input::Accept { reservation },
                        Answer::Reject => Input::Reject { reservation, activity: None },
                        Answer::Unreachable => Input::CancelReservation { reservation },
                        Answer::Complete => Input::CompleteReservation { reservation },
                    },
                    now,
                )?;
            }
            Line::Input(input) => {
                self.desk.handle((**input).clone(), now)?;
            }
        }
        Ok(self.wishes())
    }

    /// What has to be done when a line was refused: a worker who is too late is not left waiting for a
    /// caller who never comes.
    pub fn refused(&mut self, line: &Line) -> Vec<Wish> {
        let mut wishes = self.wishes();
        if let Line::Answers { reservation, answer: Answer::Accept } = line
            && let Some((connection, call)) =
                self.legs.remove(reservation).filter(|leg| !leg.1.is_empty())
        {
            wishes.push(Wish::StopRinging { connection, call });
        }
        wishes
    }

    fn connection_of(&self, reservation: ReservationId) -> Option<Text> {
        let view = self.desk.workspace().reservation(reservation)?;
        self.open.get(&view.task).map(|open| open.matter.connection.clone())
    }

    fn create(
        &mut self,
        matter: &Matter,
        task: &CreateTask,
        now: centralita_routing::Time,
    ) -> Vec<Wish> {
        let tell = |state, params| Wish::Tell {
            execution: matter.execution,
            event: Event::TaskChanged { answers: matter.effect, task: state, params },
            meeting: None,
        };
        let mut wishes = self.wishes();
        let attributes = Value::from(task.hand_over.routed_attributes()).to_json();
        let attributes = match Attributes::read(&attributes) {
            Ok(attributes) => attributes,
            Err(error) => {
                wishes.push(tell(TaskState::Rejected(error.to_string().into()), Map::new()));
                return wishes;
            }
        };
        let wanted = DeskTask {
            target: match &task.to {
                TaskTarget::Queue(name) => DeskTarget::Queue(name.as_str().into()),
                TaskTarget::Plan(name) => DeskTarget::Plan(name.as_str().into()),
            },
            channel: task.channel.as_str().into(),
            attributes,
            priority: task.priority,
            timeout: task.timeout.map(|secs| Secs(secs.0)),
        };
        // News of the new task come after its creation is known here.
        match self.desk.create(wanted, now) {
            Ok(id) => {
                let open = Open {
                    matter: matter.clone(),
                    briefing: briefing(task),
                    ours: text_of(&task.hand_over.vendor, "to"),
                    caller_waits: task.caller_waits,
                    was_reserved: false,
                    taken: None,
                };
                self.open.insert(id, open);
                let mut params = Map::new();
                params.insert("sid", format!("WT{:032x}", id.0));
                wishes.push(tell(TaskState::Created, params));
            }
            Err(why) => {
                wishes.push(tell(TaskState::Rejected(why.to_string().into()), Map::new()));
            }
        }
        wishes.extend(self.wishes());
        wishes
    }

    /// A task that nobody has is given up; who talks is done talking.
    fn take_back(&mut self, execution: u128, effect: EffectId, now: centralita_routing::Time) {
        let found = self
            .open
            .iter()
            .find(|(_, open)| open.matter.execution == execution && open.matter.effect == effect);
        let Some((&task, _)) = found else { return };
        let status = self.desk.standing(task).map(|stands| stands.status);
        let input = match status {
            Some(TaskStatus::Assigned) => Input::WrapUpTask { task, reason: "".into() },
            Some(TaskStatus::Pending | TaskStatus::Reserved) => {
                Input::CancelTask { task, reason: "The contact is gone".into() }
            }
            _ => return,
        };
        let _ = self.desk.handle(input, now);
    }

    /// What follows from what the router has said since.
    fn wishes(&mut self) -> Vec<Wish> {
        let mut wishes = Vec::new();
        for news in self.desk.take_news() {
            let at = Time(news.at.0);
            self.ring(news.task, &news.what, &mut wishes);
            if let Some(wish) = self.change_of(news.task, at, &news.what) {
                wishes.push(wish);
            }
            if matches!(news.what, Became::Completed | Became::Canceled { .. }) {
                self.open.remove(&news.task);
            }
        }
        wishes
    }

    /// What the execution is told of this; nothing of most things.
    fn change_of(&mut self, task: TaskId, at: Time, what: &Became) -> Option<Wish> {
        let open = self.open.get_mut(&task)?;
        let mut params = Map::new();
        let mut meeting = None;
        let state = match what {
            // To whom it is offered, and how often, is between the router and people; each thing
            // told is a step, and an execution has only so many.
            Became::Reserved { .. } if !open.was_reserved => {
                open.was_reserved = true;
                TaskState::Reserved
            }
            Became::Accepted { worker } if open.taken.is_none() => {
                open.taken = Some(at);
                params.insert("WorkerName", &**worker);
                meeting = open.caller_waits.then(|| conference(&open.matter));
                TaskState::Accepted
            }
            Became::TalkOver if open.caller_waits => TaskState::Completed,
            Became::Completed => TaskState::Completed,
            Became::Canceled { reason } => {
                params.insert("TaskCanceledReason", &**reason);
                TaskState::Cancelled
            }
            _ => return None,
        };
        if matches!(state, TaskState::Completed | TaskState::Cancelled) {
            let result = if state == TaskState::Completed { "bridged" } else { "leave" };
            params.insert("QueueResult", result);
            let waited = open.taken.unwrap_or(at).millis_since(open.matter.since) / 1000;
            params.insert("QueueTime", waited.to_string());
        }
        let event = Event::TaskChanged { answers: open.matter.effect, task: state, params };
        Some(Wish::Tell { execution: open.matter.execution, event, meeting })
    }

    /// The telephones that begin and cease to ring.
    fn ring(&mut self, task: TaskId, what: &Became, wishes: &mut Vec<Wish>) {
        if let Became::Reserved { until, .. } = what
            && let Some(open) = self.open.get(&task).filter(|open| open.caller_waits)
        {
            let workspace = self.desk.workspace();
            let reservations = workspace.task(task).map(|task| task.reservations);
            for id in reservations.unwrap_or_default() {
                let Some(view) = workspace.reservation(id) else { continue };
                let is_new =
                    view.status == ReservationStatus::Pending && !self.legs.contains_key(&id);
                let worker = workspace.worker(&view.worker);
                let address = worker.as_ref().and_then(|worker| {
                    worker.attributes.get("contact_uri").and_then(|uri| uri.as_str())
                });
                if let (true, Some(to)) = (is_new, address) {
                    // Noted before it rings, so that nobody is rung twice for one offer.
                    self.legs.insert(id, (open.matter.connection.clone(), Text::default()));
                    wishes.push(Wish::Ring {
                        reservation: id,
                        execution: open.matter.execution,
                        effect: open.matter.effect,
                        connection: open.matter.connection.clone(),
                        to: to.into(),
                        from: open.ours.clone(),
                        briefing: open.briefing.clone(),
                        until: Time(until.0),
                    });
                }
            }
        }
        // Whoever is asked no longer is not rung any longer; whoever accepted goes on talking.
        let workspace = self.desk.workspace();
        let over: Vec<ReservationId> = self
            .legs
            .keys()
            .copied()
            .filter(|id| {
                workspace.reservation(*id).is_none_or(|view| {
                    !matches!(view.status, ReservationStatus::Pending | ReservationStatus::Accepted)
                })
            })
            .collect();
        for id in over {
            if let Some((connection, call)) = self.legs.remove(&id).filter(|leg| !leg.1.is_empty())
            {
                wishes.push(Wish::StopRinging { connection, call });
            }
        }
    }
}

/// A worker's id: one that has none is known by the name.
fn id_of(worker: &Worker) -> WorkerId {
    match worker.id.as_str() {
        "" => WorkerId(worker.name.clone()),
        _ => worker.id.clone(),
    }
}

/// What makes a worker who is there as the file says, but for what the worker is doing.
fn known_as(worker: &Worker) -> Vec<Input> {
    let id = id_of(worker);
    let mut inputs = vec![
        Input::RenameWorker { worker: id.clone(), name: worker.name.clone() },
        Input::SetWorkerAttributes { worker: id.clone(), attributes: worker.attributes.clone() },
    ];
    inputs.extend(worker.capacity.iter().map(|(channel, share)| Input::SetCapacity {
        worker: id.clone(),
        channel: channel.clone(),
        capacity: Some(share.capacity),
        available: Some(share.available),
    }));
    inputs
}

/// The conference in which a caller and a worker meet.
pub fn conference(matter: &Matter) -> Text {
    room(matter.execution, matter.effect)
}

/// The conference of an execution's task.
pub fn room(execution: u128, effect: EffectId) -> Text {
    format!("task-FN{execution:032x}-{effect}").into()
}

/// What a worker is told before deciding: who calls, and what was collected.
fn briefing(task: &CreateTask) -> Text {
    let hand_over = &task.hand_over;
    let who = match &hand_over.customer.name {
        Some(name) if !name.is_empty() => name.clone(),
        _ => hand_over.customer.address.clone(),
    };
    let mut words = format!("{who}.");
    for one in hand_over.collected.iter().filter(|one| !one.value.is_null()) {
        words.push_str(&format!(" {}: {}.", one.label, told(&one.value)));
    }
    words.into()
}

fn text_of(map: &Map, name: &str) -> Text {
    map.get(name).and_then(Value::as_text).unwrap_or_default().into()
}

/// A value as it is said: text as it is, everything else as JSON.
fn told(value: &Value) -> String {
    value.as_text().map_or_else(|| value.to_json(), str::to_owned)
}

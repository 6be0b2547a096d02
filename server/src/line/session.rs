//! A session: one event's way through an execution and its line, from the record before to the record
//! after, with everything that follows.
//!
//! Nothing is stored and nothing is sent here. A session that is dropped never happened.

use bytes::Bytes;
use centralita_engine::exec::{
    Action, Awaits, Effect, EffectId, Entry, Event, FlowRef, Input, Journal, LeaveReason, Rejected,
    Seed, Step, TaskState, Trace, Trigger, param,
};
use centralita_engine::{Execution, Library, Map, Text, Time};
use serde::{Deserialize, Serialize};

use crate::ids::{ExecutionKey, JobId};
use crate::line::call::{self, Point};
use crate::line::record::{Line, Meeting, Record};
use crate::line::work::Work;
use crate::store::NewJob;

/// Where an execution begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// In which flow.
    pub flow: FlowRef,
    /// What begins it.
    pub trigger: Trigger,
    /// The line it begins with.
    pub line: Line,
}

/// One line of the journal as it is stored: what was told in one commit, and the steps that followed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// What the execution was told, in order.
    #[serde(rename = "e", default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
    /// The steps that followed, in order.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What was refused, for whoever looks: the vendor's warning 81002.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
}

impl Told {
    /// The bytes to store.
    pub fn to_stored(&self) -> Bytes {
        // Writing into memory cannot fail, and no type of a journal refuses to be serialised.
        let plain = rmp_serde::to_vec_named(self).unwrap_or_default();
        Bytes::from(lz4_flex::block::compress_prepend_size(&plain))
    }

    /// Reads stored bytes; none when they are damaged.
    pub fn from_stored(bytes: &[u8]) -> Option<Told> {
        let (size, _) = lz4_flex::block::uncompressed_size(bytes).ok()?;
        // No turn of an execution within its limits comes near.
        if size > 256 * 1024 * 1024 {
            return None;
        }
        let plain = lz4_flex::block::decompress_size_prepended(bytes).ok()?;
        rmp_serde::from_slice(&plain).ok()
    }
}

/// The most prompts that are put into one document. What is beyond is asked for when they were heard.
const PROMPTS_IN_A_DOCUMENT: usize = 20;

/// How long the word of a recording is waited for after the caller has hung up.
const LEAVING_MILLIS: i64 = 20_000;

/// One event's way through an execution and its line.
pub struct Session<'l> {
    library: &'l Library,
    key: ExecutionKey,
    now: Time,
    /// The record as it is now.
    pub record: Record,
    /// What has been told so far.
    pub told: Told,
    /// Work that has to be done outside.
    pub jobs: Vec<NewJob>,
    /// Work that is no longer wanted.
    pub cancelled: Vec<JobId>,
    /// Dials that were asked for and are still to be judged.
    pub(crate) dialled: Vec<EffectId>,
    /// How many of the jobs have been judged.
    pub(crate) judged_jobs: usize,
    trace: Trace,
}

impl<'l> Session<'l> {
    /// Begins an execution.
    ///
    /// # Errors
    /// When the library does not have the flow, or the trigger is too deep.
    pub fn begin(
        library: &'l Library,
        key: ExecutionKey,
        start: Start,
        now: Time,
    ) -> Result<Session<'l>, Rejected> {
        let mut trace = Trace::default();
        let Start { flow, trigger, line } = start;
        let seed = Seed(key.id);
        let execution = library.start_into(&flow, trigger.clone(), seed, now, &mut trace)?;
        let mut session = Session::of(library, key, Record { execution, line }, now);
        session.trace = trace;
        session.note(Input::Start { flow, trigger, seed });
        Ok(session)
    }

    /// Goes on with an execution.
    pub fn resume(
        library: &'l Library,
        key: ExecutionKey,
        record: Record,
        now: Time,
    ) -> Session<'l> {
        Session::of(library, key, record, now)
    }

    fn of(library: &'l Library, key: ExecutionKey, record: Record, now: Time) -> Session<'l> {
        Session {
            library,
            key,
            now,
            record,
            told: Told::default(),
            jobs: Vec::new(),
            cancelled: Vec::new(),
            dialled: Vec::new(),
            judged_jobs: 0,
            trace: Trace::default(),
        }
    }

    /// The execution.
    pub fn execution(&self) -> &Execution {
        &self.record.execution
    }

    /// Tells the execution what happened.
    ///
    /// # Errors
    /// When it is late, repeated or not waited for. The execution has not changed then; the refusal is
    /// noted.
    pub fn tell(&mut self, event: Event) -> Result<(), Rejected> {
        self.trace.clear();
        let execution = &mut self.record.execution;
        let waited: Vec<(EffectId, Awaits)> = execution
            .pending()
            .filter(|pending| Some(pending.effect) != event.answers())
            .map(|pending| (pending.effect, pending.awaits))
            .collect();
        let taken = self.library.advance_in_place(execution, &event, self.now, &mut self.trace);
        if let Err(rejected) = taken {
            self.told.refused.push(format!("{}: {rejected}", event.name()));
            return Err(rejected);
        }
        self.note(Input::Event(event));
        self.take_back(&waited);
        Ok(())
    }

    /// Work whose answer was waited for and is not any more need not be done: nobody would hear of it.
    fn take_back(&mut self, waited: &[(EffectId, Awaits)]) {
        let execution = &self.record.execution;
        let is_waited_for = |effect: EffectId| {
            !execution.has_ended() && execution.pending().any(|pending| pending.effect == effect)
        };
        let given_up: Vec<(EffectId, Awaits)> =
            waited.iter().copied().filter(|(effect, _)| !is_waited_for(*effect)).collect();
        for (effect, awaits) in given_up {
            match awaits {
                Awaits::Replied | Awaits::CallPlaced => {
                    self.cancelled.push(JobId::of_effect(self.key, effect));
                }
                Awaits::TaskChanged => {
                    let id = JobId(format!("{}:{effect}:back", self.key));
                    self.add_as(id, &Work::Untask { effect });
                }
                _ => {}
            }
        }
    }

    /// Keeps what came of the last turn, and has its effects begun.
    fn note(&mut self, input: Input) {
        let mut journal = Journal::default();
        journal.record(self.now, input, &self.trace);
        self.told.entries.append(&mut journal.entries);
        self.told.steps.append(&mut self.trace.steps);
        for effect in std::mem::take(&mut self.trace.effects) {
            self.perform(effect);
        }
        self.drop_answered();
    }

    /// Open effects whose answer nobody waits for any more leave the line; work for them is taken back.
    fn drop_answered(&mut self) {
        let execution = &self.record.execution;
        let ended = execution.has_ended();
        let is_open = |effect: EffectId| {
            !ended && execution.pending().any(|pending| pending.effect == effect)
        };
        self.record.line.open.retain(|open| {
            // A message that was sent stays pending for news of its delivery; nothing of it is shown.
            is_open(open.id)
        });
        if self.record.line.meeting.as_ref().is_some_and(|meeting| !is_open(meeting.task)) {
            self.record.line.meeting = None;
        }
    }

    fn perform(&mut self, effect: Effect) {
        let id = effect.id;
        let connection = self.record.line.connection.clone();
        let work = match effect.action {
            Action::Http(request) => Work::Http { effect: id, request: *request },
            Action::CallFunction(call) => Work::Function { effect: id, call: *call },
            Action::SendMessage(message) => {
                Work::Send { effect: id, connection, message: *message }
            }
            Action::PlaceCall(call) => Work::Place { effect: id, connection, call: *call },
            Action::RecordCall(record) => Work::RecordCall {
                effect: id,
                connection,
                call: self.record.line.call.clone(),
                record: *record,
            },
            Action::Bot(ref service) | Action::Conversation(ref service) => Work::Serve {
                effect: id,
                name: effect.action.name().into(),
                service: (**service).clone(),
            },
            Action::CreateTask(ref task) => {
                let work = Work::Task { effect: id, connection, task: (**task).clone() };
                self.record.line.open.push(effect);
                work
            }
            Action::CancelTask { task } => {
                // When the router was not asked yet it need not be asked at all; it ignores a task
                // that it does not know.
                Work::Untask { effect: task }
            }
            Action::ClearTimer { timer } => {
                self.record.line.open.retain(|open| open.id != timer);
                return;
            }
            Action::HangUp { .. } => {
                let call = self.record.line.call.clone();
                // A call whose document is asked for ends by the document; one that is somewhere else,
                // such as in a conference or still ringing, has to be told.
                if call.is_empty() || self.record.line.meeting.is_none() {
                    self.record.line.open.push(effect);
                    return;
                }
                Work::HangUp { connection, call }
            }
            _ => {
                if matches!(effect.action, Action::Dial(_)) {
                    self.dialled.push(id);
                }
                self.record.line.open.push(effect);
                return;
            }
        };
        self.add(id, &work);
    }

    fn add(&mut self, effect: EffectId, work: &Work) {
        self.add_as(JobId::of_effect(self.key, effect), work);
    }

    fn add_as(&mut self, id: JobId, work: &Work) {
        self.jobs.push(NewJob {
            id,
            tenant: self.key.tenant,
            topic: work.topic(),
            execution: Some(self.key.id),
            due: self.now,
            payload: Bytes::from(work.to_stored()),
        });
    }

    /// The router tells what became of a task; somebody who accepted waits for the caller in a
    /// conference.
    pub fn hear_of_task(&mut self, event: Event, meeting: Option<Text>) {
        let task = event.answers();
        if self.tell(event).is_err() {
            return;
        }
        let (Some(conference), Some(task)) = (meeting, task) else { return };
        if self.record.line.effect(task).is_none() {
            return;
        }
        self.record.line.meeting = Some(Meeting { task, conference });
        let call = self.record.line.call.clone();
        if !call.is_empty() {
            let work = Work::Fetch {
                connection: self.record.line.connection.clone(),
                call,
                path: call::link(self.key, task, Point::Waiting).0.into(),
            };
            self.add_as(JobId(format!("{}:{task}:meet", self.key)), &work);
        }
    }

    /// The caller has left the conference, and with it the talk and the task.
    pub fn part(&mut self, task: EffectId, params: Map) {
        if !matches!(self.record.line.effect(task), Some(Action::CreateTask(_))) {
            return;
        }
        let mut params = params;
        params.insert("QueueResult", "bridged");
        let event = Event::TaskChanged { answers: task, task: TaskState::Completed, params };
        if self.tell(event).is_ok() {
            let id = JobId(format!("{}:{task}:back", self.key));
            self.add_as(id, &Work::Untask { effect: task });
        }
    }

    /// The caller is gone: the execution is told, and so is what was going on in the call.
    pub fn leave(&mut self, reason: LeaveReason, params: Map) {
        let records = |open: &Effect| matches!(open.action, Action::Record(_));
        if self.record.line.leaving.is_none()
            && reason == LeaveReason::HungUp
            && self.record.line.open.iter().any(records)
        {
            // The provider tells what was recorded in a moment, and that is how a recording ends.
            self.record.line.leaving = Some(self.now.after_millis(LEAVING_MILLIS));
            return;
        }
        self.record.line.leaving = None;
        self.record.line.script.clear();
        if self.tell(Event::ContactLeft { reason, params }).is_err() {
            return;
        }
        // The provider tells of the hang-up first, and then how what was going on has ended; that may
        // get lost, and the execution shall not wait for it.
        let after = self.record.line.open.iter().find_map(call::after_hang_up);
        if let Some(event) = after {
            // Whether it was still waited for is the execution's business.
            let _ = self.tell(event);
        }
    }

    /// The provider says how the call is.
    pub fn hear_status(&mut self, status: &str, params: &Map) {
        self.hear_placed(status, params);
        if let Some(reason) = call::left(status) {
            self.leave(reason, params.clone());
        }
    }

    /// The provider says how a call is that the flow places to the contact, when there is one.
    pub fn hear_placed(&mut self, status: &str, params: &Map) {
        let waits = self
            .execution()
            .pending()
            .find(|pending| pending.awaits == Awaits::CallPlaced)
            .map(|pending| pending.effect);
        let outcome = call::placed(status, param(params, "AnsweredBy"));
        if let (Some(answers), Some(outcome)) = (waits, outcome) {
            if let Some(sid) = param(params, "CallSid") {
                self.record.line.call = sid.into();
            }
            let _ = self.tell(Event::CallPlaced { answers, outcome, params: params.clone() });
        }
    }

    /// When a call that may still be there has been silent for so long that it has to be asked after.
    fn silent_from(&self) -> Option<Time> {
        let may_be_there = call::has_call(&self.record.execution);
        self.record.line.silent_from().filter(|_| may_be_there)
    }

    /// What is due by now happens.
    pub fn pass(&mut self) {
        if self.silent_from().is_some_and(|due| due <= self.now) {
            let line = &mut self.record.line;
            line.asked_after = Some(self.now);
            let work = Work::AskAfter {
                connection: line.connection.clone(),
                call: line.call.clone(),
                heard: line.heard.unwrap_or(self.now),
            };
            self.add_as(JobId(format!("{}:after:{}", self.key, self.now.0)), &work);
        }
        if self.record.line.leaving.is_some_and(|due| due <= self.now) {
            self.leave(LeaveReason::HungUp, Map::new());
        }
        // The engine's own limits end every execution; the bound is for a flow that sets timers for now.
        for _ in 0..100 {
            let due = self.record.line.open.iter().find_map(|open| match open.action {
                Action::SetTimer { due } if due <= self.now => Some(open.id),
                _ => None,
            });
            let Some(answers) = due else { break };
            if self.tell(Event::TimerFired { answers }).is_err() {
                self.record.line.open.retain(|open| open.id != answers);
            }
        }
        let limit = self.library.settings().limits.age;
        let execution = &self.record.execution;
        if !execution.has_ended() && execution.started.after(limit) < self.now {
            let _ = self.tell(Event::Cancelled { reason: "It grew too old.".into() });
        }
    }

    /// When something is due by itself: a timer, or the end of the execution's life.
    pub fn due(&self) -> Option<Time> {
        let execution = &self.record.execution;
        if execution.has_ended() {
            return None;
        }
        let life = execution.started.after(self.library.settings().limits.age).after_millis(1);
        let own = [self.record.line.due(), self.silent_from()].into_iter().flatten();
        Some(own.fold(life, Time::min))
    }

    /// Prompts that are followed by more prompts or by a question are heard in one document: the
    /// execution goes on to the question at once. Whatever else follows a prompt happens when it was
    /// heard.
    pub fn join_prompts(&mut self) {
        while self.record.line.script.len() < PROMPTS_IN_A_DOCUMENT {
            let [prompt] = &self.record.line.open[..] else { return };
            if !matches!(prompt.action, Action::Say(_) | Action::Play(_)) {
                return;
            }
            let (prompt, event) =
                (prompt.clone(), Event::Played { answers: prompt.id, params: Map::new() });
            let mut trace = Trace::default();
            let mut next = self.record.execution.clone();
            if self.library.advance_in_place(&mut next, &event, self.now, &mut trace).is_err() {
                return;
            }
            let goes_on = !next.has_ended()
                && !trace.effects.is_empty()
                && trace.effects.iter().all(|effect| call::is_heard_after_prompts(&effect.action))
                && next.pending().all(|pending| pending.awaits != Awaits::Timer);
            if !goes_on {
                return;
            }
            self.record.execution = next;
            self.trace = trace;
            self.record.line.script.push(prompt.action);
            self.note(Input::Event(event));
        }
    }
}

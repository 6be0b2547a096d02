//! The world around one execution: a virtual clock, open wishes, timers, and a transcript.

use crate::exec::{
    Action, Awaits, CreateTask, Dial, Effect, EffectId, Event, Execution, FlowRef, Gather, Input,
    Journal, KeysEnded, LeaveReason, Library, Prompt, Record, Recording, RecordingEnded, Rejected,
    Seed, Status, Step, TaskState, Trace, Trigger,
};
use crate::scenario::answers::{after_hang_up, reply, speaking};
use crate::scenario::routed::RoutedTask;
use crate::scenario::router::Router;
use crate::scenario::services::Services;
use crate::scenario::transcript::{Said, Transcript};
use crate::time::{Secs, Time};
use crate::value::{Map, Text, Value};

/// One execution with a simulated world around it.
///
/// The world answers by itself what needs no person, keeps the journal, and lets time pass only
/// when it is told to. The same world with the same words gives the same transcript.
#[derive(Clone, Debug)]
pub struct World {
    /// The execution.
    pub execution: Execution,
    /// The virtual time.
    pub now: Time,
    /// Everything the execution was told.
    pub journal: Journal,
    /// Every step taken.
    pub steps: Vec<Step>,
    /// Everything that was said and done.
    pub transcript: Transcript,
    /// Wishes that are not answered yet, oldest first.
    pub open: Vec<Effect>,
    /// Tasks whose creation the execution knows of.
    created: Vec<EffectId>,
    /// Tasks nobody has accepted yet, with the moment at which each is given up.
    pub(super) given_up: Vec<(Time, EffectId)>,
    /// Who finds people for tasks.
    pub(super) router: Option<Box<dyn Router>>,
    /// The tasks that went there, oldest first.
    pub(super) routed: Vec<RoutedTask>,
    /// When what listens to the caller now began to.
    listens_since: Time,
    trace: Trace,
}

/// What an execution waits for.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Waiting<'w> {
    /// Keys or speech.
    Input(&'w Gather),
    /// A recording to be made.
    Recording(&'w Record),
    /// A message; with the moment at which it gives up, if it does.
    Message(Option<Time>),
    /// A person who takes the task.
    Task(&'w CreateTask),
    /// The end of a talk with somebody else.
    Dial(&'w Dial),
    /// The other side of a redirect.
    Redirect(Option<Time>),
    /// A moment.
    Timer(Time),
    /// The answer to another wish.
    Other(&'w Action),
    /// Nothing: it has ended.
    Ended,
}

impl World {
    /// Begins an execution.
    ///
    /// # Errors
    /// When the library does not have the flow.
    pub fn start(
        library: &Library,
        flow: &FlowRef,
        trigger: Trigger,
        seed: Seed,
        now: Time,
    ) -> Result<World, Rejected> {
        let mut trace = Trace::default();
        let execution = library.start_into(flow, trigger.clone(), seed, now, &mut trace)?;
        let mut journal = Journal::default();
        journal.record(now, Input::Start { flow: flow.clone(), trigger, seed }, &trace);
        let mut world = World {
            execution,
            now,
            journal,
            steps: Vec::new(),
            transcript: Transcript::default(),
            open: Vec::new(),
            created: Vec::new(),
            given_up: Vec::new(),
            router: None,
            routed: Vec::new(),
            listens_since: now,
            trace,
        };
        world.take_trace();
        Ok(world)
    }

    /// Tells the execution what happened, now.
    ///
    /// # Errors
    /// When it is refused; nothing has changed then.
    pub fn tell(&mut self, library: &Library, event: Event) -> Result<(), Rejected> {
        self.trace.clear();
        library.advance_in_place(&mut self.execution, &event, self.now, &mut self.trace)?;
        self.journal.record(self.now, Input::Event(event), &self.trace);
        self.take_trace();
        Ok(())
    }

    fn take_trace(&mut self) {
        let effects = std::mem::take(&mut self.trace.effects);
        let steps = std::mem::take(&mut self.trace.steps);
        // Effects belong between the step that asked for them and the next; the journal keeps the
        // exact order, here the visits come first and then what was asked.
        for step in &steps {
            let seen = self.steps.iter().rev().take(8).any(|earlier| earlier.number == step.number);
            if !seen {
                self.transcript.add(
                    step.entered,
                    Said::Visited { widget: step.widget.clone(), depth: step.depth },
                );
            }
            for note in &step.notes {
                self.transcript.add(self.now, Said::Noted(note.message.clone()));
            }
            if let Some(exit) = &step.exit {
                self.transcript.add(
                    self.now,
                    Said::Left { widget: step.widget.clone(), exit: exit.event.clone() },
                );
            }
        }
        self.steps.extend(steps);
        for effect in effects {
            self.transcript.add_action(self.now, &effect.action);
            if let Action::CreateTask(task) = &effect.action
                && let Some(timeout) = task.timeout
            {
                self.given_up.push((self.now.after(timeout), effect.id));
            }
            if matches!(effect.action, Action::Gather(_) | Action::Record(_)) {
                self.listens_since = self.now;
            }
            match &effect.action {
                Action::ClearTimer { timer } => self.open.retain(|open| open.id != *timer),
                Action::CancelTask { task } => self.take_back(*task),
                action if action.awaits().is_some() => self.open.push(effect),
                _ => {}
            }
        }
        let execution = &self.execution;
        self.open.retain(|open| execution.pending().any(|pending| pending.effect == open.id));
        self.given_up.retain(|(_, task)| self.open.iter().any(|open| open.id == *task));
        if let Status::Ended(ending) = &self.execution.status {
            let mut how = ending.kind.name().to_owned();
            if !ending.reason.is_empty() {
                how.push_str(": ");
                how.push_str(&ending.reason);
            }
            self.transcript.add(self.now, Said::Ended(how.into()));
        }
    }

    /// Answers everything that needs no person and no passing of time beyond speaking.
    pub fn settle(&mut self, library: &Library, services: &mut dyn Services) {
        // The engine's own limits end every execution; this bound only guards against a service
        // that answers without end.
        for _ in 0..100_000 {
            if !self.settle_one(library, services) {
                return;
            }
        }
    }

    /// Answers the oldest wish that needs no person; whether there was one.
    pub fn settle_one(&mut self, library: &Library, services: &mut dyn Services) -> bool {
        if self.hear_router(library) {
            return true;
        }
        self.answer(services).is_some_and(|event| self.tell(library, event).is_ok())
    }

    /// The answer to the oldest open wish that the world can give by itself.
    fn answer(&mut self, services: &mut dyn Services) -> Option<Event> {
        let mut found = None;
        if let Some(widget) = self.execution.widget() {
            services.asked_by(widget);
        }
        for effect in &self.open {
            let awaits =
                self.execution.pending().find(|pending| pending.effect == effect.id)?.awaits;
            // A message that was sent stays open for news of its delivery; nobody owes an answer.
            if awaits == Awaits::Delivery || self.created.contains(&effect.id) {
                continue;
            }
            if let Some((event, millis)) = reply(effect, services) {
                found = Some((event, millis));
                break;
            }
        }
        let (event, millis) = found?;
        if let Event::TaskChanged { answers, task: TaskState::Created, .. } = &event {
            // What becomes of the task from here on is for a person or the router to say.
            self.created.push(*answers);
        }
        self.now = self.now.after_millis(millis);
        Some(self.route(event))
    }

    /// What the execution waits for. A person comes before a timer.
    pub fn waiting(&self) -> Waiting<'_> {
        if self.execution.has_ended() {
            return Waiting::Ended;
        }
        let timer = self.next_timer();
        let mut other = None;
        for effect in &self.open {
            match &effect.action {
                Action::Gather(gather) => return Waiting::Input(gather),
                Action::Record(record) => return Waiting::Recording(record),
                Action::AwaitMessage { .. } => return Waiting::Message(timer),
                Action::CreateTask(task) => return Waiting::Task(task),
                Action::Dial(dial) => return Waiting::Dial(dial),
                Action::Redirect(_) => return Waiting::Redirect(timer),
                Action::SetTimer { .. } | Action::SendMessage(_) => {}
                action => other = Some(action),
            }
        }
        match (other, timer) {
            (Some(action), _) => Waiting::Other(action),
            (None, Some(due)) => Waiting::Timer(due),
            (None, None) => match self.open.first() {
                Some(effect) => Waiting::Other(&effect.action),
                None => Waiting::Ended,
            },
        }
    }

    /// When the next timer is due.
    pub fn next_timer(&self) -> Option<Time> {
        self.timers().map(|(due, _)| due).min()
    }

    fn timers(&self) -> impl Iterator<Item = (Time, EffectId)> {
        self.open.iter().filter_map(|effect| match effect.action {
            Action::SetTimer { due } => Some((due, effect.id)),
            _ => None,
        })
    }

    /// Lets time pass: timers fire when they are due, a task nobody accepts is given up when its
    /// time is over, and a caller who says nothing is noticed.
    pub fn pass(&mut self, library: &Library, services: &mut dyn Services, millis: i64) {
        let until = self.now.after_millis(millis.max(0));
        for _ in 0..10_000 {
            self.settle(library, services);
            let Some((due, passing)) = self.next().filter(|(due, _)| *due <= until) else { break };
            self.now = self.now.max(due);
            let told = match passing {
                Passing::Timer(answers) => self.tell(library, Event::TimerFired { answers }),
                Passing::Task(answers) => self.give_up(library, answers),
                Passing::Silence => self.be_silent(library),
                // It is heard as the world settles.
                Passing::Router => Ok(()),
            };
            if told.is_err() {
                break;
            }
        }
        self.now = self.now.max(until);
        self.settle(library, services);
    }

    /// When something happens by itself if nobody does anything; none when nothing ever does.
    pub fn next_due(&self) -> Option<Time> {
        self.next().map(|(due, _)| due)
    }

    fn next(&self) -> Option<(Time, Passing)> {
        let timer = self.timers().min().map(|(due, id)| (due, Passing::Timer(id)));
        let task = self.given_up.iter().min().map(|(due, id)| (*due, Passing::Task(*id)));
        let silence = self.silent_until().map(|due| (due, Passing::Silence));
        let router = self.next_of_router().map(|due| (due, Passing::Router));
        // Of two at the same moment the first here counts.
        [timer, task, silence, router].into_iter().flatten().min_by_key(|(due, _)| *due)
    }

    /// When whatever listens gives up on a caller who says nothing.
    fn silent_until(&self) -> Option<Time> {
        let patience = match self.waiting() {
            Waiting::Input(gather) => gather.timeout,
            Waiting::Recording(record) if record.timeout.0 == 0 => record.max_length,
            Waiting::Recording(record) => record.timeout,
            _ => return None,
        };
        Some(self.listens_since.after(patience))
    }

    /// Nobody accepted the task in time.
    fn give_up(&mut self, library: &Library, answers: EffectId) -> Result<(), Rejected> {
        self.given_up.retain(|(_, task)| *task != answers);
        let mut params = Map::new();
        params.insert("QueueResult", "leave");
        self.tell(library, Event::TaskChanged { answers, task: TaskState::Cancelled, params })
    }

    fn open_input(&self) -> Option<(EffectId, Gather)> {
        self.open.iter().find_map(|effect| match &effect.action {
            Action::Gather(gather) => Some((effect.id, (**gather).clone())),
            _ => None,
        })
    }

    /// The caller presses keys, as a gather collects them: up to the finish key, or as many as it takes.
    /// The finish key alone counts as no input.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn press(&mut self, library: &Library, keys: &str) -> Result<(), Rejected> {
        let Some((answers, gather)) = self.open_input() else {
            return Err(Rejected::Unexpected("keys"));
        };
        self.transcript.add(self.now, Said::Did(format!("presses {keys}").into()));
        let finish = gather.finish_on_key.chars().next();
        let most = gather.digits.map_or(usize::MAX, |digits| digits as usize);
        let mut collected = String::new();
        let mut ended_by = KeysEnded::Timeout;
        for key in keys.chars().filter(|key| !key.is_whitespace()) {
            if Some(key) == finish {
                ended_by = KeysEnded::FinishKey;
                break;
            }
            collected.push(key);
            if collected.chars().count() >= most {
                ended_by = KeysEnded::Count;
                break;
            }
        }
        self.now = self.now.after_millis(400 * i64::try_from(collected.len()).unwrap_or(0));
        if ended_by == KeysEnded::Timeout {
            self.now = self.now.after(gather.timeout);
        }
        let event = if collected.is_empty() {
            Event::Silence { answers, params: self.call_params() }
        } else {
            let mut params = self.call_params();
            if ended_by == KeysEnded::FinishKey {
                params.insert("FinishedOnKey", gather.finish_on_key.clone());
            }
            Event::Keys { answers, keys: collected.into(), ended_by, params }
        };
        self.tell(library, event)
    }

    /// The caller says something.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn say(&mut self, library: &Library, text: &str, confidence: &str) -> Result<(), Rejected> {
        let Some((answers, _)) = self.open_input() else {
            return Err(Rejected::Unexpected("speech"));
        };
        self.transcript.add(self.now, Said::Did(format!("says \"{text}\"").into()));
        self.now = self.now.after_millis(speaking(text));
        let params = self.call_params();
        self.tell(
            library,
            Event::Speech { answers, text: text.into(), confidence: confidence.into(), params },
        )
    }

    /// The contact stays silent until whatever listens gives up.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn be_silent(&mut self, library: &Library) -> Result<(), Rejected> {
        if let Some((answers, _)) = self.open_input() {
            self.transcript.add(self.now, Said::Did("is silent".into()));
            self.now = self.silent_until().map_or(self.now, |due| due.max(self.now));
            let params = self.call_params();
            return self.tell(library, Event::Silence { answers, params });
        }
        if self.open.iter().any(|effect| matches!(effect.action, Action::Record(_))) {
            return self.record(library, 0, RecordingEnded::Time);
        }
        let Some((due, answers)) = self.timers().min() else {
            return Err(Rejected::Unexpected("silence"));
        };
        self.transcript.add(self.now, Said::Did("is silent".into()));
        self.now = self.now.max(due);
        self.tell(library, Event::TimerFired { answers })
    }

    /// The caller speaks on a recording for so many seconds; 0 is silence.
    ///
    /// # Errors
    /// When nothing is being recorded.
    pub fn record(
        &mut self,
        library: &Library,
        secs: u32,
        ended_by: RecordingEnded,
    ) -> Result<(), Rejected> {
        let open = self.open.iter().find_map(|effect| match &effect.action {
            Action::Record(record) => Some((effect.id, record.timeout, record.max_length)),
            _ => None,
        });
        let Some((answers, timeout, longest)) = open else {
            return Err(Rejected::Unexpected("recorded"));
        };
        self.transcript.add(
            self.now,
            Said::Did(if secs == 0 {
                "records nothing".into()
            } else {
                format!("records {secs}s").into()
            }),
        );
        let secs = secs.min(longest.0.max(1));
        self.now = match self.silent_until() {
            Some(due) if secs == 0 => due.max(self.now),
            _ => self.now.after(Secs(secs.max(timeout.0))),
        };
        let mut params = self.call_params();
        let url = format!("https://recordings.example/RE{:032}", self.journal.entries.len());
        params.insert("RecordingUrl", url.clone());
        params.insert("RecordingSid", format!("RE{:032}", self.journal.entries.len()));
        params.insert("RecordingDuration", secs.to_string());
        match &ended_by {
            RecordingEnded::HangUp => {
                params.insert("Digits", "hangup");
            }
            RecordingEnded::Key(key) => {
                params.insert("Digits", key.clone());
            }
            RecordingEnded::Time => {}
        }
        let recording = Recording {
            url: url.into(),
            sid: format!("RE{:032}", self.journal.entries.len()).into(),
            duration_secs: secs,
            ended_by,
            has_speech: secs > 0,
        };
        self.tell(library, Event::Recorded { answers, recording, params })
    }

    /// The contact writes a message.
    ///
    /// # Errors
    /// When no message is expected.
    pub fn write(&mut self, library: &Library, body: &str) -> Result<(), Rejected> {
        let from = Text::from(self.execution.contact_address());
        let mut params = Map::new();
        params.insert("Body", body);
        params.insert("From", from.clone());
        if let Some(to) = self.execution.variable("flow.channel.address") {
            params.insert("To", to.clone());
        }
        params.insert("MessageSid", format!("SM{:032}", self.journal.entries.len()));
        params.insert("NumMedia", "0");
        self.transcript.add(self.now, Said::Did(format!("writes \"{body}\"").into()));
        self.now = self.now.after_millis(2000);
        self.tell(library, Event::Message { from, body: body.into(), media: Vec::new(), params })
    }

    /// The caller hangs up. A recording under way ends with it.
    ///
    /// # Errors
    /// When there is no call.
    pub fn hang_up(&mut self, library: &Library) -> Result<(), Rejected> {
        if self.open.iter().any(|effect| matches!(effect.action, Action::Record(_))) {
            return self.record(library, 3, RecordingEnded::HangUp);
        }
        self.transcript.add(self.now, Said::Did("hangs up".into()));
        let mut params = self.call_params();
        params.insert("CallStatus", "completed");
        self.tell(library, Event::ContactLeft { reason: LeaveReason::HungUp, params })?;
        self.end_talk();
        self.end_what_needs_a_caller(library)
    }

    /// A provider tells of the hang-up first, and then how what was going on in the call ended.
    fn end_what_needs_a_caller(&mut self, library: &Library) -> Result<(), Rejected> {
        let news = self.open.iter().find_map(after_hang_up);
        match news {
            Some(news) => self.tell(library, news),
            None => Ok(()),
        }
    }

    /// Something becomes of the task that is waiting.
    ///
    /// # Errors
    /// When there is none.
    pub fn change_task(
        &mut self,
        library: &Library,
        task: TaskState,
        mut params: Map,
    ) -> Result<(), Rejected> {
        let open = self.open.iter().find(|effect| matches!(effect.action, Action::CreateTask(_)));
        let Some(answers) = open.map(|effect| effect.id) else {
            return Err(Rejected::Unexpected("task-changed"));
        };
        if task == TaskState::Accepted {
            self.given_up.retain(|(_, task)| *task != answers);
        }
        let result = match &task {
            TaskState::Completed => Some("bridged"),
            TaskState::Cancelled => Some("leave"),
            _ => None,
        };
        if let Some(result) = result.filter(|_| !params.contains("QueueResult")) {
            params.insert("QueueResult", result);
        }
        let is_lost = matches!(task, TaskState::Cancelled | TaskState::Failed(_));
        self.tell(library, Event::TaskChanged { answers, task, params })?;
        if is_lost {
            self.take_back(answers);
        }
        Ok(())
    }

    /// News of the delivery of the last message comes.
    ///
    /// # Errors
    /// When no message is open.
    pub fn deliver(&mut self, library: &Library, status: &str) -> Result<(), Rejected> {
        let open =
            self.execution.pending().filter(|pending| pending.awaits == Awaits::Delivery).last();
        let Some(answers) = open.map(|pending| pending.effect) else {
            return Err(Rejected::Unexpected("delivery"));
        };
        let mut params = Map::new();
        params.insert("MessageStatus", status);
        self.tell(library, Event::Delivery { answers, status: status.into(), params })
    }

    /// The parameters that every request about the call carries.
    fn call_params(&self) -> Map {
        let mut params = Map::new();
        if let Some(call) = self.execution.variable("trigger.call").and_then(Value::as_map) {
            for name in ["CallSid", "From", "To"] {
                if let Some(value) = call.get(name) {
                    params.insert(name, value.clone());
                }
            }
        }
        params
    }
}

/// What happens by itself when time passes.
#[derive(Clone, Copy)]
enum Passing {
    Timer(EffectId),
    Task(EffectId),
    Silence,
    Router,
}

/// The words of a gather's prompt.
pub(crate) fn prompt_text(gather: &Gather) -> Option<&Text> {
    match gather.prompt.as_ref()? {
        Prompt::Say(say) => Some(&say.text),
        Prompt::Play(_) => None,
    }
}

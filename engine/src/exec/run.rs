//! One turn under way: from widget to widget until the next wait.

use crate::exec::library::Library;
use crate::exec::program::{Program, Target};
use crate::exec::turning::{FlowWanted, SubFlow, Visit};
use crate::exec::{
    Action, Awaits, CallState, Effect, EffectId, Ending, EndingKind, Event, Execution, Failure,
    FlowRef, Frame, Next, Note, NoteKind, Outcome, Pending, Status, Step, Taken, Trace, Turning,
};
use crate::flow::WidgetName;
use crate::time::Time;
use crate::value::{Map, Text, Value};

/// One turn under way.
pub(crate) struct Run<'r> {
    library: &'r Library,
    execution: &'r mut Execution,
    now: Time,
    trace: &'r mut Trace,
    visit: Visit,
    steps_this_turn: u32,
    /// The program of the last frame, looked up again only when the frames change.
    program: Option<&'r Program>,
    /// What the sub-flows of this turn were resolved to when it was first lived through; empty when
    /// this is the first time.
    resolved: &'r [Option<FlowRef>],
    pattern_steps: u32,
}

/// What happens next within a turn.
pub(crate) enum Move {
    /// Come to the widget at this place of the current flow.
    Enter(usize),
    /// Leave the widget at this place by the exit with this number.
    Leave(usize, u16),
    /// The current flow's branch is at its end.
    BranchEnds,
    /// Stop: the execution waits or has ended.
    Stop,
}

impl<'r> Run<'r> {
    pub(crate) fn new(
        library: &'r Library,
        execution: &'r mut Execution,
        now: Time,
        trace: &'r mut Trace,
        resolved: &'r [Option<FlowRef>],
    ) -> Run<'r> {
        let program = program_of(library, execution);
        let visit = Visit::default();
        Run {
            library,
            execution,
            now,
            trace,
            visit,
            steps_this_turn: 0,
            program,
            resolved,
            pattern_steps: 0,
        }
    }

    pub(crate) fn go(&mut self, mut next: Move) {
        loop {
            next = match next {
                Move::Enter(place) => self.enter(place),
                Move::Leave(place, exit) => self.leave(place, exit),
                Move::BranchEnds => self.branch_ends(),
                Move::Stop => return,
            };
        }
    }

    pub(crate) fn event(&mut self, event: &Event) {
        let Some(program) = self.program else { return };
        let place = self.execution.frames.last().and_then(|frame| program.index_of(&frame.widget));
        let Some(place) = place else {
            self.end(
                EndingKind::Failed,
                "The widget where the execution waits is not in its flow any more.".into(),
            );
            return;
        };
        let node = &program.nodes[place];
        if let Event::Returned { name, params } = event
            && let Some(exit) = node.ways.iter().position(|way| way.event.as_str() == name.as_str())
        {
            self.turning(program, place).store_params(params);
            // The widget is cut off: it gets no chance to settle what becomes of its wishes.
            let rings = self.take_back();
            if rings && !self.call_is_up() {
                self.wish(Action::HangUp { reason: "The flow went on without the call.".into() });
            }
            self.go(Move::Leave(place, u16::try_from(exit).unwrap_or(u16::MAX)));
            return;
        }
        let outcome = match event {
            Event::ContactLeft { .. } => {
                node.compiled.left(event, &mut self.turning(program, place))
            }
            _ => node.compiled.resume(event, &mut self.turning(program, place)),
        };
        let next = self.decide(program, place, outcome);
        self.go(next);
    }

    fn turning<'a>(&'a mut self, program: &'a Program, place: usize) -> Turning<'a> {
        Turning {
            library: self.library,
            program,
            node: &program.nodes[place],
            execution: self.execution,
            effects: &mut self.trace.effects,
            now: self.now,
            visit: &mut self.visit,
            pattern_steps: &mut self.pattern_steps,
        }
    }

    fn enter(&mut self, place: usize) -> Move {
        let Some(program) = self.program else { return Move::Stop };
        let node = &program.nodes[place];
        let limits = &self.library.settings.limits;
        self.execution.steps = self.execution.steps.saturating_add(1);
        self.steps_this_turn += 1;
        let number = self.execution.steps;
        let Some(frame) = self.execution.frames.last_mut() else { return Move::Stop };
        if frame.widget != node.name {
            frame.widget = node.name.clone();
            frame.in_a_row = 1;
        } else if frame.step > 0 {
            frame.in_a_row += 1;
        } else {
            // The trigger's step is the start itself, not an arrival from another widget.
            frame.in_a_row = 1;
        }
        let in_a_row = frame.in_a_row;
        frame.entered = self.now;
        frame.step = number;
        frame.local = Value::Null;
        if number > limits.steps {
            return self
                .limit(format!("The execution took {} steps, which is the limit.", limits.steps));
        }
        if self.steps_this_turn > limits.steps_per_turn {
            return self.limit(format!(
                "{} steps passed without a wait, which is the limit: the flow goes in a circle at {}.",
                limits.steps_per_turn, node.name
            ));
        }
        if in_a_row > limits.visits_in_a_row {
            return self.limit(format!(
                "{} ran {} times in a row, which is the limit.",
                node.name, limits.visits_in_a_row
            ));
        }
        if node.shown {
            let path = &mut self.execution.path;
            if limits.path > 0 && path.back() != Some(&node.name) {
                if path.len() >= limits.path {
                    path.pop_front();
                }
                path.push_back(node.name.clone());
            }
        }
        if node.needs_call {
            match self.execution.call {
                CallState::Gone => {
                    self.note(
                        NoteKind::Info,
                        "The caller is gone, so nothing can be said or heard here any more.",
                    );
                    self.step(None);
                    self.end(
                        EndingKind::ContactLeft,
                        "The caller was gone before the flow was done.".into(),
                    );
                    return Move::Stop;
                }
                CallState::None => {
                    let failure = Failure::new(format!(
                        "{} needs a telephone call, and this execution has none. Place a call first, or use a message widget.",
                        node.name
                    ));
                    return self.decide(program, place, Err(failure));
                }
                CallState::Ringing | CallState::Live => {}
            }
        }
        let outcome = node.compiled.enter(&mut self.turning(program, place));
        self.decide(program, place, outcome)
    }

    fn decide(&mut self, program: &Program, place: usize, outcome: Outcome<u16>) -> Move {
        match outcome {
            Ok(Next::Exit(exit)) => Move::Leave(place, exit),
            Ok(Next::Wait) => {
                if self.execution.pending.is_empty() {
                    let failure = Failure::new(format!(
                        "{} waits for something it never asked for. The widget type has a mistake.",
                        program.nodes[place].name
                    ));
                    return self.decide(program, place, Err(failure));
                }
                if let Some(reason) = self.too_large() {
                    return self.limit(reason);
                }
                self.step(None);
                Move::Stop
            }
            Ok(Next::End(kind, reason)) => {
                self.keep_outputs(&program.nodes[place].name);
                self.step(None);
                self.end(kind, reason);
                Move::Stop
            }
            Ok(Next::Left) => {
                self.note(NoteKind::Info, "The caller hung up here.");
                self.step(None);
                self.end(EndingKind::ContactLeft, "The caller hung up.".into());
                Move::Stop
            }
            Ok(Next::SubFlow(wanted)) => self.begin_sub_flow(program, place, wanted),
            Err(failure) => self.fail(program, place, failure),
        }
    }

    fn fail(&mut self, program: &Program, place: usize, failure: Failure) -> Move {
        let node = &program.nodes[place];
        let Failure { message, span } = failure;
        self.visit.notes.push(Note { kind: NoteKind::Failure, message: message.clone(), span });
        match node.failure {
            Some(exit) => Move::Leave(place, exit),
            None => {
                // What it stored is its own, not the parent's whose turn it may be now.
                self.keep_outputs(&node.name);
                self.step(None);
                self.abandon(message)
            }
        }
    }

    /// The current flow cannot go on. A parent flow learns of it; without one the execution ends.
    fn abandon(&mut self, reason: Text) -> Move {
        self.drop_pending();
        if self.execution.frames.len() > 1 {
            return self.return_to_parent(Err(&reason));
        }
        self.end(EndingKind::Failed, reason);
        Move::Stop
    }

    fn leave(&mut self, place: usize, exit: u16) -> Move {
        let Some(program) = self.program else { return Move::Stop };
        let node = &program.nodes[place];
        self.drop_pending();
        self.keep_outputs(&node.name);
        let Some(way) = node.ways.get(usize::from(exit)) else {
            let reason = format!("{} leaves by an exit that its type does not declare.", node.name);
            self.note(NoteKind::Failure, &reason);
            self.step(None);
            return self.abandon(reason.into());
        };
        let next = match &way.next {
            Target::Widget(next) => Some(program.nodes[*next].name.clone()),
            Target::End => None,
            Target::Missing(name) => Some(name.clone()),
        };
        let taken = Taken { transition: way.transition, event: way.event.clone(), next };
        if let Target::Missing(name) = &way.next {
            let reason = format!(
                "{} leads to \"{name}\" on \"{}\", and no widget has that name. Connect it to one that is there.",
                node.name, way.event
            );
            self.note(NoteKind::Failure, &reason);
            self.step(Some(taken));
            return self.abandon(reason.into());
        }
        self.step(Some(taken));
        if let Some(reason) = self.too_large() {
            return self.limit(reason);
        }
        match way.next {
            Target::Widget(next) => Move::Enter(next),
            Target::End | Target::Missing(_) => Move::BranchEnds,
        }
    }

    /// Why the variables and answers are too many, when they are.
    fn too_large(&mut self) -> Option<String> {
        let allowed = self.library.settings.limits.context_bytes;
        if self.execution.bytes as usize <= allowed {
            return None;
        }
        // The running count only ever grows; what was replaced meanwhile is in it twice.
        let exact = self.execution.size();
        self.execution.bytes = u32::try_from(exact).unwrap_or(u32::MAX);
        (exact > allowed)
            .then(|| format!("The variables take {exact} bytes; {allowed} are allowed."))
    }

    fn branch_ends(&mut self) -> Move {
        if self.execution.frames.len() > 1 {
            return self.return_to_parent(Ok(()));
        }
        self.end(EndingKind::Completed, Text::default());
        Move::Stop
    }

    fn begin_sub_flow(&mut self, program: &Program, place: usize, wanted: SubFlow) -> Move {
        let limit = self.library.settings.limits.nesting;
        let found = if self.execution.frames.len() > limit as usize {
            Err(format!("Flows are nested {limit} deep already, which is the limit."))
        } else {
            let FlowWanted { flow, revision } = &wanted.wanted;
            self.resolve(&wanted.wanted).ok_or_else(|| {
                format!(
                    "There is no flow \"{flow}\" ({revision}) here. Name one that is in the project, or map the id to it."
                )
            })
        };
        let at = match found {
            Ok(at) => at,
            Err(fault) => return self.decide(program, place, Err(Failure::new(fault))),
        };
        let Some(inner) = self.library.programs.get(&at) else { return Move::Stop };
        let mut context = self.execution.context().clone();
        let mut parent = Map::with_capacity(5);
        parent.insert("parameters", wanted.parameters);
        parent.insert("flow_sid", program.at.name.clone());
        parent.insert("execution_sid", self.execution.id.0.clone());
        parent.insert("step_sid", self.execution.steps.to_string());
        parent.insert("trigger_type", self.execution.channel.name());
        context.map_mut("trigger").insert("parent", parent);
        context.insert("widgets", Map::new());
        let flow = context.map_mut("flow");
        flow.insert("variables", Map::new());
        flow.insert("flow_sid", at.name.clone());
        self.step(None);
        self.execution.bytes = self.execution.bytes.saturating_add(bytes_of(&context));
        self.execution.frames.push(Frame {
            flow: at,
            widget: inner.nodes[inner.start].name.clone(),
            entered: self.now,
            step: 0,
            context,
            local: Value::Null,
            in_a_row: 0,
        });
        self.program = Some(inner);
        Move::Enter(inner.start)
    }

    /// The flow that a sub-flow's name and revision mean in this turn, noted for the journal.
    fn resolve(&mut self, wanted: &FlowWanted) -> Option<FlowRef> {
        let found = match self.resolved.get(self.trace.sub_flows.len()) {
            Some(then) => then.clone(),
            None => self.library.resolve(wanted, self.execution.frames.first()),
        };
        self.trace.sub_flows.push(found.clone());
        found
    }

    fn return_to_parent(&mut self, ended: Result<(), &Text>) -> Move {
        let Some(done) = self.execution.frames.pop() else { return Move::Stop };
        self.program = program_of(self.library, self.execution);
        let Some(program) = self.program else {
            self.end(
                EndingKind::Failed,
                "The flow around the sub-flow is not here any more.".into(),
            );
            return Move::Stop;
        };
        let place = self.execution.frames.last().and_then(|frame| program.index_of(&frame.widget));
        let Some(place) = place else {
            self.end(
                EndingKind::Failed,
                "The widget that ran the sub-flow is not in its flow any more.".into(),
            );
            return Move::Stop;
        };
        static NONE: Map = Map::new();
        let variables = done
            .context
            .get("flow")
            .and_then(|flow| flow.get("variables"))
            .and_then(Value::as_map)
            .unwrap_or(&NONE);
        let outcome = program.nodes[place]
            .compiled
            .returned(ended.map(|()| variables), &mut self.turning(program, place));
        self.decide(program, place, outcome)
    }

    fn limit(&mut self, reason: String) -> Move {
        self.note(NoteKind::Failure, &reason);
        self.step(None);
        self.end(EndingKind::LimitReached, reason.into());
        Move::Stop
    }

    pub(crate) fn end(&mut self, kind: EndingKind, reason: Text) {
        // A widget that leaves has settled what becomes of its wishes; one that is cut off has not.
        let rings = self.take_back();
        if rings || self.call_is_up() {
            self.wish(Action::HangUp { reason: reason.clone() });
            self.execution.call = CallState::Gone;
        }
        self.execution.status = Status::Ended(Ending { kind, reason, at: self.now });
    }

    fn call_is_up(&self) -> bool {
        matches!(self.execution.call, CallState::Ringing | CallState::Live)
    }

    /// Takes back what was asked for and not answered; whether a call is being placed that nobody
    /// will wait for.
    fn take_back(&mut self) -> bool {
        let mut rings = false;
        for Pending { effect, awaits } in std::mem::take(&mut self.execution.pending) {
            match awaits {
                Awaits::Timer => self.wish(Action::ClearTimer { timer: effect }),
                Awaits::TaskChanged => self.wish(Action::CancelTask { task: effect }),
                Awaits::CallPlaced => rings = true,
                _ => {}
            }
        }
        rings
    }

    /// The widget has settled what becomes of its tasks; nobody waits for anything else it asked for.
    fn drop_pending(&mut self) {
        if self.execution.pending.is_empty() {
            return;
        }
        for Pending { effect, awaits } in std::mem::take(&mut self.execution.pending) {
            match awaits {
                Awaits::Timer => self.wish(Action::ClearTimer { timer: effect }),
                // Whoever answered that call would hear nothing. With another call up there is no
                // telling which of the two to end.
                Awaits::CallPlaced if !self.call_is_up() => {
                    self.wish(Action::HangUp {
                        reason: "Nobody waits for this call any more.".into(),
                    });
                }
                _ => {}
            }
        }
    }

    /// Asks the world for something that it need not answer.
    fn wish(&mut self, action: Action) {
        let id = EffectId(self.execution.next_effect);
        self.execution.next_effect = self.execution.next_effect.saturating_add(1);
        self.trace.effects.push(Effect { id, action });
    }

    fn keep_outputs(&mut self, name: &WidgetName) {
        if !self.visit.stored {
            return;
        }
        let outputs = std::mem::take(&mut self.visit.outputs);
        self.visit.stored = false;
        self.execution.bytes = self.execution.bytes.saturating_add(bytes_of(&outputs));
        if let Some(frame) = self.execution.frames.last_mut() {
            frame.context.map_mut("widgets").insert(name.text().clone(), outputs);
        }
    }

    fn note(&mut self, kind: NoteKind, message: &str) {
        self.visit.notes.push(Note { kind, message: message.into(), span: None });
    }

    fn step(&mut self, exit: Option<Taken>) {
        let depth =
            u32::try_from(self.execution.frames.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let Some(frame) = self.execution.frames.last() else { return };
        if let Some(watched) = &mut self.trace.watched
            && watched.place == self.trace.steps.len()
        {
            watched.context = Some(frame.context.clone());
        }
        self.trace.steps.push(Step {
            number: frame.step,
            depth,
            flow: (depth > 0).then(|| frame.flow.name.clone()),
            widget: frame.widget.clone(),
            entered: frame.entered,
            exit,
            notes: std::mem::take(&mut self.visit.notes),
        });
    }
}

/// The program of the flow that an execution is in.
fn program_of<'r>(library: &'r Library, execution: &Execution) -> Option<&'r Program> {
    let frame = execution.frames.last()?;
    library.programs.get(&frame.flow).map(|program| &**program)
}

/// A rough count of the bytes that variables would take as JSON.
pub(crate) fn bytes_of(variables: &Map) -> u32 {
    u32::try_from(variables.size()).unwrap_or(u32::MAX)
}

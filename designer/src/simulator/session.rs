//! A conversation with a flow that is being drawn, turn by turn, each kept so that one can go back.

use centralita_engine::declare::{Catalogue, Channel};
use centralita_engine::exec::{
    Action, CallFunction, Dial, HttpFailure, HttpReply, HttpRequest, RecordingEnded, Rejected,
    Seed, Settings, TaskState,
};
use centralita_engine::scenario::{Begin, Said, Services, Waiting, World};
use centralita_engine::{Event, Flow, FlowRef, Library, Map, Text, Time};

/// A conversation under way.
pub struct Session {
    library: Library,
    at: FlowRef,
    begin: Begin,
    now: Time,
    /// The world after each turn, oldest first; the last is the present unless one looks back.
    turns: Vec<World>,
    /// Which turn is looked at.
    looked_at: usize,
    /// Whether the flow has changed since the conversation began.
    pub is_stale: bool,
    /// What the person is about to type.
    pub typed: String,
    /// What stands in the answer to a request.
    pub answer: String,
    /// Why the last thing could not be done.
    pub refused: Option<String>,
}

/// A line of the transcript.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// The contact heard or got this.
    Theirs(String),
    /// The contact did this.
    Own(String),
    /// A widget was entered.
    Visit(String),
    /// Something happened around the conversation.
    Aside(String),
    /// It is over.
    Ended(String),
}

/// Whoever asks the outside world is asked back: a person decides.
struct Ask;

impl Services for Ask {
    fn http(&mut self, _: &HttpRequest) -> Option<Result<HttpReply, HttpFailure>> {
        None
    }

    fn function(&mut self, _: &CallFunction) -> Option<Result<HttpReply, HttpFailure>> {
        None
    }

    fn dial(&mut self, _: &Dial) -> Option<centralita_engine::exec::DialOutcome> {
        None
    }
}

impl Session {
    /// Begins a conversation.
    ///
    /// # Errors
    /// When the flow has no widget to begin with, in a sentence.
    pub fn begin(
        flow: &Flow,
        catalogue: &Catalogue,
        begin: Begin,
        now: Time,
    ) -> Result<Session, String> {
        let mut library = Library::new(Settings::default());
        let at = FlowRef::new("flow", 1);
        library.add(flow, at.clone(), catalogue).map_err(|problems| {
            problems.iter().map(|problem| problem.message.to_string()).collect::<Vec<_>>().join(" ")
        })?;
        let mut session = Session {
            library,
            at,
            begin,
            now,
            turns: Vec::new(),
            looked_at: 0,
            is_stale: false,
            typed: String::new(),
            answer: "{\n}".to_owned(),
            refused: None,
        };
        session.restart().map_err(|rejected| rejected.to_string())?;
        Ok(session)
    }

    /// How the flow is usually begun: by a call when its trigger takes one.
    pub fn usual_begin(flow: &Flow) -> Begin {
        let trigger = flow.initial().and_then(|place| flow.widgets().get(place));
        let leads = |event: &str| {
            trigger
                .and_then(|widget| widget.transition(event))
                .is_some_and(|transition| transition.next.is_some())
        };
        if leads("incomingCall") {
            Begin::Call
        } else if leads("incomingMessage") {
            Begin::Message("Hello".into())
        } else if leads("incomingConversationMessage") {
            Begin::Chat("Hello".into())
        } else if leads("incomingRequest") {
            Begin::Request(Map::new())
        } else {
            Begin::Call
        }
    }

    /// Begins again from the start.
    ///
    /// # Errors
    /// When the flow cannot be begun.
    pub fn restart(&mut self) -> Result<(), Rejected> {
        let trigger = self.begin.trigger(&"+15550100".into(), &"".into(), Map::new());
        let mut world = World::start(&self.library, &self.at, trigger, Seed(1), self.now)?;
        world.settle(&self.library, &mut Ask);
        self.turns = vec![world];
        self.looked_at = 0;
        self.refused = None;
        Ok(())
    }

    /// How it began.
    pub fn how(&self) -> &Begin {
        &self.begin
    }

    /// Whether it is a call.
    pub fn is_call(&self) -> bool {
        self.world().execution.channel == Channel::Call
    }

    /// The world at the turn that is looked at.
    pub fn world(&self) -> &World {
        &self.turns[self.looked_at.min(self.turns.len() - 1)]
    }

    /// How many turns there are, and which is looked at, counted from 0.
    pub fn turns(&self) -> (usize, usize) {
        (self.turns.len(), self.looked_at)
    }

    /// Looks at another turn.
    pub fn look_at(&mut self, turn: usize) {
        self.looked_at = turn.min(self.turns.len() - 1);
        self.refused = None;
    }

    /// Does something in the conversation. From a past turn, what came after it is given up.
    fn act(&mut self, act: impl FnOnce(&mut World, &Library) -> Result<(), Rejected>) {
        let mut world = self.world().clone();
        match act(&mut world, &self.library) {
            Ok(()) => {
                world.settle(&self.library, &mut Ask);
                self.turns.truncate(self.looked_at + 1);
                self.turns.push(world);
                self.looked_at = self.turns.len() - 1;
                self.refused = None;
            }
            Err(rejected) => self.refused = Some(rejected.to_string()),
        }
    }

    /// The caller presses keys.
    pub fn press(&mut self, keys: &str) {
        self.act(|world, library| world.press(library, keys));
    }

    /// The contact says or writes something.
    pub fn say(&mut self, text: &str) {
        if self.is_call() {
            self.act(|world, library| world.say(library, text, "0.9"));
        } else {
            self.act(|world, library| world.write(library, text));
        }
    }

    /// The contact gives no answer.
    pub fn be_silent(&mut self) {
        self.act(World::be_silent);
    }

    /// The caller hangs up.
    pub fn hang_up(&mut self) {
        self.act(World::hang_up);
    }

    /// The caller speaks on a recording.
    pub fn record(&mut self, seconds: u32) {
        self.act(|world, library| world.record(library, seconds, RecordingEnded::Key("#".into())));
    }

    /// Something becomes of the task.
    pub fn task(&mut self, state: TaskState) {
        self.act(|world, library| world.change_task(library, state, Map::new()));
    }

    /// Time passes.
    pub fn wait(&mut self, seconds: i64) {
        self.act(|world, library| {
            world.pass(library, &mut Ask, seconds * 1000);
            Ok(())
        });
    }

    /// Answers the request that waits for an answer.
    pub fn reply(&mut self, reply: Result<HttpReply, HttpFailure>) {
        self.act(|world, library| {
            let open = world
                .open
                .iter()
                .find(|effect| matches!(effect.action, Action::Http(_) | Action::CallFunction(_)));
            match open.map(|effect| effect.id) {
                Some(answers) => world.tell(library, Event::Replied { answers, reply }),
                None => Err(Rejected::Unexpected("replied")),
            }
        });
    }

    /// Says how a call to somebody else went.
    pub fn dialled(&mut self, status: &str) {
        self.act(|world, library| {
            let open = world.open.iter().find(|effect| matches!(effect.action, Action::Dial(_)));
            let Some(answers) = open.map(|effect| effect.id) else {
                return Err(Rejected::Unexpected("dialled"));
            };
            let outcome = centralita_engine::exec::DialOutcome {
                status: status.into(),
                duration_secs: if status == "completed" { 60 } else { 0 },
                sid: "CA-other".into(),
                recording_url: None,
            };
            world.tell(library, Event::Dialled { answers, outcome, params: Map::new() })
        });
    }

    /// What the conversation waits for.
    pub fn waiting(&self) -> Waiting<'_> {
        self.world().waiting()
    }

    /// The name of the widget in which it is.
    pub fn active(&self) -> Option<Text> {
        let execution = &self.world().execution;
        if execution.has_ended() {
            return None;
        }
        execution.widget().map(|name| name.text().clone())
    }

    /// The widgets that were visited in this flow, each with the order of its last visit.
    pub fn visited(&self) -> Vec<(Text, u32)> {
        let mut visited: Vec<(Text, u32)> = Vec::new();
        let own = self.world().steps.iter().filter(|step| step.depth == 0);
        let mut order = 0;
        let mut last = 0;
        for step in own {
            // A step is told once when it is entered and again when it is left.
            if step.number == last {
                continue;
            }
            last = step.number;
            order += 1;
            visited.retain(|(name, _)| name != step.widget.text());
            visited.push((step.widget.text().clone(), order));
        }
        visited
    }

    /// The wires that were taken: the widget and the place of its transition.
    pub fn taken(&self) -> Vec<(Text, u32)> {
        let own = self.world().steps.iter().filter(|step| step.depth == 0);
        own.filter_map(|step| {
            let exit = step.exit.as_ref()?;
            Some((step.widget.text().clone(), exit.transition?))
        })
        .collect()
    }

    /// The conversation so far.
    pub fn rows(&self) -> Vec<Row> {
        let entries = self.world().transcript.entries.iter();
        entries
            .filter_map(|entry| {
                Some(match &entry.said {
                    Said::Heard(text) => Row::Theirs(text.to_string()),
                    Said::Played(source) => Row::Theirs(format!("♪ {source}")),
                    Said::Got { body, .. } => Row::Theirs(body.to_string()),
                    Said::Did(what) => Row::Own(what.to_string()),
                    Said::Visited { widget, depth: 0 } => Row::Visit(widget.to_string()),
                    Said::Visited { .. } | Said::Left { .. } => return None,
                    Said::Ended(how) => Row::Ended(how.to_string()),
                    other => Row::Aside(other.to_string()),
                })
            })
            .collect()
    }
}

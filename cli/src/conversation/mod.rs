//! A conversation with a flow: what a person types goes in, what the contact notices comes out.
//!
//! The conversation keeps every turn, so that a person can go back, and writes a diary, so that it
//! can be kept as a scenario. Reading lines and the terminal itself are not here; see
//! [`crate::command`].

mod answers;
pub mod card;
mod diary;
mod keys;
mod live;
mod people;
mod queued;
mod show;
mod typed;

use centralita_engine::declare::Catalogue;
use centralita_engine::exec::{RecordingEnded, Rejected, Seed, TaskState};
use centralita_engine::scenario::{Begin, Office, TaskStanding, Waiting, World};
use centralita_engine::{Event, FlowRef, Library, Map, Text, Time, Value};
use centralita_project::Staffed;

pub use answers::{Answers, Http};
use diary::Diary;
pub use typed::{TaskWord, Typed, understand};

use crate::words::{Language, Talk};

/// How a conversation begins.
#[derive(Clone, Debug)]
pub struct Opening {
    /// In which way.
    pub how: Begin,
    /// The contact.
    pub from: Text,
    /// Our address; empty means the usual one.
    pub to: Text,
    /// What is known from the start, by path.
    pub known: Vec<(Text, Value)>,
    /// When.
    pub at: Time,
    /// The chance it gets.
    pub seed: u64,
}

/// A conversation with a flow.
pub struct Conversation {
    library: Library,
    catalogue: Catalogue,
    at: FlowRef,
    answers: Answers,
    world: World,
    diary: Diary,
    /// The moments before each thing the person did, oldest first.
    earlier: Vec<Moment>,
    /// How much of the transcript was shown.
    shown: usize,
    /// Something to be said before the news.
    remark: Option<Talk>,
    /// How many steps had been taken before the last thing the person did.
    turn_began: usize,
    /// The people and plans by which tasks find somebody.
    office: Option<Staffed>,
    language: Language,
    with_steps: bool,
}

/// How a conversation is held.
#[derive(Clone, Debug)]
pub struct Manner {
    /// The people and plans by which tasks find somebody; without them, the person plays people.
    pub office: Option<Staffed>,
    /// In which language.
    pub language: Language,
    /// Whether each step is shown.
    pub with_steps: bool,
}

/// What going back goes back to.
struct Moment {
    world: World,
    diary: Diary,
    turn_began: usize,
}

/// What came of a line.
#[derive(Debug, PartialEq)]
pub enum Came {
    /// The conversation went on.
    On,
    /// These lines are for the person.
    Told(Vec<String>),
    /// It is to be kept in this file.
    Save(Text),
    /// The person leaves.
    Left,
}

impl Conversation {
    /// Begins a conversation in the flow `at` of `library`.
    ///
    /// # Errors
    /// When the library does not have the flow.
    pub fn begin(
        library: Library,
        catalogue: Catalogue,
        at: FlowRef,
        opening: &Opening,
        answers: Answers,
        manner: Manner,
    ) -> Result<Conversation, Rejected> {
        let Manner { office, language, with_steps } = manner;
        let mut known = Map::new();
        for (path, value) in &opening.known {
            put(&mut known, path, value.clone());
        }
        let trigger = opening.how.trigger(&opening.from, &opening.to, known);
        let seed = Seed(u128::from(opening.seed));
        let mut world = World::start(&library, &at, trigger, seed, opening.at)?;
        if let Some(office) = &office {
            world = world.with_router(office.open(opening.at));
        }
        let mut conversation = Conversation {
            library,
            catalogue,
            at,
            answers,
            world,
            diary: Diary::begin(opening),
            earlier: Vec::new(),
            shown: 0,
            remark: None,
            turn_began: 0,
            office,
            language,
            with_steps,
        };
        conversation.settle();
        Ok(conversation)
    }

    /// What the flow waits for.
    pub fn waiting(&self) -> Waiting<'_> {
        self.world.waiting()
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        self.world.execution.has_ended()
    }

    /// The world as it is now.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Does what the person typed.
    ///
    /// # Errors
    /// A sentence for the person when it cannot be done now; nothing has changed then.
    pub fn take(&mut self, typed: Typed) -> Result<Came, String> {
        let before = Moment {
            world: self.world.clone(),
            diary: self.diary.clone(),
            turn_began: self.turn_began,
        };
        let is_routed = self.world.router().is_some();
        let library = &self.library;
        let world = &mut self.world;
        let diary = &mut self.diary;
        let place = world.transcript.entries.len();
        let mut did = |sentence: String| diary.act(place, sentence);
        let hangs_up = typed == Typed::HangUp;
        let told = match typed {
            Typed::Nothing => return Ok(Came::On),
            Typed::Keys(keys) => {
                did(format!("presses {keys}"));
                world.press(library, &keys)
            }
            Typed::Words(words) => {
                did(format!("says {}", quoted(&words)));
                world.say(library, &words, "0.9")
            }
            Typed::Message(body) => {
                did(format!("writes {}", quoted(&body)));
                world.write(library, &body)
            }
            Typed::Recorded(0) => {
                did("records nothing".into());
                world.record(library, 0, RecordingEnded::Time)
            }
            Typed::Recorded(secs) => {
                did(format!("records {secs}s"));
                world.record(library, secs, RecordingEnded::Time)
            }
            Typed::RecordedUntil(key) => {
                did(format!("records 5s and presses {key}"));
                world.record(library, 5, RecordingEnded::Key(key))
            }
            Typed::Silence => {
                did("is silent".into());
                world.be_silent(library)
            }
            Typed::HangUp => {
                did("hangs up".into());
                world.hang_up(library)
            }
            Typed::Task(word) if is_routed => {
                return self.person(before, word, None);
            }
            Typed::Person(word, who) if is_routed || who.is_some() || word == TaskWord::Refuse => {
                return self.person(before, word, who);
            }
            Typed::Task(word) | Typed::Person(word, _) => {
                let (state, sentence, remark) = match word {
                    TaskWord::Accept => {
                        (TaskState::Accepted, "the task is accepted", Talk::TaskAccepted)
                    }
                    // Whoever is not asked by name cannot refuse; it stays for somebody else.
                    TaskWord::Refuse => return Err(self.language.say(Talk::NotNow).to_owned()),
                    TaskWord::Complete => {
                        (TaskState::Completed, "the task is completed", Talk::TaskCompleted)
                    }
                    TaskWord::Cancel => {
                        (TaskState::Cancelled, "the task is cancelled", Talk::TaskCancelled)
                    }
                };
                self.remark = Some(remark);
                did(sentence.into());
                world.change_task(library, state, Map::new())
            }
            Typed::Delivery(status) => {
                did(format!("the message is {status}"));
                world.deliver(library, &status)
            }
            Typed::Return(name) => {
                did(format!("comes back by {}", quoted(&name)));
                world.tell(library, Event::Returned { name, params: Map::new() })
            }
            Typed::Wait(secs) => {
                did(waits(world, secs));
                world.pass(library, &mut self.answers, i64::from(secs) * 1000);
                Ok(())
            }
            Typed::WaitUntilDue => {
                let secs = until_due(world);
                did(waits(world, secs));
                world.pass(library, &mut self.answers, i64::from(secs) * 1000);
                Ok(())
            }
            Typed::Answer(text) => {
                let queued = queued::answer(&text, &world.waiting(), self.language)?;
                self.answers.queued = Some(queued);
                Ok(())
            }
            Typed::Back => return self.back(),
            Typed::Variables(path) => return self.variables(&path).map(Came::Told),
            Typed::Steps => return Ok(Came::Told(self.steps())),
            Typed::Why => return Ok(Came::Told(self.why())),
            Typed::Help => return Ok(Came::Told(self.help())),
            Typed::Save(path) => return Ok(Came::Save(path)),
            Typed::Quit => return Ok(Came::Left),
        };
        if let Err(rejected) = told {
            self.world = before.world;
            self.diary = before.diary;
            self.remark = None;
            return Err(match rejected {
                Rejected::Ended => self.language.say(Talk::IsOver).to_owned(),
                _ => self.language.say(Talk::NotNow).to_owned(),
            });
        }
        self.turn_began = before.world.steps.len();
        self.earlier.push(before);
        self.settle();
        if hangs_up && !self.is_over() {
            // Without a word it would look as if nobody had hung up.
            self.remark = Some(Talk::HungUpWhileWaiting);
        }
        Ok(Came::On)
    }

    /// Somebody does something with the task.
    fn person(
        &mut self,
        before: Moment,
        word: TaskWord,
        who: Option<Text>,
    ) -> Result<Came, String> {
        let place = self.world.transcript.entries.len();
        let sentence = self.person_does(word, who.as_deref())?;
        self.diary.act(place, sentence);
        self.turn_began = before.world.steps.len();
        self.earlier.push(before);
        self.settle();
        Ok(Came::On)
    }

    fn settle(&mut self) {
        self.answers.now = self.world.now;
        self.world.settle(&self.library, &mut self.answers);
        // An answer that nobody asked for any more must not answer the next question.
        self.answers.queued = None;
        for given in std::mem::take(&mut self.answers.given) {
            self.diary.given(given.sentence.clone());
            if given.to_request {
                self.diary.replies.push(given);
            }
        }
    }

    fn back(&mut self) -> Result<Came, String> {
        let Some(moment) = self.earlier.pop() else {
            return Err(self.language.say(Talk::NothingBefore).to_owned());
        };
        self.world = moment.world;
        self.diary = moment.diary;
        self.turn_began = moment.turn_began;
        // The last prompt is shown again, so that the person knows where they are.
        self.shown = show::last_prompt(&self.world.transcript);
        Ok(Came::Told(vec![self.language.say(Talk::GoesBack).to_owned()]))
    }
}

/// `text` as scenarios quote it.
fn quoted(text: &str) -> String {
    Value::text(text).to_json()
}

/// That time passes, as a scenario says it.
fn waits(world: &World, secs: u32) -> String {
    let is_open = |stands: TaskStanding| !stands.is_over && stands.has.is_empty();
    match world.waiting() {
        Waiting::Task(_) if world.standing().is_some_and(is_open) => {
            format!("nobody accepts for {secs}s")
        }
        _ => format!("waits {secs}s"),
    }
}

/// Whole seconds until the next thing happens by itself; half a minute when nothing does.
fn until_due(world: &World) -> u32 {
    let silence = match world.waiting() {
        Waiting::Input(gather) => Some(world.now.after(gather.timeout)),
        _ => None,
    };
    let nobody_has_it = |stands: TaskStanding| stands.has.is_empty();
    let people = match world.waiting() {
        Waiting::Task(_) if world.standing().is_some_and(nobody_has_it) => world.next_of_router(),
        _ => None,
    };
    let due = world.next_timer().into_iter().chain(silence).chain(people).min();
    due.map_or(30, |due| {
        u32::try_from((due.millis_since(world.now).max(0) + 999) / 1000).unwrap_or(u32::MAX)
    })
}

/// Puts `value` at the dotted `path`.
fn put(map: &mut Map, path: &str, value: Value) {
    let mut map = map;
    let mut rest = path;
    while let Some((first, last)) = rest.split_once('.') {
        map = map.map_mut(first);
        rest = last;
    }
    map.insert(rest, value);
}

impl Conversation {
    /// A title for the conversation as a scenario: what was typed, in a few words.
    pub fn title(&self) -> String {
        self.diary.title()
    }

    /// The conversation as a scenario called `title`.
    pub fn scenario(&self, title: &str) -> String {
        self.diary.scenario(title, &self.world, &self.library)
    }

    /// Whether the scenario in `markdown` comes out as it was played; otherwise what differs.
    ///
    /// # Errors
    /// A sentence about the first difference.
    pub fn replays(&self, markdown: &str) -> Result<(), String> {
        diary::replays(markdown, &self.library, &self.at, self.office.as_ref())
    }
}

//! What a person does in a conversation, as data: it can be kept, done again, and said in a sentence.

use centralita_engine::exec::{
    CallOutcome, DialOutcome, HttpFailure, HttpReply, RecordingEnded, Rejected, TaskState,
};
use centralita_engine::scenario::{StaffIs, TaskAct, World, quoted};
use centralita_engine::{Event, Library, Map, Text, Value};

use super::around::Around;
use super::opening::put;

/// Something a person does in a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Presses keys.
    Press(String),
    /// Says something.
    Say(String),
    /// Writes a message.
    Write(String),
    /// Says nothing until whoever listens gives up.
    BeSilent,
    /// Speaks on a recording for so many seconds; 0 is silence.
    Record(u32),
    /// Speaks on a recording for so many seconds and presses `#`.
    RecordUntilKey(u32),
    /// Hangs up.
    HangUp,
    /// Lets time pass, in seconds.
    Wait(u32),
    /// Lets time pass until something happens by itself.
    SkipAhead,
    /// Something becomes of the task.
    Task(TaskWord),
    /// Somebody of the project does something with the task.
    Person {
        /// What.
        does: TaskAct,
        /// Who, by name.
        who: Text,
    },
    /// Nobody takes the task for so many seconds.
    NobodyAccepts(u32),
    /// Somebody of the project does something else than tasks from now on.
    Staff(StaffIs),
    /// The world answers what the flow asked.
    Answer {
        /// The answer.
        answer: Answer,
        /// Whether the same question gets the same answer from now on.
        is_remembered: bool,
    },
    /// A provider tells what became of the last message.
    Deliver(String),
    /// Another program gives the contact back by an exit of this name.
    ComeBack(String),
    /// From now on the provider refuses messages, or takes them.
    MessagesFail(bool),
    /// From now on no task can be created, or they can again.
    TasksFail(bool),
    /// A variable gets another value.
    Change {
        /// Which.
        path: String,
        /// The value.
        value: Value,
    },
    /// Goes on after a breakpoint.
    GoOn,
    /// Goes on by one step after a breakpoint.
    Step,
}

/// What becomes of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskWord {
    /// Somebody takes it.
    Accepted,
    /// It is done.
    Completed,
    /// Nobody comes.
    Cancelled,
}

/// What the world answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To a request or a function.
    Reply(Result<HttpReply, HttpFailure>),
    /// To a call to somebody else.
    Dialled(DialOutcome),
    /// To a call to the contact.
    Placed(CallOutcome),
    /// Of another service: its word, and what it says.
    Served(Text, Map),
}

impl Answer {
    /// A reply to a request; its media type follows from the body.
    pub fn reply(status: u16, body: &str) -> Answer {
        let is_json = Value::from_json(body).is_ok();
        let content_type = if is_json { "application/json" } else { "text/plain" };
        Answer::Reply(Ok(HttpReply {
            status,
            content_type: content_type.into(),
            body: body.into(),
            headers: Map::new(),
        }))
    }

    /// How a call to somebody else went.
    pub fn dialled(status: &str) -> Answer {
        Answer::Dialled(DialOutcome {
            status: status.into(),
            duration_secs: if status == "completed" { 60 } else { 0 },
            sid: "CA-other".into(),
            recording_url: None,
        })
    }
}

impl Act {
    /// Does it, without what follows by itself.
    ///
    /// # Errors
    /// When the flow cannot take it now; nothing has changed then.
    pub fn perform(
        &self,
        world: &mut World,
        library: &Library,
        around: &mut Around,
    ) -> Result<(), String> {
        let played = match self {
            Act::Press(keys) => world.press(library, keys),
            Act::Say(text) => world.say(library, text, "0.9"),
            Act::Write(text) => world.write(library, text),
            Act::BeSilent => world.be_silent(library),
            Act::Record(seconds) => world.record(library, *seconds, RecordingEnded::Time),
            Act::RecordUntilKey(seconds) => {
                world.record(library, *seconds, RecordingEnded::Key("#".into()))
            }
            Act::HangUp => world.hang_up(library),
            Act::Wait(seconds) => {
                world.pass(library, around, i64::from(*seconds) * 1000);
                Ok(())
            }
            Act::SkipAhead => {
                let due = world.next_due().ok_or(Rejected::Unexpected("time"));
                due.map(|due| world.pass(library, around, due.millis_since(world.now)))
            }
            Act::Person { does, who } => {
                return world.act_on_task(library, *does, Some(who)).map_err(|why| why.to_string());
            }
            Act::Staff(staff) => {
                return world.staff(library, staff).map_err(|why| why.to_string());
            }
            Act::NobodyAccepts(seconds) => {
                world.pass(library, around, i64::from(*seconds) * 1000);
                Ok(())
            }
            Act::Task(TaskWord::Cancelled) if world.router().is_some() => {
                return world
                    .act_on_task(library, TaskAct::Cancel, None)
                    .map_err(|why| why.to_string());
            }
            Act::Task(word) => {
                let state = match word {
                    TaskWord::Accepted => TaskState::Accepted,
                    TaskWord::Completed => TaskState::Completed,
                    TaskWord::Cancelled => TaskState::Cancelled,
                };
                world.change_task(library, state, Map::new())
            }
            Act::Answer { answer, is_remembered } => {
                around.queued = Some((answer.clone(), *is_remembered));
                let is_taken = world.settle_one(library, around) && around.queued.is_none();
                around.queued = None;
                if is_taken { Ok(()) } else { Err(Rejected::Unexpected("answer")) }
            }
            Act::Deliver(status) => world.deliver(library, status),
            Act::ComeBack(name) => world
                .tell(library, Event::Returned { name: name.as_str().into(), params: Map::new() }),
            Act::MessagesFail(fail) => {
                around.messages_fail = *fail;
                Ok(())
            }
            Act::TasksFail(fail) => {
                around.tasks_fail = *fail;
                Ok(())
            }
            Act::Change { path, value } => {
                if let Some(frame) = world.execution.frames.last_mut() {
                    put(&mut frame.context, path, value.clone());
                }
                Ok(())
            }
            Act::GoOn => Ok(()),
            Act::Step => {
                world.settle_one(library, around);
                Ok(())
            }
        };
        played.map_err(|rejected| rejected.to_string())
    }

    /// Whether the conversation settles by itself afterwards.
    pub fn settles(&self) -> bool {
        !matches!(self, Act::Step | Act::Change { .. } | Act::MessagesFail(_) | Act::TasksFail(_))
    }

    /// What a scenario says of it; none when it says it otherwise, or not at all. `passed` is how long
    /// it took, in milliseconds.
    pub fn sentence(&self, passed_millis: i64) -> Option<String> {
        Some(match self {
            Act::Press(keys) => format!("presses {keys}"),
            Act::Say(text) => format!("says {}", quoted(text)),
            Act::Write(text) => format!("writes {}", quoted(text)),
            Act::BeSilent => "is silent".into(),
            Act::Record(0) => "records nothing".into(),
            Act::Record(seconds) => format!("records {seconds}s"),
            Act::RecordUntilKey(seconds) => format!("records {seconds}s and presses #"),
            Act::HangUp => "hangs up".into(),
            Act::Wait(seconds) => format!("waits {seconds}s"),
            Act::SkipAhead => format!("waits {}s", (passed_millis + 999) / 1000),
            Act::Task(TaskWord::Accepted) => "the task is accepted".into(),
            Act::Task(TaskWord::Completed) => "the task is completed".into(),
            Act::Task(TaskWord::Cancelled) => "the task is cancelled".into(),
            Act::Person { does, who } => {
                let verb = match does {
                    TaskAct::Accept => "accepted by",
                    TaskAct::Refuse => "refused by",
                    TaskAct::Complete => "completed by",
                    TaskAct::Cancel => return Some("the task is cancelled".into()),
                    // Scenarios end a talk by what the caller does.
                    TaskAct::EndTalk => return None,
                };
                format!("{verb} {}", person(who))
            }
            Act::NobodyAccepts(seconds) => format!("nobody accepts for {seconds}s"),
            Act::Staff(staff) => match staff {
                StaffIs::NobodyWorks => "given nobody works".into(),
                StaffIs::On(who, what) => format!("given {} is on {}", person(who), quoted(what)),
                StaffIs::Busy(who) => format!("given {} is busy", person(who)),
                StaffIs::Free(who) => format!("given {} is free", person(who)),
                StaffIs::QueueClosed { queue, for_everybody: false } => {
                    format!("given the queue {} is closed", person(queue))
                }
                StaffIs::QueueClosed { queue, for_everybody: true } => {
                    format!("given the queue {} is closed for everybody", person(queue))
                }
                StaffIs::QueueOpen(queue) => format!("given the queue {} is open", person(queue)),
            },
            Act::Deliver(status) => format!("the message is {status}"),
            Act::ComeBack(name) => format!("comes back by {}", quoted(name)),
            Act::MessagesFail(true) => "given messages fail".into(),
            Act::TasksFail(true) => "given tasks fail with \"queue-full\"".into(),
            Act::Answer { .. }
            | Act::MessagesFail(false)
            | Act::TasksFail(false)
            | Act::Change { .. }
            | Act::GoOn
            | Act::Step => return None,
        })
    }

    /// Whether no scenario can say it, so that a scenario of it would come out otherwise.
    pub fn is_beyond_scenarios(&self) -> bool {
        matches!(
            self,
            Act::MessagesFail(false)
                | Act::TasksFail(false)
                | Act::Change { .. }
                | Act::Person { does: TaskAct::EndTalk, .. }
        )
    }
}

/// A name as scenarios write it.
fn person(name: &str) -> String {
    if name.contains(char::is_whitespace) || name.contains(['"', ',']) {
        quoted(name)
    } else {
        name.to_owned()
    }
}

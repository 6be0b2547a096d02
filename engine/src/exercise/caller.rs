//! A virtual caller, and the world that caller meets.

use crate::exec::{
    CallFunction, CallOutcome, CreateTask, Dial, DialOutcome, Event, Execution, FlowRef,
    HttpFailure, HttpReply, HttpRequest, Library, PlaceCall, RecordingEnded, Seed, SendMessage,
    Service, TaskState, Trigger, next_random,
};
use crate::exercise::Exercised;
use crate::exercise::hints::Hints;
use crate::exercise::plant::plant;
use crate::flow::WidgetName;
use crate::scenario::{Office, Services, Waiting, World};
use crate::time::Time;
use crate::value::{Map, Text, Value};

/// Turns after which a caller who is still there hangs up for good.
const PATIENCE: u32 = 120;

/// 2026-01-05 00:00:00 UTC, a Monday; callers come in the year after it.
const FIRST_DAY_MILLIS: i64 = 1_767_571_200_000;

/// More than most questions have room for.
const LONG_STORY: &str = "Well, it all began last week, when I called for the first time and nobody could tell me anything, so I called again the day after, and again, and now I really would like to know what is going on, if you don't mind.";

/// One virtual caller: decides by chance, and by what the flow listens for.
pub struct Caller<'h> {
    hints: &'h Hints,
    random: u64,
    seed: u64,
    number: u32,
    widget: WidgetName,
    /// How often things go wrong around this caller, in percent.
    bad_luck: u64,
}

impl<'h> Caller<'h> {
    pub fn new(hints: &'h Hints, seed: u64, number: u32) -> Caller<'h> {
        let mut random =
            seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ u64::from(number).wrapping_mul(0x9E37_79B9);
        next_random(&mut random);
        let bad_luck = match number % 4 {
            0 => 0,
            1 | 2 => 15,
            _ => 50,
        };
        Caller { hints, random, seed, number, widget: WidgetName::new(""), bad_luck }
    }

    /// A caller around whom things go wrong about half of the time.
    pub fn of_bad_luck(mut self) -> Caller<'h> {
        self.bad_luck = 60;
        self
    }

    /// Whether this caller comes in through another flow, where that is possible.
    pub fn comes_from_parent(&self) -> bool {
        self.number % 2 == 1
    }

    pub(super) fn below(&mut self, bound: u64) -> u64 {
        next_random(&mut self.random) % bound.max(1)
    }

    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    fn unlucky(&mut self) -> bool {
        let chance = self.bad_luck;
        self.percent(chance)
    }

    fn pick(&mut self, choices: &[&'static str]) -> &'static str {
        let at = self.below(choices.len() as u64) as usize;
        choices.get(at).copied().unwrap_or("")
    }

    /// A value for `path`: one that makes a difference, or another one.
    fn value(&mut self, path: &str) -> Option<Text> {
        let values = self.hints.values(path);
        if values.is_empty() || self.percent(12) {
            return None;
        }
        let at = self.below(values.len() as u64) as usize;
        values.get(at).map(|value| (*value).clone())
    }

    /// Begins an execution; none when it could not even begin.
    pub fn begin(
        &mut self,
        library: &Library,
        at: &FlowRef,
        office: Option<&dyn Office>,
        done: &mut Exercised,
    ) -> Option<World> {
        let now = Time(FIRST_DAY_MILLIS + self.below(365 * 24 * 60) as i64 * 60_000);
        let trigger = self.trigger();
        let seed = Seed(u128::from(self.seed) << 64 | u128::from(self.number));
        match World::start(library, at, trigger, seed, now) {
            Ok(world) => Some(match office {
                Some(office) => world.with_router(self.staffed(office, now)),
                None => world,
            }),
            Err(rejected) => {
                done.faults.push(rejected.to_string().into());
                None
            }
        }
    }

    /// Lives through the rest of an execution. `saw` is shown the world whenever it waits.
    pub fn live_through(
        &mut self,
        library: &Library,
        world: &mut World,
        done: &mut Exercised,
        saw: &mut dyn FnMut(&World),
    ) {
        for turn in 0..=PATIENCE {
            // Each wish is seen before it is answered, so that others may come back to it.
            for _ in 0..100_000 {
                if !world.execution.has_ended() {
                    saw(world);
                }
                if !world.settle_one(library, self) {
                    break;
                }
            }
            if let Err(unreadable) = stored_and_read(&world.execution) {
                done.faults.push(format!("Caller {}: {unreadable}", self.number).into());
            }
            if world.execution.has_ended() {
                return;
            }
            if turn == PATIENCE {
                let told = world.tell(
                    library,
                    Event::Cancelled { reason: "The virtual caller lost patience.".into() },
                );
                debug_assert!(told.is_ok(), "an execution that has not ended can be cancelled");
                return;
            }
            let entries = happened(world);
            self.act(library, world);
            if happened(world) == entries && !world.execution.has_ended() {
                let widget =
                    world.execution.widget().map_or("", |widget| widget.as_str()).to_owned();
                done.faults.push(
                    format!(
                        "Caller {}: the execution is stuck in {widget}: {:?}",
                        self.number,
                        world.waiting()
                    )
                    .into(),
                );
                return;
            }
        }
    }

    fn trigger(&mut self) -> Trigger {
        let mut kinds: Vec<&str> =
            ["incomingCall", "incomingMessage", "incomingConversationMessage", "incomingRequest"]
                .into_iter()
                .filter(|kind| self.hints.triggers.contains(*kind))
                .collect();
        if kinds.is_empty() {
            kinds.push("incomingCall");
        }
        let kind = kinds[self.below(kinds.len() as u64) as usize];
        let contact = self.value("contact.channel.address").unwrap_or_else(|| "+15550100".into());
        let ours = Text::from("+15550199");
        match kind {
            "incomingMessage" => {
                let mut params = self.params("trigger.message");
                params.insert("MessageSid", "SM00000000000000000000000000000001");
                let body = self.value("trigger.message.Body").unwrap_or_else(|| "Hello".into());
                params.remove("Body");
                Trigger::Message { from: contact, to: ours, body, params }
            }
            "incomingConversationMessage" => {
                let mut params = self.params("trigger.conversation");
                params.insert("ConversationSid", "CH00000000000000000000000000000001");
                let body =
                    self.value("trigger.conversation.Body").unwrap_or_else(|| "Hello".into());
                params.remove("Body");
                Trigger::Conversation { from: contact, to: ours, body, params }
            }
            "incomingRequest" => {
                let mut parameters = self.params("flow.data");
                for (key, value) in self.params("trigger.request.parameters") {
                    parameters.insert(key, value);
                }
                Trigger::Request { from: ours, to: contact, parameters }
            }
            _ => {
                let mut params = self.params("trigger.call");
                params.insert("CallSid", "CA00000000000000000000000000000001");
                Trigger::Call { from: contact, to: ours, params }
            }
        }
    }

    /// Values for everything that is read below `prefix`.
    fn params(&mut self, prefix: &str) -> Map {
        let mut map = Map::new();
        for path in self.hints.read_below(prefix) {
            let value = match self.value(&format!("{prefix}.{path}")) {
                Some(value) => value,
                None if self.percent(20) => continue,
                None if self.unlucky() => self
                    .pick(&["two words", "", "José \"Pepe\"", "line\nbreak", "1 < 2 & 3"])
                    .into(),
                None => "sample".into(),
            };
            plant(&mut map, &path, value);
        }
        map
    }

    fn act(&mut self, library: &Library, world: &mut World) {
        if let Some(widget) = world.execution.widget() {
            self.widget = widget.clone();
        }
        let on_call = world.execution.call == crate::exec::CallState::Live;
        if on_call && self.percent(4) {
            let _ = world.hang_up(library);
            return;
        }
        enum Waits {
            Input,
            Recording,
            Message,
            Task,
            Dial,
            Redirect,
            Other,
        }
        let waits = match world.waiting() {
            Waiting::Input(_) => Waits::Input,
            Waiting::Recording(_) => Waits::Recording,
            Waiting::Message(_) => Waits::Message,
            Waiting::Task(_) => Waits::Task,
            Waiting::Dial(_) => Waits::Dial,
            Waiting::Redirect(_) => Waits::Redirect,
            _ => Waits::Other,
        };
        // What is refused leaves the world as it was, which the caller of this notices.
        let _ = match waits {
            Waits::Input => self.answer(library, world),
            Waits::Recording => match self.below(4) {
                0 => world.record(library, 0, RecordingEnded::Time),
                1 => world.record(library, 4, RecordingEnded::HangUp),
                2 => world.record(library, 7, RecordingEnded::Key("#".into())),
                _ => world.record(library, 9, RecordingEnded::Time),
            },
            Waits::Message => self.write(library, world),
            Waits::Task if world.router().is_some() => self.task_at_the_router(library, world),
            Waits::Task => match self.below(6) {
                0 => world.change_task(library, TaskState::Cancelled, Map::new()),
                1 => {
                    world.change_task(library, TaskState::Failed("system-error".into()), Map::new())
                }
                2 if on_call => world.hang_up(library),
                3 => world.change_task(library, TaskState::Accepted, Map::new()),
                _ => world.change_task(library, TaskState::Completed, Map::new()),
            },
            Waits::Dial => world.hang_up(library),
            Waits::Redirect => {
                let name = format!("widgets.{}", self.widget);
                let params = self.params(&name);
                match self.below(3) {
                    0 if world.next_timer().is_some() => {
                        self.wait(library, world);
                        Ok(())
                    }
                    _ => world.tell(library, Event::Returned { name: "return".into(), params }),
                }
            }
            Waits::Other => {
                self.wait(library, world);
                Ok(())
            }
        };
    }

    fn wait(&mut self, library: &Library, world: &mut World) {
        if let Some(due) = world.next_timer() {
            let millis = due.millis_since(world.now).max(0);
            world.pass(library, self, millis);
        }
    }

    fn answer(
        &mut self,
        library: &Library,
        world: &mut World,
    ) -> Result<(), crate::exec::Rejected> {
        let widget = self.widget.clone();
        let keys = self.value(&format!("widgets.{widget}.Digits"));
        let words = self.value(&format!("widgets.{widget}.SpeechResult"));
        match self.below(10) {
            0 | 1 => world.be_silent(library),
            2 => {
                let keys = self.pick(&[
                    "1",
                    "2",
                    "3",
                    "4",
                    "5",
                    "9",
                    "0",
                    "1234",
                    "12345678#",
                    "*",
                    "31122026#",
                    "#",
                ]);
                world.press(library, keys)
            }
            3 => {
                let words = self.pick(&[
                    "yes",
                    "no",
                    "sí",
                    "sales",
                    "I do not know",
                    "one",
                    "twelve",
                    LONG_STORY,
                ]);
                world.say(library, words, "0.4")
            }
            4 | 5 => match words {
                Some(words) => world.say(library, &words, "0.9"),
                None => world.say(library, "hello", "0.9"),
            },
            _ => match keys.filter(|keys| {
                !keys.is_empty()
                    && keys.chars().all(|key| key.is_ascii_digit() || "*#".contains(key))
            }) {
                Some(keys) => world.press(library, &keys),
                None => match words {
                    Some(words) => world.say(library, &words, "0.9"),
                    None => world.press(library, "1"),
                },
            },
        }
    }

    fn write(&mut self, library: &Library, world: &mut World) -> Result<(), crate::exec::Rejected> {
        let widget = self.widget.clone();
        match self.below(10) {
            0 if world.next_timer().is_some() => world.be_silent(library),
            1 => world.deliver(library, "undelivered").or_else(|_| world.be_silent(library)),
            2 => {
                let words = self.pick(&[
                    "yes",
                    "no",
                    "1",
                    "2",
                    "hello",
                    "stop",
                    "I do not know",
                    "2026-12-31",
                    LONG_STORY,
                ]);
                world.write(library, words)
            }
            _ => match self.value(&format!("widgets.{widget}.inbound.Body")) {
                Some(body) => world.write(library, &body),
                None => world.write(library, "yes"),
            },
        }
    }

    /// An answer to a request, holding whatever the flow reads of it.
    fn reply(&mut self) -> Result<HttpReply, HttpFailure> {
        if self.unlucky() {
            match self.below(4) {
                0 => return Err(HttpFailure::TimedOut),
                1 => return Err(HttpFailure::Unreachable("no route to the other side".into())),
                2 => return Ok(answer(500, "text/plain", "Something went wrong.".into())),
                _ => return Ok(answer(404, "application/json", r#"{"error":"not found"}"#.into())),
            }
        }
        let prefix = format!("widgets.{}", self.widget);
        let body = self.value(&format!("{prefix}.body"));
        let parsed = self.params(&format!("{prefix}.parsed"));
        let status = self
            .value(&format!("{prefix}.status_code"))
            .and_then(|status| status.parse::<u16>().ok())
            .filter(|status| (200..600).contains(status))
            .unwrap_or(200);
        Ok(match body {
            Some(body) if parsed.is_empty() || self.percent(30) => {
                answer(status, "text/plain", body)
            }
            _ => answer(status, "application/json", Value::from(parsed).to_json().into()),
        })
    }
}

impl Services for Caller<'_> {
    fn asked_by(&mut self, widget: &WidgetName) {
        if self.widget != *widget {
            self.widget = widget.clone();
        }
    }

    fn http(&mut self, _: &HttpRequest) -> Option<Result<HttpReply, HttpFailure>> {
        Some(self.reply())
    }

    fn function(&mut self, _: &CallFunction) -> Option<Result<HttpReply, HttpFailure>> {
        Some(self.reply())
    }

    fn dial(&mut self, _: &Dial) -> Option<DialOutcome> {
        if self.percent(20) {
            return None;
        }
        let path = format!("widgets.{}.DialCallStatus", self.widget);
        let status = self.value(&path).filter(|status| !status.is_empty()).unwrap_or_else(|| {
            self.pick(&["completed", "busy", "no-answer", "failed", "canceled"]).into()
        });
        let talked = status == "completed" || status == "answered";
        Some(DialOutcome {
            status,
            duration_secs: if talked { 30 } else { 0 },
            sid: "CA00000000000000000000000000000002".into(),
            recording_url: None,
        })
    }

    fn place_call(&mut self, _: &PlaceCall) -> Option<CallOutcome> {
        Some(match self.below(6) {
            0 => CallOutcome::Busy,
            1 => CallOutcome::NoAnswer,
            2 => CallOutcome::Failed,
            _ => {
                let path = format!("widgets.{}.AnsweredBy", self.widget);
                let by = self.value(&path).filter(|by| !by.is_empty());
                CallOutcome::Answered(Some(
                    by.unwrap_or_else(|| self.pick(&["human", "machine_start", "unknown"]).into()),
                ))
            }
        })
    }

    fn send(&mut self, message: &SendMessage) -> Option<(bool, Map)> {
        if self.unlucky() && self.percent(40) {
            return Some((false, [("ErrorCode", "30003")].into_iter().collect()));
        }
        struct Usual;
        impl Services for Usual {}
        Usual.send(message)
    }

    fn task(&mut self, task: &CreateTask) -> Option<(TaskState, Map)> {
        if self.unlucky() {
            return Some(match self.below(2) {
                0 => (TaskState::Rejected("queue-full".into()), Map::new()),
                _ => (TaskState::Failed("system-error".into()), Map::new()),
            });
        }
        struct Usual;
        impl Services for Usual {}
        Usual.task(task)
    }

    fn serve(&mut self, name: &str, _: Option<&Service>) -> Option<(Text, Map)> {
        let outcome = match name {
            "pay" => self.pick(&[
                "success",
                "too-many-failed-attempts",
                "payment-connector-error",
                "caller-interrupted-with-star",
                "caller-hung-up",
                "validation-error",
                "not-configured",
            ]),
            "virtual-agent" => self.pick(&[
                "completed",
                "live-agent-handoff",
                "hangup",
                "failed",
                "paused",
                "timeout",
                "return",
                "not-configured",
            ]),
            "bot" => self.pick(&["sessionEnded", "failure", "timeout", "not-configured"]),
            "conversation" => self.pick(&["created", "resumed", "failed", "not-configured"]),
            _ => self.pick(&["success", "failed", "not-configured"]),
        };
        let prefix = format!("widgets.{}", self.widget);
        Some((outcome.into(), self.params(&prefix)))
    }
}

fn answer(status: u16, content_type: &str, body: Text) -> HttpReply {
    HttpReply { status, content_type: content_type.into(), body, headers: Map::new() }
}

/// How much has happened to the execution; and to its tasks where a router has them, which time alone
/// moves on.
fn happened(world: &World) -> (usize, Option<(usize, Time)>) {
    let tasks = world.router().map(|_| (world.transcript.entries.len(), world.now));
    (world.journal.entries.len(), tasks)
}

/// A state that cannot be stored and read back is a fault of ours.
fn stored_and_read(execution: &Execution) -> Result<(), Text> {
    match Execution::from_stored(&execution.to_stored()) {
        Ok(again) if again == *execution => Ok(()),
        Ok(_) => Err("the stored state reads back as another one.".into()),
        Err(unreadable) => Err(unreadable.to_string().into()),
    }
}

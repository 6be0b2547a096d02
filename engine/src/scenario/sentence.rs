//! Sentences: the closed table of what a scenario can say.

use crate::exec::{DialOutcome, RecordingEnded, Trigger};
use crate::scenario::router::StaffIs;
use crate::scenario::services::Stub;
use crate::value::{Map, Text, Value};

/// One conversation that must come out a given way.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its heading.
    pub title: Text,
    /// Its sentences, in order.
    pub lines: Vec<Line>,
    /// The line of its heading in the file, counted from 1.
    pub line: usize,
}

/// One sentence in its file.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it means.
    pub sentence: Sentence,
    /// What it says.
    pub text: Text,
    /// Its line in the file, counted from 1.
    pub line: usize,
}

/// How an execution begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Begin {
    /// `call from +15550100 to +15550199`
    Call,
    /// `message "Hello" from +15550100`
    Message(Text),
    /// `chat "Hello" from ana`
    Chat(Text),
    /// `request to +15550100 with {"name": "Ana"}`
    Request(Map),
}

/// Our address unless a scenario says otherwise.
const USUAL_ADDRESS: &str = "+15550199";

impl Begin {
    /// What begins the execution: the contact `from` reaches us at `to`, or at the usual address
    /// when that is empty; `known` is laid over the variables.
    pub fn trigger(&self, from: &Text, to: &Text, known: Map) -> Trigger {
        let ours: Text = if to.is_empty() { USUAL_ADDRESS.into() } else { to.clone() };
        let from = from.clone();
        let mut params = Map::new();
        let trigger = match self {
            Begin::Call => {
                params.insert("CallSid", "CA00000000000000000000000000000001");
                params.insert("CallStatus", "ringing");
                params.insert("Direction", "inbound");
                Trigger::Call { from, to: ours, params }
            }
            Begin::Message(body) => {
                params.insert("MessageSid", "SM00000000000000000000000000000001");
                Trigger::Message { from, to: ours, body: body.clone(), params }
            }
            Begin::Chat(body) => {
                params.insert("ConversationSid", "CH00000000000000000000000000000001");
                params.insert("Author", from.clone());
                Trigger::Conversation { from, to: ours, body: body.clone(), params }
            }
            Begin::Request(parameters) => {
                Trigger::Request { from: ours, to: from, parameters: parameters.clone() }
            }
        };
        if known.is_empty() {
            trigger
        } else {
            Trigger::Knowing { given: known, begun_by: Box::new(trigger) }
        }
    }
}

/// What a task is asserted to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskIs {
    /// Its queue or plan.
    pub target: Text,
    /// Whether a plan is meant, where a router tells plans and queues apart.
    pub is_plan: bool,
    /// The skills among its attributes.
    pub skills: Option<Vec<Text>>,
    /// Its priority.
    pub priority: Option<i64>,
    /// Further attributes: path and value.
    pub attributes: Vec<(Text, Value)>,
}

/// One sentence of a scenario. The forms are listed in the guide "Scenarios".
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Sentence {
    // Given.
    /// ``given `contact.tier` is "gold"``
    Known(Text, Value),
    /// `given the time is "2026-11-23 09:30"`
    Time(Text),
    /// `given GET https://crm.example/* answers 200 with {"name": "Ana"}`
    Answers(Stub),
    /// `given function lookup answers 200 with {"ok": true}`
    FunctionAnswers(Stub),
    /// `given the call to +15550123 is busy`
    DialIs(Text, DialOutcome),
    /// `given the contact is busy`, for calls that the flow places.
    PlacedIs(crate::exec::CallOutcome),
    /// `given messages fail`
    MessagesFail,
    /// `given tasks fail with "queue-full"`
    TasksFail(Text),
    /// `given pay answers "success" with {"PaymentToken": "tok"}`
    ServiceIs(Text, Text, Map),
    /// `given the flow identify_caller is missing`
    FlowMissing(Text),
    /// `given the seed is 7`
    Seed(u64),
    /// `given Ana is on "Break"`, `given nobody works`, `given Ana is busy`
    Staff(StaffIs),

    // Begin.
    /// How it begins, from whom and to whom.
    Begins {
        /// In which way.
        how: Begin,
        /// The contact.
        from: Text,
        /// Our address; empty means the usual one.
        to: Text,
    },

    // The contact acts.
    /// `presses 1`
    Presses(Text),
    /// `says "sales"` or `says "sales" with confidence 0.4`
    Says(Text, Text),
    /// `is silent`
    IsSilent,
    /// `writes "hello"`
    Writes(Text),
    /// `hangs up`
    HangsUp,
    /// `records 12s`, `records 12s and presses #`, `records 12s and hangs up`, `records nothing`
    Records(u32, RecordingEnded),
    /// `waits 30s`
    Waits(u32),

    // Others act.
    /// `the task is accepted`
    TaskAccepted,
    /// `the task is completed`
    TaskCompleted,
    /// `the task is cancelled`
    TaskCancelled,
    /// `accepted by Luis`
    AcceptedBy(Text),
    /// `refused by Ana`
    RefusedBy(Text),
    /// `completed by Luis`
    CompletedBy(Text),
    /// `nobody accepts for 20s`
    NobodyAccepts(u32),
    /// `the message is undelivered`
    Delivered(Text),
    /// `comes back by "return" with {"foo": "bar"}`
    ComesBack(Text, Map),

    // What must have happened.
    /// `hears "Press 1"`
    Hears(Text),
    /// `does not hear "sorry"`
    HearsNot(Text),
    /// `hears the audio https://…`
    HearsAudio(Text),
    /// `gets "Your code is 1234"`
    Gets(Text),
    /// `visits menu, route, sales`
    Visits(Vec<Text>),
    /// `does not visit sales`
    VisitsNot(Text),
    /// `leaves menu by keypress`
    Leaves(Text, Text),
    /// `task in queue sales with skills [sales]`
    Task(TaskIs),
    /// `task reserved for Ana and Luis`; without a name, for nobody.
    ReservedFor(Vec<Text>),
    /// `the task has the answer "Account number" "12345"`
    TaskAnswer(Text, Text),
    /// `asks GET https://…`, perhaps `with body "…"`
    Asks(Text, Text, Option<Text>),
    /// `calls function lookup`
    Calls(Text),
    /// `dials +15550123`
    Dials(Text),
    /// ``"`flow.variables.n` is 1"``
    Is(Text, Value),
    /// ``"`flow.variables.n` is not set"``
    IsNotSet(Text),
    /// `ends completed`, perhaps `because "…"`
    Ends(Text, Option<Text>),
    /// `still waits in menu`
    StillWaits(Text),
}

//! The world around a simulated conversation: a person answers for it, once or for good.

use std::collections::BTreeMap;
use std::rc::Rc;

use centralita_engine::exec::{
    CallFunction, CallOutcome, CreateTask, Dial, DialOutcome, HttpFailure, HttpReply, HttpRequest,
    PlaceCall, SendMessage, Service, TaskState,
};
use centralita_engine::scenario::{Services, dial_sentence, function_name, quoted, reply_sentence};
use centralita_engine::{Map, Text, Time, Value};
use centralita_project::{Project, answered};

use super::act::Answer;

/// What answers for the world.
#[derive(Clone, Default)]
pub struct Around {
    /// The project, whose functions answer before a person is asked.
    pub project: Rc<Project>,
    /// What the clock shows to functions.
    pub now: Time,
    /// The answer that a person has just given, and whether it counts from now on.
    pub queued: Option<(Answer, bool)>,
    /// Answers that count from now on, by what is asked.
    pub remembered: BTreeMap<String, Answer>,
    /// Whether the provider refuses messages.
    pub messages_fail: bool,
    /// Whether no task can be created.
    pub tasks_fail: bool,
    /// What was answered, as scenarios give it.
    pub given: Vec<String>,
}

/// Answers as a scenario has them when nothing else is said.
struct Usual;

impl Services for Usual {}

impl Around {
    fn answer<T>(&mut self, asked: &str, take: impl Fn(&Answer) -> Option<T>) -> Option<T> {
        if let Some((answer, is_remembered)) = &self.queued
            && let Some(taken) = take(answer)
        {
            if *is_remembered {
                self.remembered.insert(asked.to_owned(), answer.clone());
            }
            self.queued = None;
            return Some(taken);
        }
        self.remembered.get(asked).and_then(take)
    }

    fn replied(&mut self, asked: &str) -> Option<Result<HttpReply, HttpFailure>> {
        let reply = self.answer(asked, |answer| match answer {
            Answer::Reply(reply) => Some(reply.clone()),
            _ => None,
        })?;
        self.given.push(format!("given {asked} {}", reply_sentence(&reply)));
        Some(reply)
    }
}

impl Services for Around {
    fn http(&mut self, request: &HttpRequest) -> Option<Result<HttpReply, HttpFailure>> {
        self.replied(&format!("{} {}", request.method, request.url))
    }

    fn function(&mut self, call: &CallFunction) -> Option<Result<HttpReply, HttpFailure>> {
        let given = self.replied(&format!("function {}", function_name(&call.url)));
        given.or_else(|| answered(&self.project.functions, call, self.now))
    }

    fn dial(&mut self, dial: &Dial) -> Option<DialOutcome> {
        let asked = format!("{:?}", dial.to);
        let outcome = self.answer(&asked, |answer| match answer {
            Answer::Dialled(outcome) => Some(outcome.clone()),
            _ => None,
        })?;
        self.given.push(format!("given {}", dial_sentence(dial, &outcome)));
        Some(outcome)
    }

    fn place_call(&mut self, _: &PlaceCall) -> Option<CallOutcome> {
        let outcome = self.answer("place-call", |answer| match answer {
            Answer::Placed(outcome) => Some(outcome.clone()),
            _ => None,
        })?;
        let word = match &outcome {
            CallOutcome::Answered(by) => by.clone().unwrap_or_else(|| "human".into()),
            CallOutcome::Busy => "busy".into(),
            CallOutcome::NoAnswer => "no-answer".into(),
            CallOutcome::Failed => "failed".into(),
        };
        self.given.push(format!("given the contact is {word}"));
        Some(outcome)
    }

    fn send(&mut self, message: &SendMessage) -> Option<(bool, Map)> {
        if self.messages_fail {
            let why = [
                ("ErrorCode", Value::Int(30003)),
                ("ErrorMessage", Value::from("Unreachable handset")),
            ];
            return Some((false, why.into_iter().collect()));
        }
        Usual.send(message)
    }

    fn task(&mut self, task: &CreateTask) -> Option<(TaskState, Map)> {
        if self.tasks_fail {
            let why = [("QueueResult", Value::from("queue-full"))];
            return Some((TaskState::Rejected("queue-full".into()), why.into_iter().collect()));
        }
        Usual.task(task)
    }

    fn serve(&mut self, name: &str, service: Option<&Service>) -> Option<(Text, Map)> {
        // Recording a call is nothing a person wants to be asked about.
        if name == "record-call" {
            return Usual.serve(name, service);
        }
        let (outcome, params) = self.answer(name, |answer| match answer {
            Answer::Served(outcome, params) => Some((outcome.clone(), params.clone())),
            _ => None,
        })?;
        let said = Value::from(params.clone()).to_json();
        self.given.push(format!("given {name} answers {} with {said}", quoted(&outcome)));
        Some((outcome, params))
    }
}

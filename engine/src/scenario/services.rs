//! Services: who answers what an execution asks of the world, when no person does.

use std::collections::BTreeMap;

use crate::exec::{
    CallFunction, CallOutcome, CreateTask, Dial, DialOutcome, DialTarget, HttpFailure, HttpReply,
    HttpRequest, PlaceCall, SendMessage, Service, TaskState,
};
use crate::flow::WidgetName;
use crate::scenario::written::function_name;
use crate::value::{Map, Text, Value};

/// Answers for the world around an execution. Every method has an answer of its own, so that an
/// implementation says only what it knows better; `None` means that a person has to decide.
pub trait Services {
    /// The widget that asks next, for answers that depend on it.
    fn asked_by(&mut self, widget: &WidgetName) {
        let _ = widget;
    }

    /// Answers an HTTP request.
    fn http(&mut self, request: &HttpRequest) -> Option<Result<HttpReply, HttpFailure>> {
        let _ = request;
        Some(Err(HttpFailure::NotConfigured))
    }

    /// Answers a call of a function.
    fn function(&mut self, call: &CallFunction) -> Option<Result<HttpReply, HttpFailure>> {
        let _ = call;
        Some(Err(HttpFailure::NotConfigured))
    }

    /// Says how a call to somebody else goes.
    fn dial(&mut self, dial: &Dial) -> Option<DialOutcome> {
        let _ = dial;
        Some(DialOutcome {
            status: "completed".into(),
            duration_secs: 60,
            sid: "CA-other".into(),
            recording_url: None,
        })
    }

    /// Says how a call to the contact goes.
    fn place_call(&mut self, call: &PlaceCall) -> Option<CallOutcome> {
        let _ = call;
        Some(CallOutcome::Answered(Some("human".into())))
    }

    /// Says whether the provider takes a message, and what it says about it.
    fn send(&mut self, message: &SendMessage) -> Option<(bool, Map)> {
        let mut params = Map::new();
        params.insert("Sid", "SM00000000000000000000000000000001");
        params.insert("Status", "queued");
        params.insert("Body", message.body.clone());
        params.insert("From", message.from.clone());
        params.insert("To", message.to.clone());
        Some((true, params))
    }

    /// Says what becomes of a task at once.
    fn task(&mut self, task: &CreateTask) -> Option<(TaskState, Map)> {
        let _ = task;
        let mut params = Map::new();
        params.insert("sid", "WT00000000000000000000000000000001");
        params.insert("QueueSid", "QU00000000000000000000000000000001");
        Some((TaskState::Created, params))
    }

    /// Answers for a service beyond calls and messages; `name` is the action's.
    fn serve(&mut self, name: &str, service: Option<&Service>) -> Option<(Text, Map)> {
        let _ = service;
        let mut params = Map::new();
        match name {
            "record-call" => Some(("success".into(), params)),
            "conversation" => {
                params.insert("sid", "CH00000000000000000000000000000001");
                params.insert("state", "active");
                Some(("created".into(), params))
            }
            _ => Some(("not-configured".into(), params)),
        }
    }
}

/// What a scenario says the world answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// Answers to HTTP requests, tried in order.
    pub http: Vec<Stub>,
    /// Answers of functions, tried in order; the address's last part is compared with the name.
    pub functions: Vec<Stub>,
    /// How calls to others go, by number or name; `*` is everybody.
    pub dials: BTreeMap<Text, DialOutcome>,
    /// How calls to the contact go.
    pub placed: Option<CallOutcome>,
    /// Whether messages are refused.
    pub messages_fail: bool,
    /// Why tasks are refused, when they are.
    pub tasks_fail: Option<Text>,
    /// Answers of services by the action's name.
    pub services: BTreeMap<Text, (Text, Map)>,
    /// Requests that nothing was given for, in words.
    pub missing: Vec<Text>,
}

/// One answer a scenario gives to requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Stub {
    /// The method; empty means any.
    pub method: Text,
    /// The address or its beginning when it ends with `*`, or a function's name.
    pub url: Text,
    /// The answer.
    pub reply: Result<HttpReply, HttpFailure>,
    /// Whether it answers only once; the next one in the list answers then.
    pub once: bool,
    /// Whether it has answered.
    pub used: bool,
}

impl Stub {
    fn matches(&self, method: &str, url: &str) -> bool {
        if self.once && self.used {
            return false;
        }
        if !self.method.is_empty() && !self.method.eq_ignore_ascii_case(method) {
            return false;
        }
        match self.url.strip_suffix('*') {
            Some(beginning) => url.starts_with(beginning),
            None => self.url == url,
        }
    }
}

fn find(stubs: &mut [Stub], method: &str, url: &str) -> Option<Result<HttpReply, HttpFailure>> {
    let stub = stubs.iter_mut().find(|stub| stub.matches(method, url))?;
    stub.used = true;
    Some(stub.reply.clone())
}

impl Given {
    /// The answer that was given for a function, by its name or its whole address.
    pub(crate) fn function_given(
        &mut self,
        call: &CallFunction,
    ) -> Option<Result<HttpReply, HttpFailure>> {
        find(&mut self.functions, "", function_name(&call.url))
            .or_else(|| find(&mut self.functions, "", &call.url))
    }
}

impl Services for Given {
    fn http(&mut self, request: &HttpRequest) -> Option<Result<HttpReply, HttpFailure>> {
        let found = find(&mut self.http, &request.method, &request.url);
        if found.is_none() {
            self.missing.push(format!("{} {}", request.method, request.url).into());
        }
        Some(found.unwrap_or(Err(HttpFailure::NotConfigured)))
    }

    fn function(&mut self, call: &CallFunction) -> Option<Result<HttpReply, HttpFailure>> {
        let found = self.function_given(call);
        if found.is_none() {
            self.missing.push(format!("function {}", function_name(&call.url)).into());
        }
        Some(found.unwrap_or(Err(HttpFailure::NotConfigured)))
    }

    fn dial(&mut self, dial: &Dial) -> Option<DialOutcome> {
        let named = match &dial.to {
            DialTarget::Numbers(numbers) => {
                numbers.iter().find_map(|number| self.dials.get(number))
            }
            DialTarget::Client(name) | DialTarget::Sim(name) | DialTarget::Conference(name) => {
                self.dials.get(name)
            }
            DialTarget::Sip { uri, .. } => self.dials.get(uri),
        };
        let completed = DialOutcome {
            status: "completed".into(),
            duration_secs: 60,
            sid: "CA-other".into(),
            recording_url: None,
        };
        Some(named.or_else(|| self.dials.get("*")).cloned().unwrap_or(completed))
    }

    fn place_call(&mut self, _: &PlaceCall) -> Option<CallOutcome> {
        Some(self.placed.clone().unwrap_or(CallOutcome::Answered(Some("human".into()))))
    }

    fn send(&mut self, message: &SendMessage) -> Option<(bool, Map)> {
        if self.messages_fail {
            let params = [
                ("ErrorCode", Value::Int(30003)),
                ("ErrorMessage", Value::from("Unreachable handset")),
            ];
            return Some((false, params.into_iter().collect()));
        }
        struct Usual;
        impl Services for Usual {}
        Usual.send(message)
    }

    fn task(&mut self, task: &CreateTask) -> Option<(TaskState, Map)> {
        if let Some(reason) = &self.tasks_fail {
            let mut params = Map::new();
            params.insert("QueueResult", reason.clone());
            let state = if reason == "system-error" {
                TaskState::Failed(reason.clone())
            } else {
                TaskState::Rejected(reason.clone())
            };
            return Some((state, params));
        }
        struct Usual;
        impl Services for Usual {}
        Usual.task(task)
    }

    fn serve(&mut self, name: &str, service: Option<&Service>) -> Option<(Text, Map)> {
        if let Some(answer) = self.services.get(name) {
            return Some(answer.clone());
        }
        struct Usual;
        impl Services for Usual {}
        Usual.serve(name, service)
    }
}

/// An answer larger than the request allows is no answer.
pub(super) fn bounded(
    reply: Result<HttpReply, HttpFailure>,
    most: u32,
) -> Result<HttpReply, HttpFailure> {
    match reply {
        Ok(reply) if reply.body.len() > most as usize => Err(HttpFailure::TooLarge),
        other => other,
    }
}

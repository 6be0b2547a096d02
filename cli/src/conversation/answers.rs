//! Who answers what the flow asks of the world: the person, a stand-in, or the world itself.

use centralita_engine::exec::{
    CallFunction, CallOutcome, CreateTask, Dial, DialOutcome, HttpFailure, HttpReply, HttpRequest,
    PlaceCall, SendMessage, Service, TaskState,
};
use centralita_engine::scenario::{Services, dial_sentence, function_name, reply_sentence};
use centralita_engine::{Map, Text, Time, Value};

use centralita_project::answered;

use super::live::Live;
use super::queued::Queued;
use centralita_widgets::script::LocalFunctions;

/// Who answers requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Http {
    /// You are asked for each answer.
    #[default]
    Ask,
    /// Every request gets 200 and an empty map, every call is answered.
    Stub,
    /// Requests are really made.
    Live,
}

/// The world around the conversation.
pub struct Answers {
    /// Who answers requests.
    pub http: Http,
    live: Live,
    functions: LocalFunctions,
    /// What the clock shows to functions.
    pub now: Time,
    /// What was answered, to be shown and recorded.
    pub given: Vec<GivenAnswer>,
    /// The answer that the person gave last.
    pub queued: Option<Queued>,
}

/// An answer that was given to the flow.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenAnswer {
    /// What a scenario says to give it again, after `given`.
    pub sentence: String,
    /// The answer in a few words; none when the person typed it.
    pub shown: Option<String>,
    /// Whether it answers a request or a function.
    pub to_request: bool,
}

impl Answers {
    /// Answers of the kind `http`; addresses inside the own network only with `allow_private`.
    pub fn new(http: Http, allow_private: bool, functions: LocalFunctions) -> Answers {
        Answers {
            http,
            live: Live::new(allow_private),
            functions,
            now: Time(0),
            given: Vec::new(),
            queued: None,
        }
    }

    /// What the person answered to a request, if they have.
    fn queued_reply(&mut self) -> Option<Result<HttpReply, HttpFailure>> {
        match self.queued.take() {
            Some(Queued::Reply(reply)) => Some(reply),
            other => {
                self.queued = other;
                None
            }
        }
    }

    fn keep(&mut self, what: String, reply: &Result<HttpReply, HttpFailure>, typed: bool) {
        let shown = match reply {
            _ if typed => None,
            Ok(reply) => Some(format!("{} {}", reply.status, reply.body)),
            Err(failure) => Some(failure.sentence().to_string()),
        };
        self.given.push(GivenAnswer {
            sentence: format!("{what} {}", reply_sentence(reply)),
            shown,
            to_request: true,
        });
    }
}

fn empty_reply() -> Result<HttpReply, HttpFailure> {
    Ok(HttpReply {
        status: 200,
        content_type: "application/json".into(),
        body: "{}".into(),
        headers: Map::new(),
    })
}

/// Answers as a scenario has them when nothing else is said.
struct Usual;

impl Services for Usual {}

impl Services for Answers {
    fn http(&mut self, request: &HttpRequest) -> Option<Result<HttpReply, HttpFailure>> {
        let typed = self.queued_reply();
        let is_typed = typed.is_some();
        let reply = match (typed, self.http) {
            (Some(reply), _) => reply,
            (None, Http::Ask) => return None,
            (None, Http::Stub) => empty_reply(),
            (None, Http::Live) => self.live.send(request),
        };
        self.keep(format!("{} {}", request.method, request.url), &reply, is_typed);
        Some(reply)
    }

    fn function(&mut self, call: &CallFunction) -> Option<Result<HttpReply, HttpFailure>> {
        let name = function_name(&call.url);
        let typed = self.queued_reply();
        let is_typed = typed.is_some();
        let here = || answered(&self.functions, call, self.now);
        let reply = match (typed.or_else(here), self.http) {
            (Some(reply), _) => reply,
            (None, Http::Ask) => return None,
            (None, Http::Stub) => empty_reply(),
            (None, Http::Live) => self.live.call(call),
        };
        self.keep(format!("function {name}"), &reply, is_typed);
        Some(reply)
    }

    fn dial(&mut self, dial: &Dial) -> Option<DialOutcome> {
        let outcome = match self.queued.take() {
            Some(Queued::Dialled(outcome)) => outcome,
            other => {
                self.queued = other;
                if self.http == Http::Ask {
                    return None;
                }
                Usual.dial(dial)?
            }
        };
        let sentence = dial_sentence(dial, &outcome);
        self.given.push(GivenAnswer { sentence, shown: None, to_request: false });
        Some(outcome)
    }

    fn place_call(&mut self, call: &PlaceCall) -> Option<CallOutcome> {
        let outcome = match self.queued.take() {
            Some(Queued::Placed(outcome)) => outcome,
            other => {
                self.queued = other;
                if self.http == Http::Ask {
                    return None;
                }
                Usual.place_call(call)?
            }
        };
        let word = match &outcome {
            CallOutcome::Answered(by) => by.clone().unwrap_or_else(|| "human".into()),
            CallOutcome::Busy => "busy".into(),
            CallOutcome::NoAnswer => "no-answer".into(),
            CallOutcome::Failed => "failed".into(),
        };
        self.given.push(GivenAnswer {
            sentence: format!("the contact is {word}"),
            shown: None,
            to_request: false,
        });
        Some(outcome)
    }

    fn send(&mut self, message: &SendMessage) -> Option<(bool, Map)> {
        Usual.send(message)
    }

    fn task(&mut self, task: &CreateTask) -> Option<(TaskState, Map)> {
        Usual.task(task)
    }

    fn serve(&mut self, name: &str, service: Option<&Service>) -> Option<(Text, Map)> {
        let (outcome, params) = match self.queued.take() {
            Some(Queued::Served(outcome, params)) => (outcome, params),
            other => {
                self.queued = other;
                // Recording a call is nothing a person wants to be asked about.
                if self.http == Http::Ask && name != "record-call" {
                    return None;
                }
                Usual.serve(name, service)?
            }
        };
        let params_json = Value::from(params.clone()).to_json();
        let outcome_json = Value::text(outcome.clone()).to_json();
        let sentence = format!("{name} answers {outcome_json} with {params_json}");
        self.given.push(GivenAnswer { sentence, shown: None, to_request: false });
        Some((outcome, params))
    }
}

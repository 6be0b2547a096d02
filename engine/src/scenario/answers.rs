//! Answers that the world gives by itself: what needs no person.

use crate::exec::{Action, DialOutcome, Effect, Event};
use crate::scenario::services::{Services, bounded};
use crate::value::{Map, Text};

/// How long a synthesiser takes for one character, in milliseconds: about 150 words a minute.
const SPEAKING_MILLIS: i64 = 65;

/// The answer to a wish, and how long it takes; none when a person or time has to give it.
pub(super) fn reply(effect: &Effect, services: &mut dyn Services) -> Option<(Event, i64)> {
    let answers = effect.id;
    let params = Map::new();
    Some(match &effect.action {
        Action::Say(say) => {
            (Event::Played { answers, params }, speaking(&say.text) * i64::from(say.times.max(1)))
        }
        Action::Play(_) | Action::Stream(_) => (Event::Played { answers, params }, 1000),
        Action::Http(request) => {
            let reply = services.http(request)?;
            (Event::Replied { answers, reply: bounded(reply, request.max_bytes) }, 200)
        }
        Action::CallFunction(call) => {
            let reply = services.function(call)?;
            (Event::Replied { answers, reply: bounded(reply, call.max_bytes) }, 200)
        }
        Action::Dial(dial) => {
            let outcome = services.dial(dial)?;
            let mut params = Map::new();
            params.insert("DialCallStatus", outcome.status.clone());
            params.insert("DialCallSid", outcome.sid.clone());
            params.insert("DialCallDuration", outcome.duration_secs.to_string());
            let millis = i64::from(outcome.duration_secs) * 1000;
            (Event::Dialled { answers, outcome, params }, millis)
        }
        Action::PlaceCall(call) => {
            let outcome = services.place_call(call)?;
            (Event::CallPlaced { answers, outcome, params }, 5000)
        }
        Action::SendMessage(message) => {
            let (accepted, params) = services.send(message)?;
            (Event::Sent { answers, accepted, params }, 100)
        }
        Action::CreateTask(task) => {
            let (state, params) = services.task(task)?;
            (Event::TaskChanged { answers, task: state, params }, 50)
        }
        Action::RecordCall(_) => {
            let (outcome, params) = services.serve("record-call", None)?;
            (Event::Served { answers, outcome, params }, 50)
        }
        Action::Pay(service)
        | Action::VirtualAgent(service)
        | Action::Relay(service)
        | Action::Bot(service)
        | Action::Conversation(service) => {
            let (outcome, params) = services.serve(effect.action.name(), Some(service))?;
            (Event::Served { answers, outcome, params }, 1000)
        }
        _ => return None,
    })
}

/// How long it takes to say a text, in milliseconds.
pub(super) fn speaking(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(0) * SPEAKING_MILLIS
}

/// The last news of what was going on in a call; a provider tells of the hang-up first.
pub(super) fn after_hang_up(effect: &Effect) -> Option<Event> {
    let (answers, params) = (effect.id, Map::new());
    let served =
        |outcome: &str| Event::Served { answers, outcome: outcome.into(), params: params.clone() };
    Some(match &effect.action {
        Action::Dial(_) => {
            let (status, sid) = ("canceled".into(), Text::default());
            let outcome = DialOutcome { status, duration_secs: 0, sid, recording_url: None };
            Event::Dialled { answers, outcome, params }
        }
        Action::Pay(_) => served("caller-hung-up"),
        Action::VirtualAgent(_) => served("hangup"),
        _ => return None,
    })
}

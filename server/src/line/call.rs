//! Calls: which document shows where an execution stands, and which event a provider's answer is.

use centralita_engine::exec::{
    Action, CallOutcome, DialOutcome, Effect, EffectId, Event, Gather, KeysEnded, LeaveReason,
    Recording, RecordingEnded, param,
};
use centralita_engine::{Execution, Map, Text};

use crate::ids::ExecutionKey;
use crate::line::document::{Document, Link, Verb};
use crate::line::record::{Line, Record};

/// How many seconds a caller in a queue, or one who waits for something, hears between two visits.
/// Each visit tells that the caller is still there.
pub const HOLD_SECONDS: u32 = 10;

/// What a request about a call answers; the last part of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// What was to be heard has been heard.
    Heard,
    /// Keys or speech, or neither.
    Input,
    /// A recording.
    Recorded,
    /// The end of a talk with somebody else.
    Dialled,
    /// The end of a service: payment, virtual agent, relay.
    Served,
    /// The caller waits, and is still there.
    Waiting,
    /// The caller has left the conference with the worker.
    Parted,
}

impl Point {
    /// The word in links.
    pub fn word(self) -> &'static str {
        match self {
            Point::Heard => "heard",
            Point::Input => "input",
            Point::Recorded => "recorded",
            Point::Dialled => "dialled",
            Point::Served => "served",
            Point::Waiting => "waiting",
            Point::Parted => "parted",
        }
    }

    /// The point that a link's word means.
    pub fn from_word(word: &str) -> Option<Point> {
        [
            Point::Heard,
            Point::Input,
            Point::Recorded,
            Point::Dialled,
            Point::Served,
            Point::Waiting,
            Point::Parted,
        ]
        .into_iter()
        .find(|point| point.word() == word)
    }
}

/// Where a provider answers for an effect of a call: below the public base.
pub fn link(key: ExecutionKey, effect: EffectId, point: Point) -> Link {
    Link(format!("/call/{key}/{effect}/{}", point.word()))
}

/// Where a provider tells how a call is: below the public base.
pub fn status_link(key: ExecutionKey) -> Link {
    Link(format!("/call/{key}/status"))
}

/// What the provider is told to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// This document.
    Document(Document),
    /// Nothing yet: the execution waits for something that comes in a moment.
    NotYet,
}

/// What an execution shows on its call.
pub fn shown(key: ExecutionKey, record: &Record) -> Shown {
    let Record { execution, line } = record;
    let mut verbs: Vec<Verb> = line.script.iter().filter_map(prompt).collect();
    for open in &line.open {
        let next = |point| link(key, open.id, point);
        let last = match &open.action {
            Action::Say(_) | Action::Play(_) => {
                verbs.extend(prompt(&open.action));
                Verb::Redirect(next(Point::Heard))
            }
            Action::Stream(stream) => {
                verbs.push(Verb::Stream((**stream).clone()));
                Verb::Redirect(next(Point::Heard))
            }
            Action::Gather(gather) => {
                Verb::Gather { gather: (**gather).clone(), next: next(Point::Input) }
            }
            Action::Record(record) => Verb::Record {
                record: (**record).clone(),
                next: next(Point::Recorded),
                status: Link(format!("/call/{key}/{}/recording", open.id)),
            },
            Action::Dial(dial) => Verb::Dial { dial: (**dial).clone(), next: next(Point::Dialled) },
            Action::Pay(service) => {
                Verb::Pay { service: (**service).clone(), next: next(Point::Served) }
            }
            Action::VirtualAgent(service) => {
                Verb::VirtualAgent { service: (**service).clone(), next: next(Point::Served) }
            }
            Action::Relay(service) => {
                Verb::Relay { service: (**service).clone(), next: next(Point::Served) }
            }
            Action::Redirect(redirect) => {
                Verb::RedirectAway { url: redirect.url.clone(), method: redirect.method.clone() }
            }
            Action::CreateTask(task) if task.caller_waits => {
                waiting(key, open.id, line, &mut verbs)
            }
            Action::HangUp { .. } => Verb::HangUp,
            _ => continue,
        };
        verbs.push(last);
        return Shown::Document(Document { verbs });
    }
    if execution.has_ended() {
        verbs.push(Verb::HangUp);
        return Shown::Document(Document { verbs });
    }
    Shown::NotYet
}

/// A caller in a queue hears music, or is brought to whoever accepted.
fn waiting(key: ExecutionKey, task: EffectId, line: &Line, verbs: &mut Vec<Verb>) -> Verb {
    match &line.meeting {
        Some(meeting) if meeting.task == task => Verb::Conference {
            name: meeting.conference.clone(),
            starts: true,
            ends: true,
            next: Some(link(key, task, Point::Parted)),
            status: None,
        },
        _ => {
            verbs.push(Verb::Hold(HOLD_SECONDS));
            Verb::Redirect(link(key, task, Point::Waiting))
        }
    }
}

/// What a caller hears while something takes longer than a caller should hear nothing.
pub fn hold(key: ExecutionKey, record: &Record) -> Document {
    let mut verbs: Vec<Verb> = record.line.script.iter().filter_map(prompt).collect();
    verbs.push(Verb::Pause(1));
    verbs.push(Verb::Redirect(link(key, EffectId(0), Point::Waiting)));
    Document { verbs }
}

fn prompt(action: &Action) -> Option<Verb> {
    match action {
        Action::Say(say) => Some(Verb::Say(say.clone())),
        Action::Play(play) => Some(Verb::Play(play.clone())),
        _ => None,
    }
}

/// Whether this can stand in one document after prompts that nobody has heard yet: it asks nothing of
/// anybody but the provider, and the provider does it in order.
pub fn is_heard_after_prompts(action: &Action) -> bool {
    matches!(
        action,
        Action::Say(_)
            | Action::Play(_)
            | Action::Gather(_)
            | Action::Record(_)
            | Action::Dial(_)
            | Action::Pay(_)
            | Action::VirtualAgent(_)
            | Action::Relay(_)
    )
}

/// The event that an answer of the provider is; none when nobody waits for such an answer.
pub fn answer(line: &Line, effect: EffectId, point: Point, params: Map) -> Option<Event> {
    let answers = effect;
    Some(match (line.effect(effect)?, point) {
        (Action::Say(_) | Action::Play(_) | Action::Stream(_), Point::Heard) => {
            Event::Played { answers, params }
        }
        (Action::Gather(gather), Point::Input) => input(gather, answers, params),
        (Action::Record(_), Point::Recorded) => {
            Event::Recorded { answers, recording: recording(&params), params }
        }
        (Action::Dial(_), Point::Dialled) => {
            let text = |name: &str| Text::from(param(&params, name).unwrap_or_default());
            let outcome = DialOutcome {
                status: text("DialCallStatus"),
                duration_secs: number(&params, "DialCallDuration"),
                sid: text("DialCallSid"),
                recording_url: param(&params, "RecordingUrl").map(Text::from),
            };
            Event::Dialled { answers, outcome, params }
        }
        (Action::Pay(_) | Action::VirtualAgent(_) | Action::Relay(_), Point::Served) => {
            let outcome = ["Result", "VirtualAgentStatus", "HandoffData", "SessionStatus"]
                .into_iter()
                .find_map(|name| param(&params, name))
                .unwrap_or("completed");
            Event::Served { answers, outcome: outcome.into(), params }
        }
        _ => return None,
    })
}

/// Keys win over speech; neither is silence.
fn input(gather: &Gather, answers: EffectId, params: Map) -> Event {
    let given = |name: &str| param(&params, name).filter(|text| !text.is_empty()).map(Text::from);
    if let Some(keys) = given("Digits") {
        let count = u32::try_from(keys.chars().count()).unwrap_or(u32::MAX);
        let ended_by = if given("FinishedOnKey").is_some() {
            KeysEnded::FinishKey
        } else if gather.digits.is_some_and(|digits| count >= digits) {
            KeysEnded::Count
        } else {
            KeysEnded::Timeout
        };
        return Event::Keys { answers, keys, ended_by, params };
    }
    match given("SpeechResult") {
        Some(text) => {
            let confidence = given("Confidence").unwrap_or_default();
            Event::Speech { answers, text, confidence, params }
        }
        None => Event::Silence { answers, params },
    }
}

fn recording(params: &Map) -> Recording {
    let text = |name: &str| Text::from(param(params, name).unwrap_or_default());
    let duration_secs = number(params, "RecordingDuration");
    let ended_by = match param(params, "Digits") {
        Some("hangup") => RecordingEnded::HangUp,
        Some(key) if !key.is_empty() => RecordingEnded::Key(key.into()),
        _ => RecordingEnded::Time,
    };
    let url = text("RecordingUrl");
    // A provider that heard nothing sends no recording; some send one of no length.
    let has_speech = !url.is_empty() && duration_secs > 0;
    Recording { url, sid: text("RecordingSid"), duration_secs, ended_by, has_speech }
}

fn number(params: &Map, name: &str) -> u32 {
    param(params, name).and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// The last word about what was going on when the caller hung up.
pub fn after_hang_up(open: &Effect) -> Option<Event> {
    let answers = open.id;
    let served =
        |outcome: &str| Event::Served { answers, outcome: outcome.into(), params: Map::new() };
    Some(match &open.action {
        Action::Dial(_) => Event::Dialled {
            answers,
            outcome: DialOutcome {
                status: "canceled".into(),
                duration_secs: 0,
                sid: Text::default(),
                recording_url: None,
            },
            params: Map::new(),
        },
        Action::Pay(_) => served("caller-hung-up"),
        Action::VirtualAgent(_) => served("hangup"),
        _ => return None,
    })
}

/// What a status says about a call that is or was there; none while it goes on.
pub fn left(status: &str) -> Option<LeaveReason> {
    match status {
        "completed" => Some(LeaveReason::HungUp),
        "canceled" | "no-answer" | "busy" => Some(LeaveReason::GaveUp),
        "failed" => Some(LeaveReason::Lost),
        _ => None,
    }
}

/// How a call that the flow placed went; none while it rings.
pub fn placed(status: &str, answered_by: Option<&str>) -> Option<CallOutcome> {
    match status {
        "in-progress" => Some(CallOutcome::Answered(answered_by.map(Text::from))),
        "busy" => Some(CallOutcome::Busy),
        "no-answer" => Some(CallOutcome::NoAnswer),
        "failed" | "canceled" => Some(CallOutcome::Failed),
        _ => None,
    }
}

/// Whether a call is, or may come to be, on the line.
pub fn has_call(execution: &Execution) -> bool {
    use centralita_engine::exec::CallState;
    matches!(execution.call, CallState::Ringing | CallState::Live)
}

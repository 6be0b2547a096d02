//! Random flows and random things that happen in them, for the laws that hold for all of them.
//!
//! The flows are made from the catalogue: every widget type, beginning with its example and then
//! with properties overwritten by sense and nonsense. What happens is mostly an answer to what the
//! execution asked for, so that it gets somewhere, and sometimes anything at all.

use std::sync::LazyLock;

use centralita_engine::declare::{Catalogue, JsonAs, Spec};
use centralita_engine::exec::{
    Awaits, CallOutcome, DialOutcome, EffectId, Event, Execution, HttpFailure, HttpReply,
    KeysEnded, LeaveReason, Recording, RecordingEnded, TaskState, Trigger,
};
use centralita_engine::{Map, Text, Value};
use centralita_widgets::builtin;
use proptest::collection::vec;
use proptest::prelude::*;

/// All widget types; made once, since scripts are compiled for it.
pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(builtin);

/// A random widget: its type, where its exits lead, and properties laid over those of the example.
#[derive(Clone, Debug)]
struct Drawn {
    kind: prop::sample::Index,
    nexts: Vec<Option<u8>>,
    overwritten: Vec<(prop::sample::Index, Value)>,
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop_oneof![
            Just(""), Just("0"), Just("1"), Just("-1"), Just("99999999999999999999"), Just("true"),
            Just("w1"), Just("https://example.com/a?b={{flow.variables.a}}"), Just("+15550123"),
            Just("{\"a\": \"{{trigger.call.From}}\"}"), Just("{\"a\": {{widgets.w1.Digits}}"),
            Just("{{widgets.w0.Digits}}"), Just("{{widgets.w1.parsed.a.b[3]}}"),
            Just("{{flow.variables.a | plus: 1}}"), Just("{% for i in (1..9) %}{{i}}{% endfor %}"),
            Just("{% if widgets.w2.Digits == '1' %}yes{% else %}no"), Just("{{ unclosed"),
            Just("exit(\"next\")"), Just("let a = 1; loop { a += 1; }"), Just("Europe/Madrid"),
            Just("09:00-17:00"), Just("2026-12-25"), Just("¿Sí? \u{1f600}\u{0}\n\""),
        ].prop_map(str::to_owned),
        1 => "[ -~]{0,12}",
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        5 => any_text().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::Bool),
        2 => prop_oneof![Just(0), Just(1), Just(-3), Just(i64::MAX), 0..90_i64].prop_map(Value::Int),
        1 => Just(Value::Null),
        1 => Just(Value::number(2.5)),
    ];
    scalar.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::list),
            vec((prop_oneof![Just("key"), Just("value"), Just("type"), Just("a")], inner), 0..3)
                .prop_map(|members| {
                    Value::from(
                        members
                            .into_iter()
                            .map(|(key, value)| (Text::from(key), value))
                            .collect::<Map>(),
                    )
                }),
        ]
    })
}

fn drawn() -> impl Strategy<Value = Drawn> {
    (
        any::<prop::sample::Index>(),
        vec(proptest::option::weighted(0.85, 0..9_u8), 6),
        vec((any::<prop::sample::Index>(), any_value()), 0..3),
    )
        .prop_map(|(kind, nexts, overwritten)| Drawn { kind, nexts, overwritten })
}

/// The text of a random flow of at most eight widgets, `w0`, `w1`, ... behind a trigger.
pub fn flow_text() -> impl Strategy<Value = String> {
    vec(drawn(), 1..8).prop_map(|widgets| {
        let specs: Vec<&Spec> = CATALOGUE.specs().filter(|spec| !spec.starts).collect();
        let count = widgets.len();
        let mut states = vec![trigger_state()];
        for (place, drawn) in widgets.iter().enumerate() {
            states.push(state(place, count, drawn, specs[drawn.kind.index(specs.len())]));
        }
        let mut flow = Map::new();
        flow.insert("states", Value::list(states));
        flow.insert("initial_state", "Trigger");
        Value::from(flow).to_json()
    })
}

fn trigger_state() -> Value {
    let spec = CATALOGUE.specs().find(|spec| spec.starts).expect("flows have a way to begin");
    let transitions = spec.exits.iter().map(|exit| transition(exit.event.as_str(), Some(0), 1));
    let mut state = Map::new();
    state.insert("name", "Trigger");
    state.insert("type", spec.kind.as_str());
    state.insert("transitions", Value::list(transitions));
    state.insert("properties", Map::new());
    Value::from(state)
}

fn transition(event: &str, next: Option<u8>, count: usize) -> Value {
    let mut transition = Map::new();
    transition.insert("event", event);
    if let Some(next) = next.filter(|next| usize::from(*next) < count) {
        transition.insert("next", format!("w{next}"));
    }
    Value::from(transition)
}

fn state(place: usize, count: usize, drawn: &Drawn, spec: &Spec) -> Value {
    let example = Value::from_json(&spec.example).unwrap_or_default();
    let mut properties =
        example.get("properties").and_then(Value::as_map).cloned().unwrap_or_default();
    let fields: Vec<_> =
        spec.fields.iter().filter(|field| field.json != JsonAs::Transitions).collect();
    if !fields.is_empty() {
        for (field, value) in &drawn.overwritten {
            properties.insert(fields[field.index(fields.len())].name.clone(), value.clone());
        }
    }
    let mut nexts = drawn.nexts.iter().cycle();
    let mut transitions = Vec::new();
    for drawn in example.get("transitions").and_then(Value::as_list).unwrap_or_default() {
        let mut map = drawn.as_map().cloned().unwrap_or_default();
        match nexts.next().copied().flatten().filter(|next| usize::from(*next) < count) {
            Some(next) => map.insert("next", format!("w{next}")),
            None => map.insert("next", Value::Null),
        };
        transitions.push(Value::from(map));
    }
    for exit in &spec.exits {
        let is_there = transitions.iter().any(|transition: &Value| {
            transition.get("event").and_then(Value::as_text) == Some(exit.event.as_str())
        });
        if !is_there {
            let next = nexts.next().copied().flatten();
            transitions.push(transition(exit.event.as_str(), next, count));
        }
    }
    let mut state = Map::new();
    state.insert("name", format!("w{place}"));
    state.insert("type", spec.kind.as_str());
    state.insert("transitions", Value::list(transitions));
    state.insert("properties", properties);
    Value::from(state)
}

/// What begins a random execution.
pub fn trigger() -> impl Strategy<Value = Trigger> {
    let (from, to) = (Text::from("+15550100"), Text::from("+15550199"));
    prop_oneof![
        3 => Just(Trigger::Call { from: from.clone(), to: to.clone(), params: Map::new() }),
        1 => Just(Trigger::Message {
            from: from.clone(), to: to.clone(), body: "Hello".into(), params: Map::new(),
        }),
        1 => Just(Trigger::Conversation {
            from: "ana".into(), to: to.clone(), body: "Hello".into(), params: Map::new(),
        }),
        1 => any_value().prop_map(move |value| Trigger::Request {
            from: to.clone(),
            to: from.clone(),
            parameters: [("a", value)].into_iter().collect(),
        }),
    ]
}

/// Something that happens, before it is known what the execution waits for.
#[derive(Clone, Debug)]
pub struct Happening {
    /// What exactly.
    pub choice: u8,
    /// Which of the open effects is answered.
    pub which: prop::sample::Index,
    /// Whether it is whatever comes to mind instead of an answer.
    pub is_wild: bool,
    /// What is said or sent.
    pub text: String,
    /// How many milliseconds later.
    pub later_millis: i64,
}

/// What happens in a random execution.
pub fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let one = (
        any::<u8>(),
        any::<prop::sample::Index>(),
        prop::bool::weighted(0.2),
        prop_oneof![
            Just("1"),
            Just("42#"),
            Just("yes"),
            Just("Hello"),
            Just("{\"a\":{\"b\":[1,2]}}"),
            Just("\u{0}\"}")
        ],
        0..100_000_i64,
    )
        .prop_map(|(choice, which, is_wild, text, later_millis)| Happening {
            choice,
            which,
            is_wild,
            text: text.to_owned(),
            later_millis,
        });
    vec(one, 0..24)
}

impl Happening {
    /// The event it is in this execution.
    pub fn event(&self, execution: &Execution) -> Event {
        let pending: Vec<_> = execution.pending().collect();
        let wild = Awaits::Input;
        let (answers, awaits) = match pending.is_empty() {
            true => (EffectId(u32::from(self.choice)), wild),
            false => {
                let open = pending[self.which.index(pending.len())];
                (open.effect, open.awaits)
            }
        };
        if self.is_wild {
            return match self.choice % 5 {
                0 => Event::ContactLeft { reason: LeaveReason::HungUp, params: Map::new() },
                1 => Event::Cancelled { reason: "Enough.".into() },
                2 => Event::Returned { name: "return".into(), params: Map::new() },
                3 => self.answer(EffectId(u32::from(self.choice / 5)), awaits),
                _ => self.answer(answers, ALL_AWAITS[self.which.index(ALL_AWAITS.len())]),
            };
        }
        self.answer(answers, awaits)
    }

    fn answer(&self, answers: EffectId, awaits: Awaits) -> Event {
        let text = Text::from(self.text.as_str());
        let params: Map =
            [("Digits", text.clone()), ("CallStatus", "in-progress".into())].into_iter().collect();
        let one_of =
            |words: &[&'static str]| Text::from(words[usize::from(self.choice) % words.len()]);
        match awaits {
            Awaits::Played => Event::Played { answers, params },
            Awaits::Input => match self.choice % 3 {
                0 => Event::Keys { answers, keys: text, ended_by: KeysEnded::Timeout, params },
                1 => Event::Speech { answers, text, confidence: "0.7".into(), params },
                _ => Event::Silence { answers, params },
            },
            Awaits::Recorded => Event::Recorded {
                answers,
                recording: Recording {
                    url: "https://example.com/r".into(),
                    sid: "RE1".into(),
                    duration_secs: u32::from(self.choice),
                    ended_by: match self.choice % 3 {
                        0 => RecordingEnded::Time,
                        1 => RecordingEnded::Key("#".into()),
                        _ => RecordingEnded::HangUp,
                    },
                    has_speech: self.choice.is_multiple_of(2),
                },
                params,
            },
            Awaits::Dialled => Event::Dialled {
                answers,
                outcome: DialOutcome {
                    status: one_of(&["completed", "busy", "no-answer", "failed", "odd"]),
                    duration_secs: 7,
                    sid: "CA2".into(),
                    recording_url: None,
                },
                params,
            },
            Awaits::CallPlaced => Event::CallPlaced {
                answers,
                outcome: match self.choice % 4 {
                    0 => CallOutcome::Answered(Some("human".into())),
                    1 => CallOutcome::Busy,
                    2 => CallOutcome::NoAnswer,
                    _ => CallOutcome::Failed,
                },
                params,
            },
            Awaits::Replied => Event::Replied {
                answers,
                reply: match self.choice % 4 {
                    0 => Err(HttpFailure::TimedOut),
                    _ => Ok(HttpReply {
                        status: [200, 302, 404, 500][usize::from(self.choice) % 4],
                        content_type: one_of(&["application/json", "text/plain", ""]),
                        body: text,
                        headers: Map::new(),
                    }),
                },
            },
            Awaits::Sent => {
                Event::Sent { answers, accepted: !self.choice.is_multiple_of(3), params }
            }
            Awaits::Delivery => Event::Delivery {
                answers,
                status: one_of(&["delivered", "failed", "read", "odd"]),
                params,
            },
            Awaits::Message => {
                Event::Message { from: "+15550100".into(), body: text, media: Vec::new(), params }
            }
            Awaits::TaskChanged => Event::TaskChanged {
                answers,
                task: match self.choice % 6 {
                    0 => TaskState::Created,
                    1 => TaskState::Accepted,
                    2 => TaskState::Completed,
                    3 => TaskState::Cancelled,
                    4 => TaskState::Rejected("queue-full".into()),
                    _ => TaskState::Failed("system".into()),
                },
                params,
            },
            Awaits::Served => Event::Served {
                answers,
                outcome: one_of(&["success", "not-configured", "failed", "created", "odd"]),
                params,
            },
            Awaits::Returned => {
                Event::Returned { name: one_of(&["return", "timeout", "fail", "odd"]), params }
            }
            Awaits::Timer => Event::TimerFired { answers },
            _ => Event::Cancelled { reason: "Nobody knows how to answer this.".into() },
        }
    }
}

/// Everything an effect can wait for.
const ALL_AWAITS: [Awaits; 13] = [
    Awaits::Played,
    Awaits::Input,
    Awaits::Recorded,
    Awaits::Dialled,
    Awaits::CallPlaced,
    Awaits::Replied,
    Awaits::Sent,
    Awaits::Delivery,
    Awaits::Message,
    Awaits::TaskChanged,
    Awaits::Served,
    Awaits::Returned,
    Awaits::Timer,
];

//! How a conversation begins: who calls or writes, when, and what is known of them.

use centralita_engine::exec::Program;
use centralita_engine::scenario::Begin;
use centralita_engine::{Flow, Map, Text, Time, Value, WidgetName};

/// On which way the contact comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By telephone.
    #[default]
    Call,
    /// By a text message.
    Message,
    /// In a chat.
    Chat,
    /// A program starts the flow.
    Request,
}

impl Way {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Way; 4] = [Way::Call, Way::Message, Way::Chat, Way::Request];

    /// The word for it among the texts.
    pub fn name(self) -> &'static str {
        match self {
            Way::Call => "call",
            Way::Message => "message",
            Way::Chat => "chat",
            Way::Request => "request",
        }
    }

    /// The trigger's exit by which it comes in.
    fn event(self) -> &'static str {
        match self {
            Way::Call => "incomingCall",
            Way::Message => "incomingMessage",
            Way::Chat => "incomingConversationMessage",
            Way::Request => "incomingRequest",
        }
    }

    /// The ways on which a flow lets contacts in; a flow that lets nobody in can still be called.
    pub fn of(flow: &Flow) -> Vec<Way> {
        let trigger = flow.initial().and_then(|place| flow.widgets().get(place));
        let leads = |way: &Way| {
            trigger
                .and_then(|widget| widget.transition(way.event()))
                .is_some_and(|transition| transition.next.is_some())
        };
        let ways: Vec<Way> = Way::ALL.into_iter().filter(leads).collect();
        if ways.is_empty() { vec![Way::Call] } else { ways }
    }
}

/// How a conversation begins, as a person fills it in.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// On which way.
    pub way: Way,
    /// The contact's number or name.
    pub from: String,
    /// The number called; empty means the usual one.
    pub to: String,
    /// The first message.
    pub message: String,
    /// What a program passes on, as JSON.
    pub parameters: String,
    /// The moment in the flow's time zone, as `2026-11-23 09:30`; empty means now.
    pub at: String,
    /// What stands in `flow.variables.language`; empty leaves it open.
    pub language: String,
    /// What else is known from the start: variables and their values.
    pub known: Vec<(String, String)>,
    /// The widget with which it begins; none means the flow's own start.
    pub start: Option<WidgetName>,
}

impl Default for Opening {
    fn default() -> Opening {
        Opening {
            way: Way::Call,
            from: "+15550100".into(),
            to: "+15550199".into(),
            message: "Hello".into(),
            parameters: "{}".into(),
            at: String::new(),
            language: String::new(),
            known: Vec::new(),
            start: None,
        }
    }
}

/// What is wrong with an opening: the names of a text and of what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadOpening {
    /// The moment cannot be read.
    Moment(String),
    /// What a program passes on is no JSON object.
    Parameters(String),
}

impl Opening {
    /// How a flow is usually begun: by a call when it takes calls.
    pub fn usual(flow: &Flow) -> Opening {
        let way = Way::of(flow).first().copied().unwrap_or_default();
        Opening { way, ..Opening::default() }
    }

    /// The beginning as scenarios know it.
    ///
    /// # Errors
    /// When the parameters cannot be read.
    pub fn begin(&self) -> Result<Begin, BadOpening> {
        Ok(match self.way {
            Way::Call => Begin::Call,
            Way::Message => Begin::Message(self.message.as_str().into()),
            Way::Chat => Begin::Chat(self.message.as_str().into()),
            Way::Request => {
                let text = self.parameters.trim();
                let value = if text.is_empty() {
                    Ok(Value::from(Map::new()))
                } else {
                    Value::from_json(text)
                };
                match value {
                    Ok(Value::Map(map)) => Begin::Request((*map).clone()),
                    Ok(other) => return Err(BadOpening::Parameters(other.to_json())),
                    Err(error) => return Err(BadOpening::Parameters(error.to_string())),
                }
            }
        })
    }

    /// The moment at which it begins, `now` unless another is written down.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn moment(&self, program: Option<&Program>, now: Time) -> Result<Time, BadOpening> {
        let text = self.at.trim();
        if text.is_empty() {
            return Ok(now);
        }
        moment(program, now, text).ok_or_else(|| BadOpening::Moment(text.to_owned()))
    }

    /// What is known from the start, by path.
    pub fn known(&self) -> Vec<(Text, Value)> {
        let mut known = Vec::new();
        if !self.language.is_empty() {
            known.push(("flow.variables.language".into(), Value::text(self.language.as_str())));
        }
        let written = self.known.iter().filter(|(path, _)| !path.trim().is_empty());
        known.extend(written.map(|(path, value)| (path.trim().into(), value_of(value))));
        known
    }
}

/// What a person means by a value: JSON when it is JSON, else a text.
pub fn value_of(text: &str) -> Value {
    match Value::from_json(text.trim()) {
        Ok(value) if !value.is_deeper_than(Value::DEEPEST) => value,
        Ok(value) => {
            value.dismantle();
            Value::text(text)
        }
        Err(_) => Value::text(text),
    }
}

/// Puts a value where a dotted path leads.
pub fn put(map: &mut Map, path: &str, value: Value) {
    let mut map = map;
    let mut rest = path;
    while let Some((first, more)) = rest.split_once('.') {
        map = map.map_mut(first);
        rest = more;
    }
    map.insert(rest, value);
}

/// A moment as a clock of the flow's time zone shows it.
pub fn clock(program: Option<&Program>, at: Time, format: &str) -> String {
    match program {
        Some(program) => at.timestamp().to_zoned(program.zone.clone()).strftime(format).to_string(),
        None => at.to_string(),
    }
}

/// The moment that a clock of the flow's time zone shows so; a time alone is of the day of `now`.
fn moment(program: Option<&Program>, now: Time, text: &str) -> Option<Time> {
    let zone = program?.zone.clone();
    let today = now.timestamp().to_zoned(zone.clone());
    let text = match text.split_once([' ', 'T']) {
        Some((day, time)) => format!("{day}T{time}"),
        None if text.contains(':') => format!("{}T{text}", today.strftime("%Y-%m-%d")),
        None => format!("{text}T{}", today.strftime("%H:%M")),
    };
    let local = read_like(&today.datetime(), &text)?;
    Some(Time(local.to_zoned(zone).ok()?.timestamp().as_millisecond()))
}

/// Reads a text as what `pattern` is, whose type this crate need not name.
fn read_like<T: std::str::FromStr>(_pattern: &T, text: &str) -> Option<T> {
    text.parse().ok()
}

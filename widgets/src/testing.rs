//! A stage for tests: the single place that knows how to run one widget.
//!
//! A test names a widget type, gives it properties and events, and compares what happened, in
//! words, with what should have. Authors of their own widget types may use it too.

use std::fmt::Write;
use std::sync::Arc;

use centralita_engine::check::Problem;
use centralita_engine::declare::{
    Behaviour, Catalogue, Reading, Reporter, Spec, Typed, WidgetType,
};
use centralita_engine::exec::{
    Awaits, Event, Execution, FlowRef, Library, Seed, Settings, Status, Trace, Trigger,
};
use centralita_engine::template::Dialect;
use centralita_engine::{Flow, Map, Time, Value};

/// The name of the widget that a stage tests.
pub const UNDER_TEST: &str = "under_test";

/// Where a widget is put to be tested.
pub struct Stage {
    trigger: Trigger,
    settings: Settings,
    catalogue: Catalogue,
    variables: Map,
    is_answered: bool,
    others: Vec<Value>,
    transitions: Option<Value>,
    own: Option<Value>,
    now: Time,
}

impl Stage {
    /// A stage on which a caller, `+15550100`, has called `+15550199`.
    pub fn call() -> Stage {
        Stage::new(Trigger::Call {
            from: "+15550100".into(),
            to: "+15550199".into(),
            params: Map::new(),
        })
    }

    /// A stage on which a caller, `+15550100`, has called `+15550199`, and the call is answered.
    pub fn answered_call() -> Stage {
        Stage { is_answered: true, ..Stage::call() }
    }

    /// A stage on which `+15550100` has sent "Hello" to `+15550199`.
    pub fn message() -> Stage {
        Stage::new(Trigger::Message {
            from: "+15550100".into(),
            to: "+15550199".into(),
            body: "Hello".into(),
            params: Map::new(),
        })
    }

    /// A stage on which `ana` has written "Hello" in a chat.
    pub fn conversation() -> Stage {
        Stage::new(Trigger::Conversation {
            from: "ana".into(),
            to: "shop".into(),
            body: "Hello".into(),
            params: [("ConversationSid", "CH1")].into_iter().collect(),
        })
    }

    /// A stage on which a program asks for an execution with the contact `+15550100`.
    pub fn request() -> Stage {
        Stage::new(Trigger::Request {
            from: "+15550199".into(),
            to: "+15550100".into(),
            parameters: Map::new(),
        })
    }

    fn new(trigger: Trigger) -> Stage {
        Stage {
            trigger,
            settings: Settings::default(),
            catalogue: Catalogue::empty(),
            variables: Map::new(),
            is_answered: false,
            others: Vec::new(),
            transitions: None,
            own: None,
            now: Time(1_700_000_000_000),
        }
    }

    /// The same stage with a flow variable set before the widget under test is reached.
    #[must_use]
    pub fn with_variable(mut self, key: &str, value: impl Into<Value>) -> Stage {
        self.variables.insert(key, value);
        self
    }

    /// The same stage with other settings.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Stage {
        self.settings = settings;
        self
    }

    /// The same stage, with the clock at this moment, written as `2026-11-22T10:30:00Z`.
    ///
    /// # Panics
    /// When the moment cannot be read.
    #[must_use]
    pub fn at(mut self, moment: &str) -> Stage {
        self.now = Time::parse(moment).unwrap_or_else(|| panic!("{moment} is no moment"));
        self
    }

    /// The same stage with another state in the flow, as JSON.
    ///
    /// # Panics
    /// When the JSON cannot be read.
    #[must_use]
    pub fn with_state(mut self, state: &str) -> Stage {
        self.others
            .push(Value::from_json(state).unwrap_or_else(|error| panic!("{error}: {state}")));
        self
    }

    /// The same stage with the transitions of the widget under test given as JSON, instead of one for each exit.
    ///
    /// # Panics
    /// When the JSON cannot be read.
    #[must_use]
    pub fn with_transitions(mut self, transitions: &str) -> Stage {
        self.transitions = Some(
            Value::from_json(transitions).unwrap_or_else(|error| panic!("{error}: {transitions}")),
        );
        self
    }

    /// The same stage with the flow's own data under the key `centralita`, as JSON.
    ///
    /// # Panics
    /// When the JSON cannot be read.
    #[must_use]
    pub fn with_own(mut self, own: &str) -> Stage {
        self.own = Some(Value::from_json(own).unwrap_or_else(|error| panic!("{error}: {own}")));
        self
    }

    /// The same stage with further widget types.
    #[must_use]
    pub fn with_catalogue(mut self, catalogue: Catalogue) -> Stage {
        self.catalogue = catalogue;
        self
    }

    /// Runs a Rust widget type; see [`Stage::play_type`].
    pub fn play<B: Behaviour>(self, properties: &str, events: &[&str]) -> String {
        self.play_type(Arc::new(Typed::<B>::new()), properties, events)
    }

    /// Runs a widget with these properties (JSON) through these events (JSON; `answers` is filled in
    /// where it is missing) and tells in words what happened.
    ///
    /// # Panics
    /// When the properties or an event cannot be read: the test itself is wrong then.
    pub fn play_type(
        self,
        under_test: Arc<dyn WidgetType>,
        properties: &str,
        events: &[&str],
    ) -> String {
        let spec = under_test.spec();
        let flow = Flow::read(&self.flow(spec, properties).to_json());
        let at = FlowRef::new("stage", 1);
        let catalogue = crate::builtin().with_type(Arc::new(Typed::<Prepared>::new()));
        let catalogue =
            self.catalogue.iter().fold(catalogue, |all, one| all.with_type(one.clone()));
        let catalogue = catalogue.with_type(under_test.clone());
        let mut library = Library::new(self.settings.clone());
        if let Err(problems) = library.add(&flow, at.clone(), &catalogue) {
            panic!("{problems:?}");
        }
        let mut told = String::new();
        let mut trace = Trace::default();
        let mut now = self.now;
        let mut execution = library
            .start_into(&at, self.trigger.clone(), Seed(7), now, &mut trace)
            .unwrap_or_else(|rejected| panic!("{rejected}"));
        let shown = |name: &str| spec.starts || (name != "Trigger" && name != "prepare");
        tell(&mut told, &mut trace, &shown);
        for event in events {
            let event = read_event(event, &execution);
            now = now.after_millis(1000);
            let _ = writeln!(told, "hears {}", event.name());
            match library.advance_in_place(&mut execution, &event, now, &mut trace) {
                Ok(()) => tell(&mut told, &mut trace, &shown),
                Err(rejected) => {
                    let _ = writeln!(told, "refuses it: {rejected}");
                }
            }
        }
        if let Some(stored) = execution.variable(&format!("widgets.{UNDER_TEST}")) {
            let _ = writeln!(told, "stores {}", stored.to_json());
        }
        let set: Map = execution
            .variable("flow.variables")
            .and_then(Value::as_map)
            .into_iter()
            .flat_map(Map::iter)
            .filter(|(key, value)| self.variables.get(key) != Some(value))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if !set.is_empty() {
            let _ = writeln!(told, "sets {}", Value::from(set).to_json());
        }
        match &execution.status {
            Status::Waiting => told.push_str("waits\n"),
            Status::Ended(ending) if ending.reason.is_empty() => {
                let _ = writeln!(told, "ends {}", ending.kind.name());
            }
            Status::Ended(ending) => {
                let _ = writeln!(told, "ends {}: {}", ending.kind.name(), ending.reason);
            }
        }
        told
    }

    /// What a Rust widget type itself finds wrong with these properties (JSON), one line for each
    /// problem; what the declaration alone tells is not here.
    ///
    /// # Panics
    /// When the properties cannot be read.
    pub fn problems<B: Behaviour>(self, properties: &str) -> String {
        let under_test = Typed::<B>::new();
        let spec = under_test.spec();
        let flow = Flow::read(&self.flow(spec, properties).to_json());
        let Some(widget) = flow.widget(UNDER_TEST) else { return String::new() };
        let reading = Reading { flow: &flow, widget, spec, dialect: Dialect::Studio };
        let mut problems = Vec::new();
        under_test.compile(&reading).check(&mut Reporter::new(&flow, widget, &mut problems));
        let mut told = String::new();
        for Problem { severity, code, place, message, .. } in problems {
            assert!(message.has_es(), "there is no Spanish for: {message}");
            let field = place.field.unwrap_or_default();
            let _ = writeln!(told, "{severity:?} {code} at {field}: {message}");
        }
        told
    }

    fn flow(&self, spec: &Spec, properties: &str) -> Value {
        let properties = Value::from_json(properties)
            .unwrap_or_else(|error| panic!("the properties: {error}: {properties}"));
        let name = if spec.starts { "Trigger" } else { UNDER_TEST };
        let transitions = self.transitions.clone().unwrap_or_else(|| {
            Value::list(
                spec.exits
                    .iter()
                    .map(|exit| Value::map([("event".into(), Value::from(exit.event.as_str()))])),
            )
        });
        let mut state = Map::new();
        state.insert("name", name);
        state.insert("type", spec.kind.as_str());
        state.insert("transitions", transitions);
        state.insert("properties", properties);
        let mut states = Vec::new();
        if !spec.starts {
            let next = |event: &str| {
                let mut transition = Map::new();
                transition.insert("event", event);
                transition.insert("next", "prepare");
                Value::from(transition)
            };
            let mut trigger = Map::new();
            trigger.insert("name", "Trigger");
            trigger.insert("type", "trigger");
            trigger.insert(
                "transitions",
                Value::list(
                    [
                        "incomingCall",
                        "incomingMessage",
                        "incomingConversationMessage",
                        "incomingRequest",
                    ]
                    .into_iter()
                    .map(next),
                ),
            );
            states.push(Value::from(trigger));
            let mut prepare = Map::new();
            prepare.insert("name", "prepare");
            prepare.insert("type", PREPARE);
            let mut on = Map::new();
            on.insert("event", "next");
            on.insert("next", UNDER_TEST);
            prepare.insert("transitions", Value::list([Value::from(on)]));
            let mut values = Map::new();
            values.insert("variables", self.variables.clone());
            values.insert("is_answered", self.is_answered);
            prepare.insert("properties", values);
            states.push(Value::from(prepare));
        }
        states.push(Value::from(state));
        states.extend(self.others.iter().cloned());
        let mut flow = Map::new();
        flow.insert("states", Value::list(states));
        flow.insert("initial_state", "Trigger");
        if let Some(own) = &self.own {
            flow.insert("centralita", own.clone());
        }
        Value::from(flow)
    }
}

const PREPARE: &str = "centralita-test-prepare";

mod prepared {
    use centralita_engine::Value;
    use centralita_engine::declare::{Behaviour, Declared, Exits, Flag};
    use centralita_engine::exec::{Next, Outcome, Turning};

    /// Sets flow variables exactly as a test gives them.
    #[derive(Clone, Debug, PartialEq, Declared)]
    #[widget(kind = "centralita-test-prepare", label = "Prepare", group = Logic)]
    pub struct Prepared {
        /// The variables.
        variables: Value,
        /// Whether the call is answered from here on.
        is_answered: Flag,
    }

    /// The one way out.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
    pub enum Exit {
        /// Always.
        Next,
    }

    impl Behaviour for Prepared {
        type Exit = Exit;
        type Outputs = ();

        const EXAMPLE: &'static str = "{}";

        fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
            for (key, value) in
                self.variables.as_map().into_iter().flat_map(centralita_engine::Map::iter)
            {
                turn.set_variable(key.clone(), value.clone());
            }
            if turn.flag(&self.is_answered)? {
                turn.call_is_live();
            }
            Ok(Next::Exit(Exit::Next))
        }
    }
}

pub(crate) use prepared::Prepared;

fn tell(told: &mut String, trace: &mut Trace, shown: &dyn Fn(&str) -> bool) {
    for step in trace.steps.iter().filter(|step| shown(step.widget.as_str())) {
        let _ = writeln!(told, "visits {}", step.widget);
        for note in &step.notes {
            let _ = writeln!(told, "  notes: {}", note.message);
        }
        if let Some(exit) = &step.exit {
            let _ = write!(told, "  leaves by {}", exit.event);
            if let Some(place) = exit.transition.filter(|_| exit.event.as_str() == "match") {
                let _ = write!(told, " (transition {place})");
            }
            told.push('\n');
        }
    }
    for effect in &trace.effects {
        let mut json = serde_json::to_value(&effect.action).unwrap_or_default();
        if let Some(map) = json.as_object_mut() {
            map.remove("action");
        }
        let _ = write!(told, "asks #{} {}", effect.id, effect.action.name());
        let fields =
            Value::from_json(&json.to_string()).map(|value| value.to_json()).unwrap_or_default();
        let _ = if fields == "{}" { writeln!(told) } else { writeln!(told, " {fields}") };
    }
    trace.clear();
}

fn read_event(text: &str, execution: &Execution) -> Event {
    let mut json: serde_json::Value =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("the event: {error}: {text}"));
    if let Some(map) = json.as_object_mut()
        && !map.contains_key("answers")
    {
        let wanted = match map.get("event").and_then(|name| name.as_str()).unwrap_or("") {
            "keys" | "speech" | "silence" => Some(Awaits::Input),
            "played" => Some(Awaits::Played),
            "recorded" => Some(Awaits::Recorded),
            "dialled" => Some(Awaits::Dialled),
            "call-placed" => Some(Awaits::CallPlaced),
            "replied" => Some(Awaits::Replied),
            "sent" => Some(Awaits::Sent),
            "delivery" => Some(Awaits::Delivery),
            "task-changed" => Some(Awaits::TaskChanged),
            "served" => Some(Awaits::Served),
            "timer-fired" => Some(Awaits::Timer),
            _ => None,
        };
        if let Some(wanted) = wanted {
            let found = execution
                .pending()
                .filter(|pending| pending.awaits == wanted)
                .map(|pending| pending.effect.0)
                .last();
            map.insert("answers".into(), found.unwrap_or(0).into());
        }
    }
    serde_json::from_value(json).unwrap_or_else(|error| panic!("the event: {error}: {text}"))
}

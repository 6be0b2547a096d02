//! Declarations: what a widget type says about itself.
//!
//! One [`Spec`] per type tells the palette, the form, the checks, the reader, the engine and the
//! docs everything they need; none of them knows a type by name. A Rust widget gets its `Spec` from
//! the derives of this crate, a scripted one from the front matter of its file, and from there on
//! nobody can tell them apart.
//!
//! What is not here: any widget type. They live in the crate `centralita-widgets`, and an embedding
//! server may add its own.

mod behaviour;
mod catalogue;
mod field;
mod field_type;
mod page;
mod reading;
mod said;
mod spellings;

use serde::Serialize;

pub use behaviour::{
    Behaviour, Compiled, Declared, Exits, Outputs, Part, Properties, Reporter, Script, Setting,
    Stored, Typed, Visitor, WidgetType,
};
pub use catalogue::Catalogue;
pub use centralita_derive::{Declared, Exits, Outputs, Properties};
pub use field::{Choice, Field, FieldKind, JsonAs, Output, Sample, sample};
pub use field_type::{FieldType, Flag, JsonTemplate, JsonTree, Pair, Whole};
pub use reading::Reading;

use crate::flow::{ExitName, KindName, Widget};
use crate::value::Text;

/// What a widget type says about itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spec {
    /// The type string in flow files.
    pub kind: KindName,
    /// Other type strings that mean the same, from older exports and hand-written files.
    pub aliases: Vec<KindName>,
    /// What people call it.
    pub label: Text,
    /// What it is for, in Markdown; the first line stands alone.
    pub help: Text,
    /// Where the palette shows it.
    pub group: Group,
    /// The name of its icon.
    pub icon: Text,
    /// The channels on which it can work; empty means all.
    pub channels: Vec<Channel>,
    /// Its properties, in the order of the form.
    pub fields: Vec<Field>,
    /// Its ways out, in the order of the box.
    pub exits: Vec<ExitSpec>,
    /// The variables it stores.
    pub outputs: Vec<Output>,
    /// Whether a visit ends the turn: the widget waits for the world before it goes on.
    pub waits: bool,
    /// Whether a caller hears something or can act while it runs.
    pub speaks: bool,
    /// Whether a flow begins here.
    pub starts: bool,
    /// Whether it is offered on an empty canvas.
    pub starter: bool,
    /// The property that names another flow, which a double-click opens.
    pub opens_flow: Option<Text>,
    /// Whether the vendor no longer offers it, so that the palette need not either.
    pub discontinued: bool,
    /// A complete state in JSON, for docs and tests.
    pub example: Text,
}

impl Spec {
    /// A declaration that says nothing yet but the type string.
    pub fn new(kind: &str) -> Spec {
        Spec {
            kind: KindName::new(kind),
            aliases: Vec::new(),
            label: kind.into(),
            help: Text::default(),
            group: Group::Logic,
            icon: "box".into(),
            channels: Vec::new(),
            fields: Vec::new(),
            exits: Vec::new(),
            outputs: Vec::new(),
            waits: false,
            speaks: false,
            starts: false,
            starter: false,
            opens_flow: None,
            discontinued: false,
            example: Text::default(),
        }
    }

    /// The first line of the help.
    pub fn summary(&self) -> &str {
        self.help.lines().next().unwrap_or("")
    }

    /// The field that files call `name`, under its own name or another spelling.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name).or_else(|| {
            self.fields.iter().find(|field| field.aliases.iter().any(|alias| alias == name))
        })
    }

    /// Whether the widget can work on `channel`.
    pub fn works_on(&self, channel: Channel) -> bool {
        self.channels.is_empty() || self.channels.contains(&channel)
    }

    /// Whether the widget needs a live call.
    pub fn needs_call(&self) -> bool {
        self.channels == [Channel::Call]
    }

    /// The ways out of `widget`, each with its place in the widget's transitions.
    ///
    /// A fixed exit takes the first transition with its event; an exit for each row takes the
    /// transitions with its event one by one, in order. The event `*` stands for every event that is
    /// no other exit's, so that authors may name exits themselves. Exits that no transition mentions
    /// come too, with no place: they end the execution when taken.
    pub fn exits_of(&self, widget: &Widget) -> Vec<ExitOf> {
        let mut exits = Vec::with_capacity(self.exits.len());
        for (id, spec) in self.exits.iter().enumerate() {
            let id = u16::try_from(id).unwrap_or(u16::MAX);
            let mut places = widget
                .transitions
                .iter()
                .enumerate()
                .filter(|(_, transition)| match spec.event.as_str() {
                    "*" => self.exit(transition.event.as_str()).is_none(),
                    event => transition.event.as_str() == event,
                })
                .map(|(place, _)| place);
            if spec.each.is_some() {
                for (row, place) in places.enumerate() {
                    let row = u16::try_from(row).unwrap_or(u16::MAX);
                    exits.push(ExitOf {
                        id: id.saturating_add(row),
                        event: widget.transitions[place].event.clone(),
                        transition: Some(place),
                    });
                }
            } else {
                exits.push(ExitOf { id, event: spec.event.clone(), transition: places.next() });
            }
        }
        exits
    }

    /// The declaration of the exit with this event, if the type has one.
    pub fn exit(&self, event: &str) -> Option<&ExitSpec> {
        self.exits.iter().find(|exit| exit.event.as_str() == event)
    }

    /// The number of the exit that is taken when the widget's service fails, if the type has one.
    pub fn failure_exit(&self) -> Option<u16> {
        self.exits.iter().position(|exit| exit.failure).and_then(|id| u16::try_from(id).ok())
    }
}

/// A way out that a type declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExitSpec {
    /// The event's name in the file.
    pub event: ExitName,
    /// What the box calls it.
    pub label: Text,
    /// When it is taken.
    pub help: Text,
    /// The field whose rows each have such an exit, when there is not exactly one. The event `*`
    /// means that each row names its own.
    pub each: Option<Text>,
    /// Whether a failure of the service behind the widget leads here.
    pub failure: bool,
    /// Whether only old accounts ever took it, so that nobody has to connect it.
    pub old: bool,
    /// The channels on which it can be taken; empty means all on which the widget works.
    pub channels: Vec<Channel>,
}

/// A way out of one widget in one flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitOf {
    /// The number by which the widget's behaviour takes it.
    pub id: u16,
    /// The event's name.
    pub event: ExitName,
    /// Its place in the widget's `transitions`; none when no transition mentions it.
    pub transition: Option<usize>,
}

/// Where the palette shows a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Group {
    /// How a flow begins, and other flows it runs.
    Start,
    /// Telephone calls.
    Voice,
    /// Decisions, variables and time.
    Logic,
    /// Text messages and chats.
    Message,
    /// People who take over.
    People,
    /// Other systems.
    Connect,
    /// Widgets made from scripts.
    Script,
}

impl Group {
    /// All groups, in the palette's order.
    pub const ALL: [Group; 7] = [
        Group::Start,
        Group::Voice,
        Group::Logic,
        Group::Message,
        Group::People,
        Group::Connect,
        Group::Script,
    ];

    /// The group's name, as front matter and docs spell it.
    pub fn name(self) -> &'static str {
        match self {
            Group::Start => "start",
            Group::Voice => "voice",
            Group::Logic => "logic",
            Group::Message => "message",
            Group::People => "people",
            Group::Connect => "connect",
            Group::Script => "script",
        }
    }

    /// The group called `name`.
    pub fn parse(name: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|group| group.name() == name)
    }
}

/// The way the world is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Channel {
    /// A telephone call.
    Call,
    /// Text messages: SMS, WhatsApp and their like.
    Message,
    /// A chat conversation.
    Conversation,
    /// A program's request through the API.
    Request,
}

impl Channel {
    /// The channel's name, as front matter and docs spell it.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Call => "call",
            Channel::Message => "message",
            Channel::Conversation => "conversation",
            Channel::Request => "request",
        }
    }

    /// The channel called `name`.
    pub fn parse(name: &str) -> Option<Channel> {
        [Channel::Call, Channel::Message, Channel::Conversation, Channel::Request]
            .into_iter()
            .find(|channel| channel.name() == name)
    }
}

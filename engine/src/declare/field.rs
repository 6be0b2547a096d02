//! Fields: the properties of a widget type, as a form shows them and a file holds them.

use std::fmt;

use serde::Serialize;

use crate::value::{Text, Value};

/// One property of a widget type.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Field {
    /// The property's name in the flow file.
    pub name: Text,
    /// Other names that files use for it; read, and written as [`Field::name`] once modernised.
    pub aliases: Vec<Text>,
    /// What the form calls it, in sentence case.
    pub label: Text,
    /// What it is for; the help beside the form and the text in the docs.
    pub help: Text,
    /// The heading under which the form shows it; empty for the first group.
    pub group: Text,
    /// Which control edits it.
    pub kind: FieldKind,
    /// Which kind of JSON value holds it in the file.
    pub json: JsonAs,
    /// What an absent value means.
    pub default: Value,
    /// Whether a widget without it cannot work.
    pub required: bool,
    /// Smallest and largest number allowed.
    pub range: Option<(i64, i64)>,
    /// Whether templates inside it are rendered.
    pub templated: bool,
}

impl Field {
    /// A field called `name` of the given kind, with everything else at its usual value.
    pub fn new(name: &str, kind: FieldKind, json: JsonAs) -> Field {
        Field {
            name: name.into(),
            aliases: Vec::new(),
            label: name.into(),
            help: Text::default(),
            group: Text::default(),
            kind,
            json,
            default: Value::Null,
            required: false,
            range: None,
            templated: true,
        }
    }
}

/// Which control edits a field. The list is closed: the designer has one file for each.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FieldKind {
    /// One line of plain text.
    Text,
    /// Text with variables in it.
    Template,
    /// What a caller hears: text with variables, several languages, an audio preview.
    Speech,
    /// A whole number.
    Number,
    /// A length of time in seconds.
    Seconds,
    /// On or off.
    Toggle,
    /// One of a few values.
    Choice(Vec<Choice>),
    /// A telephone number.
    Phone,
    /// Any address of a contact or of ours: number, chat identity, `whatsapp:+…`.
    Address,
    /// A web address.
    Url,
    /// The address of an audio file.
    Audio,
    /// A language tag such as `es-ES`.
    Language,
    /// The voice of a speech synthesiser.
    Voice,
    /// Rows of name and value.
    KeyValues,
    /// The conditions of a split; they stand in its transitions.
    Conditions,
    /// Another flow.
    Flow,
    /// A queue or routing plan.
    Queue,
    /// JSON with variables inside its texts.
    Json,
    /// A Rhai script.
    Script,
    /// A reference to a secret; never shown.
    Secret,
    /// A list of texts.
    List,
    /// The opening hours of a week.
    Hours,
}

impl FieldKind {
    /// The kind's name, as front matter and the JSON schema spell it.
    pub fn name(&self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Template => "template",
            FieldKind::Speech => "speech",
            FieldKind::Number => "number",
            FieldKind::Seconds => "seconds",
            FieldKind::Toggle => "toggle",
            FieldKind::Choice(_) => "choice",
            FieldKind::Phone => "phone",
            FieldKind::Address => "address",
            FieldKind::Url => "url",
            FieldKind::Audio => "audio",
            FieldKind::Language => "language",
            FieldKind::Voice => "voice",
            FieldKind::KeyValues => "key-values",
            FieldKind::Conditions => "conditions",
            FieldKind::Flow => "flow",
            FieldKind::Queue => "queue",
            FieldKind::Json => "json",
            FieldKind::Script => "script",
            FieldKind::Secret => "secret",
            FieldKind::List => "list",
            FieldKind::Hours => "hours",
        }
    }

    /// The kind called `name`; a choice comes without its values.
    pub fn parse(name: &str) -> Option<FieldKind> {
        Some(match name {
            "text" => FieldKind::Text,
            "template" => FieldKind::Template,
            "speech" => FieldKind::Speech,
            "number" => FieldKind::Number,
            "seconds" => FieldKind::Seconds,
            "toggle" => FieldKind::Toggle,
            "choice" => FieldKind::Choice(Vec::new()),
            "phone" => FieldKind::Phone,
            "address" => FieldKind::Address,
            "url" => FieldKind::Url,
            "audio" => FieldKind::Audio,
            "language" => FieldKind::Language,
            "voice" => FieldKind::Voice,
            "key-values" => FieldKind::KeyValues,
            "conditions" => FieldKind::Conditions,
            "flow" => FieldKind::Flow,
            "queue" => FieldKind::Queue,
            "json" => FieldKind::Json,
            "script" => FieldKind::Script,
            "secret" => FieldKind::Secret,
            "list" => FieldKind::List,
            "hours" => FieldKind::Hours,
            _ => return None,
        })
    }
}

impl fmt::Display for FieldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One value of a [`FieldKind::Choice`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The value in the file.
    pub value: Text,
    /// What the form calls it.
    pub label: Text,
}

/// Which kind of JSON value holds a property in the file.
///
/// Studio is particular: a timeout is a number in one widget and a text in another. Reading accepts
/// every kind; writing uses this one unless the file already had another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum JsonAs {
    /// A JSON string.
    Text,
    /// A JSON number.
    Number,
    /// `true` or `false`.
    Bool,
    /// An array.
    List,
    /// An object.
    Map,
    /// Not among the properties: it stands in the widget's transitions.
    Transitions,
}

/// One variable that a widget type stores under `widgets.NAME`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Output {
    /// The path below the widget's name, e.g. `Digits` or `inbound.Body`. A last part `*` stands for
    /// names that are only known at run time.
    pub path: Text,
    /// What it holds.
    pub help: Text,
    /// An example, for previews and the simulator.
    pub sample: Value,
}

/// Makes an example or default value from a Rust literal; the derives write calls of it.
pub fn sample(value: impl Into<Sample>) -> Value {
    value.into().0
}

/// A Rust literal on its way to becoming a [`Value`]; see [`sample`].
pub struct Sample(Value);

impl From<&str> for Sample {
    fn from(text: &str) -> Sample {
        Sample(text.into())
    }
}

impl From<i32> for Sample {
    fn from(number: i32) -> Sample {
        Sample(Value::Int(number.into()))
    }
}

impl From<f64> for Sample {
    fn from(number: f64) -> Sample {
        Sample(Value::number(number))
    }
}

impl From<bool> for Sample {
    fn from(value: bool) -> Sample {
        Sample(Value::Bool(value))
    }
}

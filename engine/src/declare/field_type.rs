//! The Rust types that a property can have, and how each is read.

use crate::declare::{Field, FieldKind, JsonAs, Part, Reading, Visitor};
use crate::flow::{JsonKind, Node};
use crate::template::Template;
use crate::value::{Text, Value};

/// A Rust type that a property can have.
///
/// Reading never fails: what a file holds in another shape is understood as well as it can be, and
/// the checks say what is wrong.
pub trait FieldType: Sized {
    /// The declaration of a property called `name` of this type, before its attributes are applied.
    fn field(name: &str) -> Field;

    /// Reads the property.
    fn read(reading: &Reading<'_>, field: &Field) -> Self;

    /// Shows every template and script inside to `visitor`.
    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        let _ = (field, visitor);
    }
}

/// Text that may hold variables; absent means empty, or the declared default.
impl FieldType for Template {
    fn field(name: &str) -> Field {
        Field::new(name, FieldKind::Template, JsonAs::Text)
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Template {
        let source = reading.text(field).unwrap_or_else(|| default_text(field));
        reading.template(field, source)
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        visitor.part(field, Part::Template(self));
    }
}

/// Text that may hold variables; absent and empty both mean that it is not used.
impl FieldType for Option<Template> {
    fn field(name: &str) -> Field {
        Template::field(name)
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Option<Template> {
        let source = reading.text(field).unwrap_or_else(|| default_text(field));
        (!source.trim().is_empty()).then(|| reading.template(field, source))
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        if let Some(template) = self {
            visitor.part(field, Part::Template(template));
        }
    }
}

/// Plain text, never a template.
impl FieldType for Text {
    fn field(name: &str) -> Field {
        let mut field = Field::new(name, FieldKind::Text, JsonAs::Text);
        field.templated = false;
        field
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Text {
        reading.text(field).unwrap_or_else(|| default_text(field))
    }
}

/// A list of texts that may hold variables. A single text counts as a list of one.
impl FieldType for Vec<Template> {
    fn field(name: &str) -> Field {
        Field::new(name, FieldKind::List, JsonAs::List)
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Vec<Template> {
        let Some(node) = reading.node(field) else { return Vec::new() };
        let texts: Vec<Text> = match node.kind() {
            JsonKind::List => {
                node.items().filter_map(|item| item.text_of().map(Text::from)).collect()
            }
            _ => node.text_of().map(Text::from).into_iter().collect(),
        };
        texts.into_iter().map(|source| reading.template(field, source)).collect()
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        for template in self {
            visitor.part(field, Part::Template(template));
        }
    }
}

/// Any JSON, kept as data; no templates are rendered in it.
impl FieldType for Value {
    fn field(name: &str) -> Field {
        let mut field = Field::new(name, FieldKind::Json, JsonAs::Map);
        field.templated = false;
        field
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Value {
        reading.node(field).map_or_else(|| field.default.clone(), |node| node.to_value())
    }
}

/// A whole number that may come from a variable.
#[derive(Clone, Debug, PartialEq)]
pub enum Whole {
    /// The number itself.
    Fixed(i64),
    /// A template that renders to it; the number beside it stands in when the text is no number.
    Rendered(Template, i64),
}

impl Whole {
    fn from_node(
        reading: &Reading<'_>,
        field: &Field,
        node: Node<'_>,
        default: i64,
    ) -> Option<Whole> {
        if let Some(number) = node.number_of() {
            return Some(Whole::Fixed(number.clamp(-9e15, 9e15) as i64));
        }
        let text = node.text_of()?;
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let template = reading.template(field, text);
        Some(if template.as_literal().is_some() {
            Whole::Fixed(default)
        } else {
            Whole::Rendered(template, default)
        })
    }
}

impl FieldType for Whole {
    fn field(name: &str) -> Field {
        Field::new(name, FieldKind::Number, JsonAs::Number)
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Whole {
        let default = default_number(field);
        reading
            .node(field)
            .and_then(|node| Whole::from_node(reading, field, node, default))
            .unwrap_or(Whole::Fixed(default))
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        if let Whole::Rendered(template, _) = self {
            visitor.part(field, Part::Template(template));
        }
    }
}

/// A whole number that may be left out.
impl FieldType for Option<Whole> {
    fn field(name: &str) -> Field {
        Whole::field(name)
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Option<Whole> {
        let default = default_number(field);
        match reading.node(field) {
            Some(node) => Whole::from_node(reading, field, node, default),
            None => matches!(field.default, Value::Int(_)).then_some(Whole::Fixed(default)),
        }
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        if let Some(whole) = self {
            whole.visit(field, visitor);
        }
    }
}

/// Yes or no, which may come from a variable.
#[derive(Clone, Debug, PartialEq)]
pub enum Flag {
    /// Yes or no itself.
    Fixed(bool),
    /// A template; `true`, `yes`, `1` and `on` mean yes.
    Rendered(Template),
}

impl Flag {
    /// What a rendered text means.
    pub fn means_yes(text: &str) -> bool {
        ["true", "yes", "1", "on"].iter().any(|yes| text.trim().eq_ignore_ascii_case(yes))
    }
}

impl FieldType for Flag {
    fn field(name: &str) -> Field {
        Field::new(name, FieldKind::Toggle, JsonAs::Bool)
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Flag {
        let default = matches!(field.default, Value::Bool(true));
        let Some(node) = reading.node(field) else { return Flag::Fixed(default) };
        if let Some(value) = node.bool_of() {
            return Flag::Fixed(value);
        }
        match node.text_of() {
            Some(text) if text.trim().is_empty() => Flag::Fixed(default),
            Some(text) => {
                let template = reading.template(field, text);
                match template.as_literal() {
                    Some(text) => Flag::Fixed(Flag::means_yes(text)),
                    None => Flag::Rendered(template),
                }
            }
            None => Flag::Fixed(default),
        }
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        if let Flag::Rendered(template) = self {
            visitor.part(field, Part::Template(template));
        }
    }
}

/// One row of names and values.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The name; never a template.
    pub key: Text,
    /// The value.
    pub value: Template,
    /// Whether the rendered value is parsed as JSON.
    pub json: bool,
}

/// Rows of names and values. An object counts as rows too.
impl FieldType for Vec<Pair> {
    fn field(name: &str) -> Field {
        Field::new(name, FieldKind::KeyValues, JsonAs::List)
    }

    fn read(reading: &Reading<'_>, field: &Field) -> Vec<Pair> {
        let Some(node) = reading.node(field) else { return Vec::new() };
        let pair = |key: Text, value: Option<Node<'_>>, json: bool| {
            let source = match value {
                Some(value) => match value.text_of() {
                    Some(text) => Text::from(text),
                    None => Text::from(value.to_value().to_json()),
                },
                None => Text::default(),
            };
            Pair { key, value: reading.template(field, source), json }
        };
        match node.kind() {
            JsonKind::List => node
                .items()
                .filter_map(|item| {
                    let key = Text::from(item.get("key")?.text_of()?);
                    let json = item
                        .get("type")
                        .and_then(|kind| kind.text_of())
                        .is_some_and(|kind| kind == "json_object")
                        || item
                            .get("parse_as_json")
                            .and_then(|flag| flag.bool_of())
                            .unwrap_or(false);
                    Some(pair(key, item.get("value").filter(|value| !value.is_null()), json))
                })
                .collect(),
            JsonKind::Map => node
                .members()
                .map(|(key, value)| pair(Text::from(key.text), Some(value), false))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        for pair in self {
            visitor.part(field, Part::Template(&pair.value));
        }
    }
}

/// JSON with variables inside its texts, as authors write task attributes and request bodies.
///
/// The JSON is parsed when the flow is compiled and rendered inside its texts, so that what a caller
/// says can neither break it nor add keys. Text that is not JSON before it is rendered is kept as
/// one template and parsed after rendering.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonTemplate {
    /// JSON whose texts are templates.
    Parsed(JsonTree),
    /// Text that becomes JSON only by rendering.
    Raw(Template),
    /// Nothing was given.
    Absent,
}

/// JSON whose texts are templates.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonTree {
    /// A value without variables.
    Fixed(Value),
    /// A text with variables.
    Text(Template),
    /// A list with variables somewhere inside.
    List(Vec<JsonTree>),
    /// A map with variables somewhere inside.
    Map(Vec<(Text, JsonTree)>),
}

impl JsonTree {
    fn plant(value: &Value, parse: &dyn Fn(&Text) -> Template) -> JsonTree {
        match value {
            Value::Text(text) => {
                let template = parse(text);
                match template.as_literal() {
                    Some(_) => JsonTree::Fixed(value.clone()),
                    None => JsonTree::Text(template),
                }
            }
            Value::List(items) => {
                let trees: Vec<_> = items.iter().map(|item| JsonTree::plant(item, parse)).collect();
                match trees.iter().all(|tree| matches!(tree, JsonTree::Fixed(_))) {
                    true => JsonTree::Fixed(value.clone()),
                    false => JsonTree::List(trees),
                }
            }
            Value::Map(map) => {
                let trees: Vec<_> = map
                    .iter()
                    .map(|(key, item)| (key.clone(), JsonTree::plant(item, parse)))
                    .collect();
                match trees.iter().all(|(_, tree)| matches!(tree, JsonTree::Fixed(_))) {
                    true => JsonTree::Fixed(value.clone()),
                    false => JsonTree::Map(trees),
                }
            }
            _ => JsonTree::Fixed(value.clone()),
        }
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        match self {
            JsonTree::Fixed(_) => {}
            JsonTree::Text(template) => visitor.part(field, Part::Template(template)),
            JsonTree::List(items) => items.iter().for_each(|item| item.visit(field, visitor)),
            JsonTree::Map(items) => items.iter().for_each(|(_, item)| item.visit(field, visitor)),
        }
    }
}

impl FieldType for JsonTemplate {
    fn field(name: &str) -> Field {
        Field::new(name, FieldKind::Json, JsonAs::Text)
    }

    fn read(reading: &Reading<'_>, field: &Field) -> JsonTemplate {
        let Some(node) = reading.node(field) else { return JsonTemplate::Absent };
        let parse = |text: &Text| reading.template(field, text.clone());
        match node.kind() {
            JsonKind::List | JsonKind::Map => {
                JsonTemplate::Parsed(JsonTree::plant(&node.to_value(), &parse))
            }
            _ => {
                let source = node.text_of().map(Text::from).unwrap_or_default();
                if source.trim().is_empty() {
                    return JsonTemplate::Absent;
                }
                match Value::from_json(&source) {
                    Ok(value) => JsonTemplate::Parsed(JsonTree::plant(&value, &parse)),
                    Err(_) => JsonTemplate::Raw(reading.template(field, source)),
                }
            }
        }
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        match self {
            JsonTemplate::Parsed(tree) => tree.visit(field, visitor),
            JsonTemplate::Raw(template) => visitor.part(field, Part::Template(template)),
            JsonTemplate::Absent => {}
        }
    }
}

fn default_text(field: &Field) -> Text {
    match &field.default {
        Value::Text(text) => text.clone(),
        Value::Null => Text::default(),
        other => other.to_json().into(),
    }
}

fn default_number(field: &Field) -> i64 {
    match &field.default {
        Value::Int(number) => *number,
        Value::Text(text) => text.trim().parse().unwrap_or(0),
        _ => 0,
    }
}

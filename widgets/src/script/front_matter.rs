//! Front matter: the block at the head of a scripted widget's file that declares it.
//!
//! It is TOML between `/*---` and `---*/`, so that Rhai takes it for a comment. It says what a Rust
//! widget says with its derives, and becomes the same [`Spec`]; in other languages too, when it has
//! the words.

mod words;

use centralita_engine::declare::{
    Channel, Choice, ExitSpec, Field, FieldKind, Group, JsonAs, Output, Spec,
};
use centralita_engine::{ExitName, KindName, Map, Span, Text, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::script::ScriptError;
use crate::script::api::API_VERSION;

const OPEN: &str = "/*---";
const CLOSE: &str = "---*/";

/// Where the front matter stands: the TOML between the marks, and the whole block.
fn block(source: &str) -> Option<(Span, Span)> {
    let start = source.len() - source.trim_start().len();
    let rest = source.get(start..)?.strip_prefix(OPEN)?;
    let from = start + OPEN.len();
    let length = rest.find(CLOSE)?;
    let to = from + length;
    Some((Span::new(from, to), Span::new(start, to + CLOSE.len())))
}

/// Where the TOML between the marks stands.
pub(crate) fn inside(source: &str) -> Option<std::ops::Range<usize>> {
    block(source).map(|(inside, _)| inside.range())
}

/// The source with the front matter made blank; everything else stays in its place.
pub(crate) fn blank(source: &str) -> String {
    let Some((_, whole)) = block(source) else { return source.to_owned() };
    let range = whole.range();
    let mut blank = String::with_capacity(source.len());
    blank.push_str(&source[..range.start]);
    blank.extend(
        source.as_bytes()[range.clone()].iter().map(|&byte| if byte == b'\n' { '\n' } else { ' ' }),
    );
    blank.push_str(&source[range.end..]);
    blank
}

/// What the front matter of a file declares.
pub(crate) struct Declared {
    /// The declaration, whatever the file holds.
    pub(crate) spec: Spec,
    /// The same in other languages, by their codes.
    pub(crate) said: Vec<(Text, Spec)>,
    /// What is wrong.
    pub(crate) faults: Vec<ScriptError>,
}

/// Reads the front matter of the file called `file`.
pub(crate) fn read(file: &str, source: &str) -> Declared {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.strip_suffix(".rhai").unwrap_or(stem);
    let mut spec = Spec::new(&format!("script-{stem}"));
    spec.label = sentence(stem);
    spec.group = Group::Script;
    spec.icon = "braces".into();
    let mut reader = Reader { file, source, offset: 0, faults: Vec::new() };
    let Some((inside, _)) = block(source) else {
        reader.faults.push(ScriptError::new(
            file,
            source,
            Span::default(),
            "A scripted widget begins with its front matter: /*--- label = \"...\" ---*/. Add it at the top of the file.",
        ));
        spec.exits.push(next());
        return Declared { spec, said: Vec::new(), faults: reader.faults };
    };
    let mut said = Vec::new();
    reader.offset = inside.range().start;
    match DeTable::parse(inside.of(source)) {
        Ok(table) => {
            reader.widget(table.get_ref(), stem, &mut spec);
            if spec.exits.is_empty() {
                spec.exits.push(next());
            }
            if let Some(words) = table.get_ref().get("words") {
                said = reader.words(words, &spec);
            }
        }
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let message = error.message().trim_end_matches('.').replace('\n', ", ");
            reader.fault(
                span,
                format!("The front matter is not TOML here: {message}. Write it like `label = \"Check the PIN\"`."),
            );
        }
    }
    if spec.exits.is_empty() {
        spec.exits.push(next());
    }
    Declared { spec, said, faults: reader.faults }
}

fn next() -> ExitSpec {
    ExitSpec {
        event: ExitName::new("next"),
        label: "Next".into(),
        help: "The script is done.".into(),
        each: None,
        channels: Vec::new(),
        failure: false,
        old: false,
    }
}

/// `pin_check` as `Pin check`.
pub(crate) fn sentence(name: &str) -> Text {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect::<String>().into(),
        None => Text::default(),
    }
}

struct Reader<'a> {
    file: &'a str,
    source: &'a str,
    offset: usize,
    faults: Vec<ScriptError>,
}

type Found<'t, 's> = &'t Spanned<DeValue<'s>>;

impl Reader<'_> {
    fn fault(&mut self, span: std::ops::Range<usize>, message: impl Into<Text>) {
        let span = Span::new(span.start + self.offset, span.end + self.offset);
        self.faults.push(ScriptError::new(self.file, self.source, span, message));
    }

    /// The entries in the order of the file.
    fn entries<'t, 's>(
        &self,
        table: &'t DeTable<'s>,
    ) -> Vec<(&'t str, std::ops::Range<usize>, Found<'t, 's>)> {
        let mut entries: Vec<_> =
            table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
        entries.sort_by_key(|(_, span, _)| span.start);
        entries
    }

    fn unknown(&mut self, what: &str, key: &str, span: std::ops::Range<usize>, known: &[&str]) {
        let known = known.join(", ");
        self.fault(span, format!("{what} has no \"{key}\". It may have {known}."));
    }

    fn widget(&mut self, table: &DeTable<'_>, stem: &str, spec: &mut Spec) {
        for (key, span, value) in self.entries(table) {
            match key {
                "api" => match value.get_ref().as_integer().and_then(|number| number.as_str().parse::<i64>().ok()) {
                    Some(API_VERSION) => {}
                    Some(other) => self.fault(
                        value.span(),
                        format!("The widget wants version {other} of the script API; this release has version {API_VERSION}. Use a newer release, or write api = {API_VERSION}."),
                    ),
                    None => self.fault(value.span(), format!("api is a number: api = {API_VERSION}.")),
                },
                "kind" => {
                    let name = self.text(key, value);
                    if is_kind(&name) {
                        spec.kind = KindName::new(name);
                    } else {
                        self.fault(value.span(), format!("A scripted widget's kind begins with \"script-\" and has letters, digits, - and _: script-{stem}."));
                    }
                }
                "label" => spec.label = self.text(key, value),
                "help" => spec.help = self.text(key, value).trim().into(),
                "icon" => spec.icon = self.text(key, value),
                "group" => {
                    let name = self.text(key, value);
                    match Group::parse(&name) {
                        Some(group) => spec.group = group,
                        None => {
                            let known = Group::ALL.map(Group::name).join(", ");
                            self.fault(value.span(), format!("There is no group \"{name}\". Choose one of {known}."));
                        }
                    }
                }
                "channels" => {
                    for (name, span) in self.texts(key, value) {
                        match Channel::parse(&name) {
                            Some(channel) => spec.channels.push(channel),
                            None => self.fault(span, format!("There is no channel \"{name}\". Choose from call, message, conversation and request.")),
                        }
                    }
                }
                "field" => self.tables(key, value, |reader, name, span, table| {
                    if let Some(field) = reader.field(name, span, table) {
                        spec.fields.push(field);
                    }
                }),
                "exit" => self.tables(key, value, |reader, name, _, table| {
                    let exit = reader.exit(name, table);
                    spec.exits.push(exit);
                }),
                "output" => self.tables(key, value, |reader, name, _, table| {
                    let output = reader.output(name, table);
                    spec.outputs.push(output);
                }),
                // They are read when everything is known that they can be about.
                "words" => {}
                _ => self.unknown(
                    "The front matter",
                    key,
                    span,
                    &["api", "kind", "label", "help", "group", "icon", "channels", "[field.NAME]", "[exit.NAME]", "[output.NAME]", "[words.LANGUAGE]"],
                ),
            }
        }
        if spec.help.is_empty() {
            self.fault(0..0, "The widget says nothing about itself. Add help = \"What it is for.\"; its first line is what the palette shows.");
        }
        let failures: Vec<_> = spec.exits.iter().filter(|exit| exit.failure).collect();
        if failures.len() > 1 {
            self.fault(0..0, "Only one exit can be the way out of a failure. Take failure = true away from the others.");
        }
        if !spec.exits.is_empty() && failures.len() == spec.exits.len() {
            self.fault(0..0, "The only exit is the one for failures. Add another: [exit.next].");
        }
    }

    fn tables<'t, 's>(
        &mut self,
        key: &str,
        value: Found<'t, 's>,
        mut each: impl FnMut(&mut Self, &'t str, std::ops::Range<usize>, &'t DeTable<'s>),
    ) {
        let Some(table) = value.get_ref().as_table() else {
            self.fault(
                value.span(),
                format!("Write each one under a heading of its own: [{key}.NAME]."),
            );
            return;
        };
        for (name, span, value) in self.entries(table) {
            match value.get_ref().as_table() {
                Some(inner) => each(self, name, span, inner),
                None => self.fault(
                    span,
                    format!("Write each one under a heading of its own: [{key}.{name}]."),
                ),
            }
        }
    }

    fn field(
        &mut self,
        name: &str,
        span: std::ops::Range<usize>,
        table: &DeTable<'_>,
    ) -> Option<Field> {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if name == "offset" || !plain || name.starts_with(|first: char| first.is_ascii_digit()) {
            self.fault(span, format!("\"{name}\" cannot be the name of a field. Use letters, digits and _, and not \"offset\"."));
            return None;
        }
        let mut field = Field::new(name, FieldKind::Template, JsonAs::Text);
        field.label = sentence(name);
        let mut choices = None;
        let mut kind_span = span.clone();
        for (key, span, value) in self.entries(table) {
            match key {
                "kind" => {
                    kind_span = value.span();
                    let kind = self.text(key, value);
                    match FieldKind::parse(&kind) {
                        Some(FieldKind::Conditions) => self.fault(value.span(), "Only the split widget has conditions. Use a script's own `if`."),
                        Some(kind) => field.kind = kind,
                        None => self.fault(value.span(), format!("There is no field of the kind \"{kind}\". Kinds are text, template, speech, number, seconds, toggle, choice, phone, address, url, audio, language, voice, key-values, flow, queue, json, script, secret, list and hours.")),
                    }
                }
                "label" => field.label = self.text(key, value),
                "help" => field.help = self.text(key, value).trim().into(),
                "group" => field.group = self.text(key, value),
                "required" => field.required = self.flag(key, value),
                "default" => field.default = value_of(value.get_ref(), 0),
                "alias" => {
                    field.aliases =
                        self.texts(key, value).into_iter().map(|(name, _)| name).collect()
                }
                "choices" => choices = Some(self.choices(value)),
                "range" => {
                    let ends = value.get_ref().as_array().map(|ends| {
                        ends.iter().map(|end| value_of(end.get_ref(), 0)).collect::<Vec<_>>()
                    });
                    match ends.as_deref() {
                        Some([Value::Int(from), Value::Int(to)]) if from <= to => {
                            field.range = Some((*from, *to))
                        }
                        _ => self.fault(
                            value.span(),
                            "A range has the smallest and the largest number: range = [1, 60].",
                        ),
                    }
                }
                _ => self.unknown(
                    &format!("The field \"{name}\""),
                    key,
                    span,
                    &[
                        "kind", "label", "help", "group", "default", "required", "range",
                        "choices", "alias",
                    ],
                ),
            }
        }
        field.json = json_of(&field.kind);
        field.templated =
            !matches!(field.kind, FieldKind::Text | FieldKind::Hours | FieldKind::Script);
        match (&mut field.kind, choices) {
            (FieldKind::Choice(held), Some(choices)) => {
                if !choices.is_empty() && !field.default.is_null() && !choices.iter().any(|choice| field.default.as_text() == Some(&choice.value)) {
                    self.fault(kind_span, format!("The default of \"{name}\" is not among its choices."));
                }
                *held = choices;
            }
            (FieldKind::Choice(_), None) => self.fault(kind_span, format!("\"{name}\" is a choice of nothing. Add choices = [\"one\", \"two\"].")),
            (kind, Some(choices)) if *kind == FieldKind::Template => *kind = FieldKind::Choice(choices),
            (_, Some(_)) => self.fault(kind_span, format!("Only a field of the kind \"choice\" has choices. Write kind = \"choice\" for \"{name}\".")),
            (_, None) => {}
        }
        if field.help.is_empty() {
            field.help = field.label.clone();
        }
        Some(field)
    }

    fn choices(&mut self, value: Found<'_, '_>) -> Vec<Choice> {
        let mut choices = Vec::new();
        let Some(items) = value.get_ref().as_array() else {
            self.fault(value.span(), "Choices are a list: choices = [\"one\", \"two\"].");
            return choices;
        };
        for item in items.iter() {
            let (value, label) = match item.get_ref() {
                DeValue::String(text) => (Text::from(text.as_ref()), sentence(text)),
                DeValue::Table(table) => {
                    let text = |name: &str| {
                        table.get(name).and_then(|found| found.get_ref().as_str()).map(Text::from)
                    };
                    let value = text("value").unwrap_or_default();
                    let label = text("label").unwrap_or_else(|| sentence(&value));
                    (value, label)
                }
                _ => (Text::default(), Text::default()),
            };
            if value.is_empty() {
                self.fault(
                    item.span(),
                    "A choice is a text, or { value = \"es\", label = \"Spanish\" }.",
                );
            } else {
                choices.push(Choice { value, label });
            }
        }
        choices
    }

    fn exit(&mut self, name: &str, table: &DeTable<'_>) -> ExitSpec {
        let mut exit = ExitSpec {
            event: ExitName::new(name),
            label: sentence(name),
            help: Text::default(),
            ..next()
        };
        for (key, span, value) in self.entries(table) {
            match key {
                "label" => exit.label = self.text(key, value),
                "help" => exit.help = self.text(key, value).trim().into(),
                "failure" => exit.failure = self.flag(key, value),
                _ => self.unknown(
                    &format!("The exit \"{name}\""),
                    key,
                    span,
                    &["label", "help", "failure"],
                ),
            }
        }
        if exit.help.is_empty() {
            exit.help = exit.label.clone();
        }
        exit
    }

    fn output(&mut self, name: &str, table: &DeTable<'_>) -> Output {
        let mut output = Output { path: name.into(), help: sentence(name), sample: Value::Null };
        for (key, span, value) in self.entries(table) {
            match key {
                "help" => output.help = self.text(key, value).trim().into(),
                "sample" => output.sample = value_of(value.get_ref(), 0),
                _ => {
                    self.unknown(&format!("The output \"{name}\""), key, span, &["help", "sample"])
                }
            }
        }
        output
    }

    fn text(&mut self, key: &str, value: Found<'_, '_>) -> Text {
        match value.get_ref().as_str() {
            Some(text) => text.into(),
            None => {
                self.fault(value.span(), format!("{key} is a text: {key} = \"...\"."));
                Text::default()
            }
        }
    }

    fn texts(&mut self, key: &str, value: Found<'_, '_>) -> Vec<(Text, std::ops::Range<usize>)> {
        let Some(items) = value.get_ref().as_array() else {
            self.fault(value.span(), format!("{key} is a list of texts: {key} = [\"...\"]."));
            return Vec::new();
        };
        items.iter().map(|item| (self.text(key, item), item.span())).collect()
    }

    fn flag(&mut self, key: &str, value: Found<'_, '_>) -> bool {
        match value.get_ref().as_bool() {
            Some(flag) => flag,
            None => {
                self.fault(value.span(), format!("{key} is true or false: {key} = true."));
                false
            }
        }
    }
}

fn is_kind(name: &str) -> bool {
    name.strip_prefix("script-").is_some_and(|rest| {
        !rest.is_empty()
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    })
}

/// Which JSON holds a field of this kind.
fn json_of(kind: &FieldKind) -> JsonAs {
    match kind {
        FieldKind::Number | FieldKind::Seconds => JsonAs::Number,
        FieldKind::Toggle => JsonAs::Bool,
        FieldKind::KeyValues | FieldKind::List => JsonAs::List,
        FieldKind::Json | FieldKind::Hours => JsonAs::Map,
        _ => JsonAs::Text,
    }
}

/// A TOML value as the engine holds values. The parser bounds the nesting; this bound is the engine's.
pub(crate) fn value_of(value: &DeValue<'_>, depth: u32) -> Value {
    if depth > 24 {
        return Value::Null;
    }
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Null, Value::Int)
        }
        DeValue::Float(number) => number.as_str().parse::<f64>().map_or(Value::Null, Value::number),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(moment) => Value::from(moment.to_string()),
        DeValue::Array(items) => {
            Value::list(items.iter().map(|item| value_of(item.get_ref(), depth + 1)))
        }
        DeValue::Table(table) => {
            let mut entries: Vec<_> = table.iter().collect();
            entries.sort_by_key(|(key, _)| key.span().start);
            let map: Map = entries
                .into_iter()
                .map(|(key, item)| (key.get_ref().as_ref(), value_of(item.get_ref(), depth + 1)))
                .collect();
            Value::from(map)
        }
    }
}

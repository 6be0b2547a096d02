//! An example of a scripted widget type, made from its declaration alone.

use centralita_engine::declare::{Field, FieldKind, Spec};
use centralita_engine::{Map, Value};

/// A complete state of the type, for docs and tests.
pub(crate) fn example(spec: &Spec) -> String {
    let mut state = Map::new();
    let name = spec.kind.as_str().trim_start_matches("script-").replace('-', "_");
    state.insert("name", name);
    state.insert("type", spec.kind.as_str());
    state.insert(
        "transitions",
        Value::list(
            spec.exits
                .iter()
                .map(|exit| Value::map([("event".into(), Value::from(exit.event.as_str()))])),
        ),
    );
    let mut properties = Map::new();
    for field in &spec.fields {
        let value = match &field.default {
            Value::Null if field.required => sample(field),
            Value::Null => continue,
            default => default.clone(),
        };
        properties.insert(field.name.clone(), value);
    }
    let mut offset = Map::new();
    offset.insert("x", 0_i64);
    offset.insert("y", 0_i64);
    properties.insert("offset", offset);
    state.insert("properties", properties);
    let json = serde_json::to_string_pretty(&Value::from(state));
    json.unwrap_or_default()
}

/// A value that a field of this kind could hold.
fn sample(field: &Field) -> Value {
    match &field.kind {
        FieldKind::Number | FieldKind::Seconds => {
            Value::Int(field.range.map_or(1, |(from, _)| from))
        }
        FieldKind::Toggle => Value::Bool(true),
        FieldKind::Choice(choices) => {
            choices.first().map_or(Value::Null, |choice| Value::Text(choice.value.clone()))
        }
        FieldKind::Phone | FieldKind::Address => "+15550100".into(),
        FieldKind::Url => "https://example.com/".into(),
        FieldKind::Audio => "https://example.com/hello.mp3".into(),
        FieldKind::Language => "en-US".into(),
        FieldKind::KeyValues | FieldKind::List => Value::list([]),
        FieldKind::Json | FieldKind::Hours => Value::from(Map::new()),
        FieldKind::Secret => "{{secrets.EXAMPLE}}".into(),
        FieldKind::Script => "exit(\"next\")".into(),
        _ => Value::Text(field.label.clone()),
    }
}

//! `docs/schema/flow.json`: what a flow file looks like, from the catalogue.
//!
//! It describes files as Studio and this house write them. Reading accepts far more: other
//! spellings, other kinds of JSON, older formats.

use centralita_engine::declare::{Catalogue, Field, FieldKind, JsonAs, Spec};
use centralita_engine::{KindName, Value};
use serde_json::{Map, Value as Json, json};

use super::Page;

pub fn page(catalogue: &Catalogue) -> Page {
    let mut definitions = Map::new();
    let mut by_type = Vec::new();
    for spec in catalogue.specs() {
        definitions.insert(spec.kind.to_string(), widget(spec));
        let names: Vec<&str> =
            std::iter::once(&spec.kind).chain(&spec.aliases).map(KindName::as_str).collect();
        by_type.push(json!({
            "if": { "properties": { "type": { "enum": names } } },
            "then": { "$ref": format!("#/$defs/{}", spec.kind) },
        }));
    }
    definitions.insert("transition".into(), transition());
    definitions.insert("condition".into(), condition());
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A contact flow",
        "description": "A flow definition as Twilio Studio exports it, and as Centralita keeps it.",
        "type": "object",
        "required": ["states", "initial_state"],
        "properties": {
            "description": { "type": ["string", "null"] },
            "initial_state": { "type": "string", "description": "The name of the widget in which executions begin." },
            "flags": {
                "type": ["object", "null"],
                "properties": { "allow_concurrent_calls": { "type": "boolean" } },
            },
            "states": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "type"],
                    "properties": {
                        "name": { "type": "string", "description": "Unique in the flow; templates say `widgets.NAME`." },
                        "type": { "type": "string" },
                        "transitions": { "type": ["array", "null"], "items": { "$ref": "#/$defs/transition" } },
                        "properties": {
                            "type": ["object", "null"],
                            "properties": {
                                "offset": {
                                    "type": ["object", "null"],
                                    "properties": { "x": { "type": "number" }, "y": { "type": "number" } },
                                },
                            },
                        },
                    },
                    "allOf": by_type,
                },
            },
            "centralita": {
                "type": "object",
                "description": "What Studio does not know: time zone, languages, labels, notes.",
                "properties": { "version": { "const": 1 } },
            },
        },
        "$defs": definitions,
    });
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    Page { path: "docs/schema/flow.json".into(), text }
}

fn transition() -> Json {
    json!({
        "type": "object",
        "required": ["event"],
        "properties": {
            "event": { "type": "string", "description": "The exit." },
            "next": { "type": ["string", "null"], "description": "The widget it leads to; without one the branch ends." },
            "conditions": { "type": ["array", "null"], "items": { "$ref": "#/$defs/condition" } },
        },
    })
}

fn condition() -> Json {
    json!({
        "type": "object",
        "required": ["type"],
        "properties": {
            "friendly_name": { "type": ["string", "null"] },
            "arguments": { "type": ["array", "null"], "items": { "type": "string" } },
            "type": { "type": "string", "description": "The operator, e.g. `equal_to`." },
            "value": { "type": ["string", "null"] },
        },
    })
}

fn widget(spec: &Spec) -> Json {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in spec.fields.iter().filter(|field| field.json != JsonAs::Transitions) {
        properties.insert(field.name.to_string(), property(field));
        if field.required && field.aliases.is_empty() {
            required.push(field.name.as_str());
        }
    }
    let mut inside = json!({ "type": ["object", "null"], "properties": properties });
    if !required.is_empty() {
        inside["required"] = json!(required);
    }
    let events: Vec<&str> = spec.exits.iter().map(|exit| exit.event.as_str()).collect();
    json!({
        "title": spec.label,
        "description": spec.help.trim(),
        "type": "object",
        "properties": {
            "properties": inside,
            "transitions": { "items": { "properties": { "event": { "examples": events } } } },
        },
    })
}

/// Null is everywhere allowed, since exports are full of it.
fn property(field: &Field) -> Json {
    let kind: &[&str] = match field.json {
        JsonAs::Text => &["string", "null"],
        // A number or a switch may come from a variable.
        JsonAs::Number if field.templated => &["number", "string", "null"],
        JsonAs::Number => &["number", "null"],
        JsonAs::Bool if field.templated => &["boolean", "string", "null"],
        JsonAs::Bool => &["boolean", "null"],
        JsonAs::List => &["array", "null"],
        JsonAs::Map => &["object", "array", "string", "number", "boolean", "null"],
        JsonAs::Transitions => &[],
    };
    let mut schema = json!({ "title": field.label, "type": kind });
    if !field.help.is_empty() {
        schema["description"] = json!(field.help.trim());
    }
    if field.default != Value::Null {
        schema["default"] = serde_json::to_value(&field.default).unwrap_or_default();
    }
    if let (Some((from, to)), JsonAs::Number) = (field.range, field.json) {
        schema["minimum"] = json!(from);
        schema["maximum"] = json!(to);
    }
    if let FieldKind::Choice(choices) = &field.kind
        && !choices.is_empty()
    {
        // Examples and not an enumeration: a variable may stand there.
        schema["examples"] = choices.iter().map(|choice| json!(choice.value)).collect();
    }
    schema
}

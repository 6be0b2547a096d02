//! `docs/schema/engine.json`: what goes into the engine and what comes out, as JSON.

use centralita_engine::exec::{Effect, Entry, Event, Journal, Step, Trigger};
use schemars::generate::SchemaSettings;
use serde_json::json;

use super::Page;

pub fn page() -> Page {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let event = generator.subschema_for::<Event>();
    let effect = generator.subschema_for::<Effect>();
    let trigger = generator.subschema_for::<Trigger>();
    let step = generator.subschema_for::<Step>();
    let entry = generator.subschema_for::<Entry>();
    let journal = generator.subschema_for::<Journal>();
    let definitions = generator.take_definitions(true);
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What the engine is told and what it answers",
        "description": "An event, an effect, a trigger, a step, an entry of a journal, or a journal.",
        "anyOf": [event, effect, trigger, step, entry, journal],
        "$defs": definitions,
    });
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    Page { path: "docs/schema/engine.json".into(), text }
}

//! Masking: a journal as it may be shown. What was told to a widget whose answers a flow marks as sensitive is
//! taken out, and so is the same text wherever else it comes.
//!
//! More is masked rather than less: everything of the events by which such a widget was entered or left.

use std::collections::{BTreeMap, BTreeSet};

use centralita_api::Occurrence;
use centralita_engine::Library;
use centralita_engine::exec::{Entry, Input, Seed};
use serde_json::Value;

use crate::past::{Past, Visit};

/// Where the chance of an execution stands in its first entry.
const SEED: &str = "/input/start/seed";

/// What stands in the place of what is masked.
const MASK: &str = "***";

/// Shorter answers would be found everywhere: they are masked where they were told, and nowhere else.
const SHORTEST: usize = 3;

/// Fields of an event that say what kind of event it is, not what was told.
const KINDS: [&str; 4] = ["event", "ended_by", "answers", "start"];

/// Fields that hold an answer, rather than whose or when it is.
const ANSWERS: [&str; 8] = [
    "keys",
    "text",
    "body",
    "Digits",
    "SpeechResult",
    "Body",
    "UnstableSpeechResult",
    "ButtonText",
];

/// The journal of an execution, as it may be shown.
pub(super) fn journal(past: &Past, visits: &[Visit], library: &Library) -> Vec<Occurrence> {
    let is_sensitive = |visit: &Visit| {
        let program = library.program(&visit.flow);
        // Of a flow that is gone nobody knows what is sensitive.
        program.is_none_or(|program| program.flow.own().is_sensitive(visit.widget.as_str()))
    };
    let sensitive: BTreeMap<u32, bool> =
        visits.iter().map(|visit| (visit.number, is_sensitive(visit))).collect();
    let mut answers = BTreeSet::new();
    let mut lines = Vec::new();
    for (at, told) in past.lines() {
        let is_masked =
            told.steps.iter().any(|step| sensitive.get(&step.number).copied().unwrap_or(true));
        for entry in &told.entries {
            let mut value = readable(entry);
            let is_start = value["input"].get("start").is_some();
            if is_masked
                && !is_start
                && let Some(input) = value.get_mut("input")
            {
                mask(input, "", false, &mut answers);
            }
            lines.push((at, value));
        }
    }
    let shown = lines.into_iter().map(|(at, mut value)| {
        if !answers.is_empty() {
            hide(&mut value, &answers);
        }
        Occurrence { at_millis: at.0, entry: written(&value) }
    });
    shown.collect()
}

/// An entry as JSON, its chance as text: the number is larger than any that a JSON value of ours holds.
fn readable(entry: &Entry) -> Value {
    let mut entry = entry.clone();
    let mut chance = None;
    if let Input::Start { seed, .. } = &mut entry.input {
        chance = Some(std::mem::replace(seed, Seed(0)));
    }
    let mut value = serde_json::to_value(entry).unwrap_or_default();
    if let (Some(Seed(chance)), Some(seed)) = (chance, value.pointer_mut(SEED)) {
        *seed = Value::String(chance.to_string());
    }
    value
}

/// The text of an entry, its chance a number again.
fn written(value: &Value) -> String {
    let text = value.to_string();
    match value.pointer(SEED).and_then(Value::as_str) {
        // Nobody else knows the number: nothing that was told looks the same.
        Some(seed) => {
            text.replacen(&format!("\"seed\":\"{seed}\""), &format!("\"seed\":{seed}"), 1)
        }
        None => text,
    }
}

/// Takes out what was told, and notes what an answer was. The depth is that of an event.
fn mask(value: &mut Value, field: &str, is_inside: bool, answers: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                mask(value, name, is_inside || name == "params", answers);
            }
        }
        Value::Array(items) => {
            for item in items {
                mask(item, field, is_inside, answers);
            }
        }
        Value::String(text) if is_inside || !KINDS.contains(&field) => {
            if ANSWERS.contains(&field) && text.chars().count() >= SHORTEST {
                answers.insert(text.clone());
            }
            *text = MASK.to_owned();
        }
        Value::Number(_) if is_inside => *value = Value::from(MASK),
        _ => {}
    }
}

/// Takes answers out wherever they come.
fn hide(value: &mut Value, answers: &BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| hide(value, answers)),
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, answers)),
        Value::String(text) => {
            for answer in answers {
                if text.contains(answer.as_str()) {
                    *text = text.replace(answer.as_str(), MASK);
                }
            }
        }
        _ => {}
    }
}

//! Writing today's format and names where a file has older or other ones.

use std::collections::BTreeMap;

use super::super::Flow;
use super::super::json::{JsonKind, Node, Patch};
use super::super::widget::Widget;
use super::text;
use crate::{Text, Value};

/// Which other spellings there are and what is written today. The catalogue makes this from what
/// its widget types declare; the default knows none and changes the format alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spellings {
    /// Kinds, as `Gather` for `gather-input-on-call`.
    pub kinds: BTreeMap<Text, Text>,
    /// Properties by today's kind, as `num_digits` for `number_of_digits`. What a property becomes
    /// is not written over one that is there; one that becomes an empty name is taken away.
    pub properties: BTreeMap<Text, BTreeMap<Text, Text>>,
    /// Properties by today's kind and name whose numbers and switches are written as text.
    pub texts: BTreeMap<Text, Vec<Text>>,
}

/// Adds to `patch` what brings the flow to today's format and names.
pub(super) fn modernize(flow: &Flow, patch: &mut Patch<'_>, spellings: &Spellings) {
    let legacy = flow.shape().legacy;
    let definition = flow.definition();
    let has_start = definition.get_any(&["initial_state", "initialState"]).is_some();
    if let (Some(start), false) = (flow.initial_name(), has_start) {
        let start = text(start);
        match definition.get("initial_state") {
            Some(null) => patch.set(null, start),
            None => {
                let states = definition.members().position(|(key, _)| key.text == "states");
                let at = states.map_or(definition.len(), |at| at + 1);
                patch.insert_member(definition, at, "initial_state", start);
            }
        }
    }
    for widget in flow.widgets() {
        let kind = spellings.kinds.get(widget.kind.as_str());
        if let (Some(today), Some(node)) = (kind, widget.node().get("type")) {
            patch.set(node, text(today));
        }
        let kind = kind.map_or(widget.kind.as_str(), Text::as_str);
        if legacy {
            modernize_state(widget, patch);
        }
        modernize_conditions(widget, patch);
        if let Some(properties) = widget.properties().node() {
            modernize_properties(properties, kind, spellings, legacy, patch);
        }
    }
}

/// Wires by name, and nothing that only the old format has.
fn modernize_state(widget: &Widget, patch: &mut Patch<'_>) {
    widget
        .node()
        .members()
        .filter(|(key, _)| key.text == "sid")
        .for_each(|(_, sid)| patch.remove(sid));
    for wire in &widget.transitions {
        for (key, value) in widget.document.node(wire.node).members() {
            match &*key.text {
                "uuid" => patch.remove(value),
                "conditions" if value.is_empty() => patch.remove(value),
                "next" => match &wire.next {
                    Some(next) if !value.is_text(next) => patch.set(value, text(next)),
                    Some(_) => {}
                    None => patch.remove(value),
                },
                _ => {}
            }
        }
    }
}

/// What is tested as a list under `arguments`, where some write one text under `variable`.
fn modernize_conditions(widget: &Widget, patch: &mut Patch<'_>) {
    for wire in &widget.transitions {
        let conditions = widget.document.node(wire.node).get("conditions");
        for condition in conditions.into_iter().flat_map(Node::items) {
            let (Some(variable), None) = (condition.get("variable"), condition.get("arguments"))
            else {
                continue;
            };
            if let Some(tested) = variable.text_of() {
                patch.set_key(variable, "arguments");
                patch.set(variable, Value::list([Value::from(&*tested)]));
            }
        }
    }
}

/// `type` in the items of a list, where some write `parse_as_json`.
fn modernize_items(list: Node<'_>, patch: &mut Patch<'_>) {
    for item in list.items() {
        let Some(switch) = item.get("parse_as_json") else { continue };
        patch.remove(switch);
        let has_type = item.get("type").is_some_and(|kind| !kind.is_text("string"));
        if switch.bool_of() == Some(true) && !has_type {
            patch.put(item, "type", text("json_object"));
        }
    }
}

fn modernize_properties(
    properties: Node<'_>,
    kind: &str,
    spellings: &Spellings,
    legacy: bool,
    patch: &mut Patch<'_>,
) {
    let renamed = spellings.properties.get(kind);
    let as_text = spellings.texts.get(kind);
    for (key, value) in properties.members() {
        if legacy && value.is_null() {
            patch.remove(value);
            continue;
        }
        let today = renamed.and_then(|renamed| renamed.get(&*key.text));
        if let Some(today) = today {
            if today.is_empty() {
                patch.remove(value);
                continue;
            }
            match properties.get(today) {
                None => patch.set_key(value, today),
                Some(unset) if unset.is_null() => {
                    patch.remove(unset);
                    patch.set_key(value, today);
                }
                Some(_) => {}
            }
        }
        let name = today.map_or(&*key.text, Text::as_str);
        let wants_text = as_text.is_some_and(|names| names.iter().any(|one| one == name));
        if wants_text && matches!(value.kind(), JsonKind::Number | JsonKind::Bool) {
            patch.set(value, text(value.raw()));
        } else if legacy {
            nulls_inside(value, patch);
        }
        modernize_items(value, patch);
    }
}

/// Takes out the nulls of maps inside a property, which the old format writes for "not set".
fn nulls_inside(value: Node<'_>, patch: &mut Patch<'_>) {
    for inside in value.all_inside().filter(|inside| inside.is_null()) {
        let in_map = inside.parent().is_some_and(|parent| parent.kind() == JsonKind::Map);
        if in_map && inside.index() != value.index() {
            patch.remove(inside);
        }
    }
}

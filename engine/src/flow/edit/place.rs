//! Walking and making the way to a value inside properties or our own data.

use super::super::json::{Json, JsonKind, Node, Patch};
use super::{PathStep, Refused};
use crate::{Text, Value};

/// The value at the end of `path` below `node`, when it is there.
pub(super) fn find<'a>(node: Node<'a>, path: &[PathStep]) -> Option<Node<'a>> {
    path.iter().try_fold(node, |node, step| match step {
        PathStep::Key(key) => node.get(key),
        PathStep::Index(index) => node.at(*index),
    })
}

/// Sets the value at the end of `path` below the member `key` of `map`, making what is missing.
pub(super) fn set(
    patch: &mut Patch<'_>,
    map: Node<'_>,
    key: &str,
    path: &[PathStep],
    value: &Value,
) -> Result<(), Refused> {
    let Some(mut node) = map.get(key).filter(|node| path.is_empty() || !node.is_null()) else {
        patch.put(map, key, built(path, value)?);
        return Ok(());
    };
    for (taken, step) in path.iter().enumerate() {
        let rest = &path[taken + 1..];
        let found = match step {
            PathStep::Key(key) => node.get(key),
            PathStep::Index(index) => node.at(*index),
        };
        if let Some(found) = found.filter(|found| rest.is_empty() || !found.is_null()) {
            node = found;
            continue;
        }
        match (step, found) {
            (_, Some(null)) => patch.set(null, built(rest, value)?),
            (PathStep::Key(key), None) if node.kind() == JsonKind::Map => {
                patch.put(node, key, built(rest, value)?);
            }
            (PathStep::Index(index), None)
                if node.kind() == JsonKind::List && *index == node.len() =>
            {
                patch.insert_item(node, *index, built(rest, value)?);
            }
            _ => return Err(refused(path, step)),
        }
        return Ok(());
    }
    if node.to_value() != *value {
        patch.set(node, value);
    }
    Ok(())
}

/// `value` inside the maps and lists that lead to it.
fn built(path: &[PathStep], value: &Value) -> Result<Json, Refused> {
    let mut value = value.clone();
    for step in path.iter().rev() {
        value = match step {
            PathStep::Key(key) => Value::map([(key.clone(), value)]),
            PathStep::Index(0) => Value::list([value]),
            PathStep::Index(_) => return Err(refused(path, step)),
        };
    }
    Ok(Json::from_value(&value))
}

fn refused(path: &[PathStep], step: &PathStep) -> Refused {
    Refused::NoSuchPlace { place: in_words(path), step: in_words(std::slice::from_ref(step)) }
}

/// A path the way people write one, as in `parameters[0].key`.
pub(super) fn in_words(path: &[PathStep]) -> String {
    let mut words = String::new();
    for step in path {
        match step {
            PathStep::Key(key) => {
                if !words.is_empty() {
                    words.push('.');
                }
                words.push_str(key);
            }
            PathStep::Index(index) => words.push_str(&format!("[{index}]")),
        }
    }
    words
}

/// The property that a path leads into.
pub(super) fn first_key(path: &[PathStep]) -> Text {
    match path.first() {
        Some(PathStep::Key(key)) => key.clone(),
        _ => Text::new_static("settings"),
    }
}

//! The variables of a conversation as a tree.

use centralita_engine::{Map, Value};

/// Deeper than this nothing is shown.
const DEEPEST: usize = 24;

/// A variable, or a group of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Where it is, with dots.
    pub path: String,
    /// The last part of that.
    pub name: String,
    /// How deep it stands.
    pub depth: usize,
    /// What it holds, as JSON; a text stands for itself. Empty for a group.
    pub value: String,
    /// Whether it holds others.
    pub is_group: bool,
    /// Whether it changed in the turn that is looked at.
    pub is_changed: bool,
    /// Whether a person can change it here: what stands in a list has no name.
    pub can_change: bool,
}

/// The variables, in their order, each group before what it holds. With a filter, those whose path or
/// value has it in it, and the groups around them.
pub fn tree(context: &Map, before: Option<&Map>, filter: &str) -> Vec<Variable> {
    let mut found = Vec::new();
    let filter = filter.trim().to_lowercase();
    for name in ["trigger", "contact", "flow", "widgets"] {
        if let Some(value) = context.get(name) {
            let old = before.map(|before| before.get(name));
            add(&mut found, name.to_owned(), name, value, old, 0, true, &filter);
        }
    }
    for (name, value) in context.iter() {
        if !["trigger", "contact", "flow", "widgets"].contains(&name.as_str()) {
            let old = before.map(|before| before.get(name));
            add(&mut found, name.to_string(), name, value, old, 0, true, &filter);
        }
    }
    found
}

#[expect(clippy::too_many_arguments, reason = "one step down a tree")]
fn add(
    found: &mut Vec<Variable>,
    path: String,
    name: &str,
    value: &Value,
    old: Option<Option<&Value>>,
    depth: usize,
    can_change: bool,
    filter: &str,
) -> bool {
    if depth > DEEPEST {
        return false;
    }
    let place = found.len();
    let is_changed = old.is_some_and(|old| old != Some(value));
    let children = match value {
        Value::Map(map) => map.len(),
        Value::List(list) => list.len(),
        _ => 0,
    };
    let is_group = children > 0;
    let shown = match value {
        _ if is_group => String::new(),
        Value::Text(text) => text.to_string(),
        other => other.to_json(),
    };
    let mut is_wanted = filter.is_empty()
        || path.to_lowercase().contains(filter)
        || shown.to_lowercase().contains(filter);
    let is_own_match = is_wanted;
    found.push(Variable {
        path: path.clone(),
        name: name.to_owned(),
        depth,
        value: shown,
        is_group,
        is_changed,
        can_change: can_change && !is_group,
    });
    let below = if is_own_match { "" } else { filter };
    match value {
        Value::Map(map) => {
            for (key, inner) in map.iter() {
                let old = old.map(|old| old.and_then(|old| old.get(key)));
                let path = format!("{path}.{key}");
                is_wanted |= add(found, path, key, inner, old, depth + 1, can_change, below);
            }
        }
        Value::List(list) => {
            for (index, inner) in list.iter().enumerate() {
                let old = old.map(|old| old.and_then(|old| old.at(index)));
                let path = format!("{path}.{index}");
                let name = index.to_string();
                is_wanted |= add(found, path, &name, inner, old, depth + 1, false, below);
            }
        }
        _ => {}
    }
    if !is_wanted {
        found.truncate(place);
    }
    is_wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(json: &str) -> Map {
        match Value::from_json(json).unwrap() {
            Value::Map(map) => (*map).clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_changed_in_a_turn_is_marked_up_to_its_root() {
        let before = map(r#"{"flow":{"variables":{"a":1}},"widgets":{}}"#);
        let after =
            map(r#"{"flow":{"variables":{"a":1,"b":"x"}},"widgets":{"menu":{"Digits":"1"}}}"#);
        let changed: Vec<String> = tree(&after, Some(&before), "")
            .into_iter()
            .filter(|one| one.is_changed)
            .map(|one| one.path)
            .collect();
        assert_eq!(
            changed,
            [
                "flow",
                "flow.variables",
                "flow.variables.b",
                "widgets",
                "widgets.menu",
                "widgets.menu.Digits"
            ]
        );
    }

    #[test]
    fn a_filter_keeps_what_it_is_in_and_the_groups_around_it() {
        let context = map(
            r#"{"flow":{"variables":{"a":1,"tier":"gold"}},"widgets":{"menu":{"Digits":"1"}}}"#,
        );
        let paths = |filter: &str| -> Vec<String> {
            tree(&context, None, filter).into_iter().map(|one| one.path).collect()
        };
        assert_eq!(paths("GOLD"), ["flow", "flow.variables", "flow.variables.tier"]);
        assert_eq!(paths("menu"), ["widgets", "widgets.menu", "widgets.menu.Digits"]);
        assert!(paths("nothing of it").is_empty());
    }
}

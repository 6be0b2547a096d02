//! Planting values at dotted paths, in the shapes in which they come from other systems.

use crate::value::{Map, Text, Value};

/// Puts a value at a dotted path, making maps and lists on the way: `items.0.name`.
pub(super) fn plant(map: &mut Map, path: &str, value: Text) {
    let Some((first, rest)) = path.split_once('.') else {
        // `list.size` and its like are not members.
        if matches!(path, "size" | "first" | "last") {
            return;
        }
        if !matches!(map.get(path), Some(Value::Map(_) | Value::List(_))) {
            map.insert(path, scalar(value));
        }
        return;
    };
    let list = rest
        .split('.')
        .next()
        .is_some_and(|next| next.parse::<usize>().is_ok() || matches!(next, "first" | "last"));
    if list {
        let after = rest.split_once('.').map(|(_, after)| after);
        let item = match after {
            Some(after) => {
                let mut inner = match map.get(first).and_then(|held| held.at(0)) {
                    Some(Value::Map(held)) => (**held).clone(),
                    _ => Map::new(),
                };
                plant(&mut inner, after, value);
                Value::from(inner)
            }
            None => scalar(value),
        };
        map.insert(first, Value::list([item]));
    } else {
        plant(map.map_mut(first), rest, value);
    }
}

/// Numbers and truth values come from other systems as such.
fn scalar(text: Text) -> Value {
    match text.as_str() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match text.parse::<i64>() {
            Ok(number) if number.to_string() == text.as_str() => Value::Int(number),
            _ => Value::Text(text),
        },
    }
}

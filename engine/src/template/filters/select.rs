//! Filters that look at one property of every item.

use super::super::decimal;
use super::super::print::Number;
use super::{Arguments, Refusal, items_of};
use crate::Value;
use crate::template::Scope;
use crate::template::compare::{equal, is_true};
use crate::template::plain::item as list_item;

type Result = std::result::Result<Value, Refusal>;

pub(super) fn where_filter(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let keep = |items: Vec<(Value, bool)>| kept(items, true);
    Ok(selected(value, arguments, scope)?.map_or(Value::Null, keep))
}

pub(super) fn reject(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let keep = |items: Vec<(Value, bool)>| kept(items, false);
    Ok(selected(value, arguments, scope)?.map_or(Value::Null, keep))
}

fn kept(items: Vec<(Value, bool)>, wanted: bool) -> Value {
    Value::list(items.into_iter().filter(|(_, chosen)| *chosen == wanted).map(|(item, _)| item))
}

pub(super) fn find(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let items = selected(value, arguments, scope)?.unwrap_or_default();
    Ok(items.into_iter().find(|(_, chosen)| *chosen).map(|(item, _)| item).unwrap_or_default())
}

pub(super) fn find_index(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let items = selected(value, arguments, scope)?.unwrap_or_default();
    let place = items.iter().position(|(_, chosen)| *chosen);
    Ok(place.map_or(Value::Null, |place| Value::Int(place as i64)))
}

pub(super) fn has(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let items = selected(value, arguments, scope)?;
    Ok(items.map_or(Value::Null, |items| Value::Bool(items.iter().any(|(_, chosen)| *chosen))))
}

/// The items, each with whether it has the property asked for; None when an item can have none.
fn selected(
    value: Value,
    arguments: &Arguments,
    scope: &Scope<'_>,
) -> std::result::Result<Option<Vec<(Value, bool)>>, Refusal> {
    let mut chosen = Vec::new();
    for item in items_of(value, scope)? {
        let Some(found) = property(&item, &arguments.first)? else { return Ok(None) };
        let matches = if arguments.second.is_null() {
            is_true(&found)
        } else {
            equal(&found, &arguments.second)
        };
        chosen.push((item, matches));
    }
    Ok(Some(chosen))
}

/// The property `key` of `item` as the reference implementation finds it: a text "has" each of its
/// parts, and a whole number each of its bits.
fn property(item: &Value, key: &Value) -> std::result::Result<Option<Value>, Refusal> {
    Ok(Some(match (item, key) {
        (Value::Map(map), Value::Text(key)) => map.get(key).cloned().unwrap_or_default(),
        (Value::Map(_), _) => Value::Null,
        (Value::Text(text), Value::Text(part)) => {
            if text.contains(part.as_str()) {
                key.clone()
            } else {
                Value::Null
            }
        }
        (Value::Text(text), Value::Int(at)) => usize::try_from(*at)
            .ok()
            .and_then(|at| text.chars().nth(at))
            .map(super::super::lookup::character)
            .unwrap_or_default(),
        (Value::Int(bits), Value::Int(bit)) => Value::Int(
            u32::try_from(*bit).ok().and_then(|bit| bits.checked_shr(bit)).unwrap_or(0) & 1,
        ),
        (Value::Null | Value::Bool(_), _) | (Value::Text(_), Value::Null) => return Ok(None),
        _ => {
            return Refusal::wrong(format!(
                "A {} has no property to look at. Give the filter a list of maps.",
                item.kind()
            ));
        }
    }))
}

pub(super) fn map(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let mut found = Vec::new();
    for item in items_of(value, scope)? {
        found.push(match (&item, &arguments.first) {
            (Value::Map(map), Value::Text(key)) => map.get(key).cloned().unwrap_or_default(),
            (Value::Map(_), _) => Value::Null,
            (Value::List(_), Value::Int(at)) => list_item(&item, *at).cloned().unwrap_or_default(),
            _ => {
                return Refusal::wrong(format!(
                    "`map` takes a property of each item, and a {} has none.",
                    item.kind()
                ));
            }
        });
    }
    Ok(Value::list(found))
}

pub(super) fn sum(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let mut total = Number::Int(0);
    for item in items_of(value, scope)? {
        let number = match (&item, arguments.count, &arguments.first) {
            (_, 0, _) | (_, _, Value::Null) => Number::or_zero(&item),
            (Value::Map(map), _, Value::Text(key)) => {
                map.get(key).map_or(Number::Int(0), Number::or_zero)
            }
            _ => {
                return Refusal::wrong(format!(
                    "`sum` adds a property of each item, and a {} has none.",
                    item.kind()
                ));
            }
        };
        total = decimal::add(total, number);
    }
    Ok(total.into())
}

#[cfg(test)]
mod tests {
    use crate::template::Dialect;
    use crate::template::filters::testing::rendered;

    fn shows(source: &str) -> String {
        let variables =
            r#"{"o":[{"n":"a","q":2,"ok":true},{"n":"b","q":"3"},{"n":"c","ok":false}]}"#;
        rendered(source, variables, Dialect::Standard)
    }

    #[test]
    fn items_are_chosen_by_a_property() {
        assert_eq!(shows("{{ o | where: 'ok' | map: 'n' | join: ',' }}"), "a");
        assert_eq!(shows("{{ o | where: 'n', 'b' | map: 'q' }}"), "3");
        assert_eq!(shows("{{ o | reject: 'ok' | map: 'n' | join: ',' }}"), "b,c");
        assert_eq!(shows("{% assign f = o | find: 'n', 'c' %}{{ f.ok }}"), "false");
        assert_eq!(shows("{{ o | find_index: 'n', 'c' }} {{ o | has: 'n', 'z' }}"), "2 false");
    }

    #[test]
    fn numbers_are_added_up() {
        assert_eq!(shows("{{ o | sum: 'q' }}"), "5");
        assert_eq!(
            shows("{{ 5 | map: 'q' }}"),
            "! `map` takes a property of each item, and a number has none."
        );
    }
}

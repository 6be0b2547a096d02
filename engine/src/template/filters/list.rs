//! Filters for lists, and `default`.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Arguments, Refusal, check_size, items_of, text_of};
use crate::Value;
use crate::template::Scope;
use crate::template::compare::{is_blank, order};
use crate::template::lookup::{character, pair};

type Result = std::result::Result<Value, Refusal>;

pub(super) fn default(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    let absent = match &value {
        Value::Bool(false) => !arguments.allow_false,
        Value::Text(text) => text.is_empty(),
        other => is_blank(other),
    };
    Ok(match (absent, arguments.count) {
        (false, _) => value,
        (true, 0) => Value::from(""),
        (true, _) => arguments.first.clone(),
    })
}

pub(super) fn size(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(Value::Int(match &value {
        Value::Text(text) => text.chars().count() as i64,
        Value::List(items) => items.len() as i64,
        Value::Map(map) => map.len() as i64,
        _ => 0,
    }))
}

pub(super) fn first(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(match &value {
        Value::List(items) => items.first().cloned().unwrap_or_default(),
        Value::Map(map) => map.iter().next().map(pair).unwrap_or_default(),
        Value::Text(text) => text.chars().next().map(character).unwrap_or_default(),
        _ => Value::Null,
    })
}

pub(super) fn last(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(match &value {
        Value::List(items) => items.last().cloned().unwrap_or_default(),
        Value::Text(text) => text.chars().next_back().map(character).unwrap_or_default(),
        _ => Value::Null,
    })
}

pub(super) fn join(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let between = if arguments.count == 0 { " ".into() } else { text_of(&arguments.first) };
    let mut out = String::new();
    for (place, item) in items_of(value, scope)?.iter().enumerate() {
        if place > 0 {
            out.push_str(&between);
        }
        crate::template::print::print(item, &mut out);
        check_size(out.len(), scope)?;
    }
    Ok(Value::from(out))
}

pub(super) fn reverse(value: Value, _: &Arguments, scope: &Scope<'_>) -> Result {
    let mut items = items_of(value, scope)?;
    items.reverse();
    Ok(list(items))
}

pub(super) fn concat(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let Value::List(more) = &arguments.first else {
        return Refusal::wrong(format!("`concat` needs a list, not a {}.", arguments.first.kind()));
    };
    let mut items = items_of(value, scope)?;
    check_size((items.len() + more.len()) * 8, scope)?;
    items.extend(more.iter().cloned());
    Ok(list(items))
}

pub(super) fn compact(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let key = key_of(arguments);
    let mut items = items_of(value, scope)?;
    items.retain(|item| !keyed(item, key.as_deref()).is_null());
    Ok(list(items))
}

pub(super) fn uniq(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let key = key_of(arguments);
    let mut seen = BTreeSet::new();
    let mut items = items_of(value, scope)?;
    items.retain(|item| seen.insert(identity(keyed(item, key.as_deref()))));
    Ok(list(items))
}

/// A text that two values have in common when they are equal.
fn identity(value: &Value) -> String {
    match value {
        Value::Float(float) if float.fract() == 0.0 && float.abs() < 1e15 => {
            Value::Int(*float as i64).to_json()
        }
        other => other.to_json(),
    }
}

pub(super) fn sort(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let key = key_of(arguments);
    let mut items = items_of(value, scope)?;
    let mut unordered = None;
    items.sort_by(|a, b| {
        let (a, b) = (keyed(a, key.as_deref()), keyed(b, key.as_deref()));
        nothing_last(a, b).unwrap_or_else(|| {
            order(a, b).unwrap_or_else(|| {
                unordered.get_or_insert_with(|| (a.kind(), b.kind()));
                rank(a).cmp(&rank(b))
            })
        })
    });
    match unordered {
        None => Ok(list(items)),
        Some((a, b)) => Refusal::wrong(format!(
            "`sort` cannot put a {a} and a {b} in order. Sort items of one kind."
        )),
    }
}

pub(super) fn sort_natural(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let key = key_of(arguments);
    let mut items: Vec<(Option<String>, Value)> = items_of(value, scope)?
        .into_iter()
        .map(|item| {
            let by = keyed(&item, key.as_deref());
            ((!by.is_null()).then(|| text_of(by).to_lowercase()), item)
        })
        .collect();
    items.sort_by(|(a, _), (b, _)| a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(b)));
    Ok(list(items.into_iter().map(|(_, item)| item).collect()))
}

/// Nothing goes behind everything else.
fn nothing_last(a: &Value, b: &Value) -> Option<Ordering> {
    (a.is_null() || b.is_null()).then(|| a.is_null().cmp(&b.is_null()))
}

/// Any fixed order of kinds, so that sorting unlike values is still a sort.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(false) => 1,
        Value::Bool(true) => 2,
        Value::Int(_) | Value::Float(_) => 3,
        Value::Text(_) => 4,
        Value::List(_) => 5,
        Value::Map(_) => 6,
    }
}

/// The property that an argument names, if there is one.
fn key_of(arguments: &Arguments) -> Option<crate::Text> {
    (!arguments.first.is_null()).then(|| text_of(&arguments.first))
}

/// The property `key` of an item, or the item itself.
fn keyed<'v>(item: &'v Value, key: Option<&str>) -> &'v Value {
    static NOTHING: Value = Value::Null;
    match key {
        None => item,
        Some(key) => item.get(key).unwrap_or(&NOTHING),
    }
}

fn list(items: Vec<Value>) -> Value {
    Value::List(Arc::new(items))
}

#[cfg(test)]
mod tests {
    use crate::template::Dialect;
    use crate::template::filters::testing::{rendered, shows};

    fn with_list(source: &str) -> String {
        let variables = r#"{"n":[3,1,2,1],"p":[{"k":"b"},{"k":"A"},{"x":1}],"t":["b","A",null]}"#;
        rendered(source, variables, Dialect::Standard)
    }

    #[test]
    fn default_stands_in_for_nothing_false_and_empty() {
        assert_eq!(
            shows("{{ x | default: 'd' }}{{ '' | default: 'd' }}{{ false | default: 'd' }}"),
            "ddd"
        );
        assert_eq!(
            shows("{{ false | default: 'd', allow_false: true }} {{ 0 | default: 1 }}"),
            "false 0"
        );
        assert_eq!(shows("{{ x | default: false }} {{ ' ' | default: 'd' }}."), "false  .");
    }

    #[test]
    fn lists_are_put_in_order() {
        assert_eq!(with_list("{{ n | sort | join: ',' }}"), "1,1,2,3");
        assert_eq!(with_list("{{ n | uniq | reverse | join: ',' }}"), "2,1,3");
        assert_eq!(with_list("{{ p | sort: 'k' | to_json }}"), r#"[{"k":"A"},{"k":"b"},{"x":1}]"#);
        assert_eq!(with_list("{{ t | sort_natural | to_json }}"), r#"["A","b",null]"#);
        assert_eq!(with_list("{{ t | concat: n | compact | size }}"), "6");
        assert_eq!(
            with_list("{{ t | concat: n | sort | size }}"),
            "! `sort` cannot put a number and a text in order. Sort items of one kind."
        );
    }

    #[test]
    fn ends_and_size() {
        assert_eq!(
            with_list("{{ n | first }}{{ n | last }}{{ n | size }}{{ 'ñu' | size }}"),
            "3142"
        );
        assert_eq!(with_list("{{ n | join }}"), "3 1 2 1");
    }
}

//! Values between the flow and a script: numbers and texts as they are, lists and maps by reference.

use std::sync::Arc;

use centralita_engine::{Map, Text, Value};
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString};

use super::time::Moment;
use crate::script::running::fail;
use crate::script::sandbox::charge;

type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// A list or a map of the flow, or from an answer. Reading it copies nothing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Data(pub Value);

/// Lists and maps that a script makes may be nested this deep.
const DEPTH: u32 = 24;

/// A value of the flow as a script sees it.
#[inline]
pub(crate) fn dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(value) => Dynamic::from_bool(*value),
        Value::Int(value) => Dynamic::from_int(*value),
        Value::Float(value) => Dynamic::from_float(*value),
        Value::Text(text) => Dynamic::from(ImmutableString::from(text.as_str())),
        Value::List(_) | Value::Map(_) => Dynamic::from(Data(value.clone())),
    }
}

/// A script's value as the flow keeps it.
pub(crate) fn value(dynamic: &Dynamic) -> Fallible<Value> {
    nested(dynamic, 0)
}

fn nested(dynamic: &Dynamic, depth: u32) -> Fallible<Value> {
    if depth > DEPTH {
        return Err(fail(format!("The value is nested deeper than {DEPTH} levels.")));
    }
    if let Ok(number) = dynamic.as_int() {
        return Ok(Value::Int(number));
    }
    if let Some(text) = dynamic.read_lock::<ImmutableString>() {
        charge(text.len() / 16)?;
        return Ok(Value::Text(Text::from(text.as_str())));
    }
    if dynamic.is_unit() {
        return Ok(Value::Null);
    }
    if let Ok(flag) = dynamic.as_bool() {
        return Ok(Value::Bool(flag));
    }
    if let Ok(number) = dynamic.as_float() {
        return Ok(Value::number(number));
    }
    if let Ok(letter) = dynamic.as_char() {
        return Ok(Value::Text(letter.to_string().into()));
    }
    if let Some(data) = dynamic.read_lock::<Data>() {
        return Ok(data.0.clone());
    }
    if let Some(moment) = dynamic.read_lock::<Moment>() {
        return Ok(Value::Text(moment.iso().into()));
    }
    if let Some(items) = dynamic.read_lock::<rhai::Array>() {
        charge(items.len())?;
        let items: Vec<Value> =
            items.iter().map(|item| nested(item, depth + 1)).collect::<Fallible<_>>()?;
        return Ok(Value::List(Arc::new(items)));
    }
    if let Some(entries) = dynamic.read_lock::<rhai::Map>() {
        charge(entries.len())?;
        let mut map = Map::with_capacity(entries.len());
        for (key, item) in entries.iter() {
            map.insert(key.as_str(), nested(item, depth + 1)?);
        }
        return Ok(Value::from(map));
    }
    Err(fail(format!(
        "A {} cannot be kept or sent. Use texts, numbers, true or false, lists and maps.",
        dynamic.type_name().rsplit("::").next().unwrap_or("value")
    )))
}

/// A map given to a function of the API.
pub(crate) fn map(dynamic: &Dynamic) -> Fallible<Option<Map>> {
    Ok(match value(dynamic)? {
        Value::Map(map) => Some(Arc::unwrap_or_clone(map)),
        _ => None,
    })
}

/// The items of a list, the script's own or the flow's.
pub(crate) fn items(list: &Dynamic) -> Fallible<Vec<Dynamic>> {
    if let Some(items) = list.read_lock::<rhai::Array>() {
        charge(items.len())?;
        return Ok(items.clone());
    }
    if let Some(data) = list.read_lock::<Data>()
        && let Value::List(items) = &data.0
    {
        charge(items.len())?;
        return Ok(items.iter().map(dynamic).collect());
    }
    if list.is_unit() {
        return Ok(Vec::new());
    }
    Err(fail("A list is needed here."))
}

/// How a value reads as text.
pub(crate) fn shown(value: &Dynamic) -> Fallible<ImmutableString> {
    if let Some(text) = value.read_lock::<ImmutableString>() {
        return Ok(text.clone());
    }
    Ok(match self::value(value)? {
        Value::Null => ImmutableString::new(),
        Value::Text(text) => text.as_str().into(),
        other => {
            charge(other.size())?;
            other.to_json().into()
        }
    })
}

impl Data {
    fn member(&self, key: &str) -> Dynamic {
        self.0.get(key).map_or(Dynamic::UNIT, dynamic)
    }

    fn item(&self, index: i64) -> Dynamic {
        let Some(items) = self.0.as_list() else { return Dynamic::UNIT };
        let place = if index < 0 { index + items.len() as i64 } else { index };
        usize::try_from(place)
            .ok()
            .and_then(|place| items.get(place))
            .map_or(Dynamic::UNIT, dynamic)
    }

    pub fn len(&self) -> usize {
        match &self.0 {
            Value::List(items) => items.len(),
            Value::Map(map) => map.len(),
            _ => 0,
        }
    }
}

impl IntoIterator for Data {
    type Item = Dynamic;
    type IntoIter = Items;

    fn into_iter(self) -> Items {
        Items { data: self, at: 0 }
    }
}

/// The items of a list, or the names in a map, one by one.
pub(crate) struct Items {
    data: Data,
    at: usize,
}

impl Iterator for Items {
    type Item = Dynamic;

    fn next(&mut self) -> Option<Dynamic> {
        let item = match &self.data.0 {
            Value::List(items) => dynamic(items.get(self.at)?),
            Value::Map(map) => map.keys().nth(self.at)?.as_str().into(),
            _ => return None,
        };
        self.at += 1;
        Some(item)
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Data>("data")
        .register_iterator::<Data>()
        .register_iterator::<rhai::Array>()
        .register_iterator::<std::ops::Range<i64>>()
        .register_iterator::<std::ops::RangeInclusive<i64>>()
        .register_indexer_get(|data: &mut Data, key: &str| data.member(key))
        .register_indexer_get(|data: &mut Data, index: i64| data.item(index))
        .register_indexer_get(|(): &mut (), _: &str| Dynamic::UNIT)
        .register_indexer_get(|(): &mut (), _: i64| Dynamic::UNIT)
        .register_fn("len", |data: Data| data.len() as i64)
        .register_fn("is_empty", |data: Data| data.len() == 0)
        .register_fn("==", |one: Data, other: Data| -> Fallible<bool> {
            charge(one.0.size().min(other.0.size()))?;
            Ok(one == other)
        })
        .register_fn("!=", |one: Data, other: Data| -> Fallible<bool> {
            charge(one.0.size().min(other.0.size()))?;
            Ok(one != other)
        })
        .register_fn("contains", |data: Data, wanted: Dynamic| -> Fallible<bool> {
            charge(data.len())?;
            let wanted = value(&wanted)?;
            Ok(match (&data.0, &wanted) {
                (Value::Map(map), Value::Text(key)) => map.contains(key),
                (Value::List(items), wanted) => items.contains(wanted),
                _ => false,
            })
        })
        .register_fn("keys", |data: Data| -> Fallible<rhai::Array> {
            charge(data.len())?;
            Ok(data
                .0
                .as_map()
                .into_iter()
                .flat_map(Map::keys)
                .map(|key| key.as_str().into())
                .collect())
        })
        .register_fn("values", |data: Data| -> Fallible<rhai::Array> {
            charge(data.len())?;
            Ok(data.0.as_map().into_iter().flat_map(Map::values).map(dynamic).collect())
        })
        .register_fn("copy", |data: Data| -> Fallible<Dynamic> { copied(&data.0) })
        .register_fn("json", |given: Dynamic| -> Fallible<ImmutableString> {
            let value = value(&given)?;
            charge(value.size())?;
            Ok(value.to_json().into())
        })
        .register_fn("parse_json", |text: &str| -> Fallible<Dynamic> {
            charge(text.len())?;
            Ok(Value::from_json(text).map_or(Dynamic::UNIT, |value| dynamic(&value)))
        })
        .register_fn("parse_json", |(): ()| Dynamic::UNIT)
        .register_fn("text", |given: Dynamic| shown(&given))
        .register_fn("to_string", |given: Dynamic| shown(&given))
        .register_fn("to_debug", |given: Dynamic| shown(&given))
        .register_fn("kind", |given: Dynamic| -> Fallible<ImmutableString> {
            if given.is::<Moment>() {
                return Ok("moment".into());
            }
            if given.is::<rhai::Array>() {
                return Ok("list".into());
            }
            if given.is_map() {
                return Ok("map".into());
            }
            Ok(value(&given)?.kind().into())
        });
}

/// A list or map of the flow as one of the script's own, which it may change. One level.
fn copied(value: &Value) -> Fallible<Dynamic> {
    Ok(match value {
        Value::List(items) => {
            charge(items.len())?;
            Dynamic::from_array(items.iter().map(dynamic).collect())
        }
        Value::Map(map) => {
            charge(map.len())?;
            Dynamic::from_map(
                map.iter().map(|(key, item)| (key.as_str().into(), dynamic(item))).collect(),
            )
        }
        other => dynamic(other),
    })
}

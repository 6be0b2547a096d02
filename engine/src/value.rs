//! Values: what variables hold, what templates read and what scripts return.
//!
//! A [`Value`] is JSON with whole numbers kept whole. Lists and maps are shared behind an [`Arc`],
//! so a clone costs a reference count and an [`Execution`](crate::exec::Execution) that changes one
//! variable copies one map, not the whole context.
//!
//! How deep lists and maps stand inside each other is bounded where values come in: by the readers of
//! JSON, flow files, scripts and stored states, and by [`Library`](crate::exec::Library), which refuses
//! what is deeper than [`Value::DEEPEST`]. Within that bound, comparing, printing and dropping go down
//! by recursion. Whoever builds values by hand asks [`Value::is_deeper_than`] first, and lets go of one
//! that is deeper with [`Value::dismantle`]; neither needs a stack.
//!
//! There is no date, no decimal and no binary value here: Studio has none, and what cannot be
//! written as JSON could not be stored, shown or handed over.

use std::fmt;
use std::sync::Arc;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use smol_str::SmolStr as Text;

pub(crate) use self::map::Guess;
pub use self::map::Map;

mod map;

/// One value in the context of an execution.
///
/// ```
/// use centralita_engine::Value;
/// let order = Value::from_json(r#"{"items":[{"id":7}]}"#).unwrap();
/// assert_eq!(order.get("items").and_then(|items| items.at(0)).and_then(|item| item.get("id")), Some(&Value::Int(7)));
/// assert_eq!(order.to_json(), r#"{"items":[{"id":7}]}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing: an undefined variable, or JSON's `null`.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number; never NaN or infinite.
    Float(f64),
    /// Text.
    Text(Text),
    /// A list.
    List(Arc<Vec<Value>>),
    /// Named values in the order they were put in.
    Map(Arc<Map>),
}

impl Value {
    /// How many lists and maps may stand inside each other in what an execution is given. What a flow
    /// makes of it can be a little deeper, and can still be stored.
    pub const DEEPEST: usize = 200;

    /// Whether more than `most` lists and maps stand inside each other here.
    pub fn is_deeper_than(&self, most: usize) -> bool {
        // Most of what an execution is given are texts and numbers, which need no closer look.
        fn is_container(value: &Value) -> bool {
            matches!(value, Value::List(_) | Value::Map(_))
        }
        if !is_container(self) {
            return false;
        }
        let mut open = vec![(self, 0)];
        while let Some((value, depth)) = open.pop() {
            if depth >= most {
                return true;
            }
            let mut push = |item| {
                if is_container(item) {
                    open.push((item, depth + 1));
                }
            };
            match value {
                Value::List(items) => items.iter().for_each(&mut push),
                Value::Map(map) => map.values().for_each(&mut push),
                _ => {}
            }
        }
        false
    }

    /// Lets go of a value of any depth, where dropping one that is very deep needs more stack than
    /// there is. What somebody else holds too stays.
    pub fn dismantle(self) {
        let mut open = vec![self];
        while let Some(value) = open.pop() {
            match value {
                Value::List(items) => open.extend(Arc::try_unwrap(items).unwrap_or_default()),
                Value::Map(map) => open.extend(
                    Arc::try_unwrap(map).unwrap_or_default().into_iter().map(|(_, value)| value),
                ),
                _ => {}
            }
        }
    }

    /// A text value.
    pub fn text(text: impl Into<Text>) -> Value {
        Value::Text(text.into())
    }

    /// A list value.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(Arc::new(items.into_iter().collect()))
    }

    /// A map value.
    pub fn map(entries: impl IntoIterator<Item = (Text, Value)>) -> Value {
        Value::Map(Arc::new(entries.into_iter().collect()))
    }

    /// A number that is whole when it can be; NaN and infinity, which JSON cannot hold, become nothing.
    pub fn number(number: f64) -> Value {
        if number.is_finite() { Value::Float(number) } else { Value::Null }
    }

    /// The member called `key`, when this is a map that has it.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// The item at `index`, counted from 0, when this is a list that long.
    #[inline]
    pub fn at(&self, index: usize) -> Option<&Value> {
        match self {
            Value::List(items) => items.get(index),
            _ => None,
        }
    }

    /// The text, when this is a text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The map, when this is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, when this is one.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// Whether this is nothing.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// What kind of value this is, in a word an author knows.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Int(_) | Value::Float(_) => "number",
            Value::Text(_) => "text",
            Value::List(_) => "list",
            Value::Map(_) => "map",
        }
    }

    /// Reads JSON text. Numbers without fraction or exponent that fit become [`Value::Int`].
    ///
    /// # Errors
    /// When the text is not JSON, is nested deeper than 128 levels, or holds a number too big for a
    /// double: the position and the reason, as `serde_json` words them.
    pub fn from_json(json: &str) -> Result<Value, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// Compact JSON.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    /// Appends compact JSON to `out`.
    pub fn write_json(&self, out: &mut String) {
        match self {
            Value::Null => out.push_str("null"),
            Value::Bool(true) => out.push_str("true"),
            Value::Bool(false) => out.push_str("false"),
            Value::Int(int) => {
                use fmt::Write;
                let _ = write!(out, "{int}");
            }
            Value::Float(_) | Value::Text(_) => {
                if let Ok(json) = serde_json::to_string(self) {
                    out.push_str(&json);
                }
            }
            Value::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Value::Map(map) => {
                out.push('{');
                for (index, (key, value)) in map.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    if let Ok(json) = serde_json::to_string(key.as_str()) {
                        out.push_str(&json);
                    }
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }

    /// A rough count of the bytes this value would take as JSON, without writing it.
    pub fn size(&self) -> usize {
        match self {
            Value::Null | Value::Bool(_) => 4,
            Value::Int(_) | Value::Float(_) => 8,
            Value::Text(text) => text.len() + 2,
            Value::List(items) => items.iter().map(|item| item.size() + 1).sum::<usize>() + 2,
            Value::Map(map) => map.size(),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Value {
        Value::number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::Text(value.into())
    }
}

impl From<Text> for Value {
    fn from(value: Text) -> Value {
        Value::Text(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

impl From<Map> for Value {
    fn from(value: Map) -> Value {
        Value::Map(Arc::new(value))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i64(*value),
            Value::Float(value) => serializer.serialize_f64(*value),
            Value::Text(value) => serializer.serialize_str(value),
            Value::List(items) => items.serialize(serializer),
            Value::Map(map) => map.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Map, Value};

    impl JsonSchema for Value {
        fn schema_name() -> Cow<'static, str> {
            "Value".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "description": "Any JSON." })
        }
    }

    impl JsonSchema for Map {
        fn schema_name() -> Cow<'static, str> {
            "Map".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "description": "Named values.", "type": "object" })
        }
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::Float(value as f64), Value::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.into()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::with_capacity(access.size_hint().unwrap_or(0).min(64));
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::List(Arc::new(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut entries = Vec::with_capacity(access.size_hint().unwrap_or(0).min(64));
        while let Some(entry) = access.next_entry::<Text, Value>()? {
            entries.push(entry);
        }
        Ok(Value::Map(Arc::new(Map::from_entries(entries))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_the_order_of_keys_and_whole_numbers_whole() {
        let json = r#"{"b":1,"a":[true,null,1.5,"x\"y"],"c":{"é":-9223372036854775808}}"#;
        assert_eq!(Value::from_json(json).unwrap().to_json(), json);
    }

    #[test]
    fn a_hundred_thousand_lists_inside_each_other_are_told_and_let_go_of() {
        let mut deep = Value::Null;
        for level in 0..100_000 {
            deep = match level % 2 {
                0 => Value::list([deep]),
                _ => Value::map([("a".into(), deep)]),
            };
        }
        let copy = deep.clone();
        assert!(deep.is_deeper_than(Value::DEEPEST) && deep.is_deeper_than(99_999));
        assert!(!deep.is_deeper_than(100_000));
        deep.dismantle();
        copy.dismantle();
    }

    #[test]
    fn a_value_stays_small() {
        assert!(size_of::<Value>() <= 24, "{}", size_of::<Value>());
    }
}

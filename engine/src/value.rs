//! Values: what variables hold, what templates read and what scripts return.
//!
//! A [`Value`] is JSON with whole numbers kept whole. Lists and maps are shared behind an [`Arc`],
//! so a clone costs a reference count and an [`Execution`](crate::exec::Execution) that changes one
//! variable copies one map, not the whole context.
//!
//! There is no date, no decimal and no binary value here: Studio has none, and what cannot be
//! written as JSON could not be stored, shown or handed over.

use std::fmt;
use std::sync::Arc;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use smol_str::SmolStr as Text;

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
            Value::Map(map) => {
                map.iter().map(|(key, value)| key.len() + value.size() + 4).sum::<usize>() + 2
            }
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

/// Above this many entries a [`Map`] keeps an index; below, looking along the entries is faster.
const INDEXED_FROM: usize = 24;

/// Named values in the order they were put in.
///
/// Small maps are looked through from the front; larger ones keep a sorted index, so that a map
/// made of untrusted keys costs no more than a logarithm and needs no random hash.
#[derive(Clone, Default)]
pub struct Map {
    entries: Vec<(Text, Value)>,
    /// Positions in `entries`, sorted by key; empty while the map is small.
    index: Vec<u32>,
}

impl Map {
    /// An empty map.
    pub const fn new() -> Map {
        Map { entries: Vec::new(), index: Vec::new() }
    }

    /// An empty map with room for `capacity` entries.
    pub fn with_capacity(capacity: usize) -> Map {
        Map { entries: Vec::with_capacity(capacity), index: Vec::new() }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value called `key`.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.position(key).map(|position| &self.entries[position].1)
    }

    /// The value called `key`, to be changed in place.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.position(key).map(|position| &mut self.entries[position].1)
    }

    /// Whether there is an entry called `key`.
    pub fn contains(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Puts `value` under `key`. An entry that was there keeps its place; its old value is returned.
    pub fn insert(&mut self, key: impl Into<Text>, value: impl Into<Value>) -> Option<Value> {
        let (key, value) = (key.into(), value.into());
        if let Some(position) = self.position(&key) {
            return Some(std::mem::replace(&mut self.entries[position].1, value));
        }
        let position = self.entries.len();
        if self.index.is_empty() {
            self.entries.push((key, value));
            if self.entries.len() > INDEXED_FROM {
                self.rebuild_index();
            }
        } else {
            let at = match self.search(&key) {
                Ok(at) | Err(at) => at,
            };
            self.index.insert(at, position as u32);
            self.entries.push((key, value));
        }
        None
    }

    /// Takes the entry called `key` out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let position = self.position(key)?;
        let (_, value) = self.entries.remove(position);
        self.index.clear();
        if self.entries.len() > INDEXED_FROM {
            self.rebuild_index();
        }
        Some(value)
    }

    /// The map called `key` inside this one, made when it is missing or something else.
    pub fn map_mut(&mut self, key: &str) -> &mut Map {
        if !matches!(self.get(key), Some(Value::Map(_))) {
            self.insert(key, Map::new());
        }
        match self.get_mut(key) {
            Some(Value::Map(map)) => Arc::make_mut(map),
            _ => unreachable!("a map was put under the key just above"),
        }
    }

    /// The entries in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &Value)> + DoubleEndedIterator {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Text> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The values in order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.entries.iter().map(|(_, value)| value)
    }

    #[inline]
    fn position(&self, key: &str) -> Option<usize> {
        if self.index.is_empty() {
            self.entries.iter().position(|(name, _)| name.as_str() == key)
        } else {
            self.search(key).ok().map(|at| self.index[at] as usize)
        }
    }

    fn search(&self, key: &str) -> Result<usize, usize> {
        self.index.binary_search_by(|&position| self.entries[position as usize].0.as_str().cmp(key))
    }

    fn rebuild_index(&mut self) {
        let entries = &self.entries;
        self.index = (0..entries.len() as u32).collect();
        self.index.sort_by(|&a, &b| entries[a as usize].0.cmp(&entries[b as usize].0));
    }
}

/// Two maps are equal when they hold the same entries, in whatever order.
impl PartialEq for Map {
    fn eq(&self, other: &Map) -> bool {
        self.len() == other.len()
            && self.iter().all(|(key, value)| other.get(key).is_some_and(|held| held == value))
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Into<Text>, V: Into<Value>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Map {
        let mut map = Map::new();
        map.extend(entries);
        map
    }
}

impl<K: Into<Text>, V: Into<Value>> Extend<(K, V)> for Map {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl IntoIterator for Map {
    type Item = (Text, Value);
    type IntoIter = std::vec::IntoIter<(Text, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
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

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

impl<'de> Deserialize<'de> for Map {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Map, D::Error> {
        struct MapVisitor;
        impl<'de> Visitor<'de> for MapVisitor {
            type Value = Map;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("named values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Map, A::Error> {
                let mut map = Map::with_capacity(access.size_hint().unwrap_or(0).min(64));
                while let Some((key, value)) = access.next_entry::<Text, Value>()? {
                    map.insert(key, value);
                }
                Ok(map)
            }
        }
        deserializer.deserialize_map(MapVisitor)
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
        let mut map = Map::with_capacity(access.size_hint().unwrap_or(0).min(64));
        while let Some((key, value)) = access.next_entry::<Text, Value>()? {
            map.insert(key, value);
        }
        Ok(Value::Map(Arc::new(map)))
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
    fn a_large_map_finds_keeps_order_and_forgets() {
        let mut map: Map = (0..200i64).map(|n| (format!("k{}", (n * 7) % 200), n)).collect();
        assert_eq!(map.len(), 200);
        for n in 0..200i64 {
            assert_eq!(map.get(&format!("k{}", (n * 7) % 200)), Some(&Value::Int(n)));
        }
        assert_eq!(map.keys().next().map(Text::as_str), Some("k0"));
        assert_eq!(map.remove("k7"), Some(Value::Int(1)));
        assert_eq!(map.get("k7"), None);
        assert_eq!(map.get("k14"), Some(&Value::Int(2)));
    }

    #[test]
    fn maps_are_equal_whatever_their_order() {
        let one: Map = [("a", 1i64), ("b", 2)].into_iter().collect();
        let other: Map = [("b", 2i64), ("a", 1)].into_iter().collect();
        assert_eq!(one, other);
        assert_ne!(one, Map::new());
    }

    #[test]
    fn a_value_stays_small() {
        assert!(size_of::<Value>() <= 24, "{}", size_of::<Value>());
    }
}

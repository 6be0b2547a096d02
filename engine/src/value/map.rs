//! Maps: named values in the order they were put in.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Text, Value};

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

    /// See [`Value::size`].
    pub fn size(&self) -> usize {
        self.iter().map(|(key, value)| key.len() + value.size() + 4).sum::<usize>() + 2
    }

    /// A map of `entries`, of which the last counts where a key is there twice.
    ///
    /// However many there are, they are sorted once, where putting in one after the other moves the
    /// rest of the index each time.
    pub fn from_entries(entries: Vec<(Text, Value)>) -> Map {
        let mut map = Map { entries, index: Vec::new() };
        if map.entries.len() <= INDEXED_FROM {
            // Entries that are all different, as nearly always, stay where they are.
            let is_new =
                |at: usize| !map.entries[..at].iter().any(|(key, _)| *key == map.entries[at].0);
            if !(1..map.entries.len()).all(is_new) {
                let entries = std::mem::take(&mut map.entries);
                map.extend(entries);
            }
            return map;
        }
        map.rebuild_index();
        let repeated = |map: &Map, pair: &[u32]| {
            map.entries[pair[0] as usize].0 == map.entries[pair[1] as usize].0
        };
        if map.index.windows(2).any(|pair| repeated(&map, pair)) {
            // The order among equal keys is that of the entries: each value goes to the first of them.
            let mut keep = vec![true; map.entries.len()];
            let mut first = 0;
            for at in 1..map.index.len() {
                if !repeated(&map, &[map.index[first], map.index[at]]) {
                    first = at;
                    continue;
                }
                let value = std::mem::take(&mut map.entries[map.index[at] as usize].1);
                map.entries[map.index[first] as usize].1 = value;
                keep[map.index[at] as usize] = false;
            }
            let mut keep = keep.into_iter();
            map.entries.retain(|_| keep.next().unwrap_or(true));
            map.index.clear();
            if map.entries.len() > INDEXED_FROM {
                map.rebuild_index();
            }
        }
        map
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

    /// As [`Map::get`], looking first where the key was found the last time.
    #[inline]
    pub(crate) fn get_at(&self, key: &str, guess: &Guess) -> Option<&Value> {
        let guessed = guess.0.load(Ordering::Relaxed);
        if let Some((name, value)) = self.entries.get(guessed as usize)
            && name.as_str() == key
        {
            return Some(value);
        }
        let position = self.position(key)?;
        guess.0.store(position as u32, Ordering::Relaxed);
        Some(&self.entries[position].1)
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
        let position = self.entries.len();
        if self.index.is_empty() {
            if let Some(held) = self.get_mut(&key) {
                return Some(std::mem::replace(held, value));
            }
            self.entries.push((key, value));
            if self.entries.len() > INDEXED_FROM {
                self.rebuild_index();
            }
        } else {
            match self.search(&key) {
                Ok(at) => {
                    let held = &mut self.entries[self.index[at] as usize].1;
                    return Some(std::mem::replace(held, value));
                }
                Err(at) => self.index.insert(at, position as u32),
            }
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
        let position = self.position(key).unwrap_or_else(|| {
            self.insert(key, Map::new());
            // A new entry stands at the end.
            self.entries.len() - 1
        });
        let value = &mut self.entries[position].1;
        if !matches!(value, Value::Map(_)) {
            *value = Map::new().into();
        }
        match value {
            Value::Map(map) => Arc::make_mut(map),
            _ => unreachable!("a map was put there just above"),
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
            // Names of widgets often differ in nothing but their last letter.
            let last = key.as_bytes().last();
            self.entries.iter().position(|(name, _)| {
                let name = name.as_str();
                name.len() == key.len() && name.as_bytes().last() == last && name == key
            })
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

/// Where a key was found the last time. Executions of one flow fill their maps in much the same
/// order, so a template that keeps a guess for each name it reads rarely has to search.
#[derive(Debug, Default)]
pub(crate) struct Guess(AtomicU32);

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
        Map::from_entries(
            entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect(),
        )
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

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_map_made_at_once_is_the_one_made_entry_by_entry() {
        for (count, different) in
            [(0i64, 1), (10, 5), (30, 30), (30, 20), (100, 40), (10_000, 9_999)]
        {
            let entries = || (0..count).map(|n| (format!("k{}", (n * 7919) % different), n));
            let mut one_by_one = Map::new();
            if count < 1000 {
                one_by_one.extend(entries());
            } else {
                one_by_one = entries().collect();
            }
            let at_once =
                Map::from_entries(entries().map(|(key, n)| (key.into(), n.into())).collect());
            assert!(at_once.iter().eq(one_by_one.iter()));
            assert!(entries().all(|(key, _)| at_once.contains(&key)));
            assert_eq!(at_once.len() as i64, count.min(different));
        }
    }

    #[test]
    fn maps_are_equal_whatever_their_order() {
        let one: Map = [("a", 1i64), ("b", 2)].into_iter().collect();
        let other: Map = [("b", 2i64), ("a", 1)].into_iter().collect();
        assert_eq!(one, other);
        assert_ne!(one, Map::new());
    }

    #[test]
    fn a_guess_that_is_wrong_finds_all_the_same() {
        let one: Map = [("a", 1i64), ("b", 2)].into_iter().collect();
        let other: Map =
            (0..40i64).map(|n| (format!("k{n}"), n)).chain([("b".into(), 9)]).collect();
        let guess = Guess::default();
        for _ in 0..2 {
            assert_eq!(one.get_at("b", &guess), Some(&Value::Int(2)));
            assert_eq!(other.get_at("b", &guess), Some(&Value::Int(9)));
            assert_eq!(Map::new().get_at("b", &guess), None);
        }
    }
}

//! The attributes that exist, to judge expressions by.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::attributes::Attributes;

/// The attributes that exist, by their full names, and what shapes their values have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    names: BTreeMap<String, Shapes>,
}

/// The shapes that the values of an attribute have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shapes {
    /// Some are texts.
    pub text: bool,
    /// Some are numbers.
    pub number: bool,
    /// Some are true or false.
    pub flag: bool,
    /// Some are lists.
    pub list: bool,
    /// Some are objects.
    pub object: bool,
}

/// Attributes nested deeper than this are not looked into.
const DEEPEST: usize = 8;

impl Vocabulary {
    /// The attributes of these tasks or workers.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a Attributes>) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for attributes in all {
            for (name, value) in attributes.map() {
                vocabulary.learn(name.clone(), value, 0);
            }
        }
        vocabulary
    }

    fn learn(&mut self, name: String, value: &Value, depth: usize) {
        if let Value::Object(map) = value
            && depth < DEEPEST
        {
            for (key, inner) in map {
                self.learn(format!("{name}.{key}"), inner, depth + 1);
            }
        }
        let shapes = self.names.entry(name).or_default();
        match value {
            Value::String(_) => shapes.text = true,
            Value::Number(_) => shapes.number = true,
            Value::Bool(_) => shapes.flag = true,
            Value::Array(_) => shapes.list = true,
            Value::Object(_) => shapes.object = true,
            Value::Null => {}
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The shapes of an attribute; none when it does not exist.
    pub fn shapes(&self, name: &str) -> Option<Shapes> {
        self.names.get(name).copied()
    }

    /// Every attribute with its shapes, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Shapes)> {
        self.names.iter().map(|(name, shapes)| (name.as_str(), *shapes))
    }

    /// The name that somebody who wrote `name` most likely meant.
    pub fn meant(&self, name: &str) -> Option<&str> {
        nearest(name, self.names.keys().map(String::as_str))
    }
}

impl Shapes {
    /// Whether there are values of the one shape that `only` picks, and of no other.
    pub(super) fn only(self, shape: Shapes) -> bool {
        self == shape
    }

    pub(super) const TEXT: Shapes =
        Shapes { text: true, number: false, flag: false, list: false, object: false };
    pub(super) const NUMBER: Shapes =
        Shapes { text: false, number: true, flag: false, list: false, object: false };
    pub(super) const FLAG: Shapes =
        Shapes { text: false, number: false, flag: true, list: false, object: false };
    pub(super) const LIST: Shapes =
        Shapes { text: false, number: false, flag: false, list: true, object: false };
}

/// The candidate that `written` most likely means: few letters apart, whatever the case.
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let folded: Vec<char> = written.to_lowercase().chars().take(64).collect();
    let most = 1 + folded.len() / 5;
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 256 && *candidate != written)
        .map(|candidate| {
            let other: Vec<char> = candidate.to_lowercase().chars().collect();
            (distance(&folded, &other), candidate)
        })
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters have to be added, removed, changed or swapped with the next one.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(i + 1);
        for (j, b) in other.iter().enumerate() {
            let mut best = (row[j] + usize::from(a != b)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                best = best.min(before[j - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(one.len())
}

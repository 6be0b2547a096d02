//! Attributes: what is known of a task or a worker, as a JSON object.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::sentence::{Sentence, sentence};

/// Longer attributes are refused.
pub const MOST_ATTRIBUTE_BYTES: usize = 64 * 1024;

/// Deeper than this attributes are measured by writing them out.
const DEPTH: u32 = 8;

/// What is known of a task or a worker: a JSON object, shared rather than copied.
///
/// ```
/// use centralita_routing::Attributes;
///
/// let ana = Attributes::read(r#"{"skills": ["support"], "level": 5}"#).unwrap();
/// assert_eq!(ana.get("level").unwrap(), 5);
/// assert!(Attributes::read("[1, 2]").is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attributes(Arc<Map<String, Value>>);

/// Why a text holds no attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoAttributes {
    /// The text is not JSON.
    NotJson(String),
    /// The text is JSON, but not an object.
    NotAnObject,
}

impl NoAttributes {
    /// What is wrong and what to do.
    pub fn sentence(&self) -> Sentence {
        match self {
            NoAttributes::NotJson(fault) => sentence!(
                "The attributes are not JSON: {}. Mend the text at that place.",
                "Los atributos no son JSON ({}). Corrija el texto en ese lugar.";
                fault
            ),
            NoAttributes::NotAnObject => sentence!(
                "Attributes are a JSON object, as in {}; this is something else.",
                "Los atributos son un objeto JSON, como {}; esto es otra cosa.";
                r#"{"language": "en"}"#
            ),
        }
    }
}

impl fmt::Display for NoAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl std::error::Error for NoAttributes {}

impl Attributes {
    /// Reads the JSON text of attributes; a text of blanks has none.
    ///
    /// # Errors
    /// When the text is not a JSON object.
    pub fn read(text: &str) -> Result<Attributes, NoAttributes> {
        if text.trim().is_empty() {
            return Ok(Attributes::default());
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(map)) => Ok(Attributes(Arc::new(map))),
            Ok(_) => Err(NoAttributes::NotAnObject),
            Err(error) => Err(NoAttributes::NotJson(error.to_string())),
        }
    }

    /// The value under a key of the object itself.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The object.
    pub fn map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Whether the attributes are longer, as JSON, than is taken.
    pub(crate) fn is_too_long(&self) -> bool {
        // Few come near the limit; the others are not written out to be counted.
        let inside = self.0.iter().map(|(key, value)| most_bytes(key) + most_of(value, DEPTH));
        2 + inside.sum::<usize>() > MOST_ATTRIBUTE_BYTES
            && self.to_string().len() > MOST_ATTRIBUTE_BYTES
    }
}

/// No text is longer when written with its quotes and a separator.
fn most_bytes(text: &str) -> usize {
    6 * text.len() + 4
}

/// No value is longer when written with a separator; what lies deeper is not looked at and counts as
/// too long.
fn most_of(value: &Value, depth: u32) -> usize {
    let Some(depth) = depth.checked_sub(1) else { return MOST_ATTRIBUTE_BYTES };
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 32,
        Value::String(text) => most_bytes(text),
        Value::Array(items) => 4 + items.iter().map(|item| most_of(item, depth)).sum::<usize>(),
        Value::Object(map) => {
            let inside = map.iter().map(|(key, value)| most_bytes(key) + most_of(value, depth));
            4 + inside.sum::<usize>()
        }
    }
}

impl From<Map<String, Value>> for Attributes {
    fn from(map: Map<String, Value>) -> Attributes {
        Attributes(Arc::new(map))
    }
}

impl fmt::Display for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_string(&*self.0) {
            Ok(text) => f.write_str(&text),
            Err(_) => Err(fmt::Error),
        }
    }
}

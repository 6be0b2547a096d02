//! What conditions and orders ask of workers, looked up once for each worker.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::attributes::Attributes;
use crate::expression::Path;

/// The attributes of workers that some plan asks for, numbered in the order in which plans asked for
/// them first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Columns {
    numbers: BTreeMap<Path, u32>,
    paths: Vec<Path>,
}

impl Columns {
    /// The number of an attribute.
    pub fn number(&mut self, path: &Path) -> u32 {
        if let Some(number) = self.numbers.get(path) {
            return *number;
        }
        // Names in documents of a few megabytes.
        let number = self.paths.len() as u32;
        self.numbers.insert(path.clone(), number);
        self.paths.push(path.clone());
        number
    }

    /// How many are numbered.
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// The values in some attributes, by number; what is missing is null.
    pub fn values(&self, attributes: &Attributes) -> Vec<Value> {
        let value = |path: &Path| path.find(attributes).cloned().unwrap_or_default();
        self.paths.iter().map(value).collect()
    }
}

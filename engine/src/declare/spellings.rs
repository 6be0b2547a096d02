//! Which other spellings a catalogue knows, and what is written today.

use std::collections::BTreeMap;

use crate::declare::{Catalogue, FieldKind, JsonAs};
use crate::flow::Spellings;

impl Catalogue {
    /// The other spellings of kinds and properties that the types here declare.
    pub fn spellings(&self) -> Spellings {
        let mut spellings = Spellings::default();
        for spec in self.specs() {
            let kind = spec.kind.text().clone();
            for alias in &spec.aliases {
                spellings.kinds.insert(alias.text().clone(), kind.clone());
            }
            let properties: BTreeMap<_, _> = spec
                .fields
                .iter()
                .flat_map(|field| {
                    field.aliases.iter().map(|alias| (alias.clone(), field.name.clone()))
                })
                .collect();
            if !properties.is_empty() {
                spellings.properties.insert(kind.clone(), properties);
            }
            let texts: Vec<_> = spec
                .fields
                .iter()
                .filter(|field| field.json == JsonAs::Text)
                .filter(|field| {
                    matches!(field.kind, FieldKind::Toggle | FieldKind::Number | FieldKind::Seconds)
                })
                .map(|field| field.name.clone())
                .collect();
            if !texts.is_empty() {
                spellings.texts.insert(kind, texts);
            }
        }
        spellings
    }
}

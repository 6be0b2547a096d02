//! Which other spellings a catalogue knows, and what is written today.

use std::collections::BTreeMap;

use centralita_engine::declare::{Catalogue, FieldKind, JsonAs};
use centralita_engine::flow::rename::Rewriting;
use centralita_engine::flow::{Spellings, Widget};

/// The other spellings of kinds and properties that `catalogue` declares.
pub fn spellings(catalogue: &Catalogue) -> Spellings {
    let mut spellings = Spellings::default();
    for spec in catalogue.specs() {
        let kind = spec.kind.text().clone();
        for alias in &spec.aliases {
            spellings.kinds.insert(alias.text().clone(), kind.clone());
        }
        let properties: BTreeMap<_, _> = spec
            .fields
            .iter()
            .flat_map(|field| field.aliases.iter().map(|alias| (alias.clone(), field.name.clone())))
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

/// Properties that hold words for people although their control does not say so.
const WORDING: [&str; 5] = ["body", "message", "text", "description", "label"];

/// Whether a property holds words for people, as its declaration says.
pub fn is_wording(catalogue: &Catalogue, widget: &Widget, property: &str) -> bool {
    let field = catalogue.spec(widget.kind.as_str()).and_then(|spec| spec.field(property));
    let name = field.map_or(property, |field| field.name.as_str());
    field.is_some_and(|field| field.kind == FieldKind::Speech) || WORDING.contains(&name)
}

/// Renaming inside scripts, by the declarations of `catalogue`; `is_script` has to live as long.
pub fn rewriting(is_script: &dyn Fn(&Widget, &str) -> bool) -> Rewriting<'_> {
    Rewriting { is_script, ..Rewriting::default() }
}

/// Whether a property holds a script, as its declaration says.
pub fn is_script(catalogue: &Catalogue, widget: &Widget, property: &str) -> bool {
    catalogue
        .spec(widget.kind.as_str())
        .and_then(|spec| spec.field(property))
        .is_some_and(|field| field.kind == FieldKind::Script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_names_of_kinds_and_properties_lead_to_todays() {
        let spellings = spellings(&centralita_widgets::builtin());
        assert_eq!(spellings.kinds.get("Gather").unwrap(), "gather-input-on-call");
        let gather = &spellings.properties["gather-input-on-call"];
        assert_eq!(gather.get("num_digits").unwrap(), "number_of_digits");
        assert!(
            spellings.texts["gather-input-on-call"].iter().any(|name| name == "profanity_filter")
        );
    }
}

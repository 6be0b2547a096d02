//! The catalogue: the widget types that a house knows.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::declare::{Behaviour, Spec, Typed, WidgetType};
use crate::value::Text;

/// An ordered list of widget types; the order is the palette's.
///
/// A catalogue is a value: there is no global one and nothing registers itself, so a test may make a
/// smaller one and a server may add its own types.
#[derive(Clone, Default)]
pub struct Catalogue {
    types: Vec<Arc<dyn WidgetType>>,
    by_name: BTreeMap<Text, usize>,
}

impl Catalogue {
    /// A catalogue without any type.
    pub fn empty() -> Catalogue {
        Catalogue::default()
    }

    /// The catalogue with a Rust widget type added at the end.
    #[must_use]
    pub fn with<B: Behaviour>(self) -> Catalogue {
        self.with_type(Arc::new(Typed::<B>::new()))
    }

    /// The catalogue with a type added at the end. A type of the same kind is replaced in its place.
    #[must_use]
    pub fn with_type(mut self, added: Arc<dyn WidgetType>) -> Catalogue {
        let spec = added.spec();
        let place = match self.by_name.get(spec.kind.as_str()) {
            Some(&place) => {
                self.types[place] = added.clone();
                place
            }
            None => {
                self.types.push(added.clone());
                self.types.len() - 1
            }
        };
        let spec = added.spec();
        self.by_name.insert(spec.kind.as_str().into(), place);
        for alias in &spec.aliases {
            self.by_name.entry(alias.as_str().into()).or_insert(place);
        }
        self
    }

    /// The type that flow files call `kind`, under its own name or an older one.
    pub fn get(&self, kind: &str) -> Option<&Arc<dyn WidgetType>> {
        self.by_name.get(kind).map(|&place| &self.types[place])
    }

    /// The declaration of the type that flow files call `kind`.
    pub fn spec(&self, kind: &str) -> Option<&Spec> {
        self.get(kind).map(|found| found.spec())
    }

    /// All types, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<dyn WidgetType>> {
        self.types.iter()
    }

    /// All declarations, in order.
    pub fn specs(&self) -> impl ExactSizeIterator<Item = &Spec> {
        self.types.iter().map(|found| found.spec())
    }
}

//! Declarations in other words: the same type, its texts in another language.
//!
//! Only what people read is ever said otherwise. Type strings, properties, values of choices, events of
//! exits and paths of variables stand in flows and stay as they are, and so do examples and defaults.

use std::sync::Arc;

use crate::declare::{Catalogue, Compiled, FieldKind, Reading, Spec, WidgetType};
use crate::value::Text;

impl Spec {
    /// The same declaration with each text that people read as `say` has it; where it has nothing the
    /// text stays. Texts that are empty are not asked for.
    #[must_use]
    pub fn said(&self, say: &mut dyn FnMut(&str) -> Option<Text>) -> Spec {
        let mut spec = self.clone();
        let mut change = |text: &mut Text| {
            if !text.is_empty()
                && let Some(said) = say(text)
            {
                *text = said;
            }
        };
        change(&mut spec.label);
        change(&mut spec.help);
        for field in &mut spec.fields {
            change(&mut field.label);
            change(&mut field.help);
            change(&mut field.group);
            if let FieldKind::Choice(choices) = &mut field.kind {
                choices.iter_mut().for_each(|choice| change(&mut choice.label));
            }
        }
        for exit in &mut spec.exits {
            change(&mut exit.label);
            change(&mut exit.help);
        }
        spec.outputs.iter_mut().for_each(|output| change(&mut output.help));
        spec
    }
}

impl Catalogue {
    /// The same types, each with the declaration that `said` gives; where it gives none, with its own.
    ///
    /// The types behave as before. Whoever wants the words in which a type was written asks
    /// [`WidgetType::written`].
    #[must_use]
    pub fn said(&self, said: impl Fn(&dyn WidgetType) -> Option<Spec>) -> Catalogue {
        self.iter().fold(Catalogue::empty(), |catalogue, inner| {
            catalogue.with_type(match said(inner.as_ref()) {
                Some(spec) => Arc::new(Said { inner: inner.clone(), spec }),
                None => inner.clone(),
            })
        })
    }
}

/// A type whose declaration is in other words.
struct Said {
    inner: Arc<dyn WidgetType>,
    spec: Spec,
}

impl WidgetType for Said {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn compile(&self, reading: &Reading<'_>) -> Box<dyn Compiled> {
        self.inner.compile(reading)
    }

    fn stores(&self, exit: &str, output: &str) -> bool {
        self.inner.stores(exit, output)
    }

    fn written(&self) -> &Spec {
        self.inner.written()
    }

    fn spec_in(&self, language: &str) -> Option<&Spec> {
        self.inner.spec_in(language)
    }
}

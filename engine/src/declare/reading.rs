//! Reading a widget's properties by its declaration.

use crate::declare::{Field, JsonAs, Spec};
use crate::flow::{Flow, Node, Widget};
use crate::template::{Dialect, Template};
use crate::value::Text;

/// What a widget type sees while it reads one widget of a flow, once, when the flow is compiled.
pub struct Reading<'a> {
    /// The flow around the widget.
    pub flow: &'a Flow,
    /// The widget being read.
    pub widget: &'a Widget,
    /// The declaration by which it is read.
    pub spec: &'a Spec,
    /// How templates are understood.
    pub dialect: Dialect,
}

impl<'a> Reading<'a> {
    /// The declared field at `place`.
    ///
    /// # Panics
    /// When the type declares fewer fields; the derives never ask for more than they declared.
    pub fn field(&self, place: usize) -> &'a Field {
        &self.spec.fields[place]
    }

    /// The property that holds `field`, under its own name or another spelling; JSON's `null` is absent.
    pub fn node(&self, field: &Field) -> Option<Node<'a>> {
        if field.json == JsonAs::Transitions {
            return None;
        }
        std::iter::once(&field.name)
            .chain(&field.aliases)
            .find_map(|name| self.widget.property(name).filter(|node| !node.is_null()))
    }

    /// The property as text, whatever scalar holds it.
    pub fn text(&self, field: &Field) -> Option<Text> {
        self.node(field).and_then(|node| node.text_of().map(Text::from))
    }

    /// A template over `source`; fields that hold no templates take it literally.
    pub fn template(&self, field: &Field, source: impl Into<Text>) -> Template {
        if field.templated {
            Template::parse(source, self.dialect)
        } else {
            Template::literal(source)
        }
    }
}

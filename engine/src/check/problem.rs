//! Problems: what is wrong with a flow, where, and how to mend it.

use std::fmt;

use serde::Serialize;

use crate::flow::{Flow, Widget, WidgetName};
use crate::span::Span;
use crate::value::Text;

/// Something wrong with a flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Which check found it; also the name of its page in the docs.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What is wrong and what to do, in a sentence.
    pub message: Sentence,
    /// An edit that mends it, when one can be offered.
    pub fix: Option<Fix>,
}

/// A sentence for people in the languages of the checks; read as a text, it is the English one.
///
/// [`Sentence::new`] and [`sentence!`](crate::sentence) take both languages. What is known in English
/// only becomes a sentence by `into`, and is then English in Spanish too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    en: Text,
    es: Option<Text>,
}

impl Sentence {
    /// A sentence in English and Spanish.
    pub fn new(en: impl Into<Text>, es: impl Into<Text>) -> Sentence {
        Sentence { en: en.into(), es: Some(es.into()) }
    }

    /// In English.
    pub fn en(&self) -> &str {
        &self.en
    }

    /// This and then `more`; in Spanish when both are.
    #[must_use]
    pub fn then(&self, more: &Sentence) -> Sentence {
        let both = |one: &str, other: &str| Text::from(format!("{one}{other}"));
        let es = self.es.as_ref().zip(more.es.as_ref()).map(|(one, other)| both(one, other));
        Sentence { en: both(&self.en, &more.en), es }
    }

    /// Whether it is there in Spanish too.
    pub fn has_es(&self) -> bool {
        self.es.is_some()
    }

    /// In Spanish; in English as long as nobody has translated it.
    pub fn es(&self) -> &str {
        self.es.as_ref().unwrap_or(&self.en)
    }
}

impl<T: Into<Text>> From<T> for Sentence {
    fn from(en: T) -> Sentence {
        Sentence { en: en.into(), es: None }
    }
}

/// Programs read the English.
impl Serialize for Sentence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.en)
    }
}

impl std::ops::Deref for Sentence {
    type Target = str;

    fn deref(&self) -> &str {
        &self.en
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

/// Makes a [`Sentence`] of an English and a Spanish text, each written as
/// for [`format!`] and filled in with the same things.
#[macro_export]
macro_rules! sentence {
    ($en:literal, $es:literal $(, $value:expr)* $(,)?) => {
        $crate::check::Sentence::new(format!($en $(, $value)*), format!($es $(, $value)*))
    };
}

/// An edit that mends a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What the button says.
    pub label: Sentence,
    /// The edit.
    pub edit: crate::flow::Edit,
    /// Whether it throws away something that somebody made, so that only a person should choose it.
    pub takes_away: bool,
}

/// The name of a check, e.g. `unknown_variable`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Something a caller could run into, which works for everybody else.
    Warning,
    /// Something cannot work; the flow may not be published.
    Error,
}

/// Where a problem is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Place {
    /// The widget; none means the flow as a whole.
    pub widget: Option<WidgetName>,
    /// The property.
    pub field: Option<Text>,
    /// The place of the transition in the widget's transitions.
    pub transition: Option<usize>,
    /// Where in the flow's document.
    pub span: Option<Span>,
    /// Where inside the template or script that the property holds, and its source.
    pub inside: Option<Inside>,
}

/// A place inside a template or script.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inside {
    /// The template or script.
    pub source: Text,
    /// Where in it.
    pub span: Span,
}

impl Place {
    /// The flow as a whole.
    pub fn flow() -> Place {
        Place::default()
    }

    /// A widget.
    pub fn widget(widget: &Widget) -> Place {
        Place { widget: Some(widget.name.clone()), span: Some(widget.span), ..Place::default() }
    }

    /// A property of a widget, or the widget when it has no such property.
    pub fn field(_: &Flow, widget: &Widget, field: &str) -> Place {
        Place {
            widget: Some(widget.name.clone()),
            field: Some(field.into()),
            span: Some(widget.property(field).map_or(widget.span, |node| node.span())),
            ..Place::default()
        }
    }

    /// A transition of a widget.
    pub fn transition(widget: &Widget, transition: usize) -> Place {
        Place {
            widget: Some(widget.name.clone()),
            transition: Some(transition),
            span: Some(
                widget
                    .transitions
                    .get(transition)
                    .map_or(widget.span, |transition| transition.span),
            ),
            ..Place::default()
        }
    }

    /// The same place, at `span` inside a template or script.
    #[must_use]
    pub fn inside(mut self, source: impl Into<Text>, span: Span) -> Place {
        self.inside = Some(Inside { source: source.into(), span });
        self
    }
}

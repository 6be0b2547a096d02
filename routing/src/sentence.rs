//! Sentences about what is wrong, in every language at once.
//!
//! They are made where the thing is found, from an English and a Spanish text and what differs; who
//! shows them picks the language. Nothing compares their words: programs go by codes.

use std::fmt;

use crate::language::Language;

/// A sentence for people in every language; read as a text, it is the English one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sentence {
    en: Box<str>,
    es: Box<str>,
}

impl Sentence {
    /// A sentence in English and Spanish.
    pub fn new(en: impl Into<Box<str>>, es: impl Into<Box<str>>) -> Sentence {
        Sentence { en: en.into(), es: es.into() }
    }

    /// A text that is the same in every language, such as a name.
    pub fn same(text: &str) -> Sentence {
        Sentence::new(text, text)
    }

    /// The sentence in one language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Spanish => &self.es,
        }
    }

    /// This, a blank, and `more`; this alone when there is no more.
    #[must_use]
    pub(crate) fn then(&self, more: &Sentence) -> Sentence {
        if more.en.is_empty() {
            return self.clone();
        }
        sentence!("{} {}", "{} {}"; self, more)
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

/// Programs read the English.
impl serde::Serialize for Sentence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.en)
    }
}

/// Something that stands in a sentence and is itself said in the sentence's language.
pub(crate) trait Say {
    /// Itself, in one language.
    fn say(&self, language: Language) -> String;
}

impl Say for Sentence {
    fn say(&self, language: Language) -> String {
        self.of(language).to_owned()
    }
}

/// What is no sentence is the same in every language.
macro_rules! same_everywhere {
    ($($kind:ty),*) => {
        $(impl Say for $kind {
            fn say(&self, _: Language) -> String {
                self.to_string()
            }
        })*
    };
}
same_everywhere!(str, String, &str, crate::ids::Text, char, usize, u32, i64, u64, f64, bool);
same_everywhere!(crate::expression::Path, crate::expression::Operand);
same_everywhere!(crate::ids::TaskId, crate::ids::ReservationId, crate::ids::ActivityId);
same_everywhere!(crate::ids::PlanId, crate::simulate::Clock);

/// Makes a [`Sentence`] of an English and a Spanish text and what fills the places `{}` of both, in
/// the same order; other sentences fill them in their own language.
macro_rules! sentence {
    ($en:literal, $es:literal $(,)?) => {
        $crate::sentence::Sentence::new($en, $es)
    };
    ($en:literal, $es:literal; $($value:expr),+ $(,)?) => {{
        use $crate::{language::Language, sentence::Say as _};
        $crate::sentence::Sentence::new(
            format!($en, $($value.say(Language::English)),+),
            format!($es, $($value.say(Language::Spanish)),+),
        )
    }};
}
pub(crate) use sentence;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_in_a_sentence_is_said_in_its_language() {
        let inner = sentence!("a list", "una lista");
        let outer = sentence!("{} is {}.", "{} es {}."; "skills", inner);
        assert_eq!(outer.of(Language::English), "skills is a list.");
        assert_eq!(outer.of(Language::Spanish), "skills es una lista.");
    }
}

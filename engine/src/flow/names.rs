//! The names that a flow is held together by, as types of their own.
//!
//! Reading a file accepts any name, since a file with an odd name must open; [`WidgetName::parse`]
//! is for names that people type.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Text;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(Text);

        impl $name {
            /// The name, whatever it is.
            pub fn new(name: impl Into<Text>) -> $name {
                $name(name.into())
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The name as the text type that values share.
            pub fn text(&self) -> &Text {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.0.as_str(), formatter)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> $name {
                $name(name.into())
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> $name {
                $name(name.into())
            }
        }

        impl From<Text> for $name {
            fn from(name: Text) -> $name {
                $name(name)
            }
        }
    };
}

name!(
    /// The name of a widget, unique in its flow; templates say `widgets.<name>`.
    WidgetName
);
name!(
    /// The name of a way out of a widget, such as `keypress`; the file calls it `event`.
    ExitName
);
name!(
    /// The kind of a widget exactly as the file writes it, such as `gather-input-on-call`.
    KindName
);

/// The longest name a person may give to a widget, in characters.
pub const MAX_NAME_CHARACTERS: usize = 128;

/// Why a text is not a good name for a widget.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadName {
    /// There is nothing.
    #[error("A widget needs a name. Type one that starts with a letter.")]
    Empty,
    /// The first character is not a letter.
    #[error("A name starts with a letter; this one starts with \"{0}\".")]
    StartsWith(char),
    /// A character that no name may have, such as a space or a dot.
    #[error("A name has letters, digits, _ and - only; take out \"{0}\".")]
    Holds(char),
    /// The name is longer than [`MAX_NAME_CHARACTERS`].
    #[error("A name has at most {MAX_NAME_CHARACTERS} characters; this one has {0}.")]
    TooLong(usize),
}

impl WidgetName {
    /// A name that a person typed, if it is one that templates can mention.
    ///
    /// # Errors
    /// Says which character is in the way, or that the name is empty or too long.
    pub fn parse(name: &str) -> Result<WidgetName, BadName> {
        let first = name.chars().next().ok_or(BadName::Empty)?;
        if !first.is_alphabetic() {
            return Err(BadName::StartsWith(first));
        }
        let good = |character: &char| character.is_alphanumeric() || "_-".contains(*character);
        if let Some(bad) = name.chars().find(|character| !good(character)) {
            return Err(BadName::Holds(bad));
        }
        match name.chars().count() {
            count if count > MAX_NAME_CHARACTERS => Err(BadName::TooLong(count)),
            _ => Ok(WidgetName::new(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_people_type_say_what_is_wrong_with_them() {
        let told = |name: &str| WidgetName::parse(name).map_err(|bad| bad.to_string());
        assert_eq!(told("main_menu-2"), Ok(WidgetName::from("main_menu-2")));
        assert_eq!(told("año"), Ok(WidgetName::from("año")));
        assert_eq!(
            told("").unwrap_err(),
            "A widget needs a name. Type one that starts with a letter."
        );
        assert_eq!(
            told("2nd").unwrap_err(),
            "A name starts with a letter; this one starts with \"2\"."
        );
        assert_eq!(
            told("a b").unwrap_err(),
            "A name has letters, digits, _ and - only; take out \" \"."
        );
        assert_eq!(
            told("a.b").unwrap_err(),
            "A name has letters, digits, _ and - only; take out \".\"."
        );
        assert!(matches!(WidgetName::parse(&"a".repeat(129)), Err(BadName::TooLong(129))));
    }

    #[test]
    fn names_are_plain_text_to_serde() {
        let name: ExitName = serde_json::from_str("\"keypress\"").unwrap();
        assert_eq!(serde_json::to_string(&name).unwrap(), "\"keypress\"");
        assert_eq!(name, "keypress");
    }
}

//! Forms: the parameters of a request, in the order they were written.

use std::fmt;

/// Names and values in their order; a name may stand more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    /// The pairs, decoded.
    pub pairs: Vec<(String, String)>,
}

impl Form {
    /// A form without anything in it.
    pub fn new() -> Form {
        Form::default()
    }

    /// Reads `a=1&b=2`, as bodies and queries carry it.
    pub fn parse(text: &str) -> Form {
        let pairs = form_urlencoded::parse(text.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        Form { pairs }
    }

    /// Writes it as bodies and queries carry it.
    pub fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
            .finish()
    }

    /// Adds a value; one of the same name stays.
    pub fn add(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.pairs.push((name.into(), value.into()));
    }

    /// The same form with one value more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Form {
        self.add(name, value);
        self
    }

    /// Adds everything that stands in `other`.
    pub fn extend(&mut self, other: &Form) {
        self.pairs.extend(other.pairs.iter().cloned());
    }

    /// The first value of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The first value of this name, or nothing if it is empty: an empty field counts as absent.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// All values of this name, in their order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.pairs.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{name}={value}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_with_signs_and_accents() {
        let form = Form::new().with("From", "+1 (415)").with("Text", "ñ & =").with("Empty", "");
        assert_eq!(Form::parse(&form.encode()), form);
        assert_eq!(form.get("Empty"), Some(""));
        assert_eq!(form.filled("Empty"), None);
    }
}

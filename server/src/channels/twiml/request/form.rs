//! Forms: names and values as they came, and no more of them than a provider sends.

use centralita_engine::{Map, Text, Value};
use thiserror::Error;

/// Most names and values of one request; the largest of a provider has about sixty.
pub const MOST_PARAMETERS: usize = 200;
/// Most bytes of one request.
pub const MOST_BYTES: usize = 64 * 1024;

/// A request that is larger than any of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TooMuch {
    /// Too many bytes.
    #[error("The request has {0} bytes of parameters, and {MOST_BYTES} are allowed.")]
    Bytes(usize),
    /// Too many parameters.
    #[error("The request has more than {MOST_PARAMETERS} parameters.")]
    Parameters,
}

/// Names and values in the order they came; a name may come more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads what a form or a query says: `a=1&b=2`, with `+` and `%` signs. What is not UTF-8 is read
    /// as the sign for a lost character.
    ///
    /// # Errors
    /// When it is larger than any request of a provider.
    pub fn read(bytes: &[u8]) -> Result<Form, TooMuch> {
        if bytes.len() > MOST_BYTES {
            return Err(TooMuch::Bytes(bytes.len()));
        }
        let mut pairs = Vec::new();
        for (name, value) in form_urlencoded::parse(bytes) {
            if pairs.len() == MOST_PARAMETERS {
                return Err(TooMuch::Parameters);
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(Form(pairs))
    }

    /// A form of these pairs.
    pub fn of<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Form {
        Form(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// The first value of this name, which may be empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The first value of this name that says anything.
    pub fn said(&self, name: &str) -> Option<&str> {
        self.pairs()
            .find(|(known, value)| *known == name && !value.is_empty())
            .map(|(_, value)| value)
    }

    /// The value of this name as text, empty when there is none.
    pub fn text(&self, name: &str) -> Text {
        self.get(name).unwrap_or_default().into()
    }

    /// The value of this name as a number; none when it is none.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }

    /// All names and values.
    pub fn pairs(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a pair at the end, unless the name is there already.
    pub fn add_missing(&mut self, name: &str, value: &str) {
        if self.get(name).is_none() {
            self.0.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Replaces the first value of this name by another.
    pub(super) fn replace(&mut self, name: &str, value: &str) {
        if let Some(pair) = self.0.iter_mut().find(|(known, _)| known == name) {
            value.clone_into(&mut pair.1);
        }
    }

    /// All as an execution keeps them: of a name that comes more than once the last counts.
    pub fn params(&self) -> Map {
        let entries = self.pairs().map(|(name, value)| (Text::from(name), Value::text(value)));
        Map::from_entries(entries.collect())
    }

    /// As it goes over the wire.
    pub fn to_encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_is_kept_in_order_and_repeated() {
        let form = Form::read(b"Body=a+b%26c&MediaUrl=1&Empty=&MediaUrl=2&Bare&%ff=x").unwrap();
        assert_eq!(form.get("Body"), Some("a b&c"));
        assert_eq!((form.get("Empty"), form.said("Empty")), (Some(""), None));
        assert_eq!((form.get("Bare"), form.get("Missing")), (Some(""), None));
        assert_eq!(form.pairs().filter(|(name, _)| *name == "MediaUrl").count(), 2);
        assert_eq!(form.params().get("MediaUrl").and_then(Value::as_text), Some("2"));
        assert_eq!(Form::read(form.to_encoded().as_bytes()), Ok(form));
    }

    #[test]
    fn a_request_larger_than_any_of_a_provider_is_refused() {
        let many = "a=1&".repeat(MOST_PARAMETERS + 1);
        assert_eq!(Form::read(many.as_bytes()), Err(TooMuch::Parameters));
        assert!(Form::read("a=1&".repeat(MOST_PARAMETERS).as_bytes()).is_ok());
        let long = format!("a={}", "x".repeat(MOST_BYTES));
        assert_eq!(Form::read(long.as_bytes()), Err(TooMuch::Bytes(MOST_BYTES + 2)));
    }

    #[test]
    fn trap_8_keys_keep_their_leading_zeros() {
        let form = Form::read(b"Digits=0042&CallDuration=07").unwrap();
        assert_eq!(form.text("Digits"), "0042");
        assert_eq!(form.params().get("Digits"), Some(&Value::text("0042")));
        assert_eq!(form.number("CallDuration"), Some(7));
        assert_eq!(form.number("Digits"), Some(42));
    }
}

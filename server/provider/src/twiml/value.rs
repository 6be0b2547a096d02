//! What the value of an attribute may be.

/// The kinds of values; each says in words what it wants.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    /// Any text.
    Any,
    /// Any text that is not empty.
    Filled,
    /// `true` or `false`.
    YesNo,
    /// A whole number in these bounds.
    Whole(u64, u64),
    /// A whole number in these bounds, or this word.
    WholeOr(u64, u64, &'static str),
    /// A decimal number of at least zero.
    Decimal,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Some of these words with spaces between.
    SomeOf(&'static [&'static str]),
    /// Keys of a telephone, each at most once; may be empty.
    FinishKeys,
    /// What is keyed on a line: keys, and `w` and `W` for pauses.
    Tones,
    /// An address, `http`, `https` or relative.
    Web,
    /// An address of a WebSocket.
    Socket,
    /// `GET` or `POST`.
    Method,
    /// The sid of something, with these two letters.
    Sid(&'static str),
}

impl Value {
    /// What is wrong with this value, in words; nothing if it is fine.
    pub(crate) fn complaint(self, text: &str) -> Option<String> {
        let fine = match self {
            Value::Any => true,
            Value::Filled => !text.trim().is_empty(),
            Value::YesNo => ["true", "false"].contains(&text),
            Value::Whole(low, high) => whole(text).is_some_and(|n| (low..=high).contains(&n)),
            Value::WholeOr(low, high, word) => {
                text == word || whole(text).is_some_and(|n| (low..=high).contains(&n))
            }
            Value::Decimal => text.parse::<f64>().is_ok_and(|n| n.is_finite() && n >= 0.0),
            Value::OneOf(words) => words.contains(&text),
            Value::SomeOf(words) => {
                !text.trim().is_empty() && text.split_whitespace().all(|one| words.contains(&one))
            }
            Value::FinishKeys => text.chars().all(|key| "0123456789*#".contains(key)),
            Value::Tones => {
                !text.is_empty() && text.chars().all(|key| "0123456789*#ABCDabcdwW,".contains(key))
            }
            Value::Web => is_web(text),
            Value::Socket => text.starts_with("wss://") || text.starts_with("ws://"),
            Value::Method => ["GET", "POST"].contains(&text),
            Value::Sid(prefix) => text.strip_prefix(prefix).is_some_and(|rest| {
                rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit())
            }),
        };
        (!fine).then(|| self.wanted())
    }

    fn wanted(self) -> String {
        match self {
            Value::Any => "any text".to_owned(),
            Value::Filled => "something".to_owned(),
            Value::YesNo => "true or false".to_owned(),
            Value::Whole(low, high) => format!("a whole number from {low} to {high}"),
            Value::WholeOr(low, high, word) => {
                format!("{word} or a whole number from {low} to {high}")
            }
            Value::Decimal => "a number".to_owned(),
            Value::OneOf(words) => format!("one of {}", words.join(", ")),
            Value::SomeOf(words) => format!("some of {}", words.join(", ")),
            Value::FinishKeys => "keys of 0-9 * #, or nothing".to_owned(),
            Value::Tones => "keys of 0-9 * # and w".to_owned(),
            Value::Web => "an http address or a relative one".to_owned(),
            Value::Socket => "an address that begins with wss://".to_owned(),
            Value::Method => "GET or POST".to_owned(),
            Value::Sid(prefix) => format!("{prefix} and 32 hexadecimal digits"),
        }
    }
}

fn whole(text: &str) -> Option<u64> {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits.then(|| text.parse().ok()).flatten()
}

/// Whether a text can be asked for: absolute with `http`, or relative to a document.
fn is_web(text: &str) -> bool {
    if text.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return false;
    }
    let Ok(base) = url::Url::parse("http://provider.invalid/") else { return false };
    base.join(text).is_ok_and(|made| ["http", "https"].contains(&made.scheme()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_judged_by_their_kind() {
        for (value, fine, bad) in [
            (Value::YesNo, "true", "True"),
            (Value::Whole(1, 3), "03", "4"),
            (Value::WholeOr(1, 9, "auto"), "auto", "-1"),
            (Value::SomeOf(&["dtmf", "speech"]), "dtmf speech", "keys"),
            (Value::FinishKeys, "", "A"),
            (Value::Tones, "1w2#", ""),
            (Value::Web, "next?n=1&x=2", "java script:x"),
            (Value::Web, "https://a.example/x", "ftp://a.example/x"),
            (Value::Method, "GET", "get"),
            (Value::Sid("CA"), "CA0123456789abcdef0123456789abcdef", "CA1"),
        ] {
            assert_eq!(value.complaint(fine), None, "{fine}");
            assert!(value.complaint(bad).is_some(), "{bad}");
        }
    }
}

//! Forms: rows of names and values in the encoding of web forms and query strings.

use centralita_engine::declare::Pair;
use centralita_engine::exec::{Failure, Turning};
use centralita_engine::{Text, Value};

/// Rows of names and values as `name=value&name=value`, each row in its place.
///
/// References to secrets stay as they are written: whoever sends the request puts the secret in,
/// encoded in its turn.
pub fn form(rows: &[(Text, Value)]) -> String {
    let mut out = String::new();
    for (name, value) in rows {
        if !out.is_empty() {
            out.push('&');
        }
        encode(name, &mut out);
        out.push('=');
        match value {
            Value::Null => {}
            Value::Text(text) => encode(text, &mut out),
            other => encode(&other.to_json(), &mut out),
        }
    }
    out
}

/// The rows of a property, their variables filled in, as `name=value&name=value`.
///
/// # Errors
/// As for [`Turning::rows_with_secrets`].
pub(super) fn filled_in(rows: &[Pair], turn: &mut Turning<'_>) -> Result<String, Failure> {
    Ok(form(&turn.rows_with_secrets(rows)?))
}

/// Appends `text`, percent-encoded but for references to secrets.
fn encode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(start) = rest.find("{{secrets.") {
        let reference = rest.get(start..).unwrap_or("");
        let Some(end) = reference.find("}}").map(|end| end + 2) else { break };
        encode_plainly(rest.get(..start).unwrap_or(""), out);
        out.push_str(reference.get(..end).unwrap_or(""));
        rest = reference.get(end..).unwrap_or("");
    }
    encode_plainly(rest, out);
}

fn encode_plainly(text: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                out.push(char::from(DIGITS[usize::from(byte >> 4)]));
                out.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::{Text, Value};
    use proptest::prelude::*;

    use super::form;

    fn rows<const N: usize>(rows: [(&str, &str); N]) -> Vec<(Text, Value)> {
        rows.map(|(name, value)| (name.into(), value.into())).into()
    }

    #[test]
    fn rows_are_encoded_as_browsers_do() {
        let all = rows([("From", "+1 555"), ("a&b", "ñ=1"), ("key", "{{secrets.KEY}}!"), ("", "")]);
        assert_eq!(form(&all), "From=%2B1+555&a%26b=%C3%B1%3D1&key={{secrets.KEY}}%21&=");
        assert_eq!(form(&[]), "");
    }

    proptest! {
        #[test]
        fn no_value_adds_a_row(value in ".{0,30}") {
            let text = form(&rows([("a", value.as_str()), ("b", "2")]));
            prop_assert_eq!(text.matches('&').count(), 1);
            prop_assert_eq!(text.matches('=').count(), 2);
        }
    }
}

//! Forms: rows of names and values in the encoding of web forms and query strings.

use centralita_engine::{Map, Value};

/// Rows of names and values as `name=value&name=value`.
///
/// References to secrets stay as they are written: whoever sends the request puts the secret in,
/// encoded in its turn.
pub fn form(rows: &Map) -> String {
    let mut out = String::new();
    for (name, value) in rows.iter() {
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
    use centralita_engine::Map;
    use proptest::prelude::*;

    use super::form;

    #[test]
    fn rows_are_encoded_as_browsers_do() {
        let rows: Map = [("From", "+1 555"), ("a&b", "ñ=1"), ("key", "{{secrets.KEY}}!"), ("", "")]
            .into_iter()
            .collect();
        assert_eq!(form(&rows), "From=%2B1+555&a%26b=%C3%B1%3D1&key={{secrets.KEY}}%21&=");
        assert_eq!(form(&Map::new()), "");
    }

    proptest! {
        #[test]
        fn no_value_adds_a_row(value in ".{0,30}") {
            let rows: Map = [("a", value.as_str()), ("b", "2")].into_iter().collect();
            let text = form(&rows);
            prop_assert_eq!(text.matches('&').count(), 1);
            prop_assert_eq!(text.matches('=').count(), 2);
        }
    }
}

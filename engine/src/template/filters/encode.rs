//! Filters that turn text into a form for elsewhere, and back: HTML, web addresses, base64, JSON.

use super::{Arguments, Refusal, check_size, text_of};
use crate::Value;
use crate::template::Scope;

type Result = std::result::Result<Value, Refusal>;

pub(super) fn to_json(value: Value, _: &Arguments, scope: &Scope<'_>) -> Result {
    check_size(value.size(), scope)?;
    Ok(Value::from(value.to_json()))
}

pub(super) fn escape(value: Value, _: &Arguments, scope: &Scope<'_>) -> Result {
    escaped(value, |_| false, scope)
}

pub(super) fn escape_once(value: Value, _: &Arguments, scope: &Scope<'_>) -> Result {
    escaped(value, begins_with_entity, scope)
}

fn escaped(value: Value, kept: fn(&str) -> bool, scope: &Scope<'_>) -> Result {
    if value.is_null() {
        return Ok(value);
    }
    let text = text_of(&value);
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            '&' if kept(&text[at..]) => out.push('&'),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    check_size(out.len(), scope)?;
    Ok(Value::from(out))
}

/// Whether a text begins with `&amp;`, `&#39;` or the like.
fn begins_with_entity(text: &str) -> bool {
    // Looking no further than the longest name keeps a text of many `&` cheap.
    let Some(end) = text.bytes().take(34).position(|byte| byte == b';') else { return false };
    let name = &text[1..end];
    match name.strip_prefix('#') {
        Some(code) => {
            let digits = code.trim_start_matches(['x', 'X']);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        None => !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    }
}

pub(super) fn strip_html(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    let text = text_of(&value);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    let mut blocks =
        [Some(("<script", "</script>")), Some(("<style", "</style>")), Some(("<!--", "-->"))];
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at..];
        let mut length = None;
        for block in &mut blocks {
            let Some((_, close)) = block.filter(|(open, _)| tag.starts_with(open)) else {
                continue;
            };
            length = tag.find(close).map(|end| end + close.len());
            if length.is_none() {
                // What is not found once is not looked for again, or many openings cost a square.
                *block = None;
            }
        }
        match length.or_else(|| tag.find('>').map(|end| end + 1)) {
            Some(length) => rest = &tag[length..],
            None => {
                rest = tag;
                break;
            }
        }
    }
    out.push_str(rest);
    Ok(Value::from(out))
}

pub(super) fn url_encode(value: Value, _: &Arguments, scope: &Scope<'_>) -> Result {
    if value.is_null() {
        return Ok(value);
    }
    let text = text_of(&value);
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                out.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
                out.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
            }
        }
    }
    check_size(out.len(), scope)?;
    Ok(Value::from(out))
}

pub(super) fn url_decode(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    if value.is_null() {
        return Ok(value);
    }
    let text = text_of(&value);
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let Some((&byte, rest)) = bytes.split_first() {
        bytes = rest;
        match (byte, rest) {
            (b'+', _) => out.push(b' '),
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high * 16 + low);
                    bytes = after;
                }
                _ => out.push(byte),
            },
            _ => out.push(byte),
        }
    }
    Ok(Value::from(String::from_utf8_lossy(&out).into_owned()))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|digit| digit as u8)
}

pub(super) fn base64_encode(value: Value, _: &Arguments, scope: &Scope<'_>) -> Result {
    encoded(value, STANDARD, scope)
}

pub(super) fn base64_url_safe_encode(value: Value, _: &Arguments, scope: &Scope<'_>) -> Result {
    encoded(value, URL_SAFE, scope)
}

pub(super) fn base64_decode(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    decoded(value, STANDARD, "base64_decode")
}

pub(super) fn base64_url_safe_decode(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    decoded(value, URL_SAFE, "base64_url_safe_decode")
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn encoded(value: Value, alphabet: &[u8; 64], scope: &Scope<'_>) -> Result {
    let text = text_of(&value);
    check_size(text.len() * 4 / 3 + 4, scope)?;
    let mut out = String::with_capacity(text.len() * 4 / 3 + 4);
    for group in text.as_bytes().chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for sign in 0..4 {
            if sign <= group.len() {
                let six = (bits >> (18 - 6 * sign)) & 63;
                out.push(char::from(alphabet[six as usize]));
            } else {
                out.push('=');
            }
        }
    }
    Ok(Value::from(out))
}

fn decoded(value: Value, alphabet: &[u8; 64], filter: &str) -> Result {
    let text = match &value {
        Value::Null => return Ok(Value::from("")),
        Value::Text(text) => text.trim_end_matches('='),
        _ => return Refusal::wrong(format!("`{filter}` needs a text, not a {}.", value.kind())),
    };
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    for group in text.as_bytes().chunks(4) {
        let mut bits = 0u32;
        for &sign in group {
            let Some(six) = alphabet.iter().position(|&known| known == sign) else {
                return Refusal::wrong(format!(
                    "`{filter}` needs a text that was encoded in base64."
                ));
            };
            bits = bits << 6 | six as u32;
        }
        bits <<= 6 * (4 - group.len());
        let bytes = [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8];
        out.extend_from_slice(&bytes[..group.len() - 1]);
    }
    Ok(Value::from(String::from_utf8_lossy(&out).into_owned()))
}

#[cfg(test)]
mod tests {
    use crate::template::Dialect;
    use crate::template::filters::testing::{rendered, shows};

    #[test]
    fn json_is_exact() {
        let shows =
            |source| rendered(source, r#"{"o":{"b":[1,2.5,null],"a":"q\"\n"}}"#, Dialect::Studio);
        assert_eq!(shows("{{ o | to_json }}"), r#"{"b":[1,2.5,null],"a":"q\"\n"}"#);
        assert_eq!(shows("{{ o.a | to_json }} {{ x | to_json }}"), r#""q\"\n" null"#);
    }

    #[test]
    fn html() {
        assert_eq!(shows("{{ '<a href=\"x\">' | escape }}"), "&lt;a href=&quot;x&quot;&gt;");
        assert_eq!(shows("{{ '&lt; & &#39; &;' | escape_once }}"), "&lt; &amp; &#39; &amp;;");
        assert_eq!(shows("{{ '<b>a</b><!-- < > -->b <c' | strip_html }}"), "ab <c");
    }

    #[test]
    fn web_addresses() {
        assert_eq!(shows("{{ '+1 é&' | url_encode }}"), "%2B1+%C3%A9%26");
        assert_eq!(shows("{{ '%2B1+%C3%A9%26%zz%' | url_decode }}"), "+1 é&%zz%");
    }

    #[test]
    fn base64() {
        assert_eq!(shows("{{ 'ab' | base64_encode }} {{ 'YWI=' | base64_decode }}"), "YWI= ab");
        assert_eq!(shows("{{ 'a?>' | base64_url_safe_encode }}"), "YT8-");
        assert!(shows("{{ '!!' | base64_decode }}").starts_with('!'));
        assert_eq!(shows("{{ 'Y' | base64_decode }}"), "");
    }
}

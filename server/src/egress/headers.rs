//! Headers: what a flow may say with a request, and what is kept of an answer.

use centralita_engine::exec::HttpFailure;
use centralita_engine::{Map, Text, Value};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::secrets::{Revealed, Spelling};

/// Headers that say how a request travels. They are made here; a flow that sets them would say
/// something else than what is sent.
const OURS: [&str; 15] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// What is said to another host too, when an answer leads there: nothing of it opens a door.
const FOR_EVERYBODY: [&str; 6] = [
    "accept",
    "accept-language",
    "content-language",
    "content-type",
    "idempotency-key",
    "user-agent",
];

/// The most headers of a request or of an answer.
const MOST: usize = 64;

/// The most bytes of all headers of a request or of an answer.
const MOST_BYTES: usize = 16 * 1024;

/// The headers of a request, with their secrets.
///
/// # Errors
/// When one of them cannot be sent.
pub(super) fn of_request(
    headers: &Map,
    content_type: &Text,
    revealed: &mut Revealed<'_>,
) -> Result<HeaderMap, HttpFailure> {
    let refused = |why: String| HttpFailure::Refused(why.into());
    if headers.len() > MOST {
        return Err(refused(format!("there are more than {MOST} headers.")));
    }
    let mut all = HeaderMap::new();
    let mut bytes = 0;
    let own_type = Value::text(content_type.clone());
    let typed = (!content_type.is_empty()).then_some(("content-type", &own_type));
    for (name, value) in
        typed.into_iter().chain(headers.iter().map(|(name, value)| (&**name, value)))
    {
        let parsed = HeaderName::from_bytes(name.as_bytes());
        let parsed = parsed.map_err(|_| {
            refused(format!("\"{}\" cannot be the name of a header.", name.escape_debug()))
        })?;
        if OURS.contains(&parsed.as_str()) {
            return Err(refused(format!(
                "the header {parsed} is set by the server itself. Take it out of the flow."
            )));
        }
        let text = match value {
            Value::Text(text) => text.to_string(),
            other => other.to_json(),
        };
        let text = revealed.text(text.trim_matches([' ', '\t']), Spelling::Plain)?;
        bytes += parsed.as_str().len() + text.len();
        if bytes > MOST_BYTES {
            return Err(refused(format!("the headers are longer than {MOST_BYTES} bytes.")));
        }
        let is_odd = |byte: u8| byte != b'\t' && (byte < b' ' || byte == 0x7f);
        let value = HeaderValue::from_bytes(text.as_bytes()).ok();
        let mut value = value.filter(|_| !text.bytes().any(is_odd)).ok_or_else(|| {
            refused(format!(
                "the header {parsed} holds a line break or another sign that no header may."
            ))
        })?;
        value.set_sensitive(revealed.is_in(&text));
        all.insert(parsed, value);
    }
    Ok(all)
}

/// Leaves only what is said to everybody: an answer leads to another host.
pub(super) fn for_another_host(headers: &mut HeaderMap) {
    let names: Vec<HeaderName> = headers.keys().cloned().collect();
    for name in names {
        let is_secret = headers.get(&name).is_some_and(HeaderValue::is_sensitive);
        if is_secret || !FOR_EVERYBODY.contains(&name.as_str()) {
            headers.remove(name);
        }
    }
}

/// The media type of an answer, and its other headers by their names in lower case.
pub(super) fn of_answer(headers: &HeaderMap, revealed: &Revealed<'_>) -> (Text, Map) {
    let text =
        |value: &HeaderValue| revealed.masked_answer(&String::from_utf8_lossy(value.as_bytes()));
    let content_type = headers.get("content-type").map(text).unwrap_or_default();
    let mut kept = Map::new();
    let mut bytes = content_type.len();
    for name in headers.keys().filter(|name| *name != "content-type").take(MOST) {
        let values: Vec<String> = headers.get_all(name).iter().map(text).collect();
        let joined = values.join(", ");
        bytes += name.as_str().len() + joined.len();
        if bytes > MOST_BYTES {
            break;
        }
        kept.insert(name.as_str(), joined);
    }
    (content_type.into(), kept)
}

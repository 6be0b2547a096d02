//! What comes back from another system, as widgets store it.

use centralita_engine::Value;
use centralita_engine::exec::{Failure, HttpFailure, HttpReply, Turning};

/// Whether a media type is JSON's, whatever parameters follow it.
pub(super) fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/json")
}

/// The answer, unless there is none or it is larger than allowed.
pub(super) fn received<'r>(
    reply: &'r Result<HttpReply, HttpFailure>,
    turn: &Turning<'_>,
) -> Result<&'r HttpReply, Failure> {
    let reply = reply.as_ref().map_err(|failure| Failure::new(failure.sentence()))?;
    if reply.body.len() > turn.limits().http_bytes as usize {
        return Err(Failure::new(HttpFailure::TooLarge.sentence()));
    }
    Ok(reply)
}

/// Stores body, media type and status of an answer.
pub(super) fn store(reply: &HttpReply, turn: &mut Turning<'_>) {
    turn.store_value("content_type", reply.content_type.clone());
    turn.store_value("status_code", i64::from(reply.status));
    turn.store_value("body", reply.body.clone());
}

/// The JSON object that the body is. Lists and single values are none, which is Studio's rule.
pub(super) fn parsed_object(reply: &HttpReply) -> Option<Value> {
    if !is_json(&reply.content_type) {
        return None;
    }
    Value::from_json(&reply.body).ok().filter(|value| matches!(value, Value::Map(_)))
}

/// The sentence for an answer with a status that does not count as success.
pub(super) fn unwelcome(reply: &HttpReply) -> Failure {
    Failure::new(format!("The other side answered with status {}.", reply.status))
}

//! What a provider answers.

use centralita_engine::{Map, Text, Value};
use serde_json::Value as Json;

use super::{Failure, FailureKind};
use crate::channels::twiml::Profile;

/// What a provider says of what it did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer(Json);

impl Answer {
    /// The answer that this JSON is.
    pub fn of(json: Json) -> Answer {
        // Telnyx puts what it says about messages into an envelope.
        match json {
            Json::Object(mut map)
                if map.len() == 1 && map.get("data").is_some_and(Json::is_object) =>
            {
                Answer(map.remove("data").unwrap_or_default())
            }
            other => Answer(other),
        }
    }

    /// The JSON itself.
    pub fn json(&self) -> &Json {
        &self.0
    }

    /// A member as text; empty when there is none, or when it is a list or a map.
    pub fn text(&self, name: &str) -> Text {
        match self.0.get(name) {
            Some(Json::String(text)) => text.into(),
            Some(number @ Json::Number(_)) => number.to_string().into(),
            Some(Json::Bool(flag)) => flag.to_string().into(),
            _ => Text::default(),
        }
    }

    /// The id of what was made.
    pub fn sid(&self) -> Text {
        let names = ["sid", "call_sid", "id"];
        names
            .into_iter()
            .map(|name| self.text(name))
            .find(|sid| !sid.is_empty())
            .unwrap_or_default()
    }

    /// All members under the names that flows know: `date_created` is `DateCreated` there.
    pub fn params(&self) -> Map {
        let Json::Object(members) = &self.0 else { return Map::new() };
        let entries = members.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| {
            // What a provider sends is never deeper than JSON is read.
            let value = Value::from_json(&value.to_string()).unwrap_or_default();
            (Text::from(pascal(name)), value)
        });
        Map::from_entries(entries.collect())
    }
}

fn pascal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split('_') {
        let mut signs = word.chars();
        out.extend(signs.next().map(|sign| sign.to_ascii_uppercase()));
        out.push_str(signs.as_str());
    }
    out
}

/// Reads an answer: its status, the header `Retry-After`, and its body.
///
/// # Errors
/// When the provider did not do it, or says something that nobody can read.
pub fn read_answer(
    profile: &Profile,
    status: u16,
    retry_after: Option<&str>,
    body: &[u8],
) -> Result<Answer, Failure> {
    let json: Result<Json, _> = serde_json::from_slice(body);
    if (200..300).contains(&status) {
        // What was removed is answered by nothing.
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Answer::default());
        }
        return json.map(Answer::of).map_err(|error| Failure {
            kind: FailureKind::Unreadable,
            status,
            code: Text::default(),
            message: error.to_string().into(),
        });
    }
    let json = json.unwrap_or_default();
    let said = if json["errors"][0].is_object() { &json["errors"][0] } else { &json };
    let said = Answer(said.clone());
    let code = said.text("code");
    let message = ["message", "detail", "title"].into_iter().map(|name| said.text(name));
    let message = message.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    let kind = match status {
        _ if profile.opted_out.contains(&code.as_str()) => FailureKind::OptedOut,
        429 => FailureKind::TooMany {
            after_secs: retry_after.and_then(|after| after.trim().parse().ok()),
        },
        _ if code == "20429" => FailureKind::TooMany { after_secs: None },
        401 | 403 => FailureKind::Unauthorized,
        404 | 410 => FailureKind::NotFound,
        300..=399 => FailureKind::Elsewhere,
        500.. => FailureKind::Down,
        _ => FailureKind::Refused,
    };
    Err(Failure { kind, status, code, message })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::twiml::Provider;

    fn failed(provider: Provider, status: u16, body: &str) -> Failure {
        read_answer(provider.profile(), status, Some("7"), body.as_bytes()).unwrap_err()
    }

    #[test]
    fn what_was_made_is_told_under_the_names_that_flows_know() {
        let body = br#"{"sid":"SM1","num_segments":"1","error_code":null,"date_created":"x","price":null}"#;
        let answer = read_answer(Provider::Twilio.profile(), 201, None, body).unwrap();
        let params = answer.params();
        let names: Vec<&str> = params.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(answer.sid(), "SM1");
        assert!(names.contains(&"NumSegments") && names.contains(&"DateCreated"), "{names:?}");
        assert!(!params.contains("ErrorCode"));
        assert!(read_answer(Provider::Twilio.profile(), 204, None, b"").is_ok());
    }

    #[test]
    fn somebody_who_wants_no_messages_is_told_apart() {
        let body = r#"{"code":21610,"message":"Attempt to send to unsubscribed recipient","more_info":"x","status":400}"#;
        let failure = failed(Provider::Twilio, 400, body);
        assert_eq!(failure.kind, FailureKind::OptedOut);
        assert_eq!(failure.code, "21610");
        assert!(!failure.is_worth_repeating());
        let body = r#"{"errors":[{"code":"40300","title":"Blocked due to STOP message"}]}"#;
        let failure = failed(Provider::Telnyx, 400, body);
        assert_eq!(failure.kind, FailureKind::OptedOut);
        assert_eq!(failure.message, "Blocked due to STOP message");
    }

    #[test]
    fn too_many_requests_were_surely_not_done() {
        for body in [r#"{"code":20429,"message":"Too many"}"#, "", "busy"] {
            let failure = failed(Provider::Twilio, 429, body);
            assert_eq!(failure.kind, FailureKind::TooMany { after_secs: Some(7) });
            assert!(failure.is_worth_repeating() && !failure.may_have_been_done());
        }
    }

    #[test]
    fn each_status_means_something() {
        let kind = |status: u16| failed(Provider::SignalWire, status, "<html>").kind;
        assert_eq!(kind(400), FailureKind::Refused);
        assert_eq!(kind(401), FailureKind::Unauthorized);
        assert_eq!(kind(404), FailureKind::NotFound);
        assert_eq!(kind(307), FailureKind::Elsewhere);
        assert_eq!(kind(503), FailureKind::Down);
        assert_eq!(failed(Provider::Twilio, 200, "<html>").kind, FailureKind::Unreadable);
    }

    #[test]
    fn an_envelope_is_opened() {
        let body = br#"{"data":{"id":"m1","to":[{"status":"queued"}]}}"#;
        let answer = read_answer(Provider::Telnyx.profile(), 200, None, body).unwrap();
        assert_eq!(answer.sid(), "m1");
    }
}

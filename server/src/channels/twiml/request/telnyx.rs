//! Messages of Telnyx, which come as JSON, written under the names the others use.
//!
//! The shape is that of Telnyx's public papers for messages; its calls come as forms like everybody's.

use serde_json::Value as Json;

use super::{Form, MOST_BYTES};

/// Most files of one message that are read.
const MOST_FILES: usize = 20;

/// A message that came by Telnyx, as the form that the others send; none when the body is another event
/// or no JSON.
pub fn telnyx_message(body: &[u8]) -> Option<Form> {
    let (kind, payload) = event(body)?;
    if kind != "message.received" {
        return None;
    }
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let mut pairs = vec![
        ("MessageSid".to_owned(), text(&payload["id"])),
        ("From".to_owned(), text(&payload["from"]["phone_number"])),
        ("To".to_owned(), text(&payload["to"][0]["phone_number"])),
        ("Body".to_owned(), text(&payload["text"])),
        ("MessagingServiceSid".to_owned(), text(&payload["messaging_profile_id"])),
        ("AccountSid".to_owned(), text(&payload["organization_id"])),
    ];
    let media = payload["media"].as_array().map_or(&[][..], Vec::as_slice);
    pairs.push(("NumMedia".to_owned(), media.len().to_string()));
    for (at, file) in media.iter().take(MOST_FILES).enumerate() {
        pairs.push((format!("MediaUrl{at}"), text(&file["url"])));
        pairs.push((format!("MediaContentType{at}"), text(&file["content_type"])));
    }
    Some(Form::of(pairs))
}

/// What became of a message that went by Telnyx, as the form that the others send; none when the body is
/// another event or no JSON.
pub fn telnyx_message_status(body: &[u8]) -> Option<Form> {
    let (kind, payload) = event(body)?;
    if kind != "message.sent" && kind != "message.finalized" {
        return None;
    }
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let status = match payload["to"][0]["status"].as_str().unwrap_or_default() {
        "sending_failed" => "failed",
        "delivery_failed" => "undelivered",
        "delivery_unconfirmed" => "sent",
        other => other,
    };
    let mut pairs = vec![
        ("MessageSid", text(&payload["id"])),
        ("MessageStatus", status.to_owned()),
        ("From", text(&payload["from"]["phone_number"])),
        ("To", text(&payload["to"][0]["phone_number"])),
    ];
    let error = &payload["errors"][0];
    if !error.is_null() {
        pairs.push(("ErrorCode", text(&error["code"])));
        pairs.push(("ErrorMessage", text(&error["title"])));
    }
    Some(Form::of(pairs))
}

/// The word for what happened, and what it happened to.
fn event(body: &[u8]) -> Option<(String, Json)> {
    if body.len() > MOST_BYTES {
        return None;
    }
    let mut body: Json = serde_json::from_slice(body).ok()?;
    let kind = body["data"]["event_type"].as_str()?.to_owned();
    Some((kind, body["data"]["payload"].take()))
}

#[cfg(test)]
mod tests {
    use super::super::{MessageRequest, MessageStatus, MessageStatusCallback};
    use super::*;

    #[test]
    fn a_message_by_telnyx_reads_like_any_other() {
        let body = br#"{"data":{"event_type":"message.received","payload":{"id":"m1","text":"hi",
            "from":{"phone_number":"+15550100"},"to":[{"phone_number":"+15550199"}],
            "media":[{"url":"https://a.example/0","content_type":"image/png"}]}}}"#;
        let message = MessageRequest::read(&telnyx_message(body).unwrap());
        assert_eq!((message.sid.as_str(), message.body.as_str()), ("m1", "hi"));
        assert_eq!(message.from.contact().as_deref(), Some("tel:+15550100"));
        assert_eq!(message.media[0].url, "https://a.example/0");
        assert_eq!(telnyx_message_status(body), None);
    }

    #[test]
    fn what_became_of_a_message_by_telnyx_is_told_in_the_usual_words() {
        let body = br#"{"data":{"event_type":"message.finalized","payload":{"id":"m1",
            "from":{"phone_number":"+1"},"to":[{"phone_number":"+2","status":"delivery_failed"}],
            "errors":[{"code":"40300","title":"Blocked due to STOP message"}]}}}"#;
        let status = MessageStatusCallback::read(&telnyx_message_status(body).unwrap());
        assert_eq!(status.status, MessageStatus::Undelivered);
        assert_eq!(status.error_code.as_deref(), Some("40300"));
    }

    #[test]
    fn what_is_no_message_is_none() {
        for odd in
            [&b""[..], b"null", b"[]", b"{\"data\":7}", b"{\"data\":{\"event_type\":\"call.x\"}}"]
        {
            assert_eq!(telnyx_message(odd), None);
            assert_eq!(telnyx_message_status(odd), None);
        }
    }
}

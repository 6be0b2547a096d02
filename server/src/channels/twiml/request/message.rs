//! What is said about messages: that one came, and what became of one of ours.

use centralita_engine::exec::Media;
use centralita_engine::{Map, Text};

use super::{Address, Form, MessageStatus};

/// Most files of one message; a provider sends ten at most.
const MOST_FILES: usize = 20;

/// A request that brings a message.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageRequest {
    /// The provider's id of it, by which it is known when it comes again.
    pub sid: Text,
    /// The provider's account.
    pub account: Text,
    /// The group of numbers that it came to, when it has one.
    pub messaging_service: Text,
    /// Who wrote.
    pub from: Address,
    /// To whom.
    pub to: Address,
    /// The text.
    pub body: Text,
    /// The files that came with it.
    pub media: Vec<Media>,
    /// The writer's name, where the channel has one.
    pub profile_name: Text,
    /// The button or the row of a list that was chosen.
    pub reply: Option<Reply>,
    /// The place that was sent.
    pub location: Option<Location>,
    /// Everything.
    pub params: Map,
}

/// A button, or a row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What the program that showed it calls it.
    pub id: Text,
    /// What stands on it.
    pub title: Text,
}

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    /// Degrees north, as the text that came.
    pub latitude: Text,
    /// Degrees east, as the text that came.
    pub longitude: Text,
    /// Its address or name.
    pub label: Text,
}

impl MessageRequest {
    /// Reads the parameters of a request.
    pub fn read(form: &Form) -> MessageRequest {
        let either = |one: &str, other: &str| form.said(one).or_else(|| form.said(other));
        let text = |value: Option<&str>| Text::from(value.unwrap_or_default());
        // What `NumMedia` says may be wrong or missing; what is there counts.
        let media = (0..MOST_FILES).map_while(|at| {
            let url = form.said(&format!("MediaUrl{at}"))?;
            let content_type = form.text(&format!("MediaContentType{at}"));
            Some(Media { url: url.into(), content_type })
        });
        let chosen = either("ButtonPayload", "ListId");
        let title = either("ButtonText", "ListTitle");
        let reply = chosen.or(title).map(|_| Reply { id: text(chosen), title: text(title) });
        let location = form.said("Latitude").map(|latitude| Location {
            latitude: latitude.into(),
            longitude: form.text("Longitude"),
            label: text(either("Label", "Address")),
        });
        MessageRequest {
            sid: text(either("MessageSid", "SmsMessageSid").or_else(|| form.said("SmsSid"))),
            account: form.text("AccountSid"),
            messaging_service: form.text("MessagingServiceSid"),
            from: Address::read(form.get("From").unwrap_or_default()),
            to: Address::read(form.get("To").unwrap_or_default()),
            body: form.text("Body"),
            media: media.collect(),
            profile_name: form.text("ProfileName"),
            reply,
            location,
            params: form.params(),
        }
    }
}

/// A request that tells what became of a message of ours.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageStatusCallback {
    /// The provider's id of the message. It may be one that another system sent by the same number.
    pub sid: Text,
    /// How it is.
    pub status: MessageStatus,
    /// The code of what went wrong.
    pub error_code: Option<Text>,
    /// Everything.
    pub params: Map,
}

impl MessageStatusCallback {
    /// Reads the parameters of a request.
    pub fn read(form: &Form) -> MessageStatusCallback {
        let either = |one: &str, other: &str| form.said(one).or_else(|| form.said(other));
        let status = either("MessageStatus", "SmsStatus").unwrap_or_default();
        // Some send a code of 0 with what went well.
        let error_code = form.said("ErrorCode").filter(|code| *code != "0");
        MessageStatusCallback {
            sid: either("MessageSid", "SmsSid").unwrap_or_default().into(),
            status: MessageStatus::from_word(status),
            error_code: error_code.map(Text::from),
            params: form.params(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scheme;
    use super::*;

    fn read(body: &[u8]) -> MessageRequest {
        MessageRequest::read(&Form::read(body).unwrap())
    }

    #[test]
    fn a_message_with_files_is_read_whatever_their_number_says() {
        let one = read(b"MessageSid=MM1&From=%2B15550100&To=%2B15550199&Body=&NumMedia=9&MediaUrl0=https%3A%2F%2Fa.example%2F0&MediaContentType0=image%2Fjpeg&MediaUrl1=https%3A%2F%2Fa.example%2F1&MediaUrl3=lost");
        assert_eq!(one.media.len(), 2);
        assert_eq!(one.media[0].content_type, "image/jpeg");
        assert_eq!(one.sid, "MM1");
        let older = read(b"SmsSid=SM1&SmsMessageSid=SM1&Body=hi&From=12345");
        assert_eq!((older.sid.as_str(), older.from.scheme), ("SM1", Scheme::Telephone));
    }

    #[test]
    fn a_message_from_whatsapp_brings_name_button_and_place() {
        let one = read(b"MessageSid=SM1&From=whatsapp%3A%2B15550100&To=whatsapp%3A%2B15550199&Body=Yes&ProfileName=Ana&WaId=15550100&ButtonText=Yes&ButtonPayload=yes_1&Latitude=41.3&Longitude=2.1&Label=Home");
        assert_eq!(one.from.contact().as_deref(), Some("whatsapp:15550100"));
        assert_eq!(one.profile_name, "Ana");
        assert_eq!(one.reply, Some(Reply { id: "yes_1".into(), title: "Yes".into() }));
        assert_eq!(one.location.unwrap().latitude, "41.3");
        assert_eq!(read(b"ListId=2&ListTitle=Two").reply.unwrap().id, "2");
        assert_eq!(read(b"Body=hi").reply, None);
    }

    #[test]
    fn trap_15_a_status_of_a_message_that_another_system_sent_is_only_its_id() {
        let form = Form::read(b"MessageSid=SMother&MessageStatus=read&ErrorCode=0").unwrap();
        let callback = MessageStatusCallback::read(&form);
        assert_eq!((callback.sid.as_str(), callback.error_code), ("SMother", None));
        assert_eq!(callback.status, MessageStatus::Read);
        let form = Form::read(b"SmsSid=SM1&SmsStatus=undelivered&ErrorCode=30003").unwrap();
        let callback = MessageStatusCallback::read(&form);
        assert!(callback.status.is_failure());
        assert_eq!(callback.error_code.as_deref(), Some("30003"));
    }
}

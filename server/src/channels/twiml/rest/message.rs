//! Messages: sending one.

use centralita_engine::Value;
use centralita_engine::exec::SendMessage;
use serde_json::json;

use super::fields::Fields;
use super::{Account, Content, Method, RestRequest};

/// A message to be sent.
#[derive(Clone, Copy, Debug)]
pub struct NewMessage<'m> {
    /// What, to whom.
    pub message: &'m SendMessage,
    /// Who is told what becomes of it: a whole address.
    pub status: &'m str,
}

/// Sends a message.
pub fn create_message(account: &Account, new: &NewMessage<'_>) -> RestRequest {
    let NewMessage { message, status } = *new;
    if account.is_json() {
        return telnyx(account, new);
    }
    let mut fields = Fields::default().text("To", &message.to);
    // A group of numbers has an id of its own kind; which of them sends is the provider's choice.
    fields = if message.from.starts_with("MG") {
        fields.text("MessagingServiceSid", &message.from)
    } else {
        fields.text("From", &message.from)
    };
    if message.content_sid.is_empty() || !account.profile.rest.templates {
        fields = fields.some("Body", &message.body);
    } else {
        fields = fields.text("ContentSid", &message.content_sid);
        if !message.content_variables.is_empty() {
            let variables = message.content_variables.clone().into_iter();
            // `{{1}}` in flow files is `1` on the wire.
            let variables = variables.map(|(name, value)| {
                let bare = name.trim().trim_start_matches("{{").trim_end_matches("}}").trim();
                (bare.into(), value)
            });
            fields = fields.text("ContentVariables", &Value::map(variables).to_json());
        }
    }
    fields = fields.some("MediaUrl", &message.media_url).some("StatusCallback", status);
    if message.shorten_urls {
        fields = fields.flag("ShortenUrls", true);
    }
    account.request(Method::Post, &["Messages"], fields)
}

/// Messages of Telnyx go by an interface of its own.
fn telnyx(account: &Account, new: &NewMessage<'_>) -> RestRequest {
    let NewMessage { message, status } = *new;
    let mut content = json!({ "from": message.from.as_str(), "to": message.to.as_str() });
    if !message.body.is_empty() {
        content["text"] = json!(message.body.as_str());
    }
    if !message.media_url.is_empty() {
        content["media_urls"] = json!([message.media_url.as_str()]);
    }
    if !status.is_empty() {
        content["webhook_url"] = json!(status);
    }
    RestRequest {
        method: Method::Post,
        url: format!("{}/v2/messages", account.base),
        content: Content::Json(content),
        authorization: account.authorization(),
    }
}

#[cfg(test)]
mod tests {
    use centralita_engine::Text;

    use super::*;
    use crate::channels::twiml::Provider;

    fn message() -> SendMessage {
        SendMessage {
            from: "+15550199".into(),
            to: "+15550100".into(),
            body: "Hi & bye".into(),
            media_url: "https://a.example/1.png".into(),
            ..SendMessage::default()
        }
    }

    fn form(provider: Provider, message: &SendMessage) -> String {
        let account = Account::new(provider.profile(), "", "AC1", "s");
        let status = "https://host.example/message/1";
        let request = create_message(&account, &NewMessage { message, status });
        assert!(request.url.ends_with("/Accounts/AC1/Messages.json"), "{}", request.url);
        let Content::Form(form) = request.content else { panic!("no form") };
        form.to_encoded()
    }

    #[test]
    fn a_message_is_sent_with_its_file() {
        assert_eq!(
            form(Provider::Twilio, &message()),
            "To=%2B15550100&From=%2B15550199&Body=Hi+%26+bye&MediaUrl=https%3A%2F%2Fa.example%2F1.png&StatusCallback=https%3A%2F%2Fhost.example%2Fmessage%2F1"
        );
    }

    #[test]
    fn a_group_of_numbers_sends_by_its_own_id() {
        let message = SendMessage { from: "MG1".into(), shorten_urls: true, ..message() };
        let form = form(Provider::Twilio, &message);
        assert!(form.contains("MessagingServiceSid=MG1") && !form.contains("From="), "{form}");
        assert!(form.ends_with("ShortenUrls=true"), "{form}");
    }

    #[test]
    fn a_template_goes_with_its_variables() {
        let variables = [("1", "Ana"), ("{{ 2 }}", "7")];
        let message = SendMessage {
            content_sid: "HX1".into(),
            content_variables: variables
                .into_iter()
                .map(|(name, value)| (Text::from(name), Value::text(value)))
                .collect(),
            ..message()
        };
        let by_twilio = form(Provider::Twilio, &message);
        assert!(
            by_twilio.contains(
                "ContentSid=HX1&ContentVariables=%7B%221%22%3A%22Ana%22%2C%222%22%3A%227%22%7D"
            ),
            "{by_twilio}"
        );
        assert!(!by_twilio.contains("Body="));
        let by_signalwire = form(Provider::SignalWire, &message);
        assert!(by_signalwire.contains("Body=") && !by_signalwire.contains("ContentSid"));
    }

    #[test]
    fn telnyx_sends_messages_by_an_interface_of_its_own() {
        let account = Account::new(Provider::Telnyx.profile(), "", "AC1", "s");
        let request = create_message(&account, &NewMessage { message: &message(), status: "" });
        assert_eq!(request.url, "https://api.telnyx.com/v2/messages");
        assert_eq!(
            request.content,
            Content::Json(
                json!({"from":"+15550199","to":"+15550100","text":"Hi & bye","media_urls":["https://a.example/1.png"]})
            )
        );
    }
}

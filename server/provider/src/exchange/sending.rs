//! Messages that go out: what is refused, and how the others report how they stand.

use super::Exchange;
use super::call::CallId;
use super::message::Message;
use super::place::{Refused, is_absolute, target};
use super::run::Flow;
use super::timer::Timer;
use super::web::Owner;
use crate::fault::Fault;
use crate::form::Form;
use crate::script::Delivery;
use crate::sid::MessageSid;
use crate::transcript::{Entry, Purpose};
use crate::twiml::Element;

const LONGEST_BODY_CHARS: usize = 1_600;
/// How long a message takes from one status to the next, in milliseconds.
const STEP_MILLIS: u64 = 400;

impl Exchange {
    pub(crate) fn reply_with(
        &mut self,
        owner: Owner,
        base: &str,
        verb: &Element,
        from: &str,
        to: &str,
    ) {
        let text = verb.children.iter().find(|child| child.name == "Body");
        let media: Vec<String> = verb
            .children
            .iter()
            .filter(|child| child.name == "Media")
            .map(|child| child.text.clone())
            .collect();
        let body = match text {
            Some(body) => body.text.clone(),
            // The text of elements inside belongs to the whole; addresses of files are no words.
            None if media.is_empty() => verb.text.clone(),
            None => String::new(),
        };
        let mut form = Form::new()
            .with("From", verb.filled("from").unwrap_or(from))
            .with("To", verb.filled("to").unwrap_or(to))
            .with("Body", body);
        for url in media {
            form.add("MediaUrl", resolved(base, &url).unwrap_or(url));
        }
        let told = verb.filled("statusCallback").or(verb.filled("action"));
        if let Some(url) = told.and_then(|url| resolved(base, url)) {
            form.add("StatusCallback", url);
        }
        if let Err(refused) = self.send_message(&form, "outbound-reply") {
            let fault = Fault::coded(refused.code, refused.message);
            self.write(owner, Entry::Fault(fault));
        }
    }

    /// A verb of messages in the document of a call.
    pub(crate) fn message_from_call(&mut self, id: CallId, verb: &Element) -> Flow {
        let (from, to) = (self.calls[id].to.clone(), self.calls[id].from.clone());
        let base = self.own_address(id).url;
        self.reply_with(Owner::Call(id), &base, verb, &from, &to);
        Flow::Next
    }

    /// Sends a message: `To`, `From` or `MessagingServiceSid`, `Body`, `MediaUrl`, `ContentSid`.
    pub fn send_message(&mut self, form: &Form, direction: &str) -> Result<usize, Refused> {
        let to = form
            .filled("To")
            .ok_or_else(|| Refused::new(400, 21604, "A 'To' phone number is required."))?;
        let service = form.filled("MessagingServiceSid");
        let from = form.filled("From").or(service);
        let from =
            from.ok_or_else(|| Refused::new(400, 21603, "A 'From' phone number is required."))?;
        if service.is_none() {
            self.refuse_foreign(from, 21606)?;
        }
        let body = form.get("Body").unwrap_or_default();
        let has_more = form.filled("MediaUrl").is_some() || form.filled("ContentSid").is_some();
        if body.is_empty() && !has_more {
            return Err(Refused::new(400, 21602, "Message body is required."));
        }
        if body.chars().count() > LONGEST_BODY_CHARS {
            return Err(Refused::new(
                400,
                21617,
                "The concatenated message body exceeds the 1600 character limit.",
            ));
        }
        if form.filled("StatusCallback").is_some_and(|url| !is_absolute(url)) {
            return Err(Refused::new(400, 21609, "The StatusCallback URL is not a valid URL."));
        }
        let fate = self.peers.get(to).map(|peer| peer.messages.clone());
        let opted_out = self.opted_out.contains(&(to.to_owned(), from.to_owned()));
        let refusal = match fate {
            Some(Delivery::Refused(code)) => Some(code),
            _ => opted_out.then_some(21610),
        };
        if let Some(code) = refusal {
            return Err(Refused::new(400, code, "Attempt to send to unsubscribed recipient"));
        }
        let index = self.messages.len();
        self.messages.push(Message {
            sid: MessageSid::numbered(self.settings.seed, index as u64),
            from: from.to_owned(),
            to: to.to_owned(),
            body: match form.filled("ContentSid") {
                Some(content) if body.is_empty() => {
                    format!("{content} {}", form.get("ContentVariables").unwrap_or_default())
                }
                _ => body.to_owned(),
            },
            media: form.all("MediaUrl").map(|url| (url.to_owned(), String::new())).collect(),
            direction: direction.to_owned(),
            status: "queued".to_owned(),
            error_code: None,
            created_millis: self.now_millis,
            chat: self.chat_between(to, from),
            callback: target(form, "StatusCallback", ""),
            documents: 0,
            is_on_fallback: false,
        });
        self.tell_message(index);
        self.set_timer(STEP_MILLIS, Timer::Message(index));
        Ok(index)
    }

    /// A message takes its next step: sent, then delivered or not.
    pub(crate) fn message_moves(&mut self, index: usize) {
        let Some(message) = self.messages.get(index) else { return };
        let fate = self.peers.get(&message.to).map(|peer| peer.messages.clone());
        let (status, error_code) = match (message.status.as_str(), fate) {
            ("queued", _) => ("sent", None),
            ("sent", Some(Delivery::Fails(code))) => ("undelivered", Some(code)),
            ("sent", _) => ("delivered", None),
            _ => return,
        };
        if let Some(message) = self.messages.get_mut(index) {
            message.status = status.to_owned();
            message.error_code = error_code;
        }
        self.tell_message(index);
        match status {
            "sent" => self.set_timer(STEP_MILLIS, Timer::Message(index)),
            "delivered" => self.chat_gets(index),
            _ => {}
        }
    }

    fn tell_message(&mut self, index: usize) {
        let Some(message) = self.messages.get(index) else { return };
        if message.callback.url.is_empty() {
            return;
        }
        let sid = message.sid.as_str();
        let mut form = Form::new()
            .with("AccountSid", self.settings.account.as_str())
            .with("ApiVersion", "2010-04-01")
            .with("MessageSid", sid)
            .with("SmsSid", sid)
            .with("MessageStatus", &message.status)
            .with("SmsStatus", &message.status)
            .with("From", &message.from)
            .with("To", &message.to);
        if let Some(code) = message.error_code {
            form.add("ErrorCode", code.to_string());
            form.add("ErrorMessage", "the message was not delivered");
        }
        let callback = message.callback.clone();
        self.send(Owner::Message(index), Purpose::MessageStatus, &callback, form, 0);
    }
}

/// An address in the answer to a message as an absolute one.
pub(crate) fn resolved(base: &str, url: &str) -> Option<String> {
    if is_absolute(url) {
        return Some(url.to_owned());
    }
    url::Url::parse(base).ok()?.join(url).ok().map(Into::into)
}

//! Text messages that come, and the documents that answer them.

use super::Exchange;
use super::answer::{Answer, Outcome};
use super::call::Target;
use super::chat::ChatId;
use super::run::post_or;
use super::sending::resolved;
use super::web::{Outstanding, Owner};
use crate::fault::Fault;
use crate::form::Form;
use crate::sid::MessageSid;
use crate::transcript::{Entry, Purpose, Transcript};
use crate::twiml::{self, Document, Place};

/// The most documents one message leads through.
const MOST_DOCUMENTS: u32 = 20;

/// One message, in or out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub sid: MessageSid,
    /// Who writes.
    pub from: String,
    /// To whom.
    pub to: String,
    /// The text.
    pub body: String,
    /// The addresses of files and what they are.
    pub media: Vec<(String, String)>,
    /// `inbound`, `outbound-api` or `outbound-reply`.
    pub direction: String,
    /// How it stands, in the protocol's words.
    pub status: String,
    /// Why it did not arrive.
    pub error_code: Option<u32>,
    /// When it was made, in milliseconds of the run.
    pub created_millis: u64,
    pub(crate) chat: Option<ChatId>,
    pub(crate) callback: Target,
    pub(crate) documents: u32,
    pub(crate) is_on_fallback: bool,
}

impl Message {
    /// Whether nothing more happens to it.
    pub fn is_settled(&self) -> bool {
        ["received", "delivered", "failed", "undelivered"].contains(&self.status.as_str())
    }
}

impl Exchange {
    /// Somebody writes to a number of the account; `extra` are parameters besides the usual ones,
    /// such as `ProfileName`.
    pub fn message_in(
        &mut self,
        from: &str,
        to: &str,
        body: &str,
        media: &[(String, String)],
        extra: &Form,
    ) {
        let chat = self.chat_between(from, to);
        let index = self.messages.len();
        self.messages.push(Message {
            sid: MessageSid::numbered(self.settings.seed, index as u64),
            from: from.to_owned(),
            to: to.to_owned(),
            body: body.to_owned(),
            media: media.to_vec(),
            direction: "inbound".to_owned(),
            status: "received".to_owned(),
            error_code: None,
            created_millis: self.now_millis,
            chat,
            callback: Target::default(),
            documents: 0,
            is_on_fallback: false,
        });
        self.write(Owner::Message(index), Entry::Wrote(body.to_owned()));
        if self.settings.keeps_opt_out_words && self.keeps(from, to, body) {
            return;
        }
        let plain = to.strip_prefix("whatsapp:").unwrap_or(to);
        let number = self.numbers.get(to).or_else(|| self.numbers.get(plain));
        let Some(number) = number.filter(|number| !number.sms_url.is_empty()) else {
            let fault = Fault::wrong(format!("{to} is no number that takes messages"));
            self.write(Owner::Message(index), Entry::Fault(fault));
            return;
        };
        let asked = Target { url: number.sms_url.clone(), method: post_or(&number.sms_method) };
        let mut form = self.message_form(index);
        form.extend(extra);
        self.send(Owner::Message(index), Purpose::Message, &asked, form, 0);
    }

    /// Keeps `STOP` and `START` from the other side, as providers do for some numbers.
    fn keeps(&mut self, from: &str, to: &str, body: &str) -> bool {
        let pair = (from.to_owned(), to.to_owned());
        match body.trim().to_uppercase().as_str() {
            "STOP" | "STOPALL" | "UNSUBSCRIBE" | "CANCEL" | "END" | "QUIT" => {
                self.opted_out.push(pair);
                true
            }
            "START" | "UNSTOP" | "YES" if self.opted_out.contains(&pair) => {
                self.opted_out.retain(|one| *one != pair);
                true
            }
            _ => false,
        }
    }

    fn message_form(&self, index: usize) -> Form {
        let Some(message) = self.messages.get(index) else { return Form::new() };
        let sid = message.sid.as_str();
        let mut form = Form::new()
            .with("MessageSid", sid)
            .with("SmsSid", sid)
            .with("SmsMessageSid", sid)
            .with("AccountSid", self.settings.account.as_str())
            .with("ApiVersion", "2010-04-01")
            .with("SmsStatus", "received")
            .with("From", &message.from)
            .with("To", &message.to)
            .with("Body", &message.body)
            .with("NumSegments", message.body.chars().count().div_ceil(160).max(1).to_string())
            .with("NumMedia", message.media.len().to_string());
        for (at, (url, kind)) in message.media.iter().enumerate() {
            form.add(format!("MediaUrl{at}"), url);
            form.add(format!("MediaContentType{at}"), kind);
        }
        if let Some(number) = message.from.strip_prefix("whatsapp:") {
            form.add("ProfileName", "Ann");
            form.add("WaId", number.trim_start_matches('+'));
        }
        for who in ["From", "To"] {
            for what in ["City", "State", "Zip", "Country"] {
                form.add(format!("{who}{what}"), "");
            }
        }
        form
    }

    pub(crate) fn message_was_answered(
        &mut self,
        index: usize,
        one: &Outstanding,
        outcome: Outcome,
    ) {
        let owner = Owner::Message(index);
        let url = one.request.url.clone();
        let failed = match outcome {
            Outcome::Failed(failure) => format!("{url} gave no answer: {failure:?}"),
            Outcome::Answered(answer) if (200..300).contains(&answer.status) => {
                match self.message_document(index, one, &answer) {
                    Ok(()) => return,
                    Err(words) => words,
                }
            }
            Outcome::Answered(answer) => format!("{url} answers {}", answer.status),
        };
        self.write(owner, Entry::Fault(Fault::coded(11200, failed)));
        let Some(message) = self.messages.get_mut(index) else { return };
        let fallback = self.numbers.get(&message.to).map(|number| number.sms_fallback_url.clone());
        let fallback = fallback.unwrap_or_default();
        if fallback.is_empty() || message.is_on_fallback {
            return;
        }
        message.is_on_fallback = true;
        let form = one.form.clone().with("ErrorCode", "11200").with("ErrorUrl", url);
        let asked = Target { url: fallback, method: "POST".to_owned() };
        self.send(owner, Purpose::Message, &asked, form, 0);
    }

    fn message_document(
        &mut self,
        index: usize,
        one: &Outstanding,
        answer: &Answer,
    ) -> Result<(), String> {
        let owner = Owner::Message(index);
        let url = one.target.url.clone();
        self.write(owner, Entry::Document { url: url.clone(), text: answer.body.clone() });
        let kind = answer.content_type.split(';').next().unwrap_or_default().trim();
        let document = match kind {
            "text/plain" if !answer.body.trim().is_empty() => {
                super::run::one_verb("Message", &answer.body)
            }
            _ => Document::read(&answer.body).map_err(|error| format!("{url}: {error}"))?,
        };
        for fault in twiml::check(&document, Place::Message, &self.settings.profile) {
            self.write(owner, Entry::Fault(fault));
        }
        let Some(message) = self.messages.get_mut(index) else { return Ok(()) };
        message.documents += 1;
        if message.documents > MOST_DOCUMENTS {
            return Err("the answer to a message goes round for ever".to_owned());
        }
        let (from, to) = (message.to.clone(), message.from.clone());
        for verb in &document.verbs {
            match verb.name.as_str() {
                "Message" | "Sms" => self.reply_with(owner, &url, verb, &from, &to),
                "Redirect" => {
                    let next = resolved(&url, &verb.text).ok_or("an address has no host")?;
                    let method = post_or(verb.filled("method").unwrap_or("POST"));
                    let form = self.message_form(index);
                    self.send(owner, Purpose::Message, &Target { url: next, method }, form, 0);
                    return Ok(());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Tells an address how a message stands that somebody else sent from the same number.
    pub fn stray_message_status(&mut self, url: &str, from: &str, to: &str) {
        let index = self.messages.len();
        let sid = MessageSid::numbered(self.settings.seed ^ 1, index as u64);
        let form = Form::new()
            .with("AccountSid", self.settings.account.as_str())
            .with("MessageSid", sid.as_str())
            .with("MessageStatus", "delivered")
            .with("From", from)
            .with("To", to);
        let target = Target { url: url.to_owned(), method: "POST".to_owned() };
        self.send(Owner::Message(index), Purpose::MessageStatus, &target, form, 0);
    }

    pub(crate) fn message_transcript(&mut self, index: usize) -> &mut Transcript {
        let chat = self.messages.get(index).and_then(|message| message.chat);
        match chat.and_then(|chat| self.chats.get_mut(chat.0)) {
            Some(chat) => &mut chat.transcript,
            None => &mut self.strays,
        }
    }
}

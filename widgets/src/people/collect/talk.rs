//! Talking to the contact: by voice on a call, by messages elsewhere.

use centralita_engine::declare::Channel;
use centralita_engine::exec::{
    Action, CallState, Failure, Gather, Next, Outcome, Prompt, Say, SendMessage, SpeechInput,
    Turning,
};
use centralita_engine::{Secs, Text};

use super::answer::Asked;
use super::progress::Progress;
use super::spoken::Language;
use super::texts::Wording;
use super::{Collect, Exit, date};

/// Where and how we talk to the contact on this visit.
pub struct Talk<'c> {
    /// Whether there is a call to talk on.
    pub on_call: bool,
    /// The language tag.
    pub tag: Text,
    /// The language of our own words.
    pub language: Language,
    /// The author's texts in this language, when there are any.
    pub wording: Option<&'c Wording>,
}

impl Collect {
    /// How to talk to the contact; none when the caller is gone.
    pub fn talk(&self, turn: &mut Turning<'_>) -> Result<Option<Talk<'_>>, Failure> {
        let on_call = match turn.call() {
            CallState::Gone => return Ok(None),
            CallState::Ringing | CallState::Live => true,
            CallState::None => false,
        };
        let mut tag = turn.render_or_empty(&self.language)?;
        if tag.trim().is_empty() {
            tag = turn.variable_text("flow.variables.language");
        }
        if tag.trim().is_empty() {
            let first = turn.flow().own().languages.first();
            tag = first.cloned().unwrap_or_else(|| "en-US".into());
        }
        let tag = Text::from(tag.trim());
        let (language, wording) = (Language::of_tag(&tag), self.texts.for_language(&tag));
        Ok(Some(Talk { on_call, tag, language, wording }))
    }

    /// Says `text` and waits for what the contact gives.
    pub fn listen(
        &self,
        mut progress: Progress,
        text: Text,
        talk: &Talk<'_>,
        turn: &mut Turning<'_>,
    ) -> Outcome<Exit> {
        if talk.on_call {
            let gather = self.gather(&progress, text, talk, turn)?;
            turn.ask(Action::Gather(Box::new(gather)));
        } else {
            let from = turn.variable_text("contact.channel.address");
            let message = message(text, from.clone(), turn);
            turn.ask(Action::SendMessage(Box::new(message)));
            turn.ask(Action::AwaitMessage { from });
            let wait = Secs(turn.count(&self.reply_timeout)?.max(1));
            progress.timer = Some(turn.set_timer(wait));
        }
        turn.keep(progress.to_value());
        Ok(Next::Wait)
    }

    fn gather(
        &self,
        progress: &Progress,
        text: Text,
        talk: &Talk<'_>,
        turn: &mut Turning<'_>,
    ) -> Result<Gather, Failure> {
        let confirming = progress.confirming > 0;
        let digits = match self.answer {
            _ if confirming => Some(1),
            Asked::YesNo => Some(1),
            Asked::Choice => self.choices.take_one_key().then_some(1),
            Asked::Date => Some(8),
            Asked::Digits => match &self.max_length {
                Some(most) => Some(turn.count(most)?).filter(|most| *most > 0),
                None => None,
            },
            Asked::Amount | Asked::Phone | Asked::Text => None,
        };
        let hints = match self.answer {
            Asked::Choice if !confirming => self.choices.hints(),
            Asked::Date if !confirming => date::hints(talk.language),
            Asked::YesNo => yes_no_hints(talk.language),
            _ if confirming => yes_no_hints(talk.language),
            _ => Text::default(),
        };
        let speech = turn.flag(&self.speech)?.then(|| SpeechInput {
            language: talk.tag.clone(),
            hints,
            timeout: "auto".into(),
            ..SpeechInput::default()
        });
        let voice = turn.render_or_empty(&self.voice)?;
        Ok(Gather {
            prompt: Some(Prompt::Say(Say { text, voice, language: talk.tag.clone(), times: 1 })),
            timeout: Secs(turn.count(&self.timeout)?.max(1)),
            finish_on_key: "#".into(),
            digits,
            speech,
            sensitive: self.is_secret(turn)?,
        })
    }
}

/// The words for yes and no, as hints for speech.
pub fn yes_no_hints(language: Language) -> Text {
    match language {
        Language::English => "yes, no, correct, wrong",
        Language::Spanish => "sí, no, correcto, incorrecto",
    }
    .into()
}

/// A message to the contact, where the execution's conversation goes on.
fn message(body: Text, to: Text, turn: &Turning<'_>) -> SendMessage {
    let (service, channel) = match turn.channel() {
        Channel::Conversation => {
            ("trigger.conversation.ChatServiceSid", "trigger.conversation.ConversationSid")
        }
        _ => ("trigger.message.InstanceSid", "trigger.message.ChannelSid"),
    };
    SendMessage {
        from: turn.variable_text("flow.channel.address"),
        to,
        body,
        service: turn.variable_text(service),
        channel: turn.variable_text(channel),
        ..SendMessage::default()
    }
}

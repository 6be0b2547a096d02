//! Sending: what flows, and people who work here, say in a chat.

use centralita_engine::Map;
use centralita_engine::exec::SendMessage;

use crate::channels::chat::choices::choices;
use crate::channels::chat::conversation::is_id;
use crate::channels::chat::hub::Signal;
use crate::channels::chat::log::{Draft, NotKept};
use crate::channels::chat::{Author, Conversation, Message};
use crate::chats::{ChatError, Chats};
use crate::identity;
use crate::ids::JobId;
use crate::settings::{self, Inbox};

/// The longest text that is kept of a message of ours, in bytes: as long as texts in flows get.
const LONGEST: usize = 64 * 1024;

/// Why a message of a flow was not sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotSent {
    /// It goes to nobody in a chat.
    #[error(
        "\"{0}\" is nobody in a chat. Send it to {{{{contact.channel.address}}}}, or by another connection."
    )]
    Nobody(String),
    /// There is nothing in it.
    #[error("The message has no text and no file. Write something into it.")]
    Nothing,
    /// It could not be kept.
    #[error(transparent)]
    Chat(#[from] ChatError),
}

impl NotSent {
    /// Whether the same may work in a moment.
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            NotSent::Chat(
                ChatError::Store(_) | ChatError::NotKept(NotKept::Store(_) | NotKept::Contended(_))
            )
        )
    }
}

impl Chats {
    /// Says what a flow asked for, once for each job, and says what a provider would: `Sid`, `Status`.
    ///
    /// # Errors
    /// When it goes to nobody, or cannot be kept.
    pub async fn send(&self, job: &JobId, message: &SendMessage) -> Result<Map, NotSent> {
        let to = match is_id(&message.channel) {
            true => message.channel.to_string(),
            false => Conversation::of_contact(message.to.trim())
                .ok_or_else(|| NotSent::Nobody(message.to.to_string()))?,
        };
        if message.body.trim().is_empty() && message.media_url.is_empty() {
            return Err(NotSent::Nothing);
        }
        let conversation = self.conversation(&to).await?;
        let conversation = conversation.ok_or_else(|| NotSent::Nobody(message.to.to_string()))?;
        // The address of the inbox is no name that a person reads.
        let name = match message.from.starts_with("chat:") {
            true => String::new(),
            false => message.from.to_string(),
        };
        let draft = Draft {
            known_by: format!("job:{job}"),
            told: String::new(),
            author: Author::Us { name },
            text: shortened(&message.body).to_owned(),
            choices: choices(&message.attributes, &message.body),
            file: message.media_url.to_string(),
        };
        let kept = self.add(&conversation.id, draft).await?;
        let sid = format!("IM{}-{}", conversation.id.get(2..).unwrap_or_default(), kept.id);
        Ok(identity::params([
            ("Sid", sid.as_str()),
            ("Status", "delivered"),
            ("To", &message.to),
            ("From", &message.from),
            ("Body", &message.body),
            ("Direction", "outbound-api"),
        ]))
    }

    /// Somebody who works here says something; `known_by` makes it one message however often it comes.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub async fn answer(
        &self,
        conversation: &str,
        known_by: &str,
        name: &str,
        text: &str,
    ) -> Result<Message, ChatError> {
        let draft = Draft {
            known_by: format!("worker:{known_by}"),
            told: String::new(),
            author: Author::Us { name: name.to_owned() },
            text: shortened(text).to_owned(),
            choices: Vec::new(),
            file: String::new(),
        };
        self.add(conversation, draft).await
    }

    /// A conversation; none when there is none.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn conversation(&self, id: &str) -> Result<Option<Conversation>, ChatError> {
        let found =
            settings::read::<Conversation>(&*self.0.driver.store, self.0.tenant, id).await?;
        Ok(found.map(|(conversation, _)| conversation))
    }

    /// Writes an inbox over the version that was read, 0 when it is new.
    ///
    /// # Errors
    /// When somebody was faster.
    pub async fn set_up(&self, inbox: &Inbox, expect: u64) -> Result<u64, ChatError> {
        let store = &*self.0.driver.store;
        Ok(settings::write(store, self.0.tenant, inbox, expect, self.now()).await?)
    }

    async fn add(&self, conversation: &str, draft: Draft) -> Result<Message, ChatError> {
        let kept = self.0.log.add(conversation, draft, self.now()).await?;
        if kept.is_new {
            self.0.hub.tell(conversation, Signal::News);
        }
        Ok(kept.message)
    }
}

fn shortened(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

//! Chats: what contacts say on people's pages is told to executions, and what flows say is kept for them.
//!
//! This is between the sockets and the driver. A message of a contact is kept in the log first, and with
//! it which execution is told of it: whoever goes on after a crash, or hears the same message again, tells
//! that execution and no other, and there it is taken once.

mod begins;
mod outlet;
mod sending;

use std::sync::Arc;

use centralita_engine::exec::{Event as Said, param};
use centralita_engine::{Map, Time};
use sha2::{Digest, Sha256};

pub use sending::NotSent;

use crate::channels::chat::allowance::{Allowances, Purses};
use crate::channels::chat::conversation::{self, TOKEN_HOLDS_MILLIS};
use crate::channels::chat::hub::{Hub, Signal};
use crate::channels::chat::log::{Draft, NotKept};
use crate::channels::chat::{Author, CONNECTION, Conversation, Log, Message};
use crate::driver::{Begins, Driver, DriverError, Heard, Word};
use crate::identity::{self, Identity};
use crate::ids::{ExecutionKey, TenantId};
use crate::settings::{self, Inbox, SettingsError};
use crate::store::StoreError;

/// The chats of a tenant.
#[derive(Clone)]
pub struct Chats(Arc<Inner>);

struct Inner {
    driver: Arc<Driver>,
    identity: Identity,
    tenant: TenantId,
    log: Log,
    hub: Hub,
    allowances: Allowances,
    purses: [Purses; 3],
}

/// Why something was not done in a chat.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChatError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The settings could not be read or written.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The execution could not be told.
    #[error(transparent)]
    Driver(#[from] DriverError),
    /// The message was not kept.
    #[error(transparent)]
    NotKept(#[from] NotKept),
    /// No token could be made.
    #[error("The system gives no random numbers: {0}")]
    NoChance(getrandom::Error),
}

/// What a contact brings to a new conversation.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// What was filled in before.
    pub form: Map,
    /// The page.
    pub page: String,
    /// The language tag.
    pub locale: String,
}

/// What became of a contact's message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its number.
    pub id: u32,
    /// Whether a flow was told; one that waits for nothing from the contact is not.
    pub is_told: bool,
}

impl Chats {
    /// Chats by this driver, with ids by this identity.
    pub fn new(
        driver: Arc<Driver>,
        identity: Identity,
        tenant: TenantId,
        allowances: Allowances,
    ) -> Chats {
        let purses = [allowances.sessions, allowances.messages, allowances.messages_from_address];
        Chats(Arc::new(Inner {
            log: Log::new(Arc::clone(&driver.store), tenant),
            driver,
            identity,
            tenant,
            hub: Hub::default(),
            allowances,
            purses: purses.map(Purses::new),
        }))
    }

    /// How much visitors may do.
    pub fn allowances(&self) -> &Allowances {
        &self.0.allowances
    }

    /// The open sockets.
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// The logs.
    pub fn log(&self) -> &Log {
        &self.0.log
    }

    /// Now.
    pub fn now(&self) -> Time {
        self.0.driver.clock.now()
    }

    /// Whether a visitor may begin one more conversation.
    pub fn may_begin(&self, visitor: &str) -> bool {
        self.0.purses[0].spend(visitor, self.now())
    }

    /// Whether one more message may be said in a conversation, by a visitor.
    pub fn may_say(&self, conversation: &str, visitor: &str) -> bool {
        let now = self.now();
        self.0.purses[1].spend(conversation, now) && self.0.purses[2].spend(visitor, now)
    }

    /// The inbox of this server's own pages: whoever may see them chats with any flow that is live.
    pub fn own_inbox(&self) -> Inbox {
        let key =
            self.0.identity.execution(self.0.tenant, CONNECTION, "the inbox of our own pages");
        Inbox { id: settings::uuid(key.id), ..Inbox::default() }
    }

    /// The id of the inbox by which other sites' pages chat with a flow.
    pub fn inbox_of(&self, flow: &str) -> String {
        let name = format!("the inbox of {flow}");
        settings::uuid(self.0.identity.execution(self.0.tenant, CONNECTION, &name).id)
    }

    /// An inbox; none when there is none.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn inbox(&self, id: &str) -> Result<Option<Inbox>, ChatError> {
        let own = self.own_inbox();
        if own.id == id {
            return Ok(Some(own));
        }
        let found = settings::read::<Inbox>(&*self.0.driver.store, self.0.tenant, id).await?;
        Ok(found.map(|(inbox, _)| inbox))
    }

    /// Begins a conversation with a flow that is live, and returns it with its token.
    ///
    /// # Errors
    /// When the flow is not live, or the store cannot.
    pub async fn begin(
        &self,
        inbox: &Inbox,
        flow: &str,
        visit: Visit,
    ) -> Result<(Conversation, String), ChatError> {
        let at = self.0.driver.flows.live(self.0.tenant, flow).await;
        let at = at.map_err(DriverError::from)?;
        let mut random = [0; 48];
        getrandom::fill(&mut random).map_err(ChatError::NoChance)?;
        let hex: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        // 96 digits, all of one byte: the id says nothing of the token.
        let (id, token) = hex.split_at(32);
        let now = self.now();
        let conversation = Conversation {
            id: format!("CH{id}"),
            inbox: inbox.id.clone(),
            flow: at.name.to_string(),
            form: visit.form,
            page: visit.page,
            locale: visit.locale,
            began: now,
            token: conversation::digest(token),
            expires: now.after_millis(TOKEN_HOLDS_MILLIS),
        };
        let store = &*self.0.driver.store;
        settings::write(store, self.0.tenant, &conversation, 0, now).await?;
        Ok((conversation, token.to_owned()))
    }

    /// The conversation that a token opens, which then holds for longer; none when it opens nothing here.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn open(&self, inbox: &str, token: &str) -> Result<Option<Conversation>, ChatError> {
        let (store, tenant, now) = (&*self.0.driver.store, self.0.tenant, self.now());
        let digest = conversation::digest(token);
        let found = settings::find::<Conversation>(store, tenant, &digest).await?;
        let Some((mut conversation, version)) = found else { return Ok(None) };
        if conversation.inbox != inbox || !conversation.holds(now) {
            return Ok(None);
        }
        if conversation.wants_renewal(now) {
            conversation.expires = now.after_millis(TOKEN_HOLDS_MILLIS);
            match settings::write(store, tenant, &conversation, version, now).await {
                // Another page was faster with the same.
                Ok(_) | Err(SettingsError::Changed { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Some(conversation))
    }

    /// The contact says something: it is kept, and the flow is told, once for each `client` id.
    ///
    /// # Errors
    /// When the store cannot, the flow is not live any more, or the conversation is full. Said again with
    /// the same id, it goes on where it was.
    pub async fn says(
        &self,
        conversation: &Conversation,
        client: &str,
        text: &str,
    ) -> Result<Taken, ChatError> {
        let inner = &*self.0;
        let begins = inner.identity.execution(
            inner.tenant,
            CONNECTION,
            &format!("{}:{client}", conversation.id),
        );
        let correlation = correlation(&conversation.id);
        let live = inner.driver.store.correlated(inner.tenant, &correlation).await?;
        let target = live.map_or(begins, |id| ExecutionKey::new(inner.tenant, id));
        let draft = Draft {
            known_by: format!("contact:{client}"),
            told: target.to_string(),
            author: Author::Contact { client: client.to_owned() },
            text: text.to_owned(),
            choices: Vec::new(),
            file: String::new(),
        };
        let kept = inner.log.add(&conversation.id, draft, self.now()).await?;
        if kept.is_new {
            inner.hub.tell(&conversation.id, Signal::News);
        }
        let target = ExecutionKey::parse(inner.tenant, &kept.told).unwrap_or(target);
        let is_told = self.tell(conversation, &kept.message, client, target, begins).await?;
        Ok(Taken { id: kept.message.id, is_told })
    }

    /// Tells the execution `target` of a message, or begins the execution `begins` with it.
    async fn tell(
        &self,
        conversation: &Conversation,
        message: &Message,
        client: &str,
        target: ExecutionKey,
        begins: ExecutionKey,
    ) -> Result<bool, ChatError> {
        let inner = &*self.0;
        let params = params(conversation, message, client);
        let said = || Said::Message {
            from: conversation.contact().into(),
            body: message.text.as_str().into(),
            media: Vec::new(),
            params: params.clone(),
        };
        let word = Word {
            target,
            begins,
            known_by: identity::known_by(None, &format!("chat:{client}"), &Map::new()),
            connection: CONNECTION,
            says: &said,
        };
        let begin = || self.begins(conversation, message, params.clone());
        let heard = inner.driver.hear(&word, begin).await?;
        if heard == (Heard::Taken { has_ended: false }) {
            inner.hub.tell(&conversation.id, Signal::Typing);
        }
        Ok(heard != Heard::NotWaitedFor)
    }

    /// How an execution begins with a message.
    async fn begins(
        &self,
        conversation: &Conversation,
        message: &Message,
        params: Map,
    ) -> Result<Begins, ChatError> {
        let inner = &*self.0;
        let flow = inner.driver.flows.live(inner.tenant, &conversation.flow).await;
        let flow = flow.map_err(DriverError::from)?;
        let way = begins::way(&*inner.driver.store, inner.tenant, &flow).await?;
        Ok(begins::with(conversation, message, params, flow, way, self.now()))
    }
}

/// By what the live execution of a conversation is found.
fn correlation(conversation: &str) -> String {
    format!("conversation:{conversation}")
}

/// What a flow learns of a message beside its text, under the names that flows of conversations use.
fn params(conversation: &Conversation, message: &Message, client: &str) -> Map {
    let digest = Sha256::digest(format!("{}:{client}", conversation.id));
    let sid: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let index = message.id.to_string();
    let mut params = identity::params([
        ("EventType", "onMessageAdded"),
        ("Source", "WEB"),
        ("MessageSid", &format!("IM{sid}")),
        ("Index", &index),
        ("ConversationSid", &conversation.id),
        ("ChannelSid", &conversation.id),
        ("InstanceSid", &conversation.inbox),
        ("ChatServiceSid", &conversation.inbox),
        ("Author", &conversation.contact()),
        ("Page", &conversation.page),
        ("Language", &conversation.locale),
    ]);
    if !conversation.form.is_empty() {
        let attributes = serde_json::json!({ "pre_engagement_data": conversation.form });
        params.insert("ConversationAttributes", attributes.to_string());
        params.insert("form", conversation.form.clone());
    }
    debug_assert!(param(&params, "ConversationSid").is_some());
    params
}

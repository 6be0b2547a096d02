//! The log of a conversation: every message, numbered from 1 in the order in which it was kept.
//!
//! Each message is a document of the store. Documents are listed in the order of their ids, and the ids
//! count down, so that the newest come first: the last messages of a long conversation are read without
//! its beginning. A message sent twice has the same unique name and is kept once, by whichever server.

use std::sync::Arc;

use centralita_engine::Time;
use serde::{Deserialize, Serialize};

use crate::channels::chat::choices::Choice;
use crate::ids::TenantId;
use crate::store::{Document, DocumentWrite, Store, StoreError, Written};

/// The kind of the documents.
const KIND: &str = "chat-message";

/// The most messages of one conversation. A flow that writes without end is stopped here, and a visitor
/// who does begins anew.
pub const MOST_MESSAGES: u32 = 10_000;

/// Messages are numbered below this.
const END: u32 = 100_000_000;

/// How often a number is tried that others may have taken meanwhile.
const ATTEMPTS: usize = 50;

/// A message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its number in the conversation, from 1.
    pub id: u32,
    /// When it was kept.
    pub at: Time,
    /// Who said it.
    #[serde(flatten)]
    pub author: Author,
    /// The text.
    pub text: String,
    /// Answers that can be pressed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The address of a file that goes with it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
}

/// Who says a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "author", rename_all = "kebab-case")]
pub enum Author {
    /// The contact.
    Contact {
        /// The page's id of the message.
        client: String,
    },
    /// The flow, or somebody who works here.
    Us {
        /// The name shown; empty when nobody is named.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
    },
}

/// A message that is to be kept.
#[derive(Clone, Debug)]
pub struct Draft {
    /// By what it is known when it comes again; unique in its conversation.
    pub known_by: String,
    /// Which execution is told of it; empty when none is.
    pub told: String,
    /// Who says it.
    pub author: Author,
    /// The text.
    pub text: String,
    /// Answers that can be pressed.
    pub choices: Vec<Choice>,
    /// The address of a file.
    pub file: String,
}

/// What is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(flatten)]
    message: Message,
    /// Which execution is told of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    told: String,
}

/// A message that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The message.
    pub message: Message,
    /// Which execution is told of it; empty when none is.
    pub told: String,
    /// Whether it was kept just now, and not before.
    pub is_new: bool,
}

/// Why a message was not kept.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotKept {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The conversation holds no more.
    #[error("The conversation {0} holds no more messages; a new one has to begin.")]
    Full(String),
    /// Others were faster, every time.
    #[error("So much is said in the conversation {0} that this could not be added.")]
    Contended(String),
}

/// The logs of a tenant.
#[derive(Clone)]
pub struct Log {
    store: Arc<dyn Store>,
    tenant: TenantId,
}

impl Log {
    /// The logs of a tenant in a store.
    pub fn new(store: Arc<dyn Store>, tenant: TenantId) -> Log {
        Log { store, tenant }
    }

    /// Adds a message, unless it is there.
    ///
    /// # Errors
    /// When the store cannot, or the conversation is full.
    pub async fn add(&self, conversation: &str, draft: Draft, now: Time) -> Result<Kept, NotKept> {
        let unique = format!("{conversation}:{}", draft.known_by);
        for _ in 0..ATTEMPTS {
            let newest = self.page(conversation, None, 1).await?;
            let id = newest.last().map_or(0, |message| message.id) + 1;
            if id > MOST_MESSAGES {
                return match self.store.document_by(self.tenant, KIND, &unique).await? {
                    Some(document) => Ok(kept(&document)?),
                    None => Err(NotKept::Full(conversation.to_owned())),
                };
            }
            let message = Message {
                id,
                at: now,
                author: draft.author.clone(),
                text: draft.text.clone(),
                choices: draft.choices.clone(),
                file: draft.file.clone(),
            };
            let stored = Stored { message: message.clone(), told: draft.told.clone() };
            let body = serde_json::to_string(&stored)
                .map_err(|error| StoreError::Other(error.to_string()))?;
            let write = DocumentWrite {
                tenant: self.tenant,
                kind: KIND,
                id: document_id(conversation, id),
                expect: 0,
                unique: Some(unique.clone()),
                body: Some(body),
                at: now,
            };
            match self.store.write_document(write).await? {
                Written::Done(_) => {
                    return Ok(Kept { message, told: draft.told, is_new: true });
                }
                // Another message has this number.
                Written::Stale(_) => {}
                Written::Taken(there) => {
                    let there = self.store.document(self.tenant, KIND, &there).await?;
                    if let Some(document) = there {
                        return Ok(kept(&document)?);
                    }
                }
            }
        }
        Err(NotKept::Contended(conversation.to_owned()))
    }

    /// Up to `limit` messages before the number `before`, or the last ones, in order.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn page(
        &self,
        conversation: &str,
        before: Option<u32>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let after = match before {
            Some(before) => document_id(conversation, before.min(END)),
            None => format!("{conversation}."),
        };
        let documents = self.store.documents(self.tenant, KIND, &after, limit).await?;
        let prefix = format!("{conversation}.");
        let ours = documents.iter().take_while(|document| document.id.starts_with(&prefix));
        let mut messages = ours
            .map(|document| kept(document).map(|kept| kept.message))
            .collect::<Result<Vec<Message>, StoreError>>()?;
        messages.reverse();
        Ok(messages)
    }
}

fn kept(document: &Document) -> Result<Kept, StoreError> {
    let Stored { message, told } = serde_json::from_str(&document.body)
        .map_err(|error| StoreError::Damaged(format!("{KIND} {}: {error}", document.id)))?;
    Ok(Kept { message, told, is_new: false })
}

fn document_id(conversation: &str, message: u32) -> String {
    format!("{conversation}.{:08}", END - 1 - message.min(END - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryStore;

    fn draft(known_by: &str) -> Draft {
        Draft {
            known_by: known_by.into(),
            told: "FN1".into(),
            author: Author::Us { name: String::new() },
            text: known_by.to_uppercase(),
            choices: Vec::new(),
            file: String::new(),
        }
    }

    fn log() -> Log {
        Log::new(Arc::new(MemoryStore::default()), TenantId::FIRST)
    }

    #[tokio::test]
    async fn messages_are_numbered_in_order_and_one_that_comes_twice_is_kept_once() {
        let log = log();
        for name in ["a", "b", "a", "c"] {
            log.add("CH1", draft(name), Time(1)).await.unwrap();
        }
        let again = log.add("CH1", draft("b"), Time(9)).await.unwrap();
        assert!(!again.is_new);
        assert_eq!((again.message.id, again.told.as_str()), (2, "FN1"));
        log.add("CH10", draft("a"), Time(1)).await.unwrap();
        let texts = |messages: Vec<Message>| -> Vec<String> {
            messages.into_iter().map(|message| format!("{}{}", message.id, message.text)).collect()
        };
        assert_eq!(texts(log.page("CH1", None, 100).await.unwrap()), ["1A", "2B", "3C"]);
        assert_eq!(texts(log.page("CH1", None, 2).await.unwrap()), ["2B", "3C"]);
        assert_eq!(texts(log.page("CH1", Some(3), 1).await.unwrap()), ["2B"]);
        assert_eq!(texts(log.page("CH1", Some(1), 9).await.unwrap()), [""; 0]);
        assert_eq!(texts(log.page("CH2", None, 100).await.unwrap()), [""; 0]);
    }

    #[tokio::test]
    async fn many_who_write_at_once_all_get_a_number_of_their_own() {
        let log = log();
        let writers = (0..8).map(|writer| {
            let log = log.clone();
            tokio::spawn(async move {
                for turn in 0..5 {
                    log.add("CH1", draft(&format!("{writer}-{turn}")), Time(1)).await.unwrap();
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let ids: Vec<u32> =
            log.page("CH1", None, 100).await.unwrap().iter().map(|message| message.id).collect();
        assert_eq!(ids, (1..=40).collect::<Vec<u32>>());
    }
}

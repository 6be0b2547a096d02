//! Arrivals: what contacts write by message channels, told to flows once.
//!
//! A message goes to the contact's execution, or begins one, by the number with our address:
//! `CHANNEL:CONNECTION`, e.g. `telegram:shop`. A message that begins anew about something goes to the number
//! `CHANNEL:CONNECTION/SOMETHING` when there is one, and what the contact writes next goes on there.

mod polling;
mod talk;

use std::sync::Arc;

use centralita_engine::exec::{EffectId, Event as Said};
use centralita_engine::{Map, Text, Time};

pub use polling::Polling;

use crate::channels::channel::{
    Delivery, Inbound, LONGEST_NAME, LONGEST_TEXT, MOST_FILES, Received,
};
use crate::driver::{Driver, DriverError, Event, Heard};
use crate::flows::FlowsError;
use crate::identity::{self, Identity};
use crate::ids::{ExecutionKey, TenantId};
use crate::messages::{MessageError, Messages, Written};
use crate::settings::{self, ChannelAccount, Number, SettingsError};
use crate::store::Store;

use talk::Talk;

/// How often a contact's talk is read anew because other messages of the contact were faster.
const ATTEMPTS: usize = 50;

/// What contacts write by message channels.
#[derive(Clone)]
pub struct Arrivals {
    driver: Arc<Driver>,
    messages: Messages,
    identity: Identity,
    tenant: TenantId,
}

/// Why what came was not told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotTold {
    /// The settings could not be read, or what is remembered of a contact not written.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The execution could not be told.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// An id or an address is missing or too long.
    #[error("{0}")]
    Unfit(String),
}

impl NotTold {
    /// Whether the same may work in a moment.
    pub fn is_temporary(&self) -> bool {
        let of_driver = |error: &DriverError| {
            matches!(
                error,
                DriverError::Store(_)
                    | DriverError::Contended(_)
                    | DriverError::Flows(FlowsError::Store(_))
            )
        };
        match self {
            NotTold::Settings(error) => {
                matches!(error, SettingsError::Store(_) | SettingsError::Changed { .. })
            }
            NotTold::Message(MessageError::Driver(error)) => of_driver(error),
            NotTold::Message(MessageError::Flows(error)) => matches!(error, FlowsError::Store(_)),
            NotTold::Message(MessageError::Store(_)) => true,
            NotTold::Unfit(_) => false,
        }
    }
}

impl From<DriverError> for NotTold {
    fn from(error: DriverError) -> NotTold {
        NotTold::Message(error.into())
    }
}

impl Arrivals {
    /// What comes, told by this driver.
    pub fn new(
        driver: Arc<Driver>,
        messages: Messages,
        identity: Identity,
        tenant: TenantId,
    ) -> Arrivals {
        Arrivals { driver, messages, identity, tenant }
    }

    /// Tells all that a request of a connection says, in order.
    ///
    /// # Errors
    /// When something of it cannot be told. Told again, all of it goes on where it was.
    pub async fn take(
        &self,
        connection: &str,
        account: &ChannelAccount,
        received: Received,
    ) -> Result<(), NotTold> {
        for inbound in received.messages {
            self.came(connection, &account.channel, inbound).await?;
        }
        for delivery in &received.deliveries {
            self.delivered(connection, delivery).await?;
        }
        Ok(())
    }

    /// A message came: the contact's execution hears it, or it begins one.
    ///
    /// # Errors
    /// As [`Arrivals::take`].
    pub async fn came(
        &self,
        connection: &str,
        channel: &str,
        inbound: Inbound,
    ) -> Result<Heard, NotTold> {
        fits("id", &inbound.id)?;
        fits("contact", &inbound.from)?;
        let ours = format!("{channel}:{connection}");
        let mut inbound = Some(inbound);
        for _ in 0..ATTEMPTS {
            let Some(said) = inbound.as_ref() else { break };
            let (mut talk, version) = self.talk(connection, &said.from).await?;
            let (told, to, flow) = match talk.noted(&said.id).cloned() {
                Some(noted) => (noted.told, noted.to, noted.flow),
                None => {
                    let Some(number) = self.number(connection, &ours, said, &talk).await? else {
                        tracing::warn!(connection, to = ours, "nobody reads this address");
                        return Ok(Heard::NotWaitedFor);
                    };
                    if said.begins.is_some() {
                        self.leave(connection, &ours, said, &talk, &number).await?;
                    }
                    let target = self.target(connection, said, &number).await?;
                    talk.note(&said.id, target.to_string(), &number.address, &number.flow);
                    let (store, now) = (&*self.driver.store, self.driver.clock.now());
                    match settings::write(store, self.tenant, &talk, version, now).await {
                        Ok(_) => {}
                        // Another message of the same contact, or the same one elsewhere.
                        Err(SettingsError::Changed { .. }) => continue,
                        Err(error) => return Err(error.into()),
                    }
                    (target.to_string(), number.address, number.flow)
                }
            };
            let Some(said) = inbound.take() else { break };
            let written = written(connection, channel, said, &to, flow);
            let begins = self.messages.begins_with(&written);
            let target = ExecutionKey::parse(self.tenant, &told).unwrap_or(begins);
            return Ok(self.messages.told(&written, target).await?);
        }
        let id = format!("of a contact of {connection}");
        Err(SettingsError::Changed { kind: "talk", id }.into())
    }

    /// Forgets which messages of a contact came by a connection.
    ///
    /// # Errors
    /// When the settings cannot be read or written.
    pub(crate) async fn forget(
        store: &dyn Store,
        tenant: TenantId,
        connection: &str,
        contact: &str,
    ) -> Result<(), SettingsError> {
        let id = Talk::id_of(connection, contact);
        let Some((_, version)) = settings::read::<Talk>(store, tenant, &id).await? else {
            return Ok(());
        };
        // What is gone has no date.
        settings::remove::<Talk>(store, tenant, &id, version, Time(0)).await
    }

    /// What is remembered of a contact.
    async fn talk(&self, connection: &str, contact: &str) -> Result<(Talk, u64), NotTold> {
        let id = Talk::id_of(connection, contact);
        let found = settings::read::<Talk>(&*self.driver.store, self.tenant, &id).await?;
        Ok(found.unwrap_or((Talk { id, ..Talk::default() }, 0)))
    }

    /// The number whose flow hears a message: where the message begins anew, else where the contact's
    /// talk goes on, else the connection's own.
    async fn number(
        &self,
        connection: &str,
        ours: &str,
        said: &Inbound,
        talk: &Talk,
    ) -> Result<Option<Number>, NotTold> {
        let wanted = match &said.begins {
            Some(about) if !about.is_empty() => Some(format!("{ours}/{about}")),
            Some(_) => None,
            None => Some(talk.to.clone()).filter(|to| !to.is_empty() && to != ours),
        };
        if let Some(address) = wanted
            && let Some(number) = self.at(connection, &address).await?
            && (said.begins.is_some() || self.live(&number, &said.from).await?.is_some())
        {
            return Ok(Some(number));
        }
        self.at(connection, ours).await
    }

    async fn at(&self, connection: &str, address: &str) -> Result<Option<Number>, NotTold> {
        let unique = format!("{connection}|{address}");
        let found = settings::find::<Number>(&*self.driver.store, self.tenant, &unique).await?;
        Ok(found.map(|(number, _)| number))
    }

    /// The contact's live execution of a number's flow.
    async fn live(&self, number: &Number, contact: &str) -> Result<Option<ExecutionKey>, NotTold> {
        let pair = identity::pair(&number.flow, contact, &number.address);
        let live = self.driver.store.correlated(self.tenant, &pair).await;
        let live = live.map_err(SettingsError::from)?;
        Ok(live.map(|id| ExecutionKey::new(self.tenant, id)))
    }

    async fn target(
        &self,
        connection: &str,
        said: &Inbound,
        number: &Number,
    ) -> Result<ExecutionKey, NotTold> {
        let live = match said.begins {
            Some(_) => None,
            None => self.live(number, &said.from).await?,
        };
        let name = format!("message:{}", said.id);
        Ok(live.unwrap_or_else(|| self.identity.execution(self.tenant, connection, &name)))
    }

    /// The contact begins anew: what was going on with this contact here is over.
    async fn leave(
        &self,
        connection: &str,
        ours: &str,
        said: &Inbound,
        talk: &Talk,
        next: &Number,
    ) -> Result<(), NotTold> {
        for address in [talk.to.as_str(), ours, &next.address] {
            let Some(number) = self.at(connection, address).await? else { continue };
            let Some(key) = self.live(&number, &said.from).await? else { continue };
            let event = Event {
                key,
                known_by: None,
                connection: Some(connection),
                begins: None,
                settles: None,
                renders: None,
                tells: &|session, _| {
                    if !session.execution().has_ended() {
                        // Nothing refuses this one while the execution lives.
                        let reason = "The contact began anew.".into();
                        let _ = session.tell(Said::Cancelled { reason });
                    }
                },
            };
            self.driver.take(&event).await?;
        }
        Ok(())
    }

    /// Something became of a message of ours.
    async fn delivered(&self, connection: &str, delivery: &Delivery) -> Result<(), NotTold> {
        let named = delivery.reference.rsplit_once('-').and_then(|(key, effect)| {
            let key = ExecutionKey::parse(self.tenant, key)?;
            Some((key, EffectId(effect.parse().ok()?)))
        });
        let Some((key, effect)) = named else {
            return Err(NotTold::Unfit("The reference names no message of this server.".into()));
        };
        let mut params = delivery.params.clone();
        params.insert("MessageStatus", delivery.status.clone());
        Ok(self.messages.status(connection, key, effect, &params).await?)
    }
}

fn fits(what: &str, name: &str) -> Result<(), NotTold> {
    let is_fine = !name.trim().is_empty()
        && name.len() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    match is_fine {
        true => Ok(()),
        false => Err(NotTold::Unfit(format!(
            "The {what} of a message has 1 to {LONGEST_NAME} characters, and no control characters."
        ))),
    }
}

/// A message as flows know messages.
fn written(connection: &str, channel: &str, said: Inbound, to: &str, flow: String) -> Written {
    let mut body = said.body;
    if body.len() > LONGEST_TEXT {
        let mut end = LONGEST_TEXT;
        while !body.is_char_boundary(end) {
            end -= 1;
        }
        body = Text::from(body.get(..end).unwrap_or_default());
    }
    let mut media = said.media;
    media.truncate(MOST_FILES);
    let mut params: Map = said.params;
    params.insert("MessageSid", said.id.clone());
    params.insert("From", said.from.clone());
    params.insert("To", to);
    params.insert("Body", body.clone());
    params.insert("Channel", channel);
    params.insert("NumMedia", media.len().to_string());
    for (at, file) in media.iter().enumerate() {
        params.insert(format!("MediaUrl{at}"), file.url.clone());
        params.insert(format!("MediaContentType{at}"), file.content_type.clone());
    }
    Written {
        connection: connection.into(),
        flow,
        sid: said.id,
        from: said.from,
        to: to.into(),
        body,
        media,
        params,
    }
}

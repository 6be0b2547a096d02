//! Polling: providers that do not come by themselves are asked for news, by one server at a time.
//!
//! The server that leads asks, one question at a time for each connection. The place from which to ask on is
//! kept when everything before it was told: a server that dies in between leaves the same news to the next
//! one, and what was told already is known again ([`super::talk`]).

use std::collections::BTreeMap;
use std::time::Duration;

use centralita_engine::Secs;
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Arrivals, NotTold};
use crate::channels::channel::{Channels, Inbound, Polled, Received};
use crate::channels::outlet::asked;
use crate::egress::Egress;
use crate::ids::NodeId;
use crate::settings::{self, ChannelAccount, Connection, ConnectionKind, Kept, SettingsError};
use crate::store::StoreError;
use crate::work::Failed;

/// What is led.
const NAME: &str = "polling";

/// How long a leader leads without saying so again, in milliseconds.
const LEASE_MILLIS: i64 = 10_000;

/// How often it is looked who leads, and which connections there are.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// How long a provider holds a question that it has no news for, in seconds.
const WAIT: u32 = 25;

/// How much longer an answer may take than the provider holds the question, in seconds.
const SPARE: u32 = 10;

/// How many contacts' news are told side by side.
const AT_ONCE: usize = 16;

/// The pause after a question that failed; each further one is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Asks providers for news.
pub struct Polling {
    arrivals: Arrivals,
    channels: Channels,
    egress: Egress,
    node: NodeId,
}

/// From where a connection's provider is asked on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    id: String,
    place: String,
}

impl Kept for Place {
    const KIND: &'static str = "channel-place";

    fn id(&self) -> &str {
        &self.id
    }
}

/// Why a question led to nothing.
enum NoNews {
    Failed(Failed),
    NotTold(NotTold),
}

impl From<NotTold> for NoNews {
    fn from(error: NotTold) -> NoNews {
        NoNews::NotTold(error)
    }
}

impl From<SettingsError> for NoNews {
    fn from(error: SettingsError) -> NoNews {
        NoNews::NotTold(error.into())
    }
}

/// One connection that is asked.
struct Asking {
    account: ChannelAccount,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Polling {
    /// Asks by these channels, and tells what they say; `node` is this server.
    pub fn new(arrivals: Arrivals, channels: Channels, egress: Egress, node: NodeId) -> Polling {
        Polling { arrivals, channels, egress, node }
    }

    /// Asks until it shall stop. What is being told then is told to its end.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let polling = std::sync::Arc::new(self);
        let mut askings: BTreeMap<String, Asking> = BTreeMap::new();
        while !*stop.borrow() {
            let wanted = polling.wanted().await.unwrap_or_else(|error| {
                tracing::error!(%error, "it could not be looked whom to ask for news");
                Vec::new()
            });
            // Who is no longer asked, is set up anew, or has broken off.
            let is_wanted = |id: &String, asking: &Asking| {
                !asking.task.is_finished()
                    && wanted.iter().any(|(one, account)| one == id && *account == asking.account)
            };
            let gone = askings.extract_if(.., |id, asking| !is_wanted(id, asking));
            for (_, asking) in gone {
                asking.stop.send_replace(true);
            }
            for (id, account) in wanted {
                askings.entry(id.clone()).or_insert_with(|| {
                    let (stop, stopped) = watch::channel(false);
                    let (polling, held) = (std::sync::Arc::clone(&polling), account.clone());
                    let task = async move { polling.ask_on(&id, &held, stopped).await };
                    Asking { account, stop, task: tokio::spawn(task) }
                });
            }
            tokio::select! {
                // A sender that is gone stops it as well.
                _ = stop.wait_for(|stop| *stop) => break,
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
        if askings.is_empty() {
            return;
        }
        for asking in askings.values() {
            asking.stop.send_replace(true);
        }
        for (_, asking) in askings {
            let _ = asking.task.await;
        }
        if let Err(error) = polling.lead(0).await {
            tracing::warn!(%error, "the next server asks when this one's lease has run out");
        }
    }

    /// Leads for so many milliseconds more; whether this server leads.
    async fn lead(&self, millis: i64) -> Result<bool, StoreError> {
        let (driver, tenant) = (&self.arrivals.driver, self.arrivals.tenant);
        let now = driver.clock.now();
        let until = now.after_millis(millis);
        Ok(driver.store.lead(tenant, NAME, self.node, now, until).await?.is_some())
    }

    /// The connections that this server asks now.
    async fn wanted(&self) -> Result<Vec<(String, ChannelAccount)>, SettingsError> {
        let (driver, tenant) = (&self.arrivals.driver, self.arrivals.tenant);
        let all = settings::all::<Connection>(&*driver.store, tenant).await?;
        let asked = all.into_iter().filter_map(|(connection, _)| match connection.kind {
            ConnectionKind::Channel(account) => {
                let channel = self.channels.get(&account.channel)?;
                channel.poll(&account, "", Secs(0)).map(|_| (connection.id, account))
            }
            _ => None,
        });
        let asked: Vec<(String, ChannelAccount)> = asked.collect();
        match asked.is_empty() || !self.lead(LEASE_MILLIS).await? {
            true => Ok(Vec::new()),
            false => Ok(asked),
        }
    }

    /// Asks one connection's provider, again and again.
    async fn ask_on(&self, id: &str, account: &ChannelAccount, mut stop: watch::Receiver<bool>) {
        let mut pause = FIRST_PAUSE;
        while !*stop.borrow() {
            let told = self.ask(id, account, &mut stop).await;
            let wait = match told {
                Ok(()) => {
                    pause = FIRST_PAUSE;
                    continue;
                }
                Err(NoNews::Failed(failed)) => {
                    tracing::warn!(connection = id, why = failed.why, "a channel gave no news");
                    failed
                        .after
                        .map_or(pause, |after| pause.max(Duration::from_secs(u64::from(after.0))))
                }
                Err(NoNews::NotTold(error)) => {
                    tracing::error!(connection = id, %error, "news could not be told");
                    pause
                }
            };
            pause = (pause * 2).min(LONGEST_PAUSE);
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Asks once, tells what is said, and keeps the place.
    async fn ask(
        &self,
        id: &str,
        account: &ChannelAccount,
        stop: &mut watch::Receiver<bool>,
    ) -> Result<(), NoNews> {
        let (store, tenant) = (&*self.arrivals.driver.store, self.arrivals.tenant);
        let found = settings::read::<Place>(store, tenant, id).await?;
        let (mut place, version) =
            found.unwrap_or((Place { id: id.to_owned(), place: String::new() }, 0));
        let longest = self.egress.rules().longest.0;
        let wait = WAIT.min(longest.saturating_sub(SPARE));
        let Some(channel) = self.channels.get(&account.channel) else { return Ok(()) };
        let Some(request) = channel.poll(account, &place.place, Secs(wait)) else { return Ok(()) };
        let answer = tokio::select! {
            // Nothing is told yet, and the next server is told the same.
            _ = stop.wait_for(|stop| *stop) => return Ok(()),
            answer = asked(&self.egress, tenant, account, &request, Secs(wait + SPARE)) => answer,
        };
        let answer = answer
            .map_err(|none| NoNews::Failed(Failed::for_now(none.failure.sentence().to_string())))?;
        let polled = channel.polled(account, &place.place, &answer);
        let Polled { received, place: next } = polled.map_err(NoNews::Failed)?;
        self.tell(id, account, received).await?;
        if next == place.place {
            return Ok(());
        }
        place.place = next;
        let now = self.arrivals.driver.clock.now();
        match settings::write(store, tenant, &place, version, now).await {
            // Another server was faster, and has told the same.
            Ok(_) | Err(SettingsError::Changed { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Tells all that was said: one contact's messages in their order, several contacts' side by side.
    async fn tell(
        &self,
        id: &str,
        account: &ChannelAccount,
        received: Received,
    ) -> Result<(), NotTold> {
        let mut by_contact: BTreeMap<String, Vec<Inbound>> = BTreeMap::new();
        for inbound in received.messages {
            by_contact.entry(inbound.from.to_string()).or_default().push(inbound);
        }
        let telling = by_contact.into_values().map(|messages| async move {
            for inbound in messages {
                let name = inbound.id.clone();
                match self.arrivals.came(id, &account.channel, inbound).await {
                    Ok(_) => {}
                    Err(error) if error.is_temporary() => return Err(error),
                    // It would be the same each time, and keep all that follows from being told.
                    Err(error) => {
                        tracing::error!(connection = id, message = %name, %error, "a message is given up");
                    }
                }
            }
            Ok(())
        });
        let mut telling = futures_util::stream::iter(telling).buffer_unordered(AT_ONCE);
        let mut told = Ok(());
        while let Some(one) = telling.next().await {
            told = told.and(one);
        }
        let deliveries = Received { deliveries: received.deliveries, ..Received::default() };
        told?;
        match self.arrivals.take(id, account, deliveries).await {
            Err(error) if error.is_temporary() => Err(error),
            _ => Ok(()),
        }
    }
}

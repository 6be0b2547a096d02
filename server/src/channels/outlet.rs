//! The outlet of message channels: what a flow sends becomes requests, and each is sent once as far as
//! anybody can know.

use std::sync::Arc;

use centralita_engine::exec::{HttpFailure, HttpReply, HttpRequest, SendMessage};
use centralita_engine::{Map, Secs};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::channels::channel::{Answer, Channel, Channels, MOST_REQUESTS, Request, Sending};
use crate::clock::Clock;
use crate::egress::{Egress, NoAnswer};
use crate::ids::{JobId, TenantId};
use crate::settings::{self, ChannelAccount, ConnectionKind, Kept};
use crate::store::Store;
use crate::work::{Asked, Failed, Outlet};

/// How long a provider may take to answer, in seconds.
const LONGEST: Secs = Secs(20);

/// The largest answer that is read, in bytes.
const LARGEST: u32 = 1024 * 1024;

/// By what a provider knows that the same is sent again.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// Sends messages by the channels of this server.
pub struct ChannelOutlet {
    channels: Channels,
    egress: Egress,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
}

/// How many of the requests of one message are done, when there are several.
#[derive(Serialize, Deserialize)]
struct Progress {
    id: String,
    done: usize,
    params: Map,
}

impl Kept for Progress {
    const KIND: &'static str = "channel-progress";

    fn id(&self) -> &str {
        &self.id
    }
}

impl ChannelOutlet {
    /// An outlet for these channels.
    pub fn new(
        channels: Channels,
        egress: Egress,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
    ) -> ChannelOutlet {
        ChannelOutlet { channels, egress, store, clock }
    }

    /// Sends the requests of one message after another, from the first that is not known to be done.
    async fn send_all(
        &self,
        asked: &Asked<'_>,
        channel: &dyn Channel,
        account: &ChannelAccount,
        message: &SendMessage,
    ) -> Result<Map, Failed> {
        let key = key_of(asked.idempotency_key);
        let reference = reference_of(asked);
        let sending = Sending {
            connection: &asked.connection.id,
            account,
            message,
            key: &key,
            reference: &reference,
            now: self.clock.now(),
        };
        let requests = channel.send(&sending)?;
        if requests.is_empty() || requests.len() > MOST_REQUESTS {
            let why = format!("A message becomes 1 to {MOST_REQUESTS} requests.");
            return Err(Failed::finally(why));
        }
        let is_several = requests.len() > 1;
        let (mut progress, mut version) = match is_several {
            true => self.progress(asked.tenant, &key).await?,
            false => (Progress { id: key.clone(), done: 0, params: Map::new() }, 0),
        };
        let count = requests.len();
        for (at, request) in requests.into_iter().enumerate().skip(progress.done) {
            let key = if at == 0 { key.clone() } else { format!("{key}-{}", at + 1) };
            let params = self.send_one(asked.tenant, channel, account, request, &key).await?;
            // The first part's id is the message's.
            if at == 0 {
                progress.params = params;
            }
            progress.done = at + 1;
            if is_several && progress.done < count {
                let (store, now) = (&*self.store, self.clock.now());
                let kept = settings::write(store, asked.tenant, &progress, version, now).await;
                version = kept.map_err(|error| Failed::for_now(error.to_string()))?;
            }
        }
        if version > 0 {
            let (store, now) = (&*self.store, self.clock.now());
            let gone = settings::remove::<Progress>(store, asked.tenant, &key, version, now).await;
            if let Err(error) = gone {
                tracing::warn!(%error, "how far a message had come is still noted");
            }
        }
        Ok(progress.params)
    }

    async fn progress(&self, tenant: TenantId, key: &str) -> Result<(Progress, u64), Failed> {
        let found = settings::read::<Progress>(&*self.store, tenant, key).await;
        let found = found.map_err(|error| Failed::for_now(error.to_string()))?;
        Ok(found.unwrap_or((Progress { id: key.to_owned(), done: 0, params: Map::new() }, 0)))
    }

    async fn send_one(
        &self,
        tenant: TenantId,
        channel: &dyn Channel,
        account: &ChannelAccount,
        mut request: Request,
        key: &str,
    ) -> Result<Map, Failed> {
        if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(IDEMPOTENCY_KEY)) {
            request = request.with_header(IDEMPOTENCY_KEY, key);
        }
        match asked(&self.egress, tenant, account, &request, LONGEST).await {
            Ok(answer) => channel.sent(&answer),
            Err(none) => {
                let is_unsure = !matches!(none.failure, HttpFailure::Refused(_));
                let is_temporary = none.was_unheard || (is_unsure && channel.repeats_when_unsure());
                let why = none.failure.sentence().to_string();
                Err(Failed { why, is_temporary, ..Failed::default() })
            }
        }
    }
}

#[async_trait::async_trait]
impl Outlet for ChannelOutlet {
    async fn send(&self, asked: &Asked<'_>, message: &SendMessage) -> Result<Map, Failed> {
        let ConnectionKind::Channel(account) = &asked.connection.kind else {
            return Err(Failed::finally("This connection is no message channel."));
        };
        let channel = self.channels.get(&account.channel).ok_or_else(|| {
            Failed::finally(format!("Nobody here knows the channel {}.", account.channel))
        })?;
        let mut params = self.send_all(asked, channel, account, message).await?;
        let from = [("To", &message.to), ("From", &message.from), ("Body", &message.body)];
        for (name, value) in from {
            if !params.contains(name) {
                params.insert(name, value.clone());
            }
        }
        Ok(params)
    }
}

/// Sends a request of a channel by the rules for outgoing requests. No secret of the account stands in
/// what comes back.
pub(crate) async fn asked(
    egress: &Egress,
    tenant: TenantId,
    account: &ChannelAccount,
    request: &Request,
    timeout: Secs,
) -> Result<Answer, NoAnswer> {
    let http = HttpRequest {
        method: request.method.clone(),
        url: request.url.clone(),
        content_type: request.content_type.clone(),
        body: request.body.clone(),
        headers: request.headers.iter().cloned().collect::<Map>(),
        timeout,
        max_bytes: LARGEST,
        account_credentials: false,
    };
    let hidden: Vec<String> = account.secrets.values().flatten().cloned().collect();
    let HttpReply { status, body, headers, .. } =
        egress.ask_as_it_is(tenant, &http, &hidden).await?;
    Ok(Answer { status, headers, body })
}

/// A message's key for strangers: the same each time, and nobody learns the execution's id from it.
fn key_of(job: &JobId) -> String {
    let digest = Sha256::digest(format!("message:{job}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// By what a provider names a message when it tells what became of it.
fn reference_of(asked: &Asked<'_>) -> String {
    let effect = asked.idempotency_key.0.rsplit(':').next().unwrap_or_default();
    match (asked.execution, effect.parse::<u32>()) {
        (Some(key), Ok(effect)) => format!("{key}-{effect}"),
        _ => String::new(),
    }
}

//! Egress: the one way by which this server asks strangers: HTTP requests and functions of flows, and
//! webhooks out.
//!
//! A flow may come from anybody, and what it asks for is asked from this machine. So every request,
//! and every step of a redirect, is judged by [`EgressRules`] before a name is looked up, once more when
//! its addresses are known, and goes to those addresses and no others. What comes back is bounded in
//! time, in size after unpacking, and in headers. Secrets are put in right before a request leaves and
//! are masked in everything that comes back.
//!
//! What is not here: proxies, cookies, and retries.

mod address;
mod answer;
mod asking;
mod breaker;
mod client;
mod headers;
mod resolver;
mod rules;
mod secrets;
mod site;
mod target;
mod vault;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use centralita_engine::exec::{HttpFailure, HttpReply, HttpRequest};
use reqwest::{Client, Method, Response};

pub use resolver::{Lookup, SystemLookup};
pub use rules::EgressRules;
pub use secrets::{NoSecrets, Secrets};
pub use site::{NoSite, Site};
pub use vault::Vault;

pub(crate) use secrets::{Revealed, Spelling};

use asking::Asking;
use breaker::Breaker;
use resolver::Fenced;

use crate::ids::TenantId;

/// The most redirects that are followed.
const MOST_REDIRECTS: usize = 3;

/// Why there can be no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EgressError {
    /// TLS could not be set up.
    #[error("No connection by TLS can be made: {0}")]
    Tls(String),
    /// The client could not be made.
    #[error("No requests can be made: {0}")]
    Client(String),
}

/// Why a request has no answer, and whether it can have been heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoAnswer {
    /// What the flow is told.
    pub failure: HttpFailure,
    /// Nobody was there to hear it: asking again in a moment may help and does nothing twice.
    pub was_unheard: bool,
}

impl From<HttpFailure> for NoAnswer {
    fn from(failure: HttpFailure) -> NoAnswer {
        NoAnswer { failure, was_unheard: false }
    }
}

/// Asks strangers.
#[derive(Clone)]
pub struct Egress {
    rules: Arc<EgressRules>,
    secrets: Arc<dyn Secrets>,
    breaker: Breaker,
    usual: Client,
    /// For ports with rules of their own.
    by_port: BTreeMap<u16, Client>,
}

impl Egress {
    /// A client under these rules.
    ///
    /// # Errors
    /// When the system has no means for it.
    pub fn new(rules: EgressRules, secrets: Arc<dyn Secrets>) -> Result<Egress, EgressError> {
        Egress::with_lookup(rules, secrets, Arc::new(SystemLookup))
    }

    /// A client that looks names up in its own way.
    ///
    /// # Errors
    /// As [`Egress::new`].
    pub fn with_lookup(
        rules: EgressRules,
        secrets: Arc<dyn Secrets>,
        lookup: Arc<dyn Lookup>,
    ) -> Result<Egress, EgressError> {
        let rules = Arc::new(rules);
        let tls = client::tls()?;
        let client_for = |port| {
            let (lookup, rules) = (Arc::clone(&lookup), Arc::clone(&rules));
            client::new(tls.clone(), Fenced { lookup, rules, port })
        };
        let usual = client_for(None)?;
        let by_port = rules.named_ports().map(|port| Ok((port, client_for(Some(port))?)));
        let by_port = by_port.collect::<Result<_, EgressError>>()?;
        let pause = Duration::from_secs(u64::from(rules.pause.0));
        let breaker = Breaker::new(rules.failures_in_a_row, pause);
        Ok(Egress { rules, secrets, breaker, usual, by_port })
    }

    /// The rules.
    pub fn rules(&self) -> &EgressRules {
        &self.rules
    }

    /// Sends a request of a tenant's flow.
    ///
    /// # Errors
    /// When there is no answer, in words for the flow's author.
    pub async fn send(
        &self,
        tenant: TenantId,
        request: &HttpRequest,
    ) -> Result<HttpReply, HttpFailure> {
        self.ask(tenant, request).await.map_err(|none| none.failure)
    }

    /// As [`Egress::send`], and says of a failure whether asking again may help.
    ///
    /// # Errors
    /// As [`Egress::send`].
    pub async fn ask(
        &self,
        tenant: TenantId,
        request: &HttpRequest,
    ) -> Result<HttpReply, NoAnswer> {
        let mut revealed = self.revealed(tenant);
        let asked = self.ask_with(request, &mut revealed).await;
        asked.map_err(|none| NoAnswer { failure: masked(none.failure, &revealed), ..none })
    }

    /// Sends a request of this server's own, such as a message: by the same rules, but nothing in it is a
    /// reference to a secret, no redirect is followed, and a host that fails is not left alone for it, since
    /// whoever asks waits longer each time.
    ///
    /// # Errors
    /// As [`Egress::ask`]; `hidden` stands in no sentence.
    pub async fn ask_as_it_is(
        &self,
        tenant: TenantId,
        request: &HttpRequest,
        hidden: &[String],
    ) -> Result<HttpReply, NoAnswer> {
        let mut revealed = Revealed::literal(tenant);
        for secret in hidden {
            revealed.keep(secret.clone());
        }
        let limit = request.timeout.0.clamp(1, self.rules.longest.0.max(1));
        let most = request.max_bytes.min(self.rules.largest_bytes) as usize;
        let asked = async {
            let asking = Asking::of(request, &self.rules, &mut revealed)?;
            let response = self.request(&asking).send().await;
            let response = response.map_err(|error| answer::none(&error))?;
            answer::received(response, most, &revealed).await
        };
        let limit = Duration::from_secs(u64::from(limit));
        let asked = tokio::time::timeout(limit, asked).await;
        let asked = asked.unwrap_or_else(|_| Err(HttpFailure::TimedOut.into()));
        asked.map_err(|none| NoAnswer { failure: masked(none.failure, &revealed), ..none })
    }

    /// What a tenant's secrets are put in with.
    pub(crate) fn revealed(&self, tenant: TenantId) -> Revealed<'_> {
        Revealed::new(&*self.secrets, tenant)
    }

    async fn ask_with(
        &self,
        request: &HttpRequest,
        revealed: &mut Revealed<'_>,
    ) -> Result<HttpReply, NoAnswer> {
        let asking = Asking::of(request, &self.rules, revealed)?;
        let limit = request.timeout.0.clamp(1, self.rules.longest.0.max(1));
        let most = request.max_bytes.min(self.rules.largest_bytes) as usize;
        let limit = Duration::from_secs(u64::from(limit));
        match tokio::time::timeout(limit, self.follow(asking, most, revealed)).await {
            Ok(answered) => answered,
            Err(_) => Err(HttpFailure::TimedOut.into()),
        }
    }

    /// Asks, and follows redirects.
    async fn follow(
        &self,
        mut asking: Asking,
        most: usize,
        revealed: &Revealed<'_>,
    ) -> Result<HttpReply, NoAnswer> {
        for _ in 0..=MOST_REDIRECTS {
            let response = self.once(&asking, revealed.tenant()).await?;
            let Some(location) = answer::location(&response) else {
                return answer::received(response, most, revealed).await;
            };
            let next = asking
                .target
                .next(&location, &self.rules)
                .map_err(|why| refused(format!("{} leads on, but {why}", asking.target.host())))?;
            asking = asking.led_to(next, response.status())?;
        }
        let host = asking.target.host();
        let why = format!("it leads on more than {MOST_REDIRECTS} times, at last to {host}.");
        Err(HttpFailure::Unreachable(why.into()).into())
    }

    /// Asks once.
    async fn once(&self, asking: &Asking, tenant: TenantId) -> Result<Response, NoAnswer> {
        let target = &asking.target;
        // What one tenant asks of a host is no reason to keep another from it.
        let host = format!("{tenant} {}", target.authority());
        let attempt = self.breaker.attempt(&host).map_err(|left| {
            let why = format!(
                "{} did not answer several times in a row; it is asked again in {} seconds.",
                target.host(),
                left.as_secs().max(1)
            );
            HttpFailure::Unreachable(why.into())
        })?;
        match self.request(asking).send().await {
            Ok(response) => {
                attempt.answered();
                Ok(response)
            }
            Err(error) => {
                let none = answer::none(&error);
                match none.failure {
                    HttpFailure::Refused(_) => attempt.forgiven(),
                    _ => attempt.failed(),
                }
                Err(none)
            }
        }
    }
    /// The request as it leaves.
    fn request(&self, asking: &Asking) -> reqwest::RequestBuilder {
        let target = &asking.target;
        let client = self.by_port.get(&target.port()).unwrap_or(&self.usual);
        let mut request = client
            .request(asking.method.clone(), target.url.clone())
            .headers(asking.headers.clone());
        // Some firewalls turn away a GET that says how long its body is, were it 0.
        if !asking.body.is_empty()
            || !(asking.method == Method::GET || asking.method == Method::HEAD)
        {
            request = request.body(asking.body.clone());
        }
        request
    }
}

fn refused(why: String) -> HttpFailure {
    HttpFailure::Refused(why.into())
}

fn masked(failure: HttpFailure, revealed: &Revealed<'_>) -> HttpFailure {
    match failure {
        HttpFailure::Refused(why) => HttpFailure::Refused(revealed.masked(&why).into()),
        HttpFailure::Unreachable(why) => HttpFailure::Unreachable(revealed.masked(&why).into()),
        other => other,
    }
}

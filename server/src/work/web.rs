//! HTTP requests and functions.

use centralita_engine::exec::{
    CallFunction, EffectId, Event as Said, HttpReply, HttpRequest, param,
};
use centralita_engine::{Map, Secs, Text, Value};
use centralita_project::answered;
use centralita_widgets::connect::form::form;
use sha2::{Digest, Sha256};

use super::Shop;
use super::perform::Came;
use crate::driver::DriverError;
use crate::egress::{NoAnswer, Spelling};
use crate::ids::TenantId;
use crate::store::Claimed;

/// How often a request is made that nobody hears, or that somebody is too busy for.
const MOST_ATTEMPTS: u32 = 3;

/// The longest that a busy service is believed when it says how long to wait: a caller may be waiting.
const LONGEST_WAIT: Secs = Secs(10);

/// By what a service knows that the same is asked again.
const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

impl Shop {
    /// Makes an HTTP request.
    pub(super) async fn http(
        &self,
        job: &Claimed,
        effect: EffectId,
        mut request: HttpRequest,
    ) -> Result<Came, DriverError> {
        if !self.is_waited_for(job, effect).await? {
            return Ok(Came::Done);
        }
        let is_key = |(name, _): (&Text, &Value)| name.eq_ignore_ascii_case(IDEMPOTENCY_KEY);
        if !request.headers.iter().any(is_key) {
            request.headers.insert(IDEMPOTENCY_KEY, key_of(job));
        }
        let answered = self.hands.egress.ask(job.tenant, &request).await;
        Ok(came_of(job, effect, answered))
    }

    /// Calls a function: the project's own when it has one of that name, else the one on the web.
    pub(super) async fn function(
        &self,
        job: &Claimed,
        effect: EffectId,
        call: CallFunction,
    ) -> Result<Came, DriverError> {
        if !self.hands.functions.has(&call.url) {
            return self.http(job, effect, posted(&call)).await;
        }
        if !self.is_waited_for(job, effect).await? {
            return Ok(Came::Done);
        }
        let reply = self.local(job.tenant, call).await;
        Ok(Came::Event(Said::Replied { answers: effect, reply: reply.map_err(|no| no.failure) }))
    }

    async fn local(&self, tenant: TenantId, mut call: CallFunction) -> Result<HttpReply, NoAnswer> {
        let mut revealed = self.hands.egress.revealed(tenant);
        let mut parameters = Map::new();
        for (name, value) in call.parameters.iter() {
            let value = match value {
                Value::Text(text) => Value::from(revealed.text(text, Spelling::Plain)?),
                other => other.clone(),
            };
            parameters.insert(name.clone(), value);
        }
        call.parameters = parameters;
        let most = call.max_bytes as usize;
        let functions = self.hands.functions.clone();
        let now = self.driver.clock.now();
        // A function may compute for a while; nobody else waits for it meanwhile.
        let reply = tokio::task::spawn_blocking(move || answered(&functions, &call, now)).await;
        let reply = match reply {
            Ok(Some(reply)) => reply?,
            Ok(None) | Err(_) => {
                let why = "the function broke off.";
                return Err(centralita_engine::exec::HttpFailure::Unreachable(why.into()).into());
            }
        };
        if reply.body.len() > most {
            return Err(centralita_engine::exec::HttpFailure::TooLarge.into());
        }
        Ok(HttpReply { body: revealed.masked_answer(&reply.body).into(), ..reply })
    }
}

/// A job's idempotency key for strangers: the same each time, and nobody learns the execution's id from
/// it, by which a call on the phone page is known.
fn key_of(job: &Claimed) -> String {
    let digest = Sha256::digest(format!("idempotency:{}", job.id));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A function on the web is asked as the vendor asks it: its parameters as a form.
fn posted(call: &CallFunction) -> HttpRequest {
    let rows: Vec<(Text, Value)> =
        call.parameters.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    HttpRequest {
        method: "POST".into(),
        url: call.url.clone(),
        content_type: "application/x-www-form-urlencoded".into(),
        body: form(&rows).into(),
        timeout: call.timeout,
        max_bytes: call.max_bytes,
        ..HttpRequest::default()
    }
}

/// What came of a request: nobody heard it, or somebody is too busy, and it is made again; or this is
/// the answer.
fn came_of(job: &Claimed, effect: EffectId, answered: Result<HttpReply, NoAnswer>) -> Came {
    let is_last = job.attempts + 1 >= MOST_ATTEMPTS;
    let reply = match answered {
        Err(none) if none.was_unheard && !is_last => {
            return Came::Again { after: None, why: none.failure.sentence().to_string() };
        }
        Ok(reply) if reply.status == 429 && !is_last => {
            let wait = param(&reply.headers, "retry-after").and_then(|text| text.parse().ok());
            let after = wait.map(|secs: u32| Secs(secs.min(LONGEST_WAIT.0)));
            return Came::Again { after, why: "The other side is too busy (429).".into() };
        }
        answered => answered.map_err(|none| none.failure),
    };
    Came::Event(Said::Replied { answers: effect, reply })
}

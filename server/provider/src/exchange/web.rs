//! Requests to whoever gives instructions: what they say, how they are signed, when they go out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Exchange;
use super::address::{Overrides, overrides, without_user};
use super::answer::{Failure, Outcome};
use super::call::{CallId, Target};
use super::timer::Timer;
use crate::form::Form;
use crate::hostility::Loss;
use crate::profile::Scheme;
use crate::seed::Seed;
use crate::sid::idempotency_token;
use crate::signature::{ed25519, signature};
use crate::transcript::{Entry, Purpose};

/// Which request of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(u64);

/// One HTTP request, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Which it is.
    pub id: RequestId,
    /// `GET` or `POST`.
    pub method: String,
    /// Where it goes, query included, without fragment and user.
    pub url: String,
    /// The body of a `POST`, form-encoded; empty for `GET`.
    pub body: String,
    /// Its headers, besides those that HTTP itself needs.
    pub headers: Vec<(String, String)>,
    /// Whether its answer is lost on purpose.
    pub loss: Loss,
    /// What it is for.
    pub purpose: Purpose,
    /// The longest wait for its answer, in milliseconds of the wall clock.
    pub limit_millis: u64,
}

/// Whom a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Call(CallId),
    Message(usize),
}

/// A request that is on its way, or kept back.
#[derive(Clone, Debug)]
pub(crate) struct Outstanding {
    pub request: Request,
    pub owner: Owner,
    pub purpose: Purpose,
    /// The address as it was given, fragment included.
    pub target: Target,
    pub form: Form,
    pub token: String,
    pub attempt: u32,
    pub retries_left: u32,
    pub retry_on: Vec<String>,
    pub is_repeat: bool,
    pub latency_millis: u64,
    pub sent_at_millis: u64,
    pub is_due: bool,
    pub outcome: Option<(Outcome, u64)>,
}

impl Outstanding {
    pub(crate) fn should_retry(&self, outcome: &Outcome) -> bool {
        let on = |what: &str| self.retry_on.iter().any(|one| one == what || one == "all");
        self.retries_left > 0
            && match outcome {
                Outcome::Failed(Failure::Connect(_)) => on("ct"),
                Outcome::Failed(Failure::Late | Failure::Broken(_)) => on("rt"),
                Outcome::Failed(Failure::Lost) => false,
                Outcome::Answered(answer) => match answer.status {
                    400..=499 => on("4xx"),
                    500..=599 => on("5xx"),
                    _ => false,
                },
            }
    }
}

impl Exchange {
    /// The next request to send.
    pub fn take_request(&mut self) -> Option<Request> {
        let id = self.outbox.pop_front()?;
        self.outstanding.get(&id).map(|one| one.request.clone())
    }

    /// Asks or tells `target` something; `form` is said besides nothing else.
    pub(crate) fn send(
        &mut self,
        owner: Owner,
        purpose: Purpose,
        target: &Target,
        mut form: Form,
        after_millis: u64,
    ) -> RequestId {
        let (whose, which) = self.count_webhook(owner);
        let settings = &self.settings;
        let fate = settings.hostility.fate(settings.seed, whose, which, !purpose.is_question());
        if fate.has_unknown_parameter {
            form.add("FutureParameter", "né & + new");
        }
        let mut latency = Seed::of(&[settings.seed, 0x6c61_7465, whose, which]);
        let (low, high) = settings.latency_millis;
        let latency_millis = latency.between(low, high);
        let Overrides { retries, retry_on, limit_millis } =
            overrides(&target.url, settings.answer_limit_millis);
        self.requests += 1;
        let id = RequestId(self.requests);
        let token_seed = Seed::of(&[settings.seed, whose, which]).number();
        let token = idempotency_token(token_seed, which);
        let mut request = self.signed(id, purpose, target, &form, &token, fate.loss, owner);
        request.limit_millis = limit_millis;
        let one = Outstanding {
            request,
            owner,
            purpose,
            target: target.clone(),
            form,
            token,
            attempt: 1,
            retries_left: retries,
            retry_on,
            is_repeat: false,
            latency_millis,
            sent_at_millis: self.now_millis,
            is_due: false,
            outcome: None,
        };
        self.outstanding.insert(id, one);
        let delay_millis = after_millis + fate.held_millis;
        match delay_millis {
            0 => self.post(id),
            _ => self.set_timer(delay_millis, Timer::Send(id)),
        }
        for repeat_after_millis in fate.repeats_after_millis {
            let copy = self.repeat(id);
            self.set_timer(delay_millis + repeat_after_millis, Timer::Send(copy));
        }
        id
    }

    /// Puts a request on the wire.
    pub(crate) fn post(&mut self, id: RequestId) {
        let now_millis = self.now_millis;
        let Some(one) = self.outstanding.get_mut(&id) else { return };
        one.sent_at_millis = now_millis;
        let latency_millis = one.latency_millis;
        self.outbox.push_back(id);
        self.set_timer(latency_millis, Timer::Arrive(id));
    }

    /// The same request once more, with the same token.
    fn repeat(&mut self, id: RequestId) -> RequestId {
        self.requests += 1;
        let copy = RequestId(self.requests);
        if let Some(mut one) = self.outstanding.get(&id).cloned() {
            one.request.id = copy;
            one.request.loss = Loss::None;
            one.is_repeat = true;
            one.attempt += 1;
            self.outstanding.insert(copy, one);
        }
        copy
    }

    /// Asks the same again after nothing, or nothing good, came back.
    pub(crate) fn ask_again(&mut self, mut one: Outstanding) {
        self.requests += 1;
        let id = RequestId(self.requests);
        let before = one.request.id;
        one.request.id = id;
        one.request.loss = Loss::None;
        one.attempt += 1;
        one.is_due = false;
        one.outcome = None;
        if let Owner::Call(call) = one.owner {
            self.fetch_goes_on(call, before, id);
        }
        self.outstanding.insert(id, one);
        self.post(id);
    }

    fn count_webhook(&mut self, owner: Owner) -> (u64, u64) {
        match owner {
            Owner::Call(id) => {
                let call = &mut self.calls[id];
                call.webhooks += 1;
                (call.ordinal, call.webhooks)
            }
            Owner::Message(index) => {
                self.requests += 1;
                // Far from the numbers of calls.
                ((1 << 40) + index as u64, self.requests)
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a request, each of another kind")]
    fn signed(
        &self,
        id: RequestId,
        purpose: Purpose,
        target: &Target,
        form: &Form,
        token: &str,
        loss: Loss,
        owner: Owner,
    ) -> Request {
        let (mut url, user) = without_user(target.url.split('#').next().unwrap_or_default());
        let is_get = target.method == "GET";
        if is_get && !form.is_empty() {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&form.encode());
        }
        let (method, body, signed_form) = match is_get {
            true => ("GET", String::new(), Form::new()),
            false => ("POST", form.encode(), form.clone()),
        };
        let mut headers = vec![
            ("I-Twilio-Idempotency-Token".to_owned(), token.to_owned()),
            ("User-Agent".to_owned(), "TwilioProxy/1.1".to_owned()),
            ("Accept".to_owned(), "*/*".to_owned()),
        ];
        match self.settings.profile.scheme {
            Scheme::Hmac(name) => {
                let value = signature(&self.settings.token, &url, &signed_form);
                headers.push((name.to_owned(), value));
            }
            Scheme::Ed25519 => {
                let seconds = self.settings.begins_at_seconds + (self.now_millis / 1000) as i64;
                let value = ed25519(&self.settings.token, seconds, &body);
                headers.push(("telnyx-signature-ed25519".to_owned(), value));
                headers.push(("telnyx-timestamp".to_owned(), seconds.to_string()));
            }
        }
        if !is_get {
            let kind = "application/x-www-form-urlencoded; charset=UTF-8";
            headers.push(("Content-Type".to_owned(), kind.to_owned()));
        }
        if let Some(user) = user {
            headers.push(("Authorization".to_owned(), format!("Basic {}", STANDARD.encode(user))));
        }
        if let Owner::Call(call) = owner {
            let cookies: Vec<String> = self.calls[call]
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            if !cookies.is_empty() {
                headers.push(("Cookie".to_owned(), cookies.join("; ")));
            }
        }
        let method = method.to_owned();
        Request { id, method, url, body, headers, loss, purpose, limit_millis: 0 }
    }

    /// Writes a line into the transcript it belongs to.
    pub(crate) fn write(&mut self, owner: Owner, entry: Entry) {
        let now_millis = self.now_millis;
        match owner {
            Owner::Call(id) => self.calls[id].note(now_millis, entry),
            Owner::Message(index) => self.message_transcript(index).add(now_millis, entry),
        }
    }
}

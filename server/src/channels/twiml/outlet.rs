//! The outlet of a provider that speaks TwiML: messages, calls, and what is done to calls, by its REST.

use std::sync::Arc;

use centralita_engine::Map;
use centralita_engine::exec::{PlaceCall, RecordCall, Say, SendMessage};

use super::render::Site;
use super::request::CallStatus;
use super::rest::{
    Account, CallFacts, Client, Failure, FailureKind, NewCall, NewMessage, RestRequest, Update,
    create_call, create_message, fetch_call, start_recording, stop_recording, update_call,
};
use crate::line::document::{Document, Link, Verb};
use crate::settings::ConnectionKind;
use crate::work::{Asked, Failed, Outlet, RingWorker};
use centralita_engine::Secs;
use centralita_engine::exec::{Gather, Prompt};

/// How long a worker is asked, in seconds, once the telephone was answered.
const DECIDING: u32 = 10;

/// Providers that speak TwiML, all of them.
pub struct TwimlOutlet {
    client: Client,
    public: Arc<str>,
}

impl TwimlOutlet {
    /// An outlet whose providers reach this server at `public`.
    ///
    /// # Errors
    /// When no secure connections can be made on this machine.
    pub fn new(public: Arc<str>) -> Result<TwimlOutlet, Failure> {
        Ok(TwimlOutlet { client: Client::new()?, public })
    }

    fn account(&self, asked: &Asked<'_>) -> Result<Account, Failed> {
        let ConnectionKind::Twiml(account) = &asked.connection.kind else {
            return Err(Failed::finally("This connection is no provider's account."));
        };
        Account::of(account).map_err(Failed::finally)
    }

    fn site(&self, asked: &Asked<'_>) -> Site {
        Site::at(&format!("{}/line/{}", self.public, asked.connection.id))
    }

    /// The whole address where the provider tells how it goes on; empty when nobody wants to know.
    fn status(&self, asked: &Asked<'_>) -> String {
        asked.status.as_ref().map_or_else(String::new, |link| self.site(asked).url(link))
    }

    async fn perform(&self, account: &Account, request: &RestRequest) -> Result<Map, Failed> {
        match self.client.perform(account.profile, request).await {
            Ok(answer) => Ok(answer.params()),
            Err(failure) => Err(failed(&failure)),
        }
    }
}

fn failed(failure: &Failure) -> Failed {
    let after = match failure.kind {
        FailureKind::TooMany { after_secs } => after_secs.map(Secs),
        _ => None,
    };
    Failed {
        why: failure.message.to_string(),
        params: failure.params(),
        is_temporary: failure.is_worth_repeating() && !failure.may_have_been_done(),
        after,
    }
}

#[async_trait::async_trait]
impl Outlet for TwimlOutlet {
    async fn send(&self, asked: &Asked<'_>, message: &SendMessage) -> Result<Map, Failed> {
        let account = self.account(asked)?;
        let status = self.status(asked);
        let request = create_message(&account, &NewMessage { message, status: &status });
        let mut params = self.perform(&account, &request).await?;
        if let Some(sid) = params.get("Sid").cloned() {
            params.insert("MessageSid", sid);
        }
        Ok(params)
    }

    async fn place(&self, asked: &Asked<'_>, call: &PlaceCall) -> Result<Map, Failed> {
        let account = self.account(asked)?;
        let Some(key) = asked.execution else {
            return Err(Failed::finally("A call needs an execution."));
        };
        let begin = Link(format!("/call/{key}/0/{}", crate::line::call::Point::Waiting.word()));
        let (url, status) = (self.site(asked).url(&begin), self.status(asked));
        let new = NewCall { call, url: &url, status: &status, fallback: "" };
        with_call_sid(self.perform(&account, &create_call(&account, &new)).await?)
    }

    async fn record_call(
        &self,
        asked: &Asked<'_>,
        call: &str,
        record: &RecordCall,
    ) -> Result<Map, Failed> {
        let account = self.account(asked)?;
        let request = match record.start {
            true => start_recording(&account, call, &record.settings, &self.status(asked)),
            false => stop_recording(&account, call, None),
        };
        self.perform(&account, &request).await
    }

    async fn hang_up(&self, asked: &Asked<'_>, call: &str) -> Result<(), Failed> {
        let account = self.account(asked)?;
        let request = update_call(&account, call, Update::End);
        match self.client.perform(account.profile, &request).await {
            Ok(_) => Ok(()),
            // What is over is ended.
            Err(failure) if failure.kind == FailureKind::NotFound => Ok(()),
            Err(failure) => Err(failed(&failure)),
        }
    }

    async fn fetch(&self, asked: &Asked<'_>, call: &str, from: &Link) -> Result<(), Failed> {
        let account = self.account(asked)?;
        let url = self.site(asked).url(from);
        let request = update_call(&account, call, Update::Ask(&url));
        self.perform(&account, &request).await.map(|_| ())
    }

    async fn ask_after(&self, asked: &Asked<'_>, call: &str) -> Result<Option<Map>, Failed> {
        let account = self.account(asked)?;
        let request = fetch_call(&account, call);
        let status = match self.client.perform(account.profile, &request).await {
            Ok(answer) => CallFacts::read(&answer).status,
            // A call that a provider does not know any more is over.
            Err(failure) if failure.kind == FailureKind::NotFound => CallStatus::Completed,
            // Who only asks can ask again, also when nobody knows whether the last question arrived.
            Err(failure) => {
                let is_temporary = failure.is_worth_repeating();
                return Err(Failed { is_temporary, ..failed(&failure) });
            }
        };
        Ok(Some(Map::from_iter([("CallSid", call), ("CallStatus", status.word())])))
    }

    async fn ring(&self, asked: &Asked<'_>, worker: &RingWorker) -> Result<Map, Failed> {
        let account = self.account(asked)?;
        // The provider asks what to do when the worker answers, and is told who calls.
        let url = self.site(asked).url(&Link(worker.answers.0.replace("/answer", "/asked")));
        let url = format!("{url}?{}", briefed(&worker.briefing));
        let call = PlaceCall {
            from: worker.from.clone(),
            to: worker.to.clone(),
            timeout: worker.timeout,
            record: false,
            settings: Map::new(),
        };
        let status = self.status(asked);
        let new = NewCall { call: &call, url: &url, status: &status, fallback: "" };
        with_call_sid(self.perform(&account, &create_call(&account, &new)).await?)
    }
}

/// The briefing as the query of the address that asks for it: the provider signs the address.
fn briefed(words: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("briefing", words).finish()
}

fn with_call_sid(mut params: Map) -> Result<Map, Failed> {
    if let Some(sid) = params.get("Sid").cloned() {
        params.insert("CallSid", sid);
    }
    Ok(params)
}

/// What a worker hears who has answered the telephone.
pub fn worker_is_asked(briefing: &str, next: Link) -> Document {
    let text = format!("A call for you. {briefing} Press 1 to take it.");
    let say = Say { text: text.into(), times: 2, ..Say::default() };
    let gather = Gather {
        prompt: Some(Prompt::Say(say)),
        timeout: Secs(DECIDING),
        finish_on_key: "".into(),
        digits: Some(1),
        speech: None,
        sensitive: false,
    };
    Document::of([Verb::Gather { gather, next }])
}

//! Documents: how they are asked for, and what comes instead of them.

use super::Exchange;
use super::answer::{Answer, Failure, Outcome};
use super::call::{CallId, Doing, Target};
use super::run::{one_verb, post_or};
use super::web::{Outstanding, Owner, RequestId};
use crate::fault::Fault;
use crate::form::Form;
use crate::transcript::{Entry, Purpose};
use crate::twiml::{Document, Place};

/// The most addresses that one request may be sent on to.
const MOST_HOPS: u8 = 10;

impl Exchange {
    /// Asks an address what a call does next, in the document that is on top.
    pub(crate) fn fetch(&mut self, id: CallId, target: &Target, extra: &Form) {
        self.calls[id].hops = 0;
        self.fetch_on(id, target, extra);
    }

    fn fetch_on(&mut self, id: CallId, target: &Target, extra: &Form) {
        let place = self.calls[id].frames.last().map_or(Place::Call, |frame| frame.place);
        let purpose = match place {
            Place::Call | Place::Message if extra.get("ErrorCode").is_some() => Purpose::Fallback,
            Place::Call | Place::Message => Purpose::Instructions,
            Place::QueueWait | Place::RoomWait => Purpose::Wait,
            Place::Whisper => Purpose::Whisper,
        };
        let mut form = self.call_form(id);
        form.extend(extra);
        if place == Place::QueueWait {
            form.extend(&self.queue_form(id));
        }
        self.calls[id].asked = (target.url.clone(), purpose == Purpose::Fallback);
        let request = self.send(Owner::Call(id), purpose, target, form, 0);
        self.do_now(id, Doing::Fetching(request));
    }

    /// Asks an address that stands in a document of the call; relative ones are resolved.
    pub(crate) fn fetch_relative(&mut self, id: CallId, url: &str, method: &str, extra: &Form) {
        match self.resolve(id, url) {
            Some(url) => self.fetch(id, &Target { url, method: post_or(method) }, extra),
            None => self.instructions_failed(id, 11100, "an address of a document has no host"),
        }
    }

    /// An address of a document as an absolute one; `None`, with a fault, where that cannot be.
    pub(crate) fn resolve(&mut self, id: CallId, url: &str) -> Option<String> {
        if url.starts_with("http://") || url.starts_with("https://") {
            return Some(url.to_owned());
        }
        let source = self.calls[id].frames.last().map(|frame| frame.source.url.clone());
        let base = source.filter(|source| !source.is_empty());
        let made = base.and_then(|base| url::Url::parse(&base).ok()?.join(url).ok());
        if made.is_none() {
            let words = format!("{url:?} is relative, and the document came without an address");
            self.fault(id, Fault::coded(11100, words));
        }
        made.map(Into::into)
    }

    /// What every request about a call says.
    pub(crate) fn call_form(&self, id: CallId) -> Form {
        let call = &self.calls[id];
        let parent = call.parent.map(|parent| &self.calls[parent].sid);
        let mut form = call.form(self.settings.account.as_str(), parent);
        for (name, value) in self.settings.profile.extra {
            form.add(*name, *value);
        }
        form
    }

    /// A request of a fetch goes out under another id.
    pub(crate) fn fetch_goes_on(&mut self, id: CallId, before: RequestId, now: RequestId) {
        let call = &mut self.calls[id];
        if matches!(call.doing, Doing::Fetching(request) if request == before) {
            call.doing = Doing::Fetching(now);
        }
    }

    pub(crate) fn document_came(
        &mut self,
        id: CallId,
        request: RequestId,
        one: &Outstanding,
        outcome: Outcome,
    ) {
        if !matches!(self.calls[id].doing, Doing::Fetching(waiting) if waiting == request) {
            let words = format!("the answer of {} came too late", one.request.url);
            self.write(Owner::Call(id), Entry::Note(words));
            return;
        }
        let url = one.request.url.clone();
        match outcome {
            Outcome::Failed(failure) => {
                let (code, words) = match failure {
                    Failure::Late => (11200, format!("{url} did not answer in time")),
                    Failure::Connect(why) => (11205, format!("{url} cannot be reached: {why}")),
                    Failure::Broken(why) => (11200, format!("{url} broke off: {why}")),
                    Failure::Lost => (11200, format!("the answer of {url} was lost")),
                };
                self.instructions_failed(id, code, &words);
            }
            Outcome::Answered(answer) => {
                self.take_cookies(id, &answer);
                self.take_document(id, one, answer);
            }
        }
    }

    fn take_cookies(&mut self, id: CallId, answer: &Answer) {
        for cookie in answer.cookies.iter().take(50) {
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.calls[id].cookies.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
    }

    fn take_document(&mut self, id: CallId, one: &Outstanding, answer: Answer) {
        let url = &one.request.url;
        if matches!(answer.status, 301 | 302 | 303 | 307 | 308) && !answer.location.is_empty() {
            self.follow(id, one, &answer);
            return;
        }
        if !(200..300).contains(&answer.status) {
            self.instructions_failed(id, 11200, &format!("{url} answers {}", answer.status));
            return;
        }
        let kind = answer.content_type.split(';').next().unwrap_or_default().trim().to_lowercase();
        let source = Target { url: one.target.url.clone(), method: one.request.method.clone() };
        let source =
            Target { url: source.url.split('#').next().unwrap_or_default().to_owned(), ..source };
        let document = match kind.as_str() {
            _ if answer.body.trim().is_empty() => Ok(Document::default()),
            "text/xml" | "application/xml" | "text/html" => Document::read(&answer.body),
            "text/plain" => Ok(one_verb("Say", &answer.body)),
            audio if audio.starts_with("audio/") => Ok(one_verb("Play", url)),
            other => {
                let words = format!("{url} answers with the content type {other:?}");
                self.instructions_failed(id, 12300, &words);
                return;
            }
        };
        let entry = Entry::Document { url: url.clone(), text: answer.body };
        self.write(Owner::Call(id), entry);
        match document {
            Ok(document) => self.begin_document(id, document, source),
            Err(error) => self.instructions_failed(id, 12100, &format!("{url}: {error}")),
        }
    }

    /// Follows a redirect of HTTP: most turn into a `GET` that says nothing.
    fn follow(&mut self, id: CallId, one: &Outstanding, answer: &Answer) {
        let hops = self.calls[id].hops.saturating_add(1);
        self.calls[id].hops = hops;
        let base = url::Url::parse(&one.request.url).ok();
        let target = base.and_then(|base| base.join(&answer.location).ok()).map(String::from);
        let Some(url) = target.filter(|_| hops <= MOST_HOPS) else {
            let words = format!("{} sends on and on, or nowhere", one.request.url);
            self.instructions_failed(id, 11215, &words);
            return;
        };
        let keeps = matches!(answer.status, 307 | 308);
        if !keeps && one.request.method == "POST" {
            let words = format!(
                "{} sends on with {}: what was said is lost",
                one.request.url, answer.status
            );
            self.fault(id, Fault::trap(words));
        }
        let method = if keeps { one.request.method.clone() } else { "GET".to_owned() };
        let form = if keeps { one.form.clone() } else { Form::new() };
        let target = Target { url, method };
        let request = self.send(Owner::Call(id), one.purpose, &target, form, 0);
        self.do_now(id, Doing::Fetching(request));
    }
}

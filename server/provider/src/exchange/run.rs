//! Documents: how they are asked for, taken and run, verb by verb.

use super::Exchange;
use super::activity::Sounds;
use super::answer::{Answer, Failure, Outcome};
use super::call::{CallId, CallStatus, Doing, Frame, Link, Target};
use super::web::{Outstanding, Owner, RequestId};
use crate::fault::Fault;
use crate::form::Form;
use crate::transcript::{Entry, Purpose};
use crate::twiml::{self, Document, Element, Place};

/// The most addresses that one request may be sent on to.
const MOST_HOPS: u8 = 10;

/// What a caller hears when nobody has instructions.
const SORRY: &str = "We are sorry, an application error has occurred. Goodbye.";

/// Whether the next verb runs at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    Next,
    Stop,
}

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
        call.form(self.settings.account.as_str(), parent)
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

    /// Judges a document and runs it in the frame on top.
    pub(crate) fn begin_document(&mut self, id: CallId, document: Document, source: Target) {
        let now_millis = self.now_millis;
        self.calls[id].documents += 1;
        let place = self.calls[id].frames.last().map_or(Place::Call, |frame| frame.place);
        for fault in twiml::check(&document, place, &self.settings.profile) {
            self.fault(id, fault);
        }
        if self.calls[id].documents > self.settings.most_documents {
            let words = format!(
                "more than {} documents: the call goes round for ever",
                self.settings.most_documents
            );
            self.fault(id, Fault::wrong(words));
            self.end_call(id, CallStatus::Completed, "provider");
            return;
        }
        let frame =
            Frame { place, verbs: document.verbs, next: 0, source, begun_millis: now_millis };
        let frames = &mut self.calls[id].frames;
        frames.pop();
        frames.push(frame);
        self.run(id);
    }

    /// Runs verbs until one takes time.
    pub(crate) fn run(&mut self, id: CallId) {
        loop {
            let call = &mut self.calls[id];
            if call.has_ended() {
                return;
            }
            call.turn += 1;
            call.doing = Doing::Nothing;
            let Some(frame) = call.frames.last_mut() else { return };
            let Some(verb) = frame.verbs.get(frame.next).cloned() else {
                self.document_is_over(id);
                return;
            };
            frame.next += 1;
            let waits = verb.name == "Dial" && verb.says("answerOnBridge", false);
            if verb.name != "Reject" && !waits {
                self.pick_up(id);
            }
            if self.perform(id, &verb) == Flow::Stop {
                return;
            }
        }
    }

    fn perform(&mut self, id: CallId, verb: &Element) -> Flow {
        let lacks = self.settings.profile.lacks(&verb.name);
        match verb.name.as_str() {
            name if lacks && self.settings.profile.is_strict => {
                self.instructions_failed(id, 12200, &format!("<{name}> is not known here"));
                Flow::Stop
            }
            "Say" | "Play" | "Pause" => self.sound(id, verb),
            "Gather" => self.begin_gather(id, verb),
            "Record" => self.begin_record(id, verb),
            "Dial" => self.begin_dial(id, verb),
            "Enqueue" => self.begin_enqueue(id, verb),
            "Connect" | "Pay" | "Refer" => self.begin_session(id, verb),
            "Start" | "Stop" => self.side_session(id, verb),
            "Sms" | "Message" => self.message_from_call(id, verb),
            "Leave" => {
                self.leave_queue(id, "leave");
                Flow::Stop
            }
            "Redirect" => {
                let method = verb.filled("method").unwrap_or("POST");
                self.fetch_relative(id, &verb.text, method, &Form::new());
                Flow::Stop
            }
            "Hangup" => {
                self.end_call(id, CallStatus::Completed, "document");
                Flow::Stop
            }
            "Reject" => {
                let status = match verb.attribute("reason") {
                    Some("busy") => CallStatus::Busy,
                    _ => CallStatus::Failed,
                };
                self.end_call(id, status, "document");
                Flow::Stop
            }
            _ => Flow::Next,
        }
    }

    fn document_is_over(&mut self, id: CallId) {
        let place = self.calls[id].frames.last().map_or(Place::Call, |frame| frame.place);
        match place {
            Place::Call | Place::Message => {
                self.pick_up(id);
                self.end_call(id, CallStatus::Completed, "document");
            }
            Place::QueueWait | Place::RoomWait => self.wait_again(id),
            Place::Whisper => self.whisper_is_over(id),
        }
    }

    /// Nobody said what to do: the emergency address is asked, once; then the call is over.
    pub(crate) fn instructions_failed(&mut self, id: CallId, code: u32, words: &str) {
        self.fault(id, Fault::coded(code, words));
        let call = &self.calls[id];
        let place = call.frames.last().map_or(Place::Call, |frame| frame.place);
        match place {
            Place::Call | Place::Message => {
                let fallback = call.fallback.clone();
                let (asked, was_fallback) = call.asked.clone();
                if fallback.url.is_empty() || was_fallback {
                    self.give_up(id);
                    return;
                }
                let extra = Form::new().with("ErrorCode", code.to_string()).with("ErrorUrl", asked);
                self.fetch(id, &fallback, &extra);
            }
            Place::QueueWait | Place::RoomWait => self.wait_again(id),
            Place::Whisper => self.end_call(id, CallStatus::Completed, "provider"),
        }
    }

    fn give_up(&mut self, id: CallId) {
        self.pick_up(id);
        let frames = &mut self.calls[id].frames;
        frames.clear();
        frames.push(Frame {
            verbs: one_verb("Say", SORRY).verbs,
            ..Frame::empty(Place::Call, Target::default())
        });
        self.run(id);
    }

    pub(crate) fn fault(&mut self, id: CallId, fault: Fault) {
        self.write(Owner::Call(id), Entry::Fault(fault));
    }

    /// A call whose documents go on where it was dialled, queued or asked from: the action if there
    /// is one, else the next verb.
    pub(crate) fn resume(&mut self, id: CallId, action: &Target, extra: &Form) {
        if self.calls[id].has_ended() {
            return;
        }
        self.calls[id].frames.retain(|frame| frame.place == Place::Call);
        self.unlink(id);
        match action.url.is_empty() {
            true => self.run(id),
            false => self.fetch(id, action, extra),
        }
    }

    /// The action of a verb as an absolute address; empty where it has none.
    pub(crate) fn action_of(&mut self, id: CallId, verb: &Element) -> Target {
        let method = post_or(verb.filled("method").unwrap_or("POST"));
        let url = match verb.filled("action") {
            Some(url) => self.resolve(id, url).unwrap_or_default(),
            None => String::new(),
        };
        Target { url, method }
    }

    /// The address the document on top came from.
    pub(crate) fn own_address(&self, id: CallId) -> Target {
        self.calls[id].frames.last().map(|frame| frame.source.clone()).unwrap_or_default()
    }

    pub(crate) fn unlink(&mut self, id: CallId) {
        let call = &mut self.calls[id];
        call.link_turn += 1;
        call.link = Link::Nothing;
    }

    fn sound(&mut self, id: CallId, verb: &Element) -> Flow {
        let mut sounds = Sounds::default();
        sounds.add(verb, &self.settings);
        self.begin_sounds(id, sounds)
    }
}

/// A document with one verb around a text.
pub(crate) fn one_verb(name: &str, text: &str) -> Document {
    let verb = Element {
        name: name.to_owned(),
        text: text.trim().to_owned(),
        has_own_text: true,
        ..Element::default()
    };
    Document { verbs: vec![verb] }
}

/// `GET` where a document says so, else `POST`.
pub(crate) fn post_or(method: &str) -> String {
    if method.eq_ignore_ascii_case("GET") { "GET" } else { "POST" }.to_owned()
}

//! Documents: how they are run, verb by verb.

use super::Exchange;
use super::activity::Sounds;
use super::call::{CallId, CallStatus, Doing, Frame, Link, Target};
use super::web::Owner;
use crate::fault::Fault;
use crate::form::Form;
use crate::transcript::Entry;
use crate::twiml::{self, Document, Element, Place};

/// What a caller hears when nobody has instructions.
const SORRY: &str = "We are sorry, an application error has occurred. Goodbye.";

/// Whether the next verb runs at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    Next,
    Stop,
}

impl Exchange {
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

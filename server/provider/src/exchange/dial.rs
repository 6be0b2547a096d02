//! `<Dial>`: ringing others on behalf of a call.

use std::collections::VecDeque;

use super::Exchange;
use super::call::{CallId, CallStatus, Callbacks, Doing, Frame, Link, Target};
use super::leg::Plan;
use super::recorded::RecordingCallbacks;
use super::run::{Flow, post_or};
use super::timer::Timer;
use crate::form::Form;
use crate::twiml::{Element, Place};

/// `<Dial>` at work, before anybody is joined.
#[derive(Debug)]
pub(crate) struct Dialing {
    pub action: Target,
    pub legs: Vec<CallId>,
    later: VecDeque<Plan>,
    pub time_limit_millis: u64,
    pub hangs_up_on_star: bool,
    pub record: Option<(u8, RecordingCallbacks)>,
    /// The queue whose first caller is wanted, and what that caller hears before.
    pub queue: Option<(String, Target)>,
    last_leg: Option<CallId>,
}

impl Exchange {
    pub(crate) fn begin_dial(&mut self, id: CallId, verb: &Element) -> Flow {
        let action = self.action_of(id, verb);
        if let Some(noun) = verb.children.iter().find(|noun| noun.name == "Conference") {
            return self.enter_room(id, noun, action);
        }
        let record = match verb.attribute("record") {
            None | Some("do-not-record" | "false") => None,
            Some(how) => {
                let channels = if how.ends_with("-dual") { 2 } else { 1 };
                Some((channels, self.recording_callbacks(id, verb)))
            }
        };
        let queue = verb.children.iter().find(|noun| noun.name == "Queue");
        let wanted = queue.map(|noun| (noun.text.clone(), self.noun_target(id, noun)));
        let later: VecDeque<Plan> = match queue {
            Some(_) => VecDeque::new(),
            None => self.plans(id, verb),
        };
        if wanted.is_none() && later.is_empty() {
            return Flow::Next;
        }
        let timeout_seconds = verb.number("timeout", 30);
        let dialing = Dialing {
            action,
            legs: Vec::new(),
            later,
            time_limit_millis: verb.number("timeLimit", 14_400).saturating_mul(1000),
            hangs_up_on_star: verb.says("hangupOnStar", false),
            record,
            queue: wanted.clone(),
            last_leg: None,
        };
        self.do_now(id, Doing::Nothing);
        self.calls[id].link_turn += 1;
        self.calls[id].link = Link::Dialing(dialing);
        match wanted {
            Some((name, _)) => {
                self.dial_limit(id, timeout_seconds);
                self.take_from_queue(id, &name);
            }
            None => {
                let at_most = if verb.says("sequential", false) { 1 } else { usize::MAX };
                self.ring_some(id, at_most);
            }
        }
        Flow::Stop
    }

    fn noun_target(&mut self, id: CallId, noun: &Element) -> Target {
        let method = post_or(noun.filled("method").unwrap_or("POST"));
        let url = noun.filled("url").and_then(|url| self.resolve(id, url)).unwrap_or_default();
        Target { url, method }
    }

    /// Whom a `<Dial>` rings.
    fn plans(&mut self, id: CallId, verb: &Element) -> VecDeque<Plan> {
        let whole = Element { name: "Number".to_owned(), ..verb.clone() };
        let nouns: Vec<Element> = match verb.children.is_empty() {
            // A number as text has none of the attributes of a noun.
            true => vec![Element { attributes: Default::default(), ..whole }],
            false => verb.children.clone(),
        };
        let from = verb.filled("callerId").unwrap_or(&self.calls[id].from).to_owned();
        let ring_seconds = verb.number("timeout", 30);
        nouns.iter().map(|noun| self.plan(id, noun, &from, ring_seconds)).collect()
    }

    fn plan(&mut self, id: CallId, noun: &Element, from: &str, ring_seconds: u64) -> Plan {
        let named = |name: &str| noun.children.iter().find(|child| child.name == name);
        let text = named("Identity").or(named("ApplicationSid")).unwrap_or(noun).text.clone();
        let to = match noun.name.as_str() {
            "Client" => format!("client:{text}"),
            "WhatsApp" => format!("whatsapp:{text}"),
            _ => text,
        };
        let status = noun.filled("statusCallback").and_then(|url| self.resolve(id, url));
        let events = noun.filled("statusCallbackEvent").unwrap_or("completed");
        let method = post_or(noun.filled("statusCallbackMethod").unwrap_or("POST"));
        Plan {
            from: from.to_owned(),
            to,
            parent: Some(id),
            callbacks: Callbacks {
                target: Target { url: status.unwrap_or_default(), method },
                events: events.split_whitespace().map(str::to_owned).collect(),
            },
            ring_seconds,
            whisper: self.noun_target(id, noun),
            detects_machines: noun.filled("machineDetection").is_some(),
            ..Plan::default()
        }
    }

    fn dial_limit(&mut self, id: CallId, seconds: u64) {
        let turn = self.calls[id].link_turn;
        self.set_timer(seconds.saturating_mul(1000), Timer::DialLimit(id, turn));
    }

    /// Rings the next ones, at most so many at once.
    fn ring_some(&mut self, id: CallId, at_most: usize) {
        let Link::Dialing(dialing) = &mut self.calls[id].link else { return };
        let count = dialing.later.len().min(at_most);
        let now: Vec<Plan> = dialing.later.drain(..count).collect();
        let legs: Vec<CallId> = now.into_iter().map(|plan| self.ring(plan)).collect();
        if let Link::Dialing(dialing) = &mut self.calls[id].link {
            dialing.legs = legs;
        }
    }

    /// Somebody who was rung answers: the others are let off.
    pub(crate) fn leg_answered(&mut self, parent: CallId, leg: CallId) {
        let Link::Dialing(dialing) = &mut self.calls[parent].link else {
            self.end_call(leg, CallStatus::Completed, "provider");
            return;
        };
        dialing.later.clear();
        let others: Vec<CallId> =
            dialing.legs.iter().copied().filter(|other| *other != leg).collect();
        dialing.legs = vec![leg];
        for other in others {
            self.end_call(other, CallStatus::Canceled, "provider");
        }
        let whisper = self.calls[leg].whisper.clone();
        match whisper.url.is_empty() {
            true => self.bridge_leg(parent, leg),
            false => {
                self.calls[leg].frames.push(Frame::empty(Place::Whisper, whisper.clone()));
                self.fetch(leg, &whisper, &Form::new());
            }
        }
    }

    /// What somebody hears before being joined is over.
    pub(crate) fn whisper_is_over(&mut self, id: CallId) {
        if matches!(self.calls[id].link, Link::Joining(_)) {
            self.join_from_queue(id);
        } else if let Some(parent) = self.calls[id].parent {
            self.bridge_leg(parent, id);
        }
    }

    /// A call that was rung is over: the next one is rung, or the verb is.
    pub(crate) fn leg_ended(&mut self, parent: CallId, leg: CallId) {
        let Link::Dialing(dialing) = &mut self.calls[parent].link else { return };
        if !dialing.legs.contains(&leg) {
            return;
        }
        dialing.legs.retain(|other| *other != leg);
        dialing.last_leg = Some(leg);
        if !dialing.legs.is_empty() {
            return;
        }
        if dialing.later.is_empty() {
            let status = self.calls[leg].status;
            self.dial_failed(parent, status.word());
        } else {
            self.ring_some(parent, 1);
        }
    }

    /// A queue stayed empty for too long; legs have limits of their own.
    pub(crate) fn dialling_is_over(&mut self, id: CallId) {
        self.dial_failed(id, "no-answer");
    }

    /// Nobody was joined.
    pub(crate) fn dial_failed(&mut self, id: CallId, status: &str) {
        let Link::Dialing(dialing) = &self.calls[id].link else { return };
        let action = dialing.action.clone();
        let mut form = Form::new().with("DialCallStatus", status);
        if let Some(leg) = dialing.last_leg {
            form.add("DialCallSid", self.calls[leg].sid.as_str());
        }
        form.add("DialCallDuration", "0");
        form.add("DialBridged", "false");
        self.resume(id, &action, &form);
    }

    /// Whether the star key parts this call from the one it dialled.
    pub(crate) fn star_hangs_up(&self, id: CallId) -> bool {
        match &self.calls[id].link {
            Link::Bridged(bridge) => bridge.hangs_up_on_star,
            _ => false,
        }
    }
}

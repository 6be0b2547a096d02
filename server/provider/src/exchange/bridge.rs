//! Two calls that are joined, and what happens when one of them goes.

use super::Exchange;
use super::call::{CallId, CallStatus, Doing, Link, Target};
use super::queue::Queued;
use super::timer::Timer;
use super::web::Owner;
use crate::form::Form;
use crate::transcript::Entry;

/// One end of a bridge.
#[derive(Debug)]
pub(crate) struct Bridge {
    pub other: CallId,
    pub since_millis: u64,
    pub role: Role,
    pub hangs_up_on_star: bool,
    /// The recording of it, by its place in the list.
    pub recording: Option<usize>,
}

/// How a call came into a bridge, and with it what comes after.
#[derive(Debug)]
pub(crate) enum Role {
    /// Its `<Dial>` made it; then this action.
    Dialer(Target),
    /// It was rung for it; afterwards it is over.
    Called,
    /// It came out of a queue; then its action.
    Queued(Queued),
}

impl Exchange {
    /// Joins a call with one that was rung for it.
    pub(crate) fn bridge_leg(&mut self, parent: CallId, leg: CallId) {
        self.bridge(parent, leg, Role::Called);
    }

    /// Joins the caller of a `<Dial>` with another call.
    pub(crate) fn bridge(&mut self, dialer: CallId, other: CallId, role: Role) {
        let link = std::mem::replace(&mut self.calls[dialer].link, Link::Nothing);
        let Link::Dialing(dialing) = link else {
            self.calls[dialer].link = link;
            self.end_call(other, CallStatus::Completed, "provider");
            return;
        };
        self.pick_up(dialer);
        let since_millis = self.now_millis;
        let recording = dialing
            .record
            .map(|(channels, told)| self.begin_recording(dialer, "DialVerb", channels, told));
        let first = Role::Dialer(dialing.action);
        for (own, other, role, star, recording) in [
            (dialer, other, first, dialing.hangs_up_on_star, recording),
            (other, dialer, role, false, None),
        ] {
            self.do_now(own, Doing::Nothing);
            self.calls[own].frames.retain(|frame| frame.place == crate::twiml::Place::Call);
            self.calls[own].link_turn += 1;
            self.calls[own].link = Link::Bridged(Bridge {
                other,
                since_millis,
                role,
                hangs_up_on_star: star,
                recording,
            });
            let whom = self.calls[other].sid.to_string();
            self.write(Owner::Call(own), Entry::Joined(whom));
        }
        let turn = self.calls[dialer].link_turn;
        self.set_timer(dialing.time_limit_millis, Timer::TalkLimit(dialer, turn));
        self.person_goes_on(dialer);
        self.person_goes_on(other);
    }

    /// Parts the caller of a `<Dial>` from the other side, and goes on with the caller.
    pub(crate) fn part(&mut self, dialer: CallId, why: &str) {
        let link = std::mem::replace(&mut self.calls[dialer].link, Link::Nothing);
        let Link::Bridged(bridge) = link else {
            self.calls[dialer].link = link;
            return;
        };
        self.write(Owner::Call(dialer), Entry::Note(format!("parted by {why}")));
        self.other_side_goes_on(dialer, &bridge);
        self.goes_on_after(dialer, bridge);
    }

    /// A call leaves its bridge for good: it is over, or sent elsewhere.
    pub(crate) fn bridge_let_go(&mut self, id: CallId, bridge: Bridge, is_over: bool) {
        self.end_bridge_recording(id, &bridge);
        if is_over {
            let (action, form) = self.bridge_outcome(&bridge);
            self.farewell(id, &action, &form);
        }
        self.other_side_goes_on(id, &bridge);
    }

    fn other_side_goes_on(&mut self, id: CallId, bridge: &Bridge) {
        let other = bridge.other;
        let whom = self.calls[id].sid.to_string();
        let link = std::mem::replace(&mut self.calls[other].link, Link::Nothing);
        match link {
            Link::Bridged(mine) if mine.other == id => {
                self.write(Owner::Call(other), Entry::Parted(whom));
                self.goes_on_after(other, mine);
            }
            link => self.calls[other].link = link,
        }
    }

    /// What a call does whose bridge is over.
    fn goes_on_after(&mut self, id: CallId, bridge: Bridge) {
        self.end_bridge_recording(id, &bridge);
        let (action, form) = self.bridge_outcome(&bridge);
        match bridge.role {
            Role::Called => self.end_call(id, CallStatus::Completed, "peer"),
            Role::Dialer(_) | Role::Queued(_) => self.resume(id, &action, &form),
        }
    }

    fn end_bridge_recording(&mut self, id: CallId, bridge: &Bridge) {
        if let Some(index) = bridge.recording {
            let seconds = self.now_millis.saturating_sub(bridge.since_millis).div_ceil(1000);
            self.end_recording(id, index, seconds, false);
        }
    }

    /// Whom a call asks after a bridge, and with what.
    fn bridge_outcome(&self, bridge: &Bridge) -> (Target, Form) {
        match &bridge.role {
            Role::Called => (Target::default(), Form::new()),
            Role::Queued(queued) => (queued.action.clone(), self.left_form(queued, "bridged")),
            Role::Dialer(action) => {
                let millis = self.now_millis.saturating_sub(bridge.since_millis);
                let mut form = Form::new()
                    .with("DialCallStatus", "completed")
                    .with("DialCallSid", self.calls[bridge.other].sid.as_str())
                    .with("DialCallDuration", millis.div_ceil(1000).to_string())
                    .with("DialBridged", "true");
                if let Some(recorded) = bridge.recording.and_then(|at| self.recordings.get(at)) {
                    form.add("RecordingUrl", self.recording_url(recorded));
                    form.add("RecordingSid", recorded.sid.as_str());
                }
                (action.clone(), form)
            }
        }
    }
}

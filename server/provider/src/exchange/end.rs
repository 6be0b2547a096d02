//! How a call ends, and what that does to those it was connected to.

use super::Exchange;
use super::call::{CallId, CallStatus, Doing, Link};
use super::web::Owner;
use crate::form::Form;
use crate::script::Step;
use crate::transcript::Entry;

impl Exchange {
    /// Ends a call. `by` says who did: `caller`, `document`, `provider`, `rest` or `peer`.
    pub(crate) fn end_call(&mut self, id: CallId, status: CallStatus, by: &str) {
        let call = &mut self.calls[id];
        if call.has_ended() {
            return;
        }
        call.status = status;
        call.ended_millis = Some(self.now_millis);
        self.write(Owner::Call(id), Entry::HungUp(by.to_owned()));
        self.note_rest_of_script(id, by);
        self.timers.forget(id);
        match self.calls[id].doing {
            Doing::Recording(_) => self.record_hang_up(id),
            Doing::Session(_) => self.session_hang_up(id),
            _ => {}
        }
        self.let_go(id, "hangup");
        self.stop_recordings(id);
        let call = &mut self.calls[id];
        call.frames.clear();
        call.turn += 1;
        call.doing = Doing::Nothing;
        self.set_status(id, status);
        if let Some(parent) = self.calls[id].parent {
            self.leg_ended(parent, id);
        }
    }

    /// Undoes what a call is connected to, because it is over or sent elsewhere (`hangup`,
    /// `redirected`). A call that is over tells the action of its verb so.
    pub(crate) fn let_go(&mut self, id: CallId, why: &str) {
        let is_over = self.calls[id].has_ended();
        let link = std::mem::replace(&mut self.calls[id].link, Link::Nothing);
        self.calls[id].link_turn += 1;
        match link {
            Link::Nothing => {}
            Link::Dialing(dialing) => {
                for leg in dialing.legs {
                    self.end_call(leg, CallStatus::Canceled, "provider");
                }
                if is_over {
                    let form = Form::new()
                        .with("DialCallStatus", "canceled")
                        .with("DialCallDuration", "0")
                        .with("DialBridged", "false");
                    self.farewell(id, &dialing.action, &form);
                }
            }
            Link::Bridged(bridge) => self.bridge_let_go(id, bridge, is_over),
            Link::Queued(queued) => {
                let form = self.left_form(&queued, why);
                self.forget_queued(id, &queued);
                self.farewell(id, &queued.action, &form);
            }
            Link::Joining(joining) => {
                let bridging = self.settings.profile.bridging;
                let form = self.left_form(&joining.queued, bridging);
                self.farewell(id, &joining.queued.action, &form);
                self.dial_failed(joining.dialer, "no-answer");
            }
            Link::InRoom(inside) => {
                self.leave_room(id, &inside);
                if is_over {
                    let form = self.room_form(&inside);
                    self.farewell(id, &inside.action, &form);
                }
            }
        }
    }

    /// What a person still wanted to do whose call was ended by somebody else.
    fn note_rest_of_script(&mut self, id: CallId, by: &str) {
        let waits = |step: &&Step| !matches!(step, Step::HangUp | Step::Wait(_));
        if by == "caller" {
            return;
        }
        let rest = self.calls[id].person.rest().find(waits).cloned();
        if let Some(step) = rest {
            let words = format!("the script was not over: {step:?} never came");
            self.write(Owner::Call(id), Entry::Note(words));
        }
    }
}

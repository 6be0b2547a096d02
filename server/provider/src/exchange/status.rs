//! How calls stand, and who is told.

use jiff::Timestamp;

use super::Exchange;
use super::call::{CallId, CallStatus, Direction, Target};
use super::web::Owner;
use crate::form::Form;
use crate::transcript::{Entry, Purpose};

impl Exchange {
    /// A date of the run as the wire spells it (RFC 2822).
    pub fn date(&self, at_millis: u64) -> String {
        let seconds = self.settings.begins_at_seconds.saturating_add((at_millis / 1000) as i64);
        let time = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
    }

    /// An incoming call is answered by its first verb.
    pub(crate) fn pick_up(&mut self, id: CallId) {
        let call = &self.calls[id];
        if call.direction == Direction::Inbound && call.status == CallStatus::Ringing {
            self.calls[id].answered_millis = Some(self.now_millis);
            self.set_status(id, CallStatus::InProgress);
            self.person_goes_on(id);
        }
    }

    /// A call stands otherwise; whoever asked to be told is told.
    pub(crate) fn set_status(&mut self, id: CallId, status: CallStatus) {
        self.calls[id].status = status;
        self.write(Owner::Call(id), Entry::Status(status.word().to_owned()));
        let event = match status {
            CallStatus::Queued => return,
            CallStatus::Initiated => "initiated",
            CallStatus::Ringing => "ringing",
            CallStatus::InProgress => "answered",
            _ => "completed",
        };
        self.tell_status(id, event);
    }

    fn tell_status(&mut self, id: CallId, event: &str) {
        let (now_millis, call) = (self.now_millis, &mut self.calls[id]);
        let callbacks = &call.callbacks;
        if callbacks.target.url.is_empty() || !callbacks.events.iter().any(|one| one == event) {
            return;
        }
        let target = callbacks.target.clone();
        let sequence = call.sequence;
        call.sequence += 1;
        let (seconds, status) = (call.seconds(now_millis), call.status);
        let mut form = self
            .call_form(id)
            .with("CallbackSource", "call-progress-events")
            .with("SequenceNumber", sequence.to_string())
            .with("Timestamp", self.date(now_millis));
        if status.is_last() {
            form.add("CallDuration", seconds.to_string());
            form.add("Duration", seconds.div_ceil(60).to_string());
            form.add("SipResponseCode", sip_code(status));
        }
        self.send(Owner::Call(id), Purpose::CallStatus, &target, form, 0);
    }

    /// Tells the action of what a call was doing that the call is over; nobody runs the answer.
    pub(crate) fn farewell(&mut self, id: CallId, action: &Target, extra: &Form) {
        if action.url.is_empty() {
            return;
        }
        let mut form = self.call_form(id);
        form.extend(extra);
        self.send(Owner::Call(id), Purpose::Farewell, action, form, 0);
    }
}

fn sip_code(status: CallStatus) -> &'static str {
    match status {
        CallStatus::Busy => "486",
        CallStatus::NoAnswer | CallStatus::Canceled => "487",
        CallStatus::Failed => "404",
        _ => "200",
    }
}

//! `<Connect>`, `<Pay>` and `<Refer>`: sessions that are only pretended, with outcomes that are set.

use super::Exchange;
use super::call::{CallId, CallStatus, Doing, Target};
use super::recorded::RecordingCallbacks;
use super::run::Flow;
use super::web::Owner;
use crate::form::Form;
use crate::transcript::Entry;
use crate::twiml::Element;

/// How long a call is handed on to somebody else before the answer is known.
const REFER_MILLIS: u64 = 1_000;

/// A session that is pretended.
#[derive(Debug)]
pub(crate) struct Session {
    kind: Kind,
    action: Target,
    outcome: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Connect,
    Pay,
    Refer,
}

impl Session {
    /// Whether keys mean something to it.
    pub(crate) fn listens(&self) -> bool {
        self.kind == Kind::Pay
    }
}

impl Exchange {
    pub(crate) fn begin_session(&mut self, id: CallId, verb: &Element) -> Flow {
        let action = self.action_of(id, verb);
        let outcomes = &self.settings.outcomes;
        let (kind, millis, outcome) = match verb.name.as_str() {
            "Pay" => (Kind::Pay, outcomes.pay_millis, outcomes.pay.clone()),
            "Refer" => {
                let pair = ("ReferCallStatus".to_owned(), "completed".to_owned());
                (Kind::Refer, REFER_MILLIS, vec![pair])
            }
            _ => (Kind::Connect, outcomes.connect_millis, outcomes.connect.clone()),
        };
        let what = verb.children.first().map_or(verb.name.as_str(), |child| child.name.as_str());
        self.write(Owner::Call(id), Entry::Note(format!("<{what}> begins, as a pretence")));
        self.do_now(id, Doing::Session(Session { kind, action, outcome }));
        self.activity_in(id, millis);
        self.window_opens(id);
        Flow::Stop
    }

    pub(crate) fn session_is_over(&mut self, id: CallId) {
        let Doing::Session(session) = &self.calls[id].doing else { return };
        let (kind, action) = (session.kind, session.action.clone());
        let extra = Form { pairs: session.outcome.clone() };
        match (kind, action.url.is_empty()) {
            // Whoever was handed on is gone.
            (Kind::Refer, true) => self.end_call(id, CallStatus::Completed, "document"),
            (_, true) => self.run(id),
            (_, false) => self.fetch(id, &action, &extra),
        }
    }

    pub(crate) fn session_key(&mut self, id: CallId, key: char) {
        let Doing::Session(session) = &mut self.calls[id].doing else { return };
        if session.kind == Kind::Pay && key == '*' {
            session.outcome =
                vec![("Result".to_owned(), "caller-interrupted-with-star".to_owned())];
            self.session_is_over(id);
        }
    }

    /// Whoever is in a session hangs up.
    pub(crate) fn session_hang_up(&mut self, id: CallId) {
        let Doing::Session(session) = &self.calls[id].doing else { return };
        let action = session.action.clone();
        let extra = match session.kind {
            Kind::Pay => Form::new().with("Result", "caller-hung-up"),
            Kind::Connect | Kind::Refer => Form { pairs: session.outcome.clone() },
        };
        self.farewell(id, &action, &extra);
    }

    /// `<Start>` and `<Stop>`: beside the call, which goes on at once.
    pub(crate) fn side_session(&mut self, id: CallId, verb: &Element) -> Flow {
        for what in &verb.children {
            let words = format!("<{}><{}>, as a pretence", verb.name, what.name);
            self.write(Owner::Call(id), Entry::Note(words));
            match (verb.name.as_str(), what.name.as_str()) {
                ("Start", "Recording") => {
                    let callbacks = self.recording_callbacks(id, what);
                    let channels = if what.attribute("channels") == Some("mono") { 1 } else { 2 };
                    self.record_whole(id, "StartCallRecordingTwiML", channels, callbacks);
                }
                ("Stop", "Recording") => self.stop_recordings(id),
                _ => {}
            }
        }
        Flow::Next
    }

    /// Records a call until it ends.
    pub(crate) fn record_whole(
        &mut self,
        id: CallId,
        source: &str,
        channels: u8,
        callbacks: RecordingCallbacks,
    ) -> usize {
        let index = self.begin_recording(id, source, channels, callbacks);
        self.calls[id].running_recordings.push(index);
        index
    }

    /// Ends the recordings of a call that run beside it.
    pub(crate) fn stop_recordings(&mut self, id: CallId) {
        for index in std::mem::take(&mut self.calls[id].running_recordings) {
            let begun = self.recordings.get(index).map_or(0, |recorded| recorded.begun_millis);
            let seconds = self.now_millis.saturating_sub(begun).div_ceil(1000);
            self.end_recording(id, index, seconds, false);
        }
    }
}

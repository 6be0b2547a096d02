//! Recordings that exist: how they begin and end, and who is told.

use super::Exchange;
use super::call::{CallId, Target};
use super::web::Owner;
use crate::form::Form;
use crate::sid::{CallSid, RecordingSid};
use crate::transcript::Purpose;

/// How long after its end a recording can be had.
const READY_MILLIS: u64 = 1_500;

/// A recording that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its id.
    pub sid: RecordingSid,
    /// The call it is of.
    pub call: CallSid,
    /// How long it is, in seconds.
    pub seconds: u64,
    /// How many channels it has.
    pub channels: u8,
    /// What made it: `RecordVerb`, `DialVerb`, `OutboundAPI`, …
    pub source: String,
    /// `in-progress`, `completed` or `absent`.
    pub status: String,
    /// When it began, in milliseconds of the run.
    pub begun_millis: u64,
    /// Whether it was deleted.
    pub is_deleted: bool,
    pub(crate) callbacks: RecordingCallbacks,
}

/// Who is told how a recording stands, and of what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordingCallbacks {
    pub target: Target,
    pub events: Vec<String>,
}

impl Exchange {
    /// Begins a recording of a call and gives its place in the list.
    pub(crate) fn begin_recording(
        &mut self,
        id: CallId,
        source: &str,
        channels: u8,
        callbacks: RecordingCallbacks,
    ) -> usize {
        let index = self.recordings.len();
        let ordinal = (self.calls[id].ordinal << 16) + index as u64;
        self.recordings.push(Recorded {
            sid: RecordingSid::numbered(self.settings.seed, ordinal),
            call: self.calls[id].sid.clone(),
            seconds: 0,
            channels,
            source: source.to_owned(),
            status: "in-progress".to_owned(),
            begun_millis: self.now_millis,
            is_deleted: false,
            callbacks,
        });
        self.tell_recording(id, index, 0);
        index
    }

    /// Ends a recording; one of nothing is absent.
    pub(crate) fn end_recording(
        &mut self,
        id: CallId,
        index: usize,
        seconds: u64,
        is_silent: bool,
    ) {
        let Some(recorded) = self.recordings.get_mut(index) else { return };
        if recorded.status != "in-progress" {
            return;
        }
        recorded.seconds = seconds;
        recorded.status = if is_silent { "absent" } else { "completed" }.to_owned();
        self.tell_recording(id, index, READY_MILLIS);
    }

    fn tell_recording(&mut self, id: CallId, index: usize, after_millis: u64) {
        let Some(recorded) = self.recordings.get(index).cloned() else { return };
        let RecordingCallbacks { target, events } = recorded.callbacks.clone();
        if target.url.is_empty() || !events.contains(&recorded.status) {
            return;
        }
        let form = Form::new()
            .with("AccountSid", self.settings.account.as_str())
            .with("CallSid", recorded.call.as_str())
            .with("RecordingSid", recorded.sid.as_str())
            .with("RecordingUrl", self.recording_url(&recorded))
            .with("RecordingStatus", &recorded.status)
            .with("RecordingDuration", recorded.seconds.to_string())
            .with("RecordingChannels", recorded.channels.to_string())
            .with("RecordingStartTime", self.date(recorded.begun_millis))
            .with("RecordingSource", &recorded.source);
        self.send(Owner::Call(id), Purpose::RecordingStatus, &target, form, after_millis);
    }

    /// Where a recording can be had.
    pub fn recording_url(&self, recorded: &Recorded) -> String {
        format!("{}/{}", self.account_url("Recordings"), recorded.sid)
    }

    /// The address of a list of the account.
    pub(crate) fn account_url(&self, list: &str) -> String {
        let account = &self.settings.account;
        format!("{}/2010-04-01/Accounts/{account}/{list}", self.base_url)
    }
}

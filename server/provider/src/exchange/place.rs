//! What REST requests do to calls and conferences: placing, changing, joining.

use thiserror::Error;

use super::Exchange;
use super::call::{CallId, CallStatus, Callbacks, Direction, Frame, Target};
use super::leg::Plan;
use super::recorded::RecordingCallbacks;
use super::run::post_or;
use super::web::Owner;
use crate::form::Form;
use crate::transcript::Entry;
use crate::twiml::Place;

/// Why a REST request is refused, in the vendor's shape.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message} ({code})")]
pub struct Refused {
    /// The status of the answer.
    pub status: u16,
    /// The vendor's number for it.
    pub code: u32,
    /// What is wrong.
    pub message: String,
}

impl Refused {
    pub(crate) fn new(status: u16, code: u32, message: impl Into<String>) -> Refused {
        Refused { status, code, message: message.into() }
    }

    /// There is nothing at this address.
    pub(crate) fn not_found(what: &str) -> Refused {
        let message = format!("The requested resource {what} was not found");
        Refused::new(404, 20404, message)
    }
}

impl Exchange {
    /// Places a call: `To`, `From`, and one of `Url`, `Twiml`, `ApplicationSid`.
    pub fn place_call(&mut self, form: &Form) -> Result<CallId, Refused> {
        let to = form
            .filled("To")
            .ok_or_else(|| Refused::new(400, 21201, "No 'To' number is specified"))?;
        let from = form
            .filled("From")
            .ok_or_else(|| Refused::new(400, 21213, "'From' parameter is required"))?;
        self.refuse_foreign(from, 21210)?;
        let url = form.filled("Url").unwrap_or_default();
        if url.is_empty()
            && form.filled("Twiml").is_none()
            && form.filled("ApplicationSid").is_none()
        {
            return Err(Refused::new(400, 21205, "Url parameter is required"));
        }
        if form.filled("Twiml").is_some_and(|twiml| twiml.chars().count() > 4_000) {
            return Err(Refused::new(400, 21218, "Twiml has more than 4000 characters"));
        }
        for name in ["Url", "FallbackUrl", "StatusCallback"] {
            if form.filled(name).is_some_and(|url| !is_absolute(url)) {
                return Err(Refused::new(400, 21205, format!("{name} is not a valid URL")));
            }
        }
        let events: Vec<String> = form
            .all("StatusCallbackEvent")
            .flat_map(str::split_whitespace)
            .map(str::to_owned)
            .collect();
        let plan = Plan {
            from: from.to_owned(),
            to: to.to_owned(),
            callbacks: Callbacks {
                target: target(form, "StatusCallback", "StatusCallbackMethod"),
                events: if events.is_empty() { vec!["completed".to_owned()] } else { events },
            },
            ring_seconds: form.get("Timeout").and_then(|n| n.parse().ok()).unwrap_or(60),
            first: target(form, "Url", "Method"),
            first_document: form.filled("Twiml").map(str::to_owned),
            fallback: target(form, "FallbackUrl", "FallbackMethod"),
            detects_machines: form.filled("MachineDetection").is_some_and(|how| how != "none"),
            detection_callback: match form.get("AsyncAmd") {
                Some("true") => {
                    target(form, "AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod")
                }
                _ => Target::default(),
            },
            ..Plan::default()
        };
        let records = form.get("Record") == Some("true");
        let id = self.ring(plan);
        if records {
            let callbacks = recording_callbacks(form);
            let channels = if form.get("RecordingChannels") == Some("dual") { 2 } else { 1 };
            self.record_whole(id, "OutboundAPI", channels, callbacks);
        }
        Ok(id)
    }

    /// A sender has to be a number of the account, a client or a SIP address.
    pub(crate) fn refuse_foreign(&self, from: &str, code: u32) -> Result<(), Refused> {
        let plain = from.strip_prefix("whatsapp:").unwrap_or(from);
        let is_ours = self.numbers.contains_key(from) || self.numbers.contains_key(plain);
        if is_ours || from.starts_with("client:") || from.starts_with("sip:") {
            return Ok(());
        }
        Err(Refused::new(
            400,
            code,
            format!(
                "The source phone number provided, {from}, is not yet verified for your account"
            ),
        ))
    }

    /// Changes a live call: ends it, or sends it to another document at once.
    pub fn update_call(&mut self, id: CallId, form: &Form) -> Result<(), Refused> {
        if self.calls[id].has_ended() {
            return Err(Refused::new(400, 21220, "Call is not in-progress. Cannot redirect."));
        }
        if form.filled("StatusCallback").is_some() {
            self.calls[id].callbacks.target =
                target(form, "StatusCallback", "StatusCallbackMethod");
        }
        let is_answered = self.calls[id].answered_millis.is_some();
        match form.get("Status") {
            Some("completed") if is_answered || self.calls[id].direction == Direction::Inbound => {
                self.end_call(id, CallStatus::Completed, "rest");
                return Ok(());
            }
            Some("completed" | "canceled") if !is_answered => {
                self.end_call(id, CallStatus::Canceled, "rest");
                return Ok(());
            }
            Some("canceled") => {
                return Err(Refused::new(400, 21220, "Call is in-progress. Cannot cancel."));
            }
            Some(other) => {
                return Err(Refused::new(400, 20001, format!("Status {other} is not known")));
            }
            None => {}
        }
        let url = form.filled("Url").map(str::to_owned);
        let twiml = form.filled("Twiml").map(str::to_owned);
        if url.is_none() && twiml.is_none() {
            return Ok(());
        }
        if url.as_deref().is_some_and(|url| !is_absolute(url)) {
            return Err(Refused::new(400, 21205, "Url is not a valid URL"));
        }
        if !is_answered {
            return Err(Refused::new(400, 21220, "Call is not in-progress. Cannot redirect."));
        }
        self.redirect(id, &target(form, "Url", "Method"), twiml);
        Ok(())
    }

    /// Sends a live call to another document, whatever it is doing.
    fn redirect(&mut self, id: CallId, to: &Target, twiml: Option<String>) {
        self.write(Owner::Call(id), Entry::Note("sent elsewhere by REST".to_owned()));
        self.let_go(id, "redirected");
        // Letting go may have asked an action; what it answers no longer counts.
        if self.calls[id].has_ended() {
            return;
        }
        let call = &mut self.calls[id];
        call.frames.clear();
        call.frames.push(Frame::empty(Place::Call, to.clone()));
        match twiml {
            Some(text) => self.begin_inline(id, &text),
            None => self.fetch(id, to, &Form::new()),
        }
    }

    /// Begins to record a live call; gives the place of the recording.
    pub fn record_call(&mut self, id: CallId, form: &Form) -> Result<usize, Refused> {
        if self.calls[id].answered_millis.is_none() || self.calls[id].has_ended() {
            let message = "Requested resource is not eligible for recording";
            return Err(Refused::new(400, 21220, message));
        }
        let channels = if form.get("RecordingChannels") == Some("dual") { 2 } else { 1 };
        Ok(self.record_whole(id, "StartCallRecordingAPI", channels, recording_callbacks(form)))
    }

    /// Ends a recording that runs beside a call.
    pub fn stop_recording(&mut self, id: CallId) {
        self.stop_recordings(id);
    }

    /// Deletes a recording.
    pub fn delete_recording(&mut self, sid: &str) -> Result<(), Refused> {
        let found =
            self.recordings.iter_mut().find(|one| one.sid.as_str() == sid && !one.is_deleted);
        match found {
            Some(recorded) => {
                recorded.is_deleted = true;
                Ok(())
            }
            None => Err(Refused::not_found(sid)),
        }
    }
}

pub(crate) fn target(form: &Form, url: &str, method: &str) -> Target {
    Target {
        url: form.filled(url).unwrap_or_default().to_owned(),
        method: post_or(form.filled(method).unwrap_or("POST")),
    }
}

fn recording_callbacks(form: &Form) -> RecordingCallbacks {
    let events: Vec<String> = form
        .all("RecordingStatusCallbackEvent")
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect();
    RecordingCallbacks {
        target: target(form, "RecordingStatusCallback", "RecordingStatusCallbackMethod"),
        events: if events.is_empty() { vec!["completed".to_owned()] } else { events },
    }
}

pub(crate) fn is_absolute(url: &str) -> bool {
    (url.starts_with("http://") || url.starts_with("https://")) && url::Url::parse(url).is_ok()
}

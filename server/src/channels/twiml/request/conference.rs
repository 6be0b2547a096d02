//! What is said about a conference: who comes and goes.

use centralita_engine::{Map, Text};

use super::Form;

/// A request that tells what happened in a conference.
#[derive(Clone, Debug, PartialEq)]
pub struct ConferenceEvent {
    /// The provider's id of the conference.
    pub sid: Text,
    /// Its name, as our documents say it.
    pub name: Text,
    /// What happened, e.g. `participant-join`.
    pub event: Text,
    /// Whose call it is about; empty when it is about all.
    pub call: Text,
    /// Why a participant's call ended, when the provider says.
    pub reason: Text,
    /// The place of this in the conference's story.
    pub sequence: Option<u32>,
    /// Whether the participant is on hold.
    pub is_on_hold: bool,
    /// Whether the participant cannot be heard.
    pub is_muted: bool,
    /// Everything.
    pub params: Map,
}

impl ConferenceEvent {
    /// Reads the parameters of a request.
    pub fn read(form: &Form) -> ConferenceEvent {
        let is = |name: &str| form.get(name).is_some_and(|text| text.eq_ignore_ascii_case("true"));
        let event = form.said("StatusCallbackEvent").or_else(|| form.said("EventName"));
        ConferenceEvent {
            sid: form.text("ConferenceSid"),
            name: form.text("FriendlyName"),
            event: event.unwrap_or_default().into(),
            call: form.text("CallSid"),
            reason: form.text("ReasonParticipantLeft"),
            sequence: form.number("SequenceNumber"),
            is_on_hold: is("Hold"),
            is_muted: is("Muted"),
            params: form.params(),
        }
    }

    /// Whether somebody left, or all did.
    pub fn is_leaving(&self) -> bool {
        matches!(self.event.as_str(), "participant-leave" | "conference-end")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leaves_a_conference_is_told() {
        let form = Form::read(b"ConferenceSid=CF1&FriendlyName=task-7&StatusCallbackEvent=participant-leave&CallSid=CA2&Hold=false&Muted=true&SequenceNumber=4").unwrap();
        let event = ConferenceEvent::read(&form);
        assert!(event.is_leaving() && event.is_muted && !event.is_on_hold);
        assert_eq!((event.name.as_str(), event.call.as_str()), ("task-7", "CA2"));
        assert_eq!(event.sequence, Some(4));
    }
}

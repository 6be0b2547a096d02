//! What is said about recordings: that one is ready, and what was said in it.

use centralita_engine::{Map, Text};

use super::{Form, RecordingStatus};

/// A request that tells how a recording is.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordingStatusCallback {
    /// The provider's id of it.
    pub sid: Text,
    /// The call.
    pub call: Text,
    /// The conference, when that was recorded.
    pub conference: Text,
    /// How it is.
    pub status: RecordingStatus,
    /// Where it can be fetched.
    pub url: Text,
    /// How long it is, in seconds.
    pub duration_secs: Option<u32>,
    /// How many tracks it has.
    pub channels: Option<u32>,
    /// How it came about, e.g. `RecordVerb`.
    pub source: Text,
    /// When it began, in the provider's writing.
    pub start_time: Text,
    /// Everything.
    pub params: Map,
}

impl RecordingStatusCallback {
    /// Reads the parameters of a request.
    pub fn read(form: &Form) -> RecordingStatusCallback {
        RecordingStatusCallback {
            sid: form.text("RecordingSid"),
            call: form.text("CallSid"),
            conference: form.text("ConferenceSid"),
            status: RecordingStatus::from_word(form.get("RecordingStatus").unwrap_or_default()),
            url: form.text("RecordingUrl"),
            duration_secs: form.number("RecordingDuration"),
            channels: form.number("RecordingChannels"),
            source: form.text("RecordingSource"),
            start_time: form.text("RecordingStartTime"),
            params: form.params(),
        }
    }
}

/// A request that brings what was said in a recording.
#[derive(Clone, Debug, PartialEq)]
pub struct Transcription {
    /// The provider's id of it.
    pub sid: Text,
    /// What was said.
    pub text: Text,
    /// `completed` or `failed`.
    pub status: Text,
    /// The recording.
    pub recording: Text,
    /// Where the recording can be fetched.
    pub recording_url: Text,
    /// Everything.
    pub params: Map,
}

impl Transcription {
    /// Reads the parameters of a request.
    pub fn read(form: &Form) -> Transcription {
        Transcription {
            sid: form.text("TranscriptionSid"),
            text: form.text("TranscriptionText"),
            status: form.text("TranscriptionStatus"),
            recording: form.text("RecordingSid"),
            recording_url: form.text("RecordingUrl"),
            params: form.params(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_that_is_ready_and_one_that_is_not_there() {
        let form = Form::read(b"RecordingSid=RE1&CallSid=CA1&RecordingStatus=completed&RecordingUrl=https%3A%2F%2Fa.example%2FRE1&RecordingDuration=12&RecordingChannels=2").unwrap();
        let ready = RecordingStatusCallback::read(&form);
        assert_eq!(ready.status, RecordingStatus::Completed);
        assert_eq!((ready.duration_secs, ready.channels), (Some(12), Some(2)));
        assert_eq!(ready.url, "https://a.example/RE1");
        let absent = Form::read(b"RecordingStatus=absent&RecordingDuration=-1").unwrap();
        let absent = RecordingStatusCallback::read(&absent);
        assert_eq!(absent.status, RecordingStatus::Absent);
        assert_eq!((absent.duration_secs, absent.url.as_str()), (None, ""));
    }

    #[test]
    fn a_transcription_brings_its_words() {
        let form = Form::read(
            b"TranscriptionText=Call+me.&TranscriptionStatus=completed&RecordingSid=RE1",
        )
        .unwrap();
        let said = Transcription::read(&form);
        assert_eq!((said.text.as_str(), said.recording.as_str()), ("Call me.", "RE1"));
    }
}

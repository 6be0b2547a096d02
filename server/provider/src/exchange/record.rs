//! `<Record>` and recordings of whole calls: a beep, a voice, an end, and who is told.

use super::Exchange;
use super::activity::speech_millis;
use super::call::{CallId, Doing, Target};
use super::recorded::RecordingCallbacks;
use super::run::{Flow, post_or};
use super::web::Owner;
use crate::form::Form;
use crate::sid::TranscriptionSid;
use crate::transcript::{Entry, Purpose};
use crate::twiml::Element;

const BEEP_MILLIS: u64 = 500;
/// How long after its end its words are written down.
const TRANSCRIBED_MILLIS: u64 = 8_000;

/// `<Record>` at work.
#[derive(Debug)]
pub(crate) struct Recording {
    pub has_begun: bool,
    action: Target,
    callbacks: RecordingCallbacks,
    transcribe: Target,
    is_transcribed: bool,
    finish_keys: String,
    silence_millis: u64,
    most_millis: u64,
    trims: bool,
    begun_millis: u64,
    last_voice_millis: u64,
    words: Vec<String>,
    index: usize,
}

impl Exchange {
    pub(crate) fn recording_callbacks(&mut self, id: CallId, verb: &Element) -> RecordingCallbacks {
        let Some(url) = verb.filled("recordingStatusCallback") else {
            return RecordingCallbacks::default();
        };
        let url = self.resolve(id, url).unwrap_or_default();
        let method = post_or(verb.filled("recordingStatusCallbackMethod").unwrap_or("POST"));
        let events = verb.filled("recordingStatusCallbackEvent").unwrap_or("completed");
        RecordingCallbacks {
            target: Target { url, method },
            events: events.split_whitespace().map(str::to_owned).collect(),
        }
    }

    pub(crate) fn begin_record(&mut self, id: CallId, verb: &Element) -> Flow {
        let mut action = self.action_of(id, verb);
        if action.url.is_empty() {
            // Without an action it comes back to where it was said.
            action = Target { url: self.own_address(id).url, ..action };
        }
        let transcribe = verb.filled("transcribeCallback").and_then(|url| self.resolve(id, url));
        let is_transcribed = transcribe.is_some() || verb.says("transcribe", false);
        let recording = Recording {
            has_begun: false,
            action,
            callbacks: self.recording_callbacks(id, verb),
            transcribe: Target { url: transcribe.unwrap_or_default(), method: "POST".to_owned() },
            is_transcribed,
            finish_keys: verb.attribute("finishOnKey").unwrap_or("1234567890*#").to_owned(),
            silence_millis: verb.number("timeout", 5).saturating_mul(1000),
            most_millis: verb.number("maxLength", 3600).saturating_mul(1000),
            trims: verb.attribute("trim") != Some("do-not-trim"),
            begun_millis: 0,
            last_voice_millis: 0,
            words: Vec::new(),
            index: 0,
        };
        let beeps = verb.says("playBeep", true);
        self.do_now(id, Doing::Recording(recording));
        if beeps {
            self.write(Owner::Call(id), Entry::Beep);
        }
        self.activity_in(id, if beeps { BEEP_MILLIS } else { 1 });
        Flow::Stop
    }

    fn recording(&mut self, id: CallId) -> Option<&mut Recording> {
        match &mut self.calls[id].doing {
            Doing::Recording(recording) => Some(recording),
            _ => None,
        }
    }

    /// The beep is over, or a silence, or the longest time.
    pub(crate) fn record_goes_on(&mut self, id: CallId) {
        let now_millis = self.now_millis;
        let Some(recording) = self.recording(id) else { return };
        if recording.has_begun {
            self.finish_record(id, "");
            return;
        }
        recording.has_begun = true;
        recording.begun_millis = now_millis;
        recording.last_voice_millis = now_millis;
        let callbacks = recording.callbacks.clone();
        let index = self.begin_recording(id, "RecordVerb", 1, callbacks);
        if let Some(recording) = self.recording(id) {
            recording.index = index;
        }
        self.await_silence(id);
        self.window_opens(id);
    }

    fn await_silence(&mut self, id: CallId) {
        let now_millis = self.now_millis;
        let Some(recording) = self.recording(id) else { return };
        let longest = recording.begun_millis.saturating_add(recording.most_millis);
        // No time at all means that silence does not end it.
        let until = match recording.silence_millis {
            0 => longest,
            silence => longest.min(recording.last_voice_millis.saturating_add(silence)),
        };
        self.activity_in(id, until.saturating_sub(now_millis));
    }

    pub(crate) fn record_words(&mut self, id: CallId, words: &str) {
        let until_millis = self.now_millis + speech_millis(words);
        let Some(recording) = self.recording(id) else { return };
        if !recording.has_begun {
            return;
        }
        recording.words.push(words.to_owned());
        recording.last_voice_millis = until_millis;
        self.await_silence(id);
    }

    pub(crate) fn record_key(&mut self, id: CallId, key: char) {
        let ends = self
            .recording(id)
            .is_some_and(|recording| recording.has_begun && recording.finish_keys.contains(key));
        if ends {
            self.finish_record(id, &key.to_string());
        }
    }

    fn finish_record(&mut self, id: CallId, key: &str) {
        let Some((action, extra, is_silent)) = self.close_record(id, key) else { return };
        match is_silent && self.settings.silent_recording_falls_through {
            true => self.run(id),
            false => self.fetch_absolute(id, &action, &extra),
        }
    }

    /// Whoever is recorded hangs up: the action is told, and what it answers is not run.
    pub(crate) fn record_hang_up(&mut self, id: CallId) {
        if !self.recording(id).is_some_and(|recording| recording.has_begun) {
            return;
        }
        if let Some((action, extra, _)) = self.close_record(id, "hangup") {
            self.farewell(id, &action, &extra);
        }
    }

    fn close_record(&mut self, id: CallId, key: &str) -> Option<(Target, Form, bool)> {
        let now_millis = self.now_millis;
        let recording = self.recording(id)?;
        let is_silent = recording.words.is_empty();
        let end = match recording.trims && key.is_empty() {
            true => recording.last_voice_millis.min(now_millis),
            false => now_millis,
        };
        let seconds = end.saturating_sub(recording.begun_millis).div_ceil(1000);
        let (action, index) = (recording.action.clone(), recording.index);
        let text = recording.words.join(" ");
        let transcribe = recording.transcribe.clone();
        let is_transcribed = recording.is_transcribed;
        self.end_recording(id, index, seconds, is_silent);
        let recorded = self.recordings.get(index)?.clone();
        let url = self.recording_url(&recorded);
        if is_transcribed && !is_silent && !transcribe.url.is_empty() {
            let sid = TranscriptionSid::numbered(self.settings.seed, index as u64);
            let form = self
                .call_form(id)
                .with("TranscriptionSid", sid.as_str())
                .with("TranscriptionText", text)
                .with("TranscriptionStatus", "completed")
                .with("TranscriptionUrl", format!("{}/{sid}", self.account_url("Transcriptions")))
                .with("RecordingSid", recorded.sid.as_str())
                .with("RecordingUrl", &url);
            self.send(
                Owner::Call(id),
                Purpose::Transcription,
                &transcribe,
                form,
                TRANSCRIBED_MILLIS,
            );
        }
        let mut extra = Form::new()
            .with("RecordingUrl", url)
            .with("RecordingSid", recorded.sid.as_str())
            .with("RecordingDuration", seconds.to_string());
        if !key.is_empty() {
            extra.add("Digits", key);
        }
        Some((action, extra, is_silent))
    }
}

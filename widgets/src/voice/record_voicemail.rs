//! Record voicemail: record what the caller says.

use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, Outputs, Whole};
use centralita_engine::exec::{
    Action, Event, Next, Outcome, Record, Recording, RecordingEnded, Turning,
};
use centralita_engine::template::Template;
use centralita_engine::{Secs, Text};

use super::hung_up;

/// Record what the caller says, after a beep.
///
/// The recording ends by silence, by the finish key, at the greatest length, or when the caller hangs
/// up; a hang-up keeps the recording. There is no prompt: put a "Say or play" before this widget. A
/// transcription goes to its own address later and never comes into the flow.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "record-voicemail",
    label = "Record voicemail",
    group = Voice,
    icon = "voicemail",
    channels(Call),
    waits,
    speaks
)]
pub struct RecordVoicemail {
    /// Seconds of silence that end the recording; 0 means that silence does not end it.
    #[field(label = "Stop after silence", control = Seconds, default = 5, range = 0..=14400, alias("silence_timeout"))]
    pub timeout: Whole,
    /// The key that ends the recording: a digit, `#` or `*`. Empty means that no key does.
    #[field(label = "Stop at the key", alias("finishOnKey"))]
    pub finish_on_key: Option<Template>,
    /// Greatest length in seconds.
    #[field(label = "Greatest length", control = Seconds, default = 3600, range = 1..=14400, alias("maxLength"))]
    pub max_length: Whole,
    /// Whether a beep tells the caller to speak.
    #[field(label = "Beep first", json = Text, default = true)]
    pub play_beep: Flag,
    /// Whether silence is cut off at both ends.
    #[field(
        label = "Silence at both ends", default = "trim-silence",
        choices("trim-silence" = "Cut it off", "do-not-trim" = "Keep it")
    )]
    pub trim: Template,
    /// Whether what is said is written down.
    #[field(default = false, group = "Transcription")]
    pub transcribe: Flag,
    /// The address that gets the transcription.
    #[field(
        label = "Transcription address", control = Url, group = "Transcription",
        alias("transcribeCallbackUrl", "transcribe_callback")
    )]
    pub transcription_callback_url: Option<Template>,
    /// The address that is told when the recording is ready.
    #[field(label = "Recording status address", control = Url, group = "More")]
    pub recording_status_callback_url: Option<Template>,
}

/// Ways out of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The recording ended by silence, by the key or at its greatest length.
    #[exit(label = "Recording complete")]
    RecordingComplete,
    /// Nothing was said. Taken only when it is connected; otherwise a silent recording counts as complete.
    #[exit(label = "No audio", old)]
    NoAudio,
    /// The caller hung up while recording; the recording is there.
    #[exit(label = "Caller hung up")]
    Hangup,
}

/// What a recording stores, beside the parameters of the call.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Recorded {
    /// Where the recording is.
    #[output(wire = "RecordingUrl", sample = "https://example.com/recordings/RE1")]
    pub url: Option<Text>,
    /// The provider's id of the recording.
    #[output(wire = "RecordingSid", sample = "RE1")]
    pub sid: Option<Text>,
    /// Its length in seconds.
    #[output(wire = "RecordingDuration", sample = "12")]
    pub duration: Option<Text>,
    /// The key that ended it, or `hangup`.
    #[output(wire = "Digits", sample = "#")]
    pub digits: Option<Text>,
}

impl Recorded {
    fn of(recording: &Recording) -> Recorded {
        let given = |text: &Text| Some(text.clone()).filter(|text| !text.is_empty());
        Recorded {
            url: given(&recording.url),
            sid: given(&recording.sid),
            duration: Some(recording.duration_secs.to_string().into()),
            digits: match &recording.ended_by {
                RecordingEnded::Time => None,
                RecordingEnded::Key(key) => given(key),
                RecordingEnded::HangUp => Some("hangup".into()),
            },
        }
    }
}

impl Behaviour for RecordVoicemail {
    type Exit = Exit;
    type Outputs = Recorded;

    const EXAMPLE: &'static str = r##"{
  "name": "voicemail",
  "type": "record-voicemail",
  "transitions": [
    { "event": "recordingComplete", "next": "say_thanks" },
    { "event": "noAudio" },
    { "event": "hangup", "next": "file_message" }
  ],
  "properties": {
    "timeout": 5,
    "finish_on_key": "#",
    "max_length": 120,
    "play_beep": "true",
    "trim": "trim-silence",
    "transcribe": false,
    "offset": { "x": 0, "y": 0 }
  }
}"##;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let trim = turn.render(&self.trim)?;
        let record = Record {
            timeout: Secs(turn.count(&self.timeout)?),
            finish_on_key: turn.render_or_empty(&self.finish_on_key)?,
            max_length: Secs(turn.count(&self.max_length)?.clamp(1, 14_400)),
            beep: turn.flag(&self.play_beep)?,
            trim: trim == "trim-silence" || Flag::means_yes(&trim),
            transcribe: turn.flag(&self.transcribe)?,
            transcription_url: turn.render_or_empty(&self.transcription_callback_url)?,
            status_url: turn.render_or_empty(&self.recording_status_callback_url)?,
        };
        turn.ask(Action::Record(Box::new(record)));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let has_hung_up = hung_up::is_before(turn);
        match event {
            Event::Recorded { recording, params, .. } => {
                turn.store_params(params);
                turn.store(Recorded::of(recording));
                if has_hung_up || recording.ended_by == RecordingEnded::HangUp {
                    // The news of the hang-up may still be on its way; it must not end what comes next.
                    turn.call_is_gone();
                    return Ok(Next::Exit(Exit::Hangup));
                }
                let is_silent = !recording.has_speech;
                Ok(Next::Exit(if is_silent && turn.is_connected(Exit::NoAudio) {
                    Exit::NoAudio
                } else {
                    Exit::RecordingComplete
                }))
            }
            Event::TimerFired { .. } => {
                turn.store(Recorded { digits: Some("hangup".into()), ..Recorded::default() });
                hung_up::nothing_came("no recording", turn);
                Ok(Next::Exit(Exit::Hangup))
            }
            _ => Ok(Next::Wait),
        }
    }

    fn left(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        turn.note("The caller hung up; the recording is still to come.");
        hung_up::wait_for_the_rest(event, turn);
        Ok(Next::Wait)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::RecordVoicemail;

    const PROPERTIES: &str =
        r##"{ "timeout": 5, "max_length": 120, "play_beep": "true", "finish_on_key": "#" }"##;
    const BY_KEY: &str = r##"{"event":"recorded","recording":{"url":"https://r.example/1","sid":"RE1","duration_secs":7,"ended_by":{"key":"#"},"has_speech":true},"params":{"CallSid":"CA1"}}"##;
    const SILENT: &str = r#"{"event":"recorded","recording":{"url":"https://r.example/2","sid":"RE2","duration_secs":5,"ended_by":"time","has_speech":false}}"#;
    const CUT_OFF: &str = r#"{"event":"recorded","recording":{"url":"https://r.example/3","sid":"RE3","duration_secs":3,"ended_by":"hang-up","has_speech":true}}"#;
    const HANG_UP: &str =
        r#"{"event":"contact-left","reason":"hung-up","params":{"CallStatus":"completed"}}"#;

    fn check(events: &[&str], expected: Expect) {
        expected.assert_eq(&connected(&["recordingComplete", "noAudio", "hangup"], events));
    }

    /// Each of `exits` leads to a widget that ends.
    fn connected(exits: &[&str], events: &[&str]) -> String {
        let transitions: Vec<String> = exits
            .iter()
            .map(|exit| format!(r#"{{ "event": "{exit}", "next": "after" }}"#))
            .collect();
        Stage::call()
            .with_transitions(&format!("[{}]", transitions.join(",")))
            .with_state(
                r#"{ "name": "after", "type": "centralita-test-prepare",
                     "transitions": [], "properties": { "variables": {} } }"#,
            )
            .play::<RecordVoicemail>(PROPERTIES, events)
    }

    #[test]
    fn the_key_completes_the_recording() {
        check(
            &[BY_KEY],
            expect![[r##"
            visits under_test
            asks #1 record {"beep":true,"finish_on_key":"#","max_length":120,"status_url":"","timeout":5,"transcribe":false,"transcription_url":"","trim":true}
            hears recorded
            visits under_test
              leaves by recordingComplete
            visits after
              leaves by next
            asks #2 hang-up
            stores {"CallSid":"CA1","RecordingUrl":"https://r.example/1","RecordingSid":"RE1","RecordingDuration":"7","Digits":"#"}
            ends completed
        "##]],
        );
    }

    #[test]
    fn silence_leaves_by_no_audio_where_it_is_connected() {
        check(
            &[SILENT],
            expect![[r##"
            visits under_test
            asks #1 record {"beep":true,"finish_on_key":"#","max_length":120,"status_url":"","timeout":5,"transcribe":false,"transcription_url":"","trim":true}
            hears recorded
            visits under_test
              leaves by noAudio
            visits after
              leaves by next
            asks #2 hang-up
            stores {"RecordingUrl":"https://r.example/2","RecordingSid":"RE2","RecordingDuration":"5"}
            ends completed
        "##]],
        );
    }

    #[test]
    fn silence_counts_as_complete_where_no_audio_is_not_connected() {
        let told = connected(&["recordingComplete", "hangup"], &[SILENT]);
        assert!(told.contains("leaves by recordingComplete"), "{told}");
    }

    #[test]
    fn hanging_up_waits_for_the_recording_and_leaves_by_hangup() {
        check(
            &[HANG_UP, CUT_OFF],
            expect![[r##"
            visits under_test
            asks #1 record {"beep":true,"finish_on_key":"#","max_length":120,"status_url":"","timeout":5,"transcribe":false,"transcription_url":"","trim":true}
            hears contact-left
            visits under_test
              notes: The caller hung up; the recording is still to come.
            asks #2 set-timer {"due":1700000011000}
            hears recorded
            visits under_test
              leaves by hangup
            visits after
              leaves by next
            asks #3 clear-timer {"timer":2}
            stores {"CallStatus":"completed","RecordingUrl":"https://r.example/3","RecordingSid":"RE3","RecordingDuration":"3","Digits":"hangup"}
            ends completed
        "##]],
        );
    }

    #[test]
    fn the_recording_may_come_before_the_news_of_the_hang_up() {
        check(
            &[CUT_OFF, HANG_UP],
            expect![[r##"
            visits under_test
            asks #1 record {"beep":true,"finish_on_key":"#","max_length":120,"status_url":"","timeout":5,"transcribe":false,"transcription_url":"","trim":true}
            hears recorded
            visits under_test
              leaves by hangup
            visits after
              leaves by next
            hears contact-left
            refuses it: The execution has ended; nothing can happen in it any more.
            stores {"RecordingUrl":"https://r.example/3","RecordingSid":"RE3","RecordingDuration":"3","Digits":"hangup"}
            ends completed
        "##]],
        );
    }

    #[test]
    fn a_recording_that_never_comes_does_not_hold_the_execution() {
        check(
            &[HANG_UP, r#"{"event":"timer-fired"}"#, CUT_OFF],
            expect![[r##"
            visits under_test
            asks #1 record {"beep":true,"finish_on_key":"#","max_length":120,"status_url":"","timeout":5,"transcribe":false,"transcription_url":"","trim":true}
            hears contact-left
            visits under_test
              notes: The caller hung up; the recording is still to come.
            asks #2 set-timer {"due":1700000011000}
            hears timer-fired
            visits under_test
              notes: The caller hung up, and no recording came within 10 seconds.
              leaves by hangup
            visits after
              leaves by next
            hears recorded
            refuses it: The execution has ended; nothing can happen in it any more.
            stores {"CallStatus":"completed","Digits":"hangup"}
            ends completed
        "##]],
        );
    }
}

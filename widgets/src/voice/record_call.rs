//! Record call: start or stop recording the whole call.

use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, Outputs};
use centralita_engine::exec::{
    Action, CallState, Event, Failure, Next, Outcome, RecordCall as Recording, Turning,
};
use centralita_engine::template::Template;
use centralita_engine::value::Value;
use centralita_engine::{Map, Text};

use super::settings::Settings;

/// Start or stop recording the whole call.
///
/// The recording goes on beside the flow until another widget of this type stops it or the call ends.
/// The call has to be answered first: put a "Say or play" or a "Gather input" before this widget.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "record-call",
    label = "Record call",
    group = Voice,
    icon = "record",
    channels(Call),
    waits
)]
pub struct RecordCall {
    /// On starts the recording, off stops it.
    #[field(label = "Record", default = false, required)]
    pub record_call: Flag,
    /// Whether both sides are recorded on tracks of their own.
    #[field(
        label = "Tracks", default = "dual",
        choices("dual" = "One for each side", "mono" = "Both sides together")
    )]
    pub recording_channels: Template,
    /// Whether silence is cut off at both ends.
    #[field(
        label = "Silence at both ends", default = "do-not-trim",
        choices("trim-silence" = "Cut it off", "do-not-trim" = "Keep it")
    )]
    pub trim: Template,
    /// The address that is told about the recording.
    #[field(label = "Status address", control = Url, group = "Status")]
    pub recording_status_callback: Option<Template>,
    /// The method of that request.
    #[field(label = "Status method", default = "POST", group = "Status", choices("POST" = "POST", "GET" = "GET"))]
    pub recording_status_callback_method: Template,
    /// What is told: `in-progress`, `completed` and `absent`, separated by spaces.
    #[field(label = "Status events", default = "completed", group = "Status")]
    pub recording_status_callback_events: Template,
}

/// Ways out of a record call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The recording has started, or stopped.
    Success,
    /// It could not be started or stopped.
    #[exit(failure)]
    Failed,
}

/// What a record call stores.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Started {
    /// The provider's id of the recording.
    #[output(wire = "Sid", sample = "RE1")]
    pub sid: Option<Text>,
    /// The call that is recorded.
    #[output(wire = "CallSid", sample = "CA1")]
    pub call_sid: Option<Text>,
    /// The conference that is recorded, when it is one.
    #[output(wire = "ConferenceSid", sample = "CF1")]
    pub conference_sid: Option<Text>,
    /// The state of the recording.
    #[output(wire = "Status", sample = "in-progress")]
    pub status: Option<Text>,
    /// When it began.
    #[output(wire = "StartTime", sample = "2026-11-22T10:30:00Z")]
    pub start_time: Option<Text>,
    /// Its length in seconds.
    #[output(wire = "Duration", sample = "42")]
    pub duration: Option<Text>,
    /// When the provider made its entry.
    #[output(wire = "DateCreated", sample = "2026-11-22T10:30:00Z")]
    pub date_created: Option<Text>,
    /// When the provider last changed its entry.
    #[output(wire = "DateUpdated", sample = "2026-11-22T10:30:42Z")]
    pub date_updated: Option<Text>,
    /// The number of tracks.
    #[output(wire = "Channels", sample = "2")]
    pub channels: Option<Text>,
    /// How the recording came about.
    #[output(wire = "Source", sample = "StartCallRecordingAPI")]
    pub source: Option<Text>,
    /// What it cost.
    #[output(wire = "Price", sample = "0.0025")]
    pub price: Option<Text>,
    /// The currency of the price.
    #[output(wire = "PriceUnit", sample = "USD")]
    pub price_unit: Option<Text>,
    /// Why there is no recording.
    #[output(wire = "ErrorCode", sample = "21220")]
    pub error_code: Option<Text>,
    /// How it is encrypted.
    #[output(wire = "EncryptionDetails", sample = "{}")]
    pub encryption_details: Option<Value>,
    /// Its address at the provider.
    #[output(wire = "Uri", sample = "/Recordings/RE1.json")]
    pub uri: Option<Text>,
    /// The provider's account.
    #[output(wire = "AccountSid", sample = "AC1")]
    pub account_sid: Option<Text>,
    /// The version of the provider's API.
    #[output(wire = "ApiVersion", sample = "2010-04-01")]
    pub api_version: Option<Text>,
}

impl RecordCall {
    fn settings(&self, turn: &mut Turning<'_>) -> Result<Map, Failure> {
        let mut settings = Settings::default();
        settings.add("RecordingChannels", turn.render(&self.recording_channels)?);
        settings.add("Trim", turn.render(&self.trim)?);
        let address = turn.render_or_empty(&self.recording_status_callback)?;
        if !address.is_empty() {
            settings.add("RecordingStatusCallback", address);
            settings.add(
                "RecordingStatusCallbackMethod",
                turn.render(&self.recording_status_callback_method)?,
            );
            let events = turn.render(&self.recording_status_callback_events)?;
            settings.add(
                "RecordingStatusCallbackEvent",
                Value::list(events.split_whitespace().map(Value::from)),
            );
        }
        Ok(settings.into_map())
    }
}

impl Behaviour for RecordCall {
    type Exit = Exit;
    type Outputs = Started;

    const EXAMPLE: &'static str = r#"{
  "name": "record_from_here",
  "type": "record-call",
  "transitions": [
    { "event": "success", "next": "main_menu" },
    { "event": "failed", "next": "main_menu" }
  ],
  "properties": {
    "record_call": true,
    "recording_channels": "dual",
    "trim": "do-not-trim",
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        if turn.call() == CallState::Ringing {
            return Err(Failure::new(format!(
                "{} cannot record a call that still rings. Put a widget before it that answers the call, such as \"Say or play\".",
                turn.widget()
            )));
        }
        let start = turn.flag(&self.record_call)?;
        let settings = if start { self.settings(turn)? } else { Map::new() };
        turn.ask(Action::RecordCall(Box::new(Recording { start, settings })));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::Served { outcome, params, .. } = event else { return Ok(Next::Wait) };
        turn.store_params(params);
        match outcome.as_str() {
            "success" => Ok(Next::Exit(Exit::Success)),
            "not-configured" => {
                Err(Failure::new("Nothing is set up here that could record a whole call."))
            }
            other => Err(Failure::new(format!(
                "The recording could not be started or stopped. The provider says: \"{other}\""
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::RecordCall;

    const START: &str = r#"{ "record_call": true, "recording_status_callback": "https://example.com/told", "recording_status_callback_events": "in-progress completed" }"#;

    fn check(properties: &str, events: &[&str], expected: Expect) {
        expected.assert_eq(&Stage::answered_call().play::<RecordCall>(properties, events));
    }

    #[test]
    fn a_recording_that_starts_leaves_by_success() {
        check(
            START,
            &[
                r#"{"event":"served","outcome":"success","params":{"Sid":"RE1","Status":"in-progress"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 record-call {"settings":{"RecordingChannels":"dual","RecordingStatusCallback":"https://example.com/told","RecordingStatusCallbackEvent":["in-progress","completed"],"RecordingStatusCallbackMethod":"POST","Trim":"do-not-trim"},"start":true}
                hears served
                visits under_test
                  leaves by success
                asks #2 hang-up
                stores {"Sid":"RE1","Status":"in-progress"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn stopping_needs_no_settings() {
        check(
            r#"{ "record_call": "false" }"#,
            &[r#"{"event":"served","outcome":"success"}"#],
            expect![[r#"
                visits under_test
                asks #1 record-call {"start":false}
                hears served
                visits under_test
                  leaves by success
                asks #2 hang-up
                stores {}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_recording_that_cannot_start_leaves_by_failed() {
        check(
            START,
            &[r#"{"event":"served","outcome":"failed","params":{"ErrorCode":"21220"}}"#],
            expect![[r#"
                visits under_test
                asks #1 record-call {"settings":{"RecordingChannels":"dual","RecordingStatusCallback":"https://example.com/told","RecordingStatusCallbackEvent":["in-progress","completed"],"RecordingStatusCallbackMethod":"POST","Trim":"do-not-trim"},"start":true}
                hears served
                visits under_test
                  notes: The recording could not be started or stopped. The provider says: "failed"
                  leaves by failed
                asks #2 hang-up
                stores {"ErrorCode":"21220"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_house_that_cannot_record_leaves_by_failed() {
        let events = [r#"{"event":"served","outcome":"not-configured"}"#];
        let told = Stage::answered_call().play::<RecordCall>(START, &events);
        assert!(told.contains("Nothing is set up here"), "{told}");
        assert!(told.contains("leaves by failed"), "{told}");
    }

    #[test]
    fn a_call_that_still_rings_is_not_recorded() {
        expect![[r#"
            visits under_test
              notes: under_test cannot record a call that still rings. Put a widget before it that answers the call, such as "Say or play".
              leaves by failed
            asks #1 hang-up
            ends completed
        "#]].assert_eq(&Stage::call().play::<RecordCall>(START, &[]));
    }
}

//! Make outgoing call: call the contact.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, Outputs, Reporter, Whole};
use centralita_engine::exec::{
    Action, CallOutcome, Event, Failure, Next, Outcome, PlaceCall, Turning, param,
};
use centralita_engine::sentence;
use centralita_engine::template::Template;
use centralita_engine::{Map, Secs, Text};

use super::say_play::is_tone;
use super::settings::Settings;

/// The greatest number of keys that can be pressed when somebody answers.
const MOST_KEYS: usize = 32;

/// Call the contact, and go on when somebody answers.
///
/// For flows that begin with a request from a program or with a message. After "Answered", voice
/// widgets speak on this call. With answering machine detection on, `AnsweredBy` tells who answered.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "make-outgoing-call-v2",
    label = "Make outgoing call",
    group = Voice,
    icon = "phone-out",
    alias("DialV2"),
    waits
)]
pub struct MakeCall {
    /// The number shown to the contact.
    #[field(control = Address, default = "{{flow.channel.address}}", required)]
    pub from: Template,
    /// Whom to call.
    #[field(control = Address, default = "{{contact.channel.address}}", required)]
    pub to: Template,
    /// Seconds it may ring.
    #[field(label = "Ring for", control = Seconds, default = 60, range = 0..=600)]
    pub timeout: Whole,
    /// Keys to press once somebody answers, such as an extension; `w` pauses half a second.
    #[field(label = "Press keys when answered")]
    pub send_digits: Option<Template>,
    /// Whether the call is recorded.
    #[field(default = false, group = "Recording")]
    pub record: Flag,
    /// Whether both sides are recorded on tracks of their own.
    #[field(
        label = "Tracks", default = "mono", group = "Recording",
        choices("mono" = "Both sides together", "dual" = "One for each side")
    )]
    pub recording_channels: Template,
    /// The address that is told when the recording is ready.
    #[field(label = "Recording status address", control = Url, group = "Recording")]
    pub recording_status_callback: Option<Template>,
    /// Whether silence is cut off at both ends.
    #[field(
        label = "Silence at both ends", default = "do-not-trim", group = "Recording",
        choices("trim-silence" = "Cut it off", "do-not-trim" = "Keep it")
    )]
    pub trim: Template,
    /// Whether to find out if a person or a machine answered.
    #[field(label = "Detect answering machines", default = false, group = "Answering machines")]
    pub detect_answering_machine: Flag,
    /// Whether the flow goes on at once, or after the machine's greeting.
    #[field(
        label = "Go on", default = "Enable", group = "Answering machines",
        choices("Enable" = "At once", "DetectMessageEnd" = "After the greeting")
    )]
    pub machine_detection: Template,
    /// Seconds the detection may take.
    #[field(
        label = "Detection time", control = Seconds, json = Text, default = "30", range = 3..=120,
        group = "Answering machines"
    )]
    pub machine_detection_timeout: Whole,
    /// Milliseconds of speech that make it a machine.
    #[field(
        label = "Longest human greeting", json = Text, default = "2400", range = 1000..=6000,
        group = "Answering machines"
    )]
    pub machine_detection_speech_threshold: Whole,
    /// Milliseconds of silence after which the speech has ended.
    #[field(
        label = "Silence that ends speech", json = Text, default = "1200", range = 500..=5000,
        group = "Answering machines"
    )]
    pub machine_detection_speech_end_threshold: Whole,
    /// Milliseconds of silence at the start after which the detection gives up.
    #[field(
        label = "Silence at the start", json = Text, default = "5000", range = 2000..=10000,
        group = "Answering machines"
    )]
    pub machine_detection_silence_timeout: Whole,
    /// The user name, when the contact is a SIP address that wants one.
    #[field(label = "SIP user name", group = "SIP")]
    pub sip_auth_username: Option<Template>,
    /// The password that goes with it; better a secret than the password itself.
    #[field(label = "SIP password", control = Secret, group = "SIP")]
    pub sip_auth_password: Option<Template>,
}

/// Ways out of an outgoing call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// Somebody answered, or a machine did.
    Answered,
    /// The line is busy.
    Busy,
    /// Nobody answered in time.
    NoAnswer,
    /// The call could not be placed.
    #[exit(failure)]
    Failed,
}

/// What an outgoing call stores, beside the other parameters of the call.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Placed {
    /// The provider's id of the call.
    #[output(wire = "CallSid", sample = "CA1")]
    pub call_sid: Option<Text>,
    /// The state of the call.
    #[output(wire = "CallStatus", sample = "in-progress")]
    pub call_status: Option<Text>,
    /// Who answered: `human`, `fax`, `unknown`, `machine_start`, or how the greeting ended.
    #[output(wire = "AnsweredBy", sample = "human")]
    pub answered_by: Option<Text>,
    /// How long it took to find that out, in milliseconds.
    #[output(wire = "MachineDetectionDuration", sample = "1800")]
    pub detection_duration: Option<Text>,
    /// The number shown.
    #[output(wire = "From", sample = "+15550199")]
    pub from: Option<Text>,
    /// The number called.
    #[output(wire = "To", sample = "+15550100")]
    pub to: Option<Text>,
    /// The direction of the call.
    #[output(wire = "Direction", sample = "outbound-api")]
    pub direction: Option<Text>,
    /// The provider's account.
    #[output(wire = "AccountSid", sample = "AC1")]
    pub account_sid: Option<Text>,
}

impl MakeCall {
    fn settings(&self, turn: &mut Turning<'_>, record: bool) -> Result<Map, Failure> {
        let mut settings = Settings::default();
        settings.render(turn, "SendDigits", &self.send_digits)?;
        if record {
            settings.add("RecordingChannels", turn.render(&self.recording_channels)?);
            settings.render(turn, "RecordingStatusCallback", &self.recording_status_callback)?;
            let trim = turn.render(&self.trim)?;
            let trims = trim == "trim-silence" || Flag::means_yes(&trim);
            settings.add("Trim", if trims { "trim-silence" } else { "do-not-trim" });
        }
        if turn.flag(&self.detect_answering_machine)? {
            settings.add("MachineDetection", turn.render(&self.machine_detection)?);
            for (name, number) in [
                ("MachineDetectionTimeout", &self.machine_detection_timeout),
                ("MachineDetectionSpeechThreshold", &self.machine_detection_speech_threshold),
                (
                    "MachineDetectionSpeechEndThreshold",
                    &self.machine_detection_speech_end_threshold,
                ),
                ("MachineDetectionSilenceTimeout", &self.machine_detection_silence_timeout),
            ] {
                settings.add(name, turn.whole(number)?);
            }
        }
        settings.render(turn, "SipAuthUsername", &self.sip_auth_username)?;
        if let Some(password) = &self.sip_auth_password {
            settings.add("SipAuthPassword", turn.render_with_secrets(password)?);
        }
        Ok(settings.into_map())
    }
}

/// Asks for a call to the contact.
pub(super) fn place(
    turn: &mut Turning<'_>,
    from: &Template,
    to: &Template,
    timeout: &Whole,
    record: bool,
    settings: Map,
) -> Result<(), Failure> {
    let from = turn.render(from)?;
    let to = turn.render(to)?;
    if to.trim().is_empty() {
        return Err(Failure::new(format!(
            "{} has nobody to call: the number is empty here.",
            turn.widget()
        )));
    }
    let timeout = Secs(turn.count(timeout)?.min(600));
    turn.keep(
        [("From", &from), ("To", &to)]
            .map(|(name, value)| (name, value.clone()))
            .into_iter()
            .collect::<Map>(),
    );
    turn.ask(Action::PlaceCall(Box::new(PlaceCall { from, to, timeout, record, settings })));
    Ok(())
}

/// Stores what is known of a placed call, which is the live one once somebody has answered; what the provider says wins over what follows from the outcome.
pub(super) fn store(turn: &mut Turning<'_>, outcome: &CallOutcome, params: &Map) {
    let (status, answered_by) = match outcome {
        CallOutcome::Answered(by) => ("in-progress", by.clone()),
        CallOutcome::Busy => ("busy", None),
        CallOutcome::NoAnswer => ("no-answer", None),
        CallOutcome::Failed => ("failed", None),
    };
    turn.store(Placed { call_status: Some(status.into()), answered_by, ..Placed::default() });
    turn.store_params(params);
    if matches!(outcome, CallOutcome::Answered(_)) {
        let mut call = turn.kept().as_map().cloned().unwrap_or_default();
        call.extend(params.clone());
        turn.placed_call_is_live(&call);
    }
}

/// Why a call could not be placed, as far as the provider says.
pub(super) fn failure(params: &Map) -> Failure {
    match param(params, "ErrorMessage").or_else(|| param(params, "ErrorCode")) {
        Some(why) => {
            Failure::new(format!("The call could not be placed. The provider says: \"{why}\""))
        }
        None => Failure::new(
            "The call could not be placed: nothing is set up here that could, or the number cannot be reached.",
        ),
    }
}

impl Behaviour for MakeCall {
    type Exit = Exit;
    type Outputs = Placed;

    const EXAMPLE: &'static str = r#"{
  "name": "call_customer",
  "type": "make-outgoing-call-v2",
  "transitions": [
    { "event": "answered", "next": "say_reminder" },
    { "event": "busy", "next": "send_text" },
    { "event": "noAnswer", "next": "send_text" },
    { "event": "failed", "next": "send_text" }
  ],
  "properties": {
    "from": "{{flow.channel.address}}",
    "to": "{{contact.channel.address}}",
    "timeout": 60,
    "record": false,
    "recording_channels": "mono",
    "recording_status_callback": "",
    "trim": "do-not-trim",
    "detect_answering_machine": true,
    "machine_detection": "Enable",
    "machine_detection_timeout": "30",
    "machine_detection_speech_threshold": "2400",
    "machine_detection_speech_end_threshold": "1200",
    "machine_detection_silence_timeout": "5000",
    "send_digits": "",
    "sip_auth_username": "",
    "sip_auth_password": "",
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let record = turn.flag(&self.record)?;
        let settings = self.settings(turn, record)?;
        place(turn, &self.from, &self.to, &self.timeout, record, settings)?;
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::CallPlaced { outcome, params, .. } = event else { return Ok(Next::Wait) };
        store(turn, outcome, params);
        Ok(Next::Exit(match outcome {
            CallOutcome::Answered(_) => Exit::Answered,
            CallOutcome::Busy => Exit::Busy,
            CallOutcome::NoAnswer => Exit::NoAnswer,
            CallOutcome::Failed => return Err(failure(params)),
        }))
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let Some(keys) = self.send_digits.as_ref().and_then(Template::as_literal) else { return };
        let name = report.widget.name.clone();
        if let Some(strange) = keys.chars().find(|key| !is_tone(*key)) {
            let message = sentence!(
                "{name} presses keys, and one of them is on no telephone. Use 0-9, A-D, # and *, and w or W for a pause: \"{strange}\"",
                "{name} pulsa teclas y una de ellas no está en ningún teléfono. Use 0-9, A-D, # y *, y w o W para una pausa: \"{strange}\""
            );
            report.error(Code("bad_property"), "send_digits", message);
        }
        if keys.len() > MOST_KEYS {
            let message = sentence!(
                "{name} presses {} keys, and at most {MOST_KEYS} can be pressed. Press the others with a \"Say or play\" behind it.",
                "{name} pulsa {} teclas y como mucho se pueden pulsar {MOST_KEYS}. Pulse las demás con un widget \"Say or play\" detrás.",
                keys.len()
            );
            report.error(Code("bad_property"), "send_digits", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::MakeCall;

    fn check(properties: &str, events: &[&str], expected: Expect) {
        expected.assert_eq(&Stage::request().play::<MakeCall>(properties, events));
    }

    #[test]
    fn an_answer_leaves_by_answered_and_there_is_a_live_call() {
        check(
            r#"{ "detect_answering_machine": true, "timeout": 20 }"#,
            &[
                r#"{"event":"call-placed","outcome":{"answered":"human"},"params":{"CallSid":"CA7","Direction":"outbound-api"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 place-call {"from":"+15550199","record":false,"settings":{"MachineDetection":"Enable","MachineDetectionSilenceTimeout":5000,"MachineDetectionSpeechEndThreshold":1200,"MachineDetectionSpeechThreshold":2400,"MachineDetectionTimeout":30},"timeout":20,"to":"+15550100"}
                hears call-placed
                visits under_test
                  leaves by answered
                asks #2 hang-up
                stores {"CallStatus":"in-progress","AnsweredBy":"human","CallSid":"CA7","Direction":"outbound-api"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn an_execution_that_is_cancelled_does_not_let_the_telephone_ring_on() {
        let told = Stage::request()
            .play::<MakeCall>("{}", &[r#"{"event":"cancelled","reason":"An operator ended it."}"#]);
        let (_, ending) = told.split_once("hears cancelled\n").unwrap_or_default();
        expect![[r#"
            asks #2 hang-up {"reason":"An operator ended it."}
            ends cancelled: An operator ended it.
        "#]]
        .assert_eq(ending);
    }

    #[test]
    fn a_busy_line_leaves_by_busy() {
        check(
            "{}",
            &[r#"{"event":"call-placed","outcome":"busy"}"#],
            expect![[r#"
            visits under_test
            asks #1 place-call {"from":"+15550199","record":false,"timeout":60,"to":"+15550100"}
            hears call-placed
            visits under_test
              leaves by busy
            stores {"CallStatus":"busy"}
            ends completed
        "#]],
        );
    }

    #[test]
    fn nobody_there_leaves_by_no_answer() {
        check(
            "{}",
            &[r#"{"event":"call-placed","outcome":"no-answer"}"#],
            expect![[r#"
            visits under_test
            asks #1 place-call {"from":"+15550199","record":false,"timeout":60,"to":"+15550100"}
            hears call-placed
            visits under_test
              leaves by noAnswer
            stores {"CallStatus":"no-answer"}
            ends completed
        "#]],
        );
    }

    #[test]
    fn who_takes_over_a_call_that_the_flow_placed_can_control_it() {
        let told = Stage::request()
            .with_transitions(r#"[{ "event": "answered", "next": "to_agent" }]"#)
            .with_state(
                r#"{ "name": "to_agent", "type": "send-to-flex", "transitions": [],
                     "properties": { "workflow": "everybody", "channel": "voice" } }"#,
            )
            .play::<MakeCall>(
                "{}",
                &[r#"{"event":"call-placed","outcome":{"answered":null},"params":{"CallSid":"CA7","Direction":"outbound-api"}}"#],
            );
        let (_, vendor) = told.split_once("\"vendor\":").unwrap_or_default();
        let (vendor, _) = vendor.split_once('}').unwrap_or_default();
        assert_eq!(
            vendor,
            r#"{"call_sid":"CA7","direction":"outbound-api","from":"+15550199","to":"+15550100""#
        );
        assert!(told.contains(r#""direction":"outbound","flow""#), "{told}");
    }

    #[test]
    fn a_call_that_cannot_be_placed_leaves_by_failed_with_the_reason() {
        check(
            r#"{ "record": true, "trim": "true", "send_digits": "ww1", "sip_auth_username": "ana", "sip_auth_password": "{{secrets.SIP}}" }"#,
            &[
                r#"{"event":"call-placed","outcome":"failed","params":{"ErrorMessage":"The number is not verified."}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 place-call {"from":"+15550199","record":true,"settings":{"RecordingChannels":"mono","SendDigits":"ww1","SipAuthPassword":"{{secrets.SIP}}","SipAuthUsername":"ana","Trim":"trim-silence"},"timeout":60,"to":"+15550100"}
                hears call-placed
                visits under_test
                  notes: The call could not be placed. The provider says: "The number is not verified."
                  leaves by failed
                stores {"CallStatus":"failed","ErrorMessage":"The number is not verified."}
                ends completed
            "#]],
        );
    }

    #[test]
    fn without_a_number_nothing_is_asked() {
        check(
            r#"{ "to": "{{flow.variables.missing}}" }"#,
            &[],
            expect![[r#"
            visits under_test
              notes: under_test has nobody to call: the number is empty here.
              leaves by failed
            ends completed
        "#]],
        );
    }

    #[test]
    fn keys_to_press_are_checked() {
        let check = |properties: &str| Stage::request().problems::<MakeCall>(properties);
        assert_eq!(check(r#"{ "send_digits": "ww12#" }"#), "");
        expect![[r#"
            Error bad_property at send_digits: under_test presses keys, and one of them is on no telephone. Use 0-9, A-D, # and *, and w or W for a pause: ","
            Error bad_property at send_digits: under_test presses 35 keys, and at most 32 can be pressed. Press the others with a "Say or play" behind it.
        "#]]
            .assert_eq(&check(r#"{ "send_digits": "1,234567890123456789012345678901234" }"#));
    }
}

//! Connect call: connect the caller to somebody else.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Reporter, Whole};
use centralita_engine::exec::{
    Action, Dial, DialOutcome, DialTarget, Event, Failure, Next, Outcome, Turning, param,
};
use centralita_engine::sentence;
use centralita_engine::template::Template;
use centralita_engine::{Secs, Text};

use crate::voice::hung_up;

/// The greatest number of telephones that may ring at once.
const MOST_NUMBERS: usize = 10;

/// Connect the caller to somebody else.
///
/// That is a number, several at once, a client, a SIP address, a SIM card or a conference. The flow goes on when the talk is over, or when nobody answered: look at `DialCallStatus`.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "connect-call-to",
    label = "Connect call",
    group = People,
    icon = "connect",
    channels(Call),
    waits,
    speaks
)]
pub struct ConnectCall {
    /// What the caller is connected to.
    #[field(
        label = "Connect to", default = "number", required,
        choices(
            "number" = "A number", "number-multi" = "Several numbers", "client" = "A client",
            "sip" = "A SIP address", "sim" = "A SIM card", "conference" = "A conference"
        )
    )]
    pub noun: Template,
    /// The number, up to ten numbers separated by commas, the client's identity, the SIM card's id or the
    /// conference's name.
    #[field(label = "Whom", control = Address)]
    pub to: Option<Template>,
    /// The number shown to the other side.
    #[field(label = "Caller id", control = Address, default = "{{contact.channel.address}}")]
    pub caller_id: Template,
    /// Seconds it may ring.
    #[field(label = "Ring for", control = Seconds, default = 30, range = 1..=600)]
    pub timeout: Whole,
    /// Longest talk in seconds. Empty means four hours.
    #[field(label = "Longest talk", control = Seconds, json = Text, range = 1..=86400)]
    pub time_limit: Option<Whole>,
    /// Whether the talk is recorded.
    #[field(control = Toggle, json = Bool, default = false)]
    pub record: Template,
    /// The SIP address.
    #[field(label = "SIP address", group = "SIP")]
    pub sip_endpoint: Option<Template>,
    /// The user name that the SIP address wants.
    #[field(label = "SIP user name", group = "SIP")]
    pub sip_username: Option<Template>,
    /// The password that goes with it; better a secret than the password itself.
    #[field(label = "SIP password", control = Secret, group = "SIP")]
    pub sip_password: Option<Template>,
}

/// Ways out of a connected call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The other side hung up, did not answer, or could not be called.
    #[exit(label = "Connected call ended")]
    CallCompleted,
    /// The caller hung up.
    #[exit(label = "Caller hung up")]
    Hangup,
}

/// What a connected call stores, beside the parameters of the call.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Connected {
    /// How the call to the other side ended: `completed`, `answered`, `busy`, `no-answer`, `failed` or `canceled`.
    #[output(wire = "DialCallStatus", sample = "completed")]
    pub status: Option<Text>,
    /// The provider's id of the call to the other side.
    #[output(wire = "DialCallSid", sample = "CA2")]
    pub sid: Option<Text>,
    /// How long the two talked, in seconds.
    #[output(wire = "DialCallDuration", sample = "42")]
    pub duration: Option<Text>,
    /// Where the recording is, when the talk was recorded.
    #[output(wire = "RecordingUrl", sample = "https://example.com/recordings/RE1")]
    pub recording: Option<Text>,
}

impl Connected {
    fn of(outcome: &DialOutcome) -> Connected {
        let given = |text: &Text| Some(text.clone()).filter(|text| !text.is_empty());
        Connected {
            status: given(&outcome.status),
            sid: given(&outcome.sid),
            duration: Some(outcome.duration_secs.to_string().into()),
            recording: outcome.recording_url.clone(),
        }
    }
}

impl ConnectCall {
    fn dial(&self, turn: &mut Turning<'_>) -> Result<Dial, Failure> {
        let record = turn.render(&self.record)?;
        let time_limit = match &self.time_limit {
            Some(limit) => Some(turn.count(limit)?).filter(|limit| *limit > 0).map(Secs),
            None => None,
        };
        Ok(Dial {
            to: self.target(turn)?,
            caller_id: turn.render(&self.caller_id)?,
            record: records(&record),
            timeout: Secs(turn.count(&self.timeout)?.clamp(1, 600)),
            time_limit,
        })
    }

    fn target(&self, turn: &mut Turning<'_>) -> Result<DialTarget, Failure> {
        let noun = turn.render(&self.noun)?;
        let to = match noun.as_str() {
            "sip" => turn.render_or_empty(&self.sip_endpoint)?,
            _ => turn.render_or_empty(&self.to)?,
        };
        let to = to.trim();
        if numbers(to).next().is_none() {
            return Err(Failure::new(format!(
                "{} has nobody to connect the caller to: the address is empty here.",
                turn.widget()
            )));
        }
        Ok(match noun.as_str() {
            "number" => DialTarget::Numbers(vec![to.into()]),
            "number-multi" => {
                let mut numbers: Vec<Text> = numbers(to).map(Text::from).collect();
                if numbers.len() > MOST_NUMBERS {
                    turn.warn(format!(
                        "{} numbers are named, and at most {MOST_NUMBERS} can ring at once; the first {MOST_NUMBERS} do.",
                        numbers.len()
                    ));
                    numbers.truncate(MOST_NUMBERS);
                }
                DialTarget::Numbers(numbers)
            }
            "client" => DialTarget::Client(to.into()),
            "sip" => DialTarget::Sip {
                uri: to.into(),
                username: turn.render_or_empty(&self.sip_username)?,
                password: match &self.sip_password {
                    Some(password) => turn.render_with_secrets(password)?,
                    None => Text::default(),
                },
            },
            "sim" => DialTarget::Sim(to.into()),
            "conference" => DialTarget::Conference(to.into()),
            other => {
                return Err(Failure::new(format!(
                    "{} connects to something that is not known. Use number, number-multi, client, sip, sim or conference: \"{other}\"",
                    turn.widget()
                )));
            }
        })
    }
}

/// The numbers in a text where commas stand between them.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|number| !number.is_empty())
}

/// Whether a talk is recorded. Hand-written files name a moment to begin, as TwiML does, such as
/// `record-from-answer`.
fn records(text: &str) -> bool {
    let text = text.trim();
    !["", "false", "no", "0", "off", "do-not-record"].iter().any(|no| text.eq_ignore_ascii_case(no))
}

impl Behaviour for ConnectCall {
    type Exit = Exit;
    type Outputs = Connected;

    const EXAMPLE: &'static str = r#"{
  "name": "sales",
  "type": "connect-call-to",
  "transitions": [
    { "event": "callCompleted", "next": "split_dial_status" },
    { "event": "hangup" }
  ],
  "properties": {
    "noun": "number",
    "to": "+15555550123",
    "caller_id": "{{contact.channel.address}}",
    "record": false,
    "timeout": 30,
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        match self.dial(turn) {
            Ok(dial) => {
                turn.ask(Action::Dial(Box::new(dial)));
                Ok(Next::Wait)
            }
            // A dial that fails is a talk that ended: flows split on DialCallStatus behind it.
            Err(failure) => {
                turn.warn(failure.message);
                turn.store(Connected { status: Some("failed".into()), ..Connected::default() });
                Ok(Next::Exit(Exit::CallCompleted))
            }
        }
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let has_hung_up = hung_up::is_before(turn);
        match event {
            Event::Dialled { outcome, params, .. } => {
                turn.store_params(params);
                turn.store(Connected::of(outcome));
                // The caller's own leg is over when the dial came back because the caller hung up.
                if has_hung_up || param(params, "CallStatus") == Some("completed") {
                    turn.call_is_gone();
                    return Ok(Next::Exit(Exit::Hangup));
                }
                Ok(Next::Exit(Exit::CallCompleted))
            }
            Event::TimerFired { .. } => {
                hung_up::nothing_came("no news of how the connected call ended", turn);
                Ok(Next::Exit(Exit::Hangup))
            }
            _ => Ok(Next::Wait),
        }
    }

    /// How the connected call ended, and its recording, may still be on their way.
    fn left(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        hung_up::wait_for_the_rest(event, turn);
        Ok(Next::Wait)
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let name = report.widget.name.clone();
        let noun = self.noun.as_literal();
        if noun == Some("sip") {
            if self.sip_endpoint.is_none() {
                let message = sentence!(
                    "{name} connects to a SIP address and does not say which. Fill it in, like sip:ana@example.com.",
                    "{name} conecta con una dirección SIP y no dice cuál. Escríbala, como sip:ana@example.com."
                );
                report.error(Code("missing_property"), "sip_endpoint", message);
            }
        } else if self.to.is_none() {
            let message = sentence!(
                "{name} does not say whom to connect the caller to. Fill it in.",
                "{name} no dice con quién conectar a quien llama. Indíquelo."
            );
            report.error(Code("missing_property"), "to", message);
        }
        let Some(to) = self.to.as_ref().and_then(Template::as_literal) else { return };
        let count = numbers(to).count();
        if noun == Some("number-multi") && count > MOST_NUMBERS {
            let message = sentence!(
                "{name} rings {count} numbers at once, and at most {MOST_NUMBERS} can. Remove {} of them.",
                "{name} llama a {count} números a la vez y como mucho pueden ser {MOST_NUMBERS}. Quite {} de ellos.",
                count - MOST_NUMBERS
            );
            report.error(Code("bad_property"), "to", message);
        }
        if noun == Some("number") && count > 1 {
            let message = sentence!(
                "{name} connects to one number, and {count} are named. Choose \"Several numbers\", or leave one.",
                "{name} conecta con un número y se indican {count}. Elija \"Several numbers\" o deje uno."
            );
            report.error(Code("bad_property"), "to", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::{ConnectCall, records};

    const ANSWERED: &str = r#"{"event":"dialled","outcome":{"status":"completed","duration_secs":42,"sid":"CA2","recording_url":"https://r.example/1"},"params":{"CallStatus":"in-progress"}}"#;

    fn check(properties: &str, events: &[&str], expected: Expect) {
        expected.assert_eq(&Stage::call().play::<ConnectCall>(properties, events));
    }

    #[test]
    fn a_talk_that_ends_leaves_by_call_completed() {
        check(
            r#"{ "noun": "number", "to": "+15555550123", "record": true, "time_limit": "600" }"#,
            &[ANSWERED],
            expect![[r#"
                visits under_test
                asks #1 dial {"caller_id":"+15550100","record":true,"time_limit":600,"timeout":30,"to":{"numbers":["+15555550123"]}}
                hears dialled
                visits under_test
                  leaves by callCompleted
                asks #2 hang-up
                stores {"CallStatus":"in-progress","DialCallStatus":"completed","DialCallSid":"CA2","DialCallDuration":"42","RecordingUrl":"https://r.example/1"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn nobody_there_leaves_by_call_completed_with_the_status() {
        check(
            r#"{ "noun": "number-multi", "to": "+15555550123, +15555550124,", "caller_id": "+15550199" }"#,
            &[r#"{"event":"dialled","outcome":{"status":"no-answer","duration_secs":0,"sid":""}}"#],
            expect![[r#"
                visits under_test
                asks #1 dial {"caller_id":"+15550199","record":false,"timeout":30,"to":{"numbers":["+15555550123","+15555550124"]}}
                hears dialled
                visits under_test
                  leaves by callCompleted
                asks #2 hang-up
                stores {"DialCallStatus":"no-answer","DialCallDuration":"0"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_caller_who_hangs_up_leaves_by_hangup() {
        check(
            r#"{ "noun": "client", "to": "ana" }"#,
            &[
                r#"{"event":"contact-left","reason":"hung-up","params":{"CallStatus":"completed"}}"#,
                r#"{"event":"timer-fired"}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 dial {"caller_id":"+15550100","record":false,"timeout":30,"to":{"client":"ana"}}
                hears contact-left
                visits under_test
                asks #2 set-timer {"due":1700000011000}
                hears timer-fired
                visits under_test
                  notes: The caller hung up, and no news of how the connected call ended came within 10 seconds.
                  leaves by hangup
                stores {"CallStatus":"completed"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn the_recording_of_a_talk_is_there_although_the_caller_hung_up_first() {
        let hangs_up =
            r#"{"event":"contact-left","reason":"hung-up","params":{"CallStatus":"completed"}}"#;
        check(
            r#"{ "noun": "client", "to": "ana", "record": true }"#,
            &[hangs_up, hangs_up, ANSWERED, ANSWERED],
            expect![[r#"
                visits under_test
                asks #1 dial {"caller_id":"+15550100","record":true,"timeout":30,"to":{"client":"ana"}}
                hears contact-left
                visits under_test
                asks #2 set-timer {"due":1700000011000}
                hears contact-left
                refuses it: The widget where the execution waits cannot take "contact-left" now.
                hears dialled
                visits under_test
                  leaves by hangup
                asks #3 clear-timer {"timer":2}
                hears dialled
                refuses it: The execution has ended; nothing can happen in it any more.
                stores {"CallStatus":"in-progress","DialCallStatus":"completed","DialCallSid":"CA2","DialCallDuration":"42","RecordingUrl":"https://r.example/1"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_dial_that_comes_back_because_the_caller_hung_up_leaves_by_hangup() {
        check(
            r#"{ "noun": "conference", "to": "team" }"#,
            &[
                r#"{"event":"dialled","outcome":{"status":"completed","duration_secs":9,"sid":"CA2"},"params":{"CallStatus":"completed"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 dial {"caller_id":"+15550100","record":false,"timeout":30,"to":{"conference":"team"}}
                hears dialled
                visits under_test
                  leaves by hangup
                stores {"CallStatus":"completed","DialCallStatus":"completed","DialCallSid":"CA2","DialCallDuration":"9"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_sip_password_stays_a_reference_to_its_secret() {
        check(
            r#"{ "noun": "sip", "sip_endpoint": "sip:ana@example.com", "sip_username": "ana", "sip_password": "{{secrets.SIP}}" }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 dial {"caller_id":"+15550100","record":false,"timeout":30,"to":{"sip":{"password":"{{secrets.SIP}}","uri":"sip:ana@example.com","username":"ana"}}}
                waits
            "#]],
        );
    }

    #[test]
    fn a_sim_card_is_called_by_its_id() {
        let told = Stage::call().play::<ConnectCall>(r#"{ "noun": "sim", "to": "DE1" }"#, &[]);
        assert!(told.contains(r#""to":{"sim":"DE1"}"#), "{told}");
    }

    #[test]
    fn nobody_to_call_counts_as_a_failed_dial() {
        check(
            r#"{ "noun": "number", "to": "{{flow.variables.missing}}" }"#,
            &[],
            expect![[r#"
            visits under_test
              notes: under_test has nobody to connect the caller to: the address is empty here.
              leaves by callCompleted
            asks #1 hang-up
            stores {"DialCallStatus":"failed"}
            ends completed
        "#]],
        );
    }

    #[test]
    fn only_ten_telephones_ring() {
        let numbers: Vec<String> = (0..12).map(|number| format!("+1555555{number:04}")).collect();
        let stage = Stage::call().with_variable("team", numbers.join(","));
        let properties = r#"{ "noun": "number-multi", "to": "{{flow.variables.team}}" }"#;
        let told = stage.play::<ConnectCall>(properties, &[]);
        assert!(told.contains("12 numbers are named, and at most 10 can ring at once"), "{told}");
        assert!(told.contains("+15555550009") && !told.contains("+15555550010"), "{told}");
    }

    #[test]
    fn whom_to_connect_to_is_checked() {
        let check = |properties: &str| Stage::call().problems::<ConnectCall>(properties);
        let eleven = ["+15555550123"; 11].join(",");
        let found = [
            check(r#"{ "noun": "sip" }"#),
            check(r#"{ "noun": "number" }"#),
            check(r#"{ "noun": "number", "to": "+15555550123,+15555550124" }"#),
            check(&format!(r#"{{ "noun": "number-multi", "to": "{eleven}" }}"#)),
        ];
        expect![[r#"
            Error missing_property at sip_endpoint: under_test connects to a SIP address and does not say which. Fill it in, like sip:ana@example.com.
            Error missing_property at to: under_test does not say whom to connect the caller to. Fill it in.
            Error bad_property at to: under_test connects to one number, and 2 are named. Choose "Several numbers", or leave one.
            Error bad_property at to: under_test rings 11 numbers at once, and at most 10 can. Remove 1 of them.
        "#]].assert_eq(&found.concat());
    }

    #[test]
    fn the_spellings_of_recording_are_understood() {
        for yes in ["true", "record-from-answer", "record-from-ringing-dual", "yes"] {
            assert!(records(yes), "{yes}");
        }
        for no in ["", "false", "do-not-record", "0"] {
            assert!(!records(no), "{no}");
        }
    }
}

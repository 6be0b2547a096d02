//! Conversation relay: let a program talk with the caller, through speech in and out.

use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, Outputs, Pair};
use centralita_engine::exec::{Action, Event, Failure, Next, Outcome, Service, Turning};
use centralita_engine::template::Template;
use centralita_engine::{Map, Text};

use super::settings::Settings;

/// Let a program talk with the caller over a websocket: it gets what the caller says, and answers in text.
///
/// The flow goes on when the program ends the session. What it hands over is in `HandoffData`.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "run-conversation-relay",
    label = "Conversation relay",
    group = Voice,
    icon = "relay",
    channels(Call),
    waits,
    speaks
)]
pub struct ConversationRelay {
    /// The address of the program: it begins with `wss://`.
    #[field(label = "Address", control = Url, required)]
    pub url: Template,
    /// What the caller hears first.
    #[field(label = "Greeting", control = Speech)]
    pub welcome_greeting: Option<Template>,
    /// Who makes speech from text.
    #[field(label = "Speech provider", group = "Speech")]
    pub tts_provider: Option<Template>,
    /// The voice that speaks.
    #[field(control = Voice, group = "Speech")]
    pub voice: Option<Template>,
    /// The language of the talk.
    #[field(control = Language, group = "Speech")]
    pub language: Option<Template>,
    /// Who makes text from speech.
    #[field(label = "Recognition provider", group = "Listening")]
    pub transcription_provider: Option<Template>,
    /// The recogniser's model.
    #[field(group = "Listening")]
    pub speech_model: Option<Template>,
    /// Whether the program learns which keys the caller presses.
    #[field(label = "Listen for keys", json = Text, default = false, group = "Listening")]
    pub dtmf_detection: Flag,
    /// Whether the caller may interrupt what is said.
    #[field(json = Text, default = true, group = "Listening")]
    pub interruptible: Flag,
    /// Named values that the program gets at the start.
    pub parameters: Vec<Pair>,
}

/// Ways out of a conversation relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The program ended the session.
    #[exit(label = "Session ended")]
    Success,
    /// The session could not begin, or broke.
    #[exit(failure)]
    Failed,
}

/// What a conversation relay stores, beside the parameters of the call.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Relayed {
    /// What the program hands over.
    #[output(wire = "HandoffData", sample = "{\"reason\":\"agent\"}")]
    pub handoff: Option<Text>,
    /// The session's id.
    #[output(wire = "SessionId", sample = "VX1")]
    pub session: Option<Text>,
    /// How the session ended.
    #[output(wire = "SessionStatus", sample = "ended")]
    pub status: Option<Text>,
    /// How long it lasted, in seconds.
    #[output(wire = "SessionDuration", sample = "64")]
    pub duration: Option<Text>,
}

impl ConversationRelay {
    fn settings(&self, turn: &mut Turning<'_>) -> Result<Map, Failure> {
        let mut settings = Settings::default();
        settings.add("url", turn.render(&self.url)?);
        settings.render(turn, "welcome_greeting", &self.welcome_greeting)?;
        settings.render(turn, "tts_provider", &self.tts_provider)?;
        settings.render(turn, "voice", &self.voice)?;
        settings.render(turn, "language", &self.language)?;
        settings.render(turn, "transcription_provider", &self.transcription_provider)?;
        settings.render(turn, "speech_model", &self.speech_model)?;
        settings.add("dtmf_detection", turn.flag(&self.dtmf_detection)?);
        settings.add("interruptible", turn.flag(&self.interruptible)?);
        settings.add("parameters", turn.pairs(&self.parameters)?);
        Ok(settings.into_map())
    }
}

impl Behaviour for ConversationRelay {
    type Exit = Exit;
    type Outputs = Relayed;

    const EXAMPLE: &'static str = r#"{
  "name": "assistant",
  "type": "run-conversation-relay",
  "transitions": [
    { "event": "success", "next": "split_handoff" },
    { "event": "failed", "next": "to_agent" }
  ],
  "properties": {
    "url": "wss://example.com/assistant",
    "welcome_greeting": "Hello! How can I help?",
    "language": "en-US",
    "interruptible": "true",
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let settings = self.settings(turn)?;
        if !settings.contains("url") {
            return Err(Failure::new(format!(
                "{} has no program to talk with: the address is empty here.",
                turn.widget()
            )));
        }
        let kind = "run-conversation-relay".into();
        turn.ask(Action::Relay(Box::new(Service { kind, settings })));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::Served { outcome, params, .. } = event else { return Ok(Next::Wait) };
        turn.store_params(params);
        match outcome.as_str() {
            "success" => Ok(Next::Exit(Exit::Success)),
            "not-configured" => {
                Err(Failure::new("Nothing is set up here that could relay a conversation."))
            }
            other => Err(Failure::new(format!("The session broke. The relay says: \"{other}\""))),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::ConversationRelay;

    const PROPERTIES: &str = r#"{ "url": "wss://example.com/a", "welcome_greeting": "Hi.", "interruptible": "false", "parameters": [ { "key": "who", "value": "{{contact.channel.address}}" } ] }"#;

    fn check(properties: &str, events: &[&str], expected: Expect) {
        expected.assert_eq(&Stage::call().play::<ConversationRelay>(properties, events));
    }

    #[test]
    fn the_end_of_the_session_leaves_by_success() {
        check(
            PROPERTIES,
            &[
                r#"{"event":"served","outcome":"success","params":{"SessionStatus":"ended","HandoffData":"{}"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 relay {"kind":"run-conversation-relay","settings":{"dtmf_detection":false,"interruptible":false,"parameters":{"who":"+15550100"},"url":"wss://example.com/a","welcome_greeting":"Hi."}}
                hears served
                visits under_test
                  leaves by success
                asks #2 hang-up
                stores {"HandoffData":"{}","SessionStatus":"ended"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_session_that_breaks_leaves_by_failed() {
        check(
            PROPERTIES,
            &[r#"{"event":"served","outcome":"failed"}"#],
            expect![[r#"
            visits under_test
            asks #1 relay {"kind":"run-conversation-relay","settings":{"dtmf_detection":false,"interruptible":false,"parameters":{"who":"+15550100"},"url":"wss://example.com/a","welcome_greeting":"Hi."}}
            hears served
            visits under_test
              notes: The session broke. The relay says: "failed"
              leaves by failed
            asks #2 hang-up
            stores {}
            ends completed
        "#]],
        );
    }

    #[test]
    fn without_a_relay_it_leaves_by_failed() {
        let told = Stage::call().play::<ConversationRelay>(
            PROPERTIES,
            &[r#"{"event":"served","outcome":"not-configured"}"#],
        );
        assert!(told.contains("Nothing is set up here"), "{told}");
        assert!(told.contains("leaves by failed"), "{told}");
    }

    #[test]
    fn without_an_address_nothing_is_asked() {
        check(
            r#"{ "url": "{{flow.variables.missing}}" }"#,
            &[],
            expect![[r#"
            visits under_test
              notes: under_test has no program to talk with: the address is empty here.
              leaves by failed
            asks #1 hang-up
            ends completed
        "#]],
        );
    }
}

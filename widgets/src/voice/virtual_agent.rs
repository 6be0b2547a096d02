//! Virtual agent: hand the contact to a bot that talks, and take them back when it is done.

use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Pair, Whole};
use centralita_engine::exec::{Action, CallState, Event, Failure, Next, Outcome, Service, Turning};
use centralita_engine::template::Template;
use centralita_engine::value::Value;
use centralita_engine::{Map, Secs, Text};

use super::{hung_up, settings::Settings};

/// Hand the contact to a virtual agent, and take them back when it is done or wants a person.
///
/// Works on calls and in chats. Without a virtual agent set up, the flow leaves by "Failed".
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "connect-virtual-agent-v2",
    label = "Connect virtual agent",
    group = Voice,
    icon = "bot",
    channels(Call, Conversation),
    waits,
    speaks
)]
pub struct VirtualAgent {
    /// The connector of the virtual agent.
    #[field(label = "Connector")]
    pub connector_name: Option<Template>,
    /// Whether the agent talks on the call or writes in the chat.
    #[field(default = "voice", choices("voice" = "On the call", "conversations" = "In the chat"))]
    pub channel: Template,
    /// Settings that replace those of the connector.
    pub configurations: Vec<Pair>,
    /// Named values that the agent gets.
    pub parameters: Vec<Pair>,
    /// Seconds the agent may take. Empty means that there is no limit.
    #[field(control = Seconds, range = 0..=14400)]
    pub timeout: Option<Whole>,
    /// Whether a new session begins or an earlier one goes on.
    #[field(
        label = "Session", group = "Session",
        choices("new_session" = "New", "resume_session" = "Resume an earlier one")
    )]
    pub session_behavior: Option<Template>,
    /// How an earlier session is found.
    #[field(label = "Find it by", group = "Session")]
    pub resume_session_identification_method: Option<Template>,
    /// The value by which it is found.
    #[field(label = "Find it by the value", group = "Session")]
    pub resume_session_identification_value: Option<Template>,
    /// The event with which it goes on.
    #[field(label = "Go on with the event", group = "Session")]
    pub resume_session_event_name: Option<Template>,
    /// The address that is told how the session goes.
    #[field(label = "Status address", control = Url, group = "Status")]
    pub status_callback: Option<Template>,
    /// The method of that request.
    #[field(label = "Status method", default = "POST", group = "Status", choices("POST" = "POST", "GET" = "GET"))]
    pub status_callback_method: Template,
    /// What the vendor's editor keeps about the connector.
    #[field(group = "Status")]
    pub connector_details: Value,
}

/// Ways out of a virtual agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The agent has done its work.
    Completed,
    /// The agent wants a person to take over.
    #[exit(wire = "live-agent-handoff", label = "A person is wanted")]
    LiveAgentHandoff,
    /// The caller hung up.
    #[exit(label = "Caller hung up")]
    Hangup,
    /// The agent could not be reached, broke, or there is none.
    #[exit(failure)]
    Failed,
    /// The agent paused, and the session can be resumed later.
    Paused,
    /// The agent took too long.
    Timeout,
}

/// What a virtual agent stores, beside the parameters of the call.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Talked {
    /// Whose agent it is.
    #[output(wire = "VirtualAgentProvider", sample = "google.dialogflow.cx")]
    pub provider: Option<Text>,
    /// How it ended.
    #[output(wire = "VirtualAgentStatus", sample = "completed")]
    pub status: Option<Text>,
    /// The provider's id of the talk.
    #[output(wire = "VirtualAgentProviderData.ConversationId", sample = "conversation-1")]
    pub conversation: Option<Text>,
    /// The provider's id of the contact.
    #[output(wire = "VirtualAgentProviderData.EndUserId", sample = "user-1")]
    pub end_user: Option<Text>,
    /// What the agent hands over to a person.
    #[output(wire = "VirtualAgentProviderData.AgentHandoffParameters", sample = "{}")]
    pub handoff: Option<Value>,
    /// What the agent keeps for the time it is resumed.
    #[output(wire = "VirtualAgentProviderData.PauseParameters", sample = "{}")]
    pub pause: Option<Value>,
    /// What went wrong.
    #[output(wire = "VirtualAgentError", sample = "The agent does not answer.")]
    pub error: Option<Text>,
    /// The code of what went wrong.
    #[output(wire = "VirtualAgentErrorCode", sample = "64602")]
    pub error_code: Option<Text>,
}

impl VirtualAgent {
    fn settings(&self, turn: &mut Turning<'_>, channel: Text) -> Result<Map, Failure> {
        let mut settings = Settings::default();
        settings.render(turn, "connector_name", &self.connector_name)?;
        settings.add("channel", channel);
        settings.add("configurations", turn.pairs(&self.configurations)?);
        settings.add("parameters", turn.pairs(&self.parameters)?);
        settings.render(turn, "session_behavior", &self.session_behavior)?;
        settings.render(
            turn,
            "resume_session_identification_method",
            &self.resume_session_identification_method,
        )?;
        settings.render(
            turn,
            "resume_session_identification_value",
            &self.resume_session_identification_value,
        )?;
        settings.render(turn, "resume_session_event_name", &self.resume_session_event_name)?;
        let address = turn.render_or_empty(&self.status_callback)?;
        if !address.is_empty() {
            settings.add("status_callback", address);
            settings.add("status_callback_method", turn.render(&self.status_callback_method)?);
        }
        settings.add("connector_details", self.connector_details.clone());
        Ok(settings.into_map())
    }
}

/// Stores what a virtual agent said; the provider's data comes as JSON text and is stored as values.
pub(super) fn store(turn: &mut Turning<'_>, outcome: &Text, params: &Map) {
    // Flows know the provider's words only, and a house without an agent is a failure to them.
    let status = if outcome == "not-configured" { "failed".into() } else { outcome.clone() };
    turn.store(Talked { status: Some(status), ..Talked::default() });
    turn.store_params(params);
    if let Some(data) = params.get("VirtualAgentProviderData").and_then(Value::as_text)
        && let Ok(data @ Value::Map(_)) = Value::from_json(data)
    {
        turn.store_value("VirtualAgentProviderData", data);
    }
}

/// Why a virtual agent could not do its work.
pub(super) fn failure(outcome: &str, params: &Map) -> Failure {
    if outcome == "not-configured" {
        return Failure::new("No virtual agent is set up here.");
    }
    let why = params.get("VirtualAgentError").and_then(Value::as_text).unwrap_or(outcome);
    Failure::new(format!("The virtual agent could not go on. It says: \"{why}\""))
}

impl Behaviour for VirtualAgent {
    type Exit = Exit;
    type Outputs = Talked;

    const EXAMPLE: &'static str = r#"{
  "name": "assistant",
  "type": "connect-virtual-agent-v2",
  "transitions": [
    { "event": "completed", "next": "say_bye" },
    { "event": "live-agent-handoff", "next": "to_agent" },
    { "event": "hangup" },
    { "event": "failed", "next": "to_agent" },
    { "event": "paused" },
    { "event": "timeout", "next": "to_agent" }
  ],
  "properties": {
    "connector_name": "assistant",
    "channel": "voice",
    "parameters": [ { "key": "customer", "value": "{{contact.channel.address}}" } ],
    "status_callback_method": "POST",
    "session_behavior": "new_session",
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let channel = turn.render(&self.channel)?;
        if channel == "voice" {
            match turn.call() {
                CallState::Gone => return Ok(Next::Left),
                CallState::None => {
                    return Err(Failure::new(format!(
                        "{} talks on a call, and this execution has none. Let it write in the chat, or place a call first.",
                        turn.widget()
                    )));
                }
                CallState::Ringing | CallState::Live => {}
            }
        }
        let mut settings = self.settings(turn, channel)?;
        let limit = match &self.timeout {
            Some(timeout) => turn.count(timeout)?,
            None => 0,
        };
        if limit > 0 {
            settings.insert("timeout", i64::from(limit));
        }
        let kind = "connect-virtual-agent-v2".into();
        turn.ask(Action::VirtualAgent(Box::new(Service { kind, settings })));
        if limit > 0 {
            turn.set_timer(Secs(limit));
        }
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let has_hung_up = hung_up::is_before(turn);
        let (outcome, params) = match event {
            Event::Served { outcome, params, .. } => (outcome, params),
            Event::TimerFired { .. } if has_hung_up => {
                hung_up::nothing_came("no news of the virtual agent", turn);
                return Ok(Next::Exit(Exit::Hangup));
            }
            Event::TimerFired { .. } => {
                turn.store(Talked { status: Some("timeout".into()), ..Talked::default() });
                return Ok(Next::Exit(Exit::Timeout));
            }
            _ => return Ok(Next::Wait),
        };
        store(turn, outcome, params);
        if has_hung_up {
            return Ok(Next::Exit(Exit::Hangup));
        }
        Ok(Next::Exit(match outcome.as_str() {
            "completed" => Exit::Completed,
            "live-agent-handoff" => Exit::LiveAgentHandoff,
            "hangup" => {
                turn.call_is_gone();
                Exit::Hangup
            }
            "paused" => Exit::Paused,
            "timeout" => Exit::Timeout,
            other => return Err(failure(other, params)),
        }))
    }

    /// What the agent found out may still be on its way.
    fn left(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        hung_up::wait_for_the_rest(event, turn);
        Ok(Next::Wait)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::VirtualAgent;

    const PROPERTIES: &str = r#"{ "connector_name": "bot", "timeout": 60,
        "parameters": [ { "key": "who", "value": "{{contact.channel.address}}" } ] }"#;

    fn check(events: &[&str], expected: Expect) {
        expected.assert_eq(&Stage::call().play::<VirtualAgent>(PROPERTIES, events));
    }

    #[test]
    fn an_agent_that_wants_a_person_leaves_by_handoff_with_its_data() {
        check(
            &[
                r#"{"event":"served","outcome":"live-agent-handoff","params":{"VirtualAgentProvider":"p","VirtualAgentProviderData":"{\"AgentHandoffParameters\":{\"topic\":\"bill\"}}"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 virtual-agent {"kind":"connect-virtual-agent-v2","settings":{"channel":"voice","connector_name":"bot","parameters":{"who":"+15550100"},"timeout":60}}
                asks #2 set-timer {"due":1700000060000}
                hears served
                visits under_test
                  leaves by live-agent-handoff
                asks #3 clear-timer {"timer":2}
                asks #4 hang-up
                stores {"VirtualAgentStatus":"live-agent-handoff","VirtualAgentProvider":"p","VirtualAgentProviderData":{"AgentHandoffParameters":{"topic":"bill"}}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn an_agent_that_takes_too_long_leaves_by_timeout() {
        check(
            &[r#"{"event":"timer-fired"}"#],
            expect![[r#"
            visits under_test
            asks #1 virtual-agent {"kind":"connect-virtual-agent-v2","settings":{"channel":"voice","connector_name":"bot","parameters":{"who":"+15550100"},"timeout":60}}
            asks #2 set-timer {"due":1700000060000}
            hears timer-fired
            visits under_test
              leaves by timeout
            asks #3 hang-up
            stores {"VirtualAgentStatus":"timeout"}
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_caller_who_hangs_up_leaves_by_hangup() {
        check(
            &[
                r#"{"event":"contact-left","reason":"hung-up","params":{"CallStatus":"completed"}}"#,
                r#"{"event":"served","outcome":"completed","params":{"VirtualAgentProviderData":"{\"ConversationId\":\"c1\"}"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 virtual-agent {"kind":"connect-virtual-agent-v2","settings":{"channel":"voice","connector_name":"bot","parameters":{"who":"+15550100"},"timeout":60}}
                asks #2 set-timer {"due":1700000060000}
                hears contact-left
                visits under_test
                asks #3 set-timer {"due":1700000011000}
                hears served
                visits under_test
                  leaves by hangup
                asks #4 clear-timer {"timer":2}
                asks #5 clear-timer {"timer":3}
                stores {"CallStatus":"completed","VirtualAgentStatus":"completed","VirtualAgentProviderData":{"ConversationId":"c1"}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn an_agent_that_breaks_leaves_by_failed_with_the_reason() {
        check(
            &[
                r#"{"event":"served","outcome":"failed","params":{"VirtualAgentError":"No answer.","VirtualAgentErrorCode":"64602"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 virtual-agent {"kind":"connect-virtual-agent-v2","settings":{"channel":"voice","connector_name":"bot","parameters":{"who":"+15550100"},"timeout":60}}
                asks #2 set-timer {"due":1700000060000}
                hears served
                visits under_test
                  notes: The virtual agent could not go on. It says: "No answer."
                  leaves by failed
                asks #3 clear-timer {"timer":2}
                asks #4 hang-up
                stores {"VirtualAgentStatus":"failed","VirtualAgentError":"No answer.","VirtualAgentErrorCode":"64602"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn each_word_of_the_agent_has_its_exit() {
        for (outcome, exit) in [
            ("completed", "completed"),
            ("hangup", "hangup"),
            ("paused", "paused"),
            ("timeout", "timeout"),
            ("not-configured", "failed"),
        ] {
            let event = format!(r#"{{"event":"served","outcome":"{outcome}"}}"#);
            let told = Stage::call().play::<VirtualAgent>("{}", &[&event]);
            assert!(told.contains(&format!("leaves by {exit}\n")), "{told}");
        }
    }

    #[test]
    fn it_writes_in_a_chat_and_does_not_talk_there() {
        let told = Stage::conversation().play::<VirtualAgent>(
            r#"{ "channel": "conversations" }"#,
            &[r#"{"event":"served","outcome":"completed"}"#],
        );
        assert!(told.contains("leaves by completed\n"), "{told}");
        let told = Stage::conversation().play::<VirtualAgent>("{}", &[]);
        assert!(told.contains("talks on a call, and this execution has none"), "{told}");
        assert!(told.contains("leaves by failed\n"), "{told}");
    }
}

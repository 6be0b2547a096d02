//! Autopilot: hand the contact to a bot. The vendor no longer offers the product; flows that have it still open and run.

use centralita_engine::declare::{Behaviour, Declared, Exits, JsonTemplate, Outputs, Pair, Whole};
use centralita_engine::exec::{Action, Event, Failure, Next, Outcome, Service, Turning};
use centralita_engine::template::Template;
use centralita_engine::{Map, Secs, Text, Value};

/// Hand the contact to a bot.
///
/// The vendor has discontinued the product behind this widget. Unless somebody set up a bot here, it
/// leaves by its failure exit at once.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "send-to-auto-pilot", label = "Autopilot", group = Message, icon = "bot", waits, discontinued)]
pub struct Autopilot {
    /// The bot, `UA…`.
    #[field(label = "Assistant", required)]
    pub autopilot_assistant_sid: Template,
    /// Our address.
    #[field(control = Address, default = "{{flow.channel.address}}")]
    pub from: Template,
    /// What the bot hears first.
    #[field(label = "Message", default = "{{trigger.message.Body}}")]
    pub body: Template,
    /// The chat service.
    #[field(default = "{{trigger.message.InstanceSid}}", group = "Chat")]
    pub chat_service: Template,
    /// The chat channel.
    #[field(default = "{{trigger.message.ChannelSid}}", group = "Chat")]
    pub chat_channel: Template,
    /// Attributes of the chat messages, as JSON.
    #[field(group = "Chat")]
    pub chat_attributes: JsonTemplate,
    /// What the bot shall do, by the name it has there.
    #[field(label = "Task")]
    pub target_task: Option<Template>,
    /// What the bot shall know.
    #[field(label = "Memory")]
    pub memory_parameters: Vec<Pair>,
    /// Seconds the bot may take.
    #[field(control = Seconds, default = 14_400, range = 0..=14_400)]
    pub timeout: Whole,
}

/// Ways out of a talk with a bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The bot is done.
    #[exit(label = "Session ended")]
    SessionEnded,
    /// There is no bot, or it could not go on.
    #[exit(label = "Failure", failure)]
    Failure,
    /// The bot took too long.
    #[exit(label = "Timeout")]
    Timeout,
}

/// What a bot leaves behind.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Learned {
    /// What the bot remembers, by name.
    #[output(wire = "memory", sample = "{\"name\": \"Ana\"}")]
    pub memory: Value,
    /// What the bot did last.
    #[output(wire = "CurrentTask", sample = "goodbye")]
    pub current_task: Option<Text>,
}

impl Behaviour for Autopilot {
    type Exit = Exit;
    type Outputs = Learned;

    const EXAMPLE: &'static str = r#"{
  "name": "ask_bot",
  "type": "send-to-auto-pilot",
  "transitions": [
    { "event": "sessionEnded", "next": "send_thanks" },
    { "event": "failure", "next": "to_agent" },
    { "event": "timeout" }
  ],
  "properties": {
    "autopilot_assistant_sid": "UA0123456789abcdef0123456789abcdef",
    "chat_service": "{{trigger.message.InstanceSid}}",
    "chat_channel": "{{trigger.message.ChannelSid}}",
    "from": "{{flow.channel.address}}",
    "body": "{{trigger.message.Body}}",
    "timeout": 14400,
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let mut settings = Map::new();
        for (name, value) in [
            ("autopilot_assistant_sid", &self.autopilot_assistant_sid),
            ("from", &self.from),
            ("body", &self.body),
            ("chat_service", &self.chat_service),
            ("chat_channel", &self.chat_channel),
        ] {
            settings.insert(name, turn.render(value)?);
        }
        let attributes = turn.json(&self.chat_attributes)?;
        if !attributes.is_null() {
            settings.insert("chat_attributes", attributes);
        }
        if let Some(task) = &self.target_task {
            settings.insert("target_task", turn.render(task)?);
        }
        settings.insert("memory_parameters", turn.pairs(&self.memory_parameters)?);
        let timeout = Secs(turn.count(&self.timeout)?);
        let kind = "send-to-auto-pilot".into();
        turn.ask(Action::Bot(Box::new(Service { kind, settings })));
        turn.set_timer(timeout);
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        match event {
            Event::Served { outcome, params, .. } => {
                turn.store_params(params);
                match outcome.as_str() {
                    "success" | "completed" | "sessionEnded" => Ok(Next::Exit(Exit::SessionEnded)),
                    "timeout" => Ok(Next::Exit(Exit::Timeout)),
                    "not-configured" => Err(Failure::new(
                        "No bot is set up here, and the vendor no longer offers this one.",
                    )),
                    other => Err(Failure::new(format!("The bot did not go on: \"{other}\"."))),
                }
            }
            Event::TimerFired { .. } => Ok(Next::Exit(Exit::Timeout)),
            _ => Ok(Next::Wait),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::Autopilot;

    fn check(events: &[&str], expected: Expect) {
        let properties = r#"{ "autopilot_assistant_sid": "UA1", "target_task": "greet", "timeout": 60,
            "memory_parameters": [{ "key": "name", "value": "{{flow.variables.name}}" }] }"#;
        let told =
            Stage::message().with_variable("name", "Ana").play::<Autopilot>(properties, events);
        expected.assert_eq(&told);
    }

    #[test]
    fn a_bot_that_is_done_leaves_by_session_ended() {
        check(
            &[
                r#"{"event":"served","outcome":"success","params":{"memory":{"name":"Ana"},"CurrentTask":"goodbye"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 bot {"kind":"send-to-auto-pilot","settings":{"autopilot_assistant_sid":"UA1","body":"Hello","chat_channel":"","chat_service":"","from":"+15550199","memory_parameters":{"name":"Ana"},"target_task":"greet"}}
                asks #2 set-timer {"due":1700000060000}
                hears served
                visits under_test
                  leaves by sessionEnded
                asks #3 clear-timer {"timer":2}
                stores {"CurrentTask":"goodbye","memory":{"name":"Ana"}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn without_a_bot_it_leaves_by_failure() {
        check(
            &[r#"{"event":"served","outcome":"not-configured"}"#],
            expect![[r#"
            visits under_test
            asks #1 bot {"kind":"send-to-auto-pilot","settings":{"autopilot_assistant_sid":"UA1","body":"Hello","chat_channel":"","chat_service":"","from":"+15550199","memory_parameters":{"name":"Ana"},"target_task":"greet"}}
            asks #2 set-timer {"due":1700000060000}
            hears served
            visits under_test
              notes: No bot is set up here, and the vendor no longer offers this one.
              leaves by failure
            asks #3 clear-timer {"timer":2}
            stores {}
            ends completed
        "#]],
        );
        check(
            &[r#"{"event":"served","outcome":"crashed"}"#],
            expect![[r#"
            visits under_test
            asks #1 bot {"kind":"send-to-auto-pilot","settings":{"autopilot_assistant_sid":"UA1","body":"Hello","chat_channel":"","chat_service":"","from":"+15550199","memory_parameters":{"name":"Ana"},"target_task":"greet"}}
            asks #2 set-timer {"due":1700000060000}
            hears served
            visits under_test
              notes: The bot did not go on: "crashed".
              leaves by failure
            asks #3 clear-timer {"timer":2}
            stores {}
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_bot_that_takes_too_long_leaves_by_timeout() {
        check(
            &[r#"{"event":"timer-fired"}"#],
            expect![[r#"
            visits under_test
            asks #1 bot {"kind":"send-to-auto-pilot","settings":{"autopilot_assistant_sid":"UA1","body":"Hello","chat_channel":"","chat_service":"","from":"+15550199","memory_parameters":{"name":"Ana"},"target_task":"greet"}}
            asks #2 set-timer {"due":1700000060000}
            hears timer-fired
            visits under_test
              leaves by timeout
            ends completed
        "#]],
        );
    }
}

//! Virtual agent, the older type: calls only, and one way back.

use centralita_engine::declare::{Behaviour, Declared, Exits, Flag};
use centralita_engine::exec::{Action, Event, Next, Outcome, Service, Turning};
use centralita_engine::template::Template;

use super::hung_up;
use super::settings::Settings;
use super::virtual_agent::{Talked, failure, store};

/// Hand the caller to a virtual agent, as older flows do it.
///
/// The flow comes back by "Return" however the talk ended; `VirtualAgentStatus` tells how. New flows
/// use "Connect virtual agent", which has an exit for each.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "connect-virtual-agent",
    label = "Connect virtual agent (older)",
    group = Voice,
    icon = "bot",
    channels(Call),
    waits,
    speaks,
    discontinued
)]
pub struct VirtualAgentV1 {
    /// The connector of the virtual agent.
    #[field(required)]
    pub connector: Template,
    /// The language of the talk.
    #[field(control = Language)]
    pub language: Option<Template>,
    /// Whether the agent judges the caller's mood.
    #[field(json = Text, default = false)]
    pub sentiment_analysis: Flag,
    /// The address that is told how the talk goes.
    #[field(label = "Status address", control = Url)]
    pub status_callback: Option<Template>,
}

/// Ways out of an older virtual agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The talk is over, or could not begin.
    Return,
    /// The caller hung up.
    #[exit(label = "Caller hung up")]
    Hangup,
}

impl Behaviour for VirtualAgentV1 {
    type Exit = Exit;
    type Outputs = Talked;

    const EXAMPLE: &'static str = r#"{
  "name": "assistant",
  "type": "connect-virtual-agent",
  "transitions": [
    { "event": "return", "next": "split_status" },
    { "event": "hangup" }
  ],
  "properties": {
    "connector": "assistant",
    "language": "en-US",
    "sentiment_analysis": "false",
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let mut settings = Settings::default();
        settings.add("connector", turn.render(&self.connector)?);
        settings.render(turn, "language", &self.language)?;
        settings.add("sentiment_analysis", turn.flag(&self.sentiment_analysis)?);
        settings.render(turn, "status_callback", &self.status_callback)?;
        let service =
            Service { kind: "connect-virtual-agent".into(), settings: settings.into_map() };
        turn.ask(Action::VirtualAgent(Box::new(service)));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let has_hung_up = hung_up::is_before(turn);
        let (outcome, params) = match event {
            Event::Served { outcome, params, .. } => (outcome, params),
            Event::TimerFired { .. } => {
                hung_up::nothing_came("no news of the virtual agent", turn);
                return Ok(Next::Exit(Exit::Hangup));
            }
            _ => return Ok(Next::Wait),
        };
        store(turn, outcome, params);
        if has_hung_up {
            return Ok(Next::Exit(Exit::Hangup));
        }
        match outcome.as_str() {
            "hangup" => {
                turn.call_is_gone();
                return Ok(Next::Exit(Exit::Hangup));
            }
            "failed" | "not-configured" => turn.warn(failure(outcome, params).message),
            _ => {}
        }
        Ok(Next::Exit(Exit::Return))
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

    use super::VirtualAgentV1;

    fn check(events: &[&str], expected: Expect) {
        let properties = r#"{ "connector": "bot", "sentiment_analysis": "true" }"#;
        expected.assert_eq(&Stage::call().play::<VirtualAgentV1>(properties, events));
    }

    #[test]
    fn the_end_of_the_talk_leaves_by_return() {
        check(
            &[r#"{"event":"served","outcome":"completed"}"#],
            expect![[r#"
            visits under_test
            asks #1 virtual-agent {"kind":"connect-virtual-agent","settings":{"connector":"bot","sentiment_analysis":true}}
            hears served
            visits under_test
              leaves by return
            asks #2 hang-up
            stores {"VirtualAgentStatus":"completed"}
            ends completed
        "#]],
        );
    }

    #[test]
    fn without_an_agent_the_call_goes_on_by_return_and_the_step_says_why() {
        check(
            &[r#"{"event":"served","outcome":"not-configured"}"#],
            expect![[r#"
            visits under_test
            asks #1 virtual-agent {"kind":"connect-virtual-agent","settings":{"connector":"bot","sentiment_analysis":true}}
            hears served
            visits under_test
              notes: No virtual agent is set up here.
              leaves by return
            asks #2 hang-up
            stores {"VirtualAgentStatus":"failed"}
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_caller_who_hangs_up_leaves_by_hangup() {
        check(
            &[r#"{"event":"contact-left","reason":"hung-up"}"#, r#"{"event":"timer-fired"}"#],
            expect![[r#"
                visits under_test
                asks #1 virtual-agent {"kind":"connect-virtual-agent","settings":{"connector":"bot","sentiment_analysis":true}}
                hears contact-left
                visits under_test
                asks #2 set-timer {"due":1700000011000}
                hears timer-fired
                visits under_test
                  notes: The caller hung up, and no news of the virtual agent came within 10 seconds.
                  leaves by hangup
                stores {}
                ends completed
            "#]],
        );
        check(
            &[r#"{"event":"served","outcome":"hangup"}"#],
            expect![[r#"
            visits under_test
            asks #1 virtual-agent {"kind":"connect-virtual-agent","settings":{"connector":"bot","sentiment_analysis":true}}
            hears served
            visits under_test
              leaves by hangup
            stores {"VirtualAgentStatus":"hangup"}
            ends completed
        "#]],
        );
    }
}

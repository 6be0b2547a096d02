//! TwiML redirect: let another program take over the call or the message for a while.

use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Whole};
use centralita_engine::exec::{
    Action, CallState, EndingKind, Event, Next, Outcome, Redirect, Turning,
};
use centralita_engine::template::Template;
use centralita_engine::{Secs, Text};

use crate::connect::web_address::WebAddress;

/// Let another program take over the call or the message for a while.
///
/// The other program answers the platform with TwiML of its own and gives control back by
/// redirecting to this flow's web address with `?FlowEvent=return`; whatever else stands in that
/// address can be read here. A call that has not come back in time cannot be taken back: the flow
/// goes on without it.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "add-twiml-redirect", label = "TwiML redirect", group = Start, icon = "redirect", waits, speaks)]
pub struct TwimlRedirect {
    /// The other program's address; values for it go into the query.
    #[field(label = "Address", control = Url, required)]
    pub url: Template,
    /// How it is asked.
    #[field(default = "POST", choices("POST" = "POST", "GET" = "GET"))]
    pub method: Template,
    /// Seconds to wait for the return. 0 means that the flow ends here.
    #[field(label = "Stop waiting after", json = Text, control = Seconds, default = 14_400, range = 0..=14_400)]
    pub timeout: Whole,
}

/// Ways out of a redirect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The other program gave control back.
    #[exit(label = "Return")]
    Return,
    /// It did not in time.
    #[exit(label = "Timeout")]
    Timeout,
    /// The address is none.
    #[exit(label = "Fail", failure)]
    Fail,
}

/// What another program leaves behind.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Returned {
    /// Every parameter of the address by which it came back, by its name.
    #[output(wire = "*")]
    pub parameters: Option<Text>,
}

impl Behaviour for TwimlRedirect {
    type Exit = Exit;
    type Outputs = Returned;

    const EXAMPLE: &'static str = r#"{
  "name": "survey",
  "type": "add-twiml-redirect",
  "transitions": [
    { "event": "return", "next": "say_thanks" },
    { "event": "timeout" },
    { "event": "fail", "next": "say_sorry" }
  ],
  "properties": {
    "url": "https://example.com/survey?language=en",
    "method": "POST",
    "timeout": "14400",
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        if turn.call() == CallState::Gone {
            return Ok(Next::Left);
        }
        let url = WebAddress::parse(&turn.render(&self.url)?)?.into_text();
        let method = match turn.render(&self.method)?.trim() {
            method if method.eq_ignore_ascii_case("GET") => "GET".into(),
            _ => "POST".into(),
        };
        let timeout = turn.count(&self.timeout)?;
        turn.ask(Action::Redirect(Box::new(Redirect { url, method })));
        if timeout == 0 {
            give_away_the_call(turn);
            turn.note("The other program has taken over; the flow does not wait for it.");
            return Ok(Next::End(EndingKind::Completed, Text::default()));
        }
        turn.set_timer(Secs(timeout));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::TimerFired { .. } = event else { return Ok(Next::Wait) };
        give_away_the_call(turn);
        Ok(Next::Exit(Exit::Timeout))
    }
}

/// The call belongs to the other program: we neither speak on it nor hang it up.
fn give_away_the_call(turn: &mut Turning<'_>) {
    if turn.call() != CallState::None {
        turn.call_is_gone();
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::TwimlRedirect;

    fn check(stage: Stage, properties: &str, events: &[&str], expected: Expect) {
        expected.assert_eq(&stage.play::<TwimlRedirect>(properties, events));
    }

    #[test]
    fn coming_back_leaves_by_return_with_the_parameters() {
        check(
            Stage::call().with_variable("language", "es"),
            r#"{ "url": "https://example.com/a?language={{flow.variables.language}}", "timeout": "60" }"#,
            &[r#"{"event":"returned","name":"return","params":{"foo":"bar"}}"#],
            expect![[r#"
                visits under_test
                asks #1 redirect {"method":"POST","url":"https://example.com/a?language=es"}
                asks #2 set-timer {"due":1700000060000}
                hears returned
                visits under_test
                  leaves by return
                asks #3 clear-timer {"timer":2}
                asks #4 hang-up
                stores {"foo":"bar"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn no_return_in_time_leaves_by_timeout_without_the_call() {
        check(
            Stage::call()
                .with_state(r#"{ "name": "ask", "type": "gather-input-on-call", "properties": { "say": "Hi" } }"#)
                .with_transitions(r#"[{ "event": "timeout", "next": "ask" }]"#),
            r#"{ "url": "https://example.com/a", "method": "GET" }"#,
            &[r#"{"event":"timer-fired"}"#],
            expect![[r#"
                visits under_test
                asks #1 redirect {"method":"GET","url":"https://example.com/a"}
                asks #2 set-timer {"due":1700014400000}
                hears timer-fired
                visits under_test
                  leaves by timeout
                visits ask
                  notes: The caller is gone, so nothing can be said or heard here any more.
                ends contact-left: The caller was gone before the flow was done.
            "#]],
        );
    }

    #[test]
    fn an_address_that_is_none_leaves_by_fail() {
        check(
            Stage::message(),
            r#"{ "url": "example.com/{{flow.variables.x}}" }"#,
            &[],
            expect![[r#"
            visits under_test
              notes: A web address begins with https:// and the name of a host: example.com/
              leaves by fail
            ends completed
        "#]],
        );
    }

    #[test]
    fn without_waiting_the_execution_ends_and_the_call_goes_on_elsewhere() {
        check(
            Stage::call(),
            r#"{ "url": "https://example.com/a", "timeout": "0" }"#,
            &[],
            expect![[r#"
            visits under_test
              notes: The other program has taken over; the flow does not wait for it.
            asks #1 redirect {"method":"POST","url":"https://example.com/a"}
            ends completed
        "#]],
        );
    }

    #[test]
    fn hanging_up_over_there_ends_the_execution() {
        check(
            Stage::call(),
            r#"{ "url": "https://example.com/a" }"#,
            &[r#"{"event":"contact-left","reason":"hung-up"}"#],
            expect![[r#"
                visits under_test
                asks #1 redirect {"method":"POST","url":"https://example.com/a"}
                asks #2 set-timer {"due":1700014400000}
                hears contact-left
                visits under_test
                  notes: The caller hung up here.
                asks #3 clear-timer {"timer":2}
                ends contact-left: The caller hung up.
            "#]],
        );
    }
}

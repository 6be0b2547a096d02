//! Run function: call a function of your own and wait for what it returns.

use centralita_engine::declare::{Behaviour, Declared, Exits, Outputs, Pair};
use centralita_engine::exec::{Action, CallFunction, Event, Failure, Next, Outcome, Turning};
use centralita_engine::template::Template;
use centralita_engine::{Map, Text, Value};

use super::reply;

/// The header that Studio keeps.
const CONCURRENCY: &str = "x-twilio-function-concurrency";

/// Call a function of your own and wait for what it returns.
///
/// The function is found by the last part of its address among the functions of the project, else it
/// is asked over the web. It has ten seconds. When it returns a JSON object, its members are added
/// to those of an earlier run.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "run-function",
    label = "Run function",
    group = Connect,
    icon = "function",
    alias("Function"),
    waits
)]
pub struct RunFunction {
    /// The function's address.
    #[field(label = "Address", control = Url, required)]
    pub url: Template,
    /// What the function gets.
    #[field(label = "Parameters")]
    pub parameters: Vec<Pair>,
    /// The vendor's id of the service; kept for the vendor's editor, not used here.
    #[field(label = "Service", group = "Vendor")]
    pub service_sid: Text,
    /// The vendor's id of the environment; kept for the vendor's editor, not used here.
    #[field(label = "Environment", group = "Vendor")]
    pub environment_sid: Text,
    /// The vendor's id of the function; kept for the vendor's editor, not used here.
    #[field(label = "Function", group = "Vendor")]
    pub function_sid: Text,
}

/// Ways out of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The function returned.
    #[exit(label = "Success")]
    Success,
    /// It broke, took too long, returned too much, or is not there.
    #[exit(label = "Fail", failure)]
    Fail,
}

/// What a function returned.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Returned {
    /// The body as it came.
    #[output(sample = "{\"open\": true}")]
    pub body: Option<Text>,
    /// The media type of the body.
    #[output(sample = "application/json")]
    pub content_type: Option<Text>,
    /// The status, e.g. 200.
    #[output(sample = 200)]
    pub status_code: Option<i64>,
    /// The members of the body, when it is a JSON object, over those of earlier runs.
    #[output(wire = "parsed.*")]
    pub parsed: Value,
    /// How many functions of the account ran at that moment.
    #[output(wire = "headers.x-twilio-function-concurrency", sample = "1")]
    pub concurrency: Option<Text>,
}

impl Behaviour for RunFunction {
    type Exit = Exit;
    type Outputs = Returned;

    const EXAMPLE: &'static str = r#"{
  "name": "check_pin",
  "type": "run-function",
  "transitions": [
    { "event": "success", "next": "split_pin" },
    { "event": "fail", "next": "say_sorry" }
  ],
  "properties": {
    "url": "https://example.com/check-pin",
    "parameters": [{ "key": "pin", "value": "{{widgets.ask_pin.Digits}}" }],
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let url = turn.render_with_secrets(&self.url)?;
        if url.trim().is_empty() {
            return Err(Failure::new("No function is named. Fill in its address."));
        }
        let parameters = turn.pairs_with_secrets(&self.parameters)?;
        turn.ask(Action::CallFunction(Box::new(CallFunction {
            url: url.trim().into(),
            parameters,
            timeout: turn.limits().http_timeout,
            max_bytes: turn.limits().http_bytes,
        })));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::Replied { reply, .. } = event else { return Ok(Next::Wait) };
        turn.store(());
        let before = turn.stored_before().and_then(|stored| stored.get("parsed")).cloned();
        if let Some(before) = &before {
            turn.store_value("parsed", before.clone());
        }
        let reply = reply::received(reply, turn)?;
        reply::store(reply, turn);
        if let Some(returned) = reply::parsed_object(reply) {
            turn.store_value("parsed", merged(before, returned));
        }
        if let Some(concurrency) = reply.headers.get(CONCURRENCY) {
            let headers: Map = [(CONCURRENCY, concurrency.clone())].into_iter().collect();
            turn.store_value("headers", headers);
        }
        if (200..400).contains(&reply.status) {
            return Ok(Next::Exit(Exit::Success));
        }
        Err(reply::unwelcome(reply))
    }

    /// A function needs no call: the flow goes on when the caller is gone.
    fn left(&self, _: &Event, _: &mut Turning<'_>) -> Outcome<Exit> {
        Ok(Next::Wait)
    }
}

/// The members of `returned` over those of `before`.
fn merged(before: Option<Value>, returned: Value) -> Value {
    match (before, returned) {
        (Some(Value::Map(before)), Value::Map(returned)) => {
            let mut all = std::sync::Arc::unwrap_or_clone(before);
            for (key, value) in returned.iter() {
                all.insert(key.clone(), value.clone());
            }
            all.into()
        }
        (_, returned) => returned,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::RunFunction;

    const PROPERTIES: &str = r#"{ "url": "https://example.com/check-pin", "service_sid": "default",
        "parameters": [{ "key": "said", "value": "{{flow.variables.said}}" }, { "key": "key", "value": "{{secrets.KEY}}" }] }"#;

    fn check(events: &[&str], expected: Expect) {
        let stage = Stage::message().with_variable("said", "a&b=\"c\"");
        expected.assert_eq(&stage.play::<RunFunction>(PROPERTIES, events));
    }

    fn reply(status: u16, content_type: &str, body: &str) -> String {
        let body = centralita_engine::Value::from(body).to_json();
        format!(
            r#"{{"event":"replied","reply":{{"Ok":{{"status":{status},"content_type":"{content_type}","body":{body},"headers":{{"x-twilio-function-concurrency":"1","date":"today"}}}}}}}}"#
        )
    }

    #[test]
    fn what_is_returned_leaves_by_success() {
        check(
            &[&reply(302, "application/json", r#"{"ok":true}"#)],
            expect![[r#"
            visits under_test
            asks #1 call-function {"max_bytes":65536,"parameters":{"key":"{{secrets.KEY}}","said":"a&b=\"c\""},"timeout":10,"url":"https://example.com/check-pin"}
            hears replied
            visits under_test
              leaves by success
            stores {"content_type":"application/json","status_code":302,"body":"{\"ok\":true}","parsed":{"ok":true},"headers":{"x-twilio-function-concurrency":"1"}}
            ends completed
        "#]],
        );
    }

    #[test]
    fn a_second_run_adds_to_what_was_parsed() {
        let told = Stage::message()
            .with_transitions(r#"[{ "event": "success", "next": "under_test" }, { "event": "fail", "next": "under_test" }]"#)
            .play::<RunFunction>(
                r#"{ "url": "https://example.com/f" }"#,
                &[
                    &reply(200, "application/json", r#"{"a":1,"b":1}"#),
                    &reply(200, "application/json", r#"{"b":2,"c":3}"#),
                    &reply(200, "text/plain", "words"),
                    r#"{"event":"replied","reply":{"Err":"timed-out"}}"#,
                ],
            );
        expect![[r#"stores {"parsed":{"a":1,"b":2,"c":3}}"#]]
            .assert_eq(told.lines().find(|line| line.starts_with("stores")).unwrap());
        let told = Stage::message()
            .with_transitions(r#"[{ "event": "success", "next": "under_test" }]"#)
            .play::<RunFunction>(
                r#"{ "url": "https://example.com/f" }"#,
                &[
                    &reply(200, "application/json", r#"{"a":1,"b":1}"#),
                    &reply(200, "application/json", r#"{"b":2,"c":3}"#),
                    &reply(200, "application/json", "[7]"),
                ],
            );
        expect![[r#"stores {"parsed":{"a":1,"b":2,"c":3},"content_type":"application/json","status_code":200,"body":"[7]","headers":{"x-twilio-function-concurrency":"1"}}"#]].assert_eq(told.lines().find(|line| line.starts_with("stores")).unwrap());
    }

    #[test]
    fn a_function_that_breaks_or_is_not_there_leaves_by_fail() {
        check(
            &[&reply(500, "text/plain", "no")],
            expect![[r#"
            visits under_test
            asks #1 call-function {"max_bytes":65536,"parameters":{"key":"{{secrets.KEY}}","said":"a&b=\"c\""},"timeout":10,"url":"https://example.com/check-pin"}
            hears replied
            visits under_test
              notes: The other side answered with status 500.
              leaves by fail
            stores {"content_type":"text/plain","status_code":500,"body":"no","headers":{"x-twilio-function-concurrency":"1"}}
            ends completed
        "#]],
        );
        check(
            &[r#"{"event":"replied","reply":{"Err":"not-configured"}}"#],
            expect![[r#"
            visits under_test
            asks #1 call-function {"max_bytes":65536,"parameters":{"key":"{{secrets.KEY}}","said":"a&b=\"c\""},"timeout":10,"url":"https://example.com/check-pin"}
            hears replied
            visits under_test
              notes: Nothing is set up here that could answer this.
              leaves by fail
            stores {}
            ends completed
        "#]],
        );
        expect![[r#"
            visits under_test
              notes: No function is named. Fill in its address.
              leaves by fail
            ends completed
        "#]]
        .assert_eq(&Stage::message().play::<RunFunction>("{}", &[]));
    }
}

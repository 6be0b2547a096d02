//! Web request: ask a web service in any way it wants to be asked.
//!
//! What Studio's [HTTP request](super::http_request) lacks: every method, headers, JSON that no
//! variable can break, lists, retries. Redirects are followed by whoever performs the request;
//! cookies and files are not supported.

use centralita_engine::check::Code;
use centralita_engine::declare::{
    Behaviour, Declared, Exits, JsonTemplate, Outputs, Pair, Reporter, Whole,
};
use centralita_engine::exec::{
    Action, Event, Failure, HttpFailure, HttpReply, HttpRequest, Next, Outcome, Turning, param,
};
use centralita_engine::sentence;
use centralita_engine::template::Template;
use centralita_engine::{Map, Secs, Text, Value};

use super::form::filled_in;
use super::reply;
use super::statuses::Statuses;
use super::web_address::WebAddress;

/// Longest pause before a retry, in milliseconds.
const LONGEST_PAUSE_MILLIS: i64 = 60_000;

/// Ask a web service in any way it wants to be asked.
///
/// Secrets such as `{{secrets.TOKEN}}` may stand in the address, the headers, the query and the body.
/// What a caller said can neither break a JSON body nor add to it. When there is no answer, or the service
/// is busy or broken (status 429, or 500 and above), the request can be repeated, each time after a
/// longer pause.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(kind = "centralita-request", label = "Web request", group = Connect, icon = "globe", waits)]
pub struct Request {
    /// How the service is asked.
    #[field(
        default = "GET",
        choices("GET" = "GET", "POST" = "POST", "PUT" = "PUT", "PATCH" = "PATCH", "DELETE" = "DELETE", "HEAD" = "HEAD")
    )]
    pub method: Template,
    /// The service's address.
    #[field(label = "Address", control = Url, required)]
    pub url: Template,
    /// Values that go into the address.
    #[field(label = "Query")]
    pub query: Vec<Pair>,
    /// Headers, such as `Authorization` with the value `Bearer {{secrets.TOKEN}}`.
    #[field(label = "Headers")]
    pub headers: Vec<Pair>,
    /// A body of JSON.
    #[field(label = "JSON", group = "Body")]
    pub json: JsonTemplate,
    /// A body of form fields.
    #[field(label = "Form fields", group = "Body")]
    pub form: Vec<Pair>,
    /// A body of any text.
    #[field(label = "Text", group = "Body")]
    pub text: Option<Template>,
    /// The media type of the body, when it is not the usual one.
    #[field(label = "Content type", group = "Body")]
    pub content_type: Option<Template>,
    /// Which statuses count as success, such as `2xx, 404`.
    #[field(label = "Success on", default = "2xx", group = "Answer")]
    pub success: Statuses,
    /// Seconds that one attempt may take.
    #[field(label = "Time-out", control = Seconds, default = 10, range = 1..=60, group = "Answer")]
    pub timeout: Whole,
    /// How often the request is repeated when there is no usable answer.
    #[field(default = 0, range = 0..=5, group = "Answer")]
    pub retries: Whole,
    /// Seconds before the first retry; each further pause is twice as long, and up to a half is added by chance.
    #[field(label = "Pause before a retry", control = Seconds, default = 1, range = 0..=30, group = "Answer")]
    pub pause: Whole,
}

/// Ways out of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The service answered with a status that counts as success.
    #[exit(label = "Success")]
    Success,
    /// Another status or no answer, after all retries.
    #[exit(label = "Failed", failure)]
    Failed,
}

/// What a web service answered.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Answer {
    /// The body as it came.
    #[output(sample = "{\"open\": true}")]
    pub body: Option<Text>,
    /// The media type of the body.
    #[output(sample = "application/json")]
    pub content_type: Option<Text>,
    /// The status, e.g. 200.
    #[output(sample = 200)]
    pub status_code: Option<i64>,
    /// The body as data, when it is JSON of any kind: members by name, items by place.
    #[output(wire = "parsed.*")]
    pub parsed: Value,
    /// The answer's headers, names in lower case.
    #[output(wire = "headers.*")]
    pub headers: Value,
    /// How often the service was asked.
    #[output(sample = 1)]
    pub attempts: Option<i64>,
    /// Why there is no answer, in a word: `timed-out`, `too-large`, `refused`, `unreachable`.
    #[output(sample = "timed-out")]
    pub error: Option<Text>,
}

impl Request {
    /// The request with its variables filled in.
    fn request(&self, turn: &mut Turning<'_>) -> Result<HttpRequest, Failure> {
        let method = turn.render(&self.method)?.trim().to_ascii_uppercase();
        if method.is_empty() || !method.bytes().all(is_token) {
            return Err(Failure::new(format!("\"{method}\" is no way to ask. Use GET or POST.")));
        }
        let url = WebAddress::parse(&turn.render_with_secrets(&self.url)?)?;
        let query = filled_in(&self.query, turn)?;
        let (usual_type, body) = self.body(turn)?;
        let content_type = match &self.content_type {
            Some(content_type) if usual_type.is_some() => turn.render(content_type)?,
            _ => usual_type.unwrap_or("").into(),
        };
        Ok(HttpRequest {
            method: method.into(),
            url: url.with_query(&query).into_text(),
            content_type,
            body,
            headers: self.headers(turn)?,
            timeout: Secs(turn.count(&self.timeout)?.clamp(1, 60)),
            max_bytes: turn.limits().http_bytes,
            account_credentials: false,
        })
    }

    /// The body with its usual media type; none when there is no body.
    fn body(&self, turn: &mut Turning<'_>) -> Result<(Option<&'static str>, Text), Failure> {
        if self.json != JsonTemplate::Absent {
            let json = turn.json_with_secrets(&self.json)?;
            return Ok((Some("application/json"), json.to_json().into()));
        }
        if !self.form.is_empty() {
            let form = filled_in(&self.form, turn)?;
            return Ok((Some("application/x-www-form-urlencoded"), form.into()));
        }
        Ok(match &self.text {
            Some(text) => (Some("text/plain; charset=utf-8"), turn.render_with_secrets(text)?),
            None => (None, Text::default()),
        })
    }

    /// The headers. What a variable brings cannot begin a header of its own.
    fn headers(&self, turn: &mut Turning<'_>) -> Result<Map, Failure> {
        let mut headers = Map::with_capacity(self.headers.len());
        for (name, value) in turn.rows_with_secrets(&self.headers)? {
            if !is_header_name(&name) {
                turn.warn(format!("\"{name}\" is no name for a header; it was left out."));
                continue;
            }
            let text = match value {
                Value::Text(text) => text,
                other => other.to_json().into(),
            };
            let on_one_line = if text.chars().any(char::is_control) {
                let spaced = |letter: char| if letter.is_control() { ' ' } else { letter };
                text.chars().map(spaced).collect()
            } else {
                text
            };
            // A header that comes twice means the same as one with both values, in their order.
            let earlier = headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name));
            match earlier.map(|(known, value)| (known.clone(), value.as_text().unwrap_or(""))) {
                Some((known, earlier)) => {
                    let both = format!("{earlier}, {on_one_line}");
                    headers.insert(known, both);
                }
                None => {
                    headers.insert(name, on_one_line);
                }
            }
        }
        Ok(headers)
    }

    fn send(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let request = self.request(turn)?;
        turn.ask(Action::Http(Box::new(request)));
        Ok(Next::Wait)
    }

    /// Milliseconds to wait before the retry that follows `attempts` attempts.
    fn pause_millis(
        &self,
        attempts: i64,
        reply: Option<&HttpReply>,
        turn: &mut Turning<'_>,
    ) -> Result<i64, Failure> {
        let first = i64::from(turn.count(&self.pause)?.min(60)) * 1000;
        let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(10);
        let pause = first.saturating_mul(1 << doublings).min(LONGEST_PAUSE_MILLIS);
        let half = u64::try_from(pause / 2).unwrap_or(0);
        let by_chance = i64::try_from(turn.random_below(half + 1)).unwrap_or(0);
        // A busy service may say itself when it wants to be asked again.
        let asked_for = reply
            .and_then(|reply| param(&reply.headers, "retry-after"))
            .and_then(|secs| secs.trim().parse::<u32>().ok())
            .map_or(0, |secs| i64::from(secs) * 1000);
        Ok((pause + by_chance).max(asked_for).min(LONGEST_PAUSE_MILLIS))
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(is_token)
}

/// Whether asking again may help.
fn may_pass(reply: &Result<HttpReply, HttpFailure>) -> bool {
    match reply {
        Ok(reply) => reply.status == 429 || reply.status >= 500,
        Err(HttpFailure::TimedOut | HttpFailure::Unreachable(_)) => true,
        Err(_) => false,
    }
}

fn word(failure: &HttpFailure) -> &'static str {
    match failure {
        HttpFailure::TimedOut => "timed-out",
        HttpFailure::TooLarge => "too-large",
        HttpFailure::Refused(_) => "refused",
        HttpFailure::Unreachable(_) => "unreachable",
        HttpFailure::NotConfigured => "not-configured",
        _ => "failed",
    }
}

impl Behaviour for Request {
    type Exit = Exit;
    type Outputs = Answer;

    const EXAMPLE: &'static str = r#"{
  "name": "open_ticket",
  "type": "centralita-request",
  "transitions": [
    { "event": "success", "next": "say_number" },
    { "event": "failed", "next": "to_agent" }
  ],
  "properties": {
    "method": "POST",
    "url": "https://example.com/tickets",
    "headers": [{ "key": "Authorization", "value": "Bearer {{secrets.TICKETS_TOKEN}}" }],
    "json": "{ \"from\": \"{{contact.channel.address}}\", \"said\": \"{{widgets.ask.SpeechResult}}\" }",
    "success": "2xx",
    "timeout": 10,
    "retries": 2,
    "pause": 1,
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        turn.keep(1);
        self.send(turn)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let attempts = match turn.kept() {
            Value::Int(attempts) => *attempts,
            _ => 1,
        };
        let reply = match event {
            Event::TimerFired { .. } => {
                turn.keep(attempts + 1);
                return self.send(turn);
            }
            Event::Replied { reply, .. } => reply,
            _ => return Ok(Next::Wait),
        };
        let is_welcome = reply.as_ref().is_ok_and(|reply| self.success.contain(reply.status));
        if !is_welcome
            && may_pass(reply)
            && attempts <= i64::from(turn.count(&self.retries)?.min(5))
        {
            let millis = self.pause_millis(attempts, reply.as_ref().ok(), turn)?;
            turn.note(match reply {
                Ok(reply) => format!("Status {}; asking again.", reply.status),
                Err(failure) => format!("{} Asking again.", failure.sentence()),
            });
            let due = turn.now().after_millis(millis);
            turn.ask(Action::SetTimer { due });
            return Ok(Next::Wait);
        }
        turn.store_value("attempts", attempts);
        if let Err(failure) = reply {
            turn.store_value("error", word(failure));
        }
        let reply = reply::received(reply, turn)?;
        reply::store(reply, turn);
        turn.store_value("headers", reply.headers.clone());
        if reply::is_json(&reply.content_type) {
            match Value::from_json(&reply.body) {
                Ok(parsed) => turn.store_value("parsed", parsed),
                Err(_) if reply.body.trim().is_empty() => {}
                Err(error) => turn.warn(format!("The answer says it is JSON and is not: {error}.")),
            }
        }
        if is_welcome {
            return Ok(Next::Exit(Exit::Success));
        }
        Err(reply::unwelcome(reply))
    }

    /// A request needs no call: the flow goes on when the caller is gone.
    fn left(&self, _: &Event, _: &mut Turning<'_>) -> Outcome<Exit> {
        Ok(Next::Wait)
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let name = report.widget.name.clone();
        for unknown in &self.success.unknown {
            let message = sentence!(
                "{name} counts \"{unknown}\" as success, which is no status. Write 2xx, 404 or 200-299.",
                "{name} cuenta \"{unknown}\" como éxito, y no es un estado. Escriba 2xx, 404 o 200-299."
            );
            report.error(Code("bad_property"), "success", message);
        }
        for header in self.headers.iter().filter(|header| !is_header_name(&header.key)) {
            let message = sentence!(
                "{name} sends a header called \"{}\". Header names hold letters, digits and dashes only.",
                "{name} envía una cabecera llamada \"{}\". Los nombres de cabecera solo llevan letras, cifras y guiones.",
                header.key
            );
            report.error(Code("bad_property"), "headers", message);
        }
        let bodies =
            [self.json != JsonTemplate::Absent, !self.form.is_empty(), self.text.is_some()];
        if bodies.iter().filter(|is_there| **is_there).count() > 1 {
            let message = sentence!(
                "{name} has more than one body; only the first of JSON, form fields and text is sent. Remove the others.",
                "{name} tiene más de un cuerpo; solo se envía el primero de JSON, campos de formulario y texto. Quite los demás."
            );
            report.warning(Code("bad_property"), "json", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::Request;

    fn check(properties: &str, events: &[&str], expected: Expect) {
        let stage = Stage::message().with_variable("said", "\",\"roles\":[\"admin\n🙂");
        expected.assert_eq(&stage.play::<Request>(properties, events));
    }

    const FINE: &str = r#"{"event":"replied","reply":{"Ok":{"status":200,"content_type":"application/json","body":"[{\"id\":7}]","headers":{"x-page":"1"}}}}"#;
    const BUSY: &str =
        r#"{"event":"replied","reply":{"Ok":{"status":503,"content_type":"","body":"busy"}}}"#;
    const LATE: &str = r#"{"event":"replied","reply":{"Err":"timed-out"}}"#;
    const DUE: &str = r#"{"event":"timer-fired"}"#;

    #[test]
    fn lists_are_parsed_and_leave_by_success() {
        check(
            r#"{ "url": "https://example.com/a", "query": [{ "key": "q", "value": "{{flow.variables.said}}" }],
                 "headers": [{ "key": "Authorization", "value": "Bearer {{secrets.TOKEN}}" },
                             { "key": "X-Said", "value": "{{flow.variables.said}}" }, { "key": "no name", "value": "x" }] }"#,
            &[FINE],
            expect![[r#"
                visits under_test
                  notes: "no name" is no name for a header; it was left out.
                asks #1 http {"headers":{"Authorization":"Bearer {{secrets.TOKEN}}","X-Said":"\",\"roles\":[\"admin 🙂"},"max_bytes":65536,"method":"GET","timeout":10,"url":"https://example.com/a?q=%22%2C%22roles%22%3A%5B%22admin%0A%F0%9F%99%82"}
                hears replied
                visits under_test
                  leaves by success
                stores {"attempts":1,"content_type":"application/json","status_code":200,"body":"[{\"id\":7}]","headers":{"x-page":"1"},"parsed":[{"id":7}]}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_json_body_stays_whole_whatever_a_caller_said() {
        check(
            r#"{ "method": "put", "url": "https://example.com/a",
                 "json": "{ \"said\": \"{{flow.variables.said}}\", \"key\": \"{{secrets.KEY}}\" }" }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 http {"body":"{\"said\":\"\\\",\\\"roles\\\":[\\\"admin\\n🙂\",\"key\":\"{{secrets.KEY}}\"}","content_type":"application/json","max_bytes":65536,"method":"PUT","timeout":10,"url":"https://example.com/a"}
                waits
            "#]],
        );
        check(
            r#"{ "method": "POST", "url": "https://example.com/a", "content_type": "application/vnd.api+json",
                 "json": "{ \"said\": {{flow.variables.said}}, \"n\": {{flow.variables.none | default: 3}}, \"key\": \"{{secrets.KEY}}\" }" }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 http {"body":"{\"said\":\"\\\",\\\"roles\\\":[\\\"admin\\n🙂\",\"n\":3,\"key\":\"{{secrets.KEY}}\"}","content_type":"application/vnd.api+json","max_bytes":65536,"method":"POST","timeout":10,"url":"https://example.com/a"}
                waits
            "#]],
        );
    }

    #[test]
    fn forms_and_texts_are_sent_as_such() {
        check(
            r#"{ "method": "POST", "url": "https://example.com/a", "form": [{ "key": "a", "value": "{{flow.variables.said}}" }] }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 http {"body":"a=%22%2C%22roles%22%3A%5B%22admin%0A%F0%9F%99%82","content_type":"application/x-www-form-urlencoded","max_bytes":65536,"method":"POST","timeout":10,"url":"https://example.com/a"}
                waits
            "#]],
        );
        check(
            r#"{ "method": "PATCH", "url": "https://example.com/a", "text": "<said/>", "content_type": "application/xml" }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 http {"body":"<said/>","content_type":"application/xml","max_bytes":65536,"method":"PATCH","timeout":10,"url":"https://example.com/a"}
                waits
            "#]],
        );
    }

    #[test]
    fn a_status_that_the_author_counts_as_success_is_one() {
        check(
            r#"{ "url": "https://example.com/a", "success": "2xx, 404" }"#,
            &[
                r#"{"event":"replied","reply":{"Ok":{"status":404,"content_type":"application/json","body":""}}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 http {"max_bytes":65536,"method":"GET","timeout":10,"url":"https://example.com/a"}
                hears replied
                visits under_test
                  leaves by success
                stores {"attempts":1,"content_type":"application/json","status_code":404,"body":"","headers":{}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn retries_wait_longer_each_time_and_then_leave_by_failed() {
        check(
            r#"{ "url": "https://example.com/a", "retries": 2, "pause": 2, "timeout": 5 }"#,
            &[BUSY, DUE, LATE, DUE, BUSY],
            expect![[r#"
                visits under_test
                asks #1 http {"max_bytes":65536,"method":"GET","timeout":5,"url":"https://example.com/a"}
                hears replied
                visits under_test
                  notes: Status 503; asking again.
                asks #2 set-timer {"due":1700000003310}
                hears timer-fired
                visits under_test
                asks #3 http {"max_bytes":65536,"method":"GET","timeout":5,"url":"https://example.com/a"}
                hears replied
                visits under_test
                  notes: The other side did not answer in time. Asking again.
                asks #4 set-timer {"due":1700000008650}
                hears timer-fired
                visits under_test
                asks #5 http {"max_bytes":65536,"method":"GET","timeout":5,"url":"https://example.com/a"}
                hears replied
                visits under_test
                  notes: The other side answered with status 503.
                  leaves by failed
                stores {"attempts":3,"content_type":"","status_code":503,"body":"busy","headers":{}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_retry_may_succeed() {
        let told = Stage::message().play::<Request>(
            r#"{ "url": "https://example.com/a", "retries": 1 }"#,
            &[LATE, DUE, FINE],
        );
        assert!(told.contains("leaves by success") && told.contains(r#""attempts":2"#), "{told}");
    }

    #[test]
    fn a_refusal_is_not_repeated() {
        check(
            r#"{ "url": "https://example.com/a", "retries": 5 }"#,
            &[
                r#"{"event":"replied","reply":{"Ok":{"status":403,"content_type":"text/plain","body":"no"}}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 http {"max_bytes":65536,"method":"GET","timeout":10,"url":"https://example.com/a"}
                hears replied
                visits under_test
                  notes: The other side answered with status 403.
                  leaves by failed
                stores {"attempts":1,"content_type":"text/plain","status_code":403,"body":"no","headers":{}}
                ends completed
            "#]],
        );
        check(
            r#"{ "url": "https://example.com/a", "retries": 5 }"#,
            &[r#"{"event":"replied","reply":{"Err":"not-configured"}}"#],
            expect![[r#"
                visits under_test
                asks #1 http {"max_bytes":65536,"method":"GET","timeout":10,"url":"https://example.com/a"}
                hears replied
                visits under_test
                  notes: Nothing is set up here that could answer this.
                  leaves by failed
                stores {"attempts":1,"error":"not-configured"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn what_cannot_be_asked_leaves_by_failed_without_a_request() {
        check(
            r#"{ "url": "nowhere" }"#,
            &[],
            expect![[r#"
            visits under_test
              notes: A web address begins with https:// and the name of a host: nowhere
              leaves by failed
            ends completed
        "#]],
        );
        check(
            r#"{ "method": "G T", "url": "https://example.com/" }"#,
            &[],
            expect![[r#"
            visits under_test
              notes: "G T" is no way to ask. Use GET or POST.
              leaves by failed
            ends completed
        "#]],
        );
        check(
            r#"{ "method": "POST", "url": "https://example.com/", "json": "{ \"a\": {{flow.variables.said}} " }"#,
            &[],
            expect![[r#"
                visits under_test
                  notes: The text is not JSON once its variables are filled in (EOF while parsing an object at line 1 column 37): { "a": "\",\"roles\":[\"admin\n🙂" 
                  leaves by failed
                ends completed
            "#]],
        );
    }

    #[test]
    fn rows_with_one_name_are_all_sent_in_their_order() {
        let told = Stage::request().play::<Request>(
            r#"{ "url": "https://example.com/", "method": "POST",
                 "query": [{ "key": "a", "value": "1" }, { "key": "b", "value": "2" }, { "key": "a", "value": "3" }],
                 "form": [{ "key": "tag", "value": "x" }, { "key": "tag", "value": "y" }],
                 "headers": [{ "key": "Accept", "value": "text/html" }, { "key": "accept", "value": "text/plain" }] }"#,
            &[],
        );
        assert!(told.contains(r#""url":"https://example.com/?a=1&b=2&a=3""#), "{told}");
        assert!(told.contains(r#""body":"tag=x&tag=y""#), "{told}");
        assert!(told.contains(r#""headers":{"Accept":"text/html, text/plain"}"#), "{told}");
    }
}

//! HTTP request: ask a web service. This is Studio's widget, with Studio's limits; the widget "Web
//! request" in [`request`](super::request) has headers, all methods and retries.

use centralita_engine::check::Code;
use centralita_engine::declare::{Behaviour, Declared, Exits, Flag, Outputs, Pair, Reporter};
use centralita_engine::exec::{Action, Event, Failure, HttpRequest, Next, Outcome, Turning};
use centralita_engine::sentence;
use centralita_engine::template::Template;
use centralita_engine::{Text, Value};

use super::form::filled_in;
use super::reply;
use super::web_address::WebAddress;

/// Ask a web service and wait for its answer.
///
/// The service has to answer within ten seconds, with at most 64 kB. When the answer is a JSON object,
/// its members can be read under `parsed`. Variables go into the body as they are; `to_json` makes
/// them safe there.
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "make-http-request",
    label = "HTTP request",
    group = Connect,
    icon = "globe",
    alias("Webhook", "http-request"),
    waits
)]
pub struct MakeHttpRequest {
    /// How the service is asked.
    #[field(default = "GET", choices("GET" = "GET", "POST" = "POST"))]
    pub method: Template,
    /// The service's address; a user and a password may stand in it.
    #[field(label = "Address", control = Url, required)]
    pub url: Template,
    /// What kind of body is sent.
    #[field(
        label = "Content type", default = "application/x-www-form-urlencoded;charset=utf-8",
        choices(
            "application/x-www-form-urlencoded;charset=utf-8" = "Form fields",
            "application/json;charset=utf-8" = "JSON"
        ),
        alias("contentType")
    )]
    pub content_type: Template,
    /// The body, when it is not made from the parameters.
    #[field(label = "Body")]
    pub body: Option<Template>,
    /// Values that go into the address, or into the form fields of a POST.
    #[field(label = "Parameters")]
    pub parameters: Vec<Pair>,
    /// Whether the provider account's own credentials go with it; only to the provider's own services.
    #[field(label = "Add provider credentials", default = false, alias("send_twilio_credentials"))]
    pub add_twilio_auth: Flag,
}

/// Ways out of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The service answered with a status from 200 to 299.
    #[exit(label = "Success")]
    Success,
    /// Another status, no answer in time, too large an answer, or an address that is none.
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
    /// The members of the body, when it is a JSON object.
    #[output(wire = "parsed.*")]
    pub parsed: Value,
}

impl MakeHttpRequest {
    /// The request with its variables filled in.
    fn request(&self, turn: &mut Turning<'_>) -> Result<HttpRequest, Failure> {
        let method = match turn.render(&self.method)?.trim() {
            method if method.eq_ignore_ascii_case("POST") => "POST",
            _ => "GET",
        };
        let url = WebAddress::parse(&turn.render_with_secrets(&self.url)?)?;
        let account_credentials = turn.flag(&self.add_twilio_auth)?;
        if account_credentials && !url.is_the_vendors() {
            return Err(Failure::new(format!(
                "The provider's credentials go to the provider's own services only, and {} is none of them. Nothing was sent.",
                url.host()
            )));
        }
        let parameters = filled_in(&self.parameters, turn)?;
        let mut request = HttpRequest {
            method: method.into(),
            timeout: turn.limits().http_timeout,
            max_bytes: turn.limits().http_bytes,
            account_credentials,
            ..HttpRequest::default()
        };
        if method == "GET" {
            request.url = url.with_query(&parameters).into_text();
            return Ok(request);
        }
        request.content_type = turn.render(&self.content_type)?;
        let body = match &self.body {
            Some(body) => turn.render_with_secrets(body)?,
            None => Text::default(),
        };
        if is_form(&request.content_type) {
            request.url = url.into_text();
            request.body = match (body.is_empty(), parameters.is_empty()) {
                (_, true) => body,
                (true, false) => parameters.into(),
                (false, false) => format!("{body}&{parameters}").into(),
            };
        } else {
            request.url = url.with_query(&parameters).into_text();
            if reply::is_json(&request.content_type)
                && !body.is_empty()
                && let Err(error) = Value::from_json(&body)
            {
                turn.warn(format!(
                    "The body is not JSON once its variables are filled in ({error}). Put texts in with \"| to_json\", without quotation marks around them."
                ));
            }
            request.body = body;
        }
        Ok(request)
    }
}

fn is_form(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

impl Behaviour for MakeHttpRequest {
    type Exit = Exit;
    type Outputs = Answer;

    const EXAMPLE: &'static str = r#"{
  "name": "look_up_customer",
  "type": "make-http-request",
  "transitions": [
    { "event": "success", "next": "say_hello" },
    { "event": "failed", "next": "say_sorry" }
  ],
  "properties": {
    "method": "GET",
    "url": "https://example.com/customers",
    "content_type": "application/x-www-form-urlencoded;charset=utf-8",
    "parameters": [{ "key": "number", "value": "{{contact.channel.address}}" }],
    "add_twilio_auth": false,
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let request = self.request(turn)?;
        turn.ask(Action::Http(Box::new(request)));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let Event::Replied { reply, .. } = event else { return Ok(Next::Wait) };
        turn.store(());
        let reply = reply::received(reply, turn)?;
        reply::store(reply, turn);
        if let Some(parsed) = reply::parsed_object(reply) {
            turn.store_value("parsed", parsed);
        }
        if (200..300).contains(&reply.status) {
            return Ok(Next::Exit(Exit::Success));
        }
        Err(reply::unwelcome(reply))
    }

    /// A request needs no call: the flow goes on when the caller is gone.
    fn left(&self, _: &Event, _: &mut Turning<'_>) -> Outcome<Exit> {
        Ok(Next::Wait)
    }

    fn check(&self, report: &mut Reporter<'_>) {
        if self.body.is_some() && self.method.as_literal().is_some_and(|method| method == "GET") {
            let message = sentence!(
                "{} asks with GET, which sends no body. Choose POST, or put the values into the parameters.",
                "{} pide con GET, que no envía cuerpo. Elija POST, o ponga los valores en los parámetros.",
                report.widget.name
            );
            report.warning(Code("bad_property"), "body", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::MakeHttpRequest;

    fn check(properties: &str, events: &[&str], expected: Expect) {
        let stage = Stage::message().with_variable("said", "a \"b\"\n+ñ");
        expected.assert_eq(&stage.play::<MakeHttpRequest>(properties, events));
    }

    const PLAIN: &str = r#"{ "url": "https://example.com/a" }"#;

    #[test]
    fn an_object_is_parsed_and_leaves_by_success() {
        check(
            r#"{ "url": "https://me:{{secrets.PASSWORD}}@example.com/a?x=1", "parameters": [
                { "key": "said", "value": "{{flow.variables.said}}" }, { "key": "token", "value": "{{ secrets.TOKEN }}" } ] }"#,
            &[
                r#"{"event":"replied","reply":{"Ok":{"status":200,"content_type":"application/json; charset=utf-8","body":"{\"open\":true,\"items\":[1]}"}}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 http {"max_bytes":65536,"method":"GET","timeout":10,"url":"https://me:{{secrets.PASSWORD}}@example.com/a?x=1&said=a+%22b%22%0A%2B%C3%B1&token={{secrets.TOKEN}}"}
                hears replied
                visits under_test
                  leaves by success
                stores {"content_type":"application/json; charset=utf-8","status_code":200,"body":"{\"open\":true,\"items\":[1]}","parsed":{"open":true,"items":[1]}}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_list_and_other_types_are_not_parsed() {
        check(
            PLAIN,
            &[
                r#"{"event":"replied","reply":{"Ok":{"status":204,"content_type":"application/json","body":"[1]"}}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 http {"max_bytes":65536,"method":"GET","timeout":10,"url":"https://example.com/a"}
                hears replied
                visits under_test
                  leaves by success
                stores {"content_type":"application/json","status_code":204,"body":"[1]"}
                ends completed
            "#]],
        );
        check(
            PLAIN,
            &[
                r#"{"event":"replied","reply":{"Ok":{"status":200,"content_type":"text/json","body":"{}"}}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 http {"max_bytes":65536,"method":"GET","timeout":10,"url":"https://example.com/a"}
                hears replied
                visits under_test
                  leaves by success
                stores {"content_type":"text/json","status_code":200,"body":"{}"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_post_sends_parameters_as_form_fields() {
        check(
            r#"{ "method": "POST", "url": "https://example.com/a", "parameters": [
                { "key": "said", "value": "{{flow.variables.said}}" }, { "key": "n", "value": "1" } ] }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 http {"body":"said=a+%22b%22%0A%2B%C3%B1&n=1","content_type":"application/x-www-form-urlencoded;charset=utf-8","max_bytes":65536,"method":"POST","timeout":10,"url":"https://example.com/a"}
                waits
            "#]],
        );
        check(
            r#"{ "method": "POST", "url": "https://example.com/a", "body": "x=1", "parameters": [ { "key": "n", "value": "1" } ] }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 http {"body":"x=1&n=1","content_type":"application/x-www-form-urlencoded;charset=utf-8","max_bytes":65536,"method":"POST","timeout":10,"url":"https://example.com/a"}
                waits
            "#]],
        );
    }

    #[test]
    fn a_json_body_goes_as_it_is_written_with_a_warning_when_it_breaks() {
        check(
            r#"{ "method": "POST", "url": "https://example.com/a", "contentType": "application/json;charset=utf-8",
                 "body": "{ \"said\": {{flow.variables.said | to_json}} }", "parameters": [{ "key": "n", "value": "1" }] }"#,
            &[],
            expect![[r#"
                visits under_test
                asks #1 http {"body":"{ \"said\": \"a \\\"b\\\"\\n+ñ\" }","content_type":"application/json;charset=utf-8","max_bytes":65536,"method":"POST","timeout":10,"url":"https://example.com/a?n=1"}
                waits
            "#]],
        );
        check(
            r#"{ "method": "POST", "url": "https://example.com/a", "content_type": "application/json",
                 "body": "{ \"said\": \"{{flow.variables.said}}\" }" }"#,
            &[],
            expect![[r#"
                visits under_test
                  notes: The body is not JSON once its variables are filled in (expected `,` or `}` at line 1 column 15). Put texts in with "| to_json", without quotation marks around them.
                asks #1 http {"body":"{ \"said\": \"a \"b\"\n+ñ\" }","content_type":"application/json","max_bytes":65536,"method":"POST","timeout":10,"url":"https://example.com/a"}
                waits
            "#]],
        );
    }

    #[test]
    fn refusals_and_silence_leave_by_failed() {
        check(
            PLAIN,
            &[
                r#"{"event":"replied","reply":{"Ok":{"status":404,"content_type":"text/plain","body":"no"}}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 http {"max_bytes":65536,"method":"GET","timeout":10,"url":"https://example.com/a"}
                hears replied
                visits under_test
                  notes: The other side answered with status 404.
                  leaves by failed
                stores {"content_type":"text/plain","status_code":404,"body":"no"}
                ends completed
            "#]],
        );
        check(
            PLAIN,
            &[r#"{"event":"replied","reply":{"Err":"timed-out"}}"#],
            expect![[r#"
            visits under_test
            asks #1 http {"max_bytes":65536,"method":"GET","timeout":10,"url":"https://example.com/a"}
            hears replied
            visits under_test
              notes: The other side did not answer in time.
              leaves by failed
            stores {}
            ends completed
        "#]],
        );
        let large = format!(
            r#"{{"event":"replied","reply":{{"Ok":{{"status":200,"content_type":"","body":"{}"}}}}}}"#,
            "x".repeat(65_537)
        );
        check(
            PLAIN,
            &[&large],
            expect![[r#"
            visits under_test
            asks #1 http {"max_bytes":65536,"method":"GET","timeout":10,"url":"https://example.com/a"}
            hears replied
            visits under_test
              notes: The answer is larger than allowed.
              leaves by failed
            stores {}
            ends completed
        "#]],
        );
    }

    #[test]
    fn an_address_that_is_none_and_strangers_who_want_credentials_fail_without_a_request() {
        check(
            r#"{ "url": "https://example.com/{{flow.variables.said}}" }"#,
            &[],
            expect![[r#"
            visits under_test
              notes: The web address holds " ", which no address may. Put variables in with "| url_encode": https://example.com/a "b"
            +ñ
              leaves by failed
            ends completed
        "#]],
        );
        check(
            r#"{ "url": "https://example.com/", "send_twilio_credentials": true }"#,
            &[],
            expect![[r#"
                visits under_test
                  notes: The provider's credentials go to the provider's own services only, and example.com is none of them. Nothing was sent.
                  leaves by failed
                ends completed
            "#]],
        );
        let told = Stage::call().play::<MakeHttpRequest>(
            r#"{ "url": "https://api.twilio.com/2010-04-01", "add_twilio_auth": true }"#,
            &[],
        );
        assert!(told.contains(r#""account_credentials":true"#), "{told}");
    }

    #[test]
    fn a_caller_cannot_name_a_secret() {
        let told = Stage::message().with_variable("said", "{{secrets.KEY}}").play::<MakeHttpRequest>(
            r#"{ "url": "https://example.com/", "parameters": [{ "key": "a", "value": "{{flow.variables.said}}" }] }"#,
            &[],
        );
        assert!(told.contains("leaves by failed") && !told.contains("asks"), "{told}");
    }

    #[test]
    fn the_answer_counts_although_the_caller_hangs_up() {
        let told = Stage::call().play::<MakeHttpRequest>(
            PLAIN,
            &[
                r#"{"event":"contact-left","reason":"hung-up"}"#,
                r#"{"event":"replied","reply":{"Ok":{"status":200,"content_type":"","body":""}}}"#,
            ],
        );
        assert!(told.contains("leaves by success"), "{told}");
    }

    #[test]
    fn parameters_with_one_name_are_all_sent_in_their_order() {
        let rows = r#""parameters": [{ "key": "id", "value": "1" }, { "key": "x", "value": "" }, { "key": "id", "value": "2" }]"#;
        for (method, expected) in [
            ("GET", r#""url":"https://example.com/?id=1&x=&id=2""#),
            ("POST", r#""body":"id=1&x=&id=2""#),
        ] {
            let properties =
                format!(r#"{{ "url": "https://example.com/", "method": "{method}", {rows} }}"#);
            let told = Stage::request().play::<MakeHttpRequest>(&properties, &[]);
            assert!(told.contains(expected), "{told}");
        }
    }
}

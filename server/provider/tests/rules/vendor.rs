//! The answers of the REST side, held against the vendor's own description of them.
//!
//! The description is not part of this project. It is looked for beside the folder that
//! `CENTRALITA_CORPUS` names; where it is not, the test says so.

use std::path::PathBuf;

use centralita_provider::{Exchange, Form, Peer, Script};
use serde_json::{Map, Value, json};

use crate::rest::{ask, json as read};
use crate::stage::{App, CALLER, NUMBER, exchange};

/// The description, or nothing, with a line that says so.
fn description() -> Option<Value> {
    let corpus = std::env::var_os("CENTRALITA_CORPUS").map(PathBuf::from)?;
    let path = corpus.join("../spec/openapi/twilio_api_v2010.json");
    let text = std::fs::read_to_string(&path).ok()?;
    Some(serde_json::from_str(&text).expect("the description is JSON"))
}

/// OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, and objects know all their fields and have
/// each of them.
fn strict(value: &Value) -> Value {
    let Value::Object(object) = value else {
        return match value {
            Value::Array(items) => Value::Array(items.iter().map(strict).collect()),
            other => other.clone(),
        };
    };
    let mut made: Map<String, Value> =
        object.iter().map(|(name, inner)| (name.clone(), strict(inner))).collect();
    for aside in ["nullable", "examples", "example", "description", "title", "format"] {
        // A field may well have one of these names; then it is an object.
        if !made.get(aside).is_some_and(Value::is_object) {
            made.remove(aside);
        }
    }
    if let Some(fields) = object.get("properties").and_then(Value::as_object) {
        made.insert("additionalProperties".to_owned(), Value::Bool(false));
        made.insert("required".to_owned(), fields.keys().cloned().collect());
    }
    // The vendor's own examples have null where a list of words is referred to.
    let refers_to_words = object
        .get("$ref")
        .and_then(Value::as_str)
        .is_some_and(|reference| reference.contains("_enum_"));
    let may_be_null = refers_to_words || object.get("nullable") == Some(&Value::Bool(true));
    match (may_be_null, made.is_empty()) {
        (true, false) => json!({ "anyOf": [made, { "type": "null" }] }),
        _ => Value::Object(made),
    }
}

fn schema(description: &Value, path: &str, method: &str, status: u16) -> Value {
    let path = format!("/2010-04-01/Accounts/{{AccountSid}}/{path}");
    let responses = description
        .get("paths")
        .and_then(|paths| paths.get(&path))
        .and_then(|path| path.get(method))
        .and_then(|operation| operation.get("responses"))
        .unwrap_or_else(|| panic!("the description has no {method} {path}"));
    let response = responses
        .get(status.to_string())
        .unwrap_or_else(|| panic!("the description has no {status} for {method} {path}"));
    match response.pointer("/content/application~1json/schema") {
        Some(schema) => strict(schema),
        None => Value::Bool(false),
    }
}

struct Judge {
    description: Value,
    components: Value,
    judged: usize,
}

impl Judge {
    /// Asks, and holds the answer against what the description says about this path.
    fn ask(
        &mut self,
        exchange: &mut Exchange,
        method: &str,
        template: &str,
        path: &str,
        form: &[(&str, &str)],
    ) -> Value {
        let form = form.iter().fold(Form::new(), |form, (name, value)| form.with(*name, *value));
        let answer = ask(exchange, method, path, form);
        let mut schema = schema(&self.description, template, &method.to_lowercase(), answer.status);
        self.judged += 1;
        if schema == Value::Bool(false) {
            assert!(answer.body.is_empty(), "{method} {path} answers with nothing");
            return Value::Null;
        }
        if let Some(object) = schema.as_object_mut() {
            object.insert("components".to_owned(), self.components.clone());
        }
        let body = read(&answer);
        let validator = jsonschema::validator_for(&schema).expect("the schema is one");
        let wrong: Vec<String> = validator
            .iter_errors(&body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{method} {path}: {wrong:#?}\n{body:#}");
        body
    }
}

fn sid(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[test]
fn answers_have_the_shapes_that_the_vendor_describes() {
    let Some(description) = description() else {
        println!("not run: CENTRALITA_CORPUS names no folder with ../spec/openapi beside it");
        return;
    };
    let components = strict(description.get("components").expect("it has components"));
    let mut judge = Judge { description, components, judged: 0 };
    let ann = "+15550111";
    let mut exchange = exchange();
    exchange.set_peer(ann, Peer::answers(Script::new().wait_millis(30_000).hang_up()));
    let mut app = App::new().page("/", "<Dial><Conference>room 1</Conference></Dial>");
    exchange.dial_in(CALLER, NUMBER, Script::new().wait_millis(40_000).hang_up());

    let url = ("Url", "http://app.test/");
    let fields = [("To", ann), ("From", NUMBER), url];
    let placed = judge.ask(&mut exchange, "POST", "Calls.json", "Calls.json", &fields);
    exchange.play_until(9_000, |request| app.answer(request));
    let call = sid(&placed, "/sid");
    let path = format!("Calls/{call}.json");
    judge.ask(&mut exchange, "GET", "Calls/{Sid}.json", &path, &[]);
    judge.ask(&mut exchange, "GET", "Calls.json", "Calls.json", &[("PageSize", "1")]);
    let path = format!("Calls/{call}/Recordings.json");
    let recording = judge.ask(&mut exchange, "POST", "Calls/{CallSid}/Recordings.json", &path, &[]);
    let recording = sid(&recording, "/sid");
    judge.ask(&mut exchange, "GET", "Calls/{CallSid}/Recordings.json", &path, &[]);
    let path = format!("Calls/{call}/Recordings/{recording}.json");
    let template = "Calls/{CallSid}/Recordings/{Sid}.json";
    judge.ask(&mut exchange, "POST", template, &path, &[("Status", "stopped")]);
    judge.ask(&mut exchange, "GET", template, &path, &[]);
    let list = judge.ask(&mut exchange, "GET", "Conferences.json", "Conferences.json", &[]);
    let room = sid(&list, "/conferences/0/sid");
    judge.ask(
        &mut exchange,
        "GET",
        "Conferences/{Sid}.json",
        &format!("Conferences/{room}.json"),
        &[],
    );
    let path = format!("Conferences/{room}/Participants.json");
    let template = "Conferences/{ConferenceSid}/Participants.json";
    judge.ask(&mut exchange, "POST", template, &path, &[("To", ann), ("From", NUMBER)]);
    judge.ask(&mut exchange, "GET", template, &path, &[]);
    let path = format!("Conferences/{room}/Participants/{call}.json");
    let template = "Conferences/{ConferenceSid}/Participants/{CallSid}.json";
    judge.ask(&mut exchange, "GET", template, &path, &[]);
    judge.ask(&mut exchange, "POST", template, &path, &[("Muted", "true")]);
    judge.ask(&mut exchange, "DELETE", template, &path, &[]);
    let path = format!("Conferences/{room}.json");
    judge.ask(&mut exchange, "POST", "Conferences/{Sid}.json", &path, &[("Status", "completed")]);
    let path = format!("Calls/{call}.json");
    exchange.play(|request| app.answer(request));
    judge.ask(&mut exchange, "GET", "Calls/{Sid}.json", &path, &[]);

    let fields = [("To", ann), ("From", NUMBER), ("Body", "Hello")];
    let message = judge.ask(&mut exchange, "POST", "Messages.json", "Messages.json", &fields);
    let path = format!("Messages/{}.json", sid(&message, "/sid"));
    exchange.play(|request| app.answer(request));
    judge.ask(&mut exchange, "GET", "Messages/{Sid}.json", &path, &[]);
    judge.ask(&mut exchange, "GET", "Messages.json", "Messages.json", &[]);
    judge.ask(&mut exchange, "DELETE", "Messages/{Sid}.json", &path, &[]);

    judge.ask(&mut exchange, "GET", "Recordings.json", "Recordings.json", &[]);
    let path = format!("Recordings/{recording}.json");
    judge.ask(&mut exchange, "GET", "Recordings/{Sid}.json", &path, &[]);
    judge.ask(&mut exchange, "DELETE", "Recordings/{Sid}.json", &path, &[]);
    println!("{} answers have the vendor's shape", judge.judged);
    assert!(judge.judged > 20);
}

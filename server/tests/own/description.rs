//! The description that the server gives of its API: every answer in these tests is held against it.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::desk::{Asking, Desk};

const BASE: &str = "/api/v1";

fn description() -> &'static Value {
    static DESCRIPTION: OnceLock<Value> = OnceLock::new();
    DESCRIPTION.get_or_init(centralita_server::http::description)
}

/// The operation of a request.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let template: Vec<&str> = template.split('/').collect();
        template.len() == parts.len()
            && template.iter().zip(&parts).all(|(one, part)| one.starts_with('{') || one == part)
    };
    let paths = description()["paths"].as_object().expect("there are paths");
    // A path with its own name comes before one with a parameter there.
    let exact = paths.get(path);
    let found = exact.or_else(|| paths.iter().find(|(path, _)| fits(path)).map(|(_, it)| it));
    found?.get(method.to_lowercase())
}

/// A schema that stands alone, in which objects have no other fields than those that are described.
fn alone(schema: &Value) -> Value {
    let mut whole = strict(schema);
    let mut shared = strict(&description()["components"]["schemas"]);
    if let Some(shared) = shared.as_object_mut() {
        shared.retain(|_, schema| schema.is_object());
    }
    whole["components"] = json!({ "schemas": shared });
    whole
}

fn strict(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(strict).collect(),
        Value::Object(fields) => {
            let mut made: Map<String, Value> =
                fields.iter().map(|(name, inner)| (name.clone(), strict(inner))).collect();
            if fields.get("properties").is_some_and(Value::is_object)
                && !fields.contains_key("additionalProperties")
            {
                made.insert("unevaluatedProperties".into(), Value::Bool(false));
            }
            Value::Object(made)
        }
        other => other.clone(),
    }
}

/// Holds an answer of the API against the description.
pub fn judge(method: &str, path: &str, status: u16, text: &str) {
    if !path.starts_with(BASE) || path.ends_with("/openapi.json") {
        return;
    }
    let Some(operation) = operation(method, path) else {
        assert!(status == 404 || status == 405, "{method} {path} is not described: {status}");
        return;
    };
    let responses = &operation["responses"];
    let described = responses.get(status.to_string());
    let is_done = (200..300).contains(&status);
    assert_eq!(described.is_some(), is_done, "{method} {path} answers {status}: {text}");
    let fault = &description()["components"]["responses"]["Fault"];
    let content = &described.unwrap_or(fault)["content"];
    let lines = &content["application/x-ndjson"]["schema"];
    let (schema, texts): (&Value, Vec<&str>) = match lines.is_null() {
        true => (&content["application/json"]["schema"], vec![text]),
        false => (lines, text.lines().collect()),
    };
    if schema.is_null() {
        assert!(text.is_empty(), "{method} {path}: {text}");
        return;
    }
    let validator = jsonschema::validator_for(&alone(schema)).expect("a schema");
    for text in texts {
        let body: Value =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let wrong: Vec<String> = validator
            .iter_errors(&body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{method} {path}: {wrong:?}\n{body}");
    }
}

#[tokio::test]
async fn the_server_describes_every_resource_of_the_page_about_it() {
    let desk = Desk::in_memory().await;
    let asked = desk.ask(&Asking::default(), "GET", "/api/v1/openapi.json", Value::Null).await;
    let told: Value = asked.read();
    assert_eq!(&told, description());
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/guide/api.md");
    let page = std::fs::read_to_string(page).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let mut written: Vec<String> = rows
        .map(|row| row.split('?').next().unwrap().to_owned())
        .filter(|row| row != "GET /openapi.json")
        .collect();
    let paths = told["paths"].as_object().unwrap();
    let mut described = Vec::new();
    for (path, methods) in paths {
        let path = path.strip_prefix(BASE).unwrap();
        let path = path.replace("{revision}", "{number}");
        described.extend(
            methods.as_object().unwrap().keys().map(|m| format!("{} {path}", m.to_uppercase())),
        );
    }
    for row in &mut written {
        if row.starts_with("PUT /numbers") || row.starts_with("DELETE /numbers") {
            continue;
        }
        *row = row.replace("{revision}", "{number}");
    }
    written.sort();
    described.sort();
    assert_eq!(written, described);
}

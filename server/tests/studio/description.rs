//! The vendor's own description of the API, which is not part of this project: it is looked for beside the
//! folder that `CENTRALITA_CORPUS` names.

use std::path::PathBuf;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// The description; none when it is not at hand.
pub fn description() -> Option<&'static Value> {
    static DESCRIPTION: OnceLock<Option<Value>> = OnceLock::new();
    let read = || {
        let corpus = std::env::var_os("CENTRALITA_CORPUS").map(PathBuf::from)?;
        let path = corpus.join("../spec/openapi/twilio_studio_v2.json");
        let text = std::fs::read_to_string(path).ok()?;
        Some(serde_json::from_str(&text).expect("the description is JSON"))
    };
    DESCRIPTION.get_or_init(read).as_ref()
}

/// All operations it has: `GET /v2/Flows` and the others.
pub fn operations(description: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for (path, methods) in description["paths"].as_object().into_iter().flatten() {
        let methods = methods.as_object().into_iter().flatten().map(|(method, _)| method);
        let methods = methods.filter(|method| ["get", "post", "delete"].contains(&method.as_str()));
        all.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    all
}

/// OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, and objects know all their fields and have each
/// of them.
fn strict(value: &Value) -> Value {
    let Value::Object(object) = value else {
        return match value {
            Value::Array(items) => Value::Array(items.iter().map(strict).collect()),
            other => other.clone(),
        };
    };
    let mut made: Map<String, Value> =
        object.iter().map(|(name, inner)| (name.clone(), strict(inner))).collect();
    for aside in ["nullable", "examples", "example", "description", "title", "default"] {
        // A field may well have one of these names; then it is an object.
        if !made.get(aside).is_some_and(Value::is_object) {
            made.remove(aside);
        }
    }
    if let Some(fields) = object.get("properties").and_then(Value::as_object) {
        made.insert("additionalProperties".to_owned(), Value::Bool(false));
        made.insert("required".to_owned(), fields.keys().cloned().collect());
    }
    match object.get("nullable") == Some(&Value::Bool(true)) && !made.is_empty() {
        true => json!({ "anyOf": [made, { "type": "null" }] }),
        false => Value::Object(made),
    }
}

/// The operation that a request is of.
fn operation(description: &Value, method: &str, path: &str) -> Option<String> {
    let is_it = |known: &str| {
        let (known_method, template) = known.split_once(' ').unwrap_or_default();
        let (template, path) = (template.split('/'), path.split('/'));
        known_method == method
            && template.clone().count() == path.clone().count()
            && template.zip(path).all(|(part, said)| part.starts_with('{') || part == said)
    };
    let mut all = operations(description);
    // A path without ids in it comes before one that would take its words for an id.
    all.sort_by_key(|known| known.matches('{').count());
    all.into_iter().find(|known| is_it(known))
}

/// Holds an answer against the description; says which operation it was of.
pub fn judge(method: &str, path: &str, status: u16, body: &Value) -> Option<String> {
    let description = description()?;
    let operation = operation(description, method, path)?;
    let (_, template) = operation.split_once(' ').unwrap_or_default();
    let responses = &description["paths"][template][method.to_lowercase()]["responses"];
    let response = responses
        .get(status.to_string())
        .unwrap_or_else(|| panic!("{operation} has no {status}: {body:#}"));
    let Some(schema) = response.pointer("/content/application~1json/schema") else {
        assert_eq!(*body, Value::Null, "{operation} answers with nothing");
        return Some(operation);
    };
    let mut schema = strict(schema);
    schema["components"] = strict(&description["components"]);
    let validator: Validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is one");
    let wrong: Vec<String> = validator
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{operation}: {wrong:#?}\n{body:#}");
    Some(operation)
}

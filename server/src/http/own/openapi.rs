//! The description of the API for programs: OpenAPI 3.1, made of the table of operations and of the types
//! themselves.

use centralita_api as api;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::http::own::operation::{May, Operation};
use crate::http::own::operations;

/// Where shared schemas stand.
const SCHEMAS: &str = "/components/schemas";

/// The description of the server's own API, as `/api/v1/openapi.json` gives it.
pub fn description() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = SCHEMAS.into();
        settings.meta_schema = None;
    });
    let mut schemas = settings.into_generator();
    let fault = schemas.subschema_for::<api::Fault>();
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations() {
        let path = paths.entry(format!("{}{}", api::BASE, operation.path)).or_insert(json!({}));
        path[operation.method.to_lowercase()] = described(&operation, &mut schemas);
    }
    let mut components = schemas.take_definitions(true);
    components.entry("Fault").or_insert_with(|| fault.into());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Centralita",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The server's own API. Studio's REST API is beside it, under /v2.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": "centralita" },
            },
            "responses": { "Fault": {
                "description": "Why it was refused.",
                "content": { "application/json": {
                    "schema": { "$ref": format!("#{SCHEMAS}/Fault") },
                } },
            } },
        },
    })
}

fn described(operation: &Operation, schemas: &mut SchemaGenerator) -> Value {
    let (status, gives) = operation.gives;
    let mut answer = json!({ "description": "Done." });
    if let Some(gives) = gives {
        answer["content"] = json!({ operation.kind.media(): { "schema": gives(schemas) } });
    }
    let mut parameters = Vec::new();
    for name in operation.path.split('/').filter_map(|part| part.strip_prefix('{')) {
        let name = name.trim_end_matches('}');
        parameters.push(json!({
            "name": name, "in": "path", "required": true, "schema": { "type": "string" },
        }));
    }
    for (name, about) in operation.query {
        parameters.push(json!({
            "name": name, "in": "query", "description": about, "schema": { "type": "string" },
        }));
    }
    if operation.method != "GET" {
        parameters.push(json!({
            "name": api::GUARD, "in": "header", "schema": { "type": "string" },
            "description": "Has to be there, with any value, beside the cookie of a session.",
        }));
    }
    let words = operation.path.split(['/', '{', '}']).filter(|word| !word.is_empty());
    let id = words.fold(operation.method.to_lowercase(), |id, word| format!("{id}_{word}"));
    let mut described = json!({
        "operationId": id,
        "summary": operation.about,
        "description": format!("For: {}.", operation.may.told()),
        "parameters": parameters,
        "responses": {
            status.to_string(): answer,
            "default": { "$ref": "#/components/responses/Fault" },
        },
    });
    described["security"] = match operation.may {
        May::Anybody => json!([]),
        _ => json!([{ "key": [] }, { "session": [] }]),
    };
    if let Some(takes) = operation.takes {
        let content = json!({ "application/json": { "schema": takes(schemas) } });
        described["requestBody"] = json!({ "required": true, "content": content });
    }
    described
}

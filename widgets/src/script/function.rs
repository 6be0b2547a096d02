//! Functions of one's own that stand in for a flow's `run-function` addresses.
//!
//! A driver that meets an [`Action::CallFunction`](centralita_engine::exec::Action::CallFunction)
//! asks [`LocalFunctions`] first: the last part of the address's path names the function. So a flow
//! that calls functions of a provider runs on a desk, in a test and in the simulator.

use std::collections::BTreeMap;

use centralita_engine::exec::HttpReply;
use centralita_engine::{Map, Text, Time, Value};
use jiff::tz::TimeZone;

use crate::script::decision::plain;
use crate::script::running::{Entry, Returned, Surroundings};
use crate::script::{CompiledScript, ScriptError, front_matter};

/// Script files that answer calls of functions, by name.
#[derive(Clone, Debug, Default)]
pub struct LocalFunctions {
    functions: BTreeMap<Text, CompiledScript>,
}

impl LocalFunctions {
    /// No functions.
    pub fn new() -> LocalFunctions {
        LocalFunctions::default()
    }

    /// Adds the file called `name`, with or without `.rhai`; it has a `fn main(event)`.
    ///
    /// # Errors
    /// What is wrong with the file. A file with faults is not added.
    pub fn add(&mut self, name: &str, source: &str) -> Result<(), Vec<ScriptError>> {
        let script = CompiledScript::compile(name, &front_matter::blank(source));
        let mut faults = script.faults().to_vec();
        if faults.is_empty() && !script.defines("main") {
            faults.push(ScriptError::new(
                name,
                source,
                Default::default(),
                "A function file needs `fn main(event) { ... }`, which gives the answer.",
            ));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        self.functions.insert(stem(name).into(), script);
        Ok(())
    }

    /// Whether a function answers to this name or address.
    pub fn has(&self, url: &str) -> bool {
        self.functions.contains_key(name_of(url))
    }

    /// The names of all functions.
    pub fn names(&self) -> impl Iterator<Item = &Text> {
        self.functions.keys()
    }

    /// The script of each function, to run its tests.
    pub fn scripts(&self) -> impl Iterator<Item = &CompiledScript> {
        self.functions.values()
    }

    /// Calls the function that `url` names. A list or a map becomes a JSON answer, anything else
    /// text; an answer that is a map with `status` and `body` sets both.
    ///
    /// # Errors
    /// When there is no such function, or it fails: where and why. A driver may answer the flow with
    /// status 500 and this sentence.
    pub fn call(
        &self,
        url: &str,
        parameters: &Map,
        now: Time,
        seed: u64,
    ) -> Result<HttpReply, ScriptError> {
        let name = name_of(url);
        let Some(script) = self.functions.get(name) else {
            return Err(ScriptError::new(
                name,
                "",
                Default::default(),
                format!(
                    "There is no local function \"{name}\". Add a file {name}.rhai with `fn main(event)`."
                ),
            ));
        };
        let around = Surroundings {
            context: &Map::new(),
            properties: &Map::new(),
            kept: &Value::Null,
            now,
            zone: &TimeZone::UTC,
            seed,
            secrets: &[],
        };
        let entry = Entry::Function("main", vec![Value::from(parameters.clone())]);
        match script.run(&entry, &around)?.result {
            Returned::Value(value) => Ok(reply(&value)),
            Returned::Decision(decision) => Err(ScriptError::new(
                script.file(),
                script.source(),
                Default::default(),
                format!("A function answers with a value, not with {}(...).", decision.name()),
            )),
        }
    }
}

fn reply(value: &Value) -> HttpReply {
    if let Some(Value::Int(status)) = value.get("status")
        && let Some(body) = value.get("body")
    {
        return HttpReply { status: u16::try_from(*status).unwrap_or(500), ..reply(body) };
    }
    let (content_type, body) = match value {
        Value::List(_) | Value::Map(_) => ("application/json", value.to_json().into()),
        other => ("text/plain", plain(other)),
    };
    HttpReply { status: 200, content_type: content_type.into(), body, headers: Map::new() }
}

fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.strip_suffix(".rhai").unwrap_or(name)
}

/// The last part of an address's path.
fn name_of(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    stem(path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(source: &str, url: &str) -> Result<HttpReply, String> {
        let mut functions = LocalFunctions::new();
        functions.add("price.rhai", source).map_err(|faults| faults[0].to_string())?;
        let parameters = [("amount", "12")].into_iter().collect();
        functions.call(url, &parameters, Time(0), 1).map_err(|error| error.to_string())
    }

    #[test]
    fn the_last_part_of_the_address_names_the_function() {
        let source = "fn main(event) { #{ total: int(event.amount) * 2 } }";
        let reply = call(source, "https://acme-1234.twil.io/shop/price?x=1").unwrap();
        assert_eq!(reply.body, r#"{"total":24}"#);
        assert_eq!((reply.status, reply.content_type.as_str()), (200, "application/json"));
        assert_eq!(
            call(source, "https://acme/other").unwrap_err(),
            "other, line 1, column 1: There is no local function \"other\". Add a file other.rhai with `fn main(event)`."
        );
    }

    #[test]
    fn a_function_may_set_the_status() {
        let reply =
            call(r#"fn main(event) { #{ status: 404, body: "unknown" } }"#, "price").unwrap();
        assert_eq!((reply.status, reply.body.as_str()), (404, "unknown"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        assert_eq!(
            call("let x = 1;", "price").unwrap_err(),
            "price.rhai, line 1, column 1: A function file needs `fn main(event) { ... }`, which gives the answer."
        );
        assert_eq!(
            call("fn main(event) {\n  throw \"no stock\";\n}", "price").unwrap_err(),
            "price.rhai, line 2, column 3: no stock"
        );
    }
}

//! The committed schemas describe what is really written.

use centralita_engine::Flow;
use centralita_engine::exec::{FlowRef, Input, Library, Settings};
use centralita_engine::scenario::{read_scenarios, run_scenario};
use centralita_tests::{files, read, root};
use centralita_widgets::builtin;
use jsonschema::Validator;
use serde_json::{Value, json};

fn schema(name: &str) -> Value {
    let text = read(&root().join("docs/schema").join(name));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A validator for one definition of a schema.
fn definition(schema: &Value, name: &str) -> Validator {
    let mut one = json!({ "$ref": format!("#/$defs/{name}") });
    one["$defs"] = schema["$defs"].clone();
    assert!(!one["$defs"][name].is_null(), "the schema has no {name}");
    jsonschema::validator_for(&one).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("what the engine says can be written as JSON")
}

fn hold(validator: &Validator, value: &Value, what: &str) {
    let faults: Vec<String> = validator
        .iter_errors(value)
        .map(|fault| format!("{} at {}", fault, fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{what}: {}\n{value:#}", faults.join("\n"));
}

#[test]
fn sample_flows_are_as_the_schema_of_flows_says() {
    let validator = jsonschema::validator_for(&schema("flow.json")).expect("it is a schema");
    for path in files(&root().join("flows"), ".json") {
        let flow: Value = serde_json::from_str(&read(&path)).expect("a sample flow is plain JSON");
        hold(&validator, &flow, &path.display().to_string());
    }
}

#[test]
fn every_example_is_as_the_schema_of_flows_says() {
    let validator = jsonschema::validator_for(&schema("flow.json")).expect("it is a schema");
    for spec in builtin().specs() {
        let state: Value = serde_json::from_str(&spec.example).expect("an example is plain JSON");
        let flow = json!({ "states": [state], "initial_state": "Trigger" });
        hold(&validator, &flow, spec.kind.as_str());
    }
}

#[test]
fn what_happens_in_scenarios_is_as_the_schema_of_the_engine_says() {
    let schema = schema("engine.json");
    let journals = definition(&schema, "Journal");
    let events = definition(&schema, "Event");
    let effects = definition(&schema, "Effect");
    let steps = definition(&schema, "Step");
    let catalogue = builtin();
    let mut library = Library::new(Settings::default());
    let paths = files(&root().join("flows"), ".json");
    for path in &paths {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let flow = Flow::read(&read(path));
        library.add(&flow, FlowRef::new(stem, 1), &catalogue).expect("a sample flow has a start");
    }
    let mut seen = 0;
    for path in &paths {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let beside = path.with_extension("scenarios.md");
        for scenario in read_scenarios(&read(&beside)).scenarios {
            let report = run_scenario(&library, &FlowRef::new(stem.as_str(), 1), &scenario);
            let Some(world) = report.world else { continue };
            hold(&journals, &written(&world.journal), &scenario.title);
            for entry in &world.journal.entries {
                if let Input::Event(event) = &entry.input {
                    hold(&events, &written(event), event.name());
                    seen += 1;
                }
            }
            for step in &world.steps {
                hold(&steps, &written(step), step.widget.as_str());
            }
            for effect in &world.open {
                hold(&effects, &written(effect), effect.action.name());
            }
        }
    }
    println!("{seen} events were compared with the schema");
    assert!(seen > 0, "no scenario told an execution anything");
}

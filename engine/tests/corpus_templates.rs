//! Every template of real Studio flows is read and rendered without a fault or a warning. The flows stand outside of this
//! project, in the folder `studio` of the one that `CENTRALITA_CORPUS` names; without it the test says
//! that it did not run.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use centralita_engine::template::{Dialect, Scope, Template, TemplateLimits};
use centralita_engine::{Map, Time, Value};

#[test]
fn templates_of_real_flows_are_read_and_rendered() {
    let Some(corpus) = std::env::var_os("CENTRALITA_CORPUS") else {
        say("templates of real flows: did not run, CENTRALITA_CORPUS is not set");
        return;
    };
    let mut templates = BTreeSet::new();
    for entry in std::fs::read_dir(Path::new(&corpus).join("studio")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let flow = Value::from_json(&std::fs::read_to_string(path).unwrap()).unwrap();
            collect(&flow, &mut templates);
        }
    }
    let (context, zone, limits) = (Map::new(), jiff::tz::TimeZone::UTC, TemplateLimits::default());
    let scope = Scope { context: &context, now: Time(0), zone: &zone, limits: &limits };
    let mut complaints = Vec::new();
    for source in &templates {
        let template = Template::parse(source.as_str(), Dialect::Studio);
        // Some authors forgot to close an output; they must be told.
        if !source.contains("}}") && !source.contains("%}") {
            assert!(!template.faults().is_empty(), "{source:?}");
            continue;
        }
        let mut warnings = Vec::new();
        let faults = template.render(&scope, &mut warnings).err().into_iter();
        for fault in faults.chain(warnings).chain(template.doubts().iter().cloned()) {
            complaints.push(format!("{source:?}: {} `{}`", fault.message, fault.span.of(source)));
        }
    }
    say(&format!("templates of real flows: ran, {} read", templates.len()));
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

fn say(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "{sentence}");
}

/// Every text in the flow that has an output or a tag.
fn collect(value: &Value, templates: &mut BTreeSet<String>) {
    match value {
        Value::Text(text) if text.contains("{{") || text.contains("{%") => {
            templates.insert(text.to_string());
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, templates)),
        Value::Map(map) => map.values().for_each(|item| collect(item, templates)),
        _ => {}
    }
}

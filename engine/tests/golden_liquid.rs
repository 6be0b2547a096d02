//! Judges the standard dialect by the golden Liquid cases, which stand outside of this project.
//!
//! The folder that holds `liquid/golden_liquid.json` is named in `CENTRALITA_CORPUS`; without it the
//! test says that it did not run. Cases that do not pass stand in `golden_liquid_skips.txt`, one to a
//! line with the reason, below the floor: the number that passes, which may only rise.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use centralita_engine::template::{Dialect, Scope, Template, TemplateLimits};
use centralita_engine::{Map, Time, Value};

#[test]
fn golden_cases_pass_but_for_those_that_are_skipped_with_a_reason() {
    let Some(corpus) = std::env::var_os("CENTRALITA_CORPUS") else {
        say("golden Liquid cases: did not run, CENTRALITA_CORPUS is not set");
        return;
    };
    let path = Path::new(&corpus).join("liquid/golden_liquid.json");
    let golden = Value::from_json(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let (floor, skips) = skips();
    let mut passed = 0;
    let mut complaints = Vec::new();
    let cases = golden.get("tests").and_then(Value::as_list).unwrap();
    for case in cases {
        let name = case.get("name").and_then(Value::as_text).unwrap();
        let outcome = judge(case);
        passed += usize::from(outcome.is_ok());
        match (outcome, skips.get(name)) {
            (Err(complaint), None) => complaints.push(format!("{name}\n    {complaint}")),
            (Ok(()), Some(_)) => {
                complaints.push(format!("{name}\n    passes: take it off the list"))
            }
            _ => {}
        }
    }
    let count = cases.len();
    say(&format!(
        "golden Liquid cases: ran, {passed} of {count} pass, {} are skipped",
        skips.len()
    ));
    let gone = skips.keys().filter(|name| !cases.iter().any(|case| is_named(case, name)));
    complaints
        .extend(gone.map(|name| format!("{name}\n    is skipped, but there is no such case")));
    assert!(complaints.is_empty(), "{} of {count}:\n{}", complaints.len(), complaints.join("\n"));
    assert_eq!(passed, floor, "the floor in golden_liquid_skips.txt is the number that passes");
}

/// Says it even when the test passes and its output is not shown.
fn say(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "{sentence}");
}

fn is_named(case: &Value, name: &str) -> bool {
    case.get("name").and_then(Value::as_text) == Some(name)
}

/// The floor, and the reason of each skipped case.
fn skips() -> (usize, BTreeMap<String, String>) {
    let text = include_str!("golden_liquid_skips.txt");
    let mut floor = 0;
    let mut skips = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(number) = line.strip_prefix("floor: ") {
            floor = number.parse().unwrap();
        } else {
            let (name, reason) = line.split_once(" | ").expect("case | reason");
            skips.insert(name.to_owned(), reason.to_owned());
        }
    }
    (floor, skips)
}

fn judge(case: &Value) -> Result<(), String> {
    let source = case.get("template").and_then(Value::as_text).unwrap();
    let nothing = Map::new();
    let context = case.get("data").and_then(Value::as_map).unwrap_or(&nothing);
    let limits = TemplateLimits::default();
    let zone = jiff::tz::TimeZone::UTC;
    let scope = Scope { context, now: Time(0), zone: &zone, limits: &limits };
    let template = Template::parse(source, Dialect::Standard);
    let rendered = template.render(&scope, &mut Vec::new());
    if case.get("invalid") == Some(&Value::Bool(true)) {
        return match rendered {
            Err(_) => Ok(()),
            Ok(text) => Err(format!("{source:?}: {text:?} instead of a fault")),
        };
    }
    let text = rendered.map_err(|fault| format!("{source:?}: {fault}"))?;
    let wanted: Vec<&str> = match (case.get("result"), case.get("results")) {
        (Some(result), _) => vec![result.as_text().unwrap()],
        (_, Some(results)) => {
            results.as_list().unwrap().iter().filter_map(Value::as_text).collect()
        }
        _ => panic!("a case without a result"),
    };
    if wanted.contains(&text.as_str()) {
        return Ok(());
    }
    Err(format!("{source:?}: {text:?} instead of {wanted:?}"))
}

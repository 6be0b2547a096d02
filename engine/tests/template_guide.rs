//! The guide to templates tells the truth: every row of its tables prints what it says.
#![allow(clippy::unwrap_used)]

use centralita_engine::template::{Dialect, Scope, Template, TemplateLimits};
use centralita_engine::{Time, Value};

#[test]
fn every_example_of_the_guide_prints_what_it_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/guide/templates.md");
    let guide = std::fs::read_to_string(path).unwrap();
    let json = guide.split("```json").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let context = Value::from_json(json).unwrap();
    let zone = jiff::tz::TimeZone::get("America/Los_Angeles").unwrap();
    let limits = TemplateLimits::default();
    let now = Time::parse("2026-11-22T18:30:00Z").unwrap();
    let scope = Scope { context: context.as_map().unwrap(), now, zone: &zone, limits: &limits };
    let mut rows = 0;
    let mut in_table = false;
    for line in guide.lines() {
        in_table = line.starts_with("| Template | Prints |") || (in_table && line.starts_with('|'));
        let Some(row) = line.strip_prefix("| `").filter(|_| in_table) else { continue };
        let (source, printed) = row.split_once("` | `").unwrap();
        let (source, printed) = (source.replace("\\|", "|"), printed.strip_suffix("` |").unwrap());
        for dialect in [Dialect::Standard, Dialect::Studio] {
            let template = Template::parse(source.as_str(), dialect);
            let text = template.render(&scope, &mut Vec::new());
            assert_eq!(text.as_deref(), Ok(printed), "{source}");
        }
        rows += 1;
    }
    assert!(rows > 50, "{rows} rows were found");
}

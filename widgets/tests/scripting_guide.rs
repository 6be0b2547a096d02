//! Runs every code block of the guide `docs/guide/scripting.md`.

use centralita_engine::Map;
use centralita_widgets::script::{
    CompiledScript, LocalFunctions, Pack, Scripted, TestReport, run_script_tests, run_tests,
};

const GUIDE: &str = include_str!("../../docs/guide/scripting.md");

/// A code block: the words behind the fence, its first line, and its text.
fn blocks() -> Vec<(Vec<&'static str>, usize, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(Vec<&str>, usize, String)> = None;
    for (number, line) in GUIDE.lines().enumerate() {
        match (line.strip_prefix("```"), open.as_mut()) {
            (Some(words), None) => {
                open = Some((words.split_whitespace().collect(), number + 2, String::new()));
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, _, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

fn wrong(first_line: usize, reports: &[TestReport]) -> Vec<String> {
    reports
        .iter()
        .filter(|report| !report.passed)
        .map(|report| {
            format!(
                "scripting.md:{}: {}: {}",
                first_line + report.line - 1,
                report.name,
                report.message
            )
        })
        .collect()
}

#[test]
fn every_example_of_the_guide_works() {
    let mut faults = Vec::new();
    let mut widgets = 0;
    for (words, line, text) in blocks() {
        match words.as_slice() {
            ["rhai", "script"] => {
                let script = CompiledScript::compile("script", &text);
                faults.extend(
                    script.faults().iter().map(|fault| format!("scripting.md:{line}: {fault}")),
                );
                faults.extend(wrong(line, &run_script_tests(&script, &Map::new())));
            }
            ["rhai", "check"] => {
                let script =
                    CompiledScript::compile("check", &format!("fn test_check() {{ {text} }}"));
                faults.extend(
                    script.faults().iter().map(|fault| format!("scripting.md:{line}: {fault}")),
                );
                faults.extend(wrong(line, &run_script_tests(&script, &Map::new())));
            }
            ["rhai", "widget", name] => match Scripted::read(&format!("{name}.rhai"), &text) {
                Ok(scripted) => {
                    widgets += 1;
                    let reports = run_tests(&scripted);
                    assert!(!reports.is_empty(), "{name} has no tests");
                    faults.extend(wrong(line, &reports));
                }
                Err(found) => {
                    faults
                        .extend(found.iter().map(|fault| format!("scripting.md:{line}: {fault}")));
                }
            },
            ["rhai", "function", name] => {
                let mut functions = LocalFunctions::new();
                match functions.add(name, &text) {
                    Ok(()) => {
                        for script in functions.scripts() {
                            faults.extend(wrong(line, &run_script_tests(script, &Map::new())));
                        }
                    }
                    Err(found) => faults.extend(found.iter().map(ToString::to_string)),
                }
            }
            ["toml"] => {
                let pack = Pack::read([("pack.toml", text.as_str())]);
                assert!(pack.faults.is_empty() && !pack.info.name.is_empty(), "{:?}", pack.faults);
            }
            ["text"] => {}
            other => panic!("scripting.md:{line}: nobody knows how to run a block of {other:?}"),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(widgets, 6, "the guide promises six worked widgets");
}

#[test]
fn the_limits_in_the_guide_are_those_of_the_sandbox() {
    let limits = centralita_widgets::script::ScriptLimits::default();
    assert!(GUIDE.contains("| 20,000 |") && limits.operations == 20_000);
    assert!(GUIDE.contains(&format!("| functions inside functions | {} |", limits.calls)));
    assert!(GUIDE.contains(&format!("| expressions inside each other | {} |", limits.expressions)));
    assert!(GUIDE.contains(&format!("| one text | {} KB |", limits.text_bytes / 1024)));
    assert!(GUIDE.contains(&format!("| {} items |", limits.list_items)));
    assert!(GUIDE.contains(&format!("| {} entries |", limits.map_entries)));
}

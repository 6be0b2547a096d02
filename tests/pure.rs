//! The pure crates stay pure: what their sources may not name.

use std::path::{Path, PathBuf};

use centralita_tests::{read, root};
use centralita_widgets::builtin;

/// Paths of the standard library that lead out of the process, or to something that is never the
/// same twice.
const WAYS_OUT: [&str; 11] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
    "SystemTime",
    "Instant::",
    "RandomState",
    "HashMap",
    "HashSet",
];

/// Type strings that are words of the engine too: what begins an execution, and an action.
const WORDS_OF_THE_ENGINE: [&str; 3] = ["trigger", "record-call", "send-message"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 5, "the sources of {} were not found", folder.display());
    found
}

/// The lines of code of a file: no comments, and nothing from its tests on.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .take_while(|line| line.trim_end() != "#[cfg(test)]" || line.starts_with(' '))
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn pure_crates_name_nothing_that_reaches_the_world() {
    let mut found = Vec::new();
    for part in ["engine/src", "cli/project/src", "routing/src", "widgets/src"] {
        for path in sources(&root().join(part)) {
            let text = read(&path);
            for (number, line) in code(&text) {
                if let Some(way) = WAYS_OUT.iter().find(|way| line.contains(**way)) {
                    found.push(format!("{}:{number}: {way}", path.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "a pure crate reaches for the world:\n{}", found.join("\n"));
}

#[test]
fn the_engine_names_no_widget_type() {
    let catalogue = builtin();
    let mut found = Vec::new();
    for path in sources(&root().join("engine/src")) {
        let text = read(&path);
        for (number, line) in code(&text) {
            for spec in catalogue.specs() {
                if WORDS_OF_THE_ENGINE.contains(&spec.kind.as_str()) {
                    continue;
                }
                if line.contains(&format!("\"{}\"", spec.kind)) {
                    found.push(format!("{}:{number}: {}", path.display(), spec.kind));
                }
            }
        }
    }
    assert!(found.is_empty(), "the engine names a widget type:\n{}", found.join("\n"));
}

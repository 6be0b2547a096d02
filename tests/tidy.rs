//! Tidiness that no compiler looks after.

use std::path::{Path, PathBuf};

use centralita_tests::{read, root};

/// Longer files have more than one thing in them.
const LONGEST_FILE_LINES: usize = 600;

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "target" && name != "node_modules" && !name.starts_with('.') {
                sources(&path, into);
            }
        } else if name.ends_with(".rs") {
            into.push(path);
        }
    }
}

fn all_sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    sources(&root(), &mut found);
    found.sort();
    assert!(found.len() > 30, "the sources were not found");
    found
}

#[test]
fn no_file_is_longer_than_one_thing_needs() {
    let long: Vec<String> = all_sources()
        .iter()
        .map(|path| (path, read(path).lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE_LINES)
        .map(|(path, lines)| format!("{} has {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "more than {LONGEST_FILE_LINES} lines:\n{}", long.join("\n"));
}

#[test]
fn no_test_is_ignored_and_nothing_is_left_undone() {
    // Written in pieces, so that this file does not find itself.
    let marks = [
        concat!("#[ign", "ore"),
        concat!("tod", "o!("),
        concat!("unimple", "mented!("),
        concat!("FIX", "ME"),
    ];
    let mut found = Vec::new();
    for path in all_sources() {
        for (index, line) in read(&path).lines().enumerate() {
            if let Some(mark) = marks.iter().find(|mark| line.contains(**mark)) {
                found.push(format!("{}:{}: {mark}", path.display(), index + 1));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_test_sleeps() {
    let mark = concat!("thread::sl", "eep");
    let found: Vec<_> =
        all_sources().into_iter().filter(|path| read(path).contains(mark)).collect();
    assert!(found.is_empty(), "{found:?}");
    // Virtual time may be slept through, where something shows that it is virtual.
    let marks = [concat!("time::sl", "eep("), concat!("    sl", "eep(")];
    let shown = ["start_paused = true", "advance(Duration::ZERO)", "time::pause()"];
    let found: Vec<_> = all_sources()
        .into_iter()
        .filter(|path| path.components().any(|part| part.as_os_str() == "tests"))
        .filter(|path| {
            let text = read(path);
            marks.iter().any(|mark| text.contains(mark))
                && !shown.iter().any(|shown| text.contains(shown))
        })
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_folder_and_file_has_a_name_that_says_what_is_in_it() {
    let empty_words = ["utils", "helpers", "common", "manager", "misc", "util", "helper"];
    let found: Vec<_> = all_sources()
        .into_iter()
        .filter(|path| {
            path.strip_prefix(root()).is_ok_and(|path| {
                path.components().any(|part| {
                    let part = part.as_os_str().to_string_lossy();
                    empty_words.contains(&part.trim_end_matches(".rs"))
                })
            })
        })
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

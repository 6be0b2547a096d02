//! The inputs that fuzzing keeps, run on the stable compiler with every change.

use std::path::{Path, PathBuf};

use centralita_tests::fuzzed::TARGETS;
use centralita_tests::root;

#[test]
fn kept_inputs_do_no_harm() {
    for target in TARGETS {
        let folder = root().join("fuzz/corpus").join(target.name);
        let named = inputs(&folder);
        assert!(named.len() >= 4, "{} has too few inputs", folder.display());
        // Those of our own making have names; what fuzzing found lies in a folder beside them.
        let found = inputs(&folder.join("found"));
        for path in named.into_iter().chain(found) {
            println!("{}", path.display());
            (target.feed)(&std::fs::read(&path).expect("an input can be read"));
        }
    }
}

/// The files in a folder, in the order of their names.
fn inputs(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
}

#[test]
fn every_kind_of_input_has_a_target() {
    let mut found: Vec<String> = std::fs::read_dir(root().join("fuzz/fuzz_targets"))
        .expect("the targets are there")
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().trim_end_matches(".rs").to_owned())
        .collect();
    found.sort();
    let mut named: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    named.sort_unstable();
    assert_eq!(found, named);
    let manifest =
        std::fs::read_to_string(root().join("fuzz/Cargo.toml")).expect("fuzz has a manifest");
    for name in named {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "fuzz/Cargo.toml lacks {name}");
    }
}

#[test]
fn attacks_on_every_reader_end() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(20_000), close.repeat(20_000));
    let bombs = [
        deep("[", "]"),
        deep("{\"a\":", "}"),
        deep("(", ")"),
        deep("{% if a %}", "{% endif %}"),
        deep("{{", "}}"),
        "a".repeat(300_000),
        "{{ 'a' | append: 'a' }}".repeat(5_000),
        "{% for i in (1..999999999) %}{% for j in (1..999999999) %}x{% endfor %}{% endfor %}"
            .into(),
        "regex\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n(a+)+$".into(),
        "## a\n- waits 99999999999999999999s\n- presses 1\n".repeat(50),
        "let a = [[]]; loop { a.push(a); }".into(),
        "/*---\nhelp = \"\"\"".repeat(1000),
        "(".repeat(1_000_000),
        "a == 1 OR ".repeat(100_000),
        "NOT (".repeat(12_000),
        "vip AND ".repeat(8_000),
        "99999999999999999999999".repeat(2_000),
        format!(
            r#"{{"task_routing":{{"filters":[{{"expression":"{}"}}]}}}}"#,
            "vip AND ".repeat(8_000)
        ),
        format!(
            r#"{{"task_routing":{{"filters":[{}{{}}]}}}}"#,
            r#"{"x":1,"targets":[{"timeout":0},5]},"#.repeat(10_000)
        ),
        format!(
            r#"{{"task_routing":{{"filters":[{{"targets":[{}{{}}]}}]}}}}"#,
            r#"{"timeout":1e999},"#.repeat(20_000)
        ),
        format!("a = {}", deep("[", "]")),
        "a.".repeat(50_000) + "a = 1",
        "[[worker]]\nname = \"Ana\"\nactivity = \"A\"\n".repeat(2_000),
    ];
    for bomb in bombs {
        for target in TARGETS {
            (target.feed)(bomb.as_bytes());
        }
    }
}

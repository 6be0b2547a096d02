//! The arrows between the crates: who may know whom.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use centralita_tests::root;

/// For each crate of ours, the crates of ours it may use. An arrow more is a change of the house's
/// plan: it needs its own commit and a reason in ARCHITECTURE.md.
const ALLOWED: [(&str, &[&str]); 14] = [
    ("centralita-api", &[]),
    ("centralita-derive", &[]),
    ("centralita-engine", &["centralita-derive"]),
    ("centralita-routing", &[]),
    ("centralita-widgets", &["centralita-engine"]),
    ("centralita-project", &["centralita-engine", "centralita-routing", "centralita-widgets"]),
    (
        "centralita-cli",
        &[
            "centralita-engine",
            "centralita-project",
            "centralita-provider",
            "centralita-routing",
            "centralita-server",
            "centralita-widgets",
        ],
    ),
    (
        "centralita-designer",
        &[
            "centralita-api",
            "centralita-engine",
            "centralita-project",
            "centralita-routing",
            "centralita-widgets",
        ],
    ),
    (
        "centralita-server",
        &[
            "centralita-api",
            "centralita-engine",
            "centralita-project",
            "centralita-routing",
            "centralita-widgets",
        ],
    ),
    // It judges the server from the other end of the wire: it must know nothing of ours.
    ("centralita-provider", &[]),
    ("centralita-clients", &[]),
    ("centralita-screens", &["centralita-designer", "centralita-engine"]),
    ("centralita-tests", &["centralita-engine", "centralita-routing", "centralita-widgets"]),
    ("xtask", &["centralita-engine", "centralita-widgets"]),
];

/// What the pure crates must never use: runtimes, sockets, clocks, screens, databases.
const FOREIGN: [&str; 14] = [
    "tokio",
    "async-std",
    "mio",
    "socket2",
    "hyper",
    "reqwest",
    "ureq",
    "rand",
    "getrandom",
    "egui",
    "eframe",
    "rusqlite",
    "tokio-postgres",
    "chrono",
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .exec()
        .expect("cargo knows the workspace")
}

fn used(package: &Package, kind: DependencyKind) -> BTreeSet<String> {
    package
        .dependencies
        .iter()
        .filter(|used| used.kind == kind)
        .map(|used| used.name.clone())
        .collect()
}

#[test]
fn crates_of_ours_know_only_whom_they_may() {
    let metadata = metadata();
    let allowed: BTreeMap<_, _> = ALLOWED.into_iter().collect();
    let ours: BTreeSet<String> =
        metadata.workspace_packages().iter().map(|package| package.name.to_string()).collect();
    for package in metadata.workspace_packages() {
        let name = package.name.to_string();
        let may =
            allowed.get(name.as_str()).unwrap_or_else(|| panic!("{name} has no line in this test"));
        for other in used(package, DependencyKind::Normal).intersection(&ours) {
            assert!(may.contains(&other.as_str()), "{name} may not use {other}");
        }
    }
}

/// Everything that is compiled into `name` when it is built without anything else.
fn compiled_into(metadata: &Metadata, name: &str) -> BTreeSet<String> {
    let output = std::process::Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "tree",
            "--package",
            name,
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--no-default-features",
            "--offline",
        ])
        .output()
        .expect("cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let _ = metadata;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|word| !word.is_empty())
        .collect()
}

#[test]
fn pure_crates_have_no_way_to_the_world() {
    let metadata = metadata();
    for name in
        ["centralita-engine", "centralita-project", "centralita-routing", "centralita-widgets"]
    {
        let compiled = compiled_into(&metadata, name);
        assert!(compiled.contains(name), "cargo tree told nothing of {name}");
        for foreign in FOREIGN {
            // Rhai's maps take their hash keys from `getrandom` only when `std` seeds them; no
            // script and no order depends on it.
            if foreign == "getrandom"
                && (name == "centralita-widgets" || name == "centralita-project")
            {
                continue;
            }
            assert!(!compiled.contains(foreign), "{name} uses {foreign}");
        }
    }
}

#[test]
fn the_engine_stays_small_to_embed() {
    let compiled = compiled_into(&metadata(), "centralita-engine");
    let others = compiled.iter().filter(|name| name.as_str() != "centralita-engine").count();
    println!("centralita-engine without default features is compiled from {others} other crates");
    assert!(others <= 40, "{others} crates: {compiled:?}");
}

#[test]
fn every_licence_is_one_we_may_ship() {
    let allowed = [
        "MIT",
        "MIT-0",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Zlib",
        "Unicode-3.0",
        "CC0-1.0",
        "MPL-2.0",
        "MPL-2.0+",
        "Unlicense",
        "BSL-1.0",
        "Apache-2.0 WITH LLVM-exception",
        "CDLA-Permissive-2.0",
        // Of fonts: they may be shipped inside a program.
        "OFL-1.1",
        "Ubuntu-font-1.0",
    ];
    for package in metadata().packages {
        let name = package.name.to_string();
        let licence = package.license.clone().unwrap_or_else(|| panic!("{name} states no licence"));
        let free = licence.replace(['(', ')'], " ").replace('/', " OR ");
        // Every part joined by AND must be allowed; of parts joined by OR one is enough.
        let fine = free
            .split(" AND ")
            .all(|part| part.split(" OR ").any(|one| allowed.contains(&one.trim())));
        assert!(fine, "{name} has the licence {licence}");
    }
}

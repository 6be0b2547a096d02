//! The papers of the house say what is true: what they name exists, and what exists is named.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cargo_metadata::MetadataCommand;
use centralita_tests::{files, read, root};

/// The papers that are written by hand.
fn papers() -> Vec<PathBuf> {
    let mut papers = files(&root(), ".md");
    papers.extend(files(&root().join("docs").join("guide"), ".md"));
    papers
}

/// The pieces of a text that stand between single backticks.
fn in_backticks(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_dependency_has_its_reason_in_style() {
    let style = read(&root().join("STYLE.md"));
    let (_, table) = style.split_once("## Dependencies").expect("STYLE.md speaks of dependencies");
    let explained: BTreeSet<&str> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .flat_map(|line| in_backticks(line.split(" | ").next().unwrap_or("")))
        .collect();
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo knows the workspace");
    let packages = metadata.workspace_packages();
    let mut used: BTreeSet<String> = packages
        .iter()
        .flat_map(|package| package.dependencies.iter().map(|used| used.name.to_string()))
        .collect();
    // The workspace's table may hold a dependency before a crate takes it.
    let manifest = read(&root().join("Cargo.toml"));
    let listed = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name.to_owned()));
    used.extend(listed);
    let unexplained: Vec<&String> = used
        .iter()
        .filter(|name| !explained.contains(name.as_str()))
        .filter(|name| packages.iter().all(|ours| ours.name.as_str() != name.as_str()))
        .collect();
    assert!(unexplained.is_empty(), "STYLE.md does not say why we depend on {unexplained:?}");
}

#[test]
fn every_test_that_a_paper_names_exists() {
    for paper in papers() {
        for named in in_backticks(&read(&paper)) {
            let Some((file, test)) = named.split_once(".rs::") else { continue };
            let path = root().join(format!("{file}.rs"));
            assert!(path.is_file(), "{} names {file}.rs, which is not there", paper.display());
            let function = format!("fn {test}(");
            assert!(
                read(&path).contains(&function),
                "{} names {test}, which is not in {file}.rs",
                paper.display()
            );
        }
    }
}

#[test]
fn every_file_that_architecture_names_exists() {
    let text = read(&root().join("ARCHITECTURE.md"));
    let missing: Vec<&str> = in_backticks(&text)
        .filter(|named| {
            named.contains('/') && !named.contains([' ', ':', '*', '<']) && !named.starts_with("--")
        })
        .filter(|named| !root().join(named).exists())
        .collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md names what is not there: {missing:?}");
}

#[test]
fn every_folder_of_sources_is_on_the_map() {
    let map = read(&root().join("ARCHITECTURE.md"));
    let mut missing = Vec::new();
    // A widget type may have a folder to itself; the map ends at their groups.
    let widgets = root().join("widgets/src");
    let is_one_widgets = |folder: &Path| {
        folder.starts_with(&widgets)
            && !folder.starts_with(widgets.join("script"))
            && folder.parent() != Some(&widgets)
    };
    for part in [
        "engine/derive/src",
        "engine/src",
        "routing/src",
        "widgets/src",
        "cli/project/src",
        "cli/src",
        "xtask/src",
    ] {
        let mut folders = vec![root().join(part)];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            let inside: Vec<PathBuf> =
                entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
            folders.extend(inside.iter().filter(|path| path.is_dir()).cloned());
            if is_one_widgets(&folder) && folder != widgets {
                continue;
            }
            let has_sources = inside.iter().any(|path| path.extension().is_some_and(|e| e == "rs"));
            let name = folder.strip_prefix(root()).unwrap_or(&folder).display().to_string();
            let is_root =
                name == part && matches!(part, "engine/src" | "routing/src" | "widgets/src");
            if has_sources && !is_root && !map.contains(&format!("`{name}/`")) {
                missing.push(name);
            }
        }
    }
    assert!(missing.is_empty(), "ARCHITECTURE.md has no line for {missing:?}");
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for paper in papers() {
        let folder = paper.parent().map_or_else(root, Path::to_path_buf);
        for link in read(&paper).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or("");
            let is_elsewhere = link.contains("://") || path.is_empty() || path.contains(' ');
            if !is_elsewhere && !folder.join(path).exists() {
                broken.push(format!("{}: {link}", paper.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_readme_begins_with_exactly_two_commands() {
    let readme = read(&root().join("README.md"));
    let block = readme.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next());
    let commands: Vec<&str> = block.unwrap_or("").lines().collect();
    assert_eq!(commands, ["cargo xtask up", "cargo xtask test"],);
}

#[test]
fn no_banned_crate_is_in_the_lock_file() {
    let lock = read(&root().join("Cargo.lock"));
    let deny = read(&root().join("deny.toml"));
    let banned: Vec<&str> =
        deny.split("{ crate = \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(!banned.is_empty(), "deny.toml bans nothing");
    let found: Vec<&str> = banned
        .into_iter()
        .filter(|name| lock.contains(&format!("\nname = \"{name}\"\n")))
        .collect();
    assert!(found.is_empty(), "deny.toml bans what we use: {found:?}");
}

#[test]
fn the_example_for_embedders_stays_short() {
    let lines = read(&root().join("widgets/examples/embed_async.rs")).lines().count();
    assert!(lines <= 60, "embed_async.rs has {lines} lines; it has to be read at one glance");
}

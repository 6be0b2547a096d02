//! What the tests of the whole house share: where its files are.

pub mod fuzzed;
mod fuzzed_routes;

use std::path::{Path, PathBuf};

/// The root of the clone.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The folder of real flows and configurations that are no part of the project, when there is one.
///
/// Set `CENTRALITA_CORPUS` to judge by it. Tests that need it say whether they ran.
pub fn corpus() -> Option<PathBuf> {
    let folder =
        std::env::var_os("CENTRALITA_CORPUS").map(PathBuf::from).filter(|folder| folder.is_dir());
    if folder.is_none() {
        println!("CENTRALITA_CORPUS names no folder, so nothing was judged by real flows here.");
    }
    folder
}

/// The files of a folder with this ending, sorted by name; folders inside are not entered.
///
/// # Panics
/// When the folder cannot be read: a test without its files proves nothing.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    files
}

/// The sample flows: those in `flows`, and those of the projects in `flows/plans`.
///
/// # Panics
/// As for [`files`].
pub fn sample_flows() -> Vec<PathBuf> {
    let folder = root().join("flows");
    let mut flows = files(&folder, ".json");
    for project in ["support_desk", "clinic", "sales_overflow"] {
        flows.extend(files(&folder.join("plans").join(project), "_line.json"));
    }
    flows
}

/// The text of a file.
///
/// # Panics
/// When it cannot be read.
pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The examples of the guide for embedders, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/guide/embedding.md")]
pub struct EmbeddingGuide;

/// How many cases a law is tried with: `usual`, and as many times as many as `PROPTEST_CASES` has
/// beyond the usual 256, so that one variable makes every law longer.
pub fn cases(usual: u32) -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse::<u32>().ok());
    asked.map_or(usual, |asked| usual.saturating_mul((asked / 256).max(1)))
}

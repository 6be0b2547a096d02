//! Flows of other people, kept outside the project in the folder named in `CENTRALITA_CORPUS`.

use std::path::{Path, PathBuf};

/// The flow files in the corpus' folder `studio` or below it, with their text, sorted by name.
///
/// Says on the test's output whether the corpus is there; empty when it is not.
pub fn flows(folder: &str) -> Vec<(String, String)> {
    let Some(root) = std::env::var_os("CENTRALITA_CORPUS").map(PathBuf::from) else {
        println!("did not run on the corpus: CENTRALITA_CORPUS names no folder");
        return Vec::new();
    };
    let found = files(&root.join(folder));
    println!("ran on {} flows of the corpus", found.len());
    assert!(!found.is_empty(), "CENTRALITA_CORPUS is set and {folder} holds no flow there");
    found
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            if path.extension()? != "json" {
                return None;
            }
            let name = path.file_name()?.to_string_lossy().into_owned();
            Some((name, std::fs::read_to_string(&path).ok()?))
        })
        .collect();
    found.sort();
    found
}

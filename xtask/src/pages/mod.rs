//! The generated pages under `docs/`: what the code says of itself, for people and for programs.
//!
//! [`all`] makes them; `cargo xtask docs` writes them, and a test compares them with what is there.

mod engine_schema;
mod flow_schema;
mod markdown;
mod problems;
mod widgets;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use centralita_widgets::builtin;

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it is, from the root of the clone, with slashes.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// The folders that hold generated pages and nothing else. In `docs/schema` stand those of the
/// command too, which it generates and tests itself.
pub const FOLDERS: [&str; 2] = ["docs/widgets", "docs/problems"];

/// All generated pages of the clone at `root`.
///
/// # Errors
/// When a source that a page is made from cannot be read or says too little.
pub fn all(root: &Path) -> Result<Vec<Page>> {
    let catalogue = builtin();
    let mut pages = widgets::pages(&catalogue);
    pages.extend(problems::pages(root)?);
    pages.push(flow_schema::page(&catalogue));
    pages.push(engine_schema::page());
    Ok(pages)
}

/// What is not as it would be written anew: pages that are missing, other, or no longer made.
///
/// # Errors
/// As for [`all`].
pub fn stale(root: &Path) -> Result<Vec<String>> {
    let pages = all(root)?;
    let mut stale = Vec::new();
    for page in &pages {
        match std::fs::read_to_string(root.join(&page.path)) {
            Ok(text) if text == page.text => {}
            Ok(_) => stale.push(format!("{} says something else now", page.path)),
            Err(_) => stale.push(format!("{} is missing", page.path)),
        }
    }
    for path in left_over(root, &pages)? {
        stale.push(format!("{path} is left over"));
    }
    Ok(stale)
}

/// Files in the folders of generated pages that are no such page.
///
/// # Errors
/// When a folder cannot be read.
pub fn left_over(root: &Path, pages: &[Page]) -> Result<Vec<String>> {
    let made: BTreeSet<&str> = pages.iter().map(|page| page.path.as_str()).collect();
    let mut found = Vec::new();
    for folder in FOLDERS {
        let path = root.join(folder);
        if !path.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&path).with_context(|| format!("{}", path.display()))? {
            let name = format!("{folder}/{}", entry?.file_name().to_string_lossy());
            if !made.contains(name.as_str()) {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}

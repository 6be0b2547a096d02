//! One page for each kind of problem, made from the text at the head of its check.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::Page;
use super::markdown::{GENERATED, cell, table};

const FOLDER: &str = "docs/problems";

/// Problems that a widget type finds by itself, or that compiling finds: no file is named for them.
const WITHOUT_A_FILE: [(&str, &str); 4] = [
    (
        "bad_condition",
        "A condition of a split cannot be decided.\n\n\
         The operator is not one that exists, the value is missing, a regular expression cannot be read, or a\n\
         number is no number. The branch is never taken, and callers go by \"no match\".\n\n\
         **Mend it** by choosing another operator or value.\n",
    ),
    (
        "closed_now",
        "Opening hours are switched to closed for good.\n\n\
         The emergency switch says yes and holds no variable, so every caller finds the business closed until\n\
         somebody edits the flow.\n\n\
         **Mend it** by switching it off, or by putting a variable there that can be changed without an edit.\n",
    ),
    (
        "constant_input",
        "A split compares a text that never changes.\n\n\
         The text holds no variable, so every caller goes the same way. Most often the braces around a variable\n\
         are missing: `widgets.menu.Digits` is a text, `{{widgets.menu.Digits}}` a variable.\n\n\
         **Mend it** by putting a variable there.\n",
    ),
    (
        "no_start",
        "The flow has no widget to begin with.\n\n\
         No trigger is there, or several are and none is named as the start. Such a flow cannot run.\n\n\
         **Mend it** by adding a trigger and naming it in `initial_state`.\n",
    ),
];

pub fn pages(root: &Path) -> Result<Vec<Page>> {
    let mut texts: BTreeMap<String, String> =
        WITHOUT_A_FILE.into_iter().map(|(code, text)| (code.to_owned(), text.to_owned())).collect();
    for path in sources(&root.join("engine/src/check"))? {
        let source = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if source.contains(&format!("Code(\"{stem}\")")) {
            texts.insert(stem, head(&source));
        }
    }
    for part in ["engine/src", "widgets/src"] {
        for path in sources(&root.join(part))? {
            let source =
                std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            for code in codes(&source) {
                if !texts.contains_key(code) {
                    bail!("{} reports {code}, which has no page", path.display());
                }
            }
        }
    }
    let rows: Vec<Vec<String>> = texts
        .iter()
        .map(|(code, text)| vec![format!("[`{code}`]({code}.md)"), cell(first_line(text))])
        .collect();
    let index = format!(
        "{GENERATED}# Problems\n\nWhat `centralita check` can find in a flow. An error cannot work; a warning is something a caller could\nrun into. A warning can be set aside with a reason, and is then no longer told.\n\n{}",
        table(&["problem", "what it means"], &rows)
    );
    let mut pages = vec![Page { path: format!("{FOLDER}/README.md"), text: index }];
    pages.extend(texts.iter().map(|(code, text)| Page {
        path: format!("{FOLDER}/{code}.md"),
        text: format!("{GENERATED}# `{code}`\n\n{}\n", text.trim()),
    }));
    Ok(pages)
}

/// The module documentation of a source.
fn head(source: &str) -> String {
    let mut text = String::new();
    for line in source.lines().take_while(|line| line.starts_with("//!")) {
        let line = line.trim_start_matches("//!");
        text.push_str(line.strip_prefix(' ').unwrap_or(line));
        text.push('\n');
    }
    text
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

/// The codes that a source names outside its tests.
fn codes(source: &str) -> Vec<&str> {
    let code = source.split("\n#[cfg(test)]\nmod tests").next().unwrap_or("");
    code.split("Code(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The Rust files in a folder and below, sorted.
fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

//! The whole house at work: the editor's page, and the server over the sample flows.

use anyhow::{Context, Result, bail};

use crate::shell;
use crate::wasm::Compiler;
use crate::web;

/// Where the data is kept when nobody says otherwise, beside what is built.
const DATA: &str = "centralita-data";

/// Builds the page when it can, and serves until it is stopped. What this task does not know is for
/// `centralita serve`.
pub fn run(options: &[&str]) -> Result<()> {
    let (is_built, served): (Vec<&str>, Vec<&str>) =
        options.iter().partition(|option| **option == "--no-designer");
    if is_built.is_empty() {
        designer();
    }
    let page = web::folder();
    let mut cargo = shell::cargo();
    cargo.args(["run", "--release", "--quiet", "--package", "centralita-cli", "--"]);
    cargo.arg("serve");
    if is_built.is_empty() && page.join("index.html").is_file() && !names(&served, "--designer") {
        cargo.arg("--designer").arg(&page);
    }
    if !names(&served, "--data") && !names(&served, "--database") {
        cargo.arg("--data").arg(shell::target().join(DATA));
    }
    cargo.args(&served);
    if !has_paths(&served) {
        cargo.arg(shell::root().join("flows"));
    }
    println!("\n── the server");
    let status = cargo.status().context("cargo cannot be run")?;
    // Whoever stops it by Ctrl+C has not met a fault.
    match status.code() {
        Some(0) | None => Ok(()),
        Some(code) => bail!("The server ended with {code}."),
    }
}

/// Builds the page; without it the rest still works.
fn designer() {
    if let Err(error) = web::build(Compiler::Any) {
        println!(
            "\nThe editor's page could not be built, so the server begins without it (an older page is used \
             when there is one):\n  {error:#}\nThe phone and everything else work. Once what is missing is \
             there, run this again."
        );
    }
}

fn names(words: &[&str], flag: &str) -> bool {
    words.iter().any(|word| *word == flag || word.starts_with(&format!("{flag}=")))
}

/// Whether flows are named: words that are no flag and no flag's value.
fn has_paths(words: &[&str]) -> bool {
    let mut is_value = false;
    words.iter().any(|word| {
        let is_flag = word.starts_with("--");
        let is_path = !is_flag && !is_value;
        is_value = is_flag && !word.contains('=');
        is_path
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_a_flags_value_is_no_flow() {
        assert!(!has_paths(&["--data", "/tmp", "--listen=127.0.0.1:1"]));
        assert!(has_paths(&["--data", "/tmp", "flows/menu.json"]));
        assert!(has_paths(&["--data=/tmp", "flows"]));
        assert!(names(&["--data=/tmp"], "--data") && !names(&["--database"], "--data"));
    }
}

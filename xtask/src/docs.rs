//! The generated pages, written and compared.

use std::fs;

use anyhow::{Context, Result, bail};
use xtask::pages;

use crate::shell;

/// Writes every generated page, and takes away those that are no longer made.
pub fn write() -> Result<()> {
    let root = shell::root();
    let made = pages::all(&root)?;
    let mut changed = 0;
    for page in &made {
        let path = root.join(&page.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == page.text) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        fs::write(&path, &page.text).with_context(|| path.display().to_string())?;
        println!("wrote {}", page.path);
        changed += 1;
    }
    for path in pages::left_over(&root, &made)? {
        fs::remove_file(root.join(&path)).with_context(|| path.clone())?;
        println!("removed {path}");
        changed += 1;
    }
    println!("{} pages, {changed} changed", made.len());
    Ok(())
}

/// Whether the generated pages are what would be written now.
pub fn are_fresh() -> Result<()> {
    println!("\n── generated pages");
    let stale = pages::stale(&shell::root())?;
    if !stale.is_empty() {
        bail!("Run cargo xtask docs:\n  {}", stale.join("\n  "));
    }
    Ok(())
}

//! The pictures of the editor: what draws them, and new ones after a change of looks.

use std::path::Path;

use anyhow::Result;

use crate::shell;

/// Mesa's renderer in software, which needs no graphics card, and the loader that finds it.
const PACKAGES: [&str; 2] = ["libvulkan1", "mesa-vulkan-drivers"];

/// The files by which the renderer is found on Debian and its relatives.
const RENDERER: &str = "/usr/share/vulkan/icd.d";

/// Installs what draws pictures, where it is missing.
pub fn prepare() -> Result<()> {
    let is_there = std::fs::read_dir(Path::new(RENDERER)).is_ok_and(|files| {
        files.flatten().any(|file| file.file_name().to_string_lossy().contains("lvp"))
    });
    if is_there { Ok(()) } else { shell::install(&PACKAGES) }
}

/// Takes all pictures anew, to be looked at before they are kept.
pub fn take() -> Result<()> {
    prepare()?;
    shell::run(
        "pictures",
        shell::cargo()
            .args(["test", "--quiet", "--package", "centralita-screens", "--test", "screens"])
            .env("UPDATE_SNAPSHOTS", "force")
            .env("VK_LOADER_DRIVERS_SELECT", "*lvp*"),
    )?;
    let folder = shell::root().join("tests/screens/pictures");
    if shell::has("pngquant") {
        let mut small = std::process::Command::new("pngquant");
        small.args(["--force", "--ext", ".png", "--speed", "1", "--nofs", "--skip-if-larger"]);
        for file in std::fs::read_dir(&folder)?.flatten() {
            if file.path().extension().is_some_and(|ending| ending == "png") {
                small.arg(file.path());
            }
        }
        shell::run("smaller files", &mut small)?;
    } else {
        println!("pngquant is not installed: the files are three times as large as need be.");
    }
    println!("Look at each in {} before it is kept.", folder.display());
    Ok(())
}

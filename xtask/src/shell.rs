//! Running other programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The root of the clone.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The cargo that runs this task.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs a command, printing what it is; its failure is ours.
pub fn run(what: &str, command: &mut Command) -> Result<()> {
    println!("\n── {what}");
    let status = command
        .status()
        .with_context(|| format!("{what}: cannot run {:?}", command.get_program()))?;
    if !status.success() {
        bail!("{what}: {status}");
    }
    Ok(())
}

/// Whether a program can be found and run with `--version`.
pub fn has(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Installs Debian packages when this is possible, else says which are missing.
pub fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    let line = format!("apt-get install --yes --no-install-recommends {list}");
    if !has("apt-get") {
        bail!("Missing: {list}. Install these packages of Debian or what your system calls them.");
    }
    // Only root may install; `id -u` is the one way to ask that needs no further crate.
    let id = Command::new("id").arg("-u").output().map(|output| output.stdout).unwrap_or_default();
    if String::from_utf8_lossy(&id).trim() != "0" {
        bail!("Missing packages. Run: sudo {line}");
    }
    let updated =
        Command::new("apt-get").args(["update", "--quiet"]).stdout(Stdio::null()).status();
    if !updated.is_ok_and(|status| status.success()) {
        println!("apt-get update did not succeed; trying with the lists that are there.");
    }
    run(
        "install packages",
        Command::new("apt-get")
            .args(["install", "--yes", "--quiet", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null()),
    )
}

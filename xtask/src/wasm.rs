//! Building for WebAssembly, and the engine so built: proof that nothing in it needs an operating system.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

/// What everything for the web is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler for the web, which brings the sources of the standard library.
const DEBIAN_PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

/// Linkers for WebAssembly, by the names that packages give them.
const LINKERS: [&str; 4] = ["wasm-ld", "wasm-ld-22", "wasm-ld-19", "wasm-ld-14"];

pub fn build() -> Result<()> {
    let mut cargo = cargo(Compiler::Any, &["build"])?;
    cargo.args([
        "--package",
        "centralita-engine",
        "--package",
        "centralita-routing",
        "--package",
        "centralita-widgets",
    ]);
    cargo.arg("--target-dir").arg(shell::target().join("wasm"));
    shell::run("engine for WebAssembly", &mut cargo)
}

/// Which compiler builds for the web.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Compiler {
    /// The active one if it has the target, else Debian's.
    Any,
    /// Debian's, whatever else is there.
    Debian,
}

/// The cargo that builds for the web. Rustup is never asked to change anything: a task of ours must not
/// replace the compiler that somebody has chosen.
pub fn cargo(compiler: Compiler, words: &[&str]) -> Result<Command> {
    let mut cargo = shell::cargo();
    cargo.args(words).args(["--quiet", "--target", TARGET]);
    if compiler == Compiler::Any && active_toolchain_has_target() {
        return Ok(cargo);
    }
    if debian_sysroot().is_none() {
        shell::install(&DEBIAN_PACKAGES).context(
            "The active toolchain has no standard library for WebAssembly. Either add it (rustup target add wasm32-unknown-unknown), or install Debian's packages",
        )?;
        debian_sysroot()
            .context("Debian's rustc-web was installed but cannot be found in /usr/bin")?;
    }
    cargo
        .args(["-Z", "build-std=std,panic_abort"])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", "/usr/bin/rustc")
        .env_remove("RUSTC_WRAPPER")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker()?);
    Ok(cargo)
}

/// A linker for WebAssembly: the one that comes with the active toolchain, or one of the system.
fn linker() -> Result<PathBuf> {
    let find = || {
        let own = sysroot("rustc").map(|sysroot| sysroot.join("lib/rustlib"));
        let own =
            own.into_iter().flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten());
        let mut own = own.flatten().map(|entry| entry.path().join("bin/rust-lld"));
        own.find(|path| path.exists())
            .or_else(|| LINKERS.into_iter().find(|name| shell::has(name)).map(PathBuf::from))
    };
    if let Some(linker) = find() {
        return Ok(linker);
    }
    shell::install(&["lld"])?;
    find().context("Debian's lld was installed but brought no linker for WebAssembly")
}

fn active_toolchain_has_target() -> bool {
    sysroot("rustc")
        .is_some_and(|sysroot| sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir())
}

fn debian_sysroot() -> Option<PathBuf> {
    let sysroot = sysroot("/usr/bin/rustc")?;
    let sources = sysroot.join("lib/rustlib/src/rust/library/std");
    (Path::new("/usr/bin/rustc").exists() && sources.exists()).then_some(sysroot)
}

fn sysroot(rustc: &str) -> Option<PathBuf> {
    let output = Command::new(rustc).args(["--print", "sysroot"]).output().ok()?;
    output.status.success().then(|| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
}

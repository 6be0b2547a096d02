//! The engine for WebAssembly: proof that nothing in it needs an operating system.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler for the web, which brings the sources of the standard library.
const DEBIAN_PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

pub fn build() -> Result<()> {
    let target = shell::root().join("target").join("wasm");
    let mut cargo = shell::cargo();
    cargo.args([
        "build",
        "--package",
        "centralita-engine",
        "--package",
        "centralita-routing",
        "--package",
        "centralita-widgets",
        "--quiet",
        "--target",
        TARGET,
    ]);
    cargo.arg("--target-dir").arg(&target);
    if active_toolchain_has_target() {
        return shell::run("engine for WebAssembly", &mut cargo);
    }
    let sysroot = match debian_sysroot() {
        Some(sysroot) => sysroot,
        None => {
            shell::install(&DEBIAN_PACKAGES).context(
                "The active toolchain has no standard library for WebAssembly. Either add it (rustup target add wasm32-unknown-unknown), or install Debian's packages",
            )?;
            debian_sysroot()
                .context("Debian's rustc-web was installed but cannot be found in /usr/bin")?
        }
    };
    let linker = sysroot.join("lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld");
    cargo
        .args(["-Z", "build-std=std,panic_abort"])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", "/usr/bin/rustc")
        .env_remove("RUSTC_WRAPPER")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    shell::run("engine for WebAssembly (with Debian's compiler)", &mut cargo)
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

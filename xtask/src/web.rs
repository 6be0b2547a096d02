//! The editor as a page: one folder that any web server can hand out.
//!
//! What turns the program into a page, wasm-bindgen, is used as a library of exactly the release that
//! the program is built with, so nobody installs a tool that fits by chance. It is the heaviest thing a
//! task needs and only this one needs it: it stands behind the feature `web`, in a program of its own.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::shell;
use crate::wasm::{self, Compiler};

/// Where the page is put.
pub fn folder() -> PathBuf {
    shell::target().join("web").join("page")
}

/// Builds it.
#[expect(clippy::disallowed_methods, reason = "the clock that says how long it took")]
pub fn build(compiler: Compiler) -> Result<()> {
    let target = shell::target().join("web");
    let mut cargo = wasm::cargo(compiler, &["build", "--profile", "wasm"])?;
    cargo.args(["--package", "centralita-designer", "--bin", "centralita-designer"]);
    cargo.arg("--target-dir").arg(&target);
    let began = std::time::Instant::now();
    shell::run("the editor for the web", &mut cargo)?;
    println!("compiled in {} s", began.elapsed().as_secs());
    let program = target.join(wasm::TARGET).join("wasm").join("centralita-designer.wasm");
    shell::run(
        "its page",
        shell::cargo()
            .args([
                "run",
                "--quiet",
                "--package",
                "xtask",
                "--features",
                "web",
                "--bin",
                "bundle",
                "--",
            ])
            .arg(program)
            .arg(shell::root().join("designer").join("web"))
            .arg(folder()),
    )
}

/// Hands the page out to browsers on this computer, until the task is ended.
pub fn serve() -> Result<()> {
    let server = xtask::serve::Server::begin(folder(), 8090)
        .context("Another program answers at port 8090 of this computer already")?;
    println!("\nOpen {} in a browser. Ctrl+C ends this.", server.address());
    server.wait();
    Ok(())
}

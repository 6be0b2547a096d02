//! Everything a change has to pass, in the order of the build server.

use anyhow::{Result, bail};

use crate::{docs, pictures, shell, wasm, web};

pub fn run() -> Result<()> {
    let mut failed = Vec::new();
    let mut step = |name: &'static str, result: Result<()>| {
        if let Err(error) = result {
            println!("{error:#}");
            failed.push(name);
        }
    };
    step("format", shell::run("format", shell::cargo().args(["fmt", "--all", "--check"])));
    step(
        "lints",
        shell::run(
            "lints",
            shell::cargo().args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--quiet",
                "--features",
                "xtask/web,centralita-tests/browser,centralita-clients/clients",
                "--",
                "--deny",
                "warnings",
            ]),
        ),
    );
    step("documentation", documentation());
    step("generated pages", docs::are_fresh());
    step("WebAssembly", wasm::build());
    // By Debian's compiler always: this way of building is the one that nobody takes by accident.
    step("the page of the editor", web::build(wasm::Compiler::Debian));
    step("the page in a browser", browser());
    step("the providers' client libraries", clients());
    step("what draws pictures", pictures::prepare());
    // The tests come last, so that the runner's closing lines are the last thing printed.
    step(
        "tests",
        shell::run(
            "tests",
            shell::cargo()
                .args(["test", "--workspace", "--quiet", "--no-fail-fast"])
                .env("RUST_BACKTRACE", "1")
                // The pictures were taken by this renderer, which every machine can have.
                .env("VK_LOADER_DRIVERS_SELECT", "*lvp*"),
        ),
    );
    if failed.is_empty() {
        println!("\nAll is well.");
        Ok(())
    } else {
        bail!("Not passed: {}", failed.join(", "))
    }
}

fn documentation() -> Result<()> {
    shell::run(
        "documentation",
        shell::cargo()
            .args(["doc", "--workspace", "--no-deps", "--quiet", "--document-private-items"])
            .env("RUSTDOCFLAGS", "--deny warnings --allow rustdoc::private_intra_doc_links"),
    )
}

/// Clicks through the page in Chromium, which is installed where it is missing.
fn browser() -> Result<()> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    if !names.into_iter().any(shell::has) {
        shell::install(&["chromium"])?;
    }
    shell::run(
        "the page in a browser",
        shell::cargo()
            .args(["test", "--quiet", "--package", "centralita-tests", "--features", "browser"])
            .args(["--test", "browser"])
            .env("RUST_BACKTRACE", "1"),
    )
}

/// Asks the providers' own client libraries whether they understand us; Python and Node are installed
/// where they are missing, the libraries by the tests themselves.
fn clients() -> Result<()> {
    let has_venv = std::process::Command::new("python3")
        .args(["-c", "import ensurepip, venv"])
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !has_venv {
        shell::install(&["python3", "python3-venv"])?;
    }
    // A Node that did not come from Debian brings its own npm, which Debian's would fight with.
    if !shell::has("node") {
        shell::install(&["nodejs", "npm"])?;
    } else if !shell::has("npm") {
        shell::install(&["npm"])?;
    }
    shell::run(
        "the providers' client libraries",
        shell::cargo()
            .args(["test", "--quiet", "--package", "centralita-clients", "--features", "clients"])
            .env("RUST_BACKTRACE", "1"),
    )
}

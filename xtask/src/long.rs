//! What takes too long for every change.

use anyhow::Result;

use crate::shell;

pub fn run() -> Result<()> {
    shell::run(
        "property tests, twenty times as many cases",
        shell::cargo()
            .args(["test", "--release", "--workspace", "--quiet"])
            .env("PROPTEST_CASES", "5000"),
    )?;
    shell::run(
        "a million inputs through both task routers",
        shell::cargo()
            .args(["test", "--release", "--package", "centralita-routing"])
            .args(["--test", "second_opinion", "--", "--nocapture"])
            .env("CENTRALITA_ROUTING_EVENTS", "1000000"),
    )?;
    shell::run(
        "100,000 virtual callers",
        shell::cargo().args([
            "run",
            "--release",
            "--quiet",
            "--package",
            "centralita-widgets",
            "--example",
            "virtual_callers",
        ]),
    )?;
    shell::run(
        "fourteen million callers, judged by Erlang's formulas",
        shell::cargo()
            .args(["test", "--release", "--quiet", "--package", "centralita-routing"])
            .args(["--test", "erlang", "--", "--nocapture"])
            .env("CENTRALITA_CALLERS_TIMES", "40"),
    )?;
    if shell::has("cargo-deny") {
        shell::run(
            "licences and sources",
            shell::cargo().args(["deny", "check", "bans", "licenses", "sources"]),
        )?;
    } else {
        println!(
            "\ncargo-deny is not installed (cargo install cargo-deny); the licences are tested, the sources are not."
        );
    }
    println!("\nCoverage-guided fuzzing has a page of its own: docs/guide/fuzzing.md");
    Ok(())
}

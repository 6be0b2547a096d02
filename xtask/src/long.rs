//! What takes too long for every change.

use anyhow::Result;

use crate::{planted, shell};

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
    for seed in 1..=5 {
        shell::run(
            "200,000 random commands in the editor",
            shell::cargo()
                .args(["test", "--release", "--quiet", "--package", "centralita-designer"])
                .args(["--test", "random", "--", "--nocapture"])
                .env("CENTRALITA_COMMANDS", "200000")
                .env("CENTRALITA_SEED", seed.to_string()),
        )?;
    }
    shell::run(
        "a million callers of a server where everything goes wrong",
        shell::cargo()
            .args(["test", "--release", "--quiet", "--package", "centralita-server"])
            .args(["--test", "simulation", "--", "--nocapture"])
            .env("CENTRALITA_WORLDS", "100")
            .env("CENTRALITA_CALLERS", "10000"),
    )?;
    shell::run(
        "200 kills, and every disk that may be found after a crash or a loss of power",
        shell::cargo()
            .args(["test", "--release", "--quiet", "--package", "centralita-server"])
            .args(["--test", "durability"])
            .env("CENTRALITA_KILLS", "200")
            .env("CENTRALITA_DISKS", "1000000"),
    )?;
    shell::run(
        "200 kills of a server under load, and of three servers on one database",
        shell::cargo()
            .args(["test", "--release", "--quiet", "--package", "centralita-cli"])
            .args(["--test", "nodes", "--", "--nocapture", "--test-threads=1"])
            .env("CENTRALITA_KILLS", "200")
            .env("CENTRALITA_CALLS", "5000"),
    )?;
    planted::run("")?;
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

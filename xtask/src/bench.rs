//! Speed and size, as ratios within one run.
//!
//! Our benches run first, then the drivers of other engines where they are installed, all on one
//! processor, so that a figure of ours and a figure of theirs were taken under the same load.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

/// The benches, by package.
const BENCHES: [(&str, &str); 9] = [
    ("centralita-widgets", "reference_call"),
    ("centralita-widgets", "steps"),
    ("centralita-widgets", "compile"),
    ("centralita-engine", "template"),
    ("centralita-routing", "simulate"),
    ("centralita-routing", "decisions"),
    ("centralita-designer", "frames"),
    ("centralita-server", "store"),
    ("centralita-server", "webhook"),
];

pub fn run(peers: Option<&str>) -> Result<()> {
    let mut told = Vec::new();
    for (package, bench) in BENCHES {
        if !shell::root().join(folder(package)).join("benches").join(format!("{bench}.rs")).exists()
        {
            continue;
        }
        println!("\n── {bench}");
        let mut cargo = shell::cargo();
        cargo.args(["bench", "--quiet", "--package", package, "--bench", bench]);
        let text = output(&mut cargo)?;
        print!("{text}");
        told.push(text);
    }
    if let Some(folder) = peers {
        for (peer, text) in run_peers(Path::new(folder))? {
            println!("\n── {peer}");
            print!("{text}");
            told.push(text);
        }
        compare(&told);
    } else {
        println!(
            "\nOther engines were not measured. docs/performance.md says how to install their drivers."
        );
    }
    Ok(())
}

fn folder(package: &str) -> &str {
    package.trim_start_matches("centralita-")
}

fn output(command: &mut Command) -> Result<String> {
    let output =
        command.output().with_context(|| format!("cannot run {:?}", command.get_program()))?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The drivers of other engines: the engine, its driver, and where its packages are installed.
const PEERS: [(&str, &str, Installed); 7] = [
    ("XState", "xstate/bench.mjs", Installed::Node("npm")),
    ("Node-RED", "node-red/bench.mjs", Installed::Node("nodered")),
    ("SCION", "scion/bench.mjs", Installed::Node("npm")),
    ("bpmn-engine", "bpmn-engine/bench.mjs", Installed::Node("npm")),
    ("Sismic", "sismic/bench.py", Installed::Python("py")),
    ("SpiffWorkflow", "spiff/bench.py", Installed::Python("py")),
    ("Pipecat Flows", "pipecat-flows/bench.py", Installed::Python("pc")),
];

/// Where the packages of a peer are, below the folder of peers.
enum Installed {
    /// A folder with `node_modules`.
    Node(&'static str),
    /// A Python environment.
    Python(&'static str),
}

/// Runs the drivers that the folder of peers holds; `CENTRALITA_PEERS` names the drivers' own folder.
fn run_peers(installed: &Path) -> Result<Vec<(&'static str, String)>> {
    let drivers = std::env::var_os("CENTRALITA_PEERS")
        .context("Set CENTRALITA_PEERS to the folder with the drivers.")?;
    let drivers = Path::new(&drivers);
    let mut told = Vec::new();
    for (peer, driver, packages) in PEERS {
        let (packages, mut command) = match packages {
            Installed::Node(folder) => (installed.join(folder), Command::new("node")),
            Installed::Python(folder) => {
                let folder = installed.join(folder);
                let python = Command::new(folder.join("bin/python"));
                (folder, python)
            }
        };
        if !packages.exists() {
            println!("{peer} is not installed in {}.", packages.display());
            continue;
        }
        command.arg(drivers.join(driver)).env("PEERS_NODE", packages);
        // One that does not run is told, and the others are still measured.
        match output(&mut command) {
            Ok(text) => told.push((peer, text)),
            Err(error) => println!("{peer} did not run: {error:#}"),
        }
    }
    Ok(told)
}

/// Prints how many times as many calls we do as each peer, in the same mode.
fn compare(told: &[String]) {
    let mut rates: Vec<(String, bool, f64)> = Vec::new();
    for line in told.iter().flat_map(|text| text.lines()) {
        let Some((name, rest)) = line.split_once(" durable=") else { continue };
        let Some(rate) =
            rest.split_whitespace().find_map(|word| word.strip_prefix("sessions/cpu-s="))
        else {
            continue;
        };
        if let Ok(rate) = rate.parse() {
            // Python writes True and False with a capital.
            rates.push((name.to_owned(), rest.to_lowercase().starts_with("true"), rate));
        }
    }
    println!("\n── ratios");
    for (name, durable, rate) in rates.iter().filter(|(name, _, _)| name != "centralita") {
        let ours = rates.iter().find(|(ours, mode, _)| ours == "centralita" && mode == durable);
        if let Some((_, _, ours)) = ours {
            println!(
                "centralita / {name} ({}): {:.2}",
                if *durable { "durable" } else { "in memory" },
                ours / rate
            );
        }
    }
}

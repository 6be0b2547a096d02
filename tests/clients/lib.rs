//! The providers' own client libraries, installed as their users install them.
//!
//! Python's live in a virtual environment and Node's in a folder, both below cargo's target folder, and
//! both are made once. What is missing on the machine is a failure that says what to install.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// The libraries for Python, as `pip` names them.
const PYTHON_LIBRARIES: [&str; 1] = ["twilio==9.13.0"];
/// The libraries for Node, as `npm` names them.
const NODE_LIBRARIES: [&str; 1] = ["twilio@6.2.0"];

/// Runs a script of `tests/clients/python` with `input` as JSON, and reads what it prints as JSON.
///
/// # Panics
/// When Python, the library or the script fails, with what it said.
pub fn python(script: &str, input: &Value) -> Value {
    static INTERPRETER: OnceLock<PathBuf> = OnceLock::new();
    let interpreter = INTERPRETER.get_or_init(install_python);
    let mut command = Command::new(interpreter);
    command.arg(scripts().join("python").join(script));
    talk(&mut command, input)
}

/// Runs a script of `tests/clients/node` with `input` as JSON, and reads what it prints as JSON.
///
/// # Panics
/// When Node, the library or the script fails, with what it said.
pub fn node(script: &str, input: &Value) -> Value {
    static MODULES: OnceLock<PathBuf> = OnceLock::new();
    let modules = MODULES.get_or_init(install_node);
    let mut command = Command::new("node");
    command.arg(scripts().join("node").join(script)).env("NODE_PATH", modules);
    talk(&mut command, input)
}

fn scripts() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Where the libraries are installed.
fn home() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| scripts().join("../../target")).join("clients")
}

fn install_python() -> PathBuf {
    let folder = home().join("python");
    let interpreter = folder.join("bin").join("python3");
    once(&folder, &PYTHON_LIBRARIES, || {
        let missing = "Run: apt-get install --yes python3 python3-venv";
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder), missing);
        let why = "pip could not install the libraries. It needs to reach PyPI.";
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        run(Command::new(&interpreter).args(pip).args(PYTHON_LIBRARIES), why);
    });
    interpreter
}

fn install_node() -> PathBuf {
    let folder = home().join("node");
    once(&folder, &NODE_LIBRARIES, || {
        std::fs::create_dir_all(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let missing = "npm could not install the libraries. It needs to reach its registry, and to be there: apt-get install --yes nodejs npm";
        let npm = ["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--prefix"];
        run(Command::new("npm").args(npm).arg(&folder).args(NODE_LIBRARIES), missing);
    });
    folder.join("node_modules")
}

/// Installs unless that was done with just these libraries.
fn once(folder: &Path, libraries: &[&str], install: impl FnOnce()) {
    let stamp = folder.join("installed");
    let wanted = libraries.join("\n");
    if std::fs::read_to_string(&stamp).is_ok_and(|had| had == wanted) {
        return;
    }
    install();
    std::fs::write(&stamp, wanted).unwrap_or_else(|error| panic!("{}: {error}", stamp.display()));
}

fn run(command: &mut Command, otherwise: &str) {
    let output =
        command.output().unwrap_or_else(|error| panic!("{command:?}: {error}. {otherwise}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}\n{otherwise}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn talk(command: &mut Command, input: &Value) -> Value {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    if let Some(mut stdin) = child.stdin.take() {
        // A script that fails closes its end early; what it says is told below.
        let _ = stdin.write_all(input.to_string().as_bytes());
    }
    let output = child.wait_with_output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{said}{complaint}", output.status);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}{complaint}"))
}

//! Running the command as people do: the built binary, in a folder of its own.

// Each test file uses what it needs; in a test a panic is the answer.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder for one test, with flows to try things on.
pub struct Place {
    folder: tempfile::TempDir,
}

/// What the command came to.
pub struct Ran {
    /// What it wrote.
    pub out: String,
    /// What it wrote on the error stream.
    pub error: String,
    /// The number it ended with.
    pub code: i32,
}

/// Where the flows of these tests are.
fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

impl Place {
    /// An empty folder.
    pub fn new() -> Place {
        Place { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder with a copy of `fixture`.
    pub fn with(fixture: &str) -> Place {
        let place = Place::new();
        place.copy(fixture);
        place
    }

    /// Copies `fixture` into the folder.
    pub fn copy(&self, fixture: &str) {
        std::fs::copy(fixtures().join(fixture), self.path(fixture)).unwrap();
    }

    /// The path of `name` in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, folders included.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs the command with `arguments`, separated by blanks.
    pub fn run(&self, arguments: &str) -> Ran {
        self.type_into(arguments, "")
    }

    /// Runs the command and types `lines` into it.
    pub fn type_into(&self, arguments: &str, lines: &str) -> Ran {
        let words: Vec<&str> = arguments.split_whitespace().collect();
        self.call(&words, lines)
    }

    /// Runs the command with arguments that hold blanks.
    pub fn call(&self, arguments: &[&str], lines: &str) -> Ran {
        self.give(arguments, lines.as_bytes())
    }

    /// Runs the command with `arguments`, separated by blanks, and gives it these bytes to read.
    pub fn feed(&self, arguments: &str, bytes: &[u8]) -> Ran {
        let words: Vec<&str> = arguments.split_whitespace().collect();
        self.give(&words, bytes)
    }

    fn give(&self, arguments: &[&str], bytes: &[u8]) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_centralita"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", "en_GB.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads nothing has closed its end already.
        let _ = child.stdin.take().unwrap().write_all(bytes);
        let output = child.wait_with_output().unwrap();
        Ran {
            out: String::from_utf8(output.stdout).unwrap(),
            error: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap(),
        }
    }
}

impl Ran {
    /// The last line of what it wrote.
    pub fn last_line(&self) -> &str {
        self.out.lines().last().unwrap_or("")
    }

    /// What it wrote, without the margin on the left that a conversation has.
    pub fn conversation(&self) -> String {
        let mut text = String::new();
        for line in self.out.lines() {
            text.push_str(line.strip_prefix("  ").unwrap_or(line));
            text.push('\n');
        }
        text
    }

    /// What it wrote, as JSON that the schema of `command` allows.
    pub fn json(&self, command: &str) -> serde_json::Value {
        let path = format!("{}/../docs/schema/{command}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let found: serde_json::Value = serde_json::from_str(&self.out).unwrap();
        if let Err(error) = jsonschema::validate(&schema, &found) {
            panic!("{error} in {found}");
        }
        found
    }
}

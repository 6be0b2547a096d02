//! Moving a switchboard by the command: what is said, and where servers begin afterwards.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

use centralita_engine::Time;
use centralita_server::ids::TenantId;
use centralita_server::settings::{self, FlowSecret};
use centralita_server::store::{SqliteSettings, SqliteStore};

fn centralita(language: &str, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_centralita"));
    command.args(words).env("LANG", language).output().unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn open(folder: &Path) -> Result<SqliteStore, String> {
    let path = folder.join("centralita.db");
    SqliteStore::open(&path, &SqliteSettings::default()).map_err(|error| error.to_string())
}

#[test]
fn a_data_folder_is_moved_and_no_server_begins_on_the_old_one_until_it_is_reopened() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    std::fs::create_dir(&old).unwrap();
    let (from, to) = (old.to_str().unwrap(), new.to_str().unwrap());
    let store = open(&old).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let secret = FlowSecret { name: "A".into(), value: "b".into(), updated: Time(0) };
    let written = settings::write(&store, TenantId::FIRST, &secret, 0, Time(0));
    runtime.block_on(written).unwrap();

    let used = centralita("en_GB.UTF-8", &["move", "--from", from, "--to", to]);
    assert!(!used.status.success() && said(&used).contains("in use"), "{}", said(&used));
    drop(store);
    let moved = centralita("en_GB.UTF-8", &["move", "--from", from, "--to", to]);
    assert!(moved.status.success(), "{}", said(&moved));
    assert!(said(&moved).contains(" 1 documents "), "{}", said(&moved));
    assert!(open(&new).is_ok());

    let serve = centralita("en_GB.UTF-8", &["serve", "--listen", "127.0.0.1:0", "--data", from]);
    assert!(!serve.status.success() && said(&serve).contains(to), "{}", said(&serve));
    let again = centralita("es_ES.UTF-8", &["move", "--reopen", from]);
    assert!(again.status.success() && said(&again).contains("Nunca deje"), "{}", said(&again));
    assert!(open(&old).is_ok());
}

#[test]
fn without_a_target_the_command_says_what_it_needs() {
    let output = centralita("en_GB.UTF-8", &["move"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--to <PLACE>"), "{}", said(&output));
}

//! No room left, and writes that fail.

use std::collections::BTreeMap;
use std::io::Read;

use centralita_server::store::sqlite::{Synced, check};
use centralita_server::store::{SqliteSettings, SqliteStore, Store, StoreError};

use crate::block_on;
use crate::workload::{Task, commit, missing, read};

crate::cases![
    a_full_database_refuses_and_loses_nothing,
    a_write_that_fails_ends_all_writing_and_loses_nothing,
];

fn a_full_database_refuses_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    let settings = SqliteSettings { most_bytes: Some(600 * 1024), ..SqliteSettings::default() };
    let mut acknowledged = BTreeMap::new();
    let store = SqliteStore::open(&path, &settings).expect("it opens");
    block_on(async {
        let refusal = 'filling: loop {
            for execution in 1..=5 {
                let version = acknowledged.get(&execution).copied().unwrap_or(0);
                match store.commit(commit(execution, version)).await {
                    Ok(done) => done.expect("nobody else writes"),
                    Err(error) => break 'filling error,
                }
                acknowledged.insert(execution, version + 1);
            }
        };
        assert!(matches!(refusal, StoreError::Full(_)), "{refusal}");
        let faults = missing(&store, &acknowledged).await;
        // Claiming needs no more room than there is; and reading works.
        assert_eq!(faults.expect("it can be read"), [] as [String; 0]);
    });
    drop(store);
    assert_eq!(check(&path).expect("it can be read"), [] as [String; 0]);
    // With more room it goes on where it was.
    let store = SqliteStore::open(&path, &SqliteSettings::default()).expect("it opens");
    block_on(async {
        for execution in 1..=5 {
            let version = acknowledged.get(&execution).copied().unwrap_or(0);
            let done = store.commit(commit(execution, version)).await;
            assert_eq!(done.expect("there is room"), Ok(()));
        }
        let faults = missing(&store, &acknowledged).await.expect("it can be read");
        assert_eq!(faults, [] as [String; 0]);
    });
}

fn a_write_that_fails_ends_all_writing_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    // Made without a limit, so that the limit is met while committing.
    drop(SqliteStore::open(&path, &SqliteSettings::default()).expect("it opens"));
    let task = Task { path: &path, synced: Synced::EachCommit, executions: 3, commits: 100_000 };
    // Blocks of 512 bytes; what is beyond cannot be written, and no signal says so.
    let limit = ["sh", "-c", "trap '' XFSZ; ulimit -f 4000; exec \"$0\""];
    let mut child = task.command(&limit).spawn().expect("it starts");
    let mut said = String::new();
    let mut out = child.stdout.take().expect("it has a pipe");
    out.read_to_string(&mut said).expect("it is text");
    child.wait().expect("it ends");
    let (last_words, acknowledged): (Vec<&str>, Vec<&str>) =
        said.lines().partition(|line| line.contains(": "));
    let acknowledged: BTreeMap<u64, u64> = acknowledged.into_iter().filter_map(read).collect();
    assert!(last_words[0].starts_with("stopped: The database was stopped"), "{last_words:?}");
    assert_eq!(last_words[1..], ["again: true", "reads: true"]);
    assert!(acknowledged.values().sum::<u64>() > 10, "{acknowledged:?}");

    let store = SqliteStore::open(&path, &SqliteSettings::default()).expect("it opens");
    let faults = block_on(missing(&store, &acknowledged)).expect("it can be read");
    assert_eq!(faults, [] as [String; 0]);
    drop(store);
    assert_eq!(check(&path).expect("it can be read"), [] as [String; 0]);
}

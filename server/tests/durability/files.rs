//! Which files are opened, what beside them is no obstacle, and what is found out about them.

use std::collections::BTreeMap;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use centralita_server::store::sqlite::{OpenError, backup, check};
use centralita_server::store::{HistoryError, SqliteSettings, SqliteStore, Store, StoreError};

use crate::block_on;
use crate::workload::{commit, go_on, missing};

crate::cases![
    a_file_in_use_is_not_opened_twice,
    what_was_committed_is_there_after_opening_again,
    what_was_left_of_a_beginning_is_no_obstacle,
    a_database_of_a_later_release_is_not_opened,
    a_database_of_another_history_is_not_opened,
    a_database_of_somebody_else_is_not_opened,
    a_file_that_is_no_database_is_not_opened,
    a_copy_is_whole_while_commits_go_on,
    a_copy_replaces_an_older_one,
    a_damaged_page_is_found,
    a_journal_with_a_gap_is_found,
];

fn open(path: &Path) -> Result<SqliteStore, OpenError> {
    SqliteStore::open(path, &SqliteSettings::default())
}

/// A database with three executions of so many commits.
fn made(path: &Path, commits: u64) -> BTreeMap<u64, u64> {
    let store = open(path).expect("it opens");
    block_on(async {
        for execution in 1..=3 {
            go_on(&store, execution, commits, |_, _| {}).await.expect("it commits");
        }
    });
    (1..=3).map(|execution| (execution, commits)).collect()
}

fn refusal(path: &Path) -> OpenError {
    match open(path) {
        Ok(_) => panic!("it was opened"),
        Err(error) => error,
    }
}

fn change(path: &Path, sql: &str) {
    let db = rusqlite::Connection::open(path).expect("it opens");
    db.execute_batch(sql).expect("it is changed");
}

fn a_file_in_use_is_not_opened_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    let store = open(&path).expect("it opens");
    assert!(matches!(refusal(&path), OpenError::InUse { .. }));
    drop(store);
    open(&path).expect("it is free again");
}

fn what_was_committed_is_there_after_opening_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    let acknowledged = made(&path, 20);
    // The file stands for itself: the log beside it is empty.
    let log = std::fs::metadata(folder.path().join("centralita.sqlite-wal"));
    assert_eq!(log.map_or(0, |log| log.len()), 0);
    let store = open(&path).expect("it opens");
    let faults = block_on(missing(&store, &acknowledged)).expect("it can be read");
    assert_eq!(faults, [] as [String; 0]);
}

fn what_was_left_of_a_beginning_is_no_obstacle() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    for ending in [".creating", ".creating-journal", ".creating-wal"] {
        let left = folder.path().join(format!("centralita.sqlite{ending}"));
        std::fs::write(left, "half of something").expect("it is written");
    }
    made(&path, 2);
    assert_eq!(check(&path).expect("it can be read"), [] as [String; 0]);
}

fn a_database_of_a_later_release_is_not_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    made(&path, 2);
    let later = "INSERT INTO migrations SELECT max(number) + 1, 'later', 'x' FROM migrations";
    change(&path, later);
    let error = refusal(&path);
    let OpenError::History { source: HistoryError::Later { .. }, .. } = &error else {
        panic!("{error}");
    };
    assert!(error.to_string().contains("a later release of Centralita"), "{error}");
    assert_eq!(check(&path).expect("it can be read").len(), 1);
}

fn a_database_of_another_history_is_not_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    made(&path, 2);
    change(&path, "UPDATE migrations SET checksum = '0' WHERE number = 1");
    let error = refusal(&path);
    assert!(
        matches!(
            &error,
            OpenError::History { source: HistoryError::Changed { number: 1, .. }, .. }
        ),
        "{error}"
    );
}

fn a_database_of_somebody_else_is_not_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("other.sqlite");
    change(&path, "CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')");
    let error = refusal(&path);
    assert!(matches!(error, OpenError::History { source: HistoryError::Foreign, .. }), "{error}");
}

fn a_file_that_is_no_database_is_not_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Sir or Madam, ".repeat(1_000)).expect("it is written");
    let error = refusal(&path);
    assert!(matches!(error, OpenError::Store { source: StoreError::Damaged(_), .. }), "{error}");
    let left = std::fs::read_to_string(&path).expect("it is there");
    assert_eq!(left, "Dear Sir or Madam, ".repeat(1_000), "nothing of it is touched");
}

fn a_copy_is_whole_while_commits_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    let copy = folder.path().join("copy.sqlite");
    let acknowledged = made(&path, 30);
    let store = open(&path).expect("it opens");
    block_on(async {
        let (from, to) = (path.clone(), copy.clone());
        let copying = tokio::task::spawn_blocking(move || backup(&from, &to));
        go_on(&store, 1, 200, |_, _| {}).await.expect("it commits");
        copying.await.expect("it ends").expect("it is copied");
    });
    assert_eq!(check(&copy).expect("it can be read"), [] as [String; 0]);
    let copied = open(&copy).expect("it opens");
    let faults = block_on(missing(&copied, &acknowledged)).expect("it can be read");
    assert_eq!(faults, [] as [String; 0]);
}

fn a_copy_replaces_an_older_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    let copy = folder.path().join("copy.sqlite");
    made(&path, 2);
    backup(&path, &copy).expect("it is copied");
    let acknowledged = made(&path, 9);
    backup(&path, &copy).expect("it is copied");
    let copied = open(&copy).expect("it opens");
    let faults = block_on(missing(&copied, &acknowledged)).expect("it can be read");
    assert_eq!(faults, [] as [String; 0]);
}

fn a_damaged_page_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    made(&path, 40);
    let length = std::fs::metadata(&path).expect("it is there").len();
    let pages = length / 8192;
    let mut found = 0;
    for page in 1..pages {
        let damaged = folder.path().join(format!("{page}.sqlite"));
        std::fs::copy(&path, &damaged).expect("it is copied");
        let mut file = std::fs::File::options().write(true).open(&damaged).expect("it opens");
        file.seek(SeekFrom::Start(page * 8192)).expect("it is long enough");
        file.write_all(&[0x5a; 256]).expect("it is written");
        drop(file);
        // Either it says what is wrong, or it cannot even be read that far.
        found += u64::from(check(&damaged).map_or(true, |faults| !faults.is_empty()));
    }
    assert_eq!(found, pages - 1);
}

fn a_journal_with_a_gap_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    made(&path, 5);
    let harm = [
        "DELETE FROM journal WHERE row = 7",
        "UPDATE journal SET previous = NULL WHERE row = 7",
        "UPDATE executions SET line_count = 9 WHERE row = 2",
        "DELETE FROM executions WHERE row = 1",
        "UPDATE jobs SET stage = 7 WHERE row = 2",
        "INSERT INTO routers VALUES (1, 3)",
    ];
    for (number, sql) in harm.into_iter().enumerate() {
        let harmed = folder.path().join(format!("{number}.sqlite"));
        std::fs::copy(&path, &harmed).expect("it is copied");
        change(&harmed, sql);
        assert_ne!(check(&harmed).expect("it can be read"), [] as [String; 0], "{sql}");
    }
    let store = open(&path).expect("it opens");
    block_on(store.commit(commit(4, 0))).expect("it answers").expect("it is taken");
}

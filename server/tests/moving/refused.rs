//! What is not moved, and on what no server begins.

use std::sync::Arc;

use centralita_server::store::moving::{MoveError, Moved, Place, reopen};
use centralita_server::store::sqlite::{self, OpenError};
use centralita_server::store::{PostgresSettings, PostgresStore, SqliteSettings, SqliteStore};

use crate::making::*;
use crate::postgres_server::PostgresServer;
use crate::whole::{filled, open};
use crate::{database, moved};

crate::cases![
    nothing_is_moved_while_a_server_uses_either_end,
    nothing_is_mixed_with_what_is_there,
    a_place_that_is_not_there_or_the_same_is_told,
    no_server_begins_on_what_was_moved_away_until_it_is_told_to,
    a_journal_that_does_not_hang_together_is_not_moved,
];

fn url(place: &Place) -> &str {
    match place {
        Place::Postgres(url) => url,
        Place::File(_) => panic!("it is a file"),
    }
}

async fn connect(place: &Place) -> Result<PostgresStore, String> {
    let settings = PostgresSettings { connections: 2 };
    PostgresStore::connect(url(place), &settings).await.map_err(|error| error.to_string())
}

async fn nothing_is_moved_while_a_server_uses_either_end(server: &PostgresServer) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("first.db");
    let (here, there) = (filled(&path).await, database(server).await);
    let used = open(&path);
    let told = moved(&here, &there).await.expect_err("it is used");
    assert!(told.to_string().contains("in use"), "{told}");
    drop(used);
    let used = connect(&there).await.expect("nothing is marked");
    let told = moved(&here, &there).await.expect_err("it is used");
    assert!(matches!(told, MoveError::InUse(_)), "{told}");
    drop(used);
    drop(open(&path));
    moved(&here, &there).await.expect("now it moves");
    let used = connect(&there).await.expect("it counts now");
    let back = Place::File(folder.path().join("back.db"));
    let told = moved(&there, &back).await.expect_err("it is used");
    assert!(matches!(told, MoveError::InUse(_)), "{told}");
    drop(used);
    moved(&there, &back).await.expect("now it comes home");
}

async fn nothing_is_mixed_with_what_is_there(server: &PostgresServer) {
    let folder = tempfile::tempdir().expect("a folder");
    let here = filled(&folder.path().join("first.db")).await;
    let there = database(server).await;
    {
        let store: TheStore = Arc::new(connect(&there).await.expect("it is empty"));
        commit(&store, of_jobs([job("somebody's", 1)])).await;
    }
    let told = moved(&here, &there).await.expect_err("something is there");
    assert!(matches!(told, MoveError::NotEmpty(_)), "{told}");
    let other = filled(&folder.path().join("other.db")).await;
    let told = moved(&here, &other).await.expect_err("something is there");
    assert!(matches!(told, MoveError::NotEmpty(_)), "{told}");
    drop(open(&folder.path().join("first.db")));
    drop(open(&folder.path().join("other.db")));
    drop(connect(&there).await.expect("it goes on"));
}

async fn a_place_that_is_not_there_or_the_same_is_told(server: &PostgresServer) {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = Place::File(folder.path().join("nowhere.db"));
    let told = moved(&nowhere, &database(server).await).await.expect_err("nothing is there");
    assert!(matches!(told, MoveError::NoSource(_)), "{told}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("it is there").count(), 0);
    let here = filled(&folder.path().join("first.db")).await;
    let told = moved(&here, &here).await.expect_err("it is there already");
    assert!(matches!(told, MoveError::SamePlace(_)), "{told}");
    let told = reopen(&here).await.expect_err("it is open");
    assert!(matches!(told, MoveError::NotMarked(_)), "{told}");
}

async fn no_server_begins_on_what_was_moved_away_until_it_is_told_to(server: &PostgresServer) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("first.db");
    let (here, there) = (filled(&path).await, database(server).await);
    moved(&here, &there).await.expect("it moves");
    let refused = SqliteStore::open(&path, &SqliteSettings::default()).err();
    let Some(OpenError::Moved { why: Moved::Away { other }, .. }) = &refused else {
        panic!("a server begins on it: {refused:?}")
    };
    assert_eq!(*other, there.shown());
    let told = refused.map(|error| error.to_string()).unwrap_or_default();
    assert!(told.contains("Start the server with that database"), "{told}");
    // A copy of it says the same, and it is not moved a second time.
    sqlite::backup(&path, &folder.path().join("copy.db")).expect("it is copied");
    assert!(SqliteStore::open(&folder.path().join("copy.db"), &SqliteSettings::default()).is_err());
    let told = moved(&here, &database(server).await).await.expect_err("it is not here");
    assert!(matches!(told, MoveError::Marked { .. }), "{told}");
    let told = moved(&there, &here).await.expect_err("an old copy stands there");
    assert!(matches!(told, MoveError::Marked { .. }), "{told}");
    assert!(!reopen(&here).await.expect("it opens again"), "nothing is thrown away");
    let store: TheStore = Arc::new(open(&path));
    assert_eq!(journal(&store, 7).await.len(), 900);
    drop(store);
    // The other way round.
    let home = Place::File(folder.path().join("home.db"));
    moved(&there, &home).await.expect("it comes home");
    let told = connect(&there).await.err().unwrap_or_default();
    assert!(told.contains("home.db"), "{told}");
    reopen(&there).await.expect("it opens again");
    drop(connect(&there).await.expect("it goes on"));
}

async fn a_journal_that_does_not_hang_together_is_not_moved(server: &PostgresServer) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("first.db");
    let here = filled(&path).await;
    let db = rusqlite::Connection::open(&path).expect("it opens");
    let cut = "UPDATE journal SET previous = NULL WHERE row = (SELECT last_line FROM executions \
               WHERE version = 900)";
    assert_eq!(db.execute(cut, ()).expect("it is done"), 1);
    drop(db);
    let there = database(server).await;
    let told = moved(&here, &there).await.expect_err("lines are missing");
    assert!(matches!(told, MoveError::Damaged { table: "journal", .. }), "{told}");
    let told = connect(&there).await.err().unwrap_or_default();
    assert!(told.contains("did not come to its end"), "{told}");
    assert!(reopen(&there).await.expect("it opens again"), "what was begun is thrown away");
    drop(connect(&there).await.expect("it is empty and open"));
    drop(open(&path));
}

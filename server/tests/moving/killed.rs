//! A move that is killed, at every stage of it, there and on the way home.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use centralita_engine::Time;
use centralita_server::store::moving::{MoveError, Place, Stage, Table, move_all, reopen};
use centralita_server::store::{PostgresSettings, PostgresStore, SqliteSettings, SqliteStore};

use crate::making::*;
use crate::postgres_server::PostgresServer;
use crate::whole::filled;
use crate::{block_on, database, moved};

crate::cases![
    a_move_that_is_killed_leaves_the_source_as_it_was_and_is_done_again,
    a_move_home_that_is_killed_leaves_the_source_as_it_was_and_is_done_again,
    a_move_that_is_killed_at_its_very_end_comes_to_it_the_next_time,
];

/// Who has this in the environment moves, and dies: `where it dies\nfrom\nto`.
pub const CHILD: &str = "CENTRALITA_TEST_MOVES";

/// Where it dies before the target counts.
const HALF_WAY: [&str; 5] = ["first row", "journal", "documents", "compared", "filled"];

fn is_at(stage: Stage, place: &str) -> bool {
    match (stage, place) {
        (Stage::Written { .. }, "first row") => true,
        (Stage::Written { table: Table::Journal, rows }, "journal") => rows > 600,
        (Stage::Written { table: Table::Documents, .. }, "documents") => true,
        (Stage::Compared { table: Table::Jobs }, "compared") => true,
        (Stage::Filled, "filled") => true,
        (Stage::Left, "left") => true,
        _ => false,
    }
}

fn told(place: &Place) -> String {
    match place {
        Place::File(path) => path.display().to_string(),
        Place::Postgres(url) => url.clone(),
    }
}

fn place(told: &str) -> Place {
    match told.starts_with("postgres") {
        true => Place::Postgres(told.to_owned()),
        false => Place::File(told.into()),
    }
}

/// Moves, and dies as by `kill -9`: nothing is closed, nothing is told.
pub fn be_the_child(line: &str) {
    let mut words = line.split('\n');
    let mut next = || words.next().unwrap_or_default().to_owned();
    let (dies, from, to) = (next(), place(&next()), place(&next()));
    let done = block_on(move_all(&from, &to, Time(7_000), &mut |stage| {
        if is_at(stage, &dies) {
            std::process::abort();
        }
    }));
    panic!("it lives: {done:?}");
}

fn killed_at(dies: &str, from: &Place, to: &Place) {
    let told = format!("{dies}\n{}\n{}", told(from), told(to));
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    let child = child.env(CHILD, told).stdout(Stdio::null()).stderr(Stdio::piped());
    let output = child.output().expect("it runs");
    assert_eq!(output.status.code(), None, "{}", String::from_utf8_lossy(&output.stderr));
}

/// The store at a place, as a server would have it.
async fn serves(place: &Place) -> Result<TheStore, String> {
    Ok(match place {
        Place::File(path) => {
            let store = SqliteStore::open(path, &SqliteSettings::default());
            Arc::new(store.map_err(|error| error.to_string())?)
        }
        Place::Postgres(url) => {
            let settings = PostgresSettings { connections: 2 };
            let store = PostgresStore::connect(url, &settings).await;
            Arc::new(store.map_err(|error| error.to_string())?)
        }
    })
}

/// What a server does between a death and the next attempt: it is moved as well.
async fn goes_on(place: &Place, round: u64) {
    let store = serves(place).await.expect("the source still serves");
    assert_eq!(journal(&store, 7).await.len() as u64, 900 + round);
    commit(&store, of(with_line(go_on(7, 900 + round), line(9_000 + round, None)))).await;
}

async fn dies_everywhere(from: &Place, to: &Place) {
    let mut round = 0;
    for dies in HALF_WAY {
        killed_at(dies, from, to);
        let told = serves(to).await.err().unwrap_or_default();
        assert!(told.contains("did not come to its end"), "{dies}: {told}");
        goes_on(from, round).await;
        round += 1;
    }
    // One that is killed can also be given up.
    assert!(reopen(to).await.expect("what was begun is thrown away"));
    drop(serves(to).await.expect("it is empty, and a server may begin there"));
    let report = moved(from, to).await.expect("it moves");
    assert_eq!(report.tables[&Table::Journal].0, 40 * 5 + 895 + round);
    assert!(serves(from).await.is_err(), "it is at the other place now");
    let store = serves(to).await.expect("it counts now");
    assert_eq!(journal(&store, 7).await.len() as u64, 900 + round);
}

async fn a_move_that_is_killed_leaves_the_source_as_it_was_and_is_done_again(
    server: &PostgresServer,
) {
    let folder = tempfile::tempdir().expect("a folder");
    let here = filled(&folder.path().join("first.db")).await;
    dies_everywhere(&here, &database(server).await).await;
}

async fn a_move_home_that_is_killed_leaves_the_source_as_it_was_and_is_done_again(
    server: &PostgresServer,
) {
    let folder = tempfile::tempdir().expect("a folder");
    let here = filled(&folder.path().join("first.db")).await;
    let there = database(server).await;
    moved(&here, &there).await.expect("it moves");
    dies_everywhere(&there, &Place::File(folder.path().join("home.db"))).await;
}

async fn a_move_that_is_killed_at_its_very_end_comes_to_it_the_next_time(server: &PostgresServer) {
    let folder = tempfile::tempdir().expect("a folder");
    let path: &Path = &folder.path().join("first.db");
    let (here, there) = (filled(path).await, database(server).await);
    killed_at("left", &here, &there);
    assert!(serves(&here).await.is_err() && serves(&there).await.is_err(), "never on both");
    let elsewhere = database(server).await;
    let told = moved(&here, &elsewhere).await.expect_err("it is half-way to another place");
    assert!(matches!(told, MoveError::Marked { .. }), "{told}");
    let report = moved(&here, &there).await.expect("it comes to its end");
    assert!(report.was_filled);
    let store = serves(&there).await.expect("it counts now");
    assert_eq!(journal(&store, 7).await.len(), 900);
    assert!(serves(&here).await.is_err());
}

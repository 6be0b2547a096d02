//! A switchboard that was moved goes on as one that was not: the same documents, journals, jobs.

use std::path::Path;
use std::sync::Arc;

use centralita_server::line::call::Point;
use centralita_server::store::moving::Place;
use centralita_server::store::{Keyring, SealedStore, Store, sqlite};

use crate::desk::Desk;
use crate::postgres_server::PostgresServer;
use crate::whole::open;
use crate::{database, moved};

crate::cases![calls_messages_timers_and_jobs_go_on_after_a_move_as_they_would_have_without];

const CALLERS: u32 = 12;
const CONTACTS: u32 = 6;

fn sealed(store: impl Store, keys: &str) -> Arc<dyn Store> {
    Arc::new(SealedStore::over(Arc::new(store), Keyring::parse(keys).expect("it is a key")))
}

/// Everybody is brought to another point of a flow.
async fn half_way(path: &Path, keys: &str) {
    let mut desk = Desk::over(sealed(open(path), keys), 0).await;
    for caller in 0..CALLERS {
        desk.rings(caller).await;
    }
    for contact in 0..CONTACTS {
        desk.writes(contact, 1, "Hello").await;
    }
    // Callers 3 and up wait for an answer from elsewhere; that of 9 and up has come.
    desk.pass(3_000);
    for caller in 3..CALLERS {
        desk.asks(caller, 1, Point::Input, &[("Digits", "4")]).await;
    }
    let mut jobs = desk.claims(100).await;
    assert_eq!(jobs.len() as u32, CALLERS - 3 + CONTACTS);
    // Some of them are done, some are held by a server that does not come back.
    let left = jobs.split_off(9);
    desk.does(jobs).await;
    assert!(!left.is_empty());
    desk.leaves(1).await;
    desk.pass(1_000);
    // New work that nobody has begun.
    desk.writes(CONTACTS, 1, "Hello").await;
}

/// From there on to the end.
async fn goes_on(store: Arc<dyn Store>) -> Vec<String> {
    let mut desk = Desk::over(store, 5_000).await;
    // A provider that was not answered asks again, and is told what it was told.
    desk.rings(0).await;
    for caller in 0..CALLERS {
        desk.asks(caller, 0, Point::Waiting, &[("visit", "1")]).await;
    }
    desk.writes(0, 1, "Hello").await;
    let fresh = desk.claims(100).await;
    assert!(fresh.len() < 4, "what is held is left alone: {fresh:?}");
    desk.does(fresh).await;
    // The dead server's claims run out.
    desk.pass(120_000);
    let again = desk.claims(100).await;
    assert!(!again.is_empty());
    desk.does(again).await;
    assert!(desk.claims(100).await.is_empty(), "nothing is done twice");
    for caller in 0..CALLERS {
        desk.asks(caller, 1, Point::Input, &[("Digits", "7")]).await;
        desk.asks(caller, 0, Point::Waiting, &[("visit", "2")]).await;
        desk.asks(caller, 3, Point::Input, &[("Digits", "9")]).await;
    }
    for contact in 0..3 {
        desk.writes(contact, 2, "Ada").await;
    }
    let jobs = desk.claims(100).await;
    desk.does(jobs).await;
    // Whoever has not answered is too late.
    desk.pass(3_600_000);
    desk.timers().await;
    let jobs = desk.claims(100).await;
    desk.does(jobs).await;
    for caller in 0..CALLERS {
        desk.asks(caller, 0, Point::Waiting, &[("visit", "3")]).await;
        desk.asks(caller, 4, Point::Heard, &[]).await;
        desk.leaves(caller).await;
    }
    desk.told().await
}

async fn calls_messages_timers_and_jobs_go_on_after_a_move_as_they_would_have_without(
    server: &PostgresServer,
) {
    let keys = Keyring::new_line().expect("there is chance");
    let folder = tempfile::tempdir().expect("a folder");
    let (path, twin) = (folder.path().join("first.db"), folder.path().join("twin.db"));
    half_way(&path, &keys).await;
    sqlite::backup(&path, &twin).expect("it is copied");
    let (here, there) = (Place::File(path), database(server).await);
    moved(&here, &there).await.expect("it moves");
    let Place::Postgres(url) = &there else { panic!("it is one") };
    let store = server.store(url.rsplit('/').next().expect("named"), 4).await;
    let moved_on = goes_on(sealed(store, &keys)).await;
    let stayed = goes_on(sealed(open(&twin), &keys)).await;
    for (one, other) in moved_on.iter().zip(&stayed) {
        assert_eq!(one, other);
    }
    assert_eq!(moved_on.len(), stayed.len());
    let said = moved_on.join("\n");
    for words in ["Ada, anything else?", "You pressed 4 and 9.", "Thank you, Ada.", "Another time"]
    {
        assert!(said.contains(words), "nobody hears {words}: {said}");
    }
    // And home again, where the same servers go on.
    let home = folder.path().join("home.db");
    moved(&there, &Place::File(home.clone())).await.expect("it comes home");
    let (came, twin) =
        (Desk::over(sealed(open(&home), &keys), 0).await, sealed(open(&twin), &keys));
    assert_eq!(came.told().await, Desk::over(twin, 0).await.told().await);
}

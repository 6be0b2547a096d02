//! What every store has to do, one test for each case and store.
//!
//! A store of your own is held to the same: copy this folder, and add a line to `stores`.

mod commits;
mod documents;
mod executions;
mod forgetting;
mod jobs;
mod journals;
mod leadership;
mod lists;
mod making;
mod odd;
mod postgres_server;
mod revisions;
mod routing;
mod tenants;
mod together;
mod waiting;

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use centralita_server::store::{
    Keyring, MemoryStore, SealedStore, SqliteSettings, SqliteStore, sqlite,
};
use libtest_mimic::{Arguments, Trial};
use making::TheStore;
use postgres_server::PostgresServer;

/// A case: its name in words, and what it does with an empty store.
pub struct Case {
    name: &'static str,
    run: fn(TheStore) -> Pin<Box<dyn Future<Output = ()>>>,
}

/// The cases of a module, by the names of its functions.
macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        pub fn cases() -> Vec<crate::Case> {
            vec![$(crate::Case {
                name: stringify!($name),
                run: |store| Box::pin($name(store)),
            }),*]
        }
    };
}
pub(crate) use cases;

fn all_cases() -> Vec<Case> {
    [
        commits::cases(),
        executions::cases(),
        journals::cases(),
        jobs::cases(),
        waiting::cases(),
        leadership::cases(),
        routing::cases(),
        lists::cases(),
        forgetting::cases(),
        revisions::cases(),
        documents::cases(),
        tenants::cases(),
        odd::cases(),
        together::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Runs what a case does until it is done, with real threads below.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(future)
}

/// Runs a case with an empty store of some kind.
type InStore = Arc<dyn Fn(&Case) + Send + Sync>;

/// A server, started by the first case that needs it.
type Server = Arc<LazyLock<Result<PostgresServer, String>>>;

fn stores(server: &Server) -> [(&'static str, InStore); 4] {
    let server = server.clone();
    let cleared = Mutex::default();
    [
        ("memory", Arc::new(in_memory)),
        ("sealed", Arc::new(sealed)),
        ("sqlite", Arc::new(in_sqlite)),
        ("postgres", Arc::new(move |case| in_postgres(&server, &cleared, case))),
    ]
}

fn in_memory(case: &Case) {
    block_on(async { (case.run)(Arc::new(MemoryStore::new())).await });
}

/// Over memory: sealing is the same over every store.
fn sealed(case: &Case) {
    let line = Keyring::new_line().expect("there is chance");
    let keys = Keyring::parse(&line).expect("it is a key");
    let store = SealedStore::over(Arc::new(MemoryStore::new()), keys);
    block_on(async { (case.run)(Arc::new(store)).await });
}

fn in_sqlite(case: &Case) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    let settings = SqliteSettings::default();
    let store = Arc::new(SqliteStore::open(&path, &settings).expect("it opens"));
    block_on(async { (case.run)(store.clone()).await });
    assert!(Arc::into_inner(store).is_some(), "whoever used the store has gone");
    assert_eq!(sqlite::check(&path).expect("it can be read"), [] as [String; 0]);
}

/// Empties a database for the next case, which is ten times as fast as making a new one.
const CLEAR: &str = "DO $$ BEGIN EXECUTE (SELECT 'TRUNCATE ' || string_agg(tablename, ', ') \
                     FROM pg_tables WHERE schemaname = 'public' \
                     AND tablename NOT IN ('migrations', 'readiness')); END $$";

fn in_postgres(server: &Server, cleared: &Mutex<Vec<String>>, case: &Case) {
    let server = server.as_ref().as_ref().unwrap_or_else(|missing| panic!("{missing}"));
    block_on(async {
        let free = cleared.lock().expect("nobody panics with it").pop();
        let database = match free {
            Some(database) => database,
            None => {
                static COUNT: AtomicU32 = AtomicU32::new(0);
                let database = format!("case_{}", COUNT.fetch_add(1, Ordering::Relaxed));
                server.database(&database).await;
                database
            }
        };
        (case.run)(Arc::new(server.store(&database, 8).await)).await;
        server.tell(&database, CLEAR).await;
        cleared.lock().expect("nobody panics with it").push(database);
    });
}

fn main() {
    let arguments = Arguments::from_args();
    // What is not on the disk is not needed after a case.
    let server: fn() -> _ = || PostgresServer::start(&["fsync=off", "max_connections=200"]);
    let server: Server = Arc::new(LazyLock::new(server));
    let mut trials = Vec::new();
    for (name, in_store) in stores(&server) {
        for case in all_cases() {
            let words = case.name.replace('_', " ");
            let in_store = in_store.clone();
            trials.push(Trial::test(format!("{name}: {words}"), move || {
                in_store(&case);
                Ok(())
            }));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    // `exit` drops nothing, and the server shall stop.
    drop(server);
    conclusion.exit();
}

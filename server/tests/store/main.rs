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
mod revisions;
mod routing;
mod tenants;
mod together;
mod waiting;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use centralita_server::store::{MemoryStore, SqliteSettings, SqliteStore, sqlite};
use libtest_mimic::{Arguments, Trial};
use making::TheStore;

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

/// A kind of store to be tested.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    /// Runs something with an empty store of this kind.
    run: fn(Case),
}

fn stores() -> Vec<Kind> {
    vec![Kind { name: "memory", run: in_memory }, Kind { name: "sqlite", run: in_sqlite }]
}

fn in_memory(case: Case) {
    block_on(async { (case.run)(Arc::new(MemoryStore::new())).await });
}

fn in_sqlite(case: Case) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("centralita.sqlite");
    let settings = SqliteSettings::default();
    let store = Arc::new(SqliteStore::open(&path, &settings).expect("it opens"));
    block_on(async { (case.run)(store.clone()).await });
    assert!(Arc::into_inner(store).is_some(), "whoever used the store has gone");
    assert_eq!(sqlite::check(&path).expect("it can be read"), [] as [String; 0]);
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for kind in stores() {
        for case in all_cases() {
            let words = case.name.replace('_', " ");
            trials.push(Trial::test(format!("{}: {words}", kind.name), move || {
                (kind.run)(case);
                Ok(())
            }));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

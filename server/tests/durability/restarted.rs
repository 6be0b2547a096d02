//! PostgreSQL restarts under the store.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use centralita_server::store::postgres::ConnectError;
use centralita_server::store::{HistoryError, PostgresSettings, PostgresStore, Store, StoreError};
use tokio::task::JoinSet;

use crate::block_on;
use crate::postgres_server::PostgresServer;
use crate::workload::{go_on, missing};

crate::cases![
    nothing_acknowledged_is_lost_when_the_database_restarts,
    several_servers_may_make_the_tables_at_once,
    a_database_server_of_a_later_release_is_refused,
    a_database_that_acknowledges_too_early_is_refused,
];

fn server(settings: &[&str]) -> PostgresServer {
    PostgresServer::start(settings).unwrap_or_else(|missing| panic!("{missing}"))
}

fn nothing_acknowledged_is_lost_when_the_database_restarts() {
    const EXECUTIONS: u64 = 6;
    let server = server(&[]);
    block_on(async {
        server.database("calls").await;
        let store: Arc<dyn Store> = Arc::new(server.store("calls", 4).await);
        let acknowledged: BTreeMap<u64, u64> = (1..=EXECUTIONS).map(|id| (id, 0)).collect();
        let acknowledged = Arc::new(Mutex::new(acknowledged));
        for _ in 0..3 {
            let (told, mut hear) = tokio::sync::mpsc::unbounded_channel();
            let mut set = JoinSet::new();
            for execution in 1..=EXECUTIONS {
                let (store, acknowledged) = (store.clone(), acknowledged.clone());
                let told = told.clone();
                set.spawn(async move {
                    go_on(&*store, execution, u64::MAX, |execution, version| {
                        acknowledged.lock().expect("sound").insert(execution, version);
                        let _ = told.send(());
                    })
                    .await
                });
            }
            drop(told);
            for _ in 0..60 {
                hear.recv().await.expect("they commit");
            }
            server.stop().expect("it stops");
            for ended in set.join_all().await {
                let error = ended.expect_err("there is no database");
                assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
            }
            let error = store.ready().await.expect_err("there is no database");
            assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
            server.run_again().expect("it starts");
            store.ready().await.expect("the same store works again");
            let known = acknowledged.lock().expect("sound").clone();
            let faults = missing(&*store, &known).await.expect("it can be read");
            assert_eq!(faults, [] as [String; 0]);
        }
    });
}

fn several_servers_may_make_the_tables_at_once() {
    let server = server(&["fsync=off"]);
    block_on(async {
        let url = server.database("fresh").await;
        let mut set = JoinSet::new();
        for _ in 0..6 {
            let url = url.clone();
            set.spawn(async move {
                let settings = PostgresSettings { connections: 1 };
                PostgresStore::connect(&url, &settings).await.map(|_| ())
            });
        }
        for connected in set.join_all().await {
            connected.expect("it connects");
        }
    });
}

async fn refusal(url: &str) -> ConnectError {
    match PostgresStore::connect(url, &PostgresSettings::default()).await {
        Ok(_) => panic!("it was taken"),
        Err(error) => error,
    }
}

fn a_database_server_of_a_later_release_is_refused() {
    let server = server(&["fsync=off"]);
    block_on(async {
        server.database("later").await;
        drop(server.store("later", 1).await);
        server
            .tell("later", "INSERT INTO migrations SELECT max(number) + 1, 'x', '' FROM migrations")
            .await;
        let error = refusal(&server.url("later")).await;
        assert!(matches!(error, ConnectError::History(HistoryError::Later { .. })), "{error}");
        let url = server.database("other").await;
        server.tell("other", "CREATE TABLE jobs (title text)").await;
        let error = refusal(&url).await;
        assert!(matches!(error, ConnectError::History(HistoryError::Foreign)), "{error}");
    });
}

fn a_database_that_acknowledges_too_early_is_refused() {
    let server = server(&["fsync=off", "synchronous_commit=off"]);
    block_on(async {
        let error = refusal(&server.database("hasty").await).await;
        assert!(matches!(error, ConnectError::Hasty), "{error}");
    });
}

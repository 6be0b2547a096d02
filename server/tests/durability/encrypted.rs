//! PostgreSQL over a network, with TLS.

use std::net::TcpListener;
use std::process::Command;

use centralita_server::store::postgres::ConnectError;
use centralita_server::store::{PostgresSettings, PostgresStore, Store, StoreError};

use crate::block_on;
use crate::postgres_server::PostgresServer;
use crate::workload::commit;

crate::cases![a_database_is_reached_over_tls_when_the_address_says_so];

/// What to do where it is not.
const MISSING: &str = "openssl is not installed here. This test makes a certificate with it: \
                       apt-get install -y openssl";

fn a_database_is_reached_over_tls_when_the_address_says_so() {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let port = free.expect("a free port").port();
    let server =
        PostgresServer::start(&["fsync=off"]).unwrap_or_else(|missing| panic!("{missing}"));
    server.stop().expect("it stops");
    let data = server.data();
    // For `localhost`, and nobody's but its own.
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout", "server.key", "-out", "server.crt"])
        .current_dir(&data)
        .output();
    let made = made.unwrap_or_else(|_| panic!("{MISSING}"));
    assert!(made.status.success(), "{made:?}");
    // The server's user has to own its key, and it is root's where we are root.
    let mut owner = Command::new("chown");
    let _ = owner.args(["--reference=PG_VERSION", "server.key"]).current_dir(&data).status();
    let settings = format!("listen_addresses='localhost'\nport={port}\nssl=on\nfsync=off\n");
    std::fs::write(data.join("postgresql.auto.conf"), settings).expect("it is written");
    let who = "hostssl all all samehost trust\nlocal all all trust\n";
    std::fs::write(data.join("pg_hba.conf"), who).expect("it is written");
    server.run_again().expect("it starts");

    let root = data.join("server.crt").display().to_string();
    let at = |host: &str, how: &str| format!("postgres://centralita@{host}:{port}/postgres{how}");
    let connect = |url: String| async move {
        PostgresStore::connect(&url, &PostgresSettings { connections: 2 }).await
    };
    block_on(async {
        let verified = format!("?sslmode=verify-full&sslrootcert={root}");
        let store = connect(at("localhost", &verified)).await.expect("it is reached");
        store.commit(commit(1, 0)).await.expect("it answers").expect("it is taken");
        drop(store);
        let refused = [
            (at("localhost", ""), "the server wants encryption"),
            (at("localhost", "?sslmode=require"), "nobody knows who answers"),
            (at("127.0.0.1", &verified), "it answers for another name"),
        ];
        for (url, why) in refused {
            let refusal = connect(url).await.err();
            let is_told = matches!(
                refusal,
                Some(ConnectError::Store(StoreError::Unreachable(_) | StoreError::Other(_)))
            );
            assert!(is_told, "{why}: {refusal:?}");
        }
    });
}

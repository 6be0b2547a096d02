//! Everything moves from one database to another, live executions included, and nothing is lost or done
//! twice, whenever the move is killed.
//!
//! The same program is also the process that is killed: started with [`killed::CHILD`] in its environment,
//! it moves and dies where it was told to.

mod desk;
mod killed;
#[path = "../store/making.rs"]
#[allow(dead_code)]
mod making;
#[path = "../store/postgres_server.rs"]
#[allow(dead_code)]
mod postgres_server;
mod refused;
mod twins;
mod whole;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};

use centralita_engine::Time;
use centralita_server::store::moving::{MoveError, Place, Report, move_all};
use libtest_mimic::{Arguments, Failed, Trial};
use postgres_server::PostgresServer;

/// A server, started by the first case that needs it.
pub type Server = Arc<LazyLock<Result<PostgresServer, String>>>;

/// The cases of a module, by the names of its functions.
macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        pub fn cases() -> Vec<(&'static str, fn(&crate::postgres_server::PostgresServer))> {
            vec![$((stringify!($name), |server| crate::block_on($name(server)))),*]
        }
    };
}
pub(crate) use cases;

/// Waits for a future, with real threads below.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(future)
}

/// An empty database of the server.
pub async fn database(server: &PostgresServer) -> Place {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("case_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    Place::Postgres(server.database(&name).await)
}

/// Moves everything, and looks at nothing on the way.
pub async fn moved(from: &Place, to: &Place) -> Result<Report, MoveError> {
    move_all(from, to, Time(5_000), &mut |_| {}).await
}

fn main() {
    if let Ok(told) = std::env::var(killed::CHILD) {
        killed::be_the_child(&told);
        return;
    }
    let arguments = Arguments::from_args();
    // What is not on the disk is not needed after a case.
    let server: fn() -> _ = || PostgresServer::start(&["fsync=off", "max_connections=100"]);
    let server: Server = Arc::new(LazyLock::new(server));
    let all = [whole::cases(), refused::cases(), killed::cases(), twins::cases()].concat();
    let trials = all.into_iter().map(|(name, run)| {
        let server = Arc::clone(&server);
        Trial::test(name.replace('_', " "), move || {
            run(server.as_ref().as_ref().unwrap_or_else(|missing| panic!("{missing}")));
            Ok::<(), Failed>(())
        })
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    // `exit` drops nothing, and the server shall stop.
    drop(server);
    conclusion.exit();
}

//! The whole switchboard inside an application of one's own: its flows answer at `/phone/`, beside whatever
//! else the application serves.
//!
//! ```sh
//! cargo run -p centralita-server --example embed -- flows/welcome_menu.json
//! ```

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use centralita_server::store::sqlite::{SqliteSettings, SqliteStore};
use centralita_server::store::{Keyring, SealedStore};
use centralita_server::{Server, Setup};
use tokio::net::TcpListener;
use tokio::sync::watch;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("embed-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;

    // Where everything is kept. Your own program keeps the key where it keeps its other secrets.
    let file = SqliteStore::open(&folder.join("calls.db"), &SqliteSettings::default())?;
    let keys = Keyring::parse(&Keyring::new_line()?)?;
    let store = Arc::new(SealedStore::over(Arc::new(file), keys));
    let public = format!("http://{address}");
    let server = Server::open(Setup { public, ..Setup::over(store) }).await?;
    for flow in std::env::args_os().skip(1).map(PathBuf::from) {
        let flow = server.load(&flow).await?;
        println!("http://{address}/phone/?flow={}", flow.name);
    }

    // The application, with routes of its own, and the switchboard's.
    let app = Router::new().route("/mine", get(|| async { "mine" })).merge(server.router());
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        // Whoever starts this without a terminal stops it by a signal.
        let _ = tokio::signal::ctrl_c().await;
        stop.send(true)
    });
    let mut until = stopped.clone();
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move {
        // A sender that is gone stops it as well.
        let _ = until.wait_for(|stop| *stop).await;
    });

    // What flows do by themselves, when nobody asks by HTTP.
    let (served, ()) = tokio::join!(async { serving.await }, server.work(stopped));
    std::fs::remove_dir_all(folder)?;
    Ok(served?)
}

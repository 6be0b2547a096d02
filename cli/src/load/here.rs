//! A server of our own to call: in this process, over a file that is thrown away.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use centralita_server::ids::TenantId;
use centralita_server::settings::{self, ApiKey};
use centralita_server::store::sqlite::{SqliteSettings, SqliteStore};
use centralita_server::store::{PostgresSettings, PostgresStore, Store};
use centralita_server::{Server, Setup};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock;
use crate::project::Project;
use crate::trouble::Trouble;

/// A server that runs here.
pub struct Here {
    /// Where it is.
    pub address: String,
    /// A key that may do everything.
    pub key: String,
    /// The id of the flow that it was started with.
    pub flow: String,
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Here {
    /// Starts a server with this flow, its data below `folder`, or in this database.
    ///
    /// # Errors
    /// When there is no room for it, or the flow cannot be published.
    pub async fn start(
        flow: &Path,
        project: &Project,
        folder: Option<&PathBuf>,
        database: Option<&str>,
    ) -> Result<Here, Trouble> {
        let refused = |error: &dyn std::fmt::Display| Trouble::Misuse(error.to_string());
        let data = match folder {
            Some(folder) => tempfile::tempdir_in(folder),
            None => tempfile::tempdir(),
        };
        let data = data.map_err(Trouble::Output)?;
        let store: Arc<dyn Store> = match database {
            Some(url) => {
                let store = PostgresStore::connect(url, &PostgresSettings::default()).await;
                Arc::new(store.map_err(|error| refused(&error))?)
            }
            None => {
                let file = data.path().join("centralita.db");
                let store = SqliteStore::open(&file, &SqliteSettings::default());
                Arc::new(store.map_err(|error| refused(&error))?)
            }
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(Trouble::Output)?;
        let address = format!("http://{}", listener.local_addr().map_err(Trouble::Output)?);
        let setup = Setup {
            catalogue: project.catalogue.clone(),
            settings: project.settings.clone(),
            functions: project.functions.clone(),
            public: address.clone(),
            ..Setup::over(Arc::clone(&store))
        };
        let server = Server::open(setup).await.map_err(|error| refused(&error))?;
        let flow = server.load(flow).await.map_err(|error| refused(&error))?.id;
        let now = clock::now();
        let (mut key, secret) = ApiKey::make("load", now).map_err(|error| refused(&error))?;
        key.roles = vec![centralita_server::settings::Role::Admin];
        let made = settings::write(&*store, TenantId::FIRST, &key, 0, now).await;
        made.map_err(|error| refused(&error))?;
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(async move {
            server.run(listener, stopped).await;
        });
        let key = format!("{}.{secret}", key.id);
        Ok(Here { address, key, flow, stop, running, _folder: data })
    }

    /// Stops it.
    pub async fn end(self) {
        // It may be gone already.
        let _ = self.stop.send(true);
        let _ = self.running.await;
    }
}

//! The server as a whole: opened over a store, asked for its router, run until it shall stop.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use centralita_engine::declare::Catalogue;
use centralita_engine::exec::Settings;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::calls::Calls;
use crate::channels::chat::allowance::Allowances;
use crate::chats::Chats;
use crate::clock::{Clock, WallClock};
use crate::driver::Driver;
use crate::flows::{Flows, NewRevision, NotMade};
use crate::http::{self, State};
use crate::identity::Identity;
use crate::ids::{NodeId, TenantId};
use crate::recordings::{MemoryRecordings, Recordings};
use crate::router::{Router, Staff};
use crate::settings::{self, FlowEntry, Installation, SettingsError};
use crate::store::{Store, StoreError};

/// How often it is looked which revisions other servers have published.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What a server is opened with.
pub struct Setup {
    /// What outlives the process.
    pub store: Arc<dyn Store>,
    /// The widget types that flows can use.
    pub catalogue: Catalogue,
    /// The settings under which flows run.
    pub settings: Settings,
    /// Who works, and by which plans tasks find them; none when nobody does.
    pub staff: Option<Staff>,
    /// Where the world reaches this server, e.g. `https://calls.example.com`.
    pub public: String,
}

/// A server: everything but the socket.
#[derive(Clone)]
pub struct Server {
    state: State,
    staff: Option<Staff>,
    node: NodeId,
}

/// Why a server could not be opened or run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its settings could not be read.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// No secret could be made.
    #[error("The system gives no random numbers: {0}")]
    NoChance(String),
    /// The socket broke.
    #[error("The server cannot go on listening: {0}")]
    Io(#[from] std::io::Error),
}

/// Why a flow's file was not put on the line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotLoaded {
    /// It cannot be read.
    #[error("{}: {why}", path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// It cannot be published.
    #[error("{}: {why}", path.display())]
    NotMade {
        /// The file.
        path: PathBuf,
        /// Why.
        why: NotMade,
    },
}

impl Server {
    /// Opens a server over a store. The first time, its secret is made.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn open(setup: Setup) -> Result<Server, ServerError> {
        let clock = Arc::new(WallClock::default());
        let tenant = TenantId::FIRST;
        let identity = identity(&*setup.store, tenant, &*clock).await?;
        let flows = Flows::new(Arc::clone(&setup.store), setup.catalogue, setup.settings);
        let driver = Arc::new(Driver::new(setup.store, Arc::new(flows), clock));
        let allowances = Allowances::default();
        let chats = Chats::new(Arc::clone(&driver), identity.clone(), tenant, allowances);
        let calls = Calls::new(Arc::clone(&driver), identity);
        let recordings = Arc::new(MemoryRecordings::default());
        let public = setup.public.trim_end_matches('/').into();
        let mut node = [0; 8];
        getrandom::fill(&mut node).map_err(|error| ServerError::NoChance(error.to_string()))?;
        let state = State { driver, calls, chats, recordings, public, tenant };
        Ok(Server { state, staff: setup.staff, node: NodeId(u64::from_be_bytes(node)) })
    }

    /// With a place for what callers of the phone page leave; else it is kept in memory.
    #[must_use]
    pub fn with_recordings(mut self, recordings: Arc<dyn Recordings>) -> Server {
        self.state.recordings = recordings;
        self
    }

    /// Everything it answers by HTTP, to be served or put into somebody's own application.
    pub fn router(&self) -> axum::Router {
        http::app(self.state.clone())
    }

    /// What its resources work with.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Publishes a flow's file, unless what is live says the same, and returns its entry.
    ///
    /// # Errors
    /// When it cannot be read, or would not work.
    pub async fn load(&self, path: &Path) -> Result<FlowEntry, NotLoaded> {
        let definition = std::fs::read_to_string(path)
            .map_err(|why| NotLoaded::Unread { path: path.to_owned(), why })?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let not_made = |why| NotLoaded::NotMade { path: path.to_owned(), why };
        let (driver, tenant) = (&self.state.driver, self.state.tenant);
        let flow = flow_id(&name);
        let live = driver.store.published(tenant, &flow).await;
        let live = live.map_err(|error| not_made(SettingsError::from(error).into()))?;
        if live.is_some_and(|live| live.definition == definition)
            && let Ok(Some((entry, _))) =
                settings::read::<FlowEntry>(&*driver.store, tenant, &flow).await
        {
            return Ok(entry);
        }
        let new = NewRevision {
            flow,
            name: Some(name),
            definition,
            publish: true,
            message: "From a file".into(),
            author: String::new(),
            over: None,
        };
        driver.flows.make(tenant, new, driver.clock.now()).await.map_err(not_made)
    }

    /// Serves until `stop` says so, then lets what is under way end.
    ///
    /// # Errors
    /// When the socket breaks.
    pub async fn run(
        &self,
        listener: TcpListener,
        stop: watch::Receiver<bool>,
    ) -> Result<(), ServerError> {
        let driver = Arc::clone(&self.state.driver);
        let mut stopped = stop.clone();
        let looking = tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = stopped.wait_for(|stop| *stop) => return,
                    () = tokio::time::sleep(LOOK_AGAIN) => {}
                }
                if let Err(error) = driver.flows.look_again().await {
                    tracing::warn!(%error, "it could not be looked which flows are live");
                }
            }
        });
        let router = Router::new(
            Arc::clone(&self.state.driver),
            self.state.tenant,
            self.node,
            self.staff.clone(),
        );
        let routing = tokio::spawn(router.run(stop.clone()));
        let mut stopped = stop.clone();
        let app = self.router().into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, app)
            .with_graceful_shutdown(async move {
                // A sender that is gone stops the server as well.
                let _ = stopped.wait_for(|stop| *stop).await;
            })
            .await?;
        // They end by the same word.
        let _ = looking.await;
        let _ = routing.await;
        Ok(())
    }
}

/// The id of a flow that came as a file of this name: the same on every server.
pub fn flow_id(name: &str) -> String {
    let digest = Sha256::digest(format!("flow:{name}"));
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("FW{hex}")
}

/// The installation's secret, made when nobody has made it yet.
async fn identity(
    store: &dyn Store,
    tenant: TenantId,
    clock: &dyn Clock,
) -> Result<Identity, ServerError> {
    for _ in 0..2 {
        if let Some((made, _)) = settings::read::<Installation>(store, tenant, "this").await? {
            return Ok(Identity::new(made.secret));
        }
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| ServerError::NoChance(error.to_string()))?;
        let made = Installation { id: "this".into(), secret };
        match settings::write(store, tenant, &made, 0, clock.now()).await {
            Ok(_) => return Ok(Identity::new(secret)),
            // Another server of the same installation was faster.
            Err(SettingsError::Changed { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ServerError::Store(StoreError::Other("the installation's secret comes and goes".into())))
}

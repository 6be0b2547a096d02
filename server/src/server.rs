//! The server as a whole: opened over a store, asked for its router, run until it shall stop.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use centralita_engine::Secs;
use centralita_engine::declare::Catalogue;
use centralita_engine::exec::Settings;
use centralita_project::Staffed;
use centralita_routing::Language;
use centralita_widgets::script::LocalFunctions;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::arrivals::{Arrivals, Polling};
use crate::calls::Calls;
use crate::channels::chat::allowance::Allowances;
use crate::channels::outlet::ChannelOutlet;
use crate::channels::twiml::outlet::TwimlOutlet;
use crate::channels::{self, Channels};
use crate::chats::Chats;
use crate::clock::{Clock, WallClock};
use crate::dialling::{Dialling, DiallingRules};
use crate::driver::Driver;
use crate::egress::{Egress, EgressRules, NoSecrets, Secrets, Vault};
use crate::flows::{Flows, NewRevision, NotMade, Rehearsal};
use crate::forgetting;
use crate::http::{self, MOST_UPLOADS, State};
use crate::identity::Identity;
use crate::ids::{NodeId, TenantId};
use crate::measures;
use crate::messages::Messages;
use crate::people::{People, PeopleError};
use crate::recordings::{MemoryRecordings, Recordings};
use crate::router::{Router, Staff};
use crate::serving;
use crate::settings::{
    self, Account, FlowEntry, Inbox, Installation, NoChance, SecretDigest, SettingsError,
    fill_with_chance, random_digits,
};
use crate::store::{Revision, Store, StoreError};
use crate::work::{Hands, Outlets, Pace, Workers};

/// After how many such looks it is measured what goes on.
const MEASURED_EACH: u32 = 10;

/// How often it is looked which revisions other servers have published.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How long work is held if nobody says otherwise.
const LEASE: Duration = Duration::from_secs(90);

/// The note of revisions that come from files.
const FROM_A_FILE: &str = "From a file";

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
    /// The folder of the editor's page, as `cargo xtask web` builds it; none when it is not handed out.
    pub designer: Option<PathBuf>,
    /// Which strangers' addresses flows may ask.
    pub egress: EgressRules,
    /// The secrets that flows name and nobody has set on this server.
    pub secrets: Arc<dyn Secrets>,
    /// The project's own functions.
    pub functions: LocalFunctions,
    /// The message channels by which contacts write.
    pub channels: Channels,
    /// How long a request waits for a document before its caller is asked to wait; two seconds if
    /// nothing else is wanted.
    pub patience: Duration,
    /// How long a server holds work of flows that it has begun: another one does it after that, when this
    /// one has died. No request of a flow takes longer than two thirds of it.
    pub lease: Duration,
    /// Whom flows may call and write to.
    pub dialling: DiallingRules,
    /// How many connections there are at once; who finds no room waits.
    pub connections: usize,
    /// How long executions are kept that are over, a day at least; none for ever.
    pub kept: Option<Duration>,
}

impl Setup {
    /// A server over a store, with the widget types of this house, for this machine alone.
    pub fn over(store: Arc<dyn Store>) -> Setup {
        Setup {
            store,
            catalogue: centralita_widgets::builtin(),
            settings: Settings::default(),
            staff: None,
            public: "http://127.0.0.1:8080".into(),
            designer: None,
            egress: EgressRules::default(),
            secrets: Arc::new(NoSecrets),
            functions: LocalFunctions::default(),
            channels: channels::builtin(),
            patience: crate::calls::PATIENCE,
            lease: LEASE,
            dialling: DiallingRules::default(),
            connections: serving::MOST_CONNECTIONS,
            kept: Some(forgetting::KEPT),
        }
    }
}

/// A server: everything but the socket.
#[derive(Clone)]
pub struct Server {
    state: State,
    staff: Option<Staff>,
    node: NodeId,
    hands: Hands,
    pace: Pace,
    most_connections: usize,
    kept: Option<Duration>,
}

/// What a program names and proves, told once.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstToken {
    /// The account: `AC` and 32 hexadecimal digits.
    pub account: String,
    /// The token.
    pub token: String,
}

impl std::fmt::Debug for FirstToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstToken").field("account", &self.account).finish_non_exhaustive()
    }
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
    /// No secure connections can be made.
    #[error("This machine makes no secure connections: {0}")]
    NoTls(String),
    /// No secret could be made.
    #[error(transparent)]
    NoChance(#[from] NoChance),
    /// Nobody could be made who logs in.
    #[error(transparent)]
    People(#[from] PeopleError),
    /// The socket broke.
    #[error("The server cannot go on listening: {0}")]
    Io(#[from] std::io::Error),
}

/// Why a flow cannot be chatted with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoChat {
    /// There is no such flow.
    #[error("There is no flow {0} to chat with. Publish it first, or name its file.")]
    NoFlow(String),
    /// The settings could not be read or written.
    #[error(transparent)]
    Settings(#[from] SettingsError),
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
        let dialling = Arc::new(Dialling::new(setup.dialling));
        dialling.look_again(&*setup.store, tenant).await?;
        let driver = Driver::new(setup.store, Arc::new(flows), clock).with_dialling(dialling);
        let driver = Arc::new(driver);
        let allowances = Allowances::default();
        let chats = Chats::new(Arc::clone(&driver), identity.clone(), tenant, allowances);
        let calls = Calls::new(Arc::clone(&driver), identity.clone()).with_patience(setup.patience);
        let recordings = Arc::new(MemoryRecordings::default());
        let public = setup.public.trim_end_matches('/').into();
        let mut node = [0; 8];
        fill_with_chance(&mut node)?;
        let guesses = Arc::default();
        let people = People::new(Arc::clone(&driver.store), tenant);
        let designer = setup.designer.map(Arc::from);
        let messages = Messages::new(Arc::clone(&driver), identity.clone(), tenant);
        let vault = Vault::new(tenant, setup.secrets);
        vault.look_again(&*driver.store).await?;
        let arrivals =
            Arrivals::new(Arc::clone(&driver), messages.clone(), identity.clone(), tenant);
        let channels = setup.channels;
        let functions = Arc::new(setup.functions);
        // People and plans that do not hold together are told by the router when it begins.
        let office = setup.staff.as_ref().and_then(|staff| {
            let (crew, plans) = (staff.crew.clone(), staff.plans.clone());
            Staffed::new(crew, plans, Language::English).ok().map(Arc::new)
        });
        let rehearsal = Rehearsal { functions: Arc::clone(&functions), office };
        let state = State {
            rehearsal,
            driver,
            vault: vault.clone(),
            channels,
            arrivals,
            messages,
            calls,
            chats,
            recordings,
            uploads: Arc::new(Semaphore::new(MOST_UPLOADS)),
            identity,
            guesses,
            people,
            designer,
            public,
            tenant,
        };
        let (longest, spare_millis) = shares(setup.lease, setup.egress.longest);
        let pace = Pace { spare_millis, ..Pace::default() };
        let rules = EgressRules { longest, ..setup.egress };
        let egress = Egress::new(rules, Arc::new(vault))
            .map_err(|error| ServerError::NoTls(error.to_string()))?;
        let twiml = TwimlOutlet::new(Arc::clone(&state.public))
            .map_err(|error| ServerError::NoTls(error.message.to_string()))?;
        let channels = ChannelOutlet::new(
            state.channels.clone(),
            egress.clone(),
            Arc::clone(&state.driver.store),
            Arc::clone(&state.driver.clock),
        );
        let outlets = Outlets::default()
            .with("channel", Arc::new(channels))
            .with("chat", Arc::new(state.chats.clone()))
            .with("twiml", Arc::new(twiml));
        let (most_connections, kept) = (setup.connections, setup.kept);
        let hands = Hands { egress, outlets, functions };
        let node = NodeId(u64::from_be_bytes(node));
        Ok(Server { state, hands, pace, staff: setup.staff, node, most_connections, kept })
    }

    /// With a place for what callers of the phone page leave; else it is kept in memory.
    #[must_use]
    pub fn with_recordings(mut self, recordings: Arc<dyn Recordings>) -> Server {
        self.state.recordings = recordings;
        self
    }

    /// Lets pages of these sites chat with a flow, by its name or id, and with no other; returns the inbox
    /// that the pages name, the same one each time. The sites replace those of the last time.
    ///
    /// # Errors
    /// When there is no such flow, or the store cannot.
    pub async fn chat_on(&self, flow: &str, sites: &[String]) -> Result<Inbox, NoChat> {
        let State { driver, chats, tenant, .. } = &self.state;
        let flows = settings::all::<FlowEntry>(&*driver.store, *tenant).await?;
        let found = flows.into_iter().find(|(entry, _)| entry.name == flow || entry.id == flow);
        let (entry, _) = found.ok_or_else(|| NoChat::NoFlow(flow.to_owned()))?;
        let id = chats.inbox_of(&entry.id);
        let (old, version) = settings::read::<Inbox>(&*driver.store, *tenant, &id)
            .await?
            .unwrap_or((Inbox { id, ..Inbox::default() }, 0));
        let inbox = Inbox { flow: entry.id, origins: sites.to_vec(), ..old.clone() };
        if inbox != old {
            settings::write(&*driver.store, *tenant, &inbox, version, driver.clock.now()).await?;
        }
        Ok(inbox)
    }

    /// Everything it answers by HTTP, to be served or put into somebody's own application.
    pub fn router(&self) -> axum::Router {
        http::app(self.state.clone())
    }

    /// Makes the account by which programs use the REST API, and its first token, which is nowhere else;
    /// none when that was done before.
    ///
    /// # Errors
    /// When the store or the system cannot.
    pub async fn first_token(&self) -> Result<Option<FirstToken>, ServerError> {
        let State { driver, tenant, .. } = &self.state;
        let account = self.state.account();
        let token = random_digits()?;
        let now = driver.clock.now();
        let made =
            Account { id: account.clone(), tokens: vec![SecretDigest::of(&token)], created: now };
        match settings::write(&*driver.store, *tenant, &made, 0, now).await {
            Ok(_) => Ok(Some(FirstToken { account, token })),
            Err(SettingsError::Changed { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// A one-time link by which the first admin comes in and sets a password; none once an admin has one.
    /// A link that was made before works no more.
    ///
    /// # Errors
    /// When the store or the system cannot.
    pub async fn first_link(&self) -> Result<Option<String>, ServerError> {
        let word = self.state.people.first_word(self.state.driver.clock.now()).await?;
        Ok(word.map(|(word, _)| self.state.link(&word)))
    }

    /// A one-time link by which somebody comes in and sets a new password; none when there is nobody of this
    /// name. For whoever can start the server and has forgotten theirs.
    ///
    /// # Errors
    /// When the store or the system cannot.
    pub async fn new_link(&self, name: &str) -> Result<Option<String>, ServerError> {
        let word = self.state.people.word(name, self.state.driver.clock.now()).await?;
        Ok(word.map(|(word, _)| self.state.link(&word)))
    }

    /// What its resources work with.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Publishes a flow's file, and returns its entry. A file that has not changed since it was published is
    /// not published again: whatever people have drawn and published meanwhile stays.
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
        let known = settings::read::<FlowEntry>(&*driver.store, tenant, &flow).await;
        if let Ok(Some((entry, _))) = known {
            let is_live = live.is_some_and(|live| live.definition == definition);
            if is_live
                || self.last_from_file(&flow).await.map_err(not_made)? == Some(definition.clone())
            {
                return Ok(entry);
            }
        }
        let new = NewRevision {
            flow,
            name: Some(name),
            definition,
            publish: true,
            message: FROM_A_FILE.into(),
            author: String::new(),
            over: None,
        };
        driver.flows.make(tenant, new, driver.clock.now()).await.map_err(not_made)
    }

    /// What the file of a flow said when it was published last.
    async fn last_from_file(&self, flow: &str) -> Result<Option<String>, NotMade> {
        let (store, tenant) = (&self.state.driver.store, self.state.tenant);
        let all = store.revisions(tenant, flow).await.map_err(SettingsError::from)?;
        let is_from_file = |one: &&Revision| {
            one.message == FROM_A_FILE && one.author.is_empty() && one.is_published
        };
        let Some(last) = all.iter().find(is_from_file) else { return Ok(None) };
        let last = store.revision(tenant, flow, Some(last.number)).await;
        Ok(last.map_err(SettingsError::from)?.map(|last| last.definition))
    }

    /// Serves until `stop` says so, then lets what is under way end.
    pub async fn run(&self, listener: TcpListener, stop: watch::Receiver<bool>) {
        let working = self.work(stop.clone());
        let serving = serving::serve(listener, self.router(), self.most_connections, stop);
        tokio::join!(serving, working);
    }

    /// Does what nobody asks for by HTTP, until `stop` says so: performs what flows want of the world, wakes them
    /// when their time has come, routes tasks, and sees what other servers of the installation have published.
    /// For programs that put [`Server::router`] into an application of their own; [`Server::run`] does it by itself.
    pub async fn work(&self, stop: watch::Receiver<bool>) {
        let driver = Arc::clone(&self.state.driver);
        let router =
            Router::new(Arc::clone(&driver), self.state.tenant, self.node, self.staff.clone());
        let routing = tokio::spawn(router.run(stop.clone()));
        let workers = Workers::new(driver, self.node, self.hands.clone(), self.pace.clone());
        let working = tokio::spawn(workers.run(stop.clone()));
        let State { arrivals, channels, .. } = &self.state;
        let (arrivals, channels) = (arrivals.clone(), channels.clone());
        let polling = Polling::new(arrivals, channels, self.hands.egress.clone(), self.node);
        let polling = tokio::spawn(polling.run(stop.clone()));
        let (forgetting, kept, stopped) = (self.state.forgetting(), self.kept, stop.clone());
        let clock = self.state.driver.clock.clone();
        let forgetting = tokio::spawn(async move {
            if let Some(kept) = kept {
                forgetting.run(&*clock, kept, stopped).await;
            }
        });
        self.look_around(stop).await;
        // They end by the same word.
        let _ = routing.await;
        let _ = working.await;
        let _ = polling.await;
        let _ = forgetting.await;
    }

    /// Sees what other servers of the installation have changed.
    async fn look_around(&self, mut stop: watch::Receiver<bool>) {
        let State { driver, vault, tenant, .. } = &self.state;
        let mut looks = 0_u32;
        loop {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
            if let Err(error) = driver.flows.look_again().await {
                tracing::warn!(%error, "it could not be looked which flows are live");
            }
            if looks.is_multiple_of(MEASURED_EACH)
                && let Err(error) = measures::look(driver, *tenant).await
            {
                tracing::warn!(%error, "it could not be measured what goes on");
            }
            looks = looks.wrapping_add(1);
            if let Err(error) = vault.look_again(&*driver.store).await {
                tracing::warn!(%error, "it could not be looked which secrets there are");
            }
            if let Err(error) = driver.dialling.look_again(&*driver.store, *tenant).await {
                tracing::warn!(%error, "it could not be looked which numbers there are");
            }
        }
    }
}

/// Of the time for which work is held: how long a request may take, and how many milliseconds are left then.
fn shares(lease: Duration, longest: Secs) -> (Secs, i64) {
    let lease_millis = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX).max(3_000);
    let most = u32::try_from(lease_millis / 1_500).unwrap_or(u32::MAX);
    let longest = Secs(longest.0.min(most));
    (longest, lease_millis - i64::from(longest.0) * 1_000)
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
        fill_with_chance(&mut secret)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_held_longer_than_any_request_may_take() {
        let shares = |seconds| shares(Duration::from_secs(seconds), Secs(60));
        assert_eq!(shares(90), (Secs(60), 30_000));
        assert_eq!(shares(600), (Secs(60), 540_000));
        assert_eq!(shares(12), (Secs(8), 4_000));
        assert_eq!(shares(0), (Secs(2), 1_000));
    }
}

//! `centralita serve`: the server, on this machine.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use centralita_routing::crew::Crew;
use centralita_server::egress::Secrets;
use centralita_server::ids::TenantId;
use centralita_server::recordings::FolderRecordings;
use centralita_server::router::Staff;
use centralita_server::server::ServerError;
use centralita_server::settings::SECRET_KINDS;
use centralita_server::store::sqlite::{SqliteSettings, SqliteStore};
use centralita_server::store::{MemoryStore, PostgresSettings, PostgresStore, SealedStore, Store};
use centralita_server::{Server, Setup, measures};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::sync::watch;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::clock;
use crate::configuration::{Configuration, Flags};
use crate::files;
use crate::keys;
use crate::project::Project;
use crate::shell::{GOOD, Shell, Verdict, painted};
use crate::traces;
use crate::trouble::Trouble;
use crate::words::{Language, Report};

/// Answer calls and messages: the server, with everything it needs in one folder.
///
/// Flows that are named are published when they have changed. A first call needs no provider: the
/// address that is told has a phone.
#[derive(Debug, clap::Args)]
pub struct Serve {
    #[command(flatten)]
    flags: Flags,
    /// Make a one-time link by which this person comes in and sets a new password.
    #[arg(long, value_name = "NAME")]
    new_link: Option<String>,
    /// Let the pages of a site chat with a flow: `welcome_menu=https://www.example.com`. May be said again.
    #[arg(long = "chat", value_name = "FLOW=SITE")]
    chats: Vec<String>,
    /// Flows to publish, or folders with flows.
    #[arg(value_name = "FLOWS")]
    paths: Vec<PathBuf>,
}

impl Serve {
    /// Serves until it is told to stop.
    ///
    /// # Errors
    /// When the address or the data cannot be used.
    pub fn run(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let traces = Configuration::read(&self.flags)?.traces(shell.language)?;
        let traces = traces.map(|at| traces::sent_to(&at)).transpose()?;
        let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
        tracing_subscriber::registry()
            .with(LevelFilter::INFO)
            .with(lines)
            .with(traces.as_ref().map(traces::layer))
            .init();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(Trouble::Output)?;
        let ended = runtime.block_on(self.serve(shell));
        drop(runtime);
        if let Some(traces) = traces {
            traces::last_ones(&traces);
        }
        ended
    }

    async fn serve(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let language = shell.language;
        let here = self.paths.first().cloned().unwrap_or_else(|| PathBuf::from("."));
        let project = Project::around(&here, language)?;
        let configuration = Configuration::read(&self.flags)?;
        let listen = configuration.listen(language)?;
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .map_err(|error| cannot_listen(language, listen, &error))?;
        let listen = from_here(listener.local_addr().map_err(Trouble::Output)?);
        if let Some(address) = configuration.metrics(language)? {
            measure_at(address, language)?;
        }
        let setup = Setup {
            catalogue: project.catalogue.clone(),
            settings: project.settings.clone(),
            staff: project.office.as_ref().map(|office| Staff {
                crew: Crew::clone(&office.crew),
                plans: office.plans.clone(),
            }),
            functions: project.functions.clone(),
            public: configuration.public().unwrap_or_else(|| format!("http://{listen}")),
            designer: configuration.designer(language)?,
            egress: configuration.egress()?,
            dialling: configuration.dialling(language)?,
            secrets: Arc::new(FromTheEnvironment),
            lease: configuration.lease(language)?,
            connections: configuration.connections(language)?,
            kept: configuration.kept(language)?,
            ..Setup::over(store(&configuration, language).await?)
        };
        let broken = |error: ServerError| Trouble::Misuse(error.to_string());
        let mut server = Server::open(setup).await.map_err(broken)?;
        if configuration.database().is_none_or(|database| database != "memory") {
            let folder = configuration.data().join("recordings");
            server = server.with_recordings(Arc::new(FolderRecordings::new(folder)));
        }
        let paths = match self.paths.is_empty() {
            true => Vec::new(),
            false => files::flows(&self.paths, false, language)?,
        };
        for path in paths {
            match server.load(&path).await {
                Ok(flow) => tracing::info!(flow = flow.name, id = flow.id, "published"),
                Err(error) => shell.remark(error),
            }
        }
        let mut scripts = Vec::new();
        for (flow, sites) in self.sites(language)? {
            let inbox = server.chat_on(flow, &sites).await;
            let inbox = inbox.map_err(|error| Trouble::Misuse(error.to_string()))?;
            let public = &server.state().public;
            scripts.push(format!(
                "  <script src=\"{public}/chat/chat.js\" data-inbox=\"{}\" async></script>",
                inbox.id
            ));
        }
        let link = match &self.new_link {
            None => server.first_link().await.map_err(broken)?,
            Some(name) => {
                let link = server.new_link(name).await.map_err(broken)?;
                let nobody = || Trouble::Misuse(language.fill(Report::Nobody, &[("name", name)]));
                Some(link.ok_or_else(nobody)?)
            }
        };
        let page = format!("http://{listen}/");
        let phone = format!("{page}phone/");
        let places = [("page", &page as &dyn std::fmt::Display), ("phone", &phone)];
        shell.line(painted(GOOD, language.fill(Report::Serving, &places)))?;
        if !scripts.is_empty() {
            shell.line(language.say(Report::ChatScript))?;
        }
        for script in scripts {
            shell.line(script)?;
        }
        if let Some(link) = link {
            shell.line(language.fill(Report::ComeIn, &[("link", &link)]))?;
        }
        shell.line(language.say(Report::HowToStop))?;
        shell.flush()?;
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(async move {
            told_to_stop().await;
            // Nobody is left to be told when the server is gone already.
            let _ = stop.send(true);
        });
        server.run(listener, stopped).await;
        shell.line(language.say(Report::Stopped))?;
        Ok(Verdict::Well)
    }

    /// The flows that are chatted with, and from which sites.
    fn sites(&self, language: Language) -> Result<BTreeMap<&str, Vec<String>>, Trouble> {
        let mut sites: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for chat in &self.chats {
            let misuse = || Trouble::Misuse(language.fill(Report::NoSite, &[("chat", chat)]));
            let (flow, site) = chat.split_once('=').ok_or_else(misuse)?;
            let site = site.trim_end_matches('/');
            let host = site.strip_prefix("https://").or_else(|| site.strip_prefix("http://"));
            if host.is_none_or(|host| host.is_empty() || host.contains('/')) {
                return Err(misuse());
            }
            sites.entry(flow).or_default().push(site.to_owned());
        }
        Ok(sites)
    }
}

/// Hands measures out at an address.
fn measure_at(address: SocketAddr, language: Language) -> Result<(), Trouble> {
    let exporter = PrometheusBuilder::new().with_http_listener(address);
    let exporter = exporter.set_buckets(&measures::BUCKETS);
    let installed = exporter.and_then(PrometheusBuilder::install);
    installed.map_err(|error| {
        let error = std::io::Error::other(error);
        cannot_listen(language, address, &error)
    })?;
    measures::describe();
    Ok(())
}

/// Secrets that stand in the environment: `{{secrets.NAME}}` in `CENTRALITA_SECRET_NAME`.
struct FromTheEnvironment;

impl Secrets for FromTheEnvironment {
    fn get(&self, _: TenantId, name: &str) -> Option<String> {
        std::env::var(format!("CENTRALITA_SECRET_{name}")).ok().filter(|value| !value.is_empty())
    }
}

/// The store, which seals what it keeps.
async fn store(
    configuration: &Configuration,
    language: Language,
) -> Result<Arc<dyn Store>, Trouble> {
    let store = in_clear(configuration).await?;
    if configuration.database().as_deref() == Some("memory") {
        return Ok(store);
    }
    let path = configuration.keys();
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| Trouble::writing(folder, error))?;
    }
    let keys = keys::of(&*store, &path, language).await?;
    let store = SealedStore::over(store, keys);
    for kind in SECRET_KINDS {
        let sealed = store.seal_again(TenantId::FIRST, kind, clock::now()).await;
        let count = sealed.map_err(|error| Trouble::Misuse(error.to_string()))?;
        if count > 0 {
            tracing::info!(kind, count, "sealed with the newest key");
        }
    }
    Ok(Arc::new(store))
}

async fn in_clear(configuration: &Configuration) -> Result<Arc<dyn Store>, Trouble> {
    let refused = |error: &dyn std::fmt::Display| Trouble::Misuse(error.to_string());
    match configuration.database().as_deref() {
        Some("memory") => Ok(Arc::new(MemoryStore::default())),
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            let store = PostgresStore::connect(url, &PostgresSettings::default()).await;
            Ok(Arc::new(store.map_err(|error| refused(&error))?))
        }
        Some(other) => Err(refused(&format!(
            "A database is postgres://… or memory, not {}. A file needs none: name its folder with --data.",
            other.split(':').next().unwrap_or_default()
        ))),
        None => {
            let data = configuration.data();
            std::fs::create_dir_all(&data).map_err(|error| Trouble::writing(&data, error))?;
            let file = data.join("centralita.db");
            let store = SqliteStore::open(&file, &SqliteSettings::default());
            Ok(Arc::new(store.map_err(|error| refused(&error))?))
        }
    }
}

/// Where this machine reaches a server that listens there: one that listens everywhere, at home.
fn from_here(mut listen: SocketAddr) -> SocketAddr {
    match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => listen.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => listen.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    listen
}

fn cannot_listen(language: Language, address: SocketAddr, error: &std::io::Error) -> Trouble {
    let report = match error.kind() {
        std::io::ErrorKind::AddrInUse => Report::AddressTaken,
        _ => Report::CannotListen,
    };
    Trouble::Misuse(language.fill(report, &[("address", &address), ("error", error)]))
}

/// Waits until a person or the system says that it shall stop.
async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

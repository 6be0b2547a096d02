//! `centralita serve`: the server, on this machine.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use centralita_routing::crew::Crew;
use centralita_server::router::Staff;
use centralita_server::server::ServerError;
use centralita_server::store::sqlite::{SqliteSettings, SqliteStore};
use centralita_server::store::{MemoryStore, Store};
use centralita_server::{Server, Setup};
use tokio::sync::watch;

use crate::files;
use crate::project::Project;
use crate::shell::{GOOD, Shell, Verdict, painted};
use crate::trouble::Trouble;
use crate::words::{Language, Report};

/// Answer calls and messages: the server, with everything it needs in one folder.
///
/// Flows that are named are published when they have changed. A first call needs no provider: the
/// address that is told has a phone.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where the world reaches this server, like `https://calls.example.com`; else only this machine does.
    #[arg(long, value_name = "ADDRESS")]
    public: Option<String>,
    /// The folder of the data; it is made when it is not there.
    #[arg(long, value_name = "FOLDER", default_value = "centralita-data")]
    data: PathBuf,
    /// Keep everything in memory only: for a trial that leaves nothing behind.
    #[arg(long)]
    in_memory: bool,
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
        tracing_subscriber::fmt()
            .with_writer(std::io::stderr)
            .with_max_level(tracing::Level::INFO)
            .init();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(Trouble::Output)?;
        runtime.block_on(self.serve(shell))
    }

    async fn serve(&self, shell: &mut Shell) -> Result<Verdict, Trouble> {
        let language = shell.language;
        let here = self.paths.first().cloned().unwrap_or_else(|| PathBuf::from("."));
        let project = Project::around(&here, language)?;
        let setup = Setup {
            catalogue: project.catalogue.clone(),
            settings: project.settings.clone(),
            staff: project.office.as_ref().map(|office| Staff {
                crew: Crew::clone(&office.crew),
                plans: office.plans.clone(),
            }),
            functions: project.functions.clone(),
            public: self.public.clone().unwrap_or_else(|| format!("http://{}", self.listen)),
            ..Setup::over(self.store().await?)
        };
        let broken = |error: ServerError| Trouble::Misuse(error.to_string());
        let server = Server::open(setup).await.map_err(broken)?;
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
        let listener = tokio::net::TcpListener::bind(self.listen)
            .await
            .map_err(|error| cannot_listen(language, self.listen, &error))?;
        let address = listener.local_addr().map_err(Trouble::Output)?;
        let phone = format!("http://{address}/phone/");
        shell.line(painted(GOOD, language.fill(Report::Serving, &[("phone", &phone)])))?;
        shell.flush()?;
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(async move {
            told_to_stop().await;
            // Nobody is left to be told when the server is gone already.
            let _ = stop.send(true);
        });
        server.run(listener, stopped).await.map_err(broken)?;
        shell.line(language.say(Report::Stopped))?;
        Ok(Verdict::Well)
    }

    async fn store(&self) -> Result<Arc<dyn Store>, Trouble> {
        if self.in_memory {
            return Ok(Arc::new(MemoryStore::default()));
        }
        std::fs::create_dir_all(&self.data).map_err(|error| Trouble::writing(&self.data, error))?;
        let file = self.data.join("centralita.db");
        let store = SqliteStore::open(&file, &SqliteSettings::default())
            .map_err(|error| Trouble::Misuse(error.to_string()))?;
        Ok(Arc::new(store))
    }
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

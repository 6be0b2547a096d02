//! A server that listens, with one flow behind each connection.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use centralita_engine::Time;
use centralita_server::channels::{Channels, builtin};
use centralita_server::egress::EgressRules;
use centralita_server::ids::TenantId;
use centralita_server::settings::{self, ChannelAccount, Connection, ConnectionKind, Number};
use centralita_server::store::{MemoryStore, Store};
use centralita_server::{Server, Setup};
use serde_json::Value as Json;
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long anything may take here before a test says that it did not happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server.
pub struct House {
    pub server: Server,
    pub store: Arc<dyn Store>,
    pub base: String,
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
}

/// What next comes out of a fake.
pub async fn next<T>(from: &mut UnboundedReceiver<T>) -> T {
    let came = tokio::time::timeout(PATIENCE, from.recv()).await;
    came.expect("it happened in time").expect("the fake lives")
}

/// Asks this machine, without TLS.
pub fn client() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().no_proxy().tls_backend_preconfigured(tls).build().unwrap()
}

pub fn store() -> Arc<dyn Store> {
    Arc::new(MemoryStore::default())
}

impl House {
    /// A server over a store, which may ask this one service of this machine.
    pub async fn open(store: Arc<dyn Store>, service: &str) -> House {
        House::with(store, service, builtin()).await
    }

    pub async fn with(store: Arc<dyn Store>, service: &str, channels: Channels) -> House {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let service = service.trim_start_matches("http://").parse().unwrap();
        let mut egress = EgressRules::default();
        egress.allowed = vec![service];
        let setup =
            Setup { public: base.clone(), egress, channels, ..Setup::over(Arc::clone(&store)) };
        let server = Server::open(setup).await.unwrap();
        let (stop, stopped) = watch::channel(false);
        let serving = server.clone();
        let running = tokio::spawn(async move { serving.run(listener, stopped).await });
        House { server, store, base, stop, running }
    }

    /// Ends as a server does that is told to.
    pub async fn close(self) {
        self.stop.send_replace(true);
        tokio::time::timeout(PATIENCE, self.running).await.expect("it stops").unwrap();
    }

    /// Ends as a server does whose machine lost its power.
    pub fn kill(self) {
        self.running.abort();
    }

    /// A sample flow answers at an address of a connection.
    pub async fn answers(&self, connection: &str, address: &str, flow: &Path) {
        let flow = self.server.load(flow).await.unwrap();
        let id: String =
            address.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let known = settings::read::<Number>(&*self.store, TenantId::FIRST, &id).await.unwrap();
        let number = Number {
            id,
            address: address.into(),
            connection: connection.into(),
            flow: flow.id,
            name: String::new(),
            announcement: None,
        };
        let version = known.map_or(0, |(_, version)| version);
        settings::write(&*self.store, TenantId::FIRST, &number, version, Time(0)).await.unwrap();
    }

    pub async fn live(&self) -> u64 {
        self.store.live().await.unwrap()
    }

    /// Waits until so many executions are live.
    pub async fn until_live(&self, count: u64) {
        let come_true = async {
            let mut changes = self.server.state().driver.changes.all();
            while self.live().await != count {
                changes.recv().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, come_true).await.expect("it came true in time");
    }
}

/// Sets a connection up.
pub async fn connect(
    store: &dyn Store,
    id: &str,
    channel: &str,
    settings: &[(&str, &str)],
    secrets: &[(&str, &[&str])],
) {
    let text = |text: &str| text.to_owned();
    let account = ChannelAccount {
        channel: channel.into(),
        settings: settings.iter().map(|(name, value)| (text(name), text(value))).collect(),
        secrets: secrets
            .iter()
            .map(|(name, those)| (text(name), those.iter().map(|one| text(one)).collect()))
            .collect::<BTreeMap<_, Vec<String>>>(),
    };
    builtin().get(channel).map_or(Ok(()), |channel| channel.check(&account)).unwrap();
    let kind = ConnectionKind::Channel(account);
    let connection = Connection { id: id.into(), name: String::new(), kind };
    let known = centralita_server::settings::read::<Connection>(store, TenantId::FIRST, id).await;
    let version = known.unwrap().map_or(0, |(_, version)| version);
    centralita_server::settings::write(store, TenantId::FIRST, &connection, version, Time(0))
        .await
        .unwrap();
}

pub fn flow(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../flows").join(name)
}

pub fn samples() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(flow("")).unwrap();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

/// A flow that asks for a name, and says what it heard.
pub fn echo(folder: &Path, name: &str, says: &str) -> PathBuf {
    let flow = serde_json::json!({ "initial_state": "Trigger", "states": [
        { "name": "Trigger", "type": "trigger", "properties": {},
          "transitions": [{ "event": "incomingMessage", "next": "ask" }] },
        { "name": "ask", "type": "send-and-wait-for-reply",
          "transitions": [{ "event": "incomingMessage", "next": "say" },
                          { "event": "deliveryFailure", "next": "note" }],
          "properties": { "from": "{{flow.channel.address}}", "timeout": "3600", "body": says } },
        { "name": "note", "type": "set-variables", "transitions": [{ "event": "next" }],
          "properties": { "variables": [{ "key": "failed", "value": "yes" }] } },
        { "name": "say", "type": "send-message", "transitions": [],
          "properties": { "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}",
                          "body": "You said {{widgets.ask.inbound.Body}}." } },
    ]});
    let path = folder.join(format!("{name}.json"));
    std::fs::write(&path, flow.to_string()).unwrap();
    path
}

/// What a fake's answers say as text.
pub fn text<'a>(json: &'a Json, name: &str) -> &'a str {
    json[name].as_str().unwrap_or_default()
}

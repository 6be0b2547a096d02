//! A card's number that a caller keys in, and a secret that a flow names, stand in no file and in no log.

#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::http::HeaderMap;
use centralita_engine::Time;
use centralita_provider::drive::Pace;
use centralita_provider::{Number as Line, Provider, Script, Settings};
use centralita_server::egress::EgressRules;
use centralita_server::ids::TenantId;
use centralita_server::settings::{
    self, Connection, ConnectionKind, FlowSecret, Number, TwimlAccount,
};
use centralita_server::store::{Keyring, SealedStore, SqliteSettings, SqliteStore, Store};
use centralita_server::{Server, Setup};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::fmt::MakeWriter;

const NUMBER: &str = "+18005550000";
const CARD: &str = "4929123456789018";
const SECRET: &str = "canary-of-the-payment-service";
const TOKEN: &str = "canary-of-the-account";

/// Asks for a card, tells it to a service, and asks for one thing more.
const PAYS: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","properties":{},"transitions":[{"event":"incomingCall","next":"card"}]},
    {"name":"card","type":"gather-input-on-call","properties":{"say":"Your card","timeout":5,"number_of_digits":16,"loop":1},
     "transitions":[{"event":"keypress","next":"pay"},{"event":"speech"},{"event":"timeout"}]},
    {"name":"pay","type":"make-http-request","properties":{"method":"POST","url":"SERVICE/pay?key={{secrets.PAY_KEY}}",
     "body":"card={{widgets.card.Digits}}","content_type":"application/x-www-form-urlencoded;charset=utf-8"},
     "transitions":[{"event":"success","next":"more"},{"event":"failed"}]},
    {"name":"more","type":"gather-input-on-call","properties":{"say":"Anything else?","timeout":5,"number_of_digits":1,"loop":1},
     "transitions":[{"event":"keypress"},{"event":"speech"},{"event":"timeout"}]}
],"initial_state":"Trigger","centralita":{"version":1,"sensitive":["card"]}}"#;

/// Everything that is logged, by whomever, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

/// A service that takes cards: what it was told.
async fn service() -> (String, Arc<Mutex<Vec<String>>>) {
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = Arc::clone(&told);
    let take = move |uri: axum::http::Uri, _: HeaderMap, body: String| async move {
        noted.lock().unwrap().push(format!("{uri} {body}"));
        "paid"
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/pay", axum::routing::post(take));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (base, told)
}

/// One caller pays, another is in the middle of it when the server stops.
async fn two_callers_pay(store: Arc<dyn Store>, folder: &Path) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (service, told) = service().await;
    let mut egress = EgressRules::default();
    egress.allowed = vec![service.trim_start_matches("http://").parse().unwrap()];
    let provider = Provider::start(Settings::seeded(3), Pace::Jumps).await.unwrap();
    provider.with(|exchange| exchange.settings.token = TOKEN.into());
    let account = TwimlAccount {
        profile: "twilio".into(),
        account: provider.with(|exchange| exchange.settings.account.to_string()),
        tokens: vec![TOKEN.into()],
        api: Some(provider.base_url()),
        ..TwimlAccount::default()
    };
    let kind = ConnectionKind::Twiml(account);
    let connection = Connection { id: "main".into(), name: String::new(), kind };
    settings::write(&*store, TenantId::FIRST, &connection, 0, Time(0)).await.unwrap();
    let secret = FlowSecret { name: "PAY_KEY".into(), value: SECRET.into(), updated: Time(0) };
    settings::write(&*store, TenantId::FIRST, &secret, 0, Time(0)).await.unwrap();
    let setup = Setup { public: base.clone(), egress, ..Setup::over(Arc::clone(&store)) };
    let server = Server::open(setup).await.unwrap();
    let flow = folder.join("pays.json");
    std::fs::write(&flow, PAYS.replace("SERVICE", &service)).unwrap();
    let number = Number {
        id: "1".into(),
        address: NUMBER.into(),
        connection: "main".into(),
        flow: server.load(&flow).await.unwrap().id,
        name: String::new(),
        announcement: None,
    };
    settings::write(&*store, TenantId::FIRST, &number, 0, Time(0)).await.unwrap();
    provider.set_number(
        Line::voice(NUMBER, &format!("{base}/line/main/call"))
            .status_callback(&format!("{base}/line/main/status")),
    );
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(async move { server.run(listener, stopped).await });
    for more in [Script::new().press(CARD).press("1"), Script::new().press(CARD)] {
        let transcript = provider.call(NUMBER, more.patience_millis(30_000)).await;
        assert!(transcript.has_heard("Anything else?"), "{transcript}");
    }
    let told = told.lock().unwrap().clone();
    let paid = format!("/pay?key={SECRET} card={CARD}");
    assert_eq!(told, [paid.clone(), paid], "the service is told what it needs");
    let _ = stop.send(true);
    running.await.unwrap();
}

/// The files below a folder in which a text stands, and how many there are in all.
fn found(folder: &Path, text: &str) -> (Vec<String>, usize) {
    let (mut found, mut count) = (Vec::new(), 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        count += 1;
        if bytes.windows(text.len()).any(|some| some == text.as_bytes()) {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    (found, count)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_and_a_secret_stand_in_no_file_and_in_no_log() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .init();
    let folder = tempfile::tempdir().unwrap();
    let flows = tempfile::tempdir().unwrap();
    let open = |name: &str| -> Arc<dyn Store> {
        let file = folder.path().join(name);
        Arc::new(SqliteStore::open(&file, &SqliteSettings::default()).unwrap())
    };
    // Without sealing they do stand there: who looks for them finds them.
    two_callers_pay(open("clear.db"), flows.path()).await;
    for canary in [CARD, SECRET, TOKEN] {
        let (found, _) = found(folder.path(), canary);
        assert!(found.iter().any(|name| name.starts_with("clear.db")), "{canary} {found:?}");
    }
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    let keys = Keyring::parse(&Keyring::new_line().unwrap()).unwrap();
    let sealed = SealedStore::over(open("sealed.db"), keys);
    two_callers_pay(Arc::new(sealed), flows.path()).await;
    for canary in [CARD, SECRET, TOKEN] {
        let (found, count) = found(folder.path(), canary);
        assert!(found.is_empty() && count > 0, "{canary} stands in {found:?}");
        let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
        let line = logged.lines().find(|line| line.contains(canary));
        assert!(line.is_none(), "{canary} is logged: {}", line.unwrap_or_default());
        assert!(logged.len() > 1000, "something is logged");
    }
}

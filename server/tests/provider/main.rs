//! Real calls over real HTTP: a provider in software, which knows nothing of this server but the protocol,
//! calls every sample flow.

#![allow(clippy::unwrap_used)]

mod real_flows;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use centralita_engine::Time;
use centralita_provider::drive::Pace;
use centralita_provider::{
    ChatScript, Number as Line, Peer, Provider, Script, Settings, Transcript,
};
use centralita_routing::crew::Crew;
use centralita_server::calls::PATIENCE;
use centralita_server::dialling::DiallingRules;
use centralita_server::egress::EgressRules;
use centralita_server::ids::TenantId;
use centralita_server::router::Staff;
use centralita_server::settings::{self, Connection, ConnectionKind, Number, TwimlAccount};
use centralita_server::store::{MemoryStore, Store};
use centralita_server::{Server, Setup};
use tokio::net::TcpListener;
use tokio::sync::watch;

const NUMBER: &str = "+18005550000";

struct House {
    server: Server,
    store: Arc<dyn Store>,
    base: String,
    provider: Provider,
    _stop: watch::Sender<bool>,
}

async fn house(token: &str) -> House {
    house_with(token, None, Pace::Jumps).await
}

async fn house_with(token: &str, staff: Option<Staff>, pace: Pace) -> House {
    house_of(token, staff, EgressRules::default(), pace).await
}

/// A house whose flows may ask whom these rules allow.
async fn house_asking(rules: EgressRules, pace: Pace) -> House {
    house_of("12345", None, rules, pace).await
}

async fn house_of(token: &str, staff: Option<Staff>, egress: EgressRules, pace: Pace) -> House {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let patience = match pace {
        // Time jumps while somebody waits: who asks again and again asks a thousand times in no time.
        Pace::Jumps => PATIENCE,
        _ => std::time::Duration::from_millis(1),
    };
    let setup = Setup {
        public: base.clone(),
        patience,
        staff,
        egress,
        dialling: DiallingRules::anybody(),
        ..Setup::over(Arc::clone(&store))
    };
    let server = Server::open(setup).await.unwrap();
    let provider = Provider::start(Settings::seeded(7), pace).await.unwrap();
    let account = TwimlAccount {
        profile: "twilio".into(),
        account: provider.with(|exchange| exchange.settings.account.to_string()),
        tokens: vec![token.into()],
        api: Some(provider.base_url()),
        ..TwimlAccount::default()
    };
    let kind = ConnectionKind::Twiml(account);
    let connection = Connection { id: "main".into(), name: String::new(), kind };
    settings::write(&*store, TenantId::FIRST, &connection, 0, Time(0)).await.unwrap();
    let line = Line {
        sms_url: format!("{base}/line/main/message"),
        ..Line::voice(NUMBER, &format!("{base}/line/main/call"))
            .status_callback(&format!("{base}/line/main/status"))
    };
    provider.set_number(line);
    let (stop, stopped) = watch::channel(false);
    let running = server.clone();
    tokio::spawn(async move { running.run(listener, stopped).await });
    House { server, store, base, provider, _stop: stop }
}

impl House {
    async fn answers_with(&self, flow: &Path) {
        let flow = self.server.load(flow).await.unwrap();
        self.answers_with_flow(flow.id).await;
    }

    async fn answers_with_flow(&self, flow: String) {
        let known = settings::read::<Number>(&*self.store, TenantId::FIRST, "1").await.unwrap();
        let number = Number {
            id: "1".into(),
            address: NUMBER.into(),
            connection: "main".into(),
            flow,
            name: String::new(),
            announcement: None,
        };
        let version = known.map_or(0, |(_, version)| version);
        settings::write(&*self.store, TenantId::FIRST, &number, version, Time(0)).await.unwrap();
    }

    async fn is_quiet(&self) -> bool {
        self.store.live().await.unwrap() == 0
    }
}

fn flows() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../flows")
}

fn samples() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(flows()).unwrap();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    paths.sort();
    paths
}

fn is_right(transcript: &Transcript) {
    assert!(transcript.wrongs().is_empty(), "{transcript}");
    assert!(transcript.webhooks().iter().all(|webhook| webhook.is_acknowledged()), "{transcript}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_goes_through_the_welcome_menu_over_the_wire() {
    let house = house("12345").await;
    house.answers_with(&flows().join("welcome_menu.json")).await;
    let script = Script::new().hear("For sales, press 1").press("3");
    let transcript = house.provider.call(NUMBER, script).await;
    is_right(&transcript);
    assert!(transcript.has_heard("Hello, and thank you for calling Acme."), "{transcript}");
    assert!(house.is_quiet().await, "{transcript}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_flow_is_called_by_callers_who_press_speak_and_keep_silent() {
    let house = house("12345").await;
    for flow in samples() {
        println!("{}", flow.display());
        house.answers_with(&flow).await;
        let scripts = [
            Script::new().press("1").press("1").press("1").press("1"),
            Script::new().silence().silence().silence().press("2"),
            Script::new().speak("sales").speak("tomorrow").press("9"),
            Script::new().press_now("12345#").hang_up(),
        ];
        for script in scripts {
            let transcript = house.provider.call(NUMBER, script.patience_millis(30_000)).await;
            let name = flow.display();
            assert!(transcript.wrongs().is_empty(), "{name}: {transcript}");
        }
    }
    house.provider.settled().await;
}

const QUEUE: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"ask"}],"properties":{}},
    {"name":"ask","type":"centralita-collect","transitions":[{"event":"collected","next":"queue"},{"event":"invalid","next":"queue"},{"event":"silent","next":"queue"}],
     "properties":{"say":"Your account number?","answer":"digits","min_length":3,"max_length":3,"attempts":1,"label":"Account"}},
    {"name":"queue","type":"enqueue-call","transitions":[{"event":"callComplete","next":"bye"},{"event":"failedToEnqueue","next":"sorry"},{"event":"callFailure","next":"sorry"}],
     "properties":{"queue_name":"Support"}},
    {"name":"bye","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"Goodbye."}},
    {"name":"sorry","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"Nobody is there."}}
]}"#;

const CREW: &str = r#"
    [settings]
    reservation_seconds = 60
    [[activity]]
    name = "Available"
    available = true
    [[channel]]
    name = "voice"
    [[queue]]
    name = "Support"
    [[worker]]
    id = "ana"
    name = "Ana"
    activity = "Available"
    attributes = { contact_uri = "+15550111" }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_told_who_calls_takes_the_call_by_a_key_and_meets_the_caller() {
    let staff = Staff { crew: Crew::read(CREW).unwrap(), plans: Vec::new() };
    let house = house_with("12345", Some(staff), Pace::TimesFaster(10.0)).await;
    let folder = tempfile::tempdir().unwrap();
    let flow = folder.path().join("support.json");
    std::fs::write(&flow, QUEUE).unwrap();
    house.answers_with(&flow).await;
    let worker = Script::new().hear("Account: 123").press("1").joined();
    house.provider.set_peer("+15550111", Peer::answers(worker));
    let caller = Script::new().press("123").joined().wait_millis(3_000).hang_up();
    let transcript = house.provider.call(NUMBER, caller.patience_millis(120_000)).await;
    is_right(&transcript);
    house.provider.settled().await;
    let all = house.provider.transcripts();
    let met = |transcript: &Transcript| {
        transcript.lines.iter().any(|(_, line)| format!("{line:?}").contains("task-FN"))
    };
    assert!(met(&transcript), "{transcript}");
    let worker = all.iter().find(|one| one.to == "+15550111").expect("the worker was rung");
    assert!(worker.has_heard("Account: 123"), "{worker}");
    assert!(met(worker), "{worker}");
    assert!(house.is_quiet().await, "{transcript}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_the_provider_hears_nothing() {
    let house = house("another secret").await;
    house.answers_with(&flows().join("welcome_menu.json")).await;
    let transcript = house.provider.call(NUMBER, Script::new().press("1")).await;
    assert!(transcript.documents().is_empty(), "{transcript}");
    assert!(!house.base.is_empty());
    assert_eq!(house.store.live().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_is_answered_and_the_next_message_goes_on_where_the_flow_waits() {
    let house = house_with("12345", None, Pace::TimesFaster(10.0)).await;
    house.answers_with(&flows().join("chat_triage.json")).await;
    let script = ChatScript::new()
        .write("Hello?")
        .read("How can we help?")
        .write("purple")
        .read("Sorry, I did not understand that.")
        .read("How can we help?")
        .write("2")
        .read("order");
    let ana = house.provider.chat("+15550123", NUMBER, script).await;
    assert_eq!(ana.got().len(), 4, "{ana}");
    is_right(&ana);
    // Another one's conversation is another one's, and a flow may answer once and end.
    house.answers_with(&flows().join("welcome_menu.json")).await;
    let script = ChatScript::new().write("Hi").read("thank you for writing to Acme");
    let ben = house.provider.chat("whatsapp:+15550124", NUMBER, script).await;
    is_right(&ben);
    assert_eq!(house.store.live().await.unwrap(), 1, "only the first one is still waited for");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_flow_is_written_to_and_says_nothing_wrong() {
    let house = house("12345").await;
    for (number, flow) in samples().into_iter().enumerate() {
        house.answers_with(&flow).await;
        let from = format!("+155501{number:02}");
        let script = ChatScript::new().write("Hello").write("1").write("yes").write("123456");
        let transcript = house.provider.chat(&from, NUMBER, script).await;
        assert!(transcript.wrongs().is_empty(), "{}: {transcript}", flow.display());
        let acknowledged = transcript.webhooks().iter().all(|webhook| webhook.is_acknowledged());
        assert!(acknowledged, "{}: {transcript}", flow.display());
    }
}

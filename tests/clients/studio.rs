//! Studio's REST API, by the vendor's own libraries with only the address changed.

use std::path::PathBuf;
use std::sync::Arc;

use centralita_clients::{node, python};
use centralita_engine::Time;
use centralita_provider::drive::Pace;
use centralita_provider::{Number as Line, Provider, Settings};
use centralita_server::ids::TenantId;
use centralita_server::server::FirstToken;
use centralita_server::settings::{self, ApiKey, Connection, ConnectionKind, Number, TwimlAccount};
use centralita_server::store::MemoryStore;
use centralita_server::{Server, Setup};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// The address of ours that messages are sent from.
const OURS: &str = "+15550199";

/// A server at work on a port of its own.
struct Running {
    address: String,
    credentials: FirstToken,
    server: Server,
    runtime: Runtime,
    /// It takes the messages of flows, so that they have something to wait for.
    _provider: Provider,
    /// Dropped, it stops the server.
    _stop: watch::Sender<bool>,
}

fn running() -> Running {
    let runtime = Runtime::new().expect("a runtime");
    let (stop, stopped) = watch::channel(false);
    let (address, server, credentials, provider) = runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let setup =
            Setup { public: address.clone(), ..Setup::over(Arc::new(MemoryStore::default())) };
        let server = Server::open(setup).await.expect("it opens");
        let credentials = server.first_token().await.expect("it answers").expect("the first start");
        let provider = Provider::start(Settings::seeded(1), Pace::Jumps).await.expect("it starts");
        joined(&server, &provider).await;
        let runs = server.clone();
        tokio::spawn(async move { runs.run(listener, stopped).await });
        (address, server, credentials, provider)
    });
    Running { address, credentials, server, runtime, _provider: provider, _stop: stop }
}

/// Our number stands with the provider, which takes what is sent from there.
async fn joined(server: &Server, provider: &Provider) {
    let account = TwimlAccount {
        profile: "twilio".into(),
        account: provider.with(|exchange| exchange.settings.account.to_string()),
        tokens: vec!["12345".into()],
        api: Some(provider.base_url()),
        ..TwimlAccount::default()
    };
    let kind = ConnectionKind::Twiml(account);
    let connection = Connection { id: "main".into(), name: String::new(), kind };
    let number = Number {
        id: "1".into(),
        address: OURS.into(),
        connection: connection.id.clone(),
        flow: String::new(),
        name: String::new(),
        announcement: None,
    };
    let store = &*server.state().driver.store;
    let written = settings::write(store, TenantId::FIRST, &connection, 0, Time(0)).await;
    written.expect("it is written");
    let written = settings::write(store, TenantId::FIRST, &number, 0, Time(0)).await;
    written.expect("it is written");
    let address = &server.state().public;
    provider.set_number(Line::messages(OURS, &format!("{address}/line/main/message")));
}

/// A flow that waits for a reply.
fn waits() -> Value {
    json!({
        "description": "Welcome",
        "states": [
            { "name": "Trigger", "type": "trigger", "properties": {},
              "transitions": [{ "event": "incomingRequest", "next": "note" }] },
            { "name": "note", "type": "set-variables",
              "transitions": [{ "event": "next", "next": "ask" }],
              "properties": { "variables": [{ "key": "who", "value": "{{flow.data.name}}" }] } },
            { "name": "ask", "type": "send-and-wait-for-reply",
              "transitions": [{ "event": "incomingMessage" }, { "event": "timeout" },
                              { "event": "deliveryFailure" }],
              "properties": { "from": "{{flow.channel.address}}", "body": "Hello {{flow.variables.who}}",
                              "timeout": "3600" } },
        ],
        "initial_state": "Trigger",
    })
}

/// A flow that leads to a widget which is not there.
fn broken() -> Value {
    let mut broken = waits();
    broken["states"][1]["transitions"][0]["next"] = json!("nobody");
    broken
}

fn given(running: &Running) -> Value {
    let store = Arc::clone(&running.server.state().driver.store);
    let (key, secret) = ApiKey::make("tests", Time(0)).expect("chance");
    let written = settings::write(&*store, TenantId::FIRST, &key, 0, Time(0));
    running.runtime.block_on(written).expect("it is written");
    json!({
        "address": running.address,
        "account": running.credentials.account,
        "token": running.credentials.token,
        "key": key.id,
        "secret": secret,
        "waits": waits(),
        "broken": broken(),
    })
}

/// What a library has to tell of the flow's life.
fn judge(who: &str, told: &Value) {
    let is =
        |name: &str, wanted: Value| assert_eq!(told[name], wanted, "{who}: {name} in {told:#}");
    let refused =
        |status: u16, code: u32| json!({ "status": status, "code": code, "details": null });
    is("valid", json!(true));
    assert_eq!(told["invalid"]["code"], json!(81022), "{who}: {told:#}");
    let place = &told["invalid"]["details"]["errors"][0]["property_path"];
    assert_eq!(place, "#/states/1/transitions/0", "{who}: {told:#}");
    is("created", json!(["Welcome", "draft", 1, true]));
    is("is_definition_the_same", json!(true));
    is("is_date", json!(true));
    is("published", json!(["published", 2, "Live"]));
    is("fetched", json!(["Hello", 3]));
    is("revisions", json!([[3, "draft"], [2, "published"], [1, "draft"]]));
    is("live", json!(2));
    is("latest", json!(3));
    is("no_revision", refused(400, 81021));
    is("flows", json!(["Flow 0", "Flow 1", "Flow 2", "Flow 3", "Hello"]));
    is("some_flows", json!(3));
    is("test_users", json!(["+15550100", "ana"]));
    is("fetched_users", json!(["+15550100", "ana"]));
    is("no_users", json!([]));
    is("begun", json!(["active", "+15550100", 2]));
    is("again", json!({ "status": 409, "code": 20409, "is_the_one": true }));
    is("executions", json!(5));
    is("of_today", json!(5));
    is("of_tomorrow", json!(0));
    is("context", json!([{ "name": "Ana", "count": 3 }, { "who": "Ana" }]));
    is("steps", json!([["next", "note", "ask"], ["incomingRequest", "Trigger", "note"]]));
    is("step", json!("incomingRequest"));
    is("after_step", json!({}));
    is("ended", json!("ended"));
    is("fetched_execution", json!("ended"));
    is("deleted_execution", json!(true));
    is("no_execution", refused(404, 20404));
    is("deleted", json!(true));
    is("no_flow", refused(404, 20404));
    is("by_key", json!(4));
    is("by_nobody", refused(401, 20003));
    println!("{who} lives through the whole life of a flow.");
}

#[test]
fn the_python_library_lives_through_the_whole_life_of_a_flow() {
    let running = running();
    judge("Python", &python("studio.py", &given(&running)));
}

#[test]
fn the_node_library_lives_through_the_whole_life_of_a_flow() {
    let running = running();
    judge("Node", &node("studio.js", &given(&running)));
}

/// The example of the guide in a language, with this server's address and credentials, as a file.
fn example(language: &str, running: &Running) -> String {
    let guide = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/rest.md");
    let text = std::fs::read_to_string(&guide)
        .unwrap_or_else(|error| panic!("{}: {error}", guide.display()));
    let (_, rest) = text
        .split_once(&format!("```{language}\n"))
        .unwrap_or_else(|| panic!("{} has no example in {language}", guide.display()));
    let (code, _) = rest.split_once("```").expect("the example ends");
    let FirstToken { account, token } = &running.credentials;
    let mut code = code.to_owned();
    for (theirs, ours) in [
        ("https://calls.example.com", running.address.as_str()),
        ("AC0123456789abcdef0123456789abcdef", account),
        ("the token", token),
    ] {
        assert!(code.contains(theirs), "the example in {language} says {theirs:?}");
        code = code.replace(theirs, ours);
    }
    let folder = std::env::temp_dir().join(format!("centralita-guide-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join(format!("example.{language}"));
    std::fs::write(&file, code).expect("the example is written");
    file.to_string_lossy().into_owned()
}

#[test]
fn the_examples_of_the_guide_run() {
    let running = running();
    let ended = json!({ "status": "ended", "steps": ["greet", "Trigger"] });
    assert_eq!(python(&example("python", &running), &json!({})), ended);
    assert_eq!(node(&example("js", &running), &json!({})), ended);
}

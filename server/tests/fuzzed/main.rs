//! Whatever strangers send, and whatever callers say: nobody gets an error of ours, nothing begins that nobody
//! may begin, and what a provider is told can be read.

#![allow(clippy::unwrap_used)]

mod believed;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use centralita_engine::Time;
use centralita_provider::form::Form;
use centralita_provider::signature::signature;
use centralita_server::calls::PATIENCE;
use centralita_server::clock::Clock;
use centralita_server::ids::TenantId;
use centralita_server::settings::{self, Connection, ConnectionKind, Number, TwimlAccount};
use centralita_server::store::{MemoryStore, Search, Store};
use centralita_server::{Server, Setup, http};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

const NUMBER: &str = "+18005550000";
const TOKEN: &str = "12345";
const BASE: &str = "http://127.0.0.1:8080";

/// The largest answer to anything here.
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;

const FLOW: &str = r#"{"initial_state":"Trigger","states":[
    {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"menu"},{"event":"incomingMessage","next":"write"}],"properties":{}},
    {"name":"menu","type":"gather-input-on-call","transitions":[{"event":"keypress","next":"again"},{"event":"speech","next":"again"},{"event":"timeout","next":"again"}],
     "properties":{"say":"You are {{trigger.call.From}} of {{trigger.call.CallerCity}}.","timeout":5,"number_of_digits":1}},
    {"name":"again","type":"say-play","transitions":[{"event":"audioComplete","next":"menu"}],"properties":{"say":"{{widgets.menu.SpeechResult}} {{widgets.menu.Digits}} {{widgets.menu}}"}},
    {"name":"write","type":"send-message","transitions":[{"event":"sent"},{"event":"failed"}],"properties":{"from":"{{flow.channel.address}}","to":"{{contact.channel.address}}","body":"{{trigger.message.Body}}"}}
]}"#;

/// A server with a flow, an account and a number; what is asked of it goes through no socket.
struct House {
    runtime: Runtime,
    store: Arc<dyn Store>,
    app: Router,
    /// The account and the token of the REST API.
    credentials: [String; 2],
    clock: Arc<dyn Clock>,
}

impl House {
    fn open() -> House {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let (app, credentials, clock) = runtime.block_on(async {
            let setup = Setup {
                public: BASE.into(),
                patience: PATIENCE / 1_000,
                ..Setup::over(Arc::clone(&store))
            };
            let server = Server::open(setup).await.unwrap();
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("menu.json");
            std::fs::write(&path, FLOW).unwrap();
            let flow = server.load(&path).await.unwrap();
            let account = TwimlAccount {
                profile: "twilio".into(),
                account: "AC1".into(),
                tokens: vec![TOKEN.into()],
                api: Some("http://127.0.0.1:9".into()),
                ..TwimlAccount::default()
            };
            let kind = ConnectionKind::Twiml(account);
            let connection = Connection { id: "main".into(), name: String::new(), kind };
            settings::write(&*store, TenantId::FIRST, &connection, 0, Time(0)).await.unwrap();
            for connection in believed::connections() {
                settings::write(&*store, TenantId::FIRST, &connection, 0, Time(0)).await.unwrap();
            }
            for (id, connection, address) in
                [("1", "main", NUMBER), ("2", "shop", "webhook:shop"), ("3", "bot", "telegram:bot")]
            {
                let number = Number {
                    id: id.into(),
                    address: address.into(),
                    connection: connection.into(),
                    flow: flow.id.clone(),
                    name: String::new(),
                    announcement: None,
                };
                settings::write(&*store, TenantId::FIRST, &number, 0, Time(0)).await.unwrap();
            }
            let first = server.first_token().await.unwrap().unwrap();
            let clock = Arc::clone(&server.state().driver.clock);
            (server.router(), [first.account, first.token], clock)
        });
        House { runtime, store, app, credentials, clock }
    }

    fn asks(&self, mut request: Request<Body>) -> Response<Vec<u8>> {
        let from: SocketAddr = "192.0.2.1:1000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(from));
        let app = self.app.clone();
        self.runtime.block_on(async {
            let (head, body) = app.oneshot(request).await.unwrap().into_parts();
            // What goes on for ever is not waited for.
            let is_endless =
                head.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
            let body = match is_endless {
                true => Vec::new(),
                false => to_bytes(body, LARGEST_ANSWER).await.unwrap().to_vec(),
            };
            Response::from_parts(head, body)
        })
    }

    fn begun(&self) -> usize {
        let all = Search { limit: 1_000, ..Search::default() };
        let listed = self.store.search(TenantId::FIRST, &all);
        self.runtime.block_on(listed).unwrap().len()
    }

    fn runs<S: Strategy>(
        &self,
        cases: u32,
        of: &S,
        holds: impl Fn(&House, S::Value) -> Result<(), TestCaseError>,
    ) {
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        // The same cases each time.
        let random = proptest::test_runner::TestRng::deterministic_rng(config.rng_algorithm);
        let mut runner = TestRunner::new_with_rng(config, random);
        runner.run(of, |case| holds(self, case)).unwrap();
    }
}

/// What somebody writes who means no good.
fn words() -> BoxedStrategy<String> {
    let odd = select(vec![
        "",
        "0",
        "-1",
        "1",
        "18446744073709551616",
        "99999999999999999999999",
        "NaN",
        "1e309",
        "null",
        "true",
        "../../etc/passwd",
        "..%2f..%2fetc",
        "%00",
        "%ff%fe",
        "'; DROP TABLE executions; --",
        "\" OR 1=1 --",
        "<script>alert(1)</script>",
        "]]>",
        "<!ENTITY x SYSTEM \"file:///etc/passwd\">",
        "{{secrets.KEY}}",
        "{{flow}}",
        "{% for i in (1..100000) %}x{% endfor %}",
        "${jndi:ldap://x}",
        "\r\nSet-Cookie: a=b",
        "\u{202e}gnp.exe",
        "\u{0}",
        "\u{7}",
        "\u{fffe}",
        "🦜🦜🦜",
        "ａｄｍｉｎ",
        "İ",
        "FN00000000000000000000000000000001",
        "completed",
        "in-progress",
        "call",
        "status",
        "waiting",
        "input",
        "menu",
        "main",
        NUMBER,
    ]);
    prop_oneof![
        6 => odd.prop_map(str::to_owned),
        2 => any::<String>(),
        1 => (1_usize..3_000).prop_map(|length| "9".repeat(length)),
    ]
    .boxed()
}

/// A part of an address.
fn part() -> BoxedStrategy<String> {
    words()
        .prop_map(|words| {
            form_urlencoded::byte_serialize(words.as_bytes())
                .collect::<String>()
                .replace('+', "%20")
        })
        .boxed()
}

/// Every place of the server, with something in its holes.
fn places() -> BoxedStrategy<String> {
    const PLACES: [&str; 28] = [
        "/line/{}/call",
        "/line/main/call",
        "/line/main/message",
        "/line/main/status",
        "/line/main/call/{}/status",
        "/line/main/call/{}/{}/recording",
        "/line/main/call/{}/{}/{}",
        "/line/main/message/{}/{}/status",
        "/line/main/worker/{}/{}/{}/{}",
        "/channels/{}/{}",
        "/chat/v1/{}",
        "/chat/v1/{}/sessions",
        "/chat/v1/{}/socket",
        "/chat/{}",
        "/phone/calls",
        "/phone/call/{}/{}/{}",
        "/phone/call/{}/{}/recording",
        "/phone/recordings/{}",
        "/phone/{}",
        "/v2/Flows",
        "/v2/Flows/Validate",
        "/v2/Flows/{}/Executions",
        "/v2/Flows/{}/Executions/{}/Steps/{}/Context",
        "/v2/Flows/{}/Revisions/{}",
        "/login",
        "/numbers/{}",
        "/readyz",
        "/{}",
    ];
    let described = http::description();
    let described = serde_json::to_value(&described).unwrap();
    let own = described["paths"].as_object().unwrap().keys().map(|path| {
        let mut holes = String::new();
        let mut is_hole = false;
        for letter in path.chars() {
            match letter {
                '{' => is_hole = true,
                '}' => {
                    is_hole = false;
                    holes.push_str("{}");
                }
                _ if is_hole => {}
                _ => holes.push(letter),
            }
        }
        holes
    });
    let all: Vec<String> = PLACES.map(str::to_owned).into_iter().chain(own).collect();
    (select(all), vec(part(), 5), prop_oneof![3 => Just(None), 1 => part().prop_map(Some)])
        .prop_map(|(place, parts, query)| {
            let mut address = place;
            for part in parts {
                address = address.replacen("{}", &part, 1);
            }
            match query {
                Some(query) => format!("{address}?{query}={query}"),
                None => address,
            }
        })
        .boxed()
}

/// JSON of any shape, with these words for names.
fn json(names: &[&'static str]) -> BoxedStrategy<serde_json::Value> {
    let leaf = prop_oneof![
        words().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
    ];
    let names = select(names.to_vec());
    leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            vec((names.clone(), inner), 0..6).prop_map(|fields| {
                fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            }),
        ]
    })
    .boxed()
}

/// A body of any of the kinds that the server reads, or of none.
fn body() -> BoxedStrategy<Vec<u8>> {
    let form = vec((words(), words()), 0..6).prop_map(|pairs| {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into_bytes()
    });
    let json = json(&[
        "id",
        "contact",
        "text",
        "body",
        "flow",
        "name",
        "definition",
        "update_id",
        "message",
        "chat",
        "from",
        "type",
        "client",
        "token",
        "states",
        "initial_state",
        "status",
        "roles",
        "twiml",
        "tokens",
        "address",
    ]);
    prop_oneof![
        2 => form,
        3 => json.prop_map(|json| json.to_string().into_bytes()),
        1 => vec(any::<u8>(), 0..400),
        1 => select(vec!["[", "{\"a\":", "\""]).prop_map(|open| open.repeat(20_000).into_bytes()),
    ]
    .boxed()
}

#[test]
fn whatever_strangers_send_is_refused_in_our_own_words_and_begins_nothing() {
    let house = House::open();
    let kinds = select(vec![
        "application/x-www-form-urlencoded",
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=a",
        "audio/wav",
        "",
        "application/json; charset=utf-16",
    ]);
    let methods = select(vec!["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW"]);
    let proofs = select(vec![
        ("x-none", ""),
        ("X-Twilio-Signature", "AAAA"),
        ("X-Twilio-Signature", "ÿ"),
        ("Authorization", "Basic Og=="),
        ("Authorization", "Basic !!"),
        ("Authorization", "Bearer x.y"),
        ("Authorization", "Bearer "),
        ("Cookie", "centralita=x; __Host-centralita=y"),
        ("Origin", "null"),
        ("Host", "evil.example"),
        ("X-Telegram-Bot-Api-Secret-Token", "x"),
        ("Webhook-Signature", "t=1,v1=00"),
        ("Upgrade", "websocket"),
        ("Content-Encoding", "gzip"),
        ("Range", "bytes=0-18446744073709551615"),
        ("Accept-Language", ";;q=,,"),
    ]);
    let requests = (methods, places(), kinds, proofs, body());
    house.runs(4_000, &requests, |house, (method, place, kind, (name, value), body)| {
        let request = Request::builder()
            .method(method)
            .uri(&place)
            .header("content-type", kind)
            .header(name, value.as_bytes())
            .body(Body::from(body));
        // What is no request at all never gets as far as us.
        let Ok(request) = request else { return Ok(()) };
        let answer = house.asks(request);
        let status = answer.status().as_u16();
        prop_assert!(status < 500 || place.starts_with("/readyz"), "{method} {place}: {status}");
        let said = String::from_utf8_lossy(answer.body());
        prop_assert!(!said.contains("panicked") && !said.contains(TOKEN), "{place}: {said}");
        Ok(())
    });
    assert_eq!(house.begun(), 0, "nobody who may begins anything here");
}

#[test]
fn whatever_callers_and_writers_say_a_provider_can_read_what_it_is_told() {
    let house = House::open();
    let names = select(vec![
        "CallSid",
        "From",
        "To",
        "CallStatus",
        "Digits",
        "SpeechResult",
        "Confidence",
        "CallerCity",
        "Body",
        "MessageSid",
        "NumMedia",
        "MediaUrl0",
        "RecordingUrl",
        "SequenceNumber",
        "DialCallStatus",
        "FlowEvent",
        "AnsweredBy",
        "ProfileName",
        "CallDuration",
    ]);
    let said = vec((names, words()), 0..8);
    let places = prop_oneof![
        3 => Just("/line/main/call".to_owned()),
        2 => Just("/line/main/message".to_owned()),
        1 => Just("/line/main/status".to_owned()),
        1 => part().prop_map(|part| format!("/line/main/call/{part}/1/input")),
    ];
    let calls = std::cell::Cell::new(0_u32);
    house.runs(1_500, &(places, said), |house, (place, said)| {
        calls.set(calls.get() + 1);
        let mut pairs = vec![
            ("CallSid".to_owned(), format!("CA{:032}", calls.get())),
            ("MessageSid".to_owned(), format!("SM{:032}", calls.get())),
            ("From".to_owned(), "+15550100".to_owned()),
            ("To".to_owned(), NUMBER.to_owned()),
        ];
        pairs.extend(said.into_iter().map(|(name, value)| (name.to_owned(), value)));
        let mut address = place;
        // A call goes on where its first document says.
        for _ in 0..3 {
            let form = Form { pairs: pairs.clone() };
            let proof = signature(TOKEN, &format!("{BASE}{address}"), &form);
            let body =
                form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let request = Request::post(&address)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("X-Twilio-Signature", proof)
                .body(Body::from(body))
                .unwrap();
            let answer = house.asks(request);
            let status = answer.status().as_u16();
            prop_assert!(status < 500 && status != 403, "{address} {pairs:?}: {status}");
            let kind = answer.headers().get("content-type").cloned();
            if !kind.is_some_and(|kind| kind.to_str().unwrap().contains("xml")) {
                return Ok(());
            }
            let text = std::str::from_utf8(answer.body()).unwrap();
            let read = roxmltree::Document::parse(text);
            prop_assert!(read.is_ok(), "{address} {pairs:?}: {text}: {read:?}");
            let read = read.unwrap();
            let next = read.descendants().find_map(|node| node.attribute("action"));
            let Some(next) = next.and_then(|next| next.strip_prefix(BASE)) else { return Ok(()) };
            address = next.to_owned();
        }
        Ok(())
    });
    assert!(house.begun() > 100, "{}", house.begun());
}

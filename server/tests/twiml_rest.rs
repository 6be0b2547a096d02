//! Requests to a provider, made: a peer on this machine sees what comes, and answers what it likes.

use std::sync::{Arc, Mutex};

use centralita_engine::exec::PlaceCall;
use centralita_engine::{Map, Secs};
use centralita_server::channels::twiml::Provider;
use centralita_server::channels::twiml::outlet::TwimlOutlet;
use centralita_server::channels::twiml::rest::{
    Account, CallFacts, Client, FailureKind, NewCall, create_call, delete_recording, fetch_call,
};
use centralita_server::ids::{JobId, TenantId};
use centralita_server::settings::{Connection, ConnectionKind, TwimlAccount};
use centralita_server::work::{Asked, Outlet};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A peer that answers every request by the same bytes.
struct Peer {
    base: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Peer {
    async fn answering(answer: impl Into<Vec<u8>>) -> Peer {
        let answer = answer.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("its address"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let told = seen.clone();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = Vec::new();
                let mut buffer = [0; 4096];
                while !is_whole(&request) {
                    match socket.read(&mut buffer).await {
                        Ok(0) | Err(_) => break,
                        Ok(length) => request.extend_from_slice(&buffer[..length]),
                    }
                }
                told.lock()
                    .expect("no test panics here")
                    .push(String::from_utf8_lossy(&request).into_owned());
                let _ = socket.write_all(&answer).await;
                let _ = socket.shutdown().await;
            }
        });
        Peer { base, seen }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("no test panics here").clone()
    }

    fn account(&self, provider: Provider) -> Account {
        Account::new(provider.profile(), &self.base, "AC1", "secret")
    }
}

/// Whether the head is there, and as much of a body as it says.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") {
            value.trim().parse::<usize>().ok()
        } else {
            None
        }
    });
    body.len() >= length.unwrap_or(0)
}

fn http(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn call() -> PlaceCall {
    PlaceCall {
        from: "+15550199".into(),
        to: "+15550100".into(),
        timeout: Secs(30),
        record: false,
        settings: Map::new(),
    }
}

fn new(call: &PlaceCall) -> NewCall<'_> {
    NewCall { call, url: "https://h.example/u", status: "https://h.example/s", fallback: "" }
}

#[tokio::test]
async fn a_call_is_placed_by_a_form_and_the_accounts_secret() {
    let peer = Peer::answering(http("201 Created", "", r#"{"sid":"CA1","status":"queued"}"#)).await;
    let account = peer.account(Provider::Twilio);
    let client = Client::new().unwrap();
    let request = create_call(&account, &new(&call()));
    let answer = client.perform(account.profile, &request).await.unwrap();
    assert_eq!(CallFacts::read(&answer).sid, "CA1");
    let seen = peer.seen().concat().to_ascii_lowercase();
    assert!(seen.starts_with("post /2010-04-01/accounts/ac1/calls.json http/1.1"), "{seen}");
    // AC1:secret
    assert!(seen.contains("authorization: basic qumxonnly3jlda=="), "{seen}");
    assert!(seen.contains("content-type: application/x-www-form-urlencoded"), "{seen}");
    assert!(seen.contains("to=%2b15550100&from=%2b15550199"), "{seen}");
}

#[tokio::test]
async fn telnyx_is_asked_by_json_and_a_bearers_token() {
    let peer =
        Peer::answering(http("200 OK", "", r#"{"status":"queued","call_sid":"v3:1"}"#)).await;
    let account = peer.account(Provider::Telnyx);
    let client = Client::new().unwrap();
    let request = create_call(&account, &new(&call()));
    let answer = client.perform(account.profile, &request).await.unwrap();
    assert_eq!(CallFacts::read(&answer).sid, "v3:1");
    let seen = peer.seen().concat();
    assert!(seen.starts_with("POST /v2/texml/Accounts/AC1/Calls HTTP/1.1"), "{seen}");
    assert!(seen.contains("authorization: Bearer secret"), "{seen}");
    assert!(seen.contains(r#""To":"+15550100""#), "{seen}");
}

#[tokio::test]
async fn too_many_requests_are_to_be_made_again_later() {
    let peer = Peer::answering(http(
        "429 Too Many Requests",
        "retry-after: 3\r\n",
        r#"{"code":20429,"message":"Too Many Requests","status":429}"#,
    ))
    .await;
    let account = peer.account(Provider::Twilio);
    let request = create_call(&account, &new(&call()));
    let failure = Client::new().unwrap().perform(account.profile, &request).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::TooMany { after_secs: Some(3) });
    assert!(!failure.may_have_been_done());
}

#[tokio::test]
async fn no_redirect_is_followed_with_a_secret() {
    let elsewhere = Peer::answering(http("200 OK", "", "{}")).await;
    let location = format!("location: {}/x\r\n", elsewhere.base);
    let peer = Peer::answering(http("302 Found", &location, "")).await;
    let account = peer.account(Provider::Twilio);
    let client = Client::new().unwrap();
    let request = fetch_call(&account, "CA1");
    let failure = client.perform(account.profile, &request).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Elsewhere);
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn what_was_removed_is_answered_by_nothing() {
    let peer = Peer::answering("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await;
    let account = peer.account(Provider::Somleng);
    let request = delete_recording(&account, "RE1");
    let answer = Client::new().unwrap().perform(account.profile, &request).await;
    assert!(answer.is_ok(), "{answer:?}");
    assert!(peer.seen()[0].starts_with("DELETE /2010-04-01/Accounts/AC1/Recordings/RE1.json"));
}

#[tokio::test]
async fn nobody_at_the_address_and_half_an_answer_are_told_apart() {
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let client = Client::new().unwrap();
    let account = Account::new(Provider::Twilio.profile(), &gone, "AC1", "secret");
    let failure = client.perform(account.profile, &fetch_call(&account, "CA1")).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable);
    assert!(!failure.may_have_been_done() && !failure.to_string().contains("AC1"));
    let peer = Peer::answering("HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{\"sid\"").await;
    let account = peer.account(Provider::Twilio);
    let failure = client.perform(account.profile, &fetch_call(&account, "CA1")).await.unwrap_err();
    assert!(failure.may_have_been_done(), "{failure:?}");
}

#[tokio::test]
async fn an_answer_without_end_is_not_held() {
    let mut answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    answer.resize(answer.len() + 2 * 1024 * 1024, b' ');
    let peer = Peer::answering(answer).await;
    let account = peer.account(Provider::Twilio);
    let client = Client::new().unwrap();
    let failure = client.perform(account.profile, &fetch_call(&account, "CA1")).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::TooLarge);
}

#[tokio::test]
async fn a_recording_is_fetched_with_the_secret_only_from_where_the_account_is() {
    let wav = http("200 OK", "content-type: audio/x-wav\r\n", "RIFF");
    let peer = Peer::answering(wav.clone()).await;
    let other = Peer::answering(wav).await;
    let account = peer.account(Provider::Twilio);
    let client = Client::new().unwrap();
    let media = client.media(&account, &format!("{}/RE1.wav", peer.base), 100).await.unwrap();
    assert_eq!((media.content_type.as_str(), &media.bytes[..]), ("audio/x-wav", &b"RIFF"[..]));
    client.media(&account, &format!("{}/RE1.wav", other.base), 100).await.unwrap();
    assert!(peer.seen()[0].to_ascii_lowercase().contains("authorization: basic"));
    assert!(!other.seen()[0].to_ascii_lowercase().contains("authorization"));
    let failure = client.media(&account, &format!("{}/RE1.wav", peer.base), 3).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::TooLarge);
}

#[tokio::test]
async fn a_silent_call_is_asked_after_and_one_that_nobody_knows_is_over() {
    let found = async |status: &str, body: &str| {
        let peer = Peer::answering(http(status, "content-type: application/json\r\n", body)).await;
        let account = TwimlAccount {
            profile: "twilio".into(),
            account: "AC1".into(),
            tokens: vec!["secret".into()],
            api: Some(peer.base.clone()),
            ..TwimlAccount::default()
        };
        let kind = ConnectionKind::Twiml(account);
        let connection = Connection { id: "main".into(), name: String::new(), kind };
        let asked = Asked {
            tenant: TenantId::FIRST,
            connection: &connection,
            idempotency_key: &JobId("1".into()),
            execution: None,
            status: None,
        };
        let outlet = TwimlOutlet::new("http://127.0.0.1".into()).expect("secure connections");
        let said = outlet.ask_after(&asked, "CA1").await;
        assert!(peer.seen()[0].contains("/Calls/CA1"), "{:?}", peer.seen());
        assert!(peer.seen()[0].starts_with("GET "));
        said.map(|said| said.and_then(|said| said.get("CallStatus").cloned()))
    };
    let said = found("200 OK", r#"{"sid":"CA1","status":"in-progress"}"#).await;
    assert_eq!(said, Ok(Some("in-progress".into())));
    let said = found("200 OK", r#"{"sid":"CA1","status":"no-answer"}"#).await;
    assert_eq!(said, Ok(Some("no-answer".into())));
    let said = found("404 Not Found", r#"{"code":20404,"message":"gone"}"#).await;
    assert_eq!(said, Ok(Some("completed".into())));
    let said = found("503 Service Unavailable", "").await;
    assert!(said.is_err_and(|why| why.is_temporary));
    let said = found("401 Unauthorized", r#"{"code":20003,"message":"no"}"#).await;
    assert!(said.is_err_and(|why| !why.is_temporary));
}

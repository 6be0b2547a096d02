//! The channel of `examples/channel.rs`, with its gateway in software.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use centralita_server::channels::builtin;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::channel::Pigeon;
use crate::house::{House, connect, echo, next, store};

const KEY: &str = "a key that opens it";

type Sent = (String, String);

async fn send(
    State((sent, busy)): State<(UnboundedSender<Sent>, Arc<std::sync::atomic::AtomicBool>)>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    assert_eq!(headers["authorization"], format!("Bearer {KEY}"));
    if busy.swap(false, std::sync::atomic::Ordering::Relaxed) {
        return (StatusCode::TOO_MANY_REQUESTS, "");
    }
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    sent.send((key, String::from_utf8(body.to_vec()).unwrap())).unwrap();
    (StatusCode::OK, "id=78")
}

async fn came(house: &House, key: &str, form: &'static str) -> u16 {
    let client = crate::house::client();
    let request = client.post(format!("{}/channels/birds/message", house.base)).body(form);
    request.bearer_auth(key).send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_in_one_file_carries_a_conversation_to_its_end() {
    let (sender, mut sent) = unbounded_channel();
    let busy = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let gateway = Router::new().route("/send", post(send)).with_state((sender, busy));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, gateway).await });
    let store = store();
    connect(&*store, "birds", "pigeon", &[("url", &url)], &[("key", &[KEY])]).await;
    let house = House::with(Arc::clone(&store), &url, builtin().with(Pigeon)).await;
    let folder = tempfile::tempdir().unwrap();
    let says = format!("{} ", "Your name?".repeat(20)).trim_end().to_owned();
    house.answers("birds", "pigeon:birds", &echo(folder.path(), "echo", &says)).await;
    assert_eq!(came(&house, "another key", "id=1&from=%2B15550100&text=Hi").await, 403);
    assert_eq!(came(&house, KEY, "id=1&from=%2B15550100").await, 400);
    for _ in 0..2 {
        assert_eq!(came(&house, KEY, "id=1&from=%2B15550100&text=Hi").await, 200);
    }
    // The gateway was too busy at first, and a long text comes in two pieces with keys of their own.
    let (first, second) = (next(&mut sent).await, next(&mut sent).await);
    assert!(first.1.starts_with("to=%2B15550100&text=Your+name"), "{}", first.1);
    assert_eq!(second.0, format!("{}-2", first.0));
    assert_eq!(came(&house, KEY, "id=2&from=%2B15550100&text=Ann").await, 200);
    assert_eq!(next(&mut sent).await.1, "to=%2B15550100&text=You+said+Ann.");
    assert!(sent.try_recv().is_err());
    house.close().await;
}

#[test]
fn the_example_is_short_enough_to_be_read() {
    let lines = include_str!("../../examples/channel.rs").lines().count();
    assert!(lines <= 120, "{lines}");
}

//! Conversations by JSON webhook.

use std::sync::Arc;

use centralita_server::store::Store;
use serde_json::json;

use crate::house::{House, connect, echo, flow, store, text};
use crate::webhook_fake::{KEY, Program, now, post_raw, post_to, write};
use centralita_server::channels::webhook::signature::sign;

async fn set_up(store: &Arc<dyn Store>, program: &Program) -> House {
    let url = format!("{}/in", program.url);
    connect(&**store, "shop", "webhook", &[("url", &url)], &[("key", &[KEY])]).await;
    House::open(Arc::clone(store), &program.url).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_is_answered_from_the_first_word_to_the_end_of_the_flow() {
    let (store, mut program) = (store(), Program::start().await);
    let house = set_up(&store, &program).await;
    house.answers("shop", "webhook:shop", &flow("chat_triage.json")).await;
    assert_eq!(write(&house, "ana", "1", "Hello?").await.status, 200);
    let asked = program.reads().await;
    assert!(text(&asked, "text").contains("How can we help?"), "{asked}");
    assert_eq!((text(&asked, "contact"), text(&asked, "from")), ("ana", "webhook:shop"));
    write(&house, "ana", "2", "purple").await;
    assert!(text(&program.reads().await, "text").contains("Sorry"));
    assert!(text(&program.reads().await, "text").contains("How can we help?"));
    write(&house, "ana", "3", "2").await;
    assert!(text(&program.reads().await, "text").contains("order"));
    // Another one's conversation is another one's.
    write(&house, "ben", "4", "Hello?").await;
    let asked = program.reads().await;
    assert_eq!(text(&asked, "contact"), "ben");
    house.until_live(2).await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_comes_again_is_told_once_also_after_its_flow_has_ended() {
    let (store, mut program) = (store(), Program::start().await);
    let house = set_up(&store, &program).await;
    let folder = tempfile::tempdir().unwrap();
    house.answers("shop", "webhook:shop", &echo(folder.path(), "echo", "Your name?")).await;
    for _ in 0..3 {
        assert_eq!(write(&house, "ana", "1", "Hi").await.status, 200);
    }
    program.reads().await;
    for _ in 0..3 {
        assert_eq!(write(&house, "ana", "2", "Ana").await.status, 200);
    }
    assert_eq!(text(&program.reads().await, "text"), "You said Ana.");
    // Both come again, the later one first, and nobody is asked for a name anew.
    for id in ["2", "1"] {
        assert_eq!(write(&house, "ana", id, "again").await.status, 200);
    }
    house.until_live(0).await;
    // The next one does begin anew.
    write(&house, "ana", "3", "Hi").await;
    assert_eq!(text(&program.reads().await, "text"), "Your name?");
    assert!(program.posted.try_recv().is_err());
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_at_the_same_moment_is_told_once() {
    let (store, mut program) = (store(), Program::start().await);
    let house = set_up(&store, &program).await;
    let folder = tempfile::tempdir().unwrap();
    house.answers("shop", "webhook:shop", &echo(folder.path(), "echo", "Your name?")).await;
    let at_once = (0..8).map(|_| write(&house, "ana", "1", "Hi"));
    for told in futures_util::future::join_all(at_once).await {
        assert_eq!(told.status, 200, "{}", told.body);
    }
    program.reads().await;
    house.until_live(1).await;
    let at_once = (0..8).map(|_| write(&house, "ana", "2", "Ana"));
    for told in futures_util::future::join_all(at_once).await {
        assert_eq!(told.status, 200, "{}", told.body);
    }
    assert_eq!(text(&program.reads().await, "text"), "You said Ana.");
    house.until_live(0).await;
    assert!(program.posted.try_recv().is_err());
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_the_other_side_cannot_take_is_sent_again_under_the_same_key() {
    let (store, mut program) = (store(), Program::start().await);
    let house = set_up(&store, &program).await;
    let folder = tempfile::tempdir().unwrap();
    house.answers("shop", "webhook:shop", &echo(folder.path(), "echo", "Your name?")).await;
    program.answers(&[503, 500]);
    write(&house, "ana", "1", "Hi").await;
    let first = program.reads().await;
    assert_eq!(program.reads().await["id"], first["id"]);
    assert_eq!(program.reads().await["id"], first["id"]);
    // Refused for good, it is not sent again, and the flow goes on.
    program.answers(&[410]);
    write(&house, "ben", "2", "Hi").await;
    program.reads().await;
    write(&house, "cleo", "3", "Hi").await;
    assert_eq!(text(&program.reads().await, "contact"), "cleo");
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_received_before_the_server_died_is_answered_by_the_next_one() {
    let (store, mut program) = (store(), Program::start().await);
    let house = set_up(&store, &program).await;
    let folder = tempfile::tempdir().unwrap();
    house.answers("shop", "webhook:shop", &echo(folder.path(), "echo", "Your name?")).await;
    // The other side is away, so what was received is not answered before the server dies.
    program.answers(&[503]);
    assert_eq!(write(&house, "ana", "1", "Hi").await.status, 200);
    program.reads().await;
    house.close().await;
    let house = House::open(Arc::clone(&store), &program.url).await;
    assert_eq!(text(&program.reads().await, "text"), "Your name?");
    // Its sender did not hear that it was taken, and sends it to the next server.
    assert_eq!(write(&house, "ana", "1", "Hi").await.status, 200);
    write(&house, "ana", "2", "Ana").await;
    assert_eq!(text(&program.reads().await, "text"), "You said Ana.");
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_of_a_delivery_reach_the_flow_by_the_reference_of_the_message() {
    let (store, mut program) = (store(), Program::start().await);
    let house = set_up(&store, &program).await;
    let folder = tempfile::tempdir().unwrap();
    house.answers("shop", "webhook:shop", &echo(folder.path(), "echo", "Your name?")).await;
    write(&house, "ana", "1", "Hi").await;
    let reference = program.reads().await["reference"].clone();
    let status = json!({ "reference": reference, "status": "failed", "error": "no such number" });
    let told = post_to(&house, "status", &status).await;
    assert_eq!(told.status, 200, "{}", told.body);
    // The flow went by its exit for messages that fail.
    house.until_live(0).await;
    for odd in ["", "FN1-2", "x-y", "FN00000000000000000000000000000000-99999999999"] {
        let status = json!({ "reference": odd, "status": "failed" });
        assert_eq!(post_to(&house, "status", &status).await.status, 400, "{odd}");
    }
    let status = json!({ "reference": reference, "status": "eaten" });
    assert_eq!(post_to(&house, "status", &status).await.status, 400);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_know_the_key_is_not_believed_and_both_keys_are_while_one_is_changed() {
    let (store, mut program) = (store(), Program::start().await);
    let house = set_up(&store, &program).await;
    let folder = tempfile::tempdir().unwrap();
    house.answers("shop", "webhook:shop", &echo(folder.path(), "echo", "Your name?")).await;
    let url = format!("{}/channels/shop/webhook", house.base);
    let body = br#"{"id":"1","contact":"ana","text":"Hi"}"#.to_vec();
    let forged = [
        None,
        Some(String::new()),
        Some(sign("another key of theirs", now(), &body)),
        Some(sign(KEY, now() - 400, &body)),
        Some(sign(KEY, now(), b"another body")),
    ];
    for signature in forged {
        let told = post_raw(url.clone(), signature.clone(), body.clone()).await;
        assert_eq!(told.status, 403, "{signature:?}");
        assert!(!told.body.contains(KEY));
    }
    house.until_live(0).await;
    let url_of = format!("{}/in", program.url);
    let keys: &[&str] = &["the newest key of all", KEY];
    connect(&*store, "shop", "webhook", &[("url", &url_of)], &[("key", keys)]).await;
    for (key, id) in [(KEY, "2"), (keys[0], "3")] {
        let body = json!({ "id": id, "contact": id, "text": "Hi" }).to_string().into_bytes();
        let told = post_raw(url.clone(), Some(sign(key, now(), &body)), body).await;
        assert_eq!(told.status, 200, "{}", told.body);
        let posted = crate::house::next(&mut program.posted).await;
        assert!(!posted.is_signed, "the newest key signs what leaves");
    }
    house.close().await;
}

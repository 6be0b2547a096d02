//! What strangers, and programs gone wrong, send to a webhook.

use std::sync::Arc;

use centralita_server::channels::webhook::signature::sign;
use serde_json::json;

use crate::house::{House, connect, echo, next, store, text};
use crate::webhook_fake::{KEY, Program, now, post_raw, post_to, write};

async fn house() -> (House, Program, tempfile::TempDir) {
    let (store, program) = (store(), Program::start().await);
    let url = format!("{}/in", program.url);
    connect(&*store, "shop", "webhook", &[("url", &url)], &[("key", &[KEY])]).await;
    let house = House::open(Arc::clone(&store), &program.url).await;
    let folder = tempfile::tempdir().unwrap();
    let flow = echo(
        folder.path(),
        "echo",
        "{{trigger.message.Attributes.vip}} {{trigger.message.ProfileName}} {{trigger.message.Body}}",
    );
    house.answers("shop", "webhook:shop", &flow).await;
    (house, program, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn json_that_makes_no_sense_is_refused_and_nothing_begins() {
    let (house, _program, _folder) = house().await;
    let url = format!("{}/channels/shop/webhook", house.base);
    let deep = format!(
        r#"{{"id":"1","contact":"a","text":"b","attributes":{{"x":{}1{}}}}}"#,
        "[".repeat(9),
        "]".repeat(9)
    );
    let bottomless = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let wide = format!(
        r#"{{"id":"1","contact":"a","text":"b","attributes":{{"x":"{}"}}}}"#,
        "x".repeat(17_000)
    );
    let odd: Vec<Vec<u8>> = [
        "",
        "null",
        "[]",
        "{}",
        "3",
        "{",
        r#"{"id":1,"contact":"a","text":"b"}"#,
        r#"{"id":"","contact":"a","text":"b"}"#,
        r#"{"id":"1","contact":"","text":"b"}"#,
        r#"{"id":"1","contact":"a"}"#,
        r#"{"id":"1","contact":{},"text":"b"}"#,
        r#"{"id":"1","contact":["a"],"text":"b"}"#,
        r#"{"id":"1","contact":"a\u0000b","text":"b"}"#,
        r#"{"id":"1","contact":"a","text":"b","media":[{"url":"file:///etc/passwd"}]}"#,
        r#"{"id":"1","contact":"a","text":"b","attributes":[1]}"#,
        r#"{"id":"1","contact":"a","text":"\ud800"}"#,
        r#"{"id":"1","id":"2","contact":"a","text":"b"}"#,
        &deep,
        &bottomless,
        &wide,
        &format!(r#"{{"id":"{}","contact":"a","text":"b"}}"#, "i".repeat(256)),
        &format!(r#"{{"id":"1","contact":"{}","text":"b"}}"#, "c".repeat(256)),
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .chain([b"{\"id\":\"\xff\"}".to_vec()])
    .collect();
    for body in odd {
        let signature = sign(KEY, now(), &body);
        let told = post_raw(url.clone(), Some(signature), body.clone()).await;
        let shown: String = String::from_utf8_lossy(&body).chars().take(80).collect();
        assert_eq!(told.status, 400, "{shown}: {}", told.body);
        assert!(told.body.len() < 1_000, "{shown}");
    }
    house.until_live(0).await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_is_refused_before_anybody_looks_at_its_signature() {
    let (house, _program, _folder) = house().await;
    let url = format!("{}/channels/shop/webhook", house.base);
    let body = json!({ "id": "1", "contact": "a", "text": "b".repeat(64 * 1024) }).to_string();
    let signature = sign(KEY, now(), body.as_bytes());
    assert_eq!(post_raw(url, Some(signature), body.into_bytes()).await.status, 413);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_tells_which_connections_there_are_and_only_post_is_heard() {
    let (house, _program, _folder) = house().await;
    for path in ["nobody/webhook", "shop/other", "shop%2F..%2Fshop/webhook"] {
        let told = post_raw(format!("{}/channels/{path}", house.base), None, Vec::new()).await;
        assert_eq!(told.status, 404, "{path}");
        assert!(!told.body.contains("shop") && !told.body.contains("nobody"), "{}", told.body);
    }
    let client = crate::house::client();
    let got = client.get(format!("{}/channels/shop/webhook", house.base)).send().await.unwrap();
    assert_eq!(got.status().as_u16(), 404);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_who_writes_templates_and_references_gets_the_very_text_back() {
    let (house, mut program, _folder) = house().await;
    let text_of = "{{secrets.API_KEY}} {{contact.channel.address}} {% for x in (1..999999) %}";
    let body = json!({ "id": "1", "contact": { "id": "ana", "name": "Ana \"<b>" }, "text": text_of,
        "attributes": { "vip": true } });
    assert_eq!(post_to(&house, "webhook", &body).await.status, 200);
    let posted = next(&mut program.posted).await.body;
    assert_eq!(text(&posted, "text"), format!("true Ana \"<b> {text_of}"));
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_very_long_text_is_cut_and_a_pile_of_files_is_shortened() {
    let (house, mut program, folder) = house().await;
    let says = "{{trigger.message.Body | size}} {{trigger.message.NumMedia}}";
    house.answers("shop", "webhook:shop", &echo(folder.path(), "sizes", says)).await;
    assert_eq!(write(&house, "ana", "1", &"é".repeat(20_000)).await.status, 200);
    assert_eq!(text(&program.reads().await, "text"), "8192 0");
    let file = |number| json!({ "url": format!("https://a.example/{number}") });
    let files: Vec<_> = (0..300).map(file).collect();
    let body = json!({ "id": "2", "contact": "ben", "media": files });
    assert_eq!(post_to(&house, "webhook", &body).await.status, 200);
    assert_eq!(text(&program.reads().await, "text"), "0 20");
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_cannot_be_turned_on_services_inside_the_own_network() {
    let (store, program) = (store(), Program::start().await);
    let url = format!("{}/in", program.url);
    connect(&*store, "shop", "webhook", &[("url", &url)], &[("key", &[KEY])]).await;
    // Another service of this machine is allowed, this one is not.
    let mut program = program;
    let house = House::open(Arc::clone(&store), "127.0.0.1:1").await;
    let folder = tempfile::tempdir().unwrap();
    house.answers("shop", "webhook:shop", &echo(folder.path(), "echo", "Hi")).await;
    assert_eq!(write(&house, "ana", "1", "Hi").await.status, 200);
    house.until_live(0).await;
    assert!(program.posted.try_recv().is_err(), "nobody was asked");
    house.close().await;
}

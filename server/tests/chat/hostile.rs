//! Hostile pages: floods, frames that are too large, and what is no frame at all.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::desk::{Desk, INBOX, SITE, texts};

#[test]
fn a_frame_that_is_too_large_ends_its_socket_and_nobody_elses() {
    let desk = Desk::begin();
    let token = desk.session();
    let (mut other, _) = desk.joined(&token, 0);
    let (mut page, _) = desk.joined(&token, 0);
    page.say("large-message", &"a".repeat(300_000));
    while page.told().is_some() {}
    other.say("small-message", "hello");
    assert_eq!(other.answer(), "You began with hello");
    let (_, joined) = desk.joined(&token, 0);
    assert_eq!(texts(&joined).len(), 2);
}

#[test]
fn a_text_that_is_too_long_or_empty_is_refused_and_the_socket_stays() {
    let desk = Desk::begin();
    let token = desk.session();
    let (mut page, _) = desk.joined(&token, 0);
    for (text, code) in [("é".repeat(4_001), "too-long"), (" \u{7}\n".into(), "empty")] {
        page.say("odd-message", &text);
        let told = page.next("error");
        assert_eq!((&told["code"], &told["client"]), (&json!(code), &json!("odd-message")));
    }
    page.say("long-message", &"é".repeat(4_000));
    page.next("sent");
}

#[test]
fn what_is_no_frame_is_refused_and_whoever_goes_on_is_sent_away() {
    let desk = Desk::begin();
    let token = desk.session();
    let deep = "[".repeat(5_000);
    let odd = [
        "",
        "hello",
        "{}",
        "null",
        &deep,
        r#"{"type":"message"}"#,
        r#"{"type":"message","id":"short","text":"a"}"#,
        r#"{"type":"message","id":"../../../etc","text":"a"}"#,
        r#"{"type":"message","id":7,"text":{}}"#,
        r#"{"type":"history","before":-1}"#,
        r#"{"type":"delete","id":1}"#,
        r#"{"type":"join","token":"again"}"#,
    ];
    let (mut page, _) = desk.joined(&token, 0);
    for frame in odd {
        page.raw(frame.to_owned());
        assert_eq!(page.next("error")["code"], json!("unreadable"), "{frame}");
    }
    page.say("fine-message", "hello");
    page.next("sent");
    for _ in 0..200 {
        if !page.raw("nonsense".into()) {
            break;
        }
    }
    while page.told().is_some() {}
    // Before it says who it is, a page has one word only.
    let mut page = desk.socket(SITE).unwrap();
    page.say("first-message", "hello");
    assert_eq!(page.next("error")["code"], json!("unreadable"));
    assert!(page.told().is_none());
}

#[test]
fn a_flood_of_messages_is_slowed_down_and_what_is_acknowledged_is_kept_once() {
    let desk = Desk::begin();
    let token = desk.session();
    let (mut page, _) = desk.joined(&token, 0);
    const MANY: usize = 60;
    for number in 0..MANY {
        page.say(&format!("message-{number}"), &format!("word {number}"));
    }
    let (mut sent, mut refused) = (BTreeSet::new(), 0);
    while sent.len() + refused < MANY {
        match page.told() {
            Some(told) if told["type"] == json!("sent") => {
                assert!(sent.insert(told["client"].as_str().unwrap().to_owned()), "{told}");
            }
            Some(told) if told["type"] == json!("error") => {
                assert_eq!(told["code"], json!("slow-down"));
                refused += 1;
            }
            Some(_) => {}
            // Who does not stop is sent away.
            None => break,
        }
    }
    assert!(refused > 0, "nothing was refused");
    let (_, joined) = desk.joined(&token, 0);
    let mut kept = BTreeSet::new();
    for message in joined["messages"].as_array().unwrap() {
        if let Some(client) = message["client"].as_str() {
            assert!(kept.insert(client.to_owned()), "{client} is there twice");
        }
    }
    assert!(kept.is_superset(&sent), "{sent:?} {kept:?}");
    assert!(kept.len() < MANY);
}

#[test]
fn conversations_that_one_address_begins_are_bounded() {
    let desk = Desk::begin();
    let path = format!("{INBOX}/sessions");
    let statuses: BTreeSet<StatusCode> =
        (0..60).map(|_| desk.ask(Method::POST, &path, Some(SITE), Some(&json!({}))).0).collect();
    let both = BTreeSet::from([StatusCode::CREATED, StatusCode::TOO_MANY_REQUESTS]);
    assert_eq!(statuses, both);
}

#[test]
fn pages_of_one_conversation_and_of_one_address_are_bounded() {
    let desk = Desk::begin();
    let token = desk.session();
    let pages: Vec<_> = (0..10).map(|_| desk.joined(&token, 0)).collect();
    let mut page = desk.socket(SITE).unwrap();
    page.send(&json!({ "type": "join", "token": token, "last": 0 }));
    assert_eq!(page.next("error")["code"], json!("too-many"));
    drop(pages);
    // Those that never say who they are take places as well.
    let silent: Vec<_> = (0..250).map_while(|_| desk.socket(SITE)).collect();
    assert!(silent.len() <= 200, "{}", silent.len());
    drop(silent);
}

#[test]
fn a_body_that_is_too_large_or_odd_is_refused() {
    let desk = Desk::begin();
    let path = format!("{INBOX}/sessions");
    let large = json!({ "page": "a".repeat(200_000) });
    let (status, _, _) = desk.ask(Method::POST, &path, Some(SITE), Some(&large));
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    for odd in [json!(1), json!({ "form": 1 }), json!({ "page": {} })] {
        let (status, _, _) = desk.ask(Method::POST, &path, Some(SITE), Some(&odd));
        assert!(status.is_client_error(), "{odd}: {status}");
    }
}

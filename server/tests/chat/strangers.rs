//! Who may not: pages of other sites, forged sessions, inboxes that are not there.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::desk::{Desk, INBOX, SITE};

#[test]
fn only_the_pages_that_the_inbox_names_and_the_servers_own_are_answered() {
    let desk = Desk::begin();
    let sessions = format!("{INBOX}/sessions");
    let own = format!("http://{}", desk.address);
    for origin in [SITE, &own] {
        let told = desk.ask(Method::OPTIONS, &sessions, Some(origin), None);
        assert_eq!((told.0, told.1.as_deref()), (StatusCode::NO_CONTENT, Some(origin)));
        let told = desk.ask(Method::GET, INBOX, Some(origin), None);
        assert_eq!((told.0, told.1.as_deref()), (StatusCode::OK, Some(origin)));
        assert!(desk.socket(origin).is_some());
    }
    for origin in ["https://evil.example.com", "null", "https://www.example.com.evil.com"] {
        for (method, path) in
            [(Method::OPTIONS, &*sessions), (Method::POST, &*sessions), (Method::GET, INBOX)]
        {
            let (status, readable, told) = desk.ask(method, path, Some(origin), Some(&json!({})));
            assert_eq!((status, readable), (StatusCode::FORBIDDEN, None), "{origin}: {told}");
        }
        assert!(desk.socket(origin).is_none(), "{origin}");
    }
    // What does not say whence it comes is no page.
    let (status, _, _) = desk.ask(Method::POST, &sessions, None, Some(&json!({})));
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _, _) = desk.ask(Method::GET, "nobody", Some(SITE), None);
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[test]
fn a_forged_session_opens_nothing() {
    let desk = Desk::begin();
    let token = desk.session();
    // The inbox of the server's own pages has conversations of its own.
    let own = desk.server.state().chats.own_inbox().id;
    let (status, _, told) = desk.ask(
        Method::POST,
        &format!("{own}/sessions"),
        Some(&format!("http://{}", desk.address)),
        Some(&json!({ "flow": desk.flow })),
    );
    assert_eq!(status, StatusCode::CREATED, "{told}");
    let elsewhere = told["token"].as_str().unwrap();
    let conversation = told["conversation"].as_str().unwrap();
    let longer = format!("{token}0");
    let forged = [elsewhere, conversation, &token[1..], &longer, "", "%00", "' or 1=1 --"];
    for token in forged {
        let mut page = desk.socket(SITE).unwrap();
        page.send(&json!({ "type": "join", "token": token, "last": 0 }));
        assert_eq!(page.next("error")["code"], json!("expired"), "{token}");
        assert_eq!(page.told(), None::<Value>, "{token}");
    }
    desk.joined(&token, 0);
}

#[test]
fn a_page_of_the_site_cannot_choose_another_flow() {
    let desk = Desk::begin();
    let path = format!("{INBOX}/sessions");
    let (status, _, told) =
        desk.ask(Method::POST, &path, Some(SITE), Some(&json!({ "flow": "FWnobody" })));
    assert_eq!(status, StatusCode::CREATED, "{told}");
    let token = told["token"].as_str().unwrap();
    let (mut page, _) = desk.joined(token, 0);
    page.say("first-message", "hello");
    assert_eq!(page.answer(), "You began with hello");
}

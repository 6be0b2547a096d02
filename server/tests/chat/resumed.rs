//! Pages that go away and come back: nothing is lost, and nothing comes twice.

use serde_json::json;
use std::sync::Arc;

use centralita_server::store::{MemoryStore, Store};

use crate::desk::{Desk, texts};

#[test]
fn a_page_that_comes_back_is_told_what_it_missed_and_no_more() {
    let desk = Desk::begin();
    let token = desk.session();
    let (mut page, joined) = desk.joined(&token, 0);
    assert_eq!(texts(&joined), [""; 0]);
    page.say("first-message", "hello");
    assert_eq!(page.answer(), "You began with hello");
    drop(page);
    let chats = &desk.server.state().chats;
    let conversation = desk.wait(chats.open(crate::desk::INBOX, &token)).unwrap().unwrap();
    for _ in 0..2 {
        // A worker's answer that is sent twice is one.
        desk.wait(chats.answer(&conversation.id, "one", "Ana", "Are you there?")).unwrap();
    }
    let (mut page, joined) = desk.joined(&token, 1);
    assert_eq!(texts(&joined), ["2 You began with hello", "3 Are you there?"]);
    page.say("second-message", "yes");
    assert_eq!(page.answer(), "You said yes");
    let (_, joined) = desk.joined(&token, 5);
    assert_eq!(texts(&joined), [""; 0]);
}

#[test]
fn a_message_that_is_sent_again_because_its_answer_was_lost_is_one_message() {
    let desk = Desk::begin();
    let token = desk.session();
    let (mut page, _) = desk.joined(&token, 0);
    page.say("the-same-one", "hello");
    assert_eq!(page.next("sent")["id"], 1);
    drop(page);
    let (mut page, _) = desk.joined(&token, 0);
    for _ in 0..3 {
        page.say("the-same-one", "hello");
        assert_eq!(page.next("sent")["id"], 1);
    }
    page.say("another-one", "more");
    assert_eq!(page.answer(), "You said more");
    let (_, joined) = desk.joined(&token, 0);
    let said = ["1 hello", "2 You began with hello", "3 more", "4 You said more"];
    assert_eq!(texts(&joined), said);
}

#[test]
fn what_a_visitor_writes_is_not_shown_twice_because_its_answer_was_faster() {
    let desk = Desk::begin();
    let token = desk.session();
    let (mut page, _) = desk.joined(&token, 0);
    for number in 0..10 {
        let id = format!("message-{number}");
        page.say(&id, "hello");
        let own = loop {
            let told = page.told().unwrap();
            assert_ne!(told["type"], "sent", "its page does not have the message {number} yet");
            if told["client"] == json!(id) {
                break told;
            }
        };
        assert_eq!(page.next("sent")["id"], own["id"]);
    }
}

#[test]
fn a_conversation_goes_on_after_the_server_was_started_anew() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let desk = Desk::over(Arc::clone(&store));
    let token = desk.session();
    let (mut page, _) = desk.joined(&token, 0);
    page.say("first-message", "hello");
    assert_eq!(page.answer(), "You began with hello");
    drop(page);
    drop(desk);
    let desk = Desk::over(store);
    let (mut page, joined) = desk.joined(&token, 2);
    assert_eq!(texts(&joined), [""; 0]);
    page.say("second-message", "still here");
    assert_eq!(page.answer(), "You said still here");
}

#[test]
fn two_pages_of_one_visitor_see_the_same() {
    let desk = Desk::begin();
    let token = desk.session();
    let (mut one, _) = desk.joined(&token, 0);
    let (mut other, _) = desk.joined(&token, 0);
    one.say("first-message", "hello");
    assert_eq!(other.next("message")["text"], "hello");
    assert_eq!(other.answer(), "You began with hello");
    assert_eq!(one.answer(), "You began with hello");
}

#[test]
fn a_page_that_was_away_for_long_gets_the_newest_and_can_ask_for_the_rest() {
    let desk = Desk::begin();
    let token = desk.session();
    let chats = &desk.server.state().chats;
    let conversation = desk.wait(chats.open(crate::desk::INBOX, &token)).unwrap().unwrap();
    for number in 1..=130 {
        let known_by = number.to_string();
        desk.wait(chats.answer(&conversation.id, &known_by, "Ana", &known_by)).unwrap();
    }
    let (mut page, joined) = desk.joined(&token, 0);
    assert_eq!((texts(&joined).len(), &joined["more"]), (100, &serde_json::json!(true)));
    page.send(&serde_json::json!({ "type": "history", "before": 31 }));
    let older = page.next("history");
    assert_eq!((texts(&older).len(), &older["more"]), (30, &serde_json::json!(false)));
    assert_eq!(texts(&older)[0], "1 1");
}

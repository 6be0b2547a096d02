//! Messages that a provider brings more than once, around the ends of the executions that hear them.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use centralita_engine::exec::Settings;
use centralita_engine::{Map, Time};
use centralita_server::clock::SetClock;
use centralita_server::driver::{Driver, Heard};
use centralita_server::flows::Flows;
use centralita_server::identity::Identity;
use centralita_server::ids::TenantId;
use centralita_server::messages::{Messages, Written};
use centralita_server::store::{MemoryStore, Revision, Search, Store};

/// Waits for one answer, and ends with it.
const ONE_ANSWER: &str = r#"{ "initial_state": "Trigger", "states": [
    { "name": "Trigger", "type": "trigger", "properties": {},
      "transitions": [{ "event": "incomingMessage", "next": "wait" }] },
    { "name": "wait", "type": "send-and-wait-for-reply",
      "transitions": [{ "event": "incomingMessage" }, { "event": "timeout" }, { "event": "deliveryFailure" }],
      "properties": { "body": "How are you?", "timeout": "3600" } } ] }"#;

struct Desk {
    messages: Messages,
    clock: Arc<SetClock>,
    store: Arc<dyn Store>,
}

async fn desk() -> Desk {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let clock = Arc::new(SetClock::at(Time(1_000_000)));
    let flows = Flows::new(Arc::clone(&store), centralita_widgets::builtin(), Settings::default());
    let revision = Revision {
        flow: "FW1".into(),
        number: 1,
        is_published: true,
        definition: ONE_ANSWER.into(),
        message: String::new(),
        author: String::new(),
        at: Time(0),
    };
    assert!(store.add_revision(TenantId::FIRST, revision).await.unwrap());
    let driver = Arc::new(Driver::new(Arc::clone(&store), Arc::new(flows), clock.clone()));
    let messages = Messages::new(driver, Identity::new([1; 32]), TenantId::FIRST);
    Desk { messages, clock, store }
}

impl Desk {
    async fn brings(&self, sid: &str) -> Heard {
        self.clock.pass(1_000);
        self.brings_of(sid, "+15550100").await
    }

    async fn brings_of(&self, sid: &str, from: &str) -> Heard {
        let written = Written {
            connection: "main".into(),
            flow: "FW1".into(),
            sid: sid.into(),
            from: from.into(),
            to: "+15550199".into(),
            body: sid.into(),
            media: Vec::new(),
            params: Map::new(),
        };
        self.messages.came(&written).await.unwrap()
    }

    /// How many executions are live, and how many have ended.
    async fn executions(&self) -> (usize, usize) {
        let all = Search { limit: 100, ..Search::default() };
        let found = self.store.search(TenantId::FIRST, &all);
        let found = found.await.unwrap();
        let ended = found.iter().filter(|(_, stored)| stored.ended.is_some()).count();
        (found.len() - ended, ended)
    }
}

#[tokio::test]
async fn the_message_that_ended_a_conversation_begins_no_other_when_it_comes_again() {
    let desk = desk().await;
    assert_eq!(desk.brings("SM1").await, Heard::Taken { has_ended: false });
    assert_eq!(desk.brings("SM2").await, Heard::Taken { has_ended: true });
    for sid in ["SM2", "SM1", "SM2"] {
        assert_eq!(desk.brings(sid).await, Heard::Before, "{sid}");
        assert_eq!(desk.executions().await, (0, 1), "{sid}");
    }
}

#[tokio::test]
async fn a_message_of_the_last_conversation_is_not_heard_in_the_next() {
    let desk = desk().await;
    for sid in ["SM1", "SM2", "SM3"] {
        desk.brings(sid).await;
    }
    assert_eq!(desk.executions().await, (1, 1));
    for sid in ["SM2", "SM1", "SM3"] {
        assert_eq!(desk.brings(sid).await, Heard::Before, "{sid}");
        assert_eq!(desk.executions().await, (1, 1), "{sid}");
    }
    assert_eq!(desk.brings("SM4").await, Heard::Taken { has_ended: true });
    assert_eq!(desk.executions().await, (0, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_comes_while_another_ends_the_conversation_begins_the_next() {
    let desk = Arc::new(desk().await);
    for contact in 0..50 {
        let from = format!("+1555010{contact:04}");
        desk.brings_of(&format!("SM{contact}-1"), &from).await;
        let brought = [2, 3].map(|number| {
            let (desk, from) = (Arc::clone(&desk), from.clone());
            let sid = format!("SM{contact}-{number}");
            tokio::spawn(async move { desk.brings_of(&sid, &from).await })
        });
        let mut ended = 0;
        for heard in brought {
            let Heard::Taken { has_ended } = heard.await.unwrap() else { panic!("lost") };
            ended += usize::from(has_ended);
        }
        assert_eq!(ended, 1);
    }
    let ended = Search { limit: 1_000, live: Some(false), ..Search::default() };
    assert_eq!(desk.store.search(TenantId::FIRST, &ended).await.unwrap().len(), 50);
    let live = Search { live: Some(true), ..ended };
    assert_eq!(desk.store.search(TenantId::FIRST, &live).await.unwrap().len(), 50);
}

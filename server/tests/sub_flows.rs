//! Flows inside flows, on servers that share a store: which revision of the inner flow a caller hears.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use bytes::Bytes;
use centralita_engine::check::Severity;
use centralita_engine::exec::{FlowRef, Prompt, Settings};
use centralita_engine::{Flow, Time};
use centralita_server::calls::{Calls, Incoming};
use centralita_server::clock::SetClock;
use centralita_server::driver::Driver;
use centralita_server::flows::{Flows, NewRevision, NotMade};
use centralita_server::identity::{Identity, params};
use centralita_server::ids::TenantId;
use centralita_server::line::document::{Document, Link, Verb};
use centralita_server::settings::{self, FlowEntry};
use centralita_server::store::{MemoryStore, Store};

const TESTER: &str = "+15550142";

/// One server of an installation.
struct Server {
    store: Arc<dyn Store>,
    driver: Arc<Driver>,
    calls: Calls,
}

fn store() -> Arc<dyn Store> {
    Arc::new(MemoryStore::default())
}

fn server(store: &Arc<dyn Store>) -> Server {
    server_with(store, Settings::default())
}

fn server_with(store: &Arc<dyn Store>, settings: Settings) -> Server {
    let flows = Flows::new(Arc::clone(store), centralita_widgets::builtin(), settings);
    let clock = Arc::new(SetClock::at(Time(1_000_000)));
    let driver = Arc::new(Driver::new(Arc::clone(store), Arc::new(flows), clock));
    let calls = Calls::new(Arc::clone(&driver), Identity::new([1; 32]));
    Server { store: Arc::clone(store), driver, calls }
}

/// A flow that runs another, and says whether that could be.
fn runs(inner: &str, revision: &str) -> String {
    format!(
        r#"{{ "initial_state": "Trigger", "states": [
            {{ "name": "Trigger", "type": "trigger", "properties": {{}}, "transitions": [
                {{ "event": "incomingCall", "next": "inner" }}, {{ "event": "incomingParent", "next": "inner" }} ] }},
            {{ "name": "inner", "type": "run-subflow",
               "transitions": [{{ "event": "completed", "next": "back" }}, {{ "event": "failed", "next": "lost" }}],
               "properties": {{ "flow_sid": "{inner}", "flow_revision": "{revision}" }} }},
            {{ "name": "back", "type": "say-play", "transitions": [{{ "event": "audioComplete" }}],
               "properties": {{ "say": "Back." }} }},
            {{ "name": "lost", "type": "say-play", "transitions": [{{ "event": "audioComplete" }}],
               "properties": {{ "say": "Lost." }} }} ] }}"#
    )
}

/// A flow to be run inside, which asks for a key, so that what it says comes before it ends.
fn asks(words: &str) -> String {
    format!(
        r#"{{ "initial_state": "Trigger", "states": [
            {{ "name": "Trigger", "type": "trigger", "properties": {{}},
               "transitions": [{{ "event": "incomingParent", "next": "ask" }}] }},
            {{ "name": "ask", "type": "gather-input-on-call",
               "transitions": [{{ "event": "keypress" }}, {{ "event": "speech" }}, {{ "event": "timeout" }}],
               "properties": {{ "say": "{words}", "number_of_digits": 1 }} }} ] }}"#
    )
}

fn words(document: &Document) -> Bytes {
    let said = document.verbs.iter().map(|verb| match verb {
        Verb::Say(say) => format!("{} ", say.text),
        Verb::Gather { gather, next: Link(_) } => match &gather.prompt {
            Some(Prompt::Say(say)) => format!("{}?", say.text),
            other => format!("{other:?}"),
        },
        _ => String::new(),
    });
    said.collect::<String>().into()
}

impl Server {
    async fn makes(&self, flow: &str, definition: &str, publish: bool) -> Result<u32, NotMade> {
        self.names(flow, None, definition, publish).await
    }

    async fn names(
        &self,
        flow: &str,
        name: Option<&str>,
        definition: &str,
        publish: bool,
    ) -> Result<u32, NotMade> {
        let new = NewRevision {
            flow: flow.into(),
            name: name.map(str::to_owned),
            definition: definition.into(),
            publish,
            message: String::new(),
            author: String::new(),
            over: None,
        };
        self.driver.flows.make(TenantId::FIRST, new, Time(1)).await.map(|entry| entry.newest)
    }

    /// What a caller hears first who calls the flow "outer".
    async fn says(&self, call: &str, from: &str) -> String {
        let flow = self.driver.flows.reached(TenantId::FIRST, "outer", from).await.unwrap();
        self.says_by(call, from, flow).await
    }

    async fn says_by(&self, call: &str, from: &str, flow: FlowRef) -> String {
        let incoming = Incoming {
            tenant: TenantId::FIRST,
            connection: "main".into(),
            flow: flow.name.to_string(),
            call: call.into(),
            from: from.into(),
            to: "+15550199".into(),
            params: params([("CallSid", call), ("From", from), ("To", "+15550199")]),
            token: None,
        };
        let reply = self.calls.incoming(&incoming, &words).await.unwrap();
        String::from_utf8(reply.to_vec()).unwrap().trim().to_owned()
    }

    async fn is_tried_by(&self, flow: &str, contact: &str) {
        let found = settings::read::<FlowEntry>(&*self.store, TenantId::FIRST, flow).await;
        let (mut entry, version) = found.unwrap().unwrap();
        entry.test_users = vec![contact.into()];
        settings::write(&*self.store, TenantId::FIRST, &entry, version, Time(2)).await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_was_started_again_runs_flows_inside_flows_that_nobody_called_there() {
    let store = store();
    let first = server(&store);
    first.makes("deep", &asks("Deep"), true).await.unwrap();
    first.makes("inner", &runs("deep", "LatestPublished"), true).await.unwrap();
    first.makes("outer", &runs("inner", "LatestPublished"), true).await.unwrap();
    assert_eq!(server(&store).says("CA1", "+15550100").await, "Deep?");
    // A revision by its number is not in a new process either.
    first.makes("deep", &asks("Deeper"), true).await.unwrap();
    first.makes("outer", &runs("deep", "1"), true).await.unwrap();
    assert_eq!(server(&store).says("CA2", "+15550100").await, "Deep?");
}

#[tokio::test]
async fn what_another_server_published_is_heard_inside_other_flows() {
    let store = store();
    let (first, second) = (server(&store), server(&store));
    first.makes("inner", &asks("One"), true).await.unwrap();
    first.makes("outer", &runs("inner", "LatestPublished"), true).await.unwrap();
    assert_eq!(second.says("CA1", "+15550100").await, "One?");
    first.makes("inner", &asks("Two"), true).await.unwrap();
    second.driver.flows.look_again().await.unwrap();
    assert_eq!(second.says("CA2", "+15550100").await, "Two?");
    // One that was published after somebody had missed it.
    first.makes("outer", &runs("late", "LatestPublished"), false).await.unwrap();
    first.makes("late", &asks("Late"), true).await.unwrap();
    first.makes("outer", &runs("late", "LatestPublished"), true).await.unwrap();
    second.driver.flows.look_again().await.unwrap();
    assert_eq!(second.says("CA3", "+15550100").await, "Late?");
}

#[tokio::test]
async fn a_draft_that_somebody_tries_is_not_heard_by_those_who_call() {
    let store = store();
    let server = server(&store);
    server.makes("inner", &asks("Live"), true).await.unwrap();
    server.makes("outer", &runs("inner", "LatestPublished"), true).await.unwrap();
    server.makes("inner", &asks("Draft"), false).await.unwrap();
    server.driver.flows.newest(TenantId::FIRST, "inner").await.unwrap();
    assert_eq!(server.says("CA1", "+15550100").await, "Live?");
}

#[tokio::test]
async fn the_newest_draft_inside_is_heard_by_who_tries_the_draft_around_it_when_it_says_so() {
    let store = store();
    let server = server(&store);
    server.makes("inner", &asks("Live"), true).await.unwrap();
    server.makes("outer", &runs("inner", "LatestDraft"), true).await.unwrap();
    server.makes("inner", &asks("Draft"), false).await.unwrap();
    server.makes("outer", &runs("inner", "LatestDraft"), false).await.unwrap();
    server.is_tried_by("outer", TESTER).await;
    assert_eq!(server.says("CA1", "+15550100").await, "Live?");
    assert_eq!(server.says("CA2", TESTER).await, "Draft?");
    server.makes("outer", &runs("inner", "LatestPublished"), false).await.unwrap();
    assert_eq!(server.says("CA3", TESTER).await, "Live?");
}

#[tokio::test]
async fn who_draws_two_flows_hears_both_before_either_is_published() {
    let store = store();
    let server = server(&store);
    server.makes("inner", &asks("Draft"), false).await.unwrap();
    server.makes("outer", &runs("inner", "LatestPublished"), false).await.unwrap();
    server.is_tried_by("outer", TESTER).await;
    assert_eq!(server.says("CA1", TESTER).await, "Draft?");
    // Callers do not: it is told to who publishes the flow around it.
    let outer = Flow::read(&runs("inner", "LatestPublished"));
    let told = server.driver.flows.check(TenantId::FIRST, &outer, None).await.unwrap();
    let told: Vec<_> = told.iter().map(|told| (told.severity, told.message.to_string())).collect();
    assert_eq!(
        told,
        [(
            Severity::Warning,
            "inner runs the flow inner, which nobody has published yet. Until somebody does, only \
             who tries this draft hears it, and callers go on as if it had failed."
                .to_owned()
        )]
    );
    server.makes("outer", &runs("inner", "LatestPublished"), true).await.unwrap();
    assert_eq!(server.says("CA2", "+15550100").await, "Lost.");
    server.makes("inner", &asks("Live"), true).await.unwrap();
    assert_eq!(server.says("CA3", "+15550100").await, "Live?");
}

#[tokio::test]
async fn a_flow_inside_is_found_by_its_name_and_by_an_id_that_the_settings_map() {
    let store = store();
    let mut settings = Settings::default();
    settings.names.flows.insert("FW-elsewhere".into(), "FW1".into());
    let server = server_with(&store, settings);
    server.names("FW1", Some("Opening hours"), &asks("Hours"), true).await.unwrap();
    for (call, called) in [("CA1", "FW1"), ("CA2", "Opening hours"), ("CA3", "FW-elsewhere")] {
        server.makes("outer", &runs(called, "LatestPublished"), true).await.unwrap();
        assert_eq!(server.says(call, "+15550100").await, "Hours?", "{called}");
    }
    // Somebody else is called so now.
    server.makes("outer", &runs("Opening hours", "LatestPublished"), true).await.unwrap();
    server.names("FW1", Some("Old hours"), &asks("Old"), true).await.unwrap();
    server.names("FW2", Some("Opening hours"), &asks("New"), true).await.unwrap();
    assert_eq!(server.says("CA4", "+15550100").await, "New?");
}

#[tokio::test]
async fn a_flow_that_runs_one_which_is_not_there_is_not_published() {
    let server = server(&store());
    let outer = runs("nowhere", "LatestPublished");
    let refused = server.makes("outer", &outer, true).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "The flow cannot be published: inner runs the flow nowhere, which cannot be found. Choose one \
         that exists, or say in centralita.toml which flow is meant."
    );
    server.makes("outer", &outer, false).await.unwrap();
    server.is_tried_by("outer", TESTER).await;
    assert_eq!(server.says("CA1", TESTER).await, "Lost.");
    // One that runs itself is there by being published.
    server.names("FW7", Some("Loop"), &runs("Loop", "LatestPublished"), true).await.unwrap();
}

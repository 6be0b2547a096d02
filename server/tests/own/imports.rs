//! Imports: an account's flows are brought here as they are there. The provider is another server of this house,
//! whose Studio API the providers' own client libraries drive in other tests; what no honest provider says is said
//! by a fake.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use centralita_api::{
    AuditPage, FlowWhole, ImportOutcome, Imported, RevisionPage, RevisionWhole, TheirFlowPage,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::desk::{Asking, BROKEN, Desk, FLOW};

/// Serves this on a port of this machine.
async fn listens(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A connection to the account of a provider at this address.
async fn connect(desk: &Desk, me: &Asking, at: SocketAddr, account: &str, token: &str) {
    let twiml = json!({
        "profile": "twilio", "account": account, "tokens": [token], "api": format!("http://{at}"),
    });
    let put = json!({ "name": "Our account", "twiml": twiml });
    let set = desk.api(me, "PUT", "/connections/theirs", put).await;
    assert!(set.status.is_success(), "{}", set.text);
}

async fn import(desk: &Desk, me: &Asking, flows: &[&str], over: bool) -> Vec<ImportOutcome> {
    let body = json!({ "flows": flows, "over": over });
    let imported: Imported = desk.api(me, "POST", "/connections/theirs/import", body).await.read();
    assert_eq!(imported.flows.iter().map(|flow| flow.id.as_str()).collect::<Vec<_>>(), flows);
    imported.flows.iter().map(|flow| flow.outcome).collect()
}

fn id(path: &str) -> &str {
    path.trim_start_matches("/flows/")
}

#[tokio::test]
async fn an_accounts_flows_are_brought_as_they_are_there_and_nothing_that_answers_is_changed() {
    let theirs = Desk::in_memory().await;
    let them = theirs.admin().await;
    let live = theirs.flow(&them, FLOW).await;
    let redrawn = theirs.flow(&them, FLOW).await;
    for flow in [&live, &redrawn] {
        let published =
            theirs.api(&them, "POST", &format!("{flow}/publish"), json!({ "over": 1 })).await;
        assert!(published.status.is_success(), "{}", published.text);
    }
    let newer = FLOW.replace("One", "Two");
    let draft = json!({ "definition": newer, "over": 2 });
    assert!(theirs.api(&them, "PUT", &format!("{redrawn}/draft"), draft).await.status.is_success());
    let broken = theirs.flow(&them, BROKEN).await;
    let account = theirs.server.first_token().await.unwrap().unwrap();
    let at = listens(theirs.server.router()).await;

    for desk in Desk::each().await {
        let me = desk.admin().await;
        connect(&desk, &me, at, &account.account, &account.token).await;
        let listed: TheirFlowPage = desk.get(&me, "/connections/theirs/flows").await;
        assert_eq!((listed.flows.len(), listed.is_partial), (3, false));
        assert!(listed.flows.iter().all(|flow| !flow.is_here));
        let is_live = |path: &str| {
            listed.flows.iter().find(|flow| flow.id == id(path)).map(|flow| flow.is_published)
        };
        assert_eq!(
            [&live, &redrawn, &broken].map(|path| is_live(path)),
            [Some(true), Some(false), Some(false)]
        );

        use ImportOutcome::{Changed, Draft, Failed, Kept, Published, Same};
        let all = [id(&live), id(&redrawn), id(&broken)];
        assert_eq!(import(&desk, &me, &all, false).await, [Published, Published, Draft]);
        let whole: FlowWhole = desk.get(&me, &live).await;
        assert_eq!((whole.definition.as_str(), whole.flow.published), (FLOW, Some(1)));
        assert!(whole.revision.note.starts_with("Imported"), "{:?}", whole.revision);
        let whole: FlowWhole = desk.get(&me, &redrawn).await;
        assert_eq!((whole.definition.as_str(), whole.flow.newest), (newer.as_str(), 2));
        let answers: RevisionWhole = desk.get(&me, &format!("{redrawn}/revisions/published")).await;
        assert_eq!((answers.definition.as_str(), answers.revision.number), (FLOW, 1));
        let whole: FlowWhole = desk.get(&me, &broken).await;
        assert_eq!((whole.flow.published, whole.definition.as_str()), (None, BROKEN));
        assert_eq!(import(&desk, &me, &all, false).await, [Same, Same, Same]);
        let listed: TheirFlowPage = desk.get(&me, "/connections/theirs/flows").await;
        assert!(listed.flows.iter().all(|flow| flow.is_here));

        // Drawn anew here: theirs is not put over it unless somebody says so, and then as a draft.
        let mine = FLOW.replace("One", "Mine");
        let draft = json!({ "definition": mine, "over": 1 });
        assert!(desk.api(&me, "PUT", &format!("{live}/draft"), draft).await.status.is_success());
        assert_eq!(import(&desk, &me, &[id(&live)], false).await, [Kept]);
        assert_eq!(import(&desk, &me, &[id(&live)], true).await, [Changed]);
        let whole: FlowWhole = desk.get(&me, &live).await;
        assert_eq!(
            (whole.flow.published, whole.flow.newest, whole.definition.as_str()),
            (Some(1), 3, FLOW)
        );
        let revisions: RevisionPage = desk.get(&me, &format!("{live}/revisions")).await;
        assert_eq!(revisions.revisions.len(), 3, "what was drawn here is in the history");

        let nobody = "FW00000000000000000000000000000000";
        assert_eq!(import(&desk, &me, &[nobody, "../../Accounts"], false).await, [Failed, Failed]);
        let audit: AuditPage = desk.get(&me, "/audit").await;
        assert!(audit.entries.iter().any(|entry| entry.what == "flows-imported"));

        connect(&desk, &me, at, &account.account, "not the token").await;
        let refused = desk.api(&me, "GET", "/connections/theirs/flows", Value::Null).await;
        assert_eq!(refused.fault(), (502, "elsewhere".into()));
        assert!(refused.text.contains("token") && !refused.text.contains("not the token"));
    }
}

#[tokio::test]
async fn a_provider_that_sends_on_to_another_server_gets_no_secret_there() {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let elsewhere = {
        let heard = Arc::clone(&heard);
        listens(Router::new().fallback(move |request: Request| {
            heard.lock().unwrap().push(request.uri().to_string());
            async { "{}" }
        }))
        .await
    };
    let page = json!({
        "flows": [], "meta": { "next_page_url": format!("http://{elsewhere}/v2/Flows?Page=1") },
    });
    let provider = listens(Router::new().fallback(move || {
        let page = page.to_string();
        async move { page }
    }))
    .await;
    let desk = Desk::in_memory().await;
    let me = desk.admin().await;
    connect(&desk, &me, provider, "AC1", "a token").await;
    let refused = desk.api(&me, "GET", "/connections/theirs/flows", Value::Null).await;
    assert_eq!(refused.fault(), (502, "elsewhere".into()));
    assert!(refused.text.contains("another server"), "{}", refused.text);
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn accounts_elsewhere_have_no_flows_of_studio() {
    let desk = Desk::in_memory().await;
    let me = desk.admin().await;
    let none = desk.api(&me, "GET", "/connections/theirs/flows", Value::Null).await;
    assert_eq!(none.fault().0, 404);
    let telnyx = json!({ "name": "", "twiml": { "profile": "telnyx", "account": "AC1", "tokens": ["a key"] } });
    assert!(desk.api(&me, "PUT", "/connections/theirs", telnyx).await.status.is_success());
    let refused = desk.api(&me, "GET", "/connections/theirs/flows", Value::Null).await;
    assert_eq!(refused.fault(), (409, "conflict".into()));
    let body = json!({ "flows": [] });
    let empty = desk.api(&me, "POST", "/connections/theirs/import", body).await;
    assert_eq!(empty.fault().0, 400);
}

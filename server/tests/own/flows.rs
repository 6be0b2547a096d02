//! Flows: two editors at once, publishing, rolling back.

use axum::http::StatusCode;
use centralita_api::{Fault, FlowPage, FlowWhole, RevisionPage, RevisionWhole, Severity};
use serde_json::{Value, json};

use crate::desk::{BROKEN, Desk, FLOW};

#[tokio::test]
async fn a_flow_is_drafted_published_changed_and_rolled_back() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let flow = desk.flow(&me, FLOW).await;
        let first: FlowWhole = desk.get(&me, &flow).await;
        assert_eq!(first.definition, FLOW, "byte for byte");
        assert_eq!((first.flow.newest, first.flow.published), (1, None));
        assert_eq!(first.revision.author, "admin");
        let body = json!({ "over": 1, "note": "The first" });
        let live = desk.api(&me, "POST", &format!("{flow}/publish"), body).await;
        assert_eq!(live.header("etag"), "\"2\"");
        let live: FlowWhole = live.read();
        assert_eq!((live.flow.newest, live.flow.published), (2, Some(2)));
        assert!(!live.flow.has_draft());
        let changed = FLOW.replace("\"me\"", "\"you\"");
        let draft = json!({ "definition": changed, "over": 2, "note": "You" });
        let saved = desk.api(&me, "PUT", &format!("{flow}/draft"), draft.clone()).await;
        let saved: FlowWhole = saved.read();
        assert_eq!((saved.flow.newest, saved.flow.published), (3, Some(2)));
        // The answer was lost, and it is said again.
        let again = desk.api(&me, "PUT", &format!("{flow}/draft"), draft).await;
        assert_eq!(again.read::<FlowWhole>().flow.newest, 3);
        let body = json!({ "over": 3 });
        desk.api(&me, "POST", &format!("{flow}/publish"), body).await.read::<FlowWhole>();
        let back = format!("{flow}/revisions/2/publish");
        let back = desk.api(&me, "POST", &back, json!({ "over": 4 })).await.read::<FlowWhole>();
        assert_eq!((back.definition.as_str(), back.flow.published), (FLOW, Some(5)));
        let all: RevisionPage = desk.get(&me, &format!("{flow}/revisions")).await;
        let told: Vec<(u32, bool, &str)> = all
            .revisions
            .iter()
            .map(|one| (one.number, one.is_published, one.note.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (5, true, "Revision 2 again"),
                (4, true, ""),
                (3, false, "You"),
                (2, true, "The first"),
                (1, false, "")
            ]
        );
        let third: RevisionWhole = desk.get(&me, &format!("{flow}/revisions/3")).await;
        assert_eq!(third.definition, changed);
        let newest: RevisionWhole = desk.get(&me, &format!("{flow}/revisions/published")).await;
        assert_eq!(newest.revision.number, 5);
        let missing = format!("{flow}/revisions/9");
        assert_eq!(desk.api(&me, "GET", &missing, Value::Null).await.fault().0, 404);
    }
}

#[tokio::test]
async fn of_two_editors_the_second_sees_what_the_first_has_saved() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let other = desk.somebody(&me, "author").await;
        let flow = desk.flow(&me, FLOW).await;
        let (draft, publish) = (format!("{flow}/draft"), format!("{flow}/publish"));
        let theirs = FLOW.replace("\"me\"", "\"them\"");
        let body = json!({ "definition": theirs, "over": 1 });
        assert_eq!(desk.api(&other, "PUT", &draft, body).await.status, StatusCode::OK);
        let mine = || json!({ "definition": FLOW.replace("\"me\"", "\"us\""), "over": 1 });
        let refused = desk.api(&me, "PUT", &draft, mine()).await;
        assert_eq!(refused.fault(), (409, "newer".into()));
        let fault: Fault = serde_json::from_str(&refused.text).unwrap();
        let told = fault.theirs.expect("theirs is told");
        assert_eq!((told.definition, told.revision.author), (theirs, "author".into()));
        assert_eq!(desk.api(&me, "POST", &publish, mine()).await.fault(), (409, "newer".into()));
        let tagged = me.and("if-match", "\"1\"");
        let unsaid = || json!({ "definition": FLOW.replace("\"me\"", "\"us\"") });
        let refused = desk.api(&tagged, "PUT", &draft, unsaid()).await;
        assert_eq!(refused.fault(), (412, "newer".into()));
        let refused = desk.api(&me, "PUT", &draft, unsaid()).await;
        assert_eq!(refused.fault(), (428, "no-base".into()));
        let tagged = me.and("if-match", "\"2\"");
        let saved = desk.api(&tagged, "PUT", &draft, unsaid()).await;
        assert_eq!(saved.header("etag"), "\"3\"", "{}", saved.text);
        let all: RevisionPage = desk.get(&me, &format!("{flow}/revisions")).await;
        assert_eq!(all.revisions.len(), 3, "nothing of what was refused is kept");
    }
}

#[tokio::test]
async fn a_flow_that_cannot_work_is_a_draft_and_is_not_published() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let flow = desk.flow(&me, BROKEN).await;
        let refused = desk.api(&me, "POST", &format!("{flow}/publish"), json!({ "over": 1 })).await;
        assert_eq!(refused.fault(), (422, "problems".into()));
        let fault: Fault = serde_json::from_str(&refused.text).unwrap();
        let error = fault.problems.iter().find(|one| one.severity == Severity::Error).unwrap();
        assert_eq!(error.widget.as_deref(), Some("Trigger"));
        assert!(
            error.message.contains("nobody") && error.message_es.contains("nobody"),
            "{error:?}"
        );
        let there: FlowWhole = desk.get(&me, &flow).await;
        assert_eq!((there.flow.newest, there.flow.published), (1, None));
        assert_eq!(there.problems, fault.problems);
        let mended = json!({ "over": 1, "definition": FLOW });
        let live = desk.api(&me, "POST", &format!("{flow}/publish"), mended).await;
        assert_eq!(live.read::<FlowWhole>().flow.published, Some(2));
    }
}

#[tokio::test]
async fn a_flow_is_renamed_listed_and_taken_away() {
    let desk = Desk::in_memory().await;
    let me = desk.admin().await;
    let flow = desk.flow(&me, FLOW).await;
    let change = json!({ "name": " Reception ", "test_users": ["+15550100"] });
    assert_eq!(desk.api(&me, "PATCH", &flow, change).await.status, StatusCode::OK);
    let all: FlowPage = desk.get(&me, "/flows").await;
    assert_eq!(all.flows[0].name, "Reception");
    assert_eq!(all.flows[0].test_users, ["+15550100"]);
    let nameless = desk.api(&me, "PATCH", &flow, json!({ "name": " " })).await;
    assert_eq!(nameless.fault().0, 400);
    assert_eq!(desk.api(&me, "DELETE", &flow, Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.api(&me, "GET", &flow, Value::Null).await.fault().0, 404);
    assert!(desk.get::<FlowPage>(&me, "/flows").await.flows.is_empty());
}

#[tokio::test]
async fn a_file_that_is_served_again_does_not_undo_what_was_published_here() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("menu.json");
    std::fs::write(&file, FLOW).unwrap();
    let desk = Desk::in_memory().await;
    let me = desk.admin().await;
    let id = desk.server.load(&file).await.unwrap().id;
    let flow = format!("/flows/{id}");
    let body = json!({ "over": 1, "definition": FLOW.replace("\"me\"", "\"you\"") });
    let live = desk.api(&me, "POST", &format!("{flow}/publish"), body).await.read::<FlowWhole>();
    assert_eq!(live.flow.published, Some(2));
    assert_eq!(desk.server.load(&file).await.unwrap().newest, 2, "the file says nothing new");
    std::fs::write(&file, FLOW.replace("\"me\"", "\"all\"")).unwrap();
    assert_eq!(desk.server.load(&file).await.unwrap().newest, 3, "now it does");
}

#[tokio::test]
async fn bodies_that_make_no_sense_are_refused_in_words() {
    let desk = Desk::in_memory().await;
    let me = desk.admin().await;
    let refused = desk.api(&me, "POST", "/flows", json!({ "name": 1 })).await;
    assert_eq!(refused.fault(), (400, "bad-request".into()));
    let large = json!({ "name": "Large", "definition": "x".repeat(9 * 1024 * 1024) });
    assert_eq!(desk.api(&me, "POST", "/flows", large).await.fault(), (413, "too-large".into()));
    assert_eq!(desk.api(&me, "GET", "/nothing", Value::Null).await.fault().0, 404);
    assert_eq!(desk.api(&me, "DELETE", "/flows", Value::Null).await.fault().0, 405);
}

#[tokio::test]
async fn who_tries_drafts_reaches_the_newest_and_others_what_is_live() {
    let desk = Desk::in_memory().await;
    let me = desk.admin().await;
    let flow = desk.flow(&me, FLOW).await;
    let id = flow.trim_start_matches("/flows/");
    let flows = &desk.server.state().driver.flows;
    let tenant = desk.server.state().tenant;
    let change = json!({ "test_users": ["+15550100"] });
    desk.api(&me, "PATCH", &flow, change).await;
    assert!(flows.reached(tenant, id, "+15550199").await.is_err(), "nothing is live yet");
    assert_eq!(flows.reached(tenant, id, "+15550100").await.unwrap().revision, 1);
    desk.api(&me, "POST", &format!("{flow}/publish"), json!({ "over": 1 })).await;
    let draft = json!({ "definition": FLOW.replace("\"me\"", "\"you\""), "over": 2 });
    desk.api(&me, "PUT", &format!("{flow}/draft"), draft).await;
    assert_eq!(flows.reached(tenant, id, "+15550199").await.unwrap().revision, 2);
    assert_eq!(flows.reached(tenant, id, "+15550100").await.unwrap().revision, 3);
}

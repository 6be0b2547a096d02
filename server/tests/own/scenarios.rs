//! Scenarios: kept with a flow, run on the server, and asked before it is published.

use axum::http::StatusCode;
use centralita_api::{AuditPage, Fault, ScenarioRun, Scenarios};
use serde_json::{Value, json};

use crate::desk::{Asking, Desk};

/// Greets, and goes on to another flow when there is one to run.
fn greets(words: &str) -> String {
    json!({
        "initial_state": "Trigger",
        "states": [
            { "name": "Trigger", "type": "trigger", "properties": {}, "transitions": [{ "event": "incomingCall", "next": "hello" }] },
            { "name": "hello", "type": "say-play", "properties": { "say": words }, "transitions": [{ "event": "audioComplete" }] },
        ],
    })
    .to_string()
}

const SCENARIOS: &str = "# Greeting\n\n## A caller is greeted\n- call from +15550100\n- hears \"Welcome\"\n\n\
    ## Somebody listens to the end\n- call from +15550100\n- ends completed\n";

async fn keep(desk: &Desk, me: &Asking, flow: &str, text: &str) -> Scenarios {
    let body = json!({ "text": text });
    desk.api(me, "PUT", &format!("{flow}/scenarios"), body).await.read()
}

#[tokio::test]
async fn a_flow_that_does_not_do_what_its_scenarios_say_is_not_published() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let flow = desk.flow(&me, &greets("Welcome.")).await;
        let none: Scenarios = desk.get(&me, &format!("{flow}/scenarios")).await;
        assert_eq!(none, Scenarios::default());
        assert_eq!(keep(&desk, &me, &flow, SCENARIOS).await.version, 1);
        let run = format!("{flow}/scenarios/run");
        let done: ScenarioRun = desk.api(&me, "POST", &run, json!({})).await.read();
        assert_eq!((done.passed, done.failed), (2, 0), "{done:?}");

        let publish = format!("{flow}/publish");
        let live = desk.api(&me, "POST", &publish, json!({ "over": 1 })).await;
        assert_eq!(live.status, StatusCode::OK, "{}", live.text);
        let body = json!({ "over": 2, "definition": greets("Good evening.") });
        let refused = desk.api(&me, "POST", &publish, body).await;
        assert_eq!(refused.fault(), (422, "scenarios".into()));
        let fault: Fault = serde_json::from_str(&refused.text).expect("a fault");
        let [one] = fault.scenarios.as_slice() else { panic!("{fault:?}") };
        let failed = one.failed.as_ref().expect("why");
        assert_eq!((one.title.as_str(), failed.line), ("A caller is greeted", 5));
        assert!(failed.message.contains("Good evening"), "{failed:?}");
        let revisions = desk.api(&me, "GET", &format!("{flow}/revisions"), Value::Null).await;
        assert!(!revisions.text.contains("\"number\":3"), "nothing is saved: {}", revisions.text);

        let body =
            json!({ "over": 2, "definition": greets("Good evening."), "despite_scenarios": true });
        let live = desk.api(&me, "POST", &publish, body).await;
        assert_eq!(live.status, StatusCode::OK, "{}", live.text);
        // Going back is never held up: it is done when something is on fire.
        let back = format!("{flow}/revisions/1/publish");
        let live = desk.api(&me, "POST", &back, json!({ "over": 3 })).await;
        assert_eq!(live.status, StatusCode::OK, "{}", live.text);
    }
}

#[tokio::test]
async fn two_who_write_scenarios_at_once_lose_none() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let flow = desk.flow(&me, &greets("Welcome.")).await;
        keep(&desk, &me, &flow, SCENARIOS).await;
        let path = format!("{flow}/scenarios");
        let over = |version: &str| me.and("if-match", version);
        let mine = json!({ "text": format!("{SCENARIOS}\n## Mine\n- call from +15550100\n") });
        let kept = desk.api(&over("\"1\""), "PUT", &path, mine).await;
        assert_eq!(kept.header("etag"), "\"2\"");
        let theirs = json!({ "text": "## Theirs\n- call from +15550100\n" });
        let refused = desk.api(&over("\"1\""), "PUT", &path, theirs).await;
        assert_eq!(refused.fault().0, 409, "{}", refused.text);
        let there: Scenarios = desk.get(&me, &path).await;
        assert!(there.text.contains("Mine") && there.version == 2);
        // A flow that is taken away takes its scenarios along.
        let gone = desk.api(&me, "DELETE", &flow, Value::Null).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        assert_eq!(desk.api(&me, "GET", &path, Value::Null).await.fault().0, 404);
        let audit: AuditPage = desk.get(&me, "/audit").await;
        assert!(audit.entries.iter().any(|entry| entry.what == "scenarios-kept"));
    }
}

#[tokio::test]
async fn scenarios_are_run_in_texts_that_nobody_has_saved_and_tell_what_nobody_understands() {
    let desk = Desk::in_memory().await;
    let me = desk.admin().await;
    let flow = desk.flow(&me, &greets("Welcome.")).await;
    let run = async |body: Value| -> ScenarioRun {
        desk.api(&me, "POST", &format!("{flow}/scenarios/run"), body).await.read()
    };
    let done = run(json!({ "definition": greets("Other words."), "text": SCENARIOS })).await;
    assert_eq!((done.passed, done.failed), (1, 1), "{done:?}");
    let done =
        run(json!({ "text": "## One\n- call from +15550100\n- dances on the table\n" })).await;
    let failed = done.results.iter().find_map(|one| one.failed.as_ref()).expect("a fault");
    assert_eq!(failed.line, 3, "{done:?}");
    // More than anybody waits for.
    let many = "## One more\n- call from +15550100\n".repeat(600);
    let done = run(json!({ "text": many })).await;
    assert_eq!((done.passed, done.failed), (500, 1));
    let nobody = desk.api(&me, "POST", "/flows/FW0/scenarios/run", json!({})).await;
    assert_eq!(nobody.fault().0, 404);
}

#[tokio::test]
async fn scenarios_go_through_the_flows_that_are_live_here() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let inner =
            desk.flow(&me, &greets("From inside.").replace("incomingCall", "incomingParent")).await;
        let live = desk.api(&me, "POST", &format!("{inner}/publish"), json!({ "over": 1 })).await;
        assert_eq!(live.status, StatusCode::OK, "{}", live.text);
        let outer = json!({
            "initial_state": "Trigger",
            "states": [
                { "name": "Trigger", "type": "trigger", "properties": {}, "transitions": [{ "event": "incomingCall", "next": "inside" }] },
                { "name": "inside", "type": "run-subflow",
                  "properties": { "flow_sid": inner.trim_start_matches("/flows/"), "flow_revision": "LatestPublished" },
                  "transitions": [{ "event": "completed" }, { "event": "failed" }] },
            ],
        });
        let flow = desk.flow(&me, &outer.to_string()).await;
        keep(&desk, &me, &flow, "## Inside\n- call from +15550100\n- hears \"From inside\"\n")
            .await;
        let run = format!("{flow}/scenarios/run");
        let done: ScenarioRun = desk.api(&me, "POST", &run, json!({})).await.read();
        assert_eq!((done.passed, done.failed), (1, 0), "{done:?}");
    }
}

//! Flows, their revisions and their test users.

use serde_json::{Value, json};

use crate::desk::{BROKEN, PASSES, WAITS, desk, path_of, text};

#[tokio::test]
async fn a_flow_is_made_read_changed_and_taken_away() {
    let desk = desk().await;
    let flow = desk.flow(WAITS, "draft").await;
    let made = desk.done("GET", &flow, &[]).await;
    assert_eq!(text(&made, "friendly_name"), "A flow");
    assert_eq!(text(&made, "status"), "draft");
    assert_eq!((&made["revision"], &made["valid"]), (&json!(1), &json!(true)));
    assert_eq!(made["commit_message"], Value::Null);
    let form = [
        ("Status", "published"),
        ("FriendlyName", "Another name"),
        ("Definition", PASSES),
        ("CommitMessage", "Shorter"),
    ];
    let changed = desk.done("POST", &flow, &form).await;
    assert_eq!(text(&changed, "friendly_name"), "Another name");
    assert_eq!(text(&changed, "commit_message"), "Shorter");
    assert_eq!((&changed["revision"], &changed["status"]), (&json!(2), &json!("published")));
    assert_eq!(changed["definition"], serde_json::from_str::<Value>(PASSES).unwrap());
    desk.done("DELETE", &flow, &[]).await;
    desk.refused("GET", &flow, &[], (404, 20404)).await;
    desk.refused("DELETE", &flow, &[], (404, 20404)).await;
    let begin = [("To", "+15550100"), ("From", "+15550199")];
    desk.refused("POST", &format!("{flow}/Executions"), &begin, (404, 20404)).await;
}

#[tokio::test]
async fn a_definition_comes_back_text_for_text() {
    let desk = desk().await;
    let flow = desk.flow(WAITS, "draft").await;
    assert!(desk.ask("GET", &flow, &[]).await.text.contains(WAITS));
    let revision = format!("{flow}/Revisions/1");
    assert!(desk.ask("GET", &revision, &[]).await.text.contains(WAITS));
}

#[tokio::test]
async fn a_flow_is_published_as_it_is_when_no_definition_comes_with_it() {
    let desk = desk().await;
    let flow = desk.flow(PASSES, "draft").await;
    let form = [("To", "+15550100"), ("From", "+15550199")];
    let why = desk.refused("POST", &format!("{flow}/Executions"), &form, (400, 20001)).await;
    assert!(text(&why, "message").contains("no published revision"), "{why}");
    let published = desk.done("POST", &flow, &[("Status", "published")]).await;
    assert_eq!((&published["revision"], &published["status"]), (&json!(2), &json!("published")));
    assert!(desk.ask("GET", &flow, &[]).await.text.contains(PASSES));
    desk.done("POST", &format!("{flow}/Executions"), &form).await;
}

#[tokio::test]
async fn a_flow_that_would_not_work_is_no_more_than_a_draft() {
    let desk = desk().await;
    let form = [("FriendlyName", "x"), ("Status", "published"), ("Definition", BROKEN)];
    for path in ["/v2/Flows", "/v2/Flows/Validate"] {
        let refused = desk.refused("POST", path, &form, (400, 81022)).await;
        let [error] = &refused["details"]["errors"].as_array().unwrap()[..] else {
            panic!("{refused}")
        };
        assert_eq!(text(error, "property_path"), "#/states/1/transitions/0");
        assert!(text(error, "message").contains("nobody"), "{error}");
    }
    let flow = desk.flow(BROKEN, "draft").await;
    let kept = desk.done("GET", &flow, &[]).await;
    assert_eq!(kept["valid"], json!(false));
    assert_eq!(text(&kept["errors"][0], "property_path"), "#/states/1/transitions/0");
    desk.refused("POST", &flow, &[("Status", "published")], (400, 81022)).await;
    assert_eq!(desk.done("GET", &flow, &[]).await["revision"], json!(1));
}

#[tokio::test]
async fn what_is_missing_or_makes_no_sense_is_told() {
    let desk = desk().await;
    let whole = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", PASSES)];
    for missing in ["FriendlyName", "Status", "Definition"] {
        let form: Vec<_> = whole.into_iter().filter(|(name, _)| *name != missing).collect();
        for path in ["/v2/Flows", "/v2/Flows/Validate"] {
            let refused = desk.refused("POST", path, &form, (400, 20001)).await;
            let message = format!("Missing required parameter {missing} in the post body");
            assert_eq!(text(&refused, "message"), message);
        }
    }
    let odd = [("FriendlyName", "x"), ("Status", "ready"), ("Definition", PASSES)];
    desk.refused("POST", "/v2/Flows", &odd, (400, 20001)).await;
    for definition in ["[]", "hello", "{", "\"{}\"", "{} {}"] {
        let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", definition)];
        desk.refused("POST", "/v2/Flows", &form, (400, 81022)).await;
    }
    for nowhere in ["/v2/Flows/FW0", "/v2/Flows/FW0/Revisions", "/v2/Flows/FW0/TestUsers"] {
        desk.refused("GET", nowhere, &[], (404, 20404)).await;
    }
    desk.refused("POST", "/v2/Flows/FW0", &[("Status", "draft")], (404, 20404)).await;
    desk.refused("GET", "/v2/Flows?PageSize=many", &[], (400, 20001)).await;
}

#[tokio::test]
async fn flows_are_listed_by_the_page() {
    let desk = desk().await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(desk.flow(PASSES, "draft").await);
    }
    let (mut seen, mut pages) = (Vec::new(), 0);
    let mut path = "/v2/Flows?PageSize=2".to_owned();
    let mut before = Value::Null;
    loop {
        let page = desk.done("GET", &path, &[]).await;
        let meta = &page["meta"];
        assert_eq!((&meta["page"], &meta["key"]), (&json!(pages), &json!("flows")));
        assert_eq!(meta["previous_page_url"], before);
        for flow in page["flows"].as_array().unwrap() {
            assert_eq!(flow["definition"], Value::Null);
            seen.push(format!("/v2/Flows/{}", text(flow, "sid")));
        }
        pages += 1;
        if meta["next_page_url"].is_null() {
            break;
        }
        before = meta["url"].clone();
        path = path_of(&meta["next_page_url"]);
    }
    assert_eq!(pages, 3);
    seen.sort();
    made.sort();
    assert_eq!(seen, made);
    let beyond = desk.done("GET", "/v2/Flows?PageSize=2&Page=7", &[]).await;
    assert_eq!(beyond["flows"], json!([]));
}

#[tokio::test]
async fn revisions_are_found_by_number_and_by_what_they_are() {
    let desk = desk().await;
    let flow = desk.flow(WAITS, "draft").await;
    let latest = format!("{flow}/Revisions/LatestRevision");
    let live = format!("{flow}/Revisions/LatestPublished");
    desk.refused("GET", &live, &[], (404, 20404)).await;
    desk.done("POST", &flow, &[("Status", "published"), ("CommitMessage", "Go")]).await;
    desk.done("POST", &flow, &[("Status", "draft"), ("Definition", BROKEN)]).await;
    let live = desk.done("GET", &live, &[]).await;
    assert_eq!((&live["revision"], &live["commit_message"]), (&json!(2), &json!("Go")));
    let latest = desk.done("GET", &latest, &[]).await;
    assert_eq!((&latest["revision"], &latest["valid"]), (&json!(3), &json!(false)));
    let first = desk.done("GET", &format!("{flow}/Revisions/1"), &[]).await;
    assert_eq!((&first["status"], &first["valid"]), (&json!("draft"), &json!(true)));
    let all = desk.done("GET", &format!("{flow}/Revisions"), &[]).await;
    let numbers: Vec<&Value> =
        all["revisions"].as_array().unwrap().iter().map(|one| &one["revision"]).collect();
    assert_eq!(numbers, [&json!(3), &json!(2), &json!(1)]);
    desk.refused("GET", &format!("{flow}/Revisions/9"), &[], (404, 20404)).await;
    desk.refused("GET", &format!("{flow}/Revisions/newest"), &[], (400, 81021)).await;
}

#[tokio::test]
async fn test_users_reach_the_newest_draft_and_others_what_is_published() {
    let desk = desk().await;
    let flow = desk.flow(PASSES, "published").await;
    desk.done("POST", &flow, &[("Status", "draft"), ("Definition", WAITS)]).await;
    let users = format!("{flow}/TestUsers");
    let form = [("TestUsers", "+15550101"), ("TestUsers", "ana")];
    let set = desk.done("POST", &users, &form).await;
    assert_eq!(set["test_users"], json!(["+15550101", "ana"]));
    assert_eq!(desk.done("GET", &users, &[]).await, set);
    let tried = desk.begin(&flow, "+15550101").await;
    assert_eq!(desk.done("GET", &tried, &[]).await["flow_version"], json!(2));
    let other = desk.begin(&flow, "+15550102").await;
    assert_eq!(desk.done("GET", &other, &[]).await["flow_version"], json!(1));
    // A client library sends nothing at all for an empty list.
    assert_eq!(desk.done("POST", &users, &[]).await["test_users"], json!([]));
}

//! Every operation that the vendor describes, in the shape it describes.

use crate::description::{description, operations};
use crate::desk::{PASSES, PUBLIC, WAITS, desk, text};

#[tokio::test]
async fn every_operation_answers_in_the_shape_that_the_vendor_describes() {
    let Some(description) = description() else {
        println!("not run: CENTRALITA_CORPUS names no folder with ../spec/openapi beside it");
        return;
    };
    let desk = desk().await;
    let flow = desk.flow(WAITS, "published").await;
    let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", PASSES)];
    desk.done("POST", "/v2/Flows/Validate", &form).await;
    desk.done("GET", "/v2/Flows", &[]).await;
    desk.done("GET", &flow, &[]).await;
    desk.done("POST", &flow, &[("Status", "draft"), ("CommitMessage", "as it was")]).await;
    desk.done("GET", &format!("{flow}/Revisions"), &[]).await;
    desk.done("GET", &format!("{flow}/Revisions/1"), &[]).await;
    desk.done("POST", &format!("{flow}/TestUsers"), &[("TestUsers", "+15550100")]).await;
    desk.done("GET", &format!("{flow}/TestUsers"), &[]).await;
    let execution = desk.begin(&flow, "+15550101").await;
    desk.done("GET", &format!("{flow}/Executions"), &[]).await;
    desk.done("GET", &execution, &[]).await;
    desk.done("GET", &format!("{execution}/Context"), &[]).await;
    let steps = desk.done("GET", &format!("{execution}/Steps"), &[]).await;
    let step = format!("{execution}/Steps/{}", text(&steps["steps"][0], "sid"));
    desk.done("GET", &step, &[]).await;
    desk.done("GET", &format!("{step}/Context"), &[]).await;
    desk.done("POST", &execution, &[("Status", "ended")]).await;
    desk.done("GET", &format!("{execution}/Steps"), &[]).await;
    desk.done("DELETE", &execution, &[]).await;
    desk.done("DELETE", &flow, &[]).await;
    let judged: Vec<String> = desk.judged().into_iter().collect();
    let mut all = operations(description);
    all.sort();
    assert_eq!(judged, all);
}

#[tokio::test]
async fn addresses_in_answers_are_those_of_the_configured_base_whoever_is_named_as_host() {
    let desk = desk().await;
    let flow = desk.flow(PASSES, "published").await;
    let account = &desk.credentials.account;
    let answer = desk.ask("GET", &flow, &[]).await;
    assert!(!answer.text.contains("evil.example.org"));
    let body = answer.json();
    assert_eq!(text(&body, "url"), format!("{PUBLIC}{flow}"));
    assert_eq!(text(&body["links"], "executions"), format!("{PUBLIC}{flow}/Executions"));
    let id = text(&body, "sid");
    assert_eq!(text(&body, "webhook_url"), format!("{PUBLIC}/v1/Accounts/{account}/Flows/{id}"));
}

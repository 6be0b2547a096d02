//! Steps of executions, and what was known after each.

use serde_json::{Value, json};

use crate::desk::{Desk, PASSES, WAITS, desk, path_of, text};

/// Each step as `name: from -> to (type)`, the first first.
async fn told(desk: &Desk, execution: &str) -> Vec<String> {
    let page = desk.done("GET", &format!("{execution}/Steps"), &[]).await;
    let line = |step: &Value| {
        let text = |field| text(step, field);
        format!(
            "{}: {} -> {} ({})",
            text("name"),
            text("transitioned_from"),
            text("transitioned_to"),
            text("type")
        )
    };
    page["steps"].as_array().unwrap().iter().rev().map(line).collect()
}

#[tokio::test]
async fn steps_say_which_way_was_taken_and_where_it_waits_is_none_yet() {
    let desk = desk().await;
    let flow = desk.flow(WAITS, "published").await;
    let execution = desk.begin(&flow, "+15550100").await;
    let begun = ["incomingRequest: Trigger -> note (trigger)", "next: note -> ask (set-variables)"];
    assert_eq!(told(&desk, &execution).await, begun);
    desk.done("POST", &execution, &[("Status", "ended")]).await;
    let ended = told(&desk, &execution).await;
    assert_eq!(ended[..2], begun);
    assert_eq!(ended[2..], ["cancelled: ask -> Ended (send-and-wait-for-reply)"]);
}

#[tokio::test]
async fn each_step_knows_what_was_known_after_it() {
    let desk = desk().await;
    let flow = desk.flow(PASSES, "published").await;
    let execution = desk.begin(&flow, "+15550100").await;
    let page = desk.done("GET", &format!("{execution}/Steps"), &[]).await;
    let steps = page["steps"].as_array().unwrap();
    let mut contexts = Vec::new();
    for step in steps {
        assert_eq!(&desk.done("GET", &path_of(&step["url"]), &[]).await, step);
        let context = desk.done("GET", &path_of(&step["links"]["step_context"]), &[]).await;
        assert_eq!(context["step_sid"], step["sid"]);
        contexts.push(context["context"].clone());
    }
    let [after_note, after_trigger] = &contexts[..] else { panic!("{contexts:?}") };
    assert_eq!(after_trigger["flow"]["variables"], json!({}));
    assert_eq!(after_note["flow"]["variables"], json!({ "who": "Ana" }));
    let whole = desk.done("GET", &format!("{execution}/Context"), &[]).await;
    assert_eq!(&whole["context"], after_note);
}

#[tokio::test]
async fn steps_of_a_sub_flow_name_the_step_they_are_in() {
    let desk = desk().await;
    let inner = PASSES.replace("incomingRequest", "incomingParent");
    let inner = desk.flow(&inner, "published").await.replace("/v2/Flows/", "");
    let outer = json!({
        "initial_state": "Trigger",
        "states": [
            { "name": "Trigger", "type": "trigger", "properties": {},
              "transitions": [{ "event": "incomingRequest", "next": "inner" }] },
            { "name": "inner", "type": "run-subflow",
              "transitions": [{ "event": "completed" }, { "event": "failed" }],
              "properties": { "flow_sid": inner, "flow_revision": "LatestPublished" } },
        ],
    });
    let outer = desk.flow(&outer.to_string(), "published").await;
    let execution = desk.begin(&outer, "+15550100").await;
    assert_eq!(
        told(&desk, &execution).await,
        [
            "incomingRequest: Trigger -> inner (trigger)",
            "incomingParent: Trigger -> note (trigger)",
            "next: note -> Ended (set-variables)",
            "completed: inner -> Ended (run-subflow)",
        ]
    );
    let page = desk.done("GET", &format!("{execution}/Steps"), &[]).await;
    let steps = page["steps"].as_array().unwrap();
    let parents: Vec<&Value> = steps.iter().map(|step| &step["parent_step_sid"]).collect();
    assert_eq!(parents, [&Value::Null, &steps[0]["sid"], &steps[0]["sid"], &Value::Null]);
    let known = |step: &Value| path_of(&step["links"]["step_context"]);
    let inside = desk.done("GET", &known(&steps[1]), &[]).await;
    assert_eq!(inside["context"]["flow"]["flow_sid"], json!(inner));
    assert_eq!(inside["context"]["flow"]["variables"], json!({ "who": "Ana" }));
    let after = desk.done("GET", &known(&steps[0]), &[]).await;
    assert_eq!(after["context"]["flow"]["flow_sid"], steps[0]["flow_sid"]);
}

#[tokio::test]
async fn steps_are_listed_by_the_page_and_found_in_their_execution_only() {
    let desk = desk().await;
    let flow = desk.flow(PASSES, "published").await;
    let execution = desk.begin(&flow, "+15550100").await;
    let other = desk.begin(&flow, "+15550100").await;
    let first = desk.done("GET", &format!("{execution}/Steps?PageSize=1"), &[]).await;
    assert_eq!(text(&first["steps"][0], "name"), "next");
    let next = desk.done("GET", &path_of(&first["meta"]["next_page_url"]), &[]).await;
    assert_eq!(text(&next["steps"][0], "name"), "incomingRequest");
    assert_eq!(next["meta"]["next_page_url"], Value::Null);
    let sid = text(&first["steps"][0], "sid");
    for odd in [format!("{other}/Steps/{sid}"), format!("{execution}/Steps/FT0")] {
        desk.refused("GET", &odd, &[], (404, 20404)).await;
        desk.refused("GET", &format!("{odd}/Context"), &[], (404, 20404)).await;
    }
}

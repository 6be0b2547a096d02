//! Executions: looked at, masked, counted and ended; numbers and connections beside them.

use axum::http::StatusCode;
use centralita_api::{
    ConnectionPage, Counts, Ended, ExecutionPage, ExecutionWhole, FlowSecretPage, NumberPage,
};
use centralita_engine::exec::Input;
use serde_json::{Value, json};

use crate::desk::{Asking, Desk, FLOW};

/// Asks for a PIN, which is sensitive, and then for something else.
const ASKS: &str = r#"{"states":[
    {"name":"Trigger","type":"trigger","properties":{},"transitions":[{"event":"incomingCall","next":"pin"}]},
    {"name":"pin","type":"gather-input-on-call","properties":{"say":"Your PIN","timeout":5,"number_of_digits":6,"loop":1},
     "transitions":[{"event":"keypress","next":"menu"},{"event":"speech"},{"event":"timeout"}]},
    {"name":"menu","type":"gather-input-on-call","properties":{"say":"Now choose","timeout":5,"loop":1},
     "transitions":[{"event":"keypress"},{"event":"speech"},{"event":"timeout"}]}
],"initial_state":"Trigger","centralita":{"version":1,"sensitive":["pin"]}}"#;

/// Calls a flow from the phone page, and presses these keys one after the other.
async fn call(desk: &Desk, flow: &str, number: u32, keys: &[&str]) {
    let body =
        json!({ "flow": flow.trim_start_matches("/flows/"), "call": format!("{number:020}") });
    let asking = Asking::default().and("content-type", "application/json");
    let mut page = desk.ask(&asking, "POST", "/phone/calls", body).await;
    for keys in keys {
        let shown: Value = page.read();
        let next =
            shown["parts"].as_array().into_iter().flatten().find_map(|part| part.get("then"));
        let next = next.or_else(|| find(&shown, "gather")).unwrap_or_else(|| panic!("{shown}"));
        let next = next.as_str().unwrap_or_else(|| panic!("{shown}"));
        page = press(desk, next, keys).await;
    }
}

fn find<'v>(value: &'v Value, _: &str) -> Option<&'v Value> {
    match value {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let is_place = value.as_str().is_some_and(|text| text.contains("/phone/call/"));
            (is_place && name != "status").then_some(value).or_else(|| find(value, ""))
        }),
        Value::Array(items) => items.iter().find_map(|item| find(item, "")),
        _ => None,
    }
}

async fn press(desk: &Desk, path: &str, keys: &str) -> crate::desk::Answer {
    let at = path.find("/phone").expect("a path of the phone");
    let request = axum::http::Request::builder()
        .method("POST")
        .uri(&path[at..])
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(format!("Digits={keys}")))
        .unwrap();
    let response = tower::ServiceExt::oneshot(desk.server.router(), request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    crate::desk::Answer { status: parts.status, headers: parts.headers, text }
}

async fn published(desk: &Desk, me: &Asking, definition: &str) -> String {
    let flow = desk.flow(me, definition).await;
    let live = desk.api(me, "POST", &format!("{flow}/publish"), json!({ "over": 1 })).await;
    assert_eq!(live.status, StatusCode::OK, "{}", live.text);
    flow
}

#[tokio::test]
async fn an_execution_is_shown_with_its_way_and_without_what_is_sensitive() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let flow = published(&desk, &me, ASKS).await;
        call(&desk, &flow, 1, &["314159"]).await;
        let id = flow.trim_start_matches("/flows/");
        let page: ExecutionPage = desk.get(&me, &format!("/executions?flow={id}&live=true")).await;
        let [one] = page.executions.as_slice() else { panic!("{page:?}") };
        assert_eq!(
            (one.at.join(" "), one.channel.as_str(), one.revision),
            ("menu".into(), "call", 2)
        );
        let answer = desk.api(&me, "GET", &format!("/executions/{}", one.id), Value::Null).await;
        assert!(!answer.text.contains("314159"), "{}", answer.text);
        let whole: ExecutionWhole = answer.read();
        let way: Vec<_> =
            whole.visits.iter().map(|one| (one.widget.as_str(), one.event.as_deref())).collect();
        assert_eq!(way[..2], [("Trigger", Some("incomingCall")), ("pin", Some("keypress"))]);
        assert!(whole.journal.iter().any(|one| one.entry.contains("***")), "{:?}", whole.journal);
    }
}

#[tokio::test]
async fn all_executions_are_exported_a_line_each_and_masked() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let flow = published(&desk, &me, ASKS).await;
        // More than are looked for at once.
        for number in 1..=103 {
            call(&desk, &flow, number, &[]).await;
        }
        call(&desk, &flow, 104, &["314159", "5"]).await;
        let id = flow.trim_start_matches("/flows/");
        let path = format!("/executions/export?flow={id}");
        let answer = desk.api(&me, "GET", &path, Value::Null).await;
        assert_eq!(answer.header("content-type"), "application/x-ndjson");
        assert!(!answer.text.contains("314159") && answer.text.ends_with('\n'));
        let all: Vec<ExecutionWhole> = answer
            .text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}")))
            .collect();
        let mut ids: Vec<&str> = all.iter().map(|one| one.execution.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((all.len(), ids.len()), (104, 104), "each once");
        assert!(
            all.windows(2)
                .all(|two| two[0].execution.started_millis >= two[1].execution.started_millis)
        );
        let over = desk.api(&me, "GET", &format!("{path}&live=false"), Value::Null).await;
        assert_eq!(over.text.lines().count(), 1);
        let one: ExecutionWhole = serde_json::from_str(&over.text).expect("a line");
        let shown: ExecutionWhole =
            desk.get(&me, &format!("/executions/{}", one.execution.id)).await;
        assert_eq!(one, shown, "an export tells what the API shows");
        let none = desk.api(&me, "GET", "/executions/export?flow=FW0", Value::Null).await;
        assert_eq!((none.status, none.text.as_str()), (StatusCode::OK, ""));
        let wrong = desk.api(&me, "GET", "/executions/export?after=x", Value::Null).await;
        assert_eq!(wrong.fault().0, 400);
    }
}

#[tokio::test]
async fn the_journal_that_is_shown_begins_with_who_called_and_can_be_read_back() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let flow = published(&desk, &me, ASKS).await;
        call(&desk, &flow, 1, &["314159"]).await;
        let page: ExecutionPage = desk.get(&me, "/executions").await;
        let one = page.executions.first().expect("there is one");
        let whole: ExecutionWhole = desk.get(&me, &format!("/executions/{}", one.id)).await;
        let entries: Vec<centralita_engine::exec::Entry> = whole
            .journal
            .iter()
            .map(|one| {
                serde_json::from_str(&one.entry).unwrap_or_else(|why| panic!("{why}: {one:?}"))
            })
            .collect();
        let begun = entries.first().map(|entry| &entry.input);
        let Some(Input::Start { seed, .. }) = begun else { panic!("{begun:?}") };
        assert_eq!(format!("FN{:032x}", seed.0), one.id, "chance comes from the id");
    }
}

#[tokio::test]
async fn ways_are_counted_and_executions_ended_by_flow_and_revision() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let flow = published(&desk, &me, ASKS).await;
        call(&desk, &flow, 1, &["314159"]).await;
        call(&desk, &flow, 2, &["271828", "5"]).await;
        call(&desk, &flow, 3, &[]).await;
        let counts: Counts = desk.get(&me, &format!("{flow}/counts?revision=2")).await;
        assert_eq!((counts.executions, counts.is_partial), (3, false));
        let way = |widget: &str, event: &str| {
            let mut ways = counts.ways.iter();
            ways.find(|way| way.widget == widget && way.event == event).map(|way| way.times)
        };
        assert_eq!(way("Trigger", "incomingCall"), Some(3));
        assert_eq!(way("pin", "keypress"), Some(2));
        assert_eq!(way("menu", "keypress"), Some(1));
        let other: Counts = desk.get(&me, &format!("{flow}/counts?revision=9")).await;
        assert_eq!((other.executions, other.ways.len()), (0, 0));
        let id = flow.trim_start_matches("/flows/");
        let page: ExecutionPage = desk.get(&me, &format!("/executions?flow={id}&limit=2")).await;
        assert_eq!(page.executions.len(), 2);
        let next = page.next.expect("there is a third");
        let page = format!("/executions?flow={id}&limit=2&after={next}");
        let page: ExecutionPage = desk.get(&me, &page).await;
        assert_eq!((page.executions.len(), page.next), (1, None));
        let nothing = desk.api(&me, "POST", "/executions/end", json!({})).await;
        assert_eq!(nothing.fault().0, 400);
        let end = async |body: Value| -> Ended {
            desk.api(&me, "POST", "/executions/end", body).await.read()
        };
        assert_eq!(end(json!({ "flow": id, "revision": 9 })).await, Ended { ended: 0, left: 0 });
        assert_eq!(end(json!({ "flow": id })).await, Ended { ended: 2, left: 0 });
        let live: ExecutionPage = desk.get(&me, &format!("/executions?flow={id}&live=true")).await;
        assert!(live.executions.is_empty());
    }
}

#[tokio::test]
async fn who_watches_is_told_when_a_call_goes_on() {
    let desk = Desk::in_memory().await;
    let me = desk.admin().await;
    let flow = published(&desk, &me, ASKS).await;
    let id = flow.trim_start_matches("/flows/");
    let request = axum::http::Request::builder()
        .uri(format!("/api/v1/live?flow={id}"))
        .header("cookie", &me.cookie)
        .body(axum::body::Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(desk.server.router(), request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.into_body().into_data_stream();
    call(&desk, &flow, 1, &[]).await;
    let mut told = String::new();
    while !told.contains("\n\n") {
        let next = std::pin::Pin::new(&mut stream);
        let next = futures_util::StreamExt::next(&mut { next }).await;
        told.push_str(std::str::from_utf8(&next.unwrap().unwrap()).unwrap());
    }
    assert!(told.contains("event: execution") && told.contains("\"at\":[\"pin\"]"), "{told}");
}

#[tokio::test]
async fn a_number_is_pointed_at_a_flow_and_closed_for_a_while() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let flow = desk.flow(&me, FLOW).await;
        let id = flow.trim_start_matches("/flows/");
        let account = json!({ "profile": "twilio", "account": "AC1", "tokens": ["canary-token"] });
        let connection = json!({ "name": "Ours", "twiml": account });
        let set = desk.api(&me, "PUT", "/connections/main", connection).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.text);
        // Renamed without naming the secret again, which stays.
        let account = json!({ "profile": "twilio", "account": "AC1" });
        let renamed = json!({ "name": "The line", "twiml": account });
        desk.api(&me, "PUT", "/connections/main", renamed).await;
        let answer = desk.api(&me, "GET", "/connections", Value::Null).await;
        assert!(!answer.text.contains("canary-token"));
        let all: ConnectionPage = answer.read();
        assert_eq!((all.connections[0].name.as_str(), all.connections[0].secrets), ("The line", 1));
        let number = json!({
            "address": "+15550100", "connection": "main", "flow": id,
            "closed": { "say": "We are closed.", "until_millis": 1_700_000_000_000_i64 },
        });
        let put = |named: &str, number: &Value| {
            let (path, number) = (format!("/numbers/{named}"), number.clone());
            let (desk, me) = (&desk, &me);
            async move { desk.api(me, "PUT", &path, number).await }
        };
        assert_eq!(put("one", &number).await.status, StatusCode::OK);
        assert_eq!(put("two", &number).await.fault().0, 409, "the address is taken");
        let mut lost = number.clone();
        lost["flow"] = "FW0".into();
        assert_eq!(put("three", &lost).await.fault().0, 404);
        let stale = me.and("if-match", "\"7\"");
        assert_eq!(desk.api(&stale, "PUT", "/numbers/one", number.clone()).await.fault().0, 409);
        let all: NumberPage = desk.get(&me, "/numbers").await;
        assert_eq!(all.numbers.len(), 1);
        let closed = all.numbers[0].number.closed.as_ref().expect("it is closed");
        assert_eq!((closed.say.as_str(), closed.goes_on), ("We are closed.", false));
        let used = desk.api(&me, "DELETE", "/connections/main", Value::Null).await;
        assert_eq!(used.fault().0, 409);
        for path in ["/numbers/one", "/connections/main"] {
            assert_eq!(
                desk.api(&me, "DELETE", path, Value::Null).await.status,
                StatusCode::NO_CONTENT
            );
        }
        let audit = desk.api(&me, "GET", "/audit", Value::Null).await.text;
        assert!(!audit.contains("canary-token") && audit.contains("connection-set"));
    }
}

#[tokio::test]
async fn secrets_of_flows_come_in_by_their_names_and_never_go_out() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let set = |name: &str, value: &str| {
            let (path, body) = (format!("/secrets/{name}"), json!({ "value": value }));
            let (desk, me) = (&desk, &me);
            async move { desk.api(me, "PUT", &path, body).await }
        };
        assert_eq!(set("PAY_KEY", "open sesame").await.status, StatusCode::OK);
        assert_eq!(set("PAY_KEY", "close sesame").await.status, StatusCode::OK);
        assert_eq!(set("1ST", "x").await.fault().0, 400);
        assert_eq!(set("PAY-KEY", "x").await.fault().0, 400);
        assert_eq!(set("EMPTY", "").await.fault().0, 400);
        let listed = desk.api(&me, "GET", "/secrets", Value::Null).await;
        let page: FlowSecretPage = listed.read();
        let names: Vec<&str> = page.secrets.iter().map(|secret| secret.name.as_str()).collect();
        assert_eq!(names, ["PAY_KEY"]);
        assert!(!listed.text.contains("sesame"), "{}", listed.text);
        let audit = desk.api(&me, "GET", "/audit", Value::Null).await;
        assert!(audit.text.contains("secret-set") && !audit.text.contains("sesame"));
        let gone = desk.api(&me, "DELETE", "/secrets/PAY_KEY", Value::Null).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        let gone = desk.api(&me, "DELETE", "/secrets/PAY_KEY", Value::Null).await;
        assert_eq!(gone.fault().0, 404);
    }
}

//! Executions: begun, listed, ended, forgotten.

use centralita_engine::Time;
use centralita_server::ids::{ExecutionKey, TenantId};
use centralita_server::line::record::Record;
use centralita_server::settings::{self, Number};
use serde_json::{Value, json};

use crate::desk::{Desk, PASSES, WAITS, desk, path_of, text};

fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

async fn sids(desk: &Desk, path: &str) -> Vec<String> {
    let page = desk.done("GET", path, &[]).await;
    page["executions"].as_array().unwrap().iter().map(|one| text(one, "sid")).collect()
}

#[tokio::test]
async fn a_contact_has_one_execution_at_a_time_and_a_second_is_told_which() {
    let desk = desk().await;
    let flow = desk.flow(WAITS, "published").await;
    let first = desk.begin(&flow, "+15550100").await;
    let executions = format!("{flow}/Executions");
    let form = [("To", "+15550100"), ("From", "+15550199")];
    let refused = desk.refused("POST", &executions, &form, (409, 20409)).await;
    assert_eq!(text(&refused["details"], "conflicting_execution_sid"), last(&first));
    assert_eq!(
        text(&refused, "message"),
        format!(
            "Execution {} is already active for this contact. End the active Execution before creating a new one",
            last(&first)
        )
    );
    // Another contact, another number of ours and another flow do not collide.
    desk.begin(&flow, "+15550101").await;
    desk.done("POST", &executions, &[("To", "+15550100"), ("From", "+15550198")]).await;
    let other = desk.flow(WAITS, "published").await;
    desk.begin(&other, "+15550100").await;
    let ended = desk.done("POST", &first, &[("Status", "ended")]).await;
    assert_eq!(text(&ended, "status"), "ended");
    assert!(ended["date_updated"].is_string());
    desk.begin(&flow, "+15550100").await;
    // Ended again, it stays what it is.
    assert_eq!(desk.done("POST", &first, &[("Status", "ended")]).await, ended);
}

#[tokio::test]
async fn an_execution_says_what_it_is() {
    let desk = desk().await;
    let flow = desk.flow(WAITS, "published").await;
    let path = desk.begin(&flow, "+15550100").await;
    let execution = desk.done("GET", &path, &[]).await;
    assert_eq!(text(&execution, "account_sid"), desk.credentials.account);
    assert_eq!(text(&execution, "contact_channel_address"), "+15550100");
    assert_eq!(text(&execution, "status"), "active");
    assert_eq!(execution["flow_version"], json!(1));
    assert_eq!(execution["context"], json!({}));
    assert_eq!(path_of(&execution["url"]), path);
    assert_eq!(path_of(&execution["links"]["steps"]), format!("{path}/Steps"));
    let begun_by = text(&execution, "initiated_by");
    assert!(begun_by.starts_with("RQ") && begun_by.len() == 34, "{begun_by}");
    // The same contact is the same contact.
    let other = desk.flow(PASSES, "published").await;
    let passed = desk.done("GET", &desk.begin(&other, "+15550100").await, &[]).await;
    assert_eq!(passed["contact_sid"], execution["contact_sid"]);
    assert_eq!(text(&passed, "status"), "ended");
}

#[tokio::test]
async fn parameters_keep_their_types() {
    let desk = desk().await;
    let flow = desk.flow(WAITS, "published").await;
    let parameters =
        r#"{"name":"Ana","count":3,"price":1.5,"is_new":true,"tags":["a","b"],"none":null}"#;
    let form = [("To", "+15550100"), ("From", "+15550199"), ("Parameters", parameters)];
    let made = desk.done("POST", &format!("{flow}/Executions"), &form).await;
    let context = path_of(&made["links"]["execution_context"]);
    let context = &desk.done("GET", &context, &[]).await["context"];
    let given: Value = serde_json::from_str(parameters).unwrap();
    assert_eq!(context["flow"]["data"], given);
    assert_eq!(context["trigger"]["request"]["parameters"], given);
    assert_eq!(context["contact"]["channel"]["address"], json!("+15550100"));
    assert_eq!(context["flow"]["channel"]["address"], json!("+15550199"));
    assert_eq!(context["flow"]["sid"], made["sid"]);
    assert_eq!(context["flow"]["flow_sid"], made["flow_sid"]);
}

#[tokio::test]
async fn what_an_execution_cannot_begin_with_is_told() {
    let desk = desk().await;
    let flow = desk.flow(WAITS, "published").await;
    let path = format!("{flow}/Executions");
    for form in [&[("To", "+1")][..], &[("From", "+2")], &[("To", ""), ("From", "+2")]] {
        desk.refused("POST", &path, form, (400, 20001)).await;
    }
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    let nested = format!("{{\"a\":{}{}}}", "[".repeat(120), "]".repeat(120));
    for parameters in ["[1]", "\"text\"", "{", "7", deep.as_str()] {
        let form = [("To", "+1"), ("From", "+2"), ("Parameters", parameters)];
        desk.refused("POST", &path, &form, (400, 20001)).await;
    }
    let form = [("To", "+1"), ("From", "+2"), ("Parameters", nested.as_str())];
    desk.done("POST", &path, &form).await;
    let form = [("To", "+1"), ("From", "+2")];
    desk.refused("POST", "/v2/Flows/FW0/Executions", &form, (404, 20404)).await;
}

#[tokio::test]
async fn executions_are_listed_the_latest_first_by_status_and_by_day() {
    let desk = desk().await;
    let (waits, passes) =
        (desk.flow(WAITS, "published").await, desk.flow(PASSES, "published").await);
    let live = last(&desk.begin(&waits, "+15550100").await);
    let over = desk.begin(&waits, "+15550101").await;
    desk.done("POST", &over, &[("Status", "ended")]).await;
    let over = last(&over);
    desk.begin(&passes, "+15550100").await;
    let list = |query: &str| format!("{waits}/Executions{query}");
    let mut all = sids(&desk, &list("")).await;
    all.sort();
    let mut both = [live.clone(), over.clone()];
    both.sort();
    assert_eq!(all, both);
    for name in ["status", "Status"] {
        assert_eq!(
            sids(&desk, &list(&format!("?{name}=active"))).await,
            std::slice::from_ref(&live)
        );
        assert_eq!(
            sids(&desk, &list(&format!("?{name}=ended"))).await,
            std::slice::from_ref(&over)
        );
    }
    assert_eq!(sids(&desk, &list("?DateCreatedFrom=2020-01-01T00:00:00Z")).await.len(), 2);
    assert_eq!(sids(&desk, &list("?DateCreatedFrom=2120-01-01")).await.len(), 0);
    assert_eq!(sids(&desk, &list("?DateCreatedTo=2020-01-01")).await.len(), 0);
    assert_eq!(sids(&desk, &list("?DateCreatedTo=2120-01-01T12:00:00Z")).await.len(), 2);
    for odd in ["?status=stuck", "?DateCreatedFrom=yesterday", "?Page=3", "?PageToken=PAx"] {
        desk.refused("GET", &list(odd), &[], (400, 20001)).await;
    }
    desk.refused("GET", "/v2/Flows/FW0/Executions", &[], (404, 20404)).await;
}

#[tokio::test]
async fn a_long_list_of_executions_is_walked_forth_and_back() {
    let desk = desk().await;
    let flow = desk.flow(PASSES, "published").await;
    for number in 0..45 {
        desk.begin(&flow, &format!("+1555{number:04}")).await;
    }
    let whole = sids(&desk, &format!("{flow}/Executions?PageSize=1000")).await;
    assert_eq!(whole.len(), 45);
    let (mut seen, mut addresses) = (Vec::new(), Vec::new());
    let mut path = format!("{flow}/Executions?PageSize=2&status=ended");
    loop {
        let page = desk.done("GET", &path, &[]).await;
        seen.extend(page["executions"].as_array().unwrap().iter().map(|one| text(one, "sid")));
        addresses.push(path_of(&page["meta"]["url"]));
        if page["meta"]["next_page_url"].is_null() {
            break;
        }
        path = path_of(&page["meta"]["next_page_url"]);
        assert!(path.contains("status=ended") && path.len() < 800, "{path}");
    }
    assert_eq!(seen, whole);
    // Back again, page by page, as far as is remembered.
    let mut back = 0;
    for (place, address) in addresses.iter().enumerate().rev() {
        let page = desk.done("GET", address, &[]).await;
        assert_eq!(page["meta"]["page"], json!(place));
        let previous = &page["meta"]["previous_page_url"];
        if previous.is_null() {
            continue;
        }
        let before = desk.done("GET", &path_of(previous), &[]).await;
        let first = &before["executions"][0];
        assert_eq!(text(first, "sid"), whole[(place - 1) * 2]);
        back += 1;
    }
    assert_eq!(back, addresses.len() - 1);
}

#[tokio::test]
async fn an_execution_is_ended_by_a_word_and_deleted_whole() {
    let desk = desk().await;
    let flow = desk.flow(WAITS, "published").await;
    let execution = desk.begin(&flow, "+15550100").await;
    for form in [&[][..], &[("Status", "active")], &[("Status", "over")]] {
        desk.refused("POST", &execution, form, (400, 20001)).await;
    }
    let key = ExecutionKey::parse(TenantId::FIRST, &last(&execution)).unwrap();
    let store = &desk.server.state().driver.store;
    desk.done("DELETE", &execution, &[]).await;
    assert_eq!(store.load(key).await.unwrap(), None);
    assert_eq!(store.journal(key, 0, 10).await.unwrap(), []);
    desk.refused("GET", &execution, &[], (404, 20404)).await;
    desk.refused("GET", &format!("{execution}/Steps"), &[], (404, 20404)).await;
    desk.refused("DELETE", &execution, &[], (404, 20404)).await;
    desk.begin(&flow, "+15550100").await;
}

#[tokio::test]
async fn an_execution_is_found_in_its_own_flow_only() {
    let desk = desk().await;
    let (one, other) = (desk.flow(WAITS, "published").await, desk.flow(WAITS, "published").await);
    let execution = last(&desk.begin(&one, "+15550100").await);
    for odd in [execution.as_str(), "FN0", "x", "FNzz"] {
        desk.refused("GET", &format!("{other}/Executions/{odd}"), &[], (404, 20404)).await;
    }
    let ending = format!("{other}/Executions/{execution}");
    desk.refused("POST", &ending, &[("Status", "ended")], (404, 20404)).await;
    desk.refused("DELETE", &ending, &[], (404, 20404)).await;
    assert_eq!(
        text(&desk.done("GET", &format!("{one}/Executions/{execution}"), &[]).await, "status"),
        "active"
    );
}

#[tokio::test]
async fn an_execution_uses_the_connection_of_our_number() {
    let desk = desk().await;
    let flow = desk.flow(WAITS, "published").await;
    let store = &*desk.server.state().driver.store;
    for (id, connection, leads) in [("n1", "first", "FWother"), ("n2", "second", &last(&flow)[..])]
    {
        let number = Number {
            id: id.into(),
            address: "+15550199".into(),
            connection: connection.into(),
            flow: leads.into(),
            name: String::new(),
            announcement: None,
        };
        settings::write(store, TenantId::FIRST, &number, 0, Time(0)).await.unwrap();
    }
    let connection = async |path: &str| {
        let key = ExecutionKey::parse(TenantId::FIRST, &last(path)).unwrap();
        let stored = store.load(key).await.unwrap().unwrap();
        Record::from_stored(&stored.state).unwrap().line.connection.to_string()
    };
    assert_eq!(connection(&desk.begin(&flow, "+15550100").await).await, "second");
    let form = [("To", "+15550100"), ("From", "+15550198")];
    let made = desk.done("POST", &format!("{flow}/Executions"), &form).await;
    assert_eq!(connection(&text(&made, "sid")).await, "");
}

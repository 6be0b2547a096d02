//! Roles: who may do what, and that the server stays in somebody's hands.

use axum::http::StatusCode;
use centralita_api::{AuditPage, NewKeyMade, Session, UserPage};
use serde_json::{Value, json};

use crate::desk::{Asking, Desk, FLOW};

/// What is asked, and the roles that may. An admin may all of it.
fn table(flow: &str) -> Vec<(&'static str, String, Value, Vec<&'static str>)> {
    let look = vec!["viewer", "author", "publisher", "operator", "supervisor"];
    let draft = json!({ "definition": FLOW, "over": 1 });
    let number = json!({ "address": "+15550100", "connection": "main", "flow": "FW0" });
    vec![
        ("GET", "/flows".into(), Value::Null, look.clone()),
        ("GET", flow.into(), Value::Null, look.clone()),
        ("GET", format!("{flow}/revisions"), Value::Null, look.clone()),
        ("POST", "/flows/check".into(), json!({ "definition": "{}" }), look.clone()),
        ("PUT", format!("{flow}/draft"), draft, vec!["author", "publisher"]),
        ("PATCH", flow.into(), json!({}), vec!["author", "publisher"]),
        ("GET", format!("{flow}/scenarios"), Value::Null, look.clone()),
        ("PUT", format!("{flow}/scenarios"), json!({ "text": "" }), vec!["author", "publisher"]),
        ("POST", format!("{flow}/scenarios/run"), json!({}), look.clone()),
        ("POST", format!("{flow}/publish"), json!({}), vec!["publisher"]),
        ("POST", format!("{flow}/revisions/1/publish"), json!({}), vec!["publisher"]),
        ("DELETE", "/flows/FW0".into(), Value::Null, vec!["publisher"]),
        ("GET", "/numbers".into(), Value::Null, look.clone()),
        ("PUT", "/numbers/one".into(), number, vec!["operator"]),
        ("DELETE", "/numbers/one".into(), Value::Null, vec!["operator"]),
        ("GET", "/connections".into(), Value::Null, vec!["operator"]),
        ("PUT", "/connections/main".into(), json!({}), vec![]),
        ("DELETE", "/connections/main".into(), Value::Null, vec![]),
        ("GET", "/connections/main/flows".into(), Value::Null, vec![]),
        ("POST", "/connections/main/import".into(), json!({ "flows": ["FW0"] }), vec![]),
        ("GET", "/secrets".into(), Value::Null, vec![]),
        ("PUT", "/secrets/KEY".into(), json!({ "value": "v" }), vec![]),
        ("DELETE", "/secrets/KEY".into(), Value::Null, vec![]),
        ("GET", "/executions".into(), Value::Null, look.clone()),
        ("GET", "/executions/export".into(), Value::Null, look.clone()),
        ("POST", "/executions/end".into(), json!({}), vec!["operator"]),
        ("GET", "/contacts/+15550100".into(), Value::Null, vec![]),
        ("DELETE", "/contacts/+15550100".into(), Value::Null, vec![]),
        ("GET", "/users".into(), Value::Null, vec![]),
        ("PUT", "/users/me".into(), json!({ "roles": ["admin"] }), vec![]),
        ("POST", "/users/admin/link".into(), Value::Null, vec![]),
        ("DELETE", "/users/admin".into(), Value::Null, vec![]),
        ("GET", "/keys".into(), Value::Null, vec![]),
        ("POST", "/keys".into(), json!({ "name": "k", "roles": ["admin"] }), vec![]),
        ("GET", "/audit".into(), Value::Null, vec![]),
    ]
}

#[tokio::test]
async fn each_role_may_what_its_work_needs_and_nothing_else() {
    let desk = Desk::in_memory().await;
    let admin = desk.admin().await;
    let flow = desk.flow(&admin, FLOW).await;
    for role in ["viewer", "author", "publisher", "operator", "agent", "supervisor"] {
        let me = desk.somebody(&admin, role).await;
        for (method, path, body, may) in table(&flow) {
            let answer = desk.api(&me, method, &path, body).await;
            let is_refused = answer.status == StatusCode::FORBIDDEN;
            assert_eq!(
                !is_refused,
                may.contains(&role),
                "{role}: {method} {path}: {}",
                answer.text
            );
            assert_ne!(answer.status, StatusCode::UNAUTHORIZED);
        }
    }
    for (method, path, body, _) in table(&flow) {
        let answer = desk.api(&Asking::default(), method, &path, body).await;
        assert_eq!(answer.fault(), (401, "not-logged-in".into()), "{method} {path}");
    }
}

#[tokio::test]
async fn a_key_does_what_its_roles_say_without_any_cookie() {
    for desk in Desk::each().await {
        let admin = desk.admin().await;
        let new = json!({ "name": "Import", "roles": ["author"] });
        let made = desk.api(&admin, "POST", "/keys", new).await;
        assert_eq!(made.status, StatusCode::CREATED);
        let made: NewKeyMade = made.read();
        // No browser, so no header against other sites' pages.
        let key = Asking { bearer: made.bearer.0.clone(), has_no_guard: true, ..Asking::default() };
        let flow = desk.flow(&key, FLOW).await;
        let who = desk.get::<Session>(&key, "/session").await.who.expect("the key is known");
        assert_eq!(who.name, "Import");
        assert_eq!(
            desk.api(&key, "POST", &format!("{flow}/publish"), json!({})).await.fault().0,
            403
        );
        assert_eq!(
            desk.api(&key, "PUT", "/session/password", json!({ "password": "x" })).await.fault().0,
            403
        );
        let wrong = Asking { bearer: format!("{}x", made.bearer.0), ..Asking::default() };
        let wrong = desk.api(&wrong, "GET", "/flows", Value::Null).await;
        assert_eq!(wrong.fault(), (401, "wrong-credentials".into()));
        let listed = desk.api(&admin, "GET", "/keys", Value::Null).await.text;
        let secret = made.bearer.0.split_once('.').unwrap().1;
        assert!(listed.contains("Import") && !listed.contains(secret));
        let path = format!("/keys/{}", made.key.id);
        assert_eq!(
            desk.api(&admin, "DELETE", &path, Value::Null).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(desk.api(&key, "GET", "/flows", Value::Null).await.fault().0, 401);
    }
}

#[tokio::test]
async fn the_last_admin_stays_and_stays_an_admin() {
    let desk = Desk::in_memory().await;
    let admin = desk.admin().await;
    let viewer = json!({ "roles": ["viewer"] });
    let refused = desk.api(&admin, "PUT", "/users/admin", viewer.clone()).await;
    assert_eq!(refused.fault(), (409, "conflict".into()));
    let refused = desk.api(&admin, "DELETE", "/users/admin", Value::Null).await;
    assert_eq!(refused.fault(), (409, "conflict".into()));
    // Another one who has no password yet is no help.
    let other = json!({ "roles": ["admin"] });
    desk.api(&admin, "PUT", "/users/ana", other).await;
    assert_eq!(desk.api(&admin, "PUT", "/users/admin", viewer.clone()).await.fault().0, 409);
    let link: Value = desk.api(&admin, "POST", "/users/ana/link", Value::Null).await.read();
    let word = link["link"].as_str().unwrap().split_once("once=").unwrap().1.to_owned();
    let ana = desk.enter_by(&word).await;
    assert_eq!(desk.api(&admin, "PUT", "/users/admin", viewer).await.status, StatusCode::OK);
    assert_eq!(desk.api(&admin, "GET", "/users", Value::Null).await.fault().0, 403, "from now on");
    let gone = desk.api(&ana, "DELETE", "/users/admin", Value::Null).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.get::<Session>(&admin, "/session").await.who, None);
    let left: UserPage = desk.get(&ana, "/users").await;
    assert_eq!(left.users.len(), 1);
    let odd = json!({ "roles": [] });
    assert_eq!(desk.api(&ana, "PUT", "/users/Ana%20B", odd).await.fault().0, 400);
}

#[tokio::test]
async fn what_people_do_is_written_down_for_the_admin() {
    for desk in Desk::each().await {
        let admin = desk.admin().await;
        let author = desk.somebody(&admin, "author").await;
        let flow = desk.flow(&author, FLOW).await;
        let body = json!({ "over": 1 });
        desk.api(&admin, "POST", &format!("{flow}/publish"), body).await;
        let page: AuditPage = desk.get(&admin, "/audit?limit=2").await;
        let told: Vec<(&str, &str)> =
            page.entries.iter().map(|entry| (&*entry.who, &*entry.what)).collect();
        assert_eq!(told, [("admin", "flow-published"), ("author", "flow-made")]);
        assert!(page.entries.iter().all(|entry| entry.address == "192.0.2.1"));
        assert_eq!(format!("/flows/{}", page.entries[0].thing), flow);
        let next = page.next.expect("more was done");
        let page: AuditPage = desk.get(&admin, &format!("/audit?after={next}")).await;
        assert_eq!((&*page.entries[0].who, &*page.entries[0].what), ("author", "password-set"));
        assert_eq!(page.next, None);
    }
}

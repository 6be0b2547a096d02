//! Connections: what signs a provider's requests, and what its REST is asked by, go in and never out.

use centralita_api::{Connection, ConnectionPage};
use serde_json::{Value, json};

use crate::desk::{Asking, Desk};

async fn put(desk: &Desk, me: &Asking, twiml: Value) -> Connection {
    let body = json!({ "name": "", "twiml": twiml });
    desk.api(me, "PUT", "/connections/main", body).await.read()
}

#[tokio::test]
async fn a_provider_that_signs_by_one_secret_is_asked_by_another() {
    for desk in Desk::each().await {
        let me = desk.admin().await;
        let rest = json!({ "secret": "opens-it", "application": "app-1" });
        let telnyx = json!({
            "profile": "telnyx", "account": "acc-1", "tokens": ["signs-it"], "api": "https://eu.example.com", "rest": rest,
        });
        let shown = put(&desk, &me, telnyx).await;
        let right = shown.rest.expect("a right");
        assert_eq!((right.has_secret, right.application.as_str()), (true, "app-1"));
        assert_eq!(shown.api.as_deref(), Some("https://eu.example.com"));

        // What is not said stays.
        let shown = put(&desk, &me, json!({ "profile": "telnyx", "account": "acc-2" })).await;
        assert!(shown.rest.is_some_and(|right| right.has_secret && right.application == "app-1"));
        let rest = json!({ "application": "app-2" });
        let renamed = json!({ "profile": "telnyx", "account": "acc-2", "rest": rest });
        let right = put(&desk, &me, renamed).await.rest.expect("a right");
        assert_eq!((right.has_secret, right.application.as_str()), (true, "app-2"));
        let taken = json!({ "profile": "telnyx", "account": "acc-2", "rest": { "secret": "" } });
        assert!(put(&desk, &me, taken).await.rest.is_some_and(|right| !right.has_secret));

        // Another provider gets none of this one's secrets.
        let twilio = json!({ "profile": "twilio", "account": "AC1" });
        let body = json!({ "name": "", "twiml": twilio });
        let refused = desk.api(&me, "PUT", "/connections/main", body).await;
        assert_eq!(refused.fault().0, 400, "a token of its own is needed");

        let all = desk.api(&me, "GET", "/connections", Value::Null).await;
        assert!(!all.text.contains("opens-it") && !all.text.contains("signs-it"), "{}", all.text);
        let page: ConnectionPage = all.read();
        assert_eq!(page.connections.len(), 1);
    }
}

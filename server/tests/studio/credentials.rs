//! Who may ask, and what anybody hears who may not.

use std::sync::Arc;

use centralita_engine::Time;
use centralita_server::ids::TenantId;
use centralita_server::server::FirstToken;
use centralita_server::settings::{self, ApiKey};
use centralita_server::store::{MemoryStore, Store};

use crate::desk::{PASSES, assert_refused, desk, open};

const HERE: &str = "192.0.2.7";

#[tokio::test]
async fn nobody_asks_without_credentials() {
    let desk = desk().await;
    let FirstToken { account, token } = &desk.credentials;
    let other = "AC00000000000000000000000000000000";
    for (place, who) in [
        None,
        Some((account.as_str(), "")),
        Some((account.as_str(), "wrong")),
        Some((other, token.as_str())),
        Some(("", "")),
        Some(("SK00000000000000000000000000000000", token.as_str())),
    ]
    .into_iter()
    .enumerate()
    {
        for path in ["/v2/Flows", "/v2/Nowhere", "/v2/Flows/FW0/Executions"] {
            let answer = desk.ask_as(who, &format!("192.0.2.{place}"), "GET", path, &[]).await;
            assert_refused(&answer, 401, 20003);
            assert!(answer.headers.contains_key("www-authenticate"));
        }
    }
    let answer = desk.ask_as(Some((account, token)), HERE, "GET", "/v2/Flows", &[]).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_key_opens_as_long_as_it_is_there() {
    let desk = desk().await;
    let store = &*desk.server.state().driver.store;
    let (key, secret) = ApiKey::make("deploys", Time(0)).unwrap();
    let version = settings::write(store, TenantId::FIRST, &key, 0, Time(0)).await.unwrap();
    let status = async |secret: &str| {
        desk.ask_as(Some((&key.id, secret)), HERE, "GET", "/v2/Flows", &[]).await.status.as_u16()
    };
    assert_eq!(status(&secret).await, 200);
    assert_eq!(status("wrong").await, 401);
    let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", PASSES)];
    let made = desk.ask_as(Some((&key.id, &secret)), HERE, "POST", "/v2/Flows", &form).await;
    let flow = made.json()["sid"].as_str().unwrap().to_owned();
    let revision = store.revision(TenantId::FIRST, &flow, None).await.unwrap().unwrap();
    assert_eq!(revision.author, key.id, "whoever looks sees by which key it was made");
    settings::remove::<ApiKey>(store, TenantId::FIRST, &key.id, version, Time(0)).await.unwrap();
    assert_eq!(status(&secret).await, 401);
}

#[tokio::test]
async fn whoever_guesses_on_and_on_is_not_listened_to_and_others_are() {
    let desk = desk().await;
    let FirstToken { account, token } = &desk.credentials;
    for _ in 0..20 {
        let answer = desk.ask_as(Some((account, "guess")), HERE, "GET", "/v2/Flows", &[]).await;
        assert_refused(&answer, 401, 20003);
    }
    let answer = desk.ask_as(Some((account, token)), HERE, "GET", "/v2/Flows", &[]).await;
    assert_refused(&answer, 429, 20429);
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(desk.ask("GET", "/v2/Flows", &[]).await.status, 200, "from another address");
}

#[tokio::test]
async fn the_account_is_made_once_and_its_token_is_told_once_and_kept_nowhere() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let server = open(&store).await;
    let made = server.first_token().await.unwrap().expect("the first start");
    assert_eq!((made.account.len(), made.token.len()), (34, 32));
    assert_eq!(server.first_token().await.unwrap(), None);
    let again = open(&store).await;
    assert_eq!(again.first_token().await.unwrap(), None);
    assert_eq!(again.state().account(), made.account);
    let kept = store.document(TenantId::FIRST, "account", &made.account).await.unwrap().unwrap();
    assert!(!kept.body.contains(&made.token));
    assert!(!format!("{made:?}").contains(&made.token));
}

#[tokio::test]
async fn odd_requests_are_refused_in_the_same_words() {
    let desk = desk().await;
    desk.refused("GET", "/v2/Nowhere", &[], (404, 20404)).await;
    desk.refused("GET", "/v2/Flows/%ff", &[], (404, 20404)).await;
    desk.refused("DELETE", "/v2/Flows", &[], (405, 20004)).await;
    desk.refused("PUT", "/v2/Flows/Validate", &[], (405, 20004)).await;
    let large = "x".repeat(5 * 1024 * 1024);
    let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", large.as_str())];
    desk.refused("POST", "/v2/Flows", &form, (413, 20413)).await;
    // A definition of a megabyte is none of these.
    let text = PASSES.replacen('{', &format!("{{\"description\":\"{}\",", "ñ".repeat(500_000)), 1);
    desk.flow(&text, "draft").await;
}

//! Keys come and go: what was sealed by an older one is read, and sealed by the newest in the end.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use centralita_engine::Time;
use centralita_server::ids::TenantId;
use centralita_server::settings::{self, FlowSecret, Kept as _};
use centralita_server::store::{Keyring, MemoryStore, SealedStore, Store, StoreError};
use centralita_server::{Server, Setup};

const KIND: &str = FlowSecret::KIND;

fn keyring(lines: &[&str]) -> Keyring {
    Keyring::parse(&lines.join("\n")).unwrap()
}

fn secret(name: &str) -> FlowSecret {
    FlowSecret { name: name.into(), value: format!("the value of {name}"), updated: Time(1) }
}

async fn set(store: &dyn Store, name: &str) {
    settings::write(store, TenantId::FIRST, &secret(name), 0, Time(1)).await.unwrap();
}

#[tokio::test]
async fn settings_in_clear_and_by_older_keys_are_sealed_by_the_newest_and_others_left_alone() {
    let inner: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let (old, new) = (Keyring::new_line().unwrap(), Keyring::new_line().unwrap());
    set(&*inner, "clear").await;
    set(&SealedStore::over(Arc::clone(&inner), keyring(&[&old])), "old").await;
    let newest = keyring(&[&new, &old]);
    let name = newest.names()[0];
    let store = SealedStore::over(Arc::clone(&inner), newest);
    set(&store, "new").await;
    assert_eq!(store.seal_again(TenantId::FIRST, KIND, Time(2)).await.unwrap(), 2);
    assert_eq!(store.seal_again(TenantId::FIRST, KIND, Time(3)).await.unwrap(), 0);
    // The old key is not needed any more.
    let store = SealedStore::over(Arc::clone(&inner), keyring(&[&new]));
    for kept in ["clear", "new", "old"] {
        let read = settings::read::<FlowSecret>(&store, TenantId::FIRST, kept).await.unwrap();
        assert_eq!(read.unwrap().0, secret(kept));
        let below = inner.document(TenantId::FIRST, KIND, kept).await.unwrap().unwrap();
        assert!(!below.body.contains("value"), "{}", below.body);
    }
    let found = SealedStore::key_of(&*inner, TenantId::FIRST, KIND).await.unwrap();
    assert_eq!(found, Some(name));
}

#[tokio::test]
async fn a_server_with_other_keys_does_not_begin_and_says_which_is_missing() {
    let inner: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let lines = [Keyring::new_line().unwrap(), Keyring::new_line().unwrap()];
    let [mine, others] = [0, 1].map(|at| keyring(&[&lines[at]]));
    let name = mine.names()[0].to_string();
    let store = Arc::new(SealedStore::over(Arc::clone(&inner), mine));
    Server::open(Setup::over(store)).await.unwrap();
    let store = Arc::new(SealedStore::over(inner, others));
    let told = match Server::open(Setup::over(store)).await {
        Ok(_) => panic!("it begins"),
        Err(error) => error.to_string(),
    };
    assert!(told.contains(&name) && told.contains("file of keys"), "{told}");
}

#[tokio::test]
async fn a_setting_that_was_put_into_anothers_place_is_not_believed() {
    let inner: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let line = Keyring::new_line().unwrap();
    let store = SealedStore::over(Arc::clone(&inner), keyring(&[&line]));
    set(&store, "mine").await;
    set(&store, "yours").await;
    let mine = inner.document(TenantId::FIRST, KIND, "mine").await.unwrap().unwrap();
    let moved = centralita_server::store::DocumentWrite {
        tenant: TenantId::FIRST,
        kind: KIND,
        id: "yours".into(),
        expect: 1,
        unique: None,
        body: Some(mine.body),
        at: Time(2),
    };
    inner.write_document(moved).await.unwrap();
    let read = store.document(TenantId::FIRST, KIND, "yours").await;
    assert!(matches!(read, Err(StoreError::Damaged(_))), "{read:?}");
    assert!(store.document(TenantId::FIRST, KIND, "mine").await.is_ok());
}

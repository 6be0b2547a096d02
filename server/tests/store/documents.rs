//! Documents of the control plane.

use centralita_engine::Time;
use centralita_server::store::{Document, DocumentWrite, Written};

use crate::making::*;

crate::cases![
    a_document_is_kept_as_it_was_written,
    each_writing_adds_one_to_a_documents_version,
    a_document_that_is_there_is_not_new,
    a_document_of_another_version_is_stale,
    a_document_is_taken_away,
    taking_away_what_is_not_there_is_no_fault,
    a_stale_document_is_not_taken_away,
    a_document_is_found_by_its_unique_value,
    a_unique_value_is_given_once,
    a_unique_value_changes_its_owner,
    a_document_keeps_its_own_unique_value,
    stale_is_told_before_taken,
    documents_without_a_unique_value_are_never_in_each_others_way,
    documents_are_listed_in_the_order_of_their_ids,
    kinds_are_kept_apart,
];

async fn get(store: &TheStore, id: &str) -> Option<Document> {
    store.document(TENANT, "number", id).await.expect("the store answers")
}

async fn by(store: &TheStore, unique: &str) -> Option<String> {
    let found = store.document_by(TENANT, "number", unique).await.expect("the store answers");
    found.map(|document| document.id)
}

fn unique(id: &str, expect: u64, unique: &str) -> DocumentWrite {
    DocumentWrite { unique: Some(unique.to_owned()), ..document(id, expect, "{}") }
}

fn away(id: &str, expect: u64) -> DocumentWrite {
    DocumentWrite { body: None, ..document(id, expect, "") }
}

async fn a_document_is_kept_as_it_was_written(store: TheStore) {
    assert_eq!(write(&store, unique("n1", 0, "+15550100")).await, Written::Done(1));
    let expected = Document {
        id: "n1".to_owned(),
        version: 1,
        unique: Some("+15550100".to_owned()),
        updated: Time(7),
        body: "{}".to_owned(),
    };
    assert_eq!(get(&store, "n1").await, Some(expected));
    assert_eq!(get(&store, "n2").await, None);
}

async fn each_writing_adds_one_to_a_documents_version(store: TheStore) {
    for version in 0..6 {
        let body = format!("{{ \"at\": {version} }}");
        let at = Time(i64::try_from(version).expect("small") * 100);
        let change = DocumentWrite { at, ..document("n1", version, &body) };
        assert_eq!(write(&store, change).await, Written::Done(version + 1));
        let kept = get(&store, "n1").await.expect("it is there");
        assert_eq!((kept.version, kept.body, kept.updated), (version + 1, body, at));
    }
}

async fn a_document_that_is_there_is_not_new(store: TheStore) {
    write(&store, document("n1", 0, "1")).await;
    assert_eq!(write(&store, document("n1", 0, "2")).await, Written::Stale(1));
    assert_eq!(get(&store, "n1").await.expect("it is there").body, "1");
}

async fn a_document_of_another_version_is_stale(store: TheStore) {
    assert_eq!(write(&store, document("n1", 3, "1")).await, Written::Stale(0));
    write(&store, document("n1", 0, "1")).await;
    write(&store, document("n1", 1, "2")).await;
    for expect in [0, 1, 3, u64::MAX] {
        assert_eq!(write(&store, document("n1", expect, "x")).await, Written::Stale(2));
    }
    assert_eq!(get(&store, "n1").await.expect("it is there").body, "2");
}

async fn a_document_is_taken_away(store: TheStore) {
    write(&store, unique("n1", 0, "+1")).await;
    assert_eq!(write(&store, away("n1", 1)).await, Written::Done(0));
    assert_eq!(get(&store, "n1").await, None);
    assert_eq!(by(&store, "+1").await, None);
    assert_eq!(document_ids(&store, "", 9).await, [] as [String; 0]);
    assert_eq!(write(&store, unique("n2", 0, "+1")).await, Written::Done(1));
    assert_eq!(write(&store, document("n1", 0, "new")).await, Written::Done(1));
}

async fn taking_away_what_is_not_there_is_no_fault(store: TheStore) {
    assert_eq!(write(&store, away("n1", 0)).await, Written::Done(0));
    assert_eq!(write(&store, away("n1", 1)).await, Written::Stale(0));
}

async fn a_stale_document_is_not_taken_away(store: TheStore) {
    write(&store, document("n1", 0, "1")).await;
    assert_eq!(write(&store, away("n1", 0)).await, Written::Stale(1));
    assert_eq!(write(&store, away("n1", 2)).await, Written::Stale(1));
    assert!(get(&store, "n1").await.is_some());
}

async fn a_document_is_found_by_its_unique_value(store: TheStore) {
    write(&store, unique("n1", 0, "+1")).await;
    write(&store, unique("n2", 0, "")).await;
    assert_eq!(by(&store, "+1").await.as_deref(), Some("n1"));
    assert_eq!(by(&store, "").await.as_deref(), Some("n2"), "no text is a text too");
    assert_eq!(by(&store, "+2").await, None);
}

async fn a_unique_value_is_given_once(store: TheStore) {
    write(&store, unique("n1", 0, "+1")).await;
    assert_eq!(write(&store, unique("n2", 0, "+1")).await, Written::Taken("n1".to_owned()));
    assert_eq!(get(&store, "n2").await, None);
    write(&store, unique("n2", 0, "+2")).await;
    assert_eq!(write(&store, unique("n2", 1, "+1")).await, Written::Taken("n1".to_owned()));
    assert_eq!(by(&store, "+2").await.as_deref(), Some("n2"));
}

async fn a_unique_value_changes_its_owner(store: TheStore) {
    write(&store, unique("n1", 0, "+1")).await;
    assert_eq!(write(&store, unique("n1", 1, "+9")).await, Written::Done(2));
    assert_eq!(by(&store, "+1").await, None);
    assert_eq!(write(&store, unique("n2", 0, "+1")).await, Written::Done(1));
    assert_eq!(write(&store, document("n2", 1, "{}")).await, Written::Done(2));
    assert_eq!(by(&store, "+1").await, None);
}

async fn a_document_keeps_its_own_unique_value(store: TheStore) {
    write(&store, unique("n1", 0, "+1")).await;
    assert_eq!(write(&store, unique("n1", 1, "+1")).await, Written::Done(2));
    assert_eq!(by(&store, "+1").await.as_deref(), Some("n1"));
}

async fn stale_is_told_before_taken(store: TheStore) {
    write(&store, unique("n1", 0, "+1")).await;
    write(&store, unique("n2", 0, "+2")).await;
    assert_eq!(write(&store, unique("n2", 7, "+1")).await, Written::Stale(1));
}

async fn documents_without_a_unique_value_are_never_in_each_others_way(store: TheStore) {
    for id in ["n1", "n2", "n3"] {
        assert_eq!(write(&store, document(id, 0, "{}")).await, Written::Done(1));
    }
}

async fn documents_are_listed_in_the_order_of_their_ids(store: TheStore) {
    let all = ["", "A", "Z", "a", "a b", "aa", "b", "z", "ä", "\u{1f600}"];
    for id in ["b", "\u{1f600}", "Z", "a", "", "ä", "aa", "a b", "z", "A"] {
        write(&store, document(id, 0, "{}")).await;
    }
    assert_eq!(document_ids(&store, "", 99).await, all[1..], "after is after");
    assert_eq!(document_ids(&store, "", 3).await, all[1..4]);
    assert_eq!(document_ids(&store, "a", 3).await, all[4..7]);
    assert_eq!(document_ids(&store, "ab", 99).await, all[6..]);
    assert_eq!(document_ids(&store, "\u{1f600}", 9).await, [] as [String; 0]);
    assert_eq!(document_ids(&store, "", 0).await, [] as [String; 0]);
}

async fn kinds_are_kept_apart(store: TheStore) {
    write(&store, unique("n1", 0, "+1")).await;
    let user = DocumentWrite { kind: "user", ..unique("n1", 0, "+1") };
    assert_eq!(write(&store, user).await, Written::Done(1));
    let users = store.documents(TENANT, "user", "", 9).await.expect("it answers");
    assert_eq!(users.len(), 1);
    let none = store.document_by(TENANT, "key", "+1").await.expect("it answers");
    assert_eq!(none, None);
    assert_eq!(document_ids(&store, "", 9).await, ["n1"]);
}

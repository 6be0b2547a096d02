//! Revisions of flows.

use centralita_engine::exec::FlowRef;
use centralita_server::store::{NewExecution, Revision};

use crate::making::*;

crate::cases![
    a_revision_is_found_by_its_number,
    the_newest_revision_is_the_greatest_number,
    a_number_is_given_once,
    a_revision_is_never_changed,
    the_newest_published_revision_is_found,
    a_flow_without_publication_has_none,
    revisions_are_listed_newest_first_without_definitions,
    a_definition_is_kept_letter_for_letter,
    a_forgotten_flow_is_gone,
    revisions_that_live_executions_run_stay,
    a_revision_of_an_ended_execution_goes,
];

async fn add(store: &TheStore, revision: Revision) -> bool {
    store.add_revision(TENANT, revision).await.expect("the store answers")
}

async fn get(store: &TheStore, flow: &str, number: Option<u32>) -> Option<Revision> {
    store.revision(TENANT, flow, number).await.expect("the store answers")
}

async fn published(store: &TheStore, flow: &str) -> Option<u32> {
    let found = store.published(TENANT, flow).await.expect("the store answers");
    found.map(|revision| revision.number)
}

async fn numbers(store: &TheStore, flow: &str) -> Vec<u32> {
    let found = store.revisions(TENANT, flow).await.expect("the store answers");
    found.into_iter().map(|revision| revision.number).collect()
}

async fn forget(store: &TheStore, flow: &str) -> u64 {
    store.forget_flow(TENANT, flow).await.expect("the store answers")
}

async fn a_revision_is_found_by_its_number(store: TheStore) {
    assert!(add(&store, revision("welcome", 1, false)).await);
    assert!(add(&store, revision("welcome", 2, true)).await);
    assert_eq!(get(&store, "welcome", Some(1)).await, Some(revision("welcome", 1, false)));
    assert_eq!(get(&store, "welcome", Some(2)).await, Some(revision("welcome", 2, true)));
    assert_eq!(get(&store, "welcome", Some(3)).await, None);
    assert_eq!(get(&store, "welcom", Some(1)).await, None);
}

async fn the_newest_revision_is_the_greatest_number(store: TheStore) {
    assert_eq!(get(&store, "welcome", None).await, None);
    for number in 1..12 {
        assert!(add(&store, revision("welcome", number, false)).await);
        let newest = get(&store, "welcome", None).await.expect("it is there");
        assert_eq!(newest.number, number);
    }
}

async fn a_number_is_given_once(store: TheStore) {
    assert!(add(&store, revision("welcome", 1, false)).await);
    assert!(!add(&store, revision("welcome", 1, false)).await);
    assert!(add(&store, revision("survey", 1, false)).await);
}

async fn a_revision_is_never_changed(store: TheStore) {
    add(&store, revision("welcome", 1, false)).await;
    let other = Revision { definition: "{}".to_owned(), ..revision("welcome", 1, true) };
    assert!(!add(&store, other).await);
    assert_eq!(get(&store, "welcome", Some(1)).await, Some(revision("welcome", 1, false)));
}

async fn the_newest_published_revision_is_found(store: TheStore) {
    for (number, is_published) in [(1, true), (2, false), (3, true), (4, false)] {
        add(&store, revision("welcome", number, is_published)).await;
    }
    assert_eq!(published(&store, "welcome").await, Some(3));
    let whole = store.published(TENANT, "welcome").await.expect("it answers");
    assert_eq!(whole, Some(revision("welcome", 3, true)));
}

async fn a_flow_without_publication_has_none(store: TheStore) {
    add(&store, revision("welcome", 1, false)).await;
    assert_eq!(published(&store, "welcome").await, None);
    assert_eq!(published(&store, "survey").await, None);
}

async fn revisions_are_listed_newest_first_without_definitions(store: TheStore) {
    for number in 1..12 {
        add(&store, revision("welcome", number, number == 5)).await;
    }
    add(&store, revision("survey", 1, true)).await;
    assert_eq!(numbers(&store, "welcome").await, (1..12).rev().collect::<Vec<_>>());
    let listed = store.revisions(TENANT, "welcome").await.expect("it answers");
    let expected = Revision { definition: String::new(), ..revision("welcome", 11, false) };
    assert_eq!(listed[0], expected);
    assert_eq!(numbers(&store, "nothing").await, [] as [u32; 0]);
}

async fn a_definition_is_kept_letter_for_letter(store: TheStore) {
    let definition = "{\r\n\t\"a\" : 1.0,\u{feff} \"ß\":\"\\u0000 😀\"}\n\n".repeat(40_000);
    let long = Revision { definition, ..revision("welcome", u32::MAX, true) };
    add(&store, long.clone()).await;
    assert!(get(&store, "welcome", Some(u32::MAX)).await == Some(long.clone()));
    assert!(get(&store, "welcome", None).await == Some(long));
}

async fn a_forgotten_flow_is_gone(store: TheStore) {
    for number in 1..4 {
        add(&store, revision("welcome", number, true)).await;
    }
    add(&store, revision("survey", 1, true)).await;
    assert_eq!(forget(&store, "welcome").await, 3);
    assert_eq!(numbers(&store, "welcome").await, [] as [u32; 0]);
    assert_eq!(published(&store, "welcome").await, None);
    assert_eq!(published(&store, "survey").await, Some(1));
    assert_eq!(forget(&store, "welcome").await, 0);
}

async fn revisions_that_live_executions_run_stay(store: TheStore) {
    for number in 1..4 {
        add(&store, revision("welcome", number, true)).await;
    }
    let running = NewExecution { flow: FlowRef::new("welcome", 2), ..begun() };
    commit(&store, of(start_as(1, running))).await;
    assert_eq!(forget(&store, "welcome").await, 2);
    assert_eq!(numbers(&store, "welcome").await, [2]);
    assert!(get(&store, "welcome", Some(2)).await.is_some());
}

async fn a_revision_of_an_ended_execution_goes(store: TheStore) {
    add(&store, revision("welcome", 3, true)).await;
    commit(&store, of(start(1))).await;
    assert_eq!(forget(&store, "welcome").await, 0);
    commit(&store, of(end(1, 1, 50))).await;
    assert_eq!(forget(&store, "welcome").await, 1);
}

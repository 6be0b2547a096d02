//! Lists of executions: order, filters, pages; and how many are live.

use centralita_engine::Time;
use centralita_engine::exec::FlowRef;
use centralita_server::store::{NewExecution, Search};

use crate::making::*;

crate::cases![
    the_newest_execution_comes_first,
    of_one_moment_the_greatest_id_comes_first,
    a_list_finds_what_is_stored,
    a_list_is_read_page_by_page,
    a_page_goes_on_within_one_moment,
    a_list_has_a_limit_of_its_own,
    a_list_of_one_flow,
    a_list_of_one_contact,
    a_list_of_live_or_ended_ones,
    a_list_of_a_period,
    filters_are_joined,
    filters_compare_letter_for_letter,
    live_executions_are_counted,
];

async fn began(store: &TheStore, id: u128, started: i64) {
    commit(store, of(start_as(id, NewExecution { started: Time(started), ..begun() }))).await;
}

async fn the_newest_execution_comes_first(store: TheStore) {
    for (id, started) in [(1, 20), (2, 40), (3, -10), (4, 30)] {
        began(&store, id, started).await;
    }
    assert_eq!(search(&store, &up_to(9)).await, [2, 4, 1, 3]);
}

async fn of_one_moment_the_greatest_id_comes_first(store: TheStore) {
    for id in [2, u128::MAX, 1, 1 << 127, 3] {
        began(&store, id, 10).await;
    }
    assert_eq!(search(&store, &up_to(9)).await, [u128::MAX, 1 << 127, 3, 2, 1]);
}

async fn a_list_finds_what_is_stored(store: TheStore) {
    commit(&store, of(start_as(1, with_correlation("sms:1")))).await;
    commit(&store, of(end(1, 1, 50))).await;
    let found = store.search(TENANT, &up_to(9)).await.expect("the store answers");
    let stored = load(&store, 1).await.expect("it is there");
    assert_eq!(found, [(key(1), stored)]);
}

async fn a_list_is_read_page_by_page(store: TheStore) {
    for id in 0..10 {
        began(&store, id, i64::try_from(id).expect("small") * 10).await;
    }
    let mut page = up_to(4);
    assert_eq!(search(&store, &page).await, [9, 8, 7, 6]);
    page.after = Some((Time(60), 6));
    assert_eq!(search(&store, &page).await, [5, 4, 3, 2]);
    page.after = Some((Time(20), 2));
    assert_eq!(search(&store, &page).await, [1, 0]);
    page.after = Some((Time(0), 0));
    assert_eq!(search(&store, &page).await, [] as [u128; 0]);
}

async fn a_page_goes_on_within_one_moment(store: TheStore) {
    for id in 0..5 {
        began(&store, id, 10).await;
    }
    let page = Search { after: Some((Time(10), 3)), ..up_to(2) };
    assert_eq!(search(&store, &page).await, [2, 1]);
    let page = Search { after: Some((Time(10), 0)), ..up_to(2) };
    assert_eq!(search(&store, &page).await, [] as [u128; 0]);
}

async fn a_list_has_a_limit_of_its_own(store: TheStore) {
    for id in 0..3 {
        began(&store, id, 10).await;
    }
    assert_eq!(search(&store, &up_to(0)).await, [2]);
    assert_eq!(search(&store, &up_to(2)).await, [2, 1]);
    assert_eq!(search(&store, &up_to(u32::MAX)).await, [2, 1, 0]);
}

async fn a_list_of_one_flow(store: TheStore) {
    for (id, flow) in [(1, "welcome"), (2, "survey"), (3, "welcome")] {
        commit(&store, of(start_as(id, NewExecution { flow: FlowRef::new(flow, 1), ..begun() })))
            .await;
    }
    let of_flow = |flow: &str| Search { flow: Some(flow.to_owned()), ..up_to(9) };
    assert_eq!(search(&store, &of_flow("welcome")).await, [3, 1]);
    assert_eq!(search(&store, &of_flow("survey")).await, [2]);
    assert_eq!(search(&store, &of_flow("nothing")).await, [] as [u128; 0]);
}

async fn a_list_of_one_contact(store: TheStore) {
    for (id, contact) in [(1, "+15550100"), (2, "+15550199"), (3, "+15550100")] {
        let begun = NewExecution { contact: contact.to_owned(), ..begun() };
        commit(&store, of(start_as(id, begun))).await;
    }
    let of_contact = Search { contact: Some("+15550100".to_owned()), ..up_to(9) };
    assert_eq!(search(&store, &of_contact).await, [3, 1]);
}

async fn a_list_of_live_or_ended_ones(store: TheStore) {
    for id in 1..5 {
        commit(&store, of(start(id))).await;
    }
    commit(&store, of(end(2, 1, 50))).await;
    commit(&store, of(end(4, 1, 50))).await;
    assert_eq!(search(&store, &Search { live: Some(true), ..up_to(9) }).await, [3, 1]);
    assert_eq!(search(&store, &Search { live: Some(false), ..up_to(9) }).await, [4, 2]);
}

async fn a_list_of_a_period(store: TheStore) {
    for id in 0..6 {
        began(&store, id, i64::try_from(id).expect("small") * 10).await;
    }
    let period = |from: Option<i64>, until: Option<i64>| Search {
        from: from.map(Time),
        until: until.map(Time),
        ..up_to(9)
    };
    assert_eq!(search(&store, &period(Some(20), Some(40))).await, [3, 2]);
    assert_eq!(search(&store, &period(Some(40), None)).await, [5, 4]);
    assert_eq!(search(&store, &period(None, Some(10))).await, [0]);
    assert_eq!(search(&store, &period(Some(40), Some(20))).await, [] as [u128; 0]);
    assert_eq!(search(&store, &period(Some(20), Some(20))).await, [] as [u128; 0]);
}

async fn filters_are_joined(store: TheStore) {
    for id in 0..12 {
        let began = NewExecution {
            flow: FlowRef::new(if id % 2 == 0 { "welcome" } else { "survey" }, 1),
            contact: if id % 3 == 0 { "+1".to_owned() } else { "+2".to_owned() },
            started: Time(i64::try_from(id).expect("small")),
            ..begun()
        };
        commit(&store, of(start_as(id, began))).await;
    }
    commit(&store, of(end(6, 1, 50))).await;
    let joined = Search {
        flow: Some("welcome".to_owned()),
        contact: Some("+1".to_owned()),
        live: Some(true),
        from: Some(Time(0)),
        until: Some(Time(12)),
        after: Some((Time(11), 11)),
        ..up_to(9)
    };
    assert_eq!(search(&store, &joined).await, [0]);
    assert_eq!(search(&store, &Search { live: Some(false), ..joined.clone() }).await, [6]);
    assert_eq!(search(&store, &Search { live: None, ..joined }).await, [6, 0]);
}

async fn filters_compare_letter_for_letter(store: TheStore) {
    commit(&store, of(start(1))).await;
    for flow in ["Welcome", "welcome ", "welc%", "", "w_lcome"] {
        let search_of = Search { flow: Some(flow.to_owned()), ..up_to(9) };
        assert_eq!(search(&store, &search_of).await, [] as [u128; 0], "{flow}");
    }
}

async fn live_executions_are_counted(store: TheStore) {
    assert_eq!(store.live().await.expect("it answers"), 0);
    for id in 1..4 {
        commit(&store, of(start(id))).await;
    }
    commit(&store, of(end(2, 1, 50))).await;
    assert_eq!(store.live().await.expect("it answers"), 2);
}

//! Sizes nobody expects and texts nobody types.

use centralita_engine::Time;
use centralita_engine::exec::FlowRef;
use centralita_server::ids::{DedupeKey, ExecutionKey, NodeId, TenantId};
use centralita_server::store::{
    Commit, DocumentWrite, ExecutionWrite, JournalLine, NewExecution, Outcome, Revision, Search,
    Written,
};

use crate::making::*;

crate::cases![
    an_empty_state_is_a_state,
    a_state_of_four_megabytes_is_kept,
    every_byte_is_kept,
    a_commit_of_a_thousand_jobs_is_one,
    odd_texts_of_executions_are_kept_and_found,
    odd_texts_that_look_alike_are_not_the_same,
    odd_texts_of_jobs_are_kept,
    odd_texts_of_revisions_are_kept,
    odd_texts_of_documents_are_kept_and_ordered,
    times_reach_as_far_as_they_go,
    ids_use_all_their_bits,
    the_store_is_ready,
];

/// Texts that databases have stumbled over.
const ODD: [&str; 14] = [
    "",
    " ",
    "\0",
    "a\0b",
    "\u{1}",
    "\u{1}\u{2}",
    "'; DROP TABLE jobs; --",
    "\"\\%_?$1:name@x",
    "\\x00\\000",
    "line\r\nline\t\u{b}",
    "e\u{301} \u{e9} \u{1f469}\u{200d}\u{1f680} \u{202e}abc",
    "\u{feff}\u{fffd}\u{ffff}\u{10ffff}",
    "NULL",
    "{}",
];

async fn an_empty_state_is_a_state(store: TheStore) {
    commit(&store, of(ExecutionWrite { state: bytes(""), ..start(1) })).await;
    assert_eq!(load(&store, 1).await.map(|stored| stored.state), Some(bytes("")));
}

async fn a_state_of_four_megabytes_is_kept(store: TheStore) {
    let large: Vec<u8> = (0..4 * 1024 * 1024_u32).map(|n| n.to_le_bytes()[1]).collect();
    let write = with_line(
        ExecutionWrite { state: bytes(&large), ..start(1) },
        JournalLine { entry: bytes(&large), reply: Some(bytes(&large)), ..line(5, None) },
    );
    commit(&store, of(write)).await;
    let stored = load(&store, 1).await.expect("it is there");
    assert!(stored.state == large);
    let journal = journal(&store, 1).await;
    assert!(journal[0].entry == large);
    assert!(journal[0].reply.as_deref() == Some(large.as_slice()));
    commit(&store, of(go_on(1, 1))).await;
    assert_eq!(load(&store, 1).await.expect("it is there").state, bytes("state after 1"));
}

async fn every_byte_is_kept(store: TheStore) {
    let all: Vec<u8> = (0..=255).collect();
    let mut new = job("a", 10);
    new.payload = bytes(&all);
    let write = ExecutionWrite { state: bytes(&all), ..start(1) };
    commit(&store, Commit { jobs: vec![new], ..of(write) }).await;
    assert_eq!(load(&store, 1).await.expect("it is there").state, bytes(&all));
    assert_eq!(claim_one(&store, 10, 20).await.payload, bytes(&all));
}

async fn a_commit_of_a_thousand_jobs_is_one(store: TheStore) {
    let jobs = (0..1_000).map(|n| job(&format!("job {n:04}"), n));
    commit(&store, of_jobs(jobs)).await;
    let claimed = claim(&store, 5_000, 6_000).await;
    assert_eq!(claimed.len(), 1_000);
    assert!(claimed.is_sorted_by_key(|job| job.id.clone()));
    let all = claimed.iter().map(|job| settled(&job.id.0, job.lease, Outcome::Done)).collect();
    commit(&store, Commit { settled: all, ..Commit::default() }).await;
    assert_eq!(next_due(&store).await, None);
}

async fn odd_texts_of_executions_are_kept_and_found(store: TheStore) {
    for (index, odd) in ODD.into_iter().enumerate() {
        let id = index as u128;
        let began = NewExecution {
            flow: FlowRef::new(odd, 1),
            contact: odd.to_owned(),
            channel: odd.to_owned(),
            correlation: Some(odd.to_owned()),
            started: Time(1),
        };
        commit(&store, of(start_as(id, began.clone()))).await;
        assert_eq!(load(&store, id).await.map(|stored| stored.begun), Some(began));
        assert_eq!(correlated(&store, odd).await, Some(id), "{odd:?}");
        let by_flow = Search { flow: Some(odd.to_owned()), ..up_to(9) };
        assert_eq!(search(&store, &by_flow).await, [id], "{odd:?}");
        let by_contact = Search { contact: Some(odd.to_owned()), ..up_to(9) };
        assert_eq!(search(&store, &by_contact).await, [id], "{odd:?}");
        commit(&store, of(end(id, 1, 5))).await;
        assert_eq!(store.forget(&[key(id)]).await.expect("it answers"), 1, "{odd:?}");
    }
}

async fn odd_texts_that_look_alike_are_not_the_same(store: TheStore) {
    let alike = ["e\u{301}", "\u{e9}", "E\u{301}", "e", "e ", " e", "e\0", "\0e"];
    for (index, text) in alike.into_iter().enumerate() {
        commit(&store, of(start_as(index as u128, with_correlation(text)))).await;
    }
    for (index, text) in alike.into_iter().enumerate() {
        assert_eq!(correlated(&store, text).await, Some(index as u128), "{text:?}");
    }
}

async fn odd_texts_of_jobs_are_kept(store: TheStore) {
    for odd in ODD {
        commit(&store, of_jobs([job(odd, 10)])).await;
        let held = claim_one(&store, 10, 20).await;
        assert_eq!(held.id.0, odd);
        let outcome = Outcome::GivenUp { why: odd.to_owned() };
        commit(&store, of_settled(odd, held.lease, outcome)).await;
        let kept = store.given_up(TENANT, 1).await.expect("it answers");
        assert_eq!(kept, [(held, odd.to_owned())]);
    }
    for odd in ODD {
        commit(&store, of_cancelled(odd)).await;
    }
}

async fn odd_texts_of_revisions_are_kept(store: TheStore) {
    for odd in ODD {
        let odd_one = Revision {
            definition: odd.to_owned(),
            message: odd.to_owned(),
            author: odd.to_owned(),
            ..revision(odd, 1, true)
        };
        assert!(store.add_revision(TENANT, odd_one.clone()).await.expect("it answers"));
        let found = store.published(TENANT, odd).await.expect("it answers");
        assert_eq!(found, Some(odd_one));
        assert_eq!(store.forget_flow(TENANT, odd).await.expect("it answers"), 1);
    }
}

async fn odd_texts_of_documents_are_kept_and_ordered(store: TheStore) {
    for odd in ODD {
        let odd_one = DocumentWrite { unique: Some(odd.to_owned()), ..document(odd, 0, odd) };
        assert_eq!(write(&store, odd_one).await, Written::Done(1));
        let found = store.document_by(TENANT, "number", odd).await.expect("it answers");
        assert_eq!(
            found.map(|found| (found.id, found.body)),
            Some((odd.to_owned(), odd.to_owned()))
        );
    }
    let mut ordered = ODD;
    ordered.sort_unstable();
    assert_eq!(document_ids(&store, "", 99).await, ordered[1..]);
    for pair in ordered.windows(2) {
        assert_eq!(document_ids(&store, pair[0], 1).await, [pair[1]], "{pair:?}");
    }
}

async fn times_reach_as_far_as_they_go(store: TheStore) {
    for (id, at) in [(1, i64::MIN), (2, i64::MAX), (3, 0), (4, -1)] {
        let began = NewExecution { started: Time(at), ..begun() };
        commit(&store, of(ExecutionWrite { due: Some(Time(at)), ..start_as(id, began) })).await;
        let stored = load(&store, id).await.expect("it is there");
        assert_eq!((stored.due, stored.begun.started), (Some(Time(at)), Time(at)));
    }
    assert_eq!(search(&store, &up_to(9)).await, [2, 3, 4, 1]);
    assert_eq!(claim_due(&store, i64::MAX, i64::MAX).await, [1, 4, 3, 2]);
    assert_eq!(next_due(&store).await, Some(i64::MAX));
    commit(&store, of_jobs([job("first", i64::MIN), job("last", i64::MAX)])).await;
    assert_eq!(ids(&claim(&store, i64::MIN, i64::MIN).await), ["first"]);
    assert_eq!(ids(&claim(&store, i64::MAX, i64::MAX).await), ["first", "last"]);
    assert_eq!(store.ended(Time(i64::MAX), 9).await.expect("it answers"), []);
}

async fn ids_use_all_their_bits(store: TheStore) {
    for id in [0, 1, u128::MAX, 1 << 127, 1 << 64, u128::from(u64::MAX), 1 << 63] {
        for tenant in [TenantId(0), TenantId(u32::MAX), TenantId(1 << 31)] {
            let key = ExecutionKey::new(tenant, id);
            let state = bytes(format!("{tenant} {id}"));
            let write = ExecutionWrite { key, state: state.clone(), ..start(id) };
            commit(&store, of(with_line(write, line(u64::MAX, None)))).await;
            let stored = store.load(key).await.expect("it answers").expect("it is there");
            assert_eq!(stored.state, state);
            let open = store.reply(key, DedupeKey(u64::MAX)).await.expect("it answers");
            assert_eq!(open, Some(None));
        }
    }
    assert_eq!(lead(&store, NodeId(u64::MAX), 0, 100).await, Some(1));
    assert_eq!(lead(&store, NodeId(u64::MAX >> 1), 50, 100).await, None);
    assert_eq!(lead(&store, NodeId(u64::MAX), 50, 100).await, Some(1));
}

async fn the_store_is_ready(store: TheStore) {
    store.ready().await.expect("it answers and can write");
}

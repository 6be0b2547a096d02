//! Tenants never see each other.

use centralita_engine::Time;
use centralita_server::ids::{DedupeKey, ExecutionKey};
use centralita_server::store::{
    Commit, DocumentWrite, ExecutionWrite, Fence, NewJob, Outcome, Refused, RoutingWrite, Written,
};

use crate::making::*;

crate::cases![
    one_id_of_two_tenants_is_two_executions,
    a_correlation_is_unique_within_a_tenant_only,
    lists_are_of_one_tenant,
    forgetting_is_of_one_tenant,
    routers_are_of_one_tenant,
    leaderships_are_of_one_tenant,
    revisions_are_of_one_tenant,
    documents_are_of_one_tenant,
    jobs_know_their_tenant,
    jobs_given_up_are_of_one_tenant,
    jobs_of_an_id_are_forgotten_for_its_tenant_only,
];

fn theirs(write: ExecutionWrite) -> ExecutionWrite {
    ExecutionWrite { key: ExecutionKey::new(OTHER_TENANT, write.key.id), ..write }
}

async fn one_id_of_two_tenants_is_two_executions(store: TheStore) {
    commit(&store, of(with_line(start(1), line(5, Some("ours"))))).await;
    commit(&store, of(theirs(with_line(start(1), line(5, Some("theirs")))))).await;
    commit(&store, of(go_on(1, 1))).await;
    let their_key = ExecutionKey::new(OTHER_TENANT, 1);
    let stored = store.load(their_key).await.expect("it answers").expect("it is there");
    assert_eq!(stored.version, 1);
    let reply = store.reply(their_key, DedupeKey(5)).await.expect("it answers");
    assert_eq!(reply, Some(Some(bytes("theirs"))));
    let third = ExecutionKey::new(centralita_server::ids::TenantId(3), 1);
    assert_eq!(store.load(third).await.expect("it answers"), None);
    assert_eq!(store.live().await.expect("it answers"), 2, "all tenants' are counted");
}

async fn a_correlation_is_unique_within_a_tenant_only(store: TheStore) {
    commit(&store, of(start_as(1, with_correlation("sms:1")))).await;
    commit(&store, of(theirs(start_as(2, with_correlation("sms:1"))))).await;
    assert_eq!(correlated(&store, "sms:1").await, Some(1));
    let found = store.correlated(OTHER_TENANT, "sms:1").await.expect("it answers");
    assert_eq!(found, Some(2));
}

async fn lists_are_of_one_tenant(store: TheStore) {
    commit(&store, of(start(1))).await;
    commit(&store, of(theirs(start(2)))).await;
    assert_eq!(search(&store, &up_to(9)).await, [1]);
    let found = store.search(OTHER_TENANT, &up_to(9)).await.expect("it answers");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, ExecutionKey::new(OTHER_TENANT, 2));
}

async fn forgetting_is_of_one_tenant(store: TheStore) {
    commit(&store, of(ExecutionWrite { ended: Some(Time(5)), ..start(1) })).await;
    commit(&store, of(theirs(ExecutionWrite { ended: Some(Time(5)), ..start(1) }))).await;
    assert_eq!(store.forget(&[key(1)]).await.expect("it answers"), 1);
    let found = store.search(OTHER_TENANT, &up_to(9)).await.expect("it answers");
    assert_eq!(found.len(), 1);
}

async fn routers_are_of_one_tenant(store: TheStore) {
    commit(&store, of_routing(routing_lines(0, &["ours"]))).await;
    let theirs = RoutingWrite { tenant: OTHER_TENANT, ..routing_lines(0, &["theirs", "too"]) };
    commit(&store, of_routing(theirs)).await;
    assert_eq!(routing_texts(&store).await.2, ["ours"]);
    let (_, _, lines) = store.routing(OTHER_TENANT).await.expect("it answers");
    assert_eq!(lines.len(), 2);
}

async fn leaderships_are_of_one_tenant(store: TheStore) {
    lead(&store, NODE, 0, 100).await;
    lead(&store, OTHER_NODE, 100, 200).await;
    let theirs = store.lead(OTHER_TENANT, "routing", NODE, Time(0), Time(100)).await;
    assert_eq!(theirs.expect("it answers"), Some(1));
    let fence = Fence { tenant: OTHER_TENANT, ..fence(2) };
    let late = Commit { fence: Some(fence), ..Commit::default() };
    assert_eq!(refused(&store, late).await, Refused::NotLeading);
}

async fn revisions_are_of_one_tenant(store: TheStore) {
    let ours = store.add_revision(TENANT, revision("welcome", 1, true)).await;
    assert!(ours.expect("it answers"));
    let theirs = store.add_revision(OTHER_TENANT, revision("welcome", 1, false)).await;
    assert!(theirs.expect("it answers"));
    assert_eq!(store.published(OTHER_TENANT, "welcome").await.expect("it answers"), None);
    commit(&store, of(theirs_running())).await;
    assert_eq!(store.forget_flow(TENANT, "welcome").await.expect("it answers"), 1);
    let left = store.revisions(OTHER_TENANT, "welcome").await.expect("it answers");
    assert_eq!(left.len(), 1);
}

/// Runs revision 1 of `welcome` for the other tenant.
fn theirs_running() -> ExecutionWrite {
    let mut begun = begun();
    begun.flow.revision = 1;
    theirs(start_as(1, begun))
}

async fn documents_are_of_one_tenant(store: TheStore) {
    let ours = DocumentWrite { unique: Some("+1".to_owned()), ..document("n1", 0, "ours") };
    let theirs = DocumentWrite { tenant: OTHER_TENANT, ..ours.clone() };
    assert_eq!(write(&store, ours).await, Written::Done(1));
    assert_eq!(store.document(OTHER_TENANT, "number", "n1").await.expect("it answers"), None);
    assert_eq!(store.document_by(OTHER_TENANT, "number", "+1").await.expect("it answers"), None);
    assert_eq!(write(&store, theirs).await, Written::Done(1));
    assert_eq!(document_ids(&store, "", 9).await, ["n1"]);
}

async fn jobs_know_their_tenant(store: TheStore) {
    let theirs = NewJob { tenant: OTHER_TENANT, ..job("theirs", 5) };
    commit(&store, of_jobs([theirs, job("ours", 6)])).await;
    let tenants: Vec<_> = claim(&store, 10, 20).await.iter().map(|job| job.tenant).collect();
    assert_eq!(tenants, [OTHER_TENANT, TENANT], "workers work for all");
}

async fn jobs_given_up_are_of_one_tenant(store: TheStore) {
    commit(&store, of_jobs([NewJob { tenant: OTHER_TENANT, ..job("theirs", 5) }])).await;
    let held = claim_one(&store, 10, 20).await;
    let outcome = Outcome::GivenUp { why: "no".to_owned() };
    commit(&store, of_settled("theirs", held.lease, outcome)).await;
    assert_eq!(store.given_up(TENANT, 9).await.expect("it answers"), []);
    assert_eq!(store.given_up(OTHER_TENANT, 9).await.expect("it answers").len(), 1);
}

async fn jobs_of_an_id_are_forgotten_for_its_tenant_only(store: TheStore) {
    commit(&store, of(ExecutionWrite { ended: Some(Time(5)), ..start(1) })).await;
    commit(&store, of(theirs(start(1)))).await;
    let ours = NewJob { execution: Some(1), ..job("ours", 5) };
    let theirs =
        NewJob { tenant: OTHER_TENANT, ..NewJob { execution: Some(1), ..job("theirs", 5) } };
    commit(&store, of_jobs([ours, theirs])).await;
    assert_eq!(store.forget(&[key(1)]).await.expect("it answers"), 1);
    assert_eq!(ids(&claim(&store, 10, 20).await), ["theirs"]);
}

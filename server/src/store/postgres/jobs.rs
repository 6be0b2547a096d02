//! Jobs in PostgreSQL: claimed under a lease; executions that are due; and who leads.

use centralita_engine::Time;
use deadpool_postgres::Client;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::errors::Failure;
use super::values::{Id, bytes_at, number_at, tenant, text_at};
use crate::ids::{ExecutionKey, JobId, LeaseId, NodeId, TenantId};
use crate::store::{Claimed, DONE_JOBS_KEPT_MILLIS};

/// At most so many jobs that were done long ago are forgotten with one claim.
const FORGOTTEN_AT_ONCE: i64 = 1_000;

/// The columns of a job that was claimed, in the order of [`claimed`].
const CLAIMED: &str = "jobs.id, jobs.lease, jobs.tenant, jobs.topic, jobs.execution, \
                       jobs.payload, jobs.claims";

fn claimed(row: &Row) -> Result<Claimed, tokio_postgres::Error> {
    let claims = u32::try_from(row.try_get::<_, i64>(6)?).unwrap_or(u32::MAX);
    Ok(Claimed {
        id: JobId(text_at(row, 0)?),
        lease: LeaseId(row.try_get::<_, Option<i64>>(1)?.unwrap_or(0).cast_unsigned()),
        tenant: TenantId(row.try_get::<_, i32>(2)?.cast_unsigned()),
        topic: text_at(row, 3)?,
        execution: row.try_get::<_, Option<Id>>(4)?.map(|id| id.0),
        payload: bytes_at(row, 5)?,
        attempts: claims.saturating_sub(1),
    })
}

pub(super) async fn claim(
    client: &Client,
    topics: &[&str],
    now: Time,
    until: Time,
    limit: u32,
) -> Result<Vec<Claimed>, Failure> {
    let forget = client
        .prepare_cached(
            "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE stage = 1 AND due < $1 \
             ORDER BY due LIMIT $2 FOR UPDATE SKIP LOCKED)",
        )
        .await?;
    // A topic at a time: the index then gives no more than what may be taken. Rows that another
    // claim holds are passed over.
    let sql = format!(
        "WITH due AS MATERIALIZED ( \
           SELECT found.id, found.due FROM (SELECT DISTINCT unnest($1::text[]) AS topic) AS topics, \
           LATERAL (SELECT jobs.id, jobs.due FROM jobs WHERE jobs.stage = 0 \
             AND jobs.topic = topics.topic AND jobs.due <= $2::bigint \
             ORDER BY jobs.due LIMIT $4::bigint FOR UPDATE SKIP LOCKED) AS found \
           ORDER BY found.due LIMIT $4::bigint) \
         UPDATE jobs SET due = $3::bigint, lease = nextval('leases'), claims = jobs.claims + 1 \
         FROM due WHERE jobs.id = due.id RETURNING {CLAIMED}, due.due"
    );
    let hold = client.prepare_cached(&sql).await?;
    let horizon = now.after_millis(-DONE_JOBS_KEPT_MILLIS).0;
    let limit = i64::from(limit);
    let params: [&(dyn ToSql + Sync); 4] = [&topics, &now.0, &until.0, &limit];
    let forgotten: [&(dyn ToSql + Sync); 2] = [&horizon, &FORGOTTEN_AT_ONCE];
    // Both are on their way at once.
    let (forgotten, rows) =
        tokio::join!(client.execute(&forget, &forgotten), client.query(&hold, &params));
    forgotten?;
    let mut due = Vec::new();
    for row in rows? {
        due.push((row.try_get::<_, i64>(7)?, claimed(&row)?));
    }
    due.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.id.cmp(&b.id)));
    Ok(due.into_iter().map(|(_, job)| job).collect())
}

pub(super) async fn given_up(
    client: &Client,
    of: TenantId,
    limit: u32,
) -> Result<Vec<(Claimed, String)>, Failure> {
    let sql = format!(
        "SELECT {CLAIMED}, why FROM jobs WHERE stage = 2 AND tenant = $1 \
         ORDER BY given_up DESC LIMIT $2"
    );
    let sql = client.prepare_cached(&sql).await?;
    let rows = client.query(&sql, &[&tenant(of), &i64::from(limit)]).await?;
    Ok(rows
        .iter()
        .map(|row| Ok((claimed(row)?, text_at(row, 7)?)))
        .collect::<Result<_, tokio_postgres::Error>>()?)
}

pub(super) async fn claim_due(
    client: &Client,
    now: Time,
    again: Time,
    limit: u32,
) -> Result<Vec<ExecutionKey>, Failure> {
    let sql = client
        .prepare_cached(
            "WITH late AS MATERIALIZED ( \
               SELECT tenant, id, due FROM executions WHERE due <= $1::bigint \
               ORDER BY due LIMIT $3::bigint FOR UPDATE SKIP LOCKED) \
             UPDATE executions SET due = $2::bigint FROM late \
             WHERE executions.tenant = late.tenant AND executions.id = late.id \
             RETURNING late.due, late.tenant, late.id",
        )
        .await?;
    let rows = client.query(&sql, &[&now.0, &again.0, &i64::from(limit)]).await?;
    let mut due = Vec::new();
    for row in rows {
        let tenant = TenantId(row.try_get::<_, i32>(1)?.cast_unsigned());
        let key = ExecutionKey::new(tenant, row.try_get::<_, Id>(2)?.0);
        due.push((row.try_get::<_, i64>(0)?, key));
    }
    due.sort_unstable();
    Ok(due.into_iter().map(|(_, key)| key).collect())
}

pub(super) async fn next_due(client: &Client) -> Result<Option<Time>, Failure> {
    // The first of each topic, found by leaping from topic to topic in the index.
    let sql = client
        .prepare_cached(
            "WITH RECURSIVE topics (topic) AS ( \
               (SELECT topic FROM jobs WHERE stage = 0 ORDER BY topic LIMIT 1) UNION ALL \
               SELECT (SELECT jobs.topic FROM jobs WHERE stage = 0 AND jobs.topic > topics.topic \
                 ORDER BY jobs.topic LIMIT 1) FROM topics WHERE topics.topic IS NOT NULL) \
             SELECT min(due) FROM ( \
               SELECT (SELECT jobs.due FROM jobs WHERE stage = 0 AND jobs.topic = topics.topic \
                 ORDER BY jobs.due LIMIT 1) AS due FROM topics UNION ALL \
               (SELECT due FROM executions WHERE due IS NOT NULL ORDER BY due LIMIT 1)) AS all_due",
        )
        .await?;
    let row = client.query_one(&sql, &[]).await?;
    Ok(row.try_get::<_, Option<i64>>(0)?.map(Time))
}

pub(super) async fn lead(
    client: &Client,
    (of, name): (TenantId, &str),
    node: NodeId,
    now: Time,
    until: Time,
) -> Result<Option<u64>, Failure> {
    let sql = client
        .prepare_cached(
            "INSERT INTO leaders (tenant, name, node, epoch, until) VALUES ($1, $2, $3, 1, $5) \
             ON CONFLICT (tenant, name) DO UPDATE SET node = excluded.node, \
             epoch = leaders.epoch + CASE WHEN leaders.node = excluded.node THEN 0 ELSE 1 END, \
             until = excluded.until \
             WHERE leaders.node = excluded.node OR leaders.until <= $4 RETURNING epoch",
        )
        .await?;
    let node = node.0.cast_signed();
    let row = client.query_opt(&sql, &[&tenant(of), &name, &node, &now.0, &until.0]).await?;
    Ok(row.map(|row| number_at(&row, 0)).transpose()?)
}

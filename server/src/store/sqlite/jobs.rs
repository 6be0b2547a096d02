//! Jobs in SQLite: added, claimed under a lease, settled; executions that are due; and who leads.

use centralita_engine::Time;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::ids::{ExecutionKey, JobId, LeaseId, NodeId, TenantId};
use crate::store::{Claimed, DONE_JOBS_KEPT_MILLIS, NewJob, Outcome, Settled};

/// At most so many jobs that were done long ago are forgotten with one claim.
const FORGOTTEN_AT_ONCE: i64 = 1_000;

/// A job whose holder settles it.
pub(super) struct Held {
    pub row: i64,
}

pub(super) fn held(db: &Connection, settled: &Settled) -> rusqlite::Result<Option<Held>> {
    db.prepare_cached("SELECT row FROM jobs WHERE id = ? AND stage = 0 AND lease = ?")?
        .query_row(params![settled.id.0, settled.lease.0.cast_signed()], |row| {
            Ok(Held { row: row.get(0)? })
        })
        .optional()
}

pub(super) fn settle(db: &Connection, settled: &Settled, held: &Held) -> rusqlite::Result<()> {
    match &settled.outcome {
        Outcome::Done => db
            .prepare_cached(
                "UPDATE jobs SET stage = 1, lease = NULL, why = NULL, payload = x'' WHERE row = ?",
            )?
            .execute([held.row])?,
        Outcome::Again { due, why } => db
            .prepare_cached("UPDATE jobs SET due = ?, lease = NULL, why = ? WHERE row = ?")?
            .execute(params![due.0, why, held.row])?,
        Outcome::GivenUp { why } => {
            let number = count_on(db, 1)?;
            db.prepare_cached("UPDATE jobs SET stage = 2, given_up = ?, why = ? WHERE row = ?")?
                .execute(params![number, why, held.row])?
        }
    };
    Ok(())
}

pub(super) fn add(db: &Connection, job: &NewJob) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO jobs (id, tenant, topic, execution, stage, due, claims, payload) \
         VALUES (?, ?, ?, ?, 0, ?, 0, ?) ON CONFLICT (id) DO NOTHING",
    )?
    .execute(params![
        job.id.0,
        job.tenant.0,
        job.topic,
        job.execution.map(u128::to_be_bytes),
        job.due.0,
        &job.payload[..],
    ])?;
    Ok(())
}

/// Counts on by so many, and says the last number.
fn count_on(db: &Connection, by: i64) -> rusqlite::Result<i64> {
    db.prepare_cached("UPDATE counters SET value = value + ? WHERE name = 'lease' RETURNING value")?
        .query_row([by], |row| row.get(0))
}

/// The columns of a job that was claimed, in the order of [`claimed`].
const CLAIMED: &str = "id, lease, tenant, topic, execution, payload, claims";

fn claimed(row: &Row<'_>) -> rusqlite::Result<Claimed> {
    let claims: u32 = row.get(6)?;
    Ok(Claimed {
        id: JobId(row.get(0)?),
        lease: LeaseId(row.get::<_, Option<i64>>(1)?.unwrap_or(0).cast_unsigned()),
        tenant: TenantId(row.get(2)?),
        topic: row.get(3)?,
        execution: row.get::<_, Option<[u8; 16]>>(4)?.map(u128::from_be_bytes),
        payload: row.get::<_, Vec<u8>>(5)?.into(),
        attempts: claims.saturating_sub(1),
    })
}

pub(super) fn claim(
    db: &Connection,
    topics: &[String],
    now: Time,
    until: Time,
    limit: u32,
) -> rusqlite::Result<Vec<Claimed>> {
    db.prepare_cached(
        "DELETE FROM jobs WHERE row IN \
         (SELECT row FROM jobs WHERE stage = 1 AND due < ? ORDER BY due LIMIT ?)",
    )?
    .execute([now.after_millis(-DONE_JOBS_KEPT_MILLIS).0, FORGOTTEN_AT_ONCE])?;
    // A topic at a time: the index then gives no more than what may be taken.
    let mut due: Vec<(i64, i64)> = Vec::new();
    for topic in topics {
        let mut select = db.prepare_cached(
            "SELECT due, row FROM jobs WHERE stage = 0 AND topic = ? AND due <= ? \
             ORDER BY due LIMIT ?",
        )?;
        let rows =
            select.query_map(params![topic, now.0, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for row in rows {
            due.push(row?);
        }
    }
    due.sort_unstable();
    due.dedup();
    due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let count = i64::try_from(due.len()).unwrap_or(i64::MAX);
    let first = count_on(db, count)? - count + 1;
    let mut hold = db.prepare_cached(&format!(
        "UPDATE jobs SET due = ?, lease = ?, claims = claims + 1 WHERE row = ? \
         RETURNING {CLAIMED}"
    ))?;
    due.iter()
        .zip(first..)
        .map(|((_, row), lease)| hold.query_row([until.0, lease, *row], claimed))
        .collect()
}

pub(super) fn given_up(
    db: &Connection,
    tenant: TenantId,
    limit: u32,
) -> rusqlite::Result<Vec<(Claimed, String)>> {
    let mut select = db.prepare_cached(&format!(
        "SELECT {CLAIMED}, why FROM jobs WHERE stage = 2 AND tenant = ? \
         ORDER BY given_up DESC LIMIT ?"
    ))?;
    let rows = select.query_map([tenant.0, limit], |row| Ok((claimed(row)?, row.get(7)?)))?;
    rows.collect()
}

pub(super) fn claim_due(
    db: &Connection,
    now: Time,
    again: Time,
    limit: u32,
) -> rusqlite::Result<Vec<ExecutionKey>> {
    let mut select = db.prepare_cached(
        "SELECT row, tenant, id FROM executions WHERE due IS NOT NULL AND due <= ? \
         ORDER BY due LIMIT ?",
    )?;
    let rows = select.query_map(params![now.0, limit], |row| {
        let key = ExecutionKey::new(TenantId(row.get(1)?), u128::from_be_bytes(row.get(2)?));
        Ok((row.get::<_, i64>(0)?, key))
    })?;
    let due = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut put_off = db.prepare_cached("UPDATE executions SET due = ? WHERE row = ?")?;
    for (row, _) in &due {
        put_off.execute([again.0, *row])?;
    }
    Ok(due.into_iter().map(|(_, key)| key).collect())
}

pub(super) fn next_due(db: &Connection) -> rusqlite::Result<Option<Time>> {
    // The first of each topic, found by leaping from topic to topic in the index.
    let soonest: Option<i64> = db
        .prepare_cached(
            "WITH RECURSIVE topics (topic) AS ( \
               SELECT min(topic) FROM jobs WHERE stage = 0 UNION ALL \
               SELECT (SELECT min(topic) FROM jobs WHERE stage = 0 AND topic > topics.topic) \
               FROM topics WHERE topics.topic IS NOT NULL) \
             SELECT min(due) FROM ( \
               SELECT (SELECT min(due) FROM jobs WHERE stage = 0 AND topic = topics.topic) AS due \
               FROM topics UNION ALL \
               SELECT min(due) FROM executions WHERE due IS NOT NULL)",
        )?
        .query_row((), |row| row.get(0))?;
    Ok(soonest.map(Time))
}

pub(super) fn lead(
    db: &Connection,
    (tenant, name): (TenantId, &str),
    node: NodeId,
    now: Time,
    until: Time,
) -> rusqlite::Result<Option<u64>> {
    let leader: Option<(i64, i64, i64)> = db
        .prepare_cached("SELECT node, epoch, until FROM leaders WHERE tenant = ? AND name = ?")?
        .query_row(params![tenant.0, name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let node = node.0.cast_signed();
    let epoch = match leader {
        None => 1,
        Some((leader, epoch, _)) if leader == node => epoch,
        Some((_, _, until)) if until > now.0 => return Ok(None),
        Some((_, epoch, _)) => epoch + 1,
    };
    db.prepare_cached(
        "INSERT INTO leaders (tenant, name, node, epoch, until) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (tenant, name) DO UPDATE \
         SET node = excluded.node, epoch = excluded.epoch, until = excluded.until",
    )?
    .execute(params![tenant.0, name, node, epoch, until.0])?;
    Ok(Some(epoch.cast_unsigned()))
}

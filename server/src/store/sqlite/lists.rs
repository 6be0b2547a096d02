//! Executions in SQLite: one, its journal, lists of them, and forgetting them.

use bytes::Bytes;
use centralita_engine::Time;
use centralita_engine::exec::FlowRef;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use crate::ids::{DedupeKey, ExecutionKey, TenantId};
use crate::store::{JournalLine, NewExecution, Search, Stored};

/// The columns of an execution, in the order of [`stored`].
const STORED: &str = "version, due, ended, started, revision, flow, contact, channel, \
                      correlation, state";

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        version: row.get::<_, i64>(0)?.cast_unsigned(),
        due: row.get::<_, Option<i64>>(1)?.map(Time),
        ended: row.get::<_, Option<i64>>(2)?.map(Time),
        begun: NewExecution {
            started: Time(row.get(3)?),
            flow: FlowRef::new(row.get::<_, String>(5)?, row.get(4)?),
            contact: row.get(6)?,
            channel: row.get(7)?,
            correlation: row.get(8)?,
        },
        state: row.get::<_, Vec<u8>>(9)?.into(),
    })
}

pub(super) fn load(db: &Connection, key: ExecutionKey) -> rusqlite::Result<Option<Stored>> {
    db.prepare_cached(&format!("SELECT {STORED} FROM executions WHERE tenant = ? AND id = ?"))?
        .query_row(params![key.tenant.0, key.id.to_be_bytes()], stored)
        .optional()
}

pub(super) fn correlated(
    db: &Connection,
    tenant: TenantId,
    correlation: &str,
) -> rusqlite::Result<Option<u128>> {
    db.prepare_cached(
        "SELECT id FROM executions \
         WHERE tenant = ? AND correlation = ? AND ended IS NULL AND correlation IS NOT NULL",
    )?
    .query_row(params![tenant.0, correlation], |row| Ok(u128::from_be_bytes(row.get(0)?)))
    .optional()
}

pub(super) fn reply(
    db: &Connection,
    key: ExecutionKey,
    event: DedupeKey,
) -> rusqlite::Result<Option<Option<Bytes>>> {
    // Backwards from the last line, until the event is found.
    db.prepare_cached(
        "WITH RECURSIVE chain (line) AS ( \
           SELECT last_line FROM executions WHERE tenant = ?1 AND id = ?2 UNION ALL \
           SELECT journal.previous FROM chain JOIN journal ON journal.row = chain.line \
           WHERE journal.key <> ?3) \
         SELECT journal.reply FROM chain JOIN journal ON journal.row = chain.line \
         WHERE journal.key = ?3",
    )?
    .query_row(params![key.tenant.0, key.id.to_be_bytes(), event.0.cast_signed()], |row| {
        Ok(row.get::<_, Option<Vec<u8>>>(0)?.map(Bytes::from))
    })
    .optional()
}

pub(super) fn journal(
    db: &Connection,
    key: ExecutionKey,
    from: u64,
    limit: u32,
) -> rusqlite::Result<Vec<JournalLine>> {
    let Ok(from) = i64::try_from(from) else { return Ok(Vec::new()) };
    let mut select = db.prepare_cached(
        "WITH RECURSIVE chain (line, number) AS ( \
           SELECT last_line, line_count - 1 FROM executions WHERE tenant = ?1 AND id = ?2 \
           UNION ALL SELECT journal.previous, chain.number - 1 \
           FROM chain JOIN journal ON journal.row = chain.line WHERE chain.number > ?3) \
         SELECT journal.key, journal.at, journal.entry, journal.reply \
         FROM chain JOIN journal ON journal.row = chain.line \
         WHERE chain.number >= ?3 AND chain.number < ?4 ORDER BY chain.number",
    )?;
    let end = from.saturating_add(i64::from(limit));
    let lines =
        select.query_map(params![key.tenant.0, key.id.to_be_bytes(), from, end], |row| {
            Ok(JournalLine {
                key: DedupeKey(row.get::<_, i64>(0)?.cast_unsigned()),
                at: Time(row.get(1)?),
                entry: row.get::<_, Vec<u8>>(2)?.into(),
                reply: row.get::<_, Option<Vec<u8>>>(3)?.map(Bytes::from),
            })
        })?;
    lines.collect()
}

pub(super) fn search(
    db: &Connection,
    tenant: TenantId,
    search: &Search,
) -> rusqlite::Result<Vec<(ExecutionKey, Stored)>> {
    let mut sql = format!("SELECT {STORED}, id FROM executions WHERE tenant = ?");
    let mut values: Vec<Value> = vec![i64::from(tenant.0).into()];
    if let Some(flow) = &search.flow {
        sql.push_str(" AND flow = ?");
        values.push(flow.clone().into());
    }
    if let Some(contact) = &search.contact {
        sql.push_str(" AND contact = ?");
        values.push(contact.clone().into());
    }
    match search.live {
        Some(true) => sql.push_str(" AND ended IS NULL"),
        Some(false) => sql.push_str(" AND ended IS NOT NULL"),
        None => {}
    }
    if let Some(from) = search.from {
        sql.push_str(" AND started >= ?");
        values.push(from.0.into());
    }
    if let Some(until) = search.until {
        sql.push_str(" AND started < ?");
        values.push(until.0.into());
    }
    if let Some((started, id)) = search.after {
        sql.push_str(" AND started <= ? AND (started, id) < (?, ?)");
        values.extend([started.0.into(), started.0.into(), id.to_be_bytes().to_vec().into()]);
    }
    sql.push_str(" ORDER BY started DESC, id DESC LIMIT ?");
    values.push(i64::from(search.limit()).into());
    let mut select = db.prepare_cached(&sql)?;
    let found = select.query_map(params_from_iter(values), |row| {
        Ok((ExecutionKey::new(tenant, u128::from_be_bytes(row.get(10)?)), stored(row)?))
    })?;
    found.collect()
}

pub(super) fn live(db: &Connection) -> rusqlite::Result<u64> {
    db.prepare_cached("SELECT count(*) FROM executions WHERE ended IS NULL")?
        .query_row((), |row| Ok(row.get::<_, i64>(0)?.cast_unsigned()))
}

pub(super) fn ended(
    db: &Connection,
    before: Time,
    limit: u32,
) -> rusqlite::Result<Vec<ExecutionKey>> {
    let mut select = db.prepare_cached(
        "SELECT tenant, id FROM executions WHERE ended IS NOT NULL AND ended < ? \
         ORDER BY ended LIMIT ?",
    )?;
    let keys = select.query_map(params![before.0, limit], |row| {
        Ok(ExecutionKey::new(TenantId(row.get(0)?), u128::from_be_bytes(row.get(1)?)))
    })?;
    keys.collect()
}

/// Called within a transaction.
pub(super) fn forget(db: &Connection, keys: &[ExecutionKey]) -> rusqlite::Result<u64> {
    let mut found = db.prepare_cached(
        "SELECT row FROM executions WHERE tenant = ? AND id = ? AND ended IS NOT NULL",
    )?;
    let mut lines = db.prepare_cached(
        "WITH RECURSIVE chain (line) AS ( \
           SELECT last_line FROM executions WHERE row = ? UNION ALL \
           SELECT journal.previous FROM chain JOIN journal ON journal.row = chain.line) \
         DELETE FROM journal WHERE row IN (SELECT line FROM chain)",
    )?;
    let mut jobs = db.prepare_cached("DELETE FROM jobs WHERE tenant = ? AND execution = ?")?;
    let mut execution = db.prepare_cached("DELETE FROM executions WHERE row = ?")?;
    let mut count = 0;
    for key in keys {
        let whose = params![key.tenant.0, key.id.to_be_bytes()];
        let Some(row) = found.query_row(whose, |row| row.get::<_, i64>(0)).optional()? else {
            continue;
        };
        lines.execute([row])?;
        jobs.execute(whose)?;
        execution.execute([row])?;
        count += 1;
    }
    Ok(count)
}

/// A router's last snapshot with the number of lines it stands for, and the lines after.
pub(super) type Routing = (u64, Option<Bytes>, Vec<(Time, Bytes)>);

/// Called within a transaction: what it reads belongs together.
pub(super) fn routing(db: &Connection, tenant: TenantId) -> rusqlite::Result<Routing> {
    let snapshot: Option<(i64, Vec<u8>)> = db
        .prepare_cached("SELECT line_count, state FROM router_snapshots WHERE tenant = ?")?
        .query_row([tenant.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let mut select =
        db.prepare_cached("SELECT at, entry FROM router_lines WHERE tenant = ? ORDER BY line")?;
    let lines = select.query_map([tenant.0], |row| {
        Ok((Time(row.get(0)?), Bytes::from(row.get::<_, Vec<u8>>(1)?)))
    })?;
    let lines = lines.collect::<rusqlite::Result<_>>()?;
    Ok(match snapshot {
        Some((count, state)) => (count.cast_unsigned(), Some(state.into()), lines),
        None => (0, None, lines),
    })
}

//! A commit in SQLite: first every question that may refuse it, then every change.
//!
//! The writer is alone, so what was asked still holds when the changes are made, and a commit that is
//! refused has written nothing into the transaction it shares with others.

use centralita_engine::Time;
use rusqlite::{Connection, OptionalExtension, params};

use super::jobs;
use crate::ids::{DedupeKey, ExecutionKey};
use crate::store::{
    Commit, Committed, ExecutionWrite, Expect, JournalLine, NewExecution, Refused, RoutingWrite,
};

/// What the writer found of an execution.
struct Found {
    row: i64,
    version: i64,
    due: Option<i64>,
    ended: Option<i64>,
    line_count: i64,
    last_line: Option<i64>,
}

/// What the permitted commit is about.
struct Permitted {
    execution: Option<Found>,
    settled: Vec<jobs::Held>,
}

pub(super) fn apply(db: &Connection, commit: &Commit) -> rusqlite::Result<Committed> {
    let permitted = match permit(db, commit)? {
        Ok(permitted) => permitted,
        Err(refused) => return Ok(Err(refused)),
    };
    if let Some(write) = &commit.execution {
        match (&write.expect, permitted.execution) {
            (Expect::New(begun), _) => begin(db, write, begun)?,
            (Expect::Version(_), Some(found)) => go_on(db, write, &found)?,
            // What is not there was refused.
            (Expect::Version(_), None) => {}
        }
    }
    for (settled, held) in commit.settled.iter().zip(&permitted.settled) {
        jobs::settle(db, settled, held)?;
    }
    for id in &commit.cancelled {
        db.prepare_cached("DELETE FROM jobs WHERE id = ? AND stage = 0")?.execute([&id.0])?;
    }
    for job in &commit.jobs {
        jobs::add(db, job)?;
    }
    if let Some(routing) = &commit.routing {
        write_routing(db, routing)?;
    }
    Ok(Ok(()))
}

fn permit(db: &Connection, commit: &Commit) -> rusqlite::Result<Result<Permitted, Refused>> {
    let mut permitted = Permitted { execution: None, settled: Vec::new() };
    if let Some(fence) = &commit.fence {
        let epoch: Option<i64> = db
            .prepare_cached("SELECT epoch FROM leaders WHERE tenant = ? AND name = ?")?
            .query_row(params![fence.tenant.0, fence.name], |row| row.get(0))
            .optional()?;
        if epoch != Some(fence.epoch.cast_signed()) {
            return Ok(Err(Refused::NotLeading));
        }
    }
    if let Some(write) = &commit.execution {
        permitted.execution = find(db, write.key)?;
        if let Err(refused) = permit_execution(db, write, permitted.execution.as_ref())? {
            return Ok(Err(refused));
        }
    }
    for settled in &commit.settled {
        let held = jobs::held(db, settled)?;
        // The same job twice in one commit: the second finds it settled.
        let held = held.filter(|held| permitted.settled.iter().all(|other| other.row != held.row));
        match held {
            Some(held) => permitted.settled.push(held),
            None => return Ok(Err(Refused::LeaseLost(settled.id.clone()))),
        }
    }
    if let Some(routing) = &commit.routing {
        let lines: Option<i64> = db
            .prepare_cached("SELECT line_count FROM routers WHERE tenant = ?")?
            .query_row([routing.tenant.0], |row| row.get(0))
            .optional()?;
        if lines.unwrap_or(0) != routing.expect.cast_signed() {
            return Ok(Err(Refused::Stale));
        }
    }
    Ok(Ok(permitted))
}

fn find(db: &Connection, key: ExecutionKey) -> rusqlite::Result<Option<Found>> {
    db.prepare_cached(
        "SELECT row, version, due, ended, line_count, last_line FROM executions \
         WHERE tenant = ? AND id = ?",
    )?
    .query_row(params![key.tenant.0, key.id.to_be_bytes()], |row| {
        Ok(Found {
            row: row.get(0)?,
            version: row.get(1)?,
            due: row.get(2)?,
            ended: row.get(3)?,
            line_count: row.get(4)?,
            last_line: row.get(5)?,
        })
    })
    .optional()
}

fn permit_execution(
    db: &Connection,
    write: &ExecutionWrite,
    found: Option<&Found>,
) -> rusqlite::Result<Committed> {
    let begun = match (&write.expect, found) {
        (Expect::New(begun), None) => begun,
        (Expect::Version(version), Some(found)) if found.version == version.cast_signed() => {
            return Ok(Ok(()));
        }
        _ => return Ok(Err(Refused::Stale)),
    };
    let correlation = begun.correlation.as_ref().filter(|_| write.ended.is_none());
    let Some(correlation) = correlation else { return Ok(Ok(())) };
    let tenant = write.key.tenant;
    let holder: Option<[u8; 16]> = db
        .prepare_cached(
            "SELECT id FROM executions \
             WHERE tenant = ? AND correlation = ? AND ended IS NULL AND correlation IS NOT NULL",
        )?
        .query_row(params![tenant.0, correlation], |row| row.get(0))
        .optional()?;
    Ok(holder.map_or(Ok(()), |id| {
        Err(Refused::Correlated(ExecutionKey::new(tenant, u128::from_be_bytes(id))))
    }))
}

fn millis(time: Option<Time>) -> Option<i64> {
    time.map(|time| time.0)
}

fn begin(db: &Connection, write: &ExecutionWrite, begun: &NewExecution) -> rusqlite::Result<()> {
    let row = db
        .prepare_cached(
            "INSERT INTO executions (tenant, id, version, due, ended, line_count, last_line, \
             started, revision, flow, contact, channel, correlation, state) \
             VALUES (?, ?, 1, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .insert(params![
            write.key.tenant.0,
            write.key.id.to_be_bytes(),
            millis(write.due),
            millis(write.ended),
            i64::from(write.entry.is_some()),
            begun.started.0,
            begun.flow.revision,
            begun.flow.name.as_str(),
            begun.contact,
            begun.channel,
            begun.correlation,
            &write.state[..],
        ])?;
    if let Some(entry) = &write.entry {
        let line = add_line(db, row, None, entry)?;
        db.prepare_cached("UPDATE executions SET last_line = ? WHERE row = ?")?
            .execute([line, row])?;
    }
    Ok(())
}

fn go_on(db: &Connection, write: &ExecutionWrite, found: &Found) -> rusqlite::Result<()> {
    for (event, reply) in &write.replies {
        fill(db, found.last_line, *event, reply)?;
    }
    let (mut last_line, mut line_count) = (found.last_line, found.line_count);
    if let Some(entry) = &write.entry {
        last_line = Some(add_line(db, found.row, found.last_line, entry)?);
        line_count += 1;
    }
    // Columns that stay are not named: each stands in an index that would be written for nothing.
    if let (Some(ended), None) = (write.ended, found.ended) {
        db.prepare_cached("UPDATE executions SET ended = ? WHERE row = ?")?
            .execute([ended.0, found.row])?;
    }
    let due = millis(write.due);
    if due == found.due {
        db.prepare_cached(
            "UPDATE executions SET version = version + 1, line_count = ?, last_line = ?, \
             state = ? WHERE row = ?",
        )?
        .execute(params![line_count, last_line, &write.state[..], found.row])?;
    } else {
        db.prepare_cached(
            "UPDATE executions SET version = version + 1, line_count = ?, last_line = ?, \
             state = ?, due = ? WHERE row = ?",
        )?
        .execute(params![line_count, last_line, &write.state[..], due, found.row])?;
    }
    Ok(())
}

fn add_line(
    db: &Connection,
    execution: i64,
    previous: Option<i64>,
    line: &JournalLine,
) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "INSERT INTO journal (previous, execution, key, at, entry, reply) \
         VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .insert(params![
        previous,
        execution,
        line.key.0.cast_signed(),
        line.at.0,
        &line.entry[..],
        line.reply.as_deref(),
    ])
}

/// Gives the last line of an event its reply, when it has none.
fn fill(
    db: &Connection,
    last_line: Option<i64>,
    event: DedupeKey,
    reply: &[u8],
) -> rusqlite::Result<()> {
    let line: Option<i64> = db
        .prepare_cached(
            "WITH RECURSIVE chain (line) AS (SELECT ?1 UNION ALL \
             SELECT journal.previous FROM chain JOIN journal ON journal.row = chain.line \
             WHERE journal.key <> ?2) \
             SELECT journal.row FROM chain JOIN journal ON journal.row = chain.line \
             WHERE journal.key = ?2",
        )?
        .query_row(params![last_line, event.0.cast_signed()], |row| row.get(0))
        .optional()?;
    if let Some(line) = line {
        db.prepare_cached("UPDATE journal SET reply = ? WHERE row = ? AND reply IS NULL")?
            .execute(params![reply, line])?;
    }
    Ok(())
}

fn write_routing(db: &Connection, write: &RoutingWrite) -> rusqlite::Result<()> {
    let tenant = write.tenant.0;
    let mut count = write.expect.cast_signed();
    {
        let mut add = db.prepare_cached(
            "INSERT INTO router_lines (tenant, line, at, entry) VALUES (?, ?, ?, ?)",
        )?;
        for (at, entry) in &write.lines {
            add.execute(params![tenant, count, at.0, &entry[..]])?;
            count += 1;
        }
    }
    db.prepare_cached(
        "INSERT INTO routers (tenant, line_count) VALUES (?, ?) \
         ON CONFLICT (tenant) DO UPDATE SET line_count = excluded.line_count",
    )?
    .execute(params![tenant, count])?;
    if let Some(snapshot) = &write.snapshot {
        db.prepare_cached(
            "INSERT INTO router_snapshots (tenant, line_count, state) VALUES (?, ?, ?) \
             ON CONFLICT (tenant) DO UPDATE \
             SET line_count = excluded.line_count, state = excluded.state",
        )?
        .execute(params![tenant, count, &snapshot[..]])?;
        db.prepare_cached("DELETE FROM router_lines WHERE tenant = ?")?.execute([tenant])?;
    }
    Ok(())
}

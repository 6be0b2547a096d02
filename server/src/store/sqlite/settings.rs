//! Revisions and documents in SQLite.

use centralita_engine::Time;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::ids::TenantId;
use crate::store::{Document, DocumentWrite, Revision, Written};

fn revision(row: &Row<'_>) -> rusqlite::Result<Revision> {
    Ok(Revision {
        flow: row.get(0)?,
        number: row.get(1)?,
        is_published: row.get(2)?,
        message: row.get(3)?,
        author: row.get(4)?,
        at: Time(row.get(5)?),
        definition: row.get(6)?,
    })
}

/// The columns of a revision, in the order of [`revision`], but for its definition.
const LISTED: &str = "flow, number, is_published, message, author, at";

pub(super) fn add_revision(
    db: &Connection,
    tenant: TenantId,
    new: &Revision,
) -> rusqlite::Result<bool> {
    let added = db
        .prepare_cached(&format!(
            "INSERT INTO revisions (tenant, {LISTED}, definition) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, flow, number) DO NOTHING"
        ))?
        .execute(params![
            tenant.0,
            new.flow,
            new.number,
            new.is_published,
            new.message,
            new.author,
            new.at.0,
            new.definition,
        ])?;
    Ok(added == 1)
}

pub(super) fn numbered(
    db: &Connection,
    tenant: TenantId,
    flow: &str,
    number: u32,
) -> rusqlite::Result<Option<Revision>> {
    db.prepare_cached(&format!(
        "SELECT {LISTED}, definition FROM revisions WHERE tenant = ? AND flow = ? AND number = ?"
    ))?
    .query_row(params![tenant.0, flow, number], revision)
    .optional()
}

pub(super) fn newest(
    db: &Connection,
    tenant: TenantId,
    flow: &str,
) -> rusqlite::Result<Option<Revision>> {
    db.prepare_cached(&format!(
        "SELECT {LISTED}, definition FROM revisions WHERE tenant = ? AND flow = ? \
         ORDER BY number DESC LIMIT 1"
    ))?
    .query_row(params![tenant.0, flow], revision)
    .optional()
}

pub(super) fn published(
    db: &Connection,
    tenant: TenantId,
    flow: &str,
) -> rusqlite::Result<Option<Revision>> {
    db.prepare_cached(&format!(
        "SELECT {LISTED}, definition FROM revisions \
         WHERE tenant = ? AND flow = ? AND is_published ORDER BY number DESC LIMIT 1"
    ))?
    .query_row(params![tenant.0, flow], revision)
    .optional()
}

pub(super) fn revisions(
    db: &Connection,
    tenant: TenantId,
    flow: &str,
) -> rusqlite::Result<Vec<Revision>> {
    let mut select = db.prepare_cached(&format!(
        "SELECT {LISTED}, '' FROM revisions WHERE tenant = ? AND flow = ? ORDER BY number DESC"
    ))?;
    let rows = select.query_map(params![tenant.0, flow], revision)?;
    rows.collect()
}

pub(super) fn forget_flow(db: &Connection, tenant: TenantId, flow: &str) -> rusqlite::Result<u64> {
    let gone = db
        .prepare_cached(
            "DELETE FROM revisions WHERE tenant = ?1 AND flow = ?2 AND number NOT IN \
             (SELECT revision FROM executions WHERE tenant = ?1 AND flow = ?2 AND ended IS NULL)",
        )?
        .execute(params![tenant.0, flow])?;
    Ok(gone as u64)
}

fn found(row: &Row<'_>) -> rusqlite::Result<Document> {
    Ok(Document {
        id: row.get(0)?,
        version: row.get::<_, i64>(1)?.cast_unsigned(),
        unique: row.get(2)?,
        updated: Time(row.get(3)?),
        body: row.get(4)?,
    })
}

/// The columns of a document, in the order of [`found`].
const DOCUMENT: &str = "id, version, unique_value, updated, body";

pub(super) fn document(
    db: &Connection,
    tenant: TenantId,
    kind: &str,
    id: &str,
) -> rusqlite::Result<Option<Document>> {
    db.prepare_cached(&format!(
        "SELECT {DOCUMENT} FROM documents WHERE tenant = ? AND kind = ? AND id = ?"
    ))?
    .query_row(params![tenant.0, kind, id], found)
    .optional()
}

pub(super) fn document_by(
    db: &Connection,
    tenant: TenantId,
    kind: &str,
    unique: &str,
) -> rusqlite::Result<Option<Document>> {
    db.prepare_cached(&format!(
        "SELECT {DOCUMENT} FROM documents WHERE tenant = ? AND kind = ? AND unique_value = ? \
         AND unique_value IS NOT NULL"
    ))?
    .query_row(params![tenant.0, kind, unique], found)
    .optional()
}

pub(super) fn documents(
    db: &Connection,
    (tenant, kind): (TenantId, &str),
    after: &str,
    limit: u32,
) -> rusqlite::Result<Vec<Document>> {
    let mut select = db.prepare_cached(&format!(
        "SELECT {DOCUMENT} FROM documents WHERE tenant = ? AND kind = ? AND id > ? \
         ORDER BY id LIMIT ?"
    ))?;
    let rows = select.query_map(params![tenant.0, kind, after, limit], found)?;
    rows.collect()
}

pub(super) fn write_document(db: &Connection, write: &DocumentWrite) -> rusqlite::Result<Written> {
    let (tenant, kind) = (write.tenant, write.kind);
    let here = document(db, tenant, kind, &write.id)?;
    let version = here.map_or(0, |here| here.version);
    if version != write.expect {
        return Ok(Written::Stale(version));
    }
    let Some(body) = &write.body else {
        db.prepare_cached("DELETE FROM documents WHERE tenant = ? AND kind = ? AND id = ?")?
            .execute(params![tenant.0, kind, write.id])?;
        return Ok(Written::Done(0));
    };
    if let Some(unique) = &write.unique {
        let holder = document_by(db, tenant, kind, unique)?;
        if let Some(holder) = holder.filter(|holder| holder.id != write.id) {
            return Ok(Written::Taken(holder.id));
        }
    }
    db.prepare_cached(
        "INSERT INTO documents (tenant, kind, id, version, unique_value, updated, body) \
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, kind, id) DO UPDATE \
         SET version = excluded.version, unique_value = excluded.unique_value, \
         updated = excluded.updated, body = excluded.body",
    )?
    .execute(params![
        tenant.0,
        kind,
        write.id,
        (version + 1).cast_signed(),
        write.unique,
        write.at.0,
        body,
    ])?;
    Ok(Written::Done(version + 1))
}

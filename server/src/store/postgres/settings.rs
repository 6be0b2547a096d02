//! Revisions and documents in PostgreSQL.

use deadpool_postgres::Client;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::errors::Failure;
use super::values::{number_at, original, tenant, text, text_at, time_at};
use crate::ids::TenantId;
use crate::store::{Document, DocumentWrite, Revision, Written};

fn revision(row: &Row) -> Result<Revision, tokio_postgres::Error> {
    Ok(Revision {
        flow: text_at(row, 0)?,
        number: u32::try_from(row.try_get::<_, i64>(1)?).unwrap_or(u32::MAX),
        is_published: row.try_get(2)?,
        message: text_at(row, 3)?,
        author: text_at(row, 4)?,
        at: time_at(row, 5)?,
        definition: text_at(row, 6)?,
    })
}

/// The columns of a revision, in the order of [`revision`], but for its definition.
const LISTED: &str = "flow, number, is_published, message, author, at";

pub(super) async fn add_revision(
    client: &Client,
    of: TenantId,
    new: &Revision,
) -> Result<bool, Failure> {
    let sql = format!(
        "INSERT INTO revisions (tenant, {LISTED}, definition) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, flow, number) DO NOTHING"
    );
    let sql = client.prepare_cached(&sql).await?;
    let values: [&(dyn ToSql + Sync); 8] = [
        &tenant(of),
        &text(&new.flow),
        &i64::from(new.number),
        &new.is_published,
        &text(&new.message),
        &text(&new.author),
        &new.at.0,
        &text(&new.definition),
    ];
    Ok(client.execute(&sql, &values).await? == 1)
}

/// The first revision of a flow in an order, among those that a condition holds for.
async fn first(
    client: &Client,
    which: &str,
    values: &[&(dyn ToSql + Sync)],
) -> Result<Option<Revision>, Failure> {
    let sql = format!("SELECT {LISTED}, definition FROM revisions {which}");
    let sql = client.prepare_cached(&sql).await?;
    let row = client.query_opt(&sql, values).await?;
    Ok(row.map(|row| revision(&row)).transpose()?)
}

pub(super) async fn numbered(
    client: &Client,
    of: TenantId,
    flow: &str,
    number: u32,
) -> Result<Option<Revision>, Failure> {
    let which = "WHERE tenant = $1 AND flow = $2 AND number = $3";
    first(client, which, &[&tenant(of), &text(flow), &i64::from(number)]).await
}

pub(super) async fn newest(
    client: &Client,
    of: TenantId,
    flow: &str,
) -> Result<Option<Revision>, Failure> {
    let which = "WHERE tenant = $1 AND flow = $2 ORDER BY number DESC LIMIT 1";
    first(client, which, &[&tenant(of), &text(flow)]).await
}

pub(super) async fn published(
    client: &Client,
    of: TenantId,
    flow: &str,
) -> Result<Option<Revision>, Failure> {
    let which = "WHERE tenant = $1 AND flow = $2 AND is_published ORDER BY number DESC LIMIT 1";
    first(client, which, &[&tenant(of), &text(flow)]).await
}

pub(super) async fn revisions(
    client: &Client,
    of: TenantId,
    flow: &str,
) -> Result<Vec<Revision>, Failure> {
    let sql = format!(
        "SELECT {LISTED}, '' FROM revisions WHERE tenant = $1 AND flow = $2 ORDER BY number DESC"
    );
    let sql = client.prepare_cached(&sql).await?;
    let rows = client.query(&sql, &[&tenant(of), &text(flow)]).await?;
    Ok(rows.iter().map(revision).collect::<Result<_, _>>()?)
}

pub(super) async fn forget_flow(client: &Client, of: TenantId, flow: &str) -> Result<u64, Failure> {
    let sql = client
        .prepare_cached(
            "DELETE FROM revisions WHERE tenant = $1 AND flow = $2 AND NOT EXISTS ( \
             SELECT FROM beginnings WHERE beginnings.tenant = $1 AND beginnings.flow = $2 \
             AND beginnings.revision = revisions.number AND ended IS NULL)",
        )
        .await?;
    Ok(client.execute(&sql, &[&tenant(of), &text(flow)]).await?)
}

/// A document, in the order of [`found`].
const DOCUMENT: &str = "SELECT id, version, unique_value, updated, body FROM documents";

fn found(row: &Row) -> Result<Document, tokio_postgres::Error> {
    Ok(Document {
        id: text_at(row, 0)?,
        version: number_at(row, 1)?,
        unique: row.try_get::<_, Option<String>>(2)?.map(original),
        updated: time_at(row, 3)?,
        body: text_at(row, 4)?,
    })
}

pub(super) async fn document(
    client: &Client,
    of: TenantId,
    kind: &str,
    id: &str,
) -> Result<Option<Document>, Failure> {
    let sql = format!("{DOCUMENT} WHERE tenant = $1 AND kind = $2 AND id = $3");
    let sql = client.prepare_cached(&sql).await?;
    let row = client.query_opt(&sql, &[&tenant(of), &text(kind), &text(id)]).await?;
    Ok(row.map(|row| found(&row)).transpose()?)
}

pub(super) async fn document_by(
    client: &Client,
    of: TenantId,
    kind: &str,
    unique: &str,
) -> Result<Option<Document>, Failure> {
    let sql = format!("{DOCUMENT} WHERE tenant = $1 AND kind = $2 AND unique_value = $3");
    let sql = client.prepare_cached(&sql).await?;
    let row = client.query_opt(&sql, &[&tenant(of), &text(kind), &text(unique)]).await?;
    Ok(row.map(|row| found(&row)).transpose()?)
}

pub(super) async fn documents(
    client: &Client,
    (of, kind): (TenantId, &str),
    after: &str,
    limit: u32,
) -> Result<Vec<Document>, Failure> {
    let sql =
        format!("{DOCUMENT} WHERE tenant = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4");
    let sql = client.prepare_cached(&sql).await?;
    let values: [&(dyn ToSql + Sync); 4] =
        [&tenant(of), &text(kind), &text(after), &i64::from(limit)];
    let rows = client.query(&sql, &values).await?;
    Ok(rows.iter().map(found).collect::<Result<_, _>>()?)
}

/// How often a document is tried to be written whose unique value was taken and is free again.
const ATTEMPTS: u32 = 20;

pub(super) async fn write_document(
    client: &Client,
    write: &DocumentWrite,
) -> Result<Written, Failure> {
    let mut attempt = 1;
    loop {
        match write_once(client, write).await {
            Err(failure) if failure.is_taken() || failure.is_collision() => {
                let holder = match &write.unique {
                    Some(unique) => document_by(client, write.tenant, write.kind, unique).await?,
                    None => None,
                };
                match holder.filter(|holder| holder.id != write.id) {
                    Some(holder) => return Ok(Written::Taken(holder.id)),
                    None if attempt == ATTEMPTS => return Err(failure),
                    None => attempt += 1,
                }
            }
            done => return done,
        }
    }
}

async fn write_once(client: &Client, write: &DocumentWrite) -> Result<Written, Failure> {
    let (whose, kind, id) = (tenant(write.tenant), text(write.kind), text(&write.id));
    let version = write.expect.saturating_add(1);
    let unique = write.unique.as_deref().map(text);
    let is_done = match &write.body {
        None if write.expect == 0 => false,
        None => {
            let sql = client
                .prepare_cached(
                    "DELETE FROM documents \
                     WHERE tenant = $1 AND kind = $2 AND id = $3 AND version = $4",
                )
                .await?;
            let expect = write.expect.cast_signed();
            client.execute(&sql, &[&whose, &kind, &id, &expect]).await? == 1
        }
        Some(body) => {
            let sql = match write.expect {
                0 => {
                    "INSERT INTO documents (tenant, kind, id, version, unique_value, updated, body) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7) \
                     ON CONFLICT (tenant, kind, id) DO NOTHING"
                }
                _ => {
                    "UPDATE documents SET version = $4::bigint, unique_value = $5, updated = $6, \
                     body = $7 WHERE tenant = $1 AND kind = $2 AND id = $3 AND version = $4::bigint - 1"
                }
            };
            let sql = client.prepare_cached(sql).await?;
            let values: [&(dyn ToSql + Sync); 7] =
                [&whose, &kind, &id, &version.cast_signed(), &unique, &write.at.0, &text(body)];
            client.execute(&sql, &values).await? == 1
        }
    };
    if is_done {
        return Ok(Written::Done(if write.body.is_some() { version } else { 0 }));
    }
    let here = document(client, write.tenant, write.kind, &write.id).await?;
    let version = here.map_or(0, |here| here.version);
    Ok(match write.body {
        None if write.expect == 0 && version == 0 => Written::Done(0),
        _ => Written::Stale(version),
    })
}

/// Writes something, to see whether that can be done.
pub(super) async fn touch(client: &Client) -> Result<(), Failure> {
    let sql = client.prepare_cached("UPDATE readiness SET asked = asked + 1").await?;
    client.execute(&sql, &[]).await?;
    Ok(())
}

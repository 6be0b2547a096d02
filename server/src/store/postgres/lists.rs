//! Executions in PostgreSQL: one, its journal, lists of them, and forgetting them.

use bytes::Bytes;
use centralita_engine::Time;
use centralita_engine::exec::FlowRef;
use deadpool_postgres::Client;
use tokio_postgres::types::ToSql;
use tokio_postgres::{IsolationLevel, Row};

use super::errors::Failure;
use super::values::{Id, bytes_at, number_at, tenant, text, text_at, time_at};
use crate::ids::{DedupeKey, ExecutionKey, TenantId};
use crate::store::{JournalLine, NewExecution, Search, Stored};

/// An execution, in the order of [`stored`].
const STORED: &str = "SELECT version, due, ended, started, revision, flow, contact, channel, \
                      correlation, state, id FROM executions JOIN beginnings USING (tenant, id)";

fn stored(row: &Row) -> Result<Stored, tokio_postgres::Error> {
    let revision = u32::try_from(row.try_get::<_, i64>(4)?).unwrap_or(u32::MAX);
    Ok(Stored {
        version: number_at(row, 0)?,
        due: row.try_get::<_, Option<i64>>(1)?.map(Time),
        ended: row.try_get::<_, Option<i64>>(2)?.map(Time),
        begun: NewExecution {
            started: time_at(row, 3)?,
            flow: FlowRef::new(text_at(row, 5)?, revision),
            contact: text_at(row, 6)?,
            channel: text_at(row, 7)?,
            correlation: row.try_get::<_, Option<String>>(8)?.map(super::values::original),
        },
        state: bytes_at(row, 9)?,
    })
}

pub(super) async fn load(client: &Client, key: ExecutionKey) -> Result<Option<Stored>, Failure> {
    let sql = format!("{STORED} WHERE tenant = $1 AND id = $2");
    let sql = client.prepare_cached(&sql).await?;
    let row = client.query_opt(&sql, &[&tenant(key.tenant), &Id(key.id)]).await?;
    Ok(row.map(|row| stored(&row)).transpose()?)
}

pub(super) async fn correlated(
    client: &Client,
    of: TenantId,
    correlation: &str,
) -> Result<Option<u128>, Failure> {
    let sql = client
        .prepare_cached(
            "SELECT id FROM beginnings WHERE tenant = $1 AND correlation = $2 AND ended IS NULL",
        )
        .await?;
    let row = client.query_opt(&sql, &[&tenant(of), &text(correlation)]).await?;
    Ok(row.map(|row| row.try_get::<_, Id>(0)).transpose()?.map(|id| id.0))
}

fn reply_at(row: &Row, column: usize) -> Result<Option<Bytes>, tokio_postgres::Error> {
    Ok(row.try_get::<_, Option<Vec<u8>>>(column)?.map(Bytes::from))
}

pub(super) async fn reply(
    client: &Client,
    key: ExecutionKey,
    event: DedupeKey,
) -> Result<Option<Option<Bytes>>, Failure> {
    let sql = client
        .prepare_cached(
            "SELECT reply FROM journal WHERE tenant = $1 AND id = $2 AND key = $3 \
             ORDER BY line DESC LIMIT 1",
        )
        .await?;
    let event = event.0.cast_signed();
    let row = client.query_opt(&sql, &[&tenant(key.tenant), &Id(key.id), &event]).await?;
    Ok(row.map(|row| reply_at(&row, 0)).transpose()?)
}

pub(super) async fn journal(
    client: &Client,
    key: ExecutionKey,
    from: u64,
    limit: u32,
) -> Result<Vec<JournalLine>, Failure> {
    let Ok(from) = i64::try_from(from) else { return Ok(Vec::new()) };
    let sql = client
        .prepare_cached(
            "SELECT key, at, entry, reply FROM journal \
             WHERE tenant = $1 AND id = $2 AND line >= $3 ORDER BY line LIMIT $4",
        )
        .await?;
    let values: [&(dyn ToSql + Sync); 4] =
        [&tenant(key.tenant), &Id(key.id), &from, &i64::from(limit)];
    let rows = client.query(&sql, &values).await?;
    let line = |row: &Row| {
        Ok(JournalLine {
            key: DedupeKey(number_at(row, 0)?),
            at: time_at(row, 1)?,
            entry: bytes_at(row, 2)?,
            reply: reply_at(row, 3)?,
        })
    };
    Ok(rows.iter().map(line).collect::<Result<_, tokio_postgres::Error>>()?)
}

/// Conditions of a search with their values.
#[derive(Default)]
struct Wanted {
    conditions: Vec<String>,
    values: Vec<Box<dyn ToSql + Sync + Send>>,
}

impl Wanted {
    /// The name under which a value stands in the statement.
    fn name(&mut self, value: impl ToSql + Sync + Send + 'static) -> String {
        self.values.push(Box::new(value));
        format!("${}", self.values.len())
    }

    /// A condition in which the value stands for `?`.
    fn value(&mut self, condition: &str, value: impl ToSql + Sync + Send + 'static) {
        let name = self.name(value);
        self.conditions.push(condition.replace('?', &name));
    }
}

pub(super) async fn search(
    client: &Client,
    of: TenantId,
    search: &Search,
) -> Result<Vec<(ExecutionKey, Stored)>, Failure> {
    let mut wanted = Wanted::default();
    wanted.value("tenant = ?", tenant(of));
    if let Some(flow) = &search.flow {
        wanted.value("flow = ?", text(flow).into_owned());
    }
    if let Some(contact) = &search.contact {
        wanted.value("contact = ?", text(contact).into_owned());
    }
    if let Some(from) = search.from {
        wanted.value("started >= ?", from.0);
    }
    if let Some(until) = search.until {
        wanted.value("started < ?", until.0);
    }
    if let Some((started, id)) = search.after {
        wanted.value("started <= ?", started.0);
        let same_moment = format!("(started < ${} OR id < ?)", wanted.values.len());
        wanted.value(&same_moment, Id(id));
    }
    match search.live {
        Some(true) => wanted.conditions.push("ended IS NULL".to_owned()),
        Some(false) => wanted.conditions.push("ended IS NOT NULL".to_owned()),
        None => {}
    }
    let sql = format!(
        "{STORED} WHERE {} ORDER BY started DESC, id DESC LIMIT {}",
        wanted.conditions.join(" AND "),
        wanted.name(i64::from(search.limit()))
    );
    let values: Vec<&(dyn ToSql + Sync)> =
        wanted.values.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect();
    let sql = client.prepare_cached(&sql).await?;
    let rows = client.query(&sql, &values).await?;
    let found = |row: &Row| Ok((ExecutionKey::new(of, row.try_get::<_, Id>(10)?.0), stored(row)?));
    Ok(rows.iter().map(found).collect::<Result<_, tokio_postgres::Error>>()?)
}

pub(super) async fn live(client: &Client) -> Result<u64, Failure> {
    let sql = client.prepare_cached("SELECT count(*) FROM beginnings WHERE ended IS NULL").await?;
    Ok(number_at(&client.query_one(&sql, &[]).await?, 0)?)
}

pub(super) async fn ended(
    client: &Client,
    before: Time,
    limit: u32,
) -> Result<Vec<ExecutionKey>, Failure> {
    let sql = client
        .prepare_cached(
            "SELECT tenant, id FROM beginnings WHERE ended < $1 ORDER BY ended LIMIT $2",
        )
        .await?;
    let rows = client.query(&sql, &[&before.0, &i64::from(limit)]).await?;
    let key = |row: &Row| {
        let tenant = TenantId(row.try_get::<_, i32>(0)?.cast_unsigned());
        Ok(ExecutionKey::new(tenant, row.try_get::<_, Id>(1)?.0))
    };
    Ok(rows.iter().map(key).collect::<Result<_, tokio_postgres::Error>>()?)
}

/// Locks them first, so that what follows sees every line and job of theirs.
pub(super) async fn forget(
    client: &mut Client,
    executions: &[ExecutionKey],
) -> Result<u64, Failure> {
    let tenants: Vec<i32> = executions.iter().map(|key| tenant(key.tenant)).collect();
    let ids: Vec<Id> = executions.iter().map(|key| Id(key.id)).collect();
    let keys = "(SELECT * FROM unnest($1::integer[], $2::uuid[]))";
    let change = client.transaction().await?;
    let sql = format!(
        "SELECT tenant, id FROM executions JOIN beginnings USING (tenant, id) \
         WHERE (tenant, id) IN {keys} AND ended IS NOT NULL FOR UPDATE OF executions"
    );
    let sql = change.prepare_cached(&sql).await?;
    let (mut of, mut gone) = (Vec::new(), Vec::new());
    for row in change.query(&sql, &[&tenants, &ids]).await? {
        of.push(row.try_get::<_, i32>(0)?);
        gone.push(row.try_get::<_, Id>(1)?);
    }
    if !gone.is_empty() {
        for table in ["journal", "executions", "beginnings"] {
            let sql = format!("DELETE FROM {table} WHERE (tenant, id) IN {keys}");
            let sql = change.prepare_cached(&sql).await?;
            change.execute(&sql, &[&of, &gone]).await?;
        }
        let sql = format!("DELETE FROM jobs WHERE (tenant, execution) IN {keys}");
        let sql = change.prepare_cached(&sql).await?;
        change.execute(&sql, &[&of, &gone]).await?;
    }
    change.commit().await?;
    Ok(gone.len() as u64)
}

/// A router's last snapshot with the number of lines it stands for, and the lines after.
pub(super) type Routing = (u64, Option<Bytes>, Vec<(Time, Bytes)>);

pub(super) async fn routing(client: &mut Client, of: TenantId) -> Result<Routing, Failure> {
    // What both questions see belongs together.
    let moment = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    let sql = moment
        .prepare_cached("SELECT line_count, state FROM router_snapshots WHERE tenant = $1")
        .await?;
    let snapshot = moment.query_opt(&sql, &[&tenant(of)]).await?;
    let sql = moment
        .prepare_cached("SELECT at, entry FROM router_lines WHERE tenant = $1 ORDER BY line")
        .await?;
    let rows = moment.query(&sql, &[&tenant(of)]).await?;
    moment.commit().await?;
    let line = |row: &Row| Ok((time_at(row, 0)?, bytes_at(row, 1)?));
    let lines = rows.iter().map(line).collect::<Result<_, tokio_postgres::Error>>()?;
    Ok(match snapshot {
        Some(row) => (number_at(&row, 0)?, Some(bytes_at(&row, 1)?), lines),
        None => (0, None, lines),
    })
}

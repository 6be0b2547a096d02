//! Why a commit was refused: asked only when it was.

use deadpool_postgres::Client;

use super::errors::Failure;
use super::lists::correlated;
use super::values::{Id, tenant, text};
use crate::ids::{ExecutionKey, JobId};
use crate::store::{Commit, ExecutionWrite, Expect, Refused};

/// Why nothing happened, in the order in which reasons count; none when there is no reason any more.
pub(super) async fn why(client: &Client, commit: &Commit) -> Result<Option<Refused>, Failure> {
    if let Some(fence) = &commit.fence {
        let sql = "SELECT 1 FROM leaders WHERE tenant = $1 AND name = $2 AND epoch = $3";
        let sql = client.prepare_cached(sql).await?;
        let (whose, epoch) = (tenant(fence.tenant), fence.epoch.cast_signed());
        if client.query_opt(&sql, &[&whose, &fence.name, &epoch]).await?.is_none() {
            return Ok(Some(Refused::NotLeading));
        }
    }
    if let Some(write) = &commit.execution
        && let Some(refused) = why_of_execution(client, write).await?
    {
        return Ok(Some(refused));
    }
    let mut seen: Vec<&JobId> = Vec::new();
    for settled in &commit.settled {
        let sql = "SELECT 1 FROM jobs WHERE id = $1 AND lease = $2 AND stage = 0";
        let sql = client.prepare_cached(sql).await?;
        let (id, lease) = (text(&settled.id.0), settled.lease.0.cast_signed());
        let is_held = client.query_opt(&sql, &[&id, &lease]).await?.is_some();
        if !is_held || seen.contains(&&settled.id) {
            return Ok(Some(Refused::LeaseLost(settled.id.clone())));
        }
        seen.push(&settled.id);
    }
    if let Some(routing) = &commit.routing {
        let sql = "SELECT 1 FROM routers WHERE tenant = $1 AND line_count = $2";
        let sql = client.prepare_cached(sql).await?;
        let (whose, expect) = (tenant(routing.tenant), routing.expect.cast_signed());
        if client.query_opt(&sql, &[&whose, &expect]).await?.is_none() {
            return Ok(Some(Refused::Stale));
        }
    }
    Ok(None)
}

async fn why_of_execution(
    client: &Client,
    write: &ExecutionWrite,
) -> Result<Option<Refused>, Failure> {
    let (whose, id) = (tenant(write.key.tenant), Id(write.key.id));
    let sql = "SELECT version FROM executions WHERE tenant = $1 AND id = $2";
    let sql = client.prepare_cached(sql).await?;
    let here = client.query_opt(&sql, &[&whose, &id]).await?;
    let version: Option<i64> = here.map(|row| row.try_get(0)).transpose()?;
    let begun = match (&write.expect, version) {
        (Expect::New(begun), None) => begun,
        (Expect::Version(expect), Some(version)) if version == expect.cast_signed() => {
            return Ok(None);
        }
        _ => return Ok(Some(Refused::Stale)),
    };
    let (Some(correlation), None) = (&begun.correlation, write.ended) else { return Ok(None) };
    let holder = correlated(client, write.key.tenant, correlation).await?;
    let tenant = write.key.tenant;
    Ok(holder.map(|id| Refused::Correlated(ExecutionKey::new(tenant, id))))
}

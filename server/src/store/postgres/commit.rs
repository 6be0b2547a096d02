//! A commit in PostgreSQL: one statement, one round trip.
//!
//! The statement is put together from parts, of which the usual commit has few, and is prepared once
//! for each shape. First come the questions, each of which takes the lock on the row it asks about and
//! sees its latest version; then `passed`, which is one row when all of them were answered well; then
//! the execution itself, whose version is the last question; and all other changes are made only for
//! the row that comes out of it. Where none does, nothing has happened, and [`why`] finds out the
//! reason.

use tokio_postgres::types::ToSql;

use super::errors::Failure;
use super::refusal::why;
use super::values::{Id, tenant, text};
use crate::ids::JobId;
use crate::store::{
    Commit, Committed, ExecutionWrite, Expect, JournalLine, NewExecution, NewJob, Outcome, Refused,
    RoutingWrite,
};

/// How often a commit is tried that found others in its way.
const ATTEMPTS: u32 = 20;

/// A value of a statement.
type Value<'a> = Box<dyn ToSql + Sync + Send + 'a>;

/// A statement while it is put together.
#[derive(Default)]
struct Statement<'a> {
    sql: String,
    values: Vec<Value<'a>>,
}

const TEXT: &str = "text";
const INTEGER: &str = "integer";
const BIGINT: &str = "bigint";
const BYTES: &str = "bytea";
const UUID: &str = "uuid";

impl<'a> Statement<'a> {
    /// The name under which a value of a type stands in the statement.
    fn value(&mut self, of: &str, value: impl ToSql + Sync + Send + 'a) -> String {
        self.values.push(Box::new(value));
        format!("${}::{of}", self.values.len())
    }

    fn part(&mut self, name: &str, sql: String) {
        let before = if self.sql.is_empty() { "WITH " } else { ", " };
        self.sql.push_str(&format!("{before}{name} AS ({sql})"));
    }

    fn finish(&mut self, gate: &str) {
        self.sql.push_str(&format!(" SELECT count(*) FROM {gate}"));
    }

    fn values(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.values.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect()
    }
}

pub(super) async fn apply(
    client: &mut deadpool_postgres::Client,
    commit: &Commit,
) -> Result<Committed, Failure> {
    if let Some(routing) = commit.routing.as_ref().filter(|routing| routing.expect == 0) {
        // So that there is a row whose lock the first commits can wait for.
        let first = client
            .prepare_cached(
                "INSERT INTO routers (tenant, line_count) VALUES ($1, 0) ON CONFLICT DO NOTHING",
            )
            .await?;
        client.execute(&first, &[&tenant(routing.tenant)]).await?;
    }
    // A job that is taken away and added at once needs two statements: each sees what was before it.
    let is_late = |job: &&NewJob| commit.cancelled.contains(&job.id);
    let (late, jobs): (Vec<&NewJob>, Vec<&NewJob>) = match commit.cancelled.is_empty() {
        true => (Vec::new(), commit.jobs.iter().collect()),
        false => commit.jobs.iter().partition(is_late),
    };
    let first = whole(commit, &jobs);
    let mut attempt = 1;
    loop {
        let done = match late.is_empty() {
            true => run(client, &first).await,
            false => run_both(client, &first, &late).await,
        };
        match done {
            Ok(true) => return Ok(Ok(())),
            Err(failure) if !failure.is_collision() && !failure.is_taken() => return Err(failure),
            Err(failure) if attempt == ATTEMPTS => return Err(failure),
            _ => {}
        }
        if let Some(reason) = why(client, commit).await? {
            return Ok(Err(reason));
        }
        if attempt == ATTEMPTS {
            // Whoever is always in the way is further than this commit expects.
            return Ok(Err(Refused::Stale));
        }
        // What was in the way is gone again.
        attempt += 1;
    }
}

/// Whether the statement's last question was answered well, and its changes made.
async fn run(
    client: &deadpool_postgres::Client,
    statement: &Statement<'_>,
) -> Result<bool, Failure> {
    let prepared = client.prepare_cached(&statement.sql).await?;
    let row = client.query_one(&prepared, &statement.values()).await?;
    Ok(row.try_get::<_, i64>(0)? == 1)
}

async fn run_both(
    client: &mut deadpool_postgres::Client,
    first: &Statement<'_>,
    late: &[&NewJob],
) -> Result<bool, Failure> {
    let mut second = Statement::default();
    second.part("passed", "SELECT 1 AS one".to_owned());
    add_jobs(&mut second, late, "passed");
    second.finish("passed");
    let change = client.transaction().await?;
    let prepared = change.prepare_cached(&first.sql).await?;
    let row = change.query_one(&prepared, &first.values()).await?;
    if row.try_get::<_, i64>(0)? != 1 {
        change.rollback().await?;
        return Ok(false);
    }
    let prepared = change.prepare_cached(&second.sql).await?;
    change.query_one(&prepared, &second.values()).await?;
    change.commit().await?;
    Ok(true)
}

fn whole<'a>(commit: &'a Commit, jobs: &[&'a NewJob]) -> Statement<'a> {
    let mut statement = Statement::default();
    ask(&mut statement, commit);
    let gate = match &commit.execution {
        Some(write) => execution(&mut statement, write),
        None => "passed",
    };
    if !commit.settled.is_empty() {
        settle(&mut statement, commit, gate);
    }
    if !commit.cancelled.is_empty() {
        cancel(&mut statement, commit, gate);
    }
    if !jobs.is_empty() {
        add_jobs(&mut statement, jobs, gate);
    }
    if let Some(routing) = &commit.routing {
        route(&mut statement, routing, gate);
    }
    statement.finish(gate);
    statement
}

/// Everything that may refuse the commit, but for the execution's version.
fn ask<'a>(statement: &mut Statement<'a>, commit: &'a Commit) {
    let mut answers = Vec::new();
    if let Some(fence) = &commit.fence {
        let whose = statement.value(INTEGER, tenant(fence.tenant));
        let name = statement.value(TEXT, fence.name);
        let epoch = statement.value(BIGINT, fence.epoch.cast_signed());
        let sql = format!(
            "SELECT 1 FROM leaders WHERE tenant = {whose} AND name = {name} AND epoch = {epoch} \
             FOR SHARE"
        );
        statement.part("led", sql);
        answers.push("EXISTS (SELECT FROM led)".to_owned());
    }
    if !commit.settled.is_empty() {
        let ids: Vec<_> = commit.settled.iter().map(|one| text(&one.id.0)).collect();
        let leases: Vec<_> = commit.settled.iter().map(|one| one.lease.0.cast_signed()).collect();
        let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        let (ids, leases) = (statement.value("text[]", ids), statement.value("bigint[]", leases));
        let sql = format!(
            "SELECT jobs.id FROM unnest({ids}, {leases}) AS claim (id, lease) \
             JOIN jobs ON jobs.id = claim.id AND jobs.lease = claim.lease AND jobs.stage = 0 \
             ORDER BY jobs.id FOR UPDATE OF jobs"
        );
        statement.part("held", sql);
        let count = statement.value(BIGINT, count);
        answers.push(format!("(SELECT count(DISTINCT id) FROM held) = {count}"));
    }
    if let Some(routing) = &commit.routing {
        let whose = statement.value(INTEGER, tenant(routing.tenant));
        let expect = statement.value(BIGINT, routing.expect.cast_signed());
        let sql = format!(
            "SELECT 1 FROM routers WHERE tenant = {whose} AND line_count = {expect} FOR UPDATE"
        );
        statement.part("routed", sql);
        answers.push("EXISTS (SELECT FROM routed)".to_owned());
    }
    match answers.is_empty() {
        true => statement.part("passed", "SELECT 1 AS one".to_owned()),
        false => {
            statement.part("passed", format!("SELECT 1 AS one WHERE {}", answers.join(" AND ")));
        }
    }
}

/// The execution; the name of what has a row when it was as expected.
fn execution<'a>(statement: &mut Statement<'a>, write: &'a ExecutionWrite) -> &'static str {
    let whose = statement.value(INTEGER, tenant(write.key.tenant));
    let id = statement.value(UUID, Id(write.key.id));
    let due = statement.value(BIGINT, write.due.map(|due| due.0));
    let state = statement.value(BYTES, &write.state[..]);
    let lines = i32::from(write.entry.is_some());
    let at = format!("tenant = {whose} AND id = {id}");
    match &write.expect {
        Expect::New(begun) => {
            let sql = format!(
                "INSERT INTO executions (tenant, id, version, line_count, due, state) \
                 SELECT {whose}, {id}, 1, {lines}, {due}, {state} FROM passed \
                 ON CONFLICT (tenant, id) DO NOTHING RETURNING line_count"
            );
            statement.part("moved", sql);
            begin(statement, write, begun, &format!("{whose}, {id}"));
        }
        Expect::Version(version) => {
            let version = statement.value(BIGINT, version.cast_signed());
            let sql = format!(
                "UPDATE executions SET version = version + 1, line_count = line_count + {lines}, \
                 due = {due}, state = {state} FROM passed WHERE {at} AND version = {version} \
                 RETURNING line_count"
            );
            statement.part("moved", sql);
            if let Some(ended) = write.ended {
                let ended = statement.value(BIGINT, ended.0);
                let sql = format!(
                    "UPDATE beginnings SET ended = {ended} FROM moved WHERE {at} AND ended IS NULL"
                );
                statement.part("at_its_end", sql);
            }
            fill(statement, write, (&whose, &id));
        }
    }
    if let Some(line) = &write.entry {
        add_line(statement, line, &format!("{whose}, {id}"));
    }
    "moved"
}

fn begin<'a>(
    statement: &mut Statement<'a>,
    write: &ExecutionWrite,
    begun: &'a NewExecution,
    key: &str,
) {
    let columns = [
        statement.value(BIGINT, begun.started.0),
        statement.value(BIGINT, write.ended.map(|ended| ended.0)),
        statement.value(BIGINT, i64::from(begun.flow.revision)),
        statement.value(TEXT, text(&begun.flow.name)),
        statement.value(TEXT, text(&begun.contact)),
        statement.value(TEXT, text(&begun.channel)),
        statement.value(TEXT, begun.correlation.as_deref().map(text)),
    ];
    let sql = format!(
        "INSERT INTO beginnings (tenant, id, started, ended, revision, flow, contact, channel, \
         correlation) SELECT {key}, {} FROM moved",
        columns.join(", ")
    );
    statement.part("beginning", sql);
}

fn add_line<'a>(statement: &mut Statement<'a>, line: &'a JournalLine, key: &str) {
    let columns = [
        statement.value(BIGINT, line.key.0.cast_signed()),
        statement.value(BIGINT, line.at.0),
        statement.value(BYTES, &line.entry[..]),
        statement.value(BYTES, line.reply.as_deref()),
    ];
    let sql = format!(
        "INSERT INTO journal (tenant, id, line, key, at, entry, reply) \
         SELECT {key}, moved.line_count - 1, {} FROM moved",
        columns.join(", ")
    );
    statement.part("written", sql);
}

fn fill<'a>(statement: &mut Statement<'a>, write: &'a ExecutionWrite, (whose, id): (&str, &str)) {
    let (mut events, mut replies) = (Vec::new(), Vec::new());
    for (event, reply) in &write.replies {
        // One row is changed once in a statement; the first reply counts.
        if !events.contains(&event.0.cast_signed()) {
            events.push(event.0.cast_signed());
            replies.push(&reply[..]);
        }
    }
    if events.is_empty() {
        return;
    }
    let events = statement.value("bigint[]", events);
    let replies = statement.value("bytea[]", replies);
    let sql = format!(
        "UPDATE journal SET reply = answer.reply \
         FROM moved, unnest({events}, {replies}) AS answer (key, reply) \
         WHERE journal.tenant = {whose} AND journal.id = {id} AND journal.reply IS NULL \
         AND journal.line = (SELECT max(line) FROM journal AS other WHERE other.tenant = {whose} \
         AND other.id = {id} AND other.key = answer.key)"
    );
    statement.part("filled", sql);
}

fn settle<'a>(statement: &mut Statement<'a>, commit: &'a Commit, gate: &str) {
    let mut ids = Vec::new();
    let mut stages = Vec::new();
    let mut dues = Vec::new();
    let mut reasons = Vec::new();
    for one in &commit.settled {
        let (stage, due, why) = match &one.outcome {
            Outcome::Done => (1_i16, None, None),
            // A row is changed once in a statement: this one is taken away.
            Outcome::Again { .. } if commit.cancelled.contains(&one.id) => continue,
            Outcome::Again { due, why } => (0, Some(due.0), Some(text(why))),
            Outcome::GivenUp { why } => (2, None, Some(text(why))),
        };
        ids.push(text(&one.id.0));
        stages.push(stage);
        dues.push(due);
        reasons.push(why);
    }
    let (ids, stages) = (statement.value("text[]", ids), statement.value("smallint[]", stages));
    let (dues, reasons) = (statement.value("bigint[]", dues), statement.value("text[]", reasons));
    let sql = format!(
        "UPDATE jobs SET stage = outcome.stage, due = coalesce(outcome.due, jobs.due), \
         why = outcome.why, lease = CASE outcome.stage WHEN 2 THEN jobs.lease END, \
         given_up = CASE outcome.stage WHEN 2 THEN nextval('leases') END, \
         payload = CASE outcome.stage WHEN 1 THEN ''::bytea ELSE jobs.payload END \
         FROM {gate}, unnest({ids}, {stages}, {dues}, {reasons}) \
         AS outcome (id, stage, due, why) WHERE jobs.id = outcome.id"
    );
    statement.part("settled", sql);
}

fn cancel<'a>(statement: &mut Statement<'a>, commit: &'a Commit, gate: &str) {
    let is_over = |id: &JobId| {
        let outcome = commit.settled.iter().find(|one| one.id == *id).map(|one| &one.outcome);
        matches!(outcome, Some(Outcome::Done | Outcome::GivenUp { .. }))
    };
    let ids: Vec<_> =
        commit.cancelled.iter().filter(|id| !is_over(id)).map(|id| text(&id.0)).collect();
    let ids = statement.value("text[]", ids);
    let sql =
        format!("DELETE FROM jobs USING {gate} WHERE jobs.id = ANY ({ids}) AND jobs.stage = 0");
    statement.part("cancelled", sql);
}

fn add_jobs<'a>(statement: &mut Statement<'a>, jobs: &[&'a NewJob], gate: &str) {
    let ids: Vec<_> = jobs.iter().map(|job| text(&job.id.0)).collect();
    let tenants: Vec<_> = jobs.iter().map(|job| tenant(job.tenant)).collect();
    let topics: Vec<_> = jobs.iter().map(|job| job.topic).collect();
    let executions: Vec<_> = jobs.iter().map(|job| job.execution.map(Id)).collect();
    let payloads: Vec<_> = jobs.iter().map(|job| &job.payload[..]).collect();
    let dues: Vec<_> = jobs.iter().map(|job| job.due.0).collect();
    let columns = [
        statement.value("text[]", ids),
        statement.value("integer[]", tenants),
        statement.value("text[]", topics),
        statement.value("uuid[]", executions),
        statement.value("bigint[]", dues),
        statement.value("bytea[]", payloads),
    ];
    let sql = format!(
        "INSERT INTO jobs (id, tenant, topic, execution, stage, due, claims, payload) \
         SELECT new.id, new.tenant, new.topic, new.execution, 0, new.due, 0, new.payload \
         FROM {gate}, unnest({}) AS new (id, tenant, topic, execution, due, payload) \
         ON CONFLICT (id) DO NOTHING",
        columns.join(", ")
    );
    statement.part("added", sql);
}

fn route<'a>(statement: &mut Statement<'a>, write: &'a RoutingWrite, gate: &str) {
    let whose = statement.value(INTEGER, tenant(write.tenant));
    let expect = write.expect.cast_signed();
    let after = expect.saturating_add(i64::try_from(write.lines.len()).unwrap_or(i64::MAX));
    let count = statement.value(BIGINT, after);
    let sql = format!("UPDATE routers SET line_count = {count} FROM {gate} WHERE tenant = {whose}");
    statement.part("counted", sql);
    let Some(snapshot) = &write.snapshot else {
        let times: Vec<_> = write.lines.iter().map(|(at, _)| at.0).collect();
        let entries: Vec<_> = write.lines.iter().map(|(_, entry)| &entry[..]).collect();
        let expect = statement.value(BIGINT, expect);
        let times = statement.value("bigint[]", times);
        let entries = statement.value("bytea[]", entries);
        let sql = format!(
            "INSERT INTO router_lines (tenant, line, at, entry) \
             SELECT {whose}, {expect} + line.number - 1, line.at, line.entry FROM {gate}, \
             unnest({times}, {entries}) WITH ORDINALITY \
             AS line (at, entry, number)"
        );
        statement.part("lines", sql);
        return;
    };
    // The snapshot stands for the new lines too: they need not be there.
    let state = statement.value(BYTES, &snapshot[..]);
    let sql = format!(
        "INSERT INTO router_snapshots (tenant, line_count, state) \
         SELECT {whose}, {count}, {state} FROM {gate} ON CONFLICT (tenant) DO UPDATE \
         SET line_count = excluded.line_count, state = excluded.state"
    );
    statement.part("pictured", sql);
    let sql = format!("DELETE FROM router_lines USING {gate} WHERE tenant = {whose}");
    statement.part("forgotten", sql);
}

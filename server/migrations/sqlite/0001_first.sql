-- Everything that outlives the process. Times are milliseconds since 1970, ids of executions are their
-- 16 bytes with the greatest first, other numbers of 64 bits are stored with their sign bit as it falls.

-- One row for each execution, rewritten by each commit about it. The state comes last, so that nothing
-- else is behind it on other pages.
CREATE TABLE executions (
    row INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    due INTEGER,
    ended INTEGER,
    line_count INTEGER NOT NULL,
    last_line INTEGER,
    started INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    flow TEXT NOT NULL,
    contact TEXT NOT NULL,
    channel TEXT NOT NULL,
    correlation TEXT,
    state BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX executions_by_id ON executions (tenant, id);
CREATE UNIQUE INDEX executions_by_correlation ON executions (tenant, correlation)
    WHERE ended IS NULL AND correlation IS NOT NULL;
CREATE INDEX executions_due ON executions (due) WHERE due IS NOT NULL;
CREATE INDEX executions_live ON executions (tenant, started) WHERE ended IS NULL;
CREATE INDEX executions_ended ON executions (ended) WHERE ended IS NOT NULL;
CREATE INDEX executions_by_start ON executions (tenant, started);
CREATE INDEX executions_by_flow ON executions (tenant, flow, started);
CREATE INDEX executions_by_contact ON executions (tenant, contact, started);

-- Lines of all journals in the order of their commits, so that a line is always added at the end of the
-- file's last page. Each names the one before it in its execution's journal: no index has to be kept.
CREATE TABLE journal (
    row INTEGER PRIMARY KEY,
    previous INTEGER,
    execution INTEGER NOT NULL,
    key INTEGER NOT NULL,
    at INTEGER NOT NULL,
    entry BLOB NOT NULL,
    reply BLOB
) STRICT;

-- Stage 0 is pending, 1 done, 2 given up. While a job is held, and after it was done, `due` is the end of
-- the lease.
CREATE TABLE jobs (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    tenant INTEGER NOT NULL,
    topic TEXT NOT NULL,
    execution BLOB,
    stage INTEGER NOT NULL,
    due INTEGER NOT NULL,
    lease INTEGER,
    claims INTEGER NOT NULL,
    given_up INTEGER,
    why TEXT,
    payload BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX jobs_by_id ON jobs (id);
CREATE INDEX jobs_pending ON jobs (topic, due) WHERE stage = 0;
CREATE INDEX jobs_done ON jobs (due) WHERE stage = 1;
CREATE INDEX jobs_given_up ON jobs (tenant, given_up) WHERE stage = 2;
CREATE INDEX jobs_by_execution ON jobs (tenant, execution) WHERE execution IS NOT NULL;

-- `lease` counts claims and jobs that were given up; `readiness` is written to by who asks.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters (name, value) VALUES ('lease', 0), ('readiness', 0);

CREATE TABLE leaders (
    tenant INTEGER NOT NULL,
    name TEXT NOT NULL,
    node INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE routers (
    tenant INTEGER PRIMARY KEY,
    line_count INTEGER NOT NULL
) STRICT;
CREATE TABLE router_snapshots (
    tenant INTEGER PRIMARY KEY,
    line_count INTEGER NOT NULL,
    state BLOB NOT NULL
) STRICT;
CREATE TABLE router_lines (
    tenant INTEGER NOT NULL,
    line INTEGER NOT NULL,
    at INTEGER NOT NULL,
    entry BLOB NOT NULL,
    PRIMARY KEY (tenant, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE revisions (
    row INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    flow TEXT NOT NULL,
    number INTEGER NOT NULL,
    is_published INTEGER NOT NULL,
    message TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    definition TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX revisions_by_number ON revisions (tenant, flow, number);

CREATE TABLE documents (
    row INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    unique_value TEXT,
    updated INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX documents_by_id ON documents (tenant, kind, id);
CREATE UNIQUE INDEX documents_by_unique_value ON documents (tenant, kind, unique_value)
    WHERE unique_value IS NOT NULL;

-- Everything that outlives the processes. Times are milliseconds since 1970; numbers without a sign are
-- stored with their top bit as it falls. Texts are compared byte by byte, whatever the database's
-- language is.

-- One row for each execution, rewritten by each commit about it: as narrow as can be, with one index
-- more than its key, and half of each page left free, so that the new row finds room beside the old.
CREATE TABLE executions (
    tenant integer NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    line_count bigint NOT NULL,
    due bigint,
    state bytea NOT NULL,
    PRIMARY KEY (tenant, id)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
-- States are compressed already.
ALTER TABLE executions ALTER COLUMN state SET STORAGE EXTERNAL;
CREATE INDEX executions_due ON executions (due) WHERE due IS NOT NULL;

-- What is known of an execution from its first moment on, and when it ended: written twice.
CREATE TABLE beginnings (
    tenant integer NOT NULL,
    id uuid NOT NULL,
    started bigint NOT NULL,
    ended bigint,
    revision bigint NOT NULL,
    flow text COLLATE "C" NOT NULL,
    contact text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    correlation text COLLATE "C",
    PRIMARY KEY (tenant, id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX beginnings_by_correlation ON beginnings (tenant, correlation)
    WHERE ended IS NULL AND correlation IS NOT NULL;
CREATE INDEX beginnings_live ON beginnings (tenant, started) WHERE ended IS NULL;
CREATE INDEX beginnings_ended ON beginnings (ended) WHERE ended IS NOT NULL;
CREATE INDEX beginnings_by_start ON beginnings (tenant, started, id);
CREATE INDEX beginnings_by_flow ON beginnings (tenant, flow, started);
CREATE INDEX beginnings_by_contact ON beginnings (tenant, contact, started);

CREATE TABLE journal (
    tenant integer NOT NULL,
    id uuid NOT NULL,
    line bigint NOT NULL,
    key bigint NOT NULL,
    at bigint NOT NULL,
    entry bytea NOT NULL,
    reply bytea,
    PRIMARY KEY (tenant, id, line)
);
ALTER TABLE journal ALTER COLUMN entry SET STORAGE EXTERNAL;

-- Stage 0 is pending, 1 done, 2 given up. While a job is held, and after it was done, `due` is the end of
-- the lease.
CREATE TABLE jobs (
    id text COLLATE "C" PRIMARY KEY,
    tenant integer NOT NULL,
    topic text COLLATE "C" NOT NULL,
    execution uuid,
    stage smallint NOT NULL,
    due bigint NOT NULL,
    lease bigint,
    claims bigint NOT NULL,
    given_up bigint,
    why text,
    payload bytea NOT NULL
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX jobs_pending ON jobs (topic, due) WHERE stage = 0;
CREATE INDEX jobs_done ON jobs (due) WHERE stage = 1;
CREATE INDEX jobs_given_up ON jobs (tenant, given_up) WHERE stage = 2;
CREATE INDEX jobs_by_execution ON jobs (tenant, execution) WHERE execution IS NOT NULL;

-- Counts claims, and jobs that were given up.
CREATE SEQUENCE leases;

CREATE TABLE leaders (
    tenant integer NOT NULL,
    name text COLLATE "C" NOT NULL,
    node bigint NOT NULL,
    epoch bigint NOT NULL,
    until bigint NOT NULL,
    PRIMARY KEY (tenant, name)
);

CREATE TABLE routers (
    tenant integer PRIMARY KEY,
    line_count bigint NOT NULL
) WITH (fillfactor = 10);
CREATE TABLE router_snapshots (
    tenant integer PRIMARY KEY,
    line_count bigint NOT NULL,
    state bytea NOT NULL
);
CREATE TABLE router_lines (
    tenant integer NOT NULL,
    line bigint NOT NULL,
    at bigint NOT NULL,
    entry bytea NOT NULL,
    PRIMARY KEY (tenant, line)
);

CREATE TABLE revisions (
    tenant integer NOT NULL,
    flow text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    is_published boolean NOT NULL,
    message text NOT NULL,
    author text NOT NULL,
    at bigint NOT NULL,
    definition text NOT NULL,
    PRIMARY KEY (tenant, flow, number)
);

CREATE TABLE documents (
    tenant integer NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    unique_value text COLLATE "C",
    updated bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (tenant, kind, id)
);
CREATE UNIQUE INDEX documents_by_unique_value ON documents (tenant, kind, unique_value)
    WHERE unique_value IS NOT NULL;

-- Written to by who asks whether the database can be written to.
CREATE TABLE readiness (
    is_only boolean PRIMARY KEY CHECK (is_only),
    asked bigint NOT NULL
);
INSERT INTO readiness (is_only, asked) VALUES (true, 0);

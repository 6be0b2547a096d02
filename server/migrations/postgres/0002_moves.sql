-- Whether this database has a part in a move from one to another: no row when it has none. The part is
-- `away` when everything stands in the other place since, `coming` while a move fills this one.
CREATE TABLE moves (
    is_only integer PRIMARY KEY CHECK (is_only = 1),
    move text NOT NULL,
    part text NOT NULL,
    other text NOT NULL,
    at bigint NOT NULL
);

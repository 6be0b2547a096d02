-- Whether this database has a part in a move from one to another: no row when it has none. The part is
-- `away` when everything stands in the other place since, `coming` while a move fills this one.
CREATE TABLE moves (
    is_only INTEGER PRIMARY KEY CHECK (is_only = 1),
    move TEXT NOT NULL,
    part TEXT NOT NULL,
    other TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

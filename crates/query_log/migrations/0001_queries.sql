-- A query on a day. Nothing says who asked or when on that day, and rows lie in the order of their key, not of their coming.
CREATE TABLE queries (
    day            TEXT    NOT NULL,
    query          TEXT    NOT NULL,
    searches       INTEGER NOT NULL DEFAULT 0,
    without_result INTEGER NOT NULL DEFAULT 0,
    clicks         INTEGER NOT NULL DEFAULT 0,
    first_clicks   INTEGER NOT NULL DEFAULT 0,
    rank_sum       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (day, query)
) STRICT, WITHOUT ROWID;

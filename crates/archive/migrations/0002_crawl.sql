CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    start_urls TEXT NOT NULL,                       -- JSON, sorted
    full INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    outcome TEXT,
    counters TEXT                                   -- JSON
) STRICT;

CREATE TABLE sites (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    app_url TEXT NOT NULL,
    front_page TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs            -- the run that read it last
) STRICT;

-- A site's columns and how far the list of each has been read.
CREATE TABLE columns (
    site INTEGER NOT NULL REFERENCES sites,
    id INTEGER NOT NULL,
    position INTEGER NOT NULL,                      -- in the tree, parents before their children
    current INTEGER NOT NULL,                       -- whether the tree still has it
    path TEXT NOT NULL,
    jump_url TEXT,
    list_run INTEGER REFERENCES runs,               -- the run that read the list last; next_page and ended are of it
    next_page INTEGER NOT NULL DEFAULT 1,
    ended TEXT,
    error TEXT,
    claimed_total INTEGER,
    completed_at INTEGER,
    PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;

-- Every post that a list has shown, and whether it is still to be fetched.
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    site INTEGER NOT NULL REFERENCES sites,
    item TEXT NOT NULL,                             -- JSON: what the list of that site says about it
    state TEXT NOT NULL CHECK (state IN ('pending', 'fetched', 'failed', 'gone')),
    queued_run INTEGER NOT NULL REFERENCES runs,    -- the run that last asked for it
    revision INTEGER NOT NULL DEFAULT 1,            -- how often it was asked for
    not_before INTEGER NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,               -- being fetched at this moment
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    page INTEGER REFERENCES pages,
    document INTEGER REFERENCES documents,
    columns TEXT NOT NULL DEFAULT '[]'              -- JSON: the paths that its document has from lists
) STRICT;
CREATE INDEX posts_pending ON posts (not_before, id) WHERE state = 'pending';

-- That a list shows a post.
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    post INTEGER NOT NULL REFERENCES posts,
    site INTEGER NOT NULL,
    column_id INTEGER NOT NULL,
    fingerprint BLOB NOT NULL,                      -- of what this list says about the post, addresses apart
    last_run INTEGER NOT NULL REFERENCES runs,
    UNIQUE (post, site, column_id),
    FOREIGN KEY (site, column_id) REFERENCES columns
) STRICT;
CREATE INDEX entries_by_list ON entries (site, column_id, last_run);

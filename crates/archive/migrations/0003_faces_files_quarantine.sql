-- More than one platform, more than one face of a list, files that hang on posts, versions that are not shown.

ALTER TABLE sites ADD COLUMN platform TEXT NOT NULL DEFAULT 'nfcms';

-- A column's list has a state for each face by which it is read.
CREATE TABLE plain_columns (
    site INTEGER NOT NULL REFERENCES sites,
    id INTEGER NOT NULL,
    position INTEGER NOT NULL,                      -- in the tree, parents before their children
    current INTEGER NOT NULL,                       -- whether the tree still has it
    path TEXT NOT NULL,
    jump_url TEXT,
    PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;
INSERT INTO plain_columns SELECT site, id, position, current, path, jump_url FROM columns;

CREATE TABLE lists (
    site INTEGER NOT NULL,
    column_id INTEGER NOT NULL,
    face TEXT NOT NULL,
    run INTEGER REFERENCES runs,                    -- the run that read the list last; next_page and ended are of it
    next_page INTEGER NOT NULL DEFAULT 1,
    ended TEXT,
    error TEXT,
    claimed_total INTEGER,
    completed_at INTEGER,
    whole TEXT,                                     -- JSON: how long the list was when it was last read to its end
    PRIMARY KEY (site, column_id, face),
    FOREIGN KEY (site, column_id) REFERENCES plain_columns
) STRICT, WITHOUT ROWID;
INSERT INTO lists (site, column_id, face, run, next_page, ended, error, claimed_total, completed_at)
    SELECT site, id, 'api', list_run, next_page, ended, error, claimed_total, completed_at
    FROM columns WHERE list_run IS NOT NULL;

-- A post is known by the id of its document: numbers of posts collide between platforms.
CREATE TABLE named_posts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    site INTEGER NOT NULL REFERENCES sites,
    item TEXT NOT NULL,                             -- JSON: what the list of that site says about it
    face TEXT NOT NULL,                             -- the face of the list that says so
    state TEXT NOT NULL CHECK (state IN ('pending', 'fetched', 'failed', 'gone')),
    queued_run INTEGER NOT NULL REFERENCES runs,    -- the run that last asked for it
    revision INTEGER NOT NULL DEFAULT 1,            -- how often it was asked for
    not_before INTEGER NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,               -- being fetched at this moment
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    page INTEGER REFERENCES pages,
    document INTEGER REFERENCES documents,
    columns TEXT NOT NULL DEFAULT '[]',             -- JSON: the paths that its document has from lists
    result TEXT,                                    -- what became of it when it was last asked for, as a code
    result_run INTEGER REFERENCES runs,
    probed_at INTEGER                               -- when its page was last asked for because no list shows it
) STRICT;
INSERT INTO named_posts (id, name, site, item, face, state, queued_run, revision, not_before, taken, attempts, error,
    page, document, columns)
    SELECT id, 'nfcms:' || id, site, json_set(json_remove(item, '$.post_id'), '$.id', 'nfcms:' || id), 'api', state,
        queued_run, revision, not_before, taken, attempts, error, page, document, columns FROM posts;

CREATE TABLE faced_entries (
    id INTEGER PRIMARY KEY,
    post INTEGER NOT NULL REFERENCES named_posts,
    site INTEGER NOT NULL,
    column_id INTEGER NOT NULL,
    face TEXT NOT NULL,
    fingerprint BLOB NOT NULL,                      -- of what this list says about the post, addresses apart
    last_run INTEGER NOT NULL REFERENCES runs,
    missing INTEGER NOT NULL DEFAULT 0,             -- readings to the list's end, in a row, that did not show it
    UNIQUE (post, site, column_id, face),
    FOREIGN KEY (site, column_id) REFERENCES plain_columns
) STRICT;
INSERT INTO faced_entries (id, post, site, column_id, face, fingerprint, last_run)
    SELECT id, post, site, column_id, 'api', fingerprint, last_run FROM entries;

DROP TABLE entries;
DROP TABLE posts;
DROP TABLE columns;
ALTER TABLE plain_columns RENAME TO columns;
ALTER TABLE named_posts RENAME TO posts;
ALTER TABLE faced_entries RENAME TO entries;
CREATE INDEX posts_pending ON posts (not_before, id) WHERE state = 'pending';
CREATE INDEX posts_by_document ON posts (document);
CREATE INDEX entries_by_list ON entries (site, column_id, face, last_run);

-- Files that hang on posts.
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    site INTEGER NOT NULL REFERENCES sites,         -- of the post that showed it first
    state TEXT NOT NULL CHECK (state IN ('pending', 'read', 'unread')),
    reason TEXT,                                    -- why it has no text, as a code
    error TEXT,                                     -- the same in words
    not_before INTEGER NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    page INTEGER REFERENCES pages,
    text INTEGER REFERENCES contents
) STRICT;
CREATE INDEX files_pending ON files (not_before, id) WHERE state = 'pending';
CREATE TABLE file_documents (
    file INTEGER NOT NULL REFERENCES files,
    document INTEGER NOT NULL REFERENCES documents,
    PRIMARY KEY (file, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_document ON file_documents (document);

-- A version that is kept and not shown: the one before it stays current.
ALTER TABLE changes ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
CREATE TABLE quarantine (
    change INTEGER PRIMARY KEY REFERENCES changes,
    suspicions TEXT NOT NULL,                       -- JSON: [{"key", "finding"}, ...]
    state TEXT NOT NULL CHECK (state IN ('held', 'released', 'confirmed')),
    decided_at INTEGER,
    note TEXT
) STRICT;

-- Documents that an operator took down: whatever the portal says, their versions are held.
ALTER TABLE documents ADD COLUMN barred TEXT;

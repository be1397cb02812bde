-- Bytes kept: each different content once, whoever refers to it.
CREATE TABLE contents (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    length INTEGER NOT NULL,                        -- in bytes, before compression
    compressed BLOB NOT NULL                        -- one zstd frame
) STRICT;

-- Every response.
CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,                          -- JSON: [[name, value], ...]
    content INTEGER NOT NULL REFERENCES contents,
    fetched_at INTEGER NOT NULL                     -- microseconds since 1970, as every moment here
) STRICT;
CREATE INDEX pages_by_url ON pages (url, fetched_at);

CREATE TABLE documents (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    first_seen INTEGER NOT NULL
) STRICT;

-- What happened to documents, only ever added to: a version has a content, a withdrawal has a reason.
-- The latest change of a document says what is current. AUTOINCREMENT: a number is never given twice.
CREATE TABLE changes (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents,
    version INTEGER NOT NULL,                       -- a withdrawal repeats the version that it withdraws
    content INTEGER REFERENCES contents,            -- the document as JSON with sorted keys
    access TEXT NOT NULL,
    page INTEGER REFERENCES pages,
    file TEXT,
    reason TEXT,
    at INTEGER NOT NULL,
    CHECK ((content IS NULL) = (reason IS NOT NULL)),
    CHECK (content IS NULL OR (page IS NULL) = (file IS NOT NULL))
) STRICT;
CREATE INDEX changes_by_document ON changes (document, sequence);
CREATE UNIQUE INDEX versions ON changes (document, version) WHERE content IS NOT NULL;

-- Search certificates. Nothing is ever changed or removed: each hash covers the one before it and its own text.

CREATE TABLE certificates (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    year INTEGER NOT NULL,
    -- What it says, as JSON, to the byte as it was hashed.
    content TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER certificates_stay BEFORE DELETE ON certificates BEGIN SELECT RAISE(ABORT, 'certificates are kept'); END;
CREATE TRIGGER certificates_stand BEFORE UPDATE ON certificates BEGIN SELECT RAISE(ABORT, 'certificates are kept'); END;

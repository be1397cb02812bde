-- The register of requests. Days are written YYYY-MM-DD, closed lists by their codes, moments as microseconds since 1970.

CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL,
    -- The number folded, by which the same request is known again.
    number_key TEXT NOT NULL UNIQUE,
    received_on TEXT,
    channel TEXT,
    applicant_type TEXT,
    text TEXT,
    stage TEXT,
    department TEXT,
    decision TEXT,
    legal_basis TEXT,
    reply_number TEXT,
    replied_on TEXT,
    correction_asked_on TEXT,
    corrected_on TEXT,
    extended_on TEXT,
    third_party_asked_on TEXT,
    third_party_answered_on TEXT,
    review_filed_on TEXT,
    review_closed_on TEXT,
    review_result TEXT,
    lawsuit_course TEXT,
    lawsuit_filed_on TEXT,
    lawsuit_closed_on TEXT,
    lawsuit_result TEXT,
    attachments TEXT
) STRICT;

-- What was changed in which field, once for each change; a new request's fields come from nothing.
CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    request INTEGER NOT NULL REFERENCES requests,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    source TEXT NOT NULL,
    field TEXT NOT NULL,
    before TEXT,
    after TEXT
) STRICT;
CREATE INDEX changes_of_request ON changes (request);

-- Who asked, apart from everything else, so that nothing that lists requests can show it by accident.
CREATE TABLE applicants (
    request INTEGER PRIMARY KEY REFERENCES requests,
    name TEXT NOT NULL
) STRICT;
CREATE TABLE applicant_changes (
    id INTEGER PRIMARY KEY,
    request INTEGER NOT NULL REFERENCES requests,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    source TEXT NOT NULL,
    before TEXT,
    after TEXT
) STRICT;

-- The letters sent, and what was read from each (JSON); of one file with several texts the last one counts.
CREATE TABLE replies (
    id INTEGER PRIMARY KEY,
    request INTEGER NOT NULL REFERENCES requests,
    file TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    text TEXT NOT NULL,
    reading TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX replies_of_request ON replies (request, file);

-- What a person says a reply decides or rests on; it goes before the register's own column and before any reading.
CREATE TABLE corrections (
    request INTEGER NOT NULL REFERENCES requests,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (request, field)
) STRICT;

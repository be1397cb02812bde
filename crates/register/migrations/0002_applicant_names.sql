-- A name folded, by which the requests of one applicant are found; empty until it was written.
ALTER TABLE applicants ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
CREATE INDEX applicants_by_name ON applicants (name_key);

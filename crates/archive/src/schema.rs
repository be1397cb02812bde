//! The schema: its migrations, and whether a file is an archive at all.

use std::path::Path;

use gongkai_database::{Schema, Unfit};
use rusqlite::Connection;

use crate::{ArchiveError, Result};

/// The file's mark, "GKAI", and the steps to today's schema.
const SCHEMA: Schema = Schema {
    mark: 0x474B_4149,
    steps: &[
        include_str!("../migrations/0001_pages_and_documents.sql"),
        include_str!("../migrations/0002_crawl.sql"),
        include_str!("../migrations/0003_faces_files_quarantine.sql"),
    ],
};

/// The version of today's schema.
pub(crate) fn version_known() -> u32 {
    SCHEMA.known()
}

/// The version of the file's schema, 0 for a file that holds nothing yet; an error when it is no archive or too new.
pub(crate) fn version(connection: &Connection, path: &Path) -> Result<u32> {
    SCHEMA.version(connection).map_err(|unfit| told(unfit, path))
}

/// Takes the steps that the file still lacks. Runs inside one transaction, so that the file has all of them or none.
pub(crate) fn migrate(connection: &Connection, path: &Path) -> Result<()> {
    SCHEMA.migrate(connection).map_err(|unfit| told(unfit, path))
}

fn told(unfit: Unfit, path: &Path) -> ArchiveError {
    let path = path.to_owned();
    match unfit {
        Unfit::Foreign => ArchiveError::Foreign { path },
        Unfit::TooNew { found, known } => ArchiveError::TooNew { path, found, known },
        Unfit::Sqlite(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use gongkai_document::{Document, DocumentId, Timestamp};

    use super::*;
    use crate::Archive;
    use crate::contents::sha256;

    /// What a program of that schema left: one document of one version, and where it could, a crawl of one post.
    fn archive_of_schema(schema: u32, path: &Path, document: &Document) {
        let connection = Connection::open(path).unwrap();
        Schema { steps: &SCHEMA.steps[..schema as usize], ..SCHEMA }.migrate(&connection).unwrap();
        let archive = Archive { connection };
        let json = serde_json::to_vec(document).unwrap();
        archive.keep_content(&json, &sha256(&json)).unwrap();
        let rows = "INSERT INTO documents (key, id, first_seen) VALUES (1, 'nfcms:7', 0);
            INSERT INTO changes (document, version, content, access, file, at)
            VALUES (1, 1, 1, 'public', 'register.csv', 0);";
        archive.connection.execute_batch(rows).unwrap();
        if schema >= 2 {
            let rows = r#"INSERT INTO runs (id, start_urls, full, started_at) VALUES (1, '["https://a.cn/"]', 0, 0);
                INSERT INTO sites VALUES (200243, '某街道', 'https://a.cn/', 'https://a.cn/', 1);
                INSERT INTO columns VALUES (200243, 2, 0, 1, '政策', NULL, 1, 3, '404 on page 2', NULL, 8, 5);
                INSERT INTO posts (id, site, item, state, queued_run, not_before, document) VALUES (7, 200243,
                '{"post_id": 7, "title": "通知", "url": "https://a.cn/7", "other_url": null, "publisher": null,
                "document_number": null, "index_number": null, "published_on": null, "made_on": null,
                "validity": "unknown", "updated": 3, "attachments": []}', 'fetched', 1, 0, 1);
                INSERT INTO entries VALUES (1, 7, 200243, 2, x'00', 1);"#;
            archive.connection.execute_batch(rows).unwrap();
        }
    }

    #[test]
    fn an_archive_of_every_earlier_schema_keeps_its_documents_and_can_be_crawled_into() {
        for schema in 1..version_known() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("archive.sqlite");
            let document = Document::new(DocumentId::from_post("nfcms", 7), "答复", "现答复如下。");
            archive_of_schema(schema, &path, &document);

            let refused = Archive::open_read_only(&path).unwrap_err();
            assert!(matches!(refused, ArchiveError::TooOld { found, .. } if found == schema), "{refused}");

            let archive = Archive::open(&path).unwrap();
            assert_eq!(archive.document(&document.id).unwrap().unwrap().document, document);
            let starts = ["https://a.cn/".parse().unwrap()];
            let begun = archive.begin_run(&starts, false, Timestamp::UNIX_EPOCH).unwrap();
            assert_eq!(begun.resumed, schema >= 2);
            assert_eq!(archive.integrity_check().unwrap().problems, Vec::<String>::new());
            drop(archive);
            assert!(Archive::open_read_only(&path).is_ok());
        }
    }

    #[test]
    fn what_the_lists_of_an_earlier_schema_said_is_still_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive.sqlite");
        let id = DocumentId::from_post("nfcms", 7);
        archive_of_schema(2, &path, &Document::new(id.clone(), "通知", "正文"));
        let archive = Archive::open(&path).unwrap();
        let columns = archive.reconciliation().unwrap();
        let [column] = columns.as_slice() else { panic!("{columns:?}") };
        let numbers = (column.claimed, column.listed, column.fetched, column.archived);
        assert_eq!(numbers, (Some(8), 1, 1, 1));
        assert_eq!(column.lists[0].ended.as_deref(), Some("404 on page 2"));
        assert_eq!(archive.columns_of_post(&id).unwrap(), [gongkai_document::Column::new("政策")]);
        assert_eq!(archive.columns_of_documents().unwrap().len(), 1);
    }

    #[test]
    fn an_archive_of_a_later_version_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive.sqlite");
        let archive = Archive::open(&path).unwrap();
        archive.connection.pragma_update(None, "user_version", version_known() + 1).unwrap();
        drop(archive);
        let error = Archive::open(&path).unwrap_err().to_string();
        assert!(
            error.ends_with("was made by a newer gongkai (schema 4, this one knows up to 3); use that version"),
            "{error}"
        );
    }

    #[test]
    fn a_file_of_another_program_is_refused_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("photos.db");
        Connection::open(&database).unwrap().execute_batch("CREATE TABLE photos (id)").unwrap();
        let text = folder.path().join("notes.txt");
        std::fs::write(&text, "会议记录".repeat(400)).unwrap();
        for path in [database, text] {
            let before = std::fs::read(&path).unwrap();
            assert!(matches!(Archive::open(&path), Err(ArchiveError::Foreign { .. })), "{}", path.display());
            assert!(matches!(Archive::open_read_only(&path), Err(ArchiveError::Foreign { .. })), "{}", path.display());
            assert_eq!(std::fs::read(&path).unwrap(), before);
        }
    }

    #[test]
    fn a_file_left_empty_by_a_killed_start_is_filled_by_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive.sqlite");
        std::fs::write(&path, "").unwrap();
        assert!(matches!(Archive::open_read_only(&path), Err(ArchiveError::Foreign { .. })));
        Archive::open(&path).unwrap();
        assert!(Archive::open_read_only(&path).is_ok());
    }
}

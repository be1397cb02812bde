//! Files that hang on posts: which are still to be read, and what was in them.

use gongkai_document::{Document, DocumentId, SiteId, Timestamp, Unread};
use rusqlite::Row;
use rusqlite::types::Type;
use serde::Serialize;
use url::Url;

use crate::contents::{Content, sha256};
use crate::values::{document_id, moment, timestamp, url};
use crate::{Archive, ArchiveError, PageId, Result, RunId};

/// A file taken from those to read, to be given back to [`Archive::record_file`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingFile {
    key: i64,
    /// Where it is.
    pub url: Url,
    /// The name a reader sees.
    pub name: String,
    /// How often fetching it has failed.
    pub attempts: u32,
    /// The response it was last read from, when it was fetched before.
    pub page: Option<PageId>,
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileResult {
    /// Its text.
    Text(String),
    /// It has no text, for this reason, and in words.
    Unread(Unread, String),
    /// It could not be had now, for a reason in words, and is due again then.
    Later(String, Timestamp),
}

/// How many files there are of one sort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileCount {
    /// `read`, `pending`, or the code of the reason why they have no text.
    pub state: String,
    /// How many.
    pub files: u64,
}

impl Archive {
    /// Notes the files of a document, which must have been put: those without a text or a reason are to be fetched.
    ///
    /// A file that was read before is read again only when `again` says so, as for a post that changed; until then it
    /// keeps its text. Says how many are to be fetched.
    pub fn want_files(&self, site: SiteId, document: &Document, again: bool, at: Timestamp) -> Result<u64> {
        self.batch(|archive| {
            let missing = || ArchiveError::NoSuchDocument(document.id.clone());
            let key = archive.document_key(&document.id)?.ok_or_else(missing)?;
            let mut wanted = 0;
            for file in &document.attachments {
                let state = if file.unread.is_some() { "unread" } else { "pending" };
                let reason = file.unread.map(Unread::code);
                let changed = archive
                    .connection
                    .prepare_cached(
                        "INSERT INTO files (url, name, site, state, reason, not_before) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                         ON CONFLICT (url) DO UPDATE SET state = 'pending', attempts = 0, not_before = ?6
                         WHERE ?7 AND ?4 = 'pending'",
                    )?
                    .execute((&file.url, &file.name, site.0.cast_signed(), state, reason, moment(at), again))?;
                wanted += u64::from(changed > 0 && file.unread.is_none());
                archive
                    .connection
                    .prepare_cached(
                        "INSERT OR IGNORE INTO file_documents (file, document)
                         VALUES ((SELECT id FROM files WHERE url = ?1), ?2)",
                    )?
                    .execute((&file.url, key))?;
            }
            Ok(wanted)
        })
    }

    /// Gives a document's files the texts and reasons that the archive knows by their addresses.
    pub fn attach_known(&self, document: &mut Document) -> Result<()> {
        let mut find = self.connection.prepare_cached(
            "SELECT f.reason, t.sha256, t.length, t.compressed FROM files f LEFT JOIN contents t ON t.id = f.text
             WHERE f.url = ?1",
        )?;
        for file in &mut document.attachments {
            let known = find.query_and_then([&file.url], |row| read_known(row, &file.url))?.next().transpose()?;
            if let Some((text, unread)) = known {
                file.unread = if text.is_some() { None } else { unread.or(file.unread) };
                file.text = text.or(file.text.take());
            }
        }
        Ok(())
    }

    /// Takes up to `count` files of the run's sites that are due at `now`, the longest waiting first.
    pub fn next_files(&self, run: RunId, count: u32, now: Timestamp) -> Result<Vec<PendingFile>> {
        self.batch(|archive| {
            let mut select = archive.connection.prepare_cached(
                "SELECT id, url, name, attempts, page FROM files
                 WHERE state = 'pending' AND not_before <= ?2 AND NOT taken
                 AND site IN (SELECT id FROM sites WHERE run = ?1) ORDER BY not_before, id LIMIT ?3",
            )?;
            let files: Vec<PendingFile> =
                select.query_and_then((run, moment(now), count), read_pending)?.collect::<Result<_>>()?;
            let mut take = archive.connection.prepare_cached("UPDATE files SET taken = 1 WHERE id = ?1")?;
            for file in &files {
                take.execute([file.key])?;
            }
            Ok(files)
        })
    }

    /// When the next file of the run's sites becomes due; `None` when there is none but those already taken.
    pub fn next_file_due(&self, run: RunId) -> Result<Option<Timestamp>> {
        let mut select = self.connection.prepare_cached(
            "SELECT min(not_before) FROM files
             WHERE state = 'pending' AND NOT taken AND site IN (SELECT id FROM sites WHERE run = ?1)",
        )?;
        let due: Option<i64> = select.query_row([run], |row| row.get(0))?;
        due.map(timestamp).transpose()
    }

    /// Keeps what came of a file, read from `page`; gives the documents that it hangs on, whose versions lack it yet.
    pub fn record_file(
        &self,
        file: &PendingFile,
        page: Option<PageId>,
        result: &FileResult,
    ) -> Result<Vec<DocumentId>> {
        self.batch(|archive| {
            let (state, reason, error, due) = match result {
                FileResult::Text(_) => ("read", None, None, None),
                FileResult::Unread(reason, error) => ("unread", Some(reason.code()), Some(error), None),
                FileResult::Later(error, due) => ("pending", None, Some(error), Some(moment(*due))),
            };
            let text = match result {
                FileResult::Text(text) => Some(archive.keep_content(text.as_bytes(), &sha256(text.as_bytes()))?),
                FileResult::Unread(..) | FileResult::Later(..) => None,
            };
            let is_settled = due.is_none();
            archive
                .connection
                .prepare_cached(
                    "UPDATE files SET taken = 0, state = ?2, error = ?4, page = coalesce(?6, page),
                     reason = iif(?8, ?3, reason), text = iif(?8, ?7, text),
                     attempts = iif(?8, 0, attempts + 1), not_before = coalesce(?5, not_before) WHERE id = ?1",
                )?
                .execute((file.key, state, reason, error, due, page, text, is_settled))?;
            if !is_settled {
                return Ok(Vec::new());
            }
            let mut select = archive.connection.prepare_cached(
                "SELECT d.id FROM file_documents f JOIN documents d ON d.key = f.document WHERE f.file = ?1",
            )?;
            let ids = select.query_map([file.key], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
            ids.into_iter().map(document_id).collect()
        })
    }

    /// How many files were read, wait, or have no text, by reason.
    pub fn file_counts(&self) -> Result<Vec<FileCount>> {
        let mut select = self.connection.prepare_cached(
            "SELECT iif(state = 'unread', coalesce(reason, state), state) AS sort, count(*) FROM files
             GROUP BY sort ORDER BY sort",
        )?;
        let read = |row: &Row<'_>| Ok(FileCount { state: row.get(0)?, files: row.get::<_, i64>(1)?.cast_unsigned() });
        Ok(select.query_map([], read)?.collect::<Result<_, _>>()?)
    }

    /// Gives back the files that a killed run had taken.
    pub(crate) fn release_files(&self) -> Result<()> {
        self.connection.execute("UPDATE files SET taken = 0 WHERE taken", [])?;
        Ok(())
    }
}

fn read_pending(row: &Row<'_>) -> Result<PendingFile> {
    let address: String = row.get(1)?;
    Ok(PendingFile {
        key: row.get(0)?,
        url: url(&address)?,
        name: row.get(2)?,
        attempts: row.get(3)?,
        page: row.get(4)?,
    })
}

fn read_known(row: &Row<'_>, url: &str) -> Result<(Option<String>, Option<Unread>)> {
    let reason: Option<String> = row.get(0)?;
    let unread = reason.map(|reason| reason.parse()).transpose().map_err(|error: gongkai_document::UnknownCode| {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
    })?;
    let has_text: Option<[u8; 32]> = row.get(1)?;
    let text = match has_text {
        Some(_) => Some(Content::from_row(row, 1)?.open(|| format!("the text of {url}"))?),
        None => None,
    };
    Ok((text.map(|text| String::from_utf8_lossy(&text).into_owned()), unread))
}

#[cfg(test)]
mod tests {
    use gongkai_document::Attachment;

    use super::*;
    use crate::Source;
    use crate::fixtures::{TestArchive, at, begin, post, site};

    fn document(post_id: u64) -> Document {
        let mut document = Document::new(post(post_id), "通知", "正文");
        document.attachments = vec![
            Attachment::new("申请表.docx", "https://www.huadu.gov.cn/attachment/1.docx"),
            Attachment {
                unread: Some(Unread::Format),
                ..Attachment::new("版式.ofd", "https://www.huadu.gov.cn/2.ofd")
            },
        ];
        document
    }

    fn put(archive: &Archive, post_id: u64, again: bool) -> u64 {
        let document = document(post_id);
        archive.put_document(&document, &Source::File("a".to_owned()), at(1)).unwrap();
        archive.want_files(site().id, &document, again, at(2)).unwrap()
    }

    fn text(archive: &Archive, post_id: u64) -> Vec<(Option<String>, Option<Unread>)> {
        let mut document = document(post_id);
        archive.attach_known(&mut document).unwrap();
        document.attachments.into_iter().map(|file| (file.text, file.unread)).collect()
    }

    fn counts(archive: &Archive) -> Vec<(String, u64)> {
        archive.file_counts().unwrap().into_iter().map(|count| (count.state, count.files)).collect()
    }

    #[test]
    fn a_file_of_two_posts_is_fetched_once_and_both_documents_hear_of_its_text() {
        let mut archive = TestArchive::new();
        let run = begin(&archive, false);
        assert_eq!((put(&archive, 1, false), put(&archive, 2, false)), (1, 0));
        assert_eq!(counts(&archive), [("format".to_owned(), 1), ("pending".to_owned(), 1)]);

        assert_eq!(archive.next_files(run, 9, at(2)).unwrap().len(), 1);
        assert_eq!(archive.next_files(run, 9, at(2)).unwrap(), [], "it is being fetched");
        archive.reopen();
        let run = begin(&archive, false);
        let file = archive.next_files(run, 9, at(2)).unwrap().remove(0);
        let documents = archive.record_file(&file, None, &FileResult::Text("年龄\t补贴".to_owned())).unwrap();
        assert_eq!(documents, [post(1), post(2)]);
        let expected = [(Some("年龄\t补贴".to_owned()), None), (None, Some(Unread::Format))];
        assert_eq!(text(&archive, 2), expected);
        assert_eq!(archive.next_file_due(run).unwrap(), None);
    }

    #[test]
    fn a_file_that_fails_for_a_passing_reason_is_due_again_and_one_that_is_gone_is_not() {
        let archive = TestArchive::new();
        let run = begin(&archive, false);
        put(&archive, 1, false);
        let file = archive.next_files(run, 9, at(2)).unwrap().remove(0);
        let later = FileResult::Later("503".to_owned(), at(50));
        assert_eq!(archive.record_file(&file, None, &later).unwrap(), []);
        assert_eq!(archive.next_file_due(run).unwrap(), Some(at(50)));
        let file = archive.next_files(run, 9, at(50)).unwrap().remove(0);
        assert_eq!(file.attempts, 1);
        let gone = FileResult::Unread(Unread::Gone, "status 404".to_owned());
        assert_eq!(archive.record_file(&file, None, &gone).unwrap(), [post(1)]);
        assert_eq!(text(&archive, 1)[0], (None, Some(Unread::Gone)));
        assert_eq!(counts(&archive), [("format".to_owned(), 1), ("gone".to_owned(), 1)]);
    }

    #[test]
    fn a_file_of_a_changed_post_is_read_again_and_keeps_its_text_meanwhile() {
        let archive = TestArchive::new();
        let run = begin(&archive, false);
        put(&archive, 1, false);
        let file = archive.next_files(run, 9, at(2)).unwrap().remove(0);
        archive.record_file(&file, None, &FileResult::Text("旧表".to_owned())).unwrap();
        assert_eq!(put(&archive, 1, false), 0);
        assert_eq!(put(&archive, 1, true), 1);
        assert_eq!(text(&archive, 1)[0].0.as_deref(), Some("旧表"));
        let file = archive.next_files(run, 9, at(9)).unwrap().remove(0);
        archive.record_file(&file, None, &FileResult::Text("新表".to_owned())).unwrap();
        assert_eq!(text(&archive, 1)[0].0.as_deref(), Some("新表"));
    }
}

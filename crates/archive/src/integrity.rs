//! Whether the file is sound, for `gongkai check`.

use crate::contents::Content;
use crate::{Archive, ArchiveError, Result};

/// What a check of the whole file found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Integrity {
    /// How many contents (bodies of responses, versions of documents) were compared with their SHA-256.
    pub contents_checked: u64,
    /// What is wrong, a sentence each; empty when the file is sound.
    pub problems: Vec<String>,
}

impl Archive {
    /// Checks the database's structure and references, and every stored content against its SHA-256. Reads everything.
    pub fn integrity_check(&self) -> Result<Integrity> {
        let mut found = Integrity::default();
        self.check_structure(&mut found.problems)?;
        self.check_references(&mut found.problems)?;
        match self.check_contents(&mut found) {
            // A damaged tree can end the reading half-way: that is a finding too, next to those before it.
            Err(ArchiveError::Database(error)) => {
                found.problems.push(format!("the stored contents cannot be read to their end: {error}"));
            }
            other => other?,
        }
        Ok(found)
    }

    fn check_structure(&self, problems: &mut Vec<String>) -> Result<()> {
        let mut check = self.connection.prepare("PRAGMA integrity_check")?;
        for message in check.query_map([], |row| row.get::<_, String>(0))? {
            let message = message?;
            if message != "ok" {
                problems.push(format!("the database is damaged: {message}"));
            }
        }
        Ok(())
    }

    fn check_references(&self, problems: &mut Vec<String>) -> Result<()> {
        let mut check = self.connection.prepare("PRAGMA foreign_key_check")?;
        let references = check.query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?, row.get(2)?)))?;
        for reference in references {
            let (table, row, parent): (String, _, String) = reference?;
            let row = row.map_or_else(String::new, |row| format!("row {row} of "));
            problems.push(format!("{row}{table} refers to something that is not in {parent}"));
        }
        Ok(())
    }

    fn check_contents(&self, found: &mut Integrity) -> Result<()> {
        let mut select = self.connection.prepare("SELECT sha256, length, compressed, id FROM contents ORDER BY id")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            found.contents_checked += 1;
            let id: i64 = row.get(3)?;
            let content = Content::from_row(row, 0)?;
            if let Err(error) = content.open(String::new) {
                let owners = self.owners_of_content(id)?;
                let error = match error {
                    ArchiveError::Damaged { sha256, .. } => ArchiveError::Damaged { what: owners, sha256 },
                    other => other,
                };
                found.problems.push(error.to_string());
            }
        }
        Ok(())
    }

    /// What has this content: the addresses of pages and the identifiers of documents, however many.
    fn owners_of_content(&self, content: i64) -> Result<String> {
        let mut find = self.connection.prepare_cached(
            "SELECT DISTINCT url FROM pages WHERE content = ?1
             UNION ALL SELECT 'document ' || d.id || ', version ' || c.version
             FROM changes c JOIN documents d ON d.key = c.document WHERE c.content = ?1",
        )?;
        let owners: Vec<String> = find.query_map([content], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(owners.join(" and "))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, SeekFrom, Write};

    use expect_test::expect;
    use gongkai_document::{Document, DocumentId, Page};

    use super::*;
    use crate::Source;
    use crate::fixtures::{TestArchive, at, url};

    fn filled() -> TestArchive {
        let archive = TestArchive::new();
        for address in ["https://www.huadu.gov.cn/a", "https://www.huadu.gov.cn/b"] {
            let page =
                Page { url: url(address), status: 200, headers: Vec::new(), body: b"text".to_vec(), fetched_at: at(0) };
            archive.store_page(&page).unwrap();
        }
        let document = Document::new(DocumentId::new("r-1").unwrap(), "", "现答复如下。");
        archive.put_document(&document, &Source::File("register.csv".to_owned()), at(0)).unwrap();
        archive
    }

    #[test]
    fn a_sound_archive_has_no_problems_and_says_how_much_was_checked() {
        let expected = Integrity { contents_checked: 2, problems: Vec::new() };
        assert_eq!(filled().integrity_check().unwrap(), expected);
    }

    #[test]
    fn damaged_contents_are_named_by_everything_that_has_them() {
        let archive = filled();
        archive.damage_contents();
        let problems = archive.integrity_check().unwrap().problems;
        let [page, document] = problems.try_into().unwrap();
        expect!["the stored bytes of https://www.huadu.gov.cn/a and https://www.huadu.gov.cn/b are damaged (SHA-256 982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1); restore the archive from a backup or fetch it again"].assert_eq(&page);
        assert!(document.starts_with("the stored bytes of document r-1, version 1 are damaged"), "{document}");
    }

    #[test]
    fn a_row_that_refers_to_nothing_is_a_problem() {
        let archive = filled();
        archive.connection.pragma_update(None, "foreign_keys", false).unwrap();
        archive.connection.execute("DELETE FROM contents WHERE id = 1", []).unwrap();
        expect![[r#"
            row 1 of pages refers to something that is not in contents
            row 2 of pages refers to something that is not in contents"#]]
        .assert_eq(&archive.integrity_check().unwrap().problems.join("\n"));
    }

    #[test]
    fn a_garbled_file_is_a_finding_or_an_error_but_never_sound() {
        let archive = filled();
        let copy = archive.path("copy.sqlite");
        archive.copy_to(&copy).unwrap();
        let bytes = std::fs::metadata(&copy).unwrap().len();
        // Past the first two pages of 4,096 bytes: the header stays, so that the file can be opened at all.
        for offset in (8_192..bytes).step_by(4_096) {
            let garbled = archive.path("garbled.sqlite");
            std::fs::copy(&copy, &garbled).unwrap();
            let mut file = std::fs::OpenOptions::new().write(true).open(&garbled).unwrap();
            file.seek(SeekFrom::Start(offset)).unwrap();
            file.write_all(&[0xA5; 64]).unwrap();
            let result = Archive::open_read_only(&garbled).and_then(|archive| archive.integrity_check());
            assert!(!result.is_ok_and(|found| found.problems.is_empty()), "offset {offset}");
        }
    }
}
